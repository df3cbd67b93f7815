//! The data folder: one process at a time, and what every process leaves there
//! for others to find (`secret`, `ports.json`).

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use hawker_proto::v1::ErrorCode;
use serde::Serialize;

use crate::error::Error;

/// The folder, locked for this process until dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// Where the roles listen, as told in `ports.json`. A port that none of them needs
/// is left out.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Ports {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grpc: Option<SocketAddr>,
    pub(crate) ops: SocketAddr,
}

impl DataDir {
    /// Makes the folder if there is none, and locks it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let unwritable = |e: std::io::Error| {
            Error::new(
                ErrorCode::DataDirUnwritable,
                format!(
                    "the data folder {} cannot be written ({e}); give its owner write access or choose another with --data-dir",
                    path.display()
                ),
            )
        };
        fs::create_dir_all(path).map_err(unwritable)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .map_err(unwritable)?;
        lock.try_lock().map_err(|_| {
            Error::new(
                ErrorCode::DataDirLocked,
                format!(
                    "another process uses the data folder {}; stop it or choose another with --data-dir",
                    path.display()
                ),
            )
        })?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Tells others where the roles listen: written beside and renamed, so that
    /// nobody reads half a file.
    pub(crate) fn write_ports(&self, ports: &Ports) -> Result<(), Error> {
        let text = serde_json::to_string(ports).map_err(|e| Error::internal("ports.json", e))?;
        let fresh = self.path.join("ports.json.new");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&fresh)?;
            file.write_all(text.as_bytes())?;
            fs::rename(&fresh, self.path.join("ports.json"))
        };
        write().map_err(|e| Error::new(ErrorCode::DataDirUnwritable, format!("ports.json: {e}")))
    }

    /// Takes back what was told, so that nobody dials a server that is gone.
    pub(crate) fn remove_ports(&self) {
        // A missing file is what was wanted.
        drop(fs::remove_file(self.path.join("ports.json")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_serves_one_process() {
        let dir = tempfile::tempdir().unwrap();
        let first = DataDir::open(dir.path()).unwrap();
        assert_eq!(DataDir::open(dir.path()).unwrap_err().code, ErrorCode::DataDirLocked);
        drop(first);
        assert!(DataDir::open(dir.path()).is_ok());
    }

    #[test]
    fn a_folder_below_a_file_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = DataDir::open(&dir.path().join("file/data")).unwrap_err();
        assert_eq!(error.code, ErrorCode::DataDirUnwritable);
    }
}
