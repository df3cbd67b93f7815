//! Replaying records: their commands are applied again, and must come to what
//! the records say.

use std::{
    ops::{Range, RangeInclusive},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use hawker_domain::{
    ReservationId, Timestamp,
    stock::{self, EXPECTED, Position, Stock, Verdict},
};
use hawker_proto::{
    journal::field::{
        ENTRY_CHANGED, ENTRY_OUTCOME, ENTRY_RESERVE, RECORD_ENTRIES, RECORD_EPOCH, RECORD_SEQ,
        RECORD_TIME_MS,
    },
    v1::{JournalEntry, ReserveRequest, journal_entry::Command},
    wire::{Fields, Value},
};
use prost::{
    DecodeError, Message as _,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field},
};

use super::record::{recorded, result};
use crate::{
    Error, check, convert, hot,
    journal::Records,
    limits::{REPLAY_AHEAD, REPLAY_TOGETHER, REPLAY_WINDOW_BYTES, REPLAY_WINDOWS},
};

/// A record, decoded as far as it takes to apply it: what it says of the results
/// is compared as bytes.
struct Replayed {
    seq: u64,
    bytes: Vec<u8>,
    said_seq: u64,
    epoch: u64,
    time_ms: i64,
    entries: Vec<Entry>,
}

/// A command, and where in the record its entry is, and what came of it.
struct Entry {
    command: Said,
    whole: Range<usize>,
    results: Range<usize>,
}

/// A command of an entry.
enum Said {
    /// Where an encoded `ReserveRequest` is, as nearly all are.
    Reserve(Range<usize>),
    Other(Box<Command>),
    /// It does not come first.
    Later,
}

/// Applies record `seq`.
pub(crate) fn replay(stock: &mut Stock, seq: u64, bytes: Vec<u8>) -> Result<(), Error> {
    apply(stock, Ready::of(&decode(seq, bytes)?), &mut Vec::new())
}

/// Applies all of some records, window by window: one thread reads and decodes the
/// records of the next one, one reads the reservations of this one, and they are
/// applied here. Tells how many bytes they have.
pub(crate) fn replay_all(stock: &mut Stock, records: Records) -> Result<usize, Error> {
    thread::scope(|scope| {
        let (ahead, windows) = sync_channel(REPLAY_WINDOWS);
        scope.spawn(move || decode_all(records, &ahead));
        let mut total = 0;
        for window in windows {
            let window: Vec<Replayed> = window?;
            replay_window(stock, &window)?;
            total += window.iter().map(|record| record.bytes.len()).sum::<usize>();
        }
        Ok(total)
    })
}

/// Nobody listens any more once a record has failed to apply: then it ends.
fn decode_all(records: Records, ahead: &SyncSender<Result<Vec<Replayed>, Error>>) {
    let (mut window, mut length) = (Vec::new(), 0);
    for record in records {
        let record = match record.and_then(|(seq, bytes)| decode(seq, bytes)) {
            Ok(record) => record,
            Err(error) => {
                // What comes before it is applied first.
                if ahead.send(Ok(window)).is_ok() {
                    drop(ahead.send(Err(error)));
                }
                return;
            }
        };
        length += record.bytes.len();
        window.push(record);
        if length >= REPLAY_WINDOW_BYTES {
            length = 0;
            if ahead.send(Ok(std::mem::take(&mut window))).is_err() {
                return;
            }
        }
    }
    drop(ahead.send(Ok(window)));
}

fn replay_window(stock: &mut Stock, window: &[Replayed]) -> Result<(), Error> {
    thread::scope(|scope| {
        let (ahead, ready) = sync_channel(REPLAY_AHEAD);
        scope.spawn(move || {
            let mut records = window.chunks(REPLAY_TOGETHER);
            records.all(|some| ahead.send(some.iter().map(Ready::of).collect::<Vec<_>>()).is_ok())
        });
        let mut results = Vec::new();
        ready.into_iter().flatten().try_for_each(|record| apply(stock, record, &mut results))
    })
}

