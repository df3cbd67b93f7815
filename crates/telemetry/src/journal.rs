//! What the inventory's journal counts.

use crate::Metric;

/// Bytes on disk.
pub static BYTES: Metric = Metric::gauge(
    "hawker_journal_bytes",
    "Bytes that the journal's segments take on disk; at journal.max_bytes the server stops.",
);

/// Room on the disk.
pub static FREE_BYTES: Metric = Metric::gauge(
    "hawker_journal_free_bytes",
    "Bytes that are free on the journal's disk; below journal.low_water_bytes nothing new is taken.",
);

/// Too little room.
pub static LOW_WATER: Metric = Metric::gauge(
    "hawker_journal_low_water",
    "1 while nothing new is taken for want of room on the journal's disk or under journal.max_bytes, else 0.",
);

/// How long a flush takes.
pub static FLUSH_SECONDS: Metric = Metric::histogram(
    "hawker_journal_flush_seconds",
    "Time that the disk takes to make one record durable.",
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0],
);

/// Appended records.
pub static APPENDED_BYTES: Metric = Metric::counter(
    "hawker_journal_appended_bytes_total",
    "Bytes of records that were made durable, their framing included.",
);

/// Waits for a segment.
pub static SEGMENT_WAITS: Metric = Metric::counter(
    "hawker_journal_segment_waits_total",
    "Times that the writer had to wait for the next segment to be prepared.",
);

/// Segments that could not be prepared.
pub static SEGMENT_FAILURES: Metric = Metric::counter(
    "hawker_journal_segment_failures_total",
    "Attempts to prepare the next segment that failed; nothing new is taken meanwhile, and when the present one is full, the server stops.",
);

/// Failed writes and flushes.
pub static FAILURES: Metric = Metric::counter(
    "hawker_journal_failures_total",
    "Appends whose outcome is unknown because a write or a flush failed; the server stops.",
);

/// Tails cut off.
pub static TORN_TAILS: Metric = Metric::counter(
    "hawker_journal_torn_tails_total",
    "Unfinished last records that were cut off at a start.",
);

/// Snapshots that could not be used.
pub static DAMAGED_SNAPSHOTS: Metric = Metric::counter(
    "hawker_journal_damaged_snapshots_total",
    "Damaged snapshots that were passed over at a start.",
);

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &BYTES,
    &FREE_BYTES,
    &LOW_WATER,
    &FLUSH_SECONDS,
    &APPENDED_BYTES,
    &SEGMENT_WAITS,
    &SEGMENT_FAILURES,
    &FAILURES,
    &TORN_TAILS,
    &DAMAGED_SNAPSHOTS,
];
