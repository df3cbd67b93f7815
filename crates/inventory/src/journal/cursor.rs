//! Walks over the records of a journal, and judges what it finds where no
//! record is.
//!
//! Only one append is under way at a time, and each begins after the one before
//! is durable. So a crash can damage nothing but the bytes of one last record,
//! whichever of them reached the disk. A place without a record is the end of
//! the log if nothing after it proves otherwise: a whole record, a later
//! segment, or bytes further on than one record reaches. With such a proof the
//! place is damage, and an error names it.

use std::{fs::File, path::PathBuf};

use super::{
    files,
    record::{
        self, Decoded, MAX_RECORD_BYTES, RECORD_HEADER, SEGMENT_HEADER, Stamp, find_record,
        size_of_record,
    },
    segment::{self, Segment, corrupt},
};
use crate::Error;

/// How much is read from the file at once.
const READ_BYTES: usize = 256 << 10;

/// A record that was found whole.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) stamp: Stamp,
    pub(super) payload: Vec<u8>,
}

/// Stands before a record of the log, or at its end. Going on after the end
/// finds what was appended since.
#[derive(Debug)]
pub(super) struct Cursor {
    dir: PathBuf,
    segment: Segment,
    file: File,
    /// Where the next record begins in the file.
    at: u64,
    /// Where the last record that was passed in this segment begins.
    last_at: Option<u64>,
    /// Of the last record that was passed; its seq is one below `expected`.
    epoch: u64,
    /// The next record's number.
    expected: u64,
    /// Bytes of the file from `at`, at `consumed` and after.
    buffer: Vec<u8>,
    consumed: usize,
}

/// What a step came to.
enum Step {
    Passed(Found),
    Nothing(&'static str),
}

impl Cursor {
    /// Stands at the start of the segment that holds `from_seq` or would hold it:
    /// records before it may come first.
    pub(super) fn open(dir: PathBuf, from_seq: u64) -> Result<Self, Error> {
        let segments = segment::list(&dir)?;
        let Some(oldest) = segments.first().copied() else {
            return Err(Error::Gone { wanted: from_seq, oldest: from_seq + 1 });
        };
        let holding = segments.iter().rev().find(|first| **first <= from_seq);
        let first_seq = *holding.ok_or(Error::Gone { wanted: from_seq, oldest })?;
        let (segment, file) = Segment::open(&Segment::path(&dir, first_seq))?;
        Ok(Self {
            dir,
            segment,
            file,
            at: SEGMENT_HEADER as u64,
            last_at: None,
            epoch: 0,
            expected: first_seq,
            buffer: Vec::new(),
            consumed: 0,
        })
    }

    /// The number of the record that [`Cursor::next`] will come to.
    pub(super) fn expected(&self) -> u64 {
        self.expected
    }

    /// The newest epoch seen.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The segment, where the next record begins in it, and where the last one
    /// there begins.
    pub(super) fn place(&self) -> (&Segment, u64, Option<u64>) {
        (&self.segment, self.at, self.last_at)
    }

    /// Forgets what was read ahead: it may have been written since.
    pub(super) fn refresh(&mut self) {
        self.buffer.clear();
        self.consumed = 0;
    }

    /// The next record; `None` at the end of what was written so far.
    pub(super) fn next(&mut self) -> Result<Option<Found>, Error> {
        loop {
            if let Step::Passed(found) = self.step()? {
                return Ok(Some(found));
            }
            // Another process may be writing here. What proves that the log goes
            // on is looked for first, so that a record that is still missing
            // afterwards was not merely late.
            let looked_in = self.segment.header.number;
            let proof = self.proof_of_more()?;
            self.refresh();
            match (self.step()?, proof) {
                (Step::Passed(found), _) => return Ok(Some(found)),
                (Step::Nothing(_), None) => return Ok(None),
                // The proof was that the next segment was begun, and the step
                // went there: a segment is begun before its first record.
                (Step::Nothing(_), Some(_)) if self.segment.header.number != looked_in => {}
                (Step::Nothing(why), Some(proof)) => {
                    return Err(self.damaged(&format!("{why}, and {proof}")));
                }
            }
        }
    }

    /// That the record which is next is damaged.
    pub(super) fn damaged(&self, why: &str) -> Error {
        corrupt(&self.segment.path, self.at, self.expected, why)
    }

