//! `funnel.db`: the raw event log, the roll-ups, and the journal's position.
//!
//! One [`Store::apply`] is one transaction: what it counts, the roll-ups that
//! follow and the position become durable together, or not at all.

mod ledger;
mod listings;
mod rollups;
mod schema;

use std::{collections::BTreeSet, path::Path};

use hawker_domain::{
    ShowId, Timestamp,
    funnel::{Changes, count_event, count_fact, count_lost, empty_room},
};
use rusqlite::{Connection, Transaction, params};

use crate::{
    Error,
    facts::{Facts, Position},
    incoming::{Batch, Incoming},
};
use ledger::TxLedger;
use listings::Listings;
pub(crate) use schema::{open_reader, open_writer};

/// The step of a row of the log that says that a room was emptied.
const EMPTIED: u8 = 0;

/// What the writer hands over.
pub(crate) enum Work<'a> {
    /// A request's events.
    Events(&'a Batch),
    /// Records of the journal, each one after the last.
    Journal(&'a [Facts]),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counted {
    /// Events counted, or facts.
    pub accepted: u32,
    /// Events that were known.
    pub repeated: u32,
}

/// What a transaction did.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// For each piece of work, in order.
    pub counted: Vec<Counted>,
    /// What it changed.
    pub changes: Changes,
}

/// The store, as its one writer has it.
pub(crate) struct Store {
    conn: Connection,
    position: Position,
    generation: i64,
    listings: Listings,
}

impl Store {
    /// Opens or makes the store.
    pub(crate) fn open(db: &Path, max_listings: u32) -> Result<Self, Error> {
        let conn = open_writer(db)?;
        let (position, generation) = read_position(&conn)?;
        Ok(Self { conn, position, generation, listings: Listings::new(max_listings) })
    }

    /// The last journal record that is counted.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// Counts all of it, durably, or nothing.
    pub(crate) fn apply(&mut self, work: &[Work<'_>], now: Timestamp) -> Result<Applied, Error> {
        let generation = self.generation + 1;
        let tx = self.conn.transaction()?;
        let mut session =
            Session { tx: &tx, listings: &mut self.listings, position: self.position };
        let mut applied = Applied::default();
        {
            let mut ledger = TxLedger::new(&tx)?;
            for piece in work {
                let counted = session.count(piece, &mut ledger, &mut applied.changes)?;
                applied.counted.push(counted);
            }
        }
        let position = session.position;
        finish(tx, &applied.changes, (position, generation), now)?;
        self.position = position;
        self.generation = generation;
        Ok(applied)
    }

    /// Takes everybody out of every room, and says so in the log.
    pub(crate) fn empty_rooms(&mut self, now: Timestamp) -> Result<(), Error> {
        let generation = self.generation + 1;
        let tx = self.conn.transaction()?;
        let mut changes = Changes::default();
        {
            let mut ledger = TxLedger::new(&tx)?;
            let mut rooms = tx.prepare("SELECT show FROM shows WHERE viewers_now > 0")?;
            let shows = rooms.query_map([], |row| row.get::<_, String>(0))?;
            for show in shows.collect::<Result<Vec<_>, _>>()? {
                let Ok(show) = ShowId::new(&show) else { continue };
                log_emptied(&tx, &show, now)?;
                empty_room(&show, now, &mut ledger, &mut changes)?;
            }
        }
        finish(tx, &changes, (self.position, generation), now)?;
        self.generation = generation;
        Ok(())
    }
}

/// Writes the roll-ups and the position, and makes all of it durable.
fn finish(
    tx: Transaction<'_>,
    changes: &Changes,
    (position, generation): (Position, i64),
    now: Timestamp,
) -> Result<(), Error> {
    rollups::write(&tx, changes, generation, now)?;
    tx.prepare_cached(
        "UPDATE position SET seq = ?, epoch = ?, time_ms = ?, entries = ?, generation = ?",
    )?
    .execute(params![
        position.seq,
        position.epoch,
        position.time_ms,
        position.entries,
        generation
    ])?;
    tx.commit()?;
    Ok(())
}

/// Reads the position and the generation of the last transaction.
pub(crate) fn read_position(conn: &Connection) -> Result<(Position, i64), rusqlite::Error> {
    conn.prepare_cached("SELECT seq, epoch, time_ms, entries, generation FROM position")?.query_row(
        [],
        |row| {
            let position = Position {
                seq: row.get(0)?,
                epoch: row.get(1)?,
                time_ms: row.get(2)?,
                entries: row.get(3)?,
            };
            Ok((position, row.get(4)?))
        },
    )
}

/// One transaction under way.
struct Session<'a> {
    tx: &'a Connection,
    listings: &'a mut Listings,
    position: Position,
}

