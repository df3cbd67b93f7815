//! The secret that signs tokens: 32 random bytes as hex, in a file that only its
//! owner can read.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use hawker_gateway::Secret;
use hawker_proto::v1::ErrorCode;

use crate::error::Error;

const SECRET_BYTES: usize = 32;

/// Reads the folder's secret, and makes one at the first start.
pub(crate) fn load_or_make(data_dir: &Path) -> Result<Secret, Error> {
    let path = data_dir.join("secret");
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let text = random_hex()?;
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(|e| unreadable(&path, &e))?;
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
        Err(e) => return Err(unreadable(&path, &e)),
    }
    load(&path)
}

/// Reads a secret from its file.
pub(crate) fn load(path: &Path) -> Result<Secret, Error> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    Secret::from_hex(&text).map_err(Error::from)
}

fn random_hex() -> Result<String, Error> {
    let mut bytes = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal("no randomness for a secret", e))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    Error::new(
        ErrorCode::DataDirUnwritable,
        format!(
            "the secret {} cannot be read or made ({e}); start `hawker serve` once, or name it with --secret-file",
            path.display()
        ),
    )
}
