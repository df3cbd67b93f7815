//! The state's views and answers as messages of the schema.

use hawker_domain::{
    Money, ReservationId, Timestamp,
    stock::{
        DrawView, EntryView, GroupState, GroupTerms, GroupView, Hash, LineView, Policy,
        RareOutcome, Refusal, Reply, ReservationState, ReservationView, SaleState, SaleView,
        StockView, Tier, WaitTerms, Waitlist, limits::DEFAULT_OFFER_SECONDS,
    },
};
use hawker_proto::v1::{self, ErrorCode, Outcome, SalePolicy};

use crate::refusal::Refused;

pub(crate) fn money(money: Money) -> v1::Money {
    v1::Money { minor: money.minor, currency: money.currency.as_str().to_owned() }
}

/// Unix milliseconds, or 0 for never.
pub(crate) fn millis(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::as_millis)
}

pub(crate) fn stock(view: StockView<'_>) -> v1::SkuStock {
    v1::SkuStock {
        sku: view.sku.to_owned(),
        version: view.stock.version,
        available: view.stock.available,
        held: view.stock.held,
        sold: view.stock.sold,
        merchant: view.merchant.to_owned(),
        safety: view.stock.safety,
        returned: view.stock.returned,
        adjusted: view.stock.adjusted,
        received: view.stock.received,
    }
}

pub(crate) fn sale_state(state: SaleState) -> v1::SaleState {
    match state {
        SaleState::Scheduled => v1::SaleState::Scheduled,
        SaleState::Open => v1::SaleState::Open,
        SaleState::SoldOut => v1::SaleState::SoldOut,
        SaleState::Drawing => v1::SaleState::Drawing,
        SaleState::Settling => v1::SaleState::Settling,
        SaleState::Closed => v1::SaleState::Closed,
        SaleState::Paused => v1::SaleState::Paused,
    }
}

pub(crate) fn sale(view: SaleView<'_>) -> v1::Sale {
    v1::Sale {
        sale: view.sale.to_owned(),
        merchant: view.merchant.to_owned(),
        show: view.show.to_owned(),
        listing: view.listing.to_owned(),
        skus: view.skus.iter().map(|sku| (*sku).to_owned()).collect(),
        price: Some(money(view.as_of.price)),
        allotment: view.as_of.allotment,
        limit_per_buyer: view.as_of.limit_per_buyer,
        hold_seconds: view.hold_seconds,
        policy: policy(view.policy).into(),
        state: sale_state(view.as_of.state).into(),
        held: view.as_of.held,
        sold: view.as_of.sold,
        version: view.as_of.version,
        closes_at_ms: millis(view.as_of.closes_at),
        opened_at_ms: millis(view.as_of.opened_at),
        waitlist: waitlist(view.waits.waitlist).into(),
        offer_seconds: offer_seconds(view.waits),
        waiting: view.waiting,
        limit_per_sku: view.limit_per_sku,
        limit_per_household: view.as_of.limit_per_household,
        price_version: view.as_of.price_version,
        late_commit: view.late_commit,
        max_extensions: view.max_extensions,
        extend_seconds: view.extend_seconds,
        draw: view.draw.map(draw),
        group: view.group.map(group_terms),
    }
}

pub(crate) fn group_terms(terms: &GroupTerms) -> v1::GroupTerms {
    let tier = |tier: &Tier| v1::Tier { buyers: tier.buyers, price: Some(money(tier.price)) };
    let ends_at_ms = terms.ends.as_millis();
    let end = match &terms.cut_off {
        Some((time, time_zone)) => {
            let (time, time_zone) = (time.clone(), time_zone.clone());
            v1::group_terms::End::CutOff(v1::CutOff { time, time_zone })
        }
        None => v1::group_terms::End::DeadlineMs(ends_at_ms),
    };
    v1::GroupTerms {
        tiers: terms.tiers.iter().map(tier).collect(),
        end: Some(end),
        viewers_may_open: terms.viewers_may_open,
        group_seconds: terms.group_seconds,
        ends_at_ms,
    }
}

pub(crate) fn group_state(state: GroupState) -> v1::GroupState {
    match state {
        GroupState::Gathering => v1::GroupState::Gathering,
        GroupState::Settling => v1::GroupState::Settling,
        GroupState::Settled => v1::GroupState::Settled,
        GroupState::Missed => v1::GroupState::Missed,
    }
}

