//! What can go wrong, and the stable code of each.

use hawker_proto::v1::ErrorCode;

/// Why the funnel could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A field of a request is out of its range.
    #[error("{field} {rule}")]
    Field {
        /// The field, with its index in a batch.
        field: String,
        /// What it must be, as the rest of a sentence.
        rule: &'static str,
    },
    /// A bound was reached.
    #[error("{what}; send the same again a little later")]
    Full {
        /// Which, as the start of a sentence.
        what: &'static str,
    },
    /// The writer ended before it could say whether the batch is durable.
    #[error("it is not known whether the batch was counted; send the same again, ids count once")]
    Unknown,
    /// The writer has stopped.
    #[error("the funnel has stopped; look for its error in the log and start it again")]
    Stopped,
    /// SQLite is too old to be trusted.
    #[error("SQLite {found} has a defect of its WAL that 3.51.3 mends; build with a newer one")]
    SqliteTooOld {
        /// Its version.
        found: &'static str,
    },
    /// The store is of a version that this program does not know.
    #[error(
        "funnel.db has schema version {found}, this program knows {known}; use the program that wrote it"
    )]
    Schema {
        /// The store's version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Another process writes to the store.
    #[error("funnel.db is in use by another process; stop that one first")]
    Locked,
    /// The store failed.
    #[error("funnel.db failed: {0}; check the disk and its free space, then start again")]
    Store(#[source] rusqlite::Error),
    /// The writer's thread or a reader could not be run.
    #[error("a thread of the funnel could not be run: {0}")]
    Thread(String),
    /// The journal given to a recount could not be read.
    #[error("the journal could not be read: {0}")]
    Journal(String),
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Field { .. } => ErrorCode::FieldInvalid,
            Self::Full { .. } => ErrorCode::ResourceExhausted,
            Self::Unknown => ErrorCode::Unknown,
            Self::Stopped => ErrorCode::Unavailable,
            Self::Locked => ErrorCode::DataDirLocked,
            Self::Store(cause) if is_unwritable(cause) => ErrorCode::DataDirUnwritable,
            Self::SqliteTooOld { .. } | Self::Schema { .. } | Self::Store(_) | Self::Thread(_) => {
                ErrorCode::Internal
            }
            Self::Journal(_) => ErrorCode::JournalCorrupt,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        match cause.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Locked
            }
            _ => Self::Store(cause),
        }
    }
}

fn is_unwritable(cause: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly};
    matches!(cause.sqlite_error_code(), Some(CannotOpen | DiskFull | PermissionDenied | ReadOnly))
}
