//! What only few reservations have, beside the table of all: the household, the
//! payment, a price that has changed. A flag in the reservation's slot says
//! whether there is any of it, so that all others cost no look.

use std::collections::BTreeMap;

use super::{
    answer::Rare,
    names::{Ix, NONE},
    reservations::{Contents, Slot},
};

/// What one reservation has beside its slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extra {
    /// A label of the scope of households.
    pub(crate) household: Ix,
    /// The version of the sale's price at which it was granted, from 2 on.
    pub(crate) price_version: u32,
    /// The shop's name for the payment, of what is or was an order.
    pub(crate) payment: Option<Box<str>>,
    /// How often it got more time.
    pub(crate) extensions: u32,
    /// The order that it was left over from; 0 if from none.
    pub(crate) rest_of: u64,
    /// What it held when it was made, if that was changed since. Answers that were
    /// given before are put together from it.
    pub(crate) original: Option<Contents>,
    /// The answer with which it became an order, if it did so in part.
    pub(crate) committed: Option<Box<Rare>>,
    /// Units of the order that came back by themselves, by SKU.
    pub(crate) returned: Vec<(Ix, u32)>,
}

impl Default for Extra {
    fn default() -> Self {
        Self {
            household: NONE,
            price_version: 0,
            payment: None,
            extensions: 0,
            rest_of: 0,
            original: None,
            committed: None,
            returned: Vec::new(),
        }
    }
}

impl Extra {
    pub(crate) fn payment_reference(&self) -> &str {
        self.payment.as_deref().unwrap_or_default()
    }

    /// Units of the SKU that came back by themselves.
    pub(crate) fn returned(&self, sku: Ix) -> u32 {
        self.returned.iter().find(|(own, _)| *own == sku).map_or(0, |(_, units)| *units)
    }

    /// Sets how many units of the SKU came back by themselves.
    pub(crate) fn set_returned(&mut self, sku: Ix, units: u32) {
        self.returned.retain(|(own, _)| *own != sku);
        if units > 0 {
            self.returned.push((sku, units));
        }
    }
}

/// The extras of every reservation that has some, by its counter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras(BTreeMap<u64, Extra>);

impl Extras {
    pub(crate) fn of(&self, counter: u64, slot: &Slot) -> Option<&Extra> {
        if slot.has_extra { self.0.get(&counter) } else { None }
    }

    /// The extras to be filled in; the caller sees to the flag in the slot.
    pub(super) fn entry(&mut self, counter: u64) -> &mut Extra {
        self.0.entry(counter).or_default()
    }

    pub(crate) fn forget(&mut self, counter: u64) {
        self.0.remove(&counter);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Extra)> {
        self.0.iter().map(|(counter, extra)| (*counter, extra))
    }
}

/// Units that limits count which few sales have: by household and sale, and by
/// buyer, sale and SKU.
#[derive(Debug, Clone, Default)]
pub(crate) struct Quotas {
    households: BTreeMap<(Ix, Ix), u32>,
    skus: BTreeMap<(Ix, Ix, Ix), u32>,
}

impl Quotas {
    /// Units of a household in a sale.
    pub(crate) fn household(&self, household: Ix, sale: Ix) -> u32 {
        self.households.get(&(household, sale)).copied().unwrap_or_default()
    }

    /// Units of a SKU that a buyer has in a sale that limits them.
    pub(crate) fn sku(&self, buyer: Ix, sale: Ix, sku: Ix) -> u32 {
        self.skus.get(&(buyer, sale, sku)).copied().unwrap_or_default()
    }

    pub(crate) fn change_household(&mut self, household: Ix, sale: Ix, change: Counted) {
        change.make(&mut self.households, (household, sale));
    }

    pub(crate) fn change_sku(&mut self, buyer: Ix, sale: Ix, sku: Ix, change: Counted) {
        change.make(&mut self.skus, (buyer, sale, sku));
    }
}

/// Units that begin or cease to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    More(u32),
    Fewer(u32),
}

impl Counted {
    fn make<K: Ord>(self, counts: &mut BTreeMap<K, u32>, at: K) {
        match self {
            Self::More(units) => *counts.entry(at).or_default() += units,
            Self::Fewer(units) => {
                if let Some(count) = counts.get_mut(&at) {
                    *count -= units;
                    if *count == 0 {
                        counts.remove(&at);
                    }
                }
            }
        }
    }
}
