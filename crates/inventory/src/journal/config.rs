//! How the segment log is laid out, and how large it may grow.

use super::record::{ALIGN, MAX_RECORD_BYTES, SEGMENT_HEADER, size_of_record};
use crate::Error;

/// The first segment of a fresh journal; each later one is four times as large,
/// up to `segment_bytes`, so that an empty journal is made at once.
pub(super) const FIRST_SEGMENT_BYTES: u64 = 4 << 20;

/// A segment is read whole when a damaged tail is judged, so it has a limit.
const MAX_SEGMENT_BYTES: u64 = 1 << 30;

/// Where records are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JournalEngine {
    /// In files of this machine.
    #[default]
    Segments,
    /// In PostgreSQL, for several processes of which one owns the stock.
    Postgres,
}

/// Where the journal is, and how the segment log is laid out on disk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JournalConfig {
    /// Where records are kept: `segments`, in files of this machine, or `postgres`.
    pub engine: JournalEngine,
    /// Bytes of one preallocated segment file, 4 MiB to 1 GiB. The first few
    /// segments of a fresh journal are smaller.
    pub segment_bytes: u64,
    /// Bytes that all segments together may take. Every record is kept, since
    /// the recount reads them all; when the next segment would pass this limit
    /// the server stops with a message instead of filling the disk. 256 GiB
    /// unless set; `hawker_journal_bytes` shows how much is used.
    pub max_bytes: u64,
    /// When the journal's disk has fewer bytes free, nothing new is taken:
    /// reservations, entries, stock and sales are refused with
    /// `RESOURCE_EXHAUSTED`, while what was begun can still be ended, by commits,
    /// releases, cancels, closing and expiry. 1 GiB unless set; 0 for never.
    pub low_water_bytes: u64,
    /// Milliseconds that PostgreSQL may take to make a record durable; when it takes
    /// longer, it is not known whether it did, and the stock is taken over anew. 100
    /// to 60,000.
    pub append_within_ms: u32,
}

impl Default for JournalConfig {
    fn default() -> Self {
        Self {
            engine: JournalEngine::Segments,
            segment_bytes: 64 << 20,
            max_bytes: 256 << 30,
            low_water_bytes: 1 << 30,
            append_within_ms: 10_000,
        }
    }
}

impl JournalConfig {
    /// The sizes that the log works with.
    pub(super) fn sizes(&self) -> Result<Sizes, Error> {
        if !(FIRST_SEGMENT_BYTES..=MAX_SEGMENT_BYTES).contains(&self.segment_bytes) {
            let why = format!("must be {FIRST_SEGMENT_BYTES} to {MAX_SEGMENT_BYTES}");
            return Err(Error::Config { key: "journal.segment_bytes", why });
        }
        if self.max_bytes < FIRST_SEGMENT_BYTES {
            let why = format!("must be at least {FIRST_SEGMENT_BYTES}");
            return Err(Error::Config { key: "journal.max_bytes", why });
        }
        Ok(Sizes { first: FIRST_SEGMENT_BYTES, full: self.segment_bytes, total: self.max_bytes })
    }
}

/// Checked sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Of segment 1.
    pub(super) first: u64,
    /// Of a segment once the journal has grown.
    pub(super) full: u64,
    /// Of all segments together.
    pub(super) total: u64,
}

impl Sizes {
    /// The longest payload that fits into every segment.
    pub(super) fn longest_record(self) -> usize {
        let room = usize::try_from(self.first).unwrap_or(usize::MAX);
        let framing = SEGMENT_HEADER + size_of_record(0) + ALIGN;
        room.saturating_sub(framing).min(MAX_RECORD_BYTES)
    }

    /// How large segment `number`, counted from 1, is made.
    pub(super) fn of(self, number: u64) -> u64 {
        let doublings = u32::try_from(number.saturating_sub(1).saturating_mul(2)).unwrap_or(63);
        let grown = self.first.checked_mul(1_u64.checked_shl(doublings).unwrap_or(u64::MAX));
        grown.unwrap_or(u64::MAX).min(self.full)
    }
}
