//! What the two sides of a run use, second by second.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

use crate::process::{Cpu, pss};

/// Clock ticks a second in `/proc/stat`: `USER_HZ`, which Linux fixes.
const TICKS_PER_SECOND: f64 = 100.0;

/// What was used up to a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// In Unix milliseconds.
    pub(crate) at_ms: u64,
    pub(crate) gateways: Cpu,
    pub(crate) viewers: Cpu,
    /// Of the whole machine.
    pub(crate) all: Cpu,
}

/// What processes have, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) gateways: f64,
    pub(crate) viewers: f64,
    /// What the kernel says could be had.
    pub(crate) available: f64,
}

impl Sample {
    pub(crate) fn take(gateways: &[u32], viewers: &[u32]) -> anyhow::Result<Sample> {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock")?;
        Ok(Sample {
            at_ms: at.as_millis() as u64,
            gateways: Cpu::used_by(gateways),
            viewers: Cpu::used_by(viewers),
            all: machine()?,
        })
    }

    /// What was used since an earlier one.
    pub(crate) fn since(&self, earlier: &Sample) -> Sample {
        Sample {
            at_ms: self.at_ms - earlier.at_ms,
            gateways: self.gateways.less(earlier.gateways),
            viewers: self.viewers.less(earlier.viewers),
            all: self.all.less(earlier.all),
        }
    }
}

/// What was used from one second of a run to another.
pub(crate) fn between(
    samples: &[Sample],
    began_ms: u64,
    (from, to): (f64, f64),
) -> anyhow::Result<Sample> {
    let at = |second: f64| {
        let ms = began_ms + (second * 1e3) as u64;
        samples.iter().find(|sample| sample.at_ms >= ms).context("the run was not sampled so long")
    };
    Ok(at(to)?.since(at(from)?))
}

impl Memory {
    pub(crate) fn read(gateways: &[u32], viewers: &[u32]) -> anyhow::Result<Memory> {
        let sum = |ids: &[u32]| ids.iter().map(|id| pss(*id)).sum::<anyhow::Result<f64>>();
        Ok(Memory { gateways: sum(gateways)?, viewers: sum(viewers)?, available: available()? })
    }
}

pub(crate) fn available() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).context("no MemAvailable")?;
    Ok(kib.parse::<f64>()? * 1_024.0)
}

/// Of all cores: user and nice; system, hard and soft interrupts.
pub(crate) fn machine() -> anyhow::Result<Cpu> {
    let text = std::fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().context("/proc/stat is empty")?;
    let ticks: Vec<f64> =
        line.split_whitespace().skip(1).filter_map(|it| it.parse().ok()).collect();
    let [user, nice, system, _idle, _wait, hard, soft, ..] = ticks[..] else {
        anyhow::bail!("/proc/stat is too short");
    };
    let cpu = Cpu { user: user + nice, kernel: system + hard + soft };
    Ok(cpu.times(1.0 / TICKS_PER_SECOND))
}
