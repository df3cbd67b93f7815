//! What one who says `hello` may have to wait for: a token whose check takes long, and
//! a room that does not hear yet what other gateways say. Both run on the other
//! runtime, and come back by mail. Meanwhile the session holds nothing but its place.

use std::{rc::Rc, sync::Arc};

use hawker_proto::v1::{Done, Error, Hello, reply};

use super::{Phase, Session, State, commands::Finished};
use crate::{lanes::Seen, rooms::Room, token::Identity, worker::Here};

/// What a token is checked for.
pub(crate) enum For {
    /// To enter, with the frame of that id.
    Hello { id: u32, hello: Box<Hello> },
    /// To go on, with the frame of that id.
    Refresh { id: u32 },
}

/// What came of it.
pub(crate) struct Checked {
    why: For,
    who: Result<Identity, Error>,
}

impl Session {
    /// Has a token checked elsewhere.
    pub(super) fn check(&self, here: &Rc<Here>, token: String, why: For) {
        let shared = Arc::clone(&here.shared);
        let room = self.room.as_ref().map(|room| Arc::clone(&room.room));
        self.elsewhere(here, async move {
            let who = shared.keys.verify(&token, crate::now()).await;
            if let (Some(room), For::Hello { hello, .. }, Ok(_)) = (room, &why, &who) {
                room.ready_for(&Seen::from(&**hello)).await;
            }
            Finished::Checked(Box::new(Checked { why, who }))
        });
    }

    /// Lets one in whose token was checked as soon as the room hears what other
    /// gateways say.
    pub(super) fn enter_attached(
        self: &Rc<Self>,
        here: &Rc<Here>,
        state: &mut State,
        id: u32,
        (hello, who): (Hello, Result<Identity, Error>),
    ) {
        let seen = Seen::from(&hello);
        let waits = |room: &&Arc<Room>| !room.is_ready_for(&seen);
        let room = self.room.as_ref().map(|room| &room.room).filter(waits);
        let (Some(room), true) = (room, who.is_ok()) else {
            return self.enter(here, state, id, (&hello, who));
        };
        state.phase = Phase::Checking;
        let (room, hello) = (Arc::clone(room), Box::new(hello));
        self.elsewhere(here, async move {
            room.ready_for(&seen).await;
            Finished::Checked(Box::new(Checked { why: For::Hello { id, hello }, who }))
        });
    }

    /// Goes on with what the token was checked for.
    pub(super) fn checked(self: &Rc<Self>, here: &Rc<Here>, state: &mut State, checked: Checked) {
        match (checked.why, state.phase) {
            (For::Hello { id, hello }, Phase::Checking) => {
                self.enter(here, state, id, (&hello, checked.who));
            }
            (For::Refresh { id }, Phase::Joined { .. }) => {
                let refreshed = checked.who.and_then(|who| self.refreshed(state, who));
                self.reply(here, state, id, refreshed.map(|()| reply::Result::Done(Done {})));
            }
            // It has ended meanwhile.
            _ => {}
        }
    }
}
