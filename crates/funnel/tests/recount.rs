//! The recount agrees with the roll-ups, and sees it when any of them is altered.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::{convert::Infallible, path::Path};

use common::*;
use hawker_funnel::{Config, Recount, recount};
use hawker_proto::v1::{FunnelStep as Step, JournalRecord, Money, Reservation, ReservationState};
use rusqlite::Connection;

/// Tables that are not roll-ups: the raw log, and what was decided at the time.
const LOGS: [&str; 4] = ["events", "listings", "forgotten", "forgotten_shards"];
/// What has rows only where there are several shards, as in the end-to-end test of them.
const OF_SHARDS: &str = "shards";
/// Columns that say when a row changed, and nothing about the show.
const MARKS: [&str; 3] = ["generation", "active_ms", "only"];

fn count_again(db: &Path, records: &[JournalRecord]) -> Recount {
    recount(db, records.iter().cloned().map(Ok::<_, Infallible>)).unwrap()
}

/// A unit that came free, held for somebody on the waitlist.
fn offered(id: u64, buyer: &str) -> Reservation {
    let state = ReservationState::Held.into();
    Reservation { promoted: true, state, ..reservation(id, buyer, "tee", 1) }
}

/// A show with known totals: 3 orders of 5 units for 99.95 EUR and 10.00 USD.
async fn known_show(db: &Path, inventory: &FakeInventory) {
    let running = start(db, inventory, Config::default()).await;
    for index in 0..40 {
        let viewer = format!("viewer-{}", index % 10);
        let listing = if index % 2 == 0 { "tee" } else { "mug" };
        let events = vec![
            event(Step::RoomEntered, &viewer),
            on(listing, event(Step::ViewItem, &viewer)),
            on(listing, event(Step::AddToCart, &viewer)),
            left(&viewer, 1_000),
        ];
        running.ingest_lost(events, u64::from(index == 7)).await.unwrap();
    }
    running.ingest(vec![event(Step::RoomEntered, "viewer-1")]).await;
    let dollars = || {
        let mut reservation = reservation(3, "ann", "mug", 1);
        reservation.total = Some(Money { minor: 1_000, currency: "USD".to_owned() });
        reservation
    };
    let mut elsewhere = reservation(9, "ann", "", 1);
    elsewhere.show = String::new();
    inventory.append(
        now_ms(),
        vec![
            held(reservation(1, "ann", "tee", 2)),
            held(reservation(2, "bob", "tee", 3)),
            held(dollars()),
            held(reservation(4, "cat", "tee", 1)),
            held(reservation(5, "cat", "tee", 1)),
            held(elsewhere),
        ],
    );
    inventory.append(
        now_ms() + 1_500,
        vec![
            committed(reservation(1, "ann", "tee", 2)),
            committed(reservation(2, "bob", "tee", 3)),
            changing(released(reservation(4, "cat", "tee", 1)), vec![offered(6, "dan")]),
        ],
    );
    inventory.append(
        now_ms() + 2_500,
        vec![
            committed(dollars()),
            committed(reservation(1, "ann", "tee", 2)),
            changing(elapsed(vec![reservation(5, "cat", "tee", 1)]), vec![offered(8, "eve")]),
        ],
    );
    let show = running.counted(3).await;
    let totals: Vec<_> = show.sales.iter().map(|s| (s.orders, s.units, s.buyers)).collect();
    assert_eq!(totals, [(2, 5, 2), (1, 1, 1)]);
    assert_eq!(step(&show.steps, Step::ViewItem), (40, 10));
    assert_eq!(step(&show.steps, Step::Purchase), (3, 2));
    assert_eq!(step(&show.steps, Step::StockReserved), (7, 5), "those who waited count");
    assert_eq!((show.viewers_now, show.peak_viewers, show.watched_ms), (1, 1, 40_000));
    assert_eq!(show.events_lost, 1);
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn the_recount_agrees_while_nothing_was_altered() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    known_show(&db, &inventory).await;
    let found = count_again(&db, &inventory.records());
    assert_eq!(found.differences, []);
    assert_eq!((found.events, found.orders, found.journal_seq), (161, 3, 3));
    assert!(found.rows > 50, "{} rows", found.rows);

    // Records after the stored position are not counted.
    inventory.append(now_ms(), vec![committed(reservation(7, "dan", "tee", 1))]);
    assert!(count_again(&db, &inventory.records()).agrees());
}

#[tokio::test]
async fn altering_one_row_of_any_roll_up_shows() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    known_show(&db, &inventory).await;
    let records = inventory.records();
    let conn = Connection::open(&db).unwrap();
    let mut altered = 0;
    for table in tables(&conn) {
        for change in changes(&conn, &table) {
            altered += 1;
            let copy = dir.path().join(format!("{altered}.db"));
            conn.execute("VACUUM INTO ?", [copy.to_str().unwrap()]).unwrap();
            let changed = Connection::open(&copy).unwrap().execute(&change, []).unwrap();
            assert_eq!(changed, 1, "{change}");
            let found = count_again(&copy, &records);
            let name = format!("{table}[");
            let named = found.differences.iter().any(|d| d.name.starts_with(&name));
            assert!(named, "{change}: {:?}", found.differences);
        }
    }
    assert!(altered > 40, "{altered} ways to alter a row");
}

fn tables(conn: &Connection) -> Vec<String> {
    let mut select = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let names = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let is_rollup = |name: &str| !LOGS.contains(&name) && name != OF_SHARDS;
    let rollups = names.map(Result::unwrap).filter(|name| is_rollup(name));
    rollups.collect()
}

/// Ways to alter one row: each of its columns, or the whole of it.
fn changes(conn: &Connection, table: &str) -> Vec<String> {
    let mut select = conn.prepare("SELECT name, type, pk FROM pragma_table_info(?)").unwrap();
    let columns: Vec<(String, String, i64)> = select
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let keys: Vec<_> = columns.iter().filter(|c| c.2 > 0).map(|c| c.0.as_str()).collect();
    let keys = keys.join(", ");
    let one = format!("({keys}) IN (SELECT {keys} FROM {table} LIMIT 1)");
    let mut changes = vec![format!("DELETE FROM {table} WHERE {one}")];
    for (column, kind, _) in columns.iter().filter(|c| !MARKS.contains(&c.0.as_str())) {
        let by = if kind == "TEXT" { "|| 'x'" } else { "+ 77" };
        changes.push(format!("UPDATE {table} SET {column} = {column} {by} WHERE {one}"));
    }
    if table == "position" {
        // Without its only row there is no store to speak of.
        changes.remove(0);
    }
    changes
}
