//! Bilibili's danmaku XML: `<d p="…">text</d>` within `<i>`.
//!
//! `p` holds, between commas: seconds of the video, mode, size of letters,
//! colour, the Unix time of sending, pool, a hash of the user, the row's id and,
//! later, a weight (SocialSisterYi/bilibili-API-collect, `docs/danmaku`).

use super::Log;
use crate::trace::{TraceError, bad};

pub(super) fn read(text: &str, log: &mut Log) -> Result<(), TraceError> {
    let (mut rest, mut line) = (text, 1);
    while let Some((before, element)) = rest.split_once("<d ") {
        line += before.matches('\n').count();
        let (head, after) =
            element.split_once('>').ok_or_else(|| bad(line, "`<d` has no end".to_owned()))?;
        let (ms, who) = fields(head).ok_or_else(|| {
            bad(
                line,
                "`<d` should have p=\"seconds,mode,size,colour,sent,pool,user,row\"".to_owned(),
            )
        })?;
        let (content, after) = if head.ends_with('/') {
            ("", after)
        } else {
            let ended = after.split_once("</d>");
            ended.ok_or_else(|| bad(line, "`<d>` has no `</d>`".to_owned()))?
        };
        log.add(line, (ms, who), bytes(content))?;
        line += head.matches('\n').count() + content.matches('\n').count();
        rest = after;
    }
    Ok(())
}

/// The milliseconds and the user of an element's attributes.
fn fields(head: &str) -> Option<(f64, &str)> {
    let (_, value) = head.split_once("p=")?;
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let value = value.strip_prefix(quote)?.split(quote).next()?;
    let mut fields = value.split(',').map(str::trim);
    let seconds: f64 = fields.next()?.parse().ok()?;
    Some((seconds * 1_000.0, fields.nth(5)?))
}

/// The bytes of a text in which some letters are written as references.
fn bytes(content: &str) -> usize {
    let mut parts = content.split('&');
    let first = parts.next().map_or(0, str::len);
    let of_rest = parts.map(|part| match part.split_once(';') {
        Some((name, rest)) => reference(name).map_or(part.len() + 1, |bytes| bytes + rest.len()),
        None => part.len() + 1,
    });
    first + of_rest.sum::<usize>()
}

/// The bytes of what a reference stands for.
fn reference(name: &str) -> Option<usize> {
    if ["amp", "lt", "gt", "quot", "apos"].contains(&name) {
        return Some(1);
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(char::len_utf8)
}
