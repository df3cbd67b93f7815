//! Whose turn it is to own the shard: looked at while waiting, given back at the end.

use hawker_postgres::Connection;

use super::{Place, tables};
use crate::Error;

/// The row that says who owns the shard, over a connection of its own. It is made
/// again by whoever finds it broken.
pub(crate) struct Seat {
    connection: Connection,
    column: i32,
}

/// That the owner of that epoch may be replaced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(super) epoch: i64,
    pub(super) silent_ms: i64,
}

impl Seat {
    pub(crate) async fn connect(place: &Place) -> Result<Self, Error> {
        let connection = place.connect().await?;
        // Who sits here needs to be on no standby, and is not to wait for one.
        let local = connection.batch_execute("SET synchronous_commit = local").await;
        local.map_err(hawker_postgres::Error::from)?;
        Ok(Self { connection, column: place.column() })
    }

    /// Whether the shard can be taken over, or who has it.
    pub(crate) async fn look(&self, silent_ms: i64) -> Result<Result<Turn, Option<String>>, Error> {
        let row = self.connection.query_one(tables::LOOK, &[&self.column, &silent_ms]).await;
        let row = row.map_err(hawker_postgres::Error::from)?;
        let epoch = row.get(0);
        Ok(if row.get(2) { Ok(Turn { epoch, silent_ms }) } else { Err(row.get(1)) })
    }

    /// Lets others take over at once.
    pub(crate) async fn give_back(&self, epoch: u64) -> Result<(), Error> {
        let epoch = epoch.cast_signed();
        let given = self.connection.execute(tables::GIVE_BACK, &[&self.column, &epoch]).await;
        given.map_err(hawker_postgres::Error::from)?;
        Ok(())
    }
}
