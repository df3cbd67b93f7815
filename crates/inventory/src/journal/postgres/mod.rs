//! The journal of a fleet: records in PostgreSQL, on which every process that may own
//! the shard agrees.
//!
//! An append is one statement that checks the epoch itself, so an owner that was
//! replaced while it stood still appends nothing. It is answered as durable when
//! PostgreSQL says so, which waits for a standby where the server is told to
//! (`synchronous_standby_names`); anything else that may have happened is
//! [`Appended::Unknown`], and nothing is tried again on the same ownership.

mod anew;
mod members;
mod reader;
mod seat;
mod snapshots;
mod standing;
mod tables;
pub(crate) mod tenure;
#[cfg(test)]
pub(super) mod tests;

use std::{path::Path, time::Duration};

use hawker_domain::shards::Shard;
use hawker_postgres::{Connection, Server, migrate};
use hawker_telemetry::journal::{APPENDED_BYTES, FAILURES, FLUSH_SECONDS};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout},
};
use tokio_postgres::{Row, Statement, types::ToSql};

pub(crate) use anew::begin_anew;
pub(crate) use members::{Members, Present};
pub(crate) use reader::{of_server, shards_of};
pub(crate) use seat::{Seat, Turn};
pub(crate) use snapshots::Shelf;
pub(crate) use standing::Standing;
use tenure::{Answer, Tenure};

use super::{
    Appended, Journal, LogReader, Recovered, Room, RoomLeft, Snapshots, reader::Durable,
    room::LookForRoom,
};
use crate::Error;

/// How the name of whoever is connected stands in the server's own list.
const APPLICATION: &str = "hawker inventory";

/// Which shard's journal it is, and on which server.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) server: Server,
    pub(crate) shard: Shard,
}

impl Place {
    /// The shard, as its column has it.
    fn column(&self) -> i32 {
        self.shard.number().into()
    }

    /// A connection to a server that has the tables and the shard's row.
    async fn connect(&self) -> Result<Connection, Error> {
        let connection = connect(&self.server).await?;
        let made_with = match made_with(&connection).await? {
            Some(made_with) => made_with,
            None => {
                // Statements that are sent together are one transaction.
                let made = connection.batch_execute(&tables::make_shards(self.shard.count())).await;
                made.map_err(hawker_postgres::Error::from)?;
                made_with(&connection).await?.unwrap_or_default()
            }
        };
        let wanted = self.shard.count().into();
        if made_with == wanted { Ok(connection) } else { Err(Error::Shards { made_with, wanted }) }
    }
}

/// How many shards the journal was made with, if it was made.
async fn made_with(connection: &Connection) -> Result<Option<i32>, Error> {
    let row = connection.query_one(tables::MADE_WITH, &[]).await;
    Ok(row.map_err(hawker_postgres::Error::from)?.get(0))
}

/// Who takes the shard over.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    /// A name that no other process has.
    pub(crate) name: String,
    /// Where it is called.
    pub(crate) address: String,
}

/// A journal in PostgreSQL.
pub(crate) struct PostgresLog {
    place: Place,
    runtime: Handle,
    snapshots: Snapshots,
    durable: Durable,
    owner: Owner,
    /// How long an append may take before it is given up as unknown.
    append_within: Duration,
    /// The turn on which alone the shard is taken over; without one, in any case.
    turn: Option<Turn>,
    standing: Standing,
    tenure: Tenure<Owned>,
    failure: Option<Error>,
    metrics: Metrics,
}

/// What the owner of the shard says to the server, and over which connection.
struct Owned {
    /// The shard, as its column has it.
    column: i32,
    connection: Connection,
    append: Statement,
    renew: Statement,
}

struct Metrics {
    appended: metrics::Counter,
    flushes: metrics::Histogram,
}

