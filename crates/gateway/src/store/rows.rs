//! The tables and how rooms are read from and written to them.

use std::{path::Path, time::Duration};

use hawker_domain::{BuyerId, MerchantId, Timestamp, room::Position};
use hawker_proto::v1;
use prost::Message;
use rusqlite::{Connection, Transaction, params, types::Type};

use super::{Change, SavedRoom, SavedSale, revoked};
use crate::{
    Error,
    limits::HISTORY,
    token::{Revocation, Revoked},
};

const OLDEST_SQLITE: i32 = 3_051_003;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS shows (
    show TEXT PRIMARY KEY, body BLOB NOT NULL, pinned TEXT NOT NULL,
    epoch INTEGER NOT NULL, newest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listings (
    show TEXT NOT NULL, place INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (show, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sales (
    show TEXT NOT NULL, sale TEXT NOT NULL, listing TEXT NOT NULL,
    since_ms INTEGER NOT NULL, report BLOB,
    PRIMARY KEY (show, sale)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    show TEXT NOT NULL, epoch INTEGER NOT NULL, place INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (show, epoch, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (
    show TEXT PRIMARY KEY, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revocations (
    kind TEXT NOT NULL, name TEXT NOT NULL, merchant TEXT NOT NULL,
    before_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, name, merchant)
) STRICT, WITHOUT ROWID;
";

/// SQLite before 3.51.3 may lose commits when a WAL is reset.
pub(super) fn check_version() -> Result<(), Error> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Error::SqliteTooOld { found: rusqlite::version().to_owned() });
    }
    Ok(())
}

pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(2))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// Writes one change within a transaction.
pub(super) fn write(on: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    let show = change.show.show.as_str();
    let Position { epoch, offset } = change.position;
    on.prepare_cached("INSERT OR REPLACE INTO shows VALUES (?, ?, ?, ?, ?)")?.execute(params![
        show,
        change.show.encode_to_vec(),
        change.pinned,
        epoch,
        offset
    ])?;
    for (place, listing) in &change.listings {
        on.prepare_cached("INSERT OR REPLACE INTO listings VALUES (?, ?, ?)")?.execute(params![
            show,
            place,
            listing.encode_to_vec()
        ])?;
    }
    for sale in &change.sales {
        let report = sale.report.as_ref().map(Message::encode_to_vec);
        on.prepare_cached("INSERT OR REPLACE INTO sales VALUES (?, ?, ?, ?, ?)")?
            .execute(params![show, sale.sale, sale.listing, sale.since_ms, report])?;
    }
    for sale in &change.forgotten {
        on.prepare_cached("DELETE FROM sales WHERE show = ? AND sale = ?")?
            .execute(params![show, sale])?;
    }
    for publication in &change.publications {
        on.prepare_cached("INSERT INTO history VALUES (?, ?, ?, ?)")?.execute(params![
            show,
            publication.epoch,
            publication.offset,
            publication.encode_to_vec()
        ])?;
    }
    if !change.publications.is_empty() {
        on.prepare_cached("DELETE FROM history WHERE show = ? AND (epoch < ? OR place <= ?)")?
            .execute(params![show, epoch, offset.saturating_sub(HISTORY)])?;
    }
    Ok(())
}

fn decode<M: Message + Default>(bytes: &[u8]) -> rusqlite::Result<M> {
    M::decode(bytes)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, Box::new(e)))
}

/// Every room, in order of show.
pub(super) fn read_all(from: &Connection) -> rusqlite::Result<Vec<SavedRoom>> {
    let mut rows = from.prepare("SELECT body, pinned, epoch, newest FROM shows ORDER BY show")?;
    let rooms = rows.query_map([], |row| {
        let show: v1::Show = decode(&row.get::<_, Vec<u8>>(0)?)?;
        let position = Position { epoch: row.get(2)?, offset: row.get(3)? };
        Ok(SavedRoom {
            listings: read_listings(from, &show.show)?,
            sales: read_sales(from, &show.show)?,
            settings: read_settings(from, &show.show)?,
            history: read_history(from, &show.show, position.epoch)?,
            pinned: row.get(1)?,
            version: 0,
            show,
            position,
        })
    })?;
    rooms.collect()
}

