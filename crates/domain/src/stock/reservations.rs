//! The table of reservations. It promises that the deadlines and the units in
//! open reservations, which it counts by itself, always fit its contents.

use std::collections::VecDeque;

use crate::{ReservationId, Timestamp};

pub(crate) use super::contents::{Contents, Units};
use super::{
    answer::ReservationState,
    deadlines::{Deadlines, Neighbours},
    limits::ENDED_KEPT_MS,
    names::{Ix, NONE},
};

const PAGE: usize = 512;
const COUNTER_BITS: u32 = 48;

/// One reservation.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) created: Timestamp,
    /// When the hold ends: while held without the extensions, then for good.
    pub(super) expires: Timestamp,
    /// The buyer's next newer and next older reservation, by counter; 0 for none.
    pub(super) newer: u64,
    pub(super) older: u64,
    /// Those that end at the same moment, while it is held.
    pub(super) neighbours: Neighbours,
    pub(crate) buyer: Ix,
    pub(crate) sale: Ix,
    pub(crate) show: Ix,
    pub(crate) listing: Ix,
    pub(crate) hold_seconds: u32,
    pub(crate) state: ReservationState,
    /// Whether it was made for somebody on a waitlist.
    pub(crate) promoted: bool,
    /// Whether there is an [`Extra`](super::extras::Extra) for it.
    pub(crate) has_extra: bool,
    pub(crate) contents: Contents,
}

/// A reservation that is about to be made.
pub(crate) struct NewSlot {
    pub(crate) buyer: Ix,
    pub(crate) sale: Ix,
    pub(crate) show: Ix,
    pub(crate) listing: Ix,
    pub(crate) hold_seconds: u32,
    pub(crate) promoted: bool,
    pub(crate) contents: Contents,
}

impl Slot {
    pub(crate) fn is_held(&self) -> bool {
        self.state == ReservationState::Held
    }

    /// Whether it is over and will be forgotten.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state, ReservationState::Released | ReservationState::Expired)
    }

    /// Whether its units count to limits.
    pub(crate) fn counts(&self) -> bool {
        matches!(self.state, ReservationState::Held | ReservationState::Committed)
    }

    pub(crate) fn units(&self) -> u32 {
        self.contents.as_slice().iter().map(|units| units.quantity).sum()
    }

    pub(crate) fn units_of(&self, sku: Ix) -> u32 {
        self.contents.as_slice().iter().filter(|u| u.sku == sku).map(|u| u.quantity).sum()
    }

    /// When the hold was to end when it was made.
    pub(crate) fn first_expires(&self) -> Timestamp {
        self.created.plus_millis(i64::from(self.hold_seconds) * 1_000)
    }
}

/// Every reservation that can still be read, by its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reservations {
    shard: u16,
    /// Pages of [`PAGE`] reservations each, in the order of their counters; a
    /// page whose reservations are all forgotten is gone.
    pages: Vec<Option<Page>>,
    next: u64,
    len: usize,
    /// Open holds by their end, less the extensions so far.
    pub(super) deadlines: Deadlines,
    /// What was added to every hold that was open at the time, in milliseconds.
    /// New holds subtract it, so that an extension need not touch any hold.
    extension_ms: i64,
    /// Units in open reservations, by SKU: the second count that the ledger is
    /// checked against.
    open_units: Vec<u64>,
    /// Released and expired reservations with the time to forget them, oldest first.
    ended: VecDeque<(Timestamp, u64)>,
}

/// Some reservations in a row.
#[derive(Debug, Clone)]
pub(super) struct Page {
    slots: Box<[Option<Slot>]>,
    live: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { slots: (0..PAGE).map(|_| None).collect(), live: 0 }
    }
}

impl Page {
    pub(super) fn put(&mut self, at: usize, slot: Slot) {
        if let Some(place) = self.slots.get_mut(at) {
            self.live += usize::from(place.is_none());
            *place = Some(slot);
        }
    }
}

