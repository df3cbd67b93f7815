//! The ledger of one viewer: what it was told, in what order, and what it was
//! owed. Balances are drawn from these alone, never from a server's counters.
//!
//! Promises: constant memory per viewer, whatever the length of the run, but
//! for one [`ChatSpan`] per session, of which at most [`SPANS_MAX`] are kept.

use hawker_proto::v1::{Position, Publication, Snapshot, Welcome};

use crate::intake::{ChatDigest, StockSeen};

/// Sessions of one viewer whose chat is balanced one by one; older ones of a
/// viewer that reconnects more often are dropped and counted.
pub(crate) const SPANS_MAX: usize = 64;

/// One session's chat: messages with a seq above `base`, up to `end`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ChatSpan {
    /// The last message accepted before this viewer was in.
    pub(crate) base: u32,
    /// The last message that a tick told of.
    pub(crate) end: u32,
    /// Messages received.
    pub(crate) received: u32,
    /// Messages reported as sampled out for everyone.
    pub(crate) sampled_out: u32,
    /// Messages reported as left out for this viewer.
    pub(crate) skipped: u32,
    sampled_base: u32,
}

/// What one viewer was told.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Sessions that were opened.
    pub(crate) sessions: u32,
    /// Of them, those that went on from where the last one ended.
    pub(crate) resumed: u32,
    /// The newest critical publication seen, or covered by a snapshot.
    pub(crate) place: Option<Position>,
    /// Critical publications received.
    pub(crate) critical: u64,
    /// Critical publications skipped over: none may be.
    pub(crate) critical_missed: u64,
    /// Critical publications that came again or out of order: none may.
    pub(crate) critical_twice: u64,
    /// Snapshots that replaced history: the viewer fell out of it.
    pub(crate) replaced: u32,
    /// Offset of the snapshot with which the present epoch began.
    pub(crate) critical_base: u32,
    /// Finished sessions' chat.
    pub(crate) spans: Vec<ChatSpan>,
    /// Finished sessions not kept.
    pub(crate) spans_dropped: u32,
    /// This session's chat.
    pub(crate) chat: ChatSpan,
    chat_high: u32,
    /// Messages that came again or out of order: none may.
    pub(crate) chat_twice: u64,
    /// Stock versions that were older than one seen before: none may be.
    pub(crate) stock_backwards: u64,
    stocks: Vec<StockSeen>,
    /// Replies to requests that were never made, or answered before: none.
    pub(crate) replies_unasked: u64,
    /// Requests left unanswered by a session that ended, and not repeated.
    pub(crate) unanswered: u64,
    /// Requests that could not be sent because the viewer was not connected.
    pub(crate) unsent: u64,
    /// Frames of a kind that this tester doesn't know.
    pub(crate) unknown: u64,
}

impl Ledger {
    /// A session was opened.
    pub(crate) fn welcomed(&mut self, welcome: &Welcome) {
        self.close_span();
        self.sessions += 1;
        self.chat = ChatSpan {
            base: welcome.chat_accepted,
            end: welcome.chat_accepted,
            sampled_base: welcome.chat_sampled_out,
            ..ChatSpan::default()
        };
        if welcome.recovered {
            self.resumed += 1;
        }
    }

    fn close_span(&mut self) {
        if self.sessions == 0 {
            return;
        }
        if self.spans.len() < SPANS_MAX {
            self.spans.push(self.chat);
        } else {
            self.spans_dropped += 1;
        }
    }

    /// A snapshot replaced what was known.
    pub(crate) fn snapshot(&mut self, snapshot: &Snapshot, stocks: &[StockSeen]) {
        let at = snapshot.position.unwrap_or_default();
        if let Some(place) = self.place {
            self.replaced += 1;
            if place.epoch == at.epoch {
                self.critical_missed += u64::from(at.offset.saturating_sub(place.offset));
                self.critical_twice += u64::from(at.offset < place.offset);
            }
        }
        if self.place.is_none_or(|place| place.epoch != at.epoch) {
            self.critical_base = at.offset;
        }
        self.place = Some(at);
        self.stock(stocks);
    }

    /// A critical publication came.
    pub(crate) fn publication(&mut self, publication: &Publication) {
        let at = Position { epoch: publication.epoch, offset: publication.offset };
        let Some(place) = self.place.filter(|place| place.epoch == at.epoch) else {
            // Before any snapshot, or in an epoch that no snapshot opened.
            self.critical_twice += 1;
            return;
        };
        if at.offset <= place.offset {
            self.critical_twice += 1;
            return;
        }
        self.critical += 1;
        self.critical_missed += u64::from(at.offset - place.offset - 1);
        self.place = Some(at);
    }

