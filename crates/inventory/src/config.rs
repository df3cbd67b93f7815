//! The configuration of the inventory service.

use std::time::Duration;

use hawker_domain::shards;

use crate::{Error, JournalConfig, JournalEngine, limits};

/// How the inventory service works. Every key has a default.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Requests that may wait for the writer; when so many wait, a further one
    /// is refused with `RESOURCE_EXHAUSTED`. 1 to 1,000,000.
    pub mailbox: usize,
    /// A snapshot is made when the journal has grown by so many MiB; of a large
    /// state when it has grown by half of the last snapshot, when making the last
    /// one took less than a tenth of the time since, or when a start would soon take
    /// longer than `restart_within_seconds`. 1 to 65,536.
    pub snapshot_every_mib: u64,
    /// How long a start is to take at most, by what reading a snapshot and carrying
    /// out records took before. When one would soon take longer, snapshots are made
    /// one after the other and beside everything else, which takes up to one core
    /// until they have caught up. 1 to 3,600.
    pub restart_within_seconds: u32,
    /// After an outage every open hold gets as much more time as the outage
    /// took, but at most so many seconds.
    pub max_hold_extension_seconds: u32,
    /// Milliseconds of an owner's silence after which another process takes the stock
    /// over, where the journal is in PostgreSQL. 1,000 to 60,000.
    pub takeover_after_ms: u32,
    /// How many shards the stock is in, each with an owner of its own among the
    /// inventory processes; the same in every process of a fleet, and never changed
    /// once there is a journal. More than 1 only where that is in PostgreSQL. 1 to 16.
    pub shards: u16,
    /// Where the journal is, and how it is laid out on disk.
    pub journal: JournalConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mailbox: 16_384,
            snapshot_every_mib: 64,
            restart_within_seconds: 5,
            max_hold_extension_seconds: 600,
            takeover_after_ms: 3_000,
            shards: 1,
            journal: JournalConfig::default(),
        }
    }
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(1..=limits::MAX_MAILBOX).contains(&self.mailbox) {
            let why = format!("must be 1 to {}", limits::MAX_MAILBOX);
            return Err(Error::Config { key: "inventory.mailbox", why });
        }
        if !(1..=limits::MAX_SNAPSHOT_EVERY_MIB).contains(&self.snapshot_every_mib) {
            let why = format!("must be 1 to {}", limits::MAX_SNAPSHOT_EVERY_MIB);
            return Err(Error::Config { key: "inventory.snapshot_every_mib", why });
        }
        if !(1..=limits::MAX_RESTART_SECONDS).contains(&self.restart_within_seconds) {
            let why = format!("must be 1 to {}", limits::MAX_RESTART_SECONDS);
            return Err(Error::Config { key: "inventory.restart_within_seconds", why });
        }
        if !limits::TAKEOVER_MS.contains(&self.takeover_after_ms) {
            let why = "must be 1,000 to 60,000".to_owned();
            return Err(Error::Config { key: "inventory.takeover_after_ms", why });
        }
        let most = match self.journal.engine {
            JournalEngine::Segments => 1,
            JournalEngine::Postgres => shards::MOST,
        };
        if !(1..=most).contains(&self.shards) {
            let why =
                format!("must be 1 to {} (1 where the journal is no PostgreSQL's)", shards::MOST);
            return Err(Error::Config { key: "inventory.shards", why });
        }
        if !limits::APPEND_MS.contains(&self.journal.append_within_ms) {
            let why = "must be 100 to 60,000".to_owned();
            return Err(Error::Config { key: "inventory.journal.append_within_ms", why });
        }
        Ok(())
    }

    pub(crate) fn append_within(&self) -> Duration {
        Duration::from_millis(self.journal.append_within_ms.into())
    }

    pub(crate) fn restart_within(&self) -> Duration {
        Duration::from_secs(self.restart_within_seconds.into())
    }

    pub(crate) fn snapshot_every_bytes(&self) -> u64 {
        self.snapshot_every_mib << 20
    }

    pub(crate) fn max_hold_extension_ms(&self) -> i64 {
        i64::from(self.max_hold_extension_seconds) * 1_000
    }
}
