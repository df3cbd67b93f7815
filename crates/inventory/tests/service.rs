//! What a caller of the service sees, over a real gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    CloseSaleRequest, ErrorCode, ExpireRequest, GetReservationRequest, ListByBuyerRequest,
    ListHeldRequest, Outcome, ReservationState, SaleState,
};
use support::{MERCHANT, Shop, eur, key, one, one_in, refused, sale};

#[tokio::test]
async fn a_unit_goes_from_stock_to_an_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let received = shop.receive("tee", 3).await;
    assert_eq!(received.outcome(), Outcome::Done);
    assert_eq!(received.stock.unwrap().available, 3);

    let held = shop.reserve(one("ann", "tee")).await.unwrap();
    assert_eq!(held.outcome(), Outcome::Held);
    let reservation = held.reservation.unwrap();
    assert_eq!(reservation.state(), ReservationState::Held);
    assert_eq!(reservation.total, Some(eur(4_500)));
    assert_eq!(reservation.expires_at_ms - reservation.created_at_ms, 120_000);
    let stock = shop.stock("tee").await;
    assert_eq!((stock.available, stock.held, stock.sold), (2, 1, 0));

    let committed = shop.commit(reservation.id).await.unwrap();
    assert_eq!(committed.outcome(), Outcome::Committed);
    assert_eq!(committed.reservation.unwrap().state(), ReservationState::Committed);
    assert!(committed.receipt.unwrap().seq > held.receipt.unwrap().seq);
    let stock = shop.stock("tee").await;
    assert_eq!((stock.available, stock.held, stock.sold), (2, 0, 1));
    shop.close().await;
}

#[tokio::test]
async fn a_sale_sells_out_and_opens_again_when_a_hold_returns() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 10).await;
    let before = shop.reserve(one_in("flash", "ann", "tee")).await;
    assert_eq!(refused(before), ErrorCode::SaleNotFound);
    let opened = shop.sell(sale("flash", "tee", 2)).await;
    assert_eq!(opened.state(), SaleState::Open);

    let first = shop.reserve(one_in("flash", "ann", "tee")).await.unwrap();
    let first = first.reservation.unwrap();
    assert_eq!(first.total, Some(eur(3_000)), "the sale's price counts");
    let again = shop.reserve(one_in("flash", "ann", "tee")).await.unwrap();
    assert_eq!((again.outcome(), again.left_for_buyer), (Outcome::Limit, 0));
    let second = shop.reserve(one_in("flash", "bob", "tee")).await.unwrap();
    assert_eq!(second.outcome(), Outcome::Held);
    assert_eq!(shop.sale("flash").await.state(), SaleState::SoldOut);
    let third = shop.reserve(one_in("flash", "cyd", "tee")).await.unwrap();
    assert_eq!((third.outcome(), third.held_by_others), (Outcome::SoldOut, 2));

    shop.release(first.id).await.unwrap();
    let open = shop.sale("flash").await;
    assert_eq!((open.state(), open.held), (SaleState::Open, 1));
    shop.commit(second.reservation.unwrap().id).await.unwrap();
    let close = CloseSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "flash".into() };
    let closed = shop.client.close_sale(close).await.unwrap().into_inner().sale.unwrap();
    assert_eq!((closed.state(), closed.sold), (SaleState::Closed, 1));
    let late = shop.reserve(one_in("flash", "cyd", "tee")).await.unwrap();
    assert_eq!(late.outcome(), Outcome::NotOpen);
    shop.close().await;
}

#[tokio::test]
async fn a_hold_that_was_ended_cannot_be_bought() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let held = shop.reserve(one("ann", "tee")).await.unwrap().reservation.unwrap();
    let expire = ExpireRequest { key: key(), merchant: MERCHANT.into(), reservation: held.id };
    let expired = shop.client.expire(expire).await.unwrap().into_inner();
    assert_eq!(expired.outcome(), Outcome::Expired);
    assert_eq!(expired.reservation.unwrap().state(), ReservationState::Expired);
    let late = shop.commit(held.id).await.unwrap();
    assert_eq!((late.outcome(), late.reservation), (Outcome::Expired, None));
    assert_eq!(shop.stock("tee").await.available, 1);
    shop.close().await;
}

