//! A worker's copy of the pointers into a room's shared log, so that delivering
//! takes no lock and touches no other core's memory.

use std::{collections::VecDeque, sync::Arc, time::Instant};

use super::{
    Cursors, LaneConfig,
    chat::{ChatLane, ChatPiece, Counts},
    critical::CriticalRing,
    state::{StateHead, StateLane},
};
use crate::codec::Piece;

/// State ticks of which it is kept when they were cut: 25 seconds of them at the
/// usual ten a second, which is longer than anyone may take nothing.
const STATE_CUTS: usize = 256;

/// The copy.
pub(crate) struct Log {
    version: u64,
    pub(super) critical: VecDeque<Arc<Piece>>,
    pub(super) critical_head: u32,
    pub(super) chat: VecDeque<Arc<ChatPiece>>,
    pub(super) chat_head: u32,
    pub(super) counts: Counts,
    pub(super) state: Option<Arc<StateHead>>,
    /// The newest state ticks, and when each was cut.
    state_cuts: VecDeque<(u32, Instant)>,
    pub(super) behind: u32,
    pub(super) catch_up: u32,
}

impl Log {
    /// An empty one, which the first sync fills.
    pub(crate) fn new(config: &LaneConfig) -> Self {
        Self {
            version: 0,
            critical: VecDeque::new(),
            critical_head: 0,
            chat: VecDeque::new(),
            chat_head: 0,
            counts: Counts::default(),
            state: None,
            state_cuts: VecDeque::new(),
            behind: config.chat_behind,
            catch_up: config.chat_catch_up.min(config.chat_behind),
        }
    }

    /// Goes up whenever something was copied.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    pub(super) fn copy(
        &mut self,
        version: u64,
        critical: &CriticalRing,
        state: &StateLane,
        chat: &ChatLane,
    ) {
        self.version = version;
        catch_up(&mut self.critical, self.critical_head, critical.pieces(), critical.head());
        self.critical_head = critical.head();
        catch_up(&mut self.chat, self.chat_head, chat.ring(), chat.head());
        self.chat_head = chat.head();
        self.counts = chat.counts();
        self.note_cut(state.head());
        self.state = Some(Arc::clone(state.head()));
    }

    fn note_cut(&mut self, head: &StateHead) {
        if head.tick() == 0 || self.state_cuts.back().is_some_and(|(tick, _)| *tick == head.tick())
        {
            return;
        }
        if self.state_cuts.len() == STATE_CUTS {
            self.state_cuts.pop_front();
        }
        self.state_cuts.push_back((head.tick(), head.cut()));
    }

    /// When the oldest state tick was cut that one has not got who got this one;
    /// of those kept, the oldest. Who has not got any has missed none.
    pub(super) fn state_since(&self, tick: u32) -> Option<Instant> {
        if tick == 0 {
            return None;
        }
        let place = self.state_cuts.partition_point(|(cut, _)| *cut <= tick);
        self.state_cuts.get(place).map(|(_, when)| *when)
    }

    /// When the oldest publication was made that one has not got who got this one;
    /// of those kept, the oldest.
    pub(super) fn critical_since(&self, offset: u32) -> Option<Instant> {
        let next = offset.max(self.critical_floor()).checked_add(1)?;
        self.publication(next).map(|piece| piece.born())
    }

    fn chat_since(&self, tick: u32) -> Option<Instant> {
        if tick >= self.chat_head {
            return None;
        }
        let next = self.chat_tick(tick.checked_add(1)?).or_else(|| self.chat.front())?;
        Some(next.piece.born())
    }

    /// Since when one who is here lacks something of the critical, the state and
    /// the chat lane; `None` where it has all. It costs nothing for one at the head.
    pub(crate) fn lacks_since(&self, at: Cursors) -> [Option<Instant>; 3] {
        if self.is_head(at) {
            return [None; 3];
        }
        [self.critical_since(at.critical), self.state_since(at.state), self.chat_since(at.chat)]
    }

    /// Where one stands who has seen publications up to that offset, and is to
    /// get all of the state and the chat from now on.
    pub(crate) fn resume_at(&self, offset: u32) -> Cursors {
        let (chat, shown) = (self.chat_head, self.counts.shown());
        Cursors { critical: offset, state: 0, chat, shown }
    }

    /// Whether one who is here has got everything.
    pub(crate) fn is_head(&self, cursors: Cursors) -> bool {
        let tick = self.state.as_ref().map_or(0, |head| head.tick());
        cursors.critical >= self.critical_head
            && cursors.state >= tick
            && cursors.chat >= self.chat_head
    }

    /// The offset of the newest publication.
    pub(crate) fn critical_head(&self) -> u32 {
        self.critical_head
    }

    /// The offset before the oldest publication kept: whoever has seen it, or a
    /// later one, can go on without a gap.
    pub(crate) fn critical_floor(&self) -> u32 {
        let kept = u32::try_from(self.critical.len()).unwrap_or(u32::MAX);
        self.critical_head.saturating_sub(kept)
    }

    /// The publication of that offset.
    pub(super) fn publication(&self, offset: u32) -> Option<&Arc<Piece>> {
        at(&self.critical, self.critical_head, offset)
    }

    /// The chat tick of that number.
    pub(super) fn chat_tick(&self, tick: u32) -> Option<&Arc<ChatPiece>> {
        at(&self.chat, self.chat_head, tick)
    }

    /// Messages that the tick of that number sampled out, as far as that is kept.
    pub(crate) fn sampled_out_in(&self, tick: u32) -> u32 {
        let out = |tick| self.chat_tick(tick).map(|piece| piece.counts.sampled_out);
        match (out(tick), tick.checked_sub(1).and_then(out)) {
            (Some(after), Some(before)) => after.wrapping_sub(before),
            (Some(all), None) if tick == 1 => all,
            _ => 0,
        }
    }

    /// Chat accepted and sampled out as of the newest tick.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }
}

/// The item of that number in a ring whose last item has the number `head`.
fn at<T>(ring: &VecDeque<Arc<T>>, head: u32, number: u32) -> Option<&Arc<T>> {
    let back = usize::try_from(head.checked_sub(number)?).ok()?;
    ring.get(ring.len().checked_sub(back + 1)?)
}

/// Makes `own`, which ends at `from`, equal to `shared`, which ends at `to`.
fn catch_up<T>(own: &mut VecDeque<Arc<T>>, from: u32, shared: &VecDeque<Arc<T>>, to: u32) {
    let new = usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
    if new >= shared.len() {
        own.clear();
        own.extend(shared.iter().cloned());
        return;
    }
    own.extend(shared.range(shared.len() - new..).cloned());
    let excess = own.len().saturating_sub(shared.len());
    own.drain(..excess);
}
