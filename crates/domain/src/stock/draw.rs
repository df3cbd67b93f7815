//! Draws: sales whose units go to entrants by lot, by commitment and reveal.
//!
//! The hash of a secret seed is recorded when the sale is defined. While its
//! window is open buyers enter, each with a nonce of their own choice. When it
//! closes, the hash of the list of entries is recorded. Only in a later record
//! comes the seed, and from then on everything follows from what is public:
//!
//! - the list's hash is a chain: `c(0)` is the seed's hash, and `c(i)` is SHA-256 of
//!   `c(i-1)` and the line of entry `i`, see [`EntryView::line`];
//! - entry `i` of `n` has the rank SHA-256 of the seed, `c(n)` and `i`, as a
//!   big-endian u32 that counts from 1. Ranks compare by their first 16 bytes,
//!   then by `i`;
//! - entries are served by their rank, lowest first, with up to the units that
//!   they ask for, as far as there are any of their SKU and of the allotment. Units
//!   that come free later go to the next one, until the sale closes.
//!
//! So whoever does not know the seed cannot tell what any entry does to the ranks,
//! and whoever does cannot change it. Ranks are worked out a slice at a time.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::{
    Stock,
    answer::{Refusal, Reply, SaleState},
    command::{Enter, Policy, Reveal},
    limits::{ENDED_KEPT_MS, ENTRIES, ENTRIES_PER_DRAW, RANKED_PER_COMMAND},
    names::{Ix, NONE},
    waitlist::{Place, Turn},
};
use crate::{MerchantRef, SaleRef, Timestamp};

/// A SHA-256 digest, or a seed of the same length.
pub type Hash = [u8; 32];

/// An entry of a draw. Entries are numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) buyer: Ix,
    pub(crate) nonce: Box<str>,
    pub(crate) sku: Ix,
    pub(crate) quantity: u32,
    pub(crate) show: Ix,
    pub(crate) listing: Ix,
    /// A label of the scope of households; [`NONE`] if none was named.
    pub(crate) household: Ix,
}

/// One draw.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    pub(crate) seed_hash: Hash,
    /// The chain of the entries so far.
    pub(crate) chain: Hash,
    /// How many entries there were, whether or not they are still kept.
    pub(crate) count: u32,
    /// The record that closed the window; 0 before.
    pub(crate) closed_in: u64,
    pub(crate) seed: Option<Hash>,
    /// How many entries have their rank.
    pub(crate) ranked: u32,
    /// When its entries are dropped, once it is over.
    pub(crate) forget_at: Option<Timestamp>,
    pub(crate) entries: Vec<Entry>,
}

impl Draw {
    pub(crate) fn new(seed_hash: Hash) -> Self {
        Self {
            seed_hash,
            chain: seed_hash,
            count: 0,
            closed_in: 0,
            seed: None,
            ranked: 0,
            forget_at: None,
            entries: Vec::new(),
        }
    }

    /// Whether every entry has its rank, so that units can be given out.
    pub(crate) fn is_ranked(&self) -> bool {
        self.seed.is_some() && self.ranked == self.count
    }
}

/// Every draw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draws {
    draws: BTreeMap<Ix, Draw>,
    /// The number of an entry, by sale and buyer.
    entered: BTreeMap<(Ix, Ix), u32>,
    /// Units that the entries of a household ask for, by sale and household.
    asked: BTreeMap<(Ix, Ix), u32>,
    /// Draws whose window is closed and whose seed is not revealed.
    hidden: BTreeSet<Ix>,
    /// Draws whose ranks are being worked out.
    ranking: BTreeSet<Ix>,
    /// Draws that are over, by when their entries are dropped.
    over: BTreeSet<(Timestamp, Ix)>,
}

impl Draws {
    pub(crate) fn get(&self, sale: Ix) -> Option<&Draw> {
        self.draws.get(&sale)
    }

    pub(crate) fn entries(&self) -> usize {
        self.entered.len()
    }

    /// Whether ranks are to be worked out at once.
    pub(crate) fn is_ranking(&self) -> bool {
        !self.ranking.is_empty()
    }

    pub(crate) fn first_forgettable(&self) -> Option<Timestamp> {
        self.over.first().map(|(at, _)| *at)
    }

    /// The sale is over: its entries are kept for a while.
    pub(crate) fn close(&mut self, sale: Ix, now: Timestamp) {
        self.hidden.remove(&sale);
        self.ranking.remove(&sale);
        let Some(draw) = self.draws.get_mut(&sale) else { return };
        let at = now.plus_millis(ENDED_KEPT_MS);
        draw.forget_at = Some(at);
        self.over.insert((at, sale));
    }

