//! From journal records to the funnel's facts.

use hawker_domain::{
    Currency, ListingId, Money, ReservationId, ShowId, Timestamp, ViewerId,
    funnel::{Fact, FactKind},
};
use hawker_proto::v1::{
    JournalEntry, JournalRecord, Outcome, Reservation, ReservationState, journal_entry::Command,
};

/// A record's place in the journal, and enough of it to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Position {
    pub seq: u64,
    pub epoch: u64,
    pub time_ms: i64,
    pub entries: u64,
}

impl Position {
    pub(crate) fn of(record: &JournalRecord) -> Self {
        Self {
            seq: record.seq,
            epoch: record.epoch,
            time_ms: record.time_ms,
            entries: record.entries.len() as u64,
        }
    }
}

/// A record, reduced to what counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Facts {
    pub position: Position,
    pub facts: Vec<Fact>,
    /// Transitions that name no show, and so count in none.
    pub outside: u64,
}

/// What a record says of reservations made in shows.
pub(crate) fn facts(record: &JournalRecord) -> Facts {
    let mut found = Facts { position: Position::of(record), facts: Vec::new(), outside: 0 };
    let at = Timestamp::from_millis(record.time_ms);
    for (kind, reservation) in record.entries.iter().flat_map(transitions) {
        match fact(kind, reservation, at) {
            Some(fact) => found.facts.push(fact),
            None => found.outside += 1,
        }
    }
    found
}

/// The transitions of an entry. A command that was refused, or that found its
/// reservation already over, made none.
fn transitions(entry: &JournalEntry) -> Vec<(FactKind, &Reservation)> {
    let expired = entry.expired.iter().map(|reservation| (FactKind::Expired, reservation));
    let others = entry.changed.iter().filter_map(|other| Some((change(other)?, other)));
    let own = match (&entry.command, entry.outcome()) {
        (Some(Command::Reserve(_) | Command::JoinWaitlist(_)), Outcome::Held)
        | (Some(Command::Reserve(_)), Outcome::Committed) => Some(FactKind::Reserved),
        (Some(Command::Commit(_)), Outcome::Committed) => Some(FactKind::Committed),
        (Some(Command::Release(_)), Outcome::Released) => Some(FactKind::Released),
        (Some(Command::Expire(_)), Outcome::Expired) => Some(FactKind::Expired),
        _ => None,
    };
    // Where it is paid first, the units are set aside and bought in one.
    let paid_first = match (&entry.command, entry.outcome()) {
        (Some(Command::Reserve(_)), Outcome::Committed) => Some(FactKind::Committed),
        _ => None,
    };
    let own = own.into_iter().chain(paid_first).zip(entry.reservation.as_ref().into_iter().cycle());
    own.chain(expired).chain(others).collect()
}

/// What happened to a reservation that another's command made or changed.
fn change(other: &Reservation) -> Option<FactKind> {
    match other.state() {
        ReservationState::Held if other.promoted => Some(FactKind::Reserved),
        ReservationState::Released => Some(FactKind::Released),
        ReservationState::Expired => Some(FactKind::Expired),
        _ => None,
    }
}

/// The fact, if the reservation was made in a show. One outside a show, or with
/// names that are no ids, counts nowhere.
fn fact(kind: FactKind, reservation: &Reservation, at: Timestamp) -> Option<Fact> {
    let total = reservation.total.as_ref()?;
    let listing = match reservation.listing.as_str() {
        "" => None,
        text => Some(ListingId::new(text).ok()?),
    };
    Some(Fact {
        kind,
        reservation: ReservationId(reservation.id),
        show: ShowId::new(&reservation.show).ok()?,
        listing,
        buyer: ViewerId::new(&reservation.buyer).ok()?,
        units: reservation.lines.iter().map(|line| u64::from(line.quantity)).sum(),
        total: Money { minor: total.minor, currency: Currency::new(&total.currency).ok()? },
        at,
    })
}
