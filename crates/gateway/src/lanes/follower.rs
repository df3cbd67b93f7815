//! One worker's ear at a room: a bell that is rung when there is something new,
//! and the private updates for sessions of that worker.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
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

/// One worker's ear.
pub(crate) struct Follower {
    bell: Notify,
    walk_nanos: AtomicU64,
    notices: Mutex<VecDeque<Notice>>,
}

impl Follower {
    pub(super) fn new() -> Self {
        Self { bell: Notify::new(), walk_nanos: AtomicU64::new(0), notices: Mutex::default() }
    }

    /// Wakes the worker's walk, or makes its next wait end at once.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Waits for the bell.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
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
