//! WebSocket framing of what comes in (RFC 6455, section 5), on a scratch
//! buffer that the worker owns. tungstenite reads the headers.
//!
//! A session keeps memory of its own only while a frame is half received or a
//! message half assembled.

use std::{io::Cursor, ops::Range};

use super::deflate::{Inflated, inflate};
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

/// The longest header: of a masked frame with a length of eight bytes.
pub(crate) const HEADER_MAX: usize = 14;
/// Bytes that a control frame's payload may have (RFC 6455, section 5.5).
const CONTROL_MAX: u64 = 125;

/// What a client sent.
#[derive(Debug, PartialEq)]
pub(crate) enum Event<'a> {
    /// A whole text message, not yet checked to be UTF-8.
    Text(&'a [u8]),
    /// A whole binary message.
    Binary(&'a [u8]),
    /// A message longer than the limit. Its bytes are passed over.
    TooBig,
    /// A ping with this payload.
    Ping(&'a [u8]),
    /// A pong.
    Pong,
    /// The client closes, with this code.
    Close(Option<u16>),
}

/// What a client did that ends the connection: a breach of RFC 6455.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Violation {
    #[error("frames from a client must be masked")]
    Unmasked,
    #[error("reserved bits or opcodes were used that were not negotiated")]
    Reserved,
    #[error("a frame's length was not written in the fewest bytes")]
    Length,
    #[error("a control frame was fragmented or longer than 125 bytes")]
    Control,
    #[error("the fragments of a message were out of order")]
    Fragments,
    #[error("a compressed message is not DEFLATE as in RFC 7692")]
    Deflate,
    #[error("a close frame's code or reason is not one that may be sent")]
    Close,
    #[error("a frame was so long that it can't be passed over")]
    Endless,
}

/// What is half received.
#[derive(Debug, Default)]
pub(crate) struct Deframer {
    /// The start of a frame whose rest has not come.
    partial: Vec<u8>,
    /// The message whose last fragment has not come.
    fragments: Option<Fragments>,
    /// Bytes still to be passed over of a frame that is too long.
    discard: u64,
}

#[derive(Debug)]
struct Fragments {
    data: Data,
    bytes: Vec<u8>,
    compressed: bool,
    over: bool,
}

/// Reads one buffer: bytes kept from before, then what was just received.
pub(crate) struct Reading<'a> {
    state: &'a mut Deframer,
    input: &'a mut [u8],
    at: usize,
    limit: usize,
    /// Whether permessage-deflate was negotiated.
    deflate: bool,
    message: Vec<u8>,
}

impl Deframer {
    /// Whether there is nothing to remember.
    pub(crate) fn is_idle(&self) -> bool {
        self.partial.is_empty() && self.fragments.is_none() && self.discard == 0
    }

    /// Moves what is half received to the front of `scratch`, which must have
    /// room for a whole message, and says how many bytes that are; the next ones
    /// belong behind it.
    pub(crate) fn resume(&mut self, scratch: &mut [u8]) -> usize {
        // What was reserved for a long message must not stay with the session.
        let partial = std::mem::take(&mut self.partial);
        for (to, from) in scratch.iter_mut().zip(&partial) {
            *to = *from;
        }
        partial.len()
    }

    /// Keeps these bytes for the next time.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        self.partial.extend_from_slice(bytes);
    }

    /// Starts to read `input`; messages may have `limit` bytes, also those that
    /// are compressed, which is a breach unless `deflate` was negotiated.
    pub(crate) fn read<'a>(
        &'a mut self,
        input: &'a mut [u8],
        limit: usize,
        deflate: bool,
    ) -> Reading<'a> {
        Reading { state: self, input, at: 0, limit, deflate, message: Vec::new() }
    }
}

