//! A draw checked again from the journal alone, by code of its own: the list of
//! entries and its hash, the seed and its promise, the order by rank, and who was
//! given units in which order. It knows nothing of the rules' code; how ranks are
//! made is described in `docs/inventory.md`, section "Draws".

use std::collections::{BTreeMap, BTreeSet};

use hawker_proto::v1::{
    JournalEntry, Outcome, Reservation, ReservationState, SalePolicy, journal_entry::Command,
};
use sha2::{Digest as _, Sha256};

use super::balances::Balances;

type Hash = [u8; 32];

/// What the journal says of a draw.
#[derive(Debug, Default)]
pub struct Lots {
    merchant: String,
    sale: String,
    /// The hash of the seed, as the sale's definition promised it.
    pub seed_hash: Vec<u8>,
    /// The hash of the list of entries so far.
    pub entries_hash: Vec<u8>,
    /// How many entries there are.
    pub entries: usize,
    /// The seed, once it is revealed.
    pub seed: Option<Vec<u8>>,
    /// Who was given units, in that order.
    pub winners: Vec<Winner>,
    /// Everything that is not as it should be, in words.
    pub differences: Vec<String>,
    list: Vec<Entry>,
    entered: BTreeSet<String>,
    last_entry_in: u64,
    /// Entries that wait, by SKU and rank.
    line: BTreeMap<String, BTreeSet<Rank>>,
    terms: Terms,
    /// Units that are held or sold in the sale, by reservation, and in all.
    live: BTreeMap<u64, u32>,
    taken: u32,
    /// Reservations that were given out.
    winning: BTreeSet<u64>,
    /// Who was served by the entry in hand, and the most that they could get.
    served: Vec<(Rank, u32)>,
}

/// Somebody who was given units of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Winner {
    /// The number of the entry, from 1.
    pub entry: u32,
    /// The buyer.
    pub buyer: String,
    /// The SKU.
    pub sku: String,
    /// The units.
    pub units: u32,
    /// The hold that was made.
    pub reservation: u64,
}

#[derive(Debug)]
struct Entry {
    buyer: String,
    sku: String,
    wanted: u32,
}

/// The first 16 bytes of the hash, and the number of the entry.
type Rank = ([u8; 16], u32);

#[derive(Debug, Default, Clone, Copy)]
struct Terms {
    allotment: u32,
    limit: u32,
    limit_per_sku: u32,
}

impl Terms {
    /// The most units that one buyer may have.
    fn most(&self) -> u32 {
        let by_sku = if self.limit_per_sku == 0 { u32::MAX } else { self.limit_per_sku };
        self.limit.max(1).min(by_sku)
    }
}

impl Lots {
    pub(crate) fn of(merchant: &str, sale: &str) -> Self {
        Self { merchant: merchant.to_owned(), sale: sale.to_owned(), ..Self::default() }
    }

    /// Whether the journal has such a draw.
    #[must_use]
    pub fn is_found(&self) -> bool {
        !self.seed_hash.is_empty()
    }

    /// Takes in an entry of record `seq`, after `balances` counted it.
    pub(crate) fn entry(&mut self, seq: u64, entry: &JournalEntry, balances: &Balances) {
        self.command(seq, entry);
        self.served.clear();
        let all = entry.expired.iter().chain(&entry.reservation).chain(&entry.changed);
        for reservation in all.filter(|r| self.is(&r.merchant, &r.sale)).collect::<Vec<_>>() {
            self.reservation(seq, reservation);
        }
        self.nothing_was_kept_back(seq, balances);
    }

    fn command(&mut self, seq: u64, entry: &JournalEntry) {
        match (&entry.command, entry.outcome()) {
            (Some(Command::DefineSale(r)), Outcome::Done)
                if r.policy() == SalePolicy::Draw && self.is(&r.merchant, &r.sale) =>
            {
                self.seed_hash.clone_from(&r.seed_hash);
                self.entries_hash.clone_from(&r.seed_hash);
                self.terms = Terms {
                    allotment: r.allotment,
                    limit: r.limit_per_buyer,
                    limit_per_sku: r.limit_per_sku,
                };
            }
            (Some(Command::ChangeSale(r)), Outcome::Done) if self.is(&r.merchant, &r.sale) => {
                self.terms.allotment += r.add_allotment;
                self.terms.limit = r.limit_per_buyer.unwrap_or(self.terms.limit);
            }
            (Some(Command::EnterDraw(r)), Outcome::Entered) if self.is(&r.merchant, &r.sale) => {
                if self.seed.is_some() {
                    self.differs(seq, format!("{} entered after the seed was revealed", r.buyer));
                }
                // Whoever enters again is told of the first entry.
                if self.entered.insert(r.buyer.clone()) {
                    let line = r.lines.first().cloned().unwrap_or_default();
                    let text =
                        format!("{}\t{}\t{}\t{}\n", r.buyer, r.nonce, line.sku, line.quantity);
                    self.entries_hash = hash(&[&self.entries_hash, text.as_bytes()]).to_vec();
                    let (buyer, sku) = (r.buyer.clone(), line.sku);
                    self.list.push(Entry { buyer, sku, wanted: line.quantity });
                    self.entries = self.list.len();
                    self.last_entry_in = seq;
                }
            }
            (Some(Command::RevealDraw(r)), Outcome::Done) if self.is(&r.merchant, &r.sale) => {
                self.revealed(seq, &r.seed);
            }
            _ => {}
        }
    }

