//! The moment at which a message was meant to be sent, at the head of its text:
//! so whoever receives it, in whatever process, knows how old it is.
//!
//! `~` and six digits to the base of 62 make microseconds of up to fifteen hours.

/// Bytes that a stamp takes; a message has at least so many.
pub const STAMP_BYTES: usize = 7;

const MARK: u8 = b'~';
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A text of `bytes` bytes, or as many as a stamp takes, that begins with the
/// stamp of that moment and goes on with `words`, again and again.
pub(crate) fn write(at_us: u64, bytes: usize, words: &str) -> String {
    let mut digits = ['0'; STAMP_BYTES - 1];
    let mut left = at_us;
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((left % 62) as usize).map_or('0', |digit| char::from(*digit));
        left /= 62;
    }
    let mut text = String::with_capacity(bytes.max(STAMP_BYTES));
    text.push(char::from(MARK));
    text.extend(digits);
    let room = bytes.saturating_sub(STAMP_BYTES);
    // A text may not end with a blank.
    text.extend(" ".chars().chain(words.chars()).filter(char::is_ascii).cycle().take(room));
    if text.ends_with(' ') {
        text.pop();
        text.push('.');
    }
    text
}

/// The moment that a text begins with.
pub(crate) fn read(text: &[u8]) -> Option<u64> {
    let stamp = text.strip_prefix(&[MARK])?.first_chunk::<{ STAMP_BYTES - 1 }>()?;
    stamp.iter().try_fold(0_u64, |sum, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        Some(sum * 62 + u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_and_its_text_has_the_length_asked_for() {
        for at in [0, 1, 61, 62, 59_999_999, 54_000_000_000] {
            for bytes in [0, 7, 8, 9, 40, 200] {
                let text = write(at, bytes, "how much is it");
                assert_eq!(read(text.as_bytes()), Some(at));
                assert_eq!(text.len(), bytes.max(STAMP_BYTES));
                assert_eq!(text.trim(), text);
            }
        }
        assert_eq!(read(b"hello"), None);
        assert_eq!(read(b"~12 456"), None);
    }
}