impl Reading<'_> {
    /// The next event; `None` when the input is used up, and what is left of it
    /// is kept for the next time.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'_>>, Violation> {
        loop {
            self.pass_over();
            let Some((header, length)) = self.header()? else { return Ok(self.keep()) };
            check(&header, length, self.deflate)?;
            let over = length > self.limit as u64;
            if over {
                self.skip(&header, length)?;
                match self.over(&header)? {
                    true => return Ok(Some(Event::TooBig)),
                    false => continue,
                }
            }
            let length = usize::try_from(length).map_err(|_| Violation::Endless)?;
            let Some(range) = self.payload(&header, length) else { return Ok(self.keep()) };
            match header.opcode {
                OpCode::Control(control) => {
                    return control_event(control, self.slice(range)).map(Some);
                }
                OpCode::Data(Data::Continue) => {
                    if self.append(range, header.is_final)? {
                        return self.assembled().map(Some);
                    }
                }
                OpCode::Data(_) if self.state.fragments.is_some() => {
                    return Err(Violation::Fragments);
                }
                OpCode::Data(data) if header.is_final && header.rsv1 => {
                    let compressed = self.input.get(range).unwrap_or_default();
                    let inflated = inflate(compressed, self.limit, &mut self.message);
                    return inflated_event(inflated, data, &self.message).map(Some);
                }
                OpCode::Data(data) if header.is_final => {
                    return Ok(Some(data_event(data, self.slice(range))));
                }
                OpCode::Data(data) => {
                    let (bytes, compressed) = (self.slice(range).to_vec(), header.rsv1);
                    let fragments = Fragments { data, bytes, compressed, over: false };
                    self.state.fragments = Some(fragments);
                }
            }
        }
    }

    fn slice(&self, range: Range<usize>) -> &[u8] {
        self.input.get(range).unwrap_or_default()
    }

    fn pass_over(&mut self) {
        let here = self.input.len() - self.at;
        let skip = usize::try_from(self.state.discard).unwrap_or(usize::MAX).min(here);
        self.at += skip;
        self.state.discard -= skip as u64;
    }

    fn header(&mut self) -> Result<Option<(FrameHeader, u64)>, Violation> {
        let rest = self.input.get(self.at..).unwrap_or_default();
        let head = rest.get(..HEADER_MAX).unwrap_or(rest);
        let mut cursor = Cursor::new(head);
        let parsed = FrameHeader::parse(&mut cursor).map_err(|_| Violation::Reserved)?;
        // From here on a header has the length that it has when it is written well.
        match &parsed {
            Some((header, length)) if cursor.position() != header.len(*length) as u64 => {
                Err(Violation::Length)
            }
            _ => Ok(parsed),
        }
    }

    /// Passes over a frame that is too long, all of it that has come and all
    /// that will.
    fn skip(&mut self, header: &FrameHeader, length: u64) -> Result<(), Violation> {
        /// A client that sends so much by mistake is better cut off.
        const MOST: u64 = 1 << 20;
        if length > MOST {
            return Err(Violation::Endless);
        }
        self.at += header.len(length);
        self.state.discard = length;
        self.pass_over();
        Ok(())
    }

    /// Takes a too long frame into account; true when its message is over.
    fn over(&mut self, header: &FrameHeader) -> Result<bool, Violation> {
        let OpCode::Data(data) = header.opcode else { return Err(Violation::Control) };
        match (data, self.state.fragments.is_some()) {
            (Data::Continue, false) | (Data::Text | Data::Binary, true) => {
                return Err(Violation::Fragments);
            }
            _ => {}
        }
        if header.is_final {
            self.state.fragments = None;
        } else {
            let over = Fragments { data, bytes: Vec::new(), compressed: false, over: true };
            self.state.fragments = Some(over);
        }
        Ok(header.is_final)
    }

    /// Unmasks the payload in place, if all of it has come.
    fn payload(&mut self, header: &FrameHeader, length: usize) -> Option<Range<usize>> {
        let start = self.at + header.len(length as u64);
        let payload = self.input.get_mut(start..start + length)?;
        unmask(payload, header.mask.unwrap_or_default());
        self.at = start + length;
        Some(start..start + length)
    }

    /// Adds a fragment; true when it was the last.
    fn append(&mut self, range: Range<usize>, last: bool) -> Result<bool, Violation> {
        let payload = self.input.get(range).unwrap_or_default();
        let fragments = self.state.fragments.as_mut().ok_or(Violation::Fragments)?;
        if fragments.over || fragments.bytes.len() + payload.len() > self.limit {
            fragments.over = true;
            fragments.bytes = Vec::new();
        } else {
            fragments.bytes.extend_from_slice(payload);
        }
        Ok(last)
    }

    fn assembled(&mut self) -> Result<Event<'_>, Violation> {
        match self.state.fragments.take() {
            Some(Fragments { data, bytes, compressed: true, over: false }) => {
                let inflated = inflate(&bytes, self.limit, &mut self.message);
                inflated_event(inflated, data, &self.message)
            }
            Some(Fragments { data, bytes, over: false, .. }) => {
                self.message = bytes;
                Ok(data_event(data, &self.message))
            }
            _ => Ok(Event::TooBig),
        }
    }

    fn keep<'e>(&mut self) -> Option<Event<'e>> {
        self.state.keep(self.input.get(self.at..).unwrap_or_default());
        self.at = self.input.len();
        None
    }
}

