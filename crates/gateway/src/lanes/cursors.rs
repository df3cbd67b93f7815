//! A viewer's place in the lanes, and what it is to be sent next.
//!
//! Each part of a [`Batch`] carries the cursors as they are once the part has
//! been started: a part of which the first byte was written must be finished,
//! so starting it is what moves the viewer on.

use std::{io::IoSlice, time::Instant};

use bytes::Bytes;
use hawker_proto::v1::{ChatSkipped, ServerFrame, server_frame::Kind};
use hawker_telemetry::gateway::Lane;

use super::{Lanes, Log, chat::ChatPiece};
use crate::codec::{Encoding, Piece, encode};

/// Parts gathered into one write.
pub(crate) const PARTS: usize = 16;

/// What a viewer has got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cursors {
    /// The offset of its last critical publication.
    pub(crate) critical: u32,
    /// The last state tick; 0 to get all of the state.
    pub(crate) state: u32,
    /// The last chat tick.
    pub(crate) chat: u32,
    /// Chat messages shown up to that tick, from which what it is made to skip
    /// is counted even after the ticks are forgotten.
    pub(crate) shown: u32,
}

enum Content<'a> {
    Shared(&'a Bytes),
    Own(Bytes),
}

impl Content<'_> {
    fn bytes(&self) -> &Bytes {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Own(bytes) => bytes,
        }
    }
}

/// Something to write, whole.
pub(crate) struct Part<'a> {
    content: Content<'a>,
    after: Cursors,
    /// What it counts as.
    pub(crate) lane: Lane,
    /// Whether it is the viewer's own, from its outbox.
    pub(crate) from_outbox: bool,
    /// When what it says was decided, where that is shared.
    pub(crate) born: Option<Instant>,
    /// Messages that it tells the viewer it was made to skip.
    pub(crate) skipped: u32,
    /// Whether it replaces what the viewer fell behind.
    pub(crate) replaces: bool,
    /// Whether it is the rest of one that was counted before.
    pub(crate) rest: bool,
}

impl<'a> Part<'a> {
    fn new(content: Content<'a>, lane: Lane, after: Cursors) -> Self {
        Self {
            content,
            after,
            lane,
            from_outbox: false,
            born: None,
            skipped: 0,
            replaces: false,
            rest: false,
        }
    }

    fn shared(piece: &'a Piece, encoding: Encoding, lane: Lane, after: Cursors) -> Self {
        let content = Content::Shared(piece.bytes(encoding));
        Self { born: Some(piece.born()), ..Self::new(content, lane, after) }
    }

    /// The one piece that lies between a viewer and the head of the lanes, if
    /// it is just one: what most visits of a walk find, and nothing then needs
    /// to be gathered.
    pub(crate) fn only(log: &'a Log, at: Cursors, encoding: Encoding) -> Option<Self> {
        let tick = log.state.as_ref().map_or(0, |head| head.tick());
        let behind = (
            log.critical_head.wrapping_sub(at.critical),
            tick.wrapping_sub(at.state),
            log.chat_head.wrapping_sub(at.chat),
        );
        match behind {
            (1, 0, 0) => {
                let after = Cursors { critical: log.critical_head, ..at };
                let piece = log.publication(after.critical)?;
                Some(Self::shared(piece, encoding, Lane::Critical, after))
            }
            (0, 1, 0) if at.state > 0 => {
                let head = log.state.as_ref()?;
                let content = Content::Shared(head.next().bytes(encoding));
                let part = Self::new(content, Lane::State, Cursors { state: tick, ..at });
                // Its bytes may be older: those of a room that was told before.
                Some(Self { born: Some(head.cut()), ..part })
            }
            (0, 0, 1) => {
                let ChatPiece { piece, counts } = &**log.chat_tick(log.chat_head)?;
                let after = Cursors { chat: log.chat_head, shown: counts.shown(), ..at };
                Some(Self::shared(piece, encoding, Lane::Chat, after))
            }
            _ => None,
        }
    }

