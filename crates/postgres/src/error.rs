//! What can go wrong on the way to PostgreSQL.

use std::path::PathBuf;

/// Why there is no answer. None of them holds a password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting is wrong.
    #[error("postgres.{key}: {why}")]
    Config {
        /// The key below `postgres`.
        key: &'static str,
        /// What to do.
        why: String,
    },
    /// A file that a setting names can't be used.
    #[error("postgres.{key} {}: {why}", path.display())]
    File {
        /// The key below `postgres`.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// No host answered as a server that takes writes.
    #[error("no PostgreSQL server among {hosts} takes writes: {why}")]
    Unreachable {
        /// Those that were asked.
        hosts: String,
        /// What the last one said.
        why: String,
    },
    /// The server refused or the connection broke.
    #[error("PostgreSQL: {}", told(.0))]
    Server(#[from] tokio_postgres::Error),
    /// The tables are those of a newer Hawker.
    #[error(
        "the tables of {part} are of version {found}, and this Hawker knows {known}: update it"
    )]
    TooNew {
        /// What the tables belong to.
        part: &'static str,
        /// Their version.
        found: i32,
        /// The newest that this build knows.
        known: i32,
    },
}

/// The error with its cause: tokio-postgres says only "db error" by itself.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}
