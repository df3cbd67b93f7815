//! Snapshots: the state after a record, so that a start need not replay
//! everything. The newest two are kept; the log stays the truth, and a damaged
//! snapshot only makes a start slower.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use hawker_domain::shards::Shard;
use hawker_telemetry::journal::DAMAGED_SNAPSHOTS;

use super::{
    files,
    frames::{Frames, Snapshot},
};
use crate::Error;

/// How many snapshots are kept.
const KEPT: usize = 2;

const ENDING: &str = "snap";

/// The snapshots in a journal's folder. Usable beside the writer, on any thread.
#[derive(Debug, Clone)]
pub(crate) struct Snapshots {
    dir: PathBuf,
    shard: Shard,
}

impl Snapshots {
    pub(crate) fn new(dir: &Path) -> Self {
        Self::of(dir, Shard::ONLY)
    }

    /// Those of one of several shards.
    pub(crate) fn of(dir: &Path, shard: Shard) -> Self {
        Self { dir: dir.to_owned(), shard }
    }

    /// The shard whose state they hold.
    pub(crate) fn shard(&self) -> Shard {
        self.shard
    }

    /// The folder that they are in.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Keeps a snapshot of the state after record `seq`, durably, and drops all
    /// but the newest two. It is written frame by frame.
    pub(crate) fn save(
        &self,
        seq: u64,
        write: impl FnOnce(&mut Frames<'_>) -> io::Result<()>,
    ) -> Result<Snapshot, Error> {
        let path = self.path(seq);
        files::write_steadily(&path, |out| {
            let mut frames = Frames::begin(out, self.shard, seq)?;
            write(&mut frames)?;
            frames.end()
        })?;
        for old in self.list()?.into_iter().skip(KEPT) {
            let path = self.path(old);
            fs::remove_file(&path).map_err(files::failed("removing", &path))?;
        }
        let file = File::open(&path).map_err(files::failed("reading", &path))?;
        Snapshot::of_file(file, self.shard, seq).map_err(|why| Error::Snapshot { path, why })
    }

    /// The snapshots whose headers are whole, newest first. Those passed over are
    /// warned about.
    pub(crate) fn found(&self) -> Result<Vec<Snapshot>, Error> {
        let mut found = Vec::new();
        for seq in self.list()? {
            let path = self.path(seq);
            let file = File::open(&path).map_err(files::failed("reading", &path))?;
            match Snapshot::of_file(file, self.shard, seq) {
                Ok(snapshot) => found.push(snapshot),
                Err(why) => pass_over(&path, &why),
            }
        }
        Ok(found)
    }

    /// The record after which the newest one was made.
    pub(crate) fn newest(&self) -> Result<Option<u64>, Error> {
        Ok(self.list()?.first().copied())
    }

    /// Notes that a snapshot could not be used.
    pub(crate) fn pass_over(&self, seq: u64, why: &str) {
        pass_over(&self.path(seq), why);
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

fn pass_over(path: &Path, why: &str) {
    DAMAGED_SNAPSHOTS.count().increment(1);
    tracing::warn!(file = %path.display(), why, "passing over a damaged snapshot");
}