fn check(header: &FrameHeader, length: u64, deflate: bool) -> Result<(), Violation> {
    // The first frame of a message says for all of them that it is compressed.
    let begins = matches!(header.opcode, OpCode::Data(Data::Text | Data::Binary));
    let compressed = header.rsv1 && !(deflate && begins);
    if compressed || header.rsv2 || header.rsv3 {
        return Err(Violation::Reserved);
    }
    if header.mask.is_none() {
        return Err(Violation::Unmasked);
    }
    let control = matches!(header.opcode, OpCode::Control(_));
    if control && (!header.is_final || length > CONTROL_MAX) {
        return Err(Violation::Control);
    }
    Ok(())
}

fn control_event(control: Control, payload: &[u8]) -> Result<Event<'_>, Violation> {
    match control {
        Control::Ping => Ok(Event::Ping(payload)),
        Control::Close => close_code(payload).map(Event::Close),
        // Reserved opcodes were refused by the header's reader.
        Control::Pong | Control::Reserved(_) => Ok(Event::Pong),
    }
}

/// A close frame is empty, or has a code that may be sent (RFC 6455, section 7.4,
/// and what IANA has registered since) and a reason in UTF-8.
fn close_code(payload: &[u8]) -> Result<Option<u16>, Violation> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return if payload.is_empty() { Ok(None) } else { Err(Violation::Close) };
    };
    let code = u16::from_be_bytes(*code);
    let may_be_sent = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
    if !may_be_sent || std::str::from_utf8(reason).is_err() {
        return Err(Violation::Close);
    }
    Ok(Some(code))
}

fn data_event(data: Data, payload: &[u8]) -> Event<'_> {
    match data {
        Data::Text => Event::Text(payload),
        _ => Event::Binary(payload),
    }
}

/// What a compressed message comes to. One that is too long when it is inflated
/// does no harm to the next, since none depends on another.
fn inflated_event(inflated: Inflated, data: Data, message: &[u8]) -> Result<Event<'_>, Violation> {
    match inflated {
        Inflated::Whole => Ok(data_event(data, message)),
        Inflated::TooBig => Ok(Event::TooBig),
        Inflated::Wrong => Err(Violation::Deflate),
    }
}

/// XOR with the four bytes of the mask, in turn (RFC 6455, section 5.3).
fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let mut chunks = payload.chunks_exact_mut(4);
    for chunk in &mut chunks {
        chunk.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
    chunks.into_remainder().iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
}

#[cfg(test)]
mod tests {
    use flate2::{Compress, Compression, FlushCompress};
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 1_000;

    /// One masked frame as a client sends it.
    fn frame(fin: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [0x12, 0x34, 0x56, 0x78];
        let header = FrameHeader {
            is_final: fin,
            opcode: OpCode::from(opcode),
            mask: Some(mask),
            ..FrameHeader::default()
        };
        let mut out = Vec::new();
        header.format(payload.len() as u64, &mut out).unwrap();
        let start = out.len();
        out.extend_from_slice(payload);
        unmask(&mut out[start..], mask);
        out
    }

    /// The same of a message or its first fragment, saying that it is compressed.
    fn compressed(fin: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = frame(fin, opcode, payload);
        out[0] |= 0x40;
        out
    }

