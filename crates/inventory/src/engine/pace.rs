//! How long a batch waits for more commands before it is flushed.
//!
//! A flush costs the processor some 20 µs and a few switches between threads,
//! whatever it holds. Where commands come quicker than that, it pays to let some
//! gather; where only one caller is there, waiting would only make it wait. Which
//! it is shows in what the last batches held: a batch waits until it has as many
//! commands as the one before, and now and then for twice as many. When they
//! don't come, the target is what did come, for a while.
//!
//! Where more wait than it takes to be worth a flush, a batch that the disk waits
//! for takes half of what the last one had. The other half is applied while the
//! first is flushed, and from then on the disk and the processor work at the same
//! time, each on its half of the callers.

use std::time::{Duration, Instant};

use crate::limits::{GATHER_COMMANDS, GATHER_LOOK, GATHER_LOOK_EACH, GATHER_MOST, GATHER_PROBES};

/// What the last batches held.
#[derive(Debug)]
pub(super) struct Pace {
    /// A batch of so many need not wait.
    target: usize,
    /// Batches until the target is raised again.
    hold: u32,
    /// What the last batch had.
    last: usize,
}

/// A batch that waits.
#[derive(Debug)]
pub(super) struct Gathering {
    since: Instant,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { target: 1, hold: 0, last: 0 }
    }

    /// Whether a batch that has taken so many commands should wait for more.
    pub(super) fn wants_more(&self, taken: usize) -> bool {
        (1..self.target).contains(&taken)
    }

    /// How many commands a batch takes at most that the disk waits for.
    pub(super) fn most(&self) -> usize {
        GATHER_COMMANDS.max(self.last / 2)
    }

    pub(super) fn gather(&self) -> Gathering {
        Gathering { since: Instant::now() }
    }

    /// How many commands to wait for.
    pub(super) fn missing(&self, taken: usize) -> usize {
        self.target.saturating_sub(taken)
    }

    /// A batch is flushed with so many commands; `quiet` if it waited and no
    /// further one came.
    pub(super) fn sealed(&mut self, taken: usize, quiet: bool) {
        self.last = taken;
        if quiet {
            (self.target, self.hold) = (taken.max(1), GATHER_PROBES);
        } else if self.hold > 0 {
            self.hold -= 1;
        } else if taken > 1 {
            self.target = (taken.min(self.target) * 2).min(GATHER_COMMANDS);
        }
    }
}

impl Gathering {
    /// How long a batch of so many looks for more; none when it has waited long
    /// enough. Where many came, they came in bursts, and a further one is likely.
    pub(super) fn look(&self, taken: usize) -> Option<Duration> {
        let left = GATHER_MOST.checked_sub(self.since.elapsed())?;
        let each = GATHER_LOOK_EACH.saturating_mul(u32::try_from(taken).unwrap_or(u32::MAX));
        Some(left.min(each.clamp(*GATHER_LOOK.start(), *GATHER_LOOK.end())))
    }
}
