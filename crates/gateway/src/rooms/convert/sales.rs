//! Sales: what inventory reports of them, and what viewers are shown.

use hawker_domain::{
    ListingId, MerchantId, SaleId, ShowId, SkuId, Timestamp,
    room::{Sale, SaleState, SaleTerms},
    stock::{DrawView, GroupTerms, Policy, Tier, WaitTerms, Waitlist},
};
use hawker_proto::v1::{self, group_terms::End};

use super::{Checked, id, millis, moment, money, money_out, wrong};

/// A sale as inventory reports it. Fails for one outside a show.
pub(crate) fn sale(sale: &v1::Sale) -> Checked<Sale> {
    let skus = sale.skus.iter().map(|sku| id("skus", sku, SkuId::new)).collect::<Checked<_>>()?;
    Ok(Sale {
        id: id("sale", &sale.sale, SaleId::new)?,
        merchant: id("merchant", &sale.merchant, MerchantId::new)?,
        show: id("show", &sale.show, ShowId::new)?,
        listing: id("listing", &sale.listing, ListingId::new)?,
        skus,
        price: money("price", sale.price.as_ref())?,
        allotment: sale.allotment,
        limit_per_buyer: sale.limit_per_buyer,
        hold_seconds: sale.hold_seconds,
        state: state(sale.state()).ok_or_else(|| wrong("state", "it is unspecified"))?,
        held: sale.held,
        sold: sale.sold,
        version: sale.version,
        closes_at: moment(sale.closes_at_ms),
        opened_at: moment(sale.opened_at_ms),
        terms: Box::new(terms(sale)?),
    })
}

fn terms(sale: &v1::Sale) -> Checked<SaleTerms> {
    Ok(SaleTerms {
        policy: policy(sale.policy()),
        price_version: sale.price_version,
        limit_per_sku: sale.limit_per_sku,
        limit_per_household: sale.limit_per_household,
        waits: WaitTerms { waitlist: waitlist(sale.waitlist()), offer_seconds: sale.offer_seconds },
        draw: sale.draw.as_ref().map(draw).transpose()?,
        group: sale.group.as_ref().map(group).transpose()?,
    })
}

/// A sale as viewers are shown it.
pub(crate) fn sale_out(sale: &Sale) -> v1::Sale {
    let terms = &*sale.terms;
    v1::Sale {
        sale: sale.id.to_string(),
        merchant: sale.merchant.to_string(),
        show: sale.show.to_string(),
        listing: sale.listing.to_string(),
        skus: sale.skus.iter().map(ToString::to_string).collect(),
        price: money_out(sale.price),
        allotment: sale.allotment,
        limit_per_buyer: sale.limit_per_buyer,
        hold_seconds: sale.hold_seconds,
        policy: policy_out(terms.policy).into(),
        state: state_out(sale.state).into(),
        held: sale.held,
        sold: sale.sold,
        version: sale.version,
        closes_at_ms: millis(sale.closes_at),
        opened_at_ms: millis(sale.opened_at),
        waitlist: waitlist_out(terms.waits.waitlist).into(),
        offer_seconds: terms.waits.offer_seconds,
        limit_per_sku: terms.limit_per_sku,
        limit_per_household: terms.limit_per_household,
        price_version: terms.price_version,
        draw: terms.draw.as_ref().map(draw_out),
        group: terms.group.as_ref().map(group_out),
        ..v1::Sale::default()
    }
}

fn state(state: v1::SaleState) -> Option<SaleState> {
    match state {
        v1::SaleState::Unspecified => None,
        v1::SaleState::Scheduled => Some(SaleState::Scheduled),
        v1::SaleState::Open => Some(SaleState::Open),
        v1::SaleState::SoldOut => Some(SaleState::SoldOut),
        v1::SaleState::Closed => Some(SaleState::Closed),
        v1::SaleState::Paused => Some(SaleState::Paused),
        v1::SaleState::Drawing => Some(SaleState::Drawing),
        v1::SaleState::Settling => Some(SaleState::Settling),
    }
}

fn state_out(state: SaleState) -> v1::SaleState {
    match state {
        SaleState::Scheduled => v1::SaleState::Scheduled,
        SaleState::Open => v1::SaleState::Open,
        SaleState::SoldOut => v1::SaleState::SoldOut,
        SaleState::Closed => v1::SaleState::Closed,
        SaleState::Paused => v1::SaleState::Paused,
        SaleState::Drawing => v1::SaleState::Drawing,
        SaleState::Settling => v1::SaleState::Settling,
    }
}

fn policy(policy: v1::SalePolicy) -> Policy {
    match policy {
        v1::SalePolicy::Unspecified | v1::SalePolicy::Rush => Policy::Rush,
        v1::SalePolicy::Draw => Policy::Draw,
        v1::SalePolicy::Group => Policy::Group,
        v1::SalePolicy::PayFirst => Policy::PayFirst,
    }
}

fn policy_out(policy: Policy) -> v1::SalePolicy {
    match policy {
        Policy::Rush => v1::SalePolicy::Rush,
        Policy::Draw => v1::SalePolicy::Draw,
        Policy::Group => v1::SalePolicy::Group,
        Policy::PayFirst => v1::SalePolicy::PayFirst,
    }
}

