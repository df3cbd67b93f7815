//! The chat lane: messages wait for a tick, and a tick is one shared blob.
//!
//! Every tick carries the running counts of messages accepted and sampled out,
//! so that a viewer can tell from any two ticks what it should have got between
//! them.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use hawker_proto::v1::{ChatMessage, ChatRole, ChatTick, server_frame::Kind};
use hawker_telemetry::gateway as metric;

use super::{
    LaneConfig, config,
    pace::Pace,
    sample::{Pending, Sampler},
};
use crate::codec::{Deflate, Piece};

/// Messages from which on waiting for more saves next to nothing: a write costs
/// about as much as all that it carries.
const PLENTY: usize = 8;

/// A message on its way in.
#[derive(Debug, Clone)]
pub(crate) struct NewChat {
    /// The writer's name for display.
    pub(crate) viewer: String,
    /// What was written, already checked.
    pub(crate) text: String,
    /// What the writer is.
    pub(crate) role: ChatRole,
    /// When it was accepted, in Unix milliseconds.
    pub(crate) at_ms: i64,
}

/// Running counts as of a tick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Messages accepted.
    pub(crate) accepted: u32,
    /// Messages sampled out for everyone.
    pub(crate) sampled_out: u32,
}

impl Counts {
    /// Messages that were in ticks.
    pub(crate) fn shown(self) -> u32 {
        self.accepted.wrapping_sub(self.sampled_out)
    }
}

/// One tick.
pub(crate) struct ChatPiece {
    pub(crate) piece: Piece,
    pub(crate) counts: Counts,
}

/// The lane.
pub(super) struct ChatLane {
    interval: Duration,
    window: Duration,
    most_pending: usize,
    ring_size: usize,
    tail_size: usize,
    deflate: Deflate,
    sampler: Sampler,
    pending: Vec<Pending>,
    waiting_since: Instant,
    /// The number of the newest message, whether or not it has been in a tick.
    seq: u32,
    /// Pending messages that found no place, and are sampled out with the tick.
    overflowed: u32,
    counts: Counts,
    tick: u32,
    last: Instant,
    ring: VecDeque<Arc<ChatPiece>>,
    tail: VecDeque<ChatMessage>,
    accepted: metrics::Counter,
    sampled_out: metrics::Counter,
}

impl ChatLane {
    pub(super) fn new(config: &LaneConfig, now: Instant) -> Self {
        Self {
            interval: config::millis(config.chat_tick_ms),
            window: config::millis(config.chat_window_ms),
            most_pending: config.chat_pending,
            ring_size: config.chat_ring.max(1),
            tail_size: config.chat_tail,
            deflate: config.squeeze(),
            sampler: Sampler::new(config.chat_rate, now),
            pending: Vec::new(),
            waiting_since: now,
            seq: 0,
            overflowed: 0,
            counts: Counts::default(),
            tick: 0,
            last: now,
            ring: VecDeque::new(),
            tail: VecDeque::new(),
            accepted: metric::CHAT_ACCEPTED.count(),
            sampled_out: metric::CHAT_SAMPLED_OUT.count(),
        }
    }

    /// Cuts and samples its ticks so from now on.
    pub(super) fn set_pace(&mut self, pace: Pace, now: Instant) {
        self.interval = config::millis(pace.chat_tick_ms);
        self.sampler.set_rate(pace.chat_rate, now);
    }

    /// Numbers a message; true with it when the next tick is due at another time
    /// than before.
    pub(super) fn say(&mut self, new: NewChat, now: Instant) -> (ChatMessage, bool) {
        self.seq = self.seq.wrapping_add(1);
        let message = ChatMessage {
            seq: self.seq,
            viewer: new.viewer,
            text: new.text,
            at_ms: new.at_ms,
            role: new.role.into(),
        };
        let first = self.pending.is_empty() && self.overflowed == 0;
        if first {
            self.waiting_since = now;
        }
        let plenty = self.pending.len() + 1 == PLENTY;
        if self.pending.len() < self.most_pending {
            self.pending.push(self.sampler.weigh(message.clone(), now));
        } else {
            self.overflowed += 1;
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::ChatPending).increment(1);
        }
        (message, first || plenty)
    }

    /// When the next tick is due; `None` while no message waits.
    pub(super) fn due(&self, now: Instant, walk: Duration, large: bool) -> Option<Instant> {
        if self.pending.is_empty() && self.overflowed == 0 {
            return None;
        }
        let wait = if self.pending.len() >= PLENTY {
            config::soonest(self.interval, walk)
        } else {
            config::stretched(self.interval, walk)
        };
        let mut due = self.last + wait;
        if self.sampled(large) && self.pending.len() > self.sampler.allowed(now) {
            due = due.max(self.waiting_since + self.window).max(self.sampler.when_one(now));
        }
        Some(due.max(now))
    }

    /// Cuts a tick of what waits; false when nothing does.
    pub(super) fn cut(&mut self, now: Instant, large: bool) -> bool {
        if self.pending.is_empty() && self.overflowed == 0 {
            return false;
        }
        let waiting = std::mem::take(&mut self.pending);
        let messages: Vec<ChatMessage> = if self.sampled(large) {
            self.sampler.choose(waiting, now)
        } else {
            waiting.into_iter().map(|waiting| waiting.message).collect()
        };
        self.overflowed = 0;
        let shown = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        let accepted = self.seq;
        let fresh = accepted.wrapping_sub(self.counts.accepted);
        let sampled_out = self.counts.sampled_out.wrapping_add(fresh.wrapping_sub(shown));
        self.accepted.increment(u64::from(fresh));
        self.sampled_out.increment(u64::from(fresh.wrapping_sub(shown)));
        self.counts = Counts { accepted, sampled_out };
        self.append(messages);
        self.last = now;
        true
    }

    fn append(&mut self, messages: Vec<ChatMessage>) {
        self.tail.extend(messages.iter().cloned());
        while self.tail.len() > self.tail_size {
            self.tail.pop_front();
        }
        let Counts { accepted, sampled_out } = self.counts;
        let tick = ChatTick { messages, accepted, sampled_out };
        if self.ring.len() == self.ring_size {
            self.ring.pop_front();
        }
        let piece = Piece::new(Kind::Chat(tick), self.deflate);
        self.ring.push_back(Arc::new(ChatPiece { piece, counts: self.counts }));
        self.tick = self.tick.wrapping_add(1);
    }

    fn sampled(&self, large: bool) -> bool {
        large && self.sampler.is_on()
    }

    /// The number of the newest tick; 0 before the first.
    pub(super) fn head(&self) -> u32 {
        self.tick
    }

    /// The counts as of the newest tick.
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// The ticks kept, oldest first; the last one is at the head.
    pub(super) fn ring(&self) -> &VecDeque<Arc<ChatPiece>> {
        &self.ring
    }

    /// How its ticks are compressed.
    pub(super) fn deflate(&self) -> Deflate {
        self.deflate
    }

    /// The last messages shown, oldest first.
    pub(super) fn tail(&self) -> impl Iterator<Item = &ChatMessage> {
        self.tail.iter()
    }
}
