//! Outcomes: what a run measured, as values that are stored and added up.
//!
//! Each worker makes an [`Outcome`] of its own viewers. [`Outcome::merge`] adds
//! them up exactly: in whichever order and groups, the sum is what one worker
//! with all viewers would have measured. Reports, comparisons and targets read
//! nothing but an outcome.

mod file;
mod latency;
mod names;
#[cfg(test)]
mod sample;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use crate::report::Balance;
pub use latency::{LONGEST_US, Latency};
pub use names::{Count, Kind};
#[cfg(test)]
pub(crate) use sample::sample;
pub use verdict::{Bottleneck, TargetOutcome};

/// The version of the JSON form.
pub const FORMAT: u32 = 1;

/// The most seconds of which a run keeps a row; later ones are added to the
/// last.
pub const SECONDS_MAX: usize = 90_000;

/// What a run measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// [`FORMAT`].
    pub format: u32,
    /// What was run.
    pub scenario: ScenarioNote,
    /// Unix milliseconds at which the run's moment zero was.
    pub began_ms: u64,
    /// How long it took, in seconds, from moment zero to the last answer.
    pub seconds: f64,
    /// What was measured in each second of the run.
    pub series: Vec<Second>,
    /// Latencies, by kind.
    pub latencies: BTreeMap<Kind, Latency>,
    /// Counts; what is not in it is 0.
    pub counts: BTreeMap<Count, u64>,
    /// Refusals, by the code that the server gave.
    pub refusals: BTreeMap<String, u64>,
    /// What must add up.
    pub balances: Vec<Balance>,
    /// What it ran on.
    pub environment: Environment,
    /// What the tester used, and whether it was the bottleneck.
    pub generator: Generator,
    /// What the server used, where it could be seen.
    pub server: Option<Server>,
    /// The plan's targets, and whether each was met.
    pub targets: Vec<TargetOutcome>,
    /// What else a reader should know, such as why sessions broke.
    pub notes: BTreeSet<String>,
}

/// What a report says of the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioNote {
    /// Its name.
    pub name: String,
    /// What it rehearses.
    pub about: String,
    /// Its seed.
    pub seed: u64,
    /// How many viewers of the real thing one viewer stood for.
    pub scale: f64,
    /// How many viewers it has.
    pub viewers: u32,
    /// How many shows it has.
    pub shows: u32,
    /// Its text.
    pub source: String,
    /// Marks of the timeline: second and text, such as `sale opens`.
    pub marks: Vec<(f64, String)>,
}

/// One second of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    /// Viewers with an open session at its end.
    pub viewers: u64,
    /// Critical publications and chat messages received.
    pub deliveries: u64,
    /// Chat messages sent.
    pub chats: u64,
    /// Looks at a listing.
    pub clicks: u64,
    /// Attempts to reserve that were sent.
    pub reserves: u64,
    /// Attempts that ended with units held.
    pub held: u64,
    /// Attempts that ended with sold out.
    pub sold_out: u64,
    /// Requests that ended with an error, sessions that broke, and connections
    /// that failed.
    pub errors: u64,
    /// Holds that were committed.
    pub paid: u64,
    /// Bytes received.
    pub bytes: u64,
    /// The newest stock that any viewer has seen of the first listing on sale,
    /// at the second's end.
    pub stock: Option<StockSeen>,
    /// The longest delivery that ended in it, in microseconds.
    pub delivery_max_us: u64,
    /// The longest answer that came in it, in microseconds.
    pub answer_max_us: u64,
    /// The tester's own CPU time, in microseconds, over all its threads.
    pub cpu_us: u64,
    /// The longest that the tester's own loop was late, in microseconds.
    pub lag_us: u64,
}

/// Stock that a viewer saw. The newer one of two is that of the higher version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StockSeen {
    /// The SKU's version.
    pub version: u32,
    /// Units available.
    pub available: u32,
}

/// What a run ran on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// The tester's version.
    pub tester: String,
    /// The server's version, as it says.
    pub server: String,
    /// Machines that viewers ran on, as `name: processor, cores, memory, kernel`.
    pub machines: BTreeSet<String>,
    /// The fewest descriptors that a process of the tester may have open.
    pub descriptors: Option<u64>,
}

