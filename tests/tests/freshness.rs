//! What the metrics tell of a viewer who does not read, and of one who catches up.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_proto::v1::{SendChat, client_frame, publication};
use hawker_tests::{
    eventually, scratch,
    server::{Options, Server},
    viewer::Viewer,
};
use http::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

const SHOW: &str = "tonight";
/// Chat of which no socket with a small window takes all: 2 MB.
const MESSAGES: usize = 1_000;
/// How late the late one is to be at least, in seconds: a bound of the histogram.
const LATE: f64 = 1.0;

async fn metric(server: &Server, name: &str) -> Option<f64> {
    let (_, text) = server.ops().get("/metrics").await.ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok()
}

async fn age(server: &Server, lane: &str) -> Option<f64> {
    metric(server, &format!("hawker_gateway_slowest_viewer_seconds{{lane=\"{lane}\"}}")).await
}

/// Deliveries of the critical lane that took longer than [`LATE`].
async fn late(server: &Server) -> f64 {
    let name = "hawker_gateway_delivery_seconds";
    let all = metric(server, &format!("{name}_count{{lane=\"critical\"}}")).await;
    let bucket = format!("{name}_bucket{{lane=\"critical\",le=\"{LATE:.0}\"}}");
    all.unwrap_or(0.0) - metric(server, &bucket).await.unwrap_or(0.0)
}

/// One who joins over a narrow socket and reads nothing.
async fn idle_reader(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(server.ports().public).await.unwrap();
    let ask = format!(
        "GET /v1/shows/{SHOW}/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Protocol: hawker.v1.json\r\n\r\n"
    );
    let hello = br#"{"id":1,"hello":{}}"#;
    // Masked with zeros, which leaves the payload as it is.
    let mut bytes = ask.into_bytes();
    bytes.extend([0x81, 0x80 | u8::try_from(hello.len()).unwrap(), 0, 0, 0, 0]);
    bytes.extend(hello);
    stream.write_all(&bytes).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slowest_viewer_is_told_while_it_lags_and_counted_when_it_catches_up() {
    let dir = scratch("freshness");
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__STALL_MS", "600000")
        .set("HAWKER_GATEWAY__WORKERS__CHAT_SCALE", "100000")
        .set("HAWKER_GATEWAY__WORKERS__FRAMES_PER_SECOND", "100000")
        .set("HAWKER_GATEWAY__WORKERS__BYTES_PER_SECOND", "1000000000")
        .set("HAWKER_GATEWAY__WORKERS__BYTES_BURST", "1000000000");
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let host = server.api("host", "host,merchant");
    host.put_on_air(SHOW, "lamp", 5).await;
    let token = server.token("ada", "chat");
    let public = server.ports().public;
    let (mut talker, welcome) = Viewer::join(public, SHOW, &token, None).await.unwrap();
    let mut idler = idle_reader(&server).await;
    eventually("both are in", async || {
        metric(&server, "hawker_gateway_viewers").await.filter(|viewers| *viewers >= 2.0)
    })
    .await;
    eventually("all have all", async || {
        let ages = [age(&server, "critical").await?, age(&server, "chat").await?];
        (ages == [0.0, 0.0]).then_some(())
    })
    .await;

    let text = "x".repeat(2_000);
    for _ in 0..MESSAGES {
        let said = client_frame::Kind::SendChat(SendChat { text: text.clone() });
        talker.ask(said).await.unwrap();
    }
    host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), json!({ "listing": "lamp" })).await;
    eventually("the pin that it lacks grows old", async || {
        age(&server, "critical").await.filter(|age| *age > 2.0 * LATE)
    })
    .await;
    assert!(age(&server, "chat").await.unwrap() > LATE, "it lacks chat as well");
    let before = late(&server).await;
    let token = server.token("eve", "chat");
    let (returns, _) = Viewer::join(public, SHOW, &token, welcome.position).await.unwrap();
    eventually("one who was away is told the pin", async || {
        let told = returns.publications();
        told.iter().any(|it| matches!(it.kind, Some(publication::Kind::Pinned(_)))).then_some(())
    })
    .await;
    assert_eq!(late(&server).await, before, "that it was away is no lateness of ours");

    let reads = tokio::spawn(async move {
        let mut bytes = vec![0; 65_536];
        while idler.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
    });
    eventually("all have all again", async || {
        age(&server, "critical").await.filter(|age| *age == 0.0)
    })
    .await;
    assert!(late(&server).await > before, "the late pin is in the histogram");
    reads.abort();
}
