//! Who is in when: the arrivals, losses and returns of a plan's phases.

use rand::Rng as _;

use super::chance::{self, Purpose};
use super::{Arrive, Phase, PhaseKind, Plan, pace};
use crate::Trace;

/// Not back before the end of the run.
const NEVER: u64 = u64::MAX;

/// One viewer's times, in microseconds of the run.
#[derive(Debug, Clone, Default)]
struct Times {
    came: u64,
    /// From when until when it was away, in order.
    away: Vec<(u64, u64)>,
}

/// Everybody's times. Viewers are numbered in the order in which they come.
#[derive(Debug)]
pub(super) struct Presence {
    times: Vec<Times>,
}

impl Presence {
    /// That of a plan.
    pub(super) fn of(plan: &Plan, trace: Option<&Trace>) -> Presence {
        let mut came = Vec::with_capacity(plan.viewers() as usize);
        for (index, phase) in plan.phases.iter().enumerate() {
            if let PhaseKind::Ramp { viewers, arrive } | PhaseKind::Rush { viewers, arrive } =
                phase.kind
            {
                let mut rng = chance::of(plan.seed, 0, Purpose::Phase(index));
                let firsts = firsts(plan, trace, phase, arrive);
                came.extend(pace::moments(phase, viewers, arrive, &firsts, &mut rng));
            }
        }
        came.sort_unstable();
        let times = came.into_iter().map(|came| Times { came, away: Vec::new() }).collect();
        let mut presence = Presence { times };
        for (index, phase) in plan.phases.iter().enumerate() {
            presence.come_and_go(plan.seed, index, phase);
        }
        presence
    }

    fn come_and_go(&mut self, seed: u64, index: usize, phase: &Phase) {
        let start = phase.start.as_micros() as u64;
        let length = phase.length.as_micros() as f64;
        for (viewer, times) in self.times.iter_mut().enumerate() {
            let mut rng = chance::of(seed, viewer as u32, Purpose::Phase(index));
            let (lot, at): (f64, f64) = (rng.random(), rng.random());
            let at = start + (at * length) as u64;
            let is_away = times.away.last().is_some_and(|(_, to)| *to == NEVER);
            match phase.kind {
                PhaseKind::Disconnect { share }
                    if !is_away
                        && lot < share
                        && times.came <= start
                        && times.away.last().is_none_or(|(_, to)| *to < at) =>
                {
                    times.away.push((at, NEVER));
                }
                PhaseKind::Reconnect { share } if is_away && lot < share => {
                    if let Some(last) = times.away.last_mut() {
                        last.1 = at.max(last.0 + 1);
                    }
                }
                _ => {}
            }
        }
    }

    /// When that viewer comes.
    pub(super) fn came(&self, viewer: u32) -> u64 {
        self.times.get(viewer as usize).map_or(NEVER, |times| times.came)
    }

    /// From when until when it is away; the last may never come back.
    pub(super) fn away(&self, viewer: u32) -> impl Iterator<Item = (u64, Option<u64>)> {
        let away = self.times.get(viewer as usize).map(|times| times.away.as_slice());
        let away = away.unwrap_or_default().iter();
        away.map(|&(from, to)| (from, (to != NEVER).then_some(to)))
    }

    /// Whether it is in at that moment.
    pub(super) fn is_in(&self, viewer: u32, at: u64) -> bool {
        let Some(times) = self.times.get(viewer as usize) else { return false };
        times.came <= at && times.away.iter().all(|&(from, to)| at < from || at >= to)
    }

    /// How many have come by then: the viewers below that number.
    pub(super) fn come_by(&self, at: u64) -> u32 {
        self.times.partition_point(|times| times.came <= at) as u32
    }
}

fn firsts(plan: &Plan, trace: Option<&Trace>, phase: &Phase, arrive: Arrive) -> Vec<f64> {
    match (arrive, trace, &plan.trace) {
        (Arrive::Trace, Some(trace), Some(its)) => {
            pace::firsts(trace, its, phase.length.as_secs_f64())
        }
        _ => Vec::new(),
    }
}
