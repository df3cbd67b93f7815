//! One viewer: its socket, what is half read, and what it got.

use std::io::ErrorKind;

use anyhow::{Context as _, bail};
use hawker_load::wire::{self, Handshake};

use crate::heard::Heard;
use crate::line::Line;
use crate::speech::{DIGITS, MASK};

/// Tags of `ServerFrame`'s kinds.
const PUBLICATION: u8 = 3 << 3 | 2;
const STATE: u8 = 4 << 3 | 2;
const CHAT: u8 = 5 << 3 | 2;
const CHAT_SKIPPED: u8 = 6 << 3 | 2;

/// Tags of what a tick, a message and a skip carry.
const STOCKS: u8 = 1 << 3 | 2;
const MESSAGES: u8 = 1 << 3 | 2;
const TEXT: u8 = 3 << 3 | 2;
const COUNT: u8 = 1 << 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Shaking,
    Greeting,
    In,
}

pub(crate) struct Viewer {
    pub(crate) line: Line,
    handshake: Option<Handshake>,
    pub(crate) state: State,
    /// The beginning of a frame that is not there in full.
    rest: Vec<u8>,
    /// Messages it got, and the sum of their places.
    pub(crate) got: u32,
    pub(crate) sum: u64,
}

impl Viewer {
    /// One who connects. The hello waits where input will be kept later.
    pub(crate) fn new(line: Line, handshake: Handshake, hello: Vec<u8>) -> Viewer {
        let handshake = Some(handshake);
        Viewer { line, handshake, state: State::Shaking, rest: hello, got: 0, sum: 0 }
    }

    /// The socket can be written: asks for the upgrade, unless it did.
    pub(crate) fn shake(&mut self) -> anyhow::Result<()> {
        if self.state != State::Shaking {
            return Ok(());
        }
        let Some(handshake) = &mut self.handshake else { return Ok(()) };
        let request = std::mem::take(&mut handshake.request);
        if !request.is_empty() {
            self.line.stream.set_nodelay(true)?;
            self.line.send(&request).context("a handshake")?;
        }
        Ok(())
    }

    pub(crate) fn read(&mut self, scratch: &mut [u8], heard: &mut Heard) -> anyhow::Result<()> {
        loop {
            let read = match self.line.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("reading"),
            };
            let got = scratch.get(..read).unwrap_or_default();
            self.take(got, heard)?;
            if read < scratch.len() && self.line.tells_its_end() {
                return Ok(());
            }
        }
    }

    fn take(&mut self, got: &[u8], heard: &mut Heard) -> anyhow::Result<()> {
        let mut got = got;
        if let Some(handshake) = self.handshake.take() {
            // Answers to handshakes are small and come in one piece on loopback.
            let used = handshake.answer(got)?.context("half an answer to a handshake")?;
            let hello = std::mem::take(&mut self.rest);
            self.line.send(&hello).context("a hello")?;
            self.state = State::Greeting;
            got = got.get(used..).unwrap_or_default();
        }
        if self.rest.is_empty() {
            let used = self.frames(got, heard)?;
            self.rest.extend_from_slice(got.get(used..).unwrap_or_default());
            return Ok(());
        }
        let mut input = std::mem::take(&mut self.rest);
        input.extend_from_slice(got);
        let used = self.frames(&input, heard)?;
        if used < input.len() {
            input.drain(..used);
            self.rest = input;
        }
        Ok(())
    }

    fn frames(&mut self, input: &[u8], heard: &mut Heard) -> anyhow::Result<usize> {
        let mut used = 0;
        while let Some(frame) = wire::parse(input.get(used..).unwrap_or_default())? {
            let whole = input.get(used..used + frame.taken).unwrap_or_default();
            used += frame.taken;
            match frame.opcode {
                // The first message is the greeting, whatever it is.
                wire::BINARY if self.state != State::In => self.state = State::In,
                wire::BINARY => self.message(frame.payload, whole, heard),
                wire::PING => {
                    let mut pong = Vec::new();
                    wire::write_masked(wire::PONG, frame.payload, MASK, &mut pong);
                    self.line.send(&pong).context("a pong")?;
                }
                wire::CLOSE => bail!("the server closed a session: {:?}", frame.payload),
                _ => {}
            }
        }
        Ok(used)
    }

    fn message(&mut self, payload: &[u8], whole: &[u8], heard: &mut Heard) {
        let (mut left, before) = (payload, heard.deliveries);
        while let Some(frame) = delimited(&mut left) {
            match fields(frame).next() {
                Some((PUBLICATION, _)) => {
                    if heard.captured.is_none() {
                        heard.captured = Some(whole.to_vec());
                    }
                    self.got(self.got as usize, heard);
                }
                Some((STATE, Field::Bytes(tick)))
                    if fields(tick).next().is_some_and(|(tag, _)| tag == STOCKS) =>
                {
                    self.got(self.got as usize, heard);
                }
                Some((CHAT, Field::Bytes(tick))) => self.chat(tick, heard),
                Some((CHAT_SKIPPED, Field::Bytes(skipped))) => {
                    if let Some((COUNT, Field::Number(messages))) = fields(skipped).next() {
                        heard.skipped += messages;
                    }
                }
                _ => heard.other += 1,
            }
        }
        heard.frames += u64::from(heard.deliveries > before);
    }

    fn chat(&mut self, tick: &[u8], heard: &mut Heard) {
        for (tag, field) in fields(tick) {
            let (MESSAGES, Field::Bytes(message)) = (tag, field) else { continue };
            let text = fields(message).find(|(tag, _)| *tag == TEXT);
            let Some((_, Field::Bytes(text))) = text else { continue };
            let digits = text.get(..DIGITS).and_then(|it| std::str::from_utf8(it).ok());
            let number = digits.and_then(|digits| digits.parse::<u32>().ok());
            // What was said before does not count any more.
            let place = number.and_then(|number| number.checked_sub(heard.first));
            if let Some(place) = place {
                self.got(place as usize, heard);
            }
        }
    }

    fn got(&mut self, place: usize, heard: &mut Heard) {
        if heard.message(place) {
            self.got += 1;
            self.sum += place as u64;
        }
    }
}

/// A field of a message, of the kinds that frames have.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The bytes behind their length.
fn delimited<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    if left.is_empty() {
        return None;
    }
    let length = prost::decode_length_delimiter(&mut *left).ok()?;
    let (bytes, rest) = left.split_at_checked(length)?;
    *left = rest;
    Some(bytes)
}

/// The fields of a message, up to one whose tag is beyond 15 or of another kind.
fn fields(message: &[u8]) -> impl Iterator<Item = (u8, Field<'_>)> {
    let mut left = message;
    std::iter::from_fn(move || {
        let (tag, rest) = left.split_first()?;
        left = rest;
        let field = match tag & 7 {
            0 => Field::Number(prost::encoding::decode_varint(&mut left).ok()?),
            2 => {
                let length = prost::decode_length_delimiter(&mut left).ok()?;
                let (bytes, rest) = left.split_at_checked(length)?;
                left = rest;
                Field::Bytes(bytes)
            }
            _ => return None,
        };
        (tag & 0x80 == 0).then_some((*tag, field))
    })
}
