//! A buyer's own reservations and places on waitlists: those open are sent again
//! after `hello`, and each change of a reservation made elsewhere is told.

use std::{rc::Rc, sync::Arc};

use hawker_proto::v1::{
    Error, Reservation, ReservationState, ReservationUpdate, server_frame::Kind,
};

use super::{Phase, Session, State, commands::Finished};
use crate::{retry::Backoff, rooms::Open, worker::Here};

/// Changes remembered while the open ones are asked for.
const SETTLED: usize = 256;

/// The question is under way. What was settled meanwhile is newer than what the
/// answer will say of it.
#[derive(Default)]
pub(super) struct Asking {
    settled: Vec<u64>,
}

/// What inventory said, and how long to wait if it has to be asked again.
pub(crate) struct Asked {
    open: Result<Open, Error>,
    backoff: Backoff,
}

impl Asked {
    /// The answer to a first question.
    fn first(open: Result<Open, Error>) -> Self {
        Self { open, backoff: Backoff::new() }
    }
}

impl Session {
    /// Asks for the buyer's open reservations, together with others who join now
    /// and apart from the commands, which do not wait for it.
    pub(super) fn ask_open(&self, here: &Rc<Here>, state: &mut State) {
        let Some(room) = &self.room else { return };
        state.asking = Some(Box::default());
        here.asks.add(here, (self.key, (Arc::clone(&room.room), Arc::clone(&state.who))));
    }

    /// Asks once more, by itself, when others don't do so too.
    fn ask_again(&self, here: &Rc<Here>, state: &State, mut backoff: Backoff) {
        let Some(room) = &self.room else { return };
        let (room, who) = (Arc::clone(&room.room), Arc::clone(&state.who));
        self.elsewhere(here, async move {
            backoff.wait().await;
            Finished::Open(Asked { open: room.open(&who).await, backoff })
        });
    }

    /// Sends what is open, or asks again for as long as the session lasts.
    pub(super) fn opened(&self, here: &Rc<Here>, state: &mut State, asked: Asked) {
        match asked.open {
            Ok(open) => {
                for place in open.places {
                    self.send(here, state, Kind::Waiting(place));
                }
                let asking = state.asking.take().unwrap_or_default();
                for reservation in open.reservations {
                    if !asking.settled.contains(&reservation.id) {
                        self.tell(here, state, reservation);
                    }
                }
            }
            Err(error) if error.temporary => self.ask_again(here, state, asked.backoff),
            Err(error) => {
                state.asking = None;
                tracing::warn!(?error, "a buyer's open reservations could not be read");
            }
        }
    }

    /// Takes the answer to a first question: mostly there is nothing to tell.
    pub(crate) fn asked(self: &Rc<Self>, here: &Rc<Here>, open: Result<Open, Error>) {
        if open.as_ref().is_ok_and(Open::is_empty) {
            self.state.borrow_mut().asking = None;
        } else {
            self.finished(here, Finished::Open(Asked::first(open)));
        }
    }

    /// Tells the viewer how one of its reservations stands now.
    pub(crate) fn notice(&self, here: &Rc<Here>, reservation: &Reservation) {
        let mut state = self.state.borrow_mut();
        if !matches!(state.phase, Phase::Joined { .. }) {
            return;
        }
        if reservation.state() != ReservationState::Held
            && let Some(asking) = &mut state.asking
            && asking.settled.len() < SETTLED
        {
            asking.settled.push(reservation.id);
        }
        self.tell(here, &mut state, reservation.clone());
        drop(state);
        self.deliver(here);
    }

    fn tell(&self, here: &Here, state: &mut State, reservation: Reservation) {
        let update = ReservationUpdate { reservation: Some(reservation) };
        self.send(here, state, Kind::Reservation(update));
    }
}