    /// A tick of chat came.
    pub(crate) fn chat(&mut self, tick: &ChatDigest) {
        self.chat.end = self.chat.end.max(tick.accepted);
        self.chat.sampled_out = tick.sampled_out.saturating_sub(self.chat.sampled_base);
        let (Some(first), Some(last)) = (tick.messages.first(), tick.messages.last()) else {
            return;
        };
        if tick.rising && first.seq > self.chat_high && first.seq > self.chat.base {
            self.chat.received += tick.messages.len() as u32;
            self.chat_high = last.seq;
            return;
        }
        for message in &tick.messages {
            if message.seq > self.chat_high && message.seq > self.chat.base {
                self.chat.received += 1;
                self.chat_high = message.seq;
            } else {
                self.chat_twice += 1;
            }
        }
    }

    /// Chat was left out for this viewer.
    pub(crate) fn skipped(&mut self, messages: u32) {
        self.chat.skipped += messages;
    }

    /// Versions of stock came.
    pub(crate) fn stock(&mut self, stocks: &[StockSeen]) {
        for new in stocks {
            match self.stocks.iter_mut().find(|seen| seen.sku == new.sku) {
                Some(seen) if seen.version > new.version => self.stock_backwards += 1,
                Some(seen) => seen.version = new.version,
                None => self.stocks.push(*new),
            }
        }
    }

    /// The newest versions of stock that came.
    pub(crate) fn stocks(&self) -> &[StockSeen] {
        &self.stocks
    }

    /// Every session's chat, the present one's last.
    pub(crate) fn chat_spans(&self) -> impl Iterator<Item = ChatSpan> {
        let present = (self.sessions > 0).then_some(self.chat);
        self.spans.iter().copied().chain(present)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ChatSeen;
    use std::cell::{Cell, RefCell};

    fn tick(seqs: &[u32], accepted: u32, sampled_out: u32) -> ChatDigest {
        let messages: Vec<ChatSeen> =
            seqs.iter().map(|seq| ChatSeen { seq: *seq, print: 0 }).collect();
        ChatDigest {
            rising: seqs.is_sorted_by(|a, b| a < b),
            messages,
            accepted,
            sampled_out,
            arrivals: RefCell::default(),
            settled: Cell::new(false),
        }
    }

    fn welcome(accepted: u32, sampled: u32, recovered: bool) -> Welcome {
        Welcome {
            recovered,
            chat_accepted: accepted,
            chat_sampled_out: sampled,
            ..Welcome::default()
        }
    }

    fn publication(offset: u32) -> Publication {
        Publication { epoch: 1, offset, ..Publication::default() }
    }

    fn snapshot(offset: u32) -> Snapshot {
        Snapshot { position: Some(Position { epoch: 1, offset }), ..Snapshot::default() }
    }

    #[test]
    fn chat_adds_up_over_sampling_skipping_and_a_reconnect() {
        let mut ledger = Ledger::default();
        ledger.welcomed(&welcome(10, 4, false));
        ledger.chat(&tick(&[11, 13], 14, 6));
        ledger.skipped(3);
        ledger.chat(&tick(&[18], 18, 6));
        ledger.welcomed(&welcome(20, 6, true));
        ledger.chat(&tick(&[21], 21, 6));
        let spans: Vec<_> = ledger.chat_spans().collect();
        assert_eq!((spans[0].base, spans[0].end), (10, 18));
        assert_eq!(spans[0].received + spans[0].sampled_out + spans[0].skipped, 8);
        assert_eq!((spans[1].base, spans[1].end, spans[1].received), (20, 21, 1));
        assert_eq!(ledger.chat_twice, 0);
    }

    #[test]
    fn a_message_that_comes_again_or_from_before_is_caught() {
        let mut ledger = Ledger::default();
        ledger.welcomed(&welcome(10, 0, false));
        ledger.chat(&tick(&[10, 11], 11, 0));
        ledger.chat(&tick(&[11, 12], 12, 0));
        ledger.chat(&tick(&[14, 13], 14, 0));
        assert_eq!(ledger.chat_twice, 3);
        assert_eq!(ledger.chat.received, 3);
    }

    #[test]
    fn a_gap_in_the_critical_lane_is_caught_and_a_resume_closes_it() {
        let mut ledger = Ledger::default();
        ledger.welcomed(&welcome(0, 0, false));
        ledger.snapshot(&snapshot(5), &[]);
        ledger.publication(&publication(6));
        ledger.welcomed(&welcome(0, 0, true));
        ledger.publication(&publication(7));
        assert_eq!((ledger.critical, ledger.critical_missed, ledger.critical_twice), (2, 0, 0));
        ledger.publication(&publication(9));
        assert_eq!(ledger.critical_missed, 1);
        ledger.publication(&publication(9));
        assert_eq!(ledger.critical_twice, 1);
        ledger.snapshot(&snapshot(12), &[]);
        assert_eq!((ledger.critical_missed, ledger.replaced), (4, 1));
    }

    #[test]
    fn stock_that_goes_back_is_caught_across_sessions() {
        let seen = |version| [StockSeen { sku: 0, version }];
        let mut ledger = Ledger::default();
        ledger.stock(&seen(4));
        ledger.welcomed(&welcome(0, 0, true));
        ledger.stock(&seen(4));
        ledger.stock(&seen(3));
        assert_eq!(ledger.stock_backwards, 1);
    }
}
