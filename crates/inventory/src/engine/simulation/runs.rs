//! Seeds that are run, and what each comes to.

use std::{
    ops::RangeInclusive,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::{Fails, START_MS, World};

/// Seeds that `make test` runs, and those that `make prove` does.
const SEEDS: u64 = 60;
const PROVEN_SEEDS: u64 = 10_000;
const STEPS: u64 = 120;

/// What seeds came to.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) seeds: u64,
    pub(super) crashes: u64,
    pub(super) records: u64,
}

impl Run {
    fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.crashes += other.crashes;
        self.records += other.records;
        if self.seeds.is_multiple_of(500) {
            println!("{} seeds so far", self.seeds);
        }
    }
}

/// Runs a seed; a failure says why, and which steps led to it.
pub(super) fn simulate(seed: u64) -> Fails<Run> {
    let mut world = World::new(seed)?;
    let run = catch_unwind(AssertUnwindSafe(|| {
        while world.step < STEPS {
            world.one_step()?;
        }
        world.settle()
    }));
    let why = match run {
        Ok(Ok(())) => {
            let records = world.place.platter.durable();
            return Ok(Run { seeds: 1, crashes: world.crashes, records });
        }
        Ok(Err(why)) => why,
        Err(_) => "a panic, see above".to_owned(),
    };
    let last = world.steps.len().saturating_sub(40);
    Err(format!("{}\n{why}", world.steps[last..].join("\n")))
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// The seeds that are asked for: one, so many, those from one to another, or as many as
/// are run otherwise, and where it is to be proven.
pub(super) fn wanted(tested: u64, proven: u64) -> RangeInclusive<u64> {
    if let Some(seed) = number("HAWKER_SEED") {
        return seed..=seed;
    }
    let proving = std::env::var_os("HAWKER_PROVE").is_some();
    let seeds = std::env::var("HAWKER_SEEDS").ok();
    match seeds.as_deref().map(|text| text.split_once('-').ok_or(text)) {
        Some(Ok((from, to))) => from.parse().unwrap()..=to.parse().unwrap(),
        Some(Err(last)) => 1..=last.parse().unwrap(),
        None => 1..=if proving { proven } else { tested },
    }
}

/// Runs seeds until one fails, on every core where they are many.
pub(super) fn simulate_all(
    seeds: RangeInclusive<u64>,
    simulate: impl Fn(u64) -> Fails<Run> + Sync,
) -> Run {
    let (next, last) = (AtomicU64::new(*seeds.start()), *seeds.end());
    let sum = Mutex::new(Run::default());
    let take_turns = || {
        loop {
            let seed = next.fetch_add(1, Relaxed);
            if seed > last {
                return;
            }
            match simulate(seed) {
                Ok(run) => sum.lock().unwrap().add(&run),
                Err(why) => {
                    next.store(u64::MAX / 2, Relaxed);
                    panic!("seed {seed} fails; HAWKER_SEED={seed} runs it alone\n{why}");
                }
            }
        }
    };
    let many = last - seeds.start() >= 1_000;
    let threads = if many { std::thread::available_parallelism().unwrap().get() } else { 1 };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(take_turns))));
    sum.into_inner().unwrap()
}

#[test]
fn no_promise_is_broken_whatever_fails() {
    let Run { seeds, crashes, records } = simulate_all(wanted(SEEDS, PROVEN_SEEDS), simulate);
    println!("\nproof: {seeds} seeds, {crashes} crashes, {records} records: no promise was broken");
    assert!(crashes > seeds, "there were crashes");
}

#[test]
fn no_hold_runs_out_while_the_wall_clock_is_not_believed() {
    let mut world = World::new(1).unwrap();
    world.place.platter.fail_one_in(0);
    let hands = world.place.hands.clone();
    let op = world.clients.one_unit(START_MS);
    let mut open_holds = |ops: &[usize]| {
        world.apply(ops).unwrap();
        world.flush().unwrap();
        let applier = &mut world.machine().engine.applier;
        (applier.stock.open_holds(), applier.until_due_ms().is_some())
    };
    assert_eq!(open_holds(&[op]), (1, true));
    // An hour too far, and then long enough for the hold to run out.
    hands.1.store(3_600_000, Relaxed);
    assert_eq!(open_holds(&[]), (1, false));
    hands.0.fetch_add(60_000, Relaxed);
    assert_eq!(open_holds(&[]), (1, false), "expiry is paused");
    hands.1.store(0, Relaxed);
    assert_eq!(open_holds(&[]).0, 0, "the clock is back");
}
