//! Chance: distributions of think times, and generators of random numbers that
//! belong to one viewer and one purpose, so that a choice is the same in
//! whichever process and order it is made.

use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use super::limits::THINK_SECONDS_MAX;

/// A distribution of times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Spread {
    /// Always the same.
    Fixed(Duration),
    /// Anything between the two, with equal chance.
    Uniform(Duration, Duration),
    /// Exponential, with that mean: the time to the next of events that don't
    /// know of one another.
    Exponential(Duration),
    /// Log-normal, with that median: most are quick, some take very long.
    LogNormal {
        /// Half take longer.
        median: Duration,
        /// The standard deviation of the logarithm; 1 puts one in six beyond
        /// 2.7 medians.
        sigma: f64,
    },
}

impl Spread {
    /// A time.
    pub fn sample(&self, rng: &mut impl Rng) -> Duration {
        let seconds = match *self {
            Spread::Fixed(time) => return time,
            Spread::Uniform(least, most) => {
                least.as_secs_f64()
                    + (most.saturating_sub(least)).as_secs_f64() * rng.random::<f64>()
            }
            Spread::Exponential(mean) => mean.as_secs_f64() * exponential(rng),
            Spread::LogNormal { median, sigma } => {
                median.as_secs_f64() * (sigma * normal(rng)).exp()
            }
        };
        Duration::from_secs_f64(seconds.clamp(0.0, THINK_SECONDS_MAX))
    }
}

/// An exponential number of mean 1.
pub(crate) fn exponential(rng: &mut impl Rng) -> f64 {
    // `random` gives [0, 1), and the logarithm wants (0, 1].
    -(1.0 - rng.random::<f64>()).ln()
}

/// A normal number of mean 0 and deviation 1 (Box and Muller, 1958).
pub(crate) fn normal(rng: &mut impl Rng) -> f64 {
    let radius = (2.0 * exponential(rng)).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// What a random number is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Which show, encoding and kind a viewer has.
    Visitor,
    /// The moments of what a viewer does.
    Moments,
    /// Who comes, goes and comes back; by phase.
    Phase(usize),
    /// What becomes of a hold; by sale.
    AfterHold(usize),
    /// The scaling of a trace.
    Trace,
}

impl Purpose {
    fn number(self) -> u64 {
        match self {
            Purpose::Visitor => 1,
            Purpose::Moments => 2,
            Purpose::Trace => 3,
            Purpose::Phase(index) => 1 << 32 | index as u64,
            Purpose::AfterHold(sale) => 1 << 33 | sale as u64,
        }
    }
}

/// The generator of one viewer for one purpose.
pub(crate) fn of(seed: u64, viewer: u32, purpose: Purpose) -> SmallRng {
    let mut state = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
    state = mix(state ^ u64::from(viewer));
    SmallRng::seed_from_u64(mix(state ^ purpose.number()))
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): numbers next to
/// one another give numbers that have nothing to do with one another.
fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(spread: Spread) -> (f64, f64) {
        let mut rng = of(7, 0, Purpose::Moments);
        let mut times: Vec<f64> =
            (0..20_001).map(|_| spread.sample(&mut rng).as_secs_f64()).collect();
        times.sort_by(f64::total_cmp);
        (times.iter().sum::<f64>() / times.len() as f64, times[10_000])
    }

    #[test]
    fn every_distribution_has_the_mean_and_median_that_it_is_named_by() {
        let two = Duration::from_secs(2);
        assert_eq!(moments(Spread::Fixed(two)).1, 2.0);
        let (mean, median) = moments(Spread::Uniform(two, two * 2));
        assert!((mean - 3.0).abs() < 0.03 && (median - 3.0).abs() < 0.05);
        let (mean, median) = moments(Spread::Exponential(two));
        assert!((mean - 2.0).abs() < 0.1, "{mean}");
        assert!((median - 2.0 * 2_f64.ln()).abs() < 0.1, "{median}");
        let (mean, median) = moments(Spread::LogNormal { median: two, sigma: 0.5 });
        assert!((median - 2.0).abs() < 0.1, "{median}");
        assert!((mean - 2.0 * 0.125_f64.exp()).abs() < 0.1, "{mean}");
    }

    #[test]
    fn viewers_and_purposes_have_chances_of_their_own_that_repeat() {
        let first = |seed, viewer, purpose| of(seed, viewer, purpose).random::<u64>();
        assert_eq!(first(1, 2, Purpose::Visitor), first(1, 2, Purpose::Visitor));
        assert_ne!(first(1, 2, Purpose::Visitor), first(1, 2, Purpose::Moments));
        assert_ne!(first(1, 2, Purpose::Visitor), first(1, 3, Purpose::Visitor));
        assert_ne!(first(1, 2, Purpose::Visitor), first(2, 2, Purpose::Visitor));
    }
}
