//! Who waits in which order, counted from the answers alone.

use std::collections::BTreeMap;

use hawker_proto::v1::{
    DefineSaleRequest, JoinWaitlistRequest, JournalEntry, Outcome, Reservation, SaleState,
    Waitlist, journal_entry::Command,
};

use super::{Fails, clients::MERCHANT, fail, must, promises::Shop};
use crate::audit::Balances;

/// How long a freed unit is offered, where the sale says nothing of it.
const OFFER_MS: i64 = 60_000;

/// Somebody who waits for a SKU.
#[derive(Debug, Clone)]
struct Place {
    buyer: String,
    household: String,
    sku: String,
    wanted: u32,
    /// Lower ones are served first.
    turn: (u64, usize),
}

/// Somebody who was served by the entry in hand.
#[derive(Debug)]
struct Served {
    sale: String,
    place: Place,
    units: u32,
    /// What they could have got by their wish and their limits.
    most: u32,
}

#[derive(Debug)]
struct Queue {
    lottery: bool,
    /// In the order of their turns.
    places: Vec<Place>,
}

/// Every waitlist, by sale.
#[derive(Debug, Default)]
pub(super) struct Waitlists {
    queues: BTreeMap<String, Queue>,
    joined: usize,
    served: Vec<Served>,
}

impl Place {
    fn limit_left(&self, sale: &str, shop: &Shop) -> u32 {
        shop.limit_left(sale, &self.buyer, &self.sku, &self.household)
    }

    fn is_there(&self, sale: &str, shop: &Shop, balances: &Balances) -> bool {
        shop.left(sale) > 0 && balances.available(MERCHANT, &self.sku) > 0
    }
}

/// Whether a sale gives what comes free to those who wait.
fn gives(sale: &str, shop: &Shop) -> bool {
    matches!(shop.sales[sale].state, SaleState::Open | SaleState::SoldOut)
}

impl Waitlists {
    /// What a command does to the lines before anybody is served.
    pub(super) fn command(&mut self, command: &Command) {
        match command {
            Command::DefineSale(r) => self.define(r),
            Command::LeaveWaitlist(r) => {
                let queue = self.queues.get_mut(&r.sale);
                queue.into_iter().for_each(|queue| queue.places.retain(|p| p.buyer != r.buyer));
            }
            _ => {}
        }
    }

    fn define(&mut self, r: &DefineSaleRequest) {
        if r.waitlist() != Waitlist::Unspecified {
            let lottery = r.waitlist() == Waitlist::Lottery;
            self.queues.insert(r.sale.clone(), Queue { lottery, places: Vec::new() });
        }
    }

    /// Nobody waits in a sale that is over.
    pub(super) fn close(&mut self, sale: &str) {
        self.queues.get_mut(sale).into_iter().for_each(|queue| queue.places.clear());
    }

    /// Somebody was given the units of a reservation, which `shop` does not know yet.
    pub(super) fn got_units(&mut self, now: &Reservation, is_new: bool, shop: &Shop) -> Fails {
        if now.promoted && is_new {
            return self.promoted(now, shop);
        }
        // What is left over from an order was held before.
        if now.rest_of > 0 {
            return Ok(());
        }
        for (sale, queue) in self.queues.iter().filter(|(sale, _)| gives(sale, shop)) {
            let waits = queue.places.iter().find(|place| {
                now.lines.iter().any(|line| line.sku == place.sku)
                    && shop.left(sale) > 0
                    && place.limit_left(sale, shop) > 0
            });
            must!(waits.is_none(), "{now:?} was given what {waits:?} waits for in {sale}");
        }
        Ok(())
    }

    /// Units that came free go to whoever is next and may have them.
    fn promoted(&mut self, now: &Reservation, shop: &Shop) -> Fails {
        let (Some(queue), [line]) = (self.queues.get_mut(&now.sale), &now.lines[..]) else {
            return fail(format!("{now:?} was promoted without a waitlist"));
        };
        loop {
            let next = queue.places.iter().position(|place| place.sku == line.sku);
            let Some(next) = next.map(|at| queue.places.remove(at)) else {
                return fail(format!("{now:?} was promoted, and does not wait"));
            };
            let left = next.limit_left(&now.sale, shop);
            if next.buyer == now.buyer {
                let most = next.wanted.min(left);
                must!(line.quantity <= most, "{now:?} was promoted, and may have {most}");
                let offered = now.expires_at_ms - now.created_at_ms;
                must!(offered == OFFER_MS, "{now:?} is offered for {offered} ms");
                let (sale, units) = (now.sale.clone(), line.quantity);
                self.served.push(Served { sale, place: next, units, most });
                return Ok(());
            }
            must!(left == 0, "{now:?} was promoted before {next:?}");
        }
    }

    /// What an entry leaves behind. Tells the place in line that its answer must name.
    pub(super) fn after(
        &mut self,
        entry: &JournalEntry,
        shop: &Shop,
        balances: &Balances,
    ) -> Fails<Option<u32>> {
        for served in std::mem::take(&mut self.served) {
            let Served { sale, place, units, most } = &served;
            let rest = units < most && place.is_there(sale, shop, balances);
            must!(!rest, "less was offered than there was: {served:?}");
            let better = self.queues[sale].places.iter().find(|other| {
                other.turn < place.turn
                    && balances.available(MERCHANT, &other.sku) > 0
                    && other.limit_left(sale, shop) > 0
            });
            must!(better.is_none(), "{served:?} was served before {better:?}");
        }
        // Whose turn came while they could have no more is gone.
        for (sale, queue) in self.queues.iter_mut().filter(|(sale, _)| gives(sale, shop)) {
            queue.places.retain(|place| {
                !place.is_there(sale, shop, balances) || place.limit_left(sale, shop) > 0
            });
        }
        match &entry.command {
            Some(Command::JoinWaitlist(join)) if entry.outcome() == Outcome::Waiting => {
                self.joins(join).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn joins(&mut self, join: &JoinWaitlistRequest) -> Fails<u32> {
        let (Some(queue), [line]) = (self.queues.get_mut(&join.sale), &join.lines[..]) else {
            return fail(format!("{join:?} waits without a waitlist"));
        };
        if !queue.places.iter().any(|place| place.buyer == join.buyer) {
            self.joined += 1;
            let place = Place {
                buyer: join.buyer.clone(),
                household: join.household.clone(),
                sku: line.sku.clone(),
                wanted: line.quantity,
                turn: (if queue.lottery { join.ticket } else { 0 }, self.joined),
            };
            let at = queue.places.partition_point(|other| other.turn < place.turn);
            queue.places.insert(at, place);
        }
        if queue.lottery {
            return Ok(0);
        }
        let at = queue.places.iter().position(|place| place.buyer == join.buyer).unwrap();
        let sku = &queue.places[at].sku;
        let before = queue.places[..=at].iter().filter(|place| place.sku == *sku).count();
        Ok(u32::try_from(before).unwrap())
    }

    /// Nobody waits for what is there and may be had.
    pub(super) fn nobody_waits_in_vain(&self, shop: &Shop, balances: &Balances) -> Fails {
        for (sale, queue) in self.queues.iter().filter(|(sale, _)| gives(sale, shop)) {
            let mut places = queue.places.iter();
            let waits = places.find(|place| place.is_there(sale, shop, balances));
            must!(waits.is_none(), "{waits:?} waits in vain in {sale}");
        }
        Ok(())
    }
}
