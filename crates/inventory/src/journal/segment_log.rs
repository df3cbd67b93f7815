//! The segment log: the journal of a shard in a folder of this machine.
//!
//! Every append is one write and one flush into a file that was made at its full
//! size. Nothing that failed is tried again: after a failed write or flush the
//! system may have dropped the bytes and yet report the next flush as done, so
//! only a new process, which reads what is really there, may go on.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use hawker_telemetry::journal::{APPENDED_BYTES, BYTES, FAILURES, FLUSH_SECONDS};

use super::{
    Appended, Journal, JournalConfig, LogReader, Recovered, Snapshot, Snapshots,
    config::Sizes,
    disk::{self, Disk},
    files,
    owner::{EpochFile, Lock},
    prepare::Preparer,
    reader::{Durable, SegmentReader},
    record::{self, SEGMENT_HEADER, Stamp},
    recovery::Tail,
    room::{FolderRoom, Room, Stuck},
    segment::{self, Blank, Segment, corrupt},
};
use crate::Error;
#[cfg(test)]
use crate::planted::{self, Bug};

/// A journal in a folder, which no other process can open for writing.
#[derive(Debug)]
pub(crate) struct SegmentLog {
    dir: PathBuf,
    sizes: Sizes,
    disk: Arc<dyn Disk>,
    snapshots: Snapshots,
    durable: Durable,
    metrics: Metrics,
    preparer: Preparer,
    /// The disk has no room for the next segment.
    disk_stuck: Stuck,
    /// The configuration allows no further segment.
    limit_stuck: Stuck,
    owned: Option<Owned>,
    /// Set by the first failure. Nothing is appended after it.
    stopped: bool,
    failure: Option<Error>,
    // The last field, so that the folder is let go of last.
    _lock: Lock,
}

/// What only the owner of the shard has.
#[derive(Debug)]
struct Owned {
    epoch: u64,
    next_seq: u64,
    segment: Segment,
    file: File,
    /// Where the next record goes.
    at: u64,
    /// Bytes of all segments together.
    total: u64,
    /// The record being written.
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Metrics {
    bytes: metrics::Gauge,
    appended: metrics::Counter,
    flushes: metrics::Histogram,
}

impl SegmentLog {
    /// Opens the journal in a folder, which is made if it is not there.
    pub(crate) fn open(dir: &Path, config: &JournalConfig) -> Result<Self, Error> {
        Self::open_sized(dir, config.sizes()?)
    }

    pub(super) fn open_sized(dir: &Path, sizes: Sizes) -> Result<Self, Error> {
        Self::open_on(dir, sizes, disk::machine())
    }

    /// Opens it on another disk than the machine's.
    pub(super) fn open_on(dir: &Path, sizes: Sizes, disk: Arc<dyn Disk>) -> Result<Self, Error> {
        let lock = Lock::take(dir)?;
        files::remove_unfinished(dir)?;
        let disk_stuck = Stuck::default();
        Ok(Self {
            dir: dir.to_owned(),
            sizes,
            disk,
            snapshots: Snapshots::new(dir),
            durable: Durable::default(),
            metrics: Metrics::new(),
            preparer: Preparer::start(dir, disk_stuck.clone())?,
            disk_stuck,
            limit_stuck: Stuck::default(),
            owned: None,
            stopped: false,
            failure: None,
            _lock: lock,
        })
    }

    /// The segments, of which there is at least one afterwards.
    fn segments(&self, had_owner: bool) -> Result<Vec<Segment>, Error> {
        let segments = segment::chain(&self.dir)?;
        if !segments.is_empty() {
            return Ok(segments);
        }
        if had_owner || !self.snapshots.list()?.is_empty() {
            let first = Segment::path(&self.dir, 1);
            return Err(corrupt(
                &first,
                0,
                1,
                "the folder was in use, but all segments are missing",
            ));
        }
        let blank = Blank::make(&self.dir, self.sizes.of(1))?;
        Ok(vec![blank.name(&self.dir, 1, 1)?.0])
    }

    /// The record from which the end of the log has to be looked for, and the
    /// snapshots that make it unnecessary to replay it from the start.
    fn start(&self, segments: &[Segment]) -> Result<(u64, Vec<Snapshot>), Error> {
        let snapshots = self.snapshots.found()?;
        let covered = snapshots.first().map_or(0, |newest| newest.seq);
        let oldest = segments.first().map_or(1, |segment| segment.header.first_seq);
        if oldest > covered + 1 {
            let path = self.snapshots.list()?.first().map(|seq| self.snapshots.path(*seq));
            let why = format!(
                "the journal's oldest record is {oldest}, and no whole snapshot covers those before it; restore the older segments or a snapshot"
            );
            return Err(Error::Snapshot { path: path.unwrap_or_else(|| self.dir.clone()), why });
        }
        Ok((covered.max(oldest), snapshots))
    }

