//! What the journal says, counted by someone who knows nothing of the rules'
//! code: every durable record in its order, each answer explained by those before.

use std::collections::{BTreeMap, BTreeSet};

use hawker_proto::v1::{
    ErrorCode, JournalEntry, JournalRecord, Outcome, Reservation, ReservationState, ReserveRequest,
    SaleState, journal_entry::Command,
};
use prost::Message as _;

use super::{
    Fails, fail, must,
    told::{Told, Units},
};

#[derive(Debug, Default)]
struct Sku {
    units: Units,
    /// Whether its version was raised in this record, and not shown since.
    raised: bool,
}

#[derive(Debug)]
struct Sale {
    skus: Vec<String>,
    allotment: u32,
    limit: u32,
    hold_seconds: u32,
    open_seconds: u32,
    taken: u32,
    state: SaleState,
    closes_at: Option<i64>,
    version: u32,
}

/// Everything that the durable records say.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) told: Told,
    now: i64,
    skus: BTreeMap<String, Sku>,
    sales: BTreeMap<String, Sale>,
    reservations: BTreeMap<u64, Reservation>,
    /// Units held and bought, by buyer and sale, or buyer and SKU outside sales.
    taken: BTreeMap<(String, String, String), u32>,
    touched: BTreeSet<String>,
}

/// Whose limit a reservation's line counts against.
fn scope(buyer: &str, sale: &str, sku: &str) -> (String, String, String) {
    let outside = if sale.is_empty() { sku } else { "" };
    (buyer.to_owned(), sale.to_owned(), outside.to_owned())
}

pub(super) fn or_default(value: u32, default: u32) -> u32 {
    if value == 0 { default } else { value }
}

impl Model {
    /// Takes in the next durable record.
    pub(super) fn record(&mut self, seq: u64, bytes: &[u8]) -> Fails {
        let record = JournalRecord::decode(bytes).map_err(|e| e.to_string())?;
        must!(record.encode_to_vec() == bytes, "record {seq} is not as prost writes it");
        must!(
            record.seq == seq && self.told.seq + 1 == seq,
            "record {} stands at {seq}",
            record.seq
        );
        must!(record.time_ms >= self.now, "the journal's time went back in record {seq}");
        (self.told.seq, self.now) = (seq, record.time_ms);
        for (at, entry) in record.entries.iter().enumerate() {
            let explained = self.entry(at, entry).and_then(|()| self.settle_sales());
            explained.map_err(|why| format!("record {seq}, entry {at}: {why}; {entry:?}"))?;
        }
        for name in std::mem::take(&mut self.touched) {
            let sku = self.skus.get_mut(&name).unwrap();
            sku.raised = false;
            let Units { available, held, sold, received, .. } = sku.units;
            must!(available + held + sold == received, "{name} has {:?}", sku.units);
            self.told.stock(&name, sku.units);
        }
        Ok(())
    }

    fn entry(&mut self, at: usize, entry: &JournalEntry) -> Fails {
        let Some(command) = &entry.command else { return fail("it has no command") };
        self.told.entry(at, entry)?;
        let (outcome, error) = (entry.outcome(), entry.error());
        let expected = match command {
            Command::ReceiveStock(r) => {
                let sku = self.skus.entry(r.sku.clone()).or_default();
                sku.units.received += r.quantity;
                sku.units.available += r.quantity;
                self.touch(&r.sku);
                // The answer shows it, so what follows has a version of its own.
                self.skus.get_mut(&r.sku).unwrap().raised = false;
                Ok(Outcome::Done)
            }
            Command::DefineSale(r) => {
                let sale = Sale {
                    skus: r.skus.clone(),
                    allotment: r.allotment,
                    limit: or_default(r.limit_per_buyer, 1),
                    hold_seconds: or_default(r.hold_seconds, 120),
                    open_seconds: r.open_seconds,
                    taken: 0,
                    state: SaleState::Scheduled,
                    closes_at: None,
                    version: 1,
                };
                let before = self.sales.insert(r.sale.clone(), sale);
                must!(before.is_none(), "the sale was there");
                self.told.sale(&r.sale, 1, SaleState::Scheduled);
                Ok(Outcome::Done)
            }
            Command::OpenSale(r) => self.open(&r.sale),
            Command::CloseSale(r) => self.close(&r.sale),
            Command::Reserve(r) => return self.reserve(r, entry),
            Command::Commit(r) => self.end(r.reservation, entry, ReservationState::Committed),
            Command::Release(r) => self.end(r.reservation, entry, ReservationState::Released),
            Command::Expire(r) => self.end(r.reservation, entry, ReservationState::Expired),
            Command::Elapse(r) => return self.elapse(r.limit, &entry.expired),
            Command::ExtendHolds(r) => {
                let held = |r: &&mut Reservation| r.state() == ReservationState::Held;
                self.reservations
                    .values_mut()
                    .filter(held)
                    .for_each(|h| h.expires_at_ms += r.by_ms);
                Ok(Outcome::Done)
            }
            other => return fail(format!("the clients never ask for {other:?}")),
        };
        let said = if error == ErrorCode::Unspecified { Ok(outcome) } else { Err(error) };
        must!(said == expected, "it should be {expected:?}");
        Ok(())
    }

