//! The simulated disk under the real journal. The journal's files are real, and
//! stand for what the system has in its cache; the platter is what would be left
//! if the power failed now.
//!
//! A write that was not flushed is lost, torn, reordered by sectors or kept at a
//! power failure, and kept when only the process dies. A flush that fails drops
//! the bytes from what the next flush writes, while the cache still shows them,
//! as Linux does.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use super::{Fails, Random, fail};
use crate::journal::Disk;

/// The smallest thing that a disk writes whole.
const SECTOR: usize = 512;

/// What goes wrong with one append, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The process dies when the batch was applied, before anything is written.
    DiesBeforeWrite,
    /// In the middle of the write.
    DiesInWrite,
    /// After the write, before the flush.
    DiesAfterWrite,
    /// After the flush, before anybody is answered.
    DiesAfterFlush,
    /// The disk is full, or refuses a part of the write.
    WriteFails,
    /// The disk refuses the flush.
    FlushFails,
}

const FAULTS: [Fault; 6] = [
    Fault::DiesBeforeWrite,
    Fault::DiesInWrite,
    Fault::DiesAfterWrite,
    Fault::DiesAfterFlush,
    Fault::WriteFails,
    Fault::FlushFails,
];

/// A disk that outlives the processes that write to it.
#[derive(Debug, Clone)]
pub(super) struct Platter(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    random: Random,
    /// One append in so many meets a fault; 0 for none.
    one_in: u64,
    fault: Option<Fault>,
    /// The fault that the process met.
    met: Option<Fault>,
    /// The process has died: nothing it does reaches the disk.
    dead: bool,
    files: BTreeMap<PathBuf, OnDisk>,
    /// The record that was written and not flushed.
    written: Option<(u64, Vec<u8>)>,
    /// Every record whose flush was confirmed, in order, and where it stands.
    durable: Vec<Vec<u8>>,
    places: Vec<(PathBuf, u64)>,
    /// A promise that the journal broke.
    broken: Option<String>,
}

#[derive(Debug)]
struct OnDisk {
    bytes: Vec<u8>,
    /// Written since the last flush.
    dirty: Vec<Range<usize>>,
    /// The cache may show something else than the platter.
    differs: bool,
}

impl Platter {
    pub(super) fn new(seed: u64, one_in: u64) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            random: Random(!seed),
            one_in,
            fault: None,
            met: None,
            dead: false,
            files: BTreeMap::new(),
            written: None,
            durable: Vec::new(),
            places: Vec::new(),
            broken: None,
        })))
    }

    fn hold(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Sets how often appends meet a fault, and tells how often it was before.
    pub(super) fn fail_one_in(&self, one_in: u64) -> u64 {
        std::mem::replace(&mut self.hold().one_in, one_in)
    }

    /// The fault that the process met, if any.
    pub(super) fn met(&self) -> Option<Fault> {
        self.hold().met
    }

    /// How many records are durable.
    pub(super) fn durable(&self) -> u64 {
        self.hold().durable.len() as u64
    }

    /// The durable record `seq`.
    pub(super) fn record(&self, seq: u64) -> Option<Vec<u8>> {
        let at = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.hold().durable.get(at).cloned()
    }

    /// Where record `seq` stands.
    pub(super) fn place(&self, seq: u64) -> (PathBuf, u64) {
        self.hold().places[usize::try_from(seq - 1).unwrap()].clone()
    }

    /// Whether the journal kept what it promises of its disk.
    pub(super) fn check(&self) -> Fails {
        self.hold().broken.take().map_or(Ok(()), Err)
    }

    /// The process is gone; with the power, so is what was not flushed.
    pub(super) fn crash(&self, power_fails: bool) {
        let mut guard = self.hold();
        let inner = &mut *guard;
        (inner.fault, inner.met, inner.dead, inner.written) = (None, None, false, None);
        if !power_fails {
            return;
        }
        for (path, file) in &mut inner.files {
            let ranges = std::mem::take(&mut file.dirty);
            if ranges.is_empty() && !file.differs {
                continue;
            }
            let cache = fs::read(path).unwrap();
            ranges.into_iter().for_each(|range| file.tear(range, &cache, true, &mut inner.random));
            fs::write(path, &file.bytes).unwrap();
            file.differs = false;
        }
    }
}

impl OnDisk {
    /// Some of what was written gets onto the platter.
    fn tear(&mut self, range: Range<usize>, cache: &[u8], garbage: bool, random: &mut Random) {
        let how = random.below(if garbage { 5 } else { 4 });
        let until = range.start + random.index(range.len().max(1));
        for start in (range.start / SECTOR * SECTOR..range.end).step_by(SECTOR) {
            let sector = start.max(range.start)..(start + SECTOR).min(range.end);
            let kept = match how {
                0 => false,
                1 => true,
                2 => sector.end <= until,
                _ => random.one_in(2),
            };
            if kept {
                self.bytes[sector.clone()].copy_from_slice(&cache[sector]);
            } else if how == 4 {
                // Neither the old nor the new: but what is written once more as it
                // was stays as it was.
                for at in sector.filter(|at| cache[*at] != self.bytes[*at]).collect::<Vec<_>>() {
                    self.bytes[at] = random.next().to_le_bytes()[0];
                }
            }
        }
    }
}

