//! What those who buy in a group are promised: the price falls with the number of
//! buyers and never rises, and at the end everyone pays the best that was reached, or
//! gets out.

use std::collections::BTreeMap;

use hawker_proto::v1::{DefineSaleRequest, Reservation, journal_entry::Command};

use super::{
    Fails, must,
    promises::{Shop, lives},
};

/// Groups of the group sale, counted from the answers alone.
#[derive(Debug, Default)]
pub(super) struct Party {
    sale: Option<DefineSaleRequest>,
    groups: BTreeMap<u64, Group>,
}

#[derive(Debug, Default)]
struct Group {
    /// Reservations that are held or bought, by buyer.
    live: BTreeMap<String, u32>,
    /// The most buyers that there were at one time.
    most: u32,
}

impl Party {
    pub(super) fn command(&mut self, command: &Command) {
        if let Command::DefineSale(r) = command
            && r.group.is_some()
        {
            self.sale = Some(r.clone());
        }
    }

    /// The best price that a group has reached, if it has reached one.
    fn reached(&self, group: u64) -> Option<i64> {
        let most = self.groups.get(&group).map_or(0, |group| group.most);
        let tiers = &self.sale.as_ref()?.group.as_ref()?.tiers;
        let best = tiers.iter().rev().find(|tier| tier.buyers <= most)?;
        Some(best.price.as_ref()?.minor)
    }

    /// A reservation as it stood before, and as it stands now.
    pub(super) fn reservation(&mut self, before: Option<&Reservation>, now: &Reservation) -> Fails {
        let Some(sale) = self.sale.as_ref().filter(|sale| sale.sale == now.sale) else {
            return Ok(());
        };
        let full = sale.price.as_ref().unwrap().minor;
        let best = self.reached(now.group);
        let price = unit_price(now);
        if let Some(before) = before {
            let was = unit_price(before);
            must!(price <= was, "the price rose from {was} to {price}: {now:?}");
            let fell = price < was;
            must!(!fell || Some(price) == best, "the group reached {best:?}: {now:?}");
        } else {
            let due = best.unwrap_or(full);
            must!(price == due, "the group sells at {due}: {now:?}");
        }
        self.count(before, now);
        Ok(())
    }

    fn count(&mut self, before: Option<&Reservation>, now: &Reservation) {
        let group = self.groups.entry(now.group).or_default();
        match (before.is_some_and(lives), lives(now)) {
            (false, true) => *group.live.entry(now.buyer.clone()).or_default() += 1,
            (true, false) => {
                let live = group.live.get_mut(&now.buyer).unwrap();
                *live -= 1;
                if *live == 0 {
                    group.live.remove(&now.buyer);
                }
            }
            _ => {}
        }
        group.most = group.most.max(u32::try_from(group.live.len()).unwrap());
    }

    /// When the sale is over everyone pays the best price that their group reached;
    /// where it reached none, nobody is left in it.
    pub(super) fn closed(&self, sale: &str, shop: &Shop) -> Fails {
        if self.sale.as_ref().is_none_or(|own| own.sale != sale) {
            return Ok(());
        }
        for member in shop.reservations.values().filter(|r| r.sale == sale && lives(r)) {
            let best = self.reached(member.group);
            must!(best == Some(unit_price(member)), "the group reached {best:?}: {member:?}");
        }
        Ok(())
    }
}

/// Every line of a reservation in the group sale has the same price.
fn unit_price(reservation: &Reservation) -> i64 {
    let price = reservation.lines.first().and_then(|line| line.unit_price.as_ref());
    price.map_or(0, |price| price.minor)
}