    fn step(&mut self) -> Result<Step, Error> {
        loop {
            self.fill(RECORD_HEADER)?;
            if let Decoded::Short { needed } =
                record::decode(self.ahead(), self.segment.header.salt)
            {
                self.fill(needed)?;
            }
            let why = match record::decode(self.ahead(), self.segment.header.salt) {
                Decoded::Record { stamp, payload, size } => {
                    let found = Found { stamp, payload: payload.to_vec() };
                    return self.pass(found, size).map(Step::Passed);
                }
                Decoded::Blank => "it was never written",
                Decoded::Short { needed: RECORD_HEADER } => "the file has no room for it",
                Decoded::Short { .. } => {
                    return Ok(Step::Nothing("it is longer than the rest of the file"));
                }
                Decoded::Bad(why) => return Ok(Step::Nothing(why)),
            };
            if !self.enter_next_segment()? {
                return Ok(Step::Nothing(why));
            }
        }
    }

    /// Goes on behind a record, unless it is one that nobody can have written here.
    fn pass(&mut self, found: Found, size: usize) -> Result<Found, Error> {
        let Stamp { seq, epoch } = found.stamp;
        if seq != self.expected {
            return Err(self.damaged(&format!("a whole record {seq} stands in its place")));
        }
        if epoch < self.epoch {
            let why = format!("it has epoch {epoch}, after a record of epoch {}", self.epoch);
            return Err(self.damaged(&why));
        }
        self.epoch = epoch;
        self.expected += 1;
        self.last_at = Some(self.at);
        self.at += size as u64;
        self.consumed += size;
        Ok(found)
    }

    /// Goes to the start of the segment that begins with the expected record, if
    /// there is one.
    fn enter_next_segment(&mut self) -> Result<bool, Error> {
        let path = Segment::path(&self.dir, self.expected);
        if path == self.segment.path || !path.exists() {
            return Ok(false);
        }
        // The last record of this segment may have been written between the look
        // at its place and the look for the next file; but then the next file
        // would begin after it.
        let (segment, file) = Segment::open(&path)?;
        if segment.header.number != self.segment.header.number + 1 {
            let why = format!(
                "it is segment {} of the journal, and the one before is {}",
                segment.header.number, self.segment.header.number
            );
            return Err(corrupt(&path, 0, self.expected, why));
        }
        self.segment = segment;
        self.file = file;
        self.at = SEGMENT_HEADER as u64;
        self.last_at = None;
        self.refresh();
        Ok(true)
    }

    /// What proves that the log does not end here.
    fn proof_of_more(&self) -> Result<Option<String>, Error> {
        let first_seq = self.segment.header.first_seq;
        if let Some(later) = segment::list(&self.dir)?.into_iter().find(|first| *first > first_seq)
        {
            let path = Segment::path(&self.dir, later);
            return Ok(Some(format!("{} was begun after it", path.display())));
        }
        let rest = self.rest()?;
        let salt = self.segment.header.salt;
        if let Some((at, seq)) = find_record(&rest, salt, self.expected) {
            let at = self.at + at as u64;
            return Ok(Some(format!("a whole record {seq} follows at byte {at}")));
        }
        let written = record::written_length(&rest);
        let further = written > size_of_record(MAX_RECORD_BYTES);
        Ok(further.then(|| format!("bytes follow up to {written} further on")))
    }

    /// Everything in this segment behind the last record.
    pub(super) fn rest(&self) -> Result<Vec<u8>, Error> {
        let length = self.segment.header.capacity.saturating_sub(self.at);
        let mut rest = Vec::new();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.read(&mut rest, self.at, length)?;
        Ok(rest)
    }

    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.consumed..).unwrap_or_default()
    }

    /// Sees to it that `needed` bytes lie ahead, unless the segment ends before.
    fn fill(&mut self, needed: usize) -> Result<(), Error> {
        let held = self.ahead().len();
        if held >= needed {
            return Ok(());
        }
        self.buffer.drain(..self.consumed.min(self.buffer.len()));
        self.consumed = 0;
        let from = self.at + held as u64;
        let room = self.segment.header.capacity.saturating_sub(from);
        let wanted = READ_BYTES.max(needed) - held;
        let length = usize::try_from(room).unwrap_or(wanted).min(wanted);
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.read(&mut buffer, from, length);
        self.buffer = buffer;
        read
    }

    fn read(&self, buffer: &mut Vec<u8>, from: u64, length: usize) -> Result<(), Error> {
        let path = &self.segment.path;
        segment::read_at(&self.file, buffer, from, length).map_err(files::failed("reading", path))
    }
}
