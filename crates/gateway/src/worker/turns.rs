//! Whose turn it is among a worker's rooms: one task for all of them, one list of
//! when they are due, and one bell that wakes it.
//!
//! A turn looks at rooms that have news or whose tick is due, and gives the rest of
//! its time to walks. Small rooms are walked first, but every second turn belongs to
//! a large one that waits: so a small room waits for half a millisecond beside a
//! giant one, which still gets half of the time. Between two turns the worker's
//! other tasks run, such as the one that hears its sockets.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, VecDeque},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::sleep_until;

use super::{Here, seats::Seats};
use crate::lanes::Bell;

/// How long a turn takes before others of the worker are served.
const TURN: Duration = Duration::from_micros(500);
/// Rooms that are looked at before some are walked.
const LOOKS: usize = 32;

/// What takes turns: a room, on a worker.
pub(super) trait Turned {
    /// The worker.
    type Worker;

    fn place(&self) -> &Place;

    /// Whether a walk over it is soon done.
    fn is_small(&self) -> bool;

    /// Looks at what is new.
    fn look(&self, worker: &Self::Worker) -> Look;

    /// Goes on with the walk until that moment; whether everyone was visited after
    /// the log last grew.
    fn walk(&self, worker: &Self::Worker, end: Instant) -> bool;

    /// Whether there is more to do once a walk has ended.
    fn rest(&self, worker: &Self::Worker) -> Look {
        self.look(worker)
    }

    /// Nobody is there any more.
    fn forget(&self, worker: &Self::Worker);

    fn now(worker: &Self::Worker) -> Instant;
}

/// A room's number at its worker, and when it is to be looked at again.
pub(super) struct Place {
    number: u32,
    due: Cell<Option<Instant>>,
}

impl Place {
    pub(super) fn new(number: u32) -> Self {
        Self { number, due: Cell::new(None) }
    }
}

/// What came of looking at a room.
pub(super) enum Look {
    /// Nobody is there.
    Empty,
    /// Everyone has got everything; the next tick is due then.
    Waits(Option<Instant>),
    /// A walk is under way.
    Walks,
    /// A walk is to begin.
    Begins,
}

/// The rooms in turn.
pub(super) struct Turns<R> {
    bell: Arc<Bell>,
    rooms: RefCell<Seats<R>>,
    waiting: RefCell<Waiting<R>>,
    /// Whom the next turn belongs to.
    large_first: Cell<bool>,
}

/// Who waits for what. Each room stands at most once in each list.
struct Waiting<R> {
    /// For being looked at, since they have news.
    rung: VecDeque<u32>,
    /// For the time of their next tick.
    due: BTreeSet<(Instant, u32)>,
    /// For a walk that is soon done.
    small: VecDeque<Rc<R>>,
    /// For one that is not.
    large: VecDeque<Rc<R>>,
}

impl<R> Default for Waiting<R> {
    fn default() -> Self {
        Self {
            rung: VecDeque::new(),
            due: BTreeSet::new(),
            small: VecDeque::new(),
            large: VecDeque::new(),
        }
    }
}

impl<R: Turned> Waiting<R> {
    fn next_rung(&mut self, rooms: &Seats<R>) -> Option<Rc<R>> {
        // The number of a room that has gone may be another's, or nobody's: to
        // look once too often is no harm.
        while let Some(number) = self.rung.pop_front() {
            if let Some(room) = rooms.get(number as usize) {
                return Some(Rc::clone(room));
            }
        }
        None
    }

    fn next_due(&mut self, rooms: &Seats<R>, now: Instant) -> Option<Rc<R>> {
        self.due.first().filter(|(due, _)| *due <= now)?;
        let (_, number) = self.due.pop_first()?;
        let room = rooms.get(number as usize)?;
        room.place().due.set(None);
        Some(Rc::clone(room))
    }
}

impl<R> Default for Turns<R> {
    fn default() -> Self {
        Self {
            bell: Arc::default(),
            rooms: RefCell::default(),
            waiting: RefCell::default(),
            large_first: Cell::new(false),
        }
    }
}

