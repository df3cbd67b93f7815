//! Segment files: how they are named, found and made.
//!
//! A segment is written full of zeros and flushed before its first record, so
//! that appending never changes a file's size, and a flush has only data to
//! write. It gets its name when its header is durable, is never used for
//! anything else afterwards, and never changes once the next one exists.

use std::{
    fs::{self, File},
    hash::{BuildHasher, Hasher, RandomState},
    io::{self, ErrorKind},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use super::{
    files,
    record::{SEGMENT_HEADER, SegmentHeader},
    room::free_bytes,
};
use crate::Error;

/// Zeros are written so many bytes at a time, each flushed, so that the writer's
/// own flushes never wait for a whole segment of them.
const ZERO_CHUNK: usize = 1 << 20;

const ENDING: &str = "seg";

/// A segment that has its name and a header that verified.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) header: SegmentHeader,
}

impl Segment {
    /// The file of the segment whose first record has that number.
    pub(super) fn path(dir: &Path, first_seq: u64) -> PathBuf {
        dir.join(format!("{first_seq:020}.{ENDING}"))
    }

    /// Opens a segment to read it, and verifies its header.
    pub(super) fn open(path: &Path) -> Result<(Self, File), Error> {
        let file = File::open(path).map_err(files::failed("opening", path))?;
        let first_seq = first_seq(path).unwrap_or_default();
        let corrupt = |why: &str| corrupt(path, 0, first_seq, why);
        let mut page = Vec::new();
        read_at(&file, &mut page, 0, SEGMENT_HEADER).map_err(files::failed("reading", path))?;
        let header = SegmentHeader::decode(&page).map_err(&corrupt)?;
        if header.first_seq != first_seq {
            return Err(corrupt("the file's name is not the one that it was made with"));
        }
        Ok((Self { path: path.to_owned(), header }, file))
    }
}

/// That a place in the journal is damaged.
pub(super) fn corrupt(file: &Path, offset: u64, seq: u64, why: impl Into<String>) -> Error {
    Error::Corrupt { file: file.to_owned(), offset, seq, why: why.into() }
}

/// The number of the first record of every segment in the folder, ascending.
pub(super) fn list(dir: &Path) -> Result<Vec<u64>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(files::failed("listing", dir))? {
        let path = entry.map_err(files::failed("listing", dir))?.path();
        found.extend(first_seq(&path));
    }
    found.sort_unstable();
    Ok(found)
}

fn first_seq(path: &Path) -> Option<u64> {
    path.extension().filter(|ending| *ending == ENDING)?;
    path.file_stem()?.to_str()?.parse().ok()
}

/// The headers of all segments, in order; a missing file in between is an error.
pub(super) fn chain(dir: &Path) -> Result<Vec<Segment>, Error> {
    let mut chain: Vec<Segment> = Vec::new();
    for first_seq in list(dir)? {
        let (segment, _) = Segment::open(&Segment::path(dir, first_seq))?;
        let expected = chain.last().map_or(segment.header.number, |last| last.header.number + 1);
        if segment.header.number != expected {
            let why = format!(
                "segment {expected} of the journal is missing before this one, which is number {}",
                segment.header.number
            );
            return Err(corrupt(&segment.path, 0, first_seq, why));
        }
        chain.push(segment);
    }
    Ok(chain)
}

/// Reads up to `length` bytes at `offset` behind what `buffer` holds; fewer only
/// where the file ends.
pub(super) fn read_at(
    file: &File,
    buffer: &mut Vec<u8>,
    offset: u64,
    length: usize,
) -> io::Result<()> {
    let held = buffer.len();
    buffer.resize(held + length, 0);
    let mut filled = held;
    while let Some(space) = buffer.get_mut(filled..).filter(|space| !space.is_empty()) {
        match file.read_at(space, offset + (filled - held) as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                buffer.truncate(held);
                return Err(error);
            }
        }
    }
    buffer.truncate(filled);
    Ok(())
}

/// Writes zeros from one place to another and flushes them.
pub(super) fn write_zeros(file: &File, from: u64, to: u64) -> io::Result<()> {
    let zeros = vec![0; ZERO_CHUNK];
    let mut at = from;
    while at < to {
        let length = usize::try_from(to - at).unwrap_or(ZERO_CHUNK).min(ZERO_CHUNK);
        file.write_all_at(zeros.get(..length).unwrap_or(&zeros), at)?;
        file.sync_data()?;
        at += length as u64;
    }
    Ok(())
}

/// A file of durable zeros that has no name in the log yet.
#[derive(Debug)]
pub(super) struct Blank {
    file: File,
    path: PathBuf,
    pub(super) capacity: u64,
}

impl Blank {
    /// Makes one. Takes as long as the disk needs to write `capacity` bytes.
    pub(super) fn make(dir: &Path, capacity: u64) -> Result<Self, Error> {
        let path = dir.join("next").with_extension(files::UNFINISHED);
        let failed = || files::failed("preparing a segment of zeros in", &path);
        // To try, and take the last bytes for a moment, would harm others.
        if free_bytes(dir).is_ok_and(|free| free < capacity) {
            return Err(failed()(rustix::io::Errno::NOSPC.into()));
        }
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let file = file.map_err(failed())?;
        let zero = || {
            write_zeros(&file, 0, capacity)?;
            file.sync_all()
        };
        if let Err(error) = zero() {
            // On a full disk, the space that was got is better given back.
            drop(fs::remove_file(&path));
            return Err(failed()(error));
        }
        Ok(Self { file, path, capacity })
    }

    /// Makes it the segment `number`, whose first record will be `first_seq`.
    pub(super) fn name(
        self,
        dir: &Path,
        number: u64,
        first_seq: u64,
    ) -> Result<(Segment, File), Error> {
        let salt = u32::try_from(RandomState::new().build_hasher().finish() >> 32).unwrap_or(0);
        let header = SegmentHeader { number, first_seq, capacity: self.capacity, salt };
        let path = Segment::path(dir, first_seq);
        let begin = || {
            self.file.write_all_at(&header.encode(), 0)?;
            self.file.sync_data()?;
            fs::rename(&self.path, &path)
        };
        begin().map_err(files::failed("beginning", &path))?;
        files::sync_folder(dir)?;
        Ok((Segment { path, header }, self.file))
    }
}
