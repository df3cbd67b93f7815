//! What the gateway crate counts.

use crate::{Metric, metric::label};

label! {
    /// The delivery class of what a room sends.
    Lane: "lane" {
        /// Never dropped, recoverable.
        Critical = "critical",
        /// The latest value by key.
        State = "state",
        /// One shared blob per tick.
        Chat = "chat",
        /// Sent to one viewer.
        Private = "private",
    }
}

label! {
    /// A bound of the fan-out that was reached.
    FanOutBound: "bound" {
        /// A viewer fell out of the critical ring and got a snapshot.
        History = "history",
        /// A room's chat waiting for its tick was full.
        ChatPending = "chat_pending",
        /// The state lane had no room for another key.
        StateKeys = "state_keys",
        /// The map of buyers to sessions was full.
        Buyers = "buyers",
        /// Private updates waiting for a worker were full.
        Notices = "notices",
        /// A session's private frames were full.
        Outbox = "outbox",
        /// A session had too many commands in flight.
        InFlight = "in_flight",
        /// A session sent faster than its rate.
        Rate = "rate",
        /// A worker held as many sessions as it may.
        Sessions = "sessions",
        /// A worker's mailbox was full.
        Mailbox = "mailbox",
    }
}

label! {
    /// Why a session ended.
    Ending: "why" {
        /// The client left.
        Left = "left",
        /// The client broke the protocol.
        Breach = "breach",
        /// No `hello` came in time.
        HelloTimeout = "hello_timeout",
        /// The client was silent for too long.
        Idle = "idle",
        /// The client did not read for longer than `stall_limit`.
        Stalled = "stalled",
        /// The server shuts down.
        Drained = "drained",
        /// It was not let in.
        Refused = "refused",
    }
}

/// The time from a publication to its write to a socket, in seconds.
const DELIVERY: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

/// Viewers in the rooms now.
pub static VIEWERS: Metric =
    Metric::gauge("hawker_gateway_viewers", "Viewers in the rooms of this gateway now.");
/// Sessions that entered a room.
pub static JOINS: Metric =
    Metric::counter("hawker_gateway_joins_total", "Sessions that entered a room.");
/// Sessions that left a room.
pub static LEAVES: Metric =
    Metric::counter("hawker_gateway_leaves_total", "Sessions that left a room.");
/// Joins that resumed without a gap.
pub static RESUMED: Metric = Metric::counter(
    "hawker_gateway_resumed_total",
    "Joins that gave a position and got exactly what they had missed.",
);
/// Joins that gave a position which could not be resumed.
pub static NOT_RESUMED: Metric = Metric::counter(
    "hawker_gateway_not_resumed_total",
    "Joins that gave a position and got a snapshot, since it is no longer kept.",
);
/// Sessions that ended.
pub static SESSIONS_ENDED: Metric =
    Metric::counter("hawker_gateway_sessions_ended_total", "Sessions that ended, by reason.")
        .by::<Ending>();
/// Frames written.
pub static FRAMES: Metric =
    Metric::counter("hawker_gateway_frames_total", "Frames written to viewers, by lane.")
        .by::<Lane>();
/// Bytes written.
pub static BYTES: Metric =
    Metric::counter("hawker_gateway_sent_bytes_total", "Bytes written to viewers, by lane.")
        .by::<Lane>();
/// Time from a publication to its write, one sample per slice of a walk.
pub static DELIVERY_SECONDS: Metric = Metric::histogram(
    "hawker_gateway_delivery_seconds",
    "Time from a publication to its write to a socket, sampled once per slice of a walk, by lane.",
    DELIVERY,
)
.by::<Lane>();
/// Frames received.
pub static RECEIVED: Metric =
    Metric::counter("hawker_gateway_received_frames_total", "Frames received from clients.");
/// Frames refused.
pub static REFUSED: Metric = Metric::counter(
    "hawker_gateway_refused_frames_total",
    "Frames from clients that were answered with an error.",
);
/// Chat accepted.
pub static CHAT_ACCEPTED: Metric =
    Metric::counter("hawker_gateway_chat_accepted_total", "Chat messages accepted by rooms.");
/// Chat sampled out for everyone.
pub static CHAT_SAMPLED_OUT: Metric = Metric::counter(
    "hawker_gateway_chat_sampled_out_total",
    "Chat messages that a room's sample left out for everyone.",
);
/// Chat skipped for single viewers.
pub static CHAT_SKIPPED: Metric = Metric::counter(
    "hawker_gateway_chat_skipped_total",
    "Chat messages left out for single viewers who were too slow.",
);
/// Writes that would have blocked.
pub static WOULD_BLOCK: Metric = Metric::counter(
    "hawker_gateway_would_block_total",
    "Writes that a viewer's socket did not take at once.",
);
/// Walks over a room's subscribers.
pub static WALK_SECONDS: Metric = Metric::histogram(
    "hawker_gateway_walk_seconds",
    "Time of one walk over a room's subscribers of one worker.",
    DELIVERY,
);
/// Bounds of the fan-out that were reached.
pub static FAN_OUT_BOUNDS: Metric = Metric::counter(
    "hawker_gateway_bound_reached_total",
    "Times that a bound of the fan-out was reached, by bound.",
)
.by::<FanOutBound>();

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &VIEWERS,
    &JOINS,
    &LEAVES,
    &RESUMED,
    &NOT_RESUMED,
    &SESSIONS_ENDED,
    &FRAMES,
    &BYTES,
    &DELIVERY_SECONDS,
    &RECEIVED,
    &REFUSED,
    &CHAT_ACCEPTED,
    &CHAT_SAMPLED_OUT,
    &CHAT_SKIPPED,
    &WOULD_BLOCK,
    &WALK_SECONDS,
    &FAN_OUT_BOUNDS,
];
