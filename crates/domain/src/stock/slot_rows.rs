//! Reservations as rows of a snapshot, and back.
//!
//! A row holds what nearly every reservation has. One that has more is *rare*: it
//! is no row but a part, which holds everything.

use std::collections::BTreeMap;

use crate::{Currency, Money, Timestamp};

use super::{
    answer::ReservationState,
    blocks::{Blocks, Kind, Place},
    deadlines::Neighbours,
    image::ImageError,
    names::{Ix, NONE},
    reservations::{Contents, Page, Reservations, Slot, Units, place},
    rows::row,
};

row! {
    /// A reservation with one line in a snapshot.
    SlotRow {
        counter: u64, created: i64, expires: i64, newer: u64, older: u64,
        earlier: u32, later: u32, buyer: u32, sale: u32, show: u32, listing: u32,
        hold_seconds: u32, state: u32, sku: u32, quantity: u32, minor: i64, currency: u32,
        flags: u32,
    }
}

/// How many there are of what a reservation names, or more than any it names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    pub(crate) buyers: usize,
    pub(crate) skus: usize,
    pub(crate) sales: usize,
    pub(crate) labels: usize,
    pub(crate) next: u64,
}

/// Reservations that were read: whole pages of them.
#[derive(Debug, Default)]
pub(crate) struct SlotBlock {
    pages: Vec<(usize, Page)>,
    open_units: BTreeMap<Ix, u64>,
    held: usize,
    needs: Counters,
}

impl SlotBlock {
    pub(crate) fn decode(block: Place, bytes: &[u8]) -> Result<Self, ImageError> {
        let mut slots = Self::default();
        for row in block.rows(bytes)? {
            slots.add(row).ok_or_else(|| ImageError::Block("of a wrong reservation".into()))?;
        }
        Ok(slots)
    }

    fn add(&mut self, row: SlotRow) -> Option<()> {
        let slot = Slot::of_row(row)?;
        if slot.is_held() {
            *self.open_units.entry(row.sku).or_default() += u64::from(row.quantity);
            self.held += 1;
        }
        self.needs.note(row);
        let (at_page, at) = place(row.counter)?;
        if self.pages.last().is_none_or(|(last, _)| *last != at_page) {
            self.pages.push((at_page, Page::default()));
        }
        self.pages.last_mut()?.1.put(at, slot);
        Some(())
    }

    /// Whether everything that the reservations name is among so many.
    pub(crate) fn within(&self, most: Counters) -> bool {
        let Counters { buyers, skus, sales, labels, next } = self.needs;
        buyers <= most.buyers
            && skus <= most.skus
            && sales <= most.sales
            && labels <= most.labels
            && next <= most.next
    }
}

impl Counters {
    fn note(&mut self, row: SlotRow) {
        let needed = |ix: Ix| if ix == NONE { 0 } else { ix as usize + 1 };
        self.buyers = self.buyers.max(needed(row.buyer));
        self.skus = self.skus.max(needed(row.sku));
        self.sales = self.sales.max(needed(row.sale));
        self.labels = self.labels.max(needed(row.show)).max(needed(row.listing));
        self.next = self.next.max(row.counter + 1);
    }
}

impl Slot {
    /// The reservation as a row; nothing if it is rare.
    fn row(&self, counter: u64) -> Option<SlotRow> {
        // Every field is named, so that one that is added is not forgotten: it
        // goes into the row, or makes its reservation rare where it is set.
        let &Self {
            created,
            expires,
            newer,
            older,
            neighbours,
            buyer,
            sale,
            show,
            listing,
            hold_seconds,
            state,
            promoted,
            // Told by the extra itself.
            has_extra: _,
            ref contents,
        } = self;
        let Contents::One(Units { sku, quantity, price }) = *contents else { return None };
        Some(SlotRow {
            counter,
            created: created.as_millis(),
            expires: expires.as_millis(),
            newer,
            older,
            earlier: neighbours.earlier,
            later: neighbours.later,
            buyer,
            sale,
            show,
            listing,
            hold_seconds,
            state: state_code(state),
            sku,
            quantity,
            minor: price.minor,
            currency: currency_code(price.currency),
            flags: if promoted { PROMOTED } else { 0 },
        })
    }

    fn of_row(row: SlotRow) -> Option<Self> {
        let price = Money { minor: row.minor, currency: currency(row.currency)? };
        Some(Self {
            created: Timestamp::from_millis(row.created),
            expires: Timestamp::from_millis(row.expires),
            newer: row.newer,
            older: row.older,
            neighbours: Neighbours { earlier: row.earlier, later: row.later },
            buyer: row.buyer,
            sale: row.sale,
            show: row.show,
            listing: row.listing,
            hold_seconds: row.hold_seconds,
            state: state(row.state)?,
            promoted: row.flags & PROMOTED != 0,
            has_extra: false,
            contents: Contents::One(Units { sku: row.sku, quantity: row.quantity, price }),
        })
    }
}

impl Reservations {
    /// The reservations by block, without the rare ones.
    pub(crate) fn write<E>(&self, blocks: &mut Blocks<'_, E>) -> Result<(), E> {
        let mut open = false;
        for (page, slots) in self.pages() {
            for row in slots.filter_map(|(counter, slot)| slot.row(counter)) {
                if !std::mem::replace(&mut open, true) {
                    blocks.begin::<SlotRow>(Kind::Slots, page as u64);
                }
                blocks.row(row);
            }
            // A page lies in one block.
            if open && blocks.is_full() {
                open = false;
                blocks.end()?;
            }
        }
        if open { blocks.end() } else { Ok(()) }
    }

    /// The reservations that are no rows, oldest first.
    pub(crate) fn rare(&self) -> impl Iterator<Item = (u64, &Slot)> {
        self.iter().filter(|(counter, slot)| slot.row(*counter).is_none())
    }

    /// Puts a block back.
    pub(crate) fn restore_slots(&mut self, block: SlotBlock) {
        for (sku, units) in block.open_units {
            self.add_open_units(sku, units);
        }
        self.restored_holds(block.held);
        for (at, page) in block.pages {
            self.restore_page(at, page);
        }
    }
}

/// The flag of a reservation that was made for somebody on a waitlist.
const PROMOTED: u32 = 1;

// The codes are in snapshots and never change.
fn state_code(state: ReservationState) -> u32 {
    match state {
        ReservationState::Held => 1,
        ReservationState::Committed => 2,
        ReservationState::Released => 3,
        ReservationState::Expired => 4,
        ReservationState::Cancelled => 5,
    }
}

fn state(code: u32) -> Option<ReservationState> {
    Some(match code {
        1 => ReservationState::Held,
        2 => ReservationState::Committed,
        3 => ReservationState::Released,
        4 => ReservationState::Expired,
        5 => ReservationState::Cancelled,
        _ => return None,
    })
}

fn currency_code(currency: Currency) -> u32 {
    currency.as_str().bytes().fold(0, |code, letter| code << 8 | u32::from(letter))
}

fn currency(code: u32) -> Option<Currency> {
    let [_, letters @ ..] = code.to_be_bytes();
    Currency::new(std::str::from_utf8(&letters).ok()?).ok()
}
