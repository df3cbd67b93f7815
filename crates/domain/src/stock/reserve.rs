//! Setting units aside for a buyer: all lines, or none.

use crate::ReservationId;

use super::{
    Stock,
    answer::{Refusal, Reply, SaleState},
    command::{Line, Reserve},
    limits::{DEFAULT_HOLD_SECONDS, DEFAULT_LIMIT_PER_BUYER},
    names::{Ix, NONE},
    parties::Scope,
    reservations::{Contents, NewSlot, Slot, Units},
    sales::or_default,
};

/// What a reservation is going to hold, once it was found possible.
struct Plan {
    sale: Ix,
    hold_seconds: u32,
    contents: Contents,
}

impl Stock {
    /// Carries out a reservation for a buyer, whose index is given if known.
    pub(crate) fn reserve(&mut self, command: &Reserve<'_>, buyer: Option<Ix>) -> Reply {
        let plan = match self.plan(command, buyer) {
            Ok(plan) => plan,
            Err(reply) => return reply,
        };
        let buyer = buyer.unwrap_or_else(|| self.buyers.intern(command.buyer.as_str()));
        let new = NewSlot {
            buyer,
            sale: plan.sale,
            show: self.show(command.show),
            listing: self.listing(command.listing),
            hold_seconds: plan.hold_seconds,
            promoted: false,
            contents: plan.contents,
        };
        Reply::Held(self.hold(new))
    }

    /// Makes a reservation that was found possible.
    pub(crate) fn hold(&mut self, new: NewSlot) -> ReservationId {
        self.take(&new);
        let buyer = new.buyer;
        let newest = self.buyers.newest(buyer);
        let counter = self.reservations.open(new, newest, self.now);
        self.buyers.set_newest(buyer, counter);
        self.buyers.opened(buyer);
        self.reservations.id(counter)
    }

    fn plan(&self, command: &Reserve<'_>, buyer: Option<Ix>) -> Result<Plan, Reply> {
        let merchant = self.merchants.find(NONE, command.merchant.as_str());
        let Some(sale) = command.sale else {
            let merchant = merchant.ok_or(Reply::Wrong(Refusal::SkuNotFound))?;
            return self.plan_outside(command, merchant, buyer);
        };
        let sale = merchant.and_then(|merchant| self.sale_names.find(merchant, sale.as_str()));
        let sale = sale.ok_or(Reply::Wrong(Refusal::SaleNotFound))?;
        self.plan_in_sale(command, sale, buyer)
    }

    fn plan_in_sale(
        &self,
        command: &Reserve<'_>,
        ix: Ix,
        buyer: Option<Ix>,
    ) -> Result<Plan, Reply> {
        let sale = &self.sales[ix as usize];
        let merchant = self.sale_names.scope(ix);
        let contents = contents(command.lines.as_slice(), |line| {
            let sku = self.skus.find(merchant, line.sku.as_str());
            let sku = sku.ok_or(Refusal::SkuNotFound)?;
            if !sale.skus.contains(&sku) {
                return Err(Refusal::SkuNotInSale);
            }
            Ok(Units { sku, quantity: line.quantity, price: sale.price })
        })?;
        if matches!(sale.state, SaleState::Scheduled | SaleState::Closed) {
            return Err(Reply::NotOpen);
        }
        let wanted = contents.as_slice().iter().map(|u| u.quantity).sum();
        self.check_limit(buyer, Scope::sale(ix), wanted, sale.limit_per_buyer)?;
        if sale.left() < wanted {
            let own = self.own_units(buyer, |slot| if slot.sale == ix { slot.units() } else { 0 });
            return Err(Reply::SoldOut { held_by_others: sale.held.saturating_sub(own) });
        }
        self.check_available(Some(ix), buyer, &contents)?;
        let hold_seconds = or_default(command.hold_seconds, sale.hold_seconds);
        Ok(Plan { sale: ix, hold_seconds, contents })
    }