    /// What a client makes of a text.
    fn deflated(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() * 2 + 64);
        let mut compress = Compress::new(Compression::best(), false);
        compress.compress_vec(text, &mut out, FlushCompress::Sync).unwrap();
        out.truncate(out.len() - 4);
        out
    }

    /// Feeds the bytes in parts of these sizes, and says what came out.
    fn run(bytes: &[u8], parts: &[usize]) -> Result<Vec<String>, Violation> {
        run_with(bytes, parts, false)
    }

    fn run_with(bytes: &[u8], parts: &[usize], deflate: bool) -> Result<Vec<String>, Violation> {
        let mut deframer = Deframer::default();
        let mut seen = Vec::new();
        let mut scratch = vec![0; LIMIT + HEADER_MAX + bytes.len()];
        let mut rest = bytes;
        let mut sizes = parts.iter().copied().cycle();
        while !rest.is_empty() {
            let size = sizes.next().unwrap_or(usize::MAX).clamp(1, rest.len());
            let (part, after) = rest.split_at(size);
            rest = after;
            let kept = deframer.resume(&mut scratch);
            let end = kept + part.len();
            scratch[kept..end].copy_from_slice(part);
            let mut reading = deframer.read(&mut scratch[..end], LIMIT, deflate);
            while let Some(event) = reading.next()? {
                seen.push(match event {
                    Event::Text(t) => format!("text {}", String::from_utf8_lossy(t)),
                    Event::Binary(b) => format!("binary {}", b.len()),
                    other => format!("{other:?}"),
                });
            }
        }
        assert!(deframer.is_idle() || deframer.fragments.is_some() || !deframer.partial.is_empty());
        Ok(seen)
    }

    #[test]
    fn control_frames_may_stand_between_fragments() {
        let bytes = [
            frame(false, 1, b"Hel"),
            frame(true, 9, b"p"),
            frame(false, 0, b"lo "),
            frame(true, 10, b""),
            frame(true, 0, b"you"),
            frame(true, 8, &1000_u16.to_be_bytes()),
        ]
        .concat();
        let seen = run(&bytes, &[bytes.len()]).unwrap();
        assert_eq!(seen, ["Ping([112])", "Pong", "text Hello you", "Close(Some(1000))"]);
    }

    #[test]
    fn what_is_too_big_is_passed_over_and_the_next_message_is_read() {
        let big = vec![b'x'; LIMIT + 1];
        let half = vec![b'x'; LIMIT / 2 + 1];
        let bytes = [
            frame(true, 1, &big),
            frame(true, 1, b"after"),
            frame(false, 1, &half),
            frame(true, 0, &half),
            frame(false, 1, &big),
            frame(true, 0, b"x"),
            frame(false, 1, b"x"),
            frame(true, 0, &big),
            frame(true, 1, b"end"),
        ]
        .concat();
        let expected = ["TooBig", "text after", "TooBig", "TooBig", "TooBig", "text end"];
        assert_eq!(run(&bytes, &[bytes.len()]).unwrap(), expected);
        assert_eq!(run(&bytes, &[7]).unwrap(), expected);
    }

    #[test]
    fn breaches_of_the_protocol_are_told_apart() {
        let unmasked = [0x81, 1, b'x'];
        assert_eq!(run(&unmasked, &[9]), Err(Violation::Unmasked));
        let mut reserved = frame(true, 1, b"x");
        reserved[0] |= 0x40;
        assert_eq!(run(&reserved, &[99]), Err(Violation::Reserved));
        assert_eq!(run(&frame(true, 3, b"x"), &[99]), Err(Violation::Reserved));
        assert_eq!(run(&frame(false, 9, b"x"), &[99]), Err(Violation::Control));
        assert_eq!(run(&frame(true, 9, &[0; 126]), &[999]), Err(Violation::Control));
        assert_eq!(run(&frame(true, 0, b"x"), &[99]), Err(Violation::Fragments));
        for close in [&[3_u8][..], &[3, 237], &[3, 238], &[3, 247], &[3, 231], &[3, 232, 0xFF]] {
            assert_eq!(run(&frame(true, 8, close), &[99]), Err(Violation::Close), "{close:?}");
        }
        assert_eq!(run(&frame(true, 8, b""), &[99]).unwrap(), ["Close(None)"]);
        let twice = [frame(false, 1, b"a"), frame(true, 1, b"b")].concat();
        assert_eq!(run(&twice, &[99]), Err(Violation::Fragments));
        for wide in [
            &[0x81, 0xFE, 0, 1, 0, 0, 0, 0, 9][..],
            &[0x81, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
        ] {
            assert_eq!(run(wide, &[99]), Err(Violation::Length), "{wide:?}");
        }
        let endless = [0x81, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4];
        assert_eq!(run(&endless, &[99]), Err(Violation::Endless));
    }

    #[test]
    fn compressed_messages_are_read_and_bombs_passed_over() {
        let bomb = deflated(&[b'x'; 100 * LIMIT]);
        assert!(bomb.len() < LIMIT);
        let long = deflated(b"a longer text, in three parts");
        let bytes = [
            compressed(true, 1, &deflated(b"one")),
            frame(true, 1, b"plain"),
            compressed(true, 1, &bomb),
            compressed(false, 1, &long[..5]),
            frame(true, 9, b"?"),
            frame(false, 0, &long[5..9]),
            frame(true, 0, &long[9..]),
            compressed(false, 2, &bomb[..5]),
            frame(true, 0, &bomb[5..]),
            compressed(true, 1, &vec![0; LIMIT + 1]),
            compressed(true, 1, &deflated(b"end")),
        ]
        .concat();
        let expected = [
            "text one",
            "text plain",
            "TooBig",
            "Ping([63])",
            "text a longer text, in three parts",
            "TooBig",
            "TooBig",
            "text end",
        ];
        assert_eq!(run_with(&bytes, &[bytes.len()], true).unwrap(), expected);
        assert_eq!(run_with(&bytes, &[3], true).unwrap(), expected);
    }

    #[test]
    fn compression_that_is_out_of_place_is_a_breach() {
        let text = deflated(b"text");
        assert_eq!(run(&compressed(true, 1, &text), &[99]), Err(Violation::Reserved));
        let reserved = Err(Violation::Reserved);
        assert_eq!(run_with(&compressed(true, 9, &text), &[99], true), reserved);
        let later = [compressed(false, 1, &text), compressed(true, 0, b"")].concat();
        assert_eq!(run_with(&later, &[99], true), reserved);
        let wrong = compressed(true, 1, &[0xFF; 9]);
        assert_eq!(run_with(&wrong, &[99], true), Err(Violation::Deflate));
    }

    proptest! {
        #[test]
        fn nor_how_the_client_cuts_a_compressed_message(
            texts in proptest::collection::vec("[a-d]{0,900}", 1..6),
            cuts in proptest::collection::vec(1_usize..40, 1..9),
            parts in proptest::collection::vec(1_usize..200, 1..9),
        ) {
            let mut bytes = Vec::new();
            let mut sizes = cuts.iter().copied().cycle();
            for text in &texts {
                let packed = deflated(text.as_bytes());
                let mut rest = packed.as_slice();
                let mut first = true;
                while first || !rest.is_empty() {
                    let (now, later) = rest.split_at(sizes.next().unwrap().min(rest.len()));
                    let fin = later.is_empty();
                    bytes.extend(if first { compressed(fin, 1, now) } else { frame(fin, 0, now) });
                    (rest, first) = (later, false);
                }
            }
            let expected: Vec<String> = texts.iter().map(|text| format!("text {text}")).collect();
            prop_assert_eq!(run_with(&bytes, &parts, true).unwrap(), expected);
        }

        #[test]
        fn it_does_not_matter_how_the_network_cuts_the_bytes(
            texts in proptest::collection::vec(("[a-z]{0,300}", any::<bool>()), 1..8),
            parts in proptest::collection::vec(1_usize..200, 1..9),
        ) {
            let mut bytes = Vec::new();
            for (text, split) in &texts {
                if *split {
                    let (a, b) = text.as_bytes().split_at(text.len() / 2);
                    bytes.extend(frame(false, 1, a));
                    bytes.extend(frame(true, 9, b"?"));
                    bytes.extend(frame(true, 0, b));
                } else {
                    bytes.extend(frame(true, 1, text.as_bytes()));
                }
            }
            let whole = run(&bytes, &[bytes.len()]).unwrap();
            prop_assert_eq!(&run(&bytes, &parts).unwrap(), &whole);
            let expected: Vec<String> = texts.iter().map(|(text, _)| format!("text {text}")).collect();
            let got: Vec<String> = whole.into_iter().filter(|e| e.starts_with("text")).collect();
            prop_assert_eq!(got, expected);
        }
    }
}
