//! Tokens whose check takes long: it runs on the other runtime, and comes back by
//! mail. Meanwhile the session holds nothing but its place.

use std::{rc::Rc, sync::Arc};

use hawker_proto::v1::{Done, Error, Hello, reply};

use super::{Phase, Session, State, commands::Finished};
use crate::{token::Identity, worker::Here};

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
        self.elsewhere(here, async move {
            let who = shared.keys.verify(&token, crate::now()).await;
            Finished::Checked(Box::new(Checked { why, who }))
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
