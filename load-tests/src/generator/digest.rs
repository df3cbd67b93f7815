//! What a shared message means, worked out once: all viewers of a room get the
//! same bytes, so each distinct payload is taken apart at its first arrival, and
//! only compared after that.
//!
//! Owns the cache, bounded by its slots and by the length of what one keeps.
//! Protobuf is read field by field, as far as it is needed; what is written in
//! another way than prost's, and JSON, are read by the schema's own reader.

use std::collections::HashMap;
use std::rc::Rc;

use hawker_proto::v1::{ServerFrame, publication, server_frame};
use hawker_proto::wire::{Fields, Value};
use prost::Message as _;

use crate::Error;
use crate::wire::Encoding;

/// Distinct payloads kept: several ticks of many rooms.
const SLOTS: usize = 4_096;

/// The longest payload kept; a longer one is taken apart each time.
const KEPT_BYTES_MAX: usize = 64 << 10;

/// SKUs told apart. What comes beyond is not checked, and counted nowhere: a run
/// has as many SKUs as its scenario makes listings.
const SKUS_MAX: usize = 1 << 20;

/// Bytes at a payload's end that its slot is chosen by: they hold its counts.
const TAIL: usize = 16;

/// A SKU, as a small number that this process gave it.
pub(super) type SkuNumber = u32;

/// What a shared frame means to a viewer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event {
    /// A critical publication.
    Published { epoch: u32, offset: u32, what: Published },
    /// A tick of chat.
    Chat(ChatDigest),
    /// Newer stock: SKUs with their versions and what is available.
    Stock(Vec<StockSeen>),
    /// Everything as it stands.
    Snapshot(Box<SnapshotDigest>),
}

/// Which publication it was, as far as a viewer acts on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Published {
    /// A listing was pinned.
    Pinned,
    /// A sale on that listing takes buyers.
    Open(String),
    /// Anything else.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StockSeen {
    pub(super) sku: SkuNumber,
    pub(super) version: u32,
    pub(super) available: u32,
}

/// A tick of chat.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ChatDigest {
    /// The messages' seqs and when they were meant to be sent, where their texts
    /// tell.
    pub(super) messages: Vec<(u32, Option<u64>)>,
    pub(super) accepted: u32,
    pub(super) sampled_out: u32,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SnapshotDigest {
    pub(super) epoch: u32,
    pub(super) offset: u32,
    pub(super) stock: Vec<StockSeen>,
    /// The listings of sales that take buyers.
    pub(super) open: Vec<String>,
}

/// What one WebSocket message says.
pub(super) enum Message {
    /// The same for all: look here.
    Shared(Rc<[Event]>),
    /// For one viewer, or for some and one: frames to look at one by one.
    Private(Vec<ServerFrame>),
}

/// See the module.
pub(super) struct Digests {
    slots: Vec<Option<Slot>>,
    skus: HashMap<String, SkuNumber>,
    sku_names: Vec<String>,
}

struct Slot {
    payload: Box<[u8]>,
    events: Rc<[Event]>,
}

impl Digests {
    pub(super) fn new() -> Digests {
        let slots = (0..SLOTS).map(|_| None).collect();
        Digests { slots, skus: HashMap::new(), sku_names: Vec::new() }
    }

    /// What a WebSocket message says.
    pub(super) fn take(&mut self, encoding: Encoding, payload: &[u8]) -> Result<Message, Error> {
        let index = slot_of(payload);
        if let Some(Some(slot)) = self.slots.get(index)
            && *slot.payload == *payload
        {
            return Ok(Message::Shared(Rc::clone(&slot.events)));
        }
        let events = match encoding {
            Encoding::Proto => self.fields(payload),
            Encoding::Json => None,
        };
        if let Some(events) = events {
            return Ok(Message::Shared(self.keep(index, payload, events)));
        }
        let frames = encoding.read(payload)?;
        let shared: Option<Vec<Event>> = frames.iter().map(|frame| self.event(frame)).collect();
        Ok(match shared {
            Some(events) => Message::Shared(self.keep(index, payload, events)),
            None => Message::Private(frames),
        })
    }

    fn keep(&mut self, index: usize, payload: &[u8], events: Vec<Event>) -> Rc<[Event]> {
        let events: Rc<[Event]> = events.into();
        if payload.len() <= KEPT_BYTES_MAX
            && let Some(slot) = self.slots.get_mut(index)
        {
            *slot = Some(Slot { payload: payload.into(), events: Rc::clone(&events) });
        }
        events
    }

