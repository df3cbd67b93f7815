//! Beginning anew on a journal that was restored into PostgreSQL.

use hawker_postgres::{Connection, Server};
use tokio::time::sleep;
use tokio_postgres::types::ToSql;

use super::{connect, tables};
use crate::{Error, limits::OWNER_HEARD_WITHIN};

/// Raises the epoch of every shard by a rule, so that no owner of before can append, and
/// makes another journal of it, so that no folder's snapshot is taken for one of it. All
/// of them, or none; the highest is given back.
///
/// # Errors
/// When there is no journal, or an owner says that it is there.
pub(crate) async fn begin_anew(server: &Server, rule: impl Fn(u64) -> u64) -> Result<u64, Error> {
    let connection = connect(server).await?;
    let stands = connection.query(tables::STANDS, &[]).await;
    let stands = stands.map_err(hawker_postgres::Error::from)?;
    let next_seq = stands.iter().map(|row| row.get::<_, i64>(2)).max().unwrap_or(1);
    if next_seq <= 1 {
        return Err(Error::NoJournal { place: "PostgreSQL".to_owned() });
    }
    if stands.iter().any(|row| row.get(3)) {
        // The backup may be younger than an owner's silence: only whoever says something
        // now is there. One that stands still finds out when it goes on.
        sleep(OWNER_HEARD_WITHIN).await;
    }
    let mut highest = 0;
    // What is begun and not ended goes with the connection.
    say(&connection, "BEGIN").await?;
    for row in stands {
        let (shard, before, seen): (i32, i64, String) = (row.get(0), row.get(1), row.get(4));
        let epoch = rule(before.cast_unsigned());
        let params: [&(dyn ToSql + Sync); 4] = [&shard, &epoch.cast_signed(), &before, &seen];
        let raised = connection.execute(tables::BEGIN_ANEW, &params).await;
        if raised.map_err(hawker_postgres::Error::from)? == 0 {
            return Err(Error::Owned);
        }
        highest = epoch.max(highest);
    }
    say(&connection, "COMMIT").await?;
    if connection.is_certain() {
        Ok(highest)
    } else {
        Err(Error::Unknown { seq: next_seq.cast_unsigned() })
    }
}

async fn say(connection: &Connection, statement: &str) -> Result<(), Error> {
    Ok(connection.batch_execute(statement).await.map_err(hawker_postgres::Error::from)?)
}
