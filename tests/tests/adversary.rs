//! What somebody would try who wants to get past a bound or to be told what is not
//! theirs, over real sockets to the real binary. (What breaks RFC 6455 is in
//! robustness.rs; forged tokens are in the gateway's own tests.)
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_tests::{
    eventually,
    raw::{BINARY, CLOSE, Raw, SHOW, TEXT, frame, handshake, hello},
    scratch,
    server::{Options, Server},
};

async fn server(options: Options) -> (tempfile::TempDir, Server) {
    let dir = scratch("adversary");
    let server = Server::start_with(dir.path(), &options).await;
    server.api("hana", "host,merchant").put_on_air(SHOW, "lamp", 10).await;
    (dir, server)
}

/// The first of the metrics that begin so.
async fn metric(server: &Server, name: &str) -> f64 {
    let (_, text) = server.ops().get("/metrics").await.unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0.0, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_in_x_forwarded_for_frees_nobody_of_the_limits_of_an_address() {
    let options = Options::default()
        .with("gateway.http.trusted_proxies = [\"127.0.0.1\"]")
        .set("HAWKER_GATEWAY__LIMITS__ADDRESS_SESSIONS", "1");
    let (_dir, server) = server(options).await;
    let at = server.ports().public;
    // A proxy on this machine adds where its client is behind what the client wrote.
    let from = async |header: &[u8]| {
        let mut raw = Raw::connect(at).await;
        let line = [b"X-Forwarded-For: ", header, b"\r\n"].concat();
        raw.send(&[handshake(&line), hello()].concat()).await;
        raw.upgraded().await;
        raw
    };
    let mut first = from(b"203.0.113.9").await;
    first.until("welcome").await;
    for junk in [&b"\xFF\xC3("[..], "é".as_bytes(), b"unknown", b"", b"127.0.0.1, 127.0.0.1"] {
        let mut again = from(&[junk, b", 203.0.113.9"].concat()).await;
        again.until("RATE_LIMITED").await;
    }
    let mut other = from(b"203.0.113.9, 203.0.113.10").await;
    other.until("welcome").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn event_streams_are_sessions_of_their_address() {
    let options = Options::default()
        .with("gateway.http.trusted_proxies = [\"127.0.0.1\"]")
        .set("HAWKER_GATEWAY__LIMITS__ADDRESS_SESSIONS", "2");
    let (_dir, server) = server(options).await;
    let at = server.ports().public;
    let feed = async |from: &str| {
        let mut raw = Raw::connect(at).await;
        let head = format!(
            "GET /v1/shows/{SHOW}/events HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {from}\r\n\r\n"
        );
        raw.send(head.as_bytes()).await;
        let said = raw.hears(&["\"welcome\"", "RATE_LIMITED"]).await;
        (raw, said.contains("welcome"))
    };
    let here = "203.0.113.9";
    let (first, entered) = feed(here).await;
    assert!(entered);
    let mut session = Raw::connect(at).await;
    let line = format!("X-Forwarded-For: {here}\r\n");
    session.send(&[handshake(line.as_bytes()), hello()].concat()).await;
    session.upgraded().await;
    session.until("welcome").await;
    assert!(!feed(here).await.1, "a third of one address");
    assert!(feed("203.0.113.10").await.1, "another address");
    // Its place is free when it has gone, and only once.
    drop(first);
    let back = eventually("its place is free", async || {
        let (raw, entered) = feed(here).await;
        entered.then_some(raw)
    })
    .await;
    assert!(!feed(here).await.1, "a third of one address again");
    drop(back);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_follows_a_close_frame() {
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__FRAMES_PER_SECOND", "1")
        .set("HAWKER_GATEWAY__WORKERS__FRAMES_BURST", "2");
    let (_dir, server) = server(options).await;
    // Each is refused with an answer, until it is a flood.
    let mut raw = Raw::join(server.ports().public).await;
    raw.send(&frame(BINARY, b"{}").repeat(100)).await;
    let mut said = Vec::new();
    while let Some((first, payload)) = raw.frame().await {
        said.push((first, payload));
    }
    let close = said.iter().position(|(first, _)| *first == CLOSE).expect("a close frame");
    let after: Vec<_> = said[close + 1..].iter().map(|it| String::from_utf8_lossy(&it.1)).collect();
    assert!(after.is_empty(), "after the close frame came {after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_sent_away_while_it_enters_is_not_in_the_room() {
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__OUTBOX_FRAMES", "8")
        .set("HAWKER_GATEWAY__WORKERS__FRAMES_BURST", "400");
    let (_dir, server) = server(options).await;
    // One of several gateways lets the first in only when it hears the room, and would have
    // its answers read meanwhile: there was one before.
    let before = Raw::join(server.ports().public).await;
    drop(before);
    // So many answers in a row that the welcome, or the snapshot behind it, finds no room.
    for before in [7, 8] {
        let mut raw = Raw::open(server.ports().public, b"").await;
        let asked = frame(TEXT, br#"{"id":2,"ping":{}}"#).repeat(before);
        raw.send(&[asked, hello()].concat()).await;
        raw.until("STALLED").await;
        let (last, _) = raw.frame().await.expect("a close frame");
        assert_eq!(last, CLOSE);
        // It does not answer, and is not told anything more until it is let go.
        assert_eq!(raw.frame().await, None, "with {before} answers before it");
    }
    for nobody in ["hawker_gateway_handshakes", "hawker_gateway_viewers"] {
        eventually("nobody is counted", async || {
            (metric(&server, nobody).await == 0.0).then_some(())
        })
        .await;
    }
    assert_eq!(metric(&server, "hawker_gateway_joins_total").await, 1.0, "the one before");
}
