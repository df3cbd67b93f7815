//! permessage-deflate over a real socket: what is agreed, and that what is said is
//! the same with it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use hawker_gateway::Config;
use hawker_proto::v1::{ServerFrame, server_frame::Kind};
use prost::Message as _;
use serde_json::{Value, json};
use support::{House, PATIENCE, claims, mint};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const MASK: [u8; 4] = [9, 8, 7, 6];
const RSV1: u8 = 0x40;

/// A client of its own making, down to the bits of the frames.
struct Client {
    stream: TcpStream,
    input: Vec<u8>,
    /// The extension that the server agreed to.
    agreed: Option<String>,
}

impl Client {
    async fn connect(house: &House, protocol: &str, offer: &str) -> Self {
        let mut stream = TcpStream::connect(house.at).await.unwrap();
        let request = format!(
            "GET /v1/shows/s1/ws HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             Sec-WebSocket-Extensions: {offer}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n",
            house.at
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut client = Self { stream, input: Vec::new(), agreed: None };
        let end = loop {
            let end = client.input.windows(4).position(|window| window == b"\r\n\r\n");
            match end {
                Some(end) => break end + 4,
                None => client.read().await,
            }
        };
        let head = String::from_utf8(client.input.drain(..end).collect()).unwrap();
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let mut extensions =
            lines.filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-extensions"));
        client.agreed = extensions.next().map(|(_, value)| value.to_owned());
        client
    }

    async fn read(&mut self) {
        let mut part = vec![0; 16 * 1024];
        let read = timeout(PATIENCE, self.stream.read(&mut part)).await.unwrap().unwrap();
        assert!(read > 0, "the server closed");
        self.input.extend_from_slice(&part[..read]);
    }

    /// The next frame: its first byte, and its payload as it came.
    async fn frame(&mut self) -> (u8, Vec<u8>) {
        loop {
            if let [first, second, rest @ ..] = self.input.as_slice() {
                let (header, length) = match second {
                    126 if rest.len() >= 2 => {
                        (4, usize::from(u16::from_be_bytes([rest[0], rest[1]])))
                    }
                    126 => (4, usize::MAX - 4),
                    short => (2, usize::from(*short)),
                };
                if self.input.len() >= header + length {
                    let first = *first;
                    let payload = self.input[header..header + length].to_vec();
                    self.input.drain(..header + length);
                    return (first, payload);
                }
            }
            self.read().await;
        }
    }

    /// The next message, and whether it was compressed.
    async fn message(&mut self) -> (Vec<u8>, bool) {
        let (first, payload) = self.frame().await;
        if first & RSV1 == 0 { (payload, false) } else { (inflated(&payload), true) }
    }

    async fn send(&mut self, first: u8, payload: &[u8]) {
        let mut bytes = vec![first];
        match payload.len() {
            short @ 0..=125 => bytes.push(0x80 | short as u8),
            middle => {
                bytes.push(0x80 | 126);
                bytes.extend((middle as u16).to_be_bytes());
            }
        }
        bytes.extend(MASK);
        bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.stream.write_all(&bytes).await.unwrap();
    }

    /// The first JSON frame that is wanted, and whether it was compressed.
    async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> (Value, bool) {
        loop {
            let (message, compressed) = self.message().await;
            let found = message.split(|byte| *byte == b'\n').find_map(|line| {
                serde_json::from_slice::<Value>(line).ok().filter(|frame| wanted(frame))
            });
            if let Some(frame) = found {
                return (frame, compressed);
            }
        }
    }
}

fn inflated(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 << 20);
    let whole = [payload, &[0, 0, 0xFF, 0xFF]].concat();
    Decompress::new(false).decompress_vec(&whole, &mut out, FlushDecompress::Sync).unwrap();
    out
}

fn deflated(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 64);
    let mut compress = Compress::new(Compression::default(), false);
    compress.compress_vec(text, &mut out, FlushCompress::Sync).unwrap();
    out.truncate(out.len() - 4);
    out
}

