//! Makes and keeps snapshots on a thread of its own. The writer only says how
//! far the journal has grown.

use std::{
    sync::mpsc::{Receiver, TryRecvError, sync_channel},
    thread,
    time::{Duration, Instant},
};

use super::codec;
use crate::{
    Error,
    engine::replay,
    journal::{LogReader, Snapshot, Snapshots},
    limits::{SHARE_OF_TIME, SNAPSHOT_NICE},
    meters::Meters,
};

/// Decides when to make a snapshot, and has it made.
pub(crate) struct Maker {
    base: Option<Snapshot>,
    snapshots: Snapshots,
    reader: LogReader,
    every_bytes: u64,
    grown: u64,
    making: Option<Receiver<Result<Snapshot, Error>>>,
    pace: Pace,
}

/// How long the last snapshot took to make, and since when it is made.
struct Pace {
    since: Instant,
    took: Duration,
}

impl Maker {
    /// Goes on from the snapshot that the state was recovered from.
    pub(crate) fn new(
        base: Option<Snapshot>,
        snapshots: Snapshots,
        reader: LogReader,
        every_bytes: u64,
    ) -> Self {
        let pace = Pace { since: Instant::now(), took: Duration::ZERO };
        Self { base, snapshots, reader, every_bytes, grown: 0, making: None, pace }
    }

    /// The journal has grown by so many bytes.
    pub(crate) fn grown(&mut self, bytes: usize) {
        self.grown += bytes as u64;
    }

    /// Begins to make the snapshot after record `seq`, if it is time.
    pub(crate) fn make_if_due(&mut self, seq: u64) -> Result<(), Error> {
        if self.making.is_some() || !self.is_due() {
            return Ok(());
        }
        self.grown = 0;
        self.pace.since = Instant::now();
        let (done, making) = sync_channel(1);
        let (base, reader) = (self.base.clone(), self.reader.clone());
        let snapshots = self.snapshots.clone();
        let make = move || {
            step_back();
            // The writer may have ended; then nobody waits for it.
            let _ = done.send(make(base.as_ref(), &reader, &snapshots, seq));
        };
        let thread = thread::Builder::new().name("inventory-snapshot".into());
        thread.spawn(make).map_err(|source| Error::Io {
            what: "starting the snapshot thread for",
            path: self.snapshots.dir().to_owned(),
            source,
        })?;
        self.making = Some(making);
        Ok(())
    }

    /// Whether the journal has grown enough: by half of the last snapshot, so that
    /// a large state is not written over and over, or by less, if to make the last
    /// one took less than a tenth of the time since.
    fn is_due(&self) -> bool {
        let length = self.base.as_ref().map_or(0, Snapshot::length);
        self.grown >= self.every_bytes
            && (self.grown >= length / 2
                || self.pace.since.elapsed() >= self.pace.took * SHARE_OF_TIME)
    }

    /// Looks whether the snapshot that was being made is kept: then the next one
    /// is built on it.
    pub(crate) fn look(&mut self, meters: &Meters) {
        let kept = match self.making.as_ref().map(Receiver::try_recv) {
            None | Some(Err(TryRecvError::Empty)) => return,
            Some(Ok(kept)) => kept,
            Some(Err(TryRecvError::Disconnected)) => Err(Error::Stopped),
        };
        self.making = None;
        self.pace = Pace { since: Instant::now(), took: self.pace.since.elapsed() };
        match kept {
            Ok(base) => {
                meters.snapshots.increment(1);
                self.base = Some(base);
            }
            Err(error) => {
                meters.snapshot_failures.increment(1);
                tracing::error!(%error, "a snapshot could not be made and kept");
            }
        }
    }
}

/// Lets the other threads go first where they all want the same core: on a busy
/// one a snapshot takes longer, and those who buy do not wait for it.
fn step_back() {
    // On Linux this is the calling thread alone.
    if let Err(error) = rustix::process::setpriority_process(None, SNAPSHOT_NICE) {
        tracing::debug!(%error, "snapshots are made at the priority of everything else");
    }
}

/// Makes the snapshot after record `to`: from the previous one and the records
/// since. It takes one thread, and as much memory as the state itself.
pub(crate) fn make(
    base: Option<&Snapshot>,
    reader: &LogReader,
    snapshots: &Snapshots,
    to: u64,
) -> Result<Snapshot, Error> {
    let bad = |why| Error::Snapshot { path: snapshots.dir().to_owned(), why };
    let mut stock =
        base.map_or_else(|| Ok(codec::empty()), |base| codec::load(base, 1)).map_err(bad)?;
    let from = stock.position().seq + 1;
    for record in reader.read(from) {
        let (seq, bytes) = record?;
        if seq > to {
            break;
        }
        replay(&mut stock, seq, bytes)?;
    }
    snapshots.save(stock.position().seq, |out| codec::save(&stock, out))
}
