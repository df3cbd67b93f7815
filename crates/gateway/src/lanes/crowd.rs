//! Who is in a room, as numbers: sessions now, joins, leaves, and how many
//! different viewers there were.
//!
//! All of it counts from when this gateway opened the room. In a fleet the sums over
//! its gateways are shown, as of the last time that they were told one another. The
//! funnel counts a show's viewers too, durably: that is the merchant's number, this
//! one is what the room shows.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash},
};

use hawker_proto::v1::ViewerCount;
use hawker_telemetry::gateway as metric;

use crate::bus::Tally;

/// Viewers whom other gateways were not told of yet, at most.
const UNTOLD: usize = 65_536;
/// Viewers of a room that are counted one by one; from there on their number is
/// estimated.
const EXACT: usize = 16_384;
/// Bits of a hash that choose a register of the estimate.
const INDEX_BITS: u32 = 12;
/// Registers: their number m gives a standard error of 1.04 / √m, 1.6 %.
const REGISTERS: usize = 1 << INDEX_BITS;

/// The numbers.
#[derive(Default)]
pub(super) struct Crowd {
    /// The same at every gateway.
    hasher: BuildHasherDefault<DefaultHasher>,
    now: u32,
    joined: u32,
    left: u32,
    seen: Seen,
    /// What the other gateways count, as of the last time that they were asked.
    others: Tally,
    /// How many different viewers they knew of together then.
    known: u32,
    /// Viewers whom they were not told of yet; none where there are no others.
    untold: Option<Vec<u64>>,
}

/// Which viewers were here.
enum Seen {
    /// Each of them, as a hash.
    Each(HashSet<u64>),
    /// As many as the registers of a HyperLogLog tell.
    About(Registers),
}

impl Default for Seen {
    fn default() -> Self {
        Self::Each(HashSet::new())
    }
}

impl Crowd {
    /// A session of that viewer joins.
    pub(super) fn enter(&mut self, viewer: impl Hash) -> ViewerCount {
        self.now = self.now.saturating_add(1);
        self.joined = self.joined.wrapping_add(1);
        let hash = self.hasher.hash_one(viewer);
        if self.seen.note(hash)
            && let Some(untold) = &mut self.untold
        {
            if untold.len() < UNTOLD {
                untold.push(hash);
            } else {
                metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Uniques).increment(1);
            }
        }
        self.count()
    }

    /// Keeps new viewers for other gateways from now on.
    pub(super) fn share(&mut self) {
        self.untold.get_or_insert_default();
    }

    /// Sessions that are here, at this gateway.
    pub(super) fn own(&self) -> u32 {
        self.now
    }

    /// What other gateways are to be told: the numbers, and up to so many new viewers.
    pub(super) fn take_untold(&mut self, most: usize) -> (Tally, Vec<u64>) {
        let Self { now, joined, left, .. } = *self;
        let untold = self.untold.get_or_insert_default();
        let seen = untold.drain(..untold.len().min(most)).collect();
        (Tally { now, joined, left, ..Tally::default() }, seen)
    }

    /// Takes those back who could not be told.
    pub(super) fn keep_untold(&mut self, seen: Vec<u64>) {
        let untold = self.untold.get_or_insert_default();
        untold.extend(seen.into_iter().take(UNTOLD.saturating_sub(untold.len())));
    }

    /// Takes in what all gateways have together, with what this one had told of itself.
    pub(super) fn set_sum(&mut self, own: Tally, sum: Tally) -> ViewerCount {
        if sum.unique < std::mem::replace(&mut self.known, sum.unique) {
            self.tell_again();
        }
        self.others = Tally {
            now: sum.now.saturating_sub(own.now),
            joined: sum.joined.wrapping_sub(own.joined),
            left: sum.left.wrapping_sub(own.left),
            gateways: sum.gateways,
            // An emptied Redis has forgotten some: they were here all the same.
            unique: sum.unique.max(self.others.unique),
        };
        self.count()
    }

    /// Redis has forgotten viewers: it is told again of all who are known one by one. They
    /// are no more than may be untold.
    fn tell_again(&mut self) {
        if let (Some(untold), Seen::Each(viewers)) = (&mut self.untold, &self.seen) {
            untold.clear();
            untold.extend(viewers);
        }
    }

    /// A session leaves.
    pub(super) fn leave(&mut self) -> ViewerCount {
        self.now = self.now.saturating_sub(1);
        self.left = self.left.wrapping_add(1);
        self.count()
    }

    /// The numbers that are shown.
    pub(super) fn count(&self) -> ViewerCount {
        let is_all = self.others.joined == 0;
        let own = self.seen.count();
        ViewerCount {
            now: self.now.saturating_add(self.others.now),
            joined: self.joined.wrapping_add(self.others.joined),
            left: self.left.wrapping_add(self.others.left),
            unique: if is_all { own } else { own.max(self.others.unique) },
            unique_estimated: !is_all || matches!(self.seen, Seen::About(_)),
        }
    }
}