/// A record whose reservations are read.
struct Ready<'a> {
    record: &'a Replayed,
    /// Every entry, with the reservation that it asks for if that can be read from
    /// its bytes.
    entries: Vec<(&'a Entry, Option<stock::Reserve<'a>>)>,
}

impl<'a> Ready<'a> {
    fn of(record: &'a Replayed) -> Self {
        let reserve =
            |at: &Range<usize>| Some(hot::reserve(&record.bytes[at.clone()])?.ok()?.reserve);
        let entries = record.entries.iter().map(|entry| match &entry.command {
            Said::Reserve(at) => (entry, reserve(at)),
            Said::Other(_) | Said::Later => (entry, None),
        });
        Self { record, entries: in_order(entries.collect()) }
    }
}

/// The fields of an entry that tell what came of its command.
const RESULTS: RangeInclusive<u32> = ENTRY_OUTCOME..=ENTRY_CHANGED;

fn decode(seq: u64, bytes: Vec<u8>) -> Result<Replayed, Error> {
    let mut record =
        Replayed { seq, bytes: Vec::new(), said_seq: 0, epoch: 0, time_ms: 0, entries: Vec::new() };
    record.decode(&bytes).map_err(|e| Error::Undecodable { seq, why: e.to_string() })?;
    record.bytes = bytes;
    Ok(record)
}

impl Replayed {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (field, wire_type) = decode_key(&mut rest)?;
            match (field, wire_type) {
                (RECORD_EPOCH, WireType::Varint) => self.epoch = decode_varint(&mut rest)?,
                (RECORD_SEQ, WireType::Varint) => self.said_seq = decode_varint(&mut rest)?,
                (RECORD_TIME_MS, WireType::Varint) => {
                    self.time_ms = decode_varint(&mut rest)?.cast_signed();
                }
                (RECORD_ENTRIES, WireType::LengthDelimited) => {
                    let before = rest;
                    skip_field(wire_type, field, &mut rest, DecodeContext::default())?;
                    let end = bytes.len() - rest.len();
                    let mut entry = before;
                    decode_varint(&mut entry)?;
                    let start = bytes.len() - entry.len();
                    self.entries.push(Entry::decode(&bytes[start..end], start)?);
                }
                _ => skip_field(wire_type, field, &mut rest, DecodeContext::default())?,
            }
        }
        Ok(())
    }
}

impl Entry {
    /// An entry that begins at `start` of its record.
    fn decode(bytes: &[u8], start: usize) -> Result<Self, DecodeError> {
        let end = start + bytes.len();
        let mut fields = Fields::of(bytes);
        if let Some(Some((ENTRY_RESERVE, Value::Contents(request)))) = fields.next() {
            let results = end - fields.rest().len();
            let command = Said::Reserve(results - request.len()..results);
            return Ok(Self { command, whole: start..end, results: results..end });
        }
        let mut rest = bytes;
        let mut results = bytes.len();
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            let (field, wire_type) = decode_key(&mut rest)?;
            if RESULTS.contains(&field) {
                results = at;
                break;
            }
            skip_field(wire_type, field, &mut rest, DecodeContext::default())?;
        }
        // What comes before the results is the command alone, as we write entries.
        let command = JournalEntry::decode(&bytes[..results])?.command;
        let command = command.map_or(Said::Later, |command| Said::Other(Box::new(command)));
        Ok(Self { command, whole: start..end, results: start + results..end })
    }
}

