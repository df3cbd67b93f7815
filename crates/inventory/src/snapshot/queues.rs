//! Waitlists, draws and groups as parts of a snapshot.

use hawker_domain::{
    Timestamp,
    stock::{
        DrawPart, EntryPart, GroupPart, GroupState, Hash, ListPart, PlacePart, TermsPart,
        WaitTerms, Waitlist,
    },
};
use hawker_proto::v1::{
    self, SnapshotDraw, SnapshotEntry, SnapshotGroup, SnapshotPlace, SnapshotTerms,
    SnapshotWaitlist,
};

use super::codec::{minus_one, moment, plus_one};
use crate::{
    check,
    convert::{self, millis},
};

pub(super) fn encode_list(part: &ListPart) -> SnapshotWaitlist {
    SnapshotWaitlist {
        sale: part.sale,
        waitlist: convert::waitlist(part.terms.waitlist).into(),
        offer_seconds: part.terms.offer_seconds,
        joined: part.joined,
        in_backlog: part.in_backlog,
    }
}

pub(super) fn decode_list(list: &SnapshotWaitlist) -> ListPart {
    let waitlist = match list.waitlist() {
        v1::Waitlist::Unspecified => Waitlist::None,
        v1::Waitlist::FirstCome => Waitlist::FirstCome,
        v1::Waitlist::Lottery => Waitlist::Lottery,
    };
    ListPart {
        sale: list.sale,
        terms: WaitTerms { waitlist, offer_seconds: list.offer_seconds },
        joined: list.joined,
        in_backlog: list.in_backlog,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a ticket is stored as two halves")]
pub(super) fn encode_place(part: &PlacePart) -> SnapshotPlace {
    SnapshotPlace {
        sale: part.sale,
        buyer: part.buyer,
        sku: part.sku,
        quantity: part.quantity,
        show: plus_one(part.show),
        listing: plus_one(part.listing),
        household: plus_one(part.household),
        ticket_high: (part.ticket >> 64) as u64,
        ticket_low: part.ticket as u64,
        number: part.number,
    }
}

pub(super) fn decode_place(place: &SnapshotPlace) -> PlacePart {
    PlacePart {
        sale: place.sale,
        buyer: place.buyer,
        sku: place.sku,
        quantity: place.quantity,
        show: minus_one(place.show),
        listing: minus_one(place.listing),
        household: minus_one(place.household),
        ticket: u128::from(place.ticket_high) << 64 | u128::from(place.ticket_low),
        number: place.number,
    }
}

pub(super) fn encode_draw(part: &DrawPart) -> SnapshotDraw {
    SnapshotDraw {
        sale: part.sale,
        seed_hash: part.seed_hash.to_vec(),
        chain: part.chain.to_vec(),
        count: part.count,
        closed_in: part.closed_in,
        seed: part.seed.map(|seed| seed.to_vec()).unwrap_or_default(),
        ranked: part.ranked,
        forget_at_ms: millis(part.forget_at),
    }
}

pub(super) fn decode_draw(draw: &SnapshotDraw) -> Result<DrawPart, String> {
    let hash =
        |bytes: &[u8]| Hash::try_from(bytes).map_err(|_| "a hash is not 32 bytes".to_owned());
    Ok(DrawPart {
        sale: draw.sale,
        seed_hash: hash(&draw.seed_hash)?,
        chain: hash(&draw.chain)?,
        count: draw.count,
        closed_in: draw.closed_in,
        seed: if draw.seed.is_empty() { None } else { Some(hash(&draw.seed)?) },
        ranked: draw.ranked,
        forget_at: moment(draw.forget_at_ms),
    })
}

pub(super) fn encode_entry(part: &EntryPart<'_>) -> SnapshotEntry {
    SnapshotEntry {
        sale: part.sale,
        buyer: part.buyer,
        nonce: part.nonce.to_owned(),
        sku: part.sku,
        quantity: part.quantity,
        show: plus_one(part.show),
        listing: plus_one(part.listing),
        household: plus_one(part.household),
    }
}

pub(super) fn decode_entry(entry: &SnapshotEntry) -> EntryPart<'_> {
    EntryPart {
        sale: entry.sale,
        buyer: entry.buyer,
        nonce: &entry.nonce,
        sku: entry.sku,
        quantity: entry.quantity,
        show: minus_one(entry.show),
        listing: minus_one(entry.listing),
        household: minus_one(entry.household),
    }
}

pub(super) fn encode_terms(part: &TermsPart) -> SnapshotTerms {
    SnapshotTerms { sale: part.sale, terms: Some(convert::group_terms(&part.terms)) }
}

pub(super) fn decode_terms(stored: &SnapshotTerms) -> Result<TermsPart, String> {
    let terms = stored.terms.as_ref().ok_or("a group sale has no terms")?;
    let terms = check::group_terms(terms).map_err(|refused| refused.message.into_owned())?;
    Ok(TermsPart { sale: stored.sale, terms })
}

pub(super) fn encode_group(part: &GroupPart) -> SnapshotGroup {
    SnapshotGroup {
        sale: part.sale,
        opener: plus_one(part.opener),
        ends_ms: part.ends.as_millis(),
        state: convert::group_state(part.state).into(),
        buyers: part.buyers,
        unlocked: part.unlocked,
        settled: part.settled,
    }
}

pub(super) fn decode_group(group: &SnapshotGroup) -> Result<GroupPart, String> {
    let state = match group.state() {
        v1::GroupState::Gathering => GroupState::Gathering,
        v1::GroupState::Settling => GroupState::Settling,
        v1::GroupState::Settled => GroupState::Settled,
        v1::GroupState::Missed => GroupState::Missed,
        v1::GroupState::Unspecified => return Err("a group is in no state".to_owned()),
    };
    Ok(GroupPart {
        sale: group.sale,
        opener: minus_one(group.opener),
        ends: Timestamp::from_millis(group.ends_ms),
        state,
        buyers: group.buyers,
        unlocked: group.unlocked,
        settled: group.settled,
    })
}
