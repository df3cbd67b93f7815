//! How much room the journal's disk has.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// What there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoomLeft {
    /// Bytes that the journal's user can still write to the disk.
    pub(crate) free_bytes: u64,
    /// Whether the segment after the present one is ready, or can be had.
    pub(crate) next_segment: bool,
}

/// What a [`Room`] looks at.
pub(crate) trait LookForRoom: Send + Sync {
    /// How much room there is at this moment.
    fn look(&self) -> io::Result<RoomLeft>;
}

/// Looks for room, beside the writer. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Room(Arc<dyn LookForRoom>);

impl Room {
    pub(crate) fn new(room: impl LookForRoom + 'static) -> Self {
        Self(Arc::new(room))
    }

    /// See [`LookForRoom::look`].
    pub(crate) fn look(&self) -> io::Result<RoomLeft> {
        self.0.look()
    }
}

/// Whether the next segment cannot be had at present.
#[derive(Debug, Clone, Default)]
pub(super) struct Stuck(Arc<AtomicBool>);

impl Stuck {
    /// Sets it, and tells whether that is news.
    pub(super) fn set(&self, stuck: bool) -> bool {
        self.0.swap(stuck, Relaxed) != stuck
    }
}

/// The disk that a folder is on.
pub(super) struct FolderRoom {
    dir: PathBuf,
    /// The disk has no room for the next segment.
    disk: Stuck,
    /// The configuration allows no further segment.
    limit: Stuck,
}

impl FolderRoom {
    pub(super) fn new(dir: &Path, disk: Stuck, limit: Stuck) -> Self {
        Self { dir: dir.to_owned(), disk, limit }
    }
}

impl LookForRoom for FolderRoom {
    fn look(&self) -> io::Result<RoomLeft> {
        let next_segment = !self.disk.0.load(Relaxed) && !self.limit.0.load(Relaxed);
        Ok(RoomLeft { free_bytes: free_bytes(&self.dir)?, next_segment })
    }
}

/// Bytes that this user can still write to the disk of a folder.
pub(super) fn free_bytes(dir: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(dir)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
