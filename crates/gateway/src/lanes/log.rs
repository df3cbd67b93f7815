//! A worker's copy of the pointers into a room's shared log, so that delivering
//! takes no lock and touches no other core's memory.

use std::{collections::VecDeque, sync::Arc};

use super::{
    Cursors, LaneConfig,
    chat::{ChatLane, ChatPiece, Counts},
    critical::CriticalRing,
    state::{StateHead, StateLane},
};
use crate::codec::Piece;

/// The copy.
pub(crate) struct Log {
    version: u64,
    pub(super) critical: VecDeque<Arc<Piece>>,
    pub(super) critical_head: u32,
    pub(super) chat: VecDeque<Arc<ChatPiece>>,
    pub(super) chat_head: u32,
    pub(super) counts: Counts,
    pub(super) state: Option<Arc<StateHead>>,
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
        self.state = Some(Arc::clone(state.head()));
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
