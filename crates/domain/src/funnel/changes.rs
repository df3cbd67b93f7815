//! What a batch changes: each cell of the roll-ups once, in a fixed order.

use std::collections::BTreeMap;

use super::Step;
use crate::{Currency, ListingId, ShowId};

/// Whose number: a whole show's, or one listing's in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The show.
    pub show: ShowId,
    /// The listing; `None` for the whole show.
    pub listing: Option<ListingId>,
}

/// Where money is added up: a cell, per currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaleCell {
    /// The show or listing.
    pub cell: Cell,
    /// The currency.
    pub currency: Currency,
}

/// How much to add to a step's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepCount {
    /// Times it was taken.
    pub count: u64,
    /// Viewers who took it for the first time.
    pub viewers: u64,
}

/// How much to add to one second of a show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecondCount {
    /// Steps taken; the viewers are those of this second.
    pub steps: BTreeMap<Step, StepCount>,
    /// Viewers who came in, less those who went out.
    pub presence: i64,
    /// Units sold.
    pub units: u64,
    /// Minor units of the show's first currency.
    pub gross_minor: i64,
}

/// How much to add to what was sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SaleCount {
    /// Orders.
    pub orders: u64,
    /// Units in them.
    pub units: u64,
    /// Buyers who bought for the first time.
    pub buyers: u64,
    /// Minor units.
    pub gross_minor: i64,
    /// Times that something was taken back of an order.
    pub refunds: u64,
    /// Units that were taken back.
    pub refunded_units: u64,
    /// Minor units that were paid back.
    pub refunded_minor: i64,
}

/// What a change took back of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunded {
    /// Units, none where only the price fell.
    pub units: u64,
    /// Minor units of the order's currency.
    pub minor: i64,
}

impl Refunded {
    /// What an order lost that was worth `before` and is worth `after`, both as
    /// units and minor units; nothing where it lost nothing.
    #[must_use]
    pub fn between(before: (u64, i64), after: (u64, i64)) -> Option<Self> {
        let units = before.0.saturating_sub(after.0);
        let minor = before.1.saturating_sub(after.1).max(0);
        (units > 0 || minor > 0).then_some(Self { units, minor })
    }
}

/// A show's numbers that are not sums: how they stand, not what to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShowState {
    /// Viewers in the room.
    pub viewers_now: u64,
    /// Most viewers in the room at one moment.
    pub peak_viewers: u64,
    /// Milliseconds watched by those who left.
    pub watched_ms: u64,
    /// Events that gateways had to drop.
    pub events_lost: u64,
    /// The currency of the show's first order.
    pub currency: Option<Currency>,
}

/// What a batch of events and facts changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// To add, per step of a show or listing.
    pub steps: BTreeMap<(Cell, Step), StepCount>,
    /// To add, per second of a show.
    pub seconds: BTreeMap<(ShowId, i64), SecondCount>,
    /// To add, per currency of a show or listing.
    pub sales: BTreeMap<SaleCell, SaleCount>,
    /// To put in place of what stood, per show. Every show that changed at all
    /// is in here.
    pub shows: BTreeMap<ShowId, ShowState>,
}

impl Changes {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shows.is_empty()
    }
}
