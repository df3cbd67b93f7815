//! Entering and leaving the room.
//!
//! A join is consistent: the viewer's cursors are those of the snapshot it is
//! sent, or of the position it resumes from, and everything after them reaches
//! it by the walk. So nothing is lost or doubled between the two.

use std::{rc::Rc, sync::Arc};

use hawker_domain::Timestamp;
use hawker_proto::{
    STOCKS_SEEN, refuse,
    v1::{Error, ErrorCode, FunnelStep, Hello, StockSeen, Touch, Welcome, reply},
};

use super::{Phase, Session, State, checking::For};
use crate::{
    funnel,
    lanes::{Seen, Start},
    token::Identity,
    trace::Subject,
    worker::{Here, WorkerConfig},
};
use uuid::Uuid;

/// Characters of a part of a touch, at most.
const TOUCH_CHARS: usize = 64;

impl Session {
    /// Opens the session, or says why not; the client may try again.
    pub(super) fn hello(
        self: &Rc<Self>,
        here: &Rc<Here>,
        state: &mut State,
        id: u32,
        hello: Hello,
    ) {
        let header = state.header_token.as_deref().unwrap_or_default();
        let token = if hello.token.is_empty() { header } else { hello.token.as_str() };
        let who = match token {
            "" => Ok(here.shared.keys.anonymous()),
            token => match here.shared.keys.check(token, crate::now()) {
                Some(outcome) => outcome,
                None => {
                    let token = token.to_owned();
                    state.phase = Phase::Checking;
                    return self.check(here, token, For::Hello { id, hello: Box::new(hello) });
                }
            },
        };
        self.enter_attached(here, state, id, (hello, who));
    }

    /// Lets in one whose token was checked, or says why not; the client may then
    /// try again.
    pub(super) fn enter(
        self: &Rc<Self>,
        here: &Rc<Here>,
        state: &mut State,
        id: u32,
        (hello, who): (&Hello, Result<Identity, Error>),
    ) {
        let Some(room) = &self.room else { return };
        let who = match who.and_then(|who| self.admitted(here, who, hello)) {
            Ok(who) => who,
            Err(error) => {
                state.phase = Phase::Greeting;
                return self.answer(here, state, id, reply::Result::Error(error));
            }
        };
        let now = crate::now();
        state.who = who;
        state.header_token = None;
        room.sync();
        let seen = Seen::from(hello);
        let start = room.lanes().start(&room.log.borrow(), &seen);
        here.meters.started(seen.position, &start);
        let welcome = welcome(&here.config, &state.who, state.id, &start, now);
        self.answer(here, state, id, reply::Result::Welcome(welcome));
        if let Some(snapshot) = &start.snapshot {
            self.enqueue(here, state, snapshot.bytes(self.encoding).clone());
        }
        if let Some(tick) = &start.state {
            self.enqueue(here, state, tick.bytes(self.encoding).clone());
        }
        // One who has left so much unread that this did not fit was sent away.
        if state.is_closing() {
            return;
        }
        let traces = &here.shared.traces;
        state.traced =
            self.subject(state).is_some_and(|one| traces.join(&one, seen.position, &start));
        state.cursors = start.cursors;
        state.since = here.millis();
        here.door.greeted();
        state.phase = Phase::Joined { place: room.subscribe(Rc::clone(self)) };
        match &state.who.sub {
            Some(buyer) => room.lanes().enter(buyer),
            None => room.lanes().enter(state.id.as_u128()),
        }
        room.room.attend();
        here.meters.joins.increment(1);
        here.meters.viewers.increment(1.0);
        self.record(here, state, FunnelStep::RoomEntered, |_| {});
        if state.who.buyer().is_ok() {
            self.hear(state);
            self.ask_open(here, state);
        }
    }

    /// Whether one may enter this room, with what brought them.
    fn admitted(
        &self,
        here: &Here,
        mut who: Identity,
        hello: &Hello,
    ) -> Result<Arc<Identity>, Error> {
        let touch = hello.touch.as_ref().filter(|touch| **touch != Touch::default());
        check_touch(touch)?;
        check_stocks(&hello.stocks)?;
        if who.expires_at.is_none() && touch.is_none() {
            return Ok(Arc::clone(&here.nobody));
        }
        if let Some(room) = &self.room {
            who.admit(&room.room.show)?;
        }
        who.at_home();
        who.touch = touch.cloned().map(Box::new);
        Ok(Arc::new(who))
    }

