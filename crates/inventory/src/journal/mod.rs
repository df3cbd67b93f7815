//! The journal: the durable log of a shard's records, and its snapshots.
//!
//! It promises that what [`Journal::append`] answered `Ok` to is read back, in
//! order and without gaps, by whoever acquires the shard next; and that after
//! `Fenced` or `Unknown` it appends nothing more. The interface blocks: it is
//! called from the writer's own thread.

mod config;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod crash;
mod cursor;
#[cfg(test)]
mod damage;
mod disk;
mod files;
mod frames;
mod owner;
pub(crate) mod postgres;
mod prepare;
mod reader;
mod record;
mod recovery;
mod room;
mod segment;
mod segment_log;
mod snapshots;

use std::sync::Arc;

pub use config::{JournalConfig, JournalEngine};
pub(crate) use frames::{Frames, Snapshot};
pub(crate) use owner::raise_epoch;
pub(crate) use record::MAX_RECORD_BYTES;
pub(crate) use room::{Room, RoomLeft};
pub(crate) use segment_log::SegmentLog;
pub(crate) use snapshots::Snapshots;
#[cfg(test)]
pub(crate) use {contract::small_on, disk::Disk, room::LookForRoom};

use crate::Error;

/// What became of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    /// The record is durable.
    Ok,
    /// The record is not in the journal: another owner took the shard, or the
    /// record is not the next one.
    Fenced,
    /// The record may or may not be durable. Only a recovery can tell.
    Unknown,
}

/// What a new owner of the shard starts from.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// The new owner's epoch, above every earlier one.
    pub(crate) epoch: u64,
    /// The snapshots that there are, newest first. Their headers are whole; the
    /// rest is checked when they are read.
    pub(crate) snapshots: Vec<Snapshot>,
    /// The number of the next record to append.
    pub(crate) next_seq: u64,
}

/// A durable log of records, numbered from 1 without gaps.
pub(crate) trait Journal: Send {
    /// Takes the shard over from whoever owned it.
    fn acquire(&mut self) -> Result<Recovered, Error>;

    /// Appends a record, and returns when it is durable. Record `seq - 1` must exist.
    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended;

    /// Why the last append was answered `Unknown`, where that is known. After
    /// it, nothing more can be appended.
    fn failure(&mut self) -> Option<Error> {
        None
    }

    /// Where snapshots are kept, for use on other threads: writing one takes
    /// longer than the writer may stand still.
    fn snapshots(&self) -> Snapshots;

    /// A reader of the durable records, for use on other threads.
    fn reader(&self) -> LogReader;

    /// Tells how much room there is for further records, for use on other threads.
    fn room(&self) -> Room;

    /// `Ok` if nobody can have taken the shard over until a moment ago, so that what
    /// this owner knows is the newest there is.
    fn confirm(&mut self) -> Appended {
        Appended::Ok
    }

    /// Whether a new owner must append a record and see it durable before it may
    /// rely on the records that it read.
    fn needs_barrier(&self) -> bool {
        false
    }
}

/// The records of one reading: each with its number, in order.
pub(crate) type Records = Box<dyn Iterator<Item = Result<(u64, Vec<u8>), Error>> + Send>;

/// What a [`LogReader`] reads from.
pub(crate) trait ReadRecords: Send + Sync {
    /// The durable records from `from_seq` (0 and 1 both mean the oldest there
    /// ever was) to the newest at the moment of the call or later; then it ends.
    /// [`Error::Gone`] when `from_seq` is no longer kept.
    fn read(&self, from_seq: u64) -> Records;
}

/// Reads durable records, beside the writer. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LogReader(Arc<dyn ReadRecords>);

impl LogReader {
    pub(crate) fn new(records: impl ReadRecords + 'static) -> Self {
        Self(Arc::new(records))
    }

    /// See [`ReadRecords::read`].
    pub(crate) fn read(&self, from_seq: u64) -> Records {
        self.0.read(from_seq)
    }
}
