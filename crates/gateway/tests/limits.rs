//! What clients may send: alone, and together with those who share their token,
//! their address or their room.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use futures_util::SinkExt;
use hawker_gateway::{Config, Network};
use hawker_proto::v1::{self, ErrorCode, client_frame, reply};
use support::{House, PATIENCE, claims, eventually, http::Client, key, mint, refused};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use viewer::{JSON, PROTO, Viewer, chat, hello, ping};

/// Whatever comes from this machine speaks for others.
fn behind_proxies() -> Config {
    let mut config = Config::default();
    config.http.trusted_proxies = vec![Network::try_from("127.0.0.0/8".to_owned()).unwrap()];
    config
}

async fn house(config: Config) -> House {
    let house = House::with(config).await;
    house.live_show(10).await;
    house
}

fn token(sub: &str, caps: &[&str]) -> String {
    mint(&claims(sub, caps))
}

/// How many of these the server takes before it refuses one, and with what.
async fn taken(viewer: &mut Viewer, kind: impl Fn() -> client_frame::Kind) -> usize {
    for count in 0..1_000 {
        if let reply::Result::Error(error) = viewer.ask(kind()).await {
            assert_eq!(viewer::checked(&error), ErrorCode::RateLimited);
            return count;
        }
    }
    1_000
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_holds_so_many_sessions_and_the_next_is_given_a_slot() {
    let mut config = behind_proxies();
    config.limits.address_sessions = 2;
    config.workers.threads = 2;
    let house = house(config).await;
    let mut first = Viewer::connect_for(house.at, "203.0.113.9").await;
    first.hello(hello("")).await;
    let mut second = Viewer::connect_for(house.at, "198.51.100.1, 203.0.113.9").await;
    second.hello(hello("")).await;
    let mut third = Viewer::connect_for(house.at, "203.0.113.9").await;
    let (goodbye, code) = third.goodbye().await;
    assert_eq!(goodbye.error.unwrap().code(), ErrorCode::RateLimited);
    assert_eq!(code, Some(3004), "one that asks to reconnect");
    // Others are others, and who leaves makes room.
    Viewer::connect_for(house.at, "203.0.113.10").await.hello(hello("")).await;
    drop(first);
    eventually("a place is free again", || async {
        let mut again = Viewer::connect_for(house.at, "203.0.113.9").await;
        again.send(client_frame::Kind::Hello(hello(""))).await;
        matches!(again.next().await.unwrap(), viewer::Said::Frame(kind)
            if matches!(*kind, v1::server_frame::Kind::Reply(_)))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_trusted_proxy_is_not_believed_about_addresses() {
    let mut config = Config::default();
    config.limits.address_sessions = 1;
    let house = house(config).await;
    let mut viewers = Vec::new();
    for _ in 0..3 {
        let mut viewer = Viewer::connect_for(house.at, "203.0.113.9").await;
        viewer.hello(hello("")).await;
        viewers.push(viewer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_one_token_share_what_it_may_send_and_the_host_may_go_on() {
    let mut config = Config::default();
    (config.workers.chat_per_second, config.workers.chat_burst) = (0.001, 4.0);
    (config.limits.token.chat_per_second, config.limits.token.chat_burst) = (0.001, 6.0);
    (config.limits.room.chat_per_second, config.limits.room.chat_burst) = (0.001, 9.0);
    config.workers.threads = 2;
    let house = house(config).await;
    let ada = token("ada", &["chat"]);
    let (mut phone, _) = Viewer::join(house.at, JSON, &ada).await;
    let (mut laptop, _) = Viewer::join(house.at, PROTO, &ada).await;
    assert_eq!(taken(&mut phone, || chat("hi")).await, 4, "what a session may send");
    assert_eq!(taken(&mut laptop, || chat("hi")).await, 2, "what is left of the token's");
    let (mut ben, _) = Viewer::join(house.at, JSON, &token("ben", &["chat"])).await;
    assert_eq!(taken(&mut ben, || chat("hi")).await, 3, "what is left of the room's");
    let (mut host, _) = Viewer::join(house.at, JSON, &token("h", &["chat", "host"])).await;
    assert_eq!(taken(&mut host, || chat("hi")).await, 4, "the room is not full for the host");
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_to_buy_are_counted_apart() {
    let mut config = Config::default();
    (config.workers.attempts_per_second, config.workers.attempts_burst) = (0.001, 3.0);
    let house = house(config).await;
    let (mut buyer, _) = Viewer::join(house.at, JSON, &token("bob", &["buy"])).await;
    let reserve = || {
        client_frame::Kind::Reserve(v1::Reserve {
            key: key(),
            listing: "tee".into(),
            quantity: 1,
            ..v1::Reserve::default()
        })
    };
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(match buyer.ask(reserve()).await {
            reply::Result::Error(error) => viewer::checked(&error),
            _ => ErrorCode::Unspecified,
        });
    }
    let limited: Vec<bool> = codes.iter().map(|code| *code == ErrorCode::RateLimited).collect();
    assert_eq!(limited, [false, false, false, true, true], "{codes:?}");
    assert_eq!(buyer.ask(ping()).await, reply::Result::Done(v1::Done {}));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_bytes_are_refused_by_id_and_a_flood_ends_the_session() {
    let mut config = Config::default();
    (config.workers.bytes_per_second, config.workers.bytes_burst) = (1_000.0, 110_000.0);
    let house = house(config).await;
    let (mut viewer, _) = Viewer::join(house.at, JSON, "").await;
    let long = || chat(&"x".repeat(15_000));
    let mut refused = 0;
    for _ in 0..10 {
        if viewer.refused(long()).await == ErrorCode::RateLimited {
            refused += 1;
        }
    }
    assert!((2..=4).contains(&refused), "{refused}");
    for _ in 0..40 {
        viewer.send(long()).await;
    }
    let (goodbye, code) = viewer.goodbye().await;
    assert_eq!(goodbye.error.unwrap().code(), ErrorCode::RateLimited);
    assert_eq!(code, Some(3004));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings_is_answered_in_bulk_and_then_ended() {
    let mut config = Config::default();
    (config.workers.frames_per_second, config.workers.frames_burst) = (1.0, 1_000.0);
    let house = house(config).await;
    let (mut viewer, _) = Viewer::join(house.at, JSON, "").await;
    for _ in 0..100 {
        viewer.socket.feed(Message::Ping(Bytes::from_static(b"?"))).await.unwrap();
    }
    viewer.socket.flush().await.unwrap();
    assert_eq!(viewer.ask(ping()).await, reply::Result::Done(v1::Done {}));
    for _ in 0..9_000 {
        // It may end while they are sent.
        if viewer.socket.feed(Message::Ping(Bytes::from_static(b"?"))).await.is_err() {
            break;
        }
    }
    drop(viewer.socket.flush().await);
    let (goodbye, _) = viewer.goodbye().await;
    assert_eq!(goodbye.error.unwrap().code(), ErrorCode::RateLimited);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_address_and_by_token() {
    let mut config = behind_proxies();
    (config.workers.frames_per_second, config.workers.frames_burst) = (0.001, 3.0);
    (config.limits.token.frames_per_second, config.limits.token.frames_burst) = (0.001, 5.0);
    (config.limits.address.frames_per_second, config.limits.address.frames_burst) = (0.001, 4.0);
    let house = house(config).await;
    let status = async |client: &str| {
        let mut stream = TcpStream::connect(house.at).await.unwrap();
        let request = format!(
            "GET /v1/about HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    for _ in 0..4 {
        assert_eq!(status("203.0.113.9").await, "200");
    }
    assert_eq!(status("203.0.113.9").await, "429");
    assert_eq!(status("203.0.113.10").await, "200");
    let buyer = Client { at: house.at, token: Some(token("bob", &["buy"])) };
    for _ in 0..5 {
        assert_ne!(buyer.get("/v1/reservations/1").await.status, 429);
    }
    refused(&buyer.get("/v1/reservations/1").await, 429, "ERROR_CODE_RATE_LIMITED");
    let shop = Client { at: house.at, token: Some(token("shop", &["shop"])) };
    for _ in 0..20 {
        assert_ne!(shop.get("/v1/reservations/1").await.status, 429, "a shop's backend");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_proxy_protocol_every_connection_says_who_it_is_for() {
    let mut config = behind_proxies();
    config.http.proxy_protocol = true;
    config.limits.address_sessions = 1;
    let house = House::with(config).await;
    let connect = async |header: &[u8]| {
        let mut stream = TcpStream::connect(house.at).await.unwrap();
        // In two pieces, as a network may cut it.
        let (a, b) = header.split_at(header.len() / 2);
        stream.write_all(a).await.unwrap();
        stream.write_all(b).await.unwrap();
        Viewer::connect_on(stream, house.at, JSON, "s1", None).await
    };
    let mut v2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C".to_vec();
    v2.extend_from_slice(&[203, 0, 113, 9, 10, 0, 0, 1, 1, 1, 2, 2]);
    let code = async |mut viewer: Viewer| viewer.goodbye().await.0.error.unwrap().code();
    // There is no show, which is told after the address was found free.
    let line = b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 7070\r\n";
    assert_eq!(code(connect(line).await).await, ErrorCode::ShowNotFound);
    assert_eq!(code(connect(&v2).await).await, ErrorCode::ShowNotFound);
    // Whoever begins in another way is not answered.
    let mut stream = TcpStream::connect(house.at).await.unwrap();
    stream.write_all(b"GET /v1/about HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok() && answer.is_empty(), "{answer:?}");
}

type Change = fn(&mut Config);

#[tokio::test]
async fn settings_that_make_no_sense_stop_the_start() {
    let wrong: Vec<(&str, Change)> = vec![
        ("proxy_protocol", |config| config.http.proxy_protocol = true),
        ("rate", |config| config.limits.token.chat_per_second = 0.0),
        ("bytes_burst", |config| config.limits.address.bytes_burst = 1_000.0),
        ("keys", |config| config.limits.keys = 0),
    ];
    let mut house = House::new().await;
    house.close().await;
    for (name, change) in wrong {
        house.config = Config::default();
        change(&mut house.config);
        let error = house.try_open().await.err().unwrap().to_string();
        assert!(error.contains(name), "{error}");
    }
}
