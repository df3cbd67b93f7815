//! What viewers say, of their own accord and because of what they heard.

use hawker_proto::v1::{
    Checkout, ClientFrame, EnterDraw, Hello, ReleaseHold, Reserve, SendChat, StockSeen, Track,
    client_frame::Kind,
};
use prost::Message as _;

use super::desk::{Desk, Timer, Wake};
use super::orders::Act;
use super::rooms::Wanting;
use super::stamp;
use super::tally::Timed;
use super::viewer::{Asked, State, Viewer, What};
use crate::end::End;
use crate::wire::{self, Encoding};

/// The id of the request that opens a session.
pub(super) const HELLO_ID: u32 = 1;

/// The longest message that a trace may ask for: the server's own bound.
const CHAT_BYTES_MAX: u16 = 2_048;

/// Requests that one viewer may have open.
const ASKED_MAX: usize = 1_024;

/// What messages are filled up with.
const WORDS: &str = "is it true to size? love the colour, how long does shipping take";

/// A fresh idempotency key.
pub(super) fn key() -> u128 {
    uuid::Uuid::now_v7().as_u128()
}

fn text(key: u128) -> String {
    uuid::Uuid::from_u128(key).to_string()
}

impl Desk {
    pub(super) fn wake_at(&mut self, at_us: u64, seat: u32, wake: Wake) {
        self.timers.push(std::cmp::Reverse(Timer { at_us, seat, wake }));
    }

    /// Says hello, once the handshake is answered.
    pub(super) fn hello(&mut self, seat: u32, viewer: &mut Viewer) -> Result<(), End> {
        self.tally.took(Timed::Connect, viewer.began_us, self.now_us());
        viewer.state = State::Greeting;
        viewer.next_id = HELLO_ID;
        let token = self.token(seat)?;
        let (epoch, offset) = (viewer.epoch, viewer.offset);
        let stocks = viewer.stocks().filter_map(|(sku, version)| {
            let sku = self.digests.name_of(sku)?.to_owned();
            Some(StockSeen { sku, version })
        });
        let stocks = stocks.take(hawker_proto::STOCKS_SEEN).collect();
        let hello = Kind::Hello(Hello { token, epoch, offset, touch: None, stocks });
        self.frame(seat, viewer, HELLO_ID, hello)
    }

    /// Does what the agenda says, for a viewer that is connected or not.
    pub(super) fn act(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        at_us: u64,
        act: Act,
    ) -> Result<(), End> {
        let what = match act {
            Act::Chat(bytes) => return self.chat(seat, viewer, at_us, bytes),
            Act::Track { kind, listing } => {
                return self.track(seat, viewer, at_us, (kind, listing));
            }
            Act::Enter { listing } => What::Enter { listing, key: key() },
            Act::Reserve { listing, blindly, then } => {
                let show = self.show(seat);
                let room = self.rooms.get_mut(show);
                match room.filter(|room| !blindly && !room.is_open(listing)) {
                    Some(room) => {
                        room.wait(listing, Wanting { seat, intended_us: at_us, then });
                        return Ok(());
                    }
                    None => {
                        self.tally.counts.bot_reserves += u64::from(blindly);
                        What::Reserve { listing, key: key(), then }
                    }
                }
            }
            // These are the loop's.
            Act::Connect | Act::Drop | Act::Stall(_) => return Ok(()),
        };
        self.ask(seat, viewer, Asked { id: 0, tries: 0, what, intended_us: at_us })
    }

    fn chat(&mut self, seat: u32, viewer: &mut Viewer, at_us: u64, bytes: u16) -> Result<(), End> {
        if !self.may_say(viewer) {
            return Ok(());
        }
        self.tally.counts.chat_sent += 1;
        let now_us = self.now_us();
        self.tally.second(now_us).chats += 1;
        let text = stamp::write(at_us, bytes.min(CHAT_BYTES_MAX).into(), WORDS);
        let kind = Kind::SendChat(SendChat { text });
        self.once(seat, viewer, (What::Chat, at_us), kind)
    }