fn waitlist(waitlist: v1::Waitlist) -> Waitlist {
    match waitlist {
        v1::Waitlist::Unspecified => Waitlist::None,
        v1::Waitlist::FirstCome => Waitlist::FirstCome,
        v1::Waitlist::Lottery => Waitlist::Lottery,
    }
}

fn waitlist_out(waitlist: Waitlist) -> v1::Waitlist {
    match waitlist {
        Waitlist::None => v1::Waitlist::Unspecified,
        Waitlist::FirstCome => v1::Waitlist::FirstCome,
        Waitlist::Lottery => v1::Waitlist::Lottery,
    }
}

type Hash = [u8; 32];

fn draw(draw: &v1::Draw) -> Checked<DrawView> {
    let hash = |field: &str, bytes: &[u8]| -> Checked<Hash> {
        bytes.try_into().map_err(|_| wrong(field, "it must be 32 bytes"))
    };
    let later = |field: &str, bytes: &[u8]| -> Checked<Option<Hash>> {
        if bytes.is_empty() { Ok(None) } else { hash(field, bytes).map(Some) }
    };
    Ok(DrawView {
        seed_hash: hash("draw.seed_hash", &draw.seed_hash)?,
        entries_hash: later("draw.entries_hash", &draw.entries_hash)?,
        entries: draw.entries,
        seed: later("draw.seed", &draw.seed)?,
    })
}

fn draw_out(draw: &DrawView) -> v1::Draw {
    let bytes = |hash: Option<Hash>| hash.map(|hash| hash.to_vec()).unwrap_or_default();
    v1::Draw {
        seed_hash: bytes(Some(draw.seed_hash)),
        entries_hash: bytes(draw.entries_hash),
        entries: draw.entries,
        seed: bytes(draw.seed),
    }
}

fn group(terms: &v1::GroupTerms) -> Checked<GroupTerms> {
    let tier = |tier: &v1::Tier| {
        let price = money("group.tiers.price", tier.price.as_ref())?;
        Ok(Tier { buyers: tier.buyers, price })
    };
    let cut_off = match &terms.end {
        Some(End::CutOff(cut)) => Some((cut.time.clone(), cut.time_zone.clone())),
        _ => None,
    };
    Ok(GroupTerms {
        tiers: terms.tiers.iter().map(tier).collect::<Checked<_>>()?,
        ends: Timestamp::from_millis(terms.ends_at_ms),
        cut_off,
        viewers_may_open: terms.viewers_may_open,
        group_seconds: terms.group_seconds,
    })
}

fn group_out(terms: &GroupTerms) -> v1::GroupTerms {
    let tier = |tier: &Tier| v1::Tier { buyers: tier.buyers, price: money_out(tier.price) };
    let ends_at_ms = terms.ends.as_millis();
    let end = match &terms.cut_off {
        Some((time, time_zone)) => {
            End::CutOff(v1::CutOff { time: time.clone(), time_zone: time_zone.clone() })
        }
        None => End::DeadlineMs(ends_at_ms),
    };
    v1::GroupTerms {
        tiers: terms.tiers.iter().map(tier).collect(),
        end: Some(end),
        viewers_may_open: terms.viewers_may_open,
        group_seconds: terms.group_seconds,
        ends_at_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sale with everything that viewers may be shown, in this state.
    fn reported(state: v1::SaleState) -> v1::Sale {
        let price = |minor| Some(v1::Money { minor, currency: "EUR".to_owned() });
        v1::Sale {
            sale: "flash".to_owned(),
            merchant: "acme".to_owned(),
            show: "evening".to_owned(),
            listing: "lamp".to_owned(),
            skus: vec!["lamp-red".to_owned(), "lamp-blue".to_owned()],
            price: price(1_990),
            allotment: 40,
            limit_per_buyer: 2,
            hold_seconds: 90,
            policy: v1::SalePolicy::Draw.into(),
            state: state.into(),
            held: 3,
            sold: 5,
            version: 7,
            closes_at_ms: 9_000,
            opened_at_ms: 8_000,
            waitlist: v1::Waitlist::Lottery.into(),
            offer_seconds: 45,
            limit_per_sku: 1,
            limit_per_household: 4,
            price_version: 2,
            draw: Some(v1::Draw {
                seed_hash: vec![1; 32],
                entries_hash: vec![2; 32],
                entries: 6,
                seed: Vec::new(),
            }),
            group: Some(v1::GroupTerms {
                tiers: vec![v1::Tier { buyers: 5, price: price(990) }],
                end: Some(End::CutOff(v1::CutOff {
                    time: "18:30".to_owned(),
                    time_zone: "Europe/Berlin".to_owned(),
                })),
                viewers_may_open: true,
                group_seconds: 60,
                ends_at_ms: 10_000,
            }),
            ..v1::Sale::default()
        }
    }

    #[test]
    fn viewers_are_shown_what_inventory_reports_in_every_state() {
        for number in 1..=7 {
            let reported = reported(v1::SaleState::try_from(number).unwrap());
            assert_eq!(sale_out(&sale(&reported).unwrap()), reported);
        }
        assert!(sale(&reported(v1::SaleState::Unspecified)).is_err());
        let mut damaged = reported(v1::SaleState::Open);
        damaged.draw.as_mut().unwrap().seed_hash = vec![1; 31];
        assert!(sale(&damaged).is_err());
    }
}