    fn is(&self, merchant: &str, sale: &str) -> bool {
        (merchant, sale) == (&self.merchant, &self.sale)
    }

    fn differs(&mut self, seq: u64, why: impl std::fmt::Display) {
        self.differences.push(format!("record {seq}: {why}"));
    }

    fn revealed(&mut self, seq: u64, seed: &[u8]) {
        if hash(&[seed])[..] != self.seed_hash {
            self.differs(seq, "the seed is not the one that was promised");
        }
        if self.last_entry_in >= seq {
            self.differs(seq, "the seed was revealed before the list of entries was recorded");
        }
        for (number, entry) in (1u32..).zip(&self.list) {
            let rank = hash(&[seed, &self.entries_hash, &number.to_be_bytes()]);
            let mut first = [0; 16];
            first.copy_from_slice(&rank[..16]);
            self.line.entry(entry.sku.clone()).or_default().insert((first, number));
        }
        self.seed = Some(seed.to_vec());
    }

    /// A reservation of the sale was made or changed.
    fn reservation(&mut self, seq: u64, now: &Reservation) {
        use ReservationState::{Committed, Held};
        let units: u32 = now.lines.iter().map(|line| line.quantity).sum();
        let lives = matches!(now.state(), Held | Committed);
        let before =
            if lives { self.live.insert(now.id, units) } else { self.live.remove(&now.id) };
        self.taken += if lives { units } else { 0 };
        self.taken -= before.unwrap_or(0);
        if now.promoted && self.winning.insert(now.id) {
            self.served(seq, now);
        }
        if self.taken > self.terms.allotment {
            let (taken, allotment) = (self.taken, self.terms.allotment);
            self.differs(seq, format!("{taken} units of {allotment} were given out"));
        }
    }

    /// Somebody was given units: whoever is next of those who wait for the SKU.
    fn served(&mut self, seq: u64, hold: &Reservation) {
        let line = hold.lines.first().cloned().unwrap_or_default();
        let next = self.line.get_mut(&line.sku).and_then(BTreeSet::pop_first);
        let Some((rank, entry)) = next.and_then(|rank| Some((rank, self.listed(rank)?))) else {
            self.differs(seq, format!("{} was given units, and nobody waits", hold.buyer));
            return;
        };
        let most = entry.wanted.min(self.terms.most());
        if entry.buyer != hold.buyer {
            let why = format!("{} was given units, and {} is next", hold.buyer, entry.buyer);
            self.differs(seq, why);
        } else if line.quantity > most {
            let why = format!("{} was given {} units, and not {most}", hold.buyer, line.quantity);
            self.differs(seq, why);
        }
        self.served.push((rank, most));
        self.winners.push(Winner {
            entry: rank.1,
            buyer: hold.buyer.clone(),
            sku: line.sku,
            units: line.quantity,
            reservation: hold.id,
        });
    }

    fn listed(&self, (_, number): Rank) -> Option<&Entry> {
        self.list.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Who was given less than they wanted was given the last; and who waits for
    /// another SKU, with a better rank, could not be given that.
    fn nothing_was_kept_back(&mut self, seq: u64, balances: &Balances) {
        let served = std::mem::take(&mut self.served);
        let new = self.winners.len() - served.len();
        let mut wrong = Vec::new();
        for (winner, (rank, most)) in self.winners.iter().skip(new).zip(&served) {
            let free = |sku: &str| balances.available(&self.merchant, sku) > 0;
            if winner.units < *most && self.taken < self.terms.allotment && free(&winner.sku) {
                wrong.push(format!(
                    "{} was given {} units, and not {most}",
                    winner.buyer, winner.units
                ));
            }
            let better = |line: &BTreeSet<Rank>| line.first().is_some_and(|first| first < rank);
            if self.line.iter().any(|(sku, line)| better(line) && free(sku)) {
                wrong.push(format!("{} was served before a better rank", winner.buyer));
            }
        }
        wrong.into_iter().for_each(|why| self.differs(seq, why));
    }

    /// Somebody who waits for a SKU of which there are units to give.
    #[cfg(test)]
    pub(crate) fn kept_waiting(&self, balances: &Balances) -> Option<&str> {
        let free = |sku: &str| balances.available(&self.merchant, sku) > 0;
        let mut lines = self.line.iter().filter(|(sku, line)| !line.is_empty() && free(sku));
        let first = lines.next().filter(|_| self.taken < self.terms.allotment)?.1.first()?;
        Some(&self.listed(*first)?.buyer)
    }
}

fn hash(parts: &[&[u8]]) -> Hash {
    let all = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part));
    all.finalize().into()
}