fn apply(stock: &mut Stock, ready: Ready<'_>, results: &mut Vec<u8>) -> Result<(), Error> {
    let Ready { record, entries } = ready;
    let seq = record.seq;
    let undecodable = |why: String| Error::Undecodable { seq, why };
    if record.said_seq != seq || stock.position().seq + 1 != seq {
        let why = format!("it says {} and comes after {}", record.said_seq, stock.position().seq);
        return Err(undecodable(why));
    }
    let epoch = u32::try_from(record.epoch).map_err(|e| undecodable(e.to_string()))?;
    stock.begin(Position { epoch, seq }, Timestamp::from_millis(record.time_ms));
    let mut entries = entries.into_iter();
    let mut at = 0;
    while !entries.as_slice().is_empty() {
        let some = entries.as_slice().iter().take(EXPECTED);
        stock.expect(some.filter_map(|(_, reserve)| Some(reserve.as_ref()?.buyer)));
        for entry in entries.by_ref().take(EXPECTED) {
            replay_entry(stock, entry, &record.bytes, results)
                .map_err(|why| Error::Diverged { seq, why: format!("entry {at}: {why}") })?;
            at += 1;
        }
    }
    stock.finish()?;
    Ok(())
}

/// The entries in their order; in another one where such a bug is planted.
#[cfg(test)]
fn in_order<T>(mut entries: Vec<T>) -> Vec<T> {
    if crate::planted::has(crate::planted::Bug::ReplaysOutOfOrder) {
        entries.reverse();
    }
    entries
}

#[cfg(not(test))]
fn in_order<T>(entries: Vec<T>) -> Vec<T> {
    entries
}

