//! A fuzzer for all that clients send: streams of WebSocket frames made of real
//! client frames, mutated in ways that matter to framing, and cut at random as a
//! network cuts them. What must hold of each:
//!
//! - nothing panics, and no message gives more frames than it may;
//! - it does not matter where the stream was cut;
//! - tungstenite, which reads whole streams with code of its own, sees the same
//!   messages, and where it finds a breach of RFC 6455 one is found here;
//! - what was not mutated is read as it was meant.
//!
//! A case is made of its seed alone, which a failure prints. Without
//! `HAWKER_FUZZ_SECONDS` there are as many cases as take a moment;
//! `HAWKER_FUZZ_SEED` begins elsewhere.

use std::{
    io::{self, Cursor, Read, Write},
    time::{Duration, Instant},
};

use flate2::{Compress, Compression, FlushCompress};
use hawker_proto::v1::{self, ClientFrame, client_frame::Kind};
use prost::Message as _;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::ProtocolError,
    protocol::{Role, WebSocket, WebSocketConfig},
};

use super::{
    Deframer, Encoding, Event, HEADER_MAX, Violation,
    decode::{FRAMES_PER_MESSAGE, decode},
};

/// Bytes of a message; small, so that mutations often cross it.
const LIMIT: usize = 1_500;
/// Cases without a time.
const CASES: u64 = 4_000;

/// SplitMix64: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 8] = ["a", "hello ", "\u{1f6d2}", "\"", "\\", "ß", "\n", "0"];
        let count = self.below(40);
        (0..count).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

/// A client frame as clients send them.
fn client_frame(chance: &mut Chance) -> ClientFrame {
    let (text, key) = (chance.text(), uuid::Uuid::from_u128(chance.next().into()).to_string());
    let kind = match chance.below(9) {
        0 => Kind::Hello(v1::Hello { token: text, epoch: 3, offset: 7, ..Default::default() }),
        1 => Kind::Pin(v1::PinListing { listing: text }),
        2 => Kind::Reserve(v1::Reserve { key, listing: text, quantity: 2, ..Default::default() }),
        3 => Kind::Track(v1::Track { kind: chance.below(5) as i32, listing: text }),
        4 => Kind::StartSale(v1::StartSale {
            key,
            listing: text,
            allotment: 9,
            price: Some(v1::Money { minor: 1_999, currency: "EUR".into() }),
            ..Default::default()
        }),
        5 => Kind::Ping(v1::Ping {}),
        6 => Kind::RefreshToken(v1::RefreshToken { token: text }),
        _ => Kind::SendChat(v1::SendChat { text }),
    };
    ClientFrame { id: chance.next() as u32, kind: Some(kind) }
}

/// A WebSocket frame before it is written down.
#[derive(Clone)]
struct Frame {
    first: u8,
    payload: Vec<u8>,
    masked: bool,
    /// What the header says instead of the true length.
    claimed: Option<u64>,
    /// How many bytes the length is written in, at least.
    wide: u8,
}

impl Frame {
    fn new(first: u8, payload: Vec<u8>) -> Self {
        Self { first, payload, masked: true, claimed: None, wide: 0 }
    }

    fn write(&self, chance: &mut Chance, out: &mut Vec<u8>) {
        let length = self.claimed.unwrap_or(self.payload.len() as u64);
        let mask_bit = if self.masked { 0x80 } else { 0 };
        out.push(self.first);
        match (length, self.wide) {
            (0..=125, 0) => out.push(mask_bit | length as u8),
            (0..=0xFFFF, 0..=2) => {
                out.push(mask_bit | 126);
                out.extend_from_slice(&(length as u16).to_be_bytes());
            }
            _ => {
                out.push(mask_bit | 127);
                out.extend_from_slice(&length.to_be_bytes());
            }
        }
        let mask = if self.masked { chance.bytes(4) } else { Vec::new() };
        out.extend_from_slice(&mask);
        let masks = mask.iter().copied().cycle().chain(std::iter::repeat(0));
        out.extend(self.payload.iter().zip(masks).map(|(byte, mask)| byte ^ mask));
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2 + 64);
    let mut compress = Compress::new(Compression::fast(), false);
    compress.compress_vec(bytes, &mut out, FlushCompress::Sync).unwrap();
    out.truncate(out.len() - 4);
    out
}

