//! What comes of a command: an answer that is recorded under its key, the same
//! answer again, or a refusal that leaves no trace.

use crate::{Money, ReservationId, Timestamp};

/// Where in the journal a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The owner's epoch.
    pub epoch: u32,
    /// The record's number.
    pub seq: u64,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was carried out or turned down now; this belongs into the journal.
    Recorded(Answer),
    /// Its key was used before: the answer given then.
    Repeated(Answer),
    /// It was not looked into. Nothing changed, nothing is recorded.
    Refused(Refusal),
}

/// An answer and where it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The record that holds it.
    pub position: Position,
    /// The answer itself.
    pub reply: Reply,
}

/// The answer to a command, in so little space that each key can keep its own.
/// What it says of a reservation that it made or changed is read from there:
/// contents never change, and it is kept for as long as the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The units are set aside.
    Held(ReservationId),
    /// Not enough units are left.
    SoldOut {
        /// Units that others hold and that may come back.
        held_by_others: u32,
    },
    /// The buyer's limit would be passed.
    Limit {
        /// Units that the buyer may still get.
        left: u32,
    },
    /// The sale is not open.
    NotOpen,
    /// The sale takes a break.
    Paused,
    /// The reservation is an order now.
    Committed(ReservationId),
    /// The units went back.
    Released(ReservationId),
    /// The hold is over; by this command, if that was to end it.
    Expired {
        /// The reservation.
        reservation: ReservationId,
        /// Whether this command ended it.
        now: bool,
    },
    /// The buyer waits for units.
    Waiting {
        /// How far the place is from being served, from 1; 0 where tickets decide.
        place: u32,
    },
    /// The buyer does not wait any more.
    Left,
    /// The buyer takes part in the draw.
    Entered {
        /// The number of the entry, from 1.
        number: u32,
    },
    /// The buyer's group gathers.
    Grouped {
        /// The group.
        group: u64,
    },
    /// The stock command was carried out; the stock as it stood then.
    Stock(Box<StockAsOf>),
    /// The sale command was carried out; the sale as it stood then.
    Sale(Box<SaleAsOf>),
    /// An answer that takes more room than the others.
    Rare(Box<Rare>),
    /// A command of the engine's own was carried out.
    Done,
    /// The command was wrong, as things stood.
    Wrong(Refusal),
}

impl Reply {
    /// The reservation that the command made or changed.
    #[must_use]
    pub const fn reservation(&self) -> Option<ReservationId> {
        match self {
            Self::Held(id)
            | Self::Committed(id)
            | Self::Released(id)
            | Self::Expired { reservation: id, now: true } => Some(*id),
            Self::Rare(rare) => match &rare.reservation {
                Some(as_of) => Some(as_of.id),
                None => None,
            },
            _ => None,
        }
    }
}

/// An answer that few commands get, and that may say several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rare {
    /// What came of the command.
    pub outcome: RareOutcome,
    /// The stock that it changed or that stood in its way, as it stood then.
    pub stock: Option<StockAsOf>,
    /// The sale that stood in its way, as it stood then.
    pub sale: Option<SaleAsOf>,
    /// The reservation that it made or changed, as it stood then.
    pub reservation: Option<ReservationAsOf>,
    /// What is held on of a reservation that was committed in part.
    pub rest: Option<ReservationAsOf>,
    /// Holds that lacked units, with how many they hold of the SKU, newest first.
    pub shortfalls: Vec<(ReservationId, u32)>,
    /// How many more of them there were.
    pub more_shortfalls: u32,
}

impl Rare {
    /// An answer that says nothing but its outcome.
    #[must_use]
    pub const fn new(outcome: RareOutcome) -> Self {
        Self {
            outcome,
            stock: None,
            sale: None,
            reservation: None,
            rest: None,
            shortfalls: Vec::new(),
            more_shortfalls: 0,
        }
    }
}

impl From<Rare> for Reply {
    fn from(rare: Rare) -> Self {
        Self::Rare(Box::new(rare))
    }
}

/// What came of a command that has a rare answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RareOutcome {
    /// It was carried out.
    Done,
    /// What the caller had seen is no longer so.
    Conflict,
    /// Fewer units would be on hand than are held.
    Shortfall,
    /// A part of the reservation is an order now.
    Committed,
    /// The order was taken back, or a part of it.
    Cancelled,
    /// The hold has more time.
    Extended,
}

