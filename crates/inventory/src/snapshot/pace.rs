//! When a snapshot is due, and how much of a hurry there is.
//!
//! A start reads the newest snapshot and carries out what was recorded since. How
//! long that takes is known from the last start and from the last snapshots, which
//! are made of the same two steps. What is recorded while one is made counts too:
//! until it is whole, a start has only the one before.

use std::time::{Duration, Instant};

use crate::limits::{LEAST_MEASURED, LOAD_NS, REPLAY_NS, SHARE_OF_TIME};

/// What a start's two steps cost, in nanoseconds a byte.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Costs {
    /// To read a snapshot, on all cores.
    load: f64,
    /// To carry out records, on one.
    replay: f64,
}

impl Default for Costs {
    fn default() -> Self {
        Self { load: LOAD_NS, replay: REPLAY_NS }
    }
}

impl Costs {
    /// So many bytes of a snapshot were read in that time.
    pub(crate) fn loaded(&mut self, bytes: u64, took: Duration) {
        measure(&mut self.load, bytes, took);
    }

    /// So many bytes of records were carried out in that time.
    pub(crate) fn replayed(&mut self, bytes: u64, took: Duration) {
        measure(&mut self.replay, bytes, took);
    }

    fn load(self, bytes: u64) -> Duration {
        nanoseconds(bytes, self.load)
    }

    fn replay(self, bytes: u64) -> Duration {
        nanoseconds(bytes, self.replay)
    }
}

/// Little says nothing of how long much takes.
fn measure(cost: &mut f64, bytes: u64, took: Duration) {
    if bytes >= LEAST_MEASURED {
        *cost = took.as_secs_f64() * 1e9 / bytes as f64;
    }
}

fn nanoseconds(bytes: u64, each: f64) -> Duration {
    Duration::try_from_secs_f64(bytes as f64 * each / 1e9).unwrap_or(Duration::MAX)
}

/// How a snapshot is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hurry {
    /// Behind everything else, and then forgotten.
    None,
    /// A start would take too long: beside everything else, and the state is kept
    /// for the next one.
    Great,
}

/// How far the journal has grown, and what snapshots take.
#[derive(Debug)]
pub(crate) struct Pace {
    every_bytes: u64,
    /// How long a start is to take at most.
    within: Duration,
    costs: Costs,
    /// Bytes of the newest snapshot.
    length: u64,
    /// What was recorded since the record of the snapshot that was begun last.
    grown: u64,
    /// What was recorded before that, since the record of the newest whole one.
    before: u64,
    /// What was recorded while the last one was made.
    meanwhile: u64,
    /// When the last one was begun or, once it is whole, ended.
    since: Instant,
    took: Duration,
}

impl Pace {
    pub(crate) fn new(every_bytes: u64, within: Duration, costs: Costs, length: u64) -> Self {
        Self {
            every_bytes,
            within,
            costs,
            length,
            grown: 0,
            before: 0,
            meanwhile: 0,
            since: Instant::now(),
            took: Duration::ZERO,
        }
    }

    pub(crate) fn costs(&self) -> Costs {
        self.costs
    }

    /// The journal has grown by so many bytes.
    pub(crate) fn grown(&mut self, bytes: u64) {
        self.grown += bytes;
    }

    /// How long a start would take now.
    pub(crate) fn start(&self) -> Duration {
        self.costs.load(self.length) + self.costs.replay(self.before + self.grown)
    }

    /// Whether a snapshot is to be begun at that moment, and in what hurry: when the
    /// journal has grown by half of the last one, so that a large state is not
    /// written over and over; by less if to make the last one took less than a tenth
    /// of the time since; or if a start would soon take too long.
    pub(crate) fn due(&self, now: Instant) -> Option<Hurry> {
        if self.grown < self.every_bytes {
            return None;
        }
        if self.costs.replay(self.grown + self.meanwhile) >= self.allowed() {
            return Some(Hurry::Great);
        }
        let idle = now.saturating_duration_since(self.since);
        let worth_it = self.grown >= self.length / 2 || idle >= self.took * SHARE_OF_TIME;
        worth_it.then_some(Hurry::None)
    }

