//! How viewers are sent away when the gateway stops: one after the other over
//! `drain_ms`, each with a slot to come back in and the place to come back to.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use hawker_proto::{
    refuse,
    v1::{ErrorCode, Goodbye},
};
use tokio_util::sync::CancellationToken;

use crate::{lanes::hold, worker::WorkerConfig};

/// The longest between two viewers: a few are not kept waiting.
const LONGEST_STEP: Duration = Duration::from_millis(10);
/// Multiples of the golden ratio spread any number of slots evenly.
const GOLDEN: u32 = 0x9E37_79B9;

/// The plan, and how far it has come.
pub(crate) struct Drain {
    over: Duration,
    spread: Duration,
    restart: Duration,
    elsewhere: Vec<String>,
    begun: CancellationToken,
    /// When everyone will have been sent away.
    ends: std::sync::Mutex<Option<Instant>>,
    slots: AtomicU32,
    turns: AtomicU32,
    gateways: AtomicU32,
}

impl Drain {
    pub(crate) fn new(config: &WorkerConfig) -> Self {
        Self {
            over: config.drain(),
            spread: config.spread(),
            restart: config.restart(),
            elsewhere: config.reconnect_to.clone(),
            begun: CancellationToken::new(),
            ends: std::sync::Mutex::new(None),
            slots: AtomicU32::new(0),
            turns: AtomicU32::new(0),
            gateways: AtomicU32::new(0),
        }
    }

    /// From now on nobody is let in, and everyone is sent away.
    pub(crate) fn begin(&self) {
        self.begun.cancel();
    }

    pub(crate) fn began(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits for the beginning.
    pub(crate) async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// The time between two of so many viewers who are sent away in turn.
    pub(crate) fn step(&self, viewers: usize) -> Duration {
        let viewers = u32::try_from(viewers).unwrap_or(u32::MAX).max(1);
        let step = (self.over / viewers).min(LONGEST_STEP);
        self.lasts(step.saturating_mul(viewers));
        step
    }

    /// How long one of so many viewers still stays who keep no order.
    pub(crate) fn turn(&self, viewers: u32) -> Duration {
        let over = self.over.min(LONGEST_STEP.saturating_mul(viewers));
        self.lasts(over);
        over.mul_f64(self.fraction(&self.turns))
    }

    fn lasts(&self, over: Duration) {
        let end = Instant::now() + over;
        let mut ends = hold(&self.ends);
        *ends = Some(ends.map_or(end, |known| known.max(end)));
    }

    fn fraction(&self, counter: &AtomicU32) -> f64 {
        let turn = counter.fetch_add(GOLDEN, Ordering::Relaxed).wrapping_add(GOLDEN);
        f64::from(turn) / (f64::from(u32::MAX) + 1.0)
    }

    /// Milliseconds after which the next one who is sent away comes back.
    pub(crate) fn slot(&self) -> u32 {
        let slot = self.spread.mul_f64(self.fraction(&self.slots));
        u32::try_from(slot.as_millis()).unwrap_or(u32::MAX)
    }

    /// What the next one who is sent away is told. Where nobody else can take it
    /// over, nobody comes back before everyone is gone and the successor has had its
    /// time to start: a slot that finds nobody is no slot.
    pub(crate) fn goodbye(&self) -> Goodbye {
        let mut after = self.slot();
        let turn = usize::try_from(self.gateways.fetch_add(1, Ordering::Relaxed)).unwrap_or(0);
        let elsewhere =
            turn.checked_rem(self.elsewhere.len()).and_then(|at| self.elsewhere.get(at));
        if elsewhere.is_none() {
            let ends = hold(&self.ends).map(|end| end.saturating_duration_since(Instant::now()));
            let left = ends.unwrap_or(self.over) + self.restart;
            after = after.saturating_add(u32::try_from(left.as_millis()).unwrap_or(u32::MAX));
        }
        let message = match elsewhere {
            Some(_) => "The server shuts down: connect to the address given when your slot begins.",
            None => "The server shuts down: connect again when your slot begins.",
        };
        Goodbye {
            error: Some(refuse(ErrorCode::Draining, message)),
            reconnect_after_ms: after.max(1),
            reconnect_to: elsewhere.cloned().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(elsewhere: &[&str]) -> Drain {
        Drain::new(&WorkerConfig {
            drain_ms: 4_000,
            drain_spread_ms: 10_000,
            drain_restart_ms: 2_000,
            reconnect_to: elsewhere.iter().map(ToString::to_string).collect(),
            ..WorkerConfig::default()
        })
    }

    #[test]
    fn many_leave_in_an_even_stream_and_a_few_are_not_kept_waiting() {
        let drain = drain(&[]);
        assert_eq!(drain.step(8_000), Duration::from_micros(500));
        assert_eq!(drain.step(3), Duration::from_millis(10));
        let mut slots: Vec<u32> = (0..1_000).map(|_| drain.goodbye().reconnect_after_ms).collect();
        slots.sort_unstable();
        // Each hundredth of the spread has about its share, after the last is gone and
        // the successor is there.
        let most = slots.chunk_by(|a, b| a / 100 == b / 100).map(<[u32]>::len).max().unwrap();
        assert!(slots[0] >= 5_000 && slots[999] <= 16_100 && most <= 20, "{slots:?}");
    }

    #[test]
    fn those_who_are_told_where_to_go_share_the_gateways_out() {
        let drain = drain(&["https://a.example", "https://b.example"]);
        drain.step(100);
        let told: Vec<Goodbye> = (0..100).map(|_| drain.goodbye()).collect();
        let to_a = told.iter().filter(|one| one.reconnect_to == "https://a.example").count();
        assert_eq!(to_a, 50);
        assert!(told.iter().all(|one| (1..=10_000).contains(&one.reconnect_after_ms)));
    }
}
