//! The rate behind a trace: an estimate of how its intensity went up and down,
//! free of the noise of the few messages that happened to be written.
//!
//! A trace is taken as one drawing from a Poisson process whose rate is itself
//! random. Time is halved again and again, down to cells of [`CELL_SECONDS`].
//! At each level, the share of the rate that falls into the left half is taken
//! to be beta-distributed and symmetric, and is *drawn* from what it may be
//! given the messages that were seen (the posterior); the products of the
//! shares are the rate. This is the multiscale model of Kolaczyk (1999),
//! sampled instead of averaged: averages would be smoother than the truth, and
//! copies of the messages' own times rougher, by just the noise of their small
//! number. How far shares may stray is chosen for each level such that what is
//! drawn varies as much as the messages do beyond chance.

use rand::Rng as _;
use rand::rngs::SmallRng;

use crate::plan::normal;

/// What the halving stops at.
pub(super) const CELL_SECONDS: f64 = 0.5;

/// How often the range of a level's parameter is halved: to a millionth.
const HALVINGS: u32 = 24;

/// The most levels of halving: 4 million cells, eleven days of half seconds.
const LEVELS_MAX: u32 = 22;

/// Draws the rate: for each cell from the beginning, the messages that are to be
/// expected in it, from the times in seconds. The sum is that of the messages;
/// the cells reach to the end or a little beyond.
pub(super) fn draw(times: &[f64], seconds: f64, rng: &mut SmallRng) -> Vec<f64> {
    let counts = counts(times, levels(seconds));
    let mut rates = vec![times.len() as f64];
    for halves in counts.iter().rev().skip(1) {
        let concentration = concentration(halves);
        let split = |(whole, pair): (&f64, &[u32])| {
            let share = match (concentration, pair) {
                (Some(prior), [left, right]) => {
                    beta(prior + f64::from(*left), prior + f64::from(*right), rng)
                }
                _ => 0.5,
            };
            [whole * share, whole * (1.0 - share)]
        };
        rates = rates.iter().zip(halves.chunks(2)).flat_map(split).collect();
    }
    rates
}

/// How often what holds so many seconds is halved to get to a cell.
fn levels(seconds: f64) -> u32 {
    let halvings = (seconds / CELL_SECONDS).max(1.0).log2().ceil();
    (halvings as u32).min(LEVELS_MAX)
}

/// The messages of each cell, and of each two together, and so on up to one.
fn counts(times: &[f64], levels: u32) -> Vec<Vec<u32>> {
    let cells = 1_usize << levels;
    let mut finest = vec![0_u32; cells];
    for time in times {
        let cell = (time / CELL_SECONDS) as usize;
        finest[cell.min(cells - 1)] += 1;
    }
    let mut counts = vec![finest];
    for _ in 0..levels {
        let above = counts.last().map(Vec::as_slice).unwrap_or_default();
        counts.push(above.chunks(2).map(|pair| pair.iter().sum()).collect());
    }
    counts
}

/// The parameter a of the symmetric beta distribution of a level's shares;
/// `None` where the shares vary no more than chance makes them.
///
/// Let a share's imbalance be (left − right)² ÷ (left + right)² of the rates.
/// With n messages in both halves and d more in the left one than in the right,
/// d² − n over n (n − 1) is what they say of it, chance taken off. What the
/// posterior of a says is (d² + 2 a + n) over (2 a + n)(2 a + n + 1). The two,
/// summed over the level with each pair's weight n (n − 1), are made equal.
fn concentration(halves: &[u32]) -> Option<f64> {
    let pair = |pair: &[u32]| {
        let [left, right] = *pair else { return (0.0, 0.0) };
        let (left, right) = (f64::from(left), f64::from(right));
        (left + right, (left - right).powi(2))
    };
    let pairs: Vec<(f64, f64)> = halves.chunks(2).map(pair).filter(|(n, _)| *n > 1.0).collect();
    let wanted: f64 = pairs.iter().map(|(n, square)| square - n).sum();
    let given = |a: f64| -> f64 {
        let of = |(n, square): &(f64, f64)| {
            let all = 2.0 * a + n;
            n * (n - 1.0) * (square + all) / (all * (all + 1.0))
        };
        pairs.iter().map(of).sum()
    };
    // It falls as a grows: halve the logarithm's range until it is found.
    let (mut low, mut high) = (-7.0_f64, 14.0_f64);
    if wanted <= given(high.exp()) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if given(middle.exp()) > wanted { low = middle } else { high = middle }
    }
    Some(low.exp())
}

/// A beta-distributed number.
fn beta(left: f64, right: f64, rng: &mut SmallRng) -> f64 {
    let (left, right) = (gamma(left, rng), gamma(right, rng));
    if left + right > 0.0 { left / (left + right) } else { 0.5 }
}

/// A gamma-distributed number of scale 1 (Marsaglia and Tsang, 2000).
fn gamma(shape: f64, rng: &mut SmallRng) -> f64 {
    if shape < 1.0 {
        let boost = (1.0 - rng.random::<f64>()).powf(1.0 / shape);
        return gamma(shape + 1.0, rng) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        let u = 1.0 - rng.random::<f64>();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn gamma_and_beta_have_their_means_and_variances() {
        let mut rng = SmallRng::seed_from_u64(1);
        for shape in [0.3, 1.0, 4.0] {
            let draws: Vec<f64> = (0..40_000).map(|_| gamma(shape, &mut rng)).collect();
            let mean = draws.iter().sum::<f64>() / 40_000.0;
            let variance = draws.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / 40_000.0;
            assert!((mean / shape - 1.0).abs() < 0.05, "{shape}: mean {mean}");
            assert!((variance / shape - 1.0).abs() < 0.1, "{shape}: variance {variance}");
        }
        let mean = (0..40_000).map(|_| beta(1.0, 3.0, &mut rng)).sum::<f64>() / 40_000.0;
        assert!((mean - 0.25).abs() < 0.01, "{mean}");
    }

    #[test]
    fn a_steady_trace_has_a_steady_rate_and_no_message_is_lost() {
        let mut rng = SmallRng::seed_from_u64(2);
        let times: Vec<f64> = (0..5_000).map(|_| rng.random::<f64>() * 1_000.0).collect();
        let rates = draw(&times, 1_000.0, &mut rng);
        assert!((rates.iter().sum::<f64>() - 5_000.0).abs() < 1e-6);
        let mean = 5_000.0 * CELL_SECONDS / 1_000.0;
        let spread: f64 = rates[..1_990].iter().map(|it| (it / mean - 1.0).powi(2)).sum();
        assert!(spread / 1_990.0 < 0.05, "{}", spread / 1_990.0);
    }
}