    /// The event of a shared frame; nothing of a private one.
    pub(super) fn event(&mut self, frame: &ServerFrame) -> Option<Event> {
        match frame.kind.as_ref()? {
            server_frame::Kind::Publication(it) => {
                let what = match &it.kind {
                    Some(publication::Kind::Pinned(_)) => Published::Pinned,
                    Some(
                        publication::Kind::SaleOpened(sale) | publication::Kind::SaleResumed(sale),
                    ) => Published::Open(sale.listing.clone()),
                    _ => Published::Other,
                };
                Some(Event::Published { epoch: it.epoch, offset: it.offset, what })
            }
            server_frame::Kind::Chat(tick) => {
                let message = |it: &hawker_proto::v1::ChatMessage| {
                    (it.seq, super::stamp::read(it.text.as_bytes()))
                };
                Some(Event::Chat(ChatDigest {
                    messages: tick.messages.iter().map(message).collect(),
                    accepted: tick.accepted,
                    sampled_out: tick.sampled_out,
                }))
            }
            server_frame::Kind::State(tick) => Some(Event::Stock(self.stocks(&tick.stocks))),
            server_frame::Kind::Snapshot(it) => {
                let at = it.position.unwrap_or_default();
                let stock = it.state.as_ref().map(|state| self.stocks(&state.stocks));
                let open = it
                    .sales
                    .iter()
                    .filter(|sale| sale.state() == hawker_proto::v1::SaleState::Open);
                Some(Event::Snapshot(Box::new(SnapshotDigest {
                    epoch: at.epoch,
                    offset: at.offset,
                    stock: stock.unwrap_or_default(),
                    open: open.map(|sale| sale.listing.clone()).collect(),
                })))
            }
            _ => None,
        }
    }

    fn stocks(&mut self, stocks: &[hawker_proto::v1::SkuStock]) -> Vec<StockSeen> {
        let mut seen = Vec::with_capacity(stocks.len());
        for stock in stocks {
            if let Some(sku) = self.sku(&stock.sku) {
                let available = stock.available;
                seen.push(StockSeen { sku, version: stock.version, available });
            }
        }
        seen
    }

    /// The SKU of that number.
    pub(super) fn name_of(&self, sku: SkuNumber) -> Option<&str> {
        self.sku_names.get(sku as usize).map(String::as_str)
    }

    /// The number of a SKU.
    pub(super) fn sku(&mut self, name: &str) -> Option<SkuNumber> {
        if let Some(sku) = self.skus.get(name) {
            return Some(*sku);
        }
        let next = SkuNumber::try_from(self.skus.len()).ok()?;
        if self.skus.len() >= SKUS_MAX {
            return None;
        }
        self.sku_names.push(name.to_owned());
        Some(*self.skus.entry(name.to_owned()).or_insert(next))
    }

    /// The events of a message that has only chat and publications that nobody
    /// acts on, which most are, without building anything else.
    fn fields(&mut self, payload: &[u8]) -> Option<Vec<Event>> {
        let mut events = Vec::with_capacity(1);
        let mut left = payload;
        while !left.is_empty() {
            let length = prost::decode_length_delimiter(&mut left).ok()?;
            let (frame, rest) = left.split_at_checked(length)?;
            left = rest;
            events.push(match Fields::of(frame).next()?? {
                (5, Value::Contents(tick)) => Event::Chat(chat(tick)?),
                (2..=4, Value::Contents(_)) => {
                    let frame = ServerFrame::decode(frame).ok()?;
                    self.event(&frame)?
                }
                _ => return None,
            });
        }
        Some(events)
    }
}

/// The slot of a payload, by its length and the bytes at its end.
fn slot_of(payload: &[u8]) -> usize {
    let mut hash = payload.len() as u64;
    let tail = payload.get(payload.len().saturating_sub(TAIL)..).unwrap_or_default();
    for eight in tail.chunks(8) {
        let mut word = [0; 8];
        word.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^= hash >> 29;
    }
    (hash % SLOTS as u64) as usize
}

/// `ChatTick`, field by field.
fn chat(tick: &[u8]) -> Option<ChatDigest> {
    let mut digest = ChatDigest::default();
    let mut fields = Fields::of(tick);
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Contents(message)) => digest.messages.push(message_of(message)?),
            (2, Value::Number(accepted)) => digest.accepted = u32::try_from(accepted).ok()?,
            (3, Value::Number(sampled)) => digest.sampled_out = u32::try_from(sampled).ok()?,
            _ => {}
        }
    }
    Some(digest)
}

