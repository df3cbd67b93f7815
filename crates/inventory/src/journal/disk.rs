//! The two calls on which every promise of the journal rests: records are written
//! and flushed through a [`Disk`], so that a test can put one in its place whose
//! writes are lost, torn or refused.

use std::{fmt::Debug, fs::File, io, os::unix::fs::FileExt, path::Path, sync::Arc};

/// How records reach the disk.
pub(crate) trait Disk: Debug + Send + Sync {
    /// Writes bytes at a place of a segment.
    fn write(&self, file: &File, path: &Path, bytes: &[u8], at: u64) -> io::Result<()>;

    /// Returns when all that was written to the segment is on the disk.
    fn flush(&self, file: &File, path: &Path) -> io::Result<()>;
}

/// The machine's disk.
#[derive(Debug)]
struct MachineDisk;

impl Disk for MachineDisk {
    fn write(&self, file: &File, _: &Path, bytes: &[u8], at: u64) -> io::Result<()> {
        file.write_all_at(bytes, at)
    }

    fn flush(&self, file: &File, _: &Path) -> io::Result<()> {
        file.sync_data()
    }
}

/// The disk of this machine.
pub(super) fn machine() -> Arc<dyn Disk> {
    Arc::new(MachineDisk)
}
