//! What the naive model holds of what is asked, found by trying.

use std::collections::BTreeMap;

use hawker_domain::{
    ReservationId,
    stock::{Mode, Refusal, Reply, ReservationState, SaleState},
};

use super::{HOLD_MS, Model, Reservation};
use crate::history::{Ask, How};

impl Model {
    pub(super) fn reserve(&mut self, ask: &Ask, made: &[ReservationId]) -> String {
        let Ask::Reserve { buyer, sale, lines, how, .. } = ask else { unreachable!() };
        if let Some(no) = self.not_on_offer(*sale, lines, *how) {
            return no;
        }
        let lines = match self.fitting(ask) {
            Ok(lines) => lines,
            Err(no) => return no,
        };
        let id = *made.last().expect("the rules have made the reservation, too");
        assert!(self.reservations.iter().all(|r| r.id < id), "ids go up");
        let pays = if how.paid { ReservationState::Committed } else { ReservationState::Held };
        self.reservations.push(Reservation {
            id,
            buyer: *buyer,
            sale: *sale,
            household: how.household,
            lines,
            price: sale.map_or(150, |at| self.sales[at].as_ref().unwrap().price),
            paid: if how.paid { "paid" } else { "" },
            state: pays,
            expires: self.now + HOLD_MS,
            ended: None,
            made: self.now,
            extensions: 0,
            rest_of: None,
            returned: BTreeMap::new(),
            answer: None,
            first: None,
        });
        if how.paid {
            self.sell(id);
        }
        let reply = if how.paid { Reply::Committed(id) } else { Reply::Held(id) };
        self.reservations.last().unwrap().describe(&reply)
    }

    /// Why nothing of what is asked can be had, whatever there is.
    fn not_on_offer(
        &self,
        sale: Option<usize>,
        lines: &[(usize, u32)],
        how: How,
    ) -> Option<String> {
        let wrong = |refusal| Some(format!("{:?}", Reply::Wrong(refusal)));
        let unknown = |sku: &usize| self.received[*sku] == 0;
        let Some(at) = sale else {
            let missing = lines.iter().any(|(sku, _)| unknown(sku));
            return if missing { wrong(Refusal::SkuNotFound) } else { None };
        };
        let Some(found) = &self.sales[at] else { return wrong(Refusal::SaleNotFound) };
        for (sku, _) in lines {
            if unknown(sku) {
                return wrong(Refusal::SkuNotFound);
            }
            if !found.skus.contains(sku) {
                return wrong(Refusal::SkuNotInSale);
            }
        }
        let state = self.state(at).unwrap();
        match state {
            SaleState::Scheduled | SaleState::Drawing | SaleState::Settling | SaleState::Closed => {
                return Some(format!("{:?}", Reply::NotOpen));
            }
            SaleState::Paused => return Some(format!("{:?}", Reply::Paused)),
            SaleState::Open | SaleState::SoldOut => {}
        }
        if ![0, found.price_version].contains(&how.price_version) {
            return Some(format!("Conflict {state:?} {}", found.price_version));
        }
        if found.rules.pay_first != how.paid {
            return wrong(Refusal::PaymentReference);
        }
        if found.rules.by_household > 0 && how.household.is_none() {
            return wrong(Refusal::HouseholdNeeded);
        }
        None
    }

    /// The lines that are held, found by trying.
    fn fitting(&self, ask: &Ask) -> Result<Vec<(usize, u32)>, String> {
        let Ask::Reserve { lines, how, .. } = ask else { unreachable!() };
        if how.mode == Mode::All {
            self.obstacle(ask, lines).map_or(Ok(()), Err)?;
            return Ok(lines.clone());
        }
        let mut got: Vec<(usize, u32)> = Vec::new();
        for (sku, wanted) in lines {
            let least = if how.mode == Mode::Partial { *wanted } else { 1 };
            let most = (least..=*wanted).rev().find(|quantity| {
                let mut with = got.clone();
                with.push((*sku, *quantity));
                self.obstacle(ask, &with).is_none()
            });
            got.extend(most.map(|quantity| (*sku, quantity)));
        }
        if got.is_empty() {
            return Err(self.obstacle(ask, &lines[..1]).unwrap());
        }
        Ok(got)
    }

    /// The first thing that stands in the way of having some lines.
    pub(super) fn obstacle(&self, ask: &Ask, lines: &[(usize, u32)]) -> Option<String> {
        let Ask::Reserve { buyer, sale, limit, how, .. } = ask else { unreachable!() };
        let live = |r: &Reservation| {
            matches!(r.state, ReservationState::Held | ReservationState::Committed)
                && r.sale == *sale
        };
        let own = |r: &Reservation| live(r) && r.buyer == *buyer;
        let others = |r: &Reservation| r.state == ReservationState::Held && r.buyer != *buyer;
        let over = |limit: u32, has: u32, wanted: u32| {
            let left = limit.saturating_sub(has);
            (wanted > left).then(|| format!("{:?}", Reply::Limit { left }))
        };
        let wanted: u32 = lines.iter().map(|(_, q)| q).sum();
        if let Some(at) = sale {
            let found = self.sales[*at].as_ref().unwrap();
            let by_sku = lines
                .iter()
                .filter(|_| found.rules.by_sku > 0)
                .find_map(|(sku, q)| over(found.rules.by_sku, self.units(own, Some(*sku)), *q));
            let home = |r: &Reservation| live(r) && r.household == how.household;
            let by_household = (found.rules.by_household > 0)
                .then(|| over(found.rules.by_household, self.units(home, None), wanted))
                .flatten();
            let limit = over(found.limit, self.units(own, None), wanted);
            if let Some(no) = limit.or(by_sku).or(by_household) {
                return Some(no);
            }
            if self.left(*at, found) < wanted {
                let held_by_others = self.units(|r| others(r) && r.sale == *sale, None);
                return Some(format!("{:?}", Reply::SoldOut { held_by_others }));
            }
        } else {
            for (sku, q) in lines {
                if let Some(no) = over((*limit).max(1), self.units(own, Some(*sku)), *q) {
                    return Some(no);
                }
            }
        }
        lines.iter().find(|(sku, q)| self.available(*sku) < *q).map(|(sku, _)| {
            let held_by_others = self.units(others, Some(*sku));
            format!("{:?}", Reply::SoldOut { held_by_others })
        })
    }
}
