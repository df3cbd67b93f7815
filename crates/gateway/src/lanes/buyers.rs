//! Which sessions of a room hear of which buyer's reservations, and who bought.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use hawker_domain::BuyerId;
use hawker_proto::v1::{Reservation, ReservationState};

use super::{Follower, SessionKey};

/// Sessions of one buyer that hear of their reservations: the newest ones.
const SESSIONS_PER_BUYER: usize = 8;

type Session = (Arc<Follower>, SessionKey);

/// The sessions of one buyer: nearly every buyer has one, and there are many.
enum Sessions {
    One(Session),
    More(Vec<Session>),
}

impl Sessions {
    /// Adds one; false when an older one made room for it.
    fn add(&mut self, session: Session) -> bool {
        match self {
            Self::One(first) => {
                *self = Self::More(vec![first.clone(), session]);
                true
            }
            Self::More(sessions) => {
                sessions.push(session);
                let fits = sessions.len() <= SESSIONS_PER_BUYER;
                if !fits {
                    sessions.remove(0);
                }
                fits
            }
        }
    }

    /// Takes one out; false when it was the last.
    fn remove(&mut self, follower: &Arc<Follower>, key: SessionKey) -> bool {
        let is = |(other, known): &Session| *known == key && Arc::ptr_eq(other, follower);
        match self {
            Self::One(one) => !is(one),
            Self::More(sessions) => {
                sessions.retain(|session| !is(session));
                !sessions.is_empty()
            }
        }
    }

    fn all(&self) -> Vec<Session> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::More(sessions) => sessions.clone(),
        }
    }
}

/// The map, of a bounded number of buyers.
pub(super) struct Buyers {
    most: usize,
    sessions: HashMap<BuyerId, Sessions>,
    bought: HashSet<BuyerId>,
}

impl Buyers {
    pub(super) fn new(most: usize) -> Self {
        Self { most, sessions: HashMap::new(), bought: HashSet::new() }
    }

    /// Adds a session; false when a bound kept it, or an older one, out.
    pub(super) fn add(
        &mut self,
        buyer: &BuyerId,
        follower: &Arc<Follower>,
        session: SessionKey,
    ) -> bool {
        let session = (Arc::clone(follower), session);
        if let Some(sessions) = self.sessions.get_mut(buyer) {
            return sessions.add(session);
        }
        let fits = self.sessions.len() < self.most;
        if fits {
            self.sessions.insert(buyer.clone(), Sessions::One(session));
        }
        fits
    }

    pub(super) fn remove(
        &mut self,
        buyer: &BuyerId,
        follower: &Arc<Follower>,
        session: SessionKey,
    ) {
        let Some(sessions) = self.sessions.get_mut(buyer) else { return };
        if !sessions.remove(follower, session) {
            self.sessions.remove(buyer);
        }
    }

    /// Notes how a reservation stands, and says which sessions are to hear of it.
    pub(super) fn note(&mut self, buyer: &BuyerId, reservation: &Reservation) -> Vec<Session> {
        let bought = reservation.state() == ReservationState::Committed;
        if bought && self.bought.len() < self.most {
            self.bought.insert(buyer.clone());
        }
        self.sessions.get(buyer).map(Sessions::all).unwrap_or_default()
    }

    pub(super) fn has_bought(&self, buyer: &BuyerId) -> bool {
        self.bought.contains(buyer)
    }
}
