//! The engine on a journal that fails at random, with crashes between any two
//! steps: nothing that was acknowledged is lost, nothing is oversold, a key has
//! one answer, and nobody sees a version go back. Time, faults and requests all
//! come from one seed, which a failure prints.

mod buyers;
mod disk;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use buyers::Buyers;
use disk::{Disk, Faults};
use hawker_proto::v1::WatchRequest;
use tokio::sync::oneshot;

use super::{Engine, Request, Watching, replay};
use crate::{
    Config,
    clock::{Clock, TimeSource},
    journal::{Journal as _, SHARD, Snapshot},
    snapshot,
};

/// Seeds that `make test` runs, and those that `make prove` does.
const SEEDS: u64 = 20;
const PROVEN_SEEDS: u64 = 2_000;
const STEPS: usize = 250;
const START_MS: i64 = 1_800_000_000_000;

/// A small generator of random numbers (splitmix64): the same on every machine.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    pub(super) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

/// The world's time, which only the simulation moves, and how far the wall clock
/// is off.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>, Arc<AtomicI64>);

impl Hands {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(START_MS)), Arc::default())
    }
}

impl TimeSource for Hands {
    fn wall_ms(&self) -> i64 {
        self.0.load(Relaxed) + self.1.load(Relaxed)
    }

    fn monotonic_ms(&self) -> i64 {
        self.0.load(Relaxed) - START_MS
    }
}

struct World {
    random: Random,
    hands: Hands,
    disk: Disk,
    engine: Engine<Disk>,
    watching: Option<Watching>,
    buyers: Buyers,
    crashes: u64,
}

fn recover(disk: &Disk, hands: &Hands) -> Engine<Disk> {
    let config = Config { snapshot_every_mib: 65_536, ..Config::default() };
    let dir = PathBuf::from("simulated");
    Engine::recover(disk.clone(), dir, Clock::new(hands.clone()), &config).unwrap()
}

impl World {
    fn new(seed: u64, faults: Faults) -> Self {
        let hands = Hands::new();
        let disk = Disk::new(seed, faults);
        let engine = disk.without_faults(|disk| recover(disk, &hands));
        let mut world = Self {
            random: Random(seed),
            hands,
            disk,
            engine,
            watching: None,
            buyers: Buyers::default(),
            crashes: 0,
        };
        world.open_shop();
        world
    }

    fn now(&self) -> i64 {
        self.hands.0.load(Relaxed)
    }

    /// Receives stock and opens a sale, without faults.
    fn open_shop(&mut self) {
        let disk = self.disk.clone();
        disk.without_faults(|_| {
            for command in self.buyers.opening(START_MS) {
                let request = self.buyers.send(command);
                self.turn(vec![request]);
            }
        });
    }

    /// One batch. A failure throws the state away, as the process would.
    fn turn(&mut self, requests: Vec<Request>) {
        let mut requests = requests.into_iter();
        let turned = self.engine.turn(&mut requests);
        // Whoever was not taken into the batch is not answered.
        drop(requests);
        if turned.is_err() {
            self.crash();
        }
        self.buyers.collect(&self.disk);
        self.look();
    }

    /// The state is lost, and another owner takes over.
    fn crash(&mut self) {
        self.crashes += 1;
        self.see_changes();
        self.watching = None;
        self.engine = self.disk.without_faults(|disk| recover(disk, &self.hands));
    }

    /// Watches as a gateway does, and reads.
    fn look(&mut self) {
        self.see_changes();
        if self.watching.is_none() {
            let (caller, mut answer) = oneshot::channel();
            let watch = Request::Watch(WatchRequest::default(), caller);
            if self.engine.turn(&mut std::iter::once(watch)).is_ok() {
                let watching = answer.try_recv().unwrap();
                self.buyers.see(&watching.0.stocks, &watching.0.sales);
                self.watching = Some(watching);
            } else {
                self.crash();
            }
        }
    }

