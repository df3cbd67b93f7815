//! SKUs and their ledgers.

use super::{
    answer::StockAsOf,
    limits::OPEN_SALES_PER_SKU,
    names::{Ix, Names},
};

/// The stock of one SKU.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sku {
    pub(crate) version: u32,
    pub(crate) received: u32,
    pub(crate) available: u32,
    pub(crate) held: u32,
    pub(crate) sold: u32,
    /// Open sales that cover it.
    pub(crate) sales: Vec<Ix>,
    /// The batch that raised `version` last, unless that version was shown since.
    raised_at: u64,
    /// The batch that changed it last.
    touched_at: u64,
}

impl Sku {
    /// Raises the version, once a batch: what lies between is seen by nobody.
    /// Tells whether this is the batch's first change of it.
    pub(crate) fn touch(&mut self, seq: u64) -> bool {
        if self.raised_at != seq {
            // Four thousand million batches: years of continuous sale.
            self.version = self.version.saturating_add(1);
            self.raised_at = seq;
        }
        let first = self.touched_at != seq;
        self.touched_at = seq;
        first
    }

    /// The stock as it stands, to be shown within the batch: a further change
    /// gets a version of its own.
    pub(crate) fn show(&mut self, ix: Ix) -> StockAsOf {
        self.raised_at = 0;
        self.as_of(ix)
    }

    pub(crate) fn as_of(&self, ix: Ix) -> StockAsOf {
        StockAsOf {
            sku: ix,
            version: self.version,
            available: self.available,
            held: self.held,
            sold: self.sold,
        }
    }

    pub(crate) fn can_be_covered(&self) -> bool {
        self.sales.len() < OPEN_SALES_PER_SKU
    }

    /// What of the ledger does not add up.
    pub(crate) fn imbalance(&self, open_units: u64) -> Option<String> {
        let sum = u64::from(self.available) + u64::from(self.held) + u64::from(self.sold);
        if sum != u64::from(self.received) {
            let Self { received, available, held, sold, .. } = self;
            return Some(format!(
                "received {received} is not available {available} + held {held} + sold {sold}"
            ));
        }
        (u64::from(self.held) != open_units)
            .then(|| format!("held {} is not the {open_units} of open reservations", self.held))
    }
}

/// Every SKU, by name and by index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skus {
    names: Names,
    skus: Vec<Sku>,
}

impl Skus {
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn len(&self) -> usize {
        self.skus.len()
    }

    pub(crate) fn find(&self, merchant: Ix, name: &str) -> Option<Ix> {
        self.names.find(merchant, name)
    }

    pub(crate) fn intern(&mut self, merchant: Ix, name: &str) -> Ix {
        let ix = self.names.intern(merchant, name);
        if self.skus.len() < self.names.len() {
            self.skus.push(Sku::default());
        }
        ix
    }

    pub(crate) fn get(&self, ix: Ix) -> &Sku {
        &self.skus[ix as usize]
    }

    pub(crate) fn get_mut(&mut self, ix: Ix) -> &mut Sku {
        &mut self.skus[ix as usize]
    }

    /// The SKU's owner.
    pub(crate) fn merchant(&self, ix: Ix) -> Ix {
        self.names.scope(ix)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Ix, &Sku)> {
        (0..).zip(&self.skus)
    }
}
