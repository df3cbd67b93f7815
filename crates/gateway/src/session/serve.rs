//! A session's task: waits for the socket, reads into the worker's scratch
//! buffer, and hands what came to whoever it is for.

use std::{
    future::poll_fn,
    io,
    rc::Rc,
    task::{Context, Poll},
};

use super::{Parting, Phase, Session, State};
use crate::{
    codec::{Deframer, Encoding, Event, HEADER_MAX, pong_frame},
    worker::{Here, Tally},
};
use hawker_proto::{
    refuse,
    v1::{ErrorCode, reply},
};

/// Reads of one session in a row, before others have their turn.
const READS: usize = 4;

/// Serves a session until it is over.
pub(crate) async fn serve(here: Rc<Here>, session: Rc<Session>) {
    poll_fn(|cx| session.poll(cx, &here)).await;
    here.forget(&session);
}

impl Session {
    fn poll(self: &Rc<Self>, cx: &mut Context<'_>, here: &Rc<Here>) -> Poll<()> {
        self.keep_waker(cx);
        for _ in 0..READS {
            if self.is_over() {
                return Poll::Ready(());
            }
            let wrote = self.poll_write(cx, here);
            if self.is_over() {
                return Poll::Ready(());
            }
            let read = self.poll_read(cx, here);
            if !wrote && !read {
                return if self.is_over() { Poll::Ready(()) } else { Poll::Pending };
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn keep_waker(&self, cx: &Context<'_>) {
        let mut waker = self.waker.borrow_mut();
        if !waker.as_ref().is_some_and(|kept| kept.will_wake(cx.waker())) {
            *waker = Some(cx.waker().clone());
        }
    }

    /// Goes on with what the socket did not take, once it does; true when it
    /// took something.
    fn poll_write(&self, cx: &mut Context<'_>, here: &Rc<Here>) -> bool {
        if self.state.borrow().blocked.is_none() {
            return false;
        }
        match self.stream.poll_write_ready(cx) {
            Poll::Pending => false,
            Poll::Ready(Ok(())) => {
                let mut tally = Tally::default();
                self.unblock();
                self.flush(here, &mut tally);
                tally.flush(&here.meters);
                true
            }
            Poll::Ready(Err(_)) => {
                self.gone(here, &mut self.state.borrow_mut());
                false
            }
        }
    }

    /// Reads once; true when something came. One who leaves its answers unread
    /// is not read from.
    fn poll_read(self: &Rc<Self>, cx: &mut Context<'_>, here: &Rc<Here>) -> bool {
        if self.state.borrow().outbox.len() * 2 >= here.config.outbox_frames {
            return false;
        }
        loop {
            match self.stream.poll_read_ready(cx) {
                Poll::Pending => return false,
                Poll::Ready(Ok(())) => {
                    if let Some(read) = self.read(here) {
                        return read;
                    }
                    // It was not readable after all: only asking again has this
                    // task woken when it is.
                }
                Poll::Ready(Err(_)) => {
                    self.gone(here, &mut self.state.borrow_mut());
                    return false;
                }
            }
        }
    }

    /// Reads once: whether something came, or nothing ever will; `None` when the
    /// socket has nothing now.
    fn read(self: &Rc<Self>, here: &Rc<Here>) -> Option<bool> {
        let mut scratch = here.scratch.borrow_mut();
        let mut deframer = self.state.borrow_mut().deframer.take();
        let kept = deframer.as_mut().map_or(0, |deframer| deframer.resume(&mut scratch));
        let read = self.stream.try_read(scratch.get_mut(kept..).unwrap_or_default());
        let length = match read {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if let (Some(deframer), Some(rest)) = (&mut deframer, scratch.get_mut(..kept)) {
                    deframer.keep(rest);
                }
                self.state.borrow_mut().deframer = deframer;
                return None;
            }
            Err(_) => 0,
        };
        if length == 0 {
            self.gone(here, &mut self.state.borrow_mut());
            return Some(false);
        }
        let input = scratch.get_mut(..kept + length).unwrap_or_default();
        self.take_in(here, deframer, input);
        Some(true)
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
            self.take_in(here, Some(deframer), &mut input);
        }
    }

    fn take_in(
        self: &Rc<Self>,
        here: &Rc<Here>,
        deframer: Option<Box<Deframer>>,
        input: &mut [u8],
    ) {
        let mut state = self.state.borrow_mut();
        if state.deaf {
            return;
        }
        state.heard = here.millis();
        // One that is on the stack until there is something to remember.
        let mut fresh = Deframer::default();
        let mut kept = deframer;
        let deframer = kept.as_deref_mut().unwrap_or(&mut fresh);
        let mut reading = deframer.read(input, here.config.frame_max_bytes);
        loop {
            match reading.next() {
                Ok(None) => break,
                Ok(Some(event)) => self.event(here, &mut state, event),
                Err(violation) => {
                    self.part_with(here, &mut state, Parting::Breach(violation));
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
        drop(state);
        self.deliver(here);
    }

    fn event(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, event: Event<'_>) {
        let closing = matches!(state.phase, Phase::Closing { .. } | Phase::Over);
        match event {
            Event::Close(code) => self.closed_by_client(here, state, code),
            // Whoever is closing only waits for the close.
            _ if closing => {}
            Event::Text(text) if self.encoding == Encoding::Json => {
                if std::str::from_utf8(text).is_ok() {
                    self.message(here, state, text);
                } else {
                    self.part_with(here, state, Parting::NotUtf8);
                }
            }
            Event::Binary(message) if self.encoding == Encoding::Proto => {
                self.message(here, state, message);
            }
            Event::Text(_) | Event::Binary(_) => {
                let message = "The sub-protocol takes the other kind of message: JSON goes as \
                               text, protobuf as binary.";
                let error = refuse(ErrorCode::BadFrame, message);
                self.answer(here, state, 0, reply::Result::Error(error));
            }
            Event::TooBig => {
                let most = here.config.frame_max_bytes;
                let message = format!("A message may have {most} bytes: send a shorter one.");
                let error = refuse(ErrorCode::TooBig, message);
                self.answer(here, state, 0, reply::Result::Error(error));
            }
            Event::Ping(payload) => self.enqueue(here, state, pong_frame(payload)),
            Event::Pong => {}
        }
    }
}
