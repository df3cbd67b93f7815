//! Why the gateway could not start or go on.
//!
//! Refusals of single requests are not these: they are `hawker.v1.Error` values,
//! made by `hawker_proto::refuse`.

use hawker_proto::v1::ErrorCode;

/// Why the gateway could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration value is wrong; the text names the key.
    #[error("{0}")]
    Config(String),
    /// The signing secret is not what a secret looks like.
    #[error(
        "the secret must be at least 64 hexadecimal digits (32 bytes); delete the file to have a new one made"
    )]
    Secret,
    /// A token could not be signed.
    #[error("the token could not be signed: {0}")]
    Sign(String),
    /// The room store could not be opened, read or written.
    #[error("the room store {path} failed: {reason}")]
    Store {
        /// The file.
        path: String,
        /// What SQLite said.
        reason: String,
    },
    /// The linked SQLite is older than what the room store relies on.
    #[error(
        "SQLite {found} is linked, but the room store needs 3.51.3 or newer (its WAL-reset bug loses commits)"
    )]
    SqliteTooOld {
        /// The version found.
        found: String,
    },
    /// The listener or a worker could not be set up.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// A file that a key names can't be used.
    pub(crate) fn file(key: &str, path: &std::path::Path, why: impl std::fmt::Display) -> Self {
        Self::Config(format!("{key}: {}: {why}", path.display()))
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Config(_) | Self::Secret => ErrorCode::ConfigInvalid,
            Self::Store { .. } => ErrorCode::DataDirUnwritable,
            Self::Sign(_) | Self::SqliteTooOld { .. } | Self::Io { .. } => ErrorCode::Internal,
        }
    }
}
