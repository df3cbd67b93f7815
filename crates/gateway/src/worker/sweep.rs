//! What time asks of sessions: looked at a part of them at a time, so that no
//! session needs a timer of its own.

use std::rc::Rc;

use super::Here;
use crate::door;

/// Parts into which the sessions are divided: with a sweep every 100 ms, each
/// session is looked at once a second.
const PARTS: usize = 10;

/// Looks at the next part of the sessions, and says where the one after begins.
pub(super) fn some(here: &Rc<Here>, from: usize) -> usize {
    let places = here.sessions.borrow().places();
    let to = from + places.div_ceil(PARTS).max(1);
    for place in from..to.min(places) {
        let session = here.sessions.borrow().get(place).cloned();
        if let Some(session) = session {
            session.look(here);
        }
    }
    door::sweep(here);
    here.door.knock();
    here.sockets.ring();
    if to < places {
        return to;
    }
    here.tell_slowest();
    0
}
