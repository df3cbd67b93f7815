//! The stock on PostgreSQL with two synchronous standbys: beside the embedded journal
//! under the same streamed load, and beside a plain table on the same server, with a
//! row for the stock and one for each reservation.

use anyhow::Context as _;

use super::house::{Fleet, Setup};
use crate::Options;
use crate::rooms::load_average;
use crate::server::{Scratch, Server};
use crate::streams::closed_loop;
use crate::summary::Summary;

const EMBEDDED: &str = "fleet.journal.embedded_ratio";
const ROWS: &str = "fleet.journal.row_update_ratio";

/// Connections of which the best number for the plain table is taken.
const CONNECTIONS: [usize; 3] = [8, 32, 64];

/// What a shop would write: the stock that is left, and who has a unit of it.
const TABLES: &str = "CREATE TABLE stock (sku text PRIMARY KEY, available bigint NOT NULL);
    CREATE TABLE reservations (id bigserial PRIMARY KEY, sku text NOT NULL, buyer text NOT NULL,
        key uuid NOT NULL UNIQUE, at timestamptz NOT NULL DEFAULT now());
    INSERT INTO stock VALUES ('hot', 1000000000)";

/// One statement, so that it is one round trip and one commit.
const RESERVE: &str = r"\set buyer random(1, 1000000000)
WITH sold AS (UPDATE stock SET available = available - 1 WHERE sku = 'hot' AND available > 0 RETURNING sku)
INSERT INTO reservations (sku, buyer, key) SELECT sku, 'buyer-' || :buyer, gen_random_uuid() FROM sold;
";

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![EMBEDDED, ROWS].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "rows")?;
    let script = files.0.join("reserve.sql");
    std::fs::write(&script, RESERVE)?;
    let (mut embedded, mut rows) = (Vec::new(), Vec::new());
    let mut best = 0;
    for _ in 0..options.rounds {
        let server = Server::start(&options.folder).await?;
        let to = format!("http://{}", server.grpc);
        let alone = closed_loop(options, &to, &[]).context("a round of the embedded journal")?;
        drop(server);
        let setup = Setup { folder: &options.folder, gateways: 0, place: "0".into(), settings: "" };
        let fleet = Fleet::start(setup).await?;
        let owner = fleet.inventories.first().context("an inventory process")?;
        let to = format!("http://{}", owner.at("grpc")?);
        let ours = closed_loop(options, &to, &[]).context("a round of the journal's table")?;
        embedded.push((ours.per_second, alone.per_second));
        let database = fleet.postgres.database();
        for statement in TABLES.split(';') {
            fleet.postgres.ask(&database, statement);
        }
        let mut most: f64 = 0.0;
        for connections in CONNECTIONS {
            let how = (connections, options.call_seconds);
            let rate = fleet.postgres.transactions(&database, &script, how);
            if rate > most {
                (most, best) = (rate, connections);
            }
        }
        rows.push((ours.per_second, most));
    }
    let load = load_average();
    let note = format!(
        "reservations a second of one hot SKU, streamed, each on the disks of PostgreSQL and of \
         one of its two standbys, over those of the embedded journal; {load}"
    );
    summary.ratio(EMBEDDED, &embedded, &note);
    let note = format!(
        "the same over a table's: one statement that takes a unit and writes who has it, over the \
         best of {CONNECTIONS:?} connections ({best}); {load}"
    );
    summary.ratio(ROWS, &rows, &note);
    Ok(())
}