    /// Drops entries of draws that are long over, at most so many.
    pub(crate) fn forget(&mut self, most: usize, now: Timestamp) {
        for _ in 0..most {
            let first = self.over.first().copied().filter(|(at, _)| *at <= now);
            let Some((at, sale)) = first else { return };
            let Some(draw) = self.draws.get_mut(&sale) else { return };
            match draw.entries.pop() {
                Some(entry) => {
                    self.entered.remove(&(sale, entry.buyer));
                    self.asked.remove(&(sale, entry.household));
                }
                None => {
                    draw.forget_at = None;
                    self.over.remove(&(at, sale));
                }
            }
        }
    }

    /// Every draw, by sale.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Ix, &Draw)> {
        self.draws.iter().map(|(sale, draw)| (*sale, draw))
    }

    pub(crate) fn define(&mut self, sale: Ix, seed_hash: Hash) {
        self.draws.insert(sale, Draw::new(seed_hash));
    }

    /// Puts back a draw, without its entries.
    pub(crate) fn restore(&mut self, sale: Ix, draw: Draw, state: SaleState) {
        if state == SaleState::Drawing {
            match draw.seed {
                None => drop(self.hidden.insert(sale)),
                Some(_) => drop(self.ranking.insert(sale)),
            }
        }
        if let Some(at) = draw.forget_at {
            self.over.insert((at, sale));
        }
        self.draws.insert(sale, draw);
    }

    /// Puts back the next entry of a draw.
    pub(crate) fn restore_entry(&mut self, sale: Ix, entry: Entry) {
        let Some(draw) = self.draws.get_mut(&sale) else { return };
        let buyer = entry.buyer;
        if entry.household != NONE {
            *self.asked.entry((sale, entry.household)).or_default() += entry.quantity;
        }
        draw.entries.push(entry);
        self.entered.insert((sale, buyer), number_of(draw.entries.len()));
    }
}

/// The number of the newest of so many entries.
fn number_of(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}

/// The line of an entry that goes into the chain: buyer, nonce, SKU and quantity
/// with tabs between them, and a line feed. None of the four can hold either.
fn line(buyer: &str, nonce: &str, sku: &str, quantity: u32) -> String {
    format!("{buyer}\t{nonce}\t{sku}\t{quantity}\n")
}

fn chained(chain: &Hash, line: &str) -> Hash {
    Sha256::new().chain_update(chain).chain_update(line).finalize().into()
}

/// An entry's rank: lower ones are served first.
fn rank(seed: &Hash, entries_hash: &Hash, number: u32) -> Turn {
    let rank = Sha256::new().chain_update(seed).chain_update(entries_hash);
    let rank: Hash = rank.chain_update(number.to_be_bytes()).finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&rank[..16]);
    Turn { ticket: u128::from_be_bytes(first), number }
}

/// A draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawView {
    /// The hash of the seed.
    pub seed_hash: Hash,
    /// The hash of the list of entries, once the window is closed.
    pub entries_hash: Option<Hash>,
    /// How many entries there are.
    pub entries: u32,
    /// The seed, once it is revealed.
    pub seed: Option<Hash>,
}

impl DrawView {
    /// What was public when the draw was defined.
    pub(crate) fn before_any_entry(&self) -> Self {
        Self { seed_hash: self.seed_hash, entries_hash: None, entries: 0, seed: None }
    }
}

/// A draw whose entries are closed and whose seed is not revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiddenDraw<'a> {
    /// The sale's owner.
    pub merchant: &'a str,
    /// The sale.
    pub sale: &'a str,
    /// The hash of the seed.
    pub seed_hash: Hash,
    /// The record that closed its entries: the seed goes into a later one.
    pub closed_in: u64,
}

/// An entry of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryView<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// Who entered.
    pub buyer: &'a str,
    /// What the buyer added.
    pub nonce: &'a str,
    /// What is wanted.
    pub sku: &'a str,
    /// Up to so many units.
    pub quantity: u32,
}

impl EntryView<'_> {
    /// What the chain of entries takes up of it.
    #[must_use]
    pub fn line(&self) -> String {
        line(self.buyer, self.nonce, self.sku, self.quantity)
    }
}

