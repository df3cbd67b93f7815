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
    tail: Arc<Tail>,
    /// Dropped with the writer, which ends every stream.
    head: watch::Sender<u64>,
}

/// Notes what changes, for those who watch and those who come back. What it knows
/// of the newest records is not yet durable.
pub(crate) struct Watchers {
    changes: broadcast::Sender<Arc<Change>>,
    history: History,
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
            tail: Arc::default(),
            head: watch::Sender::new(head),
        }
    }

    /// The side of those who watch. There is one.
    pub(crate) fn watchers(&self) -> Watchers {
        Watchers { changes: self.changes.clone(), history: History::new() }
    }

    pub(crate) fn tail(&self) -> Arc<Tail> {
        Arc::clone(&self.tail)
    }

    pub(crate) fn head(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Lets a durable record out.
    pub(crate) fn publish(&self, change: Arc<Change>, record: Bytes) {
        let seq = change.seq;
        self.tail.push(seq, record);
        self.head.send_replace(seq);
        // Without a watcher there is nobody to send it to.
        let _ = self.changes.send(change);
    }
}

impl Watchers {
    /// Everything that is published from now on. Whoever asks may leave before the
    /// next record and come back all the same.
    pub(crate) fn subscribe(&mut self) -> broadcast::Receiver<Arc<Change>> {
        self.history.watched();
        self.changes.subscribe()
    }

    /// Whether the next record's changes must be noted for somebody.
    pub(crate) fn want_changes(&self) -> bool {
        self.history.wants(self.are_there())
    }

    /// Takes in the next record's changes.
    pub(crate) fn note(&mut self, change: Change) -> Arc<Change> {
        let change = Arc::new(change);
        let are_there = self.are_there();
        self.history.push(&change, are_there);
        change
    }

    /// What changed for a merchant after record `seq` up to the newest record
    /// `head`, if that is still known.
    pub(crate) fn since(&self, seq: u64, head: u64, merchant: &str) -> Option<WatchResponse> {
        self.history.since(seq, head, merchant)
    }

    fn are_there(&self) -> bool {
        self.changes.receiver_count() > 0
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