    /// Appends for the owner, who has been checked.
    fn write(&mut self, seq: u64, record: &[u8]) -> Result<(), Error> {
        let longest = self.sizes.longest_record();
        if record.len() > longest {
            let why = format!("it has {} bytes, and at most {longest} are allowed", record.len());
            let source = io::Error::new(io::ErrorKind::InvalidInput, why);
            return Err(Error::Io {
                what: "appending a record to",
                path: self.dir.clone(),
                source,
            });
        }
        self.make_room(record::size_of_record(record.len()) as u64)?;
        let Some(owned) = &mut self.owned else { return Err(Error::Stopped) };
        let stamp = Stamp { seq, epoch: owned.epoch };
        record::encode(&mut owned.buffer, owned.segment.header.salt, stamp, record);
        let path = owned.segment.path.as_path();
        let written = self.disk.write(&owned.file, path, &owned.buffer, owned.at);
        written.map_err(files::failed("writing", path))?;
        let begun = Instant::now();
        let flushed = self.disk.flush(&owned.file, path);
        #[cfg(test)]
        let flushed = match flushed {
            Err(_) if planted::has(Bug::RetriesFlush) => self.disk.flush(&owned.file, path),
            Err(_) if planted::has(Bug::AnswersAfterFailedFlush) => Ok(()),
            flushed => flushed,
        };
        flushed.map_err(files::failed("flushing", path))?;
        self.metrics.flushes.record(begun.elapsed());
        self.metrics.appended.increment(owned.buffer.len() as u64);
        owned.at += owned.buffer.len() as u64;
        owned.next_seq += 1;
        self.durable.reached(seq);
        Ok(())
    }

    /// Goes on to the next segment if `size` bytes don't fit into this one, and
    /// has the one after it prepared in time.
    fn make_room(&mut self, size: u64) -> Result<(), Error> {
        let Some(owned) = &mut self.owned else { return Err(Error::Stopped) };
        let header = owned.segment.header;
        let next = self.sizes.of(header.number + 1);
        let allowed = owned.total + next <= self.sizes.total;
        if owned.at + size <= header.capacity {
            if owned.at > header.capacity / 2 {
                if allowed {
                    self.preparer.order(next);
                }
                if self.limit_stuck.set(!allowed) {
                    tracing::error!(
                        "the next segment of the journal would pass journal.max_bytes; nothing new is taken, and when the present one is full, the server stops"
                    );
                }
            }
            return Ok(());
        }
        if !allowed {
            let why = format!(
                "the journal's segments take {} bytes, and the next one would pass journal.max_bytes ({}); raise it",
                owned.total, self.sizes.total
            );
            let source = io::Error::new(io::ErrorKind::QuotaExceeded, why);
            return Err(Error::Io {
                what: "beginning a segment in",
                path: self.dir.clone(),
                source,
            });
        }
        let blank = self.preparer.take(next)?;
        let (segment, file) = blank.name(&self.dir, header.number + 1, owned.next_seq)?;
        owned.total += segment.header.capacity;
        owned.at = SEGMENT_HEADER as u64;
        (owned.segment, owned.file) = (segment, file);
        self.metrics.bytes.set(as_gauge(owned.total));
        Ok(())
    }
}

impl Journal for SegmentLog {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        if self.stopped {
            return Err(Error::Stopped);
        }
        // The file that was appended to is read again from the disk's point of view.
        self.owned = None;
        let epochs = EpochFile::new(&self.dir);
        let before = epochs.read()?;
        let segments = self.segments(before > 0)?;
        let (from_seq, snapshots) = self.start(&segments)?;
        let tail = Tail::find(&self.dir, from_seq, &*self.disk)?;
        if let Some(covered) = snapshots.first().map(|newest| newest.seq)
            && covered >= tail.next_seq
        {
            let why = format!("the snapshot after record {covered} proves that it was written");
            return Err(corrupt(&tail.segment.path, tail.at, tail.next_seq, why));
        }
        let epoch = before.max(tail.epoch) + 1;
        epochs.write(epoch)?;
        let total = segments.iter().map(|segment| segment.header.capacity).sum();
        self.metrics.bytes.set(as_gauge(total));
        self.durable.reached(tail.next_seq - 1);
        let Tail { segment, file, at, next_seq, .. } = tail;
        self.owned = Some(Owned { epoch, next_seq, segment, file, at, total, buffer: Vec::new() });
        Ok(Recovered { epoch, snapshots, next_seq })
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        if self.stopped {
            return Appended::Unknown;
        }
        if self.owned.as_ref().map(|owned| (owned.epoch, owned.next_seq)) != Some((epoch, seq)) {
            return Appended::Fenced;
        }
        match self.write(seq, record) {
            Ok(()) => Appended::Ok,
            Err(error) => {
                FAILURES.count().increment(1);
                tracing::error!(%error, seq, "the journal stops: a record could not be made durable");
                self.stopped = true;
                self.failure = Some(error);
                Appended::Unknown
            }
        }
    }

    fn failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn snapshots(&self) -> Snapshots {
        self.snapshots.clone()
    }

    fn reader(&self) -> LogReader {
        LogReader::new(SegmentReader::beside(&self.dir, self.durable.clone()))
    }

    fn room(&self) -> Room {
        Room::new(FolderRoom::new(&self.dir, self.disk_stuck.clone(), self.limit_stuck.clone()))
    }
}

impl Metrics {
    fn new() -> Self {
        Self {
            bytes: BYTES.level(),
            appended: APPENDED_BYTES.count(),
            flushes: FLUSH_SECONDS.spread(),
        }
    }
}

/// A gauge is a float; sizes of disks are exact in it.
#[allow(clippy::cast_precision_loss, reason = "exact up to 8 PiB")]
fn as_gauge(bytes: u64) -> f64 {
    bytes as f64
}
