//! The room itself and its one door, [`Room::apply`].

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Listing, ListingError, MAX_LISTINGS, Position, Publication, Said, Sale, SaleEntry, SaleState,
    Show, ShowState, sales::Sales,
};
use crate::{ListingId, SaleId, Timestamp};

/// What can be asked of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Moves the show on.
    SetState(ShowState),
    /// Adds a listing at the end of the line-up, or changes one in its place.
    PutListing(Listing),
    /// Shows a listing to everyone.
    Pin(ListingId),
    /// Takes the pin away.
    Unpin,
    /// Keeps in mind that inventory is about to be asked for this sale.
    IntendSale {
        /// The sale's id.
        sale: SaleId,
        /// The listing it will be on.
        listing: ListingId,
    },
    /// Forgets a sale that inventory refused to make.
    AbandonSale(SaleId),
    /// Takes in what inventory reported.
    ReportSale(Sale),
}

/// What follows from a command, in order. The show's own row (state, pin,
/// position) has to be kept after every command that has any effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keep this and tell everyone.
    Publish(Publication),
    /// This listing changed.
    KeepListing(ListingId),
    /// This sale's entry changed.
    KeepSale(SaleId),
    /// This sale's entry is gone.
    ForgetSale(SaleId),
    /// Inventory is to be asked to close this sale.
    CloseSale(SaleId),
}

/// Why a room says no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The show is not in a state that allows this.
    #[error("The show is {0} and this needs it to be {1}.")]
    ShowState(ShowState, &'static str),
    /// No such listing.
    #[error("There is no listing {0} in this show: add it to the line-up first.")]
    NoListing(ListingId),
    /// The listing is wrong in itself.
    #[error("The listing {0} can't be kept: {1}.")]
    Listing(ListingId, ListingError),
    /// A sale on it runs.
    #[error("The SKUs of {0} can't be changed while a sale on it runs: close the sale first.")]
    ListingOnSale(ListingId),
    /// The line-up is full.
    #[error("The line-up is full with {MAX_LISTINGS} listings.")]
    LineUpFull,
    /// Another sale is on the listing.
    #[error("The sale {1} is on the listing {0} already: close it first.")]
    SaleRuns(ListingId, SaleId),
    /// The sale's id is taken by one on another listing.
    #[error("The sale {0} is on another listing: use a new key.")]
    SaleElsewhere(SaleId),
    /// Too many sales that are not over.
    #[error("The show has as many open sales as it can have: close some first.")]
    TooManySales,
    /// No number is left in this epoch.
    #[error("The room has said all that it has numbers for: make a new show.")]
    OutOfOffsets,
}

/// What a room is kept as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The show.
    pub show: Show,
    /// The line-up, in order.
    pub listings: Vec<Listing>,
    /// What is pinned.
    pub pinned: Option<ListingId>,
    /// The sales.
    pub sales: BTreeMap<SaleId, SaleEntry>,
    /// The newest publication's place.
    pub position: Position,
}

/// The room of one show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    show: Show,
    listings: Vec<Listing>,
    pinned: Option<ListingId>,
    sales: Sales,
    position: Position,
}

type Applied = Result<Vec<Effect>, Refusal>;

impl Room {
    /// The room of a new show.
    #[must_use]
    pub fn new(show: Show, epoch: u32) -> Self {
        Self::restore(Parts {
            show,
            listings: Vec::new(),
            pinned: None,
            sales: BTreeMap::new(),
            position: Position { epoch, offset: 0 },
        })
    }

    /// A room as it was kept. A pin that is not in the line-up is dropped.
    #[must_use]
    pub fn restore(parts: Parts) -> Self {
        let pinned = parts.pinned.filter(|pin| parts.listings.iter().any(|one| one.id == *pin));
        Self {
            show: parts.show,
            listings: parts.listings,
            pinned,
            sales: Sales::restore(parts.sales),
            position: parts.position,
        }
    }

