//! A WebSocket client on a bare socket, which sends whatever bytes it likes.
//!
//! Its methods panic where the server says nothing, or something else, since that is
//! a failed test.
#![allow(clippy::missing_panics_doc, reason = "each panics when the server fails it")]

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The show that it goes to.
pub const SHOW: &str = "robust";
/// The longest that it waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The first byte of a text message of one frame.
pub const TEXT: u8 = 0x81;
/// Of a binary one.
pub const BINARY: u8 = 0x82;
/// Of a close frame.
pub const CLOSE: u8 = 0x88;
/// Of a ping.
pub const PING: u8 = 0x89;
/// Of a pong.
pub const PONG: u8 = 0x8A;

/// A frame as a client sends it.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xFA, 0x21, 0x3D];
    let mut out = vec![first];
    match payload.len() {
        short @ 0..=125 => out.push(0x80 | u8::try_from(short).unwrap()),
        long => {
            out.push(0x80 | 126);
            out.extend_from_slice(&u16::try_from(long).unwrap().to_be_bytes());
        }
    }
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    out
}

/// A close frame.
pub fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(CLOSE, &[&code.to_be_bytes()[..], reason].concat())
}

/// A request for the room's WebSocket, with these headers beside its own.
pub fn handshake(more: &[u8]) -> Vec<u8> {
    let head = format!(
        "GET /v1/shows/{SHOW}/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Protocol: hawker.v1.json\r\n"
    );
    [head.as_bytes(), more, b"\r\n"].concat()
}

/// A `hello` without a token.
pub fn hello() -> Vec<u8> {
    frame(TEXT, br#"{"id":1,"hello":{}}"#)
}

/// A bare socket.
#[derive(Debug)]
pub struct Raw {
    /// The socket.
    pub stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    /// A socket that has said nothing.
    pub async fn connect(at: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(at).await.unwrap(), read: Vec::new() }
    }

    /// Connects, and sends these bytes right behind the handshake.
    pub async fn open(at: SocketAddr, behind: &[u8]) -> Self {
        let mut raw = Self::connect(at).await;
        raw.send(&[&handshake(b""), behind].concat()).await;
        raw.upgraded().await;
        raw
    }

    /// One who is in the room.
    pub async fn join(at: SocketAddr) -> Self {
        let mut raw = Self::open(at, &hello()).await;
        raw.until("welcome").await;
        raw
    }

    /// Sends bytes as they are.
    pub async fn send(&mut self, bytes: &[u8]) {
        // The server may have closed already, which shows by what is read.
        drop(self.stream.write_all(bytes).await);
    }

    /// Reads more; false at the end.
    pub async fn more(&mut self) -> bool {
        let mut buffer = [0; 4_096];
        let read =
            timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("it says something");
        let count = read.unwrap_or(0);
        self.read.extend_from_slice(&buffer[..count]);
        count > 0
    }

    /// Reads on until one of these words has come, whatever it is part of.
    pub async fn hears(&mut self, words: &[&str]) -> String {
        loop {
            let text = String::from_utf8_lossy(&self.read);
            if let Some(word) = words.iter().find(|word| text.contains(**word)) {
                return (*word).to_owned();
            }
            assert!(self.more().await, "ended before {words:?}");
        }
    }

    /// Reads the answer to the handshake.
    pub async fn upgraded(&mut self) {
        loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                assert!(self.read.starts_with(b"HTTP/1.1 101"));
                self.read.drain(..end + 4);
                return;
            }
            assert!(self.more().await, "{}", String::from_utf8_lossy(&self.read));
        }
    }

    /// The next frame of the server: its first byte and its payload.
    pub async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((head, length)) = length(&self.read)
                && self.read.len() >= head + length
            {
                let first = self.read[0];
                let payload = self.read[head..head + length].to_vec();
                self.read.drain(..head + length);
                return Some((first, payload));
            }
            if !self.more().await {
                return None;
            }
        }
    }

    /// The first frame with this word in it.
    pub async fn until(&mut self, word: &str) -> String {
        loop {
            let (_, payload) = self.frame().await.unwrap_or_else(|| panic!("ended before {word}"));
            let text = String::from_utf8_lossy(&payload).into_owned();
            if text.contains(word) {
                return text;
            }
        }
    }

    /// What the next pong carries.
    pub async fn pong(&mut self) -> Vec<u8> {
        loop {
            let (first, payload) = self.frame().await.expect("a pong");
            if first == PONG {
                return payload;
            }
        }
    }

    /// Reads until the server has closed; gives its close frame.
    pub async fn closed(&mut self) -> Option<Vec<u8>> {
        let mut said = None;
        while let Some((first, payload)) = self.frame().await {
            if first == CLOSE {
                self.send(&close(1000, b"")).await;
                said = Some(payload);
            }
        }
        said
    }

    /// Asks something and waits for the answer.
    pub async fn is_well(&mut self) {
        self.send(&frame(TEXT, br#"{"id":99,"ping":{}}"#)).await;
        self.until("\"id\":99").await;
    }
}

/// The bytes of a server's header, and of its payload.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes.get(1)? {
        short @ 0..=125 => Some((2, usize::from(*short))),
        126 => {
            let two = bytes.get(2..4)?.try_into().unwrap();
            Some((4, usize::from(u16::from_be_bytes(two))))
        }
        _ => {
            let eight = bytes.get(2..10)?.try_into().unwrap();
            Some((10, usize::try_from(u64::from_be_bytes(eight)).unwrap()))
        }
    }
}
