//! `hawker-bench`: measures Hawker against its baselines, and writes
//! `target/bench/summary.json`.
//!
//! Servers run on core 0, generators on core 1, rounds interleaved with the
//! baseline's; a figure is the median of the rounds. CPU is user and system
//! time of the server's process over the same deliveries, memory its PSS.

mod chats;
mod critical;
mod crowd;
mod deflate;
mod flat;
mod fleet;
mod growth;
mod holds;
mod load;
mod overload;
mod process;
mod redis;
mod restart;
mod rooms;
mod server;
mod stock;
mod streams;
mod summary;
mod tls;
mod turns;
mod uring;
mod workers;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use hawker_load::output;

use crate::summary::Summary;

/// Measures Hawker against its baselines.
#[derive(Debug, Parser)]
#[command(name = "hawker-bench")]
pub(crate) struct Options {
    /// Only figures whose names begin so, such as `fanout` or `stock.unary`.
    #[arg(default_value = "")]
    only: String,
    /// Rounds of which the median is taken.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Viewers in the room.
    #[arg(long, default_value_t = 10_000)]
    viewers: usize,
    /// Publications of a round, five a second.
    #[arg(long, default_value_t = 100)]
    publications: usize,
    /// Seconds that viewers sit idle before memory is read.
    #[arg(long, default_value_t = 60)]
    idle_seconds: u64,
    /// Seconds of unary calls in a round.
    #[arg(long, default_value_t = 5)]
    call_seconds: u64,
    /// Reservations of a round in process.
    #[arg(long, default_value_t = 500_000)]
    reservations: u64,
    /// Open holds that a start finds.
    #[arg(long, default_value_t = 10_000_000)]
    holds: u64,
    /// Holds that run out in one second.
    #[arg(long, default_value_t = 1_000_000)]
    expiring: u64,
    /// Groups that end at one moment.
    #[arg(long, default_value_t = 10_000)]
    groups: u64,
    /// Reservations that there are when their cost is measured; and a tenth of them.
    #[arg(long, default_value_t = 10_000_000)]
    past: u64,
    /// Viewers of a chat that is compressed.
    #[arg(long, default_value_t = 1_000)]
    deflate_viewers: usize,
    /// Seconds of chat in a round of it.
    #[arg(long, default_value_t = 30)]
    deflate_seconds: u64,
    /// Viewers of the record, which takes the whole machine: ONLY=fleet.record.
    #[arg(long, default_value_t = 1_000_000)]
    record_viewers: usize,
    /// Where the summary and the servers' temporary data go.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

impl Options {
    /// Whether a figure of that name was asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        name.starts_with(&self.only)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Box::pin(run(Options::parse())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hawker-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    anyhow::ensure!(options.rounds > 0, "--rounds should be at least 1");
    std::fs::create_dir_all(&options.folder)
        .with_context(|| options.folder.display().to_string())?;
    let mut summary = Summary::default();
    Box::pin(rooms::measure(&options, &mut summary)).await?;
    Box::pin(critical::measure(&options, &mut summary)).await?;
    Box::pin(tls::measure(&options, &mut summary)).await?;
    Box::pin(chats::measure(&options, &mut summary)).await?;
    Box::pin(flat::measure(&options, &mut summary)).await?;
    Box::pin(workers::measure(&options, &mut summary)).await?;
    Box::pin(overload::measure(&options, &mut summary)).await?;
    Box::pin(deflate::measure(&options, &mut summary)).await?;
    uring::measure(&options, &mut summary)?;
    load::measure(&options, &mut summary)?;
    Box::pin(stock::measure_unary(&options, &mut summary)).await?;
    Box::pin(streams::measure(&options, &mut summary)).await?;
    Box::pin(streams::measure_rush(&options, &mut summary)).await?;
    stock::measure_in_process(&options, &mut summary)?;
    growth::measure(&options, &mut summary)?;
    holds::measure_groups(&options, &mut summary)?;
    holds::measure_expiry(&options, &mut summary)?;
    Box::pin(restart::measure(&options, &mut summary)).await?;
    Box::pin(fleet::measure(&options, &mut summary)).await?;
    anyhow::ensure!(!summary.is_empty(), "no figure that begins with `{}` was taken", options.only);
    let path = options.folder.join("summary.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&summary)?)
        .with_context(|| path.display().to_string())?;
    output::print(&summary.table());
    output::line(&format!("written to {}", path.display()));
    Ok(())
}