    /// The same room with its newest publication at another place: a history that begins
    /// anew.
    #[must_use]
    pub fn at(self, position: Position) -> Self {
        Self { position, ..self }
    }

    /// Applies a command: the only way to change a room. A refused command
    /// changes nothing; one that has happened already has no effects.
    pub fn apply(&mut self, command: Command, now: Timestamp) -> Applied {
        if self.position.offset == u32::MAX {
            return Err(Refusal::OutOfOffsets);
        }
        match command {
            Command::SetState(state) => self.set_state(state, now),
            Command::PutListing(listing) => self.put_listing(listing, now),
            Command::Pin(listing) => self.pin(listing, now),
            Command::Unpin => Ok(self.unpin(now)),
            Command::IntendSale { sale, listing } => self.intend(sale, listing, now),
            Command::AbandonSale(sale) => Ok(self.abandon(sale)),
            Command::ReportSale(sale) => Ok(self.report(sale, now)),
        }
    }

    /// The show.
    #[must_use]
    pub fn show(&self) -> &Show {
        &self.show
    }

    /// The line-up, in order.
    #[must_use]
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// A listing of the line-up.
    #[must_use]
    pub fn listing(&self, id: &ListingId) -> Option<&Listing> {
        self.listings.iter().find(|listing| listing.id == *id)
    }

    /// What is pinned.
    #[must_use]
    pub fn pinned(&self) -> Option<&ListingId> {
        self.pinned.as_ref()
    }

    /// The newest publication's place.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// What the room knows of a sale.
    #[must_use]
    pub fn sale(&self, sale: &SaleId) -> Option<&SaleEntry> {
        self.sales.get(sale)
    }

    /// Sales that were opened and are not over.
    pub fn running_sales(&self) -> impl Iterator<Item = &Sale> {
        self.sales
            .iter()
            .filter(|(_, entry)| entry.running())
            .filter_map(|(_, entry)| entry.report.as_ref())
    }

    /// Every sale known on a listing, also one only asked for: the running ones
    /// first, then the newest.
    #[must_use]
    pub fn sales_on(&self, listing: &ListingId) -> Vec<&SaleId> {
        let on = self.sales.iter().filter(|(_, entry)| entry.listing == *listing);
        let mut sales: Vec<_> = on.collect();
        sales.sort_by_key(|(id, entry)| (!entry.running(), Reverse((entry.since, *id))));
        sales.into_iter().map(|(id, _)| id).collect()
    }

    /// Every sale that the room knows, by id.
    pub fn sale_ids(&self) -> impl Iterator<Item = &SaleId> {
        self.sales.iter().map(|(id, _)| id)
    }

    fn publish(&mut self, said: Said, at: Timestamp) -> Effect {
        self.position.offset += 1;
        Effect::Publish(Publication { position: self.position, at, said })
    }

    fn set_state(&mut self, state: ShowState, now: Timestamp) -> Applied {
        use ShowState::{Ended, Live, Scheduled, Settled};
        match (self.show.state, state) {
            (from, to) if from == to => return Ok(Vec::new()),
            (Scheduled, Live) => self.show.live_at = Some(now),
            (Scheduled | Live, Ended) => self.show.ended_at = Some(now),
            (Ended, Settled) => {}
            (from, Live) => return Err(Refusal::ShowState(from, "scheduled")),
            (from, Ended) => return Err(Refusal::ShowState(from, "scheduled or live")),
            (from, Settled) => return Err(Refusal::ShowState(from, "ended")),
            (from, Scheduled) => return Err(Refusal::ShowState(from, "new: a show only moves on")),
        }
        self.show.state = state;
        let mut effects = vec![self.publish(Said::Show(self.show.clone()), now)];
        if state == Ended {
            let unfinished = self.sales.iter().filter(|(_, entry)| {
                entry.report.as_ref().is_some_and(|sale| sale.state != SaleState::Closed)
            });
            effects.extend(unfinished.map(|(id, _)| Effect::CloseSale(id.clone())));
        }
        Ok(effects)
    }

