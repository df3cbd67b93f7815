//! Snapshots: the state after a record, so that a start need not replay
//! everything. The newest two are kept; the log stays the truth, and a damaged
//! snapshot only makes a start slower.
//!
//! A file is `HWKRSNP\0`, then version and shard (`u32`), seq and length (`u64`),
//! a CRC-32C of those and the contents (`u32`), and the contents; all numbers
//! little-endian.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hawker_telemetry::journal::DAMAGED_SNAPSHOTS;

use super::{Snapshot, files, record::SHARD};
use crate::Error;

const MAGIC: &[u8; 8] = b"HWKRSNP\0";
const VERSION: u32 = 1;
const HEADER: usize = 36;

/// How many snapshots are kept.
const KEPT: usize = 2;

const ENDING: &str = "snap";

/// The snapshots in a journal's folder. Usable beside the writer, on any thread.
#[derive(Debug, Clone)]
pub(crate) struct Snapshots {
    dir: PathBuf,
}

impl Snapshots {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The folder that they are in.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Keeps a snapshot of the state after record `seq`, durably, and drops all
    /// but the newest two.
    pub(crate) fn save(&self, seq: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut header = fields(seq, bytes.len());
        let crc = crc32c::crc32c_append(crc32c::crc32c(&header), bytes);
        header.extend_from_slice(&crc.to_le_bytes());
        files::write_atomically(&self.path(seq), &[&header, bytes])?;
        for old in self.list()?.into_iter().skip(KEPT) {
            let path = self.path(old);
            fs::remove_file(&path).map_err(files::failed("removing", &path))?;
        }
        Ok(())
    }

    /// The newest snapshot that verifies. Those passed over are warned about.
    pub(super) fn newest(&self) -> Result<Option<Snapshot>, Error> {
        for seq in self.list()? {
            let path = self.path(seq);
            let bytes = fs::read(&path).map_err(files::failed("reading", &path))?;
            match verify(bytes, seq) {
                Ok(contents) => return Ok(Some((seq, contents))),
                Err(why) => {
                    DAMAGED_SNAPSHOTS.count().increment(1);
                    tracing::warn!(file = %path.display(), why, "passing over a damaged snapshot");
                }
            }
        }
        Ok(None)
    }

    /// The numbers of the records that snapshots were made after, newest first.
    pub(super) fn list(&self) -> Result<Vec<u64>, Error> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(files::failed("listing", &self.dir))? {
            let path = entry.map_err(files::failed("listing", &self.dir))?.path();
            let ending = path.extension().filter(|ending| *ending == ENDING);
            let stem = ending.and_then(|_| path.file_stem()?.to_str());
            found.extend(stem.and_then(|stem| stem.parse::<u64>().ok()));
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        Ok(found)
    }

    pub(super) fn path(&self, seq: u64) -> PathBuf {
        self.dir.join(format!("{seq:020}.{ENDING}"))
    }
}

/// The contents of a snapshot's file, or what is wrong with it.
fn verify(mut bytes: Vec<u8>, seq: u64) -> Result<Vec<u8>, &'static str> {
    if bytes.len() < HEADER {
        return Err("it is cut off");
    }
    let contents = bytes.split_off(HEADER);
    let (described, crc) = bytes.split_at(HEADER - 4);
    let sum = crc32c::crc32c_append(crc32c::crc32c(described), &contents);
    if crc != sum.to_le_bytes() {
        return Err("its checksum is wrong");
    }
    if described != fields(seq, contents.len()) {
        return Err("it is of another version, shard or record");
    }
    Ok(contents)
}

/// The header but for its checksum.
fn fields(seq: u64, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&SHARD.to_le_bytes());
    bytes.extend_from_slice(&seq.to_le_bytes());
    bytes.extend_from_slice(&(length as u64).to_le_bytes());
    bytes
}
