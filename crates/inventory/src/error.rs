//! Why the service could not start, or had to stop. What a caller of the gRPC
//! service is refused for stands in `refusal.rs`.

use std::{io, path::PathBuf};

use hawker_proto::v1::ErrorCode;

/// The one error type of the crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused a read, a write or a flush.
    #[error("{what} {} failed: {source}", path.display())]
    Io {
        /// What was tried, such as `flushing`.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The journal's folder cannot be made or written.
    #[error("the journal folder {} cannot be written ({source}); give it to this user or choose another data folder", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process owns the journal.
    #[error("another process uses the journal folder {}; stop it first, or choose another data folder", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// There is nothing to go on from.
    #[error("there is no journal in {place}; bring the backup back first, and name its place")]
    NoJournal {
        /// Where it was looked for.
        place: String,
    },
    /// Another process owns the stock, in PostgreSQL.
    #[error(
        "an inventory process owns the stock of this database; stop all processes of the fleet first"
    )]
    Owned,
    /// Others than its owner can read the secret of draws.
    #[error("others can read {}, and could steer the draws made of it; let only its owner (chmod 600), and see docs/inventory.md for draws that are not revealed yet", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// The journal is damaged before its last record.
    #[error("the journal is damaged: {} at byte {offset}, record {seq}: {why}; restore the file from a backup", file.display())]
    Corrupt {
        /// The file.
        file: PathBuf,
        /// Where in it, in bytes.
        offset: u64,
        /// The record expected there.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A snapshot cannot be read, or does not fit the journal.
    #[error("the snapshot {} cannot be used: {why}", path.display())]
    Snapshot {
        /// The snapshot's file, or the folder in which it was looked for.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A record is whole, but its contents are not a batch of commands.
    #[error("journal record {seq} does not decode: {why}; was it written by a newer version?")]
    Undecodable {
        /// The record.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A record gives another answer today than the one it recorded.
    #[error("journal record {seq} does not replay to what it recorded: {why}")]
    Diverged {
        /// The record.
        seq: u64,
        /// The first difference.
        why: String,
    },
    /// The units of a SKU do not add up; nothing of the batch was let out.
    #[error("the ledger of {merchant}/{sku} is broken: {why}")]
    Ledger {
        /// The SKU's owner.
        merchant: String,
        /// The SKU.
        sku: String,
        /// What does not add up.
        why: String,
    },
    /// The records asked for were deleted by `retention`.
    #[error("journal record {wanted} is no longer kept; the oldest is {oldest}")]
    Gone {
        /// The first record asked for.
        wanted: u64,
        /// The oldest there is.
        oldest: u64,
    },
    /// The journal was made for another number of shards.
    #[error(
        "the journal was made with {made_with} shards, and the configuration says {wanted}; set inventory.shards = {made_with}, which can't be changed"
    )]
    Shards {
        /// How many it has.
        made_with: i32,
        /// How many it was to have.
        wanted: i32,
    },
    /// Another owner took the shard.
    #[error("another owner took the shard from epoch {epoch}")]
    Fenced {
        /// The epoch that was lost.
        epoch: u64,
    },
    /// It is not known whether a record is durable. Only a restart can tell.
    #[error("it is not known whether journal record {seq} is durable; restart to find out")]
    Unknown {
        /// The record.
        seq: u64,
    },
    /// A configuration value is out of its range.
    #[error("the configuration key {key} is wrong: {why}")]
    Config {
        /// The key.
        key: &'static str,
        /// What it must be.
        why: String,
    },
    /// PostgreSQL did not answer in time. Only a recovery can tell what it did.
    #[error("PostgreSQL did not answer within {millis} ms, and it is not known what it did")]
    Silent {
        /// How long it was waited for.
        millis: u128,
    },
    /// PostgreSQL can't be reached, or refused.
    #[error(transparent)]
    Postgres(#[from] hawker_postgres::Error),
    /// The writer was stopped, or died by a defect.
    #[error("the inventory's writer has stopped")]
    Stopped,
}

impl Error {
    /// The stable code that stands for it in every interface.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unwritable { .. } => ErrorCode::DataDirUnwritable,
            Self::Locked { .. } | Self::Owned => ErrorCode::DataDirLocked,
            Self::Corrupt { .. }
            | Self::Snapshot { .. }
            | Self::Undecodable { .. }
            | Self::Diverged { .. } => ErrorCode::JournalCorrupt,
            Self::Gone { .. } => ErrorCode::PositionGone,
            Self::Fenced { .. } | Self::Unknown { .. } => ErrorCode::Unknown,
            Self::Config { .. }
            | Self::Exposed { .. }
            | Self::NoJournal { .. }
            | Self::Shards { .. } => ErrorCode::ConfigInvalid,
            Self::Io { .. } | Self::Ledger { .. } => ErrorCode::Internal,
            Self::Postgres(
                hawker_postgres::Error::Config { .. } | hawker_postgres::Error::File { .. },
            ) => ErrorCode::ConfigInvalid,
            Self::Silent { .. } | Self::Postgres(_) => ErrorCode::Unavailable,
            Self::Stopped => ErrorCode::Draining,
        }
    }
}

impl From<hawker_domain::stock::Broken> for Error {
    fn from(broken: hawker_domain::stock::Broken) -> Self {
        let hawker_domain::stock::Broken { merchant, sku, why } = broken;
        Self::Ledger { merchant, sku, why }
    }
}
