//! The running service: opened on a folder or joined as one of several, served over
//! gRPC, and shut down.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use hawker_domain::shards::Shard;
use hawker_proto::v1::JournalRecord;
use hawker_telemetry::inventory as metric;
use prost::Message as _;
use tokio::sync::watch;

use crate::{
    Config, Error, Ownership,
    clock::{Clock, SystemClocks},
    draw_secret::Secret,
    engine::{
        Engine, mailbox,
        writer::{self, Ending},
    },
    handle::Handle,
    journal::{Journal, LogReader, SegmentLog, postgres},
    member::Member,
    raw::InventoryService,
    service::Service,
    streams::Streams,
};

/// The inventory service: with its writer thread and its journal, or as one of several
/// of which one has them.
pub struct Inventory {
    service: InventoryService,
    owners: Vec<watch::Receiver<Ownership>>,
    running: Running,
}

enum Running {
    /// The journal is this process' own.
    Alone(Started),
    /// The journal is in PostgreSQL.
    Together(Member),
}

/// A running engine.
pub(crate) struct Started {
    pub(crate) service: Service,
    pub(crate) ending: Ending,
    pub(crate) epoch: u64,
    #[cfg(feature = "bench")]
    recovery: crate::engine::Recovery,
}

impl Started {
    /// Recovers the state from a journal, and starts the writer. Blocks; answers are
    /// handed out on `runtime`.
    pub(crate) fn on<J: Journal + 'static>(
        journal: J,
        dir: &Path,
        secret: Secret,
        config: &Config,
        runtime: tokio::runtime::Handle,
    ) -> Result<Self, Error> {
        let (mailbox, requests) = mailbox(config.mailbox);
        let clock = Clock::new(SystemClocks::new());
        let shard = journal.snapshots().shard();
        let mut engine = Engine::recover(journal, dir.to_owned(), clock, config)?;
        let secret = Arc::new(secret);
        engine.draw_with(Arc::clone(&secret));
        engine.answer_on(runtime);
        #[cfg(feature = "bench")]
        let recovery = engine.recovery;
        let service = Service {
            handle: Handle::new(mailbox, secret).of(shard),
            reader: engine.reader(),
            tail: engine.feed().tail(),
            head: engine.feed().head(),
            streams: Streams::new(),
        };
        Ok(Self {
            service,
            epoch: engine.epoch(),
            ending: writer::start(engine, requests)?,
            #[cfg(feature = "bench")]
            recovery,
        })
    }

    /// Answers everyone who waits, ends all streams, closes the journal, and says how
    /// the writer ended.
    pub(crate) async fn end(&self) -> Error {
        self.service.handle.shut_down();
        // The journal is closed when the writer has ended, however it ended.
        self.ending.wait().await
    }
}

impl Inventory {
    /// Recovers the state from the journal in the folder `dir`, which is made if
    /// it is not there, and starts the writer.
    pub async fn open(dir: &Path, config: Config) -> Result<Self, Error> {
        config.check()?;
        let dir = dir.to_owned();
        let runtime = tokio::runtime::Handle::current();
        let recovered = tokio::task::spawn_blocking(move || {
            let journal = SegmentLog::open(&dir, &config.journal)?;
            let secret = Secret::open(&dir)?;
            Started::on(journal, &dir, secret, &config, runtime)
        });
        let started = recovered.await.map_err(|_| Error::Stopped)??;
        metric::OWNER.level().set(1.0);
        metric::SHARDS.level().set(1.0);
        // One that is alone owns the stock as long as it runs.
        let (_, owner) = watch::channel(Ownership::Owner { epoch: started.epoch });
        let owners = vec![owner];
        let service = InventoryService::new(&owners);
        for desk in service.desks() {
            desk.serve(Some(started.service.clone()));
        }
        Ok(Self { service, owners, running: Running::Alone(started) })
    }

