//! A server frame as bytes ready for the socket: encoded and framed.

use bytes::Bytes;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, reply, server_frame},
};
use prost::Message;

use super::Encoding;

const FIN: u8 = 0x80;
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
    match encoding {
        Encoding::Proto => {
            let body = frame.encode_length_delimited_to_vec();
            message(BINARY, &body)
        }
        Encoding::Json => message(TEXT, &json(frame)),
    }
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

fn message(opcode: u8, payload: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(payload.len() + 10);
    out.push(FIN | opcode);
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

/// A ping without a payload.
pub(crate) fn ping_frame() -> Bytes {
    const FRAME: &[u8] = &[FIN | PING, 0];
    Bytes::from_static(FRAME)
}

/// The answer to a ping: its payload, back.
pub(crate) fn pong_frame(payload: &[u8]) -> Bytes {
    message(PONG, payload.get(..CONTROL_MAX).unwrap_or(payload))
}

/// A close frame; without a code where the peer gave none.
pub(crate) fn close_frame(code: Option<u16>) -> Bytes {
    match code {
        Some(code) => message(CLOSE, &code.to_be_bytes()),
        None => message(CLOSE, &[]),
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
            for encoding in Encoding::ALL {
                let bytes = encode(&frame, encoding);
                let mut cursor = Cursor::new(bytes.as_ref());
                let (header, length) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
                let start = cursor.position() as usize;
                let body = &bytes[start..];
                assert_eq!(body.len() as u64, length);
                assert!(header.is_final && header.mask.is_none());
                let back: v1::ServerFrame = match encoding {
                    Encoding::Json => serde_json::from_slice(body).unwrap(),
                    Encoding::Proto => v1::ServerFrame::decode_length_delimited(body).unwrap(),
                };
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
