//! Recorded answers as they are kept in a snapshot, and back.

use hawker_domain::{
    Money, ReservationId, Timestamp,
    stock::{
        self, Rare, RareOutcome, Refund, Reply, ReservationAsOf, ReservationState, SaleAsOf,
        StockAsOf,
    },
};
use hawker_proto::v1::{
    self, SnapshotLine, SnapshotRare, SnapshotReservationThen, SnapshotSaleThen, SnapshotStockThen,
    snapshot_key,
};

use super::codec::{moment, price, sale_state};
use crate::convert::{self, millis, money};

/// Replies of the engine's own commands have no key; they alone have no form.
pub(super) fn encode_reply(reply: &Reply) -> Option<snapshot_key::Reply> {
    Some(match reply {
        Reply::Held(id) => snapshot_key::Reply::Held(id.0),
        Reply::SoldOut { held_by_others } => snapshot_key::Reply::SoldOut(*held_by_others),
        Reply::Limit { left } => snapshot_key::Reply::Limit(*left),
        Reply::NotOpen => snapshot_key::Reply::NotOpen(true),
        Reply::Committed(id) => snapshot_key::Reply::Committed(id.0),
        Reply::Released(id) => snapshot_key::Reply::Released(id.0),
        Reply::Expired { reservation, now: false } => snapshot_key::Reply::Expired(reservation.0),
        Reply::Expired { reservation, now: true } => snapshot_key::Reply::ExpiredNow(reservation.0),
        Reply::Waiting { place } => snapshot_key::Reply::Waiting(*place),
        Reply::Left => snapshot_key::Reply::Left(true),
        Reply::Grouped { group } => snapshot_key::Reply::Grouped(*group),
        Reply::Entered { number } => snapshot_key::Reply::Entered(*number),
        Reply::Stock(then) => snapshot_key::Reply::Stock(encode_stock(then)),
        Reply::Rare(rare) => snapshot_key::Reply::Rare(encode_rare(rare)),
        Reply::Paused => snapshot_key::Reply::Paused(true),
        Reply::Sale(then) => snapshot_key::Reply::Sale(encode_sale_then(then)),
        Reply::Wrong(refusal) => {
            snapshot_key::Reply::Wrong(convert::stored_refusal(*refusal).into())
        }
        Reply::Done => return None,
    })
}

pub(super) fn encode_rare(rare: &Rare) -> SnapshotRare {
    SnapshotRare {
        outcome: convert::rare_outcome(rare.outcome).into(),
        stock: rare.stock.as_ref().map(encode_stock),
        sale: rare.sale.as_ref().map(encode_sale_then),
        reservation: rare.reservation.as_ref().map(encode_reservation_then),
        rest: rare.rest.as_ref().map(encode_reservation_then),
        shortfalls: convert::shortfalls(&rare.shortfalls),
        more_shortfalls: rare.more_shortfalls,
    }
}

fn encode_reservation_then(then: &ReservationAsOf) -> SnapshotReservationThen {
    let refund = then.refund.as_ref();
    SnapshotReservationThen {
        id: then.id.0,
        state: convert::reservation_state(then.state).into(),
        expires_ms: then.expires.as_millis(),
        extensions: then.extensions,
        lines: then.lines.iter().map(encode_line).collect(),
        refund: refund.map(|refund| money(refund.amount)),
        refunded: refund.iter().flat_map(|refund| &refund.lines).map(encode_line).collect(),
    }
}

fn decode_reservation_then(then: &SnapshotReservationThen) -> Result<ReservationAsOf, String> {
    let refund = match &then.refund {
        Some(amount) => Some(Refund {
            amount: price(Some(amount))?,
            lines: then.refunded.iter().map(decode_line).collect::<Result<_, _>>()?,
        }),
        None => None,
    };
    Ok(ReservationAsOf {
        id: ReservationId(then.id),
        state: reservation_state(then.state)?,
        expires: Timestamp::from_millis(then.expires_ms),
        extensions: then.extensions,
        lines: then.lines.iter().map(decode_line).collect::<Result<_, _>>()?,
        refund,
    })
}

pub(super) fn encode_line((sku, quantity, price): &(u32, u32, Money)) -> SnapshotLine {
    SnapshotLine { sku: *sku, quantity: *quantity, unit_price: Some(money(*price)) }
}

pub(super) fn decode_line(line: &SnapshotLine) -> Result<(u32, u32, Money), String> {
    Ok((line.sku, line.quantity, price(line.unit_price.as_ref())?))
}

pub(super) fn reservation_state(stored: i32) -> Result<ReservationState, String> {
    match v1::ReservationState::try_from(stored) {
        Ok(v1::ReservationState::Held) => Ok(ReservationState::Held),
        Ok(v1::ReservationState::Committed) => Ok(ReservationState::Committed),
        Ok(v1::ReservationState::Released) => Ok(ReservationState::Released),
        Ok(v1::ReservationState::Expired) => Ok(ReservationState::Expired),
        Ok(v1::ReservationState::Cancelled) => Ok(ReservationState::Cancelled),
        _ => Err(format!("{stored} is no state of a reservation")),
    }
}

