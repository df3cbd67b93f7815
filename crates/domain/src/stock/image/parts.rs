//! The parts of a state, and why they may not make one.

use crate::{Key, Money, Timestamp};

use super::{DrawPart, EntryPart, GroupPart, ListPart, MemberPart, PlacePart, TermsPart};
use crate::stock::{Position, Rare, Reply, ReservationState, SaleState, command::Policy};

/// Why parts do not make a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The parts do not begin with their head.
    #[error("it has no head")]
    NoHead,
    /// A part names something that no part before it holds.
    #[error("a {0} is missing")]
    Missing(&'static str),
    /// A name comes twice.
    #[error("a {0} comes twice")]
    Twice(&'static str),
    /// A block cannot be read.
    #[error("a block cannot be read: {0}")]
    Block(String),
    /// The units of a SKU do not add up.
    #[error(transparent)]
    Broken(#[from] crate::stock::Broken),
}

/// A piece of the state. Names are given by their index: the number of parts of
/// that kind that come before; `u32::MAX` is no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Comes first.
    Head(Head),
    /// A merchant's name.
    Merchant(&'a str),
    /// A show's (scope 0) or listing's (scope 1) name.
    Label(u32, &'a str),
    /// A SKU.
    Sku(SkuPart<'a>),
    /// A sale.
    Sale(SalePart<'a>),
    /// Units that a buyer holds and has bought in a scope, twice a SKU's index or
    /// twice a sale's plus one, beyond the one scope that lies with the buyer.
    Units(u32, u32, u32),
    /// A reservation that has more than a row has room for; they come oldest first.
    Reservation(ReservationPart),
    /// What a reservation has beside it.
    Extra(ExtraPart<'a>),
    /// A sale's waitlist.
    List(ListPart),
    /// What a group sale says of its groups.
    Terms(TermsPart),
    /// A group.
    Group(GroupPart),
    /// A reservation of the last group; they come in their order.
    Member(MemberPart),
    /// A draw.
    Draw(DrawPart),
    /// An entry of a draw; they come in their order.
    Entry(EntryPart<'a>),
    /// A place on a waitlist; they come by sale and buyer.
    Place(PlacePart),
    /// A key whose answer has no room in a row.
    Key(KeyPart),
}

/// The head of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The shard.
    pub shard: u16,
    /// The journal's time.
    pub now: Timestamp,
    /// The last record in it.
    pub position: Position,
    /// The counter of the next reservation.
    pub next_reservation: u64,
    /// What holds were extended by in all, in milliseconds.
    pub extension_ms: i64,
}

/// A SKU in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkuPart<'a> {
    /// Its owner's index.
    pub merchant: u32,
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: u32,
    /// Units ever received.
    pub received: u32,
    /// Units available.
    pub available: u32,
    /// Units held.
    pub held: u32,
    /// Units sold.
    pub sold: u32,
    /// Units kept back.
    pub safety: u32,
    /// Units returned.
    pub returned: u32,
    /// What adjustments came to.
    pub adjusted: i64,
}

/// A sale in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalePart<'a> {
    /// Its owner's index.
    pub merchant: u32,
    /// Its name.
    pub name: &'a str,
    /// Its show's index, among labels.
    pub show: u32,
    /// Its listing's index, among labels.
    pub listing: u32,
    /// Its SKUs' indices.
    pub skus: Vec<u32>,
    /// The price of one unit.
    pub price: Money,
    /// Units in all.
    pub allotment: u32,
    /// Units per buyer.
    pub limit_per_buyer: u32,
    /// How long a unit is held.
    pub hold_seconds: u32,
    /// How long it stays open.
    pub open_seconds: u32,
    /// Where it stands.
    pub state: SaleState,
    /// Units held.
    pub held: u32,
    /// Units sold.
    pub sold: u32,
    /// Its version.
    pub version: u32,
    /// When it closes by itself.
    pub closes_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// How units are shared out.
    pub policy: Policy,
    /// Units of each SKU per buyer.
    pub limit_per_sku: u32,
    /// Units per household.
    pub limit_per_household: u32,
    /// The version of its price.
    pub price_version: u32,
    /// Whether late payments take the units again.
    pub late_commit: bool,
    /// How often a hold may get more time.
    pub max_extensions: u32,
    /// How much it gets then.
    pub extend_seconds: u32,
}

/// A reservation in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationPart {
    /// Its counter.
    pub counter: u64,
    /// Its buyer's index.
    pub buyer: u32,
    /// Its sale's index.
    pub sale: u32,
    /// Its show's index, among labels.
    pub show: u32,
    /// Its listing's index, among labels.
    pub listing: u32,
    /// How long it was to be held.
    pub hold_seconds: u32,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends, or ended; while held without the extensions.
    pub expires: Timestamp,
    /// The buyer's next newer reservation; 0 for none.
    pub newer: u64,
    /// The buyer's next older reservation; 0 for none.
    pub older: u64,
    /// How far away the hold before it is that ends at the same moment; 0 for none.
    pub earlier: u32,
    /// How far away the hold after it is that ends at the same moment; 0 for none.
    pub later: u32,
    /// Where it stands.
    pub state: ReservationState,
    /// SKU's index, quantity and price of each line.
    pub lines: Vec<(u32, u32, Money)>,
    /// Whether it was made for somebody on a waitlist.
    pub promoted: bool,
}

/// What a reservation has that few have, in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraPart<'a> {
    /// The reservation's counter.
    pub counter: u64,
    /// Its household's index, among labels.
    pub household: u32,
    /// The version of the sale's price, from 2 on; 0 for the first.
    pub price_version: u32,
    /// The payment's name.
    pub payment: Option<&'a str>,
    /// How often it got more time.
    pub extensions: u32,
    /// The counter of the order that it was left over from.
    pub rest_of: u64,
    /// What it held at first, if that was changed: SKU's index, quantity and price.
    pub original: Vec<(u32, u32, Money)>,
    /// The answer with which it became an order, if it did so in part.
    pub committed: Option<Box<Rare>>,
    /// Units that came back by themselves, by SKU's index.
    pub returned: Vec<(u32, u32)>,
}

/// A key in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// The key.
    pub key: Key,
    /// Twice a buyer's index, or twice a merchant's plus one; `u32::MAX` is nobody.
    pub caller: u32,
    /// The payload's fingerprint.
    pub fingerprint: u64,
    /// The record that holds the answer.
    pub position: Position,
    /// The answer.
    pub reply: Reply,
}
