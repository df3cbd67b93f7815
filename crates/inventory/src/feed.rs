//! What the writer lets out to watchers and followers once a record is durable.
//!
//! A watcher gets each batch's changes from a bounded queue that is shared by
//! all; who falls behind it is told so and starts anew. The newest changes are
//! kept for those whose stream broke and who come back. A follower reads the
//! newest records from memory and older ones from the journal.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use hawker_proto::v1::WatchResponse;
use tokio::sync::{broadcast, watch};

use crate::{
    changes::{Change, History},
    limits::{TAIL_BYTES, WATCH_BEHIND},
};

/// The writer's end.
pub(crate) struct Feed {
    changes: broadcast::Sender<Arc<Change>>,
    history: History,
    tail: Arc<Tail>,
    /// Dropped with the writer, which ends every stream.
    head: watch::Sender<u64>,
}

/// The newest records.
#[derive(Debug, Default)]
pub(crate) struct Tail(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    records: VecDeque<(u64, Bytes)>,
    bytes: usize,
}

impl Feed {
    pub(crate) fn new(head: u64) -> Self {
        Self {
            changes: broadcast::Sender::new(WATCH_BEHIND),
            history: History::new(),
            tail: Arc::default(),
            head: watch::Sender::new(head),
        }
    }

    /// Everything that changes from now on.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    pub(crate) fn tail(&self) -> Arc<Tail> {
        Arc::clone(&self.tail)
    }

    pub(crate) fn head(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Whether the next record's changes must be noted for somebody.
    pub(crate) fn wants_changes(&self) -> bool {
        self.history.wants(self.has_watchers())
    }

    fn has_watchers(&self) -> bool {
        self.changes.receiver_count() > 0
    }

    /// What changed for a merchant after record `seq`, if that is still known.
    pub(crate) fn since(&self, seq: u64, merchant: &str) -> Option<WatchResponse> {
        self.history.since(seq, *self.head.borrow(), merchant)
    }

    /// Lets a durable record out.
    pub(crate) fn publish(&mut self, change: Change, record: Bytes) {
        let seq = change.seq;
        self.tail.push(seq, record);
        self.head.send_replace(seq);
        let change = Arc::new(change);
        self.history.push(&change, self.has_watchers());
        // Without a watcher there is nobody to send it to.
        let _ = self.changes.send(change);
    }
}

impl Tail {
    fn push(&self, seq: u64, record: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += record.len();
        kept.records.push_back((seq, record));
        while kept.bytes > TAIL_BYTES
            && let Some((_, old)) = kept.records.pop_front()
        {
            kept.bytes -= old.len();
        }
    }

    /// The record `seq`, if it is among the newest.
    pub(crate) fn get(&self, seq: u64) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = kept.records.front()?.0;
        let at = usize::try_from(seq.checked_sub(first)?).ok()?;
        kept.records.get(at).map(|(_, record)| record.clone())
    }
}
