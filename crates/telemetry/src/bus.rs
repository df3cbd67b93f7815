//! What the gateways' bus counts.

use crate::{Metric, metric::label};

label! {
    /// What a message between gateways says.
    BusKind: "kind" {
        /// A room changed.
        Change = "change",
        /// Viewers wrote.
        Chat = "chat",
        /// Something that concerns every gateway.
        Control = "control",
        /// The way is open.
        Heartbeat = "heartbeat",
        /// A room's live copy was made anew.
        Rebuilt = "rebuilt",
    }
}

label! {
    /// What was asked of Redis.
    BusCall: "call" {
        /// To take in a room's change and to tell it.
        Change = "change",
        /// What changed in a room since a version.
        Since = "since",
        /// To bring a room's live copy up to a version.
        Lift = "lift",
        /// To add up a room's viewers.
        Crowd = "crowd",
        /// To hand a message on.
        Publish = "publish",
    }
}

label! {
    /// Why rooms had to repair themselves.
    BusRepair: "why" {
        /// Their channel was subscribed to anew.
        Resubscribed = "resubscribed",
        /// More messages came than could be taken in.
        Full = "full",
        /// A change was missing.
        Gap = "gap",
        /// A change could not be handed on.
        Untold = "untold",
    }
}

/// Messages handed to Redis.
pub static SENT: Metric = Metric::counter(
    "hawker_bus_sent_total",
    "Messages that this gateway handed to Redis for other gateways.",
)
.by::<BusKind>();
/// Messages of others.
pub static RECEIVED: Metric = Metric::counter(
    "hawker_bus_received_total",
    "Messages of other gateways that this one got, and its own heartbeats.",
)
.by::<BusKind>();
/// Connections made anew.
pub static RECONNECTS: Metric = Metric::counter(
    "hawker_bus_reconnects_total",
    "Times that the connections to a primary of Redis ended and were made anew.",
);
/// Silent primaries.
pub static SILENT: Metric = Metric::counter(
    "hawker_bus_silent_total",
    "Times that a primary of Redis did not hand back a heartbeat in time.",
);
/// Rooms that repaired themselves.
pub static REPAIRS: Metric = Metric::counter(
    "hawker_bus_repairs_total",
    "Rooms that had to read what they may have missed on the bus.",
)
.by::<BusRepair>();
/// Messages that found no place.
pub static FULL: Metric = Metric::counter(
    "hawker_bus_full_total",
    "Messages that came faster than they were taken in, and were let go: changes are repaired.",
);
/// Time of calls.
pub static CALL_SECONDS: Metric = Metric::histogram(
    "hawker_bus_call_seconds",
    "How long Redis took to answer a call of the bus.",
    &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0],
)
.by::<BusCall>();
/// Calls that failed.
pub static CALL_FAILURES: Metric = Metric::counter(
    "hawker_bus_call_failures_total",
    "Calls of the bus that Redis did not carry out.",
)
.by::<BusCall>();
/// Rooms attached.
pub static ROOMS: Metric =
    Metric::gauge("hawker_bus_rooms", "Rooms whose channel this gateway subscribes to.");
/// Primaries connected.
pub static PRIMARIES: Metric =
    Metric::gauge("hawker_bus_primaries", "Primaries of Redis that this gateway is connected to.");

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &SENT,
    &RECEIVED,
    &RECONNECTS,
    &SILENT,
    &REPAIRS,
    &FULL,
    &CALL_SECONDS,
    &CALL_FAILURES,
    &ROOMS,
    &PRIMARIES,
];
