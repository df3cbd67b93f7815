//! Orders in part, again, late, and taken back, over a real gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    CancelRequest, CommandResponse, CommitRequest, DefineSaleRequest, ErrorCode, ExpireRequest,
    ExtendRequest, Line, ListBySaleRequest, Outcome, ReservationState, ReserveRequest, Rest,
};
use support::{MERCHANT, Shop, commit, eur, key, one_in, refused, sale};

fn units(sku: &str, quantity: u32) -> Line {
    Line { sku: sku.into(), quantity, unit_price: None }
}

async fn three(shop: &mut Shop, buyer: &str) -> (ReserveRequest, CommandResponse) {
    let request = ReserveRequest { lines: vec![units("tee", 3)], ..one_in("flash", buyer, "tee") };
    let held = shop.reserve(request.clone()).await.unwrap();
    assert_eq!(held.outcome(), Outcome::Held);
    (request, held)
}

async fn shop_with_a_sale(dir: &std::path::Path) -> Shop {
    let mut shop = Shop::open(dir).await;
    shop.receive("tee", 9).await;
    let define =
        DefineSaleRequest { limit_per_buyer: 3, late_commit: true, ..sale("flash", "tee", 9) };
    shop.sell(define).await;
    shop
}

#[tokio::test]
async fn a_part_is_bought_the_rest_is_kept_and_the_order_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = shop_with_a_sale(dir.path()).await;
    let (reserve, held) = three(&mut shop, "ann").await;
    let hold = held.reservation.as_ref().unwrap();
    let part =
        CommitRequest { lines: vec![units("tee", 1)], rest: Rest::Keep.into(), ..commit(hold.id) };
    let bought = shop.client.commit(part.clone()).await.unwrap().into_inner();
    let (order, rest) = (bought.reservation.as_ref().unwrap(), bought.rest.as_ref().unwrap());
    assert_eq!((order.id, order.total.clone()), (hold.id, Some(eur(3_000))));
    assert_eq!((rest.rest_of, rest.state()), (hold.id, ReservationState::Held));
    assert_eq!((rest.lines[0].quantity, rest.expires_at_ms), (2, hold.expires_at_ms));
    let same = shop.client.commit(commit(hold.id)).await.unwrap().into_inner();
    assert_eq!((&same.reservation, &same.rest), (&bought.reservation, &bought.rest));
    let other = CommitRequest { payment_reference: "another".into(), ..commit(hold.id) };
    assert_eq!(refused(shop.client.commit(other).await), ErrorCode::WrongState);

    let extend =
        ExtendRequest { key: key(), merchant: MERCHANT.into(), reservation: rest.id, seconds: 60 };
    let longer = shop.client.extend(extend.clone()).await.unwrap().into_inner();
    let until = longer.reservation.as_ref().unwrap().expires_at_ms;
    assert_eq!((longer.outcome(), until), (Outcome::Extended, rest.expires_at_ms + 60_000));
    let again = ExtendRequest { key: key(), ..extend.clone() };
    let again = shop.client.extend(again).await.unwrap().into_inner();
    assert_eq!(again.outcome(), Outcome::Limit, "once is allowed");

    let cancel = CancelRequest {
        key: key(),
        merchant: MERCHANT.into(),
        reservation: hold.id,
        reason: "too small".into(),
        ..CancelRequest::default()
    };
    let back = shop.client.cancel(cancel.clone()).await.unwrap().into_inner();
    let cancelled = back.reservation.as_ref().unwrap();
    assert_eq!(
        (back.outcome(), cancelled.state()),
        (Outcome::Cancelled, ReservationState::Cancelled)
    );
    assert_eq!(cancelled.refund.as_ref().unwrap().amount, Some(eur(3_000)));
    let stock = shop.stock("tee").await;
    assert_eq!((stock.available, stock.held, stock.sold, stock.returned), (7, 2, 1, 1));
    let list = ListBySaleRequest {
        merchant: MERCHANT.into(),
        sale: "flash".into(),
        ..ListBySaleRequest::default()
    };
    let listed = shop.client.list_by_sale(list).await.unwrap().into_inner();
    let ids: Vec<u64> = listed.reservations.iter().map(|it| it.id).collect();
    assert_eq!((ids, listed.more), (vec![rest.id, hold.id], false));
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(shop.reserve(reserve).await.unwrap(), held, "answers stay what they were");
    assert_eq!(shop.client.commit(part).await.unwrap().into_inner(), bought);
    assert_eq!(shop.client.extend(extend).await.unwrap().into_inner(), longer);
    assert_eq!(shop.client.cancel(cancel).await.unwrap().into_inner(), back);
    shop.close().await;
}

#[tokio::test]
async fn a_late_payment_takes_the_units_again_while_there_are_some() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = shop_with_a_sale(dir.path()).await;
    let mut holds = Vec::new();
    for buyer in ["ann", "bob", "cyd"] {
        holds.push(three(&mut shop, buyer).await.1.reservation.unwrap().id);
    }
    for reservation in &holds[..2] {
        let request =
            ExpireRequest { key: key(), merchant: MERCHANT.into(), reservation: *reservation };
        shop.client.expire(request).await.unwrap();
    }
    three(&mut shop, "dan").await;
    let late = shop.commit(holds[0]).await.unwrap();
    assert_eq!(late.outcome(), Outcome::Committed);
    assert_eq!(late.reservation.unwrap().state(), ReservationState::Committed);
    let too_late = shop.commit(holds[1]).await.unwrap();
    assert_eq!(too_late.outcome(), Outcome::Expired, "nothing is left");
    shop.close().await;
    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(shop.stock("tee").await.sold, 3);
    shop.close().await;
}
