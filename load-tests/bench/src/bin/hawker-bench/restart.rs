//! How long a start takes that finds many open holds: the real `hawker serve`, on
//! whatever cores there are, started on what a kill left, until it answers over gRPC.
//!
//! Twice: on a fresh snapshot, and at the worst moment, which is just before a
//! snapshot is whole that was begun long ago. For that the holds are made, at full
//! speed and with the snapshots that fall due, until one more snapshot is whole; and
//! that one is taken away again.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hawker_proto::v1::GetStockRequest;
use hawker_proto::v1::inventory_client::InventoryClient;
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number, sibling};
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::{Figure, Summary, median};

const FRESH: &str = "stock.restart_10m.seconds";
const TAIL: &str = "stock.restart_10m.tail_seconds";

/// How long a start may take before it counts as failed.
const START_WITHIN: Duration = Duration::from_secs(300);

/// Starts on many open holds.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![FRESH, TAIL].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let data = Scratch::new(&options.folder, "restart")?;
    let journal = data.0.join("journal");
    let count = options.holds.to_string();
    let filled = bench_holds("hold", &journal, &count)?;
    let held = number(&filled, "holds")?;
    if options.wants(TAIL) {
        let before_last = number(&filled, "before_last")?;
        forget_snapshots(&journal, before_last)?;
        let tail = start(&data.0, held).await?;
        let mib = number(&filled, "tail_bytes")? / f64::from(1 << 20);
        let note = format!(
            "{held} open holds, {mib:.0} MiB of the journal after the newest snapshot, the most \
             there can be; {}",
            load_average()
        );
        let value = tail.as_secs_f64();
        summary.add(TAIL, Figure { value, unit: "s", baseline: None, note });
    }
    if options.wants(FRESH) {
        let snapshot = bench_holds("snapshot", &journal, &count)?;
        let mut rounds = Vec::new();
        for _ in 0..options.rounds {
            rounds.push(start(&data.0, held).await?.as_secs_f64());
        }
        let each: Vec<String> = rounds.iter().map(|it| format!("{it:.2}")).collect();
        let note = format!(
            "{held} open holds, killed with a fresh snapshot of {:.0} MiB; rounds {}; {}",
            number(&snapshot, "bytes")? / f64::from(1 << 20),
            each.join(" "),
            load_average()
        );
        let value = median(&rounds);
        summary.add(FRESH, Figure { value, unit: "s", baseline: None, note });
    }
    Ok(())
}

fn bench_holds(action: &str, journal: &Path, count: &str) -> anyhow::Result<Value> {
    let dir = journal.display().to_string();
    let told = Process::run(["bench-holds", action, "--dir", &dir, "--count", count]);
    told.with_context(|| format!("hawker bench-holds {action}"))
}

/// Removes the snapshots of records after that one.
fn forget_snapshots(journal: &Path, after: f64) -> anyhow::Result<()> {
    let mut left = 0;
    for entry in std::fs::read_dir(journal)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "snap") {
            let stem = path.file_stem().and_then(|stem| stem.to_str()?.parse::<f64>().ok());
            if stem.context("a snapshot without a number")? > after {
                std::fs::remove_file(&path)?;
            } else {
                left += 1;
            }
        }
    }
    ensure!(left > 0 || after == 0.0, "the snapshot after record {after} is gone");
    Ok(())
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

/// Starts the server, waits for its first answer, which must tell of so many units
/// held, and kills it.
async fn start(data: &Path, held: f64) -> anyhow::Result<Duration> {
    let ports = data.join("ports.json");
    drop(std::fs::remove_file(&ports));
    let mut command = Command::new(sibling("hawker")?);
    command.args(["serve", "--public-port", "0", "--grpc-port", "0", "--ops-port", "0"]);
    command.arg("--data-dir").arg(data).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let server = Server(command.spawn().context("hawker serve")?);
    let answered = tokio::time::timeout(START_WITHIN, answer(&ports)).await;
    let found = answered.context("the server did not start in time")?;
    let took = started.elapsed();
    drop(server);
    ensure!(f64::from(found) == held, "{found} units are held, and {held} were");
    Ok(took)
}

/// Asks until there is an answer: how many units are held.
async fn answer(ports: &Path) -> u32 {
    loop {
        if let Ok(held) = ask(ports).await {
            return held;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn ask(ports: &Path) -> anyhow::Result<u32> {
    let ports: Value = serde_json::from_slice(&std::fs::read(ports)?)?;
    let grpc = ports["grpc"].as_str().context("no gRPC port")?;
    let mut client = InventoryClient::connect(format!("http://{grpc}")).await?;
    let request = GetStockRequest { merchant: "merchant".into(), sku: "hot".into() };
    let stock = client.get_stock(request).await?.into_inner().stock;
    Ok(stock.context("no stock")?.held)
}
