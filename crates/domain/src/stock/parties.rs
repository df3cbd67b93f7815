//! Merchants and buyers: their names, and what each buyer has.

use std::collections::BTreeMap;

use super::{
    names::{Hashed, Ix, NONE, Names},
    paged::Paged,
    rows::row,
};

/// What a limit per buyer counts in: a sale, or a SKU outside sales.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope(pub(crate) u32);

impl Scope {
    const NOWHERE: Self = Self(u32::MAX);

    pub(crate) const fn sku(ix: Ix) -> Self {
        Self(ix << 1)
    }

    pub(crate) const fn sale(ix: Ix) -> Self {
        Self(ix << 1 | 1)
    }
}

/// What a buyer has. Most buyers ever have units in one scope only, which is
/// kept here; the others are in [`Buyers::more`].
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    newest: u64,
    open: u32,
    scope: Scope,
    units: u32,
}

row! {
    /// A buyer in a snapshot.
    BuyerRow { newest: u64, open: u32, scope: u32, units: u32, }
}

impl Buyer {
    pub(crate) fn of(row: BuyerRow) -> Self {
        let BuyerRow { newest, open, scope, units } = row;
        Self { newest, open, scope: Scope(scope), units }
    }

    fn row(&self) -> BuyerRow {
        let Self { newest, open, scope: Scope(scope), units } = *self;
        BuyerRow { newest, open, scope, units }
    }
}

/// Everyone who ever had an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buyers {
    names: Names,
    buyers: Paged<Buyer>,
    more: BTreeMap<(Ix, Scope), u32>,
}

impl Buyers {
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn find(&self, name: &str) -> Option<Ix> {
        self.names.find(NONE, name)
    }

    /// The hash of a buyer's name.
    pub(crate) fn hashed(name: &str) -> Hashed {
        Hashed::of(NONE, name)
    }

    pub(crate) fn find_hashed(&self, hash: Hashed, name: &str) -> Option<Ix> {
        self.names.find_hashed(hash, NONE, name)
    }

    pub(crate) fn intern(&mut self, name: &str) -> Ix {
        self.intern_hashed(Self::hashed(name), name)
    }

    pub(crate) fn intern_hashed(&mut self, hash: Hashed, name: &str) -> Ix {
        let ix = self.names.intern_hashed(hash, NONE, name);
        if self.buyers.len() < self.names.len() {
            self.buyers.push(Buyer { newest: 0, open: 0, scope: Scope::NOWHERE, units: 0 });
        }
        ix
    }

    /// The buyer's newest reservation; 0 for none.
    pub(crate) fn newest(&self, buyer: Ix) -> u64 {
        self.buyers.get(buyer as usize).map_or(0, |b| b.newest)
    }

    pub(crate) fn set_newest(&mut self, buyer: Ix, newest: u64) {
        if let Some(b) = self.buyers.get_mut(buyer as usize) {
            b.newest = newest;
        }
    }

    /// How many of the buyer's reservations are held.
    pub(crate) fn open(&self, buyer: Ix) -> u32 {
        self.buyers.get(buyer as usize).map_or(0, |b| b.open)
    }

    pub(crate) fn opened(&mut self, buyer: Ix) {
        if let Some(b) = self.buyers.get_mut(buyer as usize) {
            b.open += 1;
        }
    }

    pub(crate) fn ended(&mut self, buyer: Ix) {
        if let Some(b) = self.buyers.get_mut(buyer as usize) {
            b.open -= 1;
        }
    }

    /// Units that the buyer holds and has bought in a scope.
    pub(crate) fn units(&self, buyer: Ix, scope: Scope) -> u32 {
        match self.buyers.get(buyer as usize) {
            Some(b) if b.scope == scope => b.units,
            Some(_) => self.more.get(&(buyer, scope)).copied().unwrap_or_default(),
            None => 0,
        }
    }

    pub(crate) fn add(&mut self, buyer: Ix, scope: Scope, units: u32) {
        let Some(b) = self.buyers.get_mut(buyer as usize) else { return };
        if b.scope == scope {
            b.units += units;
        } else if let Some(more) = self.more.get_mut(&(buyer, scope)) {
            *more += units;
        } else if b.scope == Scope::NOWHERE {
            (b.scope, b.units) = (scope, units);
        } else {
            self.more.insert((buyer, scope), units);
        }
    }

    pub(crate) fn subtract(&mut self, buyer: Ix, scope: Scope, units: u32) {
        let Some(b) = self.buyers.get_mut(buyer as usize) else { return };
        if b.scope == scope {
            b.units -= units;
            if b.units == 0 {
                b.scope = Scope::NOWHERE;
            }
        } else if let Some(more) = self.more.get_mut(&(buyer, scope)) {
            *more -= units;
            if *more == 0 {
                self.more.remove(&(buyer, scope));
            }
        }
    }

    /// What buyers have in further scopes, in the order of buyers and scopes.
    pub(crate) fn more_units(&self) -> impl Iterator<Item = (Ix, Scope, u32)> {
        self.more.iter().map(|((buyer, scope), units)| (*buyer, *scope, *units))
    }

    /// Puts back what a buyer has in a further scope.
    pub(crate) fn restore_more(&mut self, buyer: Ix, scope: Scope, units: u32) {
        self.more.insert((buyer, scope), units);
    }

    /// Every buyer but the name.
    pub(crate) fn rows(&self) -> impl Iterator<Item = BuyerRow> {
        self.buyers.iter().map(Buyer::row)
    }

    /// Puts the next buyers back.
    pub(crate) fn restore(&mut self, buyers: Paged<Buyer>) {
        self.buyers.append(buyers);
    }

    /// Whether every buyer has a name.
    pub(crate) fn is_whole(&self) -> bool {
        self.buyers.len() == self.names.len()
    }

    pub(crate) fn names_mut(&mut self) -> &mut Names {
        &mut self.names
    }
}