#[tokio::test]
async fn a_hold_runs_out_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let mut request = one("ann", "tee");
    request.hold_seconds = 1;
    let held = shop.reserve(request).await.unwrap().reservation.unwrap();
    let wait = async {
        while shop.stock("tee").await.available == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(support::PATIENCE, wait).await.unwrap();
    let late = shop.commit(held.id).await.unwrap();
    assert_eq!(late.outcome(), Outcome::Expired);
    shop.close().await;
}

#[tokio::test]
async fn what_several_buyers_hold_is_read_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let mut ids = Vec::new();
    for (buyer, sku) in [("ann", "a"), ("ben", "b"), ("ann", "c"), ("eve", "d"), ("ben", "e")] {
        shop.receive(sku, 1).await;
        ids.push(shop.reserve(one(buyer, sku)).await.unwrap().reservation.unwrap().id);
    }
    shop.release(ids[4]).await.unwrap();
    let held =
        |buyers: Vec<String>, limit| ListHeldRequest { merchant: MERCHANT.into(), buyers, limit };
    let buyers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let found = held(buyers(&["ben", "nobody", "ann"]), 0);
    let found = shop.client.list_held(found).await.unwrap().into_inner().reservations;
    let found: Vec<(&str, u64)> = found.iter().map(|it| (it.buyer.as_str(), it.id)).collect();
    assert_eq!(found, [("ben", ids[1]), ("ann", ids[2]), ("ann", ids[0])]);
    let newest = shop.client.list_held(held(buyers(&["ann"]), 1)).await.unwrap().into_inner();
    assert_eq!(newest.reservations.iter().map(|it| it.id).collect::<Vec<_>>(), [ids[2]]);
    for wrong in [vec!["ann".to_owned(); 257], buyers(&["not a buyer!"])] {
        let refused = shop.client.list_held(held(wrong, 0)).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    }
    shop.close().await;
}

#[tokio::test]
async fn a_buyers_reservations_are_listed_newest_first_in_pages() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let mut ids = Vec::new();
    for sku in ["a", "b", "c", "d"] {
        shop.receive(sku, 1).await;
        ids.push(shop.reserve(one("ann", sku)).await.unwrap().reservation.unwrap().id);
    }
    shop.release(ids[1]).await.unwrap();
    ids.reverse();
    let list = |only_held, limit, before| ListByBuyerRequest {
        merchant: MERCHANT.into(),
        buyer: "ann".into(),
        only_held,
        limit,
        before,
    };
    let page = shop.client.list_by_buyer(list(false, 3, 0)).await.unwrap().into_inner();
    let found: Vec<u64> = page.reservations.iter().map(|r| r.id).collect();
    assert_eq!((&*found, page.more), (&ids[..3], true));
    let page = shop.client.list_by_buyer(list(false, 3, found[2])).await.unwrap().into_inner();
    let found: Vec<u64> = page.reservations.iter().map(|r| r.id).collect();
    assert_eq!((&*found, page.more), (&ids[3..], false));
    let page = shop.client.list_by_buyer(list(true, 0, 0)).await.unwrap().into_inner();
    let found: Vec<u64> = page.reservations.iter().map(|r| r.id).collect();
    assert_eq!(found, [ids[0], ids[1], ids[3]]);
    let get = GetReservationRequest { merchant: MERCHANT.into(), reservation: ids[2] };
    let got = shop.client.get_reservation(get).await.unwrap().into_inner().reservation.unwrap();
    assert_eq!(got.state(), ReservationState::Released);
    shop.close().await;
}
