//! What time alone brings about: holds run out, sale windows close, old keys and
//! ended reservations are forgotten.

use crate::Timestamp;

use super::{Stock, answer::ReservationState, command::Policy, limits::PLACES_CLEARED};

/// How long old keys and reservations may wait to be cleared, so that a quiet
/// shard writes one record a minute for them and not one for each.
const CLEARING_DELAY_MS: i64 = 60_000;

impl Stock {
    /// When the clock next changes something: the earliest end of a hold or of a
    /// sale's window, the time to clear old keys, or at once where people wait for
    /// units that are there.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let hold = self.reservations.first_deadline().map(|(at, _)| at);
        let window = self.windows.first().map(|(at, _)| *at);
        let later = |at: Timestamp| at.plus_millis(CLEARING_DELAY_MS);
        let keys = self.keys.first_end().map(later);
        let ended = self.reservations.first_forgettable().map(later);
        let waits = self.waits.has_backlog() || self.waits.has_closed();
        let waits = waits.then_some(self.now);
        let waits = waits.or_else(|| self.draws.is_ranking().then_some(self.now));
        let draws = self.draws.first_forgettable().map(later);
        let groups = self.groups.first_end(self.now);
        [hold, window, keys, ended, waits, draws, groups].into_iter().flatten().min()
    }

    /// Whether the clock has something to change at `now`.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.next_deadline().is_some_and(|at| at <= now)
    }

    pub(crate) fn elapse(&mut self, limit: u32) {
        let mut left = limit;
        while left > 0 && self.close_first_window() {
            left -= 1;
        }
        while left > 0 && (self.settle_next() || self.end_first_group()) {
            left -= 1;
        }
        while left > 0 && self.expire_first_hold() {
            left -= 1;
        }
        self.waits.drop_closed(PLACES_CLEARED);
        self.draws.forget(PLACES_CLEARED, self.now);
        self.rank_entries();
        self.promote();
        self.clear(limit as usize);
    }

    fn close_first_window(&mut self) -> bool {
        let Some((_, ix)) = self.windows.first().copied().filter(|(at, _)| *at <= self.now) else {
            return false;
        };
        if self.sales[ix as usize].policy == Policy::Draw {
            self.close_entries(ix);
        } else {
            self.close(ix);
        }
        true
    }

    fn expire_first_hold(&mut self) -> bool {
        let first = self.reservations.first_deadline().filter(|(at, _)| *at <= self.now);
        let Some((_, counter)) = first else { return false };
        self.end_hold(counter, ReservationState::Expired);
        self.batch.expired.push(self.reservations.id(counter));
        true
    }

    pub(crate) fn extend(&mut self, by_ms: i64) {
        self.reservations.extend(by_ms.max(0));
    }
}
