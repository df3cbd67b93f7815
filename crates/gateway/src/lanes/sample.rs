//! Which chat messages a large room shows.
//!
//! A bucket fills at the room's rate. While there are fewer messages than it
//! holds, all are shown. Else messages compete for a window: host, moderator,
//! buyer and question first, then whoever wrote less.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use hawker_proto::v1::{ChatMessage, ChatRole};

/// Writers whose recent messages are counted, at most.
const WRITERS: usize = 8_192;
/// How often the counts are halved, so that one who flooded is forgiven.
const FORGIVE: Duration = Duration::from_secs(10);

/// A message that waits for its tick, with its claim to be shown.
pub(super) struct Pending {
    pub(super) message: ChatMessage,
    /// Whether it was written here, not at another gateway.
    pub(super) own: bool,
    claim: Claim,
}

/// Less is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    class: u8,
    /// Messages that the writer wrote lately, this one included.
    written: u32,
    seq: u32,
}

/// The fill of the bucket and what it is measured by.
pub(super) struct Sampler {
    rate: f64,
    room: f64,
    fill: f64,
    filled: Instant,
    written: HashMap<String, u32>,
    forgiven: Instant,
}

impl Sampler {
    /// A sampler that lets `rate` messages a second through; 0 for all.
    pub(super) fn new(rate: u32, now: Instant) -> Self {
        let rate = f64::from(rate);
        Self {
            rate,
            room: rate.max(1.0),
            fill: rate,
            filled: now,
            written: HashMap::new(),
            forgiven: now,
        }
    }

    /// Lets so many a second through from now on; what the bucket holds stays, as
    /// far as it fits.
    pub(super) fn set_rate(&mut self, rate: u32, now: Instant) {
        let level = if self.is_on() { self.level(now) } else { f64::from(rate) };
        self.rate = f64::from(rate);
        self.room = self.rate.max(1.0);
        self.fill = level.min(self.room);
        self.filled = now;
    }

    /// Whether there is a rate at all.
    pub(super) fn is_on(&self) -> bool {
        self.rate > 0.0
    }

    /// Takes a message in and weighs it.
    pub(super) fn weigh(&mut self, message: ChatMessage, own: bool, now: Instant) -> Pending {
        self.forgive(now);
        let class = match message.role() {
            ChatRole::Host => 0,
            ChatRole::Moderator => 1,
            ChatRole::Buyer => 2,
            ChatRole::Unspecified if message.text.contains(['?', '？', '؟']) => 3,
            ChatRole::Unspecified => 4,
        };
        let written = self.written.entry(message.viewer.clone()).or_insert(0);
        *written = written.saturating_add(1);
        let claim = Claim { class, written: *written, seq: message.seq };
        Pending { message, own, claim }
    }

    /// Messages that could be shown now.
    pub(super) fn allowed(&self, now: Instant) -> usize {
        (self.level(now)) as usize
    }

    /// When at least one could be shown.
    pub(super) fn when_one(&self, now: Instant) -> Instant {
        let missing = (1.0 - self.level(now)).max(0.0);
        now + Duration::from_secs_f64(missing / self.rate.max(f64::MIN_POSITIVE)).min(FORGIVE)
    }

    /// Chooses who is shown, in the order of their numbers.
    pub(super) fn choose(&mut self, mut pending: Vec<Pending>, now: Instant) -> Vec<Pending> {
        let level = self.level(now);
        let allowed = level as usize;
        if pending.len() > allowed {
            pending.sort_unstable_by_key(|waiting| waiting.claim);
            pending.truncate(allowed);
            pending.sort_unstable_by_key(|waiting| waiting.claim.seq);
        }
        self.fill = level - pending.len() as f64;
        self.filled = now;
        pending
    }

    fn level(&self, now: Instant) -> f64 {
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        (self.fill + since * self.rate).min(self.room)
    }

    fn forgive(&mut self, now: Instant) {
        if now.saturating_duration_since(self.forgiven) >= FORGIVE {
            self.forgiven = now;
            self.written.retain(|_, written| {
                *written /= 2;
                *written > 0
            });
        }
        if self.written.len() >= WRITERS {
            self.written.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(seq: u32, viewer: &str, text: &str, role: ChatRole) -> ChatMessage {
        ChatMessage { seq, viewer: viewer.into(), text: text.into(), at_ms: 0, role: role.into() }
    }

    #[test]
    fn those_whom_the_room_wants_to_hear_come_first_then_those_who_wrote_less() {
        let now = Instant::now();
        let mut sampler = Sampler::new(5, now);
        let mut pending = Vec::new();
        for seq in 1..=10 {
            pending.push(sampler.weigh(
                message(seq, "flood", "buy!", ChatRole::Unspecified),
                true,
                now,
            ));
        }
        let others = [
            message(11, "quiet", "hi", ChatRole::Unspecified),
            message(12, "curious", "size M?", ChatRole::Unspecified),
            message(13, "buyer", "got it", ChatRole::Buyer),
            message(14, "mod", "be kind", ChatRole::Moderator),
            message(15, "host", "welcome", ChatRole::Host),
        ];
        pending.extend(others.into_iter().map(|m| sampler.weigh(m, true, now)));
        let seqs: Vec<u32> = sampler.choose(pending, now).iter().map(|m| m.message.seq).collect();
        // One place is left for the two that wrote one message: the earlier.
        assert_eq!(seqs, [1, 12, 13, 14, 15]);
    }

    #[test]
    fn over_time_no_more_than_the_rate_is_shown() {
        let mut now = Instant::now();
        let mut sampler = Sampler::new(10, now);
        let mut shown = 0;
        for seq in 1..=1_000 {
            now += Duration::from_millis(10);
            let waiting = sampler.weigh(message(seq, "a", "x", ChatRole::Unspecified), true, now);
            shown += sampler.choose(vec![waiting], now).len();
        }
        // Ten seconds at ten a second, and what the bucket held at first.
        assert!((100..=110).contains(&shown), "{shown}");
    }
}
