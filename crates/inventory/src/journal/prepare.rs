//! Prepares the next segment on a thread of its own, since writing its zeros
//! takes longer than many appends.
//!
//! While that fails the writer goes on in the present segment, and the thread
//! tries again every second: there may be room on the disk again. Only when the
//! present segment is full, and one last attempt fails, has the writer no place
//! to write to.

use std::{
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread::JoinHandle,
    time::Duration,
};

use hawker_telemetry::journal::{SEGMENT_FAILURES, SEGMENT_WAITS};

use super::{files, room::Stuck, segment::Blank};
use crate::Error;

/// How long to wait after an attempt that failed.
const RETRY: Duration = Duration::from_secs(1);

/// The thread, and at most one segment that it was asked for.
#[derive(Debug)]
pub(super) struct Preparer {
    orders: Option<SyncSender<Order>>,
    made: Receiver<Result<Blank, Error>>,
    ordered: bool,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Order {
    /// A segment of so many bytes will be needed.
    Ahead(u64),
    /// It is needed now, or the error for which it can't be had.
    Now,
}

impl Preparer {
    /// Starts the thread, which keeps `stuck` up to date.
    pub(super) fn start(dir: &Path, stuck: Stuck) -> Result<Self, Error> {
        // An order ahead, one to hurry, and one to hurry that came too late.
        let (orders, ordered) = sync_channel(3);
        let (deliver, made) = sync_channel(1);
        let folder = dir.to_owned();
        let thread = std::thread::Builder::new()
            .name("journal-prepare".to_owned())
            .spawn(move || prepare(&folder, &ordered, &deliver, &stuck))
            .map_err(files::failed("starting a thread for", dir))?;
        Ok(Self { orders: Some(orders), made, ordered: false, thread: Some(thread) })
    }

    /// Has a segment made, unless one is under way. Never waits.
    pub(super) fn order(&mut self, capacity: u64) {
        if !self.ordered {
            self.ordered = self.tell(Order::Ahead(capacity));
        }
    }

    /// The segment ordered, waiting for it if need be. If it could not be made so
    /// far, that is tried once more.
    pub(super) fn take(&mut self, capacity: u64) -> Result<Blank, Error> {
        let made = self.made.try_recv().unwrap_or_else(|_| {
            SEGMENT_WAITS.count().increment(1);
            self.order(capacity);
            self.tell(Order::Now);
            self.made.recv().unwrap_or(Err(Error::Stopped))
        });
        self.ordered = false;
        made
    }

    fn tell(&self, order: Order) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.try_send(order).is_ok())
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

fn prepare(
    dir: &Path,
    orders: &Receiver<Order>,
    deliver: &SyncSender<Result<Blank, Error>>,
    stuck: &Stuck,
) {
    let mut wanted = None;
    loop {
        let order = match wanted {
            Some(_) => orders.recv_timeout(RETRY),
            None => orders.recv().map_err(RecvTimeoutError::from),
        };
        let hurry = match order {
            Ok(Order::Ahead(capacity)) => {
                wanted = Some(capacity);
                false
            }
            Ok(Order::Now) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        // Whoever hurries may have come when it was delivered already.
        let Some(capacity) = wanted else { continue };
        let made = Blank::make(dir, capacity);
        tell_of(&made, stuck);
        if made.is_ok() || hurry {
            wanted = None;
            if deliver.send(made).is_err() {
                return;
            }
        }
    }
}

fn tell_of(made: &Result<Blank, Error>, stuck: &Stuck) {
    if made.is_err() {
        SEGMENT_FAILURES.count().increment(1);
    }
    if !stuck.set(made.is_err()) {
        return;
    }
    match made {
        Ok(_) => tracing::info!("the next segment of the journal is prepared after all"),
        Err(error) => {
            tracing::error!(%error, "the next segment of the journal cannot be prepared; nothing new is taken, and when the present one is full, the server stops");
        }
    }
}