impl Stock {
    pub(crate) fn enter(&mut self, command: &Enter<'_>, buyer: Option<Ix>) -> Reply {
        let (sale, sku) = match self.entered_for(command) {
            Ok(found) => found,
            Err(reply) => return reply,
        };
        if let Some(number) = buyer.and_then(|buyer| self.draws.entered.get(&(sale, buyer))) {
            return Reply::Entered { number: *number };
        }
        let left = self.entries_left(sale, self.find_household(command.household));
        if command.quantity > left {
            return Reply::Limit { left };
        }
        let buyer = buyer.unwrap_or_else(|| self.buyers.intern(command.buyer.as_str()));
        let entry = Entry {
            buyer,
            nonce: command.nonce.into(),
            sku,
            quantity: command.quantity,
            show: self.show(command.show),
            listing: self.listing(command.listing),
            household: self.intern_household(command.household),
        };
        let line =
            line(command.buyer.as_str(), command.nonce, command.sku.as_str(), command.quantity);
        let Some(draw) = self.draws.draws.get_mut(&sale) else {
            return Reply::Wrong(Refusal::NoDraw);
        };
        draw.chain = chained(&draw.chain, &line);
        draw.count = number_of(draw.entries.len() + 1);
        let number = draw.count;
        self.draws.restore_entry(sale, entry);
        Reply::Entered { number }
    }

    /// Units that one more entry may ask for. What a household's entries ask for is
    /// counted here, and not when units are given out: so the winners follow from
    /// the list alone.
    fn entries_left(&self, ix: Ix, household: Option<Ix>) -> u32 {
        let sale = &self.sales[ix as usize];
        if sale.limit_per_household == 0 {
            return sale.limit_per_buyer;
        }
        let asked = household.and_then(|household| self.draws.asked.get(&(ix, household)));
        let left = sale.limit_per_household.saturating_sub(asked.copied().unwrap_or_default());
        left.min(sale.limit_per_buyer)
    }

    fn entered_for(&self, command: &Enter<'_>) -> Result<(Ix, Ix), Reply> {
        let sale = self.find_sale(command.merchant, command.sale);
        let sale = sale.ok_or(Reply::Wrong(Refusal::SaleNotFound))?;
        let sku = self.skus.find(self.sale_names.scope(sale), command.sku.as_str());
        let sku = sku.ok_or(Reply::Wrong(Refusal::SkuNotFound))?;
        let found = &self.sales[sale as usize];
        if !found.skus.contains(&sku) {
            return Err(Reply::Wrong(Refusal::SkuNotInSale));
        }
        if found.policy != Policy::Draw {
            return Err(Reply::Wrong(Refusal::NoDraw));
        }
        if found.limit_per_household > 0 && command.household.is_none() {
            return Err(Reply::Wrong(Refusal::HouseholdNeeded));
        }
        match found.state {
            SaleState::Open => Ok((sale, sku)),
            SaleState::Paused => Err(Reply::Paused),
            _ => Err(Reply::NotOpen),
        }
    }

    /// Whether one more may enter.
    pub(crate) fn can_enter(&self, command: &Enter<'_>) -> bool {
        let sale = self.find_sale(command.merchant, command.sale);
        let draw = sale.and_then(|sale| self.draws.get(sale));
        self.draws.entries() < ENTRIES && draw.is_none_or(|draw| draw.count < ENTRIES_PER_DRAW)
    }

    /// The window of a draw is over: nobody enters any more.
    pub(crate) fn close_entries(&mut self, ix: Ix) {
        if let Some(closes_at) = self.sales[ix as usize].closes_at.take() {
            self.windows.remove(&(closes_at, ix));
        }
        if let Some(draw) = self.draws.draws.get_mut(&ix) {
            draw.closed_in = self.position.seq;
            self.draws.hidden.insert(ix);
        }
        self.transition(ix, SaleState::Drawing);
    }

