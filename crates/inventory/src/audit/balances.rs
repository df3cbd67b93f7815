//! Balances by double entry, from what the journal says came of each command. It
//! knows nothing of the rules: only what a receipt, a hold, an order or a return
//! moves from where to where.

use std::collections::{BTreeMap, BTreeSet};

use hawker_domain::{MerchantRef, ReservationId, stock::Stock};
use hawker_proto::v1::{
    CancelRequest, JournalEntry, Outcome, Reservation, ReservationState, ReturnStockRequest,
    journal_entry::Command,
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

/// A reservation that is held or was bought, as it was last told of. What ran out
/// or was given back is forgotten, as the state forgets it.
#[derive(Debug)]
struct Known {
    state: ReservationState,
    units: Units,
}

/// The units of a reservation, by SKU; nearly all are of one.
#[derive(Debug, PartialEq, Eq)]
enum Units {
    One(u32, u32),
    Many(Box<[(u32, u32)]>),
}

impl Units {
    fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        let (one, many) = match self {
            Self::One(sku, units) => (Some((*sku, *units)), &[][..]),
            Self::Many(all) => (None, &all[..]),
        };
        one.into_iter().chain(many.iter().copied())
    }
}

/// Every balance so far.
#[derive(Debug, Default)]
pub(crate) struct Balances {
    /// SKUs in the order in which they came; their places are their numbers.
    skus: Vec<(Sku, Balance)>,
    numbers: BTreeMap<Sku, u32>,
    reservations: BTreeMap<u64, Known>,
    /// How many reservations there were, and the newest.
    made: usize,
    newest: u64,
    /// Units of an order that came back by themselves, by order and SKU.
    returned: BTreeMap<(u64, u32), i64>,
    /// Those that the record in hand moves.
    touched: BTreeSet<u32>,
}

impl Balances {
    pub(super) fn skus(&self) -> usize {
        self.skus.len()
    }

    pub(super) fn reservations(&self) -> usize {
        self.made
    }

    /// Units that can be had.
    pub(crate) fn available(&self, merchant: &str, sku: &str) -> i64 {
        let number = self.numbers.get(&(merchant.to_owned(), sku.to_owned()));
        let found = number.and_then(|number| self.skus.get(*number as usize));
        found.map_or(0, |(_, balance)| (balance.free() - balance.safety).max(0))
    }

