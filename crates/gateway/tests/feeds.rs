//! Rooms as server-sent events over real sockets: what a feed tells, how it goes on
//! after a loss, what its viewer can do beside it, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use std::collections::VecDeque;

use hawker_gateway::Config;
use http_body_util::BodyExt;
use hyper::{Method, body::Incoming};
use serde_json::{Value, json};
use support::{
    House, PATIENCE, claims, http::Client, key, mint, pseudonym, refused, sale, unix_seconds,
    ws::Viewer,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    time::timeout,
};

/// One event: its id, if it has one, and its frame.
type Event = (Option<String>, Value);

/// A reader of a feed.
struct Reader {
    body: Incoming,
    rest: String,
    waiting: VecDeque<Event>,
    /// The id of the last event that had one.
    last_id: String,
    ended: bool,
}

impl Reader {
    async fn open(client: &Client, path: &str) -> Self {
        let answer = client.open(Method::GET, path, Vec::new().into()).await;
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-accel-buffering"), "no");
        Self {
            body: answer.into_body(),
            rest: String::new(),
            waiting: VecDeque::new(),
            last_id: String::new(),
            ended: false,
        }
    }

    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                if let Some(id) = &event.0 {
                    self.last_id.clone_from(id);
                }
                return Some(event);
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("an event in time");
            let Some(Ok(frame)) = frame else {
                self.ended = true;
                return None;
            };
            self.rest.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
            while let Some((event, rest)) = self.rest.split_once("\n\n") {
                let lines = event.lines().filter_map(|line| line.split_once(": "));
                let (mut id, mut data) = (None, None);
                for (name, value) in lines {
                    match name {
                        "id" => id = Some(value.to_owned()),
                        "data" => data = Some(serde_json::from_str(value).unwrap()),
                        _ => {}
                    }
                }
                self.waiting.extend(data.map(|data| (id, data)));
                self.rest = rest.to_owned();
            }
        }
    }

    /// The next frame of that kind; others are passed over.
    async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let (_, frame) = self.next().await.unwrap_or_else(|| panic!("no {kind} came"));
            if !frame[kind].is_null() {
                return frame[kind].clone();
            }
        }
    }
}

