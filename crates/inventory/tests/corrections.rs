//! Stock that is corrected, over a real gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_inventory::read_journal;
use hawker_proto::v1::{
    AdjustReason, AdjustStockRequest, CommandResponse, ErrorCode, Outcome, ReservationState,
    ReturnStockRequest, SetCountRequest, SetSafetyStockRequest, Shortfall, Shortfalls,
};
use support::{MERCHANT, Shop, key, one, refused};

fn adjust(by: i32) -> AdjustStockRequest {
    AdjustStockRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        by,
        reason: AdjustReason::Damaged.into(),
        note: "a box fell".into(),
        on_shortfall: Shortfalls::Unspecified.into(),
    }
}

async fn asked(shop: &mut Shop, request: &AdjustStockRequest) -> CommandResponse {
    shop.client.adjust_stock(request.clone()).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_cut_below_what_is_held_is_refused_or_releases_the_newest_holds() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 3).await;
    let mut holds = Vec::new();
    for buyer in ["ann", "bob", "cyd"] {
        holds.push(shop.reserve(one(buyer, "tee")).await.unwrap().reservation.unwrap().id);
    }
    let short = |id| Shortfall { reservation: id, units: 1 };
    let cut = adjust(-2);
    let refused_cut = asked(&mut shop, &cut).await;
    assert_eq!(refused_cut.outcome(), Outcome::Shortfall);
    assert_eq!(refused_cut.shortfalls, [short(holds[2]), short(holds[1])]);
    assert_eq!(shop.stock("tee").await.held, 3, "nothing changed");

    let forced =
        AdjustStockRequest { on_shortfall: Shortfalls::ReleaseNewest.into(), ..adjust(-2) };
    let done = asked(&mut shop, &forced).await;
    assert_eq!((done.outcome(), &done.shortfalls), (Outcome::Done, &refused_cut.shortfalls));
    let stock = shop.stock("tee").await;
    assert_eq!((stock.available, stock.held, stock.adjusted), (0, 1, -2));
    assert_eq!(done.stock, Some(stock));
    let late = shop.commit(holds[2]).await;
    assert_eq!(refused(late), ErrorCode::WrongState);
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(asked(&mut shop, &cut).await, refused_cut);
    assert_eq!(asked(&mut shop, &forced).await, done);
    shop.close().await;
    let entries = read_journal(dir.path()).unwrap().flat_map(|record| record.unwrap().entries);
    let changed: Vec<_> = entries.flat_map(|entry| entry.changed).collect();
    let changed: Vec<_> = changed.iter().map(|it| (it.id, it.state())).collect();
    let released = ReservationState::Released;
    assert_eq!(changed, [(holds[2], released), (holds[1], released)], "who follows sees them");
}

#[tokio::test]
async fn the_ledger_says_what_became_of_every_unit() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(refused(shop.client.adjust_stock(adjust(1)).await), ErrorCode::SkuNotFound);
    shop.receive("tee", 10).await;
    let sold = shop.reserve(one("ann", "tee")).await.unwrap().reservation.unwrap().id;
    shop.commit(sold).await.unwrap();
    let safety = SetSafetyStockRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        units: 7,
    };
    let kept = shop.client.set_safety_stock(safety).await.unwrap().into_inner().stock.unwrap();
    assert_eq!((kept.available, kept.safety), (2, 7));

    let back = ReturnStockRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        quantity: 1,
        reservation: sold,
        damaged: true,
    };
    let twice = ReturnStockRequest { key: key(), reservation: 0, ..back.clone() };
    let returned = shop.client.return_stock(back).await.unwrap().into_inner().stock.unwrap();
    assert_eq!((returned.available, returned.returned, returned.adjusted), (2, 1, -1));
    assert_eq!(refused(shop.client.return_stock(twice).await), ErrorCode::QuantityInvalid);

    let count = SetCountRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        count: 8,
        expected_version: kept.version,
        ..SetCountRequest::default()
    };
    let stale = shop.client.set_count(count.clone()).await.unwrap().into_inner();
    assert_eq!((stale.outcome(), stale.stock), (Outcome::Conflict, Some(returned.clone())));
    let count = SetCountRequest { key: key(), expected_version: returned.version, ..count };
    let counted = shop.client.set_count(count).await.unwrap().into_inner().stock.unwrap();
    assert_eq!((counted.available, counted.adjusted), (1, -2));
    assert_eq!((counted.received, counted.returned, counted.sold), (10, 1, 1));
    assert_eq!(refused(shop.client.adjust_stock(adjust(-9)).await), ErrorCode::QuantityInvalid);
    shop.close().await;
}
