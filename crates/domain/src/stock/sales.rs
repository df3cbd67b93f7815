//! Stock that comes in, and sales from their definition to their end.
//!
//! A sale is `scheduled → open → sold out ↔ open → closed`, and `paused` in
//! between as often as the host likes. It is sold out when nothing of its
//! allotment is left, or no unit of any of its SKUs; it opens again when a hold
//! comes back or stock comes in. Its price, limits and allotment may change until
//! it is closed.

use crate::{MerchantRef, Money, SaleRef, Timestamp};

use super::{
    Stock,
    answer::{Refusal, Reply, SaleAsOf, SaleState},
    command::{Change, Define, Policy, Receive, SaleCommand},
    limits::{DEFAULT_HOLD_SECONDS, DEFAULT_LIMIT_PER_BUYER, DEFAULT_MAX_EXTENSIONS},
    names::{Ix, NONE},
    waitlist::Waitlist,
};

/// One sale.
#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub(crate) show: Ix,
    pub(crate) listing: Ix,
    pub(crate) skus: Box<[Ix]>,
    pub(crate) price: Money,
    pub(crate) allotment: u32,
    pub(crate) limit_per_buyer: u32,
    pub(crate) hold_seconds: u32,
    pub(crate) open_seconds: u32,
    pub(crate) state: SaleState,
    pub(crate) held: u32,
    pub(crate) sold: u32,
    pub(crate) version: u32,
    pub(crate) closes_at: Option<Timestamp>,
    pub(crate) opened_at: Option<Timestamp>,
    /// Whether people may wait for its units.
    pub(crate) queued: bool,
    pub(crate) policy: Policy,
    pub(crate) limit_per_sku: u32,
    pub(crate) limit_per_household: u32,
    pub(crate) price_version: u32,
    pub(crate) late_commit: bool,
    pub(crate) max_extensions: u32,
    /// 0 for as long as the hold was.
    pub(crate) extend_seconds: u32,
}

impl Sale {
    pub(crate) fn as_of(&self, ix: Ix) -> SaleAsOf {
        SaleAsOf {
            sale: ix,
            state: self.state,
            held: self.held,
            sold: self.sold,
            version: self.version,
            closes_at: self.closes_at,
            opened_at: self.opened_at,
            allotment: self.allotment,
            limit_per_buyer: self.limit_per_buyer,
            limit_per_household: self.limit_per_household,
            price: self.price,
            price_version: self.price_version,
        }
    }

    /// Units of the allotment that are neither held nor sold.
    pub(crate) fn left(&self) -> u32 {
        self.allotment.saturating_sub(self.held).saturating_sub(self.sold)
    }

    pub(crate) fn is_running(&self) -> bool {
        !matches!(self.state, SaleState::Scheduled | SaleState::Closed)
    }

    fn same_terms(&self, other: &Self) -> bool {
        let terms = |s: &Self| {
            let numbers = [s.allotment, s.limit_per_buyer, s.hold_seconds, s.open_seconds];
            let limits = [s.limit_per_sku, s.limit_per_household];
            let late = (s.late_commit, s.max_extensions, s.extend_seconds);
            (s.show, s.listing, s.price, s.policy, numbers, limits, late)
        };
        terms(self) == terms(other) && self.skus == other.skus
    }
}

/// A value, or what is used when it is 0.
pub(crate) const fn or_default(value: u32, default: u32) -> u32 {
    if value == 0 { default } else { value }
}

impl Stock {
    pub(crate) fn find_sale(&self, merchant: MerchantRef<'_>, sale: SaleRef<'_>) -> Option<Ix> {
        let merchant = self.merchants.find(NONE, merchant.as_str())?;
        self.sale_names.find(merchant, sale.as_str())
    }

    pub(crate) fn receive(&mut self, command: &Receive<'_>) -> Reply {
        let merchant = self.merchants.intern(NONE, command.merchant.as_str());
        let ix = self.skus.intern(merchant, command.sku.as_str());
        if !self.skus.get_mut(ix).receive(command.quantity) {
            return Reply::Wrong(Refusal::TooManyUnits);
        }
        self.touch(ix);
        let shown = self.skus.get_mut(ix).show(ix);
        self.settle_sales_of(ix);
        Reply::Stock(Box::new(shown))
    }

