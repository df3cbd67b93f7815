//! Rooms in PostgreSQL, which several gateways change: the record of each, and its
//! newest publications.
//!
//! It promises that a change is kept only if nobody else's came before it: each
//! change names the version that it was made of, and one statement compares and
//! writes. An answer that did not come is looked for before anything is said.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::Arc,
    time::Instant,
};

use hawker_domain::{Timestamp, room::Position};
use hawker_postgres::{Connection, Server, migrate};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, RoomRecord},
};
use hawker_telemetry::gateway as metric;
use prost::Message as _;
use tokio::{sync::Mutex, time::timeout};

use super::{Change, SavedRoom, SavedSale, revoked};
use crate::{
    Error,
    lanes::hold,
    limits::{HISTORY, STORE_AGAIN, STORE_LINES, STORE_WITHIN},
    now,
    token::Revocation,
};

const APPLICATION: &str = "hawker gateway";
const PART: &str = "rooms";
const STEPS: &[&str] = &["
    CREATE TABLE hawker_rooms (
        show text PRIMARY KEY, version bigint NOT NULL, body bytea NOT NULL);
    CREATE TABLE hawker_room_history (
        show text, epoch bigint, place bigint, body bytea NOT NULL,
        PRIMARY KEY (show, epoch, place));
    CREATE TABLE hawker_revocations (
        kind text, name text, merchant text,
        before_ms bigint NOT NULL, until_ms bigint NOT NULL,
        PRIMARY KEY (kind, name, merchant))"];

/// Keeps a room at another version, with what is told of it, if it still is at the one
/// of which that was made; how many it kept.
const KEEP: &str = "
    WITH kept AS (
        UPDATE hawker_rooms SET version = $8, body = $3
        WHERE show = $1 AND version = $2 RETURNING 1),
    told AS (
        INSERT INTO hawker_room_history (show, epoch, place, body)
        SELECT $1::text, $4::bigint, said.place, said.body
        FROM kept, unnest($5::bigint[], $6::bytea[]) AS said(place, body)),
    over AS (
        DELETE FROM hawker_room_history USING kept
        WHERE show = $1 AND (epoch < $4 OR place <= $7))
    SELECT count(*) FROM kept";
const MAKE: &str = "INSERT INTO hawker_rooms (show, version, body) VALUES ($1, 0, $2)
    ON CONFLICT DO NOTHING";
/// Makes a room begin anew at any later version, if it still is at that one.
const BEGIN_ANEW: &str = "
    WITH kept AS (
        UPDATE hawker_rooms SET version = $3, body = $4
        WHERE show = $1 AND version = $2 RETURNING 1),
    over AS (DELETE FROM hawker_room_history USING kept WHERE show = $1)
    SELECT count(*) FROM kept";
const READ: &str = "SELECT version, body FROM hawker_rooms WHERE show = $1";
const READ_HISTORY: &str = "SELECT body FROM hawker_room_history
    WHERE show = $1 AND epoch = $2 AND place <= $3 ORDER BY place";
const VERSIONS: &str = "SELECT show, version FROM hawker_rooms ORDER BY show";
const REVOKE: &str = "INSERT INTO hawker_revocations VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (kind, name, merchant) DO UPDATE SET
    before_ms = greatest(hawker_revocations.before_ms, excluded.before_ms),
    until_ms = greatest(hawker_revocations.until_ms, excluded.until_ms)";
const REVOKED: &str = "SELECT kind, name, merchant, before_ms, until_ms FROM hawker_revocations";
/// Those that have ended by PostgreSQL's clock: a gateway whose own is wrong is not to
/// forget them for all.
const FORGET_REVOKED: &str = "DELETE FROM hawker_revocations
    WHERE until_ms <= extract(epoch FROM clock_timestamp()) * 1000";

/// What became of a change.
#[derive(Debug)]
pub(crate) enum Kept {
    /// It is the room's next version.
    Done,
    /// Another change came before it: so the room stands now.
    Overtaken(Box<SavedRoom>),
}

/// The tables, over a few connections that are made again when they break.
pub(crate) struct Tables {
    server: Server,
    lines: [Mutex<Option<Connection>>; STORE_LINES],
    /// When it last gave no answer, unless it gave one since.
    silent_since: std::sync::Mutex<Option<Instant>>,
    seconds: metrics::Histogram,
}

type Answer<T> = Result<T, hawker_postgres::Error>;

impl Tables {
    /// Connects, and makes the tables if they are not there.
    ///
    /// # Errors
    /// When the configuration is wrong or the server can't be reached.
    pub(crate) async fn open(config: &hawker_postgres::Config) -> Result<Arc<Self>, Error> {
        let failed = |error: hawker_postgres::Error| Error::Store {
            path: "PostgreSQL".to_owned(),
            reason: error.to_string(),
        };
        let server = Server::of(config).map_err(failed)?;
        let first = server.connect(APPLICATION).await.map_err(failed)?;
        migrate(&first, PART, STEPS).await.map_err(failed)?;
        Ok(Arc::new(Self {
            server,
            lines: std::array::from_fn(|_| Mutex::new(None)),
            silent_since: std::sync::Mutex::default(),
            seconds: metric::ROOM_STORE_SECONDS.spread(),
        }))
    }

    /// Keeps a change of version `version` and the record that comes of it, which says
    /// at which version the room is then.
    ///
    /// # Errors
    /// `UNAVAILABLE` when it is not kept, or when nobody can say whether it is: whoever
    /// asked asks again, and finds it done if it was.
    pub(crate) async fn keep(
        &self,
        version: u64,
        change: &Change,
        record: &RoomRecord,
    ) -> Result<Kept, v1::Error> {
        let began = Instant::now();
        let show = record_show(record);
        let counted = self.write(version, change, record).await;
        self.seconds.record(began.elapsed().as_secs_f64());
        let lost = match counted {
            Ok(1) => return Ok(Kept::Done),
            Ok(_) => None,
            Err(error) => Some(error),
        };
        let stands = self.read(&show).await?;
        match (stands, lost) {
            (Some(saved), None) => Ok(Kept::Overtaken(Box::new(saved))),
            // Whose answer was lost, and which was kept all the same.
            (Some(saved), Some(_)) if saved.is(record) => Ok(Kept::Done),
            (Some(saved), Some(_)) if saved.version > version => {
                Ok(Kept::Overtaken(Box::new(saved)))
            }
            (_, error) => {
                tracing::error!(?error, show, "a room could not be kept; nothing was published");
                Err(unavailable())
            }
        }
    }

    async fn write(&self, version: u64, change: &Change, record: &RoomRecord) -> Answer<i64> {
        let show = record_show(record);
        let Position { epoch, offset } = change.position;
        let places: Vec<i64> = change.publications.iter().map(|it| it.offset.into()).collect();
        let bodies: Vec<Vec<u8>> =
            change.publications.iter().map(v1::Publication::encode_to_vec).collect();
        let (epoch, over) = (i64::from(epoch), i64::from(offset.saturating_sub(HISTORY)));
        let body = record.encode_to_vec();
        let (version, next) = (version.cast_signed(), record.version.cast_signed());
        self.on(&show, async |line| {
            let row = line
                .query_one(KEEP, &[&show, &version, &body, &epoch, &places, &bodies, &over, &next])
                .await?;
            Ok(row.get(0))
        })
        .await
    }

    /// Keeps a room that is new; how it stands, where another gateway made it.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn make(&self, record: &RoomRecord) -> Result<Kept, v1::Error> {
        let (show, body) = (record_show(record), record.encode_to_vec());
        let made = self.on(&show, async |line| line.execute(MAKE, &[&show, &body]).await).await;
        match made.map_err(|error| not_reached(&error))? {
            0 => match self.read(&show).await? {
                Some(saved) => Ok(Kept::Overtaken(Box::new(saved))),
                None => Err(unavailable()),
            },
            _ => Ok(Kept::Done),
        }
    }

    /// Keeps a room that begins anew. Its version goes behind all that a gateway may have
    /// which still runs on what was there before, so that its changes are not kept.
    ///
    /// # Errors
    /// `UNAVAILABLE` when it is not kept, or when a gateway changed the room meanwhile.
    pub(crate) async fn begin_anew(
        &self,
        version: u64,
        record: impl Fn(u64) -> RoomRecord,
    ) -> Result<(), v1::Error> {
        let next = version_anew(version, now());
        let record = record(next);
        let (show, body) = (record_show(&record), record.encode_to_vec());
        let (before, next) = (version.cast_signed(), next.cast_signed());
        let kept = self.on(&show, async |line| {
            let row = line.query_one(BEGIN_ANEW, &[&show, &before, &next, &body]).await?;
            Ok(row.get::<_, i64>(0))
        });
        match kept.await.map_err(|error| not_reached(&error))? {
            1 => Ok(()),
            _ => {
                let sentence = "A gateway changes the rooms: stop all of the fleet first.";
                Err(refuse(ErrorCode::Unavailable, sentence))
            }
        }
    }

    /// How a room stands, if there is one.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the server can't be asked.
    pub(crate) async fn read(&self, show: &str) -> Result<Option<SavedRoom>, v1::Error> {
        let read = self.on(show, async |line| read(line, show).await).await;
        read.map_err(|error| not_reached(&error))
    }

    /// Every room's version.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn versions(&self) -> Result<Vec<(String, u64)>, v1::Error> {
        let rows = self.on("", async |line| line.query(VERSIONS, &[]).await).await;
        let rows = rows.map_err(|error| not_reached(&error))?;
        Ok(rows.iter().map(|row| (row.get(0), row.get::<_, i64>(1).cast_unsigned())).collect())
    }

    /// Keeps a revocation.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub(crate) async fn revoke(&self, one: &Revocation) -> Result<(), v1::Error> {
        let (kind, name) = revoked::names(&one.what);
        let (before, until) = (one.before.as_millis(), one.until.as_millis());
        let merchant = one.merchant.as_str();
        let revoked = self.on(name, async |line| {
            line.execute(REVOKE, &[&kind, &name, &merchant, &before, &until]).await
        });
        revoked.await.map(drop).map_err(|error| not_reached(&error))
    }

    /// Every revocation that has not ended.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn revocations(&self) -> Result<Vec<Revocation>, v1::Error> {
        let rows = self.on("", async |line| {
            line.execute(FORGET_REVOKED, &[]).await?;
            line.query(REVOKED, &[]).await
        });
        let rows = rows.await.map_err(|error| not_reached(&error))?;
        let row = |row: &tokio_postgres::Row| {
            let names = (row.get(0), row.get::<_, String>(1), row.get::<_, String>(2));
            revoked::read(names, row.get(3), row.get(4))
        };
        Ok(rows.iter().filter_map(row).collect())
    }

    /// Does something on the line of a show, whose changes so come one after the other.
    /// A line that broke, that is not certain of its answers or that does not answer in
    /// time is given up.
    async fn on<T>(
        &self,
        show: &str,
        work: impl AsyncFnOnce(&Connection) -> Result<T, tokio_postgres::Error>,
    ) -> Answer<T> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(show);
        let place = usize::try_from(hash % STORE_LINES as u64).unwrap_or_default();
        let mut line = self.lines[place].lock().await;
        // Nobody waits for long who waited behind one that was not answered either.
        if self.was_silent() {
            return Err(silent());
        }
        let connection = match line.take().filter(|line| !line.is_closed()) {
            Some(connection) => connection,
            None => self.heard(Instant::now(), self.server.connect(APPLICATION).await)?,
        };
        let begun = Instant::now();
        let answer = timeout(STORE_WITHIN, work(&connection)).await.map_err(|_| silent());
        let answer = self.heard(begun, answer)??;
        if !connection.is_certain() {
            return Err(silent());
        }
        *line = Some(connection);
        Ok(answer)
    }

    fn was_silent(&self) -> bool {
        hold(&self.silent_since).is_some_and(|since| since.elapsed() < STORE_AGAIN)
    }

    /// Remembers whether there was an answer, if only that it refuses.
    fn heard<T>(&self, begun: Instant, answer: Answer<T>) -> Answer<T> {
        let waited_for_nothing = answer.is_err() && begun.elapsed() >= STORE_AGAIN;
        *hold(&self.silent_since) = waited_for_nothing.then(Instant::now);
        answer
    }
}