pub(crate) fn group(view: GroupView<'_>) -> v1::GetGroupResponse {
    v1::GetGroupResponse {
        id: view.id,
        opener: view.opener.to_owned(),
        buyers: view.buyers,
        unlocked: view.unlocked,
        price: Some(money(view.price)),
        ends_at_ms: view.ends.as_millis(),
        state: group_state(view.state).into(),
    }
}

pub(crate) fn draw(view: DrawView) -> v1::Draw {
    let bytes = |hash: Option<Hash>| hash.map(|hash| hash.to_vec()).unwrap_or_default();
    v1::Draw {
        seed_hash: bytes(Some(view.seed_hash)),
        entries_hash: bytes(view.entries_hash),
        entries: view.entries,
        seed: bytes(view.seed),
    }
}

pub(crate) fn draw_entry(view: EntryView<'_>) -> v1::DrawEntry {
    v1::DrawEntry {
        number: view.number,
        buyer: view.buyer.to_owned(),
        nonce: view.nonce.to_owned(),
        sku: view.sku.to_owned(),
        quantity: view.quantity,
    }
}

pub(crate) fn waitlist(waitlist: Waitlist) -> v1::Waitlist {
    match waitlist {
        Waitlist::None => v1::Waitlist::Unspecified,
        Waitlist::FirstCome => v1::Waitlist::FirstCome,
        Waitlist::Lottery => v1::Waitlist::Lottery,
    }
}

fn offer_seconds(terms: WaitTerms) -> u32 {
    match terms {
        WaitTerms { waitlist: Waitlist::None, .. } => 0,
        WaitTerms { offer_seconds: 0, .. } => DEFAULT_OFFER_SECONDS,
        WaitTerms { offer_seconds, .. } => offer_seconds,
    }
}

pub(crate) fn policy(policy: Policy) -> SalePolicy {
    match policy {
        Policy::Rush => SalePolicy::Rush,
        Policy::Draw => SalePolicy::Draw,
        Policy::Group => SalePolicy::Group,
        Policy::PayFirst => SalePolicy::PayFirst,
    }
}

pub(crate) fn reservation_state(state: ReservationState) -> v1::ReservationState {
    match state {
        ReservationState::Held => v1::ReservationState::Held,
        ReservationState::Committed => v1::ReservationState::Committed,
        ReservationState::Released => v1::ReservationState::Released,
        ReservationState::Expired => v1::ReservationState::Expired,
        ReservationState::Cancelled => v1::ReservationState::Cancelled,
    }
}

fn line(line: &LineView<'_>) -> v1::Line {
    v1::Line {
        sku: line.sku.to_owned(),
        quantity: line.quantity,
        unit_price: Some(money(line.unit_price)),
    }
}

pub(crate) fn reservation(view: ReservationView<'_>) -> v1::Reservation {
    let refund = view.refund.as_ref().map(|refund| v1::Refund {
        amount: Some(money(refund.amount)),
        lines: refund.lines.iter().map(line).collect(),
    });
    v1::Reservation {
        id: view.id.0,
        merchant: view.merchant.to_owned(),
        buyer: view.buyer.to_owned(),
        show: view.show.to_owned(),
        listing: view.listing.to_owned(),
        sale: view.sale.to_owned(),
        lines: view.lines.iter().map(line).collect(),
        state: reservation_state(view.state).into(),
        created_at_ms: view.created.as_millis(),
        expires_at_ms: view.expires.as_millis(),
        total: view.total.map(money),
        promoted: view.promoted,
        group: view.group,
        household: view.household.to_owned(),
        payment_reference: view.payment_reference.to_owned(),
        price_version: view.price_version,
        extensions: view.extensions,
        rest_of: view.rest_of.map_or(0, |id| id.0),
        refund,
    }
}

pub(crate) fn shortfalls(holds: &[(ReservationId, u32)]) -> Vec<v1::Shortfall> {
    let shortfall =
        |(id, units): &(ReservationId, u32)| v1::Shortfall { reservation: id.0, units: *units };
    holds.iter().map(shortfall).collect()
}