    pub(crate) fn define(&mut self, command: &Define<'_>) -> Reply {
        let merchant = command.merchant.as_str();
        let Some(merchant) = self.merchants.find(NONE, merchant) else {
            return Reply::Wrong(Refusal::SkuNotFound);
        };
        let skus = command.skus.iter().map(|sku| self.skus.find(merchant, sku.as_str()));
        let Some(skus) = skus.collect::<Option<Box<[Ix]>>>() else {
            return Reply::Wrong(Refusal::SkuNotFound);
        };
        let known = self.sale_names.find(merchant, command.sale.as_str());
        let sale = self.new_sale(command, skus);
        if let Some(ix) = known {
            let old = &self.sales[ix as usize];
            let same_groups = self.groups.same_terms(ix, command.group.as_ref());
            let same_line =
                sale.policy == Policy::Draw || self.waits.list(ix).terms == command.waits;
            return if old.same_terms(&sale) && same_line && same_groups {
                Reply::Sale(Box::new(old.as_of(ix)))
            } else {
                Reply::Wrong(Refusal::SaleExists)
            };
        }
        let ix = self.sale_names.intern(merchant, command.sale.as_str());
        let as_of = sale.as_of(ix);
        self.sales.push(sale);
        if let Some(terms) = &command.group {
            self.groups.define(ix, terms.clone());
        }
        if command.policy == Policy::Draw {
            self.waits.define_line(ix, self.sales[ix as usize].hold_seconds);
            self.draws.define(ix, command.seed_hash);
        } else {
            self.waits.define(ix, command.waits);
        }
        self.batch.transitions.push(as_of);
        Reply::Sale(Box::new(as_of))
    }

    fn new_sale(&mut self, command: &Define<'_>, skus: Box<[Ix]>) -> Sale {
        Sale {
            show: self.show(command.show),
            listing: self.listing(command.listing),
            skus,
            price: command.price,
            allotment: command.allotment,
            limit_per_buyer: or_default(command.limit_per_buyer, DEFAULT_LIMIT_PER_BUYER),
            hold_seconds: or_default(command.hold_seconds, DEFAULT_HOLD_SECONDS),
            open_seconds: command.open_seconds,
            state: SaleState::Scheduled,
            held: 0,
            sold: 0,
            version: 1,
            closes_at: None,
            opened_at: None,
            queued: command.policy == Policy::Draw || command.waits.waitlist != Waitlist::None,
            policy: command.policy,
            limit_per_sku: command.limit_per_sku,
            limit_per_household: command.limit_per_household,
            price_version: 1,
            late_commit: command.late_commit,
            max_extensions: command.max_extensions.unwrap_or(DEFAULT_MAX_EXTENSIONS),
            extend_seconds: command.extend_seconds,
        }
    }

    /// Whether every SKU of a sale can be covered by one more open sale.
    pub(crate) fn can_cover(&self, command: &SaleCommand<'_>) -> bool {
        self.find_sale(command.merchant, command.sale).is_none_or(|ix| {
            self.sales[ix as usize].skus.iter().all(|sku| self.skus.get(*sku).can_be_covered())
        })
    }

    pub(crate) fn open_sale(&mut self, command: &SaleCommand<'_>) -> Reply {
        let Some(ix) = self.find_sale(command.merchant, command.sale) else {
            return Reply::Wrong(Refusal::SaleNotFound);
        };
        let now = self.now;
        let sale = &mut self.sales[ix as usize];
        if sale.state != SaleState::Scheduled {
            return Reply::Wrong(Refusal::SaleWrongState);
        }
        sale.opened_at = Some(now);
        if sale.open_seconds > 0 {
            let closes_at = now.plus_millis(i64::from(sale.open_seconds) * 1_000);
            sale.closes_at = Some(closes_at);
            self.windows.insert((closes_at, ix));
        }
        self.cover(ix);
        self.begin_group(ix);
        self.transition(ix, SaleState::Open);
        self.settle_sale(ix);
        Reply::Sale(Box::new(self.sales[ix as usize].as_of(ix)))
    }

    /// Notes an open sale at its SKUs, in an order that a snapshot need not keep.
    pub(crate) fn cover(&mut self, ix: Ix) {
        for sku in &self.sales[ix as usize].skus {
            let open = &mut self.skus.get_mut(*sku).sales;
            let mut sales = std::mem::take(open).into_vec();
            let at = sales.partition_point(|open| *open < ix);
            sales.insert(at, ix);
            *open = sales.into_boxed_slice();
        }
    }

    pub(crate) fn close_sale(&mut self, command: &SaleCommand<'_>) -> Reply {
        let Some(ix) = self.find_sale(command.merchant, command.sale) else {
            return Reply::Wrong(Refusal::SaleNotFound);
        };
        if self.sales[ix as usize].state == SaleState::Closed {
            return Reply::Wrong(Refusal::SaleWrongState);
        }
        let sale = &self.sales[ix as usize];
        if sale.policy == Policy::Group && sale.state != SaleState::Scheduled {
            return self.close_groups(ix);
        }
        self.close(ix);
        Reply::Sale(Box::new(self.sales[ix as usize].as_of(ix)))
    }

    pub(crate) fn close(&mut self, ix: Ix) {
        let sale = &self.sales[ix as usize];
        if let Some(closes_at) = sale.closes_at {
            self.windows.remove(&(closes_at, ix));
        }
        for sku in &sale.skus {
            let open = &mut self.skus.get_mut(*sku).sales;
            *open = open.iter().copied().filter(|open| *open != ix).collect();
        }
        self.waits.close(ix);
        if self.sales[ix as usize].policy == Policy::Draw {
            self.draws.close(ix, self.now);
        }
        self.transition(ix, SaleState::Closed);
    }

