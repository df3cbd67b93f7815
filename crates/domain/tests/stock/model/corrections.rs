//! Stock that is corrected, in the naive model.

use hawker_domain::stock::{Refusal, Reply, ReservationState};

use super::Model;
use crate::history::Ask;

impl Model {
    pub(super) fn correct(&mut self, ask: &Ask) -> String {
        let wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        let (Ask::Adjust { sku, .. }
        | Ask::Count { sku, .. }
        | Ask::Safety { sku, .. }
        | Ask::Return { sku, .. }) = ask
        else {
            unreachable!()
        };
        let sku = *sku;
        if self.received[sku] == 0 {
            return wrong(Refusal::SkuNotFound);
        }
        match ask {
            Ask::Adjust { by, release, .. } => self.adjust(sku, i64::from(*by), *release),
            Ask::Count { fresh: false, .. } => {
                format!("Conflict {:?} ([], 0)", Some(self.available(sku)))
            }
            Ask::Count { count, release, .. } => {
                let on_hand = self.free(sku) + i64::from(self.held(sku));
                self.adjust(sku, i64::from(*count) - on_hand, *release)
            }
            Ask::Safety { units, .. } => {
                self.safety[sku] = *units;
                self.describe_stock(sku)
            }
            Ask::Return { quantity, order, damaged, .. } => {
                if let Some(id) = order {
                    let Some(order) = self.find(*id) else {
                        return wrong(Refusal::ReservationNotFound);
                    };
                    if order.state != ReservationState::Committed {
                        return wrong(Refusal::NoOrder);
                    }
                    let id = order.id;
                    let back = order.returned.get(&sku).copied().unwrap_or_default();
                    if self.units(|r| r.id == id, Some(sku)) - back < *quantity {
                        return wrong(Refusal::NotSold);
                    }
                }
                if self.returned[sku] + quantity > self.sold(sku) {
                    return wrong(Refusal::NotSold);
                }
                if let Some(id) = order {
                    let order = self.reservations.iter_mut().find(|r| r.id == *id).unwrap();
                    *order.returned.entry(sku).or_default() += quantity;
                }
                self.returned[sku] += quantity;
                self.adjusted[sku] -= if *damaged { i64::from(*quantity) } else { 0 };
                self.describe_stock(sku)
            }
            _ => unreachable!(),
        }
    }

    fn adjust(&mut self, sku: usize, by: i64, release: bool) -> String {
        let held = i64::from(self.held(sku));
        if self.free(sku) + held + by < 0 {
            return format!("{:?}", Reply::Wrong(Refusal::NotOnHand));
        }
        let mut missing = -by - self.free(sku);
        let mut short = Vec::new();
        for own in self.reservations.iter().rev().filter(|r| r.state == ReservationState::Held) {
            let units = own.lines.iter().find(|(s, _)| *s == sku).map_or(0, |(_, q)| *q);
            if missing > 0 && units > 0 {
                short.push((own.id, units));
                missing -= i64::from(units);
            }
        }
        if !short.is_empty() && !release {
            return format!("Shortfall {:?} {:?}", Some(self.available(sku)), (short, 0));
        }
        for own in &mut self.reservations {
            if short.iter().any(|(id, _)| *id == own.id) {
                own.state = ReservationState::Released;
                own.ended = Some(self.now);
            }
        }
        self.adjusted[sku] += by;
        if short.is_empty() {
            self.describe_stock(sku)
        } else {
            format!("Done {:?} {:?}", Some(self.available(sku)), (short, 0))
        }
    }
}
