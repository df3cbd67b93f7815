//! Balances by double entry, from what the journal says came of each command. It
//! knows nothing of the rules: only what a receipt, a hold, an order or a return
//! moves from where to where.

use std::collections::{BTreeMap, BTreeSet};

use hawker_domain::{MerchantRef, ReservationId, stock::Stock};
use hawker_proto::v1::{
    CancelRequest, JournalEntry, JournalRecord, Outcome, Reservation, ReservationState,
    ReturnStockRequest, journal_entry::Command,
};

use crate::convert;

/// A merchant and a SKU.
type Sku = (String, String);

/// What became of the units of a SKU.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Balance {
    received: i64,
    returned: i64,
    adjusted: i64,
    held: i64,
    sold: i64,
    safety: i64,
}

impl Balance {
    /// Units on hand that are not held.
    fn free(&self) -> i64 {
        self.received + self.returned + self.adjusted - self.held - self.sold
    }
}

/// A reservation as it was last told of.
#[derive(Debug)]
struct Known {
    state: ReservationState,
    lines: Vec<(Sku, i64)>,
    /// Units that came back by themselves.
    returned: BTreeMap<Sku, i64>,
}

/// Every balance so far.
#[derive(Debug, Default)]
pub(super) struct Balances {
    skus: BTreeMap<Sku, Balance>,
    reservations: BTreeMap<u64, Known>,
    /// Those that the record in hand moves.
    touched: BTreeSet<Sku>,
}

impl Balances {
    pub(super) fn skus(&self) -> usize {
        self.skus.len()
    }

    pub(super) fn reservations(&self) -> usize {
        self.reservations.len()
    }

    /// Counts a record, and notes what can't be.
    pub(super) fn record(&mut self, record: &JournalRecord, differences: &mut Vec<String>) {
        for entry in &record.entries {
            self.entry(entry);
        }
        for sku in std::mem::take(&mut self.touched) {
            let balance = self.at(sku.clone());
            let seq = record.seq;
            let (merchant, name) = sku;
            if balance.free() < 0 {
                differences
                    .push(format!("record {seq}: {merchant}/{name} is oversold: {balance:?}"));
            }
            if balance.returned > balance.sold {
                differences
                    .push(format!("record {seq}: more of {merchant}/{name} is back than was sold"));
            }
        }
    }

    fn entry(&mut self, entry: &JournalEntry) {
        // What was released to make room for a cut, before the cut.
        for other in entry.expired.iter().chain(&entry.changed) {
            self.reservation(other);
        }
        match (&entry.command, entry.outcome()) {
            (Some(Command::Cancel(cancel)), Outcome::Cancelled) => {
                if let Some(order) = &entry.reservation {
                    self.cancelled(cancel, order);
                }
            }
            (Some(command), Outcome::Done) => self.stock_command(command),
            _ => {
                if let Some(reservation) = &entry.reservation {
                    self.reservation(reservation);
                }
            }
        }
    }

    fn balance(&mut self, merchant: &str, sku: &str) -> &mut Balance {
        self.at((merchant.to_owned(), sku.to_owned()))
    }

    fn at(&mut self, sku: Sku) -> &mut Balance {
        self.touched.insert(sku.clone());
        self.skus.entry(sku).or_default()
    }

    fn stock_command(&mut self, command: &Command) {
        match command {
            Command::ReceiveStock(r) => {
                self.balance(&r.merchant, &r.sku).received += i64::from(r.quantity);
            }
            Command::AdjustStock(r) => {
                self.balance(&r.merchant, &r.sku).adjusted += i64::from(r.by);
            }
            Command::SetCount(r) => {
                let balance = self.balance(&r.merchant, &r.sku);
                balance.adjusted += i64::from(r.count) - (balance.free() + balance.held);
            }
            Command::SetSafetyStock(r) => {
                self.balance(&r.merchant, &r.sku).safety = i64::from(r.units);
            }
            Command::ReturnStock(r) => self.returned(r),
            _ => {}
        }
    }

    fn returned(&mut self, r: &ReturnStockRequest) {
        let units = i64::from(r.quantity);
        let balance = self.balance(&r.merchant, &r.sku);
        balance.returned += units;
        balance.adjusted -= if r.damaged { units } else { 0 };
        if let Some(order) = self.reservations.get_mut(&r.reservation) {
            *order.returned.entry((r.merchant.clone(), r.sku.clone())).or_default() += units;
        }
    }

    fn cancelled(&mut self, cancel: &CancelRequest, order: &Reservation) {
        let taken = order.refund.iter().flat_map(|refund| &refund.lines);
        for line in taken {
            let sku = (order.merchant.clone(), line.sku.clone());
            let mut units = i64::from(line.quantity);
            let known = self.reservations.get_mut(&order.id);
            if let Some(before) = known.and_then(|known| known.returned.get_mut(&sku)) {
                let already = units.min(*before);
                *before -= already;
                units -= already;
            }
            let balance = self.at(sku);
            let back = units.min(balance.sold - balance.returned);
            balance.returned += back;
            balance.adjusted -= if cancel.keep_out { back } else { 0 };
        }
        if let Some(known) = self.reservations.get_mut(&order.id) {
            (known.state, known.lines) = (order.state(), lines(order));
        }
    }

