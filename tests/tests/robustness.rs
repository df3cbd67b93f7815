//! What RFC 6455 says about clients that do odd or wrong things, case by case, over
//! bare sockets to the real binary. The table of these cases is in
//! docs/protocol.md.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::time::Duration;

use hawker_tests::{
    eventually,
    raw::{CLOSE, PATIENCE, PING, PONG, Raw, SHOW, TEXT, close, frame, handshake, hello},
    scratch,
    server::{Options, Server},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

async fn server(options: Options) -> (tempfile::TempDir, Server) {
    let dir = scratch("robust");
    let server = Server::start_with(dir.path(), &options).await;
    server.api("hana", "host,merchant").put_on_air(SHOW, "lamp", 10).await;
    (dir, server)
}

/// What ends a session, and the code that it is closed with.
fn breaches() -> Vec<(&'static str, Vec<u8>, u16)> {
    let claims = |length: u64| [&[TEXT, 0xFF][..], &length.to_be_bytes(), &[1, 2, 3, 4]].concat();
    let wide = [&[TEXT, 0xFE, 0, 2, 0, 0, 0, 0][..], b"{}"].concat();
    vec![
        ("5.1 not masked", vec![TEXT, 2, b'{', b'}'], 3500),
        ("5.2 RSV1 without an extension", frame(TEXT | 0x40, b"{}"), 3500),
        ("5.2 RSV2", frame(TEXT | 0x20, b"{}"), 3500),
        ("5.2 opcode 3", frame(0x83, b""), 3500),
        ("5.2 opcode 11", frame(0x8B, b""), 3500),
        ("5.2 a length in more bytes than it needs", wide, 3500),
        ("5.2 a length of 2^63", claims(1 << 63), 3502),
        ("5.2 a length of 2 MiB", claims(2 << 20), 3502),
        ("5.4 a continuation of nothing", frame(0x80, b"{}"), 3500),
        ("5.4 a message within a message", [frame(0x01, b"{"), frame(TEXT, b"}")].concat(), 3500),
        ("5.5 a ping in fragments", frame(0x09, b"?"), 3500),
        ("5.5 a ping of 126 bytes", frame(PING, &[b'?'; 126]), 3500),
        ("5.5.1 a close of one byte", frame(CLOSE, &[3]), 3500),
        ("5.5.1 a reason that is not UTF-8", close(1000, &[0xC3, 0x28]), 3500),
        ("7.4.1 the code 1005", close(1005, b""), 3500),
        ("7.4.1 the code 1006", close(1006, b""), 3500),
        ("7.4.1 the code 1015", close(1015, b""), 3500),
        ("7.4.2 the code 999", close(999, b""), 3500),
        ("7.4.2 the code 5000", close(5000, b""), 3500),
        ("8.1 text that is not UTF-8", frame(TEXT, &[b'{', 0xFF, b'}']), 3501),
        (
            "8.1 the same across fragments",
            [frame(0x01, &[b'{', 0xE2, 0x82]), frame(0x80, b"}")].concat(),
            3501,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_breach_of_rfc_6455_is_told_and_ends_that_session_alone() {
    let (_dir, server) = server(Options::default()).await;
    let at = server.ports().public;
    let mut other = Raw::join(at).await;
    for (name, bytes, code) in breaches() {
        let mut raw = Raw::join(at).await;
        raw.send(&bytes).await;
        let goodbye = raw.until("goodbye").await;
        let goodbye: Value = serde_json::from_str(&goodbye).unwrap();
        assert!(goodbye["goodbye"]["error"]["message"].as_str().is_some(), "{name}: {goodbye}");
        let said = raw.closed().await.unwrap_or_else(|| panic!("{name}: no close frame"));
        assert_eq!(said, code.to_be_bytes(), "{name}");
        other.is_well().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_but_allowed_does_no_harm() {
    let (_dir, server) = server(Options::default()).await;
    let at = server.ports().public;
    // 5.4, 5.5: control frames between fragments, empty fragments, many of one byte.
    let mut raw = Raw::join(at).await;
    let text = br#"{"id":7,"ping":{}}"#;
    let parts = [frame(0x01, b""), frame(0x00, &text[..4]), frame(PING, b"mid"), frame(0, b"")];
    raw.send(&parts.concat()).await;
    assert_eq!(raw.pong().await, b"mid");
    raw.send(&frame(PONG, b"nobody asked")).await;
    let rest: Vec<u8> = text[4..].iter().flat_map(|byte| frame(0x00, &[*byte])).collect();
    raw.send(&[rest, frame(0x80, b"")].concat()).await;
    raw.until("\"id\":7").await;
    // A frame a byte at a time.
    for byte in frame(TEXT, br#"{"id":8,"ping":{}}"#) {
        raw.send(&[byte]).await;
    }
    raw.until("\"id\":8").await;
    // Longer than the limit: passed over, also in fragments.
    raw.send(&frame(TEXT, &[b'x'; 20_000])).await;
    raw.until("TOO_BIG").await;
    raw.send(&[frame(0x01, &[b'x'; 10_000]), frame(0x80, &[b'x'; 10_000])].concat()).await;
    raw.until("TOO_BIG").await;
    // 5.5.3: of many pings at once the last is answered, and others may be.
    let pings: Vec<u8> = (0..100_u8).flat_map(|number| frame(PING, &[number])).collect();
    raw.send(&pings).await;
    while raw.pong().await != [99] {}
    raw.is_well().await;
    // 5.5.1: a close is answered with its code, and what follows is not heard.
    raw.send(&[close(1001, b"away"), frame(TEXT, br#"{"id":9,"ping":{}}"#)].concat()).await;
    let mut said = Vec::new();
    while let Some((first, payload)) = raw.frame().await {
        said.push((first, payload));
    }
    let last = said.last().expect("a close frame");
    assert_eq!(*last, (CLOSE, 1001_u16.to_be_bytes().to_vec()));
    let mut raw = Raw::join(at).await;
    raw.send(&frame(CLOSE, b"")).await;
    assert_eq!(raw.closed().await.as_deref(), Some(&b""[..]), "no code for no code");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_slow_or_half_gone_is_let_go() {
    let options = Options::default()
        .set("HAWKER_GATEWAY__HTTP__HEADER_TIMEOUT_MS", "700")
        .set("HAWKER_GATEWAY__WORKERS__HELLO_MS", "1500");
    let (_dir, server) = server(options).await;
    let at = server.ports().public;
    // A handshake that never ends, a byte at a time.
    let mut loris = Raw::connect(at).await;
    let mut bytes = b"GET /v1/shows/x/ws HTTP/1.1\r\nX: ".iter().chain([&b'y'].into_iter().cycle());
    let gone = async {
        loop {
            let byte = *bytes.next().unwrap();
            if loris.stream.write_all(&[byte]).await.is_err() {
                return;
            }
            let mut one = [0; 64];
            let read = timeout(Duration::from_millis(20), loris.stream.read(&mut one)).await;
            if matches!(read, Ok(Ok(0) | Err(_))) {
                return;
            }
        }
    };
    timeout(PATIENCE, gone).await.expect("it is let go");
    // One that says no hello, and one that says it a byte at a time for ever.
    let mut silent = Raw::open(at, b"").await;
    assert_eq!(silent.closed().await, Some(3003_u16.to_be_bytes().to_vec()));
    let mut half = Raw::open(at, &hello()[..9]).await;
    assert_eq!(half.closed().await, Some(3003_u16.to_be_bytes().to_vec()));
    // One that shuts its side, in the room and in the middle of a frame.
    for behind in [&b""[..], &hello()[..9]] {
        let mut raw = Raw::join(at).await;
        raw.send(behind).await;
        raw.stream.shutdown().await.unwrap();
        while raw.more().await {}
    }
}

/// The memory that the server has to itself, in bytes, without what is mapped from files.
fn memory(server: &Server) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", server.pid())).unwrap();
    let line = text.lines().find(|line| line.starts_with("Pss_Anon:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1_024
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_connections_open_without_asking_keeps_nobody_out() {
    let options = Options::default()
        .set("HAWKER_GATEWAY__HTTP__MAX_CONNECTIONS", "50")
        .set("HAWKER_GATEWAY__HTTP__HEADER_TIMEOUT_MS", "600000")
        .set("HAWKER_GATEWAY__WORKERS__HANDSHAKES", "50");
    let (_dir, server) = server(options).await;
    let at = server.ports().public;
    let mut inside = Raw::join(at).await;
    let mut held = Vec::new();
    for number in 0..300 {
        let mut raw = Raw::connect(at).await;
        // Half a request for a page, half a handshake, or not a word.
        let halves: [&[u8]; 3] = [b"GET / HTTP/1.1\r\nhost: x\r\n", &handshake(b"")[..60], b""];
        raw.send(halves[number % halves.len()]).await;
        held.push(raw);
    }
    inside.is_well().await;
    Raw::join(at).await.is_well().await;
    let mut page = Raw::connect(at).await;
    page.send(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    let mut read = Vec::new();
    let answered = timeout(PATIENCE, page.stream.read_to_end(&mut read)).await;
    assert!(answered.is_ok() && read.starts_with(b"HTTP/1.1 200"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_who_misbehave_leave_nothing_behind() {
    let (_dir, server) = server(Options::default()).await;
    let at = server.ports().public;
    let breaches = breaches();
    let round = async |count: usize, rude: bool| {
        for number in 0..count {
            let mut raw = Raw::join(at).await;
            if !rude {
                raw.send(&close(1000, b"")).await;
                raw.closed().await;
                continue;
            }
            match number % 4 {
                // Half of a long frame, then a reset.
                0 => raw.send(&frame(TEXT, &[b'x'; 16_000])[..15_000]).await,
                1 => raw.send(&frame(0x01, &[b'x'; 16_000])).await,
                2 => raw.send(&breaches[number % breaches.len()].1).await,
                _ => {
                    let pings = frame(PING, &[b'?'; 125]).repeat(100);
                    raw.send(&pings).await;
                }
            }
            raw.stream.set_zero_linger().unwrap();
            drop(raw);
        }
        let ops = server.ops();
        eventually("all are gone", async || {
            let (_, text) = ops.get("/metrics").await.ok()?;
            text.lines().any(|line| line == "hawker_gateway_viewers 0").then_some(())
        })
        .await;
    };
    // The first thousands fill whatever is filled once. A visit leaves about 600 bytes
    // behind, however it ends, and those who misbehave may leave no more than that:
    // half-received messages that were kept would be 8 MB.
    round(1_000, true).await;
    round(1_000, false).await;
    let before = memory(&server);
    round(2_000, false).await;
    let between = memory(&server);
    round(2_000, true).await;
    let after = memory(&server);
    println!(
        "proof: {before} bytes, {between} after 2,000 who behave, {after} after 2,000 who don't"
    );
    let (polite, rude) = (between.saturating_sub(before), after.saturating_sub(between));
    assert!(rude < polite + (2 << 20), "{polite} bytes more, then {rude}");
}
