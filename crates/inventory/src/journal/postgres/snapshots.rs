//! Snapshots of a fleet: made by the owner as files in its folder, as on one machine,
//! and kept in PostgreSQL for whoever takes over.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::Path,
};

use hawker_postgres::Connection;

use hawker_domain::shards::Shard;

use super::{APPLICATION, Place, within};
use crate::{
    Error,
    journal::{
        Snapshots,
        files::{failed, write_atomically},
    },
    limits::ANSWER_WITHIN,
};

/// Bytes of one row.
const PART: u64 = 1 << 20;

/// The file that says which journal a folder's snapshots are of.
const OF: &str = "journal";

const NEWEST: &str = "SELECT max(seq) FROM hawker_snapshots WHERE shard = $1";
const COUNT: &str = "SELECT count(*) FROM hawker_snapshots WHERE shard = $1 AND seq = $2";
const TAKE: &str = "SELECT bytes FROM hawker_snapshots WHERE shard = $1 AND seq = $2 AND part = $3";
const PUT: &str = "INSERT INTO hawker_snapshots (shard, seq, part, bytes) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
/// All but the newest two.
const FORGET: &str = "DELETE FROM hawker_snapshots WHERE shard = $1 AND seq NOT IN (
    SELECT DISTINCT seq FROM hawker_snapshots WHERE shard = $1 ORDER BY seq DESC LIMIT 2)";

/// The snapshots that stand in PostgreSQL.
pub(crate) struct Shelf {
    connection: Connection,
    /// The shard, as its column has it.
    column: i32,
    /// Which journal they are of.
    journal: String,
}

impl Shelf {
    pub(super) fn new(connection: Connection, shard: Shard, journal: String) -> Self {
        Self { connection, column: shard.number().into(), journal }
    }

    /// One for keeping alone.
    pub(crate) async fn connect(place: &Place) -> Result<Self, Error> {
        let connection = place.server.connect(APPLICATION).await?;
        Ok(Self::new(connection, place.shard, String::new()))
    }

    pub(super) fn into_connection(self) -> Connection {
        self.connection
    }

    /// Brings the newest snapshot into the folder, if what is there is older, of
    /// another journal, or of records that the journal does not have.
    pub(super) async fn fetch(&self, local: &Snapshots, next_seq: u64) -> Result<(), Error> {
        self.forget_others(local, next_seq)?;
        let Some(newest) = self.newest().await? else { return Ok(()) };
        if local.list()?.first().is_some_and(|here| *here >= newest) {
            return Ok(());
        }
        let seq = newest.cast_signed();
        let count = self.connection.query_one(COUNT, &[&self.column, &seq]).await;
        let count: i64 = count.map_err(hawker_postgres::Error::from)?.get(0);
        let path = local.path(newest);
        let unfinished = path.with_extension(super::super::files::UNFINISHED);
        let mut file = File::create(&unfinished).map_err(failed("making", &unfinished))?;
        for part in 0..i32::try_from(count).unwrap_or(i32::MAX) {
            let row = within(ANSWER_WITHIN, async {
                let row = self.connection.query_one(TAKE, &[&self.column, &seq, &part]).await;
                Ok(row.map_err(hawker_postgres::Error::from)?)
            });
            let row = row.await?;
            file.write_all(row.get(0)).map_err(failed("writing", &unfinished))?;
        }
        file.sync_all().map_err(failed("flushing", &unfinished))?;
        fs::rename(&unfinished, &path).map_err(failed("renaming", &unfinished))?;
        tracing::info!(seq = newest, "fetched a snapshot that another owner made");
        Ok(())
    }

    /// Keeps the newest snapshot of the folder, if it is newer than what is kept, and
    /// all but the newest two no longer.
    pub(crate) async fn keep_newest(&self, local: &Snapshots) -> Result<(), Error> {
        let Some(here) = local.list()?.first().copied() else { return Ok(()) };
        if self.newest().await?.is_some_and(|kept| kept >= here) {
            return Ok(());
        }
        let path = local.path(here);
        let mut file = File::open(&path).map_err(failed("reading", &path))?;
        let seq = here.cast_signed();
        // What is begun and not ended goes with the connection.
        self.say("BEGIN").await?;
        for part in 0_i32.. {
            let mut bytes = Vec::new();
            let read = std::io::Read::by_ref(&mut file).take(PART).read_to_end(&mut bytes);
            if read.map_err(failed("reading", &path))? == 0 {
                break;
            }
            let put = within(ANSWER_WITHIN, async {
                let put = self.connection.execute(PUT, &[&self.column, &seq, &part, &bytes]).await;
                Ok(put.map_err(hawker_postgres::Error::from)?)
            });
            put.await?;
        }
        let forgotten = self.connection.execute(FORGET, &[&self.column]).await;
        forgotten.map_err(hawker_postgres::Error::from)?;
        self.say("COMMIT").await
    }

    async fn say(&self, statement: &str) -> Result<(), Error> {
        let said = self.connection.batch_execute(statement).await;
        Ok(said.map_err(hawker_postgres::Error::from)?)
    }

    async fn newest(&self) -> Result<Option<u64>, Error> {
        let row = self.connection.query_one(NEWEST, &[&self.column]).await;
        let newest: Option<i64> = row.map_err(hawker_postgres::Error::from)?.get(0);
        Ok(newest.map(i64::cast_unsigned))
    }

    /// A folder may have been used for another journal, or for one that was restored
    /// to an earlier moment.
    fn forget_others(&self, local: &Snapshots, next_seq: u64) -> Result<(), Error> {
        let of = local.dir().join(OF);
        let known = fs::read_to_string(&of).is_ok_and(|known| known == self.journal);
        for seq in local.list()? {
            if !known || seq >= next_seq {
                remove(&local.path(seq))?;
            }
        }
        if known { Ok(()) } else { write_atomically(&of, &[self.journal.as_bytes()]) }
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    tracing::warn!(file = %path.display(), "removed a snapshot that is of another journal");
    fs::remove_file(path).map_err(failed("removing", path))
}