    /// How long carrying out may take at a start. Where reading the snapshot alone
    /// takes nearly all the time there is, at least half of that: to write a large
    /// snapshot for every few records would help little, and cost much.
    fn allowed(&self) -> Duration {
        let load = self.costs.load(self.length);
        self.within.saturating_sub(load).max(load / 2)
    }

    /// A snapshot is begun.
    pub(crate) fn begun(&mut self, now: Instant) {
        self.before += self.grown;
        self.grown = 0;
        self.since = now;
    }

    /// It is whole and has so many bytes, and some of what was recorded meanwhile is
    /// in it; or it failed.
    pub(crate) fn ended(&mut self, now: Instant, made: Option<(u64, u64, Costs)>) {
        self.took = now.saturating_duration_since(self.since);
        self.since = now;
        self.meanwhile = self.grown;
        if let Some((length, beyond, costs)) = made {
            (self.length, self.costs, self.before) = (length, costs, 0);
            self.grown = self.grown.saturating_sub(beyond);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;
    const EVERY: u64 = 64 * MIB;
    const WITHIN: Duration = Duration::from_secs(5);

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A pace after a snapshot that took ten seconds, with as many ns a byte for
    /// both steps.
    fn after(length: u64, meanwhile: u64, ns: f64) -> (Pace, Instant) {
        let costs = Costs { load: ns, replay: ns };
        let mut pace = Pace::new(EVERY, WITHIN, costs, 0);
        let start = pace.since;
        pace.grown(EVERY);
        assert_eq!(pace.due(start), Some(Hurry::None));
        pace.begun(start);
        pace.grown(meanwhile);
        pace.ended(start + seconds(10), Some((length, 0, costs)));
        (pace, start + seconds(10))
    }

    #[test]
    fn a_snapshot_is_made_when_it_is_worth_its_cost() {
        let (mut pace, now) = after(400 * MIB, 0, 1.0);
        pace.grown(EVERY - 1);
        assert_eq!(pace.due(now + seconds(1_000)), None);
        pace.grown(1);
        assert_eq!(pace.due(now + seconds(89)), None);
        assert_eq!(pace.due(now + seconds(90)), Some(Hurry::None));
        pace.grown(200 * MIB - EVERY);
        assert_eq!(pace.due(now), Some(Hurry::None));
    }

    #[test]
    fn there_is_a_hurry_when_a_start_would_take_too_long() {
        // 2 s to read the snapshot, so 3 s are left: half of that for what was
        // recorded while the last one was made.
        let ns = 2e9 / (1_000 * MIB) as f64;
        let (mut pace, now) = after(1_000 * MIB, 750 * MIB, ns);
        assert_eq!(pace.grown, 750 * MIB);
        assert_eq!(pace.due(now), Some(Hurry::Great));
        let (mut calm, now) = after(1_000 * MIB, 75 * MIB, ns);
        assert_eq!(calm.due(now), None);
        pace.begun(now);
        calm.begun(now);
        // What the newest whole snapshot lacks counts until the next is whole.
        calm.grown(5 * MIB);
        assert!(calm.start() > seconds(2) && calm.start() < seconds(3));
        calm.ended(now, None);
        assert_eq!(calm.before, 75 * MIB, "it failed: nothing is covered");
    }

    #[test]
    fn a_state_too_large_for_the_limit_is_not_written_for_every_few_records() {
        // 10 s to read the snapshot.
        let ns = 1e10 / (1_000 * MIB) as f64;
        let (mut pace, now) = after(1_000 * MIB, 0, ns);
        pace.grown(499 * MIB);
        assert_eq!(pace.due(now), None);
        pace.grown(MIB + 1);
        assert_eq!(pace.due(now), Some(Hurry::Great));
    }
}
