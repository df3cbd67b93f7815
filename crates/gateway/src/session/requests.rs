//! What a client asks: every frame with an id gets exactly one reply.

use std::rc::Rc;

use hawker_proto::{
    refuse,
    v1::{
        Done, Error, ErrorCode, FunnelStep, Track, TrackKind, client_frame::Kind,
        reply::Result as Answer,
    },
};

use super::{Phase, Session, State, checking::For, commands::Command};
use crate::{
    codec::{Refused, Request, decode},
    lanes::Lanes,
    token::Identity,
    worker::Here,
};

impl Session {
    /// Reads all frames of one message and answers what can be answered here.
    pub(super) fn message(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, message: &[u8]) {
        let frames = decode(message, self.encoding);
        let together = self.count_message(here, state, message.len(), frames.len());
        for frame in frames {
            let alone = self.count_frame(here, state);
            if state.is_closing() {
                return;
            }
            here.meters.received.increment(1);
            match (frame, alone.and_then(|()| together.clone())) {
                (Ok(request), Ok(())) => self.request(here, state, request),
                (Ok(Request { id, .. }) | Err(Refused { id, .. }), Err(error)) => {
                    self.reply(here, state, id, Err(error));
                }
                (Err(Refused { id, error }), Ok(())) => {
                    self.answer(here, state, id, Answer::Error(error));
                }
            }
        }
    }

    fn request(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, request: Request) {
        let Request { id, kind } = request;
        match (state.phase, kind) {
            (Phase::Greeting, Kind::Hello(hello)) => self.hello(here, state, id, hello),
            (Phase::Checking, Kind::Hello(_)) => {
                let message = "Your `hello` is being looked at: wait for its answer.";
                self.reply(here, state, id, Err(refuse(ErrorCode::HelloRepeated, message)));
            }
            (Phase::Greeting | Phase::Checking, _) => {
                let message = "The first frame of a session must be `hello`: send it and repeat.";
                self.reply(here, state, id, Err(refuse(ErrorCode::HelloRequired, message)));
            }
            (_, kind) => self.joined(here, state, id, kind),
        }
    }

    fn joined(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, id: u32, kind: Kind) {
        let command = match kind {
            Kind::Hello(_) => {
                let message = "The session is open already: send `hello` once.";
                let error = refuse(ErrorCode::HelloRepeated, message);
                return self.reply(here, state, id, Err(error));
            }
            Kind::Ping(_) => return self.reply(here, state, id, Ok(Answer::Done(Done {}))),
            Kind::SendChat(chat) => {
                let said = self.say(here, state, chat.text);
                return self.reply(here, state, id, said.map(Answer::Chat));
            }
            Kind::Track(track) => {
                let tracked = self.track(here, state, &track);
                return self.reply(here, state, id, tracked.map(|()| Answer::Done(Done {})));
            }
            Kind::RefreshToken(refresh) => {
                return self.refresh(here, state, id, refresh.token);
            }
            kind => match Command::of(kind) {
                Some(command) => command,
                None => return,
            },
        };
        let counted = if command.is_attempt() { self.count_attempt(here, state) } else { Ok(()) };
        match counted.and_then(|()| here.shared.keys.still(&state.who, crate::now())) {
            Ok(()) => self.command(here, state, id, command),
            Err(error) => self.reply(here, state, id, Err(error)),
        }
    }

    fn track(&self, here: &Here, state: &State, track: &Track) -> Result<(), Error> {
        let Some(room) = &self.room else { return Ok(()) };
        let step = tracked(room.lanes(), track)?;
        self.record(here, state, step, |event| event.listing.clone_from(&track.listing));
        Ok(())
    }

    /// Takes a new token for the same viewer.
    fn refresh(&self, here: &Rc<Here>, state: &mut State, id: u32, token: String) {
        match here.shared.keys.check(&token, crate::now()) {
            None => self.check(here, token, For::Refresh { id }),
            Some(who) => {
                let refreshed = who.and_then(|who| self.refreshed(state, who));
                self.reply(here, state, id, refreshed.map(|()| Answer::Done(Done {})));
            }
        }
    }

    /// Goes on as the bearer of a new token that was checked.
    pub(super) fn refreshed(&self, state: &mut State, mut who: Identity) -> Result<(), Error> {
        if let Some(room) = &self.room {
            who.admit(&room.room.show)?;
        }
        if who.sub != state.who.sub {
            let message = "The token is for another `sub`: connect again to be somebody else.";
            return Err(refuse(ErrorCode::TokenInvalid, message));
        }
        who.at_home();
        who.touch.clone_from(&state.who.touch);
        self.unhear(state);
        state.who = std::sync::Arc::new(who);
        self.hear(state);
        Ok(())
    }
}

/// The step of the funnel that a viewer reports.
pub(crate) fn tracked(lanes: &Lanes, track: &Track) -> Result<FunnelStep, Error> {
    let step = match track.kind() {
        TrackKind::ViewPromotion => FunnelStep::ViewPromotion,
        TrackKind::SelectPromotion => FunnelStep::SelectPromotion,
        TrackKind::ViewItem => FunnelStep::ViewItem,
        TrackKind::AddToCart => FunnelStep::AddToCart,
        TrackKind::Unspecified => {
            let message = "`kind` must say what happened: see docs/protocol.md.";
            return Err(refuse(ErrorCode::FieldInvalid, message));
        }
    };
    if !lanes.has_listing(&track.listing) {
        let message = "There is no such listing in this show: track one of its line-up.";
        return Err(refuse(ErrorCode::ListingNotFound, message));
    }
    Ok(step)
}
