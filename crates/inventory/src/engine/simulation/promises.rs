//! What people were promised, checked from the durable answers alone by code that
//! shares nothing with the rules: units are conserved, limits hold, orders are paid
//! back once, and whoever waits, enters a draw or buys in a group gets what the
//! order, the lot or the tier says.

use std::collections::BTreeMap;

use hawker_domain::stock::Stock;
use hawker_proto::v1::{
    DefineSaleRequest, JournalEntry, Line, Outcome, Reservation, ReservationState, ReserveMode,
    ReserveRequest, SaleState, journal_entry::Command,
};

use super::{Fails, clients::MERCHANT, line::Waitlists, must, party::Party};
use crate::{
    audit::{Balances, Lots},
    convert,
};

/// What a sale said of its limits.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) allotment: u32,
    limit: u32,
    by_sku: u32,
    by_household: u32,
    extensions: u32,
    pub(super) state: SaleState,
}

/// Units that somebody may not have more of: by sale, and by buyer, SKU or household.
type Scope<'a> = (&'a str, [&'a str; 3]);

/// Reservations and sales as the answers told of them last.
#[derive(Debug, Default)]
pub(super) struct Shop {
    pub(super) reservations: BTreeMap<u64, Reservation>,
    pub(super) sales: BTreeMap<String, Terms>,
}

/// Everything that the answers promise.
pub(super) struct Promises {
    shop: Shop,
    balances: Balances,
    lots: Lots,
    line: Waitlists,
    party: Party,
    /// Units of an order that were bought, less those that were paid back.
    bought: BTreeMap<(u64, String), i64>,
}

pub(super) fn lives(reservation: &Reservation) -> bool {
    matches!(reservation.state(), ReservationState::Held | ReservationState::Committed)
}

impl Shop {
    /// Units that are held and bought, by whatever is asked for.
    fn units(&self, (sale, [buyer, sku, household]): Scope<'_>) -> u32 {
        let is = |asked: &str, own: &str| asked.is_empty() || asked == own;
        let own = self.reservations.values().filter(|r| {
            lives(r) && r.sale == sale && is(buyer, &r.buyer) && is(household, &r.household)
        });
        let lines = own.flat_map(|r| &r.lines).filter(|line| is(sku, &line.sku));
        lines.map(|line| line.quantity).sum()
    }

    /// Units of a sale that nobody has.
    pub(super) fn left(&self, sale: &str) -> u32 {
        self.sales[sale].allotment - self.units((sale, [""; 3]))
    }

    /// Units that a buyer may still have in a sale, of whatever SKU.
    fn left_in_all(&self, sale: &str, buyer: &str, household: &str) -> u32 {
        let terms = &self.sales[sale];
        let left = terms.limit.saturating_sub(self.units((sale, [buyer, "", ""])));
        if household.is_empty() || terms.by_household == 0 {
            return left;
        }
        left.min(terms.by_household.saturating_sub(self.units((sale, ["", "", household]))))
    }

    /// Units of a SKU that a buyer may still have in a sale.
    pub(super) fn limit_left(&self, sale: &str, buyer: &str, sku: &str, household: &str) -> u32 {
        let left = self.left_in_all(sale, buyer, household);
        match self.sales[sale].by_sku {
            0 => left,
            limit => left.min(limit.saturating_sub(self.units((sale, [buyer, sku, ""])))),
        }
    }

    fn within_limits(&self, now: &Reservation) -> Fails {
        let Some(terms) = self.sales.get(&now.sale) else {
            for line in &now.lines {
                let units = self.units(("", [&now.buyer, &line.sku, ""]));
                must!(units <= 2, "{} has {units} of {}, outside sales", now.buyer, line.sku);
            }
            return Ok(());
        };
        let own = |scope| self.units((now.sale.as_str(), scope));
        let (buyer, household) = (now.buyer.as_str(), now.household.as_str());
        let units = own([buyer, "", ""]);
        must!(units <= terms.limit, "{buyer} has {units} units in {}: {terms:?}", now.sale);
        for line in now.lines.iter().filter(|_| terms.by_sku > 0) {
            let units = own([buyer, &line.sku, ""]);
            must!(units <= terms.by_sku, "{buyer} has {units} of {}: {terms:?}", line.sku);
        }
        if terms.by_household > 0 {
            must!(!household.is_empty(), "{now:?} is of no household");
            let units = own(["", "", household]);
            must!(units <= terms.by_household, "{household} has {units} units: {terms:?}");
        }
        let units = own([""; 3]);
        must!(units <= terms.allotment, "{units} units are given out in {}: {terms:?}", now.sale);
        must!(now.extensions <= terms.extensions, "{now:?} has more time than {terms:?} allow");
        Ok(())
    }

    fn is_over_limits(&self, r: &ReserveRequest) -> bool {
        let wanted: u32 = r.lines.iter().map(|line| line.quantity).sum();
        r.lines.iter().any(|line| {
            if r.sale.is_empty() {
                let has = self.units(("", [&r.buyer, &line.sku, ""]));
                return has + line.quantity > r.limit_per_buyer.max(1);
            }
            // The limit of a SKU counts its line, the others count all lines.
            let by_sku = self.sales[&r.sale].by_sku;
            let has = self.units((&r.sale, [&r.buyer, &line.sku, ""]));
            by_sku > 0 && has + line.quantity > by_sku
                || wanted > self.left_in_all(&r.sale, &r.buyer, &r.household)
        })
    }

    fn define(&mut self, r: &DefineSaleRequest) {
        let terms = Terms {
            allotment: r.allotment,
            limit: r.limit_per_buyer.max(1),
            by_sku: r.limit_per_sku,
            by_household: r.limit_per_household,
            extensions: r.max_extensions.unwrap_or(1),
            state: SaleState::Scheduled,
        };
        self.sales.insert(r.sale.clone(), terms);
    }

    fn command(&mut self, command: &Command) {
        let (sale, state) = match command {
            Command::DefineSale(r) => return self.define(r),
            Command::ChangeSale(r) => {
                if let Some(terms) = self.sales.get_mut(&r.sale) {
                    terms.allotment += r.add_allotment;
                    terms.limit = r.limit_per_buyer.unwrap_or(terms.limit);
                }
                return;
            }
            Command::OpenSale(r) => (&r.sale, SaleState::Open),
            Command::ResumeSale(r) => (&r.sale, SaleState::Open),
            Command::PauseSale(r) => (&r.sale, SaleState::Paused),
            Command::CloseSale(r) => (&r.sale, SaleState::Closed),
            _ => return,
        };
        if let Some(terms) = self.sales.get_mut(sale) {
            terms.state = state;
        }
    }
}

impl Promises {
    pub(super) fn new() -> Self {
        Self {
            shop: Shop::default(),
            balances: Balances::default(),
            lots: Lots::of(MERCHANT, "lots"),
            line: Waitlists::default(),
            party: Party::default(),
            bought: BTreeMap::new(),
        }
    }

    /// Takes in an entry of record `seq`. Tells the place in line that it must name.
    pub(super) fn entry(&mut self, seq: u64, entry: &JournalEntry) -> Fails<Option<u32>> {
        let Some(command) = &entry.command else { return Ok(None) };
        self.balances.entry(entry);
        self.lots.entry(seq, entry, &self.balances);
        must!(self.lots.differences.is_empty(), "the draw: {:?}", self.lots.differences);
        if entry.outcome() == Outcome::Done {
            self.shop.command(command);
            self.party.command(command);
            self.line.command(command);
        }
        self.is_true(command, entry.outcome())?;
        for now in entry.expired.iter().chain(&entry.reservation).chain(&entry.changed) {
            // An order that the same payment asks for again is told as it was.
            if !(matches!(command, Command::Commit(_)) && self.is_order(now.id)) {
                self.reservation(now)?;
            }
        }
        if let (Command::Cancel(_), Outcome::Cancelled) = (command, entry.outcome()) {
            self.paid_back(entry.reservation.as_ref())?;
        }
        self.line.after(entry, &self.shop, &self.balances)
    }

    /// Nobody is turned away without a reason.
    fn is_true(&self, command: &Command, outcome: Outcome) -> Fails {
        let free = |sku: &str| self.balances.available(MERCHANT, sku);
        let is_there = |lines: &[Line]| lines.iter().all(|l| free(&l.sku) >= i64::from(l.quantity));
        match (command, outcome) {
            (Command::Reserve(r), Outcome::SoldOut) if r.mode() == ReserveMode::Unspecified => {
                let wanted = r.lines.iter().map(|line| line.quantity).sum();
                let left = r.sale.is_empty() || self.shop.left(&r.sale) >= wanted;
                must!(!left || !is_there(&r.lines), "there is all that {r:?} asks for");
            }
            (Command::Reserve(r), Outcome::Limit) if r.mode() == ReserveMode::Unspecified => {
                must!(self.shop.is_over_limits(r), "{r:?} is within its limits");
            }
            (Command::JoinWaitlist(r), Outcome::Limit) => {
                let line = &r.lines[0];
                let left = self.shop.limit_left(&r.sale, &r.buyer, &line.sku, &r.household);
                must!(line.quantity > left, "{r:?} is within its limits");
            }
            _ => {}
        }
        Ok(())
    }

    fn is_order(&self, id: u64) -> bool {
        let known = self.shop.reservations.get(&id);
        known.is_some_and(|known| known.state() == ReservationState::Committed)
    }

    fn reservation(&mut self, now: &Reservation) -> Fails {
        let before = self.shop.reservations.get(&now.id).cloned();
        self.party.reservation(before.as_ref(), now)?;
        if lives(now) && !before.as_ref().is_some_and(lives) && now.sale != "lots" {
            self.line.got_units(now, before.is_none(), &self.shop)?;
        }
        let is_order = |r: &Reservation| r.state() == ReservationState::Committed;
        if is_order(now) && !before.as_ref().is_some_and(is_order) {
            for line in &now.lines {
                let bought = self.bought.entry((now.id, line.sku.clone())).or_default();
                *bought += i64::from(line.quantity);
            }
        }
        self.shop.reservations.insert(now.id, now.clone());
        if lives(now) { self.shop.within_limits(now) } else { Ok(()) }
    }

    /// What is paid back of an order was bought with it, and never paid back before.
    fn paid_back(&mut self, order: Option<&Reservation>) -> Fails {
        let Some(order) = order else { return Ok(()) };
        for line in order.refund.iter().flat_map(|refund| &refund.lines) {
            let left = self.bought.entry((order.id, line.sku.clone())).or_default();
            *left -= i64::from(line.quantity);
            must!(*left >= 0, "more is paid back than was bought: {order:?}");
        }
        Ok(())
    }

    /// When record `seq` is taken in: the state is what the answers say, and nobody
    /// waits for something that is there.
    pub(super) fn end(&mut self, seq: u64, state: &Stock) -> Fails {
        let mut differences = Vec::new();
        self.balances.end(seq, &mut differences);
        self.balances.compare(state, &mut |difference| differences.push(difference));
        must!(differences.is_empty(), "the answers say something else: {differences:?}");
        for sale in state.sales().map(convert::sale) {
            if let Some(terms) = self.shop.sales.get_mut(&sale.sale) {
                terms.state = sale.state();
            }
            if sale.state() == SaleState::Closed {
                self.line.close(&sale.sale);
                self.party.closed(&sale.sale, &self.shop)?;
            }
            if sale.sale == "lots" && matches!(sale.state(), SaleState::Open | SaleState::SoldOut) {
                let waits = self.lots.kept_waiting(&self.balances);
                must!(waits.is_none(), "{waits:?} waits for a draw that has units");
            }
        }
        self.line.nobody_waits_in_vain(&self.shop, &self.balances)
    }
}