async fn ask(client: &Client, kind: &str, body: Value) -> Value {
    let frame = json!({"id": 7, kind: body});
    let reply = client.post("/v1/shows/s1/frames", &frame).await.ok();
    assert_eq!(reply["id"], 7);
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_what_a_session_tells_and_counts_as_a_viewer() {
    let house = House::new().await;
    let host = house.live_show(5).await;
    let mut feed =
        Reader::open(&house.client("ada", &["buy", "chat"]), "/v1/shows/s1/events").await;
    let (id, first) = feed.next().await.unwrap();
    let welcome = &first["reply"]["welcome"];
    assert_eq!(id, None);
    assert!(welcome["recovered"].is_null() && welcome["session"].is_string(), "{welcome}");
    let (id, second) = feed.next().await.unwrap();
    let position = &second["snapshot"]["position"];
    assert_eq!(id, Some(format!("{}:{}", position["epoch"], position["offset"])));
    assert_eq!(second["snapshot"]["listings"][0]["listing"], "tee");

    let pinned = host.put("/v1/shows/s1/pin", &json!({"listing": "tee"})).await.ok();
    let told = feed.next_of("publication").await;
    assert_eq!((&told["offset"], &told["pinned"]["listing"]), (&pinned["offset"], &json!("tee")));
    assert_eq!(feed.last_id, format!("{}:{}", pinned["epoch"], pinned["offset"]));

    let (mut other, _) = Viewer::join(house.at, &mint(&claims("bob", &["chat"])), &json!({})).await;
    other.ask("sendChat", json!({"text": "Hello"})).await;
    assert_eq!(feed.next_of("chat").await["messages"][0]["text"], "Hello");
    host.post("/v1/skus/tee-m/receive", &json!({"key": key(), "quantity": 3})).await.ok();
    while feed.next_of("state").await["stocks"][0]["available"] != 8 {}
    let seen = house.snapshot_until("two viewers", |s| s["state"]["viewers"]["now"] == 2).await;
    assert_eq!(seen["state"]["viewers"]["unique"], 2);
    drop(feed);
    house
        .snapshot_until("one viewer left", |s| {
            (&s["state"]["viewers"]["now"], &s["state"]["viewers"]["left"])
                == (&json!(1), &json!(1))
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_comes_back_gets_exactly_what_was_missed() {
    let mut config = Config::default();
    config.lanes.history = 4;
    let house = House::with(config).await;
    let host = house.live_show(5).await;
    let nobody = house.nobody();
    let mut feed = Reader::open(&nobody, "/v1/shows/s1/events").await;
    feed.next_of("snapshot").await;
    let seen = feed.last_id.clone();
    drop(feed);
    let pin = json!({"listing": "tee"});
    let pinned = host.put("/v1/shows/s1/pin", &pin).await.ok();
    host.delete("/v1/shows/s1/pin").await.ok();
    let stocks = "stocks=tee-red%401%2Cmug%402";
    let after = format!("/v1/shows/s1/events?after={}&{stocks}", seen.replace(':', "%3A"));
    let mut feed = Reader::open(&nobody, &after).await;
    let (_, first) = feed.next().await.unwrap();
    assert_eq!(first["reply"]["welcome"]["recovered"], true);
    let missed = [feed.next_of("publication").await, feed.next_of("publication").await];
    assert_eq!(missed[0]["offset"], pinned["offset"]);
    assert_eq!(missed[1]["unpinned"], json!({}));

    for _ in 0..3 {
        host.put("/v1/shows/s1/pin", &pin).await.ok();
        host.delete("/v1/shows/s1/pin").await.ok();
    }
    let mut feed = Reader::open(&nobody, &after).await;
    let (_, first) = feed.next().await.unwrap();
    assert_eq!(first["reply"]["welcome"]["recovered"], Value::Null, "it is no longer kept");
    assert_eq!(feed.next_of("snapshot").await["position"]["offset"], 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_buys_by_requests_and_hears_of_it_in_the_feed() {
    let house = House::new().await;
    let host = house.live_show(5).await;
    host.post("/v1/shows/s1/sales", &sale(&key(), 5)).await.ok();
    let ada = house.client("ada", &["buy", "chat"]);
    let mut feed = Reader::open(&ada, "/v1/shows/s1/events").await;
    feed.next_of("snapshot").await;
    let reserve = json!({"key": key(), "listing": "tee", "quantity": 1});
    let reply = ask(&ada, "reserve", reserve.clone()).await;
    assert_eq!(reply["reserve"]["outcome"], "OUTCOME_HELD");
    assert_eq!(ask(&ada, "reserve", reserve).await, reply, "the same key, the same answer");
    let held = &reply["reserve"]["reservation"]["id"];

    // Another feed of hers is told what she holds, and how it changes.
    let mut second = Reader::open(&ada, "/v1/shows/s1/events").await;
    let open = second.next_of("reservation").await;
    assert_eq!(
        (&open["reservation"]["id"], &open["reservation"]["buyer"]),
        (held, &json!(pseudonym("ada")))
    );
    let release = json!({"key": key(), "reservation": held});
    assert_eq!(ask(&ada, "release", release).await["reserve"]["outcome"], "OUTCOME_RELEASED");
    while second.next_of("reservation").await["reservation"]["state"]
        != "RESERVATION_STATE_RELEASED"
    {}

    let said = ask(&ada, "sendChat", json!({"text": "Got it?"})).await;
    assert_eq!(said["chat"]["seq"], 1);
    assert_eq!(feed.next_of("chat").await["messages"][0]["text"], "Got it?");
    ask(&ada, "track", json!({"kind": "TRACK_KIND_VIEW_ITEM", "listing": "tee"})).await;
    assert_eq!(ask(&ada, "ping", json!({})).await["done"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_a_problem() {
    let mut config = Config::default();
    config.http.max_event_streams = 1;
    config.workers.chat_burst = 3.0;
    config.workers.chat_per_second = 0.001;
    config.limits.token.chat_burst = 3.0;
    config.limits.token.chat_per_second = 0.001;
    let house = House::with(config).await;
    house.live_show(1).await;
    let nobody = house.nobody();
    refused(&nobody.get("/v1/shows/none/events").await, 404, "ERROR_CODE_SHOW_NOT_FOUND");
    let wrong = nobody.get("/v1/shows/s1/events?after=x").await;
    refused(&wrong, 400, "ERROR_CODE_FIELD_INVALID");
    let wrong = nobody.get("/v1/shows/s1/events?stocks=tee-red%401,tee-blue").await;
    refused(&wrong, 400, "ERROR_CODE_FIELD_INVALID");
    let mut elsewhere = claims("ada", &["buy"]);
    elsewhere.shows = vec!["s2".into()];
    let stranger = Client { at: house.at, token: Some(mint(&elsewhere)) };
    refused(&stranger.get("/v1/shows/s1/events").await, 401, "ERROR_CODE_TOKEN_INVALID");
    let mut old = claims("ada", &["buy"]);
    old.exp = unix_seconds() - 1;
    let late = Client { at: house.at, token: Some(mint(&old)) };
    refused(&late.get("/v1/shows/s1/events").await, 401, "ERROR_CODE_TOKEN_EXPIRED");

    let frame =
        async |client: &Client, frame: Value| client.post("/v1/shows/s1/frames", &frame).await;
    let reserve = json!({"id": 1, "reserve": {"key": key(), "listing": "tee", "quantity": 1}});
    refused(&frame(&nobody, reserve.clone()).await, 401, "ERROR_CODE_TOKEN_MISSING");
    refused(&frame(&stranger, reserve.clone()).await, 401, "ERROR_CODE_TOKEN_INVALID");
    let ada = house.client("ada", &["chat"]);
    refused(&frame(&ada, reserve).await, 403, "ERROR_CODE_CAPABILITY_MISSING");
    refused(&frame(&ada, json!({"id": 1})).await, 400, "ERROR_CODE_UNKNOWN_KIND");
    let hello = frame(&ada, json!({"id": 1, "hello": {}})).await;
    refused(&hello, 409, "ERROR_CODE_WRONG_STATE");
    let empty = frame(&ada, json!({"id": 1, "sendChat": {"text": " "}})).await;
    refused(&empty, 400, "ERROR_CODE_TEXT_INVALID");
    let say = || frame(&ada, json!({"id": 1, "sendChat": {"text": "hi"}}));
    say().await.ok();
    say().await;
    say().await;
    say().await;
    refused(&say().await, 429, "ERROR_CODE_RATE_LIMITED");

    let one = Reader::open(&nobody, "/v1/shows/s1/events").await;
    refused(&nobody.get("/v1/shows/s1/events").await, 503, "ERROR_CODE_ROOM_FULL");
    drop(one);
    support::eventually("its place is free again", || async {
        let answer = nobody.open(Method::GET, "/v1/shows/s1/events", Vec::new().into()).await;
        answer.status() == 200
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_does_not_read_is_cut_off_and_then_no_viewer() {
    let mut config = Config::default();
    config.workers.stall_ms = 500;
    config.lanes.chat_rate = 0;
    let house = House::with(config).await;
    house.live_show(1).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(house.at).await.unwrap();
    let request = b"GET /v1/shows/s1/events HTTP/1.1\r\nhost: hawker.test\r\n\r\n";
    stream.write_all(request).await.unwrap();
    house.snapshot_until("it is in", |s| s["state"]["viewers"]["now"] == 1).await;
    // Enough that the kernel's buffers are full.
    let text = "x".repeat(2_000);
    let flood = async {
        for number in 0.. {
            let client = house.client(&format!("v{number}"), &["chat"]);
            ask(&client, "sendChat", json!({"text": text})).await;
        }
    };
    tokio::select! {
        () = flood => {}
        _ = house.snapshot_until("it is cut off", |s| s["state"]["viewers"]["left"] == 1) => {}
    }
    let mut rest = Vec::new();
    // What was on its way can be read, and then the connection is over.
    let end = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok(), "the connection was not closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_sends_everyone_away_in_turn_and_says_where_to_go() {
    let mut config = Config::default();
    config.workers.drain_spread_ms = 1_000;
    config.workers.reconnect_to = vec!["https://b.example".into()];
    let mut house = House::with(config).await;
    house.live_show(1).await;
    let mut feeds = Vec::new();
    for _ in 0..10 {
        let mut feed = Reader::open(&house.nobody(), "/v1/shows/s1/events").await;
        feed.next_of("snapshot").await;
        feeds.push(feed);
    }
    let gateway = house.gateway.take().unwrap();
    let ready = gateway.readiness();
    ready().unwrap();
    let stopping = tokio::spawn(gateway.shutdown());
    for mut feed in feeds {
        let goodbye = feed.next_of("goodbye").await;
        assert_eq!(goodbye["error"]["code"], "ERROR_CODE_DRAINING");
        assert_eq!(goodbye["reconnectTo"], "https://b.example");
        let slot = goodbye["reconnectAfterMs"].as_u64().unwrap();
        assert!((1..=1_000).contains(&slot), "{slot}");
        assert_eq!(feed.next().await, None);
        assert!(feed.ended);
    }
    assert_eq!(ready().unwrap_err(), "the server is stopping");
    timeout(PATIENCE, stopping).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_ends_when_its_token_is_taken_back() {
    let house = House::new().await;
    let host = house.live_show(1).await;
    let mut feed = Reader::open(&house.client("ada", &["buy"]), "/v1/shows/s1/events").await;
    feed.next_of("snapshot").await;
    host.post("/v1/revocations", &json!({"sub": "ada"})).await.ok();
    let goodbye = feed.next_of("goodbye").await;
    assert_eq!(goodbye["error"]["code"], "ERROR_CODE_TOKEN_REVOKED");
    assert_eq!((&goodbye["reconnectAfterMs"], feed.next().await), (&Value::Null, None));
}
