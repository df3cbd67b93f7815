//! Reads a segment log beside its writer, or from another process.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{LogReader, ReadRecords, Records, cursor::Cursor, segment};
use crate::Error;

/// The last durable record's number, stored by the writer when it is durable.
#[derive(Debug, Clone, Default)]
pub(super) struct Durable(Arc<AtomicU64>);

impl Durable {
    pub(super) fn reached(&self, seq: u64) {
        self.0.store(seq, Ordering::Release);
    }

    pub(super) fn newest(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// Where a reader stops.
#[derive(Debug, Clone)]
enum End {
    /// At what the writer in this process has made durable.
    Durable(Durable),
    /// At the first record that is not whole: the writer may be another process.
    Written,
}

/// Reads the log in a folder.
#[derive(Debug)]
pub(super) struct SegmentReader {
    dir: PathBuf,
    end: End,
}

impl SegmentReader {
    /// Beside the writer in this process.
    pub(super) fn beside(dir: &Path, durable: Durable) -> Self {
        Self { dir: dir.to_owned(), end: End::Durable(durable) }
    }
}

impl LogReader {
    /// Reads a folder whose owner is another process or none. Takes no lock and
    /// writes nothing; an unfinished last record is the end.
    pub(crate) fn of_folder(dir: &Path) -> Result<Self, Error> {
        if segment::list(dir)?.is_empty() {
            let source = io::Error::new(io::ErrorKind::NotFound, "it holds no segments");
            return Err(Error::Io { what: "reading the journal in", path: dir.to_owned(), source });
        }
        Ok(Self::new(SegmentReader { dir: dir.to_owned(), end: End::Written }))
    }
}

impl ReadRecords for SegmentReader {
    fn read(&self, from_seq: u64) -> Records {
        Box::new(Reading {
            dir: self.dir.clone(),
            end: self.end.clone(),
            from: from_seq.max(1),
            known: 0,
            place: Place::Start,
        })
    }
}

#[derive(Debug)]
enum Place {
    Start,
    At(Box<Cursor>),
    /// An error was given out; nothing follows it.
    Failed,
}

/// One reading. When it has ended at the newest record, asking again goes on
/// with what was appended since.
#[derive(Debug)]
struct Reading {
    dir: PathBuf,
    end: End,
    from: u64,
    /// The newest record that was durable when the cursor last looked at the file.
    known: u64,
    place: Place,
}

impl Reading {
    fn advance(&mut self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        if let End::Durable(durable) = &self.end
            && self.from > durable.newest()
        {
            return Ok(None);
        }
        if matches!(self.place, Place::Start) {
            let cursor = Cursor::open(self.dir.clone(), self.from)?;
            self.place = Place::At(Box::new(cursor));
        }
        let Place::At(cursor) = &mut self.place else { return Ok(None) };
        loop {
            if let End::Durable(durable) = &self.end
                && cursor.expected() > self.known
            {
                self.known = durable.newest();
                if cursor.expected() > self.known {
                    return Ok(None);
                }
                // What was read ahead is older than what is durable now.
                cursor.refresh();
            }
            match (cursor.next()?, &self.end) {
                (Some(found), _) if found.stamp.seq >= self.from => {
                    return Ok(Some((found.stamp.seq, found.payload)));
                }
                (Some(_), _) => {}
                (None, End::Written) => return Ok(None),
                (None, End::Durable(_)) => {
                    return Err(cursor.damaged("it was durable and is gone"));
                }
            }
        }
    }
}

impl Iterator for Reading {
    type Item = Result<(u64, Vec<u8>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let advanced = self.advance();
        if advanced.is_err() {
            self.place = Place::Failed;
        }
        advanced.transpose()
    }
}