/// One message in one frame or more, with pings in between.
fn message(chance: &mut Chance, deflate: bool, frames: &mut Vec<Frame>, meant: &mut Vec<Seen>) {
    let json = chance.one_in(2);
    let count = 1 + chance.below(3);
    let said: Vec<ClientFrame> = (0..count).map(|_| client_frame(chance)).collect();
    let mut payload = Vec::new();
    for frame in &said {
        if json {
            payload.extend_from_slice(&serde_json::to_vec(frame).unwrap());
            payload.push(b'\n');
        } else {
            frame.encode_length_delimited(&mut payload).unwrap();
        }
    }
    let whole = payload.clone();
    let compress = deflate && chance.one_in(2);
    if compress {
        payload = deflated(&payload);
    }
    let parts = if chance.one_in(3) { 1 + chance.below(6) } else { 1 };
    let mut rest = payload.as_slice();
    for part in 0..parts {
        let last = part + 1 == parts;
        let take = if last { rest.len() } else { chance.below(rest.len() + 1) };
        let (now, after) = rest.split_at(take);
        rest = after;
        let opcode = if part > 0 {
            0
        } else if json {
            1
        } else {
            2
        };
        let compressed = if compress && part == 0 { 0x40 } else { 0 };
        let fin = if last { 0x80 } else { 0 };
        frames.push(Frame::new(fin | compressed | opcode, now.to_vec()));
        if !last && chance.one_in(4) {
            let payload = {
                let count = chance.below(126);
                chance.bytes(count)
            };
            meant.push(Seen::Ping(payload.clone()));
            frames.push(Frame::new(0x89, payload));
        }
    }
    meant.push(if whole.len() > LIMIT || payload.len() > LIMIT {
        Seen::TooBig
    } else if json {
        Seen::Text(whole)
    } else {
        Seen::Binary(whole)
    });
}

/// Changes something about the frames that RFC 6455 has a rule for.
fn bend(chance: &mut Chance, frames: &mut Vec<Frame>) {
    let at = chance.below(frames.len());
    let Some(frame) = frames.get_mut(at) else { return };
    match chance.below(12) {
        0 => frame.first ^= 1 << chance.below(8),
        1 => frame.masked = false,
        2 => frame.claimed = Some(chance.next() >> chance.below(64)),
        3 => {
            frame.claimed = Some(
                [126, 0xFFFF, 0x1_0000, LIMIT as u64 + 1, 1 << 20, (1 << 20) + 1, 1 << 63]
                    [chance.below(7)],
            )
        }
        4 => frame.wide = [2, 8][chance.below(2)],
        5 => {
            frame.payload = {
                let count = chance.below(2 * LIMIT);
                chance.bytes(count)
            }
        }
        6 => frames.insert(at, Frame::new(0x88, [vec![3], chance.bytes(1)].concat())),
        7 => frames.insert(
            at,
            Frame::new(0x88, {
                let count = chance.below(4);
                chance.bytes(count)
            }),
        ),
        8 => frames.insert(
            at,
            Frame::new(0x8A, {
                let count = chance.below(140);
                chance.bytes(count)
            }),
        ),
        9 => drop(frames.remove(at)),
        10 => {
            let twice = frame.clone();
            frames.insert(at, twice);
        }
        _ => {
            let other = chance.below(frames.len());
            frames.swap(at, other);
        }
    }
}

