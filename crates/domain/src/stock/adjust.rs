//! Stock that is corrected: adjustments with a reason, counts, safety stock and
//! returns. A cut below what is held is refused, with the holds that would have
//! to go, or releases the newest of them.

use super::{
    Stock,
    answer::{Rare, RareOutcome, Refusal, Reply, ReservationState},
    command::{Adjust, Return, SetCount, SetSafety, Shortfalls},
    limits::{SHORTFALL_LOOK, SHORTFALLS},
    names::{Ix, NONE},
};
use crate::{MerchantRef, SkuRef};

/// A hold for which no units would be left: its counter, and its units of the SKU.
type Short = (u64, u32);

impl Stock {
    fn find_sku(&self, merchant: MerchantRef<'_>, sku: SkuRef<'_>) -> Result<Ix, Reply> {
        let merchant = self.merchants.find(NONE, merchant.as_str());
        let sku = merchant.and_then(|merchant| self.skus.find(merchant, sku.as_str()));
        sku.ok_or(Reply::Wrong(Refusal::SkuNotFound))
    }

    pub(crate) fn adjust(&mut self, command: &Adjust<'_>) -> Result<Reply, Reply> {
        let ix = self.find_sku(command.merchant, command.sku)?;
        self.adjust_by(ix, i64::from(command.by), command.on_shortfall)
    }

    pub(crate) fn set_count(&mut self, command: &SetCount<'_>) -> Result<Reply, Reply> {
        let ix = self.find_sku(command.merchant, command.sku)?;
        let sku = self.skus.get(ix);
        if sku.version != command.expected_version {
            let stock = Some(sku.as_of(ix));
            return Err(Rare { stock, ..Rare::new(RareOutcome::Conflict) }.into());
        }
        let by = i64::from(command.count) - sku.on_hand();
        self.adjust_by(ix, by, command.on_shortfall)
    }

    pub(crate) fn set_safety(&mut self, command: &SetSafety<'_>) -> Result<Reply, Reply> {
        let ix = self.find_sku(command.merchant, command.sku)?;
        self.skus.get_mut(ix).safety = command.units;
        self.touch(ix);
        self.settle_sales_of(ix);
        Ok(Reply::Stock(Box::new(self.skus.get_mut(ix).show(ix))))
    }

    pub(crate) fn return_stock(&mut self, command: &Return<'_>) -> Result<Reply, Reply> {
        let ix = self.find_sku(command.merchant, command.sku)?;
        if let Some(id) = command.reservation {
            let found = self.find_reservation(command.merchant, id);
            let (counter, slot) = found.ok_or(Reply::Wrong(Refusal::ReservationNotFound))?;
            if slot.state != ReservationState::Committed {
                return Err(Reply::Wrong(Refusal::NoOrder));
            }
            let returned = self.extras.of(counter, slot).map_or(0, |extra| extra.returned(ix));
            if slot.units_of(ix) - returned < command.quantity {
                return Err(Reply::Wrong(Refusal::NotSold));
            }
        }
        if !self.skus.get(ix).can_return(command.quantity) {
            return Err(Reply::Wrong(Refusal::NotSold));
        }
        let out = if command.damaged { command.quantity } else { 0 };
        if !self.skus.get_mut(ix).take_back(command.quantity, out) {
            return Err(Reply::Wrong(Refusal::TooManyUnits));
        }
        if let Some(id) = command.reservation {
            let extra = self.extra_mut(self.reservations.counter(id));
            extra.set_returned(ix, extra.returned(ix) + command.quantity);
        }
        self.touch(ix);
        self.settle_sales_of(ix);
        Ok(Reply::Stock(Box::new(self.skus.get_mut(ix).show(ix))))
    }

    /// Adds so many units, or takes them out.
    fn adjust_by(&mut self, ix: Ix, by: i64, on_shortfall: Shortfalls) -> Result<Reply, Reply> {
        if by == 0 {
            return Ok(Reply::Stock(Box::new(self.skus.get(ix).as_of(ix))));
        }
        let sku = self.skus.get(ix);
        let available = i64::from(sku.available);
        if sku.on_hand() + by < 0 {
            return Err(Reply::Wrong(Refusal::NotOnHand));
        }
        let short = match u64::try_from(-by - available) {
            Ok(missing) if missing > 0 => self.short_holds(ix, missing, on_shortfall)?,
            _ => Vec::new(),
        };
        let ended: Vec<_> =
            short.iter().filter_map(|(counter, _)| self.end_quietly(*counter)).collect();
        if !self.skus.get_mut(ix).adjust(by) {
            return Err(Reply::Wrong(Refusal::TooManyUnits));
        }
        self.touch(ix);
        ended.iter().for_each(|slot| self.settle_after(slot));
        self.settle_sales_of(ix);
        let stock = self.skus.get_mut(ix).show(ix);
        if short.is_empty() {
            return Ok(Reply::Stock(Box::new(stock)));
        }
        self.batch.changed.extend(short.iter().map(|(counter, _)| self.reservations.id(*counter)));
        let done = Rare { stock: Some(stock), ..Rare::new(RareOutcome::Done) };
        Ok(Rare { shortfalls: self.listed(&short), ..done }.into())
    }

    /// The newest holds that must be released for `missing` units of a SKU; an
    /// answer instead, if they may not be, or are too many.
    fn short_holds(
        &self,
        ix: Ix,
        missing: u64,
        on_shortfall: Shortfalls,
    ) -> Result<Vec<Short>, Reply> {
        let mut short = Vec::new();
        let mut more = 0;
        let mut found = 0;
        for counter in self.reservations.newest_first(self.reservations.next()).take(SHORTFALL_LOOK)
        {
            let slot = self.reservations.get(counter).filter(|slot| slot.is_held());
            let units = slot.map_or(0, |slot| slot.units_of(ix));
            if units == 0 {
                continue;
            }
            if short.len() < SHORTFALLS {
                short.push((counter, units));
            } else {
                more += 1;
            }
            found += u64::from(units);
            if found >= missing {
                break;
            }
        }
        if on_shortfall == Shortfalls::ReleaseNewest && more == 0 && found >= missing {
            return Ok(short);
        }
        let stock = Some(self.skus.get(ix).as_of(ix));
        let refused = Rare { stock, more_shortfalls: more, ..Rare::new(RareOutcome::Shortfall) };
        Err(Rare { shortfalls: self.listed(&short), ..refused }.into())
    }

    fn listed(&self, short: &[Short]) -> Vec<(crate::ReservationId, u32)> {
        short.iter().map(|(counter, units)| (self.reservations.id(*counter), *units)).collect()
    }
}
