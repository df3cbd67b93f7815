//! A server frame as bytes ready for the socket: encoded and framed.

use bytes::Bytes;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, reply, server_frame},
};
use prost::Message;

use super::Encoding;

const FIN: u8 = 0x80;
/// Set on a message that is compressed (RFC 7692, section 6).
const RSV1: u8 = 0x40;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
/// Bytes that a control frame's payload may have (RFC 6455, section 5.5).
const CONTROL_MAX: usize = 125;

/// Encodes a frame and frames it: the header of an unmasked WebSocket message
/// with one frame of the sub-protocol in it.
pub(crate) fn encode(frame: &v1::ServerFrame, encoding: Encoding) -> Bytes {
    match encoding.plain() {
        Encoding::Json => framed(TEXT, false, &json(frame)),
        Encoding::Packed => {
            let columns = packed(frame);
            let body = columns.as_ref().unwrap_or(frame).encode_length_delimited_to_vec();
            framed(BINARY, false, &body)
        }
        _ => framed(BINARY, false, &frame.encode_length_delimited_to_vec()),
    }
}

/// The frame with its tick of chat in columns; `None` where it has none, or one
/// that they can't hold.
fn packed(frame: &v1::ServerFrame) -> Option<v1::ServerFrame> {
    let Some(server_frame::Kind::Chat(tick)) = &frame.kind else { return None };
    let kind = server_frame::Kind::PackedChat(hawker_proto::pack(tick)?);
    Some(v1::ServerFrame { kind: Some(kind) })
}

/// The JSON of a frame. It can't be written only if it holds an enum value of a
/// newer schema: then a reply becomes an error and anything else an empty frame,
/// which clients pass over.
fn json(frame: &v1::ServerFrame) -> Vec<u8> {
    serde_json::to_vec(frame).unwrap_or_else(|error| {
        tracing::error!(%error, "a frame could not be written as JSON");
        let Some(server_frame::Kind::Reply(told)) = &frame.kind else { return b"{}".to_vec() };
        let why = refuse(ErrorCode::Internal, "The answer could not be written: try again later.");
        let told = v1::Reply { id: told.id, result: Some(reply::Result::Error(why)) };
        let frame = v1::ServerFrame { kind: Some(server_frame::Kind::Reply(told)) };
        serde_json::to_vec(&frame).unwrap_or_else(|_| b"{}".to_vec())
    })
}

/// One whole message of that opcode; `compressed` says so to whoever reads it.
pub(super) fn framed(opcode: u8, compressed: bool, payload: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(payload.len() + 10);
    out.push(FIN | opcode | if compressed { RSV1 } else { 0 });
    // Lengths up to 125 stand in the second byte; 126 and 127 say that two or
    // eight bytes follow (RFC 6455, section 5.2).
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => out.push(short),
        (_, Ok(middle)) => {
            out.push(126);
            out.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            out.push(127);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
    Bytes::from(out)
}

/// The opcode and the payload of a message that [`framed`] made.
pub(super) fn payload(message: &[u8]) -> (u8, &[u8]) {
    let [first, second, ..] = message else { return (BINARY, &[]) };
    let header = match second {
        126 => 4,
        127 => 10,
        _ => 2,
    };
    (first & 0x0F, message.get(header..).unwrap_or_default())
}

/// The payload of a message that was framed here and is not compressed, for who
/// does not speak WebSocket.
pub(crate) fn unframed(message: &Bytes) -> Bytes {
    message.slice_ref(payload(message).1)
}

/// A ping without a payload.
pub(crate) fn ping_frame() -> Bytes {
    const FRAME: &[u8] = &[FIN | PING, 0];
    Bytes::from_static(FRAME)
}

/// The answer to a ping: its payload, back.
pub(crate) fn pong_frame(payload: &[u8]) -> Bytes {
    framed(PONG, false, payload.get(..CONTROL_MAX).unwrap_or(payload))
}

/// A close frame; without a code where the peer gave none.
pub(crate) fn close_frame(code: Option<u16>) -> Bytes {
    match code {
        Some(code) => framed(CLOSE, false, &code.to_be_bytes()),
        None => framed(CLOSE, false, &[]),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;

    use super::*;

    fn chat(text: &str) -> v1::ServerFrame {
        let message = v1::ChatMessage { seq: 1, text: text.into(), ..Default::default() };
        let tick = v1::ChatTick { messages: vec![message], accepted: 1, sampled_out: 0 };
        v1::ServerFrame { kind: Some(server_frame::Kind::Chat(tick)) }
    }

    #[test]
    fn every_length_is_framed_as_another_implementation_reads_it() {
        for size in [0, 1, 100, 125, 126, 127, 65_400, 65_535, 65_536, 200_000] {
            let frame = chat(&"x".repeat(size));
            for encoding in Encoding::PLAIN {
                let bytes = encode(&frame, encoding);
                let mut cursor = Cursor::new(bytes.as_ref());
                let (header, length) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
                let start = cursor.position() as usize;
                let body = &bytes[start..];
                assert_eq!(body.len() as u64, length);
                assert_eq!(unframed(&bytes), body);
                assert!(header.is_final && header.mask.is_none());
                assert_eq!(payload(&bytes).1, body);
                let mut back: v1::ServerFrame = match encoding {
                    Encoding::Json => serde_json::from_slice(body).unwrap(),
                    _ => v1::ServerFrame::decode_length_delimited(body).unwrap(),
                };
                if let Some(server_frame::Kind::PackedChat(columns)) = &back.kind {
                    let tick = hawker_proto::unpack(columns).unwrap();
                    back.kind = Some(server_frame::Kind::Chat(tick));
                }
                assert_eq!(back, frame);
            }
        }
    }

    #[test]
    fn a_reply_that_json_cannot_hold_is_still_a_reply() {
        let reservation = v1::Reservation { state: 99, ..Default::default() };
        let result = v1::ReserveResult { reservation: Some(reservation), ..Default::default() };
        let reply = v1::Reply { id: 7, result: Some(reply::Result::Reserve(result)) };
        let frame = v1::ServerFrame { kind: Some(server_frame::Kind::Reply(reply)) };
        let back: v1::ServerFrame = serde_json::from_slice(&json(&frame)).unwrap();
        let Some(server_frame::Kind::Reply(reply)) = back.kind else { panic!("{back:?}") };
        assert_eq!(reply.id, 7);
        assert!(matches!(reply.result, Some(reply::Result::Error(_))));
    }
}
