//! The audit beside a running service, over all that moves units.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_inventory::{Of, audit};
use hawker_proto::v1::{
    AdjustReason, AdjustStockRequest, CancelRequest, CommitRequest, Line, ReserveRequest, Rest,
    ReturnStockRequest, SetCountRequest, SetSafetyStockRequest, Shortfalls,
};
use support::{MERCHANT, Shop, commit, key, one, one_in, sale};

fn units(quantity: u32) -> Line {
    Line { sku: "tee".into(), quantity, unit_price: None }
}

async fn trade(shop: &mut Shop) -> u64 {
    shop.receive("tee", 20).await;
    let mut define = sale("flash", "tee", 15);
    define.limit_per_buyer = 5;
    shop.sell(define).await;
    let mut holds = Vec::new();
    for buyer in ["ann", "bob", "cyd"] {
        let request = ReserveRequest { lines: vec![units(4)], ..one_in("flash", buyer, "tee") };
        holds.push(shop.reserve(request).await.unwrap().reservation.unwrap().id);
    }
    let part = CommitRequest { lines: vec![units(3)], rest: Rest::Keep.into(), ..commit(holds[0]) };
    shop.client.commit(part).await.unwrap();
    shop.commit(holds[1]).await.unwrap();
    let merchant = || MERCHANT.to_owned();
    let back = ReturnStockRequest {
        key: key(),
        merchant: merchant(),
        sku: "tee".into(),
        quantity: 1,
        reservation: holds[1],
        damaged: true,
    };
    shop.client.return_stock(back).await.unwrap();
    for (order, lines) in [(holds[0], vec![units(1)]), (holds[1], Vec::new())] {
        let cancel = CancelRequest {
            key: key(),
            merchant: merchant(),
            reservation: order,
            lines,
            keep_out: order == holds[1],
            ..CancelRequest::default()
        };
        shop.client.cancel(cancel).await.unwrap();
    }
    let cut = AdjustStockRequest {
        key: key(),
        merchant: merchant(),
        sku: "tee".into(),
        by: -12,
        reason: AdjustReason::Lost.into(),
        on_shortfall: Shortfalls::ReleaseNewest.into(),
        ..AdjustStockRequest::default()
    };
    shop.client.adjust_stock(cut).await.unwrap();
    let version = shop.stock("tee").await.version;
    let count = SetCountRequest {
        key: key(),
        merchant: merchant(),
        sku: "tee".into(),
        count: 11,
        expected_version: version,
        ..SetCountRequest::default()
    };
    shop.client.set_count(count).await.unwrap();
    let safety =
        SetSafetyStockRequest { key: key(), merchant: merchant(), sku: "tee".into(), units: 2 };
    shop.client.set_safety_stock(safety).await.unwrap();
    holds[0]
}

#[tokio::test]
async fn what_is_counted_again_is_what_the_service_has() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let order = trade(&mut shop).await;
    shop.reserve(one("dan", "tee")).await.unwrap();
    let mut told = Vec::new();
    let asked = Of::Reservation(order);
    let found = audit(&dir.path().into(), Some(&asked), &mut |line| told.push(line)).unwrap();
    assert_eq!(found.differences, Vec::<String>::new());
    assert_eq!(found.skus, 1);
    let said: Vec<&str> = told.iter().filter_map(|line| line.split('#').nth(1)).collect();
    assert!(said[0].starts_with("0 Reserve: HELD") && said[0].contains("HELD (4 tee)"), "{told:?}");
    assert!(said.iter().any(|line| line.contains("Commit: COMMITTED")), "{told:?}");
    assert!(said.iter().any(|line| line.contains("Cancel: CANCELLED")), "{told:?}");
    shop.close().await;
    let again = audit(&dir.path().into(), None, &mut |_| {}).unwrap();
    assert_eq!((again.differences, again.records), (Vec::new(), found.records));
}