impl Inner {
    fn on_disk(&mut self, file: &File, path: &Path) -> &mut OnDisk {
        self.files.entry(path.to_owned()).or_insert_with(|| {
            let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, 0).unwrap();
            OnDisk { bytes, dirty: Vec::new(), differs: false }
        })
    }

    fn write(&mut self, file: &File, path: &Path, bytes: &[u8], at: u64) {
        let from = usize::try_from(at).unwrap();
        let on_disk = self.on_disk(file, path);
        on_disk.dirty.push(from..from + bytes.len());
        on_disk.differs = true;
        file.write_all_at(bytes, at).unwrap();
    }

    /// The record written is durable.
    fn keep(&mut self, path: &Path) {
        let Some((seq, record)) = self.written.take() else { return };
        let at = usize::try_from(seq - 1).unwrap();
        match self.durable.get(at) {
            Some(before) if *before == record => {}
            None if at == self.durable.len() => {
                let place = self.files[path].find(seq);
                self.durable.push(record);
                self.places.push((path.to_owned(), place));
            }
            before => {
                let why = format!(
                    "record {seq} was written where {before:?} is durable, of {} in all",
                    self.durable.len()
                );
                self.broken.get_or_insert(why);
            }
        }
    }

    fn die(&mut self) -> io::Error {
        self.dead = true;
        io::Error::other("the process has died")
    }
}

impl OnDisk {
    /// Where the record `seq` stands: after the header, at a multiple of 8.
    fn find(&self, seq: u64) -> u64 {
        let mut at = 4_096;
        while let Some((found, record)) = parse(&self.bytes[at..]) {
            if found == seq {
                break;
            }
            at += (24 + record.len()).next_multiple_of(8);
        }
        at as u64
    }
}

/// A record's number and payload, as docs/journal.md describes them.
fn parse(bytes: &[u8]) -> Option<(u64, Vec<u8>)> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().unwrap());
    let seq = u64::from_le_bytes(bytes.get(8..16)?.try_into().unwrap());
    let payload = bytes.get(24..24 + usize::try_from(length).unwrap())?;
    (seq > 0).then(|| (seq, payload.to_vec()))
}

impl Disk for Platter {
    fn write(&self, file: &File, path: &Path, bytes: &[u8], at: u64) -> io::Result<()> {
        let mut inner = self.hold();
        if inner.dead {
            return Err(inner.die());
        }
        let one_in = inner.one_in;
        let strikes = one_in > 0 && inner.random.one_in(one_in);
        inner.fault = strikes.then(|| inner.random.one_of(&FAULTS));
        inner.met = inner.met.or(inner.fault);
        match inner.fault {
            Some(Fault::DiesBeforeWrite) => return Err(inner.die()),
            Some(fault @ (Fault::DiesInWrite | Fault::WriteFails)) if !bytes.is_empty() => {
                let part = inner.random.index(bytes.len());
                inner.write(file, path, &bytes[..part], at);
                if fault == Fault::DiesInWrite {
                    return Err(inner.die());
                }
                return Err(io::ErrorKind::StorageFull.into());
            }
            _ => {}
        }
        inner.write(file, path, bytes, at);
        inner.written = parse(bytes);
        if inner.fault == Some(Fault::DiesAfterWrite) { Err(inner.die()) } else { Ok(()) }
    }

    fn flush(&self, file: &File, path: &Path) -> io::Result<()> {
        let mut guard = self.hold();
        let inner = &mut *guard;
        if inner.dead {
            return Err(inner.die());
        }
        let length = inner.on_disk(file, path).bytes.len();
        let mut cache = vec![0; length];
        file.read_exact_at(&mut cache, 0)?;
        let fault = inner.fault.take();
        let on_disk = inner.files.get_mut(path).unwrap();
        let ranges = std::mem::take(&mut on_disk.dirty);
        if fault == Some(Fault::FlushFails) {
            let random = &mut inner.random;
            ranges.into_iter().for_each(|range| on_disk.tear(range, &cache, false, random));
            inner.written = None;
            return Err(io::Error::other("the disk refused"));
        }
        for range in ranges {
            on_disk.bytes[range.clone()].copy_from_slice(&cache[range]);
        }
        inner.keep(path);
        if fault == Some(Fault::DiesAfterFlush) { Err(inner.die()) } else { Ok(()) }
    }
}

/// Copies a journal's folder, flips one bit of record `seq` in the copy, and
/// tells the copy's segment.
pub(super) fn flipped_copy(platter: &Platter, from: &Path, to: &Path, seq: u64) -> Fails<PathBuf> {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let (path, at) = platter.place(seq);
    let length = platter.record(seq).map(|record| record.len());
    let Some(length) = length else { return fail(format!("record {seq} is not durable")) };
    let copy = to.join(path.file_name().unwrap());
    let mut bytes = fs::read(&copy).unwrap();
    let mut inner = platter.hold();
    let at = usize::try_from(at).unwrap() + inner.random.index(24 + length);
    bytes[at] ^= 1 << inner.random.below(8);
    fs::write(&copy, bytes).unwrap();
    Ok(copy)
}
