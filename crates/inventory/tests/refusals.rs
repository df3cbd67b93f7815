//! Bad input: each gets a stable code and a sentence, and changes nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    CommitRequest, DefineSaleRequest, ErrorCode, GetReservationRequest, GetSaleRequest,
    GetStockRequest, Line, ListByBuyerRequest, Money, OpenSaleRequest, Outcome,
    ReceiveStockRequest, ReserveRequest, WatchRequest,
};
use support::{MERCHANT, Shop, commit, eur, key, one, one_in, refusal, refused, sale};

/// A key whose time is so many hours from now.
fn key_at(hours: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let seconds = now.as_secs().checked_add_signed(hours * 3_600).unwrap();
    let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, 0);
    uuid::Uuid::new_v7(time).to_string()
}

#[tokio::test]
async fn wrong_reservations_are_refused_and_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    shop.sell(sale("flash", "tee", 5)).await;
    let before = shop.stock("tee").await;
    let line = |sku: &str, quantity, unit_price| Line { sku: sku.into(), quantity, unit_price };
    let with = |lines| ReserveRequest { lines, ..one("ann", "tee") };
    let price = || Some(eur(100));
    let long = "x".repeat(65);
    let cases = [
        (with(vec![line("tee", 0, price())]), ErrorCode::QuantityInvalid),
        (with(vec![line("tee", u32::MAX, price())]), ErrorCode::QuantityInvalid),
        (with(vec![line("tee", 10_001, price())]), ErrorCode::QuantityInvalid),
        (with(vec![]), ErrorCode::FieldInvalid),
        (with(vec![line("tee", 1, price()); 2]), ErrorCode::FieldInvalid),
        (
            with((0..17).map(|n| line(&format!("s{n}"), 1, price())).collect()),
            ErrorCode::FieldInvalid,
        ),
        (with(vec![line("tee", 1, None)]), ErrorCode::FieldInvalid),
        (with(vec![line("tee", 1, Some(eur(-1)))]), ErrorCode::FieldInvalid),
        (with(vec![line("tee", 1, Some(eur(i64::MAX)))]), ErrorCode::FieldInvalid),
        (
            with(vec![line("tee", 1, Some(Money { minor: 1, currency: "eur".into() }))]),
            ErrorCode::FieldInvalid,
        ),
        (with(vec![line("no such", 1, price())]), ErrorCode::FieldInvalid),
        (with(vec![line("unknown", 1, price())]), ErrorCode::SkuNotFound),
        (ReserveRequest { buyer: String::new(), ..one("ann", "tee") }, ErrorCode::FieldInvalid),
        (ReserveRequest { buyer: long, ..one("ann", "tee") }, ErrorCode::FieldInvalid),
        (ReserveRequest { merchant: "other".into(), ..one("ann", "tee") }, ErrorCode::SkuNotFound),
        (ReserveRequest { hold_seconds: 3_601, ..one("ann", "tee") }, ErrorCode::FieldInvalid),
        (ReserveRequest { key: String::new(), ..one("ann", "tee") }, ErrorCode::KeyInvalid),
        (
            ReserveRequest {
                key: "f47ac10b-58cc-4372-a567-0e02b2c3d479".into(),
                ..one("ann", "tee")
            },
            ErrorCode::KeyInvalid,
        ),
        (ReserveRequest { key: key_at(-25), ..one("ann", "tee") }, ErrorCode::KeyExpired),
        (ReserveRequest { key: key_at(1), ..one("ann", "tee") }, ErrorCode::KeyExpired),
        (one_in("unknown", "ann", "tee"), ErrorCode::SaleNotFound),
        (ReserveRequest { sale: "flash".into(), ..one("ann", "tee") }, ErrorCode::FieldInvalid),
    ];
    for (request, code) in cases {
        let shown = format!("{request:?}");
        assert_eq!(refused(shop.reserve(request).await), code, "{shown}");
    }
    assert_eq!(shop.stock("tee").await, before);
    shop.close().await;
}

#[tokio::test]
async fn a_key_has_one_payload() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    let request = one("ann", "tee");
    let first = shop.reserve(request.clone()).await.unwrap();
    assert_eq!(shop.reserve(request.clone()).await.unwrap(), first);
    let mut other = request.clone();
    other.lines[0].quantity = 2;
    let status = shop.reserve(other).await.unwrap_err();
    assert_eq!(refusal(&status).code(), ErrorCode::Conflict);
    assert!(!refusal(&status).temporary);
    let same_key_of_bob = ReserveRequest { buyer: "bob".into(), ..request };
    let bobs = shop.reserve(same_key_of_bob).await.unwrap();
    assert_eq!(bobs.outcome(), Outcome::Held, "keys belong to their caller");
    assert_eq!(shop.stock("tee").await.held, 2);
    shop.close().await;
}

