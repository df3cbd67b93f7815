//! The settings of the limits that several sessions share.

use super::{rate::Rate, table::What};

/// The `[gateway.limits]` table.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Tokens, addresses and rooms, of each, that are counted by themselves; the
    /// rest share what one of them may.
    pub keys: usize,
    /// Sessions of one address at one time, event streams included.
    pub address_sessions: u32,
    /// Sessions of one address that begin in a second, event streams included.
    pub address_joins_per_second: f32,
    /// Sessions of one address that begin at once.
    pub address_joins_burst: f32,
    /// What all sessions of one `sub` may send.
    pub token: TokenLimits,
    /// What all sessions and requests of one address may send.
    pub address: AddressLimits,
    /// What all sessions of one room may send.
    pub room: RoomLimits,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            keys: 262_144,
            // A carrier's NAT puts thousands of phones behind one address.
            address_sessions: 20_000,
            address_joins_per_second: 1_000.0,
            address_joins_burst: 10_000.0,
            token: TokenLimits::default(),
            address: AddressLimits::default(),
            room: RoomLimits::default(),
        }
    }
}

/// A rate and a burst of frames, bytes, chat and attempts.
pub(crate) type Values = [(f32, f32); 4];

const KIB: f32 = 1_024.0;
const MIB: f32 = 1_024.0 * KIB;

/// What several sessions share is at least what one of them may have.
fn or_more(shared: Values, one: Values) -> Values {
    let mut most = shared;
    for (most, one) in most.iter_mut().zip(one) {
        *most = (most.0.max(one.0), most.1.max(one.1));
    }
    most
}

/// Tables with the same keys, each with defaults of its own.
macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $defaults:expr;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// Frames a second; of an address, HTTP requests too.
            pub frames_per_second: f32,
            /// Frames at once.
            pub frames_burst: f32,
            /// Bytes of messages a second.
            pub bytes_per_second: f32,
            /// Bytes of messages at once.
            pub bytes_burst: f32,
            /// Chat messages a second, times `gateway.workers.chat_scale`.
            pub chat_per_second: f32,
            /// Chat messages at once, times `gateway.workers.chat_scale`.
            pub chat_burst: f32,
            /// `reserve`, `joinWaitlist` and `enterDraw` a second.
            pub attempts_per_second: f32,
            /// `reserve`, `joinWaitlist` and `enterDraw` at once.
            pub attempts_burst: f32,
        }

        impl Default for $name {
            fn default() -> Self {
                let [frames, bytes, chat, attempts]: Values = $defaults;
                Self {
                    frames_per_second: frames.0,
                    frames_burst: frames.1,
                    bytes_per_second: bytes.0,
                    bytes_burst: bytes.1,
                    chat_per_second: chat.0,
                    chat_burst: chat.1,
                    attempts_per_second: attempts.0,
                    attempts_burst: attempts.1,
                }
            }
        }

        impl $name {
            fn values(&self) -> Values {
                [
                    (self.frames_per_second, self.frames_burst),
                    (self.bytes_per_second, self.bytes_burst),
                    (self.chat_per_second, self.chat_burst),
                    (self.attempts_per_second, self.attempts_burst),
                ]
            }
        }
    )+ };
}

limits! {
    /// The `[gateway.limits.token]` table. One person on a few devices notices
    /// nothing.
    TokenLimits =
        [(100.0, 400.0), (128.0 * KIB, 2.0 * MIB), (4.0, 10.0), (20.0, 100.0)];
    /// The `[gateway.limits.address]` table. Thousands of people behind one
    /// carrier's NAT notice nothing, not even when a sale opens and all of them buy.
    AddressLimits =
        [(5_000.0, 40_000.0), (4.0 * MIB, 32.0 * MIB), (500.0, 5_000.0), (2_000.0, 20_000.0)];
    /// The `[gateway.limits.room]` table. It is beyond what one machine can serve.
    RoomLimits = [
        (200_000.0, 400_000.0),
        (64.0 * MIB, 256.0 * MIB),
        (20_000.0, 40_000.0),
        (100_000.0, 200_000.0),
    ];
}

/// The rates of one kind of account, or of a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    pub(crate) frames: Rate,
    pub(crate) bytes: Rate,
    pub(crate) chat: Rate,
    pub(crate) attempts: Rate,
}

impl Rates {
    /// The rates of these settings, whose chat is multiplied.
    pub(crate) fn new([frames, bytes, chat, attempts]: Values, chat_scale: f32) -> Self {
        Self {
            frames: Rate::new(frames.0, frames.1),
            bytes: Rate::new(bytes.0, bytes.1),
            chat: Rate::new(chat.0 * chat_scale, chat.1 * chat_scale),
            attempts: Rate::new(attempts.0, attempts.1),
        }
    }

    pub(super) fn of(&self, what: What) -> Rate {
        match what {
            What::Frames => self.frames,
            What::Bytes => self.bytes,
            What::Chat => self.chat,
            What::Attempts => self.attempts,
        }
    }
}

impl LimitsConfig {
    /// The rates of a token, an address and a room, where a session has these.
    pub(super) fn rates(&self, session: Values, chat_scale: f32) -> [Rates; 3] {
        [self.token.values(), self.address.values(), self.room.values()]
            .map(|values| Rates::new(or_more(values, session), chat_scale))
    }

    /// What is out of its range, with what it may be. A message of `frame` bytes
    /// must be able to pass.
    pub(crate) fn wrong(&self, frame: usize) -> Option<&'static str> {
        let all = [self.token.values(), self.address.values(), self.room.values()];
        let joins = (self.address_joins_per_second, self.address_joins_burst);
        let fine = |(rate, burst): &(f32, f32)| {
            rate.is_finite() && *rate > 0.0 && burst.is_finite() && *burst >= 1.0
        };
        let bytes = [self.token.bytes_burst, self.address.bytes_burst, self.room.bytes_burst];
        [
            (self.keys == 0, "gateway.limits.keys must be at least 1"),
            (self.address_sessions == 0, "gateway.limits.address_sessions must be at least 1"),
            (
                !all.iter().flatten().chain([&joins]).all(fine),
                "gateway.limits: each rate must be above 0, and each burst at least 1",
            ),
            (
                bytes.iter().any(|burst| *burst < frame as f32),
                "gateway.limits: each bytes_burst must be at least gateway.workers.frame_max_bytes",
            ),
        ]
        .into_iter()
        .find_map(|(wrong, why)| wrong.then_some(why))
    }
}
