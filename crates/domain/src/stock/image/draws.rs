//! Draws as parts of the state.

use crate::{
    Timestamp,
    stock::{
        draw::{Draw, Entry, Hash},
        names::Ix,
    },
};

use super::{ImageError, Part, Rebuild, known};

/// A draw in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawPart {
    /// The sale's index.
    pub sale: u32,
    /// The hash of its seed.
    pub seed_hash: Hash,
    /// The chain of its entries.
    pub chain: Hash,
    /// How many entries there were.
    pub count: u32,
    /// The record that closed its window; 0 for none yet.
    pub closed_in: u64,
    /// Its seed, once it is revealed.
    pub seed: Option<Hash>,
    /// How many entries have their rank.
    pub ranked: u32,
    /// When its entries are dropped.
    pub forget_at: Option<Timestamp>,
}

/// An entry of a draw in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryPart<'a> {
    /// The sale's index.
    pub sale: u32,
    /// The buyer's index.
    pub buyer: u32,
    /// What the buyer added.
    pub nonce: &'a str,
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
}

pub(super) fn draw_parts<'a>(sale: Ix, draw: &'a Draw) -> impl Iterator<Item = Part<'a>> {
    let entry = move |entry: &'a Entry| {
        let Entry { buyer, nonce, sku, quantity, show, listing, household } = entry;
        let (buyer, sku, quantity) = (*buyer, *sku, *quantity);
        let (show, listing, household) = (*show, *listing, *household);
        Part::Entry(EntryPart { sale, buyer, nonce, sku, quantity, show, listing, household })
    };
    let head = Part::Draw(DrawPart {
        sale,
        seed_hash: draw.seed_hash,
        chain: draw.chain,
        count: draw.count,
        closed_in: draw.closed_in,
        seed: draw.seed,
        ranked: draw.ranked,
        forget_at: draw.forget_at,
    });
    std::iter::once(head).chain(draw.entries.iter().map(entry))
}

impl Rebuild {
    pub(super) fn add_draw(&mut self, part: DrawPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        let DrawPart { sale, seed_hash, chain, count, closed_in, seed, ranked, forget_at } = part;
        let entries = Vec::new();
        let draw = Draw { seed_hash, chain, count, closed_in, seed, ranked, forget_at, entries };
        stock.draws.restore(sale, draw, stock.sales[sale as usize].state);
        Ok(())
    }

    pub(super) fn add_entry(&mut self, part: &EntryPart<'_>) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        known(part.buyer, stock.buyers.names().len(), "buyer")?;
        known(part.sku, stock.skus.len(), "SKU")?;
        let EntryPart { sale, buyer, nonce, sku, quantity, show, listing, household } = *part;
        let nonce = nonce.into();
        let entry = Entry { buyer, nonce, sku, quantity, show, listing, household };
        stock.draws.restore_entry(sale, entry);
        Ok(())
    }
}
