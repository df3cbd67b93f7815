//! What gateways that share their rooms in PostgreSQL know of one another without any
//! message: what one did is found by the others before they answer, or by their next look.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use hawker_gateway::{Config, StoreSetup};
use hawker_test_servers::Postgres;
use serde_json::{Value, json};
use support::{Fleet, House, claims, key, listing, mint, refused, sale, ws::Viewer};

/// What all gateways of a fleet without a bus share.
fn fleet() -> Fleet {
    let postgres = Postgres::shared();
    let store = hawker_postgres::Config {
        hosts: vec![postgres.host()],
        database: postgres.database(),
        tls: false,
        ..hawker_postgres::Config::default()
    };
    Fleet { store: StoreSetup::Fleet(store), ..Fleet::default() }
}

/// Two gateways with one inventory, the second with settings of its own.
async fn two(config: Config) -> [House; 2] {
    let mut fleet = fleet();
    let one = House::of(Config::default(), fleet.clone()).await;
    fleet.inventory = Some(one.inventory.channel());
    let other = House::of(config, fleet).await;
    [one, other]
}

fn available(snapshot: &Value, sku: &str) -> Option<u64> {
    let stocks = snapshot["state"]["stocks"].as_array()?;
    stocks.iter().find(|one| one["sku"] == sku)?["available"].as_u64()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_made_elsewhere_has_its_stock_from_the_first() {
    let [one, other] = two(Config::default()).await;
    one.live_show(10).await;
    other.snapshot_until("its stock", |seen| available(seen, "tee-m") == Some(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_can_take_no_more_shows_still_hears_of_revocations() {
    let mut config = Config::default();
    config.rooms.max_shows = 1;
    let [one, other] = two(config).await;
    one.live_show(10).await;
    let (mut ada, _) = Viewer::join(other.at, &mint(&claims("ada", &["chat"])), &Value::Null).await;
    let show = json!({"show": "s0", "title": "One too many"});
    one.host().post("/v1/shows", &show).await.ok();
    let full = other.nobody().get("/v1/shows/s0").await;
    refused(&full, 503, "ERROR_CODE_RESOURCE_EXHAUSTED");
    one.host().post("/v1/revocations", &json!({"sub": "ada"})).await.ok();
    while ada.closed.is_none() {
        assert!(ada.read().await, "closed without a word");
    }
    assert_eq!(u16::from(ada.closed.unwrap().code), 3_505);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_judged_by_what_stands_and_not_by_what_this_gateway_knew() {
    let [one, other] = two(Config::default()).await;
    one.live_show(10).await;
    // It knows the show as it is now, and hears of nothing that comes.
    other.nobody().get("/v1/shows/s1").await.ok();
    let host = other.host();
    one.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let stock = json!({"key": key(), "quantity": 5});
    host.post("/v1/shows/s1/skus/mug-m/add", &stock).await.ok();
    one.host().put("/v1/shows/s1/listings/cap", &listing("cap")).await.ok();
    let stock = json!({"key": key(), "quantity": 9});
    one.host().post("/v1/skus/cap-m/receive", &stock).await.ok();
    let caps = json!({"key": key(), "listing": "cap", "allotment": 5});
    let opened = host.post("/v1/shows/s1/sales", &caps).await.ok();
    assert_eq!(opened["state"], "SALE_STATE_OPEN");
    // What is nowhere is refused as before.
    let none = json!({"key": key(), "listing": "none", "allotment": 5});
    let answer = host.post("/v1/shows/s1/sales", &none).await;
    refused(&answer, 404, "ERROR_CODE_LISTING_NOT_FOUND");
    let answer = host.post("/v1/shows/s1/sales/none/close", &json!({})).await;
    refused(&answer, 404, "ERROR_CODE_SALE_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_both_gateways_hear_of_is_published_once() {
    let [one, other] = two(Config::default()).await;
    one.live_show(10).await;
    let (mut here, began) = Viewer::join(one.at, "", &Value::Null).await;
    let (mut there, _) = Viewer::join(other.at, "", &began["position"]).await;
    let host = one.host();
    let first = began["position"]["offset"].as_u64().unwrap() + 1;
    for nth in 1..=5 {
        let opened = host.post("/v1/shows/s1/sales", &sale(&key(), 2)).await.ok();
        let close = format!("/v1/shows/s1/sales/{}/close", opened["sale"].as_str().unwrap());
        host.post(&close, &json!({})).await.ok();
        let newest = first - 1 + 2 * nth;
        one.snapshot_until("its end is told", |it| it["position"]["offset"] == newest).await;
    }
    // Each was opened and closed, and then the last word is the host's.
    let mut told: Vec<Vec<Value>> = Vec::new();
    for viewer in [&mut here, &mut there] {
        let mut mine = Vec::new();
        while mine.len() < 10 {
            let frame = viewer.next_where("a publication", |it| it["publication"].is_object());
            mine.push(frame.await["publication"].clone());
        }
        told.push(mine);
    }
    assert_eq!(told[0], told[1]);
    let offsets: Vec<_> = told[0].iter().filter_map(|it| it["offset"].as_u64()).collect();
    assert!(offsets.into_iter().eq(first..first + 10), "{told:#?}");
    let pinned = host.put("/v1/shows/s1/pin", &json!({"listing": "tee"})).await.ok();
    assert_eq!(pinned["offset"], first + 10, "nothing else was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_starts_again_goes_on_in_the_same_epoch() {
    let [one, mut other] = two(Config::default()).await;
    one.live_show(10).await;
    let (viewer, began) = Viewer::join(other.at, "", &Value::Null).await;
    drop(viewer);
    other.close().await;
    let pinned = one.host().put("/v1/shows/s1/pin", &json!({"listing": "tee"})).await.ok();
    other.open().await;
    other.ready().await;
    let (mut back, welcome) = Viewer::join(other.at, "", &began["position"]).await;
    assert_eq!(welcome["recovered"], true, "{welcome}");
    let frame = back.next_where("what was missed", |it| it["publication"].is_object()).await;
    let told = &frame["publication"];
    assert_eq!((&told["epoch"], &told["offset"]), (&pinned["epoch"], &pinned["offset"]));
}

/// The gateway that ends a show is cut off before it has closed the show's sale.
#[tokio::test(flavor = "multi_thread")]
async fn the_sales_of_a_show_that_ended_elsewhere_are_closed_here() {
    let mut fleet = fleet();
    let mut one = House::of(Config::default(), fleet.clone()).await;
    let twin = one.inventory.twin();
    fleet.inventory = Some(twin.channel());
    let other = House::of(Config::default(), fleet).await;
    let host = one.live_show(10).await;
    host.post("/v1/shows/s1/sales", &sale(&key(), 5)).await.ok();
    let open = |seen: &Value| seen["sales"][0]["state"] == "SALE_STATE_OPEN";
    other.snapshot_until("the sale is open", open).await;
    one.inventory.stop();
    let ended = json!({"state": "SHOW_STATE_ENDED"});
    host.put("/v1/shows/s1/state", &ended).await.ok();
    other.snapshot_until("the sale is closed", |seen| seen["sales"].is_null()).await;
}
