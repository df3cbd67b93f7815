//! How quickly a room tells its state and chat: of the configuration, but for
//! what the room has set for itself.

use std::ops::RangeInclusive;

use hawker_proto::v1::RoomSettings;

use super::LaneConfig;

/// What `state_tick_ms`, `chat_tick_ms` and `chat_rate` of a room may be.
const STATE_TICK_MS: RangeInclusive<u32> = 10..=1_000;
const CHAT_TICK_MS: RangeInclusive<u32> = 1..=1_000;
const CHAT_RATE: RangeInclusive<u32> = 0..=100_000;

/// What is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(super) state_tick_ms: u32,
    pub(super) chat_tick_ms: u32,
    pub(super) chat_rate: u32,
    pub(super) chat_rate_from: u32,
}

impl Pace {
    /// That of the configuration, but for what the room has set.
    pub(super) fn new(config: &LaneConfig, room: &RoomSettings) -> Self {
        Self {
            state_tick_ms: room.state_tick_ms.unwrap_or(config.state_tick_ms),
            chat_tick_ms: room.chat_tick_ms.unwrap_or(config.chat_tick_ms),
            chat_rate: room.chat_rate.unwrap_or(config.chat_rate),
            chat_rate_from: room.chat_rate_from.unwrap_or(config.chat_rate_from),
        }
    }

    /// As the HTTP API tells it, with everything set.
    pub(crate) fn settings(self) -> RoomSettings {
        RoomSettings {
            state_tick_ms: Some(self.state_tick_ms),
            chat_tick_ms: Some(self.chat_tick_ms),
            chat_rate: Some(self.chat_rate),
            chat_rate_from: Some(self.chat_rate_from),
        }
    }
}

/// The setting that is out of its range, with what it may be.
pub(crate) fn wrong(room: &RoomSettings) -> Option<(&'static str, String)> {
    [
        ("stateTickMs", room.state_tick_ms, STATE_TICK_MS),
        ("chatTickMs", room.chat_tick_ms, CHAT_TICK_MS),
        ("chatRate", room.chat_rate, CHAT_RATE),
    ]
    .into_iter()
    .find(|(_, value, may)| value.is_some_and(|value| !may.contains(&value)))
    .map(|(name, _, may)| (name, format!("it must be {} to {}", may.start(), may.end())))
}
