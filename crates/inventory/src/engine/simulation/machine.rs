//! The process: a real engine over a real journal on the simulated disk, moved
//! step by step as its two threads would. This is all that the simulation knows
//! of how the engine is driven.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

use hawker_domain::{MerchantRef, SkuRef, stock::Stock};
use hawker_proto::v1::{CommandResponse, SkuStock, journal_entry::Command};
use tokio::sync::oneshot::{self, error::TryRecvError};

use super::{Hands, platter::Platter};
use crate::{
    Config, Error, JournalConfig,
    ask::{Ask, Told, response},
    clock::Clock,
    convert,
    draw_secret::Secret,
    engine::{Engine, Request, outbox::Outbox, replay},
    journal::{
        Appended, Journal, LogReader, LookForRoom, Recovered, Room, RoomLeft, SegmentLog,
        Snapshots, small_on,
    },
    planted::{self, Bug},
    refusal::Refused,
    snapshot,
};

/// Below so many free bytes nothing new is taken.
pub(super) const LOW_WATER: u64 = 1 << 20;

/// The real segment log, whose disk has as much room as the simulation says, and
/// which another owner may take over.
pub(super) struct Log {
    log: SegmentLog,
    place: Place,
}

/// Where a process runs.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) dir: PathBuf,
    pub(super) platter: Platter,
    pub(super) hands: Hands,
    pub(super) free_bytes: Arc<AtomicU64>,
    /// After so many appends another owner takes the shard; 0 for not soon.
    pub(super) fenced_after: Arc<AtomicU64>,
    /// Whether that has happened to the process.
    pub(super) fenced: Arc<AtomicBool>,
}

impl Journal for Log {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        self.log.acquire()
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        let after = &self.place.fenced_after;
        if after.load(Relaxed) > 0 && after.fetch_sub(1, Relaxed) == 1 {
            self.place.fenced.store(true, Relaxed);
            return Appended::Fenced;
        }
        self.log.append(epoch, seq, record)
    }

    fn failure(&mut self) -> Option<Error> {
        self.log.failure()
    }

    fn snapshots(&self) -> Snapshots {
        self.log.snapshots()
    }

    fn reader(&self) -> LogReader {
        self.log.reader()
    }

    fn room(&self) -> Room {
        Room::new(FreeBytes(Arc::clone(&self.place.free_bytes)))
    }
}

struct FreeBytes(Arc<AtomicU64>);

impl LookForRoom for FreeBytes {
    fn look(&self) -> std::io::Result<RoomLeft> {
        // Without any room the next segment cannot be had either.
        let free_bytes = self.0.load(Relaxed);
        Ok(RoomLeft { free_bytes, next_segment: free_bytes > 0 })
    }
}

/// A process that runs.
pub(super) struct Machine {
    pub(super) engine: Engine<Log>,
    sealed: Option<Outbox>,
}

/// Where the answer to a command comes.
pub(super) struct Reply(oneshot::Receiver<Told>);

impl Reply {
    /// The answer, if it has come; none at all if it never will.
    pub(super) fn told(&mut self) -> Option<Option<Result<CommandResponse, Refused>>> {
        match self.0.try_recv() {
            Ok(told) => Some(Some(response(told))),
            Err(TryRecvError::Empty) => Some(None),
            Err(TryRecvError::Closed) => None,
        }
    }
}

/// What a reader was shown: the SKU's stock.
pub(super) type Shown = oneshot::Receiver<Option<SkuStock>>;

pub(super) fn command(command: Command) -> (Request, Reply) {
    let (caller, answer) = oneshot::channel();
    (Request::Command(Ask::new(command).unwrap(), caller), Reply(answer))
}

pub(super) fn read_stock(sku: &'static str) -> (Request, Shown) {
    let (reader, shown) = oneshot::channel();
    let read = move |stock: &Stock| {
        let merchant = MerchantRef::new("acme").unwrap();
        let found = stock.stock(merchant, SkuRef::new(sku).unwrap()).map(convert::stock);
        let release: Box<dyn FnOnce() + Send> = Box::new(move || drop(reader.send(found)));
        release
    };
    (Request::Read(Box::new(read)), shown)
}

impl Machine {
    /// A process starts, and recovers.
    pub(super) fn start(place: &Place) -> Result<Self, Error> {
        let journal = JournalConfig { low_water_bytes: LOW_WATER, ..JournalConfig::default() };
        let config = Config { snapshot_every_mib: 65_536, journal, ..Config::default() };
        let log = small_on(&place.dir, Arc::new(place.platter.clone()))?;
        place.fenced.store(false, Relaxed);
        let log = Log { log, place: place.clone() };
        let clock = Clock::new(place.hands.clone());
        let mut engine = Engine::recover(log, place.dir.clone(), clock, &config)?;
        engine.draw_with(Secret::known());
        Ok(Self { engine, sealed: None })
    }

    /// Applies requests to the batch that is being built.
    pub(super) fn apply(&mut self, requests: Vec<Request>) {
        self.engine.applier.take(&mut requests.into_iter(), usize::MAX);
    }

    /// The batch is complete, and in the flusher's hands.
    pub(super) fn seal(&mut self) -> Result<(), Error> {
        assert!(self.sealed.is_none(), "one batch is flushed at a time");
        self.sealed = Some(self.engine.applier.seal()?);
        Ok(())
    }

    /// The batch is flushed, and let out.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        self.sealed.take().map_or(Ok(()), |outbox| self.engine.flusher.flush(outbox))
    }

    /// Makes a snapshot as the maker does it: from the last one and the records
    /// since.
    pub(super) fn snapshot(&self) -> Result<(), Error> {
        let journal = &self.engine.flusher.journal;
        if planted::has(Bug::SnapshotsNotDurable) {
            let stock = &self.engine.applier.stock;
            let snapshots = journal.log.snapshots();
            let saved = snapshots.save(stock.position().seq, |out| snapshot::save(stock, out));
            return saved.map(drop);
        }
        let found = journal.log.snapshots().found()?;
        let (_, mut stock) = snapshot::load_newest(found, &journal.log.snapshots(), 1);
        for record in journal.reader().read(stock.position().seq + 1) {
            let (seq, bytes) = record?;
            replay(&mut stock, seq, bytes)?;
        }
        let snapshots = journal.log.snapshots();
        snapshots.save(stock.position().seq, |out| snapshot::save(&stock, out)).map(drop)
    }
}
