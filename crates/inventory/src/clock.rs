//! The journal's clock: the wall clock, as long as it does not jump.
//!
//! A wall clock that moves by more than [`CLOCK_JUMP_MS`] against the monotonic
//! one is not believed: time then runs on by the monotonic clock, expiry is
//! paused, and an alert metric tells. When the wall clock comes back, or the
//! service is started again, it is believed again.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hawker_domain::Timestamp;
use rustix::time::{ClockId, clock_gettime};

use crate::limits::CLOCK_JUMP_MS;

/// Where time comes from.
pub(crate) trait TimeSource: Send {
    /// Unix milliseconds by the wall clock.
    fn wall_ms(&self) -> i64;
    /// Milliseconds by a clock that never jumps, from any start.
    fn monotonic_ms(&self) -> i64;
}

/// The machine's clocks.
pub(crate) struct SystemClocks(Instant);

impl SystemClocks {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl TimeSource for SystemClocks {
    fn wall_ms(&self) -> i64 {
        // Before 1970 is as wrong as any other jump.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic_ms(&self) -> i64 {
        i64::try_from(self.0.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

/// Processor time of this thread so far.
pub(crate) fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// What the clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) now: Timestamp,
    /// Whether the wall clock is not believed at present.
    pub(crate) paused: bool,
    /// Whether it began just now.
    pub(crate) jumped: bool,
}

/// The clock of one writer.
pub(crate) struct Clock {
    source: Box<dyn TimeSource>,
    /// The wall clock less the monotonic one, when last believed.
    offset: i64,
    paused: bool,
}

impl Clock {
    pub(crate) fn new(source: impl TimeSource + 'static) -> Self {
        let offset = source.wall_ms().saturating_sub(source.monotonic_ms());
        Self { source: Box::new(source), offset, paused: false }
    }

    pub(crate) fn read(&mut self) -> Reading {
        let monotonic = self.source.monotonic_ms();
        let offset = self.source.wall_ms().saturating_sub(monotonic);
        let jump = offset.abs_diff(self.offset) > CLOCK_JUMP_MS.unsigned_abs();
        let jumped = jump && !self.paused;
        self.paused = jump;
        if !jump {
            self.offset = offset;
        }
        let now = Timestamp::from_millis(monotonic.saturating_add(self.offset));
        Reading { now, paused: self.paused, jumped }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Hands(Arc<(AtomicI64, AtomicI64)>);

    impl TimeSource for Hands {
        fn wall_ms(&self) -> i64 {
            self.0.0.load(Relaxed)
        }
        fn monotonic_ms(&self) -> i64 {
            self.0.1.load(Relaxed)
        }
    }

    #[test]
    fn a_jump_is_not_believed_until_the_wall_clock_is_back() {
        let hands = Hands::default();
        let set = |wall, monotonic| {
            hands.0.0.store(wall, Relaxed);
            hands.0.1.store(monotonic, Relaxed);
        };
        set(1_000_000, 0);
        let mut clock = Clock::new(hands.clone());
        let reading =
            |now, paused, jumped| Reading { now: Timestamp::from_millis(now), paused, jumped };
        set(1_004_000, 1_000);
        assert_eq!(clock.read(), reading(1_004_000, false, false), "3 s are no jump");
        set(1_013_000, 2_000);
        assert_eq!(clock.read(), reading(1_005_000, true, true), "8 s are");
        set(1_014_000, 3_000);
        assert_eq!(clock.read(), reading(1_006_000, true, false), "and count once");
        set(1_007_500, 4_000);
        assert_eq!(clock.read(), reading(1_007_500, false, false), "it is back");
        set(900_000, 5_000);
        assert_eq!(clock.read(), reading(1_008_500, true, true), "backwards too");
    }
}
