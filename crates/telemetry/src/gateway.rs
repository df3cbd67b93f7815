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
    /// A lane that viewers share, in which one can be behind.
    SharedLane: "lane" {
        /// Never dropped, recoverable.
        Critical = "critical",
        /// The latest value by key.
        State = "state",
        /// One shared blob per tick.
        Chat = "chat",
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
        /// One who had seen newer stock at another gateway was let in before it was known.
        StockBehind = "stock_behind",
        /// A session's private frames were full.
        Outbox = "outbox",
        /// A session had too many commands in flight.
        InFlight = "in_flight",
        /// A table of tokens, addresses or rooms that are counted had no room for
        /// another.
        LimitKeys = "limit_keys",
        /// A connection without the header of the PROXY protocol that it must have,
        /// or from none of the trusted proxies.
        Proxy = "proxy",
        /// A session sent faster than its rate.
        Rate = "rate",
        /// A room's viewers are too many to be counted one by one.
        Uniques = "uniques",
        /// As many viewers were traced as there may be.
        Traces = "traces",
        /// A worker held as many sessions as it may.
        Sessions = "sessions",
        /// So many were between being accepted and `hello` that others had to wait.
        Handshakes = "handshakes",
        /// A connection that waited for a request made room for another.
        HttpWaiting = "http_waiting",
        /// An address had as many connections that speak HTTP as it may.
        HttpAddress = "http_address",
        /// A worker's mailbox was full.
        Mailbox = "mailbox",
    }
}

label! {
    /// A limit that sessions share.
    Shared: "limit" {
        /// What a token may send.
        Token = "token",
        /// What an address may send.
        Address = "address",
        /// Sessions of an address that begin.
        Joins = "joins",
        /// Sessions of an address.
        Sessions = "sessions",
        /// What a room takes.
        Room = "room",
    }
}

