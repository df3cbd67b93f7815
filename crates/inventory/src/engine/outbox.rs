//! What a batch lets out, put together when it was applied and kept until it is
//! durable.

use std::sync::Arc;

use bytes::Bytes;
use hawker_proto::v1::WatchResponse;
use tokio::{
    runtime::Handle as Runtime,
    sync::{broadcast::Receiver, oneshot},
};

use super::Watching;
use crate::{
    ask::Told,
    changes::Change,
    meters::Levels,
    packet::{Answers, Delivery},
};

/// Lets out what was read.
pub(crate) type Release = Box<dyn FnOnce() + Send>;

/// Who is told.
pub(crate) enum Caller {
    /// Someone who asked for one thing.
    One(oneshot::Sender<Told>),
    /// A stream, of so many answers.
    Stream(Answers, usize),
}

/// A batch on its way to the disk.
#[derive(Default)]
pub(crate) struct Outbox {
    /// None for a batch that changed nothing: what it says rests on the records
    /// before it.
    pub(super) record: Option<Sealed>,
    pub(super) answers: Vec<(Caller, Told)>,
    pub(super) reads: Vec<Release>,
    pub(super) watches: Vec<NewWatch>,
}

/// A record, and what it changed.
pub(super) struct Sealed {
    pub(super) seq: u64,
    pub(super) bytes: Bytes,
    pub(super) change: Arc<Change>,
    pub(super) levels: Levels,
}

/// Someone who begins to watch.
pub(super) struct NewWatch {
    pub(super) caller: oneshot::Sender<Watching>,
    pub(super) first: WatchResponse,
    pub(super) changes: Receiver<Arc<Change>>,
}

impl Outbox {
    /// Whether there is nothing to flush and nothing to let out.
    pub(super) fn is_empty(&self) -> bool {
        self.record.is_none()
            && self.answers.is_empty()
            && self.reads.is_empty()
            && self.watches.is_empty()
    }

    /// Lets everything out but the record's changes, which are out already. The
    /// batch is durable.
    pub(super) fn release(self, desk: &Desk) {
        desk.hand_out(self.answers);
        self.reads.into_iter().for_each(|release| release());
        for NewWatch { caller, first, mut changes } in self.watches {
            // What was let out until now is in the first message.
            while changes.try_recv().is_ok() {}
            // A watcher that has gone away needs nothing.
            let _ = caller.send((first, changes));
        }
    }
}

/// Hands answers out to their callers.
///
/// To wake a task from outside its runtime takes a lock and often a system call;
/// from within it takes neither. So the flusher wakes one task, and that one the
/// callers.
pub(super) struct Desk(pub(super) Option<Runtime>);

impl Desk {
    fn hand_out(&self, answers: Vec<(Caller, Told)>) {
        if answers.is_empty() {
            return;
        }
        match &self.0 {
            Some(runtime) => drop(runtime.spawn(async { hand_out(answers) })),
            None => hand_out(answers),
        }
    }
}

fn hand_out(answers: Vec<(Caller, Told)>) {
    for (caller, told) in answers {
        match (caller, told) {
            // Whoever has gone away can repeat the command with its key.
            (Caller::One(caller), told) => drop(caller.send(told)),
            (Caller::Stream(to, count), Ok(answers)) => to.deliver(Delivery { answers, count }),
            // A stream's refusals stand among its answers.
            (Caller::Stream(..), Err(_)) => {}
        }
    }
}
