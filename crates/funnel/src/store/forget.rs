//! Forgetting: how the store stays finite. A show is forgotten as a whole, its
//! events and its numbers, so that whatever is kept can be recounted.
//!
//! First it is noted in the table `forgotten` and is no longer shown; then its
//! rows are swept away, a slice per transaction, between batches. Should the show
//! come back meanwhile, the sweep is finished first, and it starts from nothing.

use hawker_domain::{ShowId, Timestamp};
use hawker_telemetry::funnel::{BOUND_REACHED, BoundLabel};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Mark, Store, Work, begin, write_mark};
use crate::{
    Config, Error,
    config::{KEEP_HOURS, SWEEP_ROWS},
};

const HOUR_MS: i64 = 3_600_000;

/// Tables whose rows go at once: few for each show.
const SMALL: [&str; 4] = ["shows", "steps", "sales", "listings"];
/// Tables that are swept in slices, with their keys.
const LARGE: [(&str, &str); 7] = [
    ("presence", "show, viewer"),
    ("seconds", "show, second"),
    ("second_steps", "show, second, step"),
    ("second_viewers", "show, second, step, viewer"),
    ("step_viewers", "show, listing, step, viewer"),
    ("buyers", "show, listing, currency, buyer"),
    ("orders", "reservation"),
];

/// What came of a look at what is too old or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing is to be done.
    All,
    /// Something was forgotten or swept, and more may be to be done at once.
    Less,
    /// The log is full, and no show is old enough to be forgotten.
    Full,
}

/// How much is kept.
pub(super) struct Bounds {
    keep_ms: Option<i64>,
    max_events: u64,
}

impl Bounds {
    pub(super) fn new(config: &Config) -> Self {
        let keep_ms = i64::from(config.keep_days) * 24 * HOUR_MS;
        Self { keep_ms: (keep_ms > 0).then_some(keep_ms), max_events: config.max_events.max(1) }
    }
}

/// A show whose sweep is not over.
pub(super) fn unswept(conn: &Connection) -> Result<Option<ShowId>, rusqlite::Error> {
    let show: Option<String> = conn
        .query_row("SELECT show FROM forgotten WHERE leaving = 1", [], |row| row.get(0))
        .optional()?;
    Ok(show.and_then(|show| ShowId::new(&show).ok()))
}