    pub(crate) fn pause_sale(&mut self, command: &SaleCommand<'_>) -> Reply {
        let from = [SaleState::Open, SaleState::SoldOut];
        match self.sale_in(command.merchant, command.sale, &from) {
            // A draw's entries can take a break; what it gives out then cannot.
            Ok(ix) if self.is_drawn(ix) => Reply::Wrong(Refusal::SaleWrongState),
            Ok(ix) => {
                self.transition(ix, SaleState::Paused);
                Reply::Sale(Box::new(self.sales[ix as usize].as_of(ix)))
            }
            Err(reply) => reply,
        }
    }

    pub(crate) fn resume_sale(&mut self, command: &SaleCommand<'_>) -> Reply {
        match self.sale_in(command.merchant, command.sale, &[SaleState::Paused]) {
            Ok(ix) => {
                // What came free meanwhile is for those who wait.
                let draws = self.sales[ix as usize].policy == Policy::Draw;
                let free = draws || self.has_left(ix) && self.waits.list(ix).waiting == 0;
                self.transition(ix, if free { SaleState::Open } else { SaleState::SoldOut });
                self.settle_sale(ix);
                Reply::Sale(Box::new(self.sales[ix as usize].as_of(ix)))
            }
            Err(reply) => reply,
        }
    }

    /// Changes the terms of a sale. What is held or bought stays as it was granted.
    pub(crate) fn change_sale(&mut self, command: &Change<'_>) -> Reply {
        use SaleState::{Open, Paused, Scheduled, SoldOut};
        let from = [Scheduled, Open, SoldOut, Paused];
        let ix = match self.sale_in(command.merchant, command.sale, &from) {
            Ok(ix) => ix,
            Err(reply) => return reply,
        };
        let sale = &mut self.sales[ix as usize];
        let Some(allotment) = sale.allotment.checked_add(command.add_allotment) else {
            return Reply::Wrong(Refusal::TooManyUnits);
        };
        let before = sale.as_of(ix);
        sale.allotment = allotment;
        if let Some(limit) = command.limit_per_buyer {
            sale.limit_per_buyer = or_default(limit, DEFAULT_LIMIT_PER_BUYER);
        }
        if let Some(limit) = command.limit_per_household {
            sale.limit_per_household = limit;
        }
        if let Some(price) = command.price.filter(|price| *price != sale.price) {
            sale.price = price;
            sale.price_version = sale.price_version.saturating_add(1);
        }
        if sale.as_of(ix) != before {
            self.transition(ix, before.state);
            self.settle_sale(ix);
        }
        Reply::Sale(Box::new(self.sales[ix as usize].as_of(ix)))
    }

    /// A sale that is in one of these states.
    fn sale_in(
        &self,
        merchant: MerchantRef<'_>,
        sale: SaleRef<'_>,
        states: &[SaleState],
    ) -> Result<Ix, Reply> {
        let ix = self.find_sale(merchant, sale).ok_or(Reply::Wrong(Refusal::SaleNotFound))?;
        if states.contains(&self.sales[ix as usize].state) {
            Ok(ix)
        } else {
            Err(Reply::Wrong(Refusal::SaleWrongState))
        }
    }

    /// Notes that a sale's state or terms are others now.
    pub(crate) fn transition(&mut self, ix: Ix, state: SaleState) {
        let sale = &mut self.sales[ix as usize];
        sale.state = state;
        sale.version = sale.version.saturating_add(1);
        self.batch.transitions.push(sale.as_of(ix));
    }

    /// Notices that a running sale sold out, or no longer is. Where people wait,
    /// that is found out when they were served, at the end of the command.
    pub(crate) fn settle_sale(&mut self, ix: Ix) {
        if !self.sales[ix as usize].queued || !self.note_backlog(ix) {
            self.settle_now(ix);
        }
    }

    pub(crate) fn settle_now(&mut self, ix: Ix) {
        if self.sales[ix as usize].policy == Policy::Draw {
            self.settle_draw(ix);
            return;
        }
        match self.sales[ix as usize].state {
            SaleState::Open if !self.has_left(ix) => self.transition(ix, SaleState::SoldOut),
            SaleState::SoldOut if self.has_left(ix) => self.transition(ix, SaleState::Open),
            _ => {}
        }
    }

    /// Whether anything of a sale can be reserved, if it is open.
    pub(crate) fn has_left(&self, ix: Ix) -> bool {
        let sale = &self.sales[ix as usize];
        sale.left() > 0 && sale.skus.iter().any(|sku| self.skus.get(*sku).reservable() > 0)
    }

    /// The same for every open sale of a SKU.
    pub(crate) fn settle_sales_of(&mut self, sku: Ix) {
        for at in 0..self.skus.get(sku).sales.len() {
            let ix = self.skus.get(sku).sales[at];
            self.settle_sale(ix);
        }
    }
}
