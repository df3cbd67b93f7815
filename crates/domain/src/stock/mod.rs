//! The stock rules: what a shard's stock, sales and reservations are, and what
//! every command does to them.
//!
//! [`Stock`] changes only by [`Stock::apply`], between [`Stock::begin`] and
//! [`Stock::finish`] of a batch that becomes one record of the journal. It
//! promises:
//!
//! - the same commands in the same batches at the same times give the same
//!   answers and the same state, on every machine;
//! - for each SKU, received + returned + adjusted = available + held + sold, no
//!   more is returned than was sold, and the held units are those of the open
//!   reservations; [`Stock::finish`] checks this for every SKU of the batch;
//! - a key gets the answer that was recorded under it, for as long as the window;
//! - a command that is [`Verdict::Refused`] changes nothing.

mod adjust;
mod answer;
mod batch;
mod blocks;
mod clock;
mod command;
mod contents;
mod deadlines;
mod draw;
mod expect;
mod extras;
mod fingerprint;
mod fitting;
mod group;
mod hash;
mod image;
mod keys;
pub mod limits;
mod line_views;
mod names;
mod orders;
mod paged;
mod parties;
mod reads;
mod reservations;
mod reserve;
mod rows;
mod sales;
mod settle;
mod sku;
mod slot_rows;
mod slots;
mod waitlist;

pub use answer::{
    Answer, Position, Rare, RareOutcome, Refund, Refusal, Reply, ReservationAsOf, ReservationState,
    SaleAsOf, SaleState, StockAsOf, Verdict,
};
pub use batch::{Broken, Changes};
pub use blocks::Block;
pub use command::OpenGroup;
pub use command::{
    Adjust, Cancel, Change, Command, CommitPart, Define, Enter, Join, Leave, Line, Lines, Mode,
    Piece, Policy, Prolong, Receive, Reserve, Return, Reveal, SaleCommand, SetCount, SetSafety,
    Settle, Shortfalls,
};
pub use draw::{DrawView, EntryView, Hash, HiddenDraw};
pub use expect::EXPECTED;
pub use group::{GroupState, GroupTerms, GroupView, Tier};
pub use image::{
    DrawPart, EntryPart, ExtraPart, Head, ImageError, KeyPart, ListPart, Part, PlacePart, Rebuild,
    ReservationPart, SalePart, SkuPart,
};
pub use image::{GroupPart, MemberPart, TermsPart};
pub use line_views::LineViews;
pub use reads::{LineView, Page, RefundView, ReservationView, SaleView, StockView, WaitingView};
pub use waitlist::{WaitTerms, Waitlist};

use std::{collections::BTreeSet, convert::identity};

use crate::{Key, MerchantRef, ReservationId, Timestamp};

use batch::Batch;
use draw::Draws;
use extras::{Extras, Quotas};
use group::Groups;
use keys::{Caller, Kept, Keys, within_window};
use names::{Hashed, Ix, NONE, Names};
use parties::Buyers;
use reservations::Reservations;
use sales::Sale;
use sku::Skus;
use waitlist::Waits;

/// The state of one shard.
#[derive(Debug, Clone)]
pub struct Stock {
    now: Timestamp,
    position: Position,
    merchants: Names,
    /// Shows, listings and households, each in a scope of their own.
    labels: Names,
    sale_names: Names,
    skus: Skus,
    sales: Vec<Sale>,
    /// Open sales that close by themselves, by when.
    windows: BTreeSet<(Timestamp, Ix)>,
    buyers: Buyers,
    reservations: Reservations,
    waits: Waits,
    draws: Draws,
    groups: Groups,
    keys: Keys,
    batch: Batch,
    /// What only few reservations have.
    extras: Extras,
    /// What limits count that only few sales have.
    quotas: Quotas,
    /// Whether commands that begin something are refused. No part of the state
    /// that a journal gives.
    nothing_new: bool,
}

/// Scope of shows in [`Stock::labels`].
const SHOWS: Ix = 0;
/// Scope of listings in [`Stock::labels`].
const LISTINGS: Ix = 1;
/// Scope of households in [`Stock::labels`].
const HOUSEHOLDS: Ix = 2;

impl Stock {
    /// An empty shard. Its number goes into the ids of its reservations.
    #[must_use]
    pub fn new(shard: u16) -> Self {
        Self {
            now: Timestamp::default(),
            position: Position::default(),
            merchants: Names::default(),
            labels: Names::default(),
            sale_names: Names::default(),
            skus: Skus::default(),
            sales: Vec::new(),
            windows: BTreeSet::new(),
            buyers: Buyers::default(),
            reservations: Reservations::new(shard),
            waits: Waits::default(),
            draws: Draws::default(),
            groups: Groups::default(),
            keys: Keys::default(),
            batch: Batch::default(),
            extras: Extras::default(),
            quotas: Quotas::default(),
            nothing_new: false,
        }
    }