/// `ChatMessage`, of which the seq and the stamp in the text are wanted.
fn message_of(message: &[u8]) -> Option<(u32, Option<u64>)> {
    let (mut seq, mut stamp) = (0, None);
    let mut fields = Fields::of(message);
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Number(number)) => seq = u32::try_from(number).ok()?,
            (3, Value::Contents(text)) => {
                stamp = super::stamp::read(text);
                break;
            }
            _ => {}
        }
    }
    Some((seq, stamp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hawker_proto::v1::{ChatMessage, ChatTick, Listing, Publication, Reply, StateTick};
    use hawker_proto::v1::{Position, Sale, SaleState, SkuStock, Snapshot, ViewerCount};

    fn frames() -> Vec<ServerFrame> {
        let text = super::super::stamp::write(123_456_789, 20, "hello to everyone here");
        let message = ChatMessage { seq: 9, text, viewer: "ada".into(), ..ChatMessage::default() };
        let plain = ChatMessage { seq: 10, text: "hello".into(), ..ChatMessage::default() };
        let tick = ChatTick { messages: vec![message, plain], accepted: 12, sampled_out: 2 };
        let pinned = Publication {
            epoch: 3,
            offset: 300,
            kind: Some(publication::Kind::Pinned(Listing::default())),
            ..Publication::default()
        };
        let stock =
            SkuStock { sku: "mug-1".into(), version: 7, available: 5, ..SkuStock::default() };
        let state = StateTick {
            stocks: vec![stock],
            viewers: Some(ViewerCount { now: 5, joined: 6, ..ViewerCount::default() }),
            ..StateTick::default()
        };
        let sale = Sale { listing: "mug".into(), state: SaleState::Open.into(), ..Sale::default() };
        let snapshot = Snapshot {
            position: Some(Position { epoch: 3, offset: 299 }),
            state: Some(state.clone()),
            sales: vec![sale],
            ..Snapshot::default()
        };
        [
            server_frame::Kind::Snapshot(snapshot),
            server_frame::Kind::Publication(pinned),
            server_frame::Kind::State(state),
            server_frame::Kind::Chat(tick),
        ]
        .map(|kind| ServerFrame { kind: Some(kind) })
        .into()
    }

    fn payload(encoding: Encoding, frames: &[ServerFrame]) -> Vec<u8> {
        match encoding {
            Encoding::Proto => {
                frames.iter().flat_map(|it| it.encode_length_delimited_to_vec()).collect()
            }
            Encoding::Json => {
                let lines = frames.iter().map(|frame| serde_json::to_vec(frame).unwrap());
                lines.collect::<Vec<_>>().join(&b'\n')
            }
        }
    }

    #[test]
    fn both_encodings_mean_the_same_and_the_second_arrival_is_the_first_ones() {
        let stock = vec![StockSeen { sku: 0, version: 7, available: 5 }];
        let snapshot = SnapshotDigest {
            epoch: 3,
            offset: 299,
            stock: stock.clone(),
            open: vec!["mug".into()],
        };
        let due = vec![
            Event::Snapshot(Box::new(snapshot)),
            Event::Published { epoch: 3, offset: 300, what: Published::Pinned },
            Event::Stock(stock),
            Event::Chat(ChatDigest {
                messages: vec![(9, Some(123_456_789)), (10, None)],
                accepted: 12,
                sampled_out: 2,
            }),
        ];
        for encoding in [Encoding::Proto, Encoding::Json] {
            let mut digests = Digests::new();
            let payload = payload(encoding, &frames());
            let Ok(Message::Shared(first)) = digests.take(encoding, &payload) else { panic!() };
            assert_eq!(first.to_vec(), due, "{encoding:?}");
            let Ok(Message::Shared(again)) = digests.take(encoding, &payload) else { panic!() };
            assert!(Rc::ptr_eq(&first, &again));
        }
    }

    #[test]
    fn what_is_for_one_viewer_is_never_kept() {
        let mut frames = frames();
        frames.push(ServerFrame { kind: Some(server_frame::Kind::Reply(Reply::default())) });
        for encoding in [Encoding::Proto, Encoding::Json] {
            let mut digests = Digests::new();
            let payload = payload(encoding, &frames);
            let Ok(Message::Private(got)) = digests.take(encoding, &payload) else { panic!() };
            assert_eq!(got, frames);
            assert!(digests.slots.iter().all(Option::is_none));
        }
    }
}
