//! What of a reservation can be had when not all of it can, and the limits that
//! only few sales have: by SKU, and by household.

use super::{
    Stock,
    answer::Reply,
    command::Mode,
    extras::Counted,
    names::{Ix, NONE},
    parties::Scope,
    reservations::{Contents, Units},
    reserve::{Asking, Whose},
    sales::Sale,
};

impl Stock {
    /// The lines that can be had: whole ones, or as many units of each as there
    /// are, in their order. When nothing can be had, the answer is that of the
    /// first line alone.
    pub(crate) fn what_fits(
        &self,
        mode: Mode,
        asking: Asking,
        contents: &Contents,
    ) -> Result<Contents, Reply> {
        let mut fitting = Vec::new();
        let mut taken = 0;
        for units in contents.as_slice() {
            let most = self.room_for(asking, units.sku, taken).min(units.quantity);
            let whole = most == units.quantity;
            let quantity = if whole || mode == Mode::BestEffort { most } else { 0 };
            if quantity > 0 {
                fitting.push(Units { quantity, ..*units });
                taken += quantity;
            }
        }
        match (&*fitting, contents.as_slice()) {
            ([], [first, ..]) => {
                self.check_all(asking, std::slice::from_ref(first))?;
                Ok(Contents::One(*first))
            }
            ([one], _) => Ok(Contents::One(*one)),
            _ => Ok(Contents::Many(fitting.into_boxed_slice())),
        }
    }

    /// How many units of a SKU can be had after `taken` others.
    fn room_for(&self, asking: Asking, sku: Ix, taken: u32) -> u32 {
        let there = self.skus.get(sku).reservable();
        let scope = if asking.sale == NONE { Scope::sku(sku) } else { Scope::sale(asking.sale) };
        let has = asking.buyer.map_or(0, |buyer| self.buyers.units(buyer, scope));
        let limit = asking.limit.saturating_sub(has);
        let Some(sale) = self.sales.get(asking.sale as usize) else { return there.min(limit) };
        let shared = limit.min(sale.left()).min(self.household_quota_left(asking, sale));
        there.min(shared.saturating_sub(taken)).min(self.sku_quota_left(asking, sale, sku))
    }

    /// Units of a SKU that the buyer may still get in a sale.
    pub(crate) fn sku_quota_left(&self, asking: Asking, sale: &Sale, sku: Ix) -> u32 {
        if sale.limit_per_sku == 0 {
            return u32::MAX;
        }
        let has = asking.buyer.map_or(0, |buyer| self.quotas.sku(buyer, asking.sale, sku));
        sale.limit_per_sku.saturating_sub(has)
    }

    /// Units that the household may still get in a sale.
    pub(crate) fn household_quota_left(&self, asking: Asking, sale: &Sale) -> u32 {
        if sale.limit_per_household == 0 {
            return u32::MAX;
        }
        let has = asking.household.map_or(0, |home| self.quotas.household(home, asking.sale));
        sale.limit_per_household.saturating_sub(has)
    }

    /// Counts units of a sale by household and, where the sale limits them, by SKU.
    pub(crate) fn count_quotas(
        &mut self,
        whose: Whose,
        all: &[Units],
        change: impl Fn(u32) -> Counted,
    ) {
        let Whose { buyer, sale, household } = whose;
        let by_sku = self.sales[sale as usize].limit_per_sku > 0;
        if !by_sku && household == NONE {
            return;
        }
        for units in all {
            if by_sku {
                self.quotas.change_sku(buyer, sale, units.sku, change(units.quantity));
            }
            if household != NONE {
                self.quotas.change_household(household, sale, change(units.quantity));
            }
        }
    }

    /// Counts the units of reservations from a snapshot by SKU, in sales that limit
    /// them so.
    pub(crate) fn count_by_sku_again(&mut self) {
        if self.sales.iter().all(|sale| sale.limit_per_sku == 0) {
            return;
        }
        let Self { sales, quotas, reservations, .. } = self;
        for (_, slot) in reservations.iter().filter(|(_, slot)| slot.counts()) {
            if sales.get(slot.sale as usize).is_some_and(|sale| sale.limit_per_sku > 0) {
                for units in slot.contents.as_slice() {
                    let more = Counted::More(units.quantity);
                    quotas.change_sku(slot.buyer, slot.sale, units.sku, more);
                }
            }
        }
    }
}
