//! `Watch`: absolute stock, coalesced, and every transition of a sale.

use std::sync::Arc;

use hawker_proto::v1::{WatchRequest, WatchResponse};
use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

use super::Out;
use crate::{
    changes::{Change, Merged},
    handle::Handle,
    limits::WATCH_MERGED,
};

/// How watching came to an end, or to a new start.
enum Next {
    /// Send this.
    Message(WatchResponse),
    /// The watcher fell behind.
    Behind,
    /// The writer ended.
    Ended,
}

/// Sends everything as it stands, or what changed since the record after which
/// the watcher goes on, and then what changes. A watcher that falls too far
/// behind gets everything anew instead of a growing queue.
pub(crate) async fn watch(handle: Handle, request: WatchRequest, out: Out<WatchResponse>) {
    let restarts = hawker_telemetry::inventory::WATCH_RESTARTS.count();
    let WatchRequest { merchant, from_seq: mut sent } = request;
    loop {
        let (first, mut changes) = match handle.watch(merchant.clone(), sent).await {
            Ok(watching) => watching,
            Err(refused) => {
                // Whoever has gone away need not know.
                let _ = out.send(Err(refused.into())).await;
                return;
            }
        };
        sent = first.to_seq;
        if out.send(Ok(first)).await.is_err() {
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use tokio::sync::mpsc;

    use hawker_proto::v1::SkuStock;

    use super::*;
    use crate::draw_secret::Secret;
    use crate::{
        engine::{Request, Requests, mailbox},
        feed::Feed,
        limits::WATCH_BEHIND,
    };

    /// A writer that only lets watch, at record `seq` of its feed.
    fn let_watch(requests: &Requests, feed: &Feed, seq: u64) {
        let Request::Watch(_, caller) = requests.next() else { panic!("it asks to watch") };
        let complete =
            WatchResponse { from_seq: seq, to_seq: seq, complete: true, ..Default::default() };
        caller.send((complete, feed.watchers().subscribe())).unwrap();
    }

    fn change(seq: u64) -> Change {
        let stock = SkuStock { sku: "tee".into(), version: 1, ..SkuStock::default() };
        Change { seq, noted: true, stocks: vec![stock], sales: Vec::new() }
    }

    #[tokio::test]
    async fn a_watcher_that_falls_behind_is_sent_everything_anew() {
        let (mailbox, requests) = mailbox(1);
        let feed = Feed::new(0);
        let (out, mut messages) = mpsc::channel(1);
        let request = WatchRequest::default();
        let watching = tokio::spawn(watch(Handle::new(mailbox, Secret::known()), request, out));
        // Lets the watcher ask, then answers it.
        tokio::task::yield_now().await;
        let_watch(&requests, &feed, 0);
        assert!(messages.recv().await.unwrap().unwrap().complete);
        // All at once, so that the watcher cannot keep up.
        let last = 2 * WATCH_BEHIND as u64;
        (1..=last).for_each(|seq| feed.publish(Arc::new(change(seq)), Bytes::new()));
        tokio::task::yield_now().await;
        let_watch(&requests, &feed, last);
        let again = messages.recv().await.unwrap().unwrap();
        assert_eq!((again.to_seq, again.complete), (last, true));
        feed.publish(Arc::new(change(last + 1)), Bytes::new());
        let next = messages.recv().await.unwrap().unwrap();
        assert_eq!((next.from_seq, next.to_seq, next.complete), (last + 1, last + 1, false));
        drop(feed);
        watching.await.unwrap();
    }
}
