//! The writer's thread: it takes requests from the bounded mailbox, as many as
//! there are, and wakes up when the clock brings something about.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::Duration,
};

use tokio::sync::watch;

use super::{Engine, Request};
use crate::{
    Error,
    journal::Journal,
    limits::{BATCH_REQUESTS, LONGEST_NAP_MS},
};

/// How the writer ended, for whoever watches over it.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    error: Arc<Mutex<Option<Error>>>,
    ended: watch::Receiver<()>,
}

/// The writer's side of an [`Ending`]; to drop it is to end.
pub(crate) struct Running {
    error: Arc<Mutex<Option<Error>>>,
    _ended: watch::Sender<()>,
}

impl Ending {
    pub(crate) fn new() -> (Running, Self) {
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

/// Runs the engine until it is told to end, or fails.
pub(crate) fn run<J: Journal>(
    mut engine: Engine<J>,
    mailbox: &Receiver<Request>,
    running: &Running,
) {
    if let Err(error) = work(&mut engine, mailbox) {
        tracing::error!(%error, "the inventory's writer ends");
        *running.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

fn work<J: Journal>(engine: &mut Engine<J>, mailbox: &Receiver<Request>) -> Result<(), Error> {
    loop {
        let nap = engine.until_due_ms().unwrap_or(LONGEST_NAP_MS).min(LONGEST_NAP_MS);
        let first = match mailbox.recv_timeout(Duration::from_millis(nap)) {
            Ok(request) => Some(request),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let mut requests = first.into_iter().chain(mailbox.try_iter()).take(BATCH_REQUESTS);
        if !engine.turn(&mut requests)? {
            return Ok(());
        }
    }
}
