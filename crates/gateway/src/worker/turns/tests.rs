//! Turns as they are given out, on a clock that only moves by what is done: rooms
//! whose looks and visits take a fixed time each.

use super::*;
use crate::lanes::{Follower, LaneConfig, Lanes};

const LOOK: Duration = Duration::from_micros(2);
const VISIT: Duration = Duration::from_micros(8);
/// Visits between two looks at the clock.
const VISITS: usize = 16;
const GIANT: usize = 10_000;

struct Worker {
    began: Instant,
    now: Cell<Instant>,
}

impl Worker {
    fn spend(&self, time: Duration) {
        self.now.set(self.now.get() + time);
    }
}

struct Room {
    follower: Arc<Follower>,
    place: Place,
    viewers: usize,
    /// How often a tick of it is cut, and when the next one will be.
    tick: Option<(Duration, Cell<Instant>)>,
    /// Since when there is something that not everyone has got.
    said: Cell<Option<Instant>>,
    /// Whether some of that came after the walk last began anew.
    news: Cell<bool>,
    walks: Cell<bool>,
    left: Cell<usize>,
    visits: Cell<u32>,
    /// How long the last of its viewers waited at most.
    worst: Cell<Duration>,
}

impl Room {
    /// Something is said that everyone is to get at once.
    fn say(&self, worker: &Worker) {
        self.note(worker.now.get());
        self.follower.ring();
    }

    fn note(&self, when: Instant) {
        self.said.set(self.said.get().or(Some(when)));
        self.news.set(true);
    }

    /// What part of the time went to its viewers.
    fn share(&self, worker: &Worker) -> f64 {
        let all = worker.now.get() - worker.began;
        (VISIT * self.visits.get()).as_secs_f64() / all.as_secs_f64()
    }

    /// How long somebody waits at most, up to now.
    fn worst(&self, worker: &Worker) -> Duration {
        let still = self.said.get().map(|said| worker.now.get() - said);
        self.worst.get().max(still.unwrap_or_default())
    }
}

impl Turned for Room {
    type Worker = Worker;

    fn place(&self) -> &Place {
        &self.place
    }

    fn is_small(&self) -> bool {
        self.viewers <= 128
    }

    fn look(&self, worker: &Worker) -> Look {
        worker.spend(LOOK);
        self.follower.heard();
        if self.walks.get() {
            return Look::Walks;
        }
        if let Some((every, due)) = &self.tick
            && due.get() <= worker.now.get()
        {
            self.note(due.get());
            due.set(worker.now.get() + *every);
        }
        if self.news.get() {
            self.walks.set(true);
            return Look::Begins;
        }
        Look::Waits(self.tick.as_ref().map(|(_, due)| due.get()))
    }

    fn walk(&self, worker: &Worker, end: Instant) -> bool {
        if self.news.replace(false) {
            self.left.set(self.viewers);
        }
        while self.left.get() > 0 {
            let some = self.left.get().min(VISITS);
            worker.spend(VISIT * some as u32);
            self.left.set(self.left.get() - some);
            self.visits.set(self.visits.get() + some as u32);
            if self.left.get() > 0 && worker.now.get() >= end {
                return false;
            }
        }
        self.walks.set(false);
        if let Some(said) = self.said.take() {
            self.worst.set(self.worst.get().max(worker.now.get() - said));
        }
        true
    }

    fn forget(&self, _: &Worker) {}

    fn now(worker: &Worker) -> Instant {
        worker.now.get()
    }
}

/// A worker and its turns.
struct Stage {
    worker: Worker,
    turns: Turns<Room>,
    lanes: Arc<Lanes>,
}

impl Stage {
    fn new() -> Self {
        let began = Instant::now();
        Self {
            worker: Worker { began, now: Cell::new(began) },
            turns: Turns::default(),
            lanes: Lanes::new(&LaneConfig::default(), 1, Vec::new()),
        }
    }

