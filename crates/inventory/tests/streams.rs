//! `Watch` and `Follow`, as the gateway and the funnel use them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_proto::v1::{
    FollowRequest, JournalRecord, ReservationState, SaleState, WatchRequest, WatchResponse,
};
use support::{MERCHANT, PATIENCE, Shop, one, one_in, sale};
use tonic::Streaming;

async fn next<T>(stream: &mut Streaming<T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, stream.message()).await.unwrap().unwrap()
}

async fn follow(
    shop: &mut Shop,
    from_seq: u64,
    until_now: bool,
) -> Streaming<hawker_proto::v1::FollowResponse> {
    let request = FollowRequest { from_seq, until_now };
    shop.client.follow(request).await.unwrap().into_inner()
}

async fn all(shop: &mut Shop, from_seq: u64) -> Vec<JournalRecord> {
    let mut stream = follow(shop, from_seq, true).await;
    let mut records = Vec::new();
    while let Some(message) = next(&mut stream).await {
        records.push(message.record.unwrap());
    }
    records
}

#[tokio::test]
async fn a_watcher_sees_everything_and_then_every_change_without_a_gap() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 2).await;
    let request = WatchRequest { merchant: MERCHANT.into(), from_seq: 0 };
    let mut watch = shop.client.watch(request).await.unwrap().into_inner();
    let first = next(&mut watch).await.unwrap();
    assert!(first.complete);
    assert_eq!((first.from_seq, first.to_seq), (1, 1));
    assert_eq!((first.stocks.len(), first.sales.len()), (1, 0));

    shop.sell(sale("flash", "tee", 2)).await;
    let ann = shop.reserve(one_in("flash", "ann", "tee")).await.unwrap().reservation.unwrap();
    shop.reserve(one_in("flash", "bob", "tee")).await.unwrap();
    shop.release(ann.id).await.unwrap();
    let stock = shop.stock("tee").await;
    let (mut states, mut to, mut version) = (Vec::new(), first.to_seq, first.stocks[0].version);
    while version < stock.version {
        let WatchResponse { from_seq, to_seq, complete, stocks, sales } =
            next(&mut watch).await.unwrap();
        assert!(!complete && from_seq == to + 1 && to_seq >= from_seq, "{from_seq} {to_seq}");
        to = to_seq;
        states.extend(sales.iter().map(|sale| (sale.version, sale.state())));
        if let Some(shown) = stocks.first() {
            assert!(shown.version > version);
            version = shown.version;
        }
    }
    let expected = [
        (1, SaleState::Scheduled),
        (2, SaleState::Open),
        (3, SaleState::SoldOut),
        (4, SaleState::Open),
    ];
    assert_eq!(states, expected);
    shop.close().await;
    assert_eq!(next(&mut watch).await, None, "a stop ends the stream");
}

#[tokio::test]
async fn a_watcher_sees_only_its_merchant() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    let request = WatchRequest { merchant: "other".into(), from_seq: 0 };
    let mut watch = shop.client.watch(request).await.unwrap().into_inner();
    assert!(next(&mut watch).await.unwrap().complete);
    shop.receive("tee", 2).await;
    let theirs = hawker_proto::v1::ReceiveStockRequest {
        key: support::key(),
        merchant: "other".into(),
        sku: "cap".into(),
        quantity: 1,
    };
    shop.client.receive_stock(theirs).await.unwrap();
    let message = next(&mut watch).await.unwrap();
    assert_eq!((message.from_seq, message.to_seq), (1, 2), "what is left out is covered");
    assert_eq!(message.stocks.len(), 1);
    assert_eq!(message.stocks[0].sku, "cap");
    shop.close().await;
}

#[tokio::test]
async fn a_watcher_that_comes_back_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    for sku in ["cap", "mug", "tee"] {
        shop.receive(sku, 5).await;
    }
    let watch = async |shop: &mut Shop, from_seq| {
        let request = WatchRequest { merchant: MERCHANT.into(), from_seq };
        shop.client.watch(request).await.unwrap().into_inner()
    };
    let mut first = watch(&mut shop, 0).await;
    let to = next(&mut first).await.unwrap().to_seq;
    drop(first);
    // Nobody watches while this happens.
    shop.sell(sale("flash", "tee", 2)).await;
    for buyer in ["ann", "bob"] {
        shop.reserve(one(buyer, "cap")).await.unwrap();
    }
    let mut again = watch(&mut shop, to).await;
    let since = next(&mut again).await.unwrap();
    assert_eq!((since.complete, since.from_seq, since.to_seq), (false, to + 1, to + 4));
    let changed: Vec<_> = since.stocks.iter().map(|s| (&*s.sku, s.version, s.held)).collect();
    assert_eq!(changed, [("cap", 3, 2)], "the newest of what changed, and nothing else");
    let states: Vec<_> = since.sales.iter().map(|sale| (sale.version, sale.state())).collect();
    assert_eq!(states, [(1, SaleState::Scheduled), (2, SaleState::Open)]);
    let mut nothing_new = watch(&mut shop, since.to_seq).await;
    let empty = next(&mut nothing_new).await.unwrap();
    assert_eq!((empty.from_seq, empty.to_seq), (to + 5, to + 4), "an empty range");
    assert!(!empty.complete && empty.stocks.is_empty() && empty.sales.is_empty());
    shop.reserve(one("cyd", "mug")).await.unwrap();
    for stream in [&mut again, &mut nothing_new] {
        assert_eq!(next(stream).await.unwrap().from_seq, to + 5, "both go on without a gap");
    }
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    let mut after_a_restart = watch(&mut shop, to).await;
    assert!(next(&mut after_a_restart).await.unwrap().complete, "it no longer knows");
    let mut of_another_journal = watch(&mut shop, 1_000).await;
    assert!(next(&mut of_another_journal).await.unwrap().complete, "it cannot know");
    shop.close().await;
}

#[tokio::test]
async fn a_follower_gets_every_record_from_anywhere_and_then_the_new_ones() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    assert!(all(&mut shop, 0).await.is_empty());
    shop.receive("tee", 9).await;
    for buyer in ["ann", "bob", "cyd"] {
        let held = shop.reserve(one(buyer, "tee")).await.unwrap().reservation.unwrap();
        shop.commit(held.id).await.unwrap();
    }
    let records = all(&mut shop, 0).await;
    let seqs: Vec<u64> = records.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=7).collect::<Vec<_>>());
    assert!(records.is_sorted_by_key(|record| record.time_ms));
    let order = records[2].entries[0].reservation.clone().unwrap();
    assert_eq!((&*order.buyer, order.state()), ("ann", ReservationState::Committed));
    assert_eq!(order.lines[0].unit_price, Some(support::eur(4_500)));
    shop.close().await;

    // After a restart the old records come from disk, the new ones from memory.
    let mut shop = Shop::open(dir.path()).await;
    let mut live = follow(&mut shop, 4, false).await;
    for seq in 4..=7 {
        let record = next(&mut live).await.unwrap().record.unwrap();
        assert_eq!(record, records[seq - 1]);
    }
    shop.receive("tee", 1).await;
    assert_eq!(next(&mut live).await.unwrap().record.unwrap().seq, 8);
    assert_eq!(all(&mut shop, 8).await.len(), 1);
    assert_eq!(all(&mut shop, 9).await.len(), 0);
    shop.close().await;
    assert_eq!(next(&mut live).await, None, "a stop ends the stream");
}
