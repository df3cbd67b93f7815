//! Traces: who wrote how much, and when, in a real broadcast.
//!
//! A [`Trace`] that was parsed is valid: times never go back, viewers count
//! from 1, and every message is between 1 and 2,048 bytes. The file's columns
//! are described in `load-tests/traces/README.md`.

mod burst;
mod import;
mod rate;
mod scale;

pub use burst::burstiness;
pub use import::{Format, Imported, read};
pub use scale::{ScaledMessage, Scaling, scaled};

use crate::Error;

/// The most bytes that a message of a trace may have: the default limit of a
/// room.
pub(crate) const MESSAGE_BYTES_MAX: u32 = 2_048;

/// The most messages that a trace may have.
pub(crate) const MESSAGES_MAX: usize = 4_000_000;

/// The most bytes of a trace's file.
pub const FILE_BYTES_MAX: u64 = 1 << 28;

/// The first line of every trace file.
const HEADER: &str = "offset_ms,viewer,bytes";

/// The name of the trace that is built in.
pub const BUILT_IN: &str = "live-chat-3h";

/// The trace that is built in.
const LIVE_CHAT_3H: &str = include_str!("../../traces/live-chat-3h.csv");

/// One message of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Milliseconds from the start.
    pub offset_ms: u64,
    /// The viewer who wrote it, from 1.
    pub viewer: u32,
    /// Its length in bytes.
    pub bytes: u32,
}

/// A line of a trace file that can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line} of the trace: {what}")]
pub struct TraceError {
    /// Counts from 1, the header included.
    pub line: usize,
    /// What is wrong with it, and what should stand there.
    pub what: String,
}

/// The messages of a broadcast, in order of time.
#[derive(Debug, Clone)]
pub struct Trace {
    messages: Vec<Message>,
    viewers: u32,
}

impl Trace {
    /// Reads a trace file's text.
    ///
    /// # Errors
    ///
    /// The first line that is not as it should be, with its number.
    pub fn parse(text: &str) -> Result<Trace, TraceError> {
        let mut lines = text.lines().enumerate();
        match lines.next() {
            Some((_, header)) if header.trim_end() == HEADER => {}
            _ => return Err(bad(1, format!("should be the header `{HEADER}`"))),
        }
        let mut messages: Vec<Message> = Vec::new();
        for (index, line) in lines {
            let message = parse_line(line).map_err(|what| bad(index + 1, what))?;
            if messages.last().is_some_and(|last| last.offset_ms > message.offset_ms) {
                return Err(bad(index + 1, "its time is before the line above's".to_owned()));
            }
            if messages.len() == MESSAGES_MAX {
                return Err(bad(index + 1, format!("a trace has at most {MESSAGES_MAX} messages")));
            }
            messages.push(message);
        }
        Trace::of(messages).ok_or_else(|| bad(2, "there is no message".to_owned()))
    }

    /// The trace of a three-hour broadcast that is built in.
    ///
    /// # Errors
    ///
    /// Never, unless the committed file was damaged.
    pub fn live_chat_3h() -> Result<Trace, TraceError> {
        Trace::parse(LIVE_CHAT_3H)
    }

    /// The built-in trace of that name, or the one of the file at that path, in
    /// any [`Format`].
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it can't be read, [`Error::Trace`] where it is
    /// wrong.
    pub fn load(name_or_path: &str) -> Result<Trace, Error> {
        if name_or_path == BUILT_IN {
            return Ok(Trace::live_chat_3h()?);
        }
        let named = |source| Error::File { path: name_or_path.to_owned(), source };
        let size = std::fs::metadata(name_or_path).map_err(named)?.len();
        if size > FILE_BYTES_MAX {
            return Err(named(std::io::ErrorKind::FileTooLarge.into()));
        }
        Ok(read(&std::fs::read_to_string(name_or_path).map_err(named)?)?.trace)
    }

    /// The trace of these messages, which are in order of time and otherwise
    /// within bounds; `None` where there is none.
    fn of(messages: Vec<Message>) -> Option<Trace> {
        let viewers = messages.iter().map(|message| message.viewer).max()?;
        Some(Trace { messages, viewers })
    }

    /// As a trace file's text: what [`Trace::parse`] reads.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for Message { offset_ms, viewer, bytes } in &self.messages {
            text.push_str(&format!("{offset_ms},{viewer},{bytes}\n"));
        }
        text
    }

    /// The messages, in order of time; at least one.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The highest viewer number.
    #[must_use]
    pub fn viewers(&self) -> u32 {
        self.viewers
    }

    /// Milliseconds from the start to the last message.
    #[must_use]
    pub fn length_ms(&self) -> u64 {
        self.messages.last().map_or(0, |last| last.offset_ms)
    }
}

fn bad(line: usize, what: String) -> TraceError {
    TraceError { line, what }
}

fn parse_line(line: &str) -> Result<Message, String> {
    let mut fields = line.trim_end().split(',');
    let mut field = |name: &str| {
        let text = fields.next().ok_or_else(|| format!("`{name}` is missing"))?;
        text.parse::<u64>().map_err(|_| format!("`{name}` should be a whole number, not `{text}`"))
    };
    let (offset_ms, viewer, bytes) = (field("offset_ms")?, field("viewer")?, field("bytes")?);
    if fields.next().is_some() {
        return Err("there are more than three columns".to_owned());
    }
    let viewer = u32::try_from(viewer).ok().filter(|viewer| *viewer > 0);
    let bytes = u32::try_from(bytes).ok().filter(|bytes| (1..=MESSAGE_BYTES_MAX).contains(bytes));
    Ok(Message {
        offset_ms,
        viewer: viewer.ok_or("`viewer` counts from 1")?,
        bytes: bytes.ok_or_else(|| format!("`bytes` should be 1 to {MESSAGE_BYTES_MAX}"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_trace_is_what_its_note_says() {
        let trace = Trace::live_chat_3h().unwrap();
        assert_eq!(trace.messages().len(), 26_323);
        assert_eq!(trace.viewers(), 2_805);
        assert_eq!(trace.length_ms(), 11_300_000);
        assert_eq!(trace.messages()[0], Message { offset_ms: 0, viewer: 1, bytes: 23 });
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        let cases = [
            ("", 1, "header"),
            ("time,who,size\n", 1, "header"),
            ("offset_ms,viewer,bytes\n", 2, "no message"),
            ("offset_ms,viewer,bytes\n1,1,1\n0,1,1\n", 3, "before"),
            ("offset_ms,viewer,bytes\n1,0,1\n", 2, "from 1"),
            ("offset_ms,viewer,bytes\n1,1,0\n", 2, "1 to 2048"),
            ("offset_ms,viewer,bytes\n1,1,2049\n", 2, "1 to 2048"),
            ("offset_ms,viewer,bytes\n1,1\n", 2, "missing"),
            ("offset_ms,viewer,bytes\n1,1,1,1\n", 2, "three"),
            ("offset_ms,viewer,bytes\n1,x,1\n", 2, "not `x`"),
            ("offset_ms,viewer,bytes\n1,1,1\n\n", 3, "offset_ms"),
        ];
        for (text, line, word) in cases {
            let error = Trace::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text:?} gave {error}");
            assert!(error.what.contains(word), "{text:?} gave {error}");
        }
    }
}
