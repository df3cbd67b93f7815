//! The bounds of what the gateway holds for rooms, the store and events. Bounds
//! that an operator may want to move are keys of the configuration instead.

use std::time::Duration;

/// Critical publications kept per room, in memory and in the store.
pub(crate) const HISTORY: u32 = 1_000;
/// Changes that wait for the room store's thread.
pub(crate) const STORE_MAILBOX: usize = 1_024;
/// Connections to PostgreSQL over which rooms are kept: the changes of one room go over
/// one of them.
pub(crate) const STORE_LINES: usize = 4;
/// How long PostgreSQL may take to keep a change.
pub(crate) const STORE_WITHIN: Duration = Duration::from_secs(10);
/// How long nothing is asked of it after it gave no answer: who asks meanwhile is refused
/// at once, and may go to another gateway.
pub(crate) const STORE_AGAIN: Duration = Duration::from_millis(500);
/// How often it is looked whether other gateways changed rooms of which no message came.
pub(crate) const STORE_LOOK: Duration = Duration::from_secs(5);
/// Changes of others that may come before one of ours, until whoever asked is told to
/// try again.
pub(crate) const OVERTAKEN: u32 = 16;
/// Shows that were asked for and are not there, of which it is known for a while.
pub(crate) const UNKNOWN_SHOWS: usize = 4_096;
/// For how long.
pub(crate) const UNKNOWN_FOR: Duration = Duration::from_secs(1);
/// Changes that the store writes in one transaction.
pub(crate) const STORE_BATCH: usize = 256;
/// Funnel events that wait to be sent.
pub(crate) const EVENT_QUEUE: usize = 65_536;
/// Funnel events in one batch.
pub(crate) const EVENT_BATCH: usize = 4_096;
/// How long an event waits for others before it is sent.
pub(crate) const EVENT_FLUSH: Duration = Duration::from_millis(250);
/// How long a call to inventory or the funnel may take.
pub(crate) const CALL_DEADLINE: Duration = Duration::from_secs(10);
/// Commands that wait for the stream to inventory, and as many that it carries
/// without an answer: below what inventory lets one stream have.
pub(crate) const LINE_IN_FLIGHT: usize = 4_096;
/// Commands of one message of that stream.
pub(crate) const LINE_MESSAGE: usize = 256;
/// Messages that wait to be sent over it.
pub(crate) const LINE_AHEAD: usize = 4;
/// Streams in a row that break without an answer before those who wait are told.
pub(crate) const LINE_TRIES: u32 = 5;
/// How long until the next one is tried.
pub(crate) const LINE_PAUSE: Duration = Duration::from_millis(100);
/// The first and the longest wait before a lost stream or batch is tried again.
pub(crate) const RETRY_FIRST: Duration = Duration::from_millis(50);
/// See [`RETRY_FIRST`].
pub(crate) const RETRY_LONGEST: Duration = Duration::from_secs(2);
/// Reservations sent again to a buyer who comes back.
pub(crate) const OPEN_RESERVATIONS: u32 = 100;
/// Buyers in one question for what those who join hold.
pub(crate) const HELD_ASKED: usize = 256;
/// Buyers who join and wait to be asked for; the others wait to be counted so.
pub(crate) const HELD_WAITING: usize = 1_024;
/// Sales on one listing among which a repeated key is looked for.
pub(crate) const SALES_TRIED: usize = 4;
/// How often the groups of running group sales are read for viewers.
pub(crate) const GROUP_LOOK: Duration = Duration::from_millis(500);
/// Rooms whose line-up may hold the same SKU: as many as there may be by default.
pub(crate) const ROOMS_PER_SKU: usize = 10_000;
/// How long a stopping gateway tries to send its last events.
pub(crate) const EVENTS_LAST_TRY: Duration = Duration::from_secs(3);
/// Bytes that a connection may buffer of requests; headers must fit into it.
pub(crate) const HTTP_BUFFER: usize = 16 * 1024;
/// Connections that wait for the HTTP server; further ones are told that it is full.
pub(crate) const CALLS: usize = 1_024;
/// How long a stopping server waits for requests that run.
pub(crate) const HTTP_GRACE: Duration = Duration::from_secs(5);
/// Bytes of one message from inventory.
pub(crate) const GRPC_MESSAGE: usize = 256 * 1024 * 1024;
/// Attempts to read a SKU's stock or to close a sale, before it is left to the
/// next start of the watch.
pub(crate) const ATTEMPTS: u32 = 6;
/// Bytes of a token's own name (`jti`).
pub(crate) const MAX_JTI_BYTES: usize = 64;
/// Revocations of tokens that are kept.
pub(crate) const REVOCATIONS: usize = 100_000;
/// Days after which a revocation is forgotten, at most.
pub(crate) const REVOCATION_DAYS: i64 = 400;
/// Tokens that wait for public keys to be fetched at one time.
pub(crate) const TOKEN_CHECKS: usize = 8_192;
/// The shortest time between two fetches of keys (JWKS) for tokens' sake.
pub(crate) const JWKS_APART: Duration = Duration::from_secs(10);
/// Bytes of a JWKS document.
pub(crate) const JWKS_BYTES: usize = 64 * 1024;
/// How long fetching keys may take.
pub(crate) const JWKS_DEADLINE: Duration = Duration::from_secs(5);
/// How often it is looked whether keys are to be fetched.
pub(crate) const JWKS_TICK: Duration = Duration::from_millis(500);
/// Bytes of one viewer that TLS takes before the kernel took what came before.
pub(crate) const TLS_UNSENT: usize = 16 * 1024;
/// How often it is looked whether the certificate's files have changed.
pub(crate) const TLS_LOOK: Duration = Duration::from_secs(5);
/// How long connecting to a node of Redis may take, and an answer of it.
pub(crate) const BUS_ANSWER: Duration = Duration::from_secs(1);
/// How often a heartbeat goes through every primary.
pub(crate) const BUS_BEAT: Duration = Duration::from_millis(200);
/// How long one may take before the connections are made anew.
pub(crate) const BUS_SILENCE: Duration = Duration::from_millis(700);
/// How often it is looked who has which slots, while all is well.
pub(crate) const BUS_LOOK: Duration = Duration::from_secs(1);
/// The same while a primary is away.
pub(crate) const BUS_LOOK_SOON: Duration = Duration::from_millis(100);
/// Messages of one primary that wait to be taken in; further ones are let go, and
/// its rooms repair themselves.
pub(crate) const BUS_INBOX: usize = 16_384;
/// Events that wait for the rooms; the primaries' messages wait behind them.
pub(crate) const BUS_EVENTS: usize = 4_096;
/// Subscriptions that are under way at one time.
pub(crate) const BUS_SUBSCRIBING: usize = 64;
/// Changes of a room that Redis keeps for gateways that missed some.
pub(crate) const BUS_LOG: usize = 256;
/// How long Redis keeps what it has of a room in which nothing happens.
pub(crate) const BUS_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Attempts at one call: where the slot is now, and with the functions loaded.
pub(crate) const BUS_TRIES: u32 = 3;
/// How long those who come first to a room wait for its channel.
pub(crate) const BUS_ATTACH: Duration = Duration::from_secs(2);
/// How long one is kept waiting who has seen newer stock elsewhere than is known here: as
/// long as another process may take to own the stock.
pub(crate) const STOCK_BEHIND: Duration = Duration::from_secs(5);
/// How long after one look for what a viewer has seen at another gateway the next begins.
pub(crate) const BUS_LEARN: Duration = Duration::from_millis(200);
/// How long a room goes on hearing others after its last viewer has left.
pub(crate) const BUS_LINGER: Duration = Duration::from_secs(10);
/// How often a room's viewers are added up over gateways while their number changes.
pub(crate) const BUS_CROWD: Duration = Duration::from_secs(1);
/// How often that is left out while it does not: well within the time after which a
/// gateway that is not heard of has nobody.
pub(crate) const BUS_CROWD_QUIET: u32 = 2;
/// Changes of a room that wait while one is under way; with more, its record is read.
pub(crate) const BUS_NEWS: usize = 64;
/// Viewers that one call adds to those that were seen in a room.
pub(crate) const BUS_SEEN: usize = 4_096;