impl PostgresLog {
    /// The journal in that place. Snapshots are kept in the folder `dir` for the next
    /// start here. Its methods block, on a thread that is none of the runtime's own.
    pub(crate) fn new(
        place: Place,
        dir: &Path,
        owner: Owner,
        append_within: Duration,
    ) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(super::files::failed("making", dir))?;
        super::files::remove_unfinished(dir)?;
        Ok(Self {
            runtime: Handle::current(),
            snapshots: Snapshots::of(dir, place.shard),
            place,
            durable: Durable::default(),
            owner,
            append_within,
            turn: None,
            standing: Standing::new(),
            tenure: Tenure::none(),
            failure: None,
            metrics: Metrics { appended: APPENDED_BYTES.count(), flushes: FLUSH_SECONDS.spread() },
        })
    }

    /// Has it take the shard over only if nobody else did since that turn came.
    pub(crate) fn in_turn(mut self, turn: Turn) -> Self {
        self.turn = Some(turn);
        self
    }

    /// Where it says since when it has had no word that it is the owner.
    pub(crate) fn standing(&self) -> Standing {
        self.standing.clone()
    }

    /// Takes the shard over, and fetches the newest snapshot if it is not here.
    async fn take(&mut self) -> Result<Recovered, Error> {
        let sent = Instant::now();
        let (connection, row, taken) = within(self.append_within, self.claim()).await?;
        let (epoch, next_seq) = taken;
        let statements = async {
            Ok((
                connection.prepare(tables::APPEND).await?,
                connection.prepare(tables::RENEW).await?,
            ))
        };
        let statements: Result<_, tokio_postgres::Error> = statements.await;
        let (append, renew) = statements.map_err(hawker_postgres::Error::from)?;
        let column = self.place.column();
        let shelf = Shelf::new(connection, self.place.shard, row.get(2));
        shelf.fetch(&self.snapshots, next_seq).await?;
        let connection = shelf.into_connection();
        self.tenure.hold(taken, Owned { column, connection, append, renew }, sent);
        self.durable.reached(next_seq - 1);
        self.standing.confirm(sent);
        Ok(Recovered { epoch, snapshots: self.snapshots.found()?, next_seq })
    }

    /// Takes the shard over, once an append that is under way has ended.
    async fn claim(&self) -> Result<(Connection, Row, (u64, u64)), Error> {
        let (connection, column) = (self.place.connect().await?, self.place.column());
        // A takeover that was given up is not to wait on, and come later. This ends waits
        // for another's statement alone, never one for a standby.
        let wait = format!("SET lock_timeout = {}", self.append_within.as_millis());
        connection.batch_execute(&wait).await.map_err(hawker_postgres::Error::from)?;
        let Owner { name, address } = &self.owner;
        let taken = match &self.turn {
            None => connection.query_opt(tables::ACQUIRE, &[&column, name, address]).await,
            Some(Turn { epoch, silent_ms }) => {
                let params: [&(dyn ToSql + Sync); 5] = [&column, name, address, epoch, silent_ms];
                connection.query_opt(tables::ACQUIRE_FREE, &params).await
            }
        };
        let seen = self.turn.as_ref().map_or(0, |turn| turn.epoch);
        let row = taken.map_err(hawker_postgres::Error::from)?;
        let number = |row: &Row, at| row.get::<_, i64>(at).cast_unsigned();
        let found = row.as_ref().map(|row| (number(row, 0), number(row, 1)));
        let taken = tenure::taken(found, connection.is_certain(), seen.cast_unsigned())?;
        let row = row.ok_or(Error::Fenced { epoch: seen.cast_unsigned() })?;
        Ok((connection, row, taken))
    }

    /// What an answer to the owner means.
    fn outcome(&mut self, answer: Result<Appended, Error>) -> Appended {
        let outcome = answer.unwrap_or_else(|error| {
            tracing::error!(%error, "PostgreSQL did not answer the owner of the stock");
            self.failure = Some(error);
            Appended::Unknown
        });
        if outcome == Appended::Unknown {
            FAILURES.count().increment(1);
        }
        outcome
    }
}

