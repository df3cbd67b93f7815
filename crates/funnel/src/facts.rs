//! From journal records to the funnel's facts.

use hawker_domain::{
    Currency, ListingId, Money, ReservationId, ShowId, Timestamp, ViewerId,
    funnel::{Fact, FactKind},
};
use hawker_proto::{
    journal::{Entry, Record, Reserved},
    v1::{JournalEntry, Outcome, Reservation, ReservationState, journal_entry::Command},
};
use prost::DecodeError;

/// The shard of a journal that has one alone.
pub(crate) const FIRST: u32 = 1;

/// A record's place in the journal, and enough of it to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Position {
    /// The shard; 0 before there is a record.
    pub shard: u32,
    pub seq: u64,
    pub epoch: u64,
    pub time_ms: i64,
    pub entries: u64,
}

impl Position {
    pub(crate) fn of(record: &Record<'_>) -> Self {
        Self {
            shard: record.shard.max(FIRST),
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
pub(crate) fn facts(record: &Record<'_>) -> Result<Facts, DecodeError> {
    let mut found = Facts { position: Position::of(record), facts: Vec::new(), outside: 0 };
    let at = Timestamp::from_millis(record.time_ms);
    for entry in &record.entries {
        match outside(*entry) {
            Some(outside) => found.outside += outside,
            None => found.add(&entry.decode()?, at),
        }
    }
    Ok(found)
}

impl Facts {
    fn add(&mut self, entry: &JournalEntry, at: Timestamp) {
        for (kind, reservation) in transitions(entry) {
            match fact(kind, reservation, at) {
                Some(fact) => self.facts.push(fact),
                None => self.outside += 1,
            }
        }
    }
}

/// How many transitions an entry has, if that shows without decoding it and all
/// are outside shows.
fn outside(entry: Entry<'_>) -> Option<u64> {
    let Reserved { outcome, in_show } = entry.reserved()?;
    match outcome {
        Outcome::Held if !in_show => Some(1),
        // Set aside and bought in one.
        Outcome::Committed if !in_show => Some(2),
        Outcome::Held | Outcome::Committed => None,
        _ => Some(0),
    }
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
        (Some(Command::Cancel(_)), Outcome::Cancelled) => Some(FactKind::Changed),
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

/// What happened to a reservation that another's command made or changed. A hold
/// was made for somebody who waited, or is the rest of one that was bought in part;
/// any other only got another price or end. An order is worth what its group says.
fn change(other: &Reservation) -> Option<FactKind> {
    match other.state() {
        ReservationState::Held if other.promoted || other.rest_of != 0 => Some(FactKind::Reserved),
        ReservationState::Held | ReservationState::Unspecified => None,
        ReservationState::Committed | ReservationState::Cancelled => Some(FactKind::Changed),
        ReservationState::Released => Some(FactKind::Released),
        ReservationState::Expired => Some(FactKind::Expired),
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
    let units = reservation.lines.iter().map(|line| u64::from(line.quantity)).sum();
    // An order that was taken back as a whole still says what it was for.
    let gone = reservation.state() == ReservationState::Cancelled;
    let (units, minor) = if gone { (0, 0) } else { (units, total.minor) };
    Some(Fact {
        kind,
        reservation: ReservationId(reservation.id),
        show: ShowId::new(&reservation.show).ok()?,
        listing,
        buyer: ViewerId::new(&reservation.buyer).ok()?,
        units,
        total: Money { minor, currency: Currency::new(&total.currency).ok()? },
        at,
    })
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1::{FollowResponse, JournalRecord, ReserveRequest};
    use proptest::prelude::*;
    use prost::Message as _;

    use super::*;

    prop_compose! {
        fn entry()(
            outcome in prop_oneof![
                Just(Outcome::Held), Just(Outcome::Committed), Just(Outcome::SoldOut)
            ],
            show in prop_oneof![Just(""), Just("show"), Just("no id")],
            others in 0..2_usize,
            of_merchant in any::<bool>(),
        ) -> JournalEntry {
            let made = Reservation {
                id: 7,
                buyer: "ann".into(),
                show: show.into(),
                state: ReservationState::Released.into(),
                total: Some(hawker_proto::v1::Money { minor: 100, currency: "EUR".into() }),
                ..Reservation::default()
            };
            let command = if of_merchant {
                Command::ReceiveStock(Default::default())
            } else {
                Command::Reserve(ReserveRequest { key: "key".into(), ..Default::default() })
            };
            JournalEntry {
                command: Some(command),
                outcome: outcome.into(),
                reservation: (outcome != Outcome::SoldOut).then(|| made.clone()),
                changed: vec![made; others],
                ..JournalEntry::default()
            }
        }
    }

    proptest! {
        #[test]
        fn what_shows_at_a_glance_is_what_the_whole_entries_say(
            entries in proptest::collection::vec(entry(), 0..8)
        ) {
            let record = JournalRecord { shard: 1, epoch: 1, seq: 9, time_ms: 5, entries };
            let bytes = FollowResponse { record: Some(record.clone()) }.encode_to_vec();
            let read = facts(&Record::of_response(&bytes).unwrap()).unwrap();
            let entries = record.entries.len() as u64;
            let position = Position { shard: 1, seq: 9, epoch: 1, time_ms: 5, entries };
            let mut wanted = Facts { position, facts: Vec::new(), outside: 0 };
            record.entries.iter().for_each(|entry| wanted.add(entry, Timestamp::from_millis(5)));
            prop_assert_eq!(read, wanted);
        }
    }
}