impl<R: Turned> Turns<R> {
    /// A room that takes turns from now on, made with the bell that it has looked at
    /// by and its number there.
    pub(super) fn add(&self, make: impl FnOnce(&Arc<Bell>, u32) -> R) -> Rc<R> {
        let mut rooms = self.rooms.borrow_mut();
        let room = Rc::new(make(&self.bell, rooms.next()));
        rooms.take(Rc::clone(&room));
        room
    }

    /// Forgets all of them.
    pub(super) fn clear(&self) {
        *self.rooms.borrow_mut() = Seats::default();
        *self.waiting.borrow_mut() = Waiting::default();
    }

    fn remove(&self, worker: &R::Worker, room: &R) {
        self.wait(room, None);
        self.rooms.borrow_mut().leave(room.place().number);
        room.forget(worker);
    }

    /// Takes in which rooms have news; says whether there is anything to do by now,
    /// or else when there will be.
    fn gather(&self, news: &mut Vec<u32>, now: Instant) -> Next {
        self.bell.take(news);
        let waiting = &mut *self.waiting.borrow_mut();
        waiting.rung.extend(news.drain(..));
        if !(waiting.rung.is_empty() && waiting.small.is_empty() && waiting.large.is_empty()) {
            return Next::Now;
        }
        match waiting.due.first() {
            Some((due, _)) if *due <= now => Next::Now,
            Some((due, _)) => Next::At(*due),
            None => Next::WhenRung,
        }
    }

    /// The next room to look at: one that has news, or one whose tick is due.
    fn next_look(&self, now: Instant, due_first: bool) -> Option<Rc<R>> {
        let waiting = &mut *self.waiting.borrow_mut();
        let rooms = &*self.rooms.borrow();
        if due_first {
            waiting.next_due(rooms, now).or_else(|| waiting.next_rung(rooms))
        } else {
            waiting.next_rung(rooms).or_else(|| waiting.next_due(rooms, now))
        }
    }

    /// Does what came of looking at a room.
    fn follow(&self, worker: &R::Worker, room: Rc<R>, look: Look) {
        match look {
            Look::Empty => self.remove(worker, &room),
            Look::Waits(due) => self.wait(&room, due),
            Look::Walks => {}
            Look::Begins => {
                self.wait(&room, None);
                self.line_up(room);
            }
        }
    }

    fn line_up(&self, room: Rc<R>) {
        let waiting = &mut *self.waiting.borrow_mut();
        if room.is_small() { &mut waiting.small } else { &mut waiting.large }.push_back(room);
    }

    /// Has the room looked at then, and not when it was going to be before.
    fn wait(&self, room: &R, due: Option<Instant>) {
        let Place { number, due: waits } = room.place();
        let before = waits.replace(due);
        if before == due {
            return;
        }
        let waiting = &mut *self.waiting.borrow_mut();
        if let Some(before) = before {
            waiting.due.remove(&(before, *number));
        }
        if let Some(due) = due {
            waiting.due.insert((due, *number));
        }
    }

    /// One turn.
    fn take(&self, worker: &R::Worker) {
        let now = R::now(worker);
        let end = now + TURN;
        let large_first = self.large_first.replace(!self.large_first.get());
        for look in 0..LOOKS {
            // However many have news, ticks are cut in time, and the other way round.
            let Some(room) = self.next_look(now, look % 2 == 1) else { break };
            let look = room.look(worker);
            self.follow(worker, room, look);
        }
        while let Some(room) = self.next_walk(large_first) {
            if room.walk(worker, end) {
                // What came meanwhile, or when the next tick is due.
                let rest = room.rest(worker);
                self.follow(worker, room, rest);
            } else {
                self.line_up(room);
            }
            if R::now(worker) >= end {
                break;
            }
        }
    }

    fn next_walk(&self, large_first: bool) -> Option<Rc<R>> {
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
    loop {
        match turns.gather(&mut news, Instant::now()) {
            Next::Now => {
                turns.take(&here);
                here.tally.borrow_mut().flush(&here.meters);
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

#[cfg(test)]
mod tests;
