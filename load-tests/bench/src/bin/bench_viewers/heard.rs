//! What the viewers heard: counted, and timed from when it was meant to be said.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// What was said within it of the beginning, or of the end, is timed apart too.
const EDGE: Duration = Duration::from_secs(10);

/// What was received since the last [`Heard::begin`].
pub(crate) struct Heard {
    pub(crate) now: Instant,
    /// When each message was meant to be said.
    pub(crate) due: Vec<Instant>,
    /// The number of the first of them, where messages have numbers.
    pub(crate) first: u32,
    pub(crate) deliveries: u64,
    /// Frames that they came in.
    pub(crate) frames: u64,
    /// Messages that viewers were told were left out for them.
    pub(crate) skipped: u64,
    pub(crate) other: u64,
    /// The first publication, as it came over the wire.
    pub(crate) captured: Option<Vec<u8>>,
    /// When the last of them is meant to be said; until then `None`.
    end: Option<Instant>,
    latency: Histogram<u64>,
    early: Histogram<u64>,
    late: Histogram<u64>,
}

impl Heard {
    pub(crate) fn new() -> anyhow::Result<Heard> {
        let histogram = || Histogram::new_with_bounds(1, LATENCY_MAX_US, 3);
        Ok(Heard {
            now: Instant::now(),
            due: Vec::new(),
            first: 0,
            deliveries: 0,
            frames: 0,
            skipped: 0,
            other: 0,
            captured: None,
            end: None,
            latency: histogram()?,
            early: histogram()?,
            late: histogram()?,
        })
    }

    /// Forgets what was heard. What follows begins with the message of that
    /// number, and the last one is meant to be said then, where that is known.
    pub(crate) fn begin(&mut self, first: u32, end: Option<Instant>) {
        for timed in [&mut self.latency, &mut self.early, &mut self.late] {
            timed.reset();
        }
        self.due.clear();
        (self.first, self.end) = (first, end);
        (self.deliveries, self.frames, self.skipped, self.other) = (0, 0, 0, 0);
    }

    /// A viewer got the message at that place since the beginning; false where
    /// none was said.
    pub(crate) fn message(&mut self, place: usize) -> bool {
        let Some(due) = self.due.get(place).copied() else { return false };
        let waited = self.now.saturating_duration_since(due).as_micros() as u64;
        self.latency.saturating_record(waited.max(1));
        if self.due.first().is_some_and(|first| due < *first + EDGE) {
            self.early.saturating_record(waited.max(1));
        }
        if self.end.is_some_and(|end| due + EDGE > end) {
            self.late.saturating_record(waited.max(1));
        }
        self.deliveries += 1;
        true
    }

    /// What came of it, as JSON.
    pub(crate) fn told(&self, expected: u64, whole: usize, took: Duration) -> String {
        let at = |of: &Histogram<u64>, quantile| of.value_at_quantile(quantile) as f64 / 1_000.0;
        serde_json::json!({
            "deliveries": self.deliveries,
            "frames": self.frames,
            "expected": expected,
            "whole": whole,
            "skipped": self.skipped,
            "other_frames": self.other,
            "seconds": took.as_secs_f64(),
            "p50_ms": at(&self.latency, 0.5),
            "p99_ms": at(&self.latency, 0.99),
            "first_p99_ms": at(&self.early, 0.99),
            "last_p99_ms": at(&self.late, 0.99),
        })
        .to_string()
    }
}
