//! The tables of `funnel.db`, and how a connection is opened.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// The first version of SQLite without the WAL-reset defect.
const LEAST_SQLITE: i32 = 3_051_003;
const VERSION: i64 = 2;
/// Pages of 4 KiB that the writer keeps in memory: 64 MiB.
const CACHE_KIB: i64 = 65_536;
/// How long to wait for a lock that another connection of ours may hold.
const BUSY: Duration = Duration::from_secs(5);

/// The raw log first, the journal's position, the listings that are counted by
/// themselves, then the roll-ups that follow from it and the journal.
/// An empty `listing` means the whole show.
const TABLES: &str = "
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
  show TEXT NOT NULL, listing TEXT NOT NULL, viewer TEXT NOT NULL,
  step INTEGER NOT NULL, at_ms INTEGER NOT NULL, watched_ms INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  host TEXT NOT NULL, sharer TEXT NOT NULL, campaign TEXT NOT NULL, topic TEXT NOT NULL
) STRICT;
CREATE TABLE position (
  only INTEGER PRIMARY KEY CHECK (only = 0),
  seq INTEGER NOT NULL, epoch INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  entries INTEGER NOT NULL, generation INTEGER NOT NULL, events INTEGER NOT NULL,
  last_event INTEGER NOT NULL
) STRICT;
INSERT INTO position VALUES (0, 0, 0, 0, 0, 0, 0, 0);
CREATE TABLE forgotten (
  show TEXT PRIMARY KEY,
  last_event INTEGER NOT NULL, last_record INTEGER NOT NULL,
  swept_to INTEGER NOT NULL, leaving INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE listings (
  show TEXT NOT NULL, listing TEXT NOT NULL, PRIMARY KEY (show, listing)
) STRICT, WITHOUT ROWID;
CREATE TABLE shows (
  show TEXT PRIMARY KEY,
  viewers_now INTEGER NOT NULL, peak_viewers INTEGER NOT NULL,
  watched_ms INTEGER NOT NULL, events_lost INTEGER NOT NULL,
  currency TEXT NOT NULL, active_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE presence (
  show TEXT NOT NULL, viewer TEXT NOT NULL, open INTEGER NOT NULL,
  PRIMARY KEY (show, viewer)
) STRICT, WITHOUT ROWID;
CREATE TABLE steps (
  show TEXT NOT NULL, listing TEXT NOT NULL, step INTEGER NOT NULL,
  count INTEGER NOT NULL, viewers INTEGER NOT NULL,
  PRIMARY KEY (show, listing, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE step_viewers (
  show TEXT NOT NULL, listing TEXT NOT NULL, step INTEGER NOT NULL, viewer TEXT NOT NULL,
  PRIMARY KEY (show, listing, step, viewer)
) STRICT, WITHOUT ROWID;
CREATE TABLE seconds (
  show TEXT NOT NULL, second INTEGER NOT NULL,
  presence INTEGER NOT NULL, units INTEGER NOT NULL, gross_minor INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (show, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX seconds_changed ON seconds (show, generation);
CREATE TABLE second_steps (
  show TEXT NOT NULL, second INTEGER NOT NULL, step INTEGER NOT NULL,
  count INTEGER NOT NULL, viewers INTEGER NOT NULL,
  PRIMARY KEY (show, second, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE second_viewers (
  show TEXT NOT NULL, second INTEGER NOT NULL, step INTEGER NOT NULL, viewer TEXT NOT NULL,
  PRIMARY KEY (show, second, step, viewer)
) STRICT, WITHOUT ROWID;
CREATE TABLE sales (
  show TEXT NOT NULL, listing TEXT NOT NULL, currency TEXT NOT NULL,
  orders INTEGER NOT NULL, units INTEGER NOT NULL, buyers INTEGER NOT NULL,
  gross_minor INTEGER NOT NULL, refunds INTEGER NOT NULL,
  refunded_units INTEGER NOT NULL, refunded_minor INTEGER NOT NULL,
  PRIMARY KEY (show, listing, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE buyers (
  show TEXT NOT NULL, listing TEXT NOT NULL, currency TEXT NOT NULL, buyer TEXT NOT NULL,
  orders INTEGER NOT NULL,
  PRIMARY KEY (show, listing, currency, buyer)
) STRICT, WITHOUT ROWID;
CREATE TABLE orders (
  reservation INTEGER PRIMARY KEY,
  show TEXT NOT NULL, listing TEXT NOT NULL, buyer TEXT NOT NULL,
  units INTEGER NOT NULL, minor INTEGER NOT NULL, currency TEXT NOT NULL,
  at_ms INTEGER NOT NULL, left_units INTEGER NOT NULL, left_minor INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_of_show ON orders (show);
";

/// What there is of shards beside the first, whose own stands in `position` and
/// `forgotten`. A release that knows of one shard alone needs none of it, and reads the
/// store on.
const SHARDS: &str = "
CREATE TABLE IF NOT EXISTS shards (
  shard INTEGER PRIMARY KEY, seq INTEGER NOT NULL, epoch INTEGER NOT NULL,
  time_ms INTEGER NOT NULL, entries INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS forgotten_shards (
  show TEXT NOT NULL, shard INTEGER NOT NULL, last_record INTEGER NOT NULL,
  PRIMARY KEY (show, shard)
) STRICT, WITHOUT ROWID;
";

/// What the first version of the store lacked: refunds, of which it counted none.
const FROM_1: &str = "
ALTER TABLE sales ADD COLUMN refunds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sales ADD COLUMN refunded_units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sales ADD COLUMN refunded_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN left_units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN left_minor INTEGER NOT NULL DEFAULT 0;
UPDATE orders SET left_units = units, left_minor = minor;
";

/// Refuses to run on a SQLite that may lose commits.
pub(crate) fn check_sqlite() -> Result<(), Error> {
    if rusqlite::version_number() < LEAST_SQLITE {
        return Err(Error::SqliteTooOld { found: rusqlite::version() });
    }
    Ok(())
}

/// Opens the store to write, and makes its tables if it is new.
pub(crate) fn open_writer(db: &Path) -> Result<Connection, Error> {
    check_sqlite()?;
    let mut conn = Connection::open(db)?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(64);
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    match version(&tx)? {
        0 => tx.execute_batch(TABLES)?,
        1 => tx.execute_batch(FROM_1)?,
        VERSION => {}
        found => return Err(Error::Schema { found, known: VERSION }),
    }
    tx.execute_batch(SHARDS)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(conn)
}

/// Opens the store to read what is durable. It must exist.
pub(crate) fn open_reader(db: &Path) -> Result<Connection, Error> {
    check_sqlite()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(db, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(32);
    match version(&conn)? {
        VERSION => Ok(conn),
        found => Err(Error::Schema { found, known: VERSION }),
    }
}

fn version(conn: &Connection) -> Result<i64, rusqlite::Error> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}
