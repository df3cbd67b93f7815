//! Connections that speak plain HTTP, or nothing at all: what they may hold, and
//! for how long.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use std::net::SocketAddr;

use hawker_gateway::{Config, Network};
use support::{House, PATIENCE};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A request whose head has not come in full.
const HALF: &[u8] = b"GET /v1/shows HTTP/1.1\r\nhost: x\r\n";

/// Connects and says this.
async fn say(at: SocketAddr, what: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(what).await.unwrap();
    stream
}

/// What comes until the server hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    // A reset is an end as well.
    let _end = timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("it hangs up");
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_must_come_in_its_time_and_so_must_the_next_one() {
    let mut config = Config::default();
    config.http.header_timeout_ms = 300;
    let house = House::with(config).await;
    let whole = [HALF, b"\r\n"].concat();
    for (what, answered) in [(&b""[..], 0), (HALF, 0), (&whole[..], 1)] {
        let mut stream = say(house.at, what).await;
        let read = rest(&mut stream).await;
        assert_eq!(read.matches("HTTP/1.1 200").count(), answered, "{read}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_longest_for_a_request_makes_room_for_one_who_has_one() {
    let mut config = Config::default();
    config.http.max_connections = 8;
    config.http.header_timeout_ms = 600_000;
    let house = House::with(config).await;
    house.live_show(1).await;
    let mut feed = say(house.at, b"GET /v1/shows/s1/events HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut first = [0; 12];
    feed.read_exact(&mut first).await.unwrap();
    let mut held = Vec::new();
    for _ in 0..40 {
        held.push(say(house.at, HALF).await);
    }
    let shows = timeout(PATIENCE, house.nobody().get("/v1/shows")).await;
    assert_eq!(shows.expect("it is answered").status, 200);
    assert_eq!(rest(&mut held[0]).await, "", "the first to come was cut off");
    // What is under way stays: the next change of the room still comes.
    house.host().put("/v1/shows/s1/pin", &serde_json::json!({"listing": "tee"})).await.ok();
    let mut said = String::new();
    while !said.contains("\"pinned\"") {
        let mut more = [0; 4_096];
        let length = timeout(PATIENCE, feed.read(&mut more)).await.unwrap().unwrap();
        assert!(length > 0, "{said}");
        said.push_str(&String::from_utf8_lossy(&more[..length]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_may_hold_so_many_connections() {
    let mut config = Config::default();
    config.http.max_connections_per_address = 3;
    config.http.proxy_protocol = true;
    config.http.trusted_proxies = vec![Network::try_from("127.0.0.0/8".to_owned()).unwrap()];
    config.http.header_timeout_ms = 600_000;
    let house = House::with(config).await;
    let from = |address: &str, what: &[u8]| {
        [format!("PROXY TCP4 {address} 10.0.0.1 4711 7070\r\n").as_bytes(), what].concat()
    };
    let once = b"GET /v1/shows HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let ask = async |address: &str| rest(&mut say(house.at, &from(address, once)).await).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(say(house.at, &from("203.0.113.9", HALF)).await);
    }
    support::eventually("the address has as many as it may", || async {
        ask("203.0.113.9").await.starts_with("HTTP/1.1 503")
    })
    .await;
    assert!(ask("203.0.113.10").await.starts_with("HTTP/1.1 200"), "others are others");
    drop(held);
    support::eventually("there is room again", || async {
        ask("203.0.113.9").await.starts_with("HTTP/1.1 200")
    })
    .await;
}
