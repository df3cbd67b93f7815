//! People who wait for units of a sale, and how freed units reach them.
//!
//! A place on a waitlist is for one SKU of one sale, and for up to so many units.
//! It promises:
//!
//! - a buyer has at most one place in a sale;
//! - units that come free while people wait are held for those people by the same
//!   command that freed them, or, beyond [`PROMOTE_LIMIT`] holds, by the commands
//!   of the clock that follow at once; nobody else gets them meanwhile;
//! - places are served in their order: by ticket, then by when they were taken.
//!   Where fewer units are free than a place asks for, it is served with those;
//! - a place is served once, never past a limit, and then gone.
//!
//! So a sale with people waiting has nothing left for anybody else, other than
//! units of SKUs that nobody waits for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Stock,
    answer::{Refusal, Reply, SaleState},
    command::{Join, Leave, Policy},
    limits::{DEFAULT_OFFER_SECONDS, PROMOTE_LIMIT, RESERVATIONS, WAITING, WAITING_PER_SALE},
    names::{Ix, NONE},
    parties::Scope,
    reservations::{Contents, NewSlot, Units},
    reserve::Asking,
    sales::or_default,
};

/// Places whose numbers are counted together, so that somebody's place in line is
/// found without counting everyone before.
const BLOCK: u32 = 512;

/// In which order a waitlist is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Waitlist {
    /// There is none.
    #[default]
    None,
    /// In the order of joining.
    FirstCome,
    /// By tickets drawn at joining.
    Lottery,
}

/// What a sale says of its waitlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitTerms {
    /// Its order.
    pub waitlist: Waitlist,
    /// How long a freed unit is offered to whoever is next; 0 for the default.
    pub offer_seconds: u32,
}

/// A place's turn: lower ones are served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn {
    pub(crate) ticket: u128,
    pub(crate) number: u32,
}

/// A place on a waitlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) sku: Ix,
    pub(crate) turn: Turn,
    pub(crate) quantity: u32,
    pub(crate) show: Ix,
    pub(crate) listing: Ix,
    /// A label of the scope of households; [`NONE`] if none was named.
    pub(crate) household: Ix,
}

/// A sale's waitlist.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct List {
    pub(crate) terms: WaitTerms,
    /// Places ever taken.
    pub(crate) joined: u32,
    /// Places there are.
    pub(crate) waiting: u32,
}

/// Every waitlist.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waits {
    /// By sale.
    lists: BTreeMap<Ix, List>,
    /// By sale and buyer.
    places: BTreeMap<(Ix, Ix), Place>,
    /// Buyers by sale, SKU and turn.
    queues: BTreeMap<(Ix, Ix, Turn), Ix>,
    /// Places by sale, SKU and block of numbers, where numbers are the order.
    blocks: BTreeMap<(Ix, Ix, u32), u32>,
    /// Sales that may have units for those who wait.
    backlog: BTreeSet<Ix>,
    /// Closed sales whose places must go.
    closed: BTreeSet<Ix>,
}

impl Waits {
    pub(crate) fn list(&self, sale: Ix) -> List {
        self.lists.get(&sale).copied().unwrap_or_default()
    }

    pub(crate) fn define(&mut self, sale: Ix, terms: WaitTerms) {
        if terms.waitlist != Waitlist::None {
            self.lists.insert(sale, List { terms, ..List::default() });
        }
    }

    /// A line that buyers stand in by ranks which others give them.
    pub(crate) fn define_line(&mut self, sale: Ix, offer_seconds: u32) {
        let terms = WaitTerms { waitlist: Waitlist::None, offer_seconds };
        self.lists.insert(sale, List { terms, ..List::default() });
    }

    /// Puts a buyer in line at a turn of its own.
    pub(crate) fn stand(&mut self, sale: Ix, buyer: Ix, place: Place) {
        self.put(sale, buyer, place);
    }

