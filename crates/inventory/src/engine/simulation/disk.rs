//! A journal in memory that survives its owners, and fails at random: an append
//! may be lost or kept without anyone knowing, and another owner may come first.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use super::Random;
use crate::{
    Error,
    journal::{
        Appended, Journal, LogReader, LookForRoom, ReadRecords, Records, Recovered, Room, RoomLeft,
        Snapshot, Snapshots,
    },
};

/// How often appends fail: once in so many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Faults {
    /// The record is lost, and the owner is not told so.
    pub(super) lost: u64,
    /// The record is kept, and the owner is not told so.
    pub(super) kept: u64,
    /// Another owner took the shard.
    pub(super) fenced: u64,
}

#[derive(Clone)]
pub(super) struct Disk(Arc<Mutex<Platter>>);

struct Platter {
    records: Vec<Vec<u8>>,
    epoch: u64,
    snapshot: Option<Snapshot>,
    random: Random,
    faults: Faults,
    healthy: bool,
    free_bytes: u64,
}

impl Disk {
    pub(super) fn new(seed: u64, faults: Faults) -> Self {
        Self(Arc::new(Mutex::new(Platter {
            records: Vec::new(),
            epoch: 0,
            snapshot: None,
            random: Random(!seed),
            faults,
            healthy: false,
            free_bytes: u64::MAX,
        })))
    }

    /// Lets something happen while nothing fails.
    pub(super) fn without_faults<T>(&self, work: impl FnOnce(&Self) -> T) -> T {
        let before = std::mem::replace(&mut self.0.lock().unwrap().healthy, true);
        let result = work(self);
        self.0.lock().unwrap().healthy = before;
        result
    }

    pub(super) fn records(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap().records.clone()
    }

    pub(super) fn len(&self) -> u64 {
        self.0.lock().unwrap().records.len() as u64
    }

    pub(super) fn snapshot(&self) -> Option<Snapshot> {
        self.0.lock().unwrap().snapshot.clone()
    }

    pub(super) fn keep_snapshot(&self, snapshot: Snapshot) {
        self.0.lock().unwrap().snapshot = Some(snapshot);
    }
}

impl Journal for Disk {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        let mut platter = self.0.lock().unwrap();
        platter.epoch += 1;
        Ok(Recovered {
            epoch: platter.epoch,
            snapshot: platter.snapshot.clone(),
            next_seq: platter.records.len() as u64 + 1,
        })
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        let mut guard = self.0.lock().unwrap();
        let platter = &mut *guard;
        assert_eq!(seq, platter.records.len() as u64 + 1, "records come in order");
        assert_eq!(epoch, platter.epoch, "only the owner appends");
        let Faults { lost, kept, fenced } = platter.faults;
        let healthy = platter.healthy;
        if !healthy && platter.random.one_in(lost) {
            return Appended::Unknown;
        }
        if !healthy && platter.random.one_in(fenced) {
            platter.epoch += 1;
            return Appended::Fenced;
        }
        platter.records.push(record.to_vec());
        if !healthy && platter.random.one_in(kept) { Appended::Unknown } else { Appended::Ok }
    }

    fn snapshots(&self) -> Snapshots {
        Snapshots::new(Path::new("simulated"))
    }

    fn reader(&self) -> LogReader {
        LogReader::new(self.clone())
    }

    fn room(&self) -> Room {
        Room::new(self.clone())
    }
}

impl LookForRoom for Disk {
    fn look(&self) -> std::io::Result<RoomLeft> {
        Ok(RoomLeft { free_bytes: self.0.lock().unwrap().free_bytes, next_segment: true })
    }
}

impl ReadRecords for Disk {
    fn read(&self, from_seq: u64) -> Records {
        let from = usize::try_from(from_seq.saturating_sub(1)).unwrap();
        let records = self.records().into_iter().enumerate().skip(from);
        Box::new(records.map(|(at, record)| Ok((at as u64 + 1, record))))
    }
}
