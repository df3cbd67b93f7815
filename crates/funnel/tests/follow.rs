//! How the journal is followed: over broken streams and restarts, and only as
//! long as it is the journal that was counted.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::{convert::Infallible, path::Path, sync::atomic::Ordering, time::Duration};

use common::*;
use hawker_funnel::{Config, recount};
use hawker_proto::v1::FunnelStep as Step;

async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Appends a record with one order.
fn order(inventory: &FakeInventory, id: u64) -> u64 {
    let buyer = format!("buyer-{id}");
    let reservation = || reservation(id, &buyer, "tee", 1);
    inventory.append(now_ms(), vec![held(reservation()), committed(reservation())])
}

fn assert_recount(db: &Path, inventory: &FakeInventory) {
    let records = inventory.records();
    let found = recount(db, records.into_iter().map(Ok::<_, Infallible>)).unwrap();
    assert_eq!(found.differences, []);
}

#[tokio::test]
async fn a_broken_stream_is_taken_up_where_it_broke() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let running = start(&db, &inventory, Config::default()).await;
    for id in 1..=20 {
        let seq = order(&inventory, id);
        if id % 5 == 0 {
            running.counted(seq).await;
            inventory.break_streams();
        }
    }
    let show = running.counted(20).await;
    assert_eq!(step(&show.steps, Step::Purchase), (20, 20));
    assert!(inventory.follows.load(Ordering::SeqCst) > 2);
    assert_eq!(running.funnel.counting(), Ok(()));
    running.funnel.shutdown().await;
    assert_recount(&db, &inventory);
}

#[tokio::test]
async fn a_restart_goes_on_from_the_stored_position() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    for round in 0..4 {
        let running = start(&db, &inventory, Config::default()).await;
        for id in 0..7 {
            order(&inventory, round * 7 + id);
        }
        let show = running.counted(inventory.head()).await;
        assert_eq!(step(&show.steps, Step::Purchase).0, (round + 1) * 7);
        running.funnel.shutdown().await;
        // What is appended while nobody follows is counted at the next start.
    }
    assert_recount(&db, &inventory);
}

#[tokio::test]
async fn a_missing_record_ends_the_counting_of_orders_and_of_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    for id in 1..=5 {
        order(&inventory, id);
    }
    let whole = inventory.records();
    inventory.lose(4);
    let running = start(&db, &inventory, Config::default()).await;
    until(|| running.funnel.counting().is_err()).await;
    assert!(running.funnel.counting().unwrap_err().contains("record 5 came where 4 was due"));
    running.ingest(vec![event(Step::ChatSent, "ann")]).await;
    let show = running.show().await;
    assert_eq!((show.journal_seq, step(&show.steps, Step::Purchase).0), (3, 3));
    assert_eq!(step(&show.steps, Step::ChatSent), (1, 1));
    running.funnel.shutdown().await;

    // With the record back, a restart counts on as if nothing had been.
    inventory.replace(whole);
    let running = start(&db, &inventory, Config::default()).await;
    let show = running.counted(5).await;
    assert_eq!(step(&show.steps, Step::Purchase).0, 5);
    running.funnel.shutdown().await;
    assert_recount(&db, &inventory);
}

#[tokio::test]
async fn another_journal_is_not_counted_on() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    for id in 1..=3 {
        order(&inventory, id);
    }
    let running = start(&db, &inventory, Config::default()).await;
    running.counted(3).await;
    running.funnel.shutdown().await;

    let shorter = inventory.records().into_iter().take(2).collect();
    let mut other = inventory.records();
    other.last_mut().unwrap().time_ms -= 1;
    for records in [shorter, other] {
        inventory.replace(records);
        let running = start(&db, &inventory, Config::default()).await;
        until(|| running.funnel.counting().is_err()).await;
        assert!(running.funnel.counting().unwrap_err().contains("belongs to another journal"));
        running.funnel.shutdown().await;
    }
}

#[tokio::test]
async fn records_no_longer_kept_matter_only_if_they_were_not_counted() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    for id in 1..=3 {
        order(&inventory, id);
    }
    let running = start(&db, &inventory, Config::default()).await;
    running.counted(3).await;
    running.funnel.shutdown().await;

    for id in 4..=6 {
        order(&inventory, id);
    }
    inventory.oldest.store(4, Ordering::SeqCst);
    let running = start(&db, &inventory, Config::default()).await;
    assert_eq!(step(&running.counted(6).await.steps, Step::Purchase).0, 6);
    running.funnel.shutdown().await;

    for id in 7..=9 {
        order(&inventory, id);
    }
    inventory.oldest.store(8, Ordering::SeqCst);
    let running = start(&db, &inventory, Config::default()).await;
    until(|| running.funnel.counting().is_err()).await;
    assert!(running.funnel.counting().unwrap_err().contains("no longer keeps record 7"));
    running.funnel.shutdown().await;
}
