//! The settings of a room's lanes.

use std::time::Duration;

use crate::codec::Deflate;

/// The `[gateway.lanes]` table.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LaneConfig {
    /// Critical publications kept per room, from which viewers resume.
    pub history: usize,
    /// Milliseconds between two ticks of the state lane.
    pub state_tick_ms: u32,
    /// Milliseconds between two ticks of chat.
    pub chat_tick_ms: u32,
    /// Milliseconds between two changes of the viewer count that are told.
    pub viewers_every_ms: u32,
    /// Values that the state lane keeps per room; further SKUs are not told.
    pub state_keys: usize,
    /// Chat messages a second that a large room shows; 0 for all of them.
    pub chat_rate: u32,
    /// Viewers from which on a room is large.
    pub chat_rate_from: u32,
    /// Milliseconds over which a large room's messages compete for being shown,
    /// while there are more of them than `chat_rate`.
    pub chat_window_ms: u32,
    /// Chat messages that wait for a tick; further ones are sampled out.
    pub chat_pending: usize,
    /// Ticks of chat kept for viewers who are behind.
    pub chat_ring: usize,
    /// Ticks that a viewer may be behind without being made to skip.
    pub chat_behind: u32,
    /// Ticks that one who skips is given.
    pub chat_catch_up: u32,
    /// The last messages that a joiner is given.
    pub chat_tail: usize,
    /// Milliseconds for which one encoded snapshot serves all who join, as long
    /// as nothing critical happens.
    pub snapshot_ms: u32,
    /// Whether permessage-deflate is accepted from viewers who offer it.
    pub deflate: bool,
    /// How hard it is tried to make messages smaller: 1 to 9.
    pub deflate_level: u32,
    /// Bytes of a shared message from which on it is compressed.
    pub deflate_min_bytes: usize,
    /// Buyers per room that hear of their reservations.
    pub buyers: usize,
}

impl Default for LaneConfig {
    fn default() -> Self {
        Self {
            history: 1_000,
            state_tick_ms: 100,
            chat_tick_ms: 20,
            viewers_every_ms: 1_000,
            state_keys: 4_096,
            chat_rate: 50,
            chat_rate_from: 500,
            chat_window_ms: 250,
            chat_pending: 4_096,
            chat_ring: 256,
            chat_behind: 32,
            chat_catch_up: 8,
            chat_tail: 50,
            snapshot_ms: 200,
            deflate: true,
            deflate_level: 6,
            deflate_min_bytes: 128,
            buyers: 200_000,
        }
    }
}

impl LaneConfig {
    /// The key that is out of its range, with what it may be.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        let level = (1..=9).contains(&self.deflate_level);
        (!level).then_some("gateway.lanes.deflate_level must be 1 to 9")
    }

    /// How shared messages are compressed.
    pub(super) fn squeeze(&self) -> Deflate {
        Deflate { level: self.deflate_level, min_bytes: self.deflate_min_bytes }
    }
}

pub(super) fn millis(millis: u32) -> Duration {
    Duration::from_millis(u64::from(millis))
}

/// By how much short ticks are stretched at most.
const STRETCH: Duration = Duration::from_millis(100);

/// How long after a tick the next one may be cut, whatever waits: where walks are
/// long, a quarter of the time is left to everything else.
pub(super) fn soonest(interval: Duration, walk: Duration) -> Duration {
    interval.max(walk * 4 / 3)
}

/// How long after a tick the next one is cut while little waits: later by two and a half
/// walks, within bounds, so that more is said with each write the larger the room is.
pub(super) fn stretched(interval: Duration, walk: Duration) -> Duration {
    (interval + (walk * 5 / 2).min(interval.max(STRETCH))).max(soonest(interval, walk))
}
