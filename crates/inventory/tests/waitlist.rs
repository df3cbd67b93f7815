//! The waitlist as a caller sees it, over a real gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    CommandResponse, ErrorCode, FollowRequest, GetWaitingRequest, JoinWaitlistRequest,
    JournalRecord, LeaveWaitlistRequest, Line, ListByBuyerRequest, Outcome, ReservationState,
    SaleState, Waitlist,
};
use support::{MERCHANT, Shop, key, one, one_in, refused, sale};
use tonic::Status;

fn join(buyer: &str, sale: &str, sku: &str) -> JoinWaitlistRequest {
    JoinWaitlistRequest {
        key: key(),
        merchant: MERCHANT.into(),
        buyer: buyer.into(),
        household: String::new(),
        show: "show".into(),
        listing: "listing".into(),
        sale: sale.into(),
        lines: vec![Line { sku: sku.into(), quantity: 1, unit_price: None }],
        ticket: 0,
    }
}

async fn asked(shop: &mut Shop, request: JoinWaitlistRequest) -> Result<CommandResponse, Status> {
    Ok(shop.client.join_waitlist(request).await?.into_inner())
}

async fn place(shop: &mut Shop, buyer: &str, sale: &str) -> Option<u32> {
    let (merchant, buyer, sale) = (MERCHANT.into(), buyer.into(), sale.into());
    let request = GetWaitingRequest { merchant, buyer, sale };
    let got = shop.client.get_waiting(request).await.unwrap().into_inner();
    got.waiting.then_some(got.place)
}

async fn records(shop: &mut Shop) -> Vec<JournalRecord> {
    let follow = FollowRequest { from_seq: 1, until_now: true };
    let mut stream = shop.client.follow(follow).await.unwrap().into_inner();
    let mut records = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        records.push(message.record.unwrap());
    }
    records
}

#[tokio::test]
async fn a_unit_that_comes_back_is_offered_to_whoever_waits() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let mut flash = sale("flash", "tee", 10);
    (flash.waitlist, flash.offer_seconds) = (Waitlist::FirstCome.into(), 30);
    let opened = shop.sell(flash).await;
    assert_eq!((opened.waitlist(), opened.offer_seconds), (Waitlist::FirstCome, 30));
    // There is one, so nobody waits for it.
    let first = asked(&mut shop, join("ann", "flash", "tee")).await.unwrap();
    assert_eq!(first.outcome(), Outcome::Held);
    let bob = join("bob", "flash", "tee");
    let waits = asked(&mut shop, bob.clone()).await.unwrap();
    assert_eq!((waits.outcome(), waits.waiting), (Outcome::Waiting, 1));
    let waits = asked(&mut shop, join("cyd", "flash", "tee")).await.unwrap();
    assert_eq!((waits.outcome(), waits.waiting), (Outcome::Waiting, 2));
    assert_eq!(place(&mut shop, "cyd", "flash").await, Some(2));
    assert_eq!(shop.sale("flash").await.waiting, 2);

    let release = shop.release(first.reservation.unwrap().id).await.unwrap();
    assert_eq!(release.outcome(), Outcome::Released);
    let dan = shop.reserve(one_in("flash", "dan", "tee")).await.unwrap();
    assert_eq!(dan.outcome(), Outcome::SoldOut, "the line comes first");
    let (merchant, buyer) = (MERCHANT.into(), "bob".into());
    let list = ListByBuyerRequest { merchant, buyer, only_held: true, limit: 0, before: 0 };
    let offered = shop.client.list_by_buyer(list).await.unwrap().into_inner().reservations;
    assert_eq!(offered.len(), 1);
    assert!(offered[0].promoted);
    assert_eq!(offered[0].expires_at_ms - offered[0].created_at_ms, 30_000);
    assert_eq!(offered[0].show, "show");
    assert_eq!(
        (place(&mut shop, "bob", "flash").await, shop.sale("flash").await.waiting),
        (None, 1)
    );
    // The same key has the same answer, though Bob does not wait any more.
    assert_eq!(asked(&mut shop, bob).await.unwrap().waiting, 1);
    assert_eq!(shop.sale("flash").await.state(), SaleState::SoldOut);

    let seq = release.receipt.unwrap().seq;
    let changed = records(&mut shop).await.into_iter().find(|record| record.seq == seq).unwrap();
    let changed = &changed.entries.last().unwrap().changed;
    assert_eq!((changed.len(), changed[0].id), (1, offered[0].id), "in the record of the release");
    assert_eq!(changed[0].state(), ReservationState::Held);
    shop.close().await;

    // Everything is there after a restart: Cyd is next.
    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(place(&mut shop, "cyd", "flash").await, Some(1));
    let leave = LeaveWaitlistRequest {
        key: key(),
        merchant: MERCHANT.into(),
        buyer: "cyd".into(),
        sale: "flash".into(),
    };
    let left = shop.client.leave_waitlist(leave).await.unwrap().into_inner();
    assert_eq!(left.outcome(), Outcome::Done);
    assert_eq!(place(&mut shop, "cyd", "flash").await, None);
    shop.close().await;
}

