//! Seeds that are run, and what each comes to.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering::Relaxed,
};

use super::{Fails, START_MS, World};

/// Seeds that `make test` runs, and those that `make prove` does.
const SEEDS: u64 = 60;
const PROVEN_SEEDS: u64 = 10_000;
const STEPS: u64 = 120;

/// What a seed came to.
pub(super) struct Run {
    crashes: u64,
    records: u64,
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
            return Ok(Run { crashes: world.crashes, records });
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

#[test]
fn no_promise_is_broken_whatever_fails() {
    let proving = std::env::var_os("HAWKER_PROVE").is_some();
    let seeds = number("HAWKER_SEEDS").unwrap_or(if proving { PROVEN_SEEDS } else { SEEDS });
    let seeds = number("HAWKER_SEED").map_or(1..seeds + 1, |seed| seed..seed + 1);
    let (mut crashes, mut records, mut ran) = (0, 0, 0);
    for seed in seeds {
        match simulate(seed) {
            Ok(run) => (crashes, records) = (crashes + run.crashes, records + run.records),
            Err(why) => panic!("seed {seed} fails; HAWKER_SEED={seed} runs it alone\n{why}"),
        }
        ran += 1;
        if ran % 500 == 0 {
            println!("{ran} seeds so far");
        }
    }
    println!("{ran} seeds, {crashes} crashes, {records} records: no promise was broken");
    assert!(crashes > ran, "there were crashes");
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
