//! Prepares the next segment on a thread of its own, since writing its zeros
//! takes longer than many appends.

use std::{
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
};

use hawker_telemetry::journal::{SEGMENT_FAILURES, SEGMENT_WAITS};

use super::{files, segment::Blank};
use crate::Error;

/// The thread, and at most one segment that it was asked for.
#[derive(Debug)]
pub(super) struct Preparer {
    orders: Option<SyncSender<u64>>,
    made: Receiver<Result<Blank, Error>>,
    ordered: bool,
    thread: Option<JoinHandle<()>>,
}

impl Preparer {
    pub(super) fn start(dir: &Path) -> Result<Self, Error> {
        let (orders, ordered) = sync_channel(1);
        let (deliver, made) = sync_channel(1);
        let folder = dir.to_owned();
        let thread = std::thread::Builder::new()
            .name("journal-prepare".to_owned())
            .spawn(move || prepare(&folder, &ordered, &deliver))
            .map_err(files::failed("starting a thread for", dir))?;
        Ok(Self { orders: Some(orders), made, ordered: false, thread: Some(thread) })
    }

    /// Has a segment made, unless one is under way. Never waits.
    pub(super) fn order(&mut self, capacity: u64) {
        if !self.ordered {
            let orders = self.orders.as_ref();
            self.ordered = orders.is_some_and(|orders| orders.try_send(capacity).is_ok());
        }
    }

    /// The segment ordered, waiting for it if need be. If preparing it failed
    /// before, it is tried once more: there may be room on the disk again.
    pub(super) fn take(&mut self, capacity: u64) -> Result<Blank, Error> {
        if let Ok(made) = self.made.try_recv() {
            self.ordered = false;
            if made.is_ok() {
                return made;
            }
        }
        SEGMENT_WAITS.count().increment(1);
        self.order(capacity);
        self.wait().or_else(|_| {
            self.order(capacity);
            self.wait()
        })
    }

    fn wait(&mut self) -> Result<Blank, Error> {
        self.ordered = false;
        self.made.recv().unwrap_or(Err(Error::Stopped))
    }
}

impl Drop for Preparer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has already been reported by its hook.
            drop(thread.join());
        }
    }
}

fn prepare(dir: &Path, ordered: &Receiver<u64>, deliver: &SyncSender<Result<Blank, Error>>) {
    while let Ok(capacity) = ordered.recv() {
        let made = Blank::make(dir, capacity);
        if let Err(error) = &made {
            SEGMENT_FAILURES.count().increment(1);
            tracing::error!(%error, "the next segment of the journal cannot be prepared; when the present one is full, the server stops");
        }
        if deliver.send(made).is_err() {
            return;
        }
    }
}