    /// Notes what can't be, when all entries of record `seq` are counted.
    pub(crate) fn end(&mut self, seq: u64, differences: &mut Vec<String>) {
        for number in std::mem::take(&mut self.touched) {
            let Some(((merchant, name), balance)) = self.skus.get(number as usize) else {
                continue;
            };
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

    /// Counts an entry.
    pub(crate) fn entry(&mut self, entry: &JournalEntry) {
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
        let number = self.number(merchant, sku);
        self.at(number)
    }

    /// The number of a SKU, which is known from now on.
    fn number(&mut self, merchant: &str, sku: &str) -> u32 {
        let key = (merchant.to_owned(), sku.to_owned());
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        // There are far fewer SKUs than 2³².
        let number = u32::try_from(self.skus.len()).unwrap_or(u32::MAX);
        self.skus.push((key.clone(), Balance::default()));
        self.numbers.insert(key, number);
        number
    }

    /// The balance of a SKU that has a number.
    fn at(&mut self, number: u32) -> &mut Balance {
        self.touched.insert(number);
        &mut self.skus[number as usize].1
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
        let number = self.number(&r.merchant, &r.sku);
        let balance = self.at(number);
        balance.returned += units;
        balance.adjusted -= if r.damaged { units } else { 0 };
        if r.reservation > 0 {
            *self.returned.entry((r.reservation, number)).or_default() += units;
        }
    }

    fn cancelled(&mut self, cancel: &CancelRequest, order: &Reservation) {
        let taken = order.refund.iter().flat_map(|refund| &refund.lines);
        for line in taken {
            let number = self.number(&order.merchant, &line.sku);
            let mut units = i64::from(line.quantity);
            if let Some(before) = self.returned.get_mut(&(order.id, number)) {
                let already = units.min(*before);
                *before -= already;
                units -= already;
            }
            let balance = self.at(number);
            let back = units.min(balance.sold - balance.returned);
            balance.returned += back;
            balance.adjusted -= if cancel.keep_out { back } else { 0 };
        }
        let units = self.units(order);
        self.reservations.insert(order.id, Known { state: order.state(), units });
    }

    fn units(&mut self, of: &Reservation) -> Units {
        if let [one] = &of.lines[..] {
            return Units::One(self.number(&of.merchant, &one.sku), one.quantity);
        }
        let lines = of.lines.iter();
        Units::Many(lines.map(|l| (self.number(&of.merchant, &l.sku), l.quantity)).collect())
    }

    /// Moves the units of a reservation to where it stands now.
    fn reservation(&mut self, now: &Reservation) {
        use ReservationState::{Cancelled, Committed, Held};
        if now.id > self.newest {
            (self.newest, self.made) = (now.id, self.made + 1);
        }
        let was = self.reservations.get(&now.id).map(|before| before.state);
        // What is an order already is only told of again, unless it is one no more.
        let over = was == Some(Committed) && now.state() == Cancelled;
        if matches!(was, Some(Committed | Cancelled)) && !over {
            return;
        }
        if let Some(before) = self.reservations.remove(&now.id).filter(|_| was == Some(Held)) {
            for (sku, units) in before.units.iter() {
                self.at(sku).held -= i64::from(units);
            }
        }
        let (state, all) = (now.state(), self.units(now));
        for (sku, units) in all.iter() {
            let (balance, units) = (self.at(sku), i64::from(units));
            match state {
                Cancelled => balance.returned += units.min(balance.sold - balance.returned),
                Held => balance.held += units,
                Committed => balance.sold += units,
                _ => {}
            }
        }
        if matches!(state, Held | Committed | Cancelled) {
            self.reservations.insert(now.id, Known { state, units: all });
        }
    }

    /// Tells whatever of a state is not as it was counted.
    pub(crate) fn compare(&self, stock: &Stock, tell: &mut dyn FnMut(String)) {
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
            let number = self.numbers.get(&key);
            match number.and_then(|number| self.skus.get(*number as usize)).map(|(_, b)| b) {
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

    /// Holds and orders are never forgotten.
    fn compare_reservation(
        &self,
        id: u64,
        known: &Known,
        stock: &Stock,
        tell: &mut dyn FnMut(String),
    ) {
        let all = known.units.iter();
        let counted: Vec<(&str, &str, u32)> = all
            .filter_map(|(sku, units)| {
                let ((merchant, sku), _) = self.skus.get(sku as usize)?;
                Some((&**merchant, &**sku, units))
            })
            .collect();
        let merchant = counted.first().and_then(|(name, _, _)| MerchantRef::new(name).ok());
        let view = merchant.and_then(|merchant| stock.reservation(merchant, ReservationId(id)));
        let found = view.as_ref().map(|view| {
            let lines = view.lines.iter().map(|line| (view.merchant, line.sku, line.quantity));
            (convert::reservation_state(view.state), lines.collect::<Vec<_>>())
        });
        if found.as_ref().is_none_or(|(state, lines)| (*state, lines) != (known.state, &counted)) {
            let state = known.state;
            tell(format!("reservation {id} is {found:?}, and counted {state:?} with {counted:?}"));
        }
    }
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
        [received, held(1, 2)].iter().for_each(|entry| balances.entry(entry));
        balances.end(1, &mut differences);
        assert!(differences.is_empty(), "{differences:?}");
        balances.entry(&held(2, 2));
        balances.end(2, &mut differences);
        assert_eq!(differences.len(), 1);
        assert!(differences[0].starts_with("record 2: acme/tee is oversold"), "{differences:?}");
        let mut told = Vec::new();
        balances.compare(&Stock::new(1), &mut |difference| told.push(difference));
        assert_eq!(told.len(), 3, "a SKU and two holds are missing: {told:?}");
    }
}
