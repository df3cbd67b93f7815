//! What the passing of time asks of a session.

use std::rc::Rc;

use super::{Parting, Phase, Session};
use crate::{codec::ping_frame, worker::Here};

impl Session {
    /// Looks at the clock for this session; called about once a second.
    pub(crate) fn look(&self, here: &Rc<Here>) {
        let now = here.millis();
        let mut state = self.state.borrow_mut();
        self.look_chosen(here, &mut state);
        if let (Phase::Joined { .. }, Some(room)) = (state.phase, &self.room) {
            here.lacks(room.log.borrow().lacks_since(state.cursors));
        }
        let config = &here.config;
        let since = |then: u32| now.wrapping_sub(then);
        let stalled = state.blocked.is_some_and(|then| since(then) >= config.stall_ms);
        match state.phase {
            Phase::Over => {}
            Phase::Closing { since: then } if since(then) >= config.close_ms => {
                self.gone(here, &mut state);
                drop(state);
                self.settle(here);
            }
            Phase::Closing { .. } => {}
            Phase::Greeting if since(state.since) >= config.hello_ms => {
                drop(state);
                self.part(here, Parting::HelloTimeout);
            }
            _ if here.shared.keys.revocations().hold_for(&state.who) => {
                drop(state);
                self.part(here, Parting::Revoked);
            }
            _ if stalled => {
                // The socket is tried once more, now that it may take the rest.
                state.blocked = None;
                drop(state);
                self.part(here, Parting::Stalled { after_ms: here.slot() });
            }
            _ if since(state.heard) >= config.idle_seconds.saturating_mul(1_000) => {
                drop(state);
                self.part(here, Parting::Idle { after_ms: here.slot() });
            }
            _ if since(state.pinged) >= config.ping_seconds.saturating_mul(1_000) => {
                state.pinged = now;
                // One that is blocked shows by writing whether it is there.
                if state.outbox.is_empty() && state.blocked.is_none() {
                    self.enqueue(here, &mut state, ping_frame());
                }
                drop(state);
                self.deliver(here);
            }
            _ => {}
        }
    }
}
