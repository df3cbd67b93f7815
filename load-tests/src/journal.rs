//! What the journal says of a run's sale, read record by record over gRPC.
//!
//! This is the other side of the balance: the clients' logs say what they were
//! told, the journal says what is so.

use std::collections::BTreeMap;

use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::{FollowRequest, JournalRecord, Reservation, ReservationState};

use crate::Error;

/// The sale as its journal tells it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Told {
    /// Every reservation of the merchant, as it stands at the end.
    pub(crate) reservations: BTreeMap<u64, Reservation>,
    /// The most units that were held or sold at once.
    pub(crate) most_out: u64,
    /// Records read.
    pub(crate) records: u64,
}

impl Told {
    /// Takes in one record.
    pub(crate) fn record(&mut self, record: JournalRecord, merchant: &str) {
        self.records += 1;
        for entry in record.entries {
            for reservation in entry.reservation.into_iter().chain(entry.expired) {
                if reservation.merchant == merchant {
                    self.reservations.insert(reservation.id, reservation);
                    self.most_out = self.most_out.max(self.out());
                }
            }
        }
    }

    /// Units held or sold now.
    pub(crate) fn out(&self) -> u64 {
        self.units(ReservationState::Held) + self.units(ReservationState::Committed)
    }

    /// Units of the reservations in that state.
    pub(crate) fn units(&self, state: ReservationState) -> u64 {
        let of_state = self.reservations.values().filter(|it| it.state() == state);
        of_state.flat_map(|it| &it.lines).map(|line| u64::from(line.quantity)).sum()
    }
}

/// Reads the journal up to now.
pub(crate) async fn read(address: &str, merchant: &str) -> Result<Told, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Journal(error.to_string());
    let client = InventoryClient::connect(address.to_owned()).await;
    let mut client = client.map_err(|error| failed(&error))?.max_decoding_message_size(64 << 20);
    let request = FollowRequest { from_seq: 1, until_now: true };
    let follow = client.follow(request).await;
    let mut stream = follow.map_err(|status| failed(&status))?.into_inner();
    let mut told = Told::default();
    while let Some(response) = stream.message().await.map_err(|status| failed(&status))? {
        told.record(response.record.unwrap_or_default(), merchant);
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hawker_proto::v1::{JournalEntry, Line};

    #[test]
    fn the_most_units_out_at_once_is_kept_after_they_came_back() {
        let reservation = |id, state: ReservationState| Reservation {
            id,
            merchant: "m".into(),
            state: state.into(),
            lines: vec![Line { quantity: 2, ..Line::default() }],
            ..Reservation::default()
        };
        let entry = |id, state| JournalEntry {
            reservation: Some(reservation(id, state)),
            ..JournalEntry::default()
        };
        let mut told = Told::default();
        let held = vec![entry(1, ReservationState::Held), entry(2, ReservationState::Held)];
        told.record(JournalRecord { entries: held, ..JournalRecord::default() }, "m");
        let later = JournalEntry {
            expired: vec![reservation(1, ReservationState::Expired)],
            reservation: Some(reservation(2, ReservationState::Committed)),
            ..JournalEntry::default()
        };
        told.record(JournalRecord { entries: vec![later], ..JournalRecord::default() }, "m");
        assert_eq!((told.out(), told.most_out, told.records), (2, 4, 2));
        told.record(
            JournalRecord {
                entries: vec![entry(9, ReservationState::Held)],
                ..JournalRecord::default()
            },
            "other",
        );
        assert_eq!(told.out(), 2);
    }
}
