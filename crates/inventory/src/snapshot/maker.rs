//! Makes snapshots on a thread of its own. The writer only says how far the
//! journal has grown, and hands over what is ready.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
};

use super::codec;
use crate::{Error, engine::replay, journal::LogReader, meters::Meters};

/// A snapshot: the state after record `seq`, as bytes.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) seq: u64,
    pub(crate) bytes: Vec<u8>,
}

/// Decides when to make a snapshot, and makes it.
pub(crate) struct Maker {
    base: Option<Arc<Base>>,
    dir: PathBuf,
    reader: LogReader,
    every_bytes: u64,
    grown: u64,
    making: Option<Receiver<Result<Base, Error>>>,
}

impl Maker {
    pub(crate) fn new(
        base: Option<Base>,
        dir: PathBuf,
        reader: LogReader,
        every_bytes: u64,
    ) -> Self {
        Self { base: base.map(Arc::new), dir, reader, every_bytes, grown: 0, making: None }
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
        let (base, reader, dir) = (self.base.clone(), self.reader.clone(), self.dir.clone());
        let make = move || {
            // The writer may have ended; then nobody wants it.
            let _ = done.send(make(base.as_deref(), &reader, &dir, seq));
        };
        let thread = thread::Builder::new().name("inventory-snapshot".into());
        thread.spawn(make).map_err(|source| Error::Io {
            what: "starting the snapshot thread for",
            path: self.dir.clone(),
            source,
        })?;
        self.making = Some(making);
        Ok(())
    }

    /// The snapshot that was being made, once it is ready.
    pub(crate) fn ready(&mut self, meters: &Meters) -> Option<Arc<Base>> {
        let made = match self.making.as_ref()?.try_recv() {
            Ok(made) => made,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Err(Error::Stopped),
        };
        self.making = None;
        match made {
            Ok(base) => {
                let base = Arc::new(base);
                self.base = Some(Arc::clone(&base));
                Some(base)
            }
            Err(error) => {
                meters.snapshot_failures.increment(1);
                tracing::error!(%error, "a snapshot could not be made");
                None
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