impl Reservations {
    pub(crate) fn new(shard: u16) -> Self {
        Self { shard, next: 1, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn open_holds(&self) -> usize {
        self.deadlines.len()
    }

    /// The counter that the next reservation gets.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn extension_ms(&self) -> i64 {
        self.extension_ms
    }

    pub(crate) fn id(&self, counter: u64) -> ReservationId {
        ReservationId(u64::from(self.shard) << COUNTER_BITS | counter)
    }

    /// The counter of an id of this shard; 0, which no reservation has, for others.
    pub(crate) fn counter(&self, id: ReservationId) -> u64 {
        if id.0 >> COUNTER_BITS == u64::from(self.shard) {
            id.0 & ((1 << COUNTER_BITS) - 1)
        } else {
            0
        }
    }

    pub(crate) fn get(&self, counter: u64) -> Option<&Slot> {
        let (page, at) = place(counter)?;
        self.pages.get(page)?.as_ref()?.slots.get(at)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, counter: u64) -> Option<&mut Slot> {
        let (page, at) = place(counter)?;
        self.pages.get_mut(page)?.as_mut()?.slots.get_mut(at)?.as_mut()
    }

    /// When the hold ends, or ended.
    pub(crate) fn expires(&self, slot: &Slot) -> Timestamp {
        if slot.is_held() { slot.expires.plus_millis(self.extension_ms) } else { slot.expires }
    }

    pub(crate) fn open_units(&self, sku: Ix) -> u64 {
        self.open_units.get(sku as usize).copied().unwrap_or_default()
    }

    /// Makes a reservation that is newer than the buyer's newest, `older`.
    pub(crate) fn open(&mut self, new: NewSlot, older: u64, now: Timestamp) -> u64 {
        let counter = self.next;
        let mut slot = Slot {
            created: now,
            expires: now,
            newer: 0,
            older,
            neighbours: Neighbours::default(),
            buyer: new.buyer,
            sale: new.sale,
            show: new.show,
            listing: new.listing,
            hold_seconds: new.hold_seconds,
            state: ReservationState::Held,
            promoted: new.promoted,
            has_extra: false,
            contents: new.contents,
        };
        slot.expires = slot.first_expires().plus_millis(-self.extension_ms);
        self.next += 1;
        self.put(counter, slot);
        counter
    }

    fn put(&mut self, counter: u64, slot: Slot) {
        let deadline = slot.is_held().then_some(slot.expires);
        if deadline.is_some() {
            for units in slot.contents.as_slice() {
                self.add_open_units(units.sku, u64::from(units.quantity));
            }
        }
        if let Some(newest) = self.get_mut(slot.older) {
            newest.newer = counter;
        }
        self.set(counter, slot);
        if let Some(at) = deadline {
            self.add_deadline(at, counter);
        }
    }

    fn set(&mut self, counter: u64, slot: Slot) {
        let Some((page, at)) = place(counter) else { return };
        self.page_mut(page).get_or_insert_default().put(at, slot);
        self.len += 1;
    }

    fn page_mut(&mut self, page: usize) -> &mut Option<Page> {
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        &mut self.pages[page]
    }

    pub(super) fn add_open_units(&mut self, sku: Ix, units: u64) {
        let at = sku as usize;
        if self.open_units.len() <= at {
            self.open_units.resize(at + 1, 0);
        }
        self.open_units[at] += units;
    }

    /// Ends a hold and gives back the reservation as it then is, or nothing if
    /// it is not held.
    pub(crate) fn end(
        &mut self,
        counter: u64,
        state: ReservationState,
        now: Timestamp,
    ) -> Option<Slot> {
        let extension = self.extension_ms;
        let slot = self.get_mut(counter).filter(|slot| slot.is_held())?;
        let deadline = slot.expires;
        slot.expires = slot.expires.plus_millis(extension);
        slot.state = state;
        let ended = slot.clone();
        self.remove_deadline(deadline, counter);
        for units in ended.contents.as_slice() {
            self.open_units[units.sku as usize] -= u64::from(units.quantity);
        }
        if state != ReservationState::Committed {
            self.ended.push_back((now.plus_millis(ENDED_KEPT_MS), counter));
        }
        Some(ended)
    }

    /// The open hold that ends first, and when.
    pub(crate) fn first_deadline(&self) -> Option<(Timestamp, u64)> {
        let (at, counter) = self.deadlines.first()?;
        Some((at.plus_millis(self.extension_ms), counter))
    }

    /// Gives one open hold another end.
    pub(crate) fn set_deadline(&mut self, counter: u64, to: Timestamp) {
        let to = to.plus_millis(-self.extension_ms);
        let Some(slot) = self.get_mut(counter).filter(|slot| slot.is_held()) else { return };
        let from = std::mem::replace(&mut slot.expires, to);
        self.remove_deadline(from, counter);
        self.add_deadline(to, counter);
    }

    /// Gives a reservation other contents.
    pub(crate) fn set_contents(&mut self, counter: u64, contents: Contents) {
        let Some(slot) = self.get_mut(counter) else { return };
        let held = slot.is_held();
        let before = std::mem::replace(&mut slot.contents, contents.clone());
        if held {
            for units in before.as_slice() {
                self.open_units[units.sku as usize] -= u64::from(units.quantity);
            }
            for units in contents.as_slice() {
                self.open_units[units.sku as usize] += u64::from(units.quantity);
            }
        }
    }

    /// Gives a reservation that is not held another state.
    pub(crate) fn set_state(&mut self, counter: u64, state: ReservationState) {
        if let Some(slot) = self.get_mut(counter).filter(|slot| !slot.is_held()) {
            slot.state = state;
        }
    }

    /// Gives every open hold more time.
    pub(crate) fn extend(&mut self, by_ms: i64) {
        self.extension_ms = self.extension_ms.saturating_add(by_ms);
    }

    /// When the first ended reservation may be forgotten.
    pub(crate) fn first_forgettable(&self) -> Option<Timestamp> {
        self.ended.front().map(|(at, _)| *at)
    }

    /// Forgets the longest ended reservation if its time has come. Gives back
    /// its buyer, if that buyer's newest reservation is another one now.
    pub(crate) fn forget(&mut self, now: Timestamp) -> Option<Forgotten> {
        let counter = loop {
            let (at, counter) = *self.ended.front()?;
            if at > now {
                return None;
            }
            self.ended.pop_front();
            // One that was bought after all is an order, and kept.
            if self.get(counter).is_some_and(Slot::has_ended) {
                break counter;
            }
        };
        let slot = self.take(counter)?;
        if let Some(older) = self.get_mut(slot.older) {
            older.newer = slot.newer;
        }
        let was_newest = slot.newer == 0;
        if let Some(newer) = self.get_mut(slot.newer) {
            newer.older = slot.older;
        }
        let newest_of = was_newest.then_some((slot.buyer, slot.older));
        Some(Forgotten { counter, had_extra: slot.has_extra, newest_of })
    }

    fn take(&mut self, counter: u64) -> Option<Slot> {
        let (at_page, at) = place(counter)?;
        let page = self.pages.get_mut(at_page)?.as_mut()?;
        let slot = page.slots.get_mut(at)?.take()?;
        page.live -= 1;
        self.len -= 1;
        let full = self.next > (at_page as u64 + 1) * PAGE as u64;
        if page.live == 0 && full {
            self.pages[at_page] = None;
        }
        Some(slot)
    }

    /// The counters below `before`, newest first, whether or not there still is
    /// a reservation of that counter.
    pub(crate) fn newest_first(&self, before: u64) -> impl Iterator<Item = u64> + use<> {
        (1..before.min(self.next)).rev()
    }

    /// A buyer's reservations from `newest` on, newest first.
    pub(crate) fn chain(&self, newest: u64) -> impl Iterator<Item = (u64, &Slot)> {
        let first = self.get(newest).map(|slot| (newest, slot));
        std::iter::successors(first, |(_, slot)| Some((slot.older, self.get(slot.older)?)))
    }

    /// Every reservation, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Slot)> {
        self.pages().flat_map(|(_, slots)| slots)
    }

