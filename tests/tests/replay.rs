//! The replay of a real chat by `hawker-load`, with a sale in its middle: every
//! balance holds, drawn from the clients' own logs and the journal.
//!
//! `make test` replays the trace's beginning; the long proofs replay all of it at
//! 60×, and five minutes at 4× with sampling off.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]
#![allow(clippy::print_stdout, reason = "the report is printed")]

use std::{path::Path, process::Command};

use hawker_tests::{
    binary, scratch,
    server::{Options, PROVE, Server, proving},
    workspace,
};
use serde_json::Value;

/// Lines of the trace that `make test` replays.
const SLICE_LINES: usize = 1_200;

/// How a replay goes.
struct Replay {
    speed: u32,
    units: u32,
    seconds: Option<u32>,
    /// Messages a second that the room shows; 0 turns sampling off.
    chat_rate: u32,
}

/// Runs it on a fresh server and returns its report, once it was found in balance.
async fn replay(name: &str, replay: &Replay) -> Value {
    let dir = scratch(name);
    let speed = replay.speed.to_string();
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__CHAT_SCALE", &speed)
        .set("HAWKER_GATEWAY__LANES__CHAT_RATE_FROM", "50")
        .set("HAWKER_GATEWAY__LANES__CHAT_RATE", &replay.chat_rate.to_string());
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let scenario = dir.path().join("scenario.toml");
    std::fs::write(&scenario, scenario_text(dir.path(), replay)).unwrap();
    let report = dir.path().join("report.json");
    let mut load = Command::new(binary("hawker-load"));
    load.arg("run").arg(&scenario).env_remove(PROVE);
    load.arg("--data-dir").arg(server.data_dir()).arg("--out").arg(&report);
    let out = tokio::task::spawn_blocking(move || load.output()).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    println!("{text}");
    assert!(out.status.success(), "{text}{}", String::from_utf8_lossy(&out.stderr));
    let report = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let (sent, delivered) = (count(&report, "chat sent"), count(&report, "chat deliveries"));
    println!("\nproof: {name}: {sent} messages, {delivered} deliveries, and every balance holds");
    report
}

fn scenario_text(dir: &Path, replay: &Replay) -> String {
    let trace = if proving() { "live-chat-3h".to_owned() } else { slice(dir) };
    let (speed, units) = (replay.speed, replay.units);
    let limit = replay.seconds.map(|s| format!("duration_seconds = {s}.0\n")).unwrap_or_default();
    format!("trace = \"{trace}\"\nspeed = {speed}.0\n{limit}[sale]\nunits = {units}\n")
}

/// The beginning of the trace, as a file.
fn slice(dir: &Path) -> String {
    let whole = workspace().join("load-tests/traces/live-chat-3h.csv");
    let text = std::fs::read_to_string(whole).unwrap();
    let lines: Vec<&str> = text.lines().take(SLICE_LINES).collect();
    let path = dir.join("slice.csv");
    std::fs::write(&path, lines.join("\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

fn count(report: &Value, name: &str) -> u64 {
    report["counts"][name].as_u64().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_in_a_lively_chat_balances_with_sampling_on() {
    let plan = if proving() {
        Replay { speed: 60, units: 500, seconds: None, chat_rate: 50 }
    } else {
        Replay { speed: 60, units: 50, seconds: None, chat_rate: 20 }
    };
    let report = replay("replay-sampled", &plan).await;
    assert!(count(&report, "chat sampled out") > 0, "the room was lively enough to be sampled");
    assert_eq!(count(&report, "reserve OUTCOME_HELD"), u64::from(plan.units));
    assert!(count(&report, "reserve OUTCOME_SOLD_OUT") > 0, "not everyone got one");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_with_sampling_off() {
    let plan = if proving() {
        Replay { speed: 4, units: 500, seconds: Some(300), chat_rate: 0 }
    } else {
        Replay { speed: 60, units: 20, seconds: Some(4), chat_rate: 0 }
    };
    let report = replay("replay-all", &plan).await;
    assert_eq!(count(&report, "chat sampled out"), 0);
    assert_eq!(count(&report, "chat skipped for slow viewers"), 0);
    let everyone = count(&report, "chat sent") * count(&report, "viewers");
    assert!(count(&report, "chat deliveries") > everyone / 2, "most were in for most of it");
}
