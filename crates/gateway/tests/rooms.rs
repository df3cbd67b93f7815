//! What rooms promise across restarts, of the gateway and of inventory.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use rusqlite::TransactionBehavior;
use serde_json::{Value, json};
use support::{House, key, listing, refused, sale, ws::Viewer};

fn open_sale(snapshot: &Value, sale: &str) -> bool {
    let sales = snapshot["sales"].as_array().cloned().unwrap_or_default();
    sales.iter().any(|one| one["sale"] == sale && one["state"] == "SALE_STATE_OPEN")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_ready_only_when_inventory_has_told_everything() {
    let mut house = House::new().await;
    house.close().await;
    house.inventory.answer_watches(false);
    house.open().await;
    let why = house.gateway.as_ref().unwrap().readiness()().unwrap_err();
    assert!(why.contains("inventory"), "{why}");
    house.inventory.answer_watches(true);
    house.ready().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_the_same_sale() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let (once, path) = (key(), "/v1/shows/s1/sales");
    let opened = host.post(path, &sale(&once, 5)).await.ok();
    assert_eq!(
        (&opened["state"], &opened["price"]["minor"]),
        (&json!("SALE_STATE_OPEN"), &json!("1999"))
    );
    assert_eq!(host.post(path, &sale(&once, 5)).await.ok(), opened);
    refused(&host.post(path, &sale(&once, 6)).await, 409, "ERROR_CODE_CONFLICT");
    refused(&host.post(path, &sale(&key(), 5)).await, 409, "ERROR_CODE_WRONG_STATE");
    let id = opened["sale"].as_str().unwrap();
    house.snapshot_until("the sale is told", |snapshot| open_sale(snapshot, id)).await;
    let close = format!("{path}/{id}/close");
    let closed = host.post(&close, &json!({})).await.ok();
    assert_eq!(closed["state"], "SALE_STATE_CLOSED");
    assert_eq!(host.post(&close, &json!({})).await.ok()["state"], "SALE_STATE_CLOSED");
    refused(
        &host.post(&format!("{path}/none/close"), &json!({})).await,
        404,
        "ERROR_CODE_SALE_NOT_FOUND",
    );
    house.snapshot_until("its end is told", |snapshot| !open_sale(snapshot, id)).await;
    host.post(path, &sale(&key(), 5)).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sale_leaves_its_listing_free() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    host.put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let mug = json!({"key": key(), "listing": "mug", "allotment": 5});
    let path = "/v1/shows/s1/sales";
    refused(&host.post(path, &mug).await, 404, "ERROR_CODE_SKU_NOT_FOUND");
    let stock = json!({"key": key(), "quantity": 9});
    host.post("/v1/skus/mug-m/receive", &stock).await.ok();
    let mug = json!({"key": key(), "listing": "mug", "allotment": 5});
    host.post(path, &mug).await.ok();
    house
        .snapshot_until("stock received later is told too", |snapshot| {
            let stocks = snapshot["state"]["stocks"].as_array().cloned().unwrap_or_default();
            stocks.iter().any(|one| one["sku"] == "mug-m" && one["available"] == 9)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_resumes_where_it_was() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    host.put("/v1/shows/s1/pin", &json!({"listing": "tee"})).await.ok();
    let opened = host.post("/v1/shows/s1/sales", &sale(&key(), 5)).await.ok();
    let id = opened["sale"].as_str().unwrap().to_owned();
    let before = house.snapshot_until("the sale is told", |s| open_sale(s, &id)).await;
    house.close().await;
    house.open().await;
    house.ready().await;
    let after = house.nobody().get("/v1/shows/s1").await.ok();
    for part in ["show", "listings", "pinned", "position", "sales"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    let next = host.delete("/v1/shows/s1/pin").await.ok();
    let offset = before["position"]["offset"].as_u64().unwrap() + 1;
    assert_eq!(next, json!({"epoch": before["position"]["epoch"], "offset": offset}));
}

/// The gateway dies between asking for a sale and hearing of it, in each place.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_opened_while_it_was_away_is_told() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    house.inventory.define_sale_directly("while-away", "tee");
    let before = host.get("/v1/shows/s1").await.ok();
    house.close().await;
    house.inventory.open_sale_directly("while-away");
    house.open().await;
    let told = house.snapshot_until("the sale is told", |s| open_sale(s, "while-away")).await;
    let offset = |snapshot: &Value| snapshot["position"]["offset"].as_u64().unwrap();
    assert_eq!(offset(&told), offset(&before) + 1);
    house.close().await;
    house.open().await;
    house.ready().await;
    let again = house.nobody().get("/v1/shows/s1").await.ok();
    assert_eq!(again["position"], told["position"], "nothing is told twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_watch_misses_nothing() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    house.inventory.stop();
    house.inventory.define_sale_directly("meanwhile", "tee");
    house.inventory.open_sale_directly("meanwhile");
    house.inventory.go_on();
    house.snapshot_until("the sale is told", |s| open_sale(s, "meanwhile")).await;
    let began = house.inventory.watched_from();
    assert!(began.len() == 2 && began[0] == 0 && began[1] > 0, "it went on: {began:?}");
    let ended = json!({"state": "SHOW_STATE_ENDED"});
    host.put("/v1/shows/s1/state", &ended).await.ok();
    house.snapshot_until("the end closes it", |s| !open_sale(s, "meanwhile")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_in_the_watch_makes_it_begin_with_everything() {
    let house = House::new().await;
    house.live_show(10).await;
    house.inventory.define_sale_directly("first", "tee");
    house.inventory.leave_a_gap();
    house.inventory.define_sale_directly("second", "tee");
    house.inventory.open_sale_directly("second");
    house.snapshot_until("the sale is told", |s| open_sale(s, "second")).await;
    assert_eq!(house.inventory.watched_from(), [0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_settles_only_when_nothing_is_held() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let opened = host.post("/v1/shows/s1/sales", &sale(&key(), 5)).await.ok();
    let id = opened["sale"].as_str().unwrap();
    house.snapshot_until("the sale is told", |s| open_sale(s, id)).await;
    house.inventory.reserve_directly("ada", id);
    let state = async |state: &str| host.put("/v1/shows/s1/state", &json!({"state": state})).await;
    refused(&state("SHOW_STATE_SETTLED").await, 409, "ERROR_CODE_WRONG_STATE");
    state("SHOW_STATE_ENDED").await.ok();
    refused(&state("SHOW_STATE_SETTLED").await, 409, "ERROR_CODE_WRONG_STATE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_can_not_be_used_is_named() {
    let mut house = House::new().await;
    house.close().await;
    let file = house.folder.path().join("rooms.db");
    std::fs::write(&file, b"this is no database, and long enough to be seen as none").unwrap();
    for side in ["rooms.db-wal", "rooms.db-shm"] {
        std::fs::remove_file(house.folder.path().join(side)).ok();
    }
    let error = house.try_open().await.err().expect("it must not start");
    assert!(error.to_string().contains("rooms.db"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_with_a_gap_begins_a_new_epoch() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    host.put("/v1/shows/s1/pin", &json!({"listing": "tee"})).await.ok();
    let before = host.get("/v1/shows/s1").await.ok();
    house.close().await;
    let store = rusqlite::Connection::open(house.folder.path().join("rooms.db")).unwrap();
    store.execute("DELETE FROM history WHERE place = 2", []).unwrap();
    drop(store);
    house.open().await;
    let after = house.nobody().get("/v1/shows/s1").await.ok();
    let epoch = |snapshot: &Value| snapshot["position"]["epoch"].as_u64().unwrap();
    assert!(epoch(&after) > epoch(&before), "{after:#}");
    assert_eq!(after["position"]["offset"], before["position"]["offset"], "it goes on");
    assert_eq!((&after["pinned"], &after["show"]), (&before["pinned"], &before["show"]));
    let (_, welcome) = Viewer::join(house.at, "", &before["position"]).await;
    assert_eq!(welcome["recovered"], Value::Null, "an old position means nothing now");
    let next = host.delete("/v1/shows/s1/pin").await.ok();
    let offset = before["position"]["offset"].as_u64().unwrap() + 1;
    assert_eq!(next, json!({"epoch": epoch(&after), "offset": offset}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_stored_is_not_told() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let before = host.get("/v1/shows/s1").await.ok();
    let path = house.folder.path().join("rooms.db");
    let mut other = rusqlite::Connection::open(path).unwrap();
    let locked = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let pin = json!({"listing": "tee"});
    let failed = host.put("/v1/shows/s1/pin", &pin).await;
    refused(&failed, 500, "ERROR_CODE_INTERNAL");
    let after = host.get("/v1/shows/s1").await.ok();
    for part in ["position", "pinned"] {
        assert_eq!(after[part], before[part], "half changed");
    }
    locked.rollback().unwrap();
    let told = host.put("/v1/shows/s1/pin", &pin).await.ok();
    let offset = before["position"]["offset"].as_u64().unwrap() + 1;
    assert_eq!(told["offset"], offset, "a number was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_has_its_own_settings_also_after_a_restart() {
    let mut house = House::new().await;
    let host = house.live_show(1).await;
    let at = "/v1/shows/s1/settings";
    let defaults = json!({
        "stateTickMs": 100, "chatTickMs": 20, "chatRate": 50, "chatRateFrom": 500
    });
    assert_eq!(house.nobody().get(at).await.ok(), defaults);
    let own = json!({"chatTickMs": 40, "chatRate": 0});
    let expected = json!({
        "stateTickMs": 100, "chatTickMs": 40, "chatRate": 0, "chatRateFrom": 500
    });
    assert_eq!(host.put(at, &own).await.ok(), expected);
    for wrong in [json!({"chatTickMs": 0}), json!({"stateTickMs": 9}), json!({"chatRate": 100_001})]
    {
        refused(&host.put(at, &wrong).await, 400, "ERROR_CODE_FIELD_INVALID");
    }
    let viewer = house.client("v", &["chat"]);
    refused(&viewer.put(at, &own).await, 403, "ERROR_CODE_CAPABILITY_MISSING");
    assert_eq!(host.get(at).await.ok(), expected, "what was refused changed nothing");
    house.close().await;
    house.open().await;
    house.ready().await;
    assert_eq!(house.nobody().get(at).await.ok(), expected);
    assert_eq!(house.host().put(at, &json!({})).await.ok(), defaults);
}
