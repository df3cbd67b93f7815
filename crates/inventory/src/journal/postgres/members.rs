//! The processes that share the shards: each says that it is there, and all read who
//! else is and who owns what, so that all come to the same placement.
//!
//! Nothing that is promised rests on these rows: who may append is in the shard's own.

use std::collections::BTreeSet;

use hawker_postgres::Connection;

use super::{Place, tables};
use crate::Error;

/// The rows of the processes, over a connection of their own. It is made again by
/// whoever finds it broken.
pub(crate) struct Members {
    connection: Connection,
}

/// Who is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Present {
    /// Who owns each shard, in their order; nobody where it is free.
    pub(crate) owners: Vec<Option<String>>,
    /// Those who can own more.
    pub(crate) able: BTreeSet<String>,
}

impl Members {
    /// Any place on the server will do.
    pub(crate) async fn connect(place: &Place) -> Result<Self, Error> {
        let connection = place.connect().await?;
        // Who is there needs to be on no standby, and is not to wait for one.
        let local = connection.batch_execute("SET synchronous_commit = local").await;
        local.map_err(hawker_postgres::Error::from)?;
        let forgotten = connection.execute(tables::FORGET_MEMBERS, &[]).await;
        forgotten.map_err(hawker_postgres::Error::from)?;
        Ok(Self { connection })
    }

    /// Says that a process is there, and whether it can own more.
    pub(crate) async fn say(&self, name: &str, able: bool) -> Result<(), Error> {
        let said = self.connection.execute(tables::SAY_MEMBER, &[&name, &able]).await;
        said.map_err(hawker_postgres::Error::from)?;
        Ok(())
    }

    /// Says that a process is there no longer.
    pub(crate) async fn leave(&self, name: &str) -> Result<(), Error> {
        let left = self.connection.execute(tables::LEAVE_MEMBERS, &[&name]).await;
        left.map_err(hawker_postgres::Error::from)?;
        Ok(())
    }

    /// Who is there, where one that was silent for so long is not.
    pub(crate) async fn look(&self, silent_ms: i64) -> Result<Present, Error> {
        let able = self.connection.query(tables::ABLE_MEMBERS, &[&silent_ms]).await;
        let able = able.map_err(hawker_postgres::Error::from)?;
        let owners = self.connection.query(tables::OWNERS, &[&silent_ms]).await;
        let owners = owners.map_err(hawker_postgres::Error::from)?;
        Ok(Present {
            owners: owners.iter().map(|row| row.get(0)).collect(),
            able: able.iter().map(|row| row.get(0)).collect(),
        })
    }
}