    /// Begins the batch that becomes the record at `position`. Time never goes
    /// back: an earlier `now` counts as the last one.
    pub fn begin(&mut self, position: Position, now: Timestamp) {
        self.now = self.now.max(now);
        self.position = position;
        self.batch.clear();
    }

    /// Refuses what begins something new, or takes it again. What ends something,
    /// and what has an answer already, is answered in any case.
    pub fn take_nothing_new(&mut self, nothing_new: bool) {
        self.nothing_new = nothing_new;
    }

    /// The time of the batch.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The last batch's position.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Applies one command of the batch.
    pub fn apply(&mut self, command: &Command<'_>) -> Verdict {
        self.batch.begin_command();
        match command {
            Command::Elapse { limit } => self.elapse(*limit),
            Command::Extend { by_ms } => self.extend(*by_ms),
            Command::Reveal(c) => {
                let reply = self.reveal(c);
                return Verdict::Recorded(Answer { position: self.position, reply });
            }
            Command::Receive(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::Adjust(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::SetCount(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::SetSafety(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::Return(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::Define(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::Change(c) => return self.keyed(command, c.key, From::Merchant(c.merchant)),
            Command::Open(c) | Command::Close(c) | Command::Pause(c) | Command::Resume(c) => {
                return self.keyed(command, c.key, From::Merchant(c.merchant));
            }
            Command::Reserve(c) => return self.keyed(command, c.key, From::Buyer(c.buyer)),
            Command::Join(c) => return self.keyed(command, c.key, From::Buyer(c.buyer)),
            Command::Enter(c) => return self.keyed(command, c.key, From::Buyer(c.buyer)),
            Command::OpenGroup(c) => return self.keyed(command, c.key, From::Buyer(c.buyer)),
            Command::Leave(c) => return self.keyed(command, c.key, From::Buyer(c.buyer)),
            Command::Commit(c) | Command::Release(c) | Command::Expire(c) => {
                let from = self.owner_of(c.merchant, c.reservation);
                return self.keyed(command, c.key, from);
            }
            Command::CommitPart(CommitPart { settle: c, .. }) => {
                let from = self.owner_of(c.merchant, c.reservation);
                return self.keyed(command, c.key, from);
            }
            Command::Cancel(c) => {
                let from = self.owner_of(c.merchant, c.reservation);
                return self.keyed(command, c.key, from);
            }
            Command::Prolong(c) => {
                let from = self.owner_of(c.merchant, c.reservation);
                return self.keyed(command, c.key, from);
            }
        }
        Verdict::Recorded(Answer { position: self.position, reply: Reply::Done })
    }

    /// Ends the batch: checks the ledger of every SKU that it touched, and tells
    /// what changed.
    pub fn finish(&mut self) -> Result<Changes<'_>, Broken> {
        self.check_ledgers()?;
        Ok(Changes::new(self))
    }

    fn keyed(&mut self, command: &Command<'_>, key: Key, from: From<'_>) -> Verdict {
        if !within_window(key, self.now) {
            return Verdict::Refused(Refusal::KeyExpired);
        }
        let hash = from.hash();
        let caller = self.find_caller(from, hash);
        let fingerprint = command.fingerprint();
        if let Some(kept) = self.kept(key, caller, command) {
            return if kept.fingerprint == fingerprint {
                Verdict::Repeated(Answer { position: kept.position(), reply: kept.reply.clone() })
            } else {
                Verdict::Refused(Refusal::Conflict)
            };
        }
        if self.nothing_new && command.begins_something() {
            return Verdict::Refused(Refusal::NothingNew);
        }
        if !self.has_room(caller, command) {
            return Verdict::Refused(Refusal::Full);
        }
        let reply = self.carry_out(command, caller, hash);
        if self.waits.has_backlog() {
            self.promote();
        }
        let caller = caller.unwrap_or_else(|| self.intern_caller(from, hash));
        let position = self.position;
        self.keys.insert(Kept::new(key, caller, fingerprint, position, reply.clone()));
        self.clear(limits::CLEARED_PER_COMMAND);
        Verdict::Recorded(Answer { position, reply })
    }

    fn carry_out(&mut self, command: &Command<'_>, caller: Option<Caller>, hash: Hashed) -> Reply {
        match command {
            Command::Receive(c) => self.receive(c),
            Command::Adjust(c) => self.adjust(c).unwrap_or_else(identity),
            Command::SetCount(c) => self.set_count(c).unwrap_or_else(identity),
            Command::SetSafety(c) => self.set_safety(c).unwrap_or_else(identity),
            Command::Return(c) => self.return_stock(c).unwrap_or_else(identity),
            Command::Define(c) => self.define(c),
            Command::Open(c) => self.open_sale(c),
            Command::Close(c) => self.close_sale(c),
            Command::Pause(c) => self.pause_sale(c),
            Command::Resume(c) => self.resume_sale(c),
            Command::Change(c) => self.change_sale(c),
            Command::Reserve(c) => self.reserve(c, caller.map(Caller::index), hash),
            Command::Commit(c) => self.commit(c),
            Command::CommitPart(c) => self.commit_part(c),
            Command::Cancel(c) => self.cancel(c).unwrap_or_else(identity),
            Command::Prolong(c) => self.prolong(c).unwrap_or_else(identity),
            Command::Release(c) => self.release(c),
            Command::Expire(c) => self.expire(c),
            Command::Join(c) => self.join(c, caller.map(Caller::index)),
            Command::Enter(c) => self.enter(c, caller.map(Caller::index)),
            Command::OpenGroup(c) => self.open_group(c, caller.map(Caller::index)),
            Command::Leave(c) => self.leave(c, caller.map(Caller::index)),
            Command::Elapse { .. } | Command::Extend { .. } | Command::Reveal(_) => Reply::Done,
        }
    }

    fn kept(&self, key: Key, caller: Option<Caller>, command: &Command<'_>) -> Option<&Kept> {
        let own = caller.and_then(|caller| self.keys.get(key, caller));
        match command {
            // The key may have been used when there was no such reservation yet.
            Command::Commit(_)
            | Command::Release(_)
            | Command::Expire(_)
            | Command::CommitPart(_)
            | Command::Cancel(_)
            | Command::Prolong(_) => own.or_else(|| self.keys.get(key, Caller::NOBODY)),
            _ => own,
        }
    }

    fn find_caller(&self, from: From<'_>, hash: Hashed) -> Option<Caller> {
        match from {
            From::Merchant(name) => self.merchants.find(NONE, name.as_str()).map(Caller::merchant),
            From::Buyer(name) => self.buyers.find_hashed(hash, name.as_str()).map(Caller::buyer),
            From::Known(caller) => Some(caller),
        }
    }

    fn intern_caller(&mut self, from: From<'_>, hash: Hashed) -> Caller {
        match from {
            From::Merchant(name) => Caller::merchant(self.merchants.intern(NONE, name.as_str())),
            From::Buyer(name) => Caller::buyer(self.buyers.intern_hashed(hash, name.as_str())),
            From::Known(caller) => caller,
        }
    }

    /// The buyer of the reservation that a command names.
    fn owner_of(&self, merchant: MerchantRef<'_>, reservation: ReservationId) -> From<'static> {
        let owner = self.find_reservation(merchant, reservation);
        From::Known(owner.map_or(Caller::NOBODY, |(_, slot)| Caller::buyer(slot.buyer)))
    }

    fn has_room(&self, caller: Option<Caller>, command: &Command<'_>) -> bool {
        let names = [&self.merchants, &self.labels, self.buyers.names()];
        self.keys.len() < limits::KEYS
            && caller.is_none_or(|caller| self.keys.has_room(caller))
            && names.iter().all(|names| names.len() + 3 <= limits::NAMES)
            && match command {
                Command::Receive(_) => self.skus.len() < limits::SKUS,
                Command::Define(_) => self.sales.len() < limits::SALES,
                Command::Open(c) => self.can_cover(c),
                Command::Reserve(_) | Command::CommitPart(_) => {
                    self.reservations.len() < limits::RESERVATIONS
                }
                Command::Enter(c) => self.can_enter(c),
                Command::OpenGroup(c) => self.can_open_group(c),
                Command::Join(c) => {
                    self.reservations.len() < limits::RESERVATIONS && self.can_wait(c)
                }
                _ => true,
            }
    }

    /// Drops up to so many old keys and so many old reservations.
    fn clear(&mut self, most: usize) {
        for _ in 0..most {
            let Some(forgotten) = self.reservations.forget(self.now) else { break };
            if forgotten.had_extra {
                self.extras.forget(forgotten.counter);
            }
            if let Some((buyer, newest)) = forgotten.newest_of {
                self.buyers.set_newest(buyer, newest);
            }
        }
        for _ in 0..most {
            if !self.keys.drop_oldest(self.now) {
                break;
            }
        }
    }

    fn show(&mut self, name: Option<crate::ShowRef<'_>>) -> Ix {
        name.map_or(NONE, |name| self.labels.intern_again(SHOWS, name.as_str()))
    }

    /// What a reservation has beside its slot, to be filled in.
    fn extra_mut(&mut self, counter: u64) -> &mut extras::Extra {
        if let Some(slot) = self.reservations.get_mut(counter) {
            slot.has_extra = true;
        }
        self.extras.entry(counter)
    }

    fn listing(&mut self, name: Option<crate::ListingRef<'_>>) -> Ix {
        name.map_or(NONE, |name| self.labels.intern_again(LISTINGS, name.as_str()))
    }
}

/// Who sent a command.
#[derive(Clone, Copy)]
enum From<'a> {
    Merchant(MerchantRef<'a>),
    Buyer(crate::BuyerRef<'a>),
    Known(Caller),
}

impl From<'_> {
    /// The hash of a buyer's name: of those there are millions.
    fn hash(self) -> Hashed {
        match self {
            From::Buyer(name) => Buyers::hashed(name.as_str()),
            From::Merchant(_) | From::Known(_) => Hashed::default(),
        }
    }
}