impl Session<'_> {
    fn count(
        &mut self,
        work: &Work<'_>,
        ledger: &mut TxLedger<'_>,
        changes: &mut Changes,
    ) -> Result<Counted, rusqlite::Error> {
        match work {
            Work::Events(batch) => self.count_batch(batch, ledger, changes),
            Work::Journal(records) => self.count_records(records, ledger, changes),
        }
    }

    /// Counts the events that are new. What the sender lost since its last batch
    /// counts with the first new event of each show, so that it is told once.
    fn count_batch(
        &mut self,
        batch: &Batch,
        ledger: &mut TxLedger<'_>,
        changes: &mut Changes,
    ) -> Result<Counted, rusqlite::Error> {
        let mut counted = Counted::default();
        let mut told: BTreeSet<&ShowId> = BTreeSet::new();
        for incoming in &batch.events {
            let show = &incoming.event.show;
            let lost = if told.contains(show) { 0 } else { batch.lost };
            if !log_event(self.tx, incoming, lost)? {
                counted.repeated += 1;
                continue;
            }
            counted.accepted += 1;
            if told.insert(show) && lost > 0 {
                count_lost(show, lost, ledger, changes)?;
            }
            let listing = self.listings.admit(self.tx, show, incoming.event.listing.as_ref())?;
            if listing == incoming.event.listing {
                count_event(&incoming.event, ledger, changes)?;
            } else {
                count_event(
                    &hawker_domain::funnel::Event { listing, ..incoming.event.clone() },
                    ledger,
                    changes,
                )?;
            }
        }
        Ok(counted)
    }

    fn count_records(
        &mut self,
        records: &[Facts],
        ledger: &mut TxLedger<'_>,
        changes: &mut Changes,
    ) -> Result<Counted, rusqlite::Error> {
        let mut counted = Counted::default();
        for record in records.iter().filter(|record| record.position.seq > self.position.seq) {
            for fact in &record.facts {
                let listing = self.listings.admit(self.tx, &fact.show, fact.listing.as_ref())?;
                let fact = hawker_domain::funnel::Fact { listing, ..fact.clone() };
                count_fact(&fact, ledger, changes)?;
                counted.accepted += 1;
            }
        }
        if let Some(last) = records.last().filter(|last| last.position.seq > self.position.seq) {
            self.position = last.position;
        }
        Ok(counted)
    }
}

/// Adds the event to the log; whether its id is new.
fn log_event(tx: &Connection, incoming: &Incoming, lost: u64) -> Result<bool, rusqlite::Error> {
    let Incoming { id, event, touch } = incoming;
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let added = insert.execute(params![
        id.as_slice(),
        event.show.as_str(),
        event.listing.as_ref().map_or("", |listing| listing.as_str()),
        event.viewer.as_str(),
        event.step.code(),
        event.at.as_millis(),
        event.watched_ms,
        lost,
        touch.host,
        touch.sharer,
        touch.campaign,
        touch.topic,
    ])?;
    Ok(added == 1)
}

fn log_emptied(tx: &Connection, show: &ShowId, now: Timestamp) -> Result<(), rusqlite::Error> {
    let id = uuid::Uuid::now_v7();
    tx.prepare_cached("INSERT INTO events VALUES (NULL, ?, ?, '', '', ?, ?, 0, 0, '', '', '', '')")?
        .execute(params![id.as_bytes().as_slice(), show.as_str(), EMPTIED, now.as_millis()])
        .map(drop)
}
