//! The few ways in which the journal touches the file system, each with an
//! error that names the file.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
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
