//! `Watch`: absolute stock, coalesced, and every transition of a sale.

use std::{collections::BTreeMap, sync::Arc};

use hawker_proto::v1::{Sale, SkuStock, WatchResponse};
use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

use super::Out;
use crate::{feed::Change, handle::Handle, limits::WATCH_MERGED};

/// How watching came to an end, or to a new start.
enum Next {
    /// Send this.
    Message(WatchResponse),
    /// The watcher fell behind.
    Behind,
    /// The writer ended.
    Ended,
}

/// Sends everything as it stands and then what changes. A watcher that falls
/// too far behind gets everything anew instead of a growing queue.
pub(crate) async fn watch(handle: Handle, merchant: String, out: Out<WatchResponse>) {
    let restarts = hawker_telemetry::inventory::WATCH_RESTARTS.count();
    loop {
        let (complete, mut changes) = match handle.watch(merchant.clone()).await {
            Ok(watching) => watching,
            Err(refused) => {
                // Whoever has gone away need not know.
                let _ = out.send(Err(refused.into())).await;
                return;
            }
        };
        let mut sent = complete.to_seq;
        if out.send(Ok(complete)).await.is_err() {
            return;
        }
        loop {
            let next = tokio::select! {
                next = next(&mut changes, sent, &merchant) => next,
                () = out.closed() => return,
            };
            match next {
                Next::Message(message) => {
                    sent = message.to_seq;
                    if out.send(Ok(message)).await.is_err() {
                        return;
                    }
                }
                Next::Behind => {
                    restarts.increment(1);
                    break;
                }
                Next::Ended => return,
            }
        }
    }
}

/// Waits for a change that concerns the merchant, and merges what has come
/// meanwhile.
async fn next(changes: &mut Receiver<Arc<Change>>, sent: u64, merchant: &str) -> Next {
    let mut merged = Merged::default();
    loop {
        match changes.recv().await {
            Ok(change) => merged.add(&change, merchant),
            Err(RecvError::Lagged(_)) => return Next::Behind,
            Err(RecvError::Closed) => return Next::Ended,
        }
        while merged.count < WATCH_MERGED {
            match changes.try_recv() {
                Ok(change) => merged.add(&change, merchant),
                Err(TryRecvError::Lagged(_)) => return Next::Behind,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if !merged.is_empty() {
            return Next::Message(merged.message(sent + 1));
        }
        merged.count = 0;
    }
}

/// Changes of several records in one.
#[derive(Default)]
struct Merged {
    count: usize,
    to_seq: u64,
    stocks: BTreeMap<(String, String), SkuStock>,
    sales: Vec<Sale>,
}

impl Merged {
    fn add(&mut self, change: &Change, merchant: &str) {
        let wanted = |owner: &str| merchant.is_empty() || owner == merchant;
        self.count += 1;
        self.to_seq = change.seq;
        for stock in change.stocks.iter().filter(|stock| wanted(&stock.merchant)) {
            let sku = (stock.merchant.clone(), stock.sku.clone());
            self.stocks.insert(sku, stock.clone());
        }
        self.sales.extend(change.sales.iter().filter(|sale| wanted(&sale.merchant)).cloned());
    }

    fn is_empty(&self) -> bool {
        self.stocks.is_empty() && self.sales.is_empty()
    }

    fn message(self, from_seq: u64) -> WatchResponse {
        WatchResponse {
            from_seq,
            to_seq: self.to_seq,
            complete: false,
            stocks: self.stocks.into_values().collect(),
            sales: self.sales,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use bytes::Bytes;
    use tokio::sync::mpsc;

    use super::*;
    use crate::{engine::Request, feed::Feed, limits::WATCH_BEHIND};

    /// A writer that only lets watch, at record `seq` of its feed.
    fn let_watch(requests: &std::sync::mpsc::Receiver<Request>, feed: &Feed, seq: u64) {
        let Ok(Request::Watch(_, caller)) = requests.recv() else { panic!("it asks to watch") };
        let complete =
            WatchResponse { from_seq: seq, to_seq: seq, complete: true, ..Default::default() };
        caller.send((complete, feed.changes())).unwrap();
    }

    fn change(seq: u64) -> Change {
        let stock = SkuStock { sku: "tee".into(), version: 1, ..SkuStock::default() };
        Change { seq, stocks: vec![stock], sales: Vec::new() }
    }

    #[tokio::test]
    async fn a_watcher_that_falls_behind_is_sent_everything_anew() {
        let (mailbox, requests) = sync_channel(1);
        let feed = Feed::new(0);
        let (out, mut messages) = mpsc::channel(1);
        let watching = tokio::spawn(watch(Handle::new(mailbox), String::new(), out));
        // Lets the watcher ask, then answers it.
        tokio::task::yield_now().await;
        let_watch(&requests, &feed, 0);
        assert!(messages.recv().await.unwrap().unwrap().complete);
        // All at once, so that the watcher cannot keep up.
        let last = 2 * WATCH_BEHIND as u64;
        (1..=last).for_each(|seq| feed.publish(change(seq), Bytes::new()));
        tokio::task::yield_now().await;
        let_watch(&requests, &feed, last);
        let again = messages.recv().await.unwrap().unwrap();
        assert_eq!((again.to_seq, again.complete), (last, true));
        feed.publish(change(last + 1), Bytes::new());
        let next = messages.recv().await.unwrap().unwrap();
        assert_eq!((next.from_seq, next.to_seq, next.complete), (last + 1, last + 1, false));
        drop(feed);
        watching.await.unwrap();
    }
}
