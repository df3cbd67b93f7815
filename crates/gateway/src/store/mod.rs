//! The room store: shows, line-ups, sales and the critical history, in SQLite on one
//! machine and in PostgreSQL where several gateways share them.
//!
//! It promises that a change which was answered is on the disk: in SQLite by WAL with
//! `synchronous=FULL`, one connection, one thread, changes that wait together
//! written in one transaction; in PostgreSQL as it promises it. What it was told in
//! one [`Change`] is kept as a whole or not at all.

mod revoked;
mod rows;
mod tables;
mod writer;

use std::{path::Path, sync::Arc, thread::JoinHandle, time::Instant};

use hawker_domain::{
    ListingId,
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

pub(crate) use tables::Kept;
use tables::Tables;

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
    /// What the room sets for itself, where that changed.
    pub(crate) settings: Option<v1::RoomSettings>,
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
            settings: None,
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

impl SavedSale {
    /// The same as gateways tell it.
    pub(crate) fn out(&self) -> v1::RoomSale {
        v1::RoomSale {
            sale: self.sale.clone(),
            listing: self.listing.clone(),
            since_ms: self.since_ms,
            report: self.report.clone(),
        }
    }
}

impl From<v1::RoomSale> for SavedSale {
    fn from(sale: v1::RoomSale) -> Self {
        let v1::RoomSale { sale, listing, since_ms, report } = sale;
        Self { sale, listing, since_ms, report }
    }
}

/// A room as it was kept.
#[derive(Debug)]
pub(crate) struct SavedRoom {
    /// Which change of it is the newest; 0 where nobody else changes it.
    pub(crate) version: u64,
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

/// What is kept.
pub(crate) enum Entry {
    Room(Box<Change>),
    Settings(String, v1::RoomSettings),
    Revocation(Box<Revocation>),
}

/// What the thread is asked.
pub(crate) enum Job {
    /// To keep a change, and to say so.
    Keep(Entry, oneshot::Sender<Result<(), String>>),
    /// To end, after what came before.
    End,
}

/// Where rooms are kept.
#[derive(Debug, Clone, Default)]
pub enum StoreSetup {
    /// In `rooms.db` of the gateway's own folder.
    #[default]
    Embedded,
    /// In PostgreSQL, for any number of gateways.
    Fleet(hawker_postgres::Config),
}

/// The store, open.
pub(crate) enum Store {
    /// The way to the store's thread.
    Embedded {
        jobs: mpsc::Sender<Job>,
        thread: JoinHandle<()>,
    },
    Fleet(Arc<Tables>),
}

/// What stood in the store when it was opened.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) rooms: Vec<SavedRoom>,
    /// The revocations that have not ended.
    pub(crate) revocations: Vec<Revocation>,
}

/// Gives changes to the store.
#[derive(Clone)]
pub(crate) struct Keeper(Way);

#[derive(Clone)]
enum Way {
    Thread { jobs: mpsc::Sender<Job>, seconds: metrics::Histogram, full: metrics::Counter },
    Tables(Arc<Tables>),
}

impl Store {
    /// Opens the store that was chosen, which on one machine is that file.
    ///
    /// # Errors
    /// When it can't be opened or read.
    pub(crate) async fn of(setup: &StoreSetup, path: &Path) -> Result<(Self, Found), Error> {
        match setup {
            StoreSetup::Embedded => Self::open(path),
            StoreSetup::Fleet(config) => Self::join(config).await,
        }
    }

    /// Opens the file, makes it if it is not there, reads every room.
    ///
    /// # Errors
    /// When SQLite is too old, or the file can't be opened, made or read.
    pub(crate) fn open(path: &Path) -> Result<(Self, Found), Error> {
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
        Ok((Self::Embedded { jobs, thread }, Found { rooms, revocations }))
    }

    /// Connects to PostgreSQL, and reads every room.
    ///
    /// # Errors
    /// When it can't be reached or read.
    pub(crate) async fn join(config: &hawker_postgres::Config) -> Result<(Self, Found), Error> {
        let tables = Tables::open(config).await?;
        let failed = |error: v1::Error| Error::Store {
            path: "PostgreSQL".to_owned(),
            reason: error.message,
        };
        let mut rooms = Vec::new();
        for (show, _) in tables.versions().await.map_err(failed)? {
            rooms.extend(tables.read(&show).await.map_err(failed)?);
        }
        let revocations = tables.revocations().await.map_err(failed)?;
        Ok((Self::Fleet(tables), Found { rooms, revocations }))
    }

    pub(crate) fn keeper(&self) -> Keeper {
        Keeper(match self {
            Self::Embedded { jobs, .. } => Way::Thread {
                jobs: jobs.clone(),
                seconds: metric::ROOM_STORE_SECONDS.spread(),
                full: metric::ROOM_STORE_FULL.count(),
            },
            Self::Fleet(tables) => Way::Tables(Arc::clone(tables)),
        })
    }

    /// Ends the thread after everything that came before was written.
    pub(crate) async fn close(self) {
        let Self::Embedded { jobs, thread } = self else { return };
        // It fails only when the thread has ended already.
        jobs.send(Job::End).await.ok();
        if tokio::task::spawn_blocking(move || thread.join()).await.is_err() {
            tracing::error!("the room store's thread could not be joined");
        }
    }
}

impl Keeper {
    /// Keeps a change of that version of a room, with the record that comes of it:
    /// answered when it is durable.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` when too many changes wait already, `INTERNAL` when
    /// the disk refuses, `UNAVAILABLE` when the server can't be reached; either way
    /// nothing was told.
    pub(crate) async fn keep(
        &self,
        version: u64,
        change: Change,
        record: impl FnOnce() -> v1::RoomRecord,
    ) -> Result<Kept, v1::Error> {
        match &self.0 {
            Way::Tables(tables) => tables.keep(version, &change, &record()).await,
            Way::Thread { .. } => {
                let settings = change.settings;
                let show = change.show.show.clone();
                self.entry(Entry::Room(Box::new(change))).await?;
                if let Some(settings) = settings {
                    self.entry(Entry::Settings(show, settings)).await?;
                }
                Ok(Kept::Done)
            }
        }
    }

    /// Keeps a room that is new.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn make(
        &self,
        change: Change,
        record: impl FnOnce() -> v1::RoomRecord,
    ) -> Result<Kept, v1::Error> {
        match &self.0 {
            Way::Tables(tables) => tables.make(&record()).await,
            Way::Thread { .. } => self.keep(0, change, record).await,
        }
    }

    /// Keeps a room that begins anew, at a version that no gateway has seen.
    ///
    /// # Errors
    /// As [`Self::keep`], and when another gateway changed it.
    pub(crate) async fn begin_anew(
        &self,
        version: u64,
        change: Change,
        record: impl Fn(u64) -> v1::RoomRecord,
    ) -> Result<(), v1::Error> {
        match &self.0 {
            Way::Tables(tables) => tables.begin_anew(version, record).await,
            Way::Thread { .. } => self.keep(0, change, || record(0)).await.map(drop),
        }
    }

    /// Keeps a revocation: answered when it is durable.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn revoke(&self, one: Revocation) -> Result<(), v1::Error> {
        match &self.0 {
            Way::Tables(tables) => tables.revoke(&one).await,
            Way::Thread { .. } => self.entry(Entry::Revocation(Box::new(one))).await,
        }
    }

    /// What other gateways change, too, if there may be others.
    pub(crate) fn shared(&self) -> Option<&Arc<Tables>> {
        match &self.0 {
            Way::Tables(tables) => Some(tables),
            Way::Thread { .. } => None,
        }
    }

    /// Whether the store still writes. PostgreSQL that is away may come back.
    pub(crate) fn writes(&self) -> bool {
        match &self.0 {
            Way::Thread { jobs, .. } => !jobs.is_closed(),
            Way::Tables(_) => true,
        }
    }

    async fn entry(&self, entry: Entry) -> Result<(), v1::Error> {
        let Way::Thread { jobs, seconds, full } = &self.0 else { return Err(not_saved()) };
        let began = Instant::now();
        let (done, kept) = oneshot::channel();
        jobs.try_send(Job::Keep(entry, done)).map_err(|e| not_taken(&e, full))?;
        let outcome = kept.await.unwrap_or_else(|_| Err("its thread has ended".into()));
        seconds.record(began.elapsed().as_secs_f64());
        outcome.map_err(|reason| {
            tracing::error!(%reason, "the room store failed; nothing was published");
            not_saved()
        })
    }
}

fn not_taken(error: &TrySendError<Job>, full: &metrics::Counter) -> v1::Error {
    match error {
        TrySendError::Full(_) => {
            full.increment(1);
            let sentence = "The room store is busy: try again in a second.";
            refuse(ErrorCode::ResourceExhausted, sentence)
        }
        TrySendError::Closed(_) => not_saved(),
    }
}

fn not_saved() -> v1::Error {
    refuse(ErrorCode::Internal, "The room could not be saved: the server's log says why.")
}

#[cfg(test)]
mod tests;