/// What the tester used of its machines.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Generator {
    /// Worker processes or threads.
    pub workers: u32,
    /// CPU time over all of them, in seconds.
    pub cpu_seconds: f64,
    /// Memory resident at the peak, over all of them, in bytes.
    pub memory_bytes: u64,
    /// Sockets open at the peak, over all of them.
    pub sockets: u64,
    /// How late each worker's loop was, whenever it looked.
    pub lag: Latency,
    /// What held the run back that was the tester's own; empty where nothing
    /// did.
    pub bottlenecks: Vec<Bottleneck>,
}

/// What the server's process used, or all gateways' together, from the run's start to
/// its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Server {
    /// CPU time, in seconds.
    pub cpu_seconds: f64,
    /// Memory resident at the peak, in bytes.
    pub memory_bytes: u64,
}

impl Server {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Server) -> Server {
        Server {
            cpu_seconds: self.cpu_seconds + other.cpu_seconds,
            memory_bytes: self.memory_bytes + other.memory_bytes,
        }
    }
}

impl Outcome {
    /// One that has measured nothing yet.
    #[must_use]
    pub fn new() -> Outcome {
        Outcome { format: FORMAT, ..Outcome::default() }
    }

    /// Adds to a count.
    pub fn count(&mut self, what: Count, more: u64) {
        if more > 0 {
            *self.counts.entry(what).or_default() += more;
        }
    }

    /// A count.
    #[must_use]
    pub fn counted(&self, what: Count) -> u64 {
        self.counts.get(&what).copied().unwrap_or_default()
    }

    /// The histogram of a kind, to record into.
    pub fn latency(&mut self, kind: Kind) -> &mut Latency {
        self.latencies.entry(kind).or_default()
    }

    /// The row of a second of the run, to add to.
    pub fn second(&mut self, second: usize) -> &mut Second {
        let second = second.min(SECONDS_MAX - 1);
        if self.series.len() <= second {
            self.series.resize(second + 1, Second::default());
        }
        &mut self.series[second]
    }

    /// Adds what another worker measured of other viewers. What only one of
    /// them can know (scenario, server, balances, targets) is kept from
    /// whichever has it.
    pub fn merge(&mut self, other: &Outcome) {
        self.format = self.format.max(other.format);
        if self.scenario.name.is_empty() {
            self.scenario = other.scenario.clone();
        }
        self.began_ms = match (self.began_ms, other.began_ms) {
            (0, began) | (began, 0) => began,
            (mine, its) => mine.min(its),
        };
        self.seconds = self.seconds.max(other.seconds);
        for (second, its) in other.series.iter().enumerate() {
            self.second(second).merge(its);
        }
        for (kind, its) in &other.latencies {
            self.latency(*kind).merge(its);
        }
        for (what, its) in &other.counts {
            self.count(*what, *its);
        }
        for (code, its) in &other.refusals {
            *self.refusals.entry(code.clone()).or_default() += its;
        }
        self.balances.extend(other.balances.iter().cloned());
        self.balances.sort_by(|one, other| one.name.cmp(&other.name));
        self.environment.merge(&other.environment);
        self.generator.merge(&other.generator);
        self.server = self.server.or(other.server);
        if self.targets.is_empty() {
            self.targets.clone_from(&other.targets);
        }
        self.notes.extend(other.notes.iter().cloned());
    }

    /// Whether everything adds up and every target is met.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.balances.iter().all(|balance| balance.holds)
            && self.targets.iter().all(|target| target.met)
    }
}

impl Second {
    /// Adds the same second of another worker.
    pub fn merge(&mut self, other: &Second) {
        self.viewers += other.viewers;
        self.deliveries += other.deliveries;
        self.chats += other.chats;
        self.clicks += other.clicks;
        self.reserves += other.reserves;
        self.held += other.held;
        self.sold_out += other.sold_out;
        self.errors += other.errors;
        self.paid += other.paid;
        self.bytes += other.bytes;
        self.stock = self.stock.max(other.stock);
        self.delivery_max_us = self.delivery_max_us.max(other.delivery_max_us);
        self.answer_max_us = self.answer_max_us.max(other.answer_max_us);
        self.cpu_us += other.cpu_us;
        self.lag_us = self.lag_us.max(other.lag_us);
    }
}

