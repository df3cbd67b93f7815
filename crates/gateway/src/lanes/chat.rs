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

use hawker_proto::v1::{ChatBatch, ChatMessage, ChatRole, ChatTick, server_frame::Kind};
use hawker_telemetry::gateway as metric;

use super::{
    LaneConfig, config,
    outgoing::Outgoing,
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
    /// Messages since the last tick that were written here.
    own: u32,
    /// What other gateways are to be told; none where there are none.
    outgoing: Option<Outgoing>,
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
            own: 0,
            outgoing: None,
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

    /// Keeps what is shown for other gateways, too.
    pub(super) fn share(&mut self) {
        self.outgoing.get_or_insert_with(|| Outgoing::new(self.most_pending));
    }

    /// What is to be told to other gateways next, if anything is.
    pub(super) fn take_outgoing(&mut self) -> Option<ChatBatch> {
        self.outgoing.as_mut()?.take()
    }

    /// Whether there is anything to be told to them.
    pub(super) fn has_outgoing(&self) -> bool {
        self.outgoing.as_ref().is_some_and(|outgoing| !outgoing.is_empty())
    }

    /// Numbers a message; true with it when the next tick is due at another time
    /// than before.
    pub(super) fn say(&mut self, new: NewChat, now: Instant) -> (ChatMessage, bool) {
        let message = ChatMessage {
            seq: self.seq.wrapping_add(1),
            viewer: new.viewer,
            text: new.text,
            at_ms: new.at_ms,
            role: new.role.into(),
        };
        self.own += 1;
        let wake = self.wait(message.clone(), true, now);
        (message, wake)
    }

    /// Takes in what was written at another gateway: its messages get numbers of this
    /// one, and those that were sampled out there were accepted and sampled out here,
    /// too. True when the next tick is due at another time than before.
    pub(super) fn hear(&mut self, batch: ChatBatch, now: Instant) -> bool {
        let mut wake = false;
        for mut message in batch.messages {
            message.seq = self.seq.wrapping_add(1);
            wake |= self.wait(message, false, now);
        }
        if batch.sampled_out > 0 {
            wake |= self.begins(now);
            self.seq = self.seq.wrapping_add(batch.sampled_out);
            self.overflowed = self.overflowed.saturating_add(batch.sampled_out);
        }
        wake
    }

    /// Whether nothing waited for the next tick until now.
    fn begins(&mut self, now: Instant) -> bool {
        let first = self.pending.is_empty() && self.overflowed == 0;
        if first {
            self.waiting_since = now;
        }
        first
    }

    /// Has a message wait that has the next number.
    fn wait(&mut self, message: ChatMessage, own: bool, now: Instant) -> bool {
        let first = self.begins(now);
        self.seq = message.seq;
        let plenty = self.pending.len() + 1 == PLENTY;
        if self.pending.len() < self.most_pending {
            self.pending.push(self.sampler.weigh(message, own, now));
        } else {
            self.overflowed += 1;
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::ChatPending).increment(1);
        }
        first || plenty
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
        let chosen = if self.sampled(large) { self.sampler.choose(waiting, now) } else { waiting };
        self.overflowed = 0;
        let shown = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        let accepted = self.seq;
        let fresh = accepted.wrapping_sub(self.counts.accepted);
        let sampled_out = self.counts.sampled_out.wrapping_add(fresh.wrapping_sub(shown));
        self.counts = Counts { accepted, sampled_out };
        self.hand_on(&chosen);
        self.append(chosen.into_iter().map(|chosen| chosen.message).collect());
        self.last = now;
        true
    }

    /// Counts what was written here, once in all the fleet, and keeps it for the others.
    fn hand_on(&mut self, chosen: &[Pending]) {
        let own = std::mem::take(&mut self.own);
        let shown = chosen.iter().filter(|chosen| chosen.own);
        let lost = own.saturating_sub(u32::try_from(shown.clone().count()).unwrap_or(u32::MAX));
        self.accepted.increment(u64::from(own));
        self.sampled_out.increment(u64::from(lost));
        if let Some(outgoing) = &mut self.outgoing {
            shown.for_each(|chosen| outgoing.push(chosen.message.clone()));
            outgoing.lose(lost);
        }
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