    /// Its bytes, framed.
    pub(crate) fn bytes(&self) -> &Bytes {
        self.content.bytes()
    }

    /// How many bytes that is.
    pub(crate) fn len(&self) -> usize {
        self.content.bytes().len()
    }

    /// What came of it that so many of its bytes were written.
    pub(crate) fn settle(&self, written: usize) -> Settled {
        let pinned = (written < self.len()).then(|| self.content.bytes().slice(written..));
        Settled { cursors: self.after, from_outbox: usize::from(self.from_outbox), pinned }
    }

    /// Where the viewer is once it was begun.
    pub(crate) fn after(&self) -> Cursors {
        self.after
    }
}

/// Parts to be written at once.
pub(crate) struct Batch<'a> {
    parts: [Option<Part<'a>>; PARTS],
    len: usize,
    cursors: Cursors,
}

/// What a write came to.
pub(crate) struct Settled {
    /// Where the viewer is now.
    pub(crate) cursors: Cursors,
    /// Frames taken from the front of its outbox.
    pub(crate) from_outbox: usize,
    /// The rest of the part that was half written.
    pub(crate) pinned: Option<Bytes>,
}

impl<'a> Batch<'a> {
    /// Nothing yet, for a viewer who is here.
    pub(crate) fn new(cursors: Cursors) -> Self {
        Self { parts: [const { None }; PARTS], len: 0, cursors }
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn has_room(&self) -> bool {
        self.len < PARTS
    }

    /// Adds the rest of a part that was half written.
    pub(crate) fn pinned(&mut self, rest: Bytes) {
        self.push(Content::Own(rest), Lane::Private, self.cursors, |part| part.rest = true);
    }

    /// Adds a frame of the viewer's outbox; false when it must wait.
    pub(crate) fn private(&mut self, frame: &'a Bytes) -> bool {
        let after = self.cursors;
        self.push(Content::Shared(frame), Lane::Private, after, |part| part.from_outbox = true)
    }

    fn push(
        &mut self,
        content: Content<'a>,
        lane: Lane,
        after: Cursors,
        mark: impl FnOnce(&mut Part<'a>),
    ) -> bool {
        let Some(place) = self.parts.get_mut(self.len) else { return false };
        let mut part = Part::new(content, lane, after);
        mark(&mut part);
        *place = Some(part);
        self.len += 1;
        self.cursors = after;
        true
    }

    /// Adds what lies between the viewer and the log's head: all critical, the
    /// newest state, and chat, of which one far behind gets the newest ticks
    /// and the number of messages left out.
    pub(crate) fn gather(&mut self, log: &'a Log, encoding: Encoding, lanes: &Lanes) {
        if self.cursors.critical < log.critical_floor() {
            self.replace(log, encoding, lanes);
        }
        while self.has_room() && self.cursors.critical < log.critical_head {
            let after = Cursors { critical: self.cursors.critical + 1, ..self.cursors };
            let Some(piece) = log.publication(after.critical) else { break };
            self.shared(piece.bytes(encoding), Lane::Critical, after, piece.born());
        }
        self.state(log, encoding);
        self.chat(log, encoding);
    }

    fn shared(&mut self, bytes: &'a Bytes, lane: Lane, after: Cursors, born: Instant) {
        self.push(Content::Shared(bytes), lane, after, |part| part.born = Some(born));
    }

    /// The viewer fell out of the critical ring: a snapshot stands for all that
    /// it missed, in every lane, and so is no older than what it has of any.
    fn replace(&mut self, log: &Log, encoding: Encoding, lanes: &Lanes) {
        let snapshot = lanes.snapshot_with(self.cursors.chat);
        let after = snapshot.cursors();
        if after.critical <= self.cursors.critical || self.len + 2 > PARTS {
            return;
        }
        self.skip_to(after.chat, after.shown, encoding);
        let bytes = snapshot.bytes(encoding).clone();
        let born = log.critical_since(self.cursors.critical);
        self.push(Content::Own(bytes), Lane::Critical, after, |part| {
            part.replaces = true;
            part.born = born;
        });
    }

    fn state(&mut self, log: &'a Log, encoding: Encoding) {
        let Some(head) = log.state.as_ref().filter(|head| head.tick() > self.cursors.state) else {
            return;
        };
        let after = Cursors { state: head.tick(), ..self.cursors };
        if self.cursors.state + 1 == head.tick() && self.cursors.state > 0 {
            self.shared(head.next().bytes(encoding), Lane::State, after, head.cut());
        } else {
            let bytes = head.after(self.cursors.state).bytes(encoding).clone();
            let born = log.state_since(self.cursors.state);
            self.push(Content::Own(bytes), Lane::State, after, |part| part.born = born);
        }
    }

    fn chat(&mut self, log: &'a Log, encoding: Encoding) {
        let behind = log.chat_head.saturating_sub(self.cursors.chat);
        let lost = behind > 0 && log.chat_tick(self.cursors.chat + 1).is_none();
        if behind > log.behind || lost {
            if self.len + 2 > PARTS {
                return;
            }
            self.skip_chat(log, encoding);
        }
        while self.has_room() && self.cursors.chat < log.chat_head {
            let Some(tick) = log.chat_tick(self.cursors.chat + 1) else { break };
            let shown = tick.counts.shown();
            let after = Cursors { chat: self.cursors.chat + 1, shown, ..self.cursors };
            self.shared(tick.piece.bytes(encoding), Lane::Chat, after, tick.piece.born());
        }
    }

    /// Leaves out all ticks but the newest few.
    fn skip_chat(&mut self, log: &Log, encoding: Encoding) {
        let kept = u32::try_from(log.chat.len()).unwrap_or(u32::MAX);
        let to = log.chat_head - log.catch_up.min(kept.saturating_sub(1)).min(log.chat_head);
        let Some(tick) = log.chat_tick(to) else { return };
        self.skip_to(to, tick.counts.shown(), encoding);
    }

    fn skip_to(&mut self, chat: u32, shown: u32, encoding: Encoding) {
        let skipped = shown.wrapping_sub(self.cursors.shown);
        let after = Cursors { chat, shown, ..self.cursors };
        if skipped == 0 {
            self.cursors = after;
            return;
        }
        let kind = Kind::ChatSkipped(ChatSkipped { messages: skipped });
        let bytes = encode(&ServerFrame { kind: Some(kind) }, encoding);
        self.push(Content::Own(bytes), Lane::Chat, after, |part| part.skipped = skipped);
    }

    /// What there is to write, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part<'a>> {
        self.parts.get(..self.len).unwrap_or_default().iter().flatten()
    }

    /// The parts as the kernel wants them, and how many there are.
    pub(crate) fn slices<'s>(&'s self, slices: &mut [IoSlice<'s>; PARTS]) -> usize {
        for (slice, part) in slices.iter_mut().zip(self.parts()) {
            *slice = IoSlice::new(part.content.bytes());
        }
        self.len
    }

    /// What came of it that so many bytes were written; tells of each part that
    /// was at least begun, and how many bytes of it.
    pub(crate) fn settle(
        &self,
        start: Cursors,
        written: usize,
        mut on: impl FnMut(&Part<'a>, usize),
    ) -> Settled {
        let mut settled = Settled { cursors: start, from_outbox: 0, pinned: None };
        let mut rest = written;
        for part in self.parts() {
            if rest == 0 {
                return settled;
            }
            on(part, part.len().min(rest));
            settled.cursors = part.after;
            settled.from_outbox += usize::from(part.from_outbox);
            if rest < part.len() {
                settled.pinned = Some(part.content.bytes().slice(rest..));
                return settled;
            }
            rest -= part.len();
        }
        // Nothing is left over: cursors moved without a part count as well.
        settled.cursors = self.cursors;
        settled
    }
}
