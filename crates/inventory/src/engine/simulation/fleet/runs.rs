//! Seeds that are run, what each comes to, and the hunt for bugs planted on purpose.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    super::runs::{Run, simulate_all, wanted},
    Fails, Fleet,
};
use crate::planted::{self, Bug};

/// Seeds that `make test` runs, and those that `make prove` does.
const SEEDS: u64 = 40;
const PROVEN_SEEDS: u64 = 5_000;
/// Bugs that only several owners, one after the other, can have, and the seed from which
/// on each is hunted: what it takes to find the rarest happens once in some hundred.
const OF_A_FLEET: [(Bug, u64); 4] = [
    (Bug::AppendsUnfenced, 1),
    (Bug::TrustsUncertain, 1),
    (Bug::ReadsUnconfirmed, 59),
    (Bug::ServesWithoutBarrier, 600),
];
/// Seeds within which it must be found.
const HUNTED: u64 = 40;
const STEPS: u64 = 160;
/// How much of the way to a failure is told, unless its seed is run alone.
const TOLD_STEPS: usize = 40;

/// Runs a seed; a failure says why, and which steps led to it.
fn simulate(seed: u64) -> Fails<(Run, u64)> {
    let mut fleet = Fleet::new(seed)?;
    let run = catch_unwind(AssertUnwindSafe(|| {
        while fleet.step < STEPS {
            fleet.one_step()?;
        }
        fleet.settle()
    }));
    let alone = std::env::var_os("HAWKER_SEED").is_some();
    let told = if alone { fleet.steps.len() } else { TOLD_STEPS };
    let steps = fleet.steps[fleet.steps.len().saturating_sub(told)..].join("\n");
    let why = match run {
        Ok(Ok(())) => {
            if alone {
                println!("{steps}");
            }
            let records = fleet.cluster.records();
            let run = Run { seeds: 1, crashes: fleet.takeovers, records };
            return Ok((run, fleet.cluster.failovers()));
        }
        Ok(Err(why)) => why,
        Err(_) => "a panic, see above".to_owned(),
    };
    Err(format!("{steps}\n{why}"))
}

#[test]
fn no_promise_is_broken_whoever_owns_the_stock() {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    let failovers = AtomicU64::new(0);
    let run = simulate_all(wanted(SEEDS, PROVEN_SEEDS), |seed| {
        let (run, times) = simulate(seed)?;
        failovers.fetch_add(times, Relaxed);
        Ok(run)
    });
    let (Run { seeds, crashes, records }, failovers) = (run, failovers.into_inner());
    println!(
        "\nproof: a fleet: {seeds} seeds, {crashes} takeovers, {failovers} failovers of \
        PostgreSQL, {records} records: no promise was broken"
    );
    assert!(crashes > seeds, "the stock was taken over");
}

#[test]
fn a_seed_comes_to_the_same_every_time() {
    let run = |seed| {
        let mut fleet = Fleet::new(seed).unwrap();
        (0..40).for_each(|_| fleet.one_step().unwrap());
        fleet.steps
    };
    assert_eq!(run(3), run(3));
}

/// The first seed from that one on which finds a bug that is planted, and why.
fn found_from(bug: Bug, first: u64) -> Option<(u64, String)> {
    planted::plant(Some(bug));
    let found = (first..first + HUNTED).find_map(|seed| Some((seed, simulate(seed).err()?)));
    planted::plant(None);
    found
}

#[test]
fn every_planted_bug_of_a_fleet_is_found() {
    let mut missed = Vec::new();
    for (bug, first) in OF_A_FLEET {
        match found_from(bug, first) {
            Some((seed, why)) => {
                let broken: String =
                    why.lines().last().unwrap_or_default().chars().take(160).collect();
                println!("\nproof: {bug:?} | seed {seed} | {broken}");
            }
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}
