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

/// The map, of a bounded number of buyers.
pub(super) struct Buyers {
    most: usize,
    sessions: HashMap<BuyerId, Vec<Session>>,
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
        if !self.sessions.contains_key(buyer) && self.sessions.len() >= self.most {
            return false;
        }
        // Nearly every buyer has one.
        let sessions = self.sessions.entry(buyer.clone()).or_insert_with(|| Vec::with_capacity(1));
        sessions.push((Arc::clone(follower), session));
        if sessions.len() > SESSIONS_PER_BUYER {
            sessions.remove(0);
            return false;
        }
        true
    }

    pub(super) fn remove(
        &mut self,
        buyer: &BuyerId,
        follower: &Arc<Follower>,
        session: SessionKey,
    ) {
        let Some(sessions) = self.sessions.get_mut(buyer) else { return };
        sessions.retain(|(other, key)| *key != session || !Arc::ptr_eq(other, follower));
        if sessions.is_empty() {
            self.sessions.remove(buyer);
        }
    }

    /// Notes how a reservation stands, and says which sessions are to hear of it.
    pub(super) fn note(&mut self, buyer: &BuyerId, reservation: &Reservation) -> Vec<Session> {
        let bought = reservation.state() == ReservationState::Committed;
        if bought && self.bought.len() < self.most {
            self.bought.insert(buyer.clone());
        }
        self.sessions.get(buyer).cloned().unwrap_or_default()
    }

    pub(super) fn has_bought(&self, buyer: &BuyerId) -> bool {
        self.bought.contains(buyer)
    }
}
