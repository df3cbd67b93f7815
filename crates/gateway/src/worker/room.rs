//! One room on one worker: its subscribers, and the walk that serves them.
//!
//! The walk visits every subscriber once after the log has grown, and writes
//! what lies between its cursors and the head. It runs in slices; in between,
//! other tasks of the worker run, and what was said meanwhile is taken up: then
//! the walk goes on around until everyone has got it. Whatever is critical is
//! therefore on its way within a slice, however large the room.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::sleep_until;

use super::{Here, Tally, seats::Seats};
use crate::{
    lanes::{Follower, Lanes, Log},
    rooms::Room,
    session::Session,
};

/// How long a walk goes on before others of the worker are served.
const SLICE: Duration = Duration::from_micros(500);
/// Visits between two looks at the clock.
const VISITS: usize = 16;

/// The room.
pub(crate) struct RoomHere {
    pub(crate) room: Arc<Room>,
    pub(crate) follower: Arc<Follower>,
    pub(crate) log: RefCell<Log>,
    subscribers: RefCell<Seats<Session>>,
    /// Sessions that are for this room, joined or not yet.
    sessions: Cell<u32>,
    /// Where the next walk begins, so that nobody is always last.
    at: Cell<usize>,
}

/// A session's claim on a room being followed; given back when it is dropped.
pub(crate) struct Presence(Rc<RoomHere>);

impl std::ops::Deref for Presence {
    type Target = Rc<RoomHere>;

    fn deref(&self) -> &Rc<RoomHere> {
        &self.0
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let left = self.0.sessions.get() - 1;
        self.0.sessions.set(left);
        if left == 0 {
            self.0.follower.ring();
        }
    }
}

impl RoomHere {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self {
            follower: room.lanes.follow(),
            log: RefCell::new(room.lanes.log()),
            subscribers: RefCell::default(),
            sessions: Cell::new(0),
            at: Cell::new(0),
            room,
        }
    }

    /// A claim on the room, for one more session.
    pub(super) fn of(here: &Rc<Here>, room: Arc<Room>) -> Presence {
        let room = here.room(room);
        room.sessions.set(room.sessions.get() + 1);
        Presence(room)
    }

    /// The room's lanes.
    pub(crate) fn lanes(&self) -> &Arc<Lanes> {
        &self.room.lanes
    }

    /// Brings the log up to date, for one who joins now.
    pub(crate) fn sync(&self) {
        self.lanes().sync(&mut self.log.borrow_mut());
    }

    /// Has the walk visit this session from now on.
    pub(crate) fn subscribe(&self, session: Rc<Session>) -> u32 {
        self.subscribers.borrow_mut().take(session)
    }

    /// No longer.
    pub(crate) fn unsubscribe(&self, place: u32) {
        self.subscribers.borrow_mut().leave(place);
    }

    fn hand_out_notices(&self, here: &Rc<Here>) {
        for notice in self.follower.take_notices() {
            if let Some(session) = here.session(notice.session) {
                session.notice(here, &notice.reservation);
            }
        }
    }

    /// Visits subscribers until the slice is over or all have been visited;
    /// says how many are left.
    fn slice(&self, here: &Here, mut left: usize, tally: &mut Tally) -> usize {
        let places = self.places();
        let end = Instant::now() + SLICE;
        let mut at = self.at.get();
        while left > 0 && places > 0 {
            for _ in 0..VISITS.min(left) {
                at = if at + 1 < places { at + 1 } else { 0 };
                // Not held while visiting: one whose socket is broken leaves.
                let session = self.subscribers.borrow().get(at).cloned();
                if let Some(session) = session {
                    session.visit(here, tally);
                }
            }
            left -= VISITS.min(left);
            if Instant::now() >= end {
                break;
            }
        }
        self.at.set(at);
        tally.flush(&here.meters);
        if places > 0 { left } else { 0 }
    }

    fn places(&self) -> usize {
        self.subscribers.borrow().places()
    }

    /// Walks until everyone was visited after the log last grew.
    async fn walk(&self, here: &Rc<Here>) -> u64 {
        let start = Instant::now();
        let mut tally = Tally::default();
        let mut version = self.log.borrow().version();
        let mut left = self.places();
        let mut lap = start;
        loop {
            left = self.slice(here, left, &mut tally);
            if left == 0 {
                break;
            }
            tokio::task::yield_now().await;
            self.hand_out_notices(here);
            self.sync();
            let newest = self.log.borrow().version();
            if newest != version {
                version = newest;
                left = self.places();
                lap = Instant::now();
            }
        }
        self.follower.walked(lap.elapsed());
        here.meters.walk.record(start.elapsed().as_secs_f64());
        version
    }
}

/// Serves a room's subscribers until no session is left for it.
pub(super) async fn attend(here: Rc<Here>, room: Rc<RoomHere>) {
    let mut walked = 0;
    loop {
        if walked != 0 && room.sessions.get() == 0 {
            break;
        }
        room.hand_out_notices(&here);
        let due = room.lanes().tick(Instant::now(), &room.follower);
        room.sync();
        // One who joined may have brought the log up to date: what counts is
        // what was walked with.
        if room.log.borrow().version() != walked {
            walked = room.walk(&here).await;
            continue;
        }
        match due {
            Some(due) => tokio::select! {
                () = room.follower.rung() => {}
                () = sleep_until(due.into()) => {}
            },
            None => room.follower.rung().await,
        }
    }
    room.lanes().unfollow(&room.follower);
    here.rooms.borrow_mut().remove(&room.room.show);
}
