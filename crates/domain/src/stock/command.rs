//! What can be asked of the stock. Commands borrow their texts from whoever
//! decoded them, so that applying one copies nothing that is already known.

mod queues;

pub use queues::{Enter, Join, Leave, OpenGroup, Reveal};

use crate::{
    BuyerRef, HouseholdRef, Key, ListingRef, MerchantRef, Money, ReservationId, SaleRef, ShowRef,
    SkuRef,
};

use super::{draw::Hash, group::GroupTerms, waitlist::WaitTerms};

/// One command, checked as far as that is possible without the state.
#[derive(Debug, Clone)]
pub enum Command<'a> {
    /// Units come in.
    Receive(Receive<'a>),
    /// Units are added or taken out.
    Adjust(Adjust<'a>),
    /// Units were counted.
    SetCount(SetCount<'a>),
    /// Units are kept back.
    SetSafety(SetSafety<'a>),
    /// Sold units come back.
    Return(Return<'a>),
    /// A sale is defined.
    Define(Define<'a>),
    /// A sale opens.
    Open(SaleCommand<'a>),
    /// A sale closes for good.
    Close(SaleCommand<'a>),
    /// A sale takes a break.
    Pause(SaleCommand<'a>),
    /// A sale goes on after a break.
    Resume(SaleCommand<'a>),
    /// A sale's terms change.
    Change(Change<'a>),
    /// A buyer asks for units.
    Reserve(Reserve<'a>),
    /// A reservation becomes an order.
    Commit(Settle<'a>),
    /// A part of a reservation becomes an order.
    CommitPart(CommitPart<'a>),
    /// An order is taken back.
    Cancel(Cancel<'a>),
    /// A hold gets more time.
    Prolong(Prolong<'a>),
    /// A reservation is given back.
    Release(Settle<'a>),
    /// A hold is ended before its time.
    Expire(Settle<'a>),
    /// A buyer wants to wait for units of a sale.
    Join(Join<'a>),
    /// A buyer wants to wait no more.
    Leave(Leave<'a>),
    /// A buyer wants to take part in a draw.
    Enter(Enter<'a>),
    /// A buyer wants to open a group.
    OpenGroup(OpenGroup<'a>),
    /// The seed of a draw whose window is closed.
    Reveal(Reveal<'a>),
    /// Holds and sale windows that end by now are over; at most `limit` of them.
    Elapse {
        /// At most so many holds and windows end with this command.
        limit: u32,
    },
    /// Every open hold gets so many milliseconds more.
    Extend {
        /// Milliseconds to add, at least 0.
        by_ms: i64,
    },
}

impl Command<'_> {
    /// Whether it begins something that further commands must end, or may come any
    /// number of times. Of the others there can only be a few for everything that
    /// has begun, so they find room for their records where these don't.
    pub(super) const fn begins_something(&self) -> bool {
        match self {
            Self::Receive(_) | Self::Define(_) | Self::Open(_) | Self::Reserve(_) => true,
            Self::Resume(_) | Self::Change(_) | Self::Prolong(_) => true,
            Self::CommitPart(_) | Self::Cancel(_) => false,
            // No sale can pause more often than it goes on.
            Self::Pause(_) => false,
            Self::Adjust(_) | Self::SetCount(_) | Self::SetSafety(_) | Self::Return(_) => true,
            Self::Join(_) | Self::Leave(_) | Self::Enter(_) | Self::OpenGroup(_) => true,
            Self::Close(_) | Self::Commit(_) | Self::Release(_) | Self::Expire(_) => false,
            Self::Elapse { .. } | Self::Extend { .. } | Self::Reveal(_) => false,
        }
    }
}

/// Units come in; makes the SKU if it is new.
#[derive(Debug, Clone, Copy)]
pub struct Receive<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The SKU's owner.
    pub merchant: MerchantRef<'a>,
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units to add, at least 1.
    pub quantity: u32,
}

/// What to do when fewer units would be on hand than are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfalls {
    /// Nothing; say which holds would have to go.
    Refuse,
    /// Release the newest holds.
    ReleaseNewest,
}

/// Adds units to a known SKU or takes them out.
#[derive(Debug, Clone, Copy)]
pub struct Adjust<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The SKU's owner.
    pub merchant: MerchantRef<'a>,
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units to add, or to take out if negative; not 0.
    pub by: i32,
    /// Why, as the schema numbers it; part of the payload, and kept nowhere but
    /// in the journal. So is the note.
    pub reason: u32,
    /// What there is to say about it.
    pub note: &'a str,
    /// What to do about holds that lack units.
    pub on_shortfall: Shortfalls,
}

/// Sets how many units are on hand, those held included.
#[derive(Debug, Clone, Copy)]
pub struct SetCount<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The SKU's owner.
    pub merchant: MerchantRef<'a>,
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units on hand.
    pub count: u32,
    /// The version of the stock that was seen when counting.
    pub expected_version: u32,
    /// What there is to say about it.
    pub note: &'a str,
    /// What to do about holds that lack units.
    pub on_shortfall: Shortfalls,
}

/// Sets how many units are kept back.
#[derive(Debug, Clone, Copy)]
pub struct SetSafety<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The SKU's owner.
    pub merchant: MerchantRef<'a>,
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units to keep back.
    pub units: u32,
}

/// Takes sold units back.
#[derive(Debug, Clone, Copy)]
pub struct Return<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The SKU's owner.
    pub merchant: MerchantRef<'a>,
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units, at least 1.
    pub quantity: u32,
    /// The order they come from, if that is known.
    pub reservation: Option<ReservationId>,
    /// Whether they can't be sold again.
    pub damaged: bool,
}

/// Defines a sale.
#[derive(Debug, Clone)]
pub struct Define<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The owner of the SKUs.
    pub merchant: MerchantRef<'a>,
    /// The new sale.
    pub sale: SaleRef<'a>,
    /// Where it runs, if in a show.
    pub show: Option<ShowRef<'a>>,
    /// What is on sale, if a listing.
    pub listing: Option<ListingRef<'a>>,
    /// What it covers, 1 to 16, each once.
    pub skus: Vec<SkuRef<'a>>,
    /// The price of one unit.
    pub price: Money,
    /// Units in all, at least 1.
    pub allotment: u32,
    /// Units per buyer; 0 for the default.
    pub limit_per_buyer: u32,
    /// How long a unit is held; 0 for the default.
    pub hold_seconds: u32,
    /// How long it stays open; 0 for until closed.
    pub open_seconds: u32,
    /// Its waitlist.
    pub waits: WaitTerms,
    /// How units are shared out.
    pub policy: Policy,
    /// In a draw, the hash of its seed, made by the engine; no part of the payload.
    pub seed_hash: Hash,
    /// In a group sale, what it says of its groups.
    pub group: Option<GroupTerms>,
    /// Units of each SKU per buyer; 0 for no such limit.
    pub limit_per_sku: u32,
    /// Units per household; 0 for no such limit.
    pub limit_per_household: u32,
    /// Whether a payment that comes after the hold ran out takes the units again.
    pub late_commit: bool,
    /// How often a hold may get more time; the default if not said.
    pub max_extensions: Option<u32>,
    /// How much it gets then, in seconds; 0 for as long as the hold was.
    pub extend_seconds: u32,
}

/// How a sale shares out its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Policy {
    /// First come, first served.
    #[default]
    Rush,
    /// By lot among those who enter while it is open.
    Draw,
    /// At a price that falls with the number of buyers.
    Group,
    /// First paid, first served: there are no holds.
    PayFirst,
}

impl Policy {
    pub(super) const fn code(self) -> u64 {
        match self {
            Self::Rush => 1,
            Self::Draw => 2,
            Self::Group => 3,
            Self::PayFirst => 4,
        }
    }
}

/// Changes the terms of a sale that is not closed.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// The sale.
    pub sale: SaleRef<'a>,
    /// Units to add to the allotment.
    pub add_allotment: u32,
    /// The new limit per buyer, if it changes; 0 for the default.
    pub limit_per_buyer: Option<u32>,
    /// The new limit per household, if it changes; 0 for none.
    pub limit_per_household: Option<u32>,
    /// The new price, if it changes.
    pub price: Option<Money>,
}

/// Opens, pauses, resumes or closes a sale.
#[derive(Debug, Clone, Copy)]
pub struct SaleCommand<'a> {
    /// Belongs to the merchant.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// The sale.
    pub sale: SaleRef<'a>,
}

/// Some units of a reservation.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units, at least 1.
    pub quantity: u32,
}

/// Commits a part of a reservation.
#[derive(Debug, Clone)]
pub struct CommitPart<'a> {
    /// The reservation and its payment.
    pub settle: Settle<'a>,
    /// What becomes an order, each SKU once, at least one.
    pub pieces: Vec<Piece<'a>>,
    /// Whether the rest is held on, as a reservation of its own.
    pub keep_rest: bool,
}

/// Takes an order back, or a part of it.
#[derive(Debug, Clone)]
pub struct Cancel<'a> {
    /// Belongs to the order's buyer.
    pub key: Key,
    /// The stock's owner.
    pub merchant: MerchantRef<'a>,
    /// The order.
    pub reservation: ReservationId,
    /// What is taken back, each SKU once; all if empty.
    pub pieces: Vec<Piece<'a>>,
    /// Whether the units stay out of stock.
    pub keep_out: bool,
    /// Why; part of the payload, and kept nowhere but in the journal.
    pub reason: &'a str,
}

/// Gives a hold more time.
#[derive(Debug, Clone, Copy)]
pub struct Prolong<'a> {
    /// Belongs to the reservation's buyer.
    pub key: Key,
    /// The stock's owner.
    pub merchant: MerchantRef<'a>,
    /// The reservation.
    pub reservation: ReservationId,
    /// Seconds to add; 0 for the sale's.
    pub seconds: u32,
}

/// Some units of a SKU.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The SKU.
    pub sku: SkuRef<'a>,
    /// Units, at least 1.
    pub quantity: u32,
    /// The price of one; none in a sale, some outside.
    pub unit_price: Option<Money>,
}

/// One line, as nearly always, or several.
#[derive(Debug, Clone)]
pub enum Lines<'a> {
    /// One.
    One(Line<'a>),
    /// Several, each SKU once.
    Many(Vec<Line<'a>>),
}

impl<'a> Lines<'a> {
    /// The lines.
    #[must_use]
    pub fn as_slice(&self) -> &[Line<'a>] {
        match self {
            Self::One(line) => std::slice::from_ref(line),
            Self::Many(lines) => lines,
        }
    }
}

/// A buyer asks for units.
#[derive(Debug, Clone)]
pub struct Reserve<'a> {
    /// Belongs to the buyer.
    pub key: Key,
    /// The owner of all the lines.
    pub merchant: MerchantRef<'a>,
    /// Who asks.
    pub buyer: BuyerRef<'a>,
    /// Where it happens, if in a show.
    pub show: Option<ShowRef<'a>>,
    /// On what, if on a listing.
    pub listing: Option<ListingRef<'a>>,
    /// In which sale, if in one.
    pub sale: Option<SaleRef<'a>>,
    /// What is asked for.
    pub lines: Lines<'a>,
    /// How long to hold; 0 for the sale's, or the default.
    pub hold_seconds: u32,
    /// Outside sales, units of each SKU per buyer; 0 for the default.
    pub limit_per_buyer: u32,
    /// What to do when not all of it can be had.
    pub mode: Mode,
    /// The version of the sale's price that was seen; 0 for any.
    pub price_version: u32,
    /// With whom the buyer shares a limit, if known.
    pub household: Option<HouseholdRef<'a>>,
    /// The shop's name for the payment, where the sale is paid first; else empty.
    pub payment_reference: &'a str,
    /// In a group sale, the group; 0 for the sale's own.
    pub group: u64,
}

/// What to do when not all lines of a reservation can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// Nothing is held.
    #[default]
    All,
    /// Lines that can't be had in full are left out.
    Partial,
    /// As many units of each line are held as there are.
    BestEffort,
}

/// Commits, releases or expires a reservation.
#[derive(Debug, Clone, Copy)]
pub struct Settle<'a> {
    /// Belongs to the reservation's buyer.
    pub key: Key,
    /// The stock's owner.
    pub merchant: MerchantRef<'a>,
    /// The reservation.
    pub reservation: ReservationId,
    /// The shop's name for the payment, of a commit; may be empty.
    pub payment_reference: &'a str,
}
