//! One room on one worker: its subscribers, and the walk that serves them.
//!
//! The walk visits every subscriber once after the log has grown, and writes
//! what lies between its cursors and the head. It is made in slices, which the
//! worker's [`super::turns`] give out; what was said between them is taken up:
//! then the walk goes on around until everyone has got it. Whatever is critical
//! is therefore on its way within a slice, however large the room.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Here,
    seats::Seats,
    turns::{Look, Place, Turned},
};
use crate::{
    lanes::{Bell, Follower, Lanes, Log},
    rooms::Room,
    session::Session,
};

/// Places up to which a room is small: a walk over it is done within a slice or two.
const SMALL: usize = 128;
/// Since the last walk, in milliseconds, for the room to be called lively.
const LIVELY_MS: u32 = 1_000;
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
    /// The walk that is under way.
    walk: RefCell<Option<Walk>>,
    /// The version of the log with which the last one was made, and when it ended.
    walked: Cell<u64>,
    walked_at: Cell<u32>,
    /// When the next tick is due after a walk that has just ended, unless the room is to
    /// be looked at.
    ended: Cell<Option<Option<Instant>>>,
    place: Place,
}

/// A walk that is under way, or about to begin.
#[derive(Default)]
struct Walk {
    /// That of the log with which the visits are made; none is 0.
    version: u64,
    left: usize,
    start: Option<Instant>,
    /// When the visits with this version began.
    lap: Option<Instant>,
    /// When the next tick is due.
    due: Option<Instant>,
    /// Whether the room was to be looked at meanwhile.
    asked: bool,
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
    pub(super) fn new(room: Arc<Room>, bell: &Arc<Bell>, number: u32) -> Self {
        Self {
            follower: room.lanes.follow(bell, number),
            log: RefCell::new(room.lanes.log()),
            subscribers: RefCell::default(),
            sessions: Cell::new(0),
            at: Cell::new(0),
            walk: RefCell::default(),
            walked: Cell::new(0),
            walked_at: Cell::new(0),
            ended: Cell::default(),
            place: Place::new(number),
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

    /// Visits subscribers until that moment or until all have been visited; says how
    /// many are left.
    fn slice(&self, here: &Here, mut left: usize, end: Instant) -> usize {
        let tally = &mut *here.tally.borrow_mut();
        let places = self.places();
        let mut at = self.at.get();
        while left > 0 && places > 0 {
            // The seats are not held while visiting: one whose socket is broken leaves.
            let mut sessions: [Option<Rc<Session>>; VISITS] = Default::default();
            for session in sessions.iter_mut().take(left) {
                at = if at + 1 < places { at + 1 } else { 0 };
                *session = self.subscribers.borrow().get(at).cloned();
                session.iter().for_each(|it| it.approach());
            }
            sessions.into_iter().flatten().for_each(|session| session.visit(here, tally));
            left -= VISITS.min(left);
            if left > 0 && Instant::now() >= end {
                break;
            }
        }
        self.at.set(at);
        if places > 0 { left } else { 0 }
    }

    fn places(&self) -> usize {
        self.subscribers.borrow().places()
    }

    /// Whether everyone here is visited within a turn or two, since there is chat to be
    /// told at once: who said it is then sent the answer and the tick in one write.
    pub(crate) fn walks_soon(&self) -> bool {
        self.is_small() && self.follower.has_rung() && self.lanes().chat_is_due(Instant::now())
    }

    /// Whether everyone was sent something within the second before that moment.
    pub(crate) fn is_lively(&self, now: u32) -> bool {
        self.walked.get() > 0 && now.wrapping_sub(self.walked_at.get()) < LIVELY_MS
    }
}

impl Turned for RoomHere {
    type Worker = Rc<Here>;

    fn place(&self) -> &Place {
        &self.place
    }

    fn now(_: &Rc<Here>) -> Instant {
        Instant::now()
    }

    fn forget(&self, here: &Rc<Here>) {
        self.lanes().unfollow(&self.follower);
        here.rooms.borrow_mut().remove(&self.room.show);
    }

    fn look(&self, here: &Rc<Here>) -> Look {
        self.follower.heard();
        self.hand_out_notices(here);
        if let Some(walk) = &mut *self.walk.borrow_mut() {
            // It takes up by itself what is new.
            walk.asked = true;
            return Look::Walks;
        }
        if self.sessions.get() == 0 {
            return Look::Empty;
        }
        let due = self.lanes().tick(Instant::now(), &self.follower);
        self.sync();
        // One who joined may have brought the log up to date: what counts is
        // what was walked with.
        if self.log.borrow().version() == self.walked.get() {
            return Look::Waits(due);
        }
        *self.walk.borrow_mut() = Some(Walk { due, ..Walk::default() });
        Look::Begins
    }

    fn walk(&self, here: &Rc<Here>, end: Instant) -> bool {
        let Some(mut walk) = self.walk.borrow_mut().take() else { return true };
        self.sync();
        let newest = self.log.borrow().version();
        if newest != walk.version {
            let now = Instant::now();
            walk.start.get_or_insert(now);
            (walk.version, walk.left, walk.lap) = (newest, self.places(), Some(now));
        }
        walk.left = self.slice(here, walk.left, end);
        if walk.left > 0 {
            *self.walk.borrow_mut() = Some(walk);
            return false;
        }
        self.walked.set(walk.version);
        self.walked_at.set(here.millis());
        let took = |since: Option<Instant>| since.map_or(Duration::ZERO, |since| since.elapsed());
        self.follower.walked(took(walk.lap));
        here.tally.borrow_mut().walked(took(walk.start));
        self.ended.set((!walk.asked).then_some(walk.due));
        true
    }

    fn rest(&self, here: &Rc<Here>) -> Look {
        // Whatever is new since the walk began has rung: then it is looked at anyhow.
        self.ended.take().map_or_else(|| self.look(here), Look::Waits)
    }

    fn is_small(&self) -> bool {
        self.places() <= SMALL
    }
}
