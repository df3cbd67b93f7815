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
    /// Units over all its lines.
    pub units: u64,
    /// What it costs in all.
    pub total: Money,
    /// The journal's time of the transition.
    pub at: Timestamp,
}
