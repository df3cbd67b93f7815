//! A process that owns the stock or waits for it: the real engine and the owner's real
//! rules ([`Tenure`]), over a server that is made up.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use tempfile::TempDir;
use tokio::time::Instant;

use super::{
    super::{Hands, scratch},
    cluster::{Cluster, Link, Write},
};
use crate::{
    Config, Error,
    clock::Clock,
    draw_secret::Secret,
    engine::{Engine, Request, replay},
    journal::{
        Appended, Journal, LogReader, LookForRoom, ReadRecords, Records, Recovered, Room, RoomLeft,
        Snapshots,
        postgres::tenure::{Tenure, taken},
    },
    planted::{self, Bug},
    snapshot,
};

/// How long an owner is silent before it is replaced.
const SILENT_MS: i64 = 3_000;

/// The journal in the servers that are made up.
pub(super) struct SharedLog {
    cluster: Cluster,
    clock: Stopwatch,
    process: usize,
    /// The owner that may be replaced.
    replaces: u64,
    tenure: Tenure<Link>,
    durable: Arc<AtomicU64>,
    snapshots: Snapshots,
}

/// A process' clock that never jumps.
#[derive(Clone)]
struct Stopwatch(Instant, Hands);

impl Stopwatch {
    fn now(&self) -> Instant {
        use crate::clock::TimeSource as _;
        let passed = u64::try_from(self.1.monotonic_ms()).unwrap();
        self.0 + std::time::Duration::from_millis(passed)
    }
}

fn no_answer() -> Error {
    Error::Silent { millis: 0 }
}

impl Journal for SharedLog {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        self.tenure.begin()?;
        let sent = self.clock.now();
        let link = self.cluster.connect(self.process).ok_or_else(no_answer)?;
        let take = Write::Take { epoch: self.replaces, silent_ms: SILENT_MS };
        let answer = self.cluster.execute(link, &take).ok_or_else(no_answer)?;
        let (row, _) = self.cluster.row(link).ok_or_else(no_answer)?;
        let found = (answer.rows > 0).then_some((row.epoch, row.next_seq));
        let (epoch, next_seq) = taken(found, answer.certain, self.replaces)?;
        self.tenure.hold((epoch, next_seq), link, sent);
        self.durable.store(next_seq - 1, Relaxed);
        Ok(Recovered { epoch, snapshots: self.snapshots.found()?, next_seq })
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        let sent = self.clock.now();
        let link = match self.tenure.to_append(epoch, seq) {
            Ok(link) => *link,
            Err(refused) => return refused,
        };
        let append = Write::Append { epoch, seq, record: record.into() };
        let answer = self.cluster.execute(link, &append);
        let outcome = answer.map_or(Appended::Unknown, |answer| answer.outcome());
        if outcome == Appended::Ok {
            self.durable.store(seq, Relaxed);
        }
        self.tenure.appended(sent, outcome)
    }

    fn snapshots(&self) -> Snapshots {
        self.snapshots.clone()
    }

    fn reader(&self) -> LogReader {
        LogReader::new(Reader {
            cluster: self.cluster.clone(),
            process: self.process,
            durable: Arc::clone(&self.durable),
        })
    }

    fn room(&self) -> Room {
        Room::new(NoLimit)
    }

    fn confirm(&mut self) -> Appended {
        let sent = self.clock.now();
        let (link, epoch) = match self.tenure.to_confirm(sent) {
            Ok(Some((link, epoch))) => (*link, epoch),
            Ok(None) => return Appended::Ok,
            Err(refused) => return refused,
        };
        let answer = self.cluster.execute(link, &Write::Renew { epoch });
        let outcome = answer.map_or(Appended::Unknown, |answer| answer.outcome());
        self.tenure.answered(sent, outcome)
    }

    fn needs_barrier(&self) -> bool {
        !planted::has(Bug::ServesWithoutBarrier)
    }
}

struct NoLimit;

impl LookForRoom for NoLimit {
    fn look(&self) -> std::io::Result<RoomLeft> {
        Ok(RoomLeft { free_bytes: u64::MAX, next_segment: true })
    }
}

