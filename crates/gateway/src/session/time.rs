//! What the passing of time asks of a session.

use std::rc::Rc;

use super::{Parting, Phase, Session, State};
use crate::{codec::ping_frame, worker::Here};

/// A step through 32 bits that spreads numbers given out in turn evenly.
const GOLDEN: u32 = 0x9E37_79B9;

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
            _ if state.blocked.is_none() && !state.outbox.is_empty() => {
                // A ping that waited for a walk, which did not come.
                drop(state);
                self.deliver(here);
            }
            _ if self.wants_ping(here, &state, now) => {
                state.pinged = now;
                // One that is blocked shows by writing whether it is there.
                if state.outbox.is_empty() && state.blocked.is_none() {
                    self.enqueue(here, &mut state, ping_frame());
                }
                if !self.is_in_lively_room(&state, now) {
                    drop(state);
                    self.deliver(here);
                }
            }
            _ => {}
        }
    }

    /// Whether it is to be asked for a sign of life. One who is sent something all
    /// the time keeps every proxy between awake by that: it is asked only so that
    /// its answer comes before it would be taken for gone. Those who came at once are
    /// not asked at once.
    fn wants_ping(&self, here: &Here, state: &State, now: u32) -> bool {
        let (ping, idle) = (here.config.ping_seconds, here.config.idle_seconds);
        let lively = self.is_in_lively_room(state, now);
        let silence = if lively { idle - ping } else { ping };
        // Each up to a quarter sooner, by its own share.
        let share = self.key.slot.wrapping_mul(GOLDEN) >> 24;
        let due = |seconds: u32| seconds.saturating_mul(1_000) - seconds.saturating_mul(share);
        let since = |then: u32| now.wrapping_sub(then);
        since(state.pinged) >= due(ping) && since(state.heard) >= due(silence)
    }

    /// Whether it was sent something within the last second: then a ping costs
    /// least beside what it is sent next.
    fn is_in_lively_room(&self, state: &State, now: u32) -> bool {
        let joined = matches!(state.phase, Phase::Joined { .. });
        joined && self.room.as_ref().is_some_and(|room| room.is_lively(now))
    }
}
