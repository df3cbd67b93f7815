//! The journal of a fleet: records in PostgreSQL, on which every process that may own
//! the shard agrees.
//!
//! An append is one statement that checks the epoch itself, so an owner that was
//! replaced while it stood still appends nothing. It is answered as durable when
//! PostgreSQL says so, which waits for a standby where the server is told to
//! (`synchronous_standby_names`); anything else that may have happened is
//! [`Appended::Unknown`], and nothing is tried again on the same ownership.

mod reader;
mod seat;
mod snapshots;
mod tables;
#[cfg(test)]
pub(super) mod tests;

use std::{path::Path, time::Duration};

use hawker_postgres::{Connection, Server, migrate};
use hawker_telemetry::journal::{APPENDED_BYTES, FAILURES, FLUSH_SECONDS};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout},
};
use tokio_postgres::Statement;

pub(crate) use reader::of_server;
pub(crate) use seat::{Renewed, Seat, Turn};
pub(crate) use snapshots::Shelf;

use super::{
    Appended, Journal, LogReader, Recovered, Room, RoomLeft, SHARD, Snapshots, reader::Durable,
    room::LookForRoom,
};
use crate::Error;

/// How the name of whoever is connected stands in the server's own list.
const APPLICATION: &str = "hawker inventory";

/// The shard, as its column has it.
#[allow(clippy::cast_possible_wrap, reason = "it is 1")]
const COLUMN: i32 = SHARD as i32;

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
    server: Server,
    runtime: Handle,
    snapshots: Snapshots,
    durable: Durable,
    owner: Owner,
    /// How long an append may take before it is given up as unknown.
    append_within: Duration,
    /// The turn on which alone the shard is taken over; without one, in any case.
    turn: Option<Turn>,
    owned: Option<Owned>,
    stopped: bool,
    metrics: Metrics,
}

/// What only the owner of the shard has.
struct Owned {
    epoch: u64,
    next_seq: u64,
    connection: Connection,
    append: Statement,
}

struct Metrics {
    appended: metrics::Counter,
    flushes: metrics::Histogram,
}

impl PostgresLog {
    /// The journal on that server. Snapshots are kept in the folder `dir` for the next
    /// start here. Its methods block, on a thread that is none of the runtime's own.
    pub(crate) fn new(
        server: Server,
        dir: &Path,
        owner: Owner,
        append_within: Duration,
    ) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(super::files::failed("making", dir))?;
        super::files::remove_unfinished(dir)?;
        Ok(Self {
            server,
            runtime: Handle::current(),
            snapshots: Snapshots::new(dir),
            durable: Durable::default(),
            owner,
            append_within,
            turn: None,
            owned: None,
            stopped: false,
            metrics: Metrics { appended: APPENDED_BYTES.count(), flushes: FLUSH_SECONDS.spread() },
        })
    }

    /// Has it take the shard over only if nobody else did since that turn came.
    pub(crate) fn in_turn(mut self, turn: Turn) -> Self {
        self.turn = Some(turn);
        self
    }

    /// Takes the shard over, and fetches the newest snapshot if it is not here.
    async fn take(&mut self) -> Result<Recovered, Error> {
        let connection = connect(&self.server).await?;
        let Owner { name, address } = &self.owner;
        let taken = match &self.turn {
            None => connection.query_opt(tables::ACQUIRE, &[&COLUMN, name, address]).await,
            Some(Turn { epoch, silent_ms }) => {
                let params: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
                    [&COLUMN, name, address, epoch, silent_ms];
                connection.query_opt(tables::ACQUIRE_FREE, &params).await
            }
        };
        let seen = self.turn.as_ref().map_or(0, |turn| turn.epoch);
        let row = taken.map_err(hawker_postgres::Error::from)?;
        let row = row.ok_or(Error::Fenced { epoch: seen.cast_unsigned() })?;
        let (epoch, next_seq) = (row.get::<_, i64>(0), row.get::<_, i64>(1).cast_unsigned());
        if !connection.is_certain() {
            return Err(Error::Unknown { seq: next_seq });
        }
        let append = connection.prepare(tables::APPEND).await;
        let append = append.map_err(hawker_postgres::Error::from)?;
        let shelf = Shelf::new(connection, row.get(2));
        shelf.fetch(&self.snapshots, next_seq).await?;
        let owned = Owned {
            epoch: epoch.cast_unsigned(),
            next_seq,
            connection: shelf.into_connection(),
            append,
        };
        let epoch = self.owned.insert(owned).epoch;
        self.durable.reached(next_seq - 1);
        Ok(Recovered { epoch, snapshots: self.snapshots.found()?, next_seq })
    }
}

/// A connection to a server that has the tables.
async fn connect(server: &Server) -> Result<Connection, Error> {
    let connection = server.connect(APPLICATION).await?;
    migrate(&connection, tables::PART, tables::STEPS).await?;
    let made = connection.execute(tables::MAKE_SHARD, &[&COLUMN]).await;
    made.map_err(hawker_postgres::Error::from)?;
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
    async fn append(&self, record: &[u8]) -> Result<Appended, tokio_postgres::Error> {
        let (epoch, seq) = (self.epoch.cast_signed(), self.next_seq.cast_signed());
        let rows = self.connection.execute(&self.append, &[&COLUMN, &epoch, &seq, &record]).await?;
        Ok(match rows {
            // The answer of a commit that waited for no standby is none.
            _ if !self.connection.is_certain() => Appended::Unknown,
            0 => Appended::Fenced,
            _ => Appended::Ok,
        })
    }
}

impl Journal for PostgresLog {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        if self.stopped {
            return Err(Error::Stopped);
        }
        self.owned = None;
        let runtime = self.runtime.clone();
        runtime.block_on(self.take())
    }

    fn append(&mut self, epoch: u64, seq: u64, record: &[u8]) -> Appended {
        if self.stopped {
            return Appended::Unknown;
        }
        let Some(owned) = &mut self.owned else { return Appended::Fenced };
        if (owned.epoch, owned.next_seq) != (epoch, seq) {
            return Appended::Fenced;
        }
        let begun = Instant::now();
        let within = self.append_within;
        let appended = self.runtime.block_on(async { timeout(within, owned.append(record)).await });
        let appended = match appended {
            Ok(Ok(appended)) => appended,
            Ok(Err(error)) => {
                tracing::error!(%error, seq, "PostgreSQL did not answer an append");
                Appended::Unknown
            }
            Err(_) => {
                tracing::error!(seq, "PostgreSQL did not answer an append in time");
                Appended::Unknown
            }
        };
        if appended == Appended::Ok {
            owned.next_seq += 1;
            self.metrics.flushes.record(begun.elapsed());
            self.metrics.appended.increment(record.len() as u64);
            self.durable.reached(seq);
            return appended;
        }
        if appended == Appended::Unknown {
            FAILURES.count().increment(1);
        }
        // The connection goes: what it was told is of no more use.
        (self.stopped, self.owned) = (true, None);
        appended
    }

    fn snapshots(&self) -> Snapshots {
        self.snapshots.clone()
    }

    fn reader(&self) -> LogReader {
        reader::beside(&self.server, &self.runtime, self.durable.clone())
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