label! {
    /// Why a session ended.
    Ending: "why" {
        /// The client left.
        Left = "left",
        /// The client broke the protocol.
        Breach = "breach",
        /// The client sent far more than it may.
        Flood = "flood",
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
        /// Its token was taken back.
        Revoked = "revoked",
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
/// Connections at the door.
pub static HANDSHAKES: Metric =
    Metric::gauge("hawker_gateway_handshakes", "Connections between being accepted and `hello`.");
/// The most at the door.
pub static HANDSHAKES_PEAK: Metric = Metric::gauge(
    "hawker_gateway_handshakes_peak",
    "The most connections that one worker had between being accepted and `hello` since the start.",
);
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
/// Frames compressed.
pub static DEFLATED_FRAMES: Metric = Metric::counter(
    "hawker_gateway_deflated_frames_total",
    "Frames compressed, once for all viewers of an encoding, by lane (private: snapshots and large replies).",
)
.by::<Lane>();
/// Their bytes before.
pub static DEFLATE_BEFORE: Metric = Metric::counter(
    "hawker_gateway_deflate_before_bytes_total",
    "Bytes of the frames that were compressed, before.",
);
/// Their bytes after.
pub static DEFLATE_AFTER: Metric = Metric::counter(
    "hawker_gateway_deflate_after_bytes_total",
    "Bytes of the frames that were compressed, after.",
);
/// Time from a publication to its write, one sample per turn of walks.
pub static DELIVERY_SECONDS: Metric = Metric::histogram(
    "hawker_gateway_delivery_seconds",
    "Time from a publication, or from when the viewer came if that was later, to its write to a socket: of the oldest written in a turn of half a millisecond, and of the oldest that one who caught up was sent, by lane.",
    DELIVERY,
)
.by::<Lane>();
/// How far the slowest viewer is behind.
pub static SLOWEST_VIEWER_SECONDS: Metric = Metric::gauge(
    "hawker_gateway_slowest_viewer_seconds",
    "Age of the oldest publication or tick that some viewer was not begun to be sent yet, by lane; 0 when all have all. Looked at once a second.",
)
.by::<SharedLane>();
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
    "Time of a walk over a room's subscribers of one worker; of those that end in one turn, the longest.",
    DELIVERY,
);
/// Limits that sessions share and that were reached.
pub static LIMITED: Metric = Metric::counter(
    "hawker_gateway_limited_total",
    "Frames, requests and sessions refused by a limit that sessions share, by limit.",
)
.by::<Shared>();
/// Rooms read as server-sent events.
pub static HTTP_EVENT_STREAMS: Metric = Metric::gauge(
    "hawker_http_event_streams",
    "Viewers who read a room as server-sent events now; they count as viewers too.",
);
/// Their bound.
pub static HTTP_EVENT_STREAMS_FULL: Metric = Metric::counter(
    "hawker_http_event_streams_full_total",
    "Event streams of rooms refused since as many as allowed were open.",
);
/// Bounds of the fan-out that were reached.
pub static FAN_OUT_BOUNDS: Metric = Metric::counter(
    "hawker_gateway_bound_reached_total",
    "Times that a bound of the fan-out was reached, by bound.",
)
.by::<FanOutBound>();

label!(
    /// How a request was answered.
    Answered: "answered" {
        /// As asked.
        Ok = "ok",
        /// The client has to change something.
        Refused = "refused",
        /// The server failed, or is busy.
        Failed = "failed",
    }
);

label!(
    /// A stream that the gateway reads from inventory.
    Feed: "feed" {
        /// Stock and sales.
        Watch = "watch",
        /// The journal.
        Follow = "follow",
    }
);

const CALL_BOUNDS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Rooms.
pub static ROOMS: Metric = Metric::gauge("hawker_rooms", "Shows that this gateway keeps.");
/// Publications.
pub static ROOM_PUBLICATIONS: Metric = Metric::counter(
    "hawker_room_publications_total",
    "Critical publications stored and given to the lanes.",
);
/// Commands.
pub static ROOM_COMMANDS: Metric = Metric::counter(
    "hawker_room_commands_total",
    "Commands of hosts and merchants to rooms, by how they were answered.",
)
.by::<Answered>();
/// The store's time.
pub static ROOM_STORE_SECONDS: Metric = Metric::histogram(
    "hawker_room_store_seconds",
    "Time until a change of a room was on the disk.",
    CALL_BOUNDS,
);
/// The store's bound.
pub static ROOM_STORE_FULL: Metric = Metric::counter(
    "hawker_room_store_full_total",
    "Changes refused since the room store's mailbox was full.",
);
/// The rooms' bound.
pub static ROOMS_FULL: Metric = Metric::counter(
    "hawker_rooms_full_total",
    "Shows or listings refused since a table of rooms was full.",
);
/// HTTP requests.
pub static HTTP_REQUESTS: Metric =
    Metric::counter("hawker_http_requests_total", "HTTP requests, by how they were answered.")
        .by::<Answered>();
/// HTTP time.
pub static HTTP_REQUEST_SECONDS: Metric = Metric::histogram(
    "hawker_http_request_seconds",
    "Time from a request's headers to its answer's headers.",
    CALL_BOUNDS,
);
/// HTTP connections.
pub static HTTP_CONNECTIONS: Metric = Metric::gauge(
    "hawker_http_connections",
    "Public connections that speak HTTP, WebSockets not counted.",
);
/// The connections' bound.
pub static HTTP_CONNECTIONS_FULL: Metric = Metric::counter(
    "hawker_http_connections_full_total",
    "Times that accepting waited, since as many connections as allowed were open.",
);
/// Live feeds.
pub static HTTP_FEEDS: Metric =
    Metric::gauge("hawker_http_feeds", "Live feeds of funnel numbers that are open.");
/// The feeds' bound.
pub static HTTP_FEEDS_FULL: Metric = Metric::counter(
    "hawker_http_feeds_full_total",
    "Live feeds refused since as many as allowed were open.",
);
/// Calls to inventory.
pub static INVENTORY_CALL_SECONDS: Metric = Metric::histogram(
    "hawker_gateway_inventory_call_seconds",
    "Time of the gateway's calls to inventory.",
    CALL_BOUNDS,
);
/// Calls that failed.
pub static INVENTORY_CALL_FAILURES: Metric = Metric::counter(
    "hawker_gateway_inventory_failures_total",
    "Calls to inventory that failed for a temporary reason.",
);
/// Streams that broke.
pub static FEED_RESTARTS: Metric = Metric::counter(
    "hawker_gateway_feed_restarts_total",
    "Times that a stream from inventory was opened again.",
)
.by::<Feed>();
/// Events sent.
pub static EVENTS_SENT: Metric = Metric::counter(
    "hawker_gateway_funnel_events_total",
    "Funnel events that the funnel took from this gateway.",
);
/// Events dropped.
pub static EVENTS_LOST: Metric = Metric::counter(
    "hawker_gateway_funnel_events_lost_total",
    "Funnel events dropped since the queue was full or the funnel away for too long.",
);

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &VIEWERS,
    &HANDSHAKES,
    &HANDSHAKES_PEAK,
    &JOINS,
    &LEAVES,
    &RESUMED,
    &NOT_RESUMED,
    &SESSIONS_ENDED,
    &FRAMES,
    &BYTES,
    &DEFLATED_FRAMES,
    &DEFLATE_BEFORE,
    &DEFLATE_AFTER,
    &DELIVERY_SECONDS,
    &SLOWEST_VIEWER_SECONDS,
    &RECEIVED,
    &REFUSED,
    &CHAT_ACCEPTED,
    &CHAT_SAMPLED_OUT,
    &CHAT_SKIPPED,
    &WOULD_BLOCK,
    &WALK_SECONDS,
    &FAN_OUT_BOUNDS,
    &LIMITED,
    &ROOMS,
    &ROOM_PUBLICATIONS,
    &ROOM_COMMANDS,
    &ROOM_STORE_SECONDS,
    &ROOM_STORE_FULL,
    &ROOMS_FULL,
    &HTTP_REQUESTS,
    &HTTP_REQUEST_SECONDS,
    &HTTP_CONNECTIONS,
    &HTTP_CONNECTIONS_FULL,
    &HTTP_FEEDS,
    &HTTP_FEEDS_FULL,
    &HTTP_EVENT_STREAMS,
    &HTTP_EVENT_STREAMS_FULL,
    &INVENTORY_CALL_SECONDS,
    &INVENTORY_CALL_FAILURES,
    &FEED_RESTARTS,
    &EVENTS_SENT,
    &EVENTS_LOST,
];
