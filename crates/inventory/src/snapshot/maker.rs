//! Makes and keeps snapshots on a thread of its own. The writer only says how
//! far the journal has grown.

use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
};

use super::codec;
use crate::{
    Error,
    engine::replay,
    journal::{LogReader, Snapshots},
    meters::Meters,
};

/// A snapshot: the state after record `seq`, as bytes.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) seq: u64,
    pub(crate) bytes: Vec<u8>,
}

/// Decides when to make a snapshot, and has it made.
pub(crate) struct Maker {
    base: Option<Arc<Base>>,
    snapshots: Snapshots,
    reader: LogReader,
    every_bytes: u64,
    grown: u64,
    making: Option<Receiver<Result<Base, Error>>>,
}

impl Maker {
    pub(crate) fn new(
        base: Option<Base>,
        snapshots: Snapshots,
        reader: LogReader,
        every_bytes: u64,
    ) -> Self {
        Self { base: base.map(Arc::new), snapshots, reader, every_bytes, grown: 0, making: None }
    }

    /// The journal has grown by so many bytes.
    pub(crate) fn grown(&mut self, bytes: usize) {
        self.grown += bytes as u64;
    }

    /// Begins to make the snapshot after record `seq`, if it is time.
    pub(crate) fn make_if_due(&mut self, seq: u64) -> Result<(), Error> {
        if self.grown < self.every_bytes || self.making.is_some() {
            return Ok(());
        }
        self.grown = 0;
        let (done, making) = sync_channel(1);
        let (base, reader) = (self.base.clone(), self.reader.clone());
        let snapshots = self.snapshots.clone();
        let make = move || {
            let made = make(base.as_deref(), &reader, snapshots.dir(), seq);
            let kept = made.and_then(|made| snapshots.save(made.seq, &made.bytes).map(|()| made));
            // The writer may have ended; then nobody waits for it.
            let _ = done.send(kept);
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

    /// Looks whether the snapshot that was being made is kept: then the next one
    /// is built on it.
    pub(crate) fn look(&mut self, meters: &Meters) {
        let kept = match self.making.as_ref().map(Receiver::try_recv) {
            None | Some(Err(TryRecvError::Empty)) => return,
            Some(Ok(kept)) => kept,
            Some(Err(TryRecvError::Disconnected)) => Err(Error::Stopped),
        };
        self.making = None;
        match kept {
            Ok(base) => {
                meters.snapshots.increment(1);
                self.base = Some(Arc::new(base));
            }
            Err(error) => {
                meters.snapshot_failures.increment(1);
                tracing::error!(%error, "a snapshot could not be made and kept");
            }
        }
    }
}

/// The snapshot after record `to`: the previous one and the records since.
fn make(base: Option<&Base>, reader: &LogReader, dir: &Path, to: u64) -> Result<Base, Error> {
    let mut stock = codec::load(base, dir)?;
    let from = stock.position().seq + 1;
    for record in reader.read(from) {
        let (seq, bytes) = record?;
        if seq > to {
            break;
        }
        replay(&mut stock, seq, &bytes)?;
    }
    let seq = stock.position().seq;
    Ok(Base { seq, bytes: codec::save(&stock) })
}