impl Environment {
    fn merge(&mut self, other: &Environment) {
        for (mine, its) in [(&mut self.tester, &other.tester), (&mut self.server, &other.server)] {
            if mine.is_empty() {
                mine.clone_from(its);
            }
        }
        self.machines.extend(other.machines.iter().cloned());
        self.descriptors = match (self.descriptors, other.descriptors) {
            (Some(mine), Some(its)) => Some(mine.min(its)),
            (mine, its) => mine.or(its),
        };
    }
}

impl Generator {
    fn merge(&mut self, other: &Generator) {
        self.workers += other.workers;
        self.cpu_seconds += other.cpu_seconds;
        self.memory_bytes += other.memory_bytes;
        self.sockets += other.sockets;
        self.lag.merge(&other.lag);
        self.bottlenecks.extend(other.bottlenecks.iter().cloned());
        self.bottlenecks.sort();
        self.bottlenecks.dedup();
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::SmallRng;
    use rand::{Rng as _, SeedableRng as _};

    use super::*;

    /// One event, as any worker may record it.
    fn record(outcome: &mut Outcome, rng: &mut SmallRng) {
        let second = rng.random_range(0..9);
        outcome.count(Count::ALL[rng.random_range(0..Count::ALL.len())], rng.random_range(0..5));
        outcome
            .latency(Kind::ALL[rng.random_range(0..Kind::ALL.len())])
            .record(rng.random_range(0..9_999_999));
        let row = outcome.second(second);
        for sum in [
            &mut row.viewers,
            &mut row.deliveries,
            &mut row.chats,
            &mut row.clicks,
            &mut row.reserves,
            &mut row.held,
            &mut row.sold_out,
            &mut row.errors,
            &mut row.paid,
            &mut row.bytes,
            &mut row.cpu_us,
        ] {
            *sum += rng.random_range(0..5);
        }
        row.delivery_max_us = row.delivery_max_us.max(rng.random_range(0..10_000));
        row.answer_max_us = row.answer_max_us.max(rng.random_range(0..10_000));
        row.lag_us = row.lag_us.max(rng.random_range(0..10_000));
        let version = rng.random_range(1..50);
        row.stock = row.stock.max(Some(StockSeen { version, available: 100 - version }));
        *outcome.refusals.entry(format!("CODE_{}", rng.random_range(0..3))).or_default() += 1;
        outcome.generator.lag.record(rng.random_range(0..900));
    }

    #[test]
    fn workers_add_up_to_what_one_would_have_measured_in_any_order() {
        for seed in 0..20 {
            let mut rng = SmallRng::seed_from_u64(seed);
            let (mut whole, mut parts) = (Outcome::new(), vec![Outcome::new(); 5]);
            for event in 0..500_u64 {
                let mut same = SmallRng::seed_from_u64(seed << 32 | event);
                record(&mut whole, &mut same.clone());
                record(&mut parts[rng.random_range(0..5)], &mut same);
            }
            while parts.len() > 1 {
                let part = parts.remove(rng.random_range(0..parts.len()));
                let json = serde_json::to_string(&part).unwrap();
                let other = rng.random_range(0..parts.len());
                parts[other].merge(&serde_json::from_str(&json).unwrap());
            }
            assert_eq!(parts[0], whole, "seed {seed}");
        }
    }

    #[test]
    fn merging_keeps_what_only_one_can_know() {
        let mut first = Outcome::new();
        let mut second = Outcome::new();
        second.scenario.name = "smoke".to_owned();
        second.server = Some(Server { cpu_seconds: 1.5, memory_bytes: 9 });
        second.balances.push(Balance::equal("units", 5, 6));
        (first.began_ms, second.began_ms) = (20, 10);
        first.merge(&second);
        assert_eq!((first.scenario.name.as_str(), first.began_ms), ("smoke", 10));
        assert!(first.server.is_some() && !first.passed());
    }
}
