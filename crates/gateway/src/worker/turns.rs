//! Whose turn it is among a worker's rooms: one task for all of them, one list of
//! when they are due, and one bell that wakes it.
//!
//! A turn looks at rooms that have news or whose tick is due, and gives the rest of
//! its time to walks. Small rooms are walked first, but every second turn belongs to
//! a large one that waits: so a small room waits for half a millisecond beside a
//! giant one, which still gets half of the time. Between two turns the worker's
//! other tasks run, such as the one that hears its sockets.

use std::{
    cell::RefCell,
    collections::{BTreeSet, VecDeque},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::sleep_until;

use super::{Here, RoomHere, room::Look, seats::Seats};
use crate::{lanes::Bell, rooms::Room};

/// How long a turn takes before others of the worker are served.
const TURN: Duration = Duration::from_micros(500);
/// Rooms that are looked at before some are walked.
const LOOKS: usize = 32;

/// The rooms in turn.
#[derive(Default)]
pub(super) struct Turns {
    bell: Arc<Bell>,
    rooms: RefCell<Seats<RoomHere>>,
    waiting: RefCell<Waiting>,
}

/// Who waits for what. Each room stands at most once in each list.
#[derive(Default)]
struct Waiting {
    /// For being looked at, since they have news.
    rung: VecDeque<u32>,
    /// For the time of their next tick.
    due: BTreeSet<(Instant, u32)>,
    /// For a walk that is soon done.
    small: VecDeque<Rc<RoomHere>>,
    /// For one that is not.
    large: VecDeque<Rc<RoomHere>>,
}

impl Turns {
    /// A room that is followed from now on, and looked at in the next turn.
    pub(super) fn add(&self, room: Arc<Room>) -> Rc<RoomHere> {
        let mut rooms = self.rooms.borrow_mut();
        let here = Rc::new(RoomHere::new(room, &self.bell, rooms.next()));
        rooms.take(Rc::clone(&here));
        here.follower.ring();
        here
    }

    /// Forgets all of them.
    pub(super) fn clear(&self) {
        *self.rooms.borrow_mut() = Seats::default();
        *self.waiting.borrow_mut() = Waiting::default();
    }

    fn remove(&self, here: &Here, room: &RoomHere) {
        room.lanes().unfollow(&room.follower);
        self.wait(room, None);
        self.rooms.borrow_mut().leave(room.number);
        here.rooms.borrow_mut().remove(&room.room.show);
    }

    /// Takes in which rooms have news; says whether there is anything to do by now,
    /// or else when there will be.
    fn gather(&self, news: &mut Vec<u32>) -> Next {
        self.bell.take(news);
        let waiting = &mut *self.waiting.borrow_mut();
        waiting.rung.extend(news.drain(..));
        if !(waiting.rung.is_empty() && waiting.small.is_empty() && waiting.large.is_empty()) {
            return Next::Now;
        }
        match waiting.due.first() {
            Some((due, _)) if *due <= Instant::now() => Next::Now,
            Some((due, _)) => Next::At(*due),
            None => Next::WhenRung,
        }
    }

    /// The next room to look at.
    fn next_look(&self, now: Instant) -> Option<Rc<RoomHere>> {
        let waiting = &mut *self.waiting.borrow_mut();
        let rooms = self.rooms.borrow();
        // The number of a room that has gone may be another's, or nobody's: to
        // look once too often is no harm.
        while let Some(number) = waiting.rung.pop_front() {
            if let Some(room) = rooms.get(number as usize) {
                return Some(Rc::clone(room));
            }
        }
        waiting.due.first().filter(|(due, _)| *due <= now)?;
        let (_, number) = waiting.due.pop_first()?;
        let room = rooms.get(number as usize)?;
        room.due.set(None);
        Some(Rc::clone(room))
    }

    fn look(&self, here: &Rc<Here>, room: Rc<RoomHere>) {
        match room.look(here) {
            Look::Empty => self.remove(here, &room),
            Look::Waits(due) => self.wait(&room, due),
            Look::Walks => {}
            Look::Begins => {
                self.wait(&room, None);
                self.line_up(room);
            }
        }
    }

    fn line_up(&self, room: Rc<RoomHere>) {
        let waiting = &mut *self.waiting.borrow_mut();
        if room.is_small() { &mut waiting.small } else { &mut waiting.large }.push_back(room);
    }

    /// Has the room looked at then, and not when it was going to be before.
    fn wait(&self, room: &RoomHere, due: Option<Instant>) {
        let before = room.due.replace(due);
        if before == due {
            return;
        }
        let waiting = &mut *self.waiting.borrow_mut();
        if let Some(before) = before {
            waiting.due.remove(&(before, room.number));
        }
        if let Some(due) = due {
            waiting.due.insert((due, room.number));
        }
    }

    /// One turn.
    fn take(&self, here: &Rc<Here>, large_first: bool) {
        let now = Instant::now();
        let end = now + TURN;
        for _ in 0..LOOKS {
            let Some(room) = self.next_look(now) else { break };
            self.look(here, room);
        }
        while let Some(room) = self.next_walk(large_first) {
            if room.walk(here, end) {
                // What came meanwhile, or when the next tick is due.
                self.look(here, room);
            } else {
                self.line_up(room);
            }
            if Instant::now() >= end {
                break;
            }
        }
    }

    fn next_walk(&self, large_first: bool) -> Option<Rc<RoomHere>> {
        let Waiting { small, large, .. } = &mut *self.waiting.borrow_mut();
        let (first, then) = if large_first { (large, small) } else { (small, large) };
        first.pop_front().or_else(|| then.pop_front())
    }
}

/// When there is something to do.
enum Next {
    Now,
    At(Instant),
    WhenRung,
}

/// Serves the worker's rooms for as long as it lives.
pub(super) async fn give(here: Rc<Here>) {
    let turns = &here.turns;
    let mut news = Vec::new();
    let mut large_first = false;
    loop {
        match turns.gather(&mut news) {
            Next::Now => {
                turns.take(&here, large_first);
                large_first = !large_first;
                tokio::task::yield_now().await;
            }
            Next::At(due) => tokio::select! {
                () = turns.bell.rung() => {}
                () = sleep_until(due.into()) => {}
            },
            Next::WhenRung => turns.bell.rung().await,
        }
    }
}
