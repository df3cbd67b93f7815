//! The running service: opened on a folder, served over gRPC, and shut down.

use std::{path::Path, sync::Arc};

use hawker_proto::v1::JournalRecord;
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
    journal::{LogReader, SegmentLog},
    raw::InventoryService,
    service::Service,
    streams::Streams,
};

/// The inventory service, with its writer thread and its journal.
pub struct Inventory {
    service: Service,
    ending: Ending,
    ownership: watch::Receiver<Ownership>,
    #[cfg(feature = "bench")]
    recovery: crate::engine::Recovery,
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
            let (mailbox, requests) = mailbox(config.mailbox);
            let clock = Clock::new(SystemClocks::new());
            let mut engine = Engine::recover(journal, dir.clone(), clock, &config)?;
            let secret = Arc::new(Secret::open(&dir)?);
            engine.draw_with(Arc::clone(&secret));
            engine.answer_on(runtime);
            #[cfg(feature = "bench")]
            let recovery = engine.recovery;
            let service = Service {
                handle: Handle::new(mailbox, secret),
                reader: engine.reader(),
                tail: engine.feed().tail(),
                head: engine.feed().head(),
                streams: Streams::new(),
            };
            // One that is embedded owns the stock as long as it runs.
            let (_, ownership) = watch::channel(Ownership::Owner { epoch: engine.epoch() });
            let ending = writer::start(engine, requests)?;
            Ok(Self {
                service,
                ending,
                ownership,
                #[cfg(feature = "bench")]
                recovery,
            })
        });
        recovered.await.map_err(|_| Error::Stopped)?
    }

    /// The gRPC service, for any router. May be called, and cloned, any number of times.
    #[must_use]
    pub fn service(&self) -> InventoryService {
        InventoryService::new(self.service.clone())
    }

    /// Whether this process owns the stock, now and from now on.
    #[must_use]
    pub fn ownership(&self) -> watch::Receiver<Ownership> {
        self.ownership.clone()
    }

    /// The callers' side of the writer's mailbox.
    #[cfg(feature = "bench")]
    pub(crate) fn handle(&self) -> Handle {
        self.service.handle.clone()
    }

    /// What the start took.
    #[cfg(feature = "bench")]
    pub(crate) fn recovery(&self) -> crate::engine::Recovery {
        self.recovery
    }

    /// Resolves when the writer has ended by itself, such as for a flush that
    /// failed. The process must exit: only a restart can tell what is durable.
    /// The first to ask is told why.
    pub async fn failed(&self) -> Error {
        self.ending.wait().await
    }

    /// Answers everyone who waits, ends all streams, and closes the journal.
    pub async fn shutdown(self) {
        self.service.handle.shut_down();
        // The journal is closed when the writer has ended, however it ended.
        drop(self.ending.wait().await);
    }
}

/// Every durable record of the journal in the folder `dir`, oldest first, of a
/// server that is stopped or running.
pub fn read_journal(
    dir: &Path,
) -> Result<impl Iterator<Item = Result<JournalRecord, Error>>, Error> {
    let records = LogReader::of_folder(dir)?.read(1);
    Ok(records.map(|record| {
        let (seq, bytes) = record?;
        JournalRecord::decode(&*bytes).map_err(|e| Error::Undecodable { seq, why: e.to_string() })
    }))
}
