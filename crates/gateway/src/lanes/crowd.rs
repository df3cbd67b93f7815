//! Who is in a room, as numbers: sessions now, joins, leaves, and how many
//! different viewers there were.
//!
//! All of it counts from when this gateway opened the room. The funnel counts a
//! show's viewers too, durably and over all gateways: that is the merchant's
//! number, this one is what the room shows.

use std::{
    collections::HashSet,
    hash::{BuildHasher, Hash, RandomState},
};

use hawker_proto::v1::ViewerCount;
use hawker_telemetry::gateway as metric;

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
    hasher: RandomState,
    now: u32,
    joined: u32,
    left: u32,
    seen: Seen,
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
        self.seen.note(self.hasher.hash_one(viewer));
        self.count()
    }

    /// A session leaves.
    pub(super) fn leave(&mut self) -> ViewerCount {
        self.now = self.now.saturating_sub(1);
        self.left = self.left.wrapping_add(1);
        self.count()
    }

    fn count(&self) -> ViewerCount {
        ViewerCount {
            now: self.now,
            joined: self.joined,
            left: self.left,
            unique: self.seen.count(),
            unique_estimated: matches!(self.seen, Seen::About(_)),
        }
    }
}

impl Seen {
    fn note(&mut self, hash: u64) {
        match self {
            Self::Each(viewers) => {
                viewers.insert(hash);
                if viewers.len() > EXACT {
                    metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Uniques).increment(1);
                    let mut registers = Registers::default();
                    for hash in viewers.iter() {
                        registers.mark(*hash);
                    }
                    *self = Self::About(registers);
                }
            }
            Self::About(registers) => registers.mark(hash),
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