    /// The draws whose seed is to be revealed.
    pub fn hidden_draws(&self) -> impl Iterator<Item = HiddenDraw<'_>> {
        let hidden = self.draws.hidden.iter().map(|sale| (*sale, self.draws.get(*sale)));
        hidden.filter_map(|(sale, draw)| {
            let Draw { seed_hash, closed_in, .. } = draw?;
            Some(HiddenDraw {
                merchant: self.merchants.text(self.sale_names.scope(sale)),
                sale: self.sale_names.text(sale),
                seed_hash: *seed_hash,
                closed_in: *closed_in,
            })
        })
    }

    pub(crate) fn reveal(&mut self, command: &Reveal<'_>) -> Reply {
        let sale = self.find_sale(command.merchant, command.sale);
        let sale = sale.filter(|sale| self.draws.hidden.contains(sale));
        let position = self.position;
        let Some((sale, draw)) = sale.and_then(|ix| Some((ix, self.draws.draws.get_mut(&ix)?)))
        else {
            return Reply::Wrong(Refusal::SaleWrongState);
        };
        let hash: Hash = Sha256::digest(command.seed).into();
        if hash != draw.seed_hash || draw.closed_in >= position.seq {
            return Reply::Wrong(Refusal::SaleWrongState);
        }
        draw.seed = Some(command.seed);
        self.draws.hidden.remove(&sale);
        self.draws.ranking.insert(sale);
        Reply::Done
    }

    /// Works out further ranks, and lets those with one stand in line by them.
    pub(crate) fn rank_entries(&mut self) {
        let mut left = RANKED_PER_COMMAND;
        while let Some(sale) = self.draws.ranking.first().copied() {
            let Some(draw) = self.draws.draws.get_mut(&sale) else { return };
            let Some(seed) = draw.seed else { return };
            let from = draw.ranked as usize;
            let slice = draw.entries.get(from..).unwrap_or_default();
            let mut number = draw.ranked;
            for entry in slice.iter().take(left) {
                number += 1;
                let place = Place {
                    sku: entry.sku,
                    turn: rank(&seed, &draw.chain, number),
                    quantity: entry.quantity,
                    show: entry.show,
                    listing: entry.listing,
                    household: entry.household,
                };
                self.waits.stand(sale, entry.buyer, place);
            }
            left -= (number - draw.ranked) as usize;
            draw.ranked = number;
            if !draw.is_ranked() {
                return;
            }
            self.draws.ranking.remove(&sale);
            self.waits.serve_next(sale);
        }
    }

    /// Whether a sale gives its units to those who stand in line.
    pub(crate) fn serves_line(&self, ix: Ix) -> bool {
        match self.sales[ix as usize].state {
            SaleState::Open | SaleState::SoldOut => true,
            SaleState::Drawing => self.draws.get(ix).is_some_and(Draw::is_ranked),
            _ => false,
        }
    }

    /// Whether the sale is a draw that takes no entries any more.
    pub(crate) fn is_drawn(&self, ix: Ix) -> bool {
        self.draws.get(ix).is_some_and(|draw| draw.closed_in > 0)
    }

    /// Notices that a draw has given out what there is, or has nobody left to give
    /// a unit to, which closes it.
    pub(crate) fn settle_draw(&mut self, ix: Ix) {
        let sale = &self.sales[ix as usize];
        let drawn = sale.state == SaleState::SoldOut
            || sale.state == SaleState::Drawing && self.serves_line(ix);
        if !drawn {
            return;
        }
        if self.has_left(ix) && self.waits.list(ix).waiting == 0 {
            self.close(ix);
        } else if sale.state == SaleState::Drawing {
            self.transition(ix, SaleState::SoldOut);
        }
    }

    /// What is public of a draw.
    #[must_use]
    pub fn draw(&self, merchant: MerchantRef<'_>, sale: SaleRef<'_>) -> Option<DrawView> {
        self.draw_view(self.find_sale(merchant, sale)?)
    }

    pub(crate) fn draw_view(&self, sale: Ix) -> Option<DrawView> {
        let Draw { seed_hash, chain, count, closed_in, seed, .. } = self.draws.get(sale)?;
        Some(DrawView {
            seed_hash: *seed_hash,
            entries_hash: (*closed_in > 0).then_some(*chain),
            entries: *count,
            seed: *seed,
        })
    }

    /// Entries of a draw after that of a number, at most so many.
    pub fn draw_entries(
        &self,
        merchant: MerchantRef<'_>,
        sale: SaleRef<'_>,
        after: u32,
        most: usize,
    ) -> impl Iterator<Item = EntryView<'_>> {
        let draw = self.find_sale(merchant, sale).and_then(|sale| self.draws.get(sale));
        let entries = draw.map_or(&[][..], |draw| &draw.entries);
        let page = entries.get(after as usize..).unwrap_or_default().iter().take(most);
        (after + 1..).zip(page).map(|(number, entry)| EntryView {
            number,
            buyer: self.buyers.names().text(entry.buyer),
            nonce: &entry.nonce,
            sku: self.skus.names().text(entry.sku),
            quantity: entry.quantity,
        })
    }
}