impl Store {
    /// Forgets one show or sweeps one slice, if a bound asks for it.
    pub(crate) fn keep(&mut self, now: Timestamp) -> Result<Kept, Error> {
        if let Some(show) = self.leaving.clone() {
            self.sweep(&show)?;
            return Ok(Kept::Less);
        }
        self.rest()?;
        let oldest: Option<(String, i64)> = self
            .conn
            .prepare_cached("SELECT show, active_ms FROM shows ORDER BY active_ms LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let full = self.mark.events >= self.bounds.max_events;
        let oldest = oldest.and_then(|(show, active)| Some((ShowId::new(&show).ok()?, active)));
        let Some((show, active_ms)) = oldest else {
            return Ok(if full { Kept::Full } else { Kept::All });
        };
        let idle_ms = now.millis_since(Timestamp::from_millis(active_ms));
        let bound = if self.bounds.keep_ms.is_some_and(|keep| idle_ms > keep) {
            BoundLabel::KeepDays
        } else if full {
            BoundLabel::Events
        } else {
            return Ok(Kept::All);
        };
        BOUND_REACHED.count_of(bound).increment(1);
        if idle_ms <= KEEP_HOURS * HOUR_MS {
            return Ok(Kept::Full);
        }
        self.forget(&show)?;
        Ok(Kept::Less)
    }

    /// Before a show that is being forgotten counts anew, nothing may be left of it.
    pub(super) fn finish_leaving(&mut self, work: &[Work<'_>]) -> Result<(), Error> {
        while let Some(show) = self.leaving.clone() {
            if !work.iter().any(|piece| piece.is_of(&show)) {
                break;
            }
            self.sweep(&show)?;
        }
        Ok(())
    }

    fn forget(&mut self, show: &ShowId) -> Result<(), Error> {
        tracing::info!(%show, "forgetting a show");
        let tx = begin(&mut self.conn)?;
        tx.execute(
            "INSERT OR REPLACE INTO forgotten
             SELECT ?, ?, ?, coalesce(min(seq), 1) - 1, 1 FROM events",
            params![show.as_str(), self.mark.last_event, self.mark.position.seq],
        )?;
        tx.execute(
            "INSERT OR REPLACE INTO forgotten_shards SELECT ?, shard, seq FROM shards",
            params![show.as_str()],
        )?;
        for table in SMALL {
            tx.execute(&format!("DELETE FROM {table} WHERE show = ?"), [show.as_str()])?;
        }
        tx.commit()?;
        self.listings.forget(show);
        self.leaving = Some(show.clone());
        Ok(())
    }

    /// Sweeps a slice of a show that is being forgotten.
    fn sweep(&mut self, show: &ShowId) -> Result<(), Error> {
        let tx = begin(&mut self.conn)?;
        if sweep_large(&tx, show)? {
            tx.commit()?;
            return Ok(());
        }
        let (swept_to, last): (i64, i64) = tx
            .prepare_cached("SELECT swept_to, last_event FROM forgotten WHERE show = ?")?
            .query_row([show.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let until = last.min(swept_to.saturating_add(SWEEP_ROWS));
        let swept = tx
            .prepare_cached("DELETE FROM events WHERE seq > ? AND seq <= ? AND show = ?")?
            .execute(params![swept_to, until, show.as_str()])?;
        tx.prepare_cached("UPDATE forgotten SET swept_to = ?, leaving = ? WHERE show = ?")?
            .execute(params![until, until < last, show.as_str()])?;
        let events = self.mark.events.saturating_sub(swept as u64);
        let mark = Mark { events, ..self.mark };
        write_mark(&tx, mark)?;
        tx.commit()?;
        self.mark = mark;
        if until >= last {
            self.leaving = None;
        }
        Ok(())
    }
}

/// Sweeps a slice of the first large table that has rows of the show; whether
/// there was one.
fn sweep_large(tx: &Connection, show: &ShowId) -> Result<bool, rusqlite::Error> {
    for (table, key) in LARGE {
        let slice = format!("SELECT {key} FROM {table} WHERE show = ?1 LIMIT ?2");
        let delete = format!("DELETE FROM {table} WHERE ({key}) IN ({slice})");
        if tx.prepare_cached(&delete)?.execute(params![show.as_str(), SWEEP_ROWS])? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, path::Path};

    use hawker_domain::{
        Currency, ListingId, Money, ReservationId, ViewerId,
        funnel::{Event, Fact, FactKind, Step},
    };
    use hawker_proto::v1::{self, JournalEntry, JournalRecord, Touch, journal_entry::Command};

    use super::*;
    use crate::{
        facts::{Facts, Position},
        incoming::{Batch, Incoming},
        recount,
    };

    const DAY_MS: i64 = 24 * HOUR_MS;

    fn show(name: &str) -> ShowId {
        ShowId::new(name).unwrap()
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_millis(day * DAY_MS)
    }

    /// Events of a show: a viewer enters and looks at the tee, again and again.
    fn events(name: &str, first: u64, count: u64, day: i64) -> Batch {
        let event = |index: u64| {
            let step = if index.is_multiple_of(2) { Step::RoomEntered } else { Step::ViewItem };
            let event = Event {
                show: show(name),
                listing: (step == Step::ViewItem).then(|| ListingId::new("tee").unwrap()),
                viewer: ViewerId::new(&format!("viewer-{}", index / 2)).unwrap(),
                step,
                at: at(day),
                watched_ms: 0,
            };
            let id = (u128::from(first + index)).to_be_bytes();
            Incoming { id, event, touch: Touch::default() }
        };
        Batch { events: (0..count).map(event).collect(), lost: 0, clamped: 0 }
    }

    /// The order of record `seq`, as the journal has it and as the store takes it.
    fn order(name: &str, seq: u64, day: i64) -> (JournalRecord, Facts) {
        let reservation = v1::Reservation {
            id: seq,
            buyer: "ann".to_owned(),
            show: name.to_owned(),
            listing: "tee".to_owned(),
            lines: vec![v1::Line { quantity: 2, ..v1::Line::default() }],
            total: Some(v1::Money { minor: 500, currency: "EUR".to_owned() }),
            ..v1::Reservation::default()
        };
        let entry = JournalEntry {
            command: Some(Command::Commit(v1::CommitRequest::default())),
            outcome: v1::Outcome::Committed.into(),
            reservation: Some(reservation),
            ..JournalEntry::default()
        };
        let time_ms = day * DAY_MS;
        let record = JournalRecord { shard: 0, epoch: 1, seq, time_ms, entries: vec![entry] };
        let fact = Fact {
            kind: FactKind::Committed,
            reservation: ReservationId(seq),
            show: show(name),
            listing: Some(ListingId::new("tee").unwrap()),
            buyer: ViewerId::new("ann").unwrap(),
            units: 2,
            total: Money { minor: 500, currency: Currency::new("EUR").unwrap() },
            at: at(day),
        };
        let position = Position { shard: 1, seq, epoch: 1, time_ms, entries: 1 };
        let facts = Facts { position, facts: vec![fact], outside: 0 };
        (record, facts)
    }

    fn assert_recount(db: &Path, journal: &[JournalRecord]) {
        let found = recount(db, journal.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
        assert_eq!(found.differences, []);
    }

    fn rows_of(store: &Store, name: &str) -> Vec<(&'static str, i64)> {
        let tables = SMALL.into_iter().chain(LARGE.map(|(table, _)| table)).chain(["events"]);
        let count = |table| {
            let sql = format!("SELECT count(*) FROM {table} WHERE show = ?");
            (table, store.conn.query_row(&sql, [name], |row| row.get(0)).unwrap())
        };
        tables.map(count).filter(|(_, rows)| *rows > 0).collect()
    }

    #[test]
    fn a_show_too_old_is_forgotten_as_a_whole_and_may_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("funnel.db");
        let mut store = Store::open(&db, &Config::default()).unwrap();
        let (records, orders): (Vec<_>, Vec<_>) =
            [order("old", 1, 0), order("new", 2, 40), order("old", 3, 100)].into_iter().unzip();
        let count = SWEEP_ROWS.cast_unsigned() * 2 + 6;
        store.apply(&[Work::Events(&events("old", 0, count, 0))], at(0)).unwrap();
        store.apply(&[Work::Journal(&orders[..1])], at(0)).unwrap();
        let recent = [Work::Events(&events("new", count, 20, 40)), Work::Journal(&orders[1..2])];
        store.apply(&recent, at(40)).unwrap();

        assert_eq!(store.keep(at(90)).unwrap(), Kept::All, "not yet too old");
        while store.keep(at(91)).unwrap() == Kept::Less {
            assert_recount(&db, &records);
        }
        assert_eq!(rows_of(&store, "old"), []);
        assert_eq!(store.mark.events, 20);

        // What comes of the show now is counted from nothing.
        let again = [Work::Events(&events("old", count + 20, 4, 100)), Work::Journal(&orders[2..])];
        store.apply(&again, at(100)).unwrap();
        assert!(!rows_of(&store, "old").is_empty());
        assert_recount(&db, &records);
    }

    #[test]
    fn a_show_that_comes_back_while_it_is_swept_starts_from_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("funnel.db");
        let mut store = Store::open(&db, &Config::default()).unwrap();
        let count = SWEEP_ROWS.cast_unsigned() * 2 + 6;
        store.apply(&[Work::Events(&events("old", 0, count, 0))], at(0)).unwrap();
        for _ in 0..3 {
            assert_eq!(store.keep(at(91)).unwrap(), Kept::Less);
        }
        drop(store);

        let mut store = Store::open(&db, &Config::default()).unwrap();
        assert_eq!(store.leaving, Some(show("old")), "a restart sweeps on");
        store.apply(&[Work::Events(&events("old", count, 2, 91))], at(91)).unwrap();
        assert_eq!(store.mark.events, 2);
        assert_recount(&db, &[]);
        assert_eq!(store.keep(at(91)).unwrap(), Kept::All);
    }

    #[test]
    fn a_full_log_lets_go_of_the_oldest_show_but_not_of_a_recent_one() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config { max_events: 10, keep_days: 0, ..Config::default() };
        let mut store = Store::open(&dir.path().join("funnel.db"), &config).unwrap();
        store.apply(&[Work::Events(&events("one", 0, 6, 0))], at(0)).unwrap();
        assert_eq!(store.keep(at(900)).unwrap(), Kept::All, "without keep_days age is no reason");
        store.apply(&[Work::Events(&events("two", 6, 6, 2))], at(2)).unwrap();
        assert_eq!(store.keep(at(1)).unwrap(), Kept::Full, "both are of the last day");
        while store.keep(at(2)).unwrap() == Kept::Less {}
        assert_eq!((rows_of(&store, "one").len(), store.mark.events), (0, 6));
        assert!(!rows_of(&store, "two").is_empty());
    }
}
