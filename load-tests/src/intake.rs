//! What comes in, decoded once: all viewers of a room get the same bytes, so
//! each distinct payload is parsed at its first arrival and shared after that.
//!
//! Owns the cache of decodes, which is bounded by its number of slots and by
//! the length of what is kept in one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::rc::Rc;

use hawker_proto::v1::{
    ChatTick, Goodbye, Publication, Reply, Reservation, ServerFrame, Snapshot, StateTick,
    server_frame,
};

use crate::Error;
use crate::wire::Encoding;

/// Distinct payloads kept: several ticks for viewers that are behind.
const SLOTS: usize = 1_024;

/// The longest payload kept; a longer one is decoded each time.
const KEPT_BYTES_MAX: usize = 256 << 10;

/// A SKU, as a small number that this process gave it.
pub(crate) type SkuNumber = u32;

/// What one server frame means to a viewer.
#[derive(Debug)]
pub(crate) enum Event {
    /// A tick of chat.
    Chat(Rc<ChatDigest>),
    /// Newer values of the state lane.
    State(Vec<StockSeen>),
    /// A critical publication.
    Publication(Box<Publication>),
    /// Everything as it stands.
    Snapshot(Box<Snapshot>, Vec<StockSeen>),
    /// Chat that was not sent to this viewer.
    Skipped(u32),
    /// An answer.
    Reply(Box<Reply>),
    /// One's own reservation.
    Reservation(Box<Reservation>),
    /// One's own place on a waitlist, which this tester never takes.
    Waiting,
    /// The server is about to close.
    Goodbye(Goodbye),
    /// A frame of a kind that this tester doesn't know.
    Unknown,
}

/// A version of a SKU's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StockSeen {
    pub(crate) sku: SkuNumber,
    pub(crate) version: u32,
}

/// One message of a tick: its seq, and a fingerprint of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChatSeen {
    pub(crate) seq: u32,
    pub(crate) print: u64,
}

/// A tick of chat, with the arrivals that could not be measured yet because
/// the echo that tells when a message was sent had not come.
#[derive(Debug)]
pub(crate) struct ChatDigest {
    pub(crate) messages: Vec<ChatSeen>,
    /// Whether the seqs rise throughout, as they must.
    pub(crate) rising: bool,
    pub(crate) accepted: u32,
    pub(crate) sampled_out: u32,
    /// When it arrived where, in microseconds of the run.
    pub(crate) arrivals: RefCell<Vec<u64>>,
    /// Whether the arrivals were measured, so that later ones are at once.
    pub(crate) settled: Cell<bool>,
}

/// The cache of decodes.
#[derive(Debug)]
pub(crate) struct Intake {
    slots: Vec<Option<Slot>>,
    skus: HashMap<String, SkuNumber>,
    sku_names: Vec<String>,
}

#[derive(Debug)]
struct Slot {
    encoding: Encoding,
    payload: Box<[u8]>,
    events: Rc<[Event]>,
}

impl Intake {
    pub(crate) fn new() -> Intake {
        let slots = (0..SLOTS).map(|_| None).collect();
        Intake { slots, skus: HashMap::new(), sku_names: Vec::new() }
    }

    /// The events of one WebSocket message.
    pub(crate) fn take(
        &mut self,
        encoding: Encoding,
        payload: &[u8],
    ) -> Result<Rc<[Event]>, Error> {
        let index = fingerprint(payload) as usize % SLOTS;
        if let Some(Some(slot)) = self.slots.get(index)
            && slot.encoding == encoding
            && *slot.payload == *payload
        {
            return Ok(Rc::clone(&slot.events));
        }
        let frames = encoding.read(payload)?;
        let events: Rc<[Event]> = frames.into_iter().map(|frame| self.digest(frame)).collect();
        if payload.len() <= KEPT_BYTES_MAX
            && let Some(slot) = self.slots.get_mut(index)
        {
            let events = Rc::clone(&events);
            *slot = Some(Slot { encoding, payload: payload.into(), events });
        }
        Ok(events)
    }

    fn digest(&mut self, frame: ServerFrame) -> Event {
        match frame.kind {
            Some(server_frame::Kind::Chat(tick)) => Event::Chat(Rc::new(ChatDigest::new(&tick))),
            Some(server_frame::Kind::PackedChat(columns)) => match hawker_proto::unpack(&columns) {
                Some(tick) => Event::Chat(Rc::new(ChatDigest::new(&tick))),
                None => Event::Unknown,
            },
            Some(server_frame::Kind::State(tick)) => Event::State(self.stocks(&tick)),
            Some(server_frame::Kind::Publication(it)) => Event::Publication(Box::new(it)),
            Some(server_frame::Kind::Snapshot(snapshot)) => {
                let stocks = snapshot.state.as_ref().map(|state| self.stocks(state));
                Event::Snapshot(Box::new(snapshot), stocks.unwrap_or_default())
            }
            Some(server_frame::Kind::ChatSkipped(skipped)) => Event::Skipped(skipped.messages),
            Some(server_frame::Kind::Reply(reply)) => Event::Reply(Box::new(reply)),
            Some(server_frame::Kind::Reservation(update)) => match update.reservation {
                Some(reservation) => Event::Reservation(Box::new(reservation)),
                None => Event::Unknown,
            },
            Some(server_frame::Kind::Waiting(_)) => Event::Waiting,
            Some(server_frame::Kind::Goodbye(goodbye)) => Event::Goodbye(goodbye),
            None => Event::Unknown,
        }
    }

