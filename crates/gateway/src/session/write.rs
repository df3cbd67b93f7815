//! Writing: what is half written first, then what is the viewer's own, then what
//! lies between its cursors and the head of the lanes, as much as fits into one
//! write at a time.

use std::{
    io::{self, IoSlice},
    rc::Rc,
};

use bytes::Bytes;
use hawker_proto::v1::{Error, Reply, ServerFrame, reply::Result as Answer, server_frame::Kind};
use hawker_telemetry::gateway::FanOutBound;

use super::{Parting, Phase, Session, State};
use crate::{
    codec::encode,
    lanes::{Batch, PARTS, Part, Settled},
    trace::Record,
    worker::{Here, Tally},
};

/// What one write came to.
enum Wrote {
    /// There was nothing to write.
    Nothing,
    /// Something was written.
    Some(Settled),
    /// The socket took nothing.
    Blocked,
    /// The socket is broken.
    Broken,
}

impl Session {
    /// Visits the session on a walk.
    pub(crate) fn visit(&self, here: &Here, tally: &mut Tally) {
        if self.state.borrow().blocked.is_none() {
            self.flush(here, tally);
            self.settle(here);
        }
    }

    /// Writes until nothing is left or the socket takes no more.
    pub(super) fn flush(&self, here: &Here, tally: &mut Tally) {
        let mut state = self.state.borrow_mut();
        if state.blocked.is_some() || state.phase == Phase::Over {
            return;
        }
        loop {
            match self.write(here, &state, tally) {
                Wrote::Nothing => break,
                Wrote::Some(settled) => {
                    state.cursors = settled.cursors;
                    state.pinned = settled.pinned.map(Box::new);
                    if settled.from_outbox > 0 {
                        state.outbox.written(settled.from_outbox);
                    }
                    if self.has_all(&state) {
                        break;
                    }
                }
                Wrote::Blocked => {
                    tally.would_block();
                    state.blocked = Some(here.millis());
                    if state.traced {
                        here.shared.traces.note(state.id, Record::blocked());
                    }
                    break;
                }
                Wrote::Broken => return self.gone(here, &mut state),
            }
        }
        if state.choked && !self.is_choked(here, &state) {
            state.choked = false;
            here.sockets.read_again(self.key);
        }
        let told = state.blocked.is_none() && state.closed_by_client;
        if told && matches!(state.phase, Phase::Closing { .. }) {
            state.phase = Phase::Over;
        }
    }

    /// Whether there is surely nothing more to write, without gathering again.
    fn has_all(&self, state: &State) -> bool {
        if self.stream.has_unsent() {
            return false;
        }
        let Some(room) = &self.room else {
            return state.pinned.is_none() && state.outbox.is_empty();
        };
        state.pinned.is_none()
            && state.outbox.is_empty()
            && (!matches!(state.phase, Phase::Joined { .. })
                || room.log.borrow().is_head(state.cursors))
    }

    fn write(&self, here: &Here, state: &State, tally: &mut Tally) -> Wrote {
        let log = self.room.as_ref().map(|room| room.log.borrow());
        if let (Phase::Joined { .. }, None, true, Some(log)) =
            (state.phase, &state.pinned, state.outbox.is_empty(), &log)
            && let Some(part) = Part::only(log, state.cursors, self.encoding)
        {
            return self.write_one(here, state, &part, tally);
        }
        let mut batch = Batch::new(state.cursors);
        if let Some(rest) = &state.pinned {
            batch.pinned(Bytes::clone(rest));
        }
        for frame in state.outbox.frames() {
            if !batch.private(frame) {
                break;
            }
        }
        if let (Phase::Joined { .. }, Some(log), Some(room)) = (state.phase, &log, &self.room) {
            batch.gather(log, self.encoding, room.lanes());
        }
        if batch.is_empty() {
            return match self.stream.push() {
                Ok(()) => Wrote::Nothing,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Wrote::Blocked,
                Err(_) => Wrote::Broken,
            };
        }
        let mut slices = [IoSlice::new(&[]); PARTS];
        let count = batch.slices(&mut slices);
        let written = self.stream.write(slices.get(..count).unwrap_or_default());
        match written {
            Ok(0) => Wrote::Broken,
            Ok(bytes) => {
                let mut before = state.cursors;
                let on = |part: &Part<'_>, bytes| {
                    tally.part(part, bytes, || here.moment(state.since));
                    if state.traced {
                        let record = Record::part(part, before, log.as_deref());
                        record.into_iter().for_each(|it| here.shared.traces.note(state.id, it));
                        before = part.after();
                    }
                };
                Wrote::Some(batch.settle(state.cursors, bytes, on))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Wrote::Blocked,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                self.write(here, state, tally)
            }
            Err(_) => Wrote::Broken,
        }
    }

    /// Writes what is all that there is for this viewer: no parts to lay out, and
    /// nothing to gather again after.
    fn write_one(&self, here: &Here, state: &State, part: &Part<'_>, tally: &mut Tally) -> Wrote {
        loop {
            return match self.stream.write(&[IoSlice::new(part.bytes())]) {
                Ok(0) => Wrote::Broken,
                Ok(bytes) => {
                    tally.part(part, bytes, || here.moment(state.since));
                    if state.traced {
                        self.note_part(here, state, part);
                    }
                    Wrote::Some(part.settle(bytes))
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Wrote::Blocked,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => Wrote::Broken,
            };
        }
    }

    #[cold]
    fn note_part(&self, here: &Here, state: &State, part: &Part<'_>) {
        let log = self.room.as_ref().map(|room| room.log.borrow());
        if let Some(record) = Record::part(part, state.cursors, log.as_deref()) {
            here.shared.traces.note(state.id, record);
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.state.borrow().phase == Phase::Over
    }

    /// Answers the frame of that id: nothing for one that wanted no reply.
    pub(super) fn reply(
        &self,
        here: &Rc<Here>,
        state: &mut State,
        id: u32,
        answer: Result<Answer, Error>,
    ) {
        if id != 0 {
            self.answer(here, state, id, answer.unwrap_or_else(Answer::Error));
        }
    }

    /// Answers also where there was no id: to `hello`, and to what could not be
    /// read.
    pub(super) fn answer(&self, here: &Here, state: &mut State, id: u32, answer: Answer) {
        if matches!(answer, Answer::Error(_)) {
            here.meters.refused.increment(1);
        }
        self.send(here, state, Kind::Reply(Reply { id, result: Some(answer) }));
    }

    pub(super) fn send(&self, here: &Here, state: &mut State, kind: Kind) {
        let frame = encode(&ServerFrame { kind: Some(kind) }, self.encoding);
        let frame = match &self.room {
            Some(room) if self.encoding.is_deflated() => room.lanes().squeezed(frame),
            _ => frame,
        };
        self.enqueue(here, state, frame);
    }

    /// Adds a frame for this viewer. One who leaves so many unread that it does
    /// not fit is cut off: what is lost would otherwise never be told. Nothing goes to
    /// one who was told goodbye, since nothing may follow a close frame.
    pub(super) fn enqueue(&self, here: &Here, state: &mut State, frame: Bytes) {
        if state.is_closing() {
            return;
        }
        if !state.outbox.push(frame, here.config.outbox_frames) {
            here.meters.bound(FanOutBound::Outbox);
            self.part_with(here, state, Parting::Stalled { after_ms: here.slot() });
        }
    }
}