fn chat(id: u32, text: &str) -> Vec<u8> {
    json!({"id": id, "sendChat": {"text": text}}).to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_is_compressed_for_who_agreed_and_the_same_for_all() {
    let house = House::new().await;
    house.live_show(10).await;
    let token = mint(&claims("v", &["chat"]));
    let hello = json!({"id": 1, "hello": {"token": token}}).to_string();
    let offer =
        "permessage-deflate; server_max_window_bits=9, permessage-deflate; client_max_window_bits";
    let mut one = Client::connect(&house, "hawker.v1.json", offer).await;
    assert_eq!(
        one.agreed.as_deref(),
        Some("permessage-deflate; server_no_context_takeover; client_no_context_takeover")
    );
    let declined = "permessage-deflate; server_max_window_bits=9";
    let mut other = Client::connect(&house, "hawker.v1.json", declined).await;
    assert_eq!(other.agreed, None);
    one.send(0x81 | RSV1, &deflated(hello.as_bytes())).await;
    other.send(0x81, hello.as_bytes()).await;
    let (snapshot, compressed) = one.until(|frame| frame["snapshot"].is_object()).await;
    assert!(compressed, "a snapshot is large enough: {snapshot}");
    other.until(|frame| frame["snapshot"].is_object()).await;

    let text = "hello from Lisbon, hello from Oslo, hello from everywhere ".repeat(6);
    one.send(0x81 | RSV1, &deflated(&chat(2, text.trim()))).await;
    let (told, compressed) = one.until(|frame| frame["chat"].is_object()).await;
    let (plain, uncompressed) = other.until(|frame| frame["chat"].is_object()).await;
    assert!(compressed && !uncompressed);
    assert_eq!(told, plain);
    assert_eq!(told["chat"]["messages"][0]["text"], text.trim());

    // A bomb is refused, and the session goes on.
    one.send(0x81 | RSV1, &deflated(&vec![b' '; 4 << 20])).await;
    let (refused, _) = one.until(|frame| frame["reply"]["error"].is_object()).await;
    assert_eq!(refused["reply"]["error"]["code"], "ERROR_CODE_TOO_BIG");
    one.send(0x81, &chat(3, "short")).await;
    let (_, compressed) = one.until(|frame| frame["chat"]["messages"][0]["text"] == "short").await;
    assert!(!compressed, "a tiny tick goes as it is");

    // Who did not agree must not send it.
    other.send(0x81 | RSV1, &deflated(&chat(2, "x"))).await;
    let (goodbye, _) = other.until(|frame| frame["goodbye"].is_object()).await;
    assert_eq!(goodbye["goodbye"]["error"]["code"], "ERROR_CODE_BAD_FRAME");
}

#[tokio::test(flavor = "multi_thread")]
async fn packed_chat_says_the_same_and_a_room_may_go_without_compression() {
    let mut config = Config::default();
    config.lanes.deflate = false;
    let house = House::with(config).await;
    house.live_show(10).await;
    let hello = json!({"id": 1, "hello": {"token": mint(&claims("v", &["chat"]))}}).to_string();
    let mut writer = Client::connect(&house, "hawker.v1.json", "permessage-deflate").await;
    assert_eq!(writer.agreed, None);
    writer.send(0x81, hello.as_bytes()).await;
    writer.until(|frame| frame["snapshot"].is_object()).await;
    let mut reader = Client::connect(&house, "hawker.v1.packed", "permessage-deflate").await;
    // Field 2 of the frame: an empty hello.
    reader.send(0x82, &[2, 0x12, 0]).await;
    reader.message().await;
    for (id, text) in [(2, "one"), (3, "two")] {
        writer.send(0x81, &chat(id, text)).await;
    }
    let mut heard = Vec::new();
    while heard.len() < 2 {
        let (message, _) = reader.message().await;
        let frame = ServerFrame::decode_length_delimited(message.as_slice()).unwrap();
        match frame.kind.unwrap() {
            Kind::PackedChat(columns) => {
                let tick = hawker_proto::unpack(&columns).unwrap();
                heard.extend(tick.messages.into_iter().map(|message| message.text));
            }
            Kind::Chat(tick) => panic!("not packed: {tick:?}"),
            _ => {}
        }
    }
    assert_eq!(heard, ["one", "two"]);
}