#[tokio::test]
async fn a_refusal_that_depends_on_the_state_stays_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let early = one("ann", "tee");
    assert_eq!(refused(shop.reserve(early.clone()).await), ErrorCode::SkuNotFound);
    shop.receive("tee", 1).await;
    assert_eq!(refused(shop.reserve(early).await), ErrorCode::SkuNotFound, "the same key");
    let held = shop.reserve(one("ann", "tee")).await.unwrap().reservation.unwrap();
    shop.commit(held.id).await.unwrap();
    let again = shop.commit(held.id).await.unwrap();
    assert_eq!(again.outcome(), Outcome::Committed, "another key for the same payment");
    let other = CommitRequest { payment_reference: "payment 2".into(), ..commit(held.id) };
    assert_eq!(refused(shop.client.commit(other).await), ErrorCode::WrongState);
    assert_eq!(refused(shop.release(held.id).await), ErrorCode::WrongState);
    assert_eq!(refused(shop.commit(77).await), ErrorCode::ReservationNotFound);
    assert_eq!(refused(shop.commit(0).await), ErrorCode::FieldInvalid);
    let mut long = commit(held.id);
    long.payment_reference = "x".repeat(65);
    assert_eq!(refused(shop.client.commit(long).await), ErrorCode::FieldInvalid);
    shop.close().await;
}

#[tokio::test]
async fn wrong_stock_and_sales_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    let receive = |quantity| ReceiveStockRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        quantity,
    };
    for quantity in [0, 1_000_000_001, u32::MAX] {
        let result = shop.client.receive_stock(receive(quantity)).await;
        assert_eq!(refused(result), ErrorCode::QuantityInvalid);
    }
    let cases = [
        (DefineSaleRequest { allotment: 0, ..sale("s", "tee", 1) }, ErrorCode::QuantityInvalid),
        (DefineSaleRequest { skus: vec![], ..sale("s", "tee", 1) }, ErrorCode::FieldInvalid),
        (DefineSaleRequest { price: None, ..sale("s", "tee", 1) }, ErrorCode::FieldInvalid),
        (DefineSaleRequest { policy: 7, ..sale("s", "tee", 1) }, ErrorCode::FieldInvalid),
        (DefineSaleRequest { show: "a b".into(), ..sale("s", "tee", 1) }, ErrorCode::FieldInvalid),
        (sale("s", "unknown", 1), ErrorCode::SkuNotFound),
    ];
    for (request, code) in cases {
        let shown = format!("{request:?}");
        assert_eq!(refused(shop.client.define_sale(request).await), code, "{shown}");
    }
    shop.sell(sale("s", "tee", 3)).await;
    let other = shop.client.define_sale(sale("s", "tee", 4)).await;
    assert_eq!(refused(other), ErrorCode::AlreadyExists);
    let same = shop.client.define_sale(sale("s", "tee", 3)).await.unwrap().into_inner();
    assert_eq!(same.outcome(), Outcome::Done);
    let open = OpenSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "s".into() };
    assert_eq!(refused(shop.client.open_sale(open).await), ErrorCode::WrongState);
    shop.close().await;
}

#[tokio::test]
async fn reads_of_what_is_not_there_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let merchant = || MERCHANT.to_owned();
    let stock = GetStockRequest { merchant: merchant(), sku: "tee".into() };
    assert_eq!(refused(shop.client.get_stock(stock).await), ErrorCode::SkuNotFound);
    let sale = GetSaleRequest { merchant: merchant(), sale: "flash".into() };
    assert_eq!(refused(shop.client.get_sale(sale).await), ErrorCode::SaleNotFound);
    let reservation = GetReservationRequest { merchant: merchant(), reservation: 1 };
    let got = shop.client.get_reservation(reservation).await;
    assert_eq!(refused(got), ErrorCode::ReservationNotFound);
    let list = ListByBuyerRequest {
        merchant: merchant(),
        buyer: "ann".into(),
        limit: 1_001,
        ..ListByBuyerRequest::default()
    };
    assert_eq!(refused(shop.client.list_by_buyer(list).await), ErrorCode::FieldInvalid);
    let watch = WatchRequest { merchant: "a b".into(), from_seq: 0 };
    assert_eq!(refused(shop.client.watch(watch).await.map(drop)), ErrorCode::FieldInvalid);
    shop.close().await;
}

#[tokio::test]
async fn a_basket_is_held_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    shop.receive("cap", 1).await;
    let basket = |buyer: &str| {
        let line = |sku: &str| Line { sku: sku.into(), quantity: 1, unit_price: Some(eur(500)) };
        ReserveRequest { lines: vec![line("tee"), line("cap")], ..one(buyer, "tee") }
    };
    let held = shop.reserve(basket("ann")).await.unwrap();
    assert_eq!(held.reservation.unwrap().total, Some(eur(1_000)));
    let out = shop.reserve(basket("bob")).await.unwrap();
    assert_eq!((out.outcome(), out.held_by_others), (Outcome::SoldOut, 1));
    assert_eq!(shop.stock("tee").await.held, 1, "the other line went back");
    shop.close().await;
}
