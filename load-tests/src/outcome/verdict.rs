//! What a run is judged by: its targets, and whether the tester itself was what
//! held it back.

use serde::{Deserialize, Serialize};

/// A target, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetOutcome {
    /// The target, as the plan says it.
    pub target: String,
    /// What was found, in the target's unit; `None` where nothing was measured.
    pub found: Option<f64>,
    /// The same, as text with its unit.
    pub text: String,
    /// Whether it was met. A target of which nothing was measured is not.
    pub met: bool,
}

/// Something of the tester's own that held the run back, so that its figures
/// are worse than the server's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Bottleneck {
    /// A worker's thread had hardly any time to spare.
    Cpu {
        /// The part of a second that its thread was busy, at the worst, in
        /// percent.
        busy_percent: u32,
        /// In so many seconds of the run it was nine parts in ten or more.
        seconds: u32,
    },
    /// A worker's loop came round too late.
    Lag {
        /// The 99th percentile of how late, in milliseconds.
        p99_ms: u32,
    },
    /// Acts were begun too late.
    Late {
        /// How many, in a thousand.
        in_thousand: u32,
    },
    /// No more sockets could be opened.
    Descriptors {
        /// How many a process may have.
        limit: u64,
    },
    /// No source address had a free port left.
    Ports {
        /// How many connections failed for it.
        failures: u64,
    },
}

impl std::fmt::Display for Bottleneck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bottleneck::Cpu { busy_percent, seconds } => write!(
                f,
                "a worker's thread was up to {busy_percent} % busy, and 90 % or more in {seconds} s: take more --workers or another machine"
            ),
            Bottleneck::Lag { p99_ms } => write!(
                f,
                "a worker's loop came round {p99_ms} ms late at its 99th percentile: take more --workers or another machine"
            ),
            Bottleneck::Late { in_thousand } => write!(
                f,
                "{in_thousand} in 1,000 acts began more than 10 ms late: take more --workers or another machine"
            ),
            Bottleneck::Descriptors { limit } => write!(
                f,
                "a process may have only {limit} descriptors: raise `ulimit -n` or take more --workers"
            ),
            Bottleneck::Ports { failures } => write!(
                f,
                "{failures} connections found no free port: spread over more source addresses"
            ),
        }
    }
}
