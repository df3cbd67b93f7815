//! The named bounds of the service. Those of the rules are in
//! `hawker_domain::stock::limits`.

use std::{ops::RangeInclusive, time::Duration};

use hawker_domain::stock::limits::{PROMOTE_LIMIT, SHORTFALLS};

/// The largest mailbox that can be configured.
pub(crate) const MAX_MAILBOX: usize = 1_000_000;
/// Buyers that one question for what several hold may name.
pub(crate) const MAX_BUYERS_ASKED: usize = 256;
/// The largest growth between two snapshots, in MiB.
pub(crate) const MAX_SNAPSHOT_EVERY_MIB: u64 = 65_536;
/// Between two snapshots of a large state lies so many times what making one takes,
/// unless the journal has grown by half of it.
pub(crate) const SHARE_OF_TIME: u32 = 9;
/// What reading a snapshot takes on two cores, and carrying out records, in
/// nanoseconds a byte, until either was measured.
pub(crate) const LOAD_NS: f64 = 1.0;
/// See [`LOAD_NS`].
pub(crate) const REPLAY_NS: f64 = 6.0;
/// What less took is not measured.
pub(crate) const LEAST_MEASURED: u64 = 32 << 20;
/// The longest time that can be configured for a start, in seconds.
pub(crate) const MAX_RESTART_SECONDS: u32 = 3_600;
/// What `takeover_after_ms` may be.
pub(crate) const TAKEOVER_MS: RangeInclusive<u32> = 1_000..=60_000;
/// What `journal.append_within_ms` may be.
pub(crate) const APPEND_MS: RangeInclusive<u32> = 100..=60_000;
/// How often a process that waits for the stock looks whether it is free.
pub(crate) const LOOK_FOR_TURN: Duration = Duration::from_millis(200);
/// How long PostgreSQL may take to answer whoever waits for the stock.
pub(crate) const LOOK_WITHIN: Duration = Duration::from_secs(5);
/// How long it may take to answer what is no append, such as a page of records.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Records that are read from it at a time, at most.
pub(crate) const PAGE_RECORDS: i64 = 1_024;
/// Bytes of the records that are read at a time, but for the last one.
pub(crate) const PAGE_BYTES: i64 = 4 << 20;
/// How often the owner says that it is there, if no append does; and how old its last
/// word may be when it lets out what was only read. Less than any `takeover_after_ms`.
pub(crate) const RENEW_EVERY: Duration = Duration::from_millis(500);
/// How long after a failure the stock is taken over again at the earliest.
pub(crate) const REJOIN_AFTER: Duration = Duration::from_millis(500);
/// How long after a shard was given up for another process the next one is, at the
/// earliest.
pub(crate) const REBALANCE_EVERY: Duration = Duration::from_secs(3);
/// How long a process that failed at a shard is given no other ones.
pub(crate) const TROUBLED_FOR: Duration = Duration::from_secs(30);
/// How long an owner that ends tries to give the stock back; others wait it out.
pub(crate) const GIVE_BACK_WITHIN: Duration = Duration::from_secs(1);
/// How often it is looked whether there is a snapshot to keep for others.
pub(crate) const KEEP_SNAPSHOTS_EVERY: Duration = Duration::from_secs(5);
/// How long the state of a snapshot that was made in a hurry is kept for the next
/// one.
pub(crate) const STATE_KEPT: Duration = Duration::from_secs(60);
/// A snapshot that is made in a hurry goes on from the record that it was begun for
/// until it has caught up, but not over more than so many times what was due.
pub(crate) const CATCH_UP: u64 = 2;
/// Bytes of the records that are decoded together while a journal is replayed, about.
pub(crate) const REPLAY_WINDOW_BYTES: usize = 8 << 20;
/// How many times so many wait, decoded, beside those that are applied.
pub(crate) const REPLAY_WINDOWS: usize = 1;
/// Records whose reservations are read together, so that small ones cost no more.
pub(crate) const REPLAY_TOGETHER: usize = 16;
/// How many times so many wait, read.
pub(crate) const REPLAY_AHEAD: usize = 4;
/// Requests that the writer takes into one batch.
pub(crate) const BATCH_REQUESTS: usize = 4_096;
/// A batch takes no further command once its entries have so many bytes.
pub(crate) const BATCH_BYTES: usize = 1 << 20;
/// While a batch is flushed, the writer wakes for so many requests at a time to
/// apply them; the rest is applied when the flush is done.
pub(crate) const APPLY_AHEAD: usize = 32;
/// A batch with so many commands, or with half of what the last one had if that is
/// more, is flushed as soon as the disk is free.
pub(crate) const GATHER_COMMANDS: usize = 128;
/// How long a batch waits for a further command to come, for each that it has.
pub(crate) const GATHER_LOOK_EACH: Duration = Duration::from_micros(16);
/// But at least and at most so long.
pub(crate) const GATHER_LOOK: RangeInclusive<Duration> =
    Duration::from_micros(50)..=Duration::from_millis(1);
