//! The few ways in which the journal touches the file system, each with an
//! error that names the file.

use std::{
    fs::{self, File},
    io::{self, BufWriter, ErrorKind, Write},
    path::Path,
};

use crate::Error;

/// The ending of a file that is not finished; such files are removed at open.
pub(super) const UNFINISHED: &str = "tmp";

/// Names the file and what was tried. A folder that may not be written has its
/// own error.
pub(super) fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory => {
            let folder = if path.is_dir() { None } else { path.parent() };
            Error::Unwritable { path: folder.unwrap_or(&path).to_owned(), source }
        }
        _ => Error::Io { what, path, source },
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(dir: &Path) -> Result<(), Error> {
    File::open(dir).and_then(|folder| folder.sync_all()).map_err(failed("flushing", dir))
}

/// Writes a whole file so that after a crash it has either its old contents or
/// the new.
pub(super) fn write_atomically(path: &Path, parts: &[&[u8]]) -> Result<(), Error> {
    let unfinished = path.with_extension(UNFINISHED);
    let write = || {
        let mut file = File::create(&unfinished)?;
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()
    };
    write().map_err(failed("writing", &unfinished))?;
    fs::rename(&unfinished, path).map_err(failed("renaming", &unfinished))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Writes a long file so that it is durable under its name at once or not at all,
/// and so that flushes of other files meanwhile need not wait for much of it.
pub(super) fn write_steadily(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let unfinished = path.with_extension(UNFINISHED);
    let whole = || {
        let file = File::create(&unfinished)?;
        let mut out = BufWriter::with_capacity(STEP, Steady { file, unflushed: 0 });
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.file.sync_all()
    };
    whole().map_err(failed("writing", &unfinished))?;
    fs::rename(&unfinished, path).map_err(failed("renaming", &unfinished))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Bytes that are gathered for one write.
const STEP: usize = 1 << 20;
/// Bytes that may wait to be flushed.
const UNFLUSHED: usize = 16 << 20;

/// A file that is flushed again and again.
struct Steady {
    file: File,
    unflushed: usize,
}

impl Write for Steady {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.unflushed += written;
        if self.unflushed > UNFLUSHED {
            self.unflushed = 0;
            self.file.sync_data()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what a crash left half made.
pub(super) fn remove_unfinished(dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(failed("listing", dir))? {
        let path = entry.map_err(failed("listing", dir))?.path();
        if path.extension().is_some_and(|ending| ending == UNFINISHED) {
            fs::remove_file(&path).map_err(failed("removing", &path))?;
        }
    }
    Ok(())
}
