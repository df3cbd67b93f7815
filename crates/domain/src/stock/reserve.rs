//! Setting units aside for a buyer: all lines, or none, or what there is.

use crate::{HouseholdRef, ReservationId};

use super::{
    HOUSEHOLDS, Stock,
    answer::{Rare, RareOutcome, Refusal, Reply, ReservationState, SaleState},
    command::{Line, Mode, Policy, Reserve},
    extras::Counted,
    group::Joining,
    limits::{DEFAULT_HOLD_SECONDS, DEFAULT_LIMIT_PER_BUYER},
    names::{Hashed, Ix, NONE},
    parties::Scope,
    reservations::{Contents, NewSlot, Slot, Units},
    sales::{Sale, or_default},
};

/// What a reservation is going to hold, once it was found possible.
struct Plan {
    sale: Ix,
    hold_seconds: u32,
    contents: Contents,
    joining: Option<Joining>,
}

/// Whose units are counted, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose {
    pub(crate) buyer: Ix,
    /// [`NONE`] if it is not known.
    pub(crate) household: Ix,
    /// [`NONE`] outside sales.
    pub(crate) sale: Ix,
}

/// Whose limits count for a reservation that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    /// The buyer, if known.
    pub(crate) buyer: Option<Ix>,
    /// The household, if one was named and is known.
    pub(crate) household: Option<Ix>,
    /// The sale; [`NONE`] outside sales.
    pub(crate) sale: Ix,
    /// Units per buyer in the sale, or of each SKU outside.
    pub(crate) limit: u32,
}

impl Stock {
    /// Carries out a reservation for a buyer, whose index is given if known, and the
    /// hash of whose name is.
    pub(crate) fn reserve(
        &mut self,
        command: &Reserve<'_>,
        buyer: Option<Ix>,
        hash: Hashed,
    ) -> Reply {
        let merchant = self.merchants.find_again(NONE, command.merchant.as_str());
        let plan = match self.plan(command, merchant, buyer) {
            Ok(plan) => plan,
            Err(reply) => return reply,
        };
        let name = command.buyer.as_str();
        let buyer = buyer.unwrap_or_else(|| self.buyers.intern_hashed(hash, name));
        let new = NewSlot {
            buyer,
            sale: plan.sale,
            show: self.show(command.show),
            listing: self.listing(command.listing),
            hold_seconds: plan.hold_seconds,
            promoted: false,
            contents: plan.contents,
        };
        let household = self.intern_household(command.household);
        let id = self.hold(new, household);
        if let Some(joining) = plan.joining {
            self.join_group(joining.group, id, buyer);
        }
        if command.payment_reference.is_empty() {
            return Reply::Held(id);
        }
        let counter = self.reservations.counter(id);
        self.extra_mut(counter).payment = Some(command.payment_reference.into());
        self.end_hold(counter, ReservationState::Committed);
        Reply::Committed(id)
    }

    /// The label of a household, if one is named and known.
    pub(crate) fn find_household(&self, household: Option<HouseholdRef<'_>>) -> Option<Ix> {
        self.labels.find(HOUSEHOLDS, household?.as_str())
    }

    /// The label of a household; [`NONE`] where none is named.
    pub(crate) fn intern_household(&mut self, household: Option<HouseholdRef<'_>>) -> Ix {
        household.map_or(NONE, |household| self.labels.intern(HOUSEHOLDS, household.as_str()))
    }

    /// Makes a reservation that was found possible.
    pub(crate) fn hold(&mut self, new: NewSlot, household: Ix) -> ReservationId {
        self.take(&new, household);
        let (buyer, sale) = (new.buyer, new.sale);
        let newest = self.buyers.newest(buyer);
        let counter = self.reservations.open(new, newest, self.now);
        self.buyers.set_newest(buyer, counter);
        self.buyers.opened(buyer);
        let price_version = self.later_price(sale);
        if household != NONE || price_version != 0 {
            let extra = self.extra_mut(counter);
            (extra.household, extra.price_version) = (household, price_version);
        }
        self.reservations.id(counter)
    }

    /// The version of a sale's price, if that has ever changed; else 0.
    fn later_price(&self, sale: Ix) -> u32 {
        let version = self.sales.get(sale as usize).map_or(0, |sale| sale.price_version);
        if version > 1 { version } else { 0 }
    }

    fn plan(
        &self,
        command: &Reserve<'_>,
        merchant: Option<Ix>,
        buyer: Option<Ix>,
    ) -> Result<Plan, Reply> {
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
        let joining = self.group_for(ix, command.group)?;
        let price = joining.map_or(sale.price, |joining| joining.price);
        let contents = contents(command.lines.as_slice(), |line| {
            let sku = self.skus.find(merchant, line.sku.as_str());
            let sku = sku.ok_or(Refusal::SkuNotFound)?;
            if !sale.skus.contains(&sku) {
                return Err(Refusal::SkuNotInSale);
            }
            Ok(Units { sku, quantity: line.quantity, price })
        })?;
        check_terms(command, sale, ix)?;
        let household = self.find_household(command.household);
        let asking = Asking { buyer, household, sale: ix, limit: sale.limit_per_buyer };
        let contents = self.fit(command.mode, asking, contents)?;
        let hold_seconds = match joining {
            Some(joining) => joining.hold_seconds,
            None => or_default(command.hold_seconds, sale.hold_seconds),
        };
        Ok(Plan { sale: ix, hold_seconds, contents, joining })
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
        let asking = Asking { buyer, household: None, sale: NONE, limit };
        let contents = self.fit(command.mode, asking, contents)?;
        let hold_seconds = or_default(command.hold_seconds, DEFAULT_HOLD_SECONDS);
        Ok(Plan { sale: NONE, hold_seconds, contents, joining: None })
    }

