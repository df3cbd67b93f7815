//! The chronicle of a run: when each thing was meant to be sent, and how long
//! it took to arrive everywhere.
//!
//! Latencies count from the *intended* time, so a tester that falls behind
//! shows it in the figures instead of hiding it (no coordinated omission).
//! Memory is bounded by [`SEQS_KEPT`], [`TICKS_OPEN_MAX`] and
//! [`CRITICALS_OPEN_MAX`].

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use hawker_proto::v1::Position;
use hdrhistogram::Histogram;

use crate::Error;
use crate::intake::{ChatDigest, ChatSeen};

/// Accepted messages whose time is remembered.
const SEQS_KEPT: usize = 1 << 16;

/// Ticks of chat that wait for their messages' echoes at once.
const TICKS_OPEN_MAX: usize = 4_096;

/// Critical publications that wait for their command's answer at once.
const CRITICALS_OPEN_MAX: usize = 256;

/// How long a tick waits for the echoes of its messages, in microseconds.
const SETTLE_AFTER_US: u64 = 2_000_000;

/// The longest latency told apart: ten minutes, in microseconds.
const LATENCY_MAX_US: u64 = 600_000_000;

/// Latencies in microseconds, with three significant digits.
#[derive(Debug, Clone)]
pub(crate) struct Latency(Histogram<u64>);

impl Latency {
    fn new() -> Result<Latency, Error> {
        let histogram = Histogram::new_with_bounds(1, LATENCY_MAX_US, 3);
        histogram.map(Latency).map_err(|error| Error::Setting(error.to_string()))
    }

    pub(crate) fn record(&mut self, us: u64) {
        self.0.saturating_record(us.max(1));
    }

