//! What the inventory crate counts.

use crate::Metric;

crate::metric::label!(
    /// What came of a command.
    CommandResult: "result" {
        /// Units were set aside.
        Held = "held",
        /// Not enough units were left.
        SoldOut = "sold_out",
        /// The buyer's limit would have been passed.
        Limit = "limit",
        /// The sale was not open.
        NotOpen = "not_open",
        /// The sale was paused.
        Paused = "paused",
        /// A reservation became an order.
        Committed = "committed",
        /// A reservation was given back.
        Released = "released",
        /// A hold had run out, or was ended.
        Expired = "expired",
        /// A buyer got a place on a waitlist.
        Waiting = "waiting",
        /// A buyer entered a draw.
        Entered = "entered",
        /// A stock or sale command was carried out.
        Done = "done",
        /// What its caller had seen was no longer so.
        Conflict = "conflict",
        /// Fewer units would have been on hand than were held.
        Shortfall = "shortfall",
        /// An order was taken back.
        Cancelled = "cancelled",
        /// A hold got more time.
        Extended = "extended",
        /// It was wrong as things stood, and recorded as that.
        Wrong = "wrong",
        /// Its key had an answer already.
        Repeated = "repeated",
        /// It was refused and not recorded.
        Refused = "refused",
    }
);

/// Commands answered.
pub static COMMANDS: Metric = Metric::counter(
    "hawker_inventory_commands_total",
    "Commands that the inventory answered, by what came of them.",
)
.by::<CommandResult>();

/// Commands of one record.
pub static BATCH_COMMANDS: Metric = Metric::histogram(
    "hawker_inventory_batch_commands",
    "Commands that shared one record of the journal, and so one flush.",
    &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0],
);

/// How long an append takes.
pub static APPEND_SECONDS: Metric = Metric::histogram(
    "hawker_inventory_append_seconds",
    "Time from handing a record to the journal until it is durable.",
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0],
);

/// The mailbox was full.
pub static MAILBOX_FULL: Metric = Metric::counter(
    "hawker_inventory_mailbox_full_total",
    "Requests refused because inventory.mailbox of them were waiting for the writer.",
);

/// A table of the rules was full.
pub static TABLE_FULL: Metric = Metric::counter(
    "hawker_inventory_table_full_total",
    "Commands refused because a table of the inventory, or the caller's share of it, was full.",
);

/// The disk was nearly full.
pub static LOW_DISK: Metric = Metric::counter(
    "hawker_inventory_low_disk_refused_total",
    "Commands refused because the journal's disk had less room than its low-water mark.",
);

/// Open holds.
pub static OPEN_HOLDS: Metric =
    Metric::gauge("hawker_inventory_open_holds", "Reservations that are held at present.");

/// People who wait.
pub static WAITING: Metric =
    Metric::gauge("hawker_inventory_waiting", "Places on the waitlists of sales at present.");

/// Holds made for people who waited.
pub static PROMOTED_HOLDS: Metric = Metric::counter(
    "hawker_inventory_promoted_holds_total",
    "Holds made for people on waitlists, from units that came free.",
);

/// Keys kept.
pub static KEYS: Metric =
    Metric::gauge("hawker_inventory_keys", "Idempotency keys whose answers are kept at present.");

/// Holds that ran out.
pub static EXPIRED_HOLDS: Metric =
    Metric::counter("hawker_inventory_expired_holds_total", "Holds that ran out.");

/// The clock jumped.
pub static CLOCK_JUMPS: Metric = Metric::counter(
    "hawker_inventory_clock_jumps_total",
    "Times that the wall clock jumped by more than 5 s against the monotonic clock.",
);

/// Expiry is paused.
pub static EXPIRY_PAUSED: Metric = Metric::gauge(
    "hawker_inventory_expiry_paused",
    "1 while the wall clock is not believed and no hold runs out, else 0.",
);

/// Streams open.
pub static STREAMS: Metric =
    Metric::gauge("hawker_inventory_streams", "Watch, follow and command streams that are open.");

/// Streams refused.
pub static STREAMS_REFUSED: Metric = Metric::counter(
    "hawker_inventory_streams_refused_total",
    "Watch, follow and command streams refused because too many were open.",
);

/// A stream of commands was full.
pub static STREAM_FULL: Metric = Metric::counter(
    "hawker_inventory_stream_full_total",
    "Commands refused because too many of their stream had no answer yet.",
);

/// A watcher fell behind.
pub static WATCH_RESTARTS: Metric = Metric::counter(
    "hawker_inventory_watch_restarts_total",
    "Times that a watcher fell behind and was sent everything anew.",
);

/// Snapshots made.
pub static SNAPSHOTS: Metric =
    Metric::counter("hawker_inventory_snapshots_total", "Snapshots made and kept.");

/// Snapshots that failed.
pub static SNAPSHOT_FAILURES: Metric = Metric::counter(
    "hawker_inventory_snapshot_failures_total",
    "Snapshots that could not be made or kept; the journal stays complete without them.",
);

/// The last recovery.
pub static RECOVERY_SECONDS: Metric = Metric::gauge(
    "hawker_inventory_recovery_seconds",
    "Time that the last start took to recover the state from snapshot and journal.",
);

/// How many shards this process owns.
pub static OWNER: Metric = Metric::gauge(
    "hawker_inventory_owner",
    "Shards of the stock that this process owns; without several it is 1 at the owner, 0 at who waits.",
);

/// How many shards there are.
pub static SHARDS: Metric = Metric::gauge(
    "hawker_inventory_shards",
    "Shards that the stock of the fleet is in, each of which needs an owner.",
);

/// Times that this process took the stock over.
pub static TAKEOVERS: Metric = Metric::counter(
    "hawker_inventory_takeovers_total",
    "Times that this process took the stock of a fleet, or a shard of it, over.",
);

/// Snapshots that other owners do not find.
pub static SNAPSHOTS_NOT_KEPT: Metric = Metric::counter(
    "hawker_inventory_snapshots_not_kept_total",
    "Snapshots that could not be put into PostgreSQL, where the next owner finds them.",
);

/// The next recovery.
pub static RESTART_SECONDS: Metric = Metric::gauge(
    "hawker_inventory_restart_seconds",
    "Time that a start would take now to recover the state, by what the same steps took before.",
);

/// The newest record.
pub static HEAD_SEQ: Metric = Metric::gauge(
    "hawker_inventory_head_seq",
    "Number of the newest durable record of the journal.",
);

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &COMMANDS,
    &BATCH_COMMANDS,
    &APPEND_SECONDS,
    &MAILBOX_FULL,
    &TABLE_FULL,
    &LOW_DISK,
    &OPEN_HOLDS,
    &WAITING,
    &PROMOTED_HOLDS,
    &KEYS,
    &EXPIRED_HOLDS,
    &CLOCK_JUMPS,
    &EXPIRY_PAUSED,
    &STREAMS,
    &STREAMS_REFUSED,
    &STREAM_FULL,
    &WATCH_RESTARTS,
    &SNAPSHOTS,
    &SNAPSHOT_FAILURES,
    &RECOVERY_SECONDS,
    &OWNER,
    &SHARDS,
    &TAKEOVERS,
    &SNAPSHOTS_NOT_KEPT,
    &RESTART_SECONDS,
    &HEAD_SEQ,
];
