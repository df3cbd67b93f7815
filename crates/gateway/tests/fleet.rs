//! What the viewers of several gateways see of one another, over a real Redis Cluster.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeMap;

use hawker_gateway::{BusSetup, RedisConfig};
use hawker_test_servers::RedisCluster;
use serde_json::{Value, json};
use support::{House, claims, mint, ws::Viewer};

/// So many gateways on one bus, each with the live show `s1`.
async fn houses(redis: &RedisCluster, prefix: &str, count: usize) -> Vec<House> {
    let config = RedisConfig {
        nodes: redis.addresses(),
        tls: false,
        prefix: prefix.to_owned(),
        ..RedisConfig::default()
    };
    let mut houses = Vec::new();
    for _ in 0..count {
        let house = House::on(BusSetup::Cluster(config.clone())).await;
        house.live_show(10).await;
        houses.push(house);
    }
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
