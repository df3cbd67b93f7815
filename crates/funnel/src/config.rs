//! The funnel's settings, and the bounds that are not settings.

/// `[funnel]` of `hawker.toml`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Batches that may wait for the writer; one more is refused as
    /// `RESOURCE_EXHAUSTED`. At least 1.
    pub mailbox: usize,
    /// Milliseconds that an event may be in the past; an older one counts as if
    /// it happened then.
    pub window_past_ms: u32,
    /// Milliseconds that an event may be in the future; a later one counts as if
    /// it happened then.
    pub window_future_ms: u32,
    /// Whether every gateway restarts together with the funnel, as in one
    /// process. Then nobody is in a room when the funnel starts.
    pub gateways_restart_with_us: bool,
    /// Days after which a show without activity is forgotten: its events and its
    /// numbers. 0 keeps all.
    pub keep_days: u32,
    /// Rows of the raw event log. Above it the shows that were active longest ago
    /// are forgotten, but none of the last 24 hours; when only such are left, new
    /// events are refused as `RESOURCE_EXHAUSTED`.
    pub max_events: u64,
    /// Listings of one show that are counted by themselves; steps and sales of
    /// further ones count for the show only.
    pub max_listings: u32,
    /// Streams of `WatchFunnel` that may be open at once.
    pub max_watchers: usize,
    /// Reads that may be under way or waiting at once.
    pub max_reads: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mailbox: 256,
            window_past_ms: 60_000,
            window_future_ms: 2_000,
            gateways_restart_with_us: true,
            keep_days: 90,
            max_events: 50_000_000,
            max_listings: 1_000,
            max_watchers: 256,
            max_reads: 512,
        }
    }
}

/// Events in one request.
pub(crate) const MAX_EVENTS: usize = 4_096;
/// Hours that a show is kept after its last activity, however full the log is.
pub(crate) const KEEP_HOURS: i64 = 24;
/// Rows that are swept away in one transaction.
pub(crate) const SWEEP_ROWS: i64 = 5_000;
/// Milliseconds between two looks at what is too old or too much.
pub(crate) const KEEP_EVERY_MS: u64 = 1_000;
/// Looks without anything written, after which the writer's cache is given back.
pub(crate) const REST_AFTER: u32 = 5;
/// Characters in a part of a touch.
pub(crate) const MAX_TOUCH_CHARS: usize = 64;
/// Events and journal records after which a transaction takes in no more.
pub(crate) const MAX_BATCH: usize = 8_192;
/// Journal records that are handed to the writer together.
pub(crate) const MAX_RECORDS: usize = 256;
/// Milliseconds between two transactions of little that was followed: each costs a
/// flush of the disk, and nobody looks that often.
pub(crate) const FOLLOW_EVERY_MS: u64 = 20;
/// Bytes of records that are not little.
pub(crate) const FOLLOW_MUCH: usize = 256 * 1024;
/// Bytes of one journal record on the wire.
pub(crate) const MAX_RECORD_BYTES: usize = 64 * 1024 * 1024;
/// Seconds of a series in one answer.
pub(crate) const MAX_SECONDS: u32 = 14_400;
/// Seconds of a series in the first message of a watch.
pub(crate) const FIRST_SECONDS: u32 = 60;
/// Least and usual milliseconds between two messages of a watch.
pub(crate) const MIN_INTERVAL_MS: u32 = 100;
pub(crate) const DEFAULT_INTERVAL_MS: u32 = 500;
/// Messages of one watch that may wait for its reader.
pub(crate) const WATCH_QUEUE: usize = 1;
/// Connections that read at the same time.
pub(crate) const READERS: usize = 2;
/// Milliseconds before the journal is followed again, at first and at most.
pub(crate) const BACKOFF_FIRST_MS: u64 = 50;
pub(crate) const BACKOFF_MOST_MS: u64 = 1_000;