    /// Whatever was let out has been seen by someone.
    fn see_changes(&mut self) {
        let Some((_, changes)) = &mut self.watching else { return };
        while let Ok(change) = changes.try_recv() {
            self.buyers.see(&change.stocks, &change.sales);
        }
    }

    fn step(&mut self) {
        let pause = match self.random.below(20) {
            0 => 30_000,
            1..5 => 1_500,
            _ => 5,
        };
        let now = self.now() + i64::try_from(self.random.below(pause)).unwrap();
        self.hands.0.store(now, Relaxed);
        if self.random.one_in(25) {
            self.snapshot();
        }
        let requests = self.buyers.ask(&mut self.random, now);
        if self.random.one_in(30) {
            // The process dies before it looks at them.
            drop(requests);
            self.crash();
            self.buyers.collect(&self.disk);
        } else {
            self.turn(requests);
        }
    }

    /// As the snapshot maker does it: from the last snapshot and the records since.
    fn snapshot(&self) {
        let dir = PathBuf::from("simulated");
        let mut stock = snapshot::load(self.disk.snapshot().as_ref(), 1, &dir).unwrap();
        for record in self.disk.reader().read(stock.position().seq + 1) {
            let (seq, bytes) = record.unwrap();
            replay(&mut stock, seq, &bytes).unwrap();
        }
        let seq = stock.position().seq;
        let kept = Snapshot::in_memory(seq, |out| snapshot::save(&stock, out));
        self.disk.keep_snapshot(kept.unwrap());
    }

    /// Everyone who has no answer asks again until there is one.
    fn settle(&mut self) {
        let disk = self.disk.clone();
        disk.without_faults(|_| {
            let requests = self.buyers.ask_again();
            self.turn(requests);
            self.crash();
            for command in self.buyers.everything_asked() {
                let request = self.buyers.send(command);
                self.turn(vec![request]);
            }
        });
        self.buyers.all_answered();
    }
}

fn simulate(seed: u64) -> u64 {
    let faults = Faults { lost: 40, kept: 40, fenced: 60 };
    let mut world = World::new(seed, faults);
    for _ in 0..STEPS {
        world.step();
    }
    world.settle();
    world.buyers.recount(&world.disk);
    world.crashes
}

#[test]
fn nothing_acknowledged_is_lost_whatever_fails() {
    assert_eq!(SHARD, 1);
    let proving = std::env::var_os("HAWKER_PROVE").is_some();
    let seeds = if proving { PROVEN_SEEDS } else { SEEDS };
    let only = std::env::var("HAWKER_SEED").ok().map(|seed| seed.parse().unwrap());
    let seeds = only.map_or(1..seeds + 1, |seed: u64| seed..seed + 1);
    let mut crashes = 0;
    for seed in seeds {
        let run = std::panic::catch_unwind(|| simulate(seed));
        match run {
            Ok(count) => crashes += count,
            Err(_) => panic!("seed {seed} fails; HAWKER_SEED={seed} runs it alone"),
        }
    }
    assert!(crashes > 0, "the journal did fail");
}

#[test]
fn no_hold_runs_out_while_the_wall_clock_is_not_believed() {
    let mut world = World::new(1, Faults { lost: 1, kept: 1, fenced: 1 });
    world.disk.clone().without_faults(|_| {
        let reserve = world.buyers.reserve(START_MS);
        let request = world.buyers.send(reserve);
        world.turn(vec![request]);
        assert_eq!(world.engine.applier.stock.open_holds(), 1);
        // An hour too far, and then long enough for the hold to run out.
        world.hands.1.store(3_600_000, Relaxed);
        world.turn(Vec::new());
        assert_eq!(world.engine.applier.stock.open_holds(), 1);
        world.hands.0.fetch_add(60_000, Relaxed);
        world.turn(Vec::new());
        assert_eq!(world.engine.applier.stock.open_holds(), 1, "expiry is paused");
        assert_eq!(world.engine.applier.until_due_ms(), None);
        world.hands.1.store(0, Relaxed);
        world.turn(Vec::new());
        assert_eq!(world.engine.applier.stock.open_holds(), 0, "the clock is back");
    });
}
