//! The engine: the state of a shard, and the only thing that changes it.
//!
//! It promises that nothing leaves before it is durable. It has two halves. The
//! [`Applier`] applies a batch, checks its ledgers, and puts the record and
//! whatever is to be let out into an outbox; the [`Flusher`] appends the record,
//! and only then lets out what the outbox holds. On two threads (see `writer`)
//! the next batch is applied while one is flushed: one is in the flusher's hands
//! and one is being built, never more. When anything about a record is uncertain
//! the engine ends with an error, and everyone who waits learns that the outcome
//! is unknown.

mod applier;
mod batch;
mod buffers;
mod flusher;
mod low_water;
mod mailbox;
mod outbox;
mod pace;
mod record;
mod replay;
mod seeds;
pub(crate) mod writer;

use std::{
    num::NonZero,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use hawker_domain::stock::Stock;
use hawker_proto::v1::{WatchRequest, WatchResponse};
use tokio::sync::{broadcast, oneshot};

pub(crate) use applier::Applier;
pub(crate) use flusher::Flusher;
pub(crate) use mailbox::{Mailbox, NotSent, Requests, mailbox};
pub(crate) use outbox::Release;
pub(crate) use record::reservation;
#[cfg(any(test, feature = "bench"))]
pub(crate) use record::{Record, Written, recorded};
pub(crate) use replay::replay;
use replay::replay_all;

use crate::{
    Config, Error,
    ask::{Ask, Told},
    changes::Change,
    clock::{Clock, thread_time},
    draw_secret::Secret,
    feed::Feed,
    journal::{Journal, LogReader, Snapshot},
    meters::{Levels, Meters},
    packet::Packet,
    snapshot::{self, Costs, Maker, Pace},
};
use buffers::Buffers;
use low_water::LowWater;
use outbox::Desk;
use seeds::Seeds;

/// Something that reads the state, and gives back what lets out what it read.
pub(crate) type Read = Box<dyn FnOnce(&Stock) -> Release + Send>;
/// Everything as it stands, or what changed since a record, and what changes
/// from there on.
pub(crate) type Watching = (WatchResponse, broadcast::Receiver<Arc<Change>>);

/// What the engine is asked.
pub(crate) enum Request {
    /// To carry out a command.
    Command(Ask, oneshot::Sender<Told>),
    /// To carry out the commands of a stream's message.
    Packet(Packet),
    /// To let someone read, once everything before is durable.
    Read(Read),
    /// To let someone watch one merchant's stock, or everyone's.
    Watch(WatchRequest, oneshot::Sender<Watching>),
}

impl<J> Engine<J> {
    /// Which ownership of the shard this is.
    pub(crate) fn epoch(&self) -> u64 {
        self.applier.epoch.into()
    }
}

impl Request {
    /// What it counts for where requests are bounded.
    fn weight(&self) -> usize {
        match self {
            Self::Packet(packet) => packet.commands.len(),
            Self::Command(..) | Self::Read(_) | Self::Watch(..) => 1,
        }
    }
}

/// Both halves of a shard's engine.
pub(crate) struct Engine<J> {
    pub(crate) applier: Applier,
    pub(crate) flusher: Flusher<J>,
    /// What the start took.
    #[cfg(feature = "bench")]
    pub(crate) recovery: Recovery,
}

/// What a start took, part by part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recovery {
    /// To find the end of the log.
    pub(crate) acquire: Duration,
    /// To read the snapshot.
    pub(crate) load: Duration,
    /// To carry out what was recorded since.
    pub(crate) replay: Duration,
    /// Processor time of the thread that did that.
    pub(crate) replay_cpu: Duration,
    /// Bytes of it.
    pub(crate) replayed: u64,
}

impl Recovery {
    fn tell(&self, seq: u64, seconds: f64) {
        let Self { acquire, load, replay, replay_cpu, replayed } = self;
        tracing::info!(
            seq,
            seconds,
            ?acquire,
            ?load,
            ?replay,
            ?replay_cpu,
            replayed_bytes = replayed,
            "recovered the inventory"
        );
    }

    /// What a start with such a snapshot would cost by this one.
    fn costs(&self, base: Option<&Snapshot>) -> Costs {
        let mut costs = Costs::default();
        costs.loaded(base.map_or(0, Snapshot::length), self.load);
        costs.replayed(self.replayed, self.replay);
        costs
    }
}

