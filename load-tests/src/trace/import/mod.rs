//! Reads chat logs that people already have, whichever of four formats they
//! are in: it is told from the content, not from the name.
//!
//! Nothing of a log is kept but when someone wrote, which of its people it was
//! (numbered in the order in which they first wrote), and how many bytes.

mod danmaku;
mod twitch;
mod youtube;

use std::collections::HashMap;

use super::{MESSAGE_BYTES_MAX, MESSAGES_MAX, Message, Trace, TraceError, bad};

/// How much of a file is looked at to tell its format.
const LOOKED_AT: usize = 64 << 10;

/// What a chat log is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Our own, see `load-tests/traces/README.md`.
    Csv,
    /// TwitchDownloader's JSON: one object with `comments`, each with
    /// `content_offset_seconds`, a `commenter` and a `message`.
    Twitch,
    /// yt-dlp's live chat: JSON lines, each with a `replayChatItemAction`.
    YouTube,
    /// Bilibili's danmaku XML: `<d p="seconds,mode,size,colour,sent,pool,user,row">text</d>`.
    Danmaku,
}

/// A log that was read.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What it was written as.
    pub format: Format,
    /// Its messages.
    pub trace: Trace,
    /// Entries that are no messages of people: notices, tickers, empty texts.
    pub passed_over: usize,
}

impl Format {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "a trace of Hawker",
            Format::Twitch => "TwitchDownloader JSON",
            Format::YouTube => "yt-dlp live chat",
            Format::Danmaku => "Bilibili danmaku XML",
        }
    }

    /// The format of a file.
    #[must_use]
    pub fn of(text: &str) -> Option<Format> {
        let start = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(at, _)| at);
        let start = text.get(..start).unwrap_or(text).trim_start();
        let first = start.lines().next().unwrap_or_default();
        if first.starts_with("offset_ms") {
            return Some(Format::Csv);
        }
        if start.starts_with('<') {
            return Some(Format::Danmaku);
        }
        if first.starts_with('{') && first.contains("\"replayChatItemAction\"") {
            return Some(Format::YouTube);
        }
        start.starts_with('{').then_some(Format::Twitch)
    }
}

/// Reads a log.
///
/// # Errors
///
/// The line that is not as it should be, and what should stand there.
pub fn read(text: &str) -> Result<Imported, TraceError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = Format::of(text).ok_or_else(|| {
        let what = "should be a trace of Hawker, TwitchDownloader JSON, yt-dlp live chat or Bilibili danmaku XML";
        bad(1, what.to_owned())
    })?;
    let mut log = Log::default();
    match format {
        Format::Csv => {
            return Ok(Imported { format, trace: Trace::parse(text)?, passed_over: 0 });
        }
        Format::Twitch => twitch::read(text, &mut log)?,
        Format::YouTube => youtube::read(text, &mut log)?,
        Format::Danmaku => danmaku::read(text, &mut log)?,
    }
    let passed_over = log.passed_over;
    Ok(Imported { format, trace: log.close()?, passed_over })
}

/// The messages of a log, as they are found.
#[derive(Debug, Default)]
struct Log {
    /// Milliseconds, which may be before the start; who; how many bytes.
    found: Vec<(i64, String, usize)>,
    passed_over: usize,
}

impl Log {
    fn add(&mut self, line: usize, (ms, who): (f64, &str), bytes: usize) -> Result<(), TraceError> {
        // A day before the start to a month after it.
        if !(-86_400_000.0..=2_678_400_000.0).contains(&ms) {
            return Err(bad(line, format!("{ms} ms is no moment of a broadcast")));
        }
        if self.found.len() == MESSAGES_MAX {
            return Err(bad(line, format!("a trace has at most {MESSAGES_MAX} messages")));
        }
        if bytes == 0 || who.is_empty() {
            self.passed_over += 1;
        } else {
            self.found.push((ms.round() as i64, who.to_owned(), bytes));
        }
        Ok(())
    }

    /// In order of time; what was written before the start comes first, and then
    /// the start is the first message.
    fn close(mut self) -> Result<Trace, TraceError> {
        self.found.sort_by_key(|(ms, ..)| *ms);
        let zero = self.found.first().map_or(0, |(ms, ..)| (*ms).min(0));
        let mut people: HashMap<&str, u32> = HashMap::new();
        let mut messages = Vec::with_capacity(self.found.len());
        for (ms, who, bytes) in &self.found {
            let next = people.len() as u32 + 1;
            let viewer = *people.entry(who).or_insert(next);
            let bytes = u32::try_from(*bytes).unwrap_or(u32::MAX).min(MESSAGE_BYTES_MAX);
            messages.push(Message { offset_ms: (ms - zero) as u64, viewer, bytes });
        }
        Trace::of(messages)
            .ok_or_else(|| bad(1, "there is no message of a person in it".to_owned()))
    }
}

#[cfg(test)]
mod tests;