/// How long a batch waits in all when the disk is free.
pub(crate) const GATHER_MOST: Duration = Duration::from_millis(5);
/// After a batch that waited in vain, so many don't wait for more than it had.
pub(crate) const GATHER_PROBES: u32 = 32;
/// The longest entry of a command, without the other reservations that it
/// changed: 16 lines, each id at its longest, both in the request and in the
/// reservation.
const LONGEST_ENTRY: usize = 8 << 10;
/// One reservation that a command changed beside its own.
const LONGEST_RESERVATION: usize = 3 << 10;
/// The last command of a batch may be one that cuts stock, and the clock's.
const MOST_CHANGED: usize = SHORTFALLS + ELAPSE_LIMIT as usize;
/// The longest reservation of one line, as held for somebody on a waitlist.
const LONGEST_OFFER: usize = 640;
/// Both of these commands may serve waitlists.
const MOST_OFFERS: usize = 2 * PROMOTE_LIMIT;
const _: () = assert!(
    BATCH_BYTES
        + 2 * LONGEST_ENTRY
        + LONGEST_RESERVATION * MOST_CHANGED
        + LONGEST_OFFER * MOST_OFFERS
        < crate::journal::MAX_RECORD_BYTES,
    "a batch fits into a record"
);
/// Holds and sale windows that one command of the clock ends.
pub(crate) const ELAPSE_LIMIT: u32 = 200;
/// Commands of the clock in one batch: more of them end a million holds sooner,
/// and keep whoever reserves meanwhile waiting for longer.
pub(crate) const ELAPSE_COMMANDS: u32 = 8;
/// How long one who begins anew on a journal of PostgreSQL listens for an owner.
pub(crate) const OWNER_HEARD_WITHIN: Duration = Duration::from_secs(2);
/// How long the writer sleeps at most, so that it sees the clock jump.
pub(crate) const LONGEST_NAP_MS: u64 = 1_000;
/// How often the writer looks how much room the disk has, in milliseconds.
pub(crate) const LOW_WATER_LOOK_MS: u64 = 250;
/// How far the wall clock may move against the monotonic one between two looks.
pub(crate) const CLOCK_JUMP_MS: i64 = 5_000;
/// Units of one `ReceiveStock`, and of a sale's allotment.
pub(crate) const MAX_RECEIVE: u32 = 1_000_000_000;
/// The longest time that a group may last, in seconds.
pub(crate) const MAX_GROUP_SECONDS: u32 = 31 * 24 * 3_600;
/// Units of one line.
pub(crate) const MAX_LINE: u32 = 10_000;
/// The highest price of one unit, in minor units.
pub(crate) const MAX_PRICE: i64 = 1_000_000_000_000;
/// Characters of a note.
pub(crate) const MAX_NOTE: usize = 200;
/// Characters of a payment reference.
pub(crate) const MAX_PAYMENT_REFERENCE: usize = 64;
/// Reservations of one page of a list, unless asked otherwise, and at most.
pub(crate) const DEFAULT_PAGE: u32 = 100;
/// The longest page.
pub(crate) const MAX_PAGE: u32 = 1_000;
/// Batches that a watcher may be behind before it is sent everything anew.
pub(crate) const WATCH_BEHIND: usize = 1_024;
/// Batches whose changes are kept for watchers who come back after their stream
/// broke.
pub(crate) const WATCH_HISTORY: usize = WATCH_BEHIND;
/// Values, of SKUs and of sales, in all that is kept for them.
pub(crate) const WATCH_HISTORY_VALUES: usize = 1 << 18;
/// Batches that are merged into one message for a watcher, at most.
pub(crate) const WATCH_MERGED: usize = 256;
/// Messages made ahead for the reader of a stream.
pub(crate) const STREAM_AHEAD: usize = 8;
/// Watch and follow streams open at a time.
pub(crate) const STREAMS: usize = 1_024;
/// The niceness of the thread that makes snapshots: where a core is wanted by all,
/// it gets about a tenth.
pub(crate) const SNAPSHOT_NICE: i32 = 10;
/// Buffers of large batches that are used again, once nobody reads them any more.
/// As many as the newest records in memory can be, and those under way.
pub(crate) const RECYCLED: usize = TAIL_BYTES / RECYCLED_BYTES + 64;
/// Smaller buffers are not worth it.
pub(crate) const RECYCLED_BYTES: usize = 16 << 10;
/// Bytes of a call that asks for a reservation: what gRPC takes by default.
pub(crate) const CALL_BYTES: usize = 4 << 20;
/// Commands of one `Commands` stream that have no answer yet.
pub(crate) const STREAM_IN_FLIGHT: usize = 8_192;
/// Answers to one stream are cut into deliveries of about so many bytes, and
/// deliveries are gathered into messages of about as many.
pub(crate) const STREAM_DELIVERY: usize = 256 << 10;
/// Bytes of the newest records that are kept in memory for followers.
pub(crate) const TAIL_BYTES: usize = 16 << 20;