impl<J: Journal> Engine<J> {
    /// Acquires the shard and recovers its state. `dir` is only for messages.
    pub(crate) fn recover(
        mut journal: J,
        dir: PathBuf,
        clock: Clock,
        config: &Config,
    ) -> Result<Self, Error> {
        let started = Instant::now();
        let recovered = journal.acquire()?;
        let acquired = Instant::now();
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (snapshots, found) = (journal.snapshots(), recovered.snapshots);
        let (base, mut stock) = snapshot::load_newest(found, &snapshots, threads);
        let (loaded, cpu) = (Instant::now(), thread_time());
        let reader = journal.reader();
        let from = stock.position().seq + 1;
        let replayed = replay_all(&mut stock, reader.read(from)).map_err(|e| uncovered(e, dir))?;
        if stock.position().seq + 1 != recovered.next_seq {
            let why = format!("the journal's records end at {}", stock.position().seq);
            return Err(Error::Undecodable { seq: recovered.next_seq, why });
        }
        let recovery = Recovery {
            acquire: acquired - started,
            load: loaded - acquired,
            replay: loaded.elapsed(),
            replay_cpu: thread_time().saturating_sub(cpu),
            replayed: replayed as u64,
        };
        let seconds = started.elapsed().as_secs_f64();
        hawker_telemetry::inventory::RECOVERY_SECONDS.level().set(seconds);
        recovery.tell(stock.position().seq, seconds);
        let pace = Pace::new(
            config.snapshot_every_bytes(),
            config.restart_within(),
            recovery.costs(base.as_ref()),
            base.as_ref().map_or(0, Snapshot::length),
        );
        #[cfg(test)]
        crate::planted::recovered(stock.position().seq > 0);
        let room = journal.room();
        let feed = Feed::new(stock.position().seq);
        let owned = epoch(recovered.epoch)?;
        let flusher = Flusher {
            maker: Maker::new(base, snapshots, reader, pace),
            meters: Meters::new(),
            desk: Desk(None),
            epoch: recovered.epoch,
            feed,
            journal,
        };
        let applier = Applier {
            epoch: owned,
            next_seq: recovered.next_seq,
            watchers: flusher.feed.watchers(),
            seeds: None,
            low_water: LowWater::new(room, config.journal.low_water_bytes),
            meters: Meters::new(),
            last_record: 0,
            open: None,
            rest: None,
            records: Buffers::default(),
            answers: Buffers::default(),
            stock,
            clock,
        };
        let mut engine = Self {
            applier,
            flusher,
            #[cfg(feature = "bench")]
            recovery,
        };
        engine.flusher.maker.grown(replayed);
        engine.begin(config)?;
        engine.applier.meters.levels(Levels::of(&engine.applier.stock));
        Ok(engine)
    }

    /// Makes up for the outage, and waits for a first record where one is needed.
    fn begin(&mut self, config: &Config) -> Result<(), Error> {
        let Self { applier, flusher, .. } = self;
        if let Some(outbox) = applier.extend_holds(config.max_hold_extension_ms())? {
            return flusher.flush(outbox);
        }
        if flusher.needs_barrier() { flusher.flush(applier.barrier()?) } else { Ok(()) }
    }

    /// Has the seeds of draws revealed when their time has come.
    pub(crate) fn draw_with(&mut self, secret: Arc<Secret>) {
        self.applier.seeds = Some(Seeds::new(secret));
    }

    /// Lets answers be handed out by a task of the callers' runtime.
    pub(crate) fn answer_on(&mut self, runtime: tokio::runtime::Handle) {
        self.flusher.desk = Desk(Some(runtime));
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.flusher.feed
    }

    pub(crate) fn reader(&self) -> LogReader {
        self.flusher.reader()
    }
}

/// Records that a snapshot was to make unnecessary are gone, and the snapshot
/// cannot be used.
fn uncovered(error: Error, dir: PathBuf) -> Error {
    match error {
        Error::Gone { wanted, oldest } => Error::Snapshot {
            path: dir,
            why: format!(
                "the journal's oldest record is {oldest}, and no whole snapshot covers those from {wanted} on; restore the older segments or a snapshot"
            ),
        },
        other => other,
    }
}

fn epoch(epoch: u64) -> Result<u32, Error> {
    u32::try_from(epoch).map_err(|_| Error::Fenced { epoch })
}

#[cfg(test)]
mod gated;
#[cfg(test)]
mod simulation;