    /// The line-up and the pin move only before and during the show.
    fn before_its_end(&self) -> Result<(), Refusal> {
        match self.show.state {
            ShowState::Scheduled | ShowState::Live => Ok(()),
            over => Err(Refusal::ShowState(over, "scheduled or live")),
        }
    }

    fn put_listing(&mut self, listing: Listing, now: Timestamp) -> Applied {
        self.before_its_end()?;
        let id = listing.id.clone();
        listing.check().map_err(|wrong| Refusal::Listing(id.clone(), wrong))?;
        match self.listings.iter().position(|one| one.id == id) {
            Some(at) => {
                let Some(old) = self.listings.get_mut(at) else { return Ok(Vec::new()) };
                if *old == listing {
                    return Ok(Vec::new());
                }
                let same_skus =
                    old.skus.iter().map(|s| &s.sku).eq(listing.skus.iter().map(|s| &s.sku));
                if !same_skus && self.sales.occupying(&id, now).is_some() {
                    return Err(Refusal::ListingOnSale(id));
                }
                *old = listing.clone();
            }
            None if self.listings.len() >= MAX_LISTINGS => return Err(Refusal::LineUpFull),
            None => self.listings.push(listing.clone()),
        }
        Ok(vec![Effect::KeepListing(id), self.publish(Said::Listing(listing), now)])
    }

    fn pin(&mut self, id: ListingId, now: Timestamp) -> Applied {
        self.before_its_end()?;
        let Some(listing) = self.listing(&id).cloned() else { return Err(Refusal::NoListing(id)) };
        if self.pinned.as_ref() == Some(&id) {
            return Ok(Vec::new());
        }
        self.pinned = Some(id);
        Ok(vec![self.publish(Said::Pinned(listing), now)])
    }

    fn unpin(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.pinned.take() {
            Some(_) => vec![self.publish(Said::Unpinned, now)],
            None => Vec::new(),
        }
    }

    fn intend(&mut self, sale: SaleId, listing: ListingId, now: Timestamp) -> Applied {
        if let Some(entry) = self.sales.get(&sale) {
            let same = entry.listing == listing;
            return if same { Ok(Vec::new()) } else { Err(Refusal::SaleElsewhere(sale)) };
        }
        if self.show.state != ShowState::Live {
            return Err(Refusal::ShowState(self.show.state, "live"));
        }
        if self.listing(&listing).is_none() {
            return Err(Refusal::NoListing(listing));
        }
        if let Some(other) = self.sales.occupying(&listing, now) {
            return Err(Refusal::SaleRuns(listing, other.clone()));
        }
        let mut sales = self.sales.clone();
        let forgotten = if sales.full() { sales.forget_waiting(now) } else { Vec::new() };
        if sales.full() {
            return Err(Refusal::TooManySales);
        }
        sales.intend(sale.clone(), listing, now);
        self.sales = sales;
        let effects = forgotten.into_iter().map(Effect::ForgetSale);
        Ok(effects.chain([Effect::KeepSale(sale)]).collect())
    }

    fn abandon(&mut self, sale: SaleId) -> Vec<Effect> {
        if self.sales.abandon(&sale) { vec![Effect::ForgetSale(sale)] } else { Vec::new() }
    }

    /// Reports are never refused: inventory says what is.
    fn report(&mut self, sale: Sale, now: Timestamp) -> Vec<Effect> {
        let (id, unfinished) = (sale.id.clone(), sale.state != SaleState::Closed);
        let Some(reported) = self.sales.report(sale, now) else { return Vec::new() };
        let mut effects = vec![Effect::KeepSale(id.clone())];
        effects.extend(reported.forgotten.into_iter().map(Effect::ForgetSale));
        effects.extend(reported.said.map(|said| self.publish(said, now)));
        if unfinished && self.show.state > ShowState::Live {
            effects.push(Effect::CloseSale(id));
        }
        effects
    }
}
