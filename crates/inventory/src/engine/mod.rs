//! The engine: the state of a shard, and the only thing that changes it.
//!
//! It promises that nothing leaves before it is durable: a batch is applied,
//! its ledgers are checked, it is appended as one record, and only then are
//! callers answered, reads carried out and changes let out. When anything about
//! a record is uncertain the engine ends with an error, and everyone who waits
//! learns that the outcome is unknown.

mod batch;
mod low_water;
mod record;
mod replay;
pub(crate) mod writer;

use std::{path::PathBuf, time::Instant};

use bytes::Bytes;
use hawker_domain::stock::{Position, Stock};
use hawker_proto::v1::{Elapse, ExtendHolds, WatchRequest, WatchResponse, journal_entry};
use tokio::sync::{broadcast, oneshot};

pub(crate) use replay::replay;

use crate::{
    Config, Error,
    ask::{Ask, Told},
    changes::Change,
    clock::{Clock, Reading},
    convert,
    feed::Feed,
    journal::{Appended, Journal, LogReader},
    limits::{BATCH_BYTES, ELAPSE_LIMIT},
    meters::Meters,
    snapshot::{self, Base, Maker},
};
use batch::{Batch, Desk};
use low_water::LowWater;

/// Something that reads the state and answers by itself.
pub(crate) type Read = Box<dyn FnOnce(&Stock) + Send>;
/// Everything as it stands, or what changed since a record, and what changes
/// from there on.
pub(crate) type Watching = (WatchResponse, broadcast::Receiver<std::sync::Arc<Change>>);

/// What the engine is asked.
pub(crate) enum Request {
    /// To carry out a command.
    Command(Box<Ask>, oneshot::Sender<Told>),
    /// To let someone read, once everything before is durable.
    Read(Read),
    /// To let someone watch one merchant's stock, or everyone's.
    Watch(WatchRequest, oneshot::Sender<Watching>),
    /// To end, when everything before is done.
    Shutdown,
}

