//! How sessions end: every close code and every goodbye is chosen here.

use std::rc::Rc;

use hawker_proto::{
    refuse,
    v1::{Error, ErrorCode, Goodbye, ServerFrame, server_frame::Kind},
};
use hawker_telemetry::gateway::Ending;

use super::{Phase, Session, State};
use crate::{
    codec::{Violation, close_frame, encode},
    token,
    worker::{Here, Tally, let_unsent_grow},
};

/// Why a session is ended by the server.
#[derive(Debug)]
pub(crate) enum Parting {
    /// No `hello` in time.
    HelloTimeout,
    /// Nothing was heard of the client, not even pongs.
    Idle { after_ms: u32 },
    /// It took no byte for too long, or left too many private frames unread.
    Stalled { after_ms: u32 },
    /// The server shuts down.
    Drained(Goodbye),
    /// It broke the WebSocket protocol.
    Breach(Violation),
    /// It sends far more than it may, and goes on with it.
    Flood { after_ms: u32 },
    /// A text message was not UTF-8, which ends a WebSocket (RFC 6455, 8.1).
    NotUtf8,
    /// It is not let in.
    Refused(Goodbye),
    /// Its token was taken back.
    Revoked,
}

/// The close codes: 3000 to 3499 ask to reconnect, 3500 to 3999 not to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
enum CloseCode {
    Draining = 3000,
    Stalled = 3001,
    RoomFull = 3002,
    HelloTimeout = 3003,
    TryLater = 3004,
    Breach = 3500,
    NotUtf8 = 3501,
    TooBig = 3502,
    ShowNotFound = 3503,
    Refused = 3504,
    Revoked = 3505,
}

impl CloseCode {
    fn of(error: &Error) -> Self {
        match error.code() {
            ErrorCode::Draining => Self::Draining,
            ErrorCode::Stalled => Self::Stalled,
            ErrorCode::RoomFull => Self::RoomFull,
            ErrorCode::HelloTimeout => Self::HelloTimeout,
            ErrorCode::BadFrame => Self::Breach,
            ErrorCode::NotUtf8 => Self::NotUtf8,
            ErrorCode::TooBig => Self::TooBig,
            ErrorCode::ShowNotFound => Self::ShowNotFound,
            ErrorCode::TokenRevoked => Self::Revoked,
            _ if error.temporary => Self::TryLater,
            _ => Self::Refused,
        }
    }
}

impl Parting {
    fn ending(&self) -> Ending {
        match self {
            Self::HelloTimeout => Ending::HelloTimeout,
            Self::Idle { .. } => Ending::Idle,
            Self::Stalled { .. } => Ending::Stalled,
            Self::Drained(_) => Ending::Drained,
            Self::Flood { .. } => Ending::Flood,
            Self::Breach(_) | Self::NotUtf8 => Ending::Breach,
            Self::Refused(_) => Ending::Refused,
            Self::Revoked => Ending::Revoked,
        }
    }

    fn goodbye(self) -> Goodbye {
        let (code, message, reconnect_after_ms) = match self {
            Self::Refused(goodbye) | Self::Drained(goodbye) => return goodbye,
            Self::Revoked => {
                return Goodbye { error: Some(token::revoked()), ..Goodbye::default() };
            }
            Self::HelloTimeout => (
                ErrorCode::HelloTimeout,
                "No `hello` came in time: connect again and send it first.".to_owned(),
                1_000,
            ),
            Self::Idle { after_ms } => (
                ErrorCode::Stalled,
                "Nothing was heard of you, not even an answer to pings: connect again.".to_owned(),
                after_ms,
            ),
            Self::Stalled { after_ms } => (
                ErrorCode::Stalled,
                "You did not read what was sent to you: connect again to go on.".to_owned(),
                after_ms,
            ),
            Self::Flood { after_ms } => (
                ErrorCode::RateLimited,
                "You went on sending far more than a session may: connect again when your slot \
                 begins, and send less."
                    .to_owned(),
                after_ms,
            ),
            Self::Breach(Violation::Endless) => (
                ErrorCode::TooBig,
                "The frame was far longer than the limit: see docs/protocol.md.".to_owned(),
                0,
            ),
            Self::Breach(violation) => (
                ErrorCode::BadFrame,
                format!("This is not WebSocket as in RFC 6455: {violation}."),
                0,
            ),
            Self::NotUtf8 => (
                ErrorCode::NotUtf8,
                "A text message was not UTF-8: send JSON as UTF-8.".to_owned(),
                0,
            ),
        };
        Goodbye { error: Some(refuse(code, message)), reconnect_after_ms, ..Goodbye::default() }
    }
}

impl Session {
    /// Ends the session: tells the client why, takes it out of the room, and
    /// gives it a moment to close.
    pub(crate) fn part(&self, here: &Rc<Here>, why: Parting) {
        let mut state = self.state.borrow_mut();
        self.part_with(here, &mut state, why);
        drop(state);
        let mut tally = Tally::default();
        self.flush(here, &mut tally);
        tally.flush(&here.meters);
        self.settle(here);
    }

    pub(super) fn part_with(&self, here: &Here, state: &mut State, why: Parting) {
        if matches!(state.phase, Phase::Closing { .. } | Phase::Over) {
            return;
        }
        here.meters.ended(why.ending());
        if matches!(why, Parting::Stalled { .. }) {
            // What it did not read is of no use any more, but what is half
            // written must be finished for the goodbye to be understood.
            state.outbox.clear();
            let_unsent_grow(self.stream.tcp());
        }
        let goodbye = why.goodbye();
        let code = goodbye.error.as_ref().map_or(CloseCode::Refused, CloseCode::of);
        let frame = ServerFrame { kind: Some(Kind::Goodbye(goodbye)) };
        state.outbox.last_words([encode(&frame, self.encoding), close_frame(Some(code as u16))]);
        self.leave(here, state);
        state.phase = Phase::Closing { since: here.millis() };
    }

    /// The client closes: its close frame is answered with its own code.
    pub(super) fn closed_by_client(&self, here: &Here, state: &mut State, code: Option<u16>) {
        state.closed_by_client = true;
        if !matches!(state.phase, Phase::Closing { .. } | Phase::Over) {
            here.meters.ended(Ending::Left);
            let _full = state.outbox.push(close_frame(code), usize::MAX);
            self.leave(here, state);
            state.phase = Phase::Closing { since: here.millis() };
        }
    }

    /// Ends the session without a word.
    pub(crate) fn end(&self, here: &Here) {
        self.gone(here, &mut self.state.borrow_mut());
    }

    /// The socket is of no use any more.
    pub(super) fn gone(&self, here: &Here, state: &mut State) {
        if !matches!(state.phase, Phase::Closing { .. } | Phase::Over) {
            here.meters.ended(Ending::Left);
        }
        self.leave(here, state);
        state.phase = Phase::Over;
    }
}
