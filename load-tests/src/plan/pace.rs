//! The moments at which the viewers of one phase come.

use rand::Rng as _;
use rand::rngs::SmallRng;

use super::chance::normal;
use super::{Arrive, Phase, TraceUse};
use crate::Trace;

/// How far from the trace's own a moment is moved that was drawn from it, in
/// seconds of the run: far enough that no two are the same, near enough that a
/// burst stays one.
const JITTER_SECONDS: f64 = 0.25;

/// The decay of a front: so many parts of the phase's length.
const FRONT: f64 = 5.0;

/// So many moments within the phase, in microseconds of the run, in no order.
pub(super) fn moments(
    phase: &Phase,
    count: u32,
    arrive: Arrive,
    firsts: &[f64],
    rng: &mut SmallRng,
) -> Vec<u64> {
    let length = phase.length.as_secs_f64();
    let draw = |_| {
        let after = match arrive {
            Arrive::Trace if !firsts.is_empty() => {
                let first = firsts[rng.random_range(0..firsts.len())];
                (first * length + normal(rng) * JITTER_SECONDS).clamp(0.0, length)
            }
            Arrive::Front => {
                let within = 1.0 - (-FRONT).exp();
                -(1.0 - rng.random::<f64>() * within).ln() / FRONT * length
            }
            Arrive::Even | Arrive::Trace => rng.random::<f64>() * length,
        };
        ((phase.start.as_secs_f64() + after) * 1e6) as u64
    };
    (0..count).map(draw).collect()
}

/// When people of the trace first wrote, within so long a phase, as parts of
/// it.
pub(super) fn firsts(trace: &Trace, its: &TraceUse, seconds: f64) -> Vec<f64> {
    let from = its.from.as_secs_f64();
    let window = seconds * its.speed;
    let mut seen = vec![false; trace.viewers() as usize + 1];
    let mut firsts = Vec::new();
    for message in trace.messages() {
        let after = message.offset_ms as f64 / 1_000.0 - from;
        let Some(seen) = seen.get_mut(message.viewer as usize) else { continue };
        if after < 0.0 || after >= window || *seen {
            continue;
        }
        *seen = true;
        firsts.push(after / window);
    }
    firsts
}
