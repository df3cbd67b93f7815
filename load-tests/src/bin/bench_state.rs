//! How long a start takes that finds many open holds: the real `hawker serve`,
//! killed with SIGKILL and started again, until it answers over gRPC.
//!
//! Prints `{"holds":…,"fill_seconds":…,"tail_seconds":…,"snapshot_seconds":…,
//! "snapshot_bytes":…,"fresh_seconds":[…],"resident_bytes":…}`: a start on what a
//! crash at the end of the filling leaves, with the snapshots that were made
//! meanwhile, and starts on a fresh snapshot. `hawker` must be built with
//! `--features bench`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;
use hawker_load::output;
use hawker_proto::v1::GetStockRequest;
use hawker_proto::v1::inventory_client::InventoryClient;
use serde_json::{Value, json};

/// How long a start may take before it counts as failed.
const START_WITHIN: Duration = Duration::from_secs(300);

/// How long a start takes that finds many open holds.
#[derive(Debug, Parser)]
struct Options {
    /// The binary; the one beside this unless set.
    #[arg(long)]
    hawker: Option<PathBuf>,
    /// Where the data is kept; it is made anew and removed.
    #[arg(long)]
    folder: PathBuf,
    /// Open holds.
    #[arg(long, default_value_t = 10_000_000)]
    holds: u64,
    /// Starts on a fresh snapshot.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let beside = || Ok(std::env::current_exe()?.with_file_name("hawker"));
    let hawker = options.hawker.clone().map_or_else(beside, anyhow::Ok)?;
    let data = options.folder.join("state");
    drop(std::fs::remove_dir_all(&data));
    std::fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
    let result = measure(&options, &hawker, &data).await;
    drop(std::fs::remove_dir_all(&data));
    output::line(&result?.to_string());
    Ok(())
}

async fn measure(options: &Options, hawker: &Path, data: &Path) -> anyhow::Result<Value> {
    let journal = data.join("journal");
    let holds = options.holds.to_string();
    let filled = holds_of(hawker, "hold", &journal, &holds)?;
    let tail = start(hawker, data).await?;
    let snapshot = holds_of(hawker, "snapshot", &journal, &holds)?;
    let mut fresh = Vec::new();
    for _ in 0..options.rounds {
        fresh.push(start(hawker, data).await?);
    }
    Ok(json!({
        "holds": options.holds,
        "fill_seconds": filled["seconds"],
        "tail_seconds": tail.seconds,
        "snapshot_seconds": snapshot["seconds"],
        "snapshot_bytes": snapshot["bytes"],
        "fresh_seconds": fresh.iter().map(|it| it.seconds).collect::<Vec<_>>(),
        "resident_bytes": fresh.last().map(|it| it.resident),
    }))
}

/// Has the binary do something with the holds in a journal that nobody uses.
fn holds_of(hawker: &Path, action: &str, journal: &Path, holds: &str) -> anyhow::Result<Value> {
    let mut command = Command::new(hawker);
    command.args(["bench-holds", action, "--holds", holds, "--dir"]).arg(journal);
    let done = command.stderr(Stdio::inherit()).output().context("hawker bench-holds")?;
    ensure!(done.status.success(), "hawker bench-holds {action} failed");
    serde_json::from_slice(&done.stdout).context("what hawker bench-holds prints")
}

struct Started {
    seconds: f64,
    resident: u64,
}

/// A server that is killed when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts the server, waits for its first answer, and kills it.
async fn start(hawker: &Path, data: &Path) -> anyhow::Result<Started> {
    let ports = data.join("ports.json");
    drop(std::fs::remove_file(&ports));
    let mut command = Command::new(hawker);
    command.args(["serve", "--public-port", "0", "--grpc-port", "0", "--ops-port", "0"]);
    command.arg("--data-dir").arg(data).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let server = Server(command.spawn().context("hawker serve")?);
    let answered = tokio::time::timeout(START_WITHIN, answer(&ports)).await;
    answered.context("the server did not start in time")?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(Started { seconds, resident: resident(server.0.id())? })
}

/// Asks until there is an answer.
async fn answer(ports: &Path) {
    while ask(ports).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn ask(ports: &Path) -> anyhow::Result<()> {
    let ports: Value = serde_json::from_slice(&std::fs::read(ports)?)?;
    let grpc = ports["grpc"].as_str().context("no gRPC port")?;
    let mut client = InventoryClient::connect(format!("http://{grpc}")).await?;
    let request = GetStockRequest { merchant: "merchant".into(), sku: "hot".into() };
    client.get_stock(request).await?;
    Ok(())
}

/// Bytes of memory that a process has.
fn resident(process: u32) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/statm"))?;
    let pages: u64 = text.split_whitespace().nth(1).context("an empty statm")?.parse()?;
    Ok(pages * 4_096)
}
