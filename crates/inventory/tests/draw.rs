//! A draw as a caller sees it, over a real gRPC connection.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    CommandResponse, DefineSaleRequest, Draw, EnterDrawRequest, ErrorCode, FollowRequest,
    GetDrawRequest, JournalRecord, Line, ListEntriesRequest, Outcome, SalePolicy, SaleState,
    journal_entry::Command,
};
use sha2::{Digest as _, Sha256};
use support::{MERCHANT, Shop, key, one_in, refused, sale};
use tonic::Status;

fn draw(open_seconds: u32) -> DefineSaleRequest {
    let policy = SalePolicy::Draw.into();
    DefineSaleRequest { policy, open_seconds, ..sale("draw", "tee", 2) }
}

async fn enter(shop: &mut Shop, buyer: &str) -> Result<CommandResponse, Status> {
    enter_of(shop, buyer, "").await
}

/// Enters as one of a household.
async fn enter_of(
    shop: &mut Shop,
    buyer: &str,
    household: &str,
) -> Result<CommandResponse, Status> {
    let request = EnterDrawRequest {
        key: key(),
        merchant: MERCHANT.into(),
        buyer: buyer.into(),
        household: household.into(),
        sale: "draw".into(),
        nonce: format!("nonce-of-{buyer}"),
        lines: vec![Line { sku: "tee".into(), quantity: 1, unit_price: None }],
        show: "show".into(),
        listing: "listing".into(),
    };
    Ok(shop.client.enter_draw(request).await?.into_inner())
}

async fn read(shop: &mut Shop) -> Draw {
    let request = GetDrawRequest { merchant: MERCHANT.into(), sale: "draw".into() };
    shop.client.get_draw(request).await.unwrap().into_inner().draw.unwrap()
}

/// Every record until the sale has come to a state.
async fn records_until(shop: &mut Shop, state: SaleState) -> Vec<JournalRecord> {
    let follow = FollowRequest { from_seq: 1, until_now: false };
    let mut stream = shop.client.follow(follow).await.unwrap().into_inner();
    while shop.sale("draw").await.state() != state {
        stream.message().await.unwrap().unwrap();
    }
    let follow = FollowRequest { from_seq: 1, until_now: true };
    let mut stream = shop.client.follow(follow).await.unwrap().into_inner();
    let mut records = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        records.push(message.record.unwrap());
    }
    records
}

fn has(record: &JournalRecord, of: fn(&Command) -> bool) -> bool {
    record.entries.iter().any(|entry| entry.command.as_ref().is_some_and(of))
}

#[tokio::test]
async fn entrants_are_drawn_when_the_window_is_over_and_anyone_can_check_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    let opened = shop.sell(draw(1)).await;
    let promised = opened.draw.as_ref().unwrap().seed_hash.clone();
    assert_eq!((promised.len(), opened.policy()), (32, SalePolicy::Draw));
    let buyers = ["ann", "bob", "cyd", "dan"];
    for (at, buyer) in buyers.iter().enumerate() {
        let entered = enter(&mut shop, buyer).await.unwrap();
        assert_eq!(entered.outcome(), Outcome::Entered);
        assert_eq!(entered.waiting as usize, at + 1);
    }
    let now = shop.reserve(one_in("draw", "eve", "tee")).await.unwrap();
    assert_eq!(now.outcome(), Outcome::NotOpen, "only entrants get units");

    let records = records_until(&mut shop, SaleState::SoldOut).await;
    let drawn = read(&mut shop).await;
    assert_eq!((drawn.seed_hash, drawn.entries), (promised.clone(), 4));
    assert_eq!(Sha256::digest(&drawn.seed)[..], promised);
    let list =
        ListEntriesRequest { merchant: MERCHANT.into(), sale: "draw".into(), after: 1, limit: 2 };
    let page = shop.client.list_entries(list).await.unwrap().into_inner();
    assert_eq!((page.entries.len(), page.more), (2, true));
    assert_eq!((page.entries[0].number, &*page.entries[0].nonce), (2, "nonce-of-bob"));

    let mut chain = promised.to_vec();
    for buyer in buyers {
        let line = format!("{buyer}\tnonce-of-{buyer}\ttee\t1\n");
        chain = Sha256::digest([&chain, line.as_bytes()].concat()).to_vec();
    }
    assert_eq!(chain, drawn.entries_hash);
    let mut ranks: Vec<_> = (1..=4u32)
        .map(|number| {
            let bytes = [&drawn.seed[..], &chain, &number.to_be_bytes()].concat();
            (Sha256::digest(bytes).to_vec(), buyers[number as usize - 1])
        })
        .collect();
    ranks.sort();
    let winners: Vec<_> = records
        .iter()
        .flat_map(|record| &record.entries)
        .flat_map(|entry| &entry.changed)
        .map(|reservation| &*reservation.buyer)
        .collect();
    assert_eq!(winners, [ranks[0].1, ranks[1].1]);

    // The seed stands in no record before the one that reveals it, and that one
    // comes after the list was closed.
    let reveals = records.iter().position(|r| has(r, |c| matches!(c, Command::RevealDraw(_))));
    let reveals = reveals.unwrap();
    assert!(records[..reveals].iter().any(|r| has(r, |c| matches!(c, Command::Elapse(_)))));
    let before = prost::Message::encode_to_vec(&records[reveals - 1]);
    assert!(!before.windows(32).any(|bytes| bytes == drawn.seed));
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(read(&mut shop).await.seed, drawn.seed);
    shop.close().await;
}

#[tokio::test]
async fn a_draw_needs_a_window_and_nothing_of_a_seed() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    let without = shop.client.define_sale(draw(0)).await;
    assert_eq!(refused(without), ErrorCode::FieldInvalid);
    let chosen = DefineSaleRequest { seed_hash: vec![0; 32], ..draw(60) };
    assert_eq!(refused(shop.client.define_sale(chosen).await), ErrorCode::FieldInvalid);
    shop.sell(draw(60)).await;
    let mut bad = enter(&mut shop, "ann").await.unwrap();
    assert_eq!(bad.waiting, 1);
    bad = enter(&mut shop, "ann").await.unwrap();
    assert_eq!((bad.outcome(), bad.waiting), (Outcome::Entered, 1), "one entry a buyer");
    shop.close().await;
}

#[tokio::test]
async fn a_household_enters_a_draw_for_no_more_than_it_may_have() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 5).await;
    shop.sell(DefineSaleRequest { limit_per_household: 1, ..draw(3_600) }).await;
    assert_eq!(refused(enter(&mut shop, "ann").await), ErrorCode::FieldInvalid, "of no household");
    let first = enter_of(&mut shop, "ann", "elm-1").await.unwrap();
    assert_eq!(first.outcome(), Outcome::Entered);
    for _ in 0..2 {
        let second = enter_of(&mut shop, "bob", "elm-1").await.unwrap();
        assert_eq!((second.outcome(), second.left_for_buyer), (Outcome::Limit, 0));
        shop.close().await;
        shop = Shop::open(dir.path()).await;
    }
    assert_eq!(enter_of(&mut shop, "bob", "elm-2").await.unwrap().outcome(), Outcome::Entered);
    shop.close().await;
}