    fn plan_outside(
        &self,
        command: &Reserve<'_>,
        merchant: Ix,
        buyer: Option<Ix>,
    ) -> Result<Plan, Reply> {
        let contents = contents(command.lines.as_slice(), |line| {
            let sku = self.skus.find(merchant, line.sku.as_str());
            let sku = sku.ok_or(Refusal::SkuNotFound)?;
            let price = line.unit_price.ok_or(Refusal::TotalTooBig)?;
            Ok(Units { sku, quantity: line.quantity, price })
        })?;
        let limit = or_default(command.limit_per_buyer, DEFAULT_LIMIT_PER_BUYER);
        for units in contents.as_slice() {
            self.check_limit(buyer, Scope::sku(units.sku), units.quantity, limit)?;
        }
        self.check_available(None, buyer, &contents)?;
        let hold_seconds = or_default(command.hold_seconds, DEFAULT_HOLD_SECONDS);
        Ok(Plan { sale: NONE, hold_seconds, contents })
    }

    fn check_limit(
        &self,
        buyer: Option<Ix>,
        scope: Scope,
        wanted: u32,
        limit: u32,
    ) -> Result<(), Reply> {
        let has = buyer.map_or(0, |buyer| self.buyers.units(buyer, scope));
        let left = limit.saturating_sub(has);
        if wanted > left { Err(Reply::Limit { left }) } else { Ok(()) }
    }

    fn check_available(
        &self,
        sale: Option<Ix>,
        buyer: Option<Ix>,
        contents: &Contents,
    ) -> Result<(), Reply> {
        let some_kept = self.waits.has_backlog();
        for units in contents.as_slice() {
            let sku = self.skus.get(units.sku);
            let kept = some_kept && self.is_kept(sale, units.sku);
            if kept || sku.reservable() < units.quantity {
                let own = self.own_units(buyer, |slot| slot.units_of(units.sku));
                return Err(Reply::SoldOut { held_by_others: sku.held.saturating_sub(own) });
            }
        }
        Ok(())
    }

    /// Units of a kind in the buyer's own open reservations. Looks back only
    /// until all open ones were seen, so for most who are told "sold out" at once.
    fn own_units(&self, buyer: Option<Ix>, count: impl Fn(&Slot) -> u32) -> u32 {
        let Some(buyer) = buyer else { return 0 };
        let chain = self.reservations.chain(self.buyers.newest(buyer));
        let held = chain.filter(|(_, slot)| slot.is_held());
        held.take(self.buyers.open(buyer) as usize).map(|(_, slot)| count(slot)).sum()
    }

    /// Moves the units of a new reservation from available to held.
    fn take(&mut self, new: &NewSlot) {
        let total = new.contents.as_slice().iter().map(|units| units.quantity).sum();
        if let Some(ix) = new.sale() {
            self.buyers.add(new.buyer, Scope::sale(ix), total);
            self.sales[ix as usize].held += total;
        }
        for units in new.contents.as_slice() {
            let sku = self.skus.get_mut(units.sku);
            sku.available -= units.quantity;
            sku.held += units.quantity;
            let ran_out = sku.reservable() == 0;
            self.touch(units.sku);
            if new.sale().is_none() {
                self.buyers.add(new.buyer, Scope::sku(units.sku), units.quantity);
            }
            if ran_out {
                self.settle_sales_of(units.sku);
            }
        }
        if let Some(ix) = new.sale() {
            self.settle_sale(ix);
        }
    }
}

fn contents<'a>(
    lines: &[Line<'a>],
    units: impl Fn(&Line<'a>) -> Result<Units, Refusal>,
) -> Result<Contents, Reply> {
    let contents = match lines {
        [line] => Contents::One(units(line).map_err(Reply::Wrong)?),
        lines => {
            let all: Result<Vec<_>, _> = lines.iter().map(units).collect();
            Contents::Many(all.map_err(Reply::Wrong)?.into_boxed_slice())
        }
    };
    if total(contents.as_slice()).is_none() {
        return Err(Reply::Wrong(Refusal::TotalTooBig));
    }
    Ok(contents)
}

/// What some units cost in all; nothing when it does not fit, or currencies differ.
pub(crate) fn total(units: &[Units]) -> Option<crate::Money> {
    let mut costs = units.iter().map(|u| u.price.times(u.quantity));
    let first = costs.next()??;
    costs.try_fold(first, |sum, cost| sum.plus(cost?))
}