#[tokio::test]
async fn joining_is_refused_with_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    shop.receive("cap", 1).await;
    shop.sell(sale("plain", "tee", 1)).await;
    let no_list = asked(&mut shop, join("ann", "plain", "tee")).await;
    assert_eq!(refused(no_list), ErrorCode::WrongState);
    let unknown = asked(&mut shop, join("ann", "other", "tee")).await;
    assert_eq!(refused(unknown), ErrorCode::SaleNotFound);
    let stranger = asked(&mut shop, join("ann", "plain", "cap")).await;
    assert_eq!(refused(stranger), ErrorCode::FieldInvalid);
    let drawn = JoinWaitlistRequest { ticket: 1, ..join("ann", "plain", "tee") };
    assert_eq!(refused(asked(&mut shop, drawn).await), ErrorCode::FieldInvalid);
    let mut two = join("ann", "plain", "tee");
    two.lines.extend(one("ann", "cap").lines);
    assert_eq!(refused(asked(&mut shop, two).await), ErrorCode::FieldInvalid);
    shop.close().await;
}

#[tokio::test]
async fn a_household_waits_for_no_more_than_it_may_have() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let mut flash = sale("flash", "tee", 10);
    (flash.waitlist, flash.limit_per_household) = (Waitlist::FirstCome.into(), 1);
    shop.sell(flash).await;
    let nameless = asked(&mut shop, join("ann", "flash", "tee")).await;
    assert_eq!(refused(nameless), ErrorCode::FieldInvalid);
    let of = |buyer: &str, household: &str| JoinWaitlistRequest {
        household: household.into(),
        ..join(buyer, "flash", "tee")
    };
    let held = asked(&mut shop, of("ann", "elm-1")).await.unwrap();
    assert_eq!(held.reservation.as_ref().unwrap().household, "elm-1");
    let again = asked(&mut shop, of("bob", "elm-1")).await.unwrap();
    assert_eq!((again.outcome(), again.left_for_buyer), (Outcome::Limit, 0));
    for (buyer, household) in [("cyd", "elm-2"), ("dan", "elm-2"), ("eve", "elm-3")] {
        assert_eq!(
            asked(&mut shop, of(buyer, household)).await.unwrap().outcome(),
            Outcome::Waiting
        );
    }
    // One for elm-2 and one for elm-3: dan's household has what it may have.
    shop.receive("tee", 2).await;
    let changed = records(&mut shop).await.into_iter().flat_map(|record| record.entries);
    let promoted: Vec<_> = changed
        .flat_map(|entry| entry.changed)
        .map(|reservation| (reservation.buyer, reservation.household))
        .collect();
    assert_eq!(promoted, [("cyd".into(), "elm-2".into()), ("eve".into(), "elm-3".into())]);
    shop.close().await;
}