impl Seen {
    /// Notes a viewer; whether it may be one that was not here before.
    fn note(&mut self, hash: u64) -> bool {
        match self {
            Self::Each(viewers) => {
                let is_new = viewers.insert(hash);
                if viewers.len() > EXACT {
                    metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Uniques).increment(1);
                    let mut registers = Registers::default();
                    for hash in viewers.iter() {
                        registers.mark(*hash);
                    }
                    *self = Self::About(registers);
                }
                is_new
            }
            Self::About(registers) => {
                registers.mark(hash);
                true
            }
        }
    }

    fn count(&self) -> u32 {
        match self {
            Self::Each(viewers) => u32::try_from(viewers.len()).unwrap_or(u32::MAX),
            Self::About(registers) => registers.estimate(),
        }
    }
}

/// A HyperLogLog (Flajolet, Fusy, Gandouet, Meunier, 2007), with its sum kept up
/// to date, so that a join costs the same whenever it is.
struct Registers {
    runs: Box<[u8; REGISTERS]>,
    /// Σ 2^-run.
    sum: f64,
}

impl Default for Registers {
    fn default() -> Self {
        Self { runs: Box::new([0; REGISTERS]), sum: REGISTERS as f64 }
    }
}

impl Registers {
    /// The first bits choose the register, which keeps the longest run of zeros
    /// among the rest.
    fn mark(&mut self, hash: u64) {
        let index = usize::try_from(hash >> (u64::BITS - INDEX_BITS)).unwrap_or_default();
        let run = (hash << INDEX_BITS).leading_zeros().min(u64::BITS - INDEX_BITS) + 1;
        let run = u8::try_from(run).unwrap_or(u8::MAX);
        if let Some(longest) = self.runs.get_mut(index).filter(|longest| **longest < run) {
            self.sum += (-f64::from(run)).exp2() - (-f64::from(*longest)).exp2();
            *longest = run;
        }
    }

    /// α m² / Σ 2^-run. It is used only far above the range in which that needs a
    /// correction, and hashes of 64 bits do not collide below it.
    fn estimate(&self) -> u32 {
        let size = REGISTERS as f64;
        let alpha = 0.721_3 / (1.0 + 1.079 / size);
        (alpha * size * size / self.sum).round() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_comes_back_is_not_another_viewer() {
        let mut crowd = Crowd::default();
        crowd.enter("ada");
        crowd.enter("bob");
        crowd.leave();
        let count = crowd.enter("ada");
        assert_eq!((count.now, count.joined, count.left), (2, 3, 1));
        assert_eq!((count.unique, count.unique_estimated), (2, false));
    }

    #[test]
    fn a_fleet_shows_sums_and_its_own_changes_at_once() {
        let mut crowd = Crowd::default();
        crowd.share();
        crowd.enter("ada");
        crowd.enter("bob");
        let (own, seen) = crowd.take_untold(100);
        assert_eq!((own.now, own.joined, own.left, seen.len()), (2, 2, 0, 2));
        let sum = Tally { now: 12, joined: 32, left: 20, gateways: 2, unique: 25 };
        let count = crowd.set_sum(own, sum);
        assert_eq!((count.now, count.joined, count.left), (12, 32, 20));
        assert_eq!((count.unique, count.unique_estimated), (25, true));
        crowd.enter("ada");
        let count = crowd.leave();
        assert_eq!((count.now, count.joined, count.left), (12, 33, 21));
        assert!(crowd.take_untold(100).1.is_empty(), "they were told of ada");
        crowd.keep_untold(seen.clone());
        assert_eq!(crowd.take_untold(1).1, seen[..1]);
        assert_eq!(crowd.take_untold(9).1, seen[1..]);
    }

    #[test]
    fn a_redis_that_has_forgotten_who_was_here_is_told_again() {
        let mut crowd = Crowd::default();
        crowd.share();
        for viewer in 0..10 {
            crowd.enter(viewer);
        }
        let all = |seen: Vec<u64>| seen.into_iter().collect::<HashSet<_>>();
        let (own, seen) = crowd.take_untold(100);
        let sum = |unique| Tally { now: 12, joined: 12, gateways: 2, unique, ..Tally::default() };
        assert_eq!(crowd.set_sum(own, sum(12)).unique, 12);
        crowd.enter("eve");
        // It was emptied, and knows of the newest alone: who came before did come.
        let (own, newest) = crowd.take_untold(100);
        assert_eq!(newest.len(), 1);
        assert_eq!(crowd.set_sum(own, sum(1)).unique, 12);
        let (own, again) = crowd.take_untold(100);
        assert_eq!(all(again), all([seen, newest].concat()));
        assert_eq!(crowd.set_sum(own, sum(13)).unique, 13, "and it counts on");
        assert!(crowd.take_untold(100).1.is_empty(), "once");
    }

    #[test]
    fn many_viewers_are_exact_up_to_the_bound_and_then_estimated() {
        let mut crowd = Crowd::default();
        let mut count = ViewerCount::default();
        for viewer in 0..EXACT {
            count = crowd.enter(viewer);
        }
        assert_eq!((count.unique, count.unique_estimated), (16_384, false));
        for viewer in 0..200_000_usize {
            count = crowd.enter(viewer);
            let exact = EXACT.max(viewer + 1) as f64;
            let off = (f64::from(count.unique) - exact).abs() / exact;
            // Six standard errors: one run in 500 million is farther off.
            assert!(viewer % 1_000 != 0 || off < 0.1, "{} for {exact}", count.unique);
        }
        assert!(count.unique_estimated);
        let before = count.unique;
        for viewer in 0..EXACT {
            count = crowd.enter(viewer);
        }
        assert_eq!(count.unique, before, "they had been here");
    }
}