    /// Moves the units of a reservation to where it stands now.
    fn reservation(&mut self, now: &Reservation) {
        use ReservationState::{Cancelled, Committed, Held};
        let before = self.reservations.get(&now.id);
        let was = before.map(|before| before.state);
        let held = before.map_or_else(Vec::new, |before| before.lines.clone());
        // What is an order already is only told of again, unless it is one no more.
        let over = was == Some(Committed) && now.state() == Cancelled;
        if matches!(was, Some(Committed | Cancelled)) && !over {
            return;
        }
        if was == Some(Held) {
            for (sku, units) in held {
                self.at(sku).held -= units;
            }
        }
        for (sku, units) in lines(now) {
            let balance = self.at(sku);
            match now.state() {
                Cancelled => balance.returned += units.min(balance.sold - balance.returned),
                Held => balance.held += units,
                Committed => balance.sold += units,
                _ => {}
            }
        }
        let known = Known { state: now.state(), lines: lines(now), returned: BTreeMap::new() };
        self.reservations.insert(now.id, known);
    }

    /// Tells whatever of a state is not as it was counted.
    pub(super) fn compare(&self, stock: &Stock, tell: &mut dyn FnMut(String)) {
        let mut seen = 0;
        for view in stock.stocks() {
            let stock = view.stock;
            let name = format!("{}/{}", view.merchant, view.sku);
            let found = Balance {
                received: stock.received.into(),
                returned: stock.returned.into(),
                adjusted: stock.adjusted,
                held: stock.held.into(),
                sold: stock.sold.into(),
                safety: stock.safety.into(),
            };
            let key = (view.merchant.to_owned(), view.sku.to_owned());
            match self.skus.get(&key) {
                Some(counted) if *counted == found => {
                    let free = (counted.free() - counted.safety).max(0);
                    if free != i64::from(stock.available) {
                        tell(format!(
                            "{name} has {} available, and {free} counted",
                            stock.available
                        ));
                    }
                }
                counted => tell(format!("{name} is {found:?}, and counted {counted:?}")),
            }
            seen += 1;
        }
        if seen != self.skus.len() {
            tell(format!("it has {seen} SKUs, and {} were counted", self.skus.len()));
        }
        for (id, known) in &self.reservations {
            self.compare_reservation(*id, known, stock, tell);
        }
    }

    /// Those that ended may be forgotten; holds and orders may not.
    fn compare_reservation(
        &self,
        id: u64,
        known: &Known,
        stock: &Stock,
        tell: &mut dyn FnMut(String),
    ) {
        use ReservationState::{Expired, Released};
        let merchant = known.lines.first().map(|((merchant, _), _)| merchant.as_str());
        let merchant = merchant.and_then(|name| MerchantRef::new(name).ok());
        let view = merchant.and_then(|merchant| stock.reservation(merchant, ReservationId(id)));
        match view.map(convert::reservation) {
            Some(found) if (found.state(), lines(&found)) == (known.state, known.lines.clone()) => {
            }
            None if matches!(known.state, Released | Expired) => {}
            found => tell(format!(
                "reservation {id} is {:?}, and counted {:?} with {:?}",
                found.map(|found| (found.state(), lines(&found))),
                known.state,
                known.lines
            )),
        }
    }
}

fn lines(reservation: &Reservation) -> Vec<(Sku, i64)> {
    let line = |line: &hawker_proto::v1::Line| {
        ((reservation.merchant.clone(), line.sku.clone()), i64::from(line.quantity))
    };
    reservation.lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1::{Line, ReceiveStockRequest, ReserveRequest};

    use super::*;

    fn held(id: u64, quantity: u32) -> JournalEntry {
        let lines = vec![Line { sku: "tee".into(), quantity, unit_price: None }];
        let reservation = Reservation {
            id,
            merchant: "acme".into(),
            lines,
            state: ReservationState::Held.into(),
            ..Reservation::default()
        };
        JournalEntry {
            command: Some(Command::Reserve(ReserveRequest::default())),
            outcome: Outcome::Held.into(),
            reservation: Some(reservation),
            ..JournalEntry::default()
        }
    }

    #[test]
    fn a_journal_that_sold_more_than_it_had_is_found_out() {
        let received = ReceiveStockRequest {
            merchant: "acme".into(),
            sku: "tee".into(),
            quantity: 3,
            ..ReceiveStockRequest::default()
        };
        let received = JournalEntry {
            command: Some(Command::ReceiveStock(received)),
            outcome: Outcome::Done.into(),
            ..JournalEntry::default()
        };
        let mut balances = Balances::default();
        let mut differences = Vec::new();
        let record = |seq, entries| JournalRecord { seq, entries, ..JournalRecord::default() };
        balances.record(&record(1, vec![received, held(1, 2)]), &mut differences);
        assert!(differences.is_empty(), "{differences:?}");
        balances.record(&record(2, vec![held(2, 2)]), &mut differences);
        assert_eq!(differences.len(), 1);
        assert!(differences[0].starts_with("record 2: acme/tee is oversold"), "{differences:?}");
        let mut told = Vec::new();
        balances.compare(&Stock::new(1), &mut |difference| told.push(difference));
        assert_eq!(told.len(), 3, "a SKU and two holds are missing: {told:?}");
    }
}
