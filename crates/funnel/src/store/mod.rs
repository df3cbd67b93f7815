//! `funnel.db`: the raw event log, the roll-ups, and the journal's position.
//!
//! One [`Store::apply`] is one transaction: what it counts, the roll-ups that
//! follow and the position become durable together, or not at all.

mod forget;
mod ledger;
mod listings;
mod rest;
mod rollups;
mod schema;
mod shards;

use std::{collections::BTreeSet, path::Path};

use hawker_domain::{
    ShowId, Timestamp,
    funnel::{Changes, Event, Fact, count_event, count_fact, count_lost, empty_room},
};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::{
    Config, Error,
    facts::{FIRST, Facts, Position},
    incoming::{Batch, Incoming},
};
pub(crate) use forget::Kept;
use forget::{Bounds, unswept};
use ledger::TxLedger;
use listings::Listings;
use rest::Rest;
pub(crate) use schema::{open_reader, open_writer};
use shards::Shards;
pub(crate) use shards::counted_of_others;

/// The step of a row of the log that says that a room was emptied.
const EMPTIED: u8 = 0;

/// What the writer hands over.
pub(crate) enum Work<'a> {
    /// A request's events.
    Events(&'a Batch),
    /// Records of the journal, each one after the last.
    Journal(&'a [Facts]),
}

impl Work<'_> {
    fn is_of(&self, show: &ShowId) -> bool {
        match self {
            Self::Events(batch) => batch.events.iter().any(|e| e.event.show == *show),
            Self::Journal(records) => {
                records.iter().flat_map(|record| &record.facts).any(|fact| fact.show == *show)
            }
        }
    }
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
    mark: Mark,
    shards: Shards,
    listings: Listings,
    bounds: Bounds,
    /// The show that is being forgotten, until nothing is left of it.
    leaving: Option<ShowId>,
    rest: Rest,
}

/// What stands in the table `position`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mark {
    /// The last record of the first shard's journal that is counted.
    pub position: Position,
    /// Goes up by one with every transaction.
    pub generation: i64,
    /// Rows of the raw log.
    pub events: u64,
    /// The number of the newest row that the raw log ever had.
    pub last_event: u64,
}

impl Store {
    /// Opens or makes the store.
    pub(crate) fn open(db: &Path, config: &Config) -> Result<Self, Error> {
        let conn = open_writer(db)?;
        let mark = read_mark(&conn)?;
        let shards = Shards::read(&conn)?;
        let leaving = unswept(&conn)?;
        let listings = Listings::new(config.max_listings);
        Ok(Self {
            conn,
            mark,
            shards,
            listings,
            bounds: Bounds::new(config),
            leaving,
            rest: Rest::default(),
        })
    }

    /// The last record of a shard's journal that is counted.
    pub(crate) fn position(&self, shard: u32) -> Position {
        self.shards.position(self.mark, shard)
    }

    /// Counts all of it, durably, or nothing.
    pub(crate) fn apply(&mut self, work: &[Work<'_>], now: Timestamp) -> Result<Applied, Error> {
        self.finish_leaving(work)?;
        let tx = begin(&mut self.conn)?;
        let (mark, shards) = (self.mark.next(), self.shards.clone());
        let mut session = Session { tx: &tx, listings: &mut self.listings, mark, shards };
        let mut applied = Applied::default();
        {
            let mut ledger = TxLedger::new(&tx)?;
            for piece in work {
                let counted = session.count(piece, &mut ledger, &mut applied.changes)?;
                applied.counted.push(counted);
            }
        }
        let (mark, shards) = (session.mark, session.shards);
        finish(tx, &applied.changes, mark, now)?;
        (self.mark, self.shards) = (mark, shards);
        Ok(applied)
    }

    /// Takes everybody out of every room, and says so in the log.
    pub(crate) fn empty_rooms(&mut self, now: Timestamp) -> Result<(), Error> {
        let mut mark = self.mark.next();
        let tx = begin(&mut self.conn)?;
        let mut changes = Changes::default();
        {
            let mut ledger = TxLedger::new(&tx)?;
            let mut rooms = tx.prepare("SELECT show FROM shows WHERE viewers_now > 0")?;
            let shows = rooms.query_map([], |row| row.get::<_, String>(0))?;
            for show in shows.collect::<Result<Vec<_>, _>>()? {
                let Ok(show) = ShowId::new(&show) else { continue };
                mark.add_event();
                log_emptied(&tx, mark.last_event, &show, now)?;
                empty_room(&show, now, &mut ledger, &mut changes)?;
            }
        }
        finish(tx, &changes, mark, now)?;
        self.mark = mark;
        Ok(())
    }
}

impl Mark {
    fn next(self) -> Self {
        Self { generation: self.generation + 1, ..self }
    }