/// Changes bytes, whatever they mean.
fn break_bytes(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(4) {
        0 => bytes.truncate(at),
        1 => {
            let count = chance.below(9);
            let more = chance.bytes(count);
            bytes.splice(at..at, more);
        }
        2 => drop(bytes.drain(at..(at + chance.below(9)).min(bytes.len()))),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
    }
}

/// What a reader of the stream saw.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Text(Vec<u8>),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    TooBig,
    Close(Option<u16>),
    Breach(Violation),
}

/// Reads the stream in parts of these sizes.
fn ours(bytes: &[u8], deflate: bool, mut part: impl FnMut() -> usize) -> Vec<Seen> {
    let mut deframer = Deframer::default();
    let mut seen = Vec::new();
    let mut scratch = vec![0; LIMIT + HEADER_MAX + bytes.len()];
    let mut rest = bytes;
    while !rest.is_empty() {
        let (now, after) = rest.split_at(part().clamp(1, rest.len()));
        rest = after;
        let kept = deframer.resume(&mut scratch);
        assert!(kept <= LIMIT + HEADER_MAX, "{kept} bytes kept of a message");
        let end = kept + now.len();
        scratch[kept..end].copy_from_slice(now);
        let mut reading = deframer.read(&mut scratch[..end], LIMIT, deflate);
        loop {
            seen.push(match reading.next() {
                Ok(None) => break,
                Ok(Some(Event::Text(text))) => Seen::Text(text.to_vec()),
                Ok(Some(Event::Binary(bytes))) => Seen::Binary(bytes.to_vec()),
                Ok(Some(Event::Ping(payload))) => Seen::Ping(payload.to_vec()),
                Ok(Some(Event::Pong)) => Seen::Pong,
                Ok(Some(Event::TooBig)) => Seen::TooBig,
                Ok(Some(Event::Close(code))) => {
                    seen.push(Seen::Close(code));
                    return seen;
                }
                Err(violation) => {
                    seen.push(Seen::Breach(violation));
                    return seen;
                }
            });
        }
    }
    seen
}

/// A socket that gives the stream and takes whatever is answered.
struct Wire<'a>(Cursor<&'a [u8]>);

impl Read for Wire<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How tungstenite's reading ended.
#[derive(Debug, PartialEq)]
enum End {
    /// With the stream.
    Clean,
    Closed,
    /// A breach of the protocol.
    Breach,
    /// Too long, or text that is not UTF-8: it looks for these at other moments.
    Given,
}

fn theirs(bytes: &[u8]) -> (Vec<Seen>, End) {
    let config =
        WebSocketConfig::default().max_message_size(Some(LIMIT)).max_frame_size(Some(LIMIT));
    let mut socket =
        WebSocket::from_raw_socket(Wire(Cursor::new(bytes)), Role::Server, Some(config));
    let mut seen = Vec::new();
    loop {
        seen.push(match socket.read() {
            Ok(Message::Text(text)) => Seen::Text(text.as_bytes().to_vec()),
            Ok(Message::Binary(bytes)) => Seen::Binary(bytes.to_vec()),
            Ok(Message::Ping(payload)) => Seen::Ping(payload.to_vec()),
            Ok(Message::Pong(_)) => Seen::Pong,
            Ok(Message::Close(_) | Message::Frame(_)) => return (seen, End::Closed),
            Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {
                return (seen, End::Clean);
            }
            Err(Error::Capacity(_) | Error::Utf8(_)) => return (seen, End::Given),
            Err(Error::Protocol(_)) => return (seen, End::Breach),
            Err(other) => panic!("tungstenite: {other:?}"),
        });
    }
}

