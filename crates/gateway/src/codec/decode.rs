//! What a client says, read in either encoding.
//!
//! Sizes are bounded before anything is parsed. What can't be read is refused
//! with a code, and with the frame's own `id` where that much could be read, so
//! that the client knows which of its frames it was.

use hawker_proto::{
    refuse,
    v1::{ClientFrame, Error, ErrorCode, client_frame::Kind},
};
use prost::Message;
use serde_json::Value;

use super::Encoding;

/// Frames in one message, at most; each may need a reply.
pub(crate) const FRAMES_PER_MESSAGE: usize = 64;

/// A frame that was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    /// The client's id for it; 0 where it wants no reply.
    pub(crate) id: u32,
    /// What it asks for.
    pub(crate) kind: Kind,
}

/// A frame that could not be read.
#[derive(Debug, PartialEq)]
pub(crate) struct Refused {
    /// The client's id for it; 0 where that could not be read.
    pub(crate) id: u32,
    /// Why, and what to do.
    pub(crate) error: Error,
}

type Read = Result<Request, Refused>;

/// Reads all frames of one message. JSON is taken as checked to be UTF-8 by the
/// caller, who must close on anything else.
pub(crate) fn decode(message: &[u8], encoding: Encoding) -> Vec<Read> {
    let mut frames = Vec::with_capacity(1);
    match encoding.plain() {
        Encoding::Json => {
            for line in message.split(|byte| *byte == b'\n') {
                if !line.trim_ascii().is_empty() && !push(&mut frames, || json(line)) {
                    break;
                }
            }
        }
        _ => {
            let mut rest = message;
            while !rest.is_empty() {
                let Some(body) = split_delimited(&mut rest) else {
                    let _full = push(&mut frames, || Err(bad(0, "its length prefix is wrong")));
                    break;
                };
                if !push(&mut frames, || proto(body)) {
                    break;
                }
            }
        }
    }
    frames
}

/// Adds a frame; false when the message has too many and was cut short.
fn push(frames: &mut Vec<Read>, read: impl FnOnce() -> Read) -> bool {
    if frames.len() < FRAMES_PER_MESSAGE {
        frames.push(read());
        return true;
    }
    let message = format!("A message may carry {FRAMES_PER_MESSAGE} frames: send the rest again.");
    frames.push(Err(Refused { id: 0, error: refuse(ErrorCode::TooBig, message) }));
    false
}

fn bad(id: u32, why: &str) -> Refused {
    let message = format!("This is not a frame of the schema ({why}): see docs/protocol.md.");
    Refused { id, error: refuse(ErrorCode::BadFrame, message) }
}

fn unknown(id: u32) -> Refused {
    let message = "The frame names no kind that this server knows: see docs/protocol.md.";
    Refused { id, error: refuse(ErrorCode::UnknownKind, message) }
}

fn json(line: &[u8]) -> Read {
    match serde_json::from_slice::<ClientFrame>(line) {
        Ok(ClientFrame { id, kind: Some(kind) }) => Ok(Request { id, kind }),
        Ok(ClientFrame { id: 0, kind: None }) => Err(bad(0, "it is empty")),
        Ok(ClientFrame { id, kind: None }) => Err(unknown(id)),
        Err(error) => Err(explain(line, &error)),
    }
}

/// Finds out what was wrong: only now is the text parsed without a schema.
fn explain(line: &[u8], error: &serde_json::Error) -> Refused {
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(line) else {
        return bad(0, "it is not a JSON object");
    };
    let id = members.get("id").and_then(json_id).unwrap_or(0);
    let mut others = members.keys().filter(|name| name.as_str() != "id");
    match (others.next(), others.next()) {
        (Some(name), None) if !is_kind(name) => unknown(id),
        _ => bad(id, &brief(error)),
    }
}