/// What may change of a reservation, at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationAsOf {
    /// The reservation.
    pub id: ReservationId,
    /// Where it stood.
    pub state: ReservationState,
    /// When the hold was to end, or ended.
    pub expires: Timestamp,
    /// How often it got more time.
    pub extensions: u32,
    /// Each SKU's index, quantity and price.
    pub lines: Vec<(u32, u32, Money)>,
    /// What the command took back of an order.
    pub refund: Option<Refund>,
}

/// What was taken back of an order by one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// What is to be paid back.
    pub amount: Money,
    /// Units taken back: each SKU's index, quantity and price.
    pub lines: Vec<(u32, u32, Money)>,
}

/// Why a command was turned down as wrong, or not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The key is older or newer than the window. Not recorded.
    KeyExpired,
    /// The key was used for another payload. Not recorded.
    Conflict,
    /// A table or a caller's share of it is full. Not recorded.
    Full,
    /// Nothing new is taken at present. Not recorded.
    NothingNew,
    /// There is no such SKU.
    SkuNotFound,
    /// There is no such sale.
    SaleNotFound,
    /// There is no such reservation.
    ReservationNotFound,
    /// The SKU is not part of the sale.
    SkuNotInSale,
    /// There already is a sale of that id with other contents.
    SaleExists,
    /// The sale was opened or closed before.
    SaleWrongState,
    /// The reservation is an order.
    AlreadyCommitted,
    /// The reservation was given back.
    AlreadyReleased,
    /// The sale has no waitlist.
    NoWaitlist,
    /// The sale is no draw.
    NoDraw,
    /// The sale has no groups that buyers may open.
    NoGroups,
    /// There is no such group in the sale.
    GroupNotFound,
    /// A reservation of a group is bought as a whole.
    WholeInGroup,
    /// The SKU cannot hold so many units.
    TooManyUnits,
    /// The total does not fit.
    TotalTooBig,
    /// Fewer units are on hand than are to be taken out.
    NotOnHand,
    /// Fewer units were sold, and are still out, than are to be returned.
    NotSold,
    /// The reservation is no order.
    NoOrder,
    /// The order was taken back.
    AlreadyCancelled,
    /// The reservation does not hold so many units.
    NotInReservation,
    /// The sale is paid first and no payment was named, or one was named elsewhere.
    PaymentReference,
    /// The sale limits households, and none was named.
    HouseholdNeeded,
}

/// A SKU's stock at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockAsOf {
    /// The SKU's index, as in a snapshot.
    pub sku: u32,
    /// Goes up with every change that was seen.
    pub version: u32,
    /// Units that can be reserved.
    pub available: u32,
    /// Units in open reservations.
    pub held: u32,
    /// Units sold, ever.
    pub sold: u32,
    /// Units kept back.
    pub safety: u32,
    /// Sold units that came back, ever.
    pub returned: u32,
    /// What adjustments added, less what they took out, ever.
    pub adjusted: i64,
    /// Units ever received.
    pub received: u32,
}

/// Where a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaleState {
    /// Defined, not yet open.
    Scheduled,
    /// Units can be reserved.
    Open,
    /// Nothing is left to reserve; a hold may come back.
    SoldOut,
    /// It takes a break.
    Paused,
    /// A draw whose window is closed and whose units are not all given out yet.
    Drawing,
    /// A group sale whose deadline has passed and in which not everyone is settled.
    Settling,
    /// Over for good.
    Closed,
}

/// What changes of a sale, at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleAsOf {
    /// The sale's index, as in a snapshot.
    pub sale: u32,
    /// Where it stands.
    pub state: SaleState,
    /// Units held.
    pub held: u32,
    /// Units sold.
    pub sold: u32,
    /// Goes up with every transition of `state` and every change of its terms.
    pub version: u32,
    /// When it closes by itself, once it was opened.
    pub closes_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// Units in all.
    pub allotment: u32,
    /// Units per buyer.
    pub limit_per_buyer: u32,
    /// Units per household; 0 for no such limit.
    pub limit_per_household: u32,
    /// The price of one unit.
    pub price: Money,
    /// 1 when it was defined, and one more with every change of the price.
    pub price_version: u32,
}

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReservationState {
    /// Units are set aside.
    Held,
    /// Bought: an order.
    Committed,
    /// Given back.
    Released,
    /// The hold ran out.
    Expired,
    /// It was an order, and was taken back.
    Cancelled,
}
