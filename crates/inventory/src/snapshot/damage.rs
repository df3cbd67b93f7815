//! What is made of a damaged snapshot: it is never loaded, but passed over for the
//! one before, and the state is the same in the end.

use std::{fs, path::Path};

use hawker_domain::{
    Timestamp,
    shards::Shard,
    stock::{Position, Stock},
};
use hawker_proto::v1::{
    Elapse, Line, Money, ReceiveStockRequest, ReserveRequest, journal_entry::Command,
};

use super::codec::{empty, load, load_newest, save};
use crate::{
    check,
    journal::{Frames, Snapshot, Snapshots},
};

const START_MS: i64 = 0x0199_d1a2_7c3e;

fn key(record: u64, number: u64) -> String {
    format!("0199d1a2-7c3e-7abc-8def-{:012}", record << 16 | number)
}

fn apply(stock: &mut Stock, command: &Command) {
    stock.apply(&check::command(command).unwrap());
}

fn begin(stock: &mut Stock, seq: u64, now: i64) {
    stock.begin(Position { epoch: 1, seq }, Timestamp::from_millis(now));
}

/// A state with something in every table: SKUs, buyers, holds of one line and of
/// several, ended ones, and keys with answers of every size.
fn stock_after(seq: u64) -> Stock {
    let mut stock = empty(Shard::ONLY);
    for record in 1..=seq {
        begin(&mut stock, record, START_MS);
        for (sku, number) in ["tee", "cap"].into_iter().zip(0..) {
            let request = ReceiveStockRequest {
                key: key(record, number),
                merchant: "acme".into(),
                sku: sku.into(),
                quantity: 9,
            };
            apply(&mut stock, &Command::ReceiveStock(request));
        }
        for number in 0..6 {
            apply(&mut stock, &Command::Reserve(reserve(record, number)));
        }
        stock.finish().unwrap();
    }
    begin(&mut stock, seq + 1, START_MS + 2_000);
    apply(&mut stock, &Command::Elapse(Elapse { limit: 10 }));
    assert!(!stock.expired().is_empty());
    stock.finish().unwrap();
    stock
}

fn reserve(record: u64, number: u64) -> ReserveRequest {
    let price = Money { minor: 100, currency: "EUR".into() };
    let skus = if number < 4 { vec!["tee"] } else { vec!["tee", "cap"] };
    let line = |sku: &str| Line { sku: sku.into(), quantity: 1, unit_price: Some(price.clone()) };
    ReserveRequest {
        key: key(record, 100 + number),
        merchant: "acme".into(),
        buyer: format!("buyer-{}", number % 4),
        lines: skus.into_iter().map(line).collect(),
        limit_per_buyer: 2,
        hold_seconds: if number == 3 { 1 } else { 60 },
        ..ReserveRequest::default()
    }
}

/// Everything that a snapshot of the state holds.
fn contents(stock: &Stock) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    kept(dir.path(), stock).contents().unwrap()
}

fn kept(dir: &Path, stock: &Stock) -> Snapshot {
    let write = |out: &mut Frames<'_>| save(stock, out);
    Snapshots::new(dir).save(stock.position().seq, write).unwrap()
}

#[test]
fn a_snapshot_is_the_same_state_again() {
    let dir = tempfile::tempdir().unwrap();
    let stock = stock_after(3);
    let snapshot = kept(dir.path(), &stock);
    for threads in [1, 4] {
        assert_eq!(contents(&load(&snapshot, threads).unwrap()), contents(&stock));
    }
}

#[test]
fn a_snapshot_with_any_bit_flipped_is_passed_over_for_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    let (older, newer) = (stock_after(1), stock_after(2));
    kept(dir.path(), &older);
    kept(dir.path(), &newer);
    let path = dir.path().join(format!("{:020}.snap", newer.position().seq));
    let whole = fs::read(&path).unwrap();
    for offset in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[offset] ^= 1 << (offset % 8);
        fs::write(&path, &damaged).unwrap();
        let (from, stock) = load_newest(snapshots.found().unwrap(), &snapshots, 2);
        assert_eq!(from.unwrap().seq, older.position().seq, "byte {offset}");
        if offset % 64 == 0 {
            assert_eq!(contents(&stock), contents(&older));
        }
    }
    for kept in (0..whole.len()).step_by(7) {
        fs::write(&path, &whole[..kept]).unwrap();
        let (from, _) = load_newest(snapshots.found().unwrap(), &snapshots, 2);
        assert_eq!(from.unwrap().seq, older.position().seq, "cut to {kept}");
    }
    fs::write(&path, &whole).unwrap();
    let (from, _) = load_newest(snapshots.found().unwrap(), &snapshots, 2);
    assert_eq!(from.unwrap().seq, newer.position().seq);
}

#[test]
fn without_a_snapshot_that_can_be_read_everything_is_replayed() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    // Whole frames, but of nothing that is known.
    snapshots.save(7, |out| out.frame(9, b"of a later version")).unwrap();
    let (from, stock) = load_newest(snapshots.found().unwrap(), &snapshots, 2);
    assert!(from.is_none());
    assert_eq!(stock.position().seq, 0);
}