    fn add_event(&mut self) {
        self.events += 1;
        self.last_event += 1;
    }
}

/// Begins to write at once, so that no other process can come in between.
fn begin(conn: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Writes the roll-ups and the position, and makes all of it durable.
fn finish(tx: Transaction<'_>, changes: &Changes, mark: Mark, now: Timestamp) -> Result<(), Error> {
    rollups::write(&tx, changes, mark.generation, now)?;
    write_mark(&tx, mark)?;
    tx.commit()?;
    Ok(())
}

fn write_mark(tx: &Connection, mark: Mark) -> Result<(), rusqlite::Error> {
    let Mark { position, generation, events, last_event } = mark;
    tx.prepare_cached(
        "UPDATE position SET seq = ?, epoch = ?, time_ms = ?, entries = ?,
         generation = ?, events = ?, last_event = ?",
    )?
    .execute(params![
        position.seq,
        position.epoch,
        position.time_ms,
        position.entries,
        generation,
        events,
        last_event
    ])
    .map(drop)
}

/// Reads how far the store has come.
pub(crate) fn read_mark(conn: &Connection) -> Result<Mark, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT seq, epoch, time_ms, entries, generation, events, last_event FROM position",
    )?
    .query_row([], |row| {
        let position = Position {
            shard: FIRST,
            seq: row.get(0)?,
            epoch: row.get(1)?,
            time_ms: row.get(2)?,
            entries: row.get(3)?,
        };
        Ok(Mark { position, generation: row.get(4)?, events: row.get(5)?, last_event: row.get(6)? })
    })
}

/// One transaction under way.
struct Session<'a> {
    tx: &'a Connection,
    listings: &'a mut Listings,
    mark: Mark,
    shards: Shards,
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
            if !log_event(self.tx, self.mark.last_event + 1, incoming, lost)? {
                counted.repeated += 1;
                continue;
            }
            counted.accepted += 1;
            self.mark.add_event();
            if told.insert(show) && lost > 0 {
                count_lost(show, lost, ledger, changes)?;
            }
            let listing = self.listings.admit(self.tx, show, incoming.event.listing.as_ref())?;
            if listing == incoming.event.listing {
                count_event(&incoming.event, ledger, changes)?;
            } else {
                count_event(&Event { listing, ..incoming.event.clone() }, ledger, changes)?;
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
        // Whoever follows a shard hands over records of that one alone.
        let Some(last) = records.last().map(|record| record.position) else { return Ok(counted) };
        let known = self.shards.position(self.mark, last.shard);
        for record in records.iter().filter(|record| record.position.seq > known.seq) {
            for fact in &record.facts {
                let listing = self.listings.admit(self.tx, &fact.show, fact.listing.as_ref())?;
                let fact = Fact { listing, ..fact.clone() };
                count_fact(&fact, ledger, changes)?;
                counted.accepted += 1;
            }
        }
        if last.seq > known.seq {
            self.shards.reached(self.tx, &mut self.mark, last)?;
        }
        Ok(counted)
    }
}

/// Adds the event to the log; whether its id is new.
fn log_event(
    tx: &Connection,
    seq: u64,
    incoming: &Incoming,
    lost: u64,
) -> Result<bool, rusqlite::Error> {
    let Incoming { id, event, touch } = incoming;
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let added = insert.execute(params![
        seq,
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

fn log_emptied(
    tx: &Connection,
    seq: u64,
    show: &ShowId,
    now: Timestamp,
) -> Result<(), rusqlite::Error> {
    let id = uuid::Uuid::now_v7();
    tx.prepare_cached("INSERT INTO events VALUES (?, ?, ?, '', '', ?, ?, 0, 0, '', '', '', '')")?
        .execute(params![seq, id.as_bytes().as_slice(), show.as_str(), EMPTIED, now.as_millis()])
        .map(drop)
}
