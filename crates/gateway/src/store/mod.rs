//! The room store: shows, line-ups, sales and the critical history, in SQLite.
//!
//! It promises that a change which was answered is on the disk: WAL with
//! `synchronous=FULL`, one connection, one thread, changes that wait together
//! written in one transaction. What it was told in one [`Change`] is kept as a
//! whole or not at all.

mod rows;
mod writer;

use std::{path::Path, thread::JoinHandle, time::Instant};

use hawker_domain::{
    ListingId, ShowId,
    room::{Position, Room},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use hawker_telemetry::gateway as metric;
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

use crate::{Error, limits::STORE_MAILBOX, rooms::convert, token::Revocation};

/// One change of one room, kept as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The show's row as it stands after the change.
    pub(crate) show: v1::Show,
    pub(crate) pinned: String,
    pub(crate) position: Position,
    /// Listings that changed, with their places in the line-up.
    pub(crate) listings: Vec<(u32, v1::Listing)>,
    /// Sales that changed.
    pub(crate) sales: Vec<SavedSale>,
    /// Sales that are forgotten.
    pub(crate) forgotten: Vec<String>,
    /// What is now to be told.
    pub(crate) publications: Vec<v1::Publication>,
}

impl Change {
    /// A room's row alone.
    pub(crate) fn of_show(room: &Room) -> Self {
        Self {
            show: convert::show_out(room.show()),
            pinned: room.pinned().map(ListingId::to_string).unwrap_or_default(),
            position: room.position(),
            listings: Vec::new(),
            sales: Vec::new(),
            forgotten: Vec::new(),
            publications: Vec::new(),
        }
    }
}

/// A sale's entry as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct SavedSale {
    pub(crate) sale: String,
    pub(crate) listing: String,
    pub(crate) since_ms: i64,
    /// What inventory last reported; `None` for a mere intent.
    pub(crate) report: Option<v1::Sale>,
}

/// A room as it was kept.
#[derive(Debug)]
pub(crate) struct SavedRoom {
    pub(crate) show: v1::Show,
    pub(crate) pinned: String,
    pub(crate) position: Position,
    pub(crate) listings: Vec<v1::Listing>,
    pub(crate) sales: Vec<SavedSale>,
    /// The newest publications, in order.
    pub(crate) history: Vec<v1::Publication>,
    /// What it has set for itself.
    pub(crate) settings: v1::RoomSettings,
}

type Kept = Result<(), String>;

/// What is kept.
enum Entry {
    Room(Box<Change>),
    Settings(ShowId, v1::RoomSettings),
    Revocation(Box<Revocation>),
}

/// What the thread is asked.
enum Job {
    /// To keep a change, and to say so.
    Keep(Entry, oneshot::Sender<Kept>),
    /// To end, after what came before.
    End,
}

/// The way to the store's thread.
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
    revocations: Vec<Revocation>,
}

/// Gives changes to the store.
#[derive(Clone)]
pub(crate) struct Keeper {
    jobs: mpsc::Sender<Job>,
    seconds: metrics::Histogram,
    full: metrics::Counter,
}

impl Store {
    /// Opens the file, makes it if it is not there, reads every room.
    ///
    /// # Errors
    /// When SQLite is too old, or the file can't be opened, made or read.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<SavedRoom>), Error> {
        let failed = |reason: rusqlite::Error| Error::Store {
            path: path.display().to_string(),
            reason: reason.to_string(),
        };
        rows::check_version()?;
        let connection = rows::open(path).map_err(failed)?;
        let rooms = rows::read_all(&connection).map_err(failed)?;
        let revocations = rows::read_revocations(&connection, crate::now()).map_err(failed)?;
        let (jobs, inbox) = mpsc::channel(STORE_MAILBOX);
        let thread = std::thread::Builder::new()
            .name("room-store".into())
            .spawn(move || writer::run(connection, inbox))
            .map_err(|source| Error::Io { doing: "starting the room store's thread", source })?;
        Ok((Self { jobs, thread, revocations }, rooms))
    }

    /// The revocations that were kept and have not ended; once.
    pub(crate) fn take_revocations(&mut self) -> Vec<Revocation> {
        std::mem::take(&mut self.revocations)
    }

    pub(crate) fn keeper(&self) -> Keeper {
        Keeper {
            jobs: self.jobs.clone(),
            seconds: metric::ROOM_STORE_SECONDS.spread(),
            full: metric::ROOM_STORE_FULL.count(),
        }
    }

    /// Ends the thread after everything that came before was written.
    pub(crate) async fn close(self) {
        let Self { jobs, thread, .. } = self;
        // It fails only when the thread has ended already.
        jobs.send(Job::End).await.ok();
        if tokio::task::spawn_blocking(move || thread.join()).await.is_err() {
            tracing::error!("the room store's thread could not be joined");
        }
    }
}

impl Keeper {
    /// Keeps a change: answered when it is on the disk.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` when too many changes wait already, `INTERNAL` when
    /// the disk refuses; either way nothing was changed.
    pub(crate) async fn keep(&self, change: Change) -> Result<(), v1::Error> {
        self.entry(Entry::Room(Box::new(change))).await
    }

    /// Keeps what a room has set for itself: answered when it is on the disk.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn set(
        &self,
        show: ShowId,
        settings: v1::RoomSettings,
    ) -> Result<(), v1::Error> {
        self.entry(Entry::Settings(show, settings)).await
    }

    /// Keeps a revocation: answered when it is on the disk.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn revoke(&self, one: Revocation) -> Result<(), v1::Error> {
        self.entry(Entry::Revocation(Box::new(one))).await
    }

    async fn entry(&self, entry: Entry) -> Result<(), v1::Error> {
        let began = Instant::now();
        let (done, kept) = oneshot::channel();
        self.jobs.try_send(Job::Keep(entry, done)).map_err(|e| self.not_taken(&e))?;
        let outcome = kept.await.unwrap_or_else(|_| Err("its thread has ended".into()));
        self.seconds.record(began.elapsed().as_secs_f64());
        outcome.map_err(|reason| {
            tracing::error!(%reason, "the room store failed; nothing was published");
            not_saved()
        })
    }

    /// Whether the store still writes.
    pub(crate) fn writes(&self) -> bool {
        !self.jobs.is_closed()
    }

    fn not_taken(&self, error: &TrySendError<Job>) -> v1::Error {
        match error {
            TrySendError::Full(_) => {
                self.full.increment(1);
                let sentence = "The room store is busy: try again in a second.";
                refuse(ErrorCode::ResourceExhausted, sentence)
            }
            TrySendError::Closed(_) => not_saved(),
        }
    }
}

fn not_saved() -> v1::Error {
    refuse(ErrorCode::Internal, "The room could not be saved: the server's log says why.")
}

#[cfg(test)]
mod tests;
