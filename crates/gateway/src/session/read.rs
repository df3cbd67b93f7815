//! Reading: into the worker's scratch buffer, from which what came is handed to
//! whoever it is for.

use std::{io, rc::Rc};

use super::{Parting, Phase, Session, State};
use crate::{
    codec::{Deframer, Event, HEADER_MAX, pong_frame},
    trace::Record,
    worker::{Here, Tally},
};
use hawker_proto::{
    refuse,
    v1::{ErrorCode, reply},
};

/// Reads of one session in a row, before others have their turn.
const READS: usize = 4;

/// What a read came to.
enum Read {
    /// Something came, and there may be more.
    Some,
    /// There is nothing more now.
    Drained,
    /// Nothing will ever come.
    Ended,
}

impl Session {
    /// The socket has something to say: it can be read, or it takes something
    /// again, or both. Called once for each change (the worker's epoll is
    /// edge-triggered), so what is left here must be asked for again.
    pub(crate) fn ready(self: &Rc<Self>, here: &Rc<Here>, readable: bool, writable: bool) {
        if writable {
            self.write_on(here);
        }
        if readable {
            self.read_some(here);
        }
        self.settle(here);
    }

    /// The client has shut its side: behind what it sent comes the end, of which
    /// no other event tells.
    pub(crate) fn has_said_all(&self) {
        self.state.borrow_mut().said_all = true;
    }

    /// Goes on with what the socket did not take.
    fn write_on(&self, here: &Rc<Here>) {
        let mut state = self.state.borrow_mut();
        if state.blocked.take().is_some() {
            if state.traced {
                here.shared.traces.note(state.id, Record::unblocked());
            }
            drop(state);
            let mut tally = Tally::default();
            self.flush(here, &mut tally);
            tally.flush(&here.meters);
        }
    }

    fn read_some(self: &Rc<Self>, here: &Rc<Here>) {
        for _ in 0..READS {
            let mut state = self.state.borrow_mut();
            if state.phase == Phase::Over {
                return;
            }
            state.choked = self.is_choked(here, &state);
            if state.choked {
                return;
            }
            drop(state);
            match self.read(here) {
                Read::Some => {}
                Read::Drained => return,
                Read::Ended => return self.gone(here, &mut self.state.borrow_mut()),
            }
        }
        here.sockets.read_again(self.key);
    }

    /// One who leaves its answers unread is not read from.
    pub(super) fn is_choked(&self, here: &Here, state: &State) -> bool {
        state.outbox.len() * 2 >= here.config.outbox_frames
    }

    fn read(self: &Rc<Self>, here: &Rc<Here>) -> Read {
        let mut scratch = here.scratch.borrow_mut();
        let mut deframer = self.state.borrow_mut().deframer.take();
        let kept = deframer.as_mut().map_or(0, |deframer| deframer.resume(&mut scratch));
        let free = scratch.get_mut(kept..).unwrap_or_default();
        let room = free.len();
        let length = match self.stream.read(free) {
            Ok(0) => return Read::Ended,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if let (Some(deframer), Some(rest)) = (&mut deframer, scratch.get_mut(..kept)) {
                    deframer.keep(rest);
                }
                self.state.borrow_mut().deframer = deframer;
                return Read::Drained;
            }
            Err(_) => return Read::Ended,
        };
        let input = scratch.get_mut(..kept + length).unwrap_or_default();
        self.take_in(here, deframer, input, length);
        // A plain socket that gave less than it might have is empty: see epoll(7).
        // Unless the client has shut its side, when the end is still to be read.
        let more = self.stream.is_encrypted() || self.state.borrow().said_all;
        let drained = length < room && !more;
        if drained { Read::Drained } else { Read::Some }
    }

    /// Takes bytes that were received before the session began.
    pub(crate) fn received(self: &Rc<Self>, here: &Rc<Here>, bytes: &[u8]) {
        let room = here.config.frame_max_bytes + HEADER_MAX;
        for part in bytes.chunks(room) {
            let deframer = self.state.borrow_mut().deframer.take();
            let mut deframer = deframer.unwrap_or_default();
            let mut input = vec![0; room];
            let kept = deframer.resume(&mut input);
            input.truncate(kept);
            input.extend_from_slice(part);
            self.take_in(here, Some(deframer), &mut input, part.len());
        }
    }

    fn take_in(
        self: &Rc<Self>,
        here: &Rc<Here>,
        deframer: Option<Box<Deframer>>,
        input: &mut [u8],
        new: usize,
    ) {
        let mut state = self.state.borrow_mut();
        if !state.deaf {
            state.heard = here.millis();
            self.count_bytes(here, &mut state, new);
        }
        if !state.deaf {
            self.take_apart(here, &mut state, deframer, input);
        }
        drop(state);
        self.deliver(here);
    }

    fn take_apart(
        self: &Rc<Self>,
        here: &Rc<Here>,
        state: &mut State,
        deframer: Option<Box<Deframer>>,
        input: &mut [u8],
    ) {
        // One that is on the stack until there is something to remember.
        let mut fresh = Deframer::default();
        let mut kept = deframer;
        let deframer = kept.as_deref_mut().unwrap_or(&mut fresh);
        // Only the last of several pings needs an answer (RFC 6455, section 5.5.3).
        let mut pong = None;
        let deflate = self.encoding.is_deflated();
        let mut reading = deframer.read(input, here.config.frame_max_bytes, deflate);
        loop {
            match reading.next() {
                Ok(None) => break,
                Ok(Some(_)) if state.deaf => break,
                Ok(Some(event)) => {
                    if let Event::Ping(payload) = &event {
                        pong = Some(pong_frame(payload));
                    }
                    self.event(here, state, event);
                }
                Err(violation) => {
                    self.part_with(here, state, Parting::Breach(violation));
                    // What follows can't be told apart any more, but it must be
                    // read, or the goodbye would be lost with a reset.
                    state.deaf = true;
                    break;
                }
            }
        }
        if kept.is_none() && !fresh.is_idle() {
            kept = Some(Box::new(fresh));
        }
        state.deframer = kept.filter(|deframer| !deframer.is_idle());
        if let Some(pong) = pong.filter(|_| !state.is_closing()) {
            self.enqueue(here, state, pong);
        }
    }

    fn event(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, event: Event<'_>) {
        let closing = state.is_closing();
        match event {
            Event::Close(code) => self.closed_by_client(here, state, code),
            // Whoever is closing only waits for the close.
            _ if closing => {}
            Event::Text(text) if self.encoding.is_text() => {
                if std::str::from_utf8(text).is_ok() {
                    self.message(here, state, text);
                } else {
                    self.part_with(here, state, Parting::NotUtf8);
                }
            }
            Event::Binary(message) if !self.encoding.is_text() => {
                self.message(here, state, message);
            }
            Event::Text(_) | Event::Binary(_) => {
                let _counted = self.count_frame(here, state);
                let message = "The sub-protocol takes the other kind of message: JSON goes as \
                               text, protobuf as binary.";
                let error = refuse(ErrorCode::BadFrame, message);
                self.answer(here, state, 0, reply::Result::Error(error));
            }
            Event::TooBig => {
                let _counted = self.count_frame(here, state);
                let most = here.config.frame_max_bytes;
                let message = format!("A message may have {most} bytes: send a shorter one.");
                let error = refuse(ErrorCode::TooBig, message);
                self.answer(here, state, 0, reply::Result::Error(error));
            }
            // A ping is answered once for all that one read brings.
            Event::Ping(_) | Event::Pong => drop(self.count_frame(here, state)),
        }
    }
}
