//! The client's half of the WebSocket protocol (RFC 6455), by hand: a viewer
//! of a load test must cost little, so nothing here keeps a buffer of its own.
//!
//! Promises: what is parsed is never copied, and a frame that a server may not
//! send (masked, fragmented, above [`MESSAGE_MAX`]) is an error.

use hawker_proto::v1::{ClientFrame, ServerFrame};
use hawker_proto::{SUBPROTOCOL_JSON, SUBPROTOCOL_PROTO};
use prost::Message as _;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};

use crate::Error;

/// The longest message taken from a server: a snapshot of a large line-up.
pub const MESSAGE_MAX: usize = 4 << 20;

/// The longest answer to a handshake.
pub const HANDSHAKE_MAX: usize = 8 << 10;

/// Text, as the JSON sub-protocol uses it.
pub const TEXT: u8 = 1;
/// Binary, as the protobuf sub-protocol uses it.
pub const BINARY: u8 = 2;
/// The other side closes.
pub const CLOSE: u8 = 8;
/// Asks for a pong.
pub const PING: u8 = 9;
/// Answers a ping.
pub const PONG: u8 = 10;

/// A sub-protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `hawker.v1.json`.
    Json,
    /// `hawker.v1.proto`.
    Proto,
}

impl Encoding {
    /// Its name in a handshake.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Json => SUBPROTOCOL_JSON,
            Encoding::Proto => SUBPROTOCOL_PROTO,
        }
    }

    /// Writes a client frame as one masked WebSocket message onto `out`.
    ///
    /// # Errors
    ///
    /// [`Error::Protocol`] where it can't be written as JSON.
    pub fn write(self, frame: &ClientFrame, mask: [u8; 4], out: &mut Vec<u8>) -> Result<(), Error> {
        let (opcode, payload) = match self {
            Encoding::Proto => (BINARY, frame.encode_length_delimited_to_vec()),
            Encoding::Json => {
                let text = serde_json::to_vec(frame);
                (TEXT, text.map_err(|error| Error::Protocol(error.to_string()))?)
            }
        };
        write_masked(opcode, &payload, mask, out);
        Ok(())
    }

    /// Reads the frames of one WebSocket message.
    ///
    /// # Errors
    ///
    /// [`Error::Protocol`] where they are not of the schema.
    pub fn read(self, payload: &[u8]) -> Result<Vec<ServerFrame>, Error> {
        let mut frames = Vec::new();
        match self {
            Encoding::Proto => {
                let mut left = payload;
                while !left.is_empty() {
                    let frame = ServerFrame::decode_length_delimited(&mut left);
                    frames.push(frame.map_err(|error| Error::Protocol(error.to_string()))?);
                }
            }
            Encoding::Json => {
                for line in payload.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                    let frame = serde_json::from_slice(line);
                    frames.push(frame.map_err(|error| Error::Protocol(error.to_string()))?);
                }
            }
        }
        Ok(frames)
    }
}

/// Writes one masked frame onto `out`.
pub fn write_masked(opcode: u8, payload: &[u8], mask: [u8; 4], out: &mut Vec<u8>) {
    out.push(0x80 | opcode);
    match payload.len() {
        short @ 0..=125 => out.push(0x80 | short as u8),
        middle @ 126..=0xFFFF => {
            out.push(0x80 | 126);
            out.extend_from_slice(&(middle as u16).to_be_bytes());
        }
        long => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&mask);
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

/// One frame from a server, its payload where it was received.
#[derive(Debug, PartialEq, Eq)]
pub struct Received<'a> {
    /// [`TEXT`], [`BINARY`], [`CLOSE`], [`PING`] or [`PONG`].
    pub opcode: u8,
    /// What it carries.
    pub payload: &'a [u8],
    /// Bytes that it took, its header included.
    pub taken: usize,
}

/// The first frame in `input`; `None` while it is not there in full.
///
/// # Errors
///
/// [`Error::Protocol`] for a frame that a server may not send.
pub fn parse(input: &[u8]) -> Result<Option<Received<'_>>, Error> {
    let [first, second, rest @ ..] = input else { return Ok(None) };
    if first & 0xF0 != 0x80 {
        return Err(Error::Protocol("a frame is fragmented or has a reserved bit".to_owned()));
    }
    if second & 0x80 != 0 {
        return Err(Error::Protocol("a server's frame is masked".to_owned()));
    }
    let (header, length) = match second & 0x7F {
        126 => match rest.first_chunk::<2>() {
            Some(bytes) => (4, u64::from(u16::from_be_bytes(*bytes))),
            None => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(bytes) => (10, u64::from_be_bytes(*bytes)),
            None => return Ok(None),
        },
        short => (2, u64::from(short)),
    };
    if length > MESSAGE_MAX as u64 {
        return Err(Error::Protocol(format!("a message of {length} bytes is too long")));
    }
    let taken = header + length as usize;
    let payload = input.get(header..taken);
    Ok(payload.map(|payload| Received { opcode: first & 0x0F, payload, taken }))
}

/// A handshake under way.
#[derive(Debug)]
pub struct Handshake {
    /// What to send.
    pub request: Vec<u8>,
    key: String,
    accept: String,
    protocol: &'static str,
}