fn silent() -> hawker_postgres::Error {
    hawker_postgres::Error::Unreachable {
        hosts: "those of the rooms".to_owned(),
        why: "no answer in time".to_owned(),
    }
}

async fn read(line: &Connection, show: &str) -> Result<Option<SavedRoom>, tokio_postgres::Error> {
    let Some(row) = line.query_opt(READ, &[&show]).await? else { return Ok(None) };
    let version = row.get::<_, i64>(0).cast_unsigned();
    let Ok(record) = RoomRecord::decode(row.get::<_, &[u8]>(1)) else {
        tracing::error!(show, "the record of a room does not decode: was a newer Hawker here?");
        return Ok(None);
    };
    let position = record.position.unwrap_or_default();
    let (epoch, newest) = (i64::from(position.epoch), i64::from(position.offset));
    let rows = line.query(READ_HISTORY, &[&show, &epoch, &newest]).await?;
    let told = rows.iter().filter_map(|row| v1::Publication::decode(row.get::<_, &[u8]>(0)).ok());
    Ok(Some(SavedRoom {
        version,
        history: told.collect(),
        show: record.show.unwrap_or_default(),
        pinned: record.pinned,
        position: Position { epoch: position.epoch, offset: position.offset },
        listings: record.listings,
        sales: record.sales.into_iter().map(SavedSale::from).collect(),
        settings: record.settings.unwrap_or_default(),
    }))
}

impl SavedRoom {
    /// Whether it is that record.
    fn is(&self, record: &RoomRecord) -> bool {
        let position = record.position.unwrap_or_default();
        self.version == record.version
            && (self.position.epoch, self.position.offset) == (position.epoch, position.offset)
            && self.pinned == record.pinned
            && Some(&self.show) == record.show.as_ref()
            && self.listings == record.listings
            && Some(&self.settings) == record.settings.as_ref()
            && self.sales.len() == record.sales.len()
    }
}

/// The version of a room that begins anew: changes follow one another more slowly than
/// milliseconds do.
fn version_anew(known: u64, now: Timestamp) -> u64 {
    now.as_millis().cast_unsigned().max(known.saturating_add(1))
}

fn record_show(record: &RoomRecord) -> String {
    record.show.as_ref().map(|show| show.show.clone()).unwrap_or_default()
}

fn not_reached(error: &hawker_postgres::Error) -> v1::Error {
    tracing::error!(%error, "the rooms' PostgreSQL");
    unavailable()
}

fn unavailable() -> v1::Error {
    let sentence = "The rooms can't be reached at present: try again in a second.";
    refuse(ErrorCode::Unavailable, sentence)
}

#[cfg(test)]
mod tests;
