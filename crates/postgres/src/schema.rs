//! How tables come into being, and change.

use tokio_postgres::Client;

use crate::Error;

/// Makes sure that one process at a time changes tables: an arbitrary number, the
/// same in every Hawker.
const LOCK: i64 = 0x6861_776b;

/// Brings the tables of one part up to date: `steps[n]` takes them from version n to
/// n + 1. Steps that were taken are never changed, only added to. May be called by
/// many processes at once.
///
/// # Errors
/// [`Error::TooNew`] when a newer Hawker has been here, or what the server says.
pub async fn migrate(client: &Client, part: &'static str, steps: &[&str]) -> Result<(), Error> {
    let known = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let outcome = take_steps(client, part, known, steps).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await?;
    outcome
}

async fn take_steps(
    client: &Client,
    part: &'static str,
    known: i32,
    steps: &[&str],
) -> Result<(), Error> {
    client
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS hawker_schema (
                 part text PRIMARY KEY, version int NOT NULL)",
        )
        .await?;
    let row =
        client.query_opt("SELECT version FROM hawker_schema WHERE part = $1", &[&part]).await?;
    let found: i32 = row.map_or(0, |row| row.get(0));
    if found > known {
        return Err(Error::TooNew { part, found, known });
    }
    for (version, step) in (1..).zip(steps).skip(usize::try_from(found).unwrap_or(0)) {
        // Statements that are sent together are one transaction.
        client
            .batch_execute(&format!(
                "{step}; INSERT INTO hawker_schema VALUES ('{part}', {version})
                 ON CONFLICT (part) DO UPDATE SET version = excluded.version"
            ))
            .await?;
    }
    Ok(())
}
