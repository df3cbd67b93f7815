//! Whoever watches: they see every change once, in order, and never more than
//! what the journal says up to the record that they were told of.

use std::{collections::BTreeMap, sync::Arc};

use hawker_proto::v1::{Sale, SaleState, SkuStock, WatchRequest, WatchResponse};
use tokio::sync::{broadcast::Receiver, oneshot};

use super::{
    Fails, must,
    told::{Told, Units},
};
use crate::{
    changes::Change,
    engine::{Request, Watching},
};

/// A watcher, over all its connections.
#[derive(Default)]
pub(super) struct Watcher {
    waiting: Option<oneshot::Receiver<Watching>>,
    changes: Option<Receiver<Arc<Change>>>,
    /// The newest record that it was told of.
    covered: Option<u64>,
    /// Steps that it stays away.
    away: u64,
    stocks: BTreeMap<String, Units>,
    sales: BTreeMap<String, (u32, SaleState)>,
}

impl Watcher {
    /// Its connection breaks, for so many batches.
    pub(super) fn hang_up(&mut self, away: u64) {
        (self.waiting, self.changes, self.away) = (None, None, away);
    }

    /// Asks to watch, if it does not: from where it was.
    pub(super) fn connect(&mut self) -> Option<Request> {
        if self.waiting.is_some() || self.changes.is_some() {
            return None;
        }
        if self.away > 0 {
            self.away -= 1;
            return None;
        }
        let (caller, answer) = oneshot::channel();
        self.waiting = Some(answer);
        let from_seq = self.covered.unwrap_or(0);
        Some(Request::Watch(WatchRequest { merchant: String::new(), from_seq }, caller))
    }

    /// Takes in what was let out.
    pub(super) fn look(&mut self, told: &Told) -> Fails {
        if let Some(mut waiting) = self.waiting.take() {
            match waiting.try_recv() {
                Ok((first, changes)) => {
                    self.first(first)?;
                    self.changes = Some(changes);
                }
                Err(oneshot::error::TryRecvError::Empty) => self.waiting = Some(waiting),
                Err(oneshot::error::TryRecvError::Closed) => {}
            }
        }
        while let Some(Ok(change)) = self.changes.as_mut().map(Receiver::try_recv) {
            must!(change.noted, "a watcher was told of record {} without what changed", change.seq);
            self.follows(change.seq)?;
            self.see(&change.stocks, &change.sales)?;
            self.covered = Some(change.seq);
        }
        self.agrees(told)
    }

    fn follows(&self, seq: u64) -> Fails {
        let before = self.covered.unwrap_or(0);
        must!(seq == before + 1, "a watcher was told of record {seq} after {before}");
        Ok(())
    }

    fn first(&mut self, first: WatchResponse) -> Fails {
        if !first.complete {
            self.follows(first.from_seq)?;
        }
        let before = self.covered.unwrap_or(0);
        must!(first.to_seq >= before, "a watcher was sent back from {before} to {}", first.to_seq);
        if first.complete {
            // What it missed of a sale is no gap.
            self.sales.clear();
        }
        self.see(&first.stocks, &first.sales)?;
        self.covered = Some(first.to_seq);
        Ok(())
    }

    fn see(&mut self, stocks: &[SkuStock], sales: &[Sale]) -> Fails {
        for stock in stocks {
            let (sku, now) = (&stock.sku, Units::from(stock));
            let before = self.stocks.insert(sku.clone(), now).unwrap_or_default();
            let newer = now.version > before.version || now == before;
            must!(newer, "{sku} was shown as {now:?} after {before:?}");
        }
        for sale in sales {
            let (name, now) = (&sale.sale, (sale.version, sale.state()));
            if let Some(before) = self.sales.insert(name.clone(), now) {
                must!(now.0 == before.0 + 1, "sale {name} went from {before:?} to {now:?}");
            }
        }
        Ok(())
    }

    /// What it was told is what the durable records say.
    fn agrees(&self, told: &Told) -> Fails {
        let Some(covered) = self.covered else { return Ok(()) };
        must!(covered <= told.seq, "a watcher saw record {covered}, which is not durable");
        for (sku, units) in told.units_at(covered) {
            let shown = self.stocks.get(sku);
            must!(shown == Some(&units), "{sku} is {units:?} at {covered}, shown {shown:?}");
        }
        for sale in told.sales() {
            let (is, shown) = (told.sale_at(sale, covered), self.sales.get(sale).copied());
            must!(is == shown, "sale {sale} is {is:?} at {covered}, shown {shown:?}");
        }
        Ok(())
    }
}
