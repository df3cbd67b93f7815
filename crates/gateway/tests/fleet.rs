//! What the viewers of several gateways see of one another, over a real Redis Cluster.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use std::{collections::BTreeMap, time::Duration};

use hawker_gateway::{BusSetup, Config, RedisConfig, StoreSetup};
use hawker_test_servers::{Postgres, RedisCluster};
use serde_json::{Value, json};
use support::{Fleet, House, claims, eventually, http::Client, listing, mint, ws::Viewer};
use tokio::time::timeout;

/// So many gateways of one fleet, with the live show `s1`.
async fn houses(redis: &RedisCluster, prefix: &str, count: usize) -> Vec<House> {
    houses_on(redis, prefix, count, Postgres::shared().database()).await
}

/// The same on that database of the server that all tests here share.
async fn houses_on(
    redis: &RedisCluster,
    prefix: &str,
    count: usize,
    database: String,
) -> Vec<House> {
    let postgres = Postgres::shared();
    let store = hawker_postgres::Config {
        hosts: vec![postgres.host()],
        database,
        tls: false,
        ..hawker_postgres::Config::default()
    };
    let bus = RedisConfig {
        nodes: redis.addresses(),
        tls: false,
        prefix: prefix.to_owned(),
        ..RedisConfig::default()
    };
    let mut fleet =
        Fleet { store: StoreSetup::Fleet(store), bus: BusSetup::Cluster(bus), inventory: None };
    let mut houses: Vec<House> = Vec::new();
    for _ in 0..count {
        let house = House::of(Config::default(), fleet.clone()).await;
        fleet.inventory.get_or_insert_with(|| house.inventory.channel());
        houses.push(house);
    }
    houses[0].live_show(10).await;
    houses
}

async fn join(house: &House, sub: &str) -> (Viewer, Value) {
    Viewer::join(house.at, &mint(&claims(sub, &["chat"])), &Value::Null).await
}

/// The viewers that a room shows, once they are as wanted.
async fn crowd_until(house: &House, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let seen = house.snapshot_until(what, |seen| wanted(&seen["state"]["viewers"])).await;
    seen["state"]["viewers"].clone()
}