    fn track(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        at_us: u64,
        (kind, listing): (u8, u8),
    ) -> Result<(), End> {
        if !self.may_say(viewer) {
            return Ok(());
        }
        self.tally.counts.clicks += 1;
        let now_us = self.now_us();
        self.tally.second(now_us).clicks += 1;
        let listing = self.listing(seat, listing);
        let kind = Kind::Track(Track { kind: kind.into(), listing });
        self.once(seat, viewer, (What::Track, at_us), kind)
    }

    /// Whether a viewer can say something that is not repeated later.
    fn may_say(&mut self, viewer: &Viewer) -> bool {
        let may = viewer.state == State::In && viewer.asked.len() < ASKED_MAX;
        self.tally.counts.unsent += u64::from(!may);
        may
    }

    fn listing(&self, seat: u32, listing: u8) -> String {
        let show = self.orders.shows.get(self.show(seat));
        let listing = show.and_then(|show| show.listings.get(usize::from(listing)));
        listing.cloned().unwrap_or_default()
    }

    /// Asks what may be asked again: now, or when the viewer is in.
    pub(super) fn ask(&mut self, seat: u32, viewer: &mut Viewer, asked: Asked) -> Result<(), End> {
        if viewer.state != State::In {
            if viewer.state == State::Gone || viewer.asked.len() >= ASKED_MAX {
                self.tally.counts.unsent += 1;
            } else {
                viewer.asked.push(asked);
            }
            return Ok(());
        }
        let kind = match asked.what {
            What::Reserve { listing, key, .. } => {
                self.tally.counts.reserves += u64::from(asked.id == 0 && asked.tries == 0);
                let now_us = self.now_us();
                self.tally.second(now_us).reserves += 1;
                let listing = self.listing(seat, listing);
                let key = text(key);
                Kind::Reserve(Reserve { key, listing, quantity: 1, ..Reserve::default() })
            }
            What::Enter { listing, key } => {
                let (nonce, key) = (format!("n{:x}", key >> 64), text(key));
                let listing = self.listing(seat, listing);
                Kind::EnterDraw(EnterDraw {
                    key,
                    listing,
                    quantity: 1,
                    nonce,
                    ..EnterDraw::default()
                })
            }
            What::Checkout { reservation } => Kind::Checkout(Checkout { reservation }),
            What::Release { reservation, key } => {
                Kind::Release(ReleaseHold { key: text(key), reservation })
            }
            What::Chat | What::Track => return Ok(()),
        };
        self.once(seat, viewer, (asked.what, asked.intended_us), kind)?;
        if let Some(last) = viewer.asked.last_mut() {
            last.tries = asked.tries;
        }
        Ok(())
    }

    /// Sends a request, and notes it as open.
    fn once(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        (what, intended_us): (What, u64),
        kind: Kind,
    ) -> Result<(), End> {
        let id = viewer.fresh_id();
        viewer.asked.push(Asked { id, tries: 0, what, intended_us });
        self.tally.counts.sent += 1;
        self.frame(seat, viewer, id, kind)
    }

    fn frame(&mut self, seat: u32, viewer: &mut Viewer, id: u32, kind: Kind) -> Result<(), End> {
        let frame = ClientFrame { id, kind: Some(kind) };
        let (opcode, payload) = match self.encoding(seat) {
            Encoding::Proto => (wire::BINARY, frame.encode_length_delimited_to_vec()),
            Encoding::Json => {
                let text = serde_json::to_vec(&frame);
                (wire::TEXT, text.map_err(|error| End::Broken(error.to_string()))?)
            }
        };
        Ok(self.send(viewer, opcode, &payload)?)
    }

    /// What a hold comes to when its time is there.
    pub(super) fn settle(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        at_us: u64,
        (reservation, pays): (u64, bool),
    ) -> Result<(), End> {
        let what = if pays {
            self.tally.counts.pays += 1;
            What::Checkout { reservation }
        } else {
            What::Release { reservation, key: key() }
        };
        self.ask(seat, viewer, Asked { id: 0, tries: 0, what, intended_us: at_us })
    }
}