    /// A SKU changes: its version goes up once in a record.
    fn touch(&mut self, name: &str) {
        let sku = self.skus.get_mut(name).unwrap();
        sku.units.version += u32::from(!sku.raised);
        sku.raised = true;
        self.touched.insert(name.to_owned());
    }

    fn open(&mut self, sale: &str) -> Result<Outcome, ErrorCode> {
        let sale = self.sales.get_mut(sale).ok_or(ErrorCode::SaleNotFound)?;
        if sale.state != SaleState::Scheduled {
            return Err(ErrorCode::WrongState);
        }
        let window = i64::from(sale.open_seconds) * 1_000;
        sale.closes_at = (window > 0).then_some(self.now + window);
        sale.go(SaleState::Open);
        Ok(Outcome::Done)
    }

    fn close(&mut self, sale: &str) -> Result<Outcome, ErrorCode> {
        let sale = self.sales.get_mut(sale).ok_or(ErrorCode::SaleNotFound)?;
        if sale.state == SaleState::Closed {
            return Err(ErrorCode::WrongState);
        }
        sale.go(SaleState::Closed);
        Ok(Outcome::Done)
    }

    /// What a reservation must come to.
    fn expected(&self, r: &ReserveRequest) -> Result<Outcome, ErrorCode> {
        let sale = match &*r.sale {
            "" => None,
            name => Some(self.sales.get(name).ok_or(ErrorCode::SaleNotFound)?),
        };
        if sale.is_some_and(|s| matches!(s.state, SaleState::Scheduled | SaleState::Closed)) {
            return Ok(Outcome::NotOpen);
        }
        let wanted: u32 = r.lines.iter().map(|line| line.quantity).sum();
        let limit = sale.map_or(or_default(r.limit_per_buyer, 1), |sale| sale.limit);
        let has = |sku: &str| self.taken.get(&scope(&r.buyer, &r.sale, sku)).copied().unwrap_or(0);
        let over = |units: u32, sku: &str| has(sku) + units > limit;
        let limited = match sale {
            Some(_) => over(wanted, ""),
            None => r.lines.iter().any(|line| over(line.quantity, &line.sku)),
        };
        if limited {
            return Ok(Outcome::Limit);
        }
        let short = |sku: &str, units| self.skus.get(sku).is_none_or(|s| s.units.available < units);
        let sold_out = sale.is_some_and(|sale| sale.allotment - sale.taken < wanted);
        if sold_out || r.lines.iter().any(|line| short(&line.sku, line.quantity)) {
            return Ok(Outcome::SoldOut);
        }
        Ok(Outcome::Held)
    }

