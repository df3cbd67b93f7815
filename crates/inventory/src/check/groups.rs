//! The terms of a group sale.

use hawker_domain::{
    Timestamp,
    stock::{self, GroupTerms, Tier, limits::TIERS},
};
use hawker_proto::v1::{self, DefineSaleRequest, group_terms::End};

use super::money;
use crate::{limits::MAX_GROUP_SECONDS, refusal::Refused};

/// What a sale says of its groups: something in a group sale, and only there.
pub(super) fn terms(
    r: &DefineSaleRequest,
    policy: stock::Policy,
) -> Result<Option<GroupTerms>, Refused> {
    let terms = match (&r.group, policy) {
        (None, stock::Policy::Group) => {
            return Err(Refused::field("group must be set in a GROUP sale"));
        }
        (Some(_), other) if other != stock::Policy::Group => {
            return Err(Refused::field("group must be unset but in a GROUP sale"));
        }
        (None, _) => return Ok(None),
        (Some(terms), _) => terms,
    };
    if r.waitlist != 0 {
        return Err(Refused::field("waitlist must be unset in a GROUP sale"));
    }
    if r.late_commit {
        return Err(Refused::field("late_commit must be unset in a GROUP sale"));
    }
    if r.open_seconds != 0 {
        return Err(Refused::field(
            "open_seconds must be unset in a GROUP sale: its group ends it",
        ));
    }
    let terms = parse(terms)?;
    let sale_price = r.price.as_ref().map(price).transpose()?;
    let first = terms.tiers.first().map(|tier| tier.price);
    if sale_price.zip(first).is_some_and(|(sale, tier)| !falls(sale, tier)) {
        return Err(Refused::field("the first tier must cost at most what the sale's price is"));
    }
    Ok(Some(terms))
}

fn price(price: &v1::Money) -> Result<hawker_domain::Money, Refused> {
    money(price.minor, &price.currency)
}

/// Whether a price is of the same currency, and not higher.
fn falls(from: hawker_domain::Money, to: hawker_domain::Money) -> bool {
    from.currency == to.currency && to.minor <= from.minor
}

/// The terms that a message holds.
pub(crate) fn parse(r: &v1::GroupTerms) -> Result<GroupTerms, Refused> {
    if r.tiers.is_empty() || r.tiers.len() > TIERS {
        return Err(Refused::field(format!("group.tiers must be 1 to {TIERS}")));
    }
    let tier = |tier: &v1::Tier| {
        let cost = tier.price.as_ref().ok_or_else(|| Refused::field("a tier's price is unset"))?;
        Ok(Tier { buyers: tier.buyers, price: price(cost)? })
    };
    let tiers: Vec<Tier> = r.tiers.iter().map(tier).collect::<Result<_, Refused>>()?;
    let steps = tiers.iter().zip(tiers.iter().skip(1));
    let mut steps = steps.map(|(a, b)| a.buyers < b.buyers && falls(a.price, b.price));
    if tiers.iter().any(|tier| tier.buyers == 0) || !steps.all(|step| step) {
        let message = "group.tiers must go up in buyers, from 1, and down in price";
        return Err(Refused::field(message));
    }
    if r.group_seconds > MAX_GROUP_SECONDS {
        let message = format!("group.group_seconds must be at most {MAX_GROUP_SECONDS}");
        return Err(Refused::field(message));
    }
    let cut_off = match &r.end {
        Some(End::CutOff(cut)) => Some((cut.time.clone(), cut.time_zone.clone())),
        Some(End::DeadlineMs(_)) => None,
        None => return Err(Refused::field("group needs a deadline_ms or a cut_off")),
    };
    Ok(GroupTerms {
        tiers,
        ends: Timestamp::from_millis(r.ends_at_ms),
        cut_off,
        viewers_may_open: r.viewers_may_open,
        group_seconds: r.group_seconds,
    })
}
