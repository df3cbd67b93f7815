//! Rehearsals by `hawker-load` against the real server: several workers and an
//! agent work as one, and a server that stands still shows in the percentiles.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hawker_load::outcome::{Count, Kind, Outcome};
use hawker_tests::{binary, eventually, scratch, server::Server};

/// A tester at work, ended when dropped.
struct Tester(Child);

impl Drop for Tester {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn tester(arguments: &[&str]) -> Tester {
    let mut command = Command::new(binary("hawker-load"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    Tester(command.spawn().unwrap())
}

/// Waits for the tester's end: its outcome.
async fn outcome(mut tester: Tester, report: &Path) -> Outcome {
    let output = tester.0.stdout.take().unwrap();
    let told = tokio::task::spawn_blocking(move || std::io::read_to_string(output));
    let told = told.await.unwrap().unwrap();
    let ended = tester.0.wait().unwrap();
    assert!(ended.success(), "{told}");
    serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap()
}

/// An agent on a free port, which knows the token and the server's secret.
fn agent(token: &str, secret: &str) -> (Tester, String) {
    let listen = ["agent", "--listen", "127.0.0.1:0", "--token-file", token];
    let mut agent = tester(&[listen.as_slice(), &["--secret-file", secret]].concat());
    let mut line = String::new();
    BufReader::new(agent.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
    (agent, address)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_and_an_agent_make_one_run_whose_books_balance() {
    let dir = scratch("rehearsal");
    let server = Server::start(&dir.path().join("data")).await;
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let scenario = file("plan.toml", SALE);
    let token = file("token", "a token of sixteen bytes or more");
    let secret = server.data_dir().join("secret");
    let (_agent, address) = agent(&token, path(&secret));
    let report = dir.path().join("report.json");
    let run = ["run", &scenario, "--data-dir", path(server.data_dir()), "--workers", "2"];
    let with = ["--agents", &address, "--agent-token-file", &token, "--out", path(&report)];
    let outcome = outcome(tester(&[run, with].concat()), &report).await;
    assert_eq!(outcome.generator.workers, 3);
    assert_eq!(outcome.counted(Count::Joins), 60);
    assert!(outcome.counted(Count::Resumes) > 0, "{:?}", outcome.counts);
    assert_eq!(outcome.counted(Count::Held), 10, "{:?}", outcome.counts);
    assert!(outcome.counted(Count::SoldOut) > 0 && outcome.counted(Count::Paid) > 0);
    assert!(outcome.counted(Count::BotReserves) > 0);
    assert!(outcome.latencies[&Kind::Pin].count() >= 60);
    assert!(outcome.balances.len() >= 9 && outcome.balances.iter().all(|it| it.holds));

    // Whoever does not know the token is turned away.
    let other = file("other", "another token, as long as the first");
    let with = ["--agents", &address, "--agent-token-file", &other, "--out", path(&report)];
    let mut refused = tester(&[run, with].concat());
    assert_eq!(refused.0.wait().unwrap().code(), Some(2));
}

/// A few of everything: a rush with bots, payments, and everybody thrown out.
const SALE: &str = r#"
name = "sale"
about = "A rush with bots, payments, and a reconnect."

[[phases]]
do = "ramp"
length = "1s"
viewers = 60

[[phases]]
do = "steady"
length = "3s"

[[phases]]
do = "disconnect"
length = "0s"

[[phases]]
do = "reconnect"
length = "500ms"

[[phases]]
do = "steady"
length = "1s"

[behaviour]
chat = 0.3
chat_per_minute = 60
reserve = 0.5
pay = 1.0
abandon = 0.0
click = 0.5
bots = 0.1
bot_every = "200ms"

[think]
reserve = { fixed = "200ms" }
pay = { fixed = "200ms" }

[[sales]]
name = "drop"
units = 10

[[host]]
at = "1500ms"
do = "pin"

[[host]]
at = "2s"
do = "open-sale"
sale = "drop"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_still_shows_in_the_percentiles() {
    let dir = scratch("frozen");
    let server = Server::start(&dir.path().join("data")).await;
    let scenario = dir.path().join("plan.toml");
    std::fs::write(&scenario, CHAT).unwrap();
    let report = dir.path().join("report.json");
    let run = ["run", path(&scenario), "--data-dir", path(server.data_dir())];
    let run = tester(&[run.as_slice(), &["--out", path(&report)]].concat());
    let ops = server.ops();
    eventually("everybody is in", async || {
        let (_, metrics) = ops.get("/metrics").await.ok()?;
        let sessions = metrics.lines().find_map(|it| it.strip_prefix("hawker_gateway_viewers "));
        (sessions?.parse::<f64>().ok()? >= 40.0).then_some(())
    })
    .await;
    let pid = server.pid().to_string();
    let signal = |name: &str| {
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    };
    signal("-STOP");
    // This is the fault itself, and no waiting for something to happen.
    tokio::time::sleep(Duration::from_secs(2)).await;
    signal("-CONT");
    let outcome = outcome(run, &report).await;
    // In an open loop the messages that were meant to be sent meanwhile are as
    // late as they were: two of eight seconds make a quarter of them. Whoever
    // waits for an answer before the next one would have seen a few only.
    for kind in [Kind::Echo, Kind::Chat] {
        let latency = &outcome.latencies[&kind];
        let (p90, p99) = (latency.quantile_us(0.9), latency.quantile_us(0.99));
        assert!(latency.count() > 200, "{kind}: {latency:?}");
        assert!(p90 > 800_000 && p99 > 1_700_000, "{kind}: {p90} {p99}");
    }
    assert!(outcome.latencies[&Kind::Pin].max_us() > 1_000_000);
    assert_eq!(outcome.counted(Count::Lost) + outcome.counted(Count::Duplicated), 0);
}

/// Chat and pins at a steady rate.
const CHAT: &str = r#"
name = "chat"
about = "Chat and pins at a steady rate."

[[shows]]
name = "main"
listings = 2

[[phases]]
do = "ramp"
length = "500ms"
viewers = 40

[[phases]]
do = "steady"
length = "7500ms"

[behaviour]
chat = 1.0
chat_per_minute = 60

[[host]]
at = "1s"
every = "250ms"
do = "pin"
"#;
