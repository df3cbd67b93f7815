//! A restart under a full room: everyone is told when to come back, comes back,
//! and goes on where it was, with every critical publication once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::path::Path;
use std::process::{Command, Stdio};

use hawker_load::outcome::{Count, Kind, Outcome};
use hawker_tests::server::{Options, Server, proving};
use hawker_tests::{binary, eventually, scratch, until};

/// Milliseconds over which those who are sent away come back.
const SPREAD_MS: u32 = 4_000;
/// What the server is told that a restart takes: longer than it does on any machine
/// that can run this, so that slots never begin before the server is there.
const RESTART_MS: u32 = 15_000;
/// How long after its slot the last viewer is back, at most. They come as fast as the
/// slots do, so that nobody stands in a queue for longer than a moment.
const MARGIN_MS: u64 = 5_000;

/// The default of `gateway.workers.handshakes`.
const HANDSHAKES_MAX: f64 = 2_048.0;

/// A room that fills, and pins all the time.
fn plan(viewers: u32, ramp: u32, steady: u32) -> String {
    format!(
        r#"
name = "drain"
[[phases]]
do = "ramp"
length = "{ramp}s"
viewers = {viewers}
[[phases]]
do = "steady"
length = "{steady}s"
[behaviour]
chat = 0.02
chat_per_minute = 6
click = 0
reserve = 0
[[host]]
at = "500ms"
do = "pin"
every = "250ms"
"#
    )
}

async fn metric(server: &Server, name: &str) -> Option<f64> {
    let (_, text) = server.ops().get("/metrics").await.ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.trim().parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_and_a_restart_lose_and_double_nothing_for_anyone() {
    let (viewers, ramp, steady) = if proving() { (15_000, 10, 48) } else { (300, 1, 36) };
    let dir = scratch("drain");
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__DRAIN_SPREAD_MS", &SPREAD_MS.to_string())
        .set("HAWKER_GATEWAY__WORKERS__DRAIN_RESTART_MS", &RESTART_MS.to_string());
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let (file, report) = (dir.path().join("plan.toml"), dir.path().join("report.json"));
    std::fs::write(&file, plan(viewers, ramp, steady)).unwrap();
    let mut tester = Command::new(binary("hawker-load"))
        .args([Path::new("run"), &file, Path::new("--data-dir"), server.data_dir()])
        .args([Path::new("--out"), &report])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();

    let all = f64::from(viewers);
    eventually("everyone is in", async || {
        let here = metric(&server, "hawker_gateway_viewers").await?;
        (here == all).then_some(())
    })
    .await;
    let (ports, data) = (server.ports(), server.data_dir().to_owned());
    assert!(server.terminate().success());
    let server = Server::start_with(&data, &options.on(ports)).await;
    eventually("everyone is back", async || {
        let here = metric(&server, "hawker_gateway_viewers").await?;
        (here == all).then_some(())
    })
    .await;
    let resumed = metric(&server, "hawker_gateway_resumed_total").await;
    assert_eq!(resumed, Some(all), "by the server's own count");
    // The door never held more than it may, and sent nobody away.
    let peak = metric(&server, "hawker_gateway_handshakes_peak").await.unwrap();
    assert!((1.0..=HANDSHAKES_MAX).contains(&peak), "{peak} at the door");
    let ended = metric(&server, r#"hawker_gateway_sessions_ended_total{why="refused"}"#).await;
    assert_eq!(ended.unwrap_or(0.0), 0.0, "nobody is refused");

    let ended = until("the tester's end", || tester.try_wait().unwrap()).await;
    assert!(ended.success(), "the tester's books don't balance");
    let outcome: Outcome = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let counted = |count| outcome.counted(count);
    let told = format!("{:?} {:?}", outcome.counts, outcome.notes);
    assert_eq!(counted(Count::Joins), u64::from(viewers), "{told}");
    assert_eq!(counted(Count::Resumes), u64::from(viewers), "{told}");
    assert_eq!(counted(Count::Unrecovered), 0, "{told}");
    assert_eq!((counted(Count::Lost), counted(Count::Duplicated)), (0, 0), "{told}");
    assert_eq!(counted(Count::WentBack), 0, "{told}");
    let resume = &outcome.latencies[&Kind::Resume];
    assert_eq!(resume.count(), u64::from(viewers), "{told}");
    assert_eq!(counted(Count::ConnectFailures), 0, "a slot found nobody: {told}");
    assert_eq!(counted(Count::Redirects), u64::from(viewers), "each has one slot: {told}");
    let latest = resume.max_us() / 1_000;
    println!(
        "proof: {viewers} viewers resumed; after their slots p50 {} ms, p99 {} ms, the last {latest} ms; \
         {peak} at the door at most",
        resume.quantile_us(0.5) / 1_000,
        resume.quantile_us(0.99) / 1_000
    );
    // A machine that stands still keeps the tester from its slots as well.
    let lag = outcome.generator.lag.max_us() / 1_000;
    assert!(
        latest <= MARGIN_MS + lag,
        "the last was {latest} ms late, the tester {lag} ms: {told}"
    );
}