    /// The session as traces know it.
    fn subject<'a>(&'a self, state: &'a State) -> Option<Subject<'a>> {
        let show = &self.room.as_ref()?.room.show;
        Some(Subject { show, session: state.id, who: &state.who })
    }

    /// Has the session traced if it was chosen for that since it joined.
    pub(super) fn look_chosen(&self, here: &Here, state: &mut State) {
        if !state.traced && matches!(state.phase, Phase::Joined { .. }) {
            state.traced = self.subject(state).is_some_and(|one| here.shared.traces.look(&one));
        }
    }

    /// Has the room tell this session of its buyer's reservations.
    pub(super) fn hear(&self, state: &State) {
        let (Some(room), Ok(buyer)) = (&self.room, state.who.buyer()) else { return };
        room.lanes().hear(buyer, &room.follower, self.key);
    }

    pub(super) fn unhear(&self, state: &State) {
        let (Some(room), Ok(buyer)) = (&self.room, state.who.buyer()) else { return };
        room.lanes().unhear(buyer, &room.follower, self.key);
    }

    /// Takes a session that had joined out of the room.
    pub(super) fn leave(&self, here: &Here, state: &mut State) {
        state.commands = None;
        state.asking = None;
        if matches!(state.phase, Phase::Greeting | Phase::Checking) {
            here.door.greeted();
        }
        let (Phase::Joined { place }, Some(room)) = (state.phase, &self.room) else { return };
        state.phase = Phase::Closing { since: here.millis() };
        if state.traced {
            here.shared.traces.leave(state.id);
        }
        room.unsubscribe(place);
        room.lanes().leave();
        self.unhear(state);
        here.meters.leaves.increment(1);
        here.meters.viewers.decrement(1.0);
        let watched_ms = here.millis().wrapping_sub(state.since);
        self.record(here, state, FunnelStep::RoomLeft, |event| event.watched_ms = watched_ms);
    }

    /// Records a step of this viewer for the funnel.
    pub(super) fn record(
        &self,
        here: &Here,
        state: &State,
        step: FunnelStep,
        more: impl FnOnce(&mut hawker_proto::v1::FunnelEvent),
    ) {
        let Some(room) = &self.room else { return };
        let id;
        let viewer = match &state.who.sub {
            Some(buyer) => buyer.as_str(),
            None => {
                id = state.id.to_string();
                id.as_str()
            }
        };
        let mut event = funnel::event(&room.room.show, viewer, step, crate::now());
        event.touch = state.who.touch.as_deref().cloned();
        more(&mut event);
        here.shared.events.record(event);
    }
}

/// What a viewer is told first.
pub(crate) fn welcome(
    config: &WorkerConfig,
    who: &Identity,
    session: Uuid,
    start: &Start,
    now: Timestamp,
) -> Welcome {
    Welcome {
        session: session.to_string(),
        viewer: who.name.to_string(),
        caps: who.caps.names().map(str::to_owned).collect(),
        recovered: start.recovered(),
        position: Some(start.position),
        server_time_ms: now.as_millis(),
        ping_seconds: config.ping_seconds,
        chat_max_bytes: u32::try_from(config.chat_max_bytes).unwrap_or(u32::MAX),
        chat_accepted: start.counts.accepted,
        chat_sampled_out: start.counts.sampled_out,
    }
}

fn check_stocks(stocks: &[StockSeen]) -> Result<(), Error> {
    if stocks.len() <= STOCKS_SEEN {
        return Ok(());
    }
    let message = "`stocks` may have 64 SKUs: those that changed last.";
    Err(refuse(ErrorCode::FieldInvalid, message))
}

fn check_touch(touch: Option<&Touch>) -> Result<(), Error> {
    let Some(Touch { host, sharer, campaign, topic }) = touch else { return Ok(()) };
    let fine =
        |part: &&String| part.chars().count() <= TOUCH_CHARS && !part.chars().any(char::is_control);
    if [host, sharer, campaign, topic].iter().all(fine) {
        return Ok(());
    }
    let message = "Each part of `touch` may have 64 characters, without control characters.";
    Err(refuse(ErrorCode::FieldInvalid, message))
}