    /// Joins those who share the journal in PostgreSQL: waits until nobody owns the
    /// stock, recovers it, serves it, and waits again when another one has taken it
    /// over. `dir` keeps snapshots for the next start; `address` is where this process
    /// is called.
    ///
    /// # Errors
    /// When the configuration is wrong. That PostgreSQL is away is none: it is tried
    /// again, and [`Self::owners`] says why nothing is served.
    pub fn join(
        dir: &Path,
        config: Config,
        postgres: &hawker_postgres::Config,
        address: String,
    ) -> Result<Self, Error> {
        config.check()?;
        metric::OWNER.level().set(0.0);
        let server = hawker_postgres::Server::of(postgres)?;
        let waiting = |_| watch::channel(Ownership::Waiting { owner: None });
        let (tell, owners): (Vec<_>, Vec<_>) = (0..config.shards).map(waiting).unzip();
        let service = InventoryService::new(&owners);
        let desks = tell.into_iter().zip(service.desks().iter().cloned()).collect();
        let member = Member::start(dir, &config, (server, address), desks);
        Ok(Self { service, owners, running: Running::Together(member) })
    }

    /// The gRPC service, for any router. May be called, and cloned, any number of times.
    #[must_use]
    pub fn service(&self) -> InventoryService {
        self.service.clone()
    }

    /// Of each shard, from the first on: whether this process owns it, now and from now
    /// on.
    #[must_use]
    pub fn owners(&self) -> Vec<watch::Receiver<Ownership>> {
        self.owners.clone()
    }

    /// The callers' side of the writer's mailbox.
    #[cfg(feature = "bench")]
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.service.desks().first()?.handle()
    }

    /// What the start took.
    #[cfg(feature = "bench")]
    pub(crate) fn recovery(&self) -> Option<crate::engine::Recovery> {
        match &self.running {
            Running::Alone(started) => Some(started.recovery),
            Running::Together(_) => None,
        }
    }

    /// Resolves when the writer has ended by itself, such as for a flush that
    /// failed. The process must exit: only a restart can tell what is durable.
    /// The first to ask is told why. One of several recovers without a restart.
    pub async fn failed(&self) -> Error {
        match &self.running {
            Running::Alone(started) => started.ending.wait().await,
            Running::Together(member) => member.failed().await,
        }
    }

    /// Answers everyone who waits, ends all streams, closes the journal, and lets
    /// another process take the stock over.
    pub async fn shutdown(self) {
        match self.running {
            Running::Alone(started) => drop(started.end().await),
            Running::Together(member) => member.shutdown().await,
        }
    }
}

/// Where a journal is read, of a server that is stopped or running.
#[derive(Debug, Clone)]
pub enum Books {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In PostgreSQL. Read within a runtime, on a thread that is none of its own.
    Postgres(hawker_postgres::Config),
}

impl From<&Path> for Books {
    fn from(dir: &Path) -> Self {
        Self::Folder(dir.to_owned())
    }
}

impl From<&PathBuf> for Books {
    fn from(dir: &PathBuf) -> Self {
        Self::Folder(dir.clone())
    }
}

impl Books {
    /// The shards that the journal has, each with what reads it.
    pub(crate) fn readers(&self) -> Result<Vec<(Shard, LogReader)>, Error> {
        match self {
            Self::Folder(dir) => Ok(vec![(Shard::ONLY, LogReader::of_folder(dir)?)]),
            Self::Postgres(config) => {
                let server = hawker_postgres::Server::of(config)?;
                let reader = |shard| {
                    let place = postgres::Place { server: server.clone(), shard };
                    (shard, postgres::of_server(place))
                };
                Ok(Shard::all(postgres::shards_of(&server)?).map(reader).collect())
            }
        }
    }
}

/// Every durable record of a journal: shard by shard, the oldest of each first.
pub fn read_journal<B: Into<Books>>(
    books: B,
) -> Result<impl Iterator<Item = Result<JournalRecord, Error>> + use<B>, Error> {
    let readers = books.into().readers()?;
    let records = readers.into_iter().flat_map(|(_, reader)| reader.read(1));
    Ok(records.map(|record| {
        let (seq, bytes) = record?;
        JournalRecord::decode(&*bytes).map_err(|e| Error::Undecodable { seq, why: e.to_string() })
    }))
}
