//! One worker's ear at a room: it rings the worker's bell when there is something
//! new, and keeps the private updates for sessions of that worker.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use hawker_proto::v1::Reservation;
use hawker_telemetry::gateway as metric;
use tokio::sync::Notify;

use super::hold;

/// Private updates of one room that may wait for one worker. A session that
/// misses one reads its reservations again when it reconnects.
const NOTICES: usize = 16_384;

/// A session, as its worker names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionKey {
    /// Its place in the worker's table.
    pub(crate) slot: u32,
    /// Its number, never used twice by a worker.
    pub(crate) number: u32,
}

/// How a reservation of a session's buyer stands now.
pub(crate) struct Notice {
    pub(crate) session: SessionKey,
    pub(crate) reservation: Arc<Reservation>,
}

/// What wakes one worker, and which of its rooms have news. However many rooms
/// have some, it is woken once for all of them.
#[derive(Default)]
pub(crate) struct Bell {
    /// Each room at most once, since a follower that has rung waits to be heard.
    news: Mutex<Vec<u32>>,
    wake: Notify,
}

impl Bell {
    fn ring(&self, room: u32) {
        let mut news = hold(&self.news);
        news.push(room);
        let first = news.len() == 1;
        drop(news);
        if first {
            self.wake.notify_one();
        }
    }

    /// Waits until a room has news; ends at once if one may have some already.
    pub(crate) async fn rung(&self) {
        self.wake.notified().await;
    }

    /// Takes the numbers of the rooms that have news, into a list that is empty.
    pub(crate) fn take(&self, into: &mut Vec<u32>) {
        std::mem::swap(&mut *hold(&self.news), into);
    }
}

/// One worker's ear.
pub(crate) struct Follower {
    bell: Arc<Bell>,
    /// The room's number at that bell.
    number: u32,
    /// Whether the bell was rung and nobody has heard it yet.
    rung: AtomicBool,
    walk_nanos: AtomicU64,
    notices: Mutex<VecDeque<Notice>>,
}

impl Follower {
    pub(super) fn new(bell: &Arc<Bell>, number: u32) -> Self {
        Self {
            bell: Arc::clone(bell),
            number,
            rung: AtomicBool::new(false),
            walk_nanos: AtomicU64::new(0),
            notices: Mutex::default(),
        }
    }

    /// Has the worker look at the room.
    pub(crate) fn ring(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) {
            self.bell.ring(self.number);
        }
    }

    /// Whether the worker is still to look at the room.
    pub(crate) fn has_rung(&self) -> bool {
        self.rung.load(Ordering::Acquire)
    }

    /// Says that the worker looks at the room now: what comes from here on rings
    /// anew.
    pub(crate) fn heard(&self) {
        self.rung.swap(false, Ordering::AcqRel);
    }

    /// Says how long the last walk took: ticks stretch by the slowest worker's.
    pub(crate) fn walked(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.walk_nanos.store(nanos, Ordering::Relaxed);
    }

    pub(super) fn walk(&self) -> Duration {
        Duration::from_nanos(self.walk_nanos.load(Ordering::Relaxed))
    }

    pub(super) fn notify(&self, notice: Notice) {
        let mut notices = hold(&self.notices);
        if notices.len() < NOTICES {
            notices.push_back(notice);
        } else {
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Notices).increment(1);
        }
        drop(notices);
        self.ring();
    }

    /// Takes the private updates that wait.
    pub(crate) fn take_notices(&self) -> VecDeque<Notice> {
        std::mem::take(&mut *hold(&self.notices))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn is_woken(bell: &Bell) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        pin!(bell.rung()).poll(&mut context) == Poll::Ready(())
    }

    #[test]
    fn many_rooms_with_news_wake_a_worker_once() {
        let bell = Arc::default();
        let rooms: Vec<_> = (0..5_000).map(|number| Follower::new(&bell, number)).collect();
        for room in rooms.iter().chain(&rooms) {
            room.ring();
        }
        assert!(is_woken(&bell));
        assert!(!is_woken(&bell), "once for all of them");
        let mut news = Vec::new();
        bell.take(&mut news);
        assert_eq!(news, (0..5_000).collect::<Vec<_>>(), "each of them once");
    }

    #[test]
    fn what_comes_while_a_room_is_looked_at_rings_anew() {
        let bell = Arc::default();
        let room = Follower::new(&bell, 7);
        room.ring();
        let mut news = Vec::new();
        bell.take(&mut news);
        assert!(is_woken(&bell));
        room.heard();
        room.ring();
        assert!(is_woken(&bell), "whoever looks must look again");
        news.clear();
        bell.take(&mut news);
        assert_eq!(news, [7]);
    }
}
