//! What a room says to everyone: the critical, state and chat lanes.
//!
//! One [`Lanes`] per room, shared by whoever publishes and by the workers that
//! deliver. Publishing never waits for a viewer: it appends to a shared log and
//! rings the workers' bells. A worker keeps a [`Log`], its own copy of the
//! pointers into the shared log, so that a delivery takes no lock; a viewer is
//! [`Cursors`] into it. There is no queue per viewer.
//!
//! Promises: critical publications go to everyone in order, each once; state is
//! the newest value by key and never goes back; chat is cut into shared ticks,
//! each sampled once for everyone, so that for every viewer chat received +
//! sampled out + skipped = accepted.

mod buyers;
mod chat;
mod config;
mod critical;
mod crowd;
mod cursors;
mod follower;
mod log;
mod outgoing;
mod pace;
mod sample;
mod snapshot;
mod start;
mod state;
mod table;

use std::{
    hash::Hash,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use hawker_domain::BuyerId;
use hawker_proto::v1::{
    ChatBatch, ChatMessage, GroupProgress, Publication, Reservation, RoomSettings, SkuStock,
    Snapshot, StockSeen, ViewerCount,
};

pub(crate) use chat::{Counts, NewChat};
pub use config::LaneConfig;
pub(crate) use cursors::{Batch, Cursors, PARTS, Part, Settled};
pub(crate) use follower::{Bell, Follower, Notice, SessionKey};
pub(crate) use log::Log;
pub(crate) use pace::wrong as wrong_setting;
pub(crate) use snapshot::SnapshotPiece;
pub(crate) use start::{Seen, Start};
pub(crate) use state::Stock;

use crate::{bus::Tally, codec::Deflate, limits::BUS_SEEN, rooms::SnapshotBase};
use buyers::Buyers;
use chat::ChatLane;
use critical::CriticalRing;
use crowd::Crowd;
use hawker_telemetry::gateway::{self as metric, Lane};
use pace::Pace;
use snapshot::SnapshotCache;
use state::StateLane;
use tokio::sync::Notify;

/// Bytes of a message to one viewer from which on it is compressed: nobody shares
/// the cost.
const PRIVATE_MIN: usize = 1_024;

/// The lanes of one room.
pub(crate) struct Lanes {
    config: LaneConfig,
    epoch: AtomicU32,
    inner: Mutex<Inner>,
    /// Goes up whenever the shared log grew, so that a worker sees without the
    /// lock whether it has anything to copy.
    version: AtomicU64,
    followers: Mutex<Vec<Arc<Follower>>>,
    buyers: Mutex<Buyers>,
    viewers: AtomicU32,
    /// Rung when there is chat for other gateways.
    outgoing: Notify,
    /// Rung when there is newer stock, for those who wait for it.
    restocked: Notify,
}

/// What one lock guards: held for appends and copies of pointers, never while
/// something is encoded.
struct Inner {
    critical: CriticalRing,
    state: StateLane,
    chat: ChatLane,
    snapshots: SnapshotCache,
    crowd: Crowd,
    pace: Pace,
}

pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lanes {
    /// The lanes of a room that has published this much of its history: the
    /// newest publications, in order.
    pub(crate) fn new(config: &LaneConfig, epoch: u32, history: Vec<Publication>) -> Arc<Self> {
        let inner = Inner {
            critical: CriticalRing::new(config, history),
            state: StateLane::new(config),
            chat: ChatLane::new(config, Instant::now()),
            snapshots: SnapshotCache::default(),
            crowd: Crowd::default(),
            pace: Pace::new(config, &RoomSettings::default()),
        };
        Arc::new(Self {
            config: config.clone(),
            epoch: AtomicU32::new(epoch),
            inner: Mutex::new(inner),
            version: AtomicU64::new(1),
            followers: Mutex::default(),
            buyers: Mutex::new(Buyers::new(config.buyers)),
            viewers: AtomicU32::new(0),
            outgoing: Notify::new(),
            restocked: Notify::new(),
        })
    }

    /// Keeps for other gateways, from now on, what they are to be told.
    pub(crate) fn share(&self) {
        let mut inner = hold(&self.inner);
        inner.chat.share();
        inner.crowd.share();
    }

    /// Chat that other gateways are to be told of, as soon as there is any.
    pub(crate) async fn chat_to_tell(&self) -> ChatBatch {
        loop {
            if let Some(batch) = hold(&self.inner).chat.take_outgoing() {
                return batch;
            }
            self.outgoing.notified().await;
        }
    }

    /// Takes in chat that was written at another gateway.
    pub(crate) fn take_in_chat(&self, batch: ChatBatch) {
        if hold(&self.inner).chat.hear(batch, Instant::now()) {
            self.ring(None);
        }
    }

    /// How many viewers this gateway has, and new ones, for the others.
    pub(crate) fn crowd_to_tell(&self) -> (Tally, Vec<u64>) {
        hold(&self.inner).crowd.take_untold(BUS_SEEN)
    }

    /// Takes new viewers back whom the others could not be told of.
    pub(crate) fn keep_untold(&self, seen: Vec<u64>) {
        hold(&self.inner).crowd.keep_untold(seen);
    }

    /// Takes in how many viewers all gateways have, this one with what it had told.
    pub(crate) fn set_crowd(&self, own: Tally, sum: Tally) {
        self.count(|crowd| crowd.set_sum(own, sum));
    }

    /// How many viewers are shown.
    pub(crate) fn crowd(&self) -> Tally {
        let ViewerCount { now, joined, left, .. } = hold(&self.inner).crowd.count();
        Tally { now, joined, left, ..Tally::default() }
    }

    /// Sessions in the room at this gateway.
    pub(crate) fn own_viewers(&self) -> u32 {
        hold(&self.inner).crowd.own()
    }

    /// Tells state and chat as the room has it from now on.
    pub(crate) fn set_pace(&self, room: &RoomSettings) {
        let mut inner = hold(&self.inner);
        inner.pace = Pace::new(&self.config, room);
        let pace = inner.pace;
        inner.state.set_interval(pace.state_tick_ms);
        inner.chat.set_pace(pace, Instant::now());
        drop(inner);
        // Workers wait for ticks that may be due earlier now.
        self.ring(None);
    }

    /// How state and chat are told at present, with everything set.
    pub(crate) fn settings(&self) -> RoomSettings {
        hold(&self.inner).pace.settings()
    }

    /// Says something critical. Its position is decided and stored by the
    /// caller, who calls in the order of offsets.
    pub(crate) fn publish(&self, publication: Publication) {
        let offset = publication.offset;
        if hold(&self.inner).critical.push(publication) {
            self.grown(None);
        } else {
            tracing::error!(offset, "a publication out of order was not sent");
        }
    }

    /// Sets a SKU's stock. An older version than the newest known is ignored.
    pub(crate) fn set_stock(&self, stock: SkuStock) {
        self.share_stock(&Stock::new(stock));
    }

    /// The same with one that other rooms are told of as well.
    pub(crate) fn share_stock(&self, stock: &Arc<Stock>) {
        let wake = hold(&self.inner).state.set_stock(stock);
        self.restocked.notify_waiters();
        if wake {
            self.ring(None);
        }
    }

    /// Whether one who saw that elsewhere saw newer stock than is known here.
    pub(crate) fn is_behind(&self, seen: &[StockSeen]) -> bool {
        !seen.is_empty() && hold(&self.inner).state.is_behind(seen)
    }

    /// Waits until no stock that is known here is older than what one saw elsewhere.
    pub(crate) async fn caught_up(&self, seen: &[StockSeen]) {
        loop {
            let mut restocked = std::pin::pin!(self.restocked.notified());
            // From here on nothing that comes is missed.
            restocked.as_mut().enable();
            if !self.is_behind(seen) {
                return;
            }
            restocked.await;
        }
    }

    /// Sets how far a group sale's group has come, read after what was set before.
    pub(crate) fn set_group(&self, group: GroupProgress) {
        let wake = hold(&self.inner).state.set_group(group);
        if wake {
            self.ring(None);
        }
    }

    /// Sets what joiners get beside state and chat, true as of the newest
    /// publication. Called together with [`Lanes::publish`], under the room's
    /// lock.
    pub(crate) fn set_base(&self, base: SnapshotBase) {
        let mut inner = hold(&self.inner);
        let offset = inner.critical.head();
        inner.snapshots.set_base(base, offset);
    }

    /// Takes a chat message: gives it its number and queues it for the tick.
    pub(crate) fn say(&self, message: NewChat) -> ChatMessage {
        let (message, wake) = hold(&self.inner).chat.say(message, Instant::now());
        if wake {
            self.ring(None);
        }
        message
    }

    /// Sessions in the room now, in a fleet at all gateways.
    pub(crate) fn viewers(&self) -> u32 {
        self.viewers.load(Ordering::Relaxed)
    }

    /// Everything as it stands.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.snapshot_piece().snapshot()
    }

    /// The same, encoded once for all who join at about this time, with the
    /// cursors at which the live lanes go on from it.
    pub(crate) fn snapshot_piece(&self) -> Arc<SnapshotPiece> {
        self.snapshot_with(0)
    }

    /// The same, with chat up to that tick at least: for one who has it, and must
    /// not be told older counts.
    pub(crate) fn snapshot_with(&self, chat: u32) -> Arc<SnapshotPiece> {
        let now = Instant::now();
        let mut guard = hold(&self.inner);
        let inner = &mut *guard;
        let state = inner.state.newest_told();
        let kept = inner.snapshots.fresh(now, &state, &self.config);
        if let Some(fresh) = kept.filter(|kept| kept.cursors().chat >= chat) {
            return fresh;
        }
        let cut = inner.state.due(now, Duration::ZERO).is_some_and(|due| due <= now)
            && inner.state.cut(now);
        let state = inner.state.newest_told();
        let made = inner.snapshots.make(now, self.epoch(), state, &inner.chat);
        drop(guard);
        if cut {
            self.grown(None);
        }
        made
    }

    /// Whether the line-up has a listing of that id.
    pub(crate) fn has_listing(&self, listing: &str) -> bool {
        hold(&self.inner).snapshots.has_listing(listing)
    }

    /// A worker's log of this room, up to date.
    pub(crate) fn log(&self) -> Log {
        let mut log = Log::new(&self.config);
        self.sync(&mut log);
        log
    }

    /// Whether its viewers may have permessage-deflate.
    pub(crate) fn deflates(&self) -> bool {
        self.config.deflate
    }

    /// A private message as a viewer gets it who has: compressed if it is large.
    pub(crate) fn squeezed(&self, message: Bytes) -> Bytes {
        let private = Deflate { min_bytes: PRIVATE_MIN, ..self.config.squeeze() };
        private.shrink(&message, Lane::Private)
    }

    /// Which history the offsets count.
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch.load(Ordering::Relaxed)
    }

    /// Begins another history after that position: everybody who is here gets a snapshot
    /// of this base, and nobody resumes from before it. Called under the room's lock.
    pub(crate) fn begin_anew(&self, position: hawker_domain::room::Position, base: SnapshotBase) {
        let mut inner = hold(&self.inner);
        inner.critical.begin_anew(position.offset);
        inner.snapshots.set_base(base, position.offset);
        self.epoch.store(position.epoch, Ordering::Relaxed);
        drop(inner);
        self.grown(None);
    }

    /// Tells a buyer's sessions in this room how one of their reservations
    /// stands.
    pub(crate) fn notify_buyer(&self, buyer: &BuyerId, reservation: Reservation) {
        let told = hold(&self.buyers).note(buyer, &reservation);
        let reservation = Arc::new(reservation);
        for (follower, session) in told {
            follower.notify(Notice { session, reservation: Arc::clone(&reservation) });
        }
    }

    /// Whether this buyer bought something in this show.
    pub(crate) fn has_bought(&self, buyer: &BuyerId) -> bool {
        hold(&self.buyers).has_bought(buyer)
    }

    /// Lets a session of a buyer hear of their reservations.
    pub(crate) fn hear(&self, buyer: &BuyerId, follower: &Arc<Follower>, session: SessionKey) {
        if !hold(&self.buyers).add(buyer, follower, session) {
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Buyers).increment(1);
        }
    }

    /// Ends that.
    pub(crate) fn unhear(&self, buyer: &BuyerId, follower: &Arc<Follower>, session: SessionKey) {
        hold(&self.buyers).remove(buyer, follower, session);
    }

    /// Starts to follow the room, for one worker, at whose bell it has that number.
    pub(crate) fn follow(&self, bell: &Arc<Bell>, number: u32) -> Arc<Follower> {
        let follower = Arc::new(Follower::new(bell, number));
        hold(&self.followers).push(Arc::clone(&follower));
        follower
    }

    /// Stops that.
    pub(crate) fn unfollow(&self, follower: &Arc<Follower>) {
        hold(&self.followers).retain(|other| !Arc::ptr_eq(other, follower));
    }

    /// Counts a session in, of the viewer whom that identifies.
    pub(crate) fn enter(&self, viewer: impl Hash) {
        self.count(|crowd| crowd.enter(viewer));
    }

    /// Counts a session out.
    pub(crate) fn leave(&self) {
        self.count(Crowd::leave);
    }

    fn count(&self, change: impl FnOnce(&mut Crowd) -> ViewerCount) {
        let mut inner = hold(&self.inner);
        let count = change(&mut inner.crowd);
        self.viewers.store(count.now, Ordering::Relaxed);
        let wake = inner.state.set_viewers(count);
        drop(inner);
        if wake {
            self.ring(None);
        }
    }

    /// Cuts the ticks that are due, and says when the next one will be. A tick
    /// is never due sooner than the slowest worker's walk allows.
    pub(crate) fn tick(&self, now: Instant, own: &Arc<Follower>) -> Option<Instant> {
        let walk = self.slowest_walk();
        let mut guard = hold(&self.inner);
        let inner = &mut *guard;
        let large = self.viewers() >= inner.pace.chat_rate_from;
        let mut cut = false;
        if inner.state.due(now, walk).is_some_and(|due| due <= now) {
            cut |= inner.state.cut(now);
        }
        if inner.chat.due(now, walk, large).is_some_and(|due| due <= now) {
            cut |= inner.chat.cut(now, large);
        }
        let next = [inner.state.due(now, walk), inner.chat.due(now, walk, large)];
        if cut && inner.chat.has_outgoing() {
            self.outgoing.notify_one();
        }
        drop(guard);
        if cut {
            self.grown(Some(own));
        }
        next.into_iter().flatten().min()
    }

    /// Whether messages wait that go out with the next look at the room.
    pub(crate) fn chat_is_due(&self, now: Instant) -> bool {
        let walk = self.slowest_walk();
        let inner = hold(&self.inner);
        let large = self.viewers() >= inner.pace.chat_rate_from;
        inner.chat.due(now, walk, large).is_some_and(|due| due <= now)
    }

    /// Brings a worker's log up to date; false when it was.
    pub(crate) fn sync(&self, log: &mut Log) -> bool {
        let version = self.version.load(Ordering::Acquire);
        if log.version() == version {
            return false;
        }
        let inner = hold(&self.inner);
        log.copy(version, &inner.critical, &inner.state, &inner.chat);
        true
    }

    fn slowest_walk(&self) -> Duration {
        hold(&self.followers).iter().map(|follower| follower.walk()).max().unwrap_or_default()
    }

    fn grown(&self, own: Option<&Arc<Follower>>) {
        self.version.fetch_add(1, Ordering::Release);
        self.ring(own);
    }

    /// Rings the bells of all workers but the one that knows already.
    fn ring(&self, own: Option<&Arc<Follower>>) {
        for follower in hold(&self.followers).iter() {
            if own.is_none_or(|own| !Arc::ptr_eq(own, follower)) {
                follower.ring();
            }
        }
    }
}

#[cfg(test)]
mod tests;
