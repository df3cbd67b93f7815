//! What the funnel counts about itself. A merchant's numbers are not metrics:
//! they would need a label per show, and come from the funnel's own store.

use crate::{Metric, metric::label};

label!(
    /// A step of the funnel, by its GA4 name where it has one.
    StepLabel: "step" {
        /// Entered the room.
        RoomEntered = "room_entered",
        /// Saw the pinned card.
        ViewPromotion = "view_promotion",
        /// Opened the card.
        SelectPromotion = "select_promotion",
        /// Looked at the item.
        ViewItem = "view_item",
        /// Put it in the basket.
        AddToCart = "add_to_cart",
        /// Asked for units and was refused.
        StockRefused = "stock_refused",
        /// Units were set aside.
        StockReserved = "stock_reserved",
        /// Went to pay.
        BeginCheckout = "begin_checkout",
        /// Bought.
        Purchase = "purchase",
        /// Gave units back.
        StockReleased = "stock_released",
        /// A hold ran out.
        StockExpired = "stock_expired",
        /// Left the room.
        RoomLeft = "room_left",
        /// Wrote in chat.
        ChatSent = "chat_sent",
        /// Something was taken back of an order.
        Refund = "refund",
    }
);

label!(
    /// Why a request or an event was not taken in.
    RefusedLabel: "reason" {
        /// The request or one of its events is not valid.
        Invalid = "invalid",
        /// The writer's mailbox is full.
        MailboxFull = "mailbox_full",
        /// The event log is full and no show is old enough to be forgotten.
        LogFull = "log_full",
        /// The writer has stopped.
        Stopped = "stopped",
    }
);

label!(
    /// Why following the journal was interrupted.
    FollowErrorLabel: "reason" {
        /// Inventory cannot be reached, or ended the stream. Tried again.
        Unreachable = "unreachable",
        /// A record is missing. Orders are not counted on.
        Gap = "gap",
        /// It is not the journal that was counted before. Orders are not counted on.
        Foreign = "foreign",
        /// The record after the position is no longer kept. Orders are not counted on.
        Gone = "gone",
    }
);

label!(
    /// A bound that keeps the store finite.
    BoundLabel: "bound" {
        /// `max_events`: the raw event log.
        Events = "events",
        /// `keep_days`: shows without activity.
        KeepDays = "keep_days",
        /// `max_listings`: listings counted by themselves in one show.
        Listings = "listings",
        /// `max_watchers`: streams of `WatchFunnel`.
        Watchers = "watchers",
        /// `max_reads`: reads under way.
        Reads = "reads",
    }
);

/// Steps counted, of events and of the journal.
pub static STEPS: Metric =
    Metric::counter("hawker_funnel_steps_total", "Steps counted.").by::<StepLabel>();
/// Events whose id was known.
pub static REPEATED: Metric = Metric::counter(
    "hawker_funnel_events_repeated_total",
    "Events not counted again because their id was known.",
);
/// Events not taken in.
pub static REFUSED: Metric =
    Metric::counter("hawker_funnel_events_refused_total", "Events not taken in, by reason.")
        .by::<RefusedLabel>();
/// Events lost on the way.
pub static LOST: Metric = Metric::counter(
    "hawker_funnel_events_lost_total",
    "Events that gateways reported they had to drop.",
);
/// Events with a time out of the window.
pub static CLAMPED: Metric = Metric::counter(
    "hawker_funnel_events_clamped_total",
    "Events whose time lay outside the window and was moved to its edge.",
);
/// Orders.
pub static ORDERS: Metric =
    Metric::counter("hawker_funnel_orders_total", "Orders counted from the journal.");
/// Units in orders.
pub static UNITS: Metric =
    Metric::counter("hawker_funnel_units_total", "Units in the orders counted from the journal.");
/// Units taken back of orders.
pub static REFUNDED_UNITS: Metric = Metric::counter(
    "hawker_funnel_refunded_units_total",
    "Units taken back of orders, counted from the journal.",
);
/// Journal entries outside any show.
pub static OUTSIDE: Metric = Metric::counter(
    "hawker_funnel_journal_outside_total",
    "Transitions of reservations that name no show and so count in none.",
);
/// Journal records received and not yet counted.
pub static JOURNAL_BEHIND: Metric = Metric::gauge(
    "hawker_funnel_journal_behind_records",
    "Journal records received and not yet counted durably.",
);
/// Age of the newest record when it was counted.
pub static JOURNAL_LAG: Metric = Metric::gauge(
    "hawker_funnel_journal_lag_seconds",
    "How old the newest counted journal record was when it became durable here.",
);
/// The newest record counted.
pub static JOURNAL_SEQ: Metric =
    Metric::gauge("hawker_funnel_journal_seq", "The newest journal record counted.");
/// Whether orders are being counted.
pub static FOLLOWING: Metric = Metric::gauge(
    "hawker_funnel_journal_following",
    "1 while the journal is being followed, 0 while it is not.",
);
/// Interruptions of following.
pub static FOLLOW_ERRORS: Metric = Metric::counter(
    "hawker_funnel_journal_errors_total",
    "Interruptions of following the journal, by reason.",
)
.by::<FollowErrorLabel>();
/// From the arrival of a batch to its durable answer.
pub static INGEST: Metric = Metric::histogram(
    "hawker_funnel_ingest_seconds",
    "From the arrival of a batch of events to its durable answer.",
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5],
);
/// How much one transaction takes in.
pub static WRITE_BATCH: Metric = Metric::histogram(
    "hawker_funnel_write_batch_size",
    "Events and journal records in one transaction of the store.",
    &[1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0],
);
/// The mailbox was full.
pub static MAILBOX_FULL: Metric = Metric::counter(
    "hawker_funnel_mailbox_full_total",
    "Batches refused because the writer's mailbox was full.",
);
/// A bound was reached.
pub static BOUND_REACHED: Metric = Metric::counter(
    "hawker_funnel_bound_reached_total",
    "Times that a bound of the store or of its readers was reached.",
)
.by::<BoundLabel>();
/// Streams open.
pub static WATCHERS: Metric =
    Metric::gauge("hawker_funnel_watchers", "Streams of WatchFunnel that are open.");

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &STEPS,
    &REPEATED,
    &REFUSED,
    &LOST,
    &CLAMPED,
    &ORDERS,
    &UNITS,
    &REFUNDED_UNITS,
    &OUTSIDE,
    &JOURNAL_BEHIND,
    &JOURNAL_LAG,
    &JOURNAL_SEQ,
    &FOLLOWING,
    &FOLLOW_ERRORS,
    &INGEST,
    &WRITE_BATCH,
    &MAILBOX_FULL,
    &BOUND_REACHED,
    &WATCHERS,
];
