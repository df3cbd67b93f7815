//! A show from a buyer's seat: sessions, rooms and inventory together.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use hawker_gateway::Config;
use hawker_proto::v1::FunnelStep;
use serde_json::{Value, json};
use support::{House, claims, eventually, key, mint, sale, ws::Viewer};

const PATH: &str = "/v1/shows/s1/sales";

fn buyer(name: &str) -> String {
    mint(&claims(name, &["buy", "chat"]))
}

async fn told_of(viewer: &mut Viewer, kind: &str) -> Value {
    let told = viewer.next_where(kind, |frame| frame["publication"][kind].is_object()).await;
    told["publication"].clone()
}

fn reserve(key: &str) -> Value {
    json!({"key": key, "listing": "tee", "quantity": 1})
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_sold_and_the_buyer_hears_of_it() {
    let mut config = Config::default();
    config.rooms.checkout_url = "/pay/{show}/{reservation}".into();
    let house = House::with(config).await;
    let host = house.live_show(10).await;
    let (mut ada, welcome) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    assert_ne!(welcome["viewer"], "ada", "a buyer id is never shown");
    let early = ada.ask("reserve", reserve(&key())).await;
    assert_eq!(early["error"]["code"], "ERROR_CODE_WRONG_STATE", "no sale is open yet");
    host.post(PATH, &sale(&key(), 1)).await.ok();
    told_of(&mut ada, "saleOpened").await;

    let once = key();
    let held = ada.ask("reserve", reserve(&once)).await["reserve"].clone();
    assert_eq!(held["outcome"], "OUTCOME_HELD");
    assert_eq!(ada.ask("reserve", reserve(&once)).await["reserve"], held, "one key, one answer");
    told_of(&mut ada, "saleSoldOut").await;
    let (mut bob, _) = Viewer::join(house.at, &buyer("bob"), &Value::Null).await;
    let refused = bob.ask("reserve", reserve(&key())).await["reserve"].clone();
    assert_eq!(
        (&refused["outcome"], &refused["heldByOthers"]),
        (&json!("OUTCOME_SOLD_OUT"), &json!(1))
    );

    let id = held["reservation"]["id"].clone();
    let stolen = bob.ask("checkout", json!({"reservation": id})).await;
    assert_eq!(stolen["error"]["code"], "ERROR_CODE_RESERVATION_NOT_FOUND");
    let release = json!({"key": key(), "reservation": id});
    let stolen = bob.ask("release", release).await;
    assert_eq!(stolen["error"]["code"], "ERROR_CODE_RESERVATION_NOT_FOUND");
    let checkout = ada.ask("checkout", json!({"reservation": id})).await["checkout"].clone();
    assert_eq!(checkout["url"], format!("/pay/s1/{}", id.as_str().unwrap()));
    let commit = format!("/v1/reservations/{}/commit", id.as_str().unwrap());
    host.post(&commit, &json!({"key": key()})).await.ok();
    let bought = "RESERVATION_STATE_COMMITTED";
    let own = |frame: &Value| frame["reservation"]["reservation"]["state"] == bought;
    ada.next_where("her order", own).await;
    let again = ada.ask("checkout", json!({"reservation": id})).await;
    assert_eq!(again["error"]["code"], "ERROR_CODE_WRONG_STATE");

    let steps = |viewer: &str| -> Vec<FunnelStep> {
        let events = house.funnel.events();
        let viewer = support::pseudonym(viewer);
        events.iter().filter(|event| event.viewer == viewer).map(|event| event.step()).collect()
    };
    eventually("the funnel knows", async || {
        steps("ada").contains(&FunnelStep::BeginCheckout)
            && steps("bob").contains(&FunnelStep::StockRefused)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_commands_leave_the_session_open() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let (mut ada, _) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    host.post(PATH, &sale(&key(), 5)).await.ok();
    told_of(&mut ada, "saleOpened").await;
    for (body, code) in [
        (json!({"key": key(), "listing": "tee"}), "QUANTITY_INVALID"),
        (json!({"key": key(), "listing": "tee", "quantity": u32::MAX}), "QUANTITY_INVALID"),
        (json!({"key": "x", "listing": "tee", "quantity": 1}), "KEY_INVALID"),
        (json!({"key": key(), "listing": "none", "quantity": 1}), "LISTING_NOT_FOUND"),
        (json!({"key": key(), "listing": "a b", "quantity": 1}), "FIELD_INVALID"),
        (json!({"key": key(), "listing": "tee", "sku": "mug-m", "quantity": 1}), "SKU_NOT_FOUND"),
    ] {
        let error = ada.ask("reserve", body.clone()).await["error"].clone();
        assert_eq!(error["code"], format!("ERROR_CODE_{code}"), "{body} {error}");
        assert!(error["message"].as_str().unwrap().ends_with('.'), "{error}");
    }
    let pin = ada.ask("pin", json!({"listing": "tee"})).await;
    assert_eq!(pin["error"]["code"], "ERROR_CODE_CAPABILITY_MISSING");
    let (mut nobody, _) = Viewer::join(house.at, "", &Value::Null).await;
    let refused = nobody.ask("reserve", reserve(&key())).await;
    assert_eq!(refused["error"]["code"], "ERROR_CODE_TOKEN_MISSING");
    let held = ada.ask("reserve", reserve(&key())).await;
    assert_eq!(held["reserve"]["outcome"], "OUTCOME_HELD");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_key_has_its_answer_also_after_its_sale() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let (mut ada, _) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    let opened = host.post(PATH, &sale(&key(), 5)).await.ok();
    told_of(&mut ada, "saleOpened").await;
    let once = key();
    let held = ada.ask("reserve", reserve(&once)).await["reserve"].clone();
    host.post(&format!("{PATH}/{}/close", opened["sale"].as_str().unwrap()), &json!({})).await.ok();
    told_of(&mut ada, "saleClosed").await;
    assert_eq!(ada.ask("reserve", reserve(&once)).await["reserve"], held);
    let late = ada.ask("reserve", reserve(&key())).await;
    assert_eq!(late["reserve"]["outcome"], "OUTCOME_NOT_OPEN");
    host.post(PATH, &sale(&key(), 5)).await.ok();
    told_of(&mut ada, "saleOpened").await;
    assert_eq!(ada.ask("reserve", reserve(&once)).await["reserve"], held, "in the next sale too");
    let mut other = reserve(&once);
    other["quantity"] = json!(2);
    assert_eq!(ada.ask("reserve", other).await["error"]["code"], "ERROR_CODE_CONFLICT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_resumes_over_a_restart_with_exactly_what_was_missed() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    let (mut ada, _) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    host.post(PATH, &sale(&key(), 5)).await.ok();
    let seen = told_of(&mut ada, "saleOpened").await;
    let held = ada.ask("reserve", reserve(&key())).await["reserve"]["reservation"].clone();
    house.close().await;
    while ada.read().await {}
    assert!(ada.closed.is_some(), "it said goodbye");
    drop(ada);

    house.open().await;
    house.ready().await;
    for listing in ["tee", "mug"] {
        host.put(&format!("/v1/shows/s1/listings/{listing}"), &support::listing(listing))
            .await
            .ok();
        host.put("/v1/shows/s1/pin", &json!({"listing": listing})).await.ok();
    }
    let (mut ada, welcome) = Viewer::join(house.at, &buyer("ada"), &seen).await;
    assert_eq!(welcome["recovered"], true, "{welcome}");
    let newest = &welcome["position"]["offset"];
    let at = |frame: &Value| frame["publication"]["offset"] == *newest;
    let last = ada.next_where("the newest", at).await["publication"].clone();
    let missed: Vec<_> = ada.publications().into_iter().chain([last]).collect();
    let kinds: Vec<_> = missed
        .iter()
        .map(|one| if one["pinned"].is_object() { "pinned" } else { "listing" })
        .collect();
    assert_eq!(kinds, ["pinned", "listing", "pinned"], "{missed:#?}");
    let first = seen["offset"].as_u64().unwrap() + 1;
    let offsets: Vec<_> = missed.iter().map(|one| one["offset"].as_u64().unwrap()).collect();
    assert_eq!(offsets, [first, first + 1, first + 2]);
    let own = |frame: &Value| frame["reservation"]["reservation"]["id"] == held["id"];
    ada.next_where("her hold, sent again", own).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_that_is_not_there_is_refused_in_a_frame() {
    let house = House::new().await;
    let mut viewer = Viewer::connect(house.at, "none").await;
    let goodbye = viewer.next_where("goodbye", |frame| frame["goodbye"].is_object()).await;
    let error = &goodbye["goodbye"]["error"];
    assert_eq!(error["code"], "ERROR_CODE_SHOW_NOT_FOUND");
    assert_eq!(goodbye["goodbye"]["reconnectAfterMs"], Value::Null, "never");
    while viewer.read().await {}
    let code = u16::from(viewer.closed.unwrap().code);
    assert!((3_500..4_000).contains(&code), "{code} tells to reconnect");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_survive_a_funnel_that_was_away() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    host.post(PATH, &sale(&key(), 5)).await.ok();
    house.funnel.stop();
    let (mut ada, _) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    house.snapshot_until("the sale", |snapshot| snapshot["sales"][0].is_object()).await;
    let held = ada.ask("reserve", reserve(&key())).await["reserve"]["reservation"].clone();
    ada.ask("checkout", json!({"reservation": held["id"]})).await;
    house.funnel.go_on();
    eventually("the events came", async || {
        let events = house.funnel.events();
        let steps: Vec<_> = events.iter().map(|event| event.step()).collect();
        steps.contains(&FunnelStep::RoomEntered) && steps.contains(&FunnelStep::BeginCheckout)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_is_neither_lost_nor_doubled_when_its_stream_breaks() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    host.post(PATH, &sale(&key(), 5)).await.ok();
    house.snapshot_until("the sale", |snapshot| snapshot["sales"][0].is_object()).await;
    let (mut ada, _) = Viewer::join(house.at, &buyer("ada"), &Value::Null).await;
    // It is carried out, and the answer is lost: the next stream gets it.
    house.inventory.break_streams(1);
    let held = ada.ask("reserve", reserve(&key())).await;
    assert_eq!(held["reserve"]["outcome"], "OUTCOME_HELD", "{held}");
    assert_eq!(house.inventory.taken("tee-m"), 1);
    // Five new streams break as well: nobody knows, until the key is repeated.
    let (mut ben, _) = Viewer::join(house.at, &buyer("ben"), &Value::Null).await;
    house.inventory.break_streams(6);
    let again = key();
    let unknown = ben.ask("reserve", reserve(&again)).await;
    assert_eq!(unknown["error"]["code"], "ERROR_CODE_UNKNOWN", "{unknown}");
    let held = ben.ask("reserve", reserve(&again)).await;
    assert_eq!(held["reserve"]["outcome"], "OUTCOME_HELD", "{held}");
    assert_eq!(house.inventory.taken("tee-m"), 2);
}