    /// What of some contents can be had in a mode.
    fn fit(&self, mode: Mode, asking: Asking, contents: Contents) -> Result<Contents, Reply> {
        let contents = match mode {
            Mode::All => contents,
            Mode::Partial | Mode::BestEffort => self.what_fits(mode, asking, &contents)?,
        };
        self.check_all(asking, contents.as_slice())?;
        Ok(contents)
    }

    /// Whether all of some units can be had, by the limits and by the stock.
    pub(crate) fn check_all(&self, asking: Asking, all: &[Units]) -> Result<(), Reply> {
        let Asking { buyer, sale: ix, limit, .. } = asking;
        if ix == NONE {
            for units in all {
                self.check_limit(buyer, Scope::sku(units.sku), units.quantity, limit)?;
            }
            return self.check_available(None, buyer, all);
        }
        let sale = &self.sales[ix as usize];
        let wanted = all.iter().map(|units| units.quantity).sum();
        self.check_limit(buyer, Scope::sale(ix), wanted, limit)?;
        self.check_quotas(asking, sale, all)?;
        if sale.left() < wanted {
            let own = self.own_units(buyer, |slot| if slot.sale == ix { slot.units() } else { 0 });
            return Err(Reply::SoldOut { held_by_others: sale.held.saturating_sub(own) });
        }
        self.check_available(Some(ix), buyer, all)
    }

    /// The limits that few sales have.
    fn check_quotas(&self, asking: Asking, sale: &Sale, all: &[Units]) -> Result<(), Reply> {
        if sale.limit_per_sku > 0 {
            for units in all {
                let left = self.sku_quota_left(asking, sale, units.sku);
                if units.quantity > left {
                    return Err(Reply::Limit { left });
                }
            }
        }
        let left = self.household_quota_left(asking, sale);
        let wanted: u32 = all.iter().map(|units| units.quantity).sum();
        if wanted > left { Err(Reply::Limit { left }) } else { Ok(()) }
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
        all: &[Units],
    ) -> Result<(), Reply> {
        let some_kept = self.waits.has_backlog();
        for units in all {
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
    pub(crate) fn take(&mut self, new: &NewSlot, household: Ix) {
        let total: u32 = new.contents.as_slice().iter().map(|units| units.quantity).sum();
        if let Some(ix) = new.sale() {
            self.sales[ix as usize].held += total;
        }
        let whose = Whose { buyer: new.buyer, household, sale: new.sale };
        self.count(whose, new.contents.as_slice());
        for units in new.contents.as_slice() {
            let sku = self.skus.get_mut(units.sku);
            sku.available -= units.quantity;
            sku.held += units.quantity;
            let ran_out = sku.reservable() == 0;
            self.touch(units.sku);
            if ran_out {
                self.settle_sales_of(units.sku);
            }
        }
        if let Some(ix) = new.sale() {
            self.settle_sale(ix);
        }
    }

    /// Lets units count to the limits of a buyer and a household.
    pub(crate) fn count(&mut self, whose: Whose, all: &[Units]) {
        let Whose { buyer, sale, .. } = whose;
        if sale == NONE {
            for units in all {
                self.buyers.add(buyer, Scope::sku(units.sku), units.quantity);
            }
            return;
        }
        let total = all.iter().map(|units| units.quantity).sum();
        self.buyers.add(buyer, Scope::sale(sale), total);
        self.count_quotas(whose, all, Counted::More);
    }

    /// Lets units count no more.
    pub(crate) fn count_off(&mut self, whose: Whose, all: &[Units]) {
        let Whose { buyer, sale, .. } = whose;
        if sale == NONE {
            for units in all {
                self.buyers.subtract(buyer, Scope::sku(units.sku), units.quantity);
            }
            return;
        }
        let total = all.iter().map(|units| units.quantity).sum();
        self.buyers.subtract(buyer, Scope::sale(sale), total);
        self.count_quotas(whose, all, Counted::Fewer);
    }
}

/// Whether a sale's state and terms allow what is asked.
fn check_terms(command: &Reserve<'_>, sale: &Sale, ix: Ix) -> Result<(), Reply> {
    match sale.state {
        // The units of a draw are given out by lot alone.
        _ if sale.policy == Policy::Draw => return Err(Reply::NotOpen),
        SaleState::Scheduled | SaleState::Drawing | SaleState::Settling | SaleState::Closed => {
            return Err(Reply::NotOpen);
        }
        SaleState::Paused => return Err(Reply::Paused),
        SaleState::Open | SaleState::SoldOut => {}
    }
    if command.price_version != 0 && command.price_version != sale.price_version {
        let sale = Some(sale.as_of(ix));
        return Err(Rare { sale, ..Rare::new(RareOutcome::Conflict) }.into());
    }
    if (sale.policy == Policy::PayFirst) == command.payment_reference.is_empty() {
        return Err(Reply::Wrong(Refusal::PaymentReference));
    }
    if sale.limit_per_household > 0 && command.household.is_none() {
        return Err(Reply::Wrong(Refusal::HouseholdNeeded));
    }
    Ok(())
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
