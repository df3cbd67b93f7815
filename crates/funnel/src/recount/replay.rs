//! Reads the logs from their beginning, and counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    rc::Rc,
};

use hawker_proto::v1::{
    JournalEntry, JournalRecord, Line, Outcome, Reservation, ReservationState,
    journal_entry::Command,
};
use rusqlite::{Connection, Row};

use super::{
    Recount,
    sheet::{Names, Rows, Value, Viewers, add},
};
use crate::{Error, facts::FIRST};

const EMPTIED: i64 = 0;
const ROOM_ENTERED: i64 = 1;
const STOCK_RESERVED: i64 = 7;
const PURCHASE: i64 = 9;
const STOCK_RELEASED: i64 = 10;
const STOCK_EXPIRED: i64 = 11;
const ROOM_LEFT: i64 = 12;
const REFUND: i64 = 14;
/// Where an order's row has the units and the money that are left of it.
const LEFT: [usize; 2] = [7, 8];

/// What every table should hold.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub steps: Rows,
    pub step_viewers: Viewers,
    pub seconds: Rows,
    pub second_steps: Rows,
    pub second_viewers: Viewers,
    pub sales: Rows,
    pub buyers: Rows,
    pub orders: Rows,
    pub presence: Rows,
    pub shows: Rows,
    pub position: Rows,
    pub shards: Rows,
}

/// One show, while it is counted.
#[derive(Debug, Default)]
struct Show {
    sessions: BTreeMap<Rc<str>, i64>,
    peak: i64,
    watched_ms: i64,
    lost: i64,
    currency: String,
}

#[derive(Default)]
struct Replay {
    names: Names,
    shows: BTreeMap<Rc<str>, Show>,
    /// Listings that are counted by themselves.
    listings: BTreeSet<(Rc<str>, Rc<str>)>,
    /// The newest event of all shows that were forgotten.
    last_forgotten: i64,
    /// Shows of which nothing counts up to an event.
    forgotten: BTreeMap<Rc<str>, i64>,
    /// And up to a record of a shard.
    forgotten_records: BTreeMap<(Rc<str>, u32), u64>,
    expected: Expected,
}

/// Counts the raw log, and the journal up to the stored position.
pub(super) fn replay<E: fmt::Display>(
    db: &Connection,
    journal: impl Iterator<Item = Result<JournalRecord, E>>,
    found: &mut Recount,
) -> Result<Expected, Error> {
    let mut replay = Replay::default();
    replay.read_decisions(db)?;
    found.events = replay.read_events(db)?;
    let until = counted(db)?;
    found.journal_seq = until.values().sum();
    let last = replay.read_journal(journal, &until)?;
    found.orders = replay.expected.orders.len() as u64;
    replay.expect_position(db, last)?;
    Ok(replay.finish())
}

