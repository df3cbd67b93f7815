//! The writer's mailbox: bounded, taken from as a whole, and silent while the
//! writer has no use for being woken.
//!
//! A sender wakes the writer only when as many commands wait as the writer asked
//! for. On a machine whose cores are busy that is what makes batches: a writer
//! that woke for every command would append each by itself.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::Request;

/// Makes a mailbox for so many requests.
pub(crate) fn mailbox(bound: usize) -> (Mailbox, Requests) {
    let shared = Arc::new(Shared {
        bound,
        inner: Mutex::new(Inner { wake_at: NEVER, ..Inner::default() }),
        wake: Condvar::new(),
    });
    (Mailbox(Arc::clone(&shared)), Requests(shared))
}

/// The senders' end. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Mailbox(Arc<Shared>);

/// The writer's end. When it is dropped, what was not taken is dropped too.
pub(crate) struct Requests(Arc<Shared>);

/// The flusher's end: it tells the writer that a batch is durable. When it is
/// dropped, the writer ends.
pub(super) struct Bell(Arc<Shared>);

struct Shared {
    bound: usize,
    inner: Mutex<Inner>,
    wake: Condvar,
}

/// Nothing that waits wakes the writer.
const NEVER: usize = usize::MAX;

#[derive(Default)]
struct Inner {
    requests: VecDeque<Request>,
    /// What the requests weigh together.
    weight: usize,
    /// The writer sleeps until so much waits; [`NEVER`] while it is awake.
    wake_at: usize,
    /// The flusher has done what it was given.
    flushed: bool,
    /// Nothing further is taken in; the writer ends when all is done.
    draining: bool,
    /// The writer, or the flusher, is gone.
    gone: bool,
    /// How many requests ever came in.
    #[cfg(test)]
    sent: usize,
}

/// Why a request was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// As many wait as may.
    Full,
    /// The service ends.
    Draining,
    /// The writer is gone.
    Gone,
}

/// What the writer waits for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Until {
    /// So many requests, a packet counting for its commands.
    pub(super) requests: usize,
    /// Or this long.
    pub(super) most: Duration,
    /// Or, where something is being flushed, its end.
    pub(super) flushed: bool,
}

/// What the writer woke up to.
pub(super) struct Woken {
    pub(super) flushed: bool,
    pub(super) draining: bool,
    pub(super) gone: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut self.lock());
        self.wake.notify_one();
    }
}

impl Mailbox {
    /// Takes a request in, or gives it back with why not.
    pub(crate) fn send(&self, request: Request) -> Result<(), (NotSent, Request)> {
        let weight = request.weight();
        let mut inner = self.0.lock();
        if inner.draining {
            return Err((NotSent::Draining, request));
        }
        if inner.gone {
            return Err((NotSent::Gone, request));
        }
        if inner.weight + weight > self.0.bound {
            return Err((NotSent::Full, request));
        }
        inner.requests.push_back(request);
        inner.weight += weight;
        #[cfg(test)]
        (inner.sent += 1);
        if inner.weight >= inner.wake_at {
            inner.wake_at = NEVER;
            drop(inner);
            self.0.wake.notify_one();
        }
        Ok(())
    }

    /// Takes no further requests, and lets the writer end when it has done all
    /// that wait.
    pub(crate) fn drain(&self) {
        self.0.tell(|inner| inner.draining = true);
    }

    /// How many requests ever came in, and how many wait.
    #[cfg(test)]
    pub(crate) fn sent_and_waiting(&self) -> (usize, usize) {
        let inner = self.0.lock();
        (inner.sent, inner.requests.len())
    }
}

impl Requests {
    /// Waits, and takes as many requests as `room` has room for, in the order in
    /// which they came.
    pub(super) fn wait(&self, until: Until, room: usize, into: &mut VecDeque<Request>) -> Woken {
        let end = Instant::now() + until.most;
        let mut inner = self.0.lock();
        loop {
            let enough = inner.weight >= until.requests
                || (until.flushed && inner.flushed)
                || inner.gone
                // What still waits is taken first.
                || (inner.draining && !until.flushed);
            let left = end.saturating_duration_since(Instant::now());
            if enough || left.is_zero() {
                break;
            }
            inner.wake_at = until.requests;
            let waited = self.0.wake.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        inner.wake_at = NEVER;
        if inner.weight <= room && into.is_empty() {
            std::mem::swap(&mut inner.requests, into);
            inner.weight = 0;
        } else {
            let mut room = room;
            while room > 0
                && let Some(request) = inner.requests.pop_front()
            {
                // What does not fit as a whole is taken all the same, in parts.
                room = room.saturating_sub(request.weight());
                inner.weight -= request.weight();
                into.push_back(request);
            }
        }
        let flushed = std::mem::take(&mut inner.flushed);
        let draining = inner.draining && inner.requests.is_empty();
        Woken { flushed, draining, gone: inner.gone }
    }

    /// The bell that the flusher rings.
    pub(super) fn bell(&self) -> Bell {
        Bell(Arc::clone(&self.0))
    }

    /// The next request, as soon as there is one.
    #[cfg(test)]
    pub(crate) fn next(&self) -> Request {
        let until = Until { requests: 1, most: Duration::from_secs(60), flushed: false };
        let mut taken = VecDeque::new();
        self.wait(until, 1, &mut taken);
        taken.pop_front().expect("a request comes")
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        let requests = {
            let mut inner = self.0.lock();
            inner.gone = true;
            std::mem::take(&mut inner.requests)
        };
        // Whoever waits learns of it now, and not when the last sender is gone.
        drop(requests);
    }
}

impl Bell {
    /// The batch is durable, and what it lets out is out.
    pub(super) fn ring(&self) {
        self.0.tell(|inner| inner.flushed = true);
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.0.tell(|inner| inner.gone = true);
    }
}