    fn reserve(&mut self, r: &ReserveRequest, entry: &JournalEntry) -> Fails {
        let (outcome, expected) = (entry.outcome(), self.expected(r));
        must!(expected == Ok(outcome), "it should be {expected:?}");
        if outcome != Outcome::Held {
            return Ok(());
        }
        let Some(held) = &entry.reservation else { return fail("held, and no reservation") };
        let in_sale = self.sales.get(&r.sale).map_or(120, |sale| sale.hold_seconds);
        let ends = self.now + i64::from(or_default(r.hold_seconds, in_sale)) * 1_000;
        let same = held
            .lines
            .iter()
            .zip(&r.lines)
            .all(|(a, b)| (&a.sku, a.quantity) == (&b.sku, b.quantity));
        let said = (&held.buyer, &held.sale, held.created_at_ms, held.expires_at_ms);
        must!(said == (&r.buyer, &r.sale, self.now, ends) && same, "it should end at {ends}");
        must!(held.state() == ReservationState::Held, "it is not held");
        for line in &r.lines {
            let sku = self.skus.get_mut(&line.sku).unwrap();
            sku.units.available -= line.quantity;
            sku.units.held += line.quantity;
            self.touch(&line.sku);
            *self.taken.entry(scope(&r.buyer, &r.sale, &line.sku)).or_default() += line.quantity;
            self.sales.get_mut(&r.sale).into_iter().for_each(|s| s.taken += line.quantity);
        }
        let before = self.reservations.insert(held.id, held.clone());
        must!(before.is_none(), "the id was used before: {before:?}");
        Ok(())
    }

    /// A command that ends a hold.
    fn end(
        &mut self,
        id: u64,
        entry: &JournalEntry,
        state: ReservationState,
    ) -> Result<Outcome, ErrorCode> {
        let found = self.reservations.get(&id).ok_or(ErrorCode::ReservationNotFound)?;
        match found.state() {
            ReservationState::Held => {}
            ReservationState::Expired => return Ok(Outcome::Expired),
            _ => return Err(ErrorCode::WrongState),
        }
        let told = entry.reservation.as_ref().is_some_and(|r| r.id == id && r.state() == state);
        if !told {
            return Err(ErrorCode::Internal);
        }
        self.give(id, state);
        Ok(match state {
            ReservationState::Committed => Outcome::Committed,
            ReservationState::Released => Outcome::Released,
            _ => Outcome::Expired,
        })
    }

    fn give(&mut self, id: u64, state: ReservationState) {
        let found = self.reservations.get_mut(&id).unwrap();
        found.set_state(state);
        let ended = found.clone();
        let sold = state == ReservationState::Committed;
        for line in &ended.lines {
            let units = &mut self.skus.get_mut(&line.sku).unwrap().units;
            units.held -= line.quantity;
            if sold {
                units.sold += line.quantity;
            } else {
                units.available += line.quantity;
            }
            self.touch(&line.sku);
            if sold {
                continue;
            }
            let scope = scope(&ended.buyer, &ended.sale, &line.sku);
            *self.taken.get_mut(&scope).unwrap() -= line.quantity;
            self.sales.get_mut(&ended.sale).into_iter().for_each(|s| s.taken -= line.quantity);
        }
    }

    fn elapse(&mut self, limit: u32, expired: &[Reservation]) -> Fails {
        let now = self.now;
        let mut ended = expired.len();
        for sale in self.sales.values_mut() {
            let over =
                sale.state != SaleState::Closed && sale.closes_at.is_some_and(|at| at <= now);
            if over {
                sale.go(SaleState::Closed);
                ended += 1;
            }
        }
        for over in expired {
            let found = self.reservations.get(&over.id);
            let due = found
                .is_some_and(|r| r.state() == ReservationState::Held && r.expires_at_ms <= now);
            must!(due && over.state() == ReservationState::Expired, "{over:?} is not due");
            self.give(over.id, ReservationState::Expired);
            self.settle_sales()?;
        }
        let due = |r: &&Reservation| r.state() == ReservationState::Held && r.expires_at_ms <= now;
        let left = self.reservations.values().filter(due).count();
        must!(left == 0 || ended >= usize::try_from(limit).unwrap(), "{left} holds were left");
        Ok(())
    }

    /// A sale is sold out when nothing is left of it, and open when something is.
    fn settle_sales(&mut self) -> Fails {
        for (name, sale) in &mut self.sales {
            must!(sale.taken <= sale.allotment, "the sale is oversold");
            let any = sale.skus.iter().any(|sku| self.skus[sku].units.available > 0);
            let left = sale.taken < sale.allotment && any;
            match sale.state {
                SaleState::Open if !left => sale.go(SaleState::SoldOut),
                SaleState::SoldOut if left => sale.go(SaleState::Open),
                _ => {}
            }
            self.told.sale(name, sale.version, sale.state);
        }
        Ok(())
    }
}

impl Sale {
    fn go(&mut self, state: SaleState) {
        self.state = state;
        self.version += 1;
    }
}
