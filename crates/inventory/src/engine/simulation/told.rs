//! What the durable records say, as far as anybody may be told of it.

use std::collections::BTreeMap;

use hawker_proto::v1::{ErrorCode, JournalEntry, Outcome, Reservation, SaleState, SkuStock};

use super::{Fails, clients::key_of, fail, must};

/// A SKU's units at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Units {
    pub(super) version: u32,
    pub(super) available: u32,
    pub(super) held: u32,
    pub(super) sold: u32,
    pub(super) safety: u32,
    pub(super) returned: u32,
    pub(super) adjusted: i64,
    pub(super) received: u32,
}

impl From<&SkuStock> for Units {
    fn from(stock: &SkuStock) -> Self {
        Self {
            version: stock.version,
            available: stock.available,
            held: stock.held,
            sold: stock.sold,
            safety: stock.safety,
            returned: stock.returned,
            adjusted: stock.adjusted,
            received: stock.received,
        }
    }
}

/// What was recorded under a key.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    /// The record, and the place within it.
    pub(super) position: (u64, usize),
    pub(super) outcome: Outcome,
    pub(super) reservation: Option<Reservation>,
    pub(super) error: ErrorCode,
    /// The place in line that the answer must name, where that is known.
    pub(super) place: Option<u32>,
}

/// A sale's version and state.
pub(super) type SaleThen = (u32, SaleState);

/// Everything up to the newest durable record.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) seq: u64,
    /// Each SKU after each record that changed it.
    skus: BTreeMap<String, Vec<(u64, Units)>>,
    /// Each sale's version and state after each record that changed it.
    sales: BTreeMap<String, Vec<(u64, SaleThen)>>,
    keys: BTreeMap<String, Recorded>,
}

impl Told {
    /// A SKU after the newest record.
    pub(super) fn stock(&mut self, sku: &str, units: Units) {
        let history = self.skus.entry(sku.to_owned()).or_default();
        if history.last().is_none_or(|(_, before)| *before != units) {
            history.push((self.seq, units));
        }
    }

    /// A sale after a transition in the newest record.
    pub(super) fn sale(&mut self, sale: &str, version: u32, state: SaleState) {
        let history = self.sales.entry(sale.to_owned()).or_default();
        if history.last().is_none_or(|(_, before)| *before != (version, state)) {
            history.push((self.seq, (version, state)));
        }
    }

    /// An entry of the newest record, if it has a key.
    pub(super) fn entry(&mut self, at: usize, entry: &JournalEntry) -> Fails {
        let Some(command) = &entry.command else { return fail("it has no command") };
        let key = key_of(command);
        if key.is_empty() {
            return Ok(());
        }
        let recorded = Recorded {
            position: (self.seq, at),
            outcome: entry.outcome(),
            reservation: entry.reservation.clone(),
            error: entry.error(),
            place: None,
        };
        let before = self.keys.insert(key.to_owned(), recorded);
        must!(before.is_none(), "key {key} was carried out twice: {before:?}");
        Ok(())
    }

    /// The place in line that the answer to an entry must name.
    pub(super) fn place(&mut self, entry: &JournalEntry, place: Option<u32>) {
        let key = entry.command.as_ref().map_or("", key_of);
        if let Some(recorded) = self.keys.get_mut(key) {
            recorded.place = place;
        }
    }

    pub(super) fn recorded(&self, key: &str) -> Option<&Recorded> {
        self.keys.get(key)
    }

    /// Every SKU's units after record `seq`.
    pub(super) fn units_at(&self, seq: u64) -> impl Iterator<Item = (&str, Units)> {
        self.skus.iter().filter_map(move |(name, history)| {
            let after = history.partition_point(|(at, _)| *at <= seq);
            Some((name.as_str(), history.get(after.checked_sub(1)?)?.1))
        })
    }

    /// Whether a SKU's units were these after some record from `from` to `to`.
    pub(super) fn had(&self, sku: &str, units: Units, from: u64, to: u64) -> bool {
        let Some(history) = self.skus.get(sku) else { return false };
        let ends = history.iter().skip(1).map(|(at, _)| at - 1).chain([u64::MAX]);
        let mut stretches = history.iter().zip(ends);
        stretches.any(|((begin, had), end)| *had == units && *begin <= to && end >= from)
    }

    /// The version and the state of a sale after record `seq`.
    pub(super) fn sale_at(&self, sale: &str, seq: u64) -> Option<(u32, SaleState)> {
        let history = self.sales.get(sale)?;
        let after = history.partition_point(|(at, _)| *at <= seq);
        Some(history.get(after.checked_sub(1)?)?.1)
    }

    pub(super) fn sales(&self) -> impl Iterator<Item = &str> {
        self.sales.keys().map(String::as_str)
    }
}