/// What a viewer reads in chat until it has so many messages: how often each text came,
/// and the counts of the last tick.
async fn read_chat(viewer: &mut Viewer, messages: usize) -> (BTreeMap<String, usize>, Value) {
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        let tick = viewer.next_where("chat", |frame| frame["chat"].is_object()).await;
        for message in tick["chat"]["messages"].as_array().into_iter().flatten() {
            *texts.entry(message["text"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        if texts.values().sum::<usize>() >= messages {
            return (texts, tick["chat"].clone());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_at_one_gateway_is_read_at_the_others_once() {
    let redis = RedisCluster::shared();
    let houses = houses(redis, "chat", 3).await;
    let mut viewers = Vec::new();
    for (nth, house) in houses.iter().enumerate() {
        viewers.push(join(house, &format!("v{nth}")).await.0);
    }
    for round in 0..5 {
        for (nth, viewer) in viewers.iter_mut().enumerate() {
            let said = viewer.ask("sendChat", json!({"text": format!("{nth} {round}")})).await;
            assert!(said["chat"].is_object(), "{said}");
        }
    }
    let once: BTreeMap<_, _> =
        (0..3).flat_map(|nth| (0..5).map(move |round| (format!("{nth} {round}"), 1))).collect();
    for viewer in &mut viewers {
        let (texts, tick) = read_chat(viewer, once.len()).await;
        assert_eq!(texts, once);
        assert_eq!(tick["accepted"], 15);
        assert_eq!(tick["sampledOut"].as_u64().unwrap_or_default(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_are_counted_together_and_those_who_leave_are_counted_out() {
    let redis = RedisCluster::shared();
    let houses = houses(redis, "viewers", 2).await;
    let [one, other] = houses.as_slice() else { panic!("two") };
    let (ada, _) = join(one, "ada").await;
    let (_bob, _) = join(one, "bob").await;
    let (_bob_again, _) = join(other, "bob").await;
    let (_cem, _) = join(other, "cem").await;
    for house in [one, other] {
        let all = crowd_until(house, "four sessions", |it| it["now"] == 4).await;
        assert_eq!((&all["joined"], &all["unique"]), (&json!(4), &json!(3)));
        assert_eq!(all["uniqueEstimated"], true);
    }
    drop(ada);
    for house in [one, other] {
        let all = crowd_until(house, "three sessions", |it| it["now"] == 3).await;
        assert_eq!((&all["joined"], &all["left"]), (&json!(4), &json!(1)));
    }
}

/// A host at a gateway, who pins by turns what is in the line-up.
struct Host(Client);

impl Host {
    async fn pin(&self, nth: usize) {
        let listing = if nth.is_multiple_of(2) { "tee" } else { "mug" };
        self.0.put("/v1/shows/s1/pin", &json!({"listing": listing})).await.ok();
    }
}

/// What a viewer is told of in the critical lane, by offset, up to that one; every
/// publication once and in order.
async fn told_up_to(viewer: &mut Viewer, from: u64, to: u64) -> Vec<Value> {
    let mut told = Vec::new();
    for offset in from + 1..=to {
        let frame = viewer.next_where("a publication", |frame| frame["publication"].is_object());
        let publication = frame.await["publication"].clone();
        assert_eq!(publication["offset"], offset, "{publication}");
        told.push(publication);
    }
    told
}

fn offset(position: &Value) -> u64 {
    position["offset"].as_u64().unwrap_or_default()
}

/// The newest position, as a gateway has it.
async fn position(house: &House) -> Value {
    house.nobody().get("/v1/shows/s1").await.ok()["position"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_at_both_gateways_pin_and_nobody_misses_or_doubles_anything() {
    let redis = RedisCluster::start(0);
    let houses = houses(&redis, "pins", 2).await;
    let [one, other] = houses.as_slice() else { panic!("two") };
    one.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let (mut stays, began) = join(one, "ada").await;
    let (mut stays_there, began_there) = join(other, "bob").await;
    // Who comes later knows all that was told before, whichever gateway told it.
    assert_eq!(began["position"], began_there["position"]);
    let (mut leaves, left) = join(one, "cem").await;
    for nth in 0..40 {
        let house = if nth % 3 == 0 { one } else { other };
        Host(house.host()).pin(nth).await;
        if nth == 20 {
            redis.empty();
        }
        if nth == 30 {
            leaves = Viewer::join(other.at, "", &left["position"]).await.0;
        }
    }
    // It made the last change.
    let newest = position(one).await;
    let from = offset(&began["position"]);
    let told = told_up_to(&mut stays, from, offset(&newest)).await;
    assert!(told.len() >= 40, "a host was told that it is so already: {}", told.len());
    assert_eq!(told_up_to(&mut stays_there, from, offset(&newest)).await, told);
    assert_eq!(told_up_to(&mut leaves, offset(&left["position"]), offset(&newest)).await, told);
}

/// The store is put back to what it held some pins ago, as from a backup: everybody is
/// given how the room stands there, nobody resumes from what is no more, and pins go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_went_back_begins_a_new_epoch_for_everybody() {
    let database = Postgres::shared().database();
    let ask = |statement: &str| Postgres::shared().ask(&database, statement);
    let mut houses = houses_on(RedisCluster::shared(), "back", 2, database.clone()).await;
    let [one, other] = houses.as_mut_slice() else { panic!("two") };
    one.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let (mut here, began) = join(one, "ada").await;
    let (mut there, _) = join(other, "bob").await;
    Host(one.host()).pin(0).await;
    // What is kept is one change behind what was told, so that the next change of one has
    // the number of the other's last.
    ask("CREATE TABLE rooms AS SELECT * FROM hawker_rooms");
    ask("CREATE TABLE history AS SELECT * FROM hawker_room_history");
    Host(one.host()).pin(1).await;
    let lost = position(one).await;
    for viewer in [&mut here, &mut there] {
        told_up_to(viewer, offset(&began["position"]), offset(&lost)).await;
    }
    ask("BEGIN; DELETE FROM hawker_rooms; INSERT INTO hawker_rooms SELECT * FROM rooms;
         DELETE FROM hawker_room_history;
         INSERT INTO hawker_room_history SELECT * FROM history; COMMIT");
    let epoch = |position: &Value| position["epoch"].as_u64().unwrap();
    let mut anew = Value::Null;
    for viewer in [&mut here, &mut there] {
        let is_anew = |frame: &Value| {
            let position = &frame["snapshot"]["position"];
            position.is_object() && epoch(position) > epoch(&lost)
        };
        let frame = viewer.next_where("how the room stands", is_anew).await;
        assert_ne!(frame["snapshot"]["recovered"], true);
        anew = frame["snapshot"]["position"].clone();
    }
    for house in [&*one, &*other] {
        let (_, back) = Viewer::join(house.at, "", &lost).await;
        assert_ne!(back["recovered"], true, "what it has seen is no more");
        assert_eq!(epoch(&back["position"]), epoch(&anew));
    }
    // One that starts again before anything else was told goes on in that epoch.
    one.close().await;
    one.open().await;
    one.ready().await;
    let (mut here, back) = Viewer::join(one.at, "", &anew).await;
    assert_eq!(back["recovered"], true, "{back}");
    Host(other.host()).pin(1).await;
    for viewer in [&mut here, &mut there] {
        told_up_to(viewer, offset(&anew), offset(&anew) + 1).await;
    }
}

/// Redis has lost the newest change, as a replica has that took over too early.
#[tokio::test(flavor = "multi_thread")]
async fn one_who_comes_from_another_gateway_is_never_shown_an_older_room() {
    let redis = RedisCluster::shared();
    let houses = houses(redis, "newer", 2).await;
    let [one, other] = houses.as_slice() else { panic!("two") };
    one.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    // It knows its own change, and hears of none that comes, for it has no viewer.
    Host(other.host()).pin(0).await;
    Host(one.host()).pin(1).await;
    let newest = position(one).await;
    let node = redis.primary_of("newer:{s1}:room");
    assert!(!node.ask(&["HINCRBY", "newer:{s1}:room", "version", "-1"]).is_empty());
    assert_eq!(node.ask(&["DEL", "newer:{s1}:log"]), "1");
    let (_, there) = Viewer::join(other.at, "", &newest).await;
    assert_eq!((&there["recovered"], &there["position"]), (&json!(true), &newest));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_is_killed_costs_no_publication() {
    let redis = RedisCluster::start(1);
    let houses = houses(&redis, "killed", 2).await;
    let [one, other] = houses.as_slice() else { panic!("two") };
    one.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let (mut here, began) = join(one, "ada").await;
    let seen = &began["position"];
    let (mut there, _) = Viewer::join(other.at, &mint(&claims("bob", &["chat"])), seen).await;
    redis.wait_until_whole();
    for nth in 0..30 {
        Host(one.host()).pin(nth).await;
        here.ask("sendChat", json!({"text": format!("said {nth}")})).await;
        if nth == 10 {
            redis.primary_of("killed:{s1}:room").kill();
        }
    }
    let from = offset(&began["position"]);
    let newest = position(one).await;
    let told = told_up_to(&mut here, from, offset(&newest)).await;
    assert_eq!(told_up_to(&mut there, from, offset(&newest)).await, told);
    // Chat comes through again, too.
    let (mut speaks, _) = join(one, "dan").await;
    let again = |frame: &Value| frame["chat"]["messages"].to_string().contains("again");
    loop {
        speaks.ask("sendChat", json!({"text": "again"})).await;
        let heard = there.next_where("chat", again);
        if timeout(Duration::from_millis(600), heard).await.is_ok() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_and_a_revocation_are_known_everywhere_at_once() {
    let redis = RedisCluster::shared();
    let houses = houses(redis, "control", 2).await;
    let [one, other] = houses.as_slice() else { panic!("two") };
    // Asked for a moment before it was made, which is remembered.
    assert_eq!(other.nobody().get("/v1/shows/s2").await.status, 404);
    let show = json!({"show": "s2", "title": "Another show"});
    one.host().post("/v1/shows", &show).await.ok();
    eventually("the show is there", || async {
        other.nobody().get("/v1/shows/s2").await.status == 200
    })
    .await;
    let (mut ada, _) = join(other, "ada").await;
    one.host().post("/v1/revocations", &json!({"sub": "ada"})).await.ok();
    while ada.closed.is_none() {
        assert!(ada.read().await, "closed without a word");
    }
    assert_eq!(u16::from(ada.closed.unwrap().code), 3_505);
}