/// Applies an entry's command, and compares the bytes of what comes of it; where
/// they are others, such as those of an earlier version, what they mean.
fn replay_entry(
    stock: &mut Stock,
    (entry, reserve): (&Entry, Option<stock::Reserve<'_>>),
    record: &[u8],
    results: &mut Vec<u8>,
) -> Result<(), String> {
    let verdict = match (&entry.command, reserve) {
        (_, Some(reserve)) => stock.apply(&stock::Command::Reserve(reserve)),
        (Said::Reserve(request), None) => apply_reserve(stock, &record[request.clone()])?,
        (Said::Other(command), None) => apply_command(stock, command)?,
        (Said::Later, None) => return replay_whole(stock, &record[entry.whole.clone()]),
    };
    agrees(stock, entry, record, (&verdict, results))?;
    #[cfg(test)]
    mistaken_after(stock, entry, &verdict);
    Ok(())
}

/// What the rules do after a command where such a bug is planted.
#[cfg(test)]
fn mistaken_after(stock: &mut Stock, entry: &Entry, verdict: &Verdict) {
    if let Said::Other(command) = &entry.command {
        let command = check::command(command).unwrap();
        crate::planted::mistaken_after(stock, &command, verdict);
    }
}

/// Whether what came of an entry is what it says, by its bytes or by its meaning.
fn agrees(
    stock: &Stock,
    entry: &Entry,
    record: &[u8],
    (verdict, results): (&Verdict, &mut Vec<u8>),
) -> Result<(), String> {
    let Some(answer) = recorded(verdict) else { return Err(no_longer(verdict)) };
    results.clear();
    result(results, stock, &answer.reply, None);
    if *results == record[entry.results.clone()] {
        return Ok(());
    }
    let said = JournalEntry::decode(&record[entry.whole.clone()]).map_err(|e| e.to_string())?;
    compare(stock, verdict, said)
}

/// What is said of an entry whose command is of no kind that there is.
const NO_COMMAND: &str =
    "it has no command that this version knows; was it written by a newer version?";

/// The same of an entry whose command does not come first.
fn replay_whole(stock: &mut Stock, entry: &[u8]) -> Result<(), String> {
    let mut said = JournalEntry::decode(entry).map_err(|e| e.to_string())?;
    let command = said.command.take().ok_or(NO_COMMAND)?;
    let verdict = apply_command(stock, &command)?;
    compare(stock, &verdict, said)
}

fn apply_command(stock: &mut Stock, command: &Command) -> Result<Verdict, String> {
    let checked = check::command(command).map_err(|refused| refused.message.into_owned())?;
    #[cfg(test)]
    let checked = crate::planted::mistaken(checked);
    Ok(stock.apply(&checked))
}

/// A reservation that could not be read from its bytes.
fn apply_reserve(stock: &mut Stock, request: &[u8]) -> Result<Verdict, String> {
    let request = ReserveRequest::decode(request).map_err(|e| e.to_string())?;
    apply_command(stock, &Command::Reserve(request))
}

fn no_longer(verdict: &Verdict) -> String {
    format!("it was recorded, and now comes to {verdict:?}")
}

fn compare(stock: &Stock, verdict: &Verdict, said: JournalEntry) -> Result<(), String> {
    let said = JournalEntry { command: None, ..said };
    let mut again = entry(stock, verdict).ok_or_else(|| no_longer(verdict))?;
    forget_what_was_not_recorded(&mut again, &said);
    if again == said {
        Ok(())
    } else {
        Err(format!("it was recorded as {said:?}, and now comes to {again:?}"))
    }
}

/// Before orders kept their payment's name, no record had it.
fn forget_what_was_not_recorded(again: &mut JournalEntry, recorded: &JournalEntry) {
    if let (Some(again), Some(recorded)) = (&mut again.reservation, &recorded.reservation)
        && recorded.payment_reference.is_empty()
    {
        again.payment_reference.clear();
    }
}

/// What a verdict is recorded as, without its command.
fn entry(stock: &Stock, verdict: &Verdict) -> Option<JournalEntry> {
    let reply = &recorded(verdict)?.reply;
    let read = |id: &ReservationId| stock.reservation_by_id(*id).map(convert::reservation);
    Some(JournalEntry {
        outcome: convert::outcome(reply).into(),
        reservation: stock.reservation_of(reply).map(convert::reservation),
        expired: stock.expired().iter().filter_map(read).collect(),
        changed: stock.changed().iter().filter_map(read).collect(),
        error: convert::error_code(reply).into(),
        command: None,
    })
}

#[cfg(test)]
mod tests {
    use hawker_proto::{
        v1::{
            AdjustReason, AdjustStockRequest, JournalRecord, Line, Money, Outcome,
            ReceiveStockRequest, ReserveRequest,
        },
        wire,
    };

    use super::*;
    use crate::{
        ask::Checked,
        engine::record::{Record, Written},
    };

    fn key(number: u32) -> String {
        format!("0199d1a2-7c3e-7abc-8def-{number:012}")
    }

    fn commands() -> [Command; 3] {
        let price = Money { minor: 100, currency: "EUR".into() };
        let line = Line { sku: "tee".into(), quantity: 1, unit_price: Some(price) };
        [
            Command::ReceiveStock(ReceiveStockRequest {
                key: key(1),
                merchant: "acme".into(),
                sku: "tee".into(),
                quantity: 5,
            }),
            Command::AdjustStock(AdjustStockRequest {
                key: key(2),
                merchant: "acme".into(),
                sku: "tee".into(),
                by: -1,
                reason: AdjustReason::Damaged.into(),
                ..AdjustStockRequest::default()
            }),
            Command::Reserve(ReserveRequest {
                key: key(3),
                merchant: "acme".into(),
                buyer: "ann".into(),
                lines: vec![line],
                ..ReserveRequest::default()
            }),
        ]
    }

    /// The record of these commands, as the writer writes it.
    fn written() -> Vec<u8> {
        let mut stock = Stock::new(1);
        let now = Timestamp::from_millis(0x0199_d1a2_7c3e);
        stock.begin(Position { epoch: 1, seq: 1 }, now);
        let mut record = Record::new(&stock, now, Vec::new());
        for command in commands() {
            let ask = Checked::new(command).unwrap();
            let verdict = apply_command(&mut stock, ask.command()).unwrap();
            record.add(&stock, Written::Field(ask.encoded()), recorded(&verdict).unwrap());
        }
        record.into_bytes()
    }

    fn replayed(bytes: Vec<u8>) -> Result<(), Error> {
        replay(&mut Stock::new(1), 1, bytes)
    }

    #[test]
    fn a_record_replays_as_we_write_it_and_as_others_would() {
        let bytes = written();
        replayed(bytes.clone()).unwrap();
        // The order of fields means nothing: what came of commands may come first.
        let record = decode(1, bytes.clone()).unwrap();
        let first = bytes.iter().position(|byte| *byte == 0x2a).unwrap();
        let mut turned = bytes[..first].to_vec();
        for Entry { whole, results, .. } in record.entries {
            wire::message(&mut turned, RECORD_ENTRIES, |out| {
                out.extend(&bytes[results.clone()]);
                out.extend(&bytes[whole.start..results.start]);
            });
        }
        let meaning = |bytes: &[u8]| JournalRecord::decode(bytes).unwrap();
        assert_ne!(turned, bytes);
        assert_eq!(meaning(&turned), meaning(&bytes));
        replayed(turned).unwrap();
    }

    #[test]
    fn a_record_that_says_something_else_than_comes_of_it_is_refused() {
        let record = JournalRecord::decode(&*written()).unwrap();
        for at in 0..record.entries.len() {
            let mut other = record.clone();
            other.entries[at].outcome = Outcome::Limit.into();
            let refused = replayed(other.encode_to_vec()).unwrap_err();
            assert!(matches!(refused, Error::Diverged { seq: 1, .. }), "{refused}");
            let mut other = record.clone();
            other.entries[at].command = None;
            let refused = replayed(other.encode_to_vec()).unwrap_err();
            assert!(matches!(refused, Error::Diverged { seq: 1, .. }), "{refused}");
        }
        let mut other = record;
        other.entries[2].reservation.as_mut().unwrap().expires_at_ms += 1;
        let refused = replayed(other.encode_to_vec()).unwrap_err();
        assert!(matches!(refused, Error::Diverged { seq: 1, .. }), "{refused}");
    }

    /// A field of a number that this version does not have.
    fn of_the_next_version(bytes: &[u8]) -> Vec<u8> {
        let mut more = bytes.to_vec();
        wire::text(&mut more, 900, "new");
        more
    }

    #[test]
    fn what_a_next_version_adds_to_records_is_passed_over() {
        let bytes = written();
        let record = decode(1, bytes.clone()).unwrap();
        let first = bytes.iter().position(|byte| *byte == 0x2a).unwrap();
        let mut newer = of_the_next_version(&bytes[..first]);
        for Entry { whole, .. } in record.entries {
            wire::bytes(&mut newer, RECORD_ENTRIES, &of_the_next_version(&bytes[whole]));
        }
        assert_eq!(JournalRecord::decode(&*newer), JournalRecord::decode(&*bytes));
        replayed(newer).unwrap();
    }

    #[test]
    fn a_command_of_a_next_version_is_never_passed_over() {
        let record = JournalRecord::decode(&*written()).unwrap();
        let rest = JournalRecord { entries: Vec::new(), ..record.clone() }.encode_to_vec();
        let outcome = JournalEntry { command: None, ..record.entries[0].clone() }.encode_to_vec();
        let mut newer = rest;
        wire::bytes(&mut newer, RECORD_ENTRIES, &[of_the_next_version(&[]), outcome].concat());
        let refused = replayed(newer).unwrap_err().to_string();
        assert!(refused.contains("was it written by a newer version?"), "{refused}");
    }

    #[test]
    fn a_record_that_is_cut_off_does_not_decode() {
        let bytes = written();
        for kept in 1..bytes.len() {
            let cut = replayed(bytes[..kept].to_vec());
            let known = matches!(
                cut,
                // Whole entries may be left, or none.
                Ok(()) | Err(Error::Undecodable { .. } | Error::Diverged { .. })
            );
            assert!(known, "cut to {kept}: {cut:?}");
        }
    }
}
