//! Finds the end of a log that a crash may have left unfinished, and makes it
//! fit to be appended to.

use std::{fs::File, path::Path};

use hawker_telemetry::journal::TORN_TAILS;

use super::{
    cursor::Cursor,
    disk::Disk,
    files,
    segment::{self, Segment},
};
use crate::Error;

/// The end of the log.
#[derive(Debug)]
pub(super) struct Tail {
    pub(super) segment: Segment,
    /// Open for writing.
    pub(super) file: File,
    /// Where the next record goes.
    pub(super) at: u64,
    /// The newest record's epoch; 0 without one.
    pub(super) epoch: u64,
    pub(super) next_seq: u64,
}

impl Tail {
    /// Reads from the segment that holds `from_seq` to the end, cuts off what is
    /// unfinished, and makes sure that all the rest is durable.
    pub(super) fn find(dir: &Path, from_seq: u64, disk: &dyn Disk) -> Result<Self, Error> {
        let mut cursor = Cursor::open(dir.to_owned(), from_seq)?;
        while cursor.next()?.is_some() {}
        let rest = cursor.rest()?;
        let (segment, at, last_at) = cursor.place();
        let path = segment.path.as_path();
        let file = File::options().read(true).write(true).open(path);
        let file = file.map_err(files::failed("opening", path))?;
        lengthen(segment, &file)?;

        let torn = super::record::written_length(&rest);
        #[cfg(test)]
        if let Some(tail) = planted_tail(&cursor, &file, torn) {
            return tail;
        }
        if torn > 0 {
            TORN_TAILS.count().increment(1);
            tracing::warn!(file = %path.display(), at, bytes = torn, seq = cursor.expected(),
                "cutting off the last record: it was not finished, so nobody was told of it");
        }
        // The last record is written once more: the process before may have ended
        // between its write and its flush, or the flush may have failed, which
        // leaves the bytes readable but not on the disk.
        let from = last_at.unwrap_or(at);
        let mut bytes = Vec::new();
        let length = usize::try_from(at - from).unwrap_or(usize::MAX);
        segment::read_at(&file, &mut bytes, from, length)
            .map_err(files::failed("reading", path))?;
        bytes.resize(bytes.len() + torn, 0);
        let written = disk.write(&file, path, &bytes, from).and_then(|()| disk.flush(&file, path));
        written.map_err(files::failed("flushing", path))?;

        let (epoch, next_seq) = (cursor.epoch(), cursor.expected());
        Ok(Self { segment: segment.clone(), file, at, epoch, next_seq })
    }
}

/// The tail as a planted bug has it.
#[cfg(test)]
fn planted_tail(cursor: &Cursor, file: &File, torn: usize) -> Option<Result<Tail, Error>> {
    use std::os::unix::fs::FileExt as _;

    use crate::planted::{self, Bug};

    let (segment, at, last_at) = cursor.place();
    let (mut from, mut next_seq) = (at, cursor.expected());
    if planted::has(Bug::LosesTornNeighbour) && torn > 0 {
        (from, next_seq) = last_at.map_or((from, next_seq), |last| (last, next_seq - 1));
    } else if !planted::has(Bug::TrustsUnflushed) {
        return None;
    }
    let end = usize::try_from(at - from).unwrap() + torn;
    file.write_all_at(&vec![0; end], from).unwrap();
    let file = file.try_clone().unwrap();
    Some(Ok(Tail { segment: segment.clone(), file, at: from, epoch: cursor.epoch(), next_seq }))
}

/// Gives a segment that lost bytes at its end its size back.
fn lengthen(segment: &Segment, file: &File) -> Result<(), Error> {
    let failed = || files::failed("lengthening", &segment.path);
    let length = file.metadata().map_err(failed())?.len();
    if length >= segment.header.capacity {
        return Ok(());
    }
    tracing::warn!(file = %segment.path.display(), length, made = segment.header.capacity,
        "the segment is shorter than it was made; filling it up again");
    segment::write_zeros(file, length, segment.header.capacity)
        .and_then(|()| file.sync_all())
        .map_err(failed())
}
