//! SKUs and their ledgers.

use super::{
    answer::StockAsOf,
    limits::OPEN_SALES_PER_SKU,
    names::{Ix, Names},
};

/// The stock of one SKU: one line of the processor's caches, which is what it costs
/// to find it where there are many.
#[derive(Debug, Clone, Default)]
#[repr(align(64))]
pub(crate) struct Sku {
    pub(crate) version: u32,
    pub(crate) received: u32,
    /// Sold units that came back, ever.
    pub(crate) returned: u32,
    /// What adjustments added, less what they took out, ever.
    pub(crate) adjusted: i64,
    /// On hand and not held, with those that are kept back.
    pub(crate) available: u32,
    pub(crate) held: u32,
    /// Ever.
    pub(crate) sold: u32,
    /// Units to keep back from being reserved.
    pub(crate) safety: u32,
    /// Open sales that cover it.
    pub(crate) sales: Box<[Ix]>,
    /// The batch that changed it last.
    touched_at: u64,
    /// Whether that batch raised `version`, and the version was not shown since.
    raised: bool,
}

const _: () = assert!(size_of::<Sku>() == 64, "what a SKU has beyond a line is boxed");

impl Sku {
    /// Raises the version, once a batch: what lies between is seen by nobody.
    /// Tells whether this is the batch's first change of it.
    pub(crate) fn touch(&mut self, seq: u64) -> bool {
        let first = self.touched_at != seq;
        if first || !self.raised {
            // Four thousand million batches: years of continuous sale.
            self.version = self.version.saturating_add(1);
            self.raised = true;
        }
        self.touched_at = seq;
        first
    }

    /// The stock as it stands, to be shown within the batch: a further change
    /// gets a version of its own.
    pub(crate) fn show(&mut self, ix: Ix) -> StockAsOf {
        self.raised = false;
        self.as_of(ix)
    }

    pub(crate) fn as_of(&self, ix: Ix) -> StockAsOf {
        StockAsOf {
            sku: ix,
            version: self.version,
            available: self.reservable(),
            held: self.held,
            sold: self.sold,
            safety: self.safety,
            returned: self.returned,
            adjusted: self.adjusted,
            received: self.received,
        }
    }

    /// Units that can be reserved.
    pub(crate) const fn reservable(&self) -> u32 {
        self.available.saturating_sub(self.safety)
    }

    /// Units in the merchant's hands.
    pub(crate) fn on_hand(&self) -> i64 {
        i64::from(self.available) + i64::from(self.held)
    }

    /// Units that came in, by whatever way, and were not adjusted out. This is a
    /// `u32`, and so is each part of the ledger then.
    fn came_in(&self) -> i64 {
        i64::from(self.received) + i64::from(self.returned) + self.adjusted
    }

    fn has_room(&self, units: i64) -> bool {
        self.came_in() + units <= i64::from(u32::MAX)
    }

    /// Adds units that come in for the first time, if there is room for them.
    pub(crate) fn receive(&mut self, units: u32) -> bool {
        let Some(received) = self.received.checked_add(units) else { return false };
        if !self.has_room(i64::from(units)) {
            return false;
        }
        self.received = received;
        self.available += units;
        true
    }

    /// Adds units, or takes out some that are available.
    pub(crate) fn adjust(&mut self, by: i64) -> bool {
        let available = u32::try_from(i64::from(self.available) + by);
        let Ok(available) = available else { return false };
        if !self.has_room(by) {
            return false;
        }
        self.adjusted += by;
        self.available = available;
        true
    }

    /// Whether so many sold units are out.
    pub(crate) fn can_return(&self, units: u32) -> bool {
        self.returned.checked_add(units).is_some_and(|returned| returned <= self.sold)
    }

    /// Sold units that are still out.
    pub(crate) const fn still_out(&self) -> u32 {
        self.sold.saturating_sub(self.returned)
    }

    /// Takes sold units back, of which some are adjusted out at once.
    pub(crate) fn take_back(&mut self, units: u32, out: u32) -> bool {
        let more = units.saturating_sub(out);
        if !self.has_room(i64::from(more)) {
            return false;
        }
        self.returned += units;
        self.adjusted -= i64::from(out);
        self.available += more;
        true
    }

    pub(crate) fn can_be_covered(&self) -> bool {
        self.sales.len() < OPEN_SALES_PER_SKU
    }

    /// What of the ledger does not add up.
    pub(crate) fn imbalance(&self, open_units: u64) -> Option<String> {
        let Self { received, returned, adjusted, available, held, sold, .. } = self;
        if self.on_hand() + i64::from(*sold) != self.came_in() {
            return Some(format!(
                "received {received} + returned {returned} + adjusted {adjusted} \
                 is not available {available} + held {held} + sold {sold}"
            ));
        }
        if returned > sold {
            return Some(format!("returned {returned} is more than sold {sold}"));
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
