//! The engine's two threads. The writer takes requests from the bounded mailbox,
//! applies them, and wakes up when the clock brings something about; the flusher
//! makes what the writer gives it durable, and lets it out. While a batch is
//! flushed the writer builds the next one, and gives it away when the flush is
//! done: so at most one batch is flushed and one is built at a time.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use tokio::sync::watch;

use super::{
    Applier, Engine, Flusher, Request, Requests,
    mailbox::{Bell, Until},
    outbox::Outbox,
    pace::Pace,
};
use crate::{
    Error,
    journal::Journal,
    limits::{APPLY_AHEAD, LONGEST_NAP_MS, RENEW_EVERY},
};

/// How the writer ended, for whoever watches over it.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    error: Arc<Mutex<Option<Error>>>,
    ended: watch::Receiver<()>,
}

/// The threads' side of an [`Ending`]; when both have dropped it, it is the end.
#[derive(Clone)]
struct Running {
    error: Arc<Mutex<Option<Error>>>,
    _ended: watch::Sender<()>,
}

impl Running {
    /// A thread has come to its end.
    fn end(self, how: Result<(), Error>) {
        if let Err(error) = how {
            tracing::error!(%error, "the inventory's writer ends");
            let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
        }
    }
}

impl Ending {
    fn new() -> (Running, Self) {
        let (ended, receiver) = watch::channel(());
        let error = Arc::new(Mutex::new(None));
        let running = Running { error: Arc::clone(&error), _ended: ended };
        (running, Self { error, ended: receiver })
    }

    /// Resolves when the writer has ended: with why, to whoever asks first.
    pub(crate) async fn wait(&self) -> Error {
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
        let error = self.error.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.unwrap_or(Error::Stopped)
    }
}

/// Starts the engine's two threads.
pub(crate) fn start<J: Journal + 'static>(
    engine: Engine<J>,
    requests: Requests,
) -> Result<Ending, Error> {
    let (running, ending) = Ending::new();
    let Engine { applier, flusher, .. } = engine;
    // The second place is for the batch that the flusher has in its hands.
    let (to_flusher, outboxes) = sync_channel(1);
    let bell = requests.bell();
    let flushing = running.clone();
    let flush = move || {
        flushing.end(flush_all(flusher, &outboxes, &bell));
    };
    let write = move || {
        running.end(Writer::new(applier, to_flusher, requests).run());
    };
    spawn("inventory-flush", flush)?;
    spawn("inventory-writer", write)?;
    Ok(ending)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let thread = thread::Builder::new().name(name.into()).spawn(work);
    thread.map(drop).map_err(|source| Error::Io {
        what: "starting a thread of",
        path: "the inventory".into(),
        source,
    })
}

fn flush_all<J: Journal>(
    mut flusher: Flusher<J>,
    outboxes: &Receiver<Outbox>,
    bell: &Bell,
) -> Result<(), Error> {
    loop {
        match outboxes.recv_timeout(RENEW_EVERY) {
            Ok(outbox) => {
                flusher.flush(outbox)?;
                bell.ring();
            }
            Err(RecvTimeoutError::Timeout) => flusher.confirm()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

/// The writer's thread.
struct Writer {
    applier: Applier,
    to_flusher: SyncSender<Outbox>,
    requests: Requests,
    /// Taken from the mailbox, not yet applied.
    taken: VecDeque<Request>,
    pace: Pace,
    /// Whether a batch is in the flusher's hands.
    flushing: bool,
    draining: bool,
    /// Whether the flusher has ended.
    gone: bool,
}

impl Writer {
    fn new(applier: Applier, to_flusher: SyncSender<Outbox>, requests: Requests) -> Self {
        Self {
            applier,
            to_flusher,
            requests,
            taken: VecDeque::new(),
            pace: Pace::new(),
            flushing: false,
            draining: false,
            gone: false,
        }
    }

    fn run(mut self) -> Result<(), Error> {
        loop {
            self.wait_for_work();
            if self.gone {
                return Ok(());
            }
            self.apply();
            if self.flushing {
                continue;
            }
            let quiet = self.gather();
            if self.gone {
                return Ok(());
            }
            let taken = self.applier.taken();
            if taken == 0 && self.draining && !self.is_behind() {
                return Ok(());
            }
            let outbox = self.applier.seal()?;
            self.pace.sealed(taken, quiet);
            if outbox.is_empty() {
                continue;
            }
            if self.to_flusher.send(outbox).is_err() {
                return Ok(());
            }
            self.flushing = true;
            // Where there is one core for both, the disk is to be at work before the
            // next batch is applied, and not after.
            thread::yield_now();
        }
    }

    /// Waits until there is something to apply or to flush.
    fn wait_for_work(&mut self) {
        if self.is_behind() && (!self.flushing || self.room() > 0) {
            return;
        }
        let until = if self.flushing {
            // A batch that is full waits for nothing but the disk.
            let requests = if self.room() == 0 { usize::MAX } else { APPLY_AHEAD };
            Until { requests, most: Duration::from_millis(LONGEST_NAP_MS), flushed: true }
        } else {
            let nap = self.applier.until_due_ms().unwrap_or(LONGEST_NAP_MS).min(LONGEST_NAP_MS);
            Until { requests: 1, most: Duration::from_millis(nap), flushed: false }
        };
        self.wait(until);
    }

    fn wait(&mut self, until: Until) {
        let room = if self.is_behind() { 0 } else { self.room() };
        let woken = self.requests.wait(until, room, &mut self.taken);
        self.flushing &= !woken.flushed;
        self.draining = woken.draining;
        self.gone = woken.gone;
    }

    /// Whether something was taken that the open batch had no room for.
    fn is_behind(&self) -> bool {
        !self.taken.is_empty() || self.applier.has_rest()
    }

    /// How many commands more the open batch is to take. One that the disk waits
    /// for is not to hold everything there is, or the disk would wait again while
    /// the next is made.
    fn room(&self) -> usize {
        let most = if self.flushing { usize::MAX } else { self.pace.most() };
        self.applier.room().min(most.saturating_sub(self.applier.taken()))
    }

    fn apply(&mut self) {
        let room = self.room();
        self.applier.take(&mut std::iter::from_fn(|| self.taken.pop_front()), room);
    }

    /// Lets more commands come into the open batch, if the last batches show that
    /// they will. Tells whether none came.
    fn gather(&mut self) -> bool {
        let gathering = self.pace.gather();
        while self.pace.wants_more(self.applier.taken()) && !self.draining && !self.gone {
            let before = self.applier.taken();
            let Some(most) = gathering.look(before) else { return false };
            let requests = self.pace.missing(before);
            self.wait(Until { requests, most, flushed: false });
            if self.taken.is_empty() {
                return true;
            }
            self.apply();
        }
        false
    }
}