/// Writes what a room has set for itself within a transaction.
pub(super) fn write_settings(
    on: &Transaction<'_>,
    show: &str,
    settings: &v1::RoomSettings,
) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR REPLACE INTO settings VALUES (?, ?)")?
        .execute(params![show, settings.encode_to_vec()])?;
    Ok(())
}

/// What a room has set for itself; nothing, where it has not.
fn read_settings(from: &Connection, show: &str) -> rusqlite::Result<v1::RoomSettings> {
    from.prepare_cached("SELECT body FROM settings WHERE show = ?")?
        .query_map([show], |row| decode(&row.get::<_, Vec<u8>>(0)?))?
        .next()
        .unwrap_or_else(|| Ok(v1::RoomSettings::default()))
}

fn read_listings(from: &Connection, show: &str) -> rusqlite::Result<Vec<v1::Listing>> {
    from.prepare_cached("SELECT body FROM listings WHERE show = ? ORDER BY place")?
        .query_map([show], |row| decode(&row.get::<_, Vec<u8>>(0)?))?
        .collect()
}

fn read_sales(from: &Connection, show: &str) -> rusqlite::Result<Vec<SavedSale>> {
    from.prepare_cached("SELECT sale, listing, since_ms, report FROM sales WHERE show = ?")?
        .query_map([show], |row| {
            let report: Option<Vec<u8>> = row.get(3)?;
            Ok(SavedSale {
                sale: row.get(0)?,
                listing: row.get(1)?,
                since_ms: row.get(2)?,
                report: report.as_deref().map(decode).transpose()?,
            })
        })?
        .collect()
}

fn read_history(
    from: &Connection,
    show: &str,
    epoch: u32,
) -> rusqlite::Result<Vec<v1::Publication>> {
    from.prepare_cached("SELECT body FROM history WHERE show = ? AND epoch = ? ORDER BY place")?
        .query_map(params![show, epoch], |row| decode(&row.get::<_, Vec<u8>>(0)?))?
        .collect()
}

/// Writes a revocation within a transaction; of two of the same thing the later
/// moments hold.
pub(super) fn write_revocation(on: &Transaction<'_>, one: &Revocation) -> rusqlite::Result<()> {
    let (kind, name) = revoked::names(&one.what);
    on.prepare_cached(
        "INSERT INTO revocations VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         before_ms = max(before_ms, excluded.before_ms),
         until_ms = max(until_ms, excluded.until_ms)",
    )?
    .execute(params![
        kind,
        name,
        one.merchant.as_str(),
        one.before.as_millis(),
        one.until.as_millis()
    ])?;
    Ok(())
}

/// Every revocation that has not ended; the rest is forgotten.
pub(super) fn read_revocations(
    from: &Connection,
    now: Timestamp,
) -> rusqlite::Result<Vec<Revocation>> {
    from.execute("DELETE FROM revocations WHERE until_ms <= ?", [now.as_millis()])?;
    let mut rows =
        from.prepare("SELECT kind, name, merchant, before_ms, until_ms FROM revocations")?;
    let all = rows.query_map([], |row| {
        let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
        let unreadable = |error: Box<dyn std::error::Error + Send + Sync>| {
            rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error)
        };
        let what = match kind.as_str() {
            "jti" => Revoked::Token(name.into()),
            _ => Revoked::Buyer(BuyerId::new(&name).map_err(|e| unreadable(Box::new(e)))?),
        };
        let merchant: String = row.get(2)?;
        Ok(Revocation {
            what,
            merchant: MerchantId::new(&merchant).map_err(|e| unreadable(Box::new(e)))?,
            before: Timestamp::from_millis(row.get(3)?),
            until: Timestamp::from_millis(row.get(4)?),
        })
    })?;
    all.collect()
}