/// The record of each shard up to which is counted.
fn counted(db: &Connection) -> Result<BTreeMap<u32, u64>, Error> {
    let mut select =
        db.prepare("SELECT 1, seq FROM position UNION ALL SELECT shard, seq FROM shards")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last record of a shard that counts: its number, epoch, time and entries.
type Last = (u64, u64, i64, usize);

impl Replay {
    /// Reads what the logs can't tell: what was decided at the time.
    fn read_decisions(&mut self, db: &Connection) -> Result<(), Error> {
        let mut select = db.prepare("SELECT show, listing FROM listings")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let show = self.name(row, 0)?;
            let listing = self.name(row, 1)?;
            self.listings.insert((show, listing));
        }
        let mut select = db.prepare("SELECT show, last_event, last_record FROM forgotten")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let show = self.name(row, 0)?;
            let last: i64 = row.get(1)?;
            self.last_forgotten = self.last_forgotten.max(last);
            self.forgotten.insert(Rc::clone(&show), last);
            self.forgotten_records.insert((show, FIRST), row.get(2)?);
        }
        let mut select = db.prepare("SELECT show, shard, last_record FROM forgotten_shards")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let show = self.name(row, 0)?;
            self.forgotten_records.insert((show, row.get(1)?), row.get(2)?);
        }
        Ok(())
    }

    fn name(&mut self, row: &Row<'_>, index: usize) -> Result<Rc<str>, Error> {
        let text = row.get_ref(index)?.as_str().map_err(rusqlite::Error::from)?;
        Ok(self.names.get(text))
    }

    fn read_events(&mut self, db: &Connection) -> Result<u64, Error> {
        let mut select = db.prepare(
            "SELECT seq, show, listing, viewer, step, at_ms, watched_ms, lost FROM events
             ORDER BY seq",
        )?;
        let mut rows = select.query([])?;
        let mut events = 0;
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let show = self.name(row, 1)?;
            let listing = self.name(row, 2)?;
            let viewer = self.name(row, 3)?;
            let step: i64 = row.get(4)?;
            let at_ms: i64 = row.get(5)?;
            if self.forgotten.get(&show).is_some_and(|last| seq <= *last) {
                continue;
            }
            events += 1;
            if step != EMPTIED {
                self.step(&show, &listing, &viewer, (step, at_ms));
            }
            let moved = self.presence(&show, &viewer, step);
            if moved != 0 {
                let key = vec![(&show).into(), at_ms.div_euclid(1_000).into()];
                add(&mut self.expected.seconds, key, &[moved, 0, 0]);
            }
            let state = self.shows.entry(show).or_default();
            state.watched_ms += row.get::<_, i64>(6)?;
            state.lost += row.get::<_, i64>(7)?;
        }
        Ok(events)
    }

    /// Moves the viewer; by how many the room has more.
    fn presence(&mut self, show: &Rc<str>, viewer: &Rc<str>, step: i64) -> i64 {
        let state = self.shows.entry(Rc::clone(show)).or_default();
        let before = i64::try_from(state.sessions.len()).unwrap_or(i64::MAX);
        let open = state.sessions.get(viewer).copied().unwrap_or(0);
        let open_then = match step {
            ROOM_ENTERED => open + 1,
            ROOM_LEFT => open - 1,
            _ => open,
        };
        if open_then > 0 {
            state.sessions.insert(Rc::clone(viewer), open_then);
        } else {
            state.sessions.remove(viewer);
        }
        if step == EMPTIED {
            state.sessions.clear();
        }
        let after = i64::try_from(state.sessions.len()).unwrap_or(i64::MAX);
        state.peak = state.peak.max(after);
        after - before
    }

    fn step(
        &mut self,
        show: &Rc<str>,
        listing: &Rc<str>,
        viewer: &Rc<str>,
        (step, at_ms): (i64, i64),
    ) {
        self.shows.entry(Rc::clone(show)).or_default();
        for part in self.parts(show, listing) {
            let key: Vec<Value> = vec![show.into(), (&part).into(), step.into()];
            let viewers = self.expected.step_viewers.entry(key.clone()).or_default();
            let new = i64::from(viewers.insert(Rc::clone(viewer)));
            add(&mut self.expected.steps, key, &[1, new]);
        }
        let second = at_ms.div_euclid(1_000);
        let key: Vec<Value> = vec![show.into(), second.into(), step.into()];
        let viewers = self.expected.second_viewers.entry(key.clone()).or_default();
        let new = i64::from(viewers.insert(Rc::clone(viewer)));
        add(&mut self.expected.second_steps, key, &[1, new]);
        add(&mut self.expected.seconds, vec![show.into(), second.into()], &[0, 0, 0]);
    }

    /// The whole show, and the listing if it is counted by itself.
    fn parts(&mut self, show: &Rc<str>, listing: &Rc<str>) -> Vec<Rc<str>> {
        let mut parts = vec![self.names.get("")];
        if self.listings.contains(&(Rc::clone(show), Rc::clone(listing))) {
            parts.push(Rc::clone(listing));
        }
        parts
    }

    /// Whether a record is one of those after which the show was forgotten.
    fn is_forgotten(&self, show: &Rc<str>, record: &JournalRecord) -> bool {
        let last = self.forgotten_records.get(&(Rc::clone(show), record.shard.max(FIRST)));
        last.is_some_and(|last| record.seq <= *last)
    }

    /// Counts the records of each shard up to `until`; the last of them.
    fn read_journal<E: fmt::Display>(
        &mut self,
        journal: impl Iterator<Item = Result<JournalRecord, E>>,
        until: &BTreeMap<u32, u64>,
    ) -> Result<BTreeMap<u32, Last>, Error> {
        let mut reached: BTreeMap<u32, Last> =
            until.keys().map(|shard| (*shard, (0, 0, 0, 0))).collect();
        for record in journal {
            if reached.iter().all(|(shard, last)| until.get(shard) == Some(&last.0)) {
                break;
            }
            let record = record.map_err(|error| Error::Journal(error.to_string()))?;
            let shard = record.shard.max(FIRST);
            // What is not counted yet is left out.
            let Some(last) = reached.get_mut(&shard) else { continue };
            if until.get(&shard) == Some(&last.0) {
                continue;
            }
            if record.seq != last.0 + 1 {
                return Err(Error::Journal(format!(
                    "record {} came where {} was due, and orders can be counted only from all",
                    record.seq,
                    last.0 + 1
                )));
            }
            *last = (record.seq, record.epoch, record.time_ms, record.entries.len());
            for entry in &record.entries {
                self.entry(entry, &record);
            }
        }
        Ok(reached)
    }

    fn entry(&mut self, entry: &JournalEntry, record: &JournalRecord) {
        for reservation in &entry.expired {
            self.reservation(STOCK_EXPIRED, reservation, record);
        }
        for other in &entry.changed {
            // Whoever waited got a hold by somebody else's command, or lost it; or
            // the rest of a hold that was bought in part is one of its own.
            let made = other.promoted || other.rest_of > 0;
            let step = match other.state() {
                ReservationState::Held if made => STOCK_RESERVED,
                ReservationState::Released => STOCK_RELEASED,
                ReservationState::Expired => STOCK_EXPIRED,
                // Its group was settled, or came to nothing.
                ReservationState::Committed => {
                    let left =
                        [units_of(&other.lines), other.total.as_ref().map_or(0, |t| t.minor)];
                    self.refund(other, left, record);
                    continue;
                }
                ReservationState::Cancelled => {
                    self.refund(other, [0, 0], record);
                    continue;
                }
                _ => continue,
            };
            self.reservation(step, other, record);
        }
        let step = match (&entry.command, entry.outcome()) {
            (Some(Command::Reserve(_) | Command::JoinWaitlist(_)), Outcome::Held) => STOCK_RESERVED,
            (Some(Command::Reserve(_)), Outcome::Committed) => {
                // Paid first: set aside and bought in one.
                if let Some(reservation) = &entry.reservation {
                    self.reservation(STOCK_RESERVED, reservation, record);
                }
                PURCHASE
            }
            (Some(Command::Commit(_)), Outcome::Committed) => PURCHASE,
            (Some(Command::Release(_)), Outcome::Released) => STOCK_RELEASED,
            (Some(Command::Expire(_)), Outcome::Expired) => STOCK_EXPIRED,
            (Some(Command::Cancel(_)), Outcome::Cancelled) => {
                if let Some(order) = &entry.reservation {
                    self.cancel(order, record);
                }
                return;
            }
            _ => return,
        };
        if let Some(reservation) = &entry.reservation {
            self.reservation(step, reservation, record);
        }
    }

    fn reservation(&mut self, step: i64, reservation: &Reservation, record: &JournalRecord) {
        let Some(total) = &reservation.total else { return };
        let listed = reservation.listing.is_empty() || is_id(&reservation.listing);
        let named = is_id(&reservation.show) && is_id(&reservation.buyer) && listed;
        let coined =
            total.currency.len() == 3 && total.currency.bytes().all(|b| b.is_ascii_uppercase());
        if !named || !coined {
            return;
        }
        let show = self.names.get(&reservation.show);
        let listing = self.names.get(&reservation.listing);
        let buyer = self.names.get(&reservation.buyer);
        if self.is_forgotten(&show, record) {
            return;
        }
        if step == PURCHASE && !self.order(reservation, (&show, &listing, &buyer), record.time_ms) {
            return;
        }
        self.step(&show, &listing, &buyer, (step, record.time_ms));
    }

    /// Counts what was taken back of an order, as the entry itself says.
    fn cancel(&mut self, order: &Reservation, record: &JournalRecord) {
        let (Some(refund), Some(left)) = (&order.refund, self.left_of(order)) else { return };
        let amount = refund.amount.as_ref().map_or(0, |amount| amount.minor);
        self.refund(order, [left[0] - units_of(&refund.lines), left[1] - amount], record);
    }

    /// What is left of an order, if it was counted.
    fn left_of(&self, order: &Reservation) -> Option<[i64; 2]> {
        let row = self.expected.orders.get(&vec![Value::Number(order.id.cast_signed())])?;
        let number = |at: usize| match row.get(at) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        };
        Some(LEFT.map(number))
    }

    /// Counts what an order lost that has so much left.
    fn refund(&mut self, order: &Reservation, left: [i64; 2], record: &JournalRecord) {
        let Some(before) = self.left_of(order) else { return };
        if left == before {
            return;
        }
        if let Some(row) =
            self.expected.orders.get_mut(&vec![Value::Number(order.id.cast_signed())])
        {
            for (at, left) in LEFT.into_iter().zip(left) {
                row[at] = left.into();
            }
        }
        let show = self.names.get(&order.show);
        let listing = self.names.get(&order.listing);
        let currency = order.total.as_ref().map(|total| total.currency.clone()).unwrap_or_default();
        let currency = self.names.get(&currency);
        for part in self.parts(&show, &listing) {
            let key: Vec<Value> = vec![(&show).into(), (&part).into(), (&currency).into()];
            let lost = [1, before[0] - left[0], before[1] - left[1]];
            add(&mut self.expected.sales, key, &[0, 0, 0, 0, lost[0], lost[1], lost[2]]);
        }
        self.reservation(REFUND, order, record);
    }

    /// Counts an order and its money; whether it is new.
    fn order(
        &mut self,
        reservation: &Reservation,
        (show, listing, buyer): (&Rc<str>, &Rc<str>, &Rc<str>),
        at_ms: i64,
    ) -> bool {
        let key = vec![Value::Number(reservation.id.cast_signed())];
        if self.expected.orders.contains_key(&key) {
            return false;
        }
        let units = units_of(&reservation.lines);
        let total = reservation.total.clone().unwrap_or_default();
        let currency = self.names.get(&total.currency);
        let parts = self.parts(show, listing);
        let told = parts.last().map_or_else(|| Rc::clone(listing), Rc::clone);
        for part in parts {
            let mut key: Vec<Value> = vec![show.into(), (&part).into(), (&currency).into()];
            let sale = key.clone();
            key.push(buyer.into());
            let new = i64::from(!self.expected.buyers.contains_key(&key));
            add(&mut self.expected.buyers, key, &[1]);
            add(&mut self.expected.sales, sale, &[1, units, new, total.minor, 0, 0, 0]);
        }
        let state = self.shows.entry(Rc::clone(show)).or_default();
        if state.currency.is_empty() {
            state.currency.clone_from(&total.currency);
        }
        let shown = if state.currency == total.currency { total.minor } else { 0 };
        let second = vec![show.into(), at_ms.div_euclid(1_000).into()];
        add(&mut self.expected.seconds, second, &[0, units, shown]);
        let row = vec![
            show.into(),
            (&told).into(),
            buyer.into(),
            units.into(),
            total.minor.into(),
            (&currency).into(),
            at_ms.into(),
            units.into(),
            total.minor.into(),
        ];
        self.expected.orders.insert(key, row);
        true
    }

    fn expect_position(
        &mut self,
        db: &Connection,
        mut reached: BTreeMap<u32, Last>,
    ) -> Result<(), Error> {
        let (logged, last): (i64, i64) =
            db.query_row("SELECT count(*), coalesce(max(seq), 0) FROM events", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let number = |n: u64| Value::Number(n.cast_signed());
        let (seq, epoch, time_ms, entries) = reached.remove(&FIRST).unwrap_or_default();
        let row = vec![
            number(seq),
            number(epoch),
            time_ms.into(),
            number(entries as u64),
            logged.into(),
            last.max(self.last_forgotten).into(),
        ];
        self.expected.position.insert(vec![0.into()], row);
        for (shard, (seq, epoch, time_ms, entries)) in reached {
            let row = vec![number(seq), number(epoch), time_ms.into(), number(entries as u64)];
            self.expected.shards.insert(vec![i64::from(shard).into()], row);
        }
        Ok(())
    }

    fn finish(mut self) -> Expected {
        for (show, state) in self.shows {
            for (viewer, open) in &state.sessions {
                add(&mut self.expected.presence, vec![(&show).into(), viewer.into()], &[*open]);
            }
            let now = i64::try_from(state.sessions.len()).unwrap_or(i64::MAX);
            let currency = self.names.get(&state.currency);
            let row = vec![
                now.into(),
                state.peak.into(),
                state.watched_ms.into(),
                state.lost.into(),
                (&currency).into(),
            ];
            self.expected.shows.insert(vec![(&show).into()], row);
        }
        self.expected
    }
}

fn units_of(lines: &[Line]) -> i64 {
    lines.iter().map(|line| i64::from(line.quantity)).sum()
}

fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.:-".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}