/// Compares with tungstenite, as far as both look for the same.
fn agree(mine: &[Seen], bytes: &[u8]) {
    let (seen, end) = theirs(bytes);
    let same = mine.iter().zip(&seen).take_while(|(a, b)| a == b).count();
    let (next, said) = (mine.get(same), format!("{end:?} after {seen:?}"));
    // Where it gave up, we may go on.
    if same == seen.len() && end == End::Given {
        return;
    }
    match next {
        None => assert!(same == seen.len() && end == End::Clean, "{said}"),
        Some(Seen::Close(_)) => assert!(same == seen.len() && end == End::Closed, "{said}"),
        // Which RFC 6455, section 5.2, forbids, and tungstenite lets pass.
        Some(Seen::Breach(Violation::Length)) => assert_eq!(same, mine.len() - 1, "{said}"),
        // It may wait for the rest of a frame whose header says enough.
        Some(Seen::Breach(violation)) => {
            let waits = end == End::Clean && *violation != Violation::Deflate;
            let closed = *violation == Violation::Close && end == End::Closed;
            assert!(same == seen.len() && (waits || closed || end == End::Breach), "{said}");
        }
        Some(other) => panic!("only here: {other:?}; there {said}"),
    }
}

fn read_all(seen: &[Seen]) {
    for one in seen {
        let (Seen::Text(message) | Seen::Binary(message)) = one else { continue };
        for encoding in [Encoding::Json, Encoding::Proto, Encoding::Packed] {
            let frames = decode(message, encoding);
            assert!(frames.len() <= FRAMES_PER_MESSAGE + 1);
        }
    }
}

/// The client frames come back as they were said.
fn check_frames(meant: &[Seen]) {
    for one in meant {
        let (message, encoding) = match one {
            Seen::Text(message) => (message, Encoding::Json),
            Seen::Binary(message) => (message, Encoding::Proto),
            _ => continue,
        };
        let frames = decode(message, encoding);
        assert!(!frames.is_empty() && frames.iter().all(Result::is_ok), "{frames:?}");
    }
}

fn case(seed: u64) {
    let mut chance = Chance(seed);
    let deflate = chance.one_in(2);
    let (mut frames, mut meant) = (Vec::new(), Vec::new());
    for _ in 0..1 + chance.below(5) {
        message(&mut chance, deflate, &mut frames, &mut meant);
    }
    let bends = if chance.one_in(4) { 0 } else { chance.below(4) };
    for _ in 0..bends {
        bend(&mut chance, &mut frames);
    }
    let mut bytes = Vec::new();
    for frame in &frames {
        frame.write(&mut chance, &mut bytes);
    }
    let breaks = if bends == 0 || chance.one_in(2) { 0 } else { chance.below(4) };
    for _ in 0..breaks {
        break_bytes(&mut chance, &mut bytes);
    }
    let whole = ours(&bytes, deflate, || usize::MAX);
    let widest = if chance.one_in(2) { 4 } else { 400 };
    let most = 1 + chance.below(widest);
    let parts = ours(&bytes, deflate, || 1 + chance.below(most));
    assert_eq!(parts, whole, "it matters where the stream is cut");
    if bends == 0 && breaks == 0 {
        assert_eq!(whole, meant, "a stream as it should be");
        check_frames(&meant);
    }
    if !deflate {
        agree(&whole, &bytes);
    }
    read_all(&whole);
}

#[test]
fn fuzz_what_clients_send() {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("HAWKER_FUZZ_SECONDS");
    let first = number("HAWKER_FUZZ_SEED").unwrap_or_else(|| uuid::Uuid::now_v7().as_u64_pair().0);
    let (begun, mut done) = (Instant::now(), 0);
    let more = |done: u64| match seconds {
        Some(seconds) => begun.elapsed() < Duration::from_secs(seconds),
        None => done < CASES,
    };
    while more(done) {
        for _ in 0..100 {
            let seed = first.wrapping_add(done);
            let outcome = std::panic::catch_unwind(|| case(seed));
            assert!(outcome.is_ok(), "HAWKER_FUZZ_SEED={seed} fails: see above");
            done += 1;
        }
    }
    println!("proof: {done} streams from HAWKER_FUZZ_SEED={first} in {:?}", begun.elapsed());
}