/// What the work gives, unless it takes longer than that.
pub(crate) fn within<T>(
    most: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> impl Future<Output = Result<T, Error>> {
    // Connecting is a large future.
    let work = Box::pin(work);
    async move {
        let silent = |_| Error::Silent { millis: most.as_millis() };
        timeout(most, work).await.map_err(silent)?
    }
}

/// A connection to a server that has the tables.
async fn connect(server: &Server) -> Result<Connection, Error> {
    let connection = server.connect(APPLICATION).await?;
    migrate(&connection, tables::PART, tables::STEPS).await?;
    Ok(connection)
}

/// The secret of that name, which the first who asks for it makes.
pub(crate) async fn secret(server: &Server, name: &str, fresh: &[u8]) -> Result<Vec<u8>, Error> {
    let connection = connect(server).await?;
    let made = connection.execute(tables::MAKE_SECRET, &[&name, &fresh]).await;
    made.map_err(hawker_postgres::Error::from)?;
    let row = connection.query_one(tables::READ_SECRET, &[&name]).await;
    let secret = row.map_err(hawker_postgres::Error::from)?.get(0);
    if connection.is_certain() { Ok(secret) } else { Err(Error::Unknown { seq: 0 }) }
}

impl Owned {
    async fn append(&self, epoch: u64, seq: u64, record: &[u8]) -> Result<Appended, Error> {
        let (epoch, seq) = (epoch.cast_signed(), seq.cast_signed());
        self.say(&self.append, &[&self.column, &epoch, &seq, &record]).await
    }

    /// Says that this owner is there.
    async fn renew(&self, epoch: u64) -> Result<Appended, Error> {
        self.say(&self.renew, &[&self.column, &epoch.cast_signed()]).await
    }

    async fn say(
        &self,
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Appended, Error> {
        let rows = self.connection.execute(statement, params).await;
        let rows = rows.map_err(hawker_postgres::Error::from)?;
        Ok(Answer { rows, certain: self.connection.is_certain() }.outcome())
    }
}

impl Journal for PostgresLog {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        self.tenure.begin()?;
        let runtime = self.runtime.clone();
        runtime.block_on(self.take())
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        let begun = Instant::now();
        let answer = match self.tenure.to_append(epoch, seq) {
            Ok(owned) => {
                let appending = owned.append(epoch, seq, record);
                self.runtime.block_on(within(self.append_within, appending))
            }
            Err(refused) => return refused,
        };
        let outcome = self.outcome(answer);
        if outcome == Appended::Ok {
            self.standing.confirm(begun);
            self.metrics.flushes.record(begun.elapsed());
            self.metrics.appended.increment(record.len() as u64);
            self.durable.reached(seq);
        }
        self.tenure.appended(begun, outcome)
    }

    fn failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn confirm(&mut self) -> Appended {
        let begun = Instant::now();
        let answer = match self.tenure.to_confirm(begun) {
            Ok(Some((owned, epoch))) => {
                self.runtime.block_on(within(self.append_within, owned.renew(epoch)))
            }
            Ok(None) => return Appended::Ok,
            Err(refused) => return refused,
        };
        let outcome = self.outcome(answer);
        if outcome == Appended::Ok {
            self.standing.confirm(begun);
        }
        self.tenure.answered(begun, outcome)
    }

    fn snapshots(&self) -> Snapshots {
        self.snapshots.clone()
    }

    fn reader(&self) -> LogReader {
        reader::beside(&self.place, &self.runtime, self.durable.clone())
    }

    fn room(&self) -> Room {
        Room::new(NoLimit)
    }

    /// What was read may be on no standby yet, if the server was started again: a
    /// record after it that was made durable makes all before it so.
    fn needs_barrier(&self) -> bool {
        true
    }
}

/// How full PostgreSQL's disk is, PostgreSQL's operator knows.
struct NoLimit;

impl LookForRoom for NoLimit {
    fn look(&self) -> std::io::Result<RoomLeft> {
        Ok(RoomLeft { free_bytes: u64::MAX, next_segment: true })
    }
}
