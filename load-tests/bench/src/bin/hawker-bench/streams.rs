//! The figures of streamed reservations: as many as the machine gives, against
//! Redis pipelined and against an echo; and a rush of a million buyers.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::redis::{Calls, Redis};
use crate::rooms::load_average;
use crate::server::Server;
use crate::summary::{Figure, Summary, median};

const REDIS: &str = "stock.streamed.redis_ratio";
const RATE: &str = "stock.streamed.rate";
const SOLD_OUT: &str = "stock.rush.sold_out_seconds";
const OFFERED: &str = "stock.rush.offered_rate";
const PEAK: &str = "stock.rush.peak_bytes";

/// Streams, commands in a message, and messages that each stream has under way.
const STREAMS: usize = 4;
const ITEMS: usize = 64;
const WINDOW: usize = 16;

/// What Redis has under way: as many connections, as much on each.
const CONNECTIONS: usize = 64;
const PIPELINE: usize = STREAMS * ITEMS * WINDOW / CONNECTIONS;

/// The rush: so many buyers for so many units, offered at so many a second.
const BUYERS: u64 = 1_000_000;
const UNITS: u64 = 10_000;
const OFFERED_PER_SECOND: u64 = 100_000;
const RUSH_ITEMS: usize = 50;

/// Streamed reservations a second.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![REDIS, RATE].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let server = Server::start(&options.folder).await?;
        let to = format!("http://{}", server.grpc);
        let ours = closed_loop(options, &to, &[]).context("a round of hawker")?;
        drop(server);
        let mut process = Process::start(0, "echo_grpc", [""; 0])?;
        let to = format!("http://127.0.0.1:{}", number(&process.answer()?, "port")?);
        let echo = closed_loop(options, &to, &["--echo"]).context("a round of the echo")?;
        drop(process);
        let redis = Redis::start(&options.folder)?;
        let redis = redis.calls(CONNECTIONS, PIPELINE, options.call_seconds)?;
        rounds.push((ours, echo, redis));
    }
    let under_way = STREAMS * ITEMS * WINDOW;
    let note = format!("{under_way} under way, one hot SKU, durable; {}", load_average());
    if options.wants(REDIS) {
        let pairs: Vec<_> =
            rounds.iter().map(|(ours, _, redis)| (ours.per_second, redis.per_second)).collect();
        summary.ratio(REDIS, &pairs, &note);
    }
    if options.wants(RATE) {
        let of = |value: fn(&(Calls, Calls, Calls)) -> f64| -> Vec<f64> {
            rounds.iter().map(value).collect()
        };
        let p99 = median(&of(|(ours, _, _)| ours.p99_ms));
        let note = format!("reservations a second, p99 {p99:.1} ms, beside an echo's; {note}");
        let value = median(&of(|(ours, _, _)| ours.per_second));
        let baseline = Some(median(&of(|(_, echo, _)| echo.per_second)));
        summary.add(RATE, Figure { value, unit: "1/s", baseline, note });
    }
    Ok(())
}

pub(crate) fn closed_loop(options: &Options, to: &str, more: &[&str]) -> anyhow::Result<Calls> {
    let numbers = [STREAMS, ITEMS, WINDOW].map(|number| number.to_string());
    let seconds = options.call_seconds.to_string();
    let [streams, items, window] = &numbers;
    let mut arguments = vec!["--to", to, "--seconds", &seconds, "--streams", streams];
    arguments.extend(["--items", items, "--window", window]);
    arguments.extend(more);
    let mut buyers = Process::start(1, "bench_streams", arguments)?;
    Calls::read(&buyers.answer()?)
}

/// A million buyers for ten thousand units, in a sale.
pub(crate) async fn measure_rush(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![SOLD_OUT, OFFERED, PEAK].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let server = Server::start(&options.folder).await?;
    let told = rush(&format!("http://{}", server.grpc)).context("the rush")?;
    let peak = server.process.peak()?;
    drop(server);
    let (held, sold_out) = (number(&told, "held")?, number(&told, "sold_out")?);
    ensure!(held == UNITS as f64, "{held} were held of {UNITS} units");
    ensure!(held + sold_out == BUYERS as f64, "{held} held and {sold_out} sold out of {BUYERS}");
    let p99 = number(&told, "p99_ms")?;
    let note = format!("{BUYERS} buyers for {UNITS} units; p99 {p99:.1} ms; {}", load_average());
    let mut add = |name: &str, value: f64, unit: &'static str| {
        if options.wants(name) {
            summary.add(name, Figure { value, unit, baseline: None, note: note.clone() });
        }
    };
    add(SOLD_OUT, number(&told, "sold_out_after_seconds")?, "s");
    add(OFFERED, number(&told, "offered_per_second")?, "1/s");
    add(PEAK, peak, "bytes");
    Ok(())
}

fn rush(to: &str) -> anyhow::Result<Value> {
    let numbers = [OFFERED_PER_SECOND, BUYERS, UNITS, RUSH_ITEMS as u64, STREAMS as u64];
    let [rate, total, units, items, streams] = numbers.map(|number| number.to_string());
    let mut arguments = vec!["--to", to, "--sale", "--rate", &rate, "--total", &total];
    arguments.extend(["--units", &units, "--items", &items, "--streams", &streams]);
    Process::start(1, "bench_streams", arguments)?.answer()
}