fn encode_stock(then: &StockAsOf) -> SnapshotStockThen {
    SnapshotStockThen {
        sku: then.sku,
        version: then.version,
        available: then.available,
        held: then.held,
        sold: then.sold,
        safety: then.safety,
        returned: then.returned,
        adjusted: then.adjusted,
        received: then.received,
    }
}

fn decode_stock(then: &SnapshotStockThen) -> StockAsOf {
    StockAsOf {
        sku: then.sku,
        version: then.version,
        available: then.available,
        held: then.held,
        sold: then.sold,
        safety: then.safety,
        returned: then.returned,
        adjusted: then.adjusted,
        received: then.received,
    }
}

fn encode_sale_then(then: &SaleAsOf) -> SnapshotSaleThen {
    SnapshotSaleThen {
        sale: then.sale,
        state: convert::sale_state(then.state).into(),
        held: then.held,
        sold: then.sold,
        version: then.version,
        closes_at_ms: millis(then.closes_at),
        opened_at_ms: millis(then.opened_at),
        allotment: then.allotment,
        limit_per_buyer: then.limit_per_buyer,
        limit_per_household: then.limit_per_household,
        price: Some(money(then.price)),
        price_version: then.price_version,
    }
}

fn decode_sale_then(then: &SnapshotSaleThen) -> Result<SaleAsOf, String> {
    Ok(SaleAsOf {
        sale: then.sale,
        state: sale_state(then.state)?,
        held: then.held,
        sold: then.sold,
        version: then.version,
        closes_at: moment(then.closes_at_ms),
        opened_at: moment(then.opened_at_ms),
        allotment: then.allotment,
        limit_per_buyer: then.limit_per_buyer,
        limit_per_household: then.limit_per_household,
        price: price(then.price.as_ref())?,
        price_version: then.price_version,
    })
}

pub(super) fn decode_rare(rare: &SnapshotRare) -> Result<Rare, String> {
    let outcome = match rare.outcome() {
        v1::Outcome::Done => RareOutcome::Done,
        v1::Outcome::Conflict => RareOutcome::Conflict,
        v1::Outcome::Shortfall => RareOutcome::Shortfall,
        v1::Outcome::Committed => RareOutcome::Committed,
        v1::Outcome::Cancelled => RareOutcome::Cancelled,
        v1::Outcome::Extended => RareOutcome::Extended,
        other => return Err(format!("{other:?} is no rare outcome")),
    };
    let shortfalls = rare.shortfalls.iter().map(|it| (ReservationId(it.reservation), it.units));
    Ok(Rare {
        outcome,
        stock: rare.stock.as_ref().map(decode_stock),
        sale: rare.sale.as_ref().map(decode_sale_then).transpose()?,
        reservation: rare.reservation.as_ref().map(decode_reservation_then).transpose()?,
        rest: rare.rest.as_ref().map(decode_reservation_then).transpose()?,
        shortfalls: shortfalls.collect(),
        more_shortfalls: rare.more_shortfalls,
    })
}

pub(super) fn decode_reply(reply: &snapshot_key::Reply) -> Result<Reply, String> {
    Ok(match reply {
        snapshot_key::Reply::Held(id) => Reply::Held(ReservationId(*id)),
        snapshot_key::Reply::SoldOut(held) => Reply::SoldOut { held_by_others: *held },
        snapshot_key::Reply::Limit(left) => Reply::Limit { left: *left },
        snapshot_key::Reply::NotOpen(_) => Reply::NotOpen,
        snapshot_key::Reply::Committed(id) => Reply::Committed(ReservationId(*id)),
        snapshot_key::Reply::Released(id) => Reply::Released(ReservationId(*id)),
        snapshot_key::Reply::Expired(id) => {
            Reply::Expired { reservation: ReservationId(*id), now: false }
        }
        snapshot_key::Reply::ExpiredNow(id) => {
            Reply::Expired { reservation: ReservationId(*id), now: true }
        }
        snapshot_key::Reply::Waiting(place) => Reply::Waiting { place: *place },
        snapshot_key::Reply::Left(_) => Reply::Left,
        snapshot_key::Reply::Grouped(group) => Reply::Grouped { group: *group },
        snapshot_key::Reply::Entered(number) => Reply::Entered { number: *number },
        snapshot_key::Reply::Stock(then) => Reply::Stock(Box::new(decode_stock(then))),
        snapshot_key::Reply::Rare(rare) => decode_rare(rare)?.into(),
        snapshot_key::Reply::Paused(_) => Reply::Paused,
        snapshot_key::Reply::Sale(then) => Reply::Sale(Box::new(decode_sale_then(then)?)),
        snapshot_key::Reply::Wrong(stored) => Reply::Wrong(refusal(*stored)?),
    })
}

fn refusal(stored: i32) -> Result<stock::Refusal, String> {
    let known = v1::SnapshotRefusal::try_from(stored).ok().and_then(convert::refusal);
    known.ok_or_else(|| format!("{stored} is no refusal"))
}