impl Handshake {
    /// Asks `authority` for an upgrade of `path` to that sub-protocol.
    #[must_use]
    pub fn new(authority: &str, path: &str, encoding: Encoding) -> Handshake {
        let key = generate_key();
        let accept = derive_accept_key(key.as_bytes());
        let mut shake = Handshake { request: Vec::new(), key, accept, protocol: encoding.name() };
        let mut request = Vec::with_capacity(256);
        shake.request_for(authority, path, &mut request);
        shake.request = request;
        shake
    }

    /// Writes onto `out` the request for another path under the same key.
    pub fn request_for(&self, authority: &str, path: &str, out: &mut Vec<u8>) {
        let Handshake { key, protocol, .. } = self;
        let parts = [
            "GET ",
            path,
            " HTTP/1.1\r\nHost: ",
            authority,
            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: ",
            key,
            "\r\nSec-WebSocket-Protocol: ",
            protocol,
            "\r\n\r\n",
        ];
        parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
    }

    /// Reads the answer: the bytes that it took, or `None` while it is not
    /// there in full.
    ///
    /// # Errors
    ///
    /// [`Error::Protocol`] where the server refused or answered wrongly.
    pub fn answer(&self, input: &[u8]) -> Result<Option<usize>, Error> {
        let Some(end) = input.windows(4).position(|window| window == b"\r\n\r\n") else {
            if input.len() > HANDSHAKE_MAX {
                return Err(Error::Protocol("the answer to the handshake is too long".to_owned()));
            }
            return Ok(None);
        };
        let head = String::from_utf8_lossy(input.get(..end).unwrap_or_default());
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap_or_default();
        if status.split(' ').nth(1) != Some("101") {
            return Err(Error::Protocol(format!("the handshake was answered with `{status}`")));
        }
        let mut accepted = false;
        let mut protocol = false;
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            accepted |=
                name.eq_ignore_ascii_case("sec-websocket-accept") && value.trim() == self.accept;
            protocol |= name.eq_ignore_ascii_case("sec-websocket-protocol")
                && value.trim() == self.protocol;
        }
        if !(accepted && protocol) {
            return Err(Error::Protocol(
                "the handshake's answer lacks the right key or sub-protocol".to_owned(),
            ));
        }
        Ok(Some(end + 4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hawker_proto::v1::{Ping, SendChat, client_frame};

    #[test]
    fn a_frame_is_read_only_when_it_is_all_there() {
        for length in [0_usize, 125, 126, 65_535, 65_536] {
            let mut wire = vec![0x82];
            match length {
                0..=125 => wire.push(length as u8),
                126..=65_535 => {
                    wire.push(126);
                    wire.extend_from_slice(&(length as u16).to_be_bytes());
                }
                _ => {
                    wire.push(127);
                    wire.extend_from_slice(&(length as u64).to_be_bytes());
                }
            }
            wire.extend(std::iter::repeat_n(7, length));
            for cut in [0, 1, 2, wire.len() - 1] {
                let cut = cut.min(wire.len() - 1);
                assert_eq!(parse(&wire[..cut]).unwrap(), None, "length {length}, cut at {cut}");
            }
            wire.push(99);
            let received = parse(&wire).unwrap().unwrap();
            assert_eq!((received.opcode, received.payload.len()), (BINARY, length));
            assert_eq!(received.taken, wire.len() - 1);
        }
    }

    #[test]
    fn what_a_server_may_not_send_is_an_error() {
        assert!(parse(&[0x02, 0]).is_err(), "fragmented");
        assert!(parse(&[0xC2, 0]).is_err(), "reserved bit");
        assert!(parse(&[0x82, 0x80]).is_err(), "masked");
        assert!(parse(&[0x82, 127, 1, 0, 0, 0, 0, 0, 0, 0]).is_err(), "too long");
    }

    #[test]
    fn a_handshake_takes_only_its_own_answer() {
        let shake = Handshake::new("127.0.0.1:1", "/v1/shows/s/ws", Encoding::Json);
        let good = format!(
            "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: {}\r\n\
             Sec-WebSocket-Protocol: hawker.v1.json\r\n\r\n",
            shake.accept
        );
        assert_eq!(shake.answer(good.as_bytes()).unwrap(), Some(good.len()));
        assert_eq!(shake.answer(&good.as_bytes()[..good.len() - 1]).unwrap(), None);
        assert!(shake.answer(good.replace(".json", ".proto").as_bytes()).is_err());
        assert!(shake.answer(good.replace(&shake.accept, "x").as_bytes()).is_err());
        assert!(shake.answer(b"HTTP/1.1 404 Not Found\r\n\r\n").is_err());
    }

    #[test]
    fn both_encodings_write_what_their_reader_reads() {
        let kind = client_frame::Kind::SendChat(SendChat { text: "hé".to_owned() });
        let frame = ClientFrame { id: 3, kind: Some(kind) };
        for encoding in [Encoding::Json, Encoding::Proto] {
            let mut out = Vec::new();
            encoding.write(&frame, [1, 2, 3, 4], &mut out).unwrap();
            let payload: Vec<u8> =
                out[6..].iter().zip([1, 2, 3, 4].iter().cycle()).map(|(a, b)| a ^ b).collect();
            let read: ClientFrame = match encoding {
                Encoding::Json => serde_json::from_slice(&payload).unwrap(),
                Encoding::Proto => ClientFrame::decode_length_delimited(&*payload).unwrap(),
            };
            assert_eq!(read, frame);
        }
        let ping = ClientFrame { id: 1, kind: Some(client_frame::Kind::Ping(Ping {})) };
        assert_ne!(ping, frame);
    }
}
