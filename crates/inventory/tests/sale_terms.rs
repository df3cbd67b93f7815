//! Sales whose host pauses and changes them, and what few sales have, over a real
//! gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    ChangeSaleRequest, DefineSaleRequest, ErrorCode, Line, Outcome, PauseSaleRequest,
    ReservationState, ReserveMode, ReserveRequest, ResumeSaleRequest, SalePolicy, SaleState,
};
use support::{MERCHANT, Shop, eur, key, one_in, refused, sale};

fn change() -> ChangeSaleRequest {
    let (merchant, sale) = (MERCHANT.into(), "flash".into());
    ChangeSaleRequest { key: key(), merchant, sale, ..ChangeSaleRequest::default() }
}

#[tokio::test]
async fn the_host_pauses_a_sale_and_changes_its_price() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 10).await;
    let opened = shop.sell(sale("flash", "tee", 2)).await;
    assert_eq!(opened.price_version, 1);
    let held = shop.reserve(one_in("flash", "ann", "tee")).await.unwrap().reservation.unwrap();
    let pause = PauseSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "flash".into() };
    let paused = shop.client.pause_sale(pause.clone()).await.unwrap().into_inner();
    assert_eq!(paused.sale.as_ref().unwrap().state(), SaleState::Paused);
    let during = one_in("flash", "bob", "tee");
    let told = shop.reserve(during.clone()).await.unwrap();
    assert_eq!(told.outcome(), Outcome::Paused);
    shop.commit(held.id).await.unwrap();

    let cheaper = ChangeSaleRequest { price: Some(eur(2_000)), add_allotment: 1, ..change() };
    let changed = shop.client.change_sale(cheaper).await.unwrap().into_inner().sale.unwrap();
    assert_eq!((changed.price_version, changed.allotment), (2, 3));
    let nothing = shop.client.change_sale(change()).await;
    assert_eq!(refused(nothing), ErrorCode::FieldInvalid);
    let resume = ResumeSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "flash".into() };
    let open = shop.client.resume_sale(resume).await.unwrap().into_inner().sale.unwrap();
    assert_eq!(open.state(), SaleState::Open);

    let seen_before = ReserveRequest { price_version: 1, ..one_in("flash", "bob", "tee") };
    let stale = shop.reserve(seen_before.clone()).await.unwrap();
    assert_eq!((stale.outcome(), stale.sale.as_ref()), (Outcome::Conflict, Some(&open)));
    let seen_now = ReserveRequest { price_version: 2, ..one_in("flash", "bob", "tee") };
    let got = shop.reserve(seen_now.clone()).await.unwrap();
    let bought = got.reservation.as_ref().unwrap();
    assert_eq!((bought.price_version, bought.total.clone()), (2, Some(eur(2_000))));
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(shop.client.pause_sale(pause).await.unwrap().into_inner(), paused);
    for (request, answer) in [(during, told), (seen_before, stale), (seen_now, got)] {
        assert_eq!(shop.reserve(request).await.unwrap(), answer);
    }
    shop.close().await;
}

#[tokio::test]
async fn a_shop_that_refuses_holds_is_paid_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let define =
        DefineSaleRequest { policy: SalePolicy::PayFirst.into(), ..sale("flash", "tee", 5) };
    assert_eq!(shop.sell(define).await.policy(), SalePolicy::PayFirst);
    let unpaid = shop.reserve(one_in("flash", "ann", "tee")).await;
    assert_eq!(refused(unpaid), ErrorCode::FieldInvalid);
    let paid =
        ReserveRequest { payment_reference: "pay 7".into(), ..one_in("flash", "ann", "tee") };
    let order = shop.reserve(paid.clone()).await.unwrap();
    assert_eq!(order.outcome(), Outcome::Committed);
    let bought = order.reservation.as_ref().unwrap();
    assert_eq!(
        (bought.state(), &*bought.payment_reference),
        (ReservationState::Committed, "pay 7")
    );
    let late =
        ReserveRequest { payment_reference: "pay 8".into(), ..one_in("flash", "bob", "tee") };
    assert_eq!(shop.reserve(late).await.unwrap().outcome(), Outcome::SoldOut);
    shop.close().await;
    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(shop.reserve(paid).await.unwrap(), order);
    assert_eq!(shop.stock("tee").await.sold, 1);
    shop.close().await;
}

#[tokio::test]
async fn a_household_shares_a_limit_and_a_basket_takes_what_there_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("cap", 1).await;
    shop.receive("tee", 9).await;
    let define = DefineSaleRequest {
        skus: vec!["cap".into(), "tee".into()],
        limit_per_buyer: 9,
        limit_per_sku: 2,
        limit_per_household: 3,
        ..sale("flash", "tee", 9)
    };
    shop.sell(define).await;
    let basket = |buyer: &str, mode: ReserveMode| ReserveRequest {
        mode: mode.into(),
        household: "elm-1".into(),
        lines: ["cap", "tee"]
            .map(|sku| Line { sku: sku.into(), quantity: 2, unit_price: None })
            .to_vec(),
        ..one_in("flash", buyer, "tee")
    };
    let nameless = shop.reserve(one_in("flash", "dan", "tee")).await;
    assert_eq!(refused(nameless), ErrorCode::FieldInvalid, "the household must be named");
    let all = shop.reserve(basket("ann", ReserveMode::Unspecified)).await.unwrap();
    assert_eq!((all.outcome(), all.left_for_buyer), (Outcome::Limit, 3), "four are too many");
    let some = shop.reserve(basket("ann", ReserveMode::Partial)).await.unwrap();
    let lines = |r: &hawker_proto::v1::CommandResponse| {
        let lines = &r.reservation.as_ref().unwrap().lines;
        lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect::<Vec<_>>()
    };
    assert_eq!(lines(&some), [("tee".into(), 2)], "a cap is missing");
    let best = shop.reserve(basket("bob", ReserveMode::BestEffort)).await.unwrap();
    assert_eq!(lines(&best), [("cap".into(), 1)], "the household may have three");
    let none = shop.reserve(basket("cyd", ReserveMode::BestEffort)).await.unwrap();
    assert_eq!((none.outcome(), none.left_for_buyer), (Outcome::Limit, 0));
    shop.close().await;
}
