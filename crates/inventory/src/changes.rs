//! What records changed: of one record, merged over several, and the newest ones
//! kept for watchers who come back.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use hawker_proto::v1::{Sale, SkuStock, WatchResponse};

use crate::limits::{WATCH_HISTORY, WATCH_HISTORY_VALUES};

/// What one record changed.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) seq: u64,
    /// Whether what changed was noted, as it is while somebody may want to know.
    pub(crate) noted: bool,
    pub(crate) stocks: Vec<SkuStock>,
    pub(crate) sales: Vec<Sale>,
}

impl Change {
    fn values(&self) -> usize {
        self.stocks.len() + self.sales.len()
    }
}

/// Changes of several records in one: the newest stock of each SKU, and every
/// transition of a sale.
#[derive(Default)]
pub(crate) struct Merged {
    pub(crate) count: usize,
    to_seq: u64,
    stocks: BTreeMap<(String, String), SkuStock>,
    sales: Vec<Sale>,
}

impl Merged {
    /// Adds the next record's changes, as far as they are the merchant's; an
    /// empty name is everyone's.
    pub(crate) fn add(&mut self, change: &Change, merchant: &str) {
        let wanted = |owner: &str| merchant.is_empty() || owner == merchant;
        self.count += 1;
        self.to_seq = change.seq;
        for stock in change.stocks.iter().filter(|stock| wanted(&stock.merchant)) {
            let sku = (stock.merchant.clone(), stock.sku.clone());
            self.stocks.insert(sku, stock.clone());
        }
        self.sales.extend(change.sales.iter().filter(|sale| wanted(&sale.merchant)).cloned());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stocks.is_empty() && self.sales.is_empty()
    }

    /// The message that covers the records from `from_seq` to the last one added.
    pub(crate) fn message(self, from_seq: u64) -> WatchResponse {
        WatchResponse {
            from_seq,
            to_seq: self.to_seq,
            complete: false,
            stocks: self.stocks.into_values().collect(),
            sales: self.sales,
        }
    }
}

/// The changes of the newest records, without a gap. It is kept while somebody
/// watches and for as many records after the last one left as it can hold: who
/// comes back later could not go on in any case.
#[derive(Debug)]
pub(crate) struct History {
    kept: VecDeque<Arc<Change>>,
    values: usize,
    /// Records since somebody watched.
    unwatched: usize,
}

impl History {
    /// Of a journal that nobody watches yet.
    pub(crate) fn new() -> Self {
        Self { kept: VecDeque::new(), values: 0, unwatched: WATCH_HISTORY }
    }

    /// Whether the next record's changes must be noted.
    pub(crate) fn wants(&self, watched: bool) -> bool {
        watched || self.unwatched < WATCH_HISTORY
    }

    /// Somebody begins to watch.
    pub(crate) fn watched(&mut self) {
        self.unwatched = 0;
    }

    /// Takes in the next record's changes.
    pub(crate) fn push(&mut self, change: &Arc<Change>, watched: bool) {
        self.unwatched = if watched { 0 } else { self.unwatched.saturating_add(1) };
        let follows = self.kept.back().is_none_or(|last| last.seq + 1 == change.seq);
        if !change.noted || !follows {
            self.kept.clear();
            self.values = 0;
        }
        if change.noted {
            self.values += change.values();
            self.kept.push_back(Arc::clone(change));
        }
        while (self.kept.len() > WATCH_HISTORY || self.values > WATCH_HISTORY_VALUES)
            && let Some(old) = self.kept.pop_front()
        {
            self.values -= old.values();
        }
    }

    /// What changed after record `seq` up to the newest record `head`, if that is
    /// known.
    pub(crate) fn since(&self, seq: u64, head: u64, merchant: &str) -> Option<WatchResponse> {
        if seq == head {
            let nothing = Merged { to_seq: head, ..Merged::default() };
            return Some(nothing.message(head + 1));
        }
        let first = self.kept.front().filter(|first| first.seq <= seq + 1)?.seq;
        let skipped = usize::try_from(seq + 1 - first).ok()?;
        #[cfg(test)]
        let skipped =
            skipped + usize::from(crate::planted::has(crate::planted::Bug::ResumesTooLate));
        let mut merged = Merged::default();
        self.kept.iter().skip(skipped).for_each(|change| merged.add(change, merchant));
        (merged.to_seq == head).then(|| merged.message(seq + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(seq: u64, sku: &str) -> Arc<Change> {
        let version = u32::try_from(seq).unwrap();
        let stock = SkuStock { sku: sku.into(), version, ..SkuStock::default() };
        Arc::new(Change { seq, noted: true, stocks: vec![stock], sales: Vec::new() })
    }

    /// The first and last record covered, and the version of each SKU.
    type Seen = (u64, u64, Vec<(String, u32)>);

    fn versions(told: Option<WatchResponse>) -> Option<Seen> {
        let told = told?;
        let stocks = told.stocks.into_iter().map(|stock| (stock.sku, stock.version)).collect();
        Some((told.from_seq, told.to_seq, stocks))
    }

    #[test]
    fn it_tells_exactly_what_changed_since_or_that_it_does_not_know() {
        let mut history = History::new();
        assert!(!history.wants(false), "nobody ever watched");
        for (seq, sku) in [(5, "red"), (6, "blue"), (7, "red")] {
            history.push(&change(seq, sku), true);
        }
        let since = |seq| versions(history.since(seq, 7, ""));
        assert_eq!(since(3), None, "record 4 is not known");
        let both = vec![("blue".to_owned(), 6), ("red".to_owned(), 7)];
        assert_eq!(since(4), Some((5, 7, both.clone())));
        assert_eq!(since(5), Some((6, 7, both)));
        assert_eq!(since(6), Some((7, 7, vec![("red".to_owned(), 7)])));
        assert_eq!(since(7), Some((8, 7, Vec::new())), "an empty range");
        assert_eq!(since(8), None, "a position of another journal");
        assert_eq!(versions(history.since(4, 8, "")), None, "the newest one is missing");
    }

    #[test]
    fn it_is_bounded_and_goes_on_for_a_while_without_watchers() {
        let mut history = History::new();
        let last = 3 * WATCH_HISTORY as u64;
        (1..=last).for_each(|seq| history.push(&change(seq, "tee"), true));
        let oldest = last - WATCH_HISTORY as u64;
        assert!(history.since(oldest - 1, last, "").is_none());
        assert!(history.since(oldest, last, "").is_some());
        let mut seq = last;
        while history.wants(false) {
            seq += 1;
            history.push(&change(seq, "tee"), false);
        }
        assert_eq!(seq, last + WATCH_HISTORY as u64);
        history.push(&Arc::new(Change { seq: seq + 1, ..Change::default() }), false);
        assert!(history.since(seq, seq + 1, "").is_none(), "it was not noted");
        let many = SkuStock::default();
        let stocks = vec![many; WATCH_HISTORY_VALUES];
        for seq in [seq + 2, seq + 3] {
            let stocks = stocks.clone();
            let change = Change { seq, noted: true, stocks, sales: Vec::new() };
            history.push(&Arc::new(change), true);
        }
        assert!(history.since(seq + 2, seq + 3, "").is_some());
        assert!(history.since(seq + 1, seq + 3, "").is_none(), "too many values");
    }
}
