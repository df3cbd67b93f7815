//! A worker's watch over itself: how much of a core its loop takes, and how long
//! what is due has to wait for it.
//!
//! Linux says per thread how long it ran and how long it was runnable and had to
//! wait for a core (`/proc/thread-self/schedstat`, in nanoseconds): the second
//! is what a generator suffers from whose machine is too small.

use std::time::Instant;

/// See the module.
#[derive(Debug)]
pub(super) struct Watch {
    at: Instant,
    ran_ns: u64,
    waited_ns: u64,
    lag_us: u64,
}

/// A second, as the loop spent it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spent {
    /// Share of a core that it ran on.
    pub(super) cpu: f64,
    /// Share of the time that it wanted to run and could not.
    pub(super) waited: f64,
    /// The longest that something due had to wait, in microseconds.
    pub(super) lag_us: u64,
}

impl Watch {
    pub(super) fn new() -> Watch {
        let (ran_ns, waited_ns) = schedstat();
        Watch { at: Instant::now(), ran_ns, waited_ns, lag_us: 0 }
    }

    /// Something was due so many microseconds ago.
    pub(super) fn lagged(&mut self, us: u64) {
        self.lag_us = self.lag_us.max(us);
    }

    /// What was spent since it was last asked.
    pub(super) fn spent(&mut self) -> Spent {
        let (at, (ran_ns, waited_ns)) = (Instant::now(), schedstat());
        let past_ns = at.duration_since(self.at).as_nanos().max(1) as f64;
        let share = |now: u64, then: u64| now.saturating_sub(then) as f64 / past_ns;
        let spent = Spent {
            cpu: share(ran_ns, self.ran_ns),
            waited: share(waited_ns, self.waited_ns),
            lag_us: self.lag_us,
        };
        *self = Watch { at, ran_ns, waited_ns, lag_us: 0 };
        spent
    }
}

/// How long this thread ran and waited; zeros where the system does not tell.
fn schedstat() -> (u64, u64) {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let mut numbers = text.split_whitespace().map(|it| it.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_loop_shows_as_time_on_a_core() {
        let mut watch = Watch::new();
        watch.lagged(7);
        watch.lagged(3);
        let began = Instant::now();
        while began.elapsed().as_millis() < 50 {}
        let spent = watch.spent();
        assert!(spent.cpu + spent.waited > 0.5, "{spent:?}");
        assert_eq!(spent.lag_us, 7);
        assert_eq!(watch.spent().lag_us, 0);
    }
}
