//! What critical publications and stalled viewers come to when chat is ten times
//! what the room may carry.
//!
//! The load tester is the crowd: it checks that every viewer who reads gets every
//! critical publication once, and that stock never goes back. Three runs a round:
//! a quiet chat; ten times what the room shows, with everyone reading; and the
//! same with a quarter that stops reading for good. All have the same pins and the
//! same changes of stock.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use hawker_load::outcome::{Kind, Outcome};

use crate::Options;
use crate::process::Process;
use crate::rooms::load_average;
use crate::server::{Scratch, Server};
use crate::summary::{Figure, Summary, median};

const P99: &str = "fanout.overload.p99_ratio";
const STALLED: &str = "fanout.stalled.bytes";
const KERNEL: &str = "fanout.stalled.kernel_bytes";

const VIEWERS: usize = 4_000;

/// When memory is read: two seconds before the run ends, and long after the
/// sockets of those who don't read are full.
const READ_AT: Duration = Duration::from_secs(26);

/// Who stops reading may stay for as long as the run.
const VARIABLES: [(&str, &str); 2] =
    [("HAWKER_GATEWAY__WORKERS__STALL_MS", "600000"), ("HAWKER_GATEWAY__LANES__CHAT_RATE", "100")];

/// What one run came to.
#[derive(Debug, Clone, Copy)]
struct Run {
    pin_p99_ms: f64,
    pss: f64,
    kernel: f64,
}

/// How many chat, a minute each, and the share that stops reading.
#[derive(Debug, Clone, Copy)]
struct Crowd {
    chat: f64,
    per_minute: f64,
    stall: f64,
}

/// 10 messages a second, where the room shows 100.
const QUIET: Crowd = Crowd { chat: 0.05, per_minute: 3.0, stall: 0.0 };
/// 1,000 a second.
const LOUD: Crowd = Crowd { chat: 0.5, per_minute: 30.0, stall: 0.0 };
const STORM: Crowd = Crowd { stall: 0.25, ..LOUD };

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![P99, STALLED, KERNEL].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "overload")?;
    let (mut p99, mut bytes, mut kernel) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let quiet = run(options, &files.0, QUIET).await.context("a quiet run")?;
        let loud = run(options, &files.0, LOUD).await.context("a loud run")?;
        let storm = run(options, &files.0, STORM).await.context("a run with stalled viewers")?;
        let stalled = VIEWERS as f64 * STORM.stall;
        p99.push((storm.pin_p99_ms, quiet.pin_p99_ms));
        bytes.push((storm.pss - loud.pss) / stalled);
        kernel.push((storm.kernel - loud.kernel) / stalled);
    }
    let load = load_average();
    let note = format!(
        "milliseconds from the host's moment to {VIEWERS} viewers, 1,000 chat messages a second \
         where 100 are shown and a quarter not reading, to 10 a second and all reading; none \
         lost, no stock went back; {load}"
    );
    summary.ratio(P99, &p99, &note);
    let mut add = |name, values: &[f64], note: &str| {
        let note = format!("{note}; {load}");
        summary.add(name, Figure { value: median(values), unit: "bytes", baseline: None, note });
    };
    add(STALLED, &bytes, "PSS for each viewer who reads nothing, beside the same who reads");
    add(KERNEL, &kernel, "the kernel's TCP memory for each of them, both ends, in pages");
    Ok(())
}

async fn run(options: &Options, files: &Path, crowd: Crowd) -> anyhow::Result<Run> {
    let (plan, report) = (files.join("plan.toml"), files.join("report.json"));
    std::fs::write(&plan, text(crowd))?;
    let server = Server::start_with(&options.folder, "0", &VARIABLES).await?;
    let mut arguments: Vec<OsString> = vec!["run".into(), plan.into(), "--data-dir".into()];
    arguments.extend([server.data_dir().into(), "--out".into(), report.clone().into()]);
    let tester = Process::start(1, "hawker-load", arguments)?;
    tokio::time::sleep(READ_AT).await;
    let (pss, kernel) = (server.process.pss()?, tcp_bytes()?);
    ensure!(tester.finish()?, "the load tester's books don't balance: see {}", report.display());
    let outcome: Outcome = serde_json::from_slice(&std::fs::read(&report)?)?;
    let pins = outcome.latencies.get(&Kind::Pin).context("no pin was timed")?;
    Ok(Run { pin_p99_ms: pins.quantile_us(0.99) as f64 / 1e3, pss, kernel })
}

fn text(Crowd { chat, per_minute, stall }: Crowd) -> String {
    format!(
        r#"
name = "overload"
targets = ["lost = 0", "duplicated = 0", "versions that went back = 0"]
[[phases]]
do = "ramp"
length = "3s"
viewers = {VIEWERS}
[[phases]]
do = "steady"
length = "25s"
[behaviour]
chat = {chat:?}
chat_per_minute = {per_minute:?}
click = 0
reserve = 0
stall = {stall:?}
stall_for = "10m"
stall_every = "5s"
[[host]]
at = "8s"
do = "pin"
every = "250ms"
[[host]]
at = "8s"
do = "add-stock"
units = 1
every = "100ms"
"#
    )
}

/// Bytes that the kernel has in TCP's own pages.
fn tcp_bytes() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/net/sockstat")?;
    let line = text.lines().find(|line| line.starts_with("TCP:"));
    let pages =
        line.and_then(|line| line.split_whitespace().last()).context("no TCP in sockstat")?;
    Ok(pages.parse::<f64>()? * 4_096.0)
}
