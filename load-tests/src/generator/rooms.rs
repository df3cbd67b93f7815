//! What a worker's viewers know together: which sales are open, who waits for
//! one, and how long each host's command took to reach whom.

use std::collections::VecDeque;

use super::orders::{ShowOrders, Then};
use super::tally::Tally;

/// Publications of a room whose arrivals are remembered until it is known when
/// they were intended; of older ones no latency is taken.
const TRACED_MAX: usize = 64;

/// A room, as this worker knows it.
#[derive(Debug)]
pub(super) struct Room {
    listings: Vec<Listing>,
    traced: VecDeque<Traced>,
}

#[derive(Debug, Default)]
struct Listing {
    open: bool,
    waiting: Vec<Wanting>,
}

/// Somebody who wants a unit as soon as there is a sale: at most one for each
/// time that a viewer wants one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanting {
    pub(super) seat: u32,
    pub(super) intended_us: u64,
    pub(super) then: Then,
}

/// A publication, and when it was seen as long as nobody has said when it was
/// intended.
#[derive(Debug, Default)]
struct Traced {
    epoch: u32,
    offset: u32,
    intended_us: Option<u64>,
    /// When a viewer meant to be there, and when it saw it.
    seen: Vec<(u64, u64)>,
}

impl Room {
    pub(super) fn new(orders: &ShowOrders) -> Room {
        let listings = orders.listings.iter().map(|_| Listing::default()).collect();
        Room { listings, traced: VecDeque::new() }
    }

    /// A sale on that listing takes buyers: who waited for it.
    pub(super) fn opened(&mut self, listing: usize) -> Vec<Wanting> {
        let Some(listing) = self.listings.get_mut(listing) else { return Vec::new() };
        listing.open = true;
        std::mem::take(&mut listing.waiting)
    }

    /// Whether a sale was opened on that listing.
    pub(super) fn is_open(&self, listing: u8) -> bool {
        self.listings.get(usize::from(listing)).is_some_and(|it| it.open)
    }

    /// Waits for a sale.
    pub(super) fn wait(&mut self, listing: u8, wanting: Wanting) {
        if let Some(listing) = self.listings.get_mut(usize::from(listing)) {
            listing.waiting.push(wanting);
        }
    }

    /// How many wait for a sale.
    pub(super) fn waiting(&self) -> usize {
        self.listings.iter().map(|listing| listing.waiting.len()).sum()
    }

    /// A viewer that meant to be there since `since_us` saw a publication.
    pub(super) fn saw(&mut self, at: (u32, u32), since_us: u64, now_us: u64, tally: &mut Tally) {
        let traced = self.traced(at);
        match traced.intended_us {
            Some(intended_us) => tally.pinned(intended_us.max(since_us), now_us),
            None => traced.seen.push((since_us, now_us)),
        }
    }

    /// A host's command, intended at that moment, was published there.
    pub(super) fn commanded(&mut self, at: (u32, u32), intended_us: u64, tally: &mut Tally) {
        let traced = self.traced(at);
        traced.intended_us = Some(intended_us);
        for (since_us, seen_us) in std::mem::take(&mut traced.seen) {
            tally.pinned(intended_us.max(since_us), seen_us);
        }
    }

    fn traced(&mut self, (epoch, offset): (u32, u32)) -> &mut Traced {
        let is_it = |it: &Traced| it.epoch == epoch && it.offset == offset;
        let index = self.traced.iter().rposition(is_it).unwrap_or_else(|| {
            if self.traced.len() == TRACED_MAX {
                self.traced.pop_front();
            }
            self.traced.push_back(Traced { epoch, offset, ..Traced::default() });
            self.traced.len() - 1
        });
        &mut self.traced[index]
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::Timed;
    use super::*;

    #[test]
    fn a_command_is_measured_from_its_intended_moment_whoever_tells_of_it_first() {
        let orders = ShowOrders { show: "s".into(), listings: vec!["mug".into()] };
        let (mut room, mut tally) = (Room::new(&orders), Tally::default());
        room.saw((1, 7), 0, 2_500_000, &mut tally);
        assert_eq!(tally.of(Timed::Pin).count(), 0);
        room.commanded((1, 7), 500_000, &mut tally);
        room.saw((1, 7), 0, 3_500_000, &mut tally);
        // Whoever comes later is not late for what was published before.
        room.saw((1, 7), 3_000_000, 3_400_000, &mut tally);
        let pins = tally.of(Timed::Pin);
        assert_eq!(pins.count(), 3);
        let near = |value: u64, due: u64| value.abs_diff(due) <= due / 100;
        assert!(near(pins.min_us(), 400_000) && near(pins.max_us(), 3_000_000));
        assert!(near(pins.quantile_us(0.5), 2_000_000));
    }

    #[test]
    fn who_wants_a_unit_before_the_sale_is_told_when_it_opens() {
        let orders = ShowOrders { show: "s".into(), listings: vec!["mug".into(), "lamp".into()] };
        let mut room = Room::new(&orders);
        let wanting = Wanting { seat: 4, intended_us: 9, then: Then::Abandon };
        room.wait(1, wanting);
        assert!(room.opened(0).is_empty() && !room.is_open(1));
        assert_eq!(room.opened(1), [wanting]);
        assert!(room.is_open(1) && room.opened(1).is_empty());
    }
}
