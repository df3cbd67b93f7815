//! What the journal says of a reservation: the only source of orders and money.

use super::Step;
use crate::{ListingId, Money, ReservationId, ShowId, Timestamp, ViewerId};

/// What happened to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Its units were set aside.
    Reserved,
    /// It became an order.
    Committed,
    /// It was given back.
    Released,
    /// Its hold ran out.
    Expired,
    /// It is an order that may be worth less than before: taken back, in full or in
    /// part, or its price fell.
    Changed,
}

impl FactKind {
    /// The step that the buyer took.
    #[must_use]
    pub const fn step(self) -> Step {
        match self {
            Self::Reserved => Step::StockReserved,
            Self::Committed => Step::Purchase,
            Self::Released => Step::StockReleased,
            Self::Expired => Step::StockExpired,
            Self::Changed => Step::Refund,
        }
    }
}

/// One transition of one reservation that was made in a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What happened.
    pub kind: FactKind,
    /// To which reservation.
    pub reservation: ReservationId,
    /// The show.
    pub show: ShowId,
    /// The listing, if it was made on one.
    pub listing: Option<ListingId>,
    /// The buyer.
    pub buyer: ViewerId,
    /// Units over all its lines; of an order that changed, those that are left.
    pub units: u64,
    /// What it costs in all; of an order that changed, what it still costs.
    pub total: Money,
    /// The journal's time of the transition.
    pub at: Timestamp,
}