    /// Every page with its reservations.
    pub(super) fn pages(
        &self,
    ) -> impl Iterator<Item = (usize, impl Iterator<Item = (u64, &Slot)>)> {
        let pages = self.pages.iter().enumerate();
        pages.filter_map(|(at, page)| {
            let first = at as u64 * PAGE as u64 + 1;
            let slots = (first..).zip(page.as_ref()?.slots.iter());
            Some((at, slots.filter_map(|(counter, slot)| Some((counter, slot.as_ref()?)))))
        })
    }

    /// The ended ones with the time to forget them, oldest first.
    pub(crate) fn ended(&self) -> impl Iterator<Item = (Timestamp, u64)> {
        self.ended.iter().copied()
    }

    /// Puts back what a snapshot holds of the table itself.
    pub(crate) fn restore(&mut self, next: u64, extension_ms: i64) {
        self.next = next;
        self.extension_ms = extension_ms;
    }

    /// Puts a page back.
    pub(super) fn restore_page(&mut self, at: usize, page: Page) {
        self.len += page.live;
        *self.page_mut(at) = Some(page);
    }

    /// Puts back one reservation, with its place among those of its buyer and
    /// those that end with it.
    pub(crate) fn restore_slot(&mut self, counter: u64, kept: KeptSlot) {
        let slot = Slot {
            created: kept.created,
            expires: kept.expires,
            newer: kept.newer,
            older: kept.older,
            neighbours: kept.neighbours,
            buyer: kept.new.buyer,
            sale: kept.new.sale,
            show: kept.new.show,
            listing: kept.new.listing,
            hold_seconds: kept.new.hold_seconds,
            state: kept.state,
            promoted: kept.new.promoted,
            has_extra: false,
            contents: kept.new.contents,
        };
        if slot.is_held() {
            for units in slot.contents.as_slice() {
                self.add_open_units(units.sku, u64::from(units.quantity));
            }
            self.restored_holds(1);
        }
        self.set(counter, slot);
    }

    /// Puts back some that have ended, after all that ended earlier.
    pub(crate) fn restore_ended(&mut self, ended: &[(Timestamp, u64)]) {
        self.ended.extend(ended);
    }
}

/// A reservation as a snapshot keeps it.
pub(crate) struct KeptSlot {
    pub(crate) new: NewSlot,
    pub(crate) created: Timestamp,
    /// As in the [`Slot`].
    pub(crate) expires: Timestamp,
    pub(crate) newer: u64,
    pub(crate) older: u64,
    pub(crate) neighbours: Neighbours,
    pub(crate) state: ReservationState,
}

/// What forgetting a reservation changed.
pub(crate) struct Forgotten {
    pub(crate) counter: u64,
    pub(crate) had_extra: bool,
    /// The buyer whose newest reservation it was, and the one that is newest now.
    pub(crate) newest_of: Option<(Ix, u64)>,
}

pub(super) fn place(counter: u64) -> Option<(usize, usize)> {
    let at = usize::try_from(counter.checked_sub(1)?).ok()?;
    Some((at / PAGE, at % PAGE))
}

impl NewSlot {
    /// The sale, if it is made in one.
    pub(crate) fn sale(&self) -> Option<Ix> {
        (self.sale != NONE).then_some(self.sale)
    }
}
