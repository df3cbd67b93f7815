//! A record of the journal as it is stored, read no further than a follower needs
//! it. Nearly all entries of a great sale are reservations that concern few of
//! those who follow; to decode each, with all its texts, would cost more than it
//! took to carry it out.

use prost::{DecodeError, Message as _};

use crate::{
    v1::{JournalEntry, Outcome},
    wire::{Fields, Value},
};
use field::{
    ENTRY_ERROR, ENTRY_OUTCOME, ENTRY_RESERVATION, ENTRY_RESERVE, RECORD_ENTRIES, RECORD_EPOCH,
    RECORD_SEQ, RECORD_SHARD, RECORD_TIME_MS, RESERVATION_SHOW, RESPONSE_RECORD,
};

/// The numbers of the fields, for whoever writes or reads records field by field.
pub mod field {
    /// `FollowResponse.record`.
    pub const RESPONSE_RECORD: u32 = 1;
    /// `JournalRecord.shard`.
    pub const RECORD_SHARD: u32 = 1;
    /// `JournalRecord.epoch`.
    pub const RECORD_EPOCH: u32 = 2;
    /// `JournalRecord.seq`.
    pub const RECORD_SEQ: u32 = 3;
    /// `JournalRecord.time_ms`.
    pub const RECORD_TIME_MS: u32 = 4;
    /// `JournalRecord.entries`.
    pub const RECORD_ENTRIES: u32 = 5;
    /// `JournalEntry.reserve`.
    pub const ENTRY_RESERVE: u32 = 5;
    /// `JournalEntry.outcome`, the first of the fields that tell what came of it.
    pub const ENTRY_OUTCOME: u32 = 15;
    /// `JournalEntry.reservation`.
    pub const ENTRY_RESERVATION: u32 = 16;
    /// `JournalEntry.expired`.
    pub const ENTRY_EXPIRED: u32 = 17;
    /// `JournalEntry.error`.
    pub const ENTRY_ERROR: u32 = 18;
    /// `JournalEntry.changed`, the last of those fields.
    pub const ENTRY_CHANGED: u32 = 19;
    /// `Reservation.show`.
    pub const RESERVATION_SHOW: u32 = 4;
}

/// A record and its entries, which borrow from its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The shard.
    pub shard: u32,
    /// The owner's epoch.
    pub epoch: u64,
    /// The record's number.
    pub seq: u64,
    /// The journal's time in Unix milliseconds.
    pub time_ms: i64,
    /// The batch, in the order in which it was applied.
    pub entries: Vec<Entry<'a>>,
}

/// One command and its recorded outcome, not decoded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a>(&'a [u8]);

/// What can be told of a reservation's entry without decoding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// What came of it.
    pub outcome: Outcome,
    /// Whether a reservation was made in a show.
    pub in_show: bool,
}

impl<'a> Record<'a> {
    /// The record in an encoded [`FollowResponse`](crate::v1::FollowResponse);
    /// nothing where there is none.
    #[must_use]
    pub fn of_response(bytes: &'a [u8]) -> Option<Self> {
        match Fields::of(bytes).next()?? {
            (RESPONSE_RECORD, Value::Contents(record)) => Self::read(record),
            _ => None,
        }
    }

    /// A record from its bytes; nothing where they are none.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut found = Self { shard: 0, epoch: 0, seq: 0, time_ms: 0, entries: Vec::new() };
        let mut fields = Fields::of(bytes);
        while let Some(field) = fields.next()? {
            match field {
                (RECORD_SHARD, Value::Number(number)) => {
                    found.shard = u32::try_from(number).ok()?
                }
                (RECORD_EPOCH, Value::Number(number)) => found.epoch = number,
                (RECORD_SEQ, Value::Number(number)) => found.seq = number,
                (RECORD_TIME_MS, Value::Number(number)) => found.time_ms = number.cast_signed(),
                (RECORD_ENTRIES, Value::Contents(entry)) => found.entries.push(Entry(entry)),
                // A field that a later version added.
                _ => {}
            }
        }
        Some(found)
    }
}

impl Entry<'_> {
    /// The whole entry.
    pub fn decode(self) -> Result<JournalEntry, DecodeError> {
        JournalEntry::decode(self.0)
    }

    /// What it tells, if it is a reservation that changed no other one; nothing
    /// where only the whole entry tells.
    #[must_use]
    pub fn reserved(self) -> Option<Reserved> {
        let mut fields = Fields::of(self.0);
        let (ENTRY_RESERVE, Value::Contents(_)) = fields.next()?? else { return None };
        let mut told = Reserved { outcome: Outcome::Unspecified, in_show: false };
        while let Some(field) = fields.next()? {
            match field {
                (ENTRY_OUTCOME, Value::Number(outcome)) => {
                    told.outcome = Outcome::try_from(i32::try_from(outcome).ok()?).ok()?;
                }
                (ENTRY_RESERVATION, Value::Contents(made)) => told.in_show = in_show(made)?,
                (ENTRY_ERROR, Value::Number(_)) => {}
                _ => return None,
            }
        }
        Some(told)
    }
}

/// Whether a `Reservation` names a show.
fn in_show(reservation: &[u8]) -> Option<bool> {
    let mut fields = Fields::of(reservation);
    while let Some((field, value)) = fields.next()? {
        if field == RESERVATION_SHOW {
            return Some(value != Value::Contents(&[]));
        }
        // What comes after the show is of no interest.
        if field > RESERVATION_SHOW {
            break;
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::{
        FollowResponse, JournalRecord, Reservation, ReserveRequest, journal_entry::Command,
    };

    fn entry(outcome: Outcome, show: &str) -> JournalEntry {
        let made = Reservation { id: 7, show: show.into(), ..Reservation::default() };
        JournalEntry {
            command: Some(Command::Reserve(ReserveRequest::default())),
            outcome: outcome.into(),
            reservation: (outcome == Outcome::Held).then_some(made),
            ..JournalEntry::default()
        }
    }

    #[test]
    fn a_record_is_read_and_its_entries_are_decoded_when_asked_for() {
        let promoted =
            JournalEntry { changed: vec![Reservation::default()], ..entry(Outcome::Held, "") };
        let entries = vec![
            entry(Outcome::Held, ""),
            entry(Outcome::Held, "show"),
            entry(Outcome::SoldOut, ""),
            promoted,
            JournalEntry { command: None, ..entry(Outcome::Held, "") },
        ];
        let record =
            JournalRecord { shard: 1, epoch: 2, seq: 300, time_ms: -4, entries: entries.clone() };
        let bytes = FollowResponse { record: Some(record) }.encode_to_vec();
        let read = Record::of_response(&bytes).unwrap();
        assert_eq!((read.shard, read.epoch, read.seq, read.time_ms), (1, 2, 300, -4));
        let decoded: Vec<_> = read.entries.iter().map(|entry| entry.decode().unwrap()).collect();
        assert_eq!(decoded, entries);
        let told: Vec<_> = read.entries.iter().map(|entry| entry.reserved()).collect();
        let reserved = |outcome, in_show| Some(Reserved { outcome, in_show });
        let wanted = [
            reserved(Outcome::Held, false),
            reserved(Outcome::Held, true),
            reserved(Outcome::SoldOut, false),
            None,
            None,
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn what_is_no_record_is_not_read() {
        assert_eq!(Record::of_response(b""), None);
        assert_eq!(Record::of_response(b"\x0a\x05\x18"), None, "it is cut off");
        assert_eq!(Record::of_response(b"\x08\x05"), None, "a number is no record");
    }
}
