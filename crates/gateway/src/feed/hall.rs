//! One room for its feeds: a copy of the log's pointers, kept up to date by one
//! task, and who sits here.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep_until},
};

use super::{Feeds, Seat};
use crate::{
    lanes::{Bell, Follower, Log, Seen, SessionKey, Start, hold},
    rooms::Room,
    token::Revocations,
};

/// How often seats are looked at for whether they take anything.
const LOOK: Duration = Duration::from_secs(1);

/// The hall.
pub(super) struct Hall {
    pub(super) room: Arc<Room>,
    pub(super) follower: Arc<Follower>,
    /// Its own, at which the room has the number 0.
    bell: Arc<Bell>,
    pub(super) log: Mutex<Log>,
    news: watch::Sender<u64>,
    seats: Mutex<HashMap<SessionKey, Arc<Seat>>>,
    /// Feeds that are here or about to be.
    feeds: AtomicU32,
}

impl Hall {
    pub(super) fn new(room: Arc<Room>) -> Self {
        let log = room.lanes.log();
        let bell = Arc::default();
        Self {
            follower: room.lanes.follow(&bell, 0),
            bell,
            news: watch::Sender::new(log.version()),
            log: Mutex::new(log),
            seats: Mutex::default(),
            feeds: AtomicU32::new(0),
            room,
        }
    }

    /// Counts a feed in; called under the lock of all halls.
    pub(super) fn enter(&self) {
        self.feeds.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts it out.
    pub(super) fn leave(&self) {
        if self.feeds.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.follower.ring();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.feeds.load(Ordering::Relaxed) == 0
    }

    /// Where one starts who saw that, and the news from there on.
    pub(super) fn start(&self, seen: &Seen) -> (Start, watch::Receiver<u64>) {
        let news = self.news.subscribe();
        let mut log = hold(&self.log);
        self.room.lanes.sync(&mut log);
        (self.room.lanes.start(&log, seen), news)
    }

    /// Has private updates reach this seat.
    pub(super) fn sit(&self, seat: &Arc<Seat>) {
        hold(&self.seats).insert(seat.key, Arc::clone(seat));
        if let Ok(buyer) = seat.who.buyer() {
            self.room.lanes.hear(buyer, &self.follower, seat.key);
        }
    }

    /// No longer.
    pub(super) fn stand_up(&self, seat: &Seat) {
        hold(&self.seats).remove(&seat.key);
        if let Ok(buyer) = seat.who.buyer() {
            self.room.lanes.unhear(buyer, &self.follower, seat.key);
        }
    }

    /// Feeds that sit here.
    pub(super) fn seats(&self) -> u32 {
        self.feeds.load(Ordering::Relaxed)
    }

    fn seat(&self, key: SessionKey) -> Option<Arc<Seat>> {
        hold(&self.seats).get(&key).cloned()
    }

    fn hand_out_notices(&self, most: usize) {
        for notice in self.follower.take_notices() {
            if let Some(seat) = self.seat(notice.session) {
                seat.notice(&notice.reservation, most);
            }
        }
    }

    fn sync(&self) {
        let mut log = hold(&self.log);
        self.room.lanes.sync(&mut log);
        let version = log.version();
        drop(log);
        self.news.send_if_modified(|told| std::mem::replace(told, version) != version);
    }

    /// Has those look up whose token was taken back.
    fn call_revoked(&self, revocations: &Revocations) {
        let seats: Vec<_> = hold(&self.seats).values().cloned().collect();
        for seat in seats.iter().filter(|seat| revocations.hold_for(&seat.who)) {
            seat.bell.notify_one();
        }
    }

    fn cut_stalled(&self, after: Duration) {
        let Some(then) = Instant::now().checked_sub(after) else { return };
        let seats: Vec<_> = hold(&self.seats).values().cloned().collect();
        for seat in seats {
            if seat.cut_if_stalled(then) {
                tracing::debug!(session = %seat.session, "a feed took nothing and was cut off");
            }
        }
    }
}

/// Serves a room's feeds until none is left.
pub(super) async fn attend(feeds: Arc<Feeds>, hall: Arc<Hall>) {
    let most = feeds.config().outbox_frames;
    let stall = Duration::from_millis(u64::from(feeds.config().stall_ms));
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rung = Vec::new();
    while !feeds.close(&hall) {
        hall.bell.take(&mut rung);
        rung.clear();
        hall.follower.heard();
        hall.hand_out_notices(most);
        let due = hall.room.lanes.tick(Instant::now(), &hall.follower);
        hall.sync();
        let tick = async {
            match due {
                Some(due) => sleep_until(due.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = hall.bell.rung() => {}
            () = tick => {}
            _ = looks.tick() => {
                hall.cut_stalled(stall);
                hall.call_revoked(feeds.shared.keys.revocations());
            }
        }
    }
    hall.room.lanes.unfollow(&hall.follower);
}
