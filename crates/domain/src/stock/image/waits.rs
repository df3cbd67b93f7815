//! Waitlists as parts of the state.

use crate::stock::{
    SaleState, Stock,
    names::Ix,
    waitlist::{List, Place, Turn, WaitTerms},
};

use super::{ImageError, Rebuild, known};

/// A sale's waitlist in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPart {
    /// The sale's index.
    pub sale: u32,
    /// What the sale says of it.
    pub terms: WaitTerms,
    /// Places ever taken.
    pub joined: u32,
    /// Whether those who wait are still to be served with what is there.
    pub in_backlog: bool,
}

/// A place on a waitlist in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacePart {
    /// The sale's index.
    pub sale: u32,
    /// The buyer's index.
    pub buyer: u32,
    /// The SKU's index.
    pub sku: u32,
    /// Up to so many units.
    pub quantity: u32,
    /// The show's index, among labels.
    pub show: u32,
    /// The listing's index, among labels.
    pub listing: u32,
    /// The household's index, among labels.
    pub household: u32,
    /// The ticket.
    pub ticket: u128,
    /// Which of the places ever taken in the sale it is, from 0.
    pub number: u32,
}

impl Stock {
    pub(super) fn list_part(&self, sale: Ix, list: &List) -> ListPart {
        let List { terms, joined, .. } = *list;
        ListPart { sale, terms, joined, in_backlog: self.waits.in_backlog(sale) }
    }
}

pub(super) fn place_part(sale: Ix, buyer: Ix, place: &Place) -> PlacePart {
    let Place { sku, turn, quantity, show, listing, household } = *place;
    let Turn { ticket, number } = turn;
    PlacePart { sale, buyer, sku, quantity, show, listing, household, ticket, number }
}

impl Rebuild {
    pub(super) fn add_list(&mut self, part: ListPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        stock.sales[part.sale as usize].queued = true;
        let list = List { terms: part.terms, joined: part.joined, waiting: 0 };
        stock.waits.restore_list(part.sale, list, part.in_backlog);
        Ok(())
    }

    pub(super) fn add_place(&mut self, part: PlacePart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        known(part.buyer, stock.buyers.names().len(), "buyer")?;
        known(part.sku, stock.skus.len(), "SKU")?;
        let PlacePart { sale, buyer, sku, quantity, show, listing, .. } = part;
        let PlacePart { household, ticket, number, .. } = part;
        let turn = Turn { ticket, number };
        let place = Place { sku, turn, quantity, show, listing, household };
        let is_over = stock.sales[sale as usize].state == SaleState::Closed;
        stock.waits.restore_place(sale, buyer, place, is_over);
        Ok(())
    }
}