    /// The SKU of that number.
    pub(crate) fn name_of(&self, sku: SkuNumber) -> Option<&str> {
        self.sku_names.get(sku as usize).map(String::as_str)
    }

    fn stocks(&mut self, tick: &StateTick) -> Vec<StockSeen> {
        let mut seen = Vec::with_capacity(tick.stocks.len());
        for stock in &tick.stocks {
            let next = self.skus.len() as SkuNumber;
            let sku = match self.skus.get(&stock.sku) {
                Some(sku) => *sku,
                None => {
                    self.sku_names.push(stock.sku.clone());
                    *self.skus.entry(stock.sku.clone()).or_insert(next)
                }
            };
            seen.push(StockSeen { sku, version: stock.version });
        }
        seen
    }
}

impl ChatDigest {
    fn new(tick: &ChatTick) -> ChatDigest {
        let seen = |message: &hawker_proto::v1::ChatMessage| ChatSeen {
            seq: message.seq,
            print: fingerprint(message.text.as_bytes()),
        };
        let messages: Vec<ChatSeen> = tick.messages.iter().map(seen).collect();
        ChatDigest {
            rising: messages.is_sorted_by(|a, b| a.seq < b.seq),
            messages,
            accepted: tick.accepted,
            sampled_out: tick.sampled_out,
            arrivals: RefCell::default(),
            settled: Cell::new(false),
        }
    }
}

/// A quick hash, eight bytes at a step (the multiply-and-rotate of `FxHash`).
/// Not for keys that an adversary picks: the tester's own server sends them.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    BuildHasherDefault::<Quick>::default().hash_one(bytes)
}

#[derive(Default)]
struct Quick(u64);

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.add(u64::from_le_bytes(last));
    }

    fn finish(&self) -> u64 {
        // The high bits are the well mixed ones.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hawker_proto::v1::{ChatMessage, SkuStock};
    use prost::Message as _;

    fn tick(seqs: &[u32]) -> Vec<u8> {
        let message = |seq: &u32| ChatMessage { seq: *seq, text: "x".into(), ..Default::default() };
        let messages = seqs.iter().map(message).collect();
        let chat = ChatTick { messages, accepted: 9, sampled_out: 1 };
        let kind = Some(server_frame::Kind::Chat(chat));
        ServerFrame { kind }.encode_length_delimited_to_vec()
    }

    #[test]
    fn the_same_bytes_are_decoded_once_and_other_bytes_are_not_mixed_up() {
        let mut intake = Intake::new();
        let first = intake.take(Encoding::Proto, &tick(&[1, 2])).unwrap();
        let again = intake.take(Encoding::Proto, &tick(&[1, 2])).unwrap();
        assert!(Rc::ptr_eq(&first, &again));
        for seq in 0..5_000 {
            let events = intake.take(Encoding::Proto, &tick(&[seq])).unwrap();
            let [Event::Chat(chat)] = &*events else { panic!("one tick expected") };
            assert_eq!(chat.messages[0].seq, seq);
            assert_eq!((chat.accepted, chat.sampled_out), (9, 1));
        }
    }

    #[test]
    fn a_tick_out_of_order_is_seen_as_such() {
        let mut intake = Intake::new();
        for (seqs, rising) in [(&[1, 2, 3][..], true), (&[2, 1], false), (&[2, 2], false)] {
            let events = intake.take(Encoding::Proto, &tick(seqs)).unwrap();
            let [Event::Chat(chat)] = &*events else { panic!("one tick expected") };
            assert_eq!(chat.rising, rising);
        }
    }

    #[test]
    fn a_sku_keeps_its_number() {
        let mut intake = Intake::new();
        let stock =
            |sku: &str, version| SkuStock { sku: sku.into(), version, ..Default::default() };
        let state = |stocks| StateTick { stocks, ..StateTick::default() };
        let a = intake.stocks(&state(vec![stock("a", 1), stock("b", 1)]));
        let b = intake.stocks(&state(vec![stock("b", 2), stock("a", 3)]));
        assert_eq!((a[0].sku, a[1].sku), (b[1].sku, b[0].sku));
        assert_eq!((b[0].version, b[1].version), (2, 3));
    }
}
