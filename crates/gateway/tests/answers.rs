//! How the answer to a chat message comes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use std::time::Duration;

use hawker_gateway::Config;
use serde_json::json;
use support::{House, claims, mint, ws::Viewer};
use tokio::time::sleep;

/// Longer than ticks of chat are apart.
const QUIET: Duration = Duration::from_millis(50);

#[tokio::test]
async fn who_speaks_in_a_small_quiet_room_gets_the_answer_and_the_message_together() {
    let mut config = Config::default();
    config.workers.chat_scale = 100_000.0;
    let house = House::with(config).await;
    house.live_show(10).await;
    let token = mint(&claims("v", &["chat"]));
    let (mut viewer, _) = Viewer::join(house.at, &token, &json!({})).await;
    for number in 0..20 {
        sleep(QUIET).await;
        let text = format!("is it {number}?");
        let came = viewer.first_seen_of_answer("sendChat", json!({"text": text})).await;
        let (answer, tick) = (came.find("\"reply\""), came.find("\"chat\":{\"messages\""));
        assert!(answer.unwrap() < tick.expect("in one write"), "{came}");
        let tick = viewer.next_where("its tick", |it| it["chat"]["messages"].is_array()).await;
        assert_eq!(tick["chat"]["messages"][0]["text"], text);
    }
}

#[tokio::test]
async fn who_speaks_again_before_the_next_tick_is_answered_without_it() {
    let mut config = Config::default();
    config.workers.chat_scale = 100_000.0;
    config.lanes.chat_tick_ms = 1_000;
    let house = House::with(config).await;
    house.live_show(10).await;
    let token = mint(&claims("v", &["chat"]));
    let (mut viewer, _) = Viewer::join(house.at, &token, &json!({})).await;
    // The first one makes a tick; at least all but one of the others wait for the next.
    for number in 0..5 {
        let text = format!("number {number}");
        let answer = viewer.ask("sendChat", json!({"text": text})).await;
        assert_eq!(answer["chat"]["text"], text);
    }
    let ticks = viewer.ticks();
    assert!(ticks <= 2, "{ticks} ticks before five answers");
}