    /// Has a sale's line served by the present command, or those after it.
    pub(crate) fn serve_next(&mut self, sale: Ix) {
        self.backlog.insert(sale);
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn place(&self, sale: Ix, buyer: Ix) -> Option<&Place> {
        self.places.get(&(sale, buyer))
    }

    /// Whether anybody waits for the SKU in the sale.
    fn wants(&self, sale: Ix, sku: Ix) -> bool {
        self.first(sale, sku).is_some()
    }

    fn first(&self, sale: Ix, sku: Ix) -> Option<(Turn, Ix)> {
        let (first, last) = ends(sale, sku);
        self.queues.range(first..=last).next().map(|((_, _, turn), buyer)| (*turn, *buyer))
    }

    /// Adds a place and gives its turn a number.
    fn join(&mut self, sale: Ix, buyer: Ix, mut place: Place) {
        let list = self.lists.entry(sale).or_default();
        place.turn.number = list.joined;
        list.joined = list.joined.saturating_add(1);
        self.put(sale, buyer, place);
    }

    fn put(&mut self, sale: Ix, buyer: Ix, place: Place) {
        self.lists.entry(sale).or_default().waiting += 1;
        self.places.insert((sale, buyer), place);
        self.queues.insert((sale, place.sku, place.turn), buyer);
        *self.blocks.entry((sale, place.sku, place.turn.number / BLOCK)).or_default() += 1;
    }

    fn remove(&mut self, sale: Ix, buyer: Ix) -> Option<Place> {
        let place = self.places.remove(&(sale, buyer))?;
        self.queues.remove(&(sale, place.sku, place.turn));
        let block = (sale, place.sku, place.turn.number / BLOCK);
        if let Some(count) = self.blocks.get_mut(&block) {
            *count -= 1;
            if *count == 0 {
                self.blocks.remove(&block);
            }
        }
        if let Some(list) = self.lists.get_mut(&sale) {
            list.waiting -= 1;
        }
        Some(place)
    }

    /// How far a place is from being served, from 1; 0 where tickets decide, since
    /// whoever joins later may come before.
    pub(crate) fn ahead(&self, sale: Ix, place: &Place) -> u32 {
        if self.list(sale).terms.waitlist != Waitlist::FirstCome {
            return 0;
        }
        let block = place.turn.number / BLOCK;
        let start = Turn { ticket: 0, number: block * BLOCK };
        let before = self.blocks.range((sale, place.sku, 0)..(sale, place.sku, block));
        let before: u32 = before.map(|(_, count)| count).sum();
        let from = (sale, place.sku, start);
        let within = self.queues.range(from..=(sale, place.sku, place.turn)).count();
        before + u32::try_from(within).unwrap_or(u32::MAX)
    }

    /// Every waitlist, by sale.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (Ix, &List)> {
        self.lists.iter().map(|(sale, list)| (*sale, list))
    }

    /// Every place with its sale and buyer, in that order.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Ix, Ix, &Place)> {
        self.places.iter().map(|((sale, buyer), place)| (*sale, *buyer, place))
    }

    /// Puts back a waitlist, without its places.
    pub(crate) fn restore_list(&mut self, sale: Ix, list: List, in_backlog: bool) {
        self.lists.insert(sale, List { waiting: 0, ..list });
        if in_backlog {
            self.backlog.insert(sale);
        }
    }

    /// Puts back a place. Those of a sale that is over must go.
    pub(crate) fn restore_place(&mut self, sale: Ix, buyer: Ix, place: Place, is_over: bool) {
        self.put(sale, buyer, place);
        if is_over {
            self.closed.insert(sale);
        }
    }

    pub(crate) fn has_backlog(&self) -> bool {
        !self.backlog.is_empty()
    }

    pub(crate) fn in_backlog(&self, sale: Ix) -> bool {
        self.backlog.contains(&sale)
    }

    /// Whether places of closed sales are still to go.
    pub(crate) fn has_closed(&self) -> bool {
        !self.closed.is_empty()
    }

    /// The sale is over: nobody waits in it any more.
    pub(crate) fn close(&mut self, sale: Ix) {
        self.backlog.remove(&sale);
        if self.list(sale).waiting > 0 {
            self.closed.insert(sale);
        }
    }

    /// Drops places of closed sales, at most so many.
    pub(crate) fn drop_closed(&mut self, most: usize) {
        for _ in 0..most {
            let Some(sale) = self.closed.first().copied() else { return };
            let place = self.places.range((sale, 0)..=(sale, Ix::MAX)).next();
            match place.map(|((_, buyer), _)| *buyer) {
                Some(buyer) => drop(self.remove(sale, buyer)),
                None => drop(self.closed.remove(&sale)),
            }
        }
    }
}

