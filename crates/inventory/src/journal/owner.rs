//! Who may write: a lock against a second process, and the epoch, which goes up
//! with every owner.

use std::{
    fs::{self, File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::files;
use crate::Error;

/// The exclusive lock on a journal's folder. The system lets go of it when the
/// process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Makes the folder where needed, and takes it.
    pub(super) fn take(dir: &Path) -> Result<Self, Error> {
        let unwritable = |source| Error::Unwritable { path: dir.to_owned(), source };
        if !dir.is_dir() {
            fs::create_dir_all(dir).map_err(unwritable)?;
            dir.parent().filter(|parent| parent.is_dir()).map_or(Ok(()), files::sync_folder)?;
        }
        let path = dir.join("lock");
        let mut options = File::options();
        let file = options.create(true).write(true).truncate(false).open(&path);
        let file = file.map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { path: dir.to_owned() }),
            Err(TryLockError::Error(source)) => Err(files::failed("locking", &path)(source)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child that was just forked still has the file
        // open until it runs its program. Ending the process lets go in any case.
        drop(self.0.unlock());
    }
}

/// Raises the epoch of a journal that nobody owns, by a rule.
///
/// # Errors
/// When there is no journal, when somebody owns it, or when the folder can't be written.
pub(crate) fn raise_epoch(dir: &Path, rule: impl Fn(u64) -> u64) -> Result<u64, Error> {
    let file = EpochFile::new(dir);
    // Whoever has opened a journal has made this file.
    if !file.0.exists() {
        return Err(Error::NoJournal { place: dir.display().to_string() });
    }
    let _lock = Lock::take(dir)?;
    let epoch = rule(file.read()?);
    file.write(epoch)?;
    Ok(epoch)
}

/// The file that holds the newest owner's epoch: its number and a checksum, as text.
#[derive(Debug)]
pub(super) struct EpochFile(PathBuf);

impl EpochFile {
    pub(super) fn new(dir: &Path) -> Self {
        Self(dir.join("epoch"))
    }

    /// The newest owner's epoch; 0 before the first. A damaged file is no reason
    /// to stop, since every record carries its epoch too.
    pub(super) fn read(&self) -> Result<u64, Error> {
        let text = match fs::read(&self.0) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(files::failed("reading", &self.0)(error)),
        };
        let epoch = text.split_whitespace().next().and_then(|word| word.parse().ok());
        match epoch.filter(|epoch| line(*epoch) == text) {
            Some(epoch) => Ok(epoch),
            None => {
                tracing::warn!(file = %self.0.display(), "the epoch file is damaged; counting on from the newest record's");
                Ok(0)
            }
        }
    }

    /// Makes an epoch durable.
    pub(super) fn write(&self, epoch: u64) -> Result<(), Error> {
        files::write_atomically(&self.0, &[line(epoch).as_bytes()])
    }
}

fn line(epoch: u64) -> String {
    let number = epoch.to_string();
    format!("{number} {:08x}\n", crc32c::crc32c(number.as_bytes()))
}