    fn room(&self, viewers: usize, tick: Option<Duration>) -> Rc<Room> {
        let room = self.turns.add(|bell, number| Room {
            follower: self.lanes.follow(bell, number),
            place: Place::new(number),
            viewers,
            tick: tick.map(|every| (every, Cell::new(self.worker.began + every))),
            said: Cell::default(),
            news: Cell::default(),
            walks: Cell::default(),
            left: Cell::default(),
            visits: Cell::default(),
            worst: Cell::default(),
        });
        room.follower.ring();
        room
    }

    /// Gives turns for that long, with something said before each of them.
    fn run(&self, time: Duration, mut say: impl FnMut(&Worker)) {
        let mut news = Vec::new();
        while self.worker.now.get() < self.worker.began + time {
            say(&self.worker);
            match self.turns.gather(&mut news, self.worker.now.get()) {
                Next::Now => self.turns.take(&self.worker),
                Next::At(due) => self.worker.now.set(due),
                Next::WhenRung => self.worker.spend(TURN),
            }
        }
    }
}

#[test]
fn a_giant_room_that_never_comes_to_an_end_lets_small_ones_have_their_turn() {
    let stage = Stage::new();
    let giant = stage.room(GIANT, None);
    let every = Duration::from_millis(20);
    let small: Vec<_> = (0..50).map(|_| stage.room(20, Some(every))).collect();
    stage.run(Duration::from_secs(3), |worker| giant.say(worker));
    for room in &small {
        // All of them are due at the same moment: what others need for their walks,
        // and as much again for the giant.
        let (worst, all) = (room.worst(&stage.worker), VISIT * 20 * 50);
        assert!(worst < (all + LOOK * 100) * 2 + TURN * 2, "waited for {worst:?}");
        assert!(room.visits.get() >= 20 * 75, "{} visits", room.visits.get());
    }
    let share = giant.share(&stage.worker);
    assert!(share > 0.45, "the giant got {share}");
}

#[test]
fn one_small_room_beside_a_giant_one_waits_for_a_turn() {
    let stage = Stage::new();
    let giant = stage.room(GIANT, None);
    let small = stage.room(100, Some(Duration::from_millis(20)));
    stage.run(Duration::from_secs(3), |worker| giant.say(worker));
    // Behind a turn that has begun, and one that belongs to the giant.
    let worst = small.worst(&stage.worker);
    assert!(worst < TURN * 2 + VISIT * 128 + VISIT * 100 + LOOK * 8, "waited for {worst:?}");
}

#[test]
fn hundreds_of_small_rooms_that_never_fall_silent_leave_the_giant_its_half() {
    let stage = Stage::new();
    let giant = stage.room(GIANT, None);
    let small: Vec<_> = (0..300).map(|_| stage.room(20, None)).collect();
    stage.run(Duration::from_secs(3), |worker| {
        giant.say(worker);
        small.iter().for_each(|room| room.say(worker));
    });
    let share = giant.share(&stage.worker);
    assert!(share > 0.4, "the giant got {share}");
    let visits = || small.iter().map(|room| room.visits.get());
    let (least, most) = (visits().min().unwrap(), visits().max().unwrap());
    // A walk that a turn's end divides goes on around for what was said meanwhile.
    assert!(least >= 200 && most <= least * 2, "{least} to {most} visits of each small room");
}

#[test]
fn a_tick_is_cut_in_time_however_many_rooms_have_news() {
    let stage = Stage::new();
    let ticking = stage.room(2, Some(Duration::from_millis(20)));
    let loud: Vec<_> = (0..500).map(|_| stage.room(2, None)).collect();
    stage.run(Duration::from_secs(1), |worker| loud.iter().for_each(|room| room.say(worker)));
    // It is looked at in the next turn, and then in line with those that walk.
    let line = (VISIT * 2 + LOOK * 2) * 500 * 2;
    let worst = ticking.worst(&stage.worker);
    assert!(worst < line, "waited for {worst:?}");
    let ticks = ticking.visits.get() / 2;
    assert!(ticks >= 20, "{ticks} ticks in a second");
}