fn ends(sale: Ix, sku: Ix) -> ((Ix, Ix, Turn), (Ix, Ix, Turn)) {
    let first = Turn { ticket: 0, number: 0 };
    let last = Turn { ticket: u128::MAX, number: u32::MAX };
    ((sale, sku, first), (sale, sku, last))
}

impl Stock {
    /// Carries out a wish to wait: units at once if there are any, or a place.
    pub(crate) fn join(&mut self, command: &Join<'_>, buyer: Option<Ix>) -> Reply {
        let (sale, sku) = match self.waited_for(command) {
            Ok(found) => found,
            Err(reply) => return reply,
        };
        if let Some(place) = buyer.and_then(|buyer| self.waits.place(sale, buyer)) {
            return Reply::Waiting { place: self.waits.ahead(sale, place) };
        }
        let household = self.find_household(command.household);
        let left = self.limit_left(buyer, household, sale, sku);
        if command.quantity > left {
            return Reply::Limit { left };
        }
        let buyer = buyer.unwrap_or_else(|| self.buyers.intern(command.buyer.as_str()));
        let place = Place {
            sku,
            turn: Turn { ticket: self.ticket(sale, command.ticket), number: 0 },
            quantity: command.quantity,
            show: self.show(command.show),
            listing: self.listing(command.listing),
            household: self.intern_household(command.household),
        };
        let free = self.free_units(sale, sku);
        if free > 0 && !self.is_kept(Some(sale), sku) {
            let hold_seconds = self.sales[sale as usize].hold_seconds;
            let place = Place { quantity: place.quantity.min(free), ..place };
            let new = self.offer(sale, buyer, &place, hold_seconds);
            return Reply::Held(self.hold(new, place.household));
        }
        self.waits.join(sale, buyer, place);
        let place = self.waits.place(sale, buyer).copied().unwrap_or(place);
        Reply::Waiting { place: self.waits.ahead(sale, &place) }
    }

    fn waited_for(&self, command: &Join<'_>) -> Result<(Ix, Ix), Reply> {
        let sale = self.find_sale(command.merchant, command.sale);
        let sale = sale.ok_or(Reply::Wrong(Refusal::SaleNotFound))?;
        let sku = self.skus.find(self.sale_names.scope(sale), command.sku.as_str());
        let sku = sku.ok_or(Reply::Wrong(Refusal::SkuNotFound))?;
        if !self.sales[sale as usize].skus.contains(&sku) {
            return Err(Reply::Wrong(Refusal::SkuNotInSale));
        }
        let by_household = self.sales[sale as usize].limit_per_household > 0;
        if by_household && command.household.is_none() {
            return Err(Reply::Wrong(Refusal::HouseholdNeeded));
        }
        if self.waits.list(sale).terms.waitlist == Waitlist::None {
            return Err(Reply::Wrong(Refusal::NoWaitlist));
        }
        match self.sales[sale as usize].state {
            SaleState::Paused => Err(Reply::Paused),
            SaleState::Open | SaleState::SoldOut => Ok((sale, sku)),
            _ => Err(Reply::NotOpen),
        }
    }

    fn ticket(&self, sale: Ix, ticket: u64) -> u128 {
        match self.waits.list(sale).terms.waitlist {
            Waitlist::Lottery => u128::from(ticket),
            Waitlist::FirstCome | Waitlist::None => 0,
        }
    }

    /// Gives up a place; there need be none.
    pub(crate) fn leave(&mut self, command: &Leave<'_>, buyer: Option<Ix>) -> Reply {
        let Some(sale) = self.find_sale(command.merchant, command.sale) else {
            return Reply::Wrong(Refusal::SaleNotFound);
        };
        if let Some(buyer) = buyer {
            self.waits.remove(sale, buyer);
        }
        Reply::Left
    }

