//! How tables come into being, and change.

use tokio_postgres::Client;

use crate::Error;

/// Makes sure that one process at a time changes tables: an arbitrary number, the
/// same in every Hawker.
const LOCK: i64 = 0x6861_776b;
/// How many steps tables may have taken that this build does not know.
const AHEAD: i32 = 1;

/// Brings the tables of one part up to date: `steps[n]` takes them from version n to
/// n + 1. Steps that were taken are never changed, only added to. May be called by
/// many processes at once.
///
/// A release takes one step at most, which leaves the tables such that the release
/// before can work with them: so processes of both share them while one replaces the
/// other, also those that are started again or connect anew meanwhile.
///
/// # Errors
/// [`Error::TooNew`] when a Hawker that is newer by more than a step has been here, or
/// what the server says.
pub async fn migrate(client: &Client, part: &'static str, steps: &[&str]) -> Result<(), Error> {
    let known = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    // Usually there is nothing to do: then one that is cut off right here holds no lock
    // that others wait for.
    if found(client, part).await? == Some(known) {
        return Ok(());
    }
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let outcome = take_steps(client, part, known, steps).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await?;
    outcome
}

/// The version of a part's tables; none where nothing was made yet.
async fn found(client: &Client, part: &'static str) -> Result<Option<i32>, Error> {
    let made = client.query_one("SELECT to_regclass('hawker_schema') IS NOT NULL", &[]).await?;
    if !made.get::<_, bool>(0) {
        return Ok(None);
    }
    let version = "SELECT version FROM hawker_schema WHERE part = $1";
    Ok(client.query_opt(version, &[&part]).await?.map(|row| row.get(0)))
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
    let found = found(client, part).await?.unwrap_or(0);
    if found > known.saturating_add(AHEAD) {
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

#[cfg(test)]
mod tests {
    use hawker_test_servers::Postgres;

    use super::*;
    use crate::{Config, Server};

    const STEPS: [&str; 3] = [
        "CREATE TABLE things (name text PRIMARY KEY)",
        "ALTER TABLE things ADD COLUMN size int NOT NULL DEFAULT 0",
        "ALTER TABLE things ADD COLUMN colour text NOT NULL DEFAULT ''",
    ];

    #[tokio::test]
    async fn the_release_before_goes_on_with_the_tables_and_no_older_one_does() {
        let postgres = Postgres::shared();
        let config = Config {
            hosts: vec![postgres.host()],
            database: postgres.database(),
            tls: false,
            ..Config::default()
        };
        let line = Server::of(&config).unwrap().connect("test").await.unwrap();
        migrate(&line, "things", &STEPS[..2]).await.unwrap();
        // The next release has been here: this one is started again, and writes.
        migrate(&line, "things", &STEPS).await.unwrap();
        migrate(&line, "things", &STEPS[..2]).await.unwrap();
        line.execute("INSERT INTO things (name, size) VALUES ('lamp', 3)", &[]).await.unwrap();
        let refused = migrate(&line, "things", &STEPS[..1]).await.unwrap_err();
        assert!(matches!(refused, Error::TooNew { found: 3, known: 1, .. }), "{refused}");
        // Nothing was taken back.
        let row = line.query_one("SELECT size, colour FROM things", &[]).await.unwrap();
        assert_eq!((row.get(0), row.get(1)), (3, ""));
    }
}
