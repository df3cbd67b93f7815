//! A worker's watch over itself: how much of a core its loop takes, and how long
//! what is due has to wait for it.
//!
//! Linux says per thread how long it ran and how long it was runnable and had to
//! wait for a core (`/proc/thread-self/schedstat`, in nanoseconds): the second
//! is what a generator suffers from whose machine is too small.

use std::time::Instant;

use super::tally::Counts;
use crate::outcome::{Bottleneck, Generator, Latency};

/// A second of which a worker's thread wanted so much, or ran so much, had no
/// time to spare.
const BUSY: f64 = 0.9;

/// So many such seconds make a bottleneck; fewer may be a start or a rush that
/// was caught up with.
const BUSY_SECONDS: u32 = 3;

/// The 99th percentile of the loop's lag from which it is one, in microseconds.
const LAG_US: u64 = 20_000;

/// Acts in a thousand that were late, from which it is one.
const LATE_IN_THOUSAND: u64 = 10;

/// Kibibytes and descriptors of a process, in `/proc/self`.
const STATUS: &str = "/proc/self/status";
const LIMITS: &str = "/proc/self/limits";

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

/// What a worker saw of itself over its run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Watched {
    cpu_seconds: f64,
    lag: Latency,
    /// The most sessions and handshakes at one time.
    pub(super) sockets: u64,
    busy_most: f64,
    busy_seconds: u32,
    /// Connections for which there was no port or address.
    pub(super) no_port: u64,
    /// Connections for which there was no descriptor or memory.
    pub(super) no_descriptor: u64,
    acts: u64,
}

impl Watched {
    /// A second was spent so.
    pub(super) fn second(&mut self, spent: &Spent, seconds: f64) {
        self.cpu_seconds += spent.cpu * seconds;
        let busy = spent.cpu + spent.waited;
        self.busy_most = self.busy_most.max(busy);
        self.busy_seconds += u32::from(busy >= BUSY);
    }

    /// Something was due so long ago.
    pub(super) fn lagged(&mut self, us: u64) {
        self.acts += 1;
        self.lag.record(us);
    }

    /// What the worker used, and whether it was the bottleneck.
    pub(super) fn verdict(&self, counts: &Counts) -> Generator {
        let mut bottlenecks = Vec::new();
        if self.busy_seconds >= BUSY_SECONDS {
            let busy_percent = (self.busy_most.min(1.0) * 100.0).round() as u32;
            bottlenecks.push(Bottleneck::Cpu { busy_percent, seconds: self.busy_seconds });
        }
        let p99_us = self.lag.quantile_us(0.99);
        if p99_us >= LAG_US {
            let p99_ms = u32::try_from(p99_us / 1_000).unwrap_or(u32::MAX);
            bottlenecks.push(Bottleneck::Lag { p99_ms });
        }
        let in_thousand = counts.late * 1_000 / self.acts.max(1);
        if in_thousand >= LATE_IN_THOUSAND {
            let in_thousand = u32::try_from(in_thousand).unwrap_or(u32::MAX);
            bottlenecks.push(Bottleneck::Late { in_thousand });
        }
        if self.no_descriptor > 0 {
            let limit = descriptors().unwrap_or_default();
            bottlenecks.push(Bottleneck::Descriptors { limit });
        }
        if self.no_port > 0 {
            bottlenecks.push(Bottleneck::Ports { failures: self.no_port });
        }
        Generator {
            workers: 1,
            cpu_seconds: self.cpu_seconds,
            memory_bytes: number(STATUS, "VmHWM:").unwrap_or_default() * 1_024,
            sockets: self.sockets,
            lag: self.lag.clone(),
            bottlenecks,
        }
    }
}

/// The first number of the line that begins so.
fn number(file: &str, line: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let rest = text.lines().find_map(|it| it.strip_prefix(line))?;
    rest.split_whitespace().find_map(|word| word.parse().ok())
}

/// How many descriptors this process may have open.
pub(super) fn descriptors() -> Option<u64> {
    number(LIMITS, "Max open files")
}

/// This machine, in a line.
pub(super) fn machine() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let name = read("/proc/sys/kernel/hostname");
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("", |model| model.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let gib = number("/proc/meminfo", "MemTotal:").unwrap_or_default() >> 20;
    let kernel = read("/proc/sys/kernel/osrelease");
    let (name, kernel) = (name.trim(), kernel.trim());
    format!("{name}: {model}, {cores} cores, {gib} GiB, Linux {kernel}")
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