    pub(crate) fn histogram(&self) -> &Histogram<u64> {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    seq: u32,
    at_us: u64,
    print: u64,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Chronicle {
    sent: Vec<Sent>,
    ticks: VecDeque<(u64, Rc<ChatDigest>)>,
    commands: HashMap<(u32, u32), u64>,
    criticals: VecDeque<((u32, u32), Vec<u64>)>,
    /// The newest critical publication that any viewer saw.
    pub(crate) head: Option<Position>,
    /// Deliveries of a text other than the one that its writer was echoed.
    pub(crate) altered: u64,
    /// From intended send to the writer's own echo.
    pub(crate) echo: Latency,
    /// From intended send to each viewer.
    pub(crate) delivery: Latency,
    /// From the host's command to each viewer.
    pub(crate) critical: Latency,
    /// From intended send of a reserve to its answer.
    pub(crate) reserve: Latency,
    /// From the start of connecting to the welcome.
    pub(crate) join: Latency,
}

impl Chronicle {
    pub(crate) fn new() -> Result<Chronicle, Error> {
        Ok(Chronicle {
            sent: vec![Sent::default(); SEQS_KEPT],
            ticks: VecDeque::new(),
            commands: HashMap::new(),
            criticals: VecDeque::new(),
            head: None,
            altered: 0,
            echo: Latency::new()?,
            delivery: Latency::new()?,
            critical: Latency::new()?,
            reserve: Latency::new()?,
            join: Latency::new()?,
        })
    }

    /// A message of fingerprint `print`, meant for `intended_us`, was accepted
    /// as `seq`, as its writer learnt at `now_us`.
    pub(crate) fn echoed(&mut self, message: ChatSeen, intended_us: u64, now_us: u64) {
        self.echo.record(now_us.saturating_sub(intended_us));
        if let Some(slot) = self.sent.get_mut(message.seq as usize % SEQS_KEPT) {
            *slot = Sent { seq: message.seq, at_us: intended_us, print: message.print };
        }
    }

    /// A viewer got a tick of chat.
    pub(crate) fn ticked(&mut self, tick: &Rc<ChatDigest>, now_us: u64) {
        if tick.messages.is_empty() {
            return;
        }
        if tick.settled.get() {
            self.measure(tick, now_us);
            return;
        }
        let mut arrivals = tick.arrivals.borrow_mut();
        arrivals.push(now_us);
        if arrivals.len() == 1 {
            drop(arrivals);
            self.ticks.push_back((now_us, Rc::clone(tick)));
            self.settle(now_us.saturating_sub(SETTLE_AFTER_US));
        }
    }

    /// Measures the ticks that came before `until_us`, and those above the bound.
    pub(crate) fn settle(&mut self, until_us: u64) {
        while let Some((since, _)) = self.ticks.front() {
            if *since > until_us && self.ticks.len() <= TICKS_OPEN_MAX {
                return;
            }
            let Some((_, tick)) = self.ticks.pop_front() else { return };
            tick.settled.set(true);
            for at_us in tick.arrivals.take() {
                self.measure(&tick, at_us);
            }
        }
    }

    fn measure(&mut self, tick: &ChatDigest, at_us: u64) {
        for message in &tick.messages {
            let Some(sent) = self.sent.get(message.seq as usize % SEQS_KEPT) else { continue };
            // Messages that this process did not write have no intended time.
            if sent.seq == message.seq {
                self.delivery.record(at_us.saturating_sub(sent.at_us));
                self.altered += u64::from(sent.print != message.print);
            }
        }
    }

    /// A command meant for `intended_us` was published at that position.
    pub(crate) fn commanded(&mut self, at: Position, intended_us: u64) {
        self.commands.insert((at.epoch, at.offset), intended_us);
        self.saw(at);
    }

    /// A viewer got a critical publication.
    pub(crate) fn published(&mut self, at: Position, now_us: u64) {
        self.saw(at);
        let key = (at.epoch, at.offset);
        match self.criticals.iter_mut().find(|(open, _)| *open == key) {
            Some((_, arrivals)) => arrivals.push(now_us),
            None => self.criticals.push_back((key, vec![now_us])),
        }
        while self.criticals.len() > CRITICALS_OPEN_MAX {
            self.settle_oldest_critical();
        }
    }

    fn saw(&mut self, at: Position) {
        let newer = |head: Position| (at.epoch, at.offset) > (head.epoch, head.offset);
        if self.head.is_none_or(newer) {
            self.head = Some(at);
        }
    }

    fn settle_oldest_critical(&mut self) {
        let Some((key, arrivals)) = self.criticals.pop_front() else { return };
        let Some(intended_us) = self.commands.remove(&key) else { return };
        for at_us in arrivals {
            self.critical.record(at_us.saturating_sub(intended_us));
        }
    }

    /// Measures everything that is still open: the run is over.
    pub(crate) fn close(&mut self) {
        self.settle(u64::MAX);
        while !self.criticals.is_empty() {
            self.settle_oldest_critical();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    fn tick(messages: &[ChatSeen]) -> Rc<ChatDigest> {
        Rc::new(ChatDigest {
            messages: messages.to_vec(),
            rising: true,
            accepted: 0,
            sampled_out: 0,
            arrivals: RefCell::default(),
            settled: Cell::new(false),
        })
    }

    #[test]
    fn a_delivery_before_its_echo_is_measured_from_the_intended_time() {
        let mut chronicle = Chronicle::new().unwrap();
        let message = ChatSeen { seq: 7, print: 1 };
        let early = tick(&[message]);
        chronicle.ticked(&early, 1_500);
        chronicle.echoed(message, 1_000, 2_000);
        chronicle.close();
        chronicle.ticked(&early, 4_000);
        assert_eq!(chronicle.echo.histogram().max(), 1_000);
        assert_eq!(chronicle.delivery.histogram().len(), 2);
        assert_eq!(chronicle.delivery.histogram().min(), 500);
        assert_eq!(chronicle.altered, 0);
    }

    #[test]
    fn another_text_under_the_same_seq_is_caught() {
        let mut chronicle = Chronicle::new().unwrap();
        chronicle.echoed(ChatSeen { seq: 7, print: 1 }, 0, 0);
        chronicle.ticked(&tick(&[ChatSeen { seq: 7, print: 2 }]), 10);
        chronicle.close();
        assert_eq!(chronicle.altered, 1);
    }

    #[test]
    fn only_publications_of_known_commands_are_measured() {
        let mut chronicle = Chronicle::new().unwrap();
        let at = |offset| Position { epoch: 1, offset };
        chronicle.published(at(1), 300);
        chronicle.published(at(2), 900);
        chronicle.commanded(at(1), 100);
        chronicle.close();
        assert_eq!(chronicle.critical.histogram().len(), 1);
        assert_eq!(chronicle.head, Some(at(2)));
    }
}