    /// Whether one more may wait in the sale.
    pub(crate) fn can_wait(&self, command: &Join<'_>) -> bool {
        let sale = self.find_sale(command.merchant, command.sale);
        let list = sale.map(|sale| self.waits.list(sale)).unwrap_or_default();
        self.waits.len() < WAITING && list.waiting < WAITING_PER_SALE && list.joined < u32::MAX
    }

    /// Units of the SKU that the buyer may still get in the sale. In a draw the
    /// household's limit was counted when its members entered.
    fn limit_left(&self, buyer: Option<Ix>, household: Option<Ix>, ix: Ix, sku: Ix) -> u32 {
        let has = buyer.map_or(0, |buyer| self.buyers.units(buyer, Scope::sale(ix)));
        let sale = &self.sales[ix as usize];
        let limit = sale.limit_per_buyer;
        let asking = Asking { buyer, household, sale: ix, limit };
        let left = limit.saturating_sub(has).min(self.sku_quota_left(asking, sale, sku));
        match sale.policy {
            Policy::Draw => left,
            _ => left.min(self.household_quota_left(asking, sale)),
        }
    }

    /// Units of the SKU that could be held in the sale now.
    fn free_units(&self, sale: Ix, sku: Ix) -> u32 {
        self.skus.get(sku).reservable().min(self.sales[sale as usize].left())
    }

    /// Whether units of the SKU, as far as there are any, are for those who wait.
    pub(crate) fn is_kept(&self, sale: Option<Ix>, sku: Ix) -> bool {
        let mut backlog = self.waits.backlog.iter();
        backlog.any(|waiting| sale == Some(*waiting) || self.waits.wants(*waiting, sku))
    }

    /// Notes that the sale may have units for those who wait. Tells whether
    /// anybody does.
    pub(crate) fn note_backlog(&mut self, sale: Ix) -> bool {
        let waits = self.serves_line(sale) && self.waits.list(sale).waiting > 0;
        if waits {
            self.waits.backlog.insert(sale);
        }
        waits
    }

    /// Whose turn it is in a sale, if there is something to give.
    fn next_served(&self, ix: Ix) -> Option<Ix> {
        let sale = &self.sales[ix as usize];
        if !self.serves_line(ix) || sale.left() == 0 || self.reservations.len() >= RESERVATIONS {
            return None;
        }
        let free = sale.skus.iter().filter(|sku| self.skus.get(**sku).reservable() > 0);
        free.filter_map(|sku| self.waits.first(ix, *sku)).min().map(|(_, buyer)| buyer)
    }

    /// Holds free units for those who wait, at most so many times.
    pub(crate) fn promote(&mut self) {
        let mut left = PROMOTE_LIMIT;
        while let Some(sale) = self.waits.backlog.first().copied() {
            while let Some(buyer) = self.next_served(sale) {
                if left == 0 {
                    return;
                }
                left -= 1;
                self.serve(sale, buyer);
            }
            self.waits.backlog.remove(&sale);
            self.settle_now(sale);
        }
    }

    /// Takes a place off the list and gives its buyer what there is for it.
    fn serve(&mut self, sale: Ix, buyer: Ix) {
        let Some(place) = self.waits.remove(sale, buyer) else { return };
        let household = Some(place.household).filter(|household| *household != NONE);
        let left = self.limit_left(Some(buyer), household, sale, place.sku);
        let free = self.free_units(sale, place.sku).min(left);
        let place = Place { quantity: place.quantity.min(free), ..place };
        if place.quantity == 0 {
            return;
        }
        let terms = self.waits.list(sale).terms;
        let seconds = or_default(terms.offer_seconds, DEFAULT_OFFER_SECONDS);
        let new = NewSlot { promoted: true, ..self.offer(sale, buyer, &place, seconds) };
        let id = self.hold(new, place.household);
        self.batch.changed.push(id);
    }

    fn offer(&self, sale: Ix, buyer: Ix, place: &Place, hold_seconds: u32) -> NewSlot {
        let price = self.sales[sale as usize].price;
        let units = Units { sku: place.sku, quantity: place.quantity, price };
        NewSlot {
            buyer,
            sale,
            show: place.show,
            listing: place.listing,
            hold_seconds,
            promoted: false,
            contents: Contents::One(units),
        }
    }
}