/// Reads over a connection of its own, which may be to another server.
struct Reader {
    cluster: Cluster,
    process: usize,
    durable: Arc<AtomicU64>,
}

impl ReadRecords for Reader {
    fn read(&self, from_seq: u64) -> Records {
        let newest = self.durable.load(Relaxed);
        let (link, cluster) = (self.cluster.connect(self.process), self.cluster.clone());
        let mut failed = false;
        Box::new((from_seq.max(1)..=newest).map_while(move |seq| {
            if failed {
                return None;
            }
            let found = link.and_then(|link| cluster.record(link, seq));
            failed = found.is_none();
            Some(found.map(|record| (seq, record)).ok_or_else(no_answer))
        }))
    }
}

/// A process.
pub(super) struct Process {
    number: usize,
    cluster: Cluster,
    clock: Stopwatch,
    dir: TempDir,
    pub(super) hands: Hands,
    /// The engine, while it owns the stock, or believes so.
    pub(super) engine: Option<Engine<SharedLog>>,
    /// It stands still until then.
    pub(super) stopped_until: i64,
}

impl Process {
    pub(super) fn new(number: usize, cluster: &Cluster, hands: Hands, begun: Instant) -> Self {
        Self {
            number,
            cluster: cluster.clone(),
            clock: Stopwatch(begun, hands.clone()),
            dir: scratch(),
            hands,
            engine: None,
            stopped_until: 0,
        }
    }

    pub(super) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Looks whether the stock is free, and takes it over. Nothing, if it is not.
    pub(super) fn look(&mut self) -> Option<Result<(), Error>> {
        let link = self.cluster.connect(self.number)?;
        let (row, now) = self.cluster.row(link)?;
        row.is_free(SILENT_MS, now).then(|| {
            let engine = self.recover(row.epoch)?;
            self.engine = Some(engine);
            Ok(())
        })
    }

    fn recover(&self, replaces: u64) -> Result<Engine<SharedLog>, Error> {
        let log = SharedLog {
            cluster: self.cluster.clone(),
            clock: self.clock.clone(),
            process: self.number,
            replaces,
            tenure: Tenure::none(),
            durable: Arc::default(),
            snapshots: Snapshots::new(self.dir.path()),
        };
        let config = Config { snapshot_every_mib: 65_536, ..Config::default() };
        let dir = PathBuf::from(self.dir.path());
        let mut engine = Engine::recover(log, dir, Clock::new(self.hands.clone()), &config)?;
        engine.draw_with(Secret::known());
        Ok(engine)
    }

    /// Carries out requests in a batch of their own. After an error the state is thrown
    /// away.
    pub(super) fn batch(&mut self, requests: Vec<Request>) -> Result<(), Error> {
        let Some(engine) = &mut self.engine else { return Ok(()) };
        engine.applier.take(&mut requests.into_iter(), usize::MAX);
        let flushed = engine.applier.seal().and_then(|outbox| engine.flusher.flush(outbox));
        // What the flusher does of itself when nothing comes.
        let ended = flushed.and_then(|()| engine.flusher.confirm());
        if ended.is_err() {
            self.engine = None;
        }
        ended
    }

    /// Ends in order, and lets others take over at once.
    pub(super) fn end(&mut self) {
        let Some(engine) = self.engine.take() else { return };
        if let Some(link) = self.cluster.connect(self.number) {
            self.cluster.execute(link, &Write::GiveBack { epoch: engine.epoch() });
        }
    }

    /// Makes a snapshot of what is durable.
    pub(super) fn snapshot(&self) -> Result<(), Error> {
        let Some(engine) = &self.engine else { return Ok(()) };
        let snapshots = Snapshots::new(self.dir());
        let (_, mut stock) = snapshot::load_newest(snapshots.found()?, &snapshots, 1);
        for record in engine.reader().read(stock.position().seq + 1) {
            let (seq, bytes) = record?;
            replay(&mut stock, seq, bytes)?;
        }
        snapshots.save(stock.position().seq, |out| snapshot::save(&stock, out)).map(drop)
    }
}