/// One shard's state, journal and feed.
pub(crate) struct Engine<J> {
    stock: Stock,
    journal: J,
    epoch: u32,
    next_seq: u64,
    clock: Clock,
    feed: Feed,
    meters: Meters,
    maker: Maker,
    desk: Desk,
    low_water: LowWater,
    /// How long the last record was.
    last_record: usize,
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
        let base = recovered.snapshot.map(|(seq, bytes)| Base { seq, bytes });
        let mut stock = snapshot::load(base.as_ref(), &dir)?;
        let reader = journal.reader();
        for record in reader.read(stock.position().seq + 1) {
            let (seq, bytes) = record?;
            replay(&mut stock, seq, &bytes)?;
        }
        if stock.position().seq + 1 != recovered.next_seq {
            let why = format!("the journal's records end at {}", stock.position().seq);
            return Err(Error::Undecodable { seq: recovered.next_seq, why });
        }
        let seconds = started.elapsed().as_secs_f64();
        hawker_telemetry::inventory::RECOVERY_SECONDS.level().set(seconds);
        tracing::info!(seq = stock.position().seq, seconds, "recovered the inventory");
        let mut engine = Self {
            epoch: epoch(recovered.epoch)?,
            next_seq: recovered.next_seq,
            feed: Feed::new(stock.position().seq),
            maker: Maker::new(base, journal.snapshots(), reader, config.snapshot_every_bytes()),
            meters: Meters::new(),
            desk: Desk(None),
            low_water: LowWater::new(journal.room(), config.journal.low_water_bytes),
            last_record: 0,
            stock,
            journal,
            clock,
        };
        engine.extend_holds(config.max_hold_extension_ms())?;
        engine.meters.levels(&engine.stock);
        Ok(engine)
    }

    /// Lets answers be handed out by a task of the callers' runtime.
    pub(crate) fn answer_on(&mut self, runtime: tokio::runtime::Handle) {
        self.desk = Desk(Some(runtime));
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(crate) fn reader(&self) -> LogReader {
        self.journal.reader()
    }

    /// Gives open holds more time, for as long as nobody could buy.
    fn extend_holds(&mut self, most_ms: i64) -> Result<(), Error> {
        let reading = self.clock.read();
        let by_ms = reading.now.millis_since(self.stock.now()).min(most_ms);
        if self.stock.open_holds() == 0 || by_ms <= 0 {
            return Ok(());
        }
        let command = journal_entry::Command::ExtendHolds(ExtendHolds { by_ms });
        let mut batch = self.begin(reading);
        batch.own(&mut self.stock, command, &self.meters);
        self.end(batch)
    }

    /// Carries out one batch of requests, and what the clock brings about.
    /// Takes from `requests` as many as fit. Tells whether to go on.
    pub(crate) fn turn(
        &mut self,
        requests: &mut impl Iterator<Item = Request>,
    ) -> Result<bool, Error> {
        let reading = self.read_clock();
        let mut batch = self.begin(reading);
        let mut go_on = true;
        while batch.bytes() < BATCH_BYTES
            && let Some(request) = requests.next()
        {
            match request {
                Request::Command(ask, caller) => {
                    batch.command(&mut self.stock, ask, caller, &self.meters);
                }
                Request::Read(read) => batch.reads.push(read),
                Request::Watch(watch, caller) => batch.watches.push((watch, caller)),
                Request::Shutdown => {
                    go_on = false;
                    break;
                }
            }
        }
        if !reading.paused && self.stock.is_due(reading.now) {
            let command = journal_entry::Command::Elapse(Elapse { limit: ELAPSE_LIMIT });
            batch.own(&mut self.stock, command, &self.meters);
        }
        self.end(batch)?;
        self.maker.look(&self.meters);
        self.maker.make_if_due(self.next_seq - 1)?;
        Ok(go_on)
    }

    /// Milliseconds until the clock brings something about.
    pub(crate) fn until_due_ms(&mut self) -> Option<u64> {
        let reading = self.read_clock();
        let at = self.stock.next_deadline().filter(|_| !reading.paused)?;
        Some(u64::try_from(at.millis_since(reading.now)).unwrap_or(0))
    }

    fn read_clock(&mut self) -> Reading {
        let reading = self.clock.read();
        if reading.jumped {
            self.meters.clock_jumps.increment(1);
            tracing::error!("the wall clock jumped; holds do not run out until it is back");
        }
        self.meters.paused(reading.paused);
        reading
    }

    fn begin(&mut self, reading: Reading) -> Batch {
        let position = Position { epoch: self.epoch, seq: self.next_seq };
        self.stock.begin(position, reading.now);
        self.stock.take_nothing_new(self.low_water.is_passed(reading.now));
        Batch::new(&self.stock, self.last_record)
    }

    /// Makes a batch durable, and then lets out what came of it.
    fn end(&mut self, mut batch: Batch) -> Result<(), Error> {
        let mut record = Bytes::new();
        if batch.is_recorded() {
            let change = self.check(self.feed.wants_changes())?;
            record = batch.record(&self.meters);
            self.append(&record)?;
            self.maker.grown(record.len());
            self.last_record = record.len();
            self.feed.publish(change, record.clone());
            self.meters.levels(&self.stock);
        }
        batch.answer(&self.stock, &record, &self.desk);
        for (WatchRequest { merchant, from_seq }, caller) in batch.watches.drain(..) {
            let since = (from_seq > 0).then(|| self.feed.since(from_seq, &merchant)).flatten();
            let first = since.unwrap_or_else(|| self.complete(&merchant));
            // A watcher that has gone away needs nothing.
            let _ = caller.send((first, self.feed.changes()));
        }
        Ok(())
    }

    fn check(&mut self, noted: bool) -> Result<Change, Error> {
        let seq = self.next_seq;
        let changes = self.stock.finish().map_err(Error::from)?;
        if !noted {
            return Ok(Change { seq, ..Change::default() });
        }
        Ok(Change {
            seq,
            noted,
            stocks: changes.stocks().map(convert::stock).collect(),
            sales: changes.transitions().map(convert::sale).collect(),
        })
    }

    fn append(&mut self, record: &[u8]) -> Result<(), Error> {
        let seq = self.next_seq;
        let started = Instant::now();
        match self.journal.append(u64::from(self.epoch), seq, record) {
            Appended::Ok => {
                self.meters.append_seconds.record(started.elapsed().as_secs_f64());
                self.next_seq += 1;
                Ok(())
            }
            Appended::Fenced => Err(Error::Fenced { epoch: u64::from(self.epoch) }),
            Appended::Unknown => Err(self.journal.failure().unwrap_or(Error::Unknown { seq })),
        }
    }

    /// Everything as it stands after the last record.
    fn complete(&self, merchant: &str) -> WatchResponse {
        let wanted = |owner: &str| merchant.is_empty() || owner == merchant;
        let stocks = self.stock.stocks().filter(|view| wanted(view.merchant));
        let sales = self.stock.sales().filter(|view| wanted(view.merchant));
        WatchResponse {
            from_seq: self.next_seq - 1,
            to_seq: self.next_seq - 1,
            complete: true,
            stocks: stocks.map(convert::stock).collect(),
            sales: sales.map(convert::sale).collect(),
        }
    }
}

fn epoch(epoch: u64) -> Result<u32, Error> {
    u32::try_from(epoch).map_err(|_| Error::Fenced { epoch })
}

#[cfg(test)]
mod simulation;
