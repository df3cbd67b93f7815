//! The connections that read: a few, on the blocking pool, so that a slow read
//! holds up neither the writer nor a runtime's thread.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use hawker_telemetry::funnel::{BOUND_REACHED, BoundLabel};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::{
    Error,
    config::READERS,
    read::{Numbers, Seconds, read},
    store::open_reader,
};

/// Reads shows' numbers.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: PathBuf,
    idle: Mutex<Vec<Connection>>,
    running: Semaphore,
    admitted: Semaphore,
}

impl Readers {
    pub(crate) fn new(db: PathBuf, max_reads: usize) -> Self {
        let admitted = Semaphore::new(max_reads.clamp(1, Semaphore::MAX_PERMITS));
        let running = Semaphore::new(READERS);
        Self(Arc::new(Inner { db, idle: Mutex::default(), running, admitted }))
    }

    /// Reads a show's numbers. Refused when too many reads wait.
    pub(crate) async fn read(&self, show: String, seconds: Seconds) -> Result<Numbers, Error> {
        let Ok(_admitted) = self.0.admitted.try_acquire() else {
            BOUND_REACHED.count_of(BoundLabel::Reads).increment(1);
            return Err(Error::Full { what: "too many reads of the funnel are under way" });
        };
        let _running = self.0.running.acquire().await.map_err(|_| Error::Stopped)?;
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || inner.read(&show, seconds))
            .await
            .map_err(|error| Error::Thread(error.to_string()))?
    }
}

impl Inner {
    /// A connection whose read failed is not used again.
    fn read(&self, show: &str, seconds: Seconds) -> Result<Numbers, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => open_reader(&self.db)?,
        };
        let numbers = read(&mut conn, show, seconds)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        Ok(numbers)
    }
}