/// The outcome that an answer is recorded as.
pub(crate) fn outcome(reply: &Reply) -> Outcome {
    match reply {
        Reply::Held(_) => Outcome::Held,
        Reply::SoldOut { .. } => Outcome::SoldOut,
        Reply::Limit { .. } => Outcome::Limit,
        Reply::NotOpen => Outcome::NotOpen,
        Reply::Paused => Outcome::Paused,
        Reply::Committed(_) => Outcome::Committed,
        Reply::Released(_) => Outcome::Released,
        Reply::Expired { .. } => Outcome::Expired,
        Reply::Waiting { .. } => Outcome::Waiting,
        Reply::Entered { .. } => Outcome::Entered,
        Reply::Stock(_) | Reply::Sale(_) | Reply::Left | Reply::Grouped { .. } | Reply::Done => {
            Outcome::Done
        }
        Reply::Rare(rare) => rare_outcome(rare.outcome),
        Reply::Wrong(_) => Outcome::Unspecified,
    }
}

pub(crate) fn rare_outcome(outcome: RareOutcome) -> Outcome {
    match outcome {
        RareOutcome::Done => Outcome::Done,
        RareOutcome::Conflict => Outcome::Conflict,
        RareOutcome::Shortfall => Outcome::Shortfall,
        RareOutcome::Committed => Outcome::Committed,
        RareOutcome::Cancelled => Outcome::Cancelled,
        RareOutcome::Extended => Outcome::Extended,
    }
}

/// The error that an answer is recorded as, where it is one.
pub(crate) fn error_code(reply: &Reply) -> ErrorCode {
    match reply {
        Reply::Wrong(refusal) => Refused::from(*refusal).code,
        _ => ErrorCode::Unspecified,
    }
}

/// The stored form of a refusal that is recorded; none for those that never are.
pub(crate) fn stored_refusal(refusal: Refusal) -> v1::SnapshotRefusal {
    REFUSALS.iter().find(|(r, _)| *r == refusal).map_or(v1::SnapshotRefusal::Unspecified, |p| p.1)
}

/// The refusal of a stored form.
pub(crate) fn refusal(stored: v1::SnapshotRefusal) -> Option<Refusal> {
    REFUSALS.iter().find(|(_, s)| *s == stored).map(|p| p.0)
}

const REFUSALS: [(Refusal, v1::SnapshotRefusal); 22] = [
    (Refusal::SkuNotFound, v1::SnapshotRefusal::SkuNotFound),
    (Refusal::SaleNotFound, v1::SnapshotRefusal::SaleNotFound),
    (Refusal::ReservationNotFound, v1::SnapshotRefusal::ReservationNotFound),
    (Refusal::SkuNotInSale, v1::SnapshotRefusal::SkuNotInSale),
    (Refusal::SaleExists, v1::SnapshotRefusal::SaleExists),
    (Refusal::SaleWrongState, v1::SnapshotRefusal::SaleWrongState),
    (Refusal::AlreadyCommitted, v1::SnapshotRefusal::AlreadyCommitted),
    (Refusal::AlreadyReleased, v1::SnapshotRefusal::AlreadyReleased),
    (Refusal::TooManyUnits, v1::SnapshotRefusal::TooManyUnits),
    (Refusal::TotalTooBig, v1::SnapshotRefusal::TotalTooBig),
    (Refusal::NotOnHand, v1::SnapshotRefusal::NotOnHand),
    (Refusal::NotSold, v1::SnapshotRefusal::NotSold),
    (Refusal::NoOrder, v1::SnapshotRefusal::NoOrder),
    (Refusal::AlreadyCancelled, v1::SnapshotRefusal::AlreadyCancelled),
    (Refusal::NotInReservation, v1::SnapshotRefusal::NotInReservation),
    (Refusal::NoWaitlist, v1::SnapshotRefusal::NoWaitlist),
    (Refusal::PaymentReference, v1::SnapshotRefusal::PaymentReference),
    (Refusal::HouseholdNeeded, v1::SnapshotRefusal::HouseholdNeeded),
    (Refusal::NoDraw, v1::SnapshotRefusal::NoDraw),
    (Refusal::NoGroups, v1::SnapshotRefusal::NoGroups),
    (Refusal::GroupNotFound, v1::SnapshotRefusal::GroupNotFound),
    (Refusal::WholeInGroup, v1::SnapshotRefusal::WholeInGroup),
];