/// proto3 JSON lets a number stand as a number or as a string.
fn json_id(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|id| u32::try_from(id).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Whether a frame may have a member of that name: asked of the generated
/// reader itself, so that there is no second list of kinds.
fn is_kind(name: &str) -> bool {
    let probe = Value::Object([(name.to_owned(), Value::Null)].into_iter().collect());
    serde_json::from_value::<ClientFrame>(probe).is_ok()
}

/// What the reader said, without the list of all it knows.
fn brief(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(", expected").next().unwrap_or_default().chars().take(120).collect()
}

fn split_delimited<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = prost::decode_length_delimiter(&mut *rest).ok()?;
    let (body, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(body)
}

fn proto(body: &[u8]) -> Read {
    match ClientFrame::decode(body) {
        Ok(ClientFrame { id, kind: Some(kind) }) => Ok(Request { id, kind }),
        Ok(ClientFrame { id, kind: None }) if !body.is_empty() => Err(unknown(id)),
        Ok(_) => Err(bad(0, "it is empty")),
        Err(_) => {
            // What was read before the mistake stays: often that is the id.
            let mut only = IdOnly::default();
            let _rest_is_bad = only.merge(body);
            Err(bad(only.id, "it does not decode"))
        }
    }
}

/// The one field needed to answer a frame that does not decode.
#[derive(Clone, PartialEq, Message)]
struct IdOnly {
    #[prost(uint32, tag = "1")]
    id: u32,
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1;
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> Read {
        let mut frames = decode(text.as_bytes(), Encoding::Json);
        assert_eq!(frames.len(), 1, "{text}");
        frames.pop().unwrap()
    }

    fn code(read: Read) -> (u32, ErrorCode) {
        let refused = read.unwrap_err();
        (refused.id, refused.error.code())
    }

    fn delimited(frame: &ClientFrame) -> Vec<u8> {
        frame.encode_length_delimited_to_vec()
    }

    #[test]
    fn json_is_refused_with_the_code_and_id_that_fit() {
        use ErrorCode::{BadFrame, UnknownKind};
        for (text, id, expected) in [
            ("{", 0, BadFrame),
            ("[]", 0, BadFrame),
            ("7", 0, BadFrame),
            ("{}", 0, BadFrame),
            (r#"{"id":5}"#, 5, UnknownKind),
            (r#"{"id":5,"teleport":{}}"#, 5, UnknownKind),
            (r#"{"id":"6","teleport":{"to":1}}"#, 6, UnknownKind),
            (r#"{"id":5,"teleport":{},"other":1}"#, 5, BadFrame),
            (r#"{"id":5,"sendChat":{"texts":"a"}}"#, 5, BadFrame),
            (r#"{"id":5,"sendChat":7}"#, 5, BadFrame),
            (r#"{"id":5,"ping":{},"extra":1}"#, 5, BadFrame),
            (r#"{"id":-1,"ping":{}}"#, 0, BadFrame),
            (r#"{"id":4294967296,"ping":{}}"#, 0, BadFrame),
        ] {
            assert_eq!(code(one(text)), (id, expected), "{text}");
        }
    }

    #[test]
    fn both_names_of_a_kind_are_read_and_lines_are_frames() {
        let text = "{\"id\":1,\"sendChat\":{\"text\":\"a\"}}\n\n{\"id\":2,\"send_chat\":{\"text\":\"b\"}}\n";
        let frames = decode(text.as_bytes(), Encoding::Json);
        let ids: Vec<u32> = frames.into_iter().map(|frame| frame.unwrap().id).collect();
        assert_eq!(ids, [1, 2]);
    }

    #[test]
    fn proto_is_refused_with_the_code_and_id_that_fit() {
        let ping = ClientFrame { id: 9, kind: Some(Kind::Ping(v1::Ping {})) };
        assert_eq!(decode(&delimited(&ping), Encoding::Proto)[0].as_ref().unwrap().id, 9);
        // Field 1 is 5, field 99 is a message nobody knows.
        let unknown = [6, 0x08, 5, 0x9A, 0x06, 1, 0];
        let mut frames = decode(&unknown, Encoding::Proto);
        assert_eq!(code(frames.remove(0)), (5, ErrorCode::UnknownKind));
        // Field 1 is 5, then a wire type that does not exist.
        let mut frames = decode(&[3, 0x08, 5, 0x17], Encoding::Proto);
        assert_eq!(code(frames.remove(0)), (5, ErrorCode::BadFrame));
        // A length that reaches beyond the message.
        let mut frames = decode(&[9, 0x08, 5], Encoding::Proto);
        assert_eq!(code(frames.remove(0)), (0, ErrorCode::BadFrame));
        let mut frames = decode(&[0], Encoding::Proto);
        assert_eq!(code(frames.remove(0)), (0, ErrorCode::BadFrame));
    }

    #[test]
    fn a_message_of_very_many_frames_is_cut_short_and_says_so() {
        let text = "{\"id\":1,\"ping\":{}}\n".repeat(FRAMES_PER_MESSAGE + 9);
        let frames = decode(text.as_bytes(), Encoding::Json);
        assert_eq!(frames.len(), FRAMES_PER_MESSAGE + 1);
        let last = frames.into_iter().next_back().unwrap();
        assert_eq!(code(last), (0, ErrorCode::TooBig));
    }

    proptest! {
        #[test]
        fn nothing_a_client_sends_is_more_than_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode(&bytes, Encoding::Proto);
            decode(&bytes, Encoding::Json);
        }
    }
}
