//! Beginning anew on a journal that was restored into PostgreSQL.

use hawker_postgres::Server;
use tokio::time::sleep;

use super::{COLUMN, connect, tables};
use crate::{Error, limits::OWNER_HEARD_WITHIN};

/// Raises the shard's epoch by a rule, so that no owner of before can append, and makes
/// another journal of it, so that no folder's snapshot is taken for one of it.
///
/// # Errors
/// When there is no journal, or an owner says that it is there.
pub(crate) async fn begin_anew(server: &Server, rule: impl Fn(u64) -> u64) -> Result<u64, Error> {
    let connection = connect(server).await?;
    let stands = connection.query_one(tables::STANDS, &[&COLUMN]).await;
    let stands = stands.map_err(hawker_postgres::Error::from)?;
    let (before, next_seq): (i64, i64) = (stands.get(0), stands.get(1));
    let (owned, seen): (bool, String) = (stands.get(2), stands.get(3));
    if next_seq <= 1 {
        return Err(Error::NoJournal { place: "PostgreSQL".to_owned() });
    }
    if owned {
        // The backup may be younger than an owner's silence: only whoever says something
        // now is there. One that stands still finds out when it goes on.
        sleep(OWNER_HEARD_WITHIN).await;
    }
    let epoch = rule(before.cast_unsigned());
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&COLUMN, &epoch.cast_signed(), &before, &seen];
    let raised = connection.execute(tables::BEGIN_ANEW, &params).await;
    match raised.map_err(hawker_postgres::Error::from)? {
        0 => Err(Error::Owned),
        _ if !connection.is_certain() => Err(Error::Unknown { seq: next_seq.cast_unsigned() }),
        _ => Ok(epoch),
    }
}
