//! A restart keeps everything, with and without a snapshot.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use hawker_inventory::{Config, Error, Inventory, read_journal};
use hawker_proto::v1::{
    CommandResponse, ErrorCode, ListByBuyerRequest, Outcome, ReservationState, ReserveRequest,
    SaleState,
};
use support::{MERCHANT, PATIENCE, Shop, one, one_in, refused, sale};

async fn reservations(shop: &mut Shop, buyer: &str) -> Vec<hawker_proto::v1::Reservation> {
    let request = ListByBuyerRequest {
        merchant: MERCHANT.into(),
        buyer: buyer.into(),
        ..ListByBuyerRequest::default()
    };
    shop.client.list_by_buyer(request).await.unwrap().into_inner().reservations
}

#[tokio::test]
async fn every_key_gets_its_answer_again_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 3).await;
    shop.sell(sale("flash", "tee", 2)).await;
    let early = one("ann", "cap");
    assert_eq!(refused(shop.reserve(early.clone()).await), ErrorCode::SkuNotFound);
    let requests = ["ann", "ann", "bob", "cyd"].map(|buyer| one_in("flash", buyer, "tee"));
    let mut answers: Vec<CommandResponse> = Vec::new();
    for request in &requests {
        answers.push(shop.reserve(request.clone()).await.unwrap());
    }
    let outcomes: Vec<Outcome> = answers.iter().map(CommandResponse::outcome).collect();
    assert_eq!(outcomes, [Outcome::Held, Outcome::Limit, Outcome::Held, Outcome::SoldOut]);
    let first = answers[0].reservation.as_ref().unwrap().id;
    shop.commit(first).await.unwrap();
    let (stock, state) = (shop.stock("tee").await, shop.sale("flash").await);
    shop.close().await;

    let mut shop = Shop::open(dir.path()).await;
    assert_eq!((shop.stock("tee").await, shop.sale("flash").await), (stock, state.clone()));
    assert_eq!(state.state(), SaleState::SoldOut);
    for (request, answer) in requests.iter().zip(&answers) {
        assert_eq!(shop.reserve(request.clone()).await.unwrap(), *answer);
    }
    shop.receive("cap", 1).await;
    assert_eq!(refused(shop.reserve(early).await), ErrorCode::SkuNotFound);
    let list = reservations(&mut shop, "ann").await;
    assert_eq!(list[0].state(), ReservationState::Committed);
    shop.close().await;
}

#[tokio::test]
async fn a_snapshot_and_the_tail_are_as_good_as_the_whole_journal() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config { snapshot_every_mib: 1, ..Config::default() };
    let mut shop = Shop::open_with(dir.path(), config.clone()).await;
    shop.receive("tee", 1_000_000).await;
    let has_snapshot = || {
        let files = std::fs::read_dir(dir.path()).unwrap();
        files.flatten().any(|file| file.path().extension().is_some_and(|end| end == "snap"))
    };
    let mut answered = Vec::new();
    let fill = async {
        while !has_snapshot() {
            let requests = (0..64).map(|n| ReserveRequest {
                limit_per_buyer: 10_000,
                ..one(&format!("buyer-{n}"), "tee")
            });
            let calls = requests.map(|request| {
                let mut client = shop.client.clone();
                async move { (request.clone(), client.reserve(request).await.unwrap().into_inner()) }
            });
            answered = futures_util::future::join_all(calls).await;
        }
    };
    tokio::time::timeout(PATIENCE, fill).await.unwrap();
    let stock = shop.stock("tee").await;
    let list = reservations(&mut shop, "buyer-7").await;
    shop.close().await;

    let mut shop = Shop::open_with(dir.path(), config).await;
    assert_eq!(shop.stock("tee").await, stock);
    for (request, answer) in answered {
        assert_eq!(shop.reserve(request).await.unwrap(), answer);
    }
    let again = reservations(&mut shop, "buyer-7").await;
    let ids =
        |list: &[hawker_proto::v1::Reservation]| list.iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&list));
    shop.close().await;
}

#[tokio::test]
async fn open_holds_get_the_time_of_the_outage_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1).await;
    let held = shop.reserve(one("ann", "tee")).await.unwrap().reservation.unwrap();
    shop.close().await;
    let restarted = Shop::open(dir.path()).await;
    restarted.close().await;
    let records = read_journal(dir.path()).unwrap().map(Result::unwrap);
    let extended: i64 = records
        .flat_map(|record| record.entries)
        .filter_map(|entry| match entry.command {
            Some(hawker_proto::v1::journal_entry::Command::ExtendHolds(e)) => Some(e.by_ms),
            _ => None,
        })
        .sum();
    assert!(extended > 0);
    let config = Config { max_hold_extension_seconds: 0, ..Config::default() };
    let mut shop = Shop::open_with(dir.path(), config).await;
    let list = reservations(&mut shop, "ann").await;
    assert_eq!(list[0].expires_at_ms, held.expires_at_ms + extended);
    shop.close().await;
}

#[tokio::test]
async fn a_second_process_and_wrong_configuration_are_turned_away() {
    let dir = tempfile::tempdir().unwrap();
    let shop = Shop::open(dir.path()).await;
    let second = Inventory::open(dir.path(), Config::default()).await.err().unwrap();
    assert_eq!(second.code(), ErrorCode::DataDirLocked);
    shop.close().await;
    let config = Config { mailbox: 0, ..Config::default() };
    let wrong = Inventory::open(dir.path(), config).await.err().unwrap();
    assert!(matches!(wrong, Error::Config { key: "inventory.mailbox", .. }), "{wrong}");
    assert_eq!(wrong.code(), ErrorCode::ConfigInvalid);
}
