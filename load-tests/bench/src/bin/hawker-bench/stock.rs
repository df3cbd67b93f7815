//! The figures of stock: unary reservations against an echo and against Redis,
//! and reservations in process against a plain log with the same batches.

use std::fmt::Write as _;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::redis::{Calls, Redis};
use crate::rooms::load_average;
use crate::server::{Scratch, Server};
use crate::summary::Summary;

const ECHO: &str = "stock.unary.echo_ratio";
const REDIS: &str = "stock.unary.redis_ratio";
const P99: &str = "stock.unary.p99_redis_ratio";
const LONELY: &str = "stock.single.grpc_p50_redis_ratio";
const LONELY_IN_PROCESS: &str = "stock.single.p50_redis_ratio";
const IN_PROCESS: &str = "stock.inprocess.log_ratio";

/// Buyers that wait at the same time.
const CALLERS: usize = 256;

/// Reservations of one lonely buyer in process.
const LONELY_CALLS: u64 = 10_000;

/// 256 buyers' unary reservations a second, and one lonely buyer's, against a
/// gRPC echo and against Redis.
pub(crate) async fn measure_unary(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![ECHO, REDIS, P99, LONELY, LONELY_IN_PROCESS].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        rounds.push(unary_round(options).await?);
    }
    let note = format!("{CALLERS} buyers, one hot SKU, durable; {}", load_average());
    let pairs = |pair: fn(&Unary) -> (f64, f64)| -> Vec<_> { rounds.iter().map(pair).collect() };
    let mut ratio = |name: &str, pair: fn(&Unary) -> (f64, f64), what: &str| {
        if options.wants(name) {
            summary.ratio(name, &pairs(pair), &format!("{what}; {note}"));
        }
    };
    ratio(ECHO, |it| (it.ours.per_second, it.echo.per_second), "calls a second");
    ratio(REDIS, |it| (it.ours.per_second, it.redis.per_second), "calls a second");
    ratio(P99, |it| (it.ours.p99_ms, it.redis.p99_ms), "milliseconds");
    ratio(LONELY, |it| (it.lonely.p50_ms, it.lonely_redis.p50_ms), "one buyer, milliseconds");
    let in_process = "one buyer in process, milliseconds";
    ratio(LONELY_IN_PROCESS, |it| (it.in_process_p50_ms, it.lonely_redis.p50_ms), in_process);
    Ok(())
}

/// What a round of unary calls gave.
struct Unary {
    ours: Calls,
    echo: Calls,
    redis: Calls,
    lonely: Calls,
    lonely_redis: Calls,
    in_process_p50_ms: f64,
}

async fn unary_round(options: &Options) -> anyhow::Result<Unary> {
    let server = Server::start(&options.folder).await?;
    let to = format!("http://{}", server.grpc);
    let lonely = buyers(options, &to, 1, true).context("a lonely buyer")?;
    let ours = buyers(options, &to, CALLERS, true).context("a round of hawker")?;
    drop(server);
    let mut process = Process::start(0, "echo_grpc", [""; 0])?;
    let to = format!("http://127.0.0.1:{}", number(&process.answer()?, "port")?);
    let echo = buyers(options, &to, CALLERS, false).context("a round of the echo")?;
    drop(process);
    let server = Redis::start(&options.folder)?;
    let lonely_redis = server.calls(1, 1, options.call_seconds)?;
    let redis = server.calls(CALLERS, 1, options.call_seconds)?;
    drop(server);
    let in_process = in_process(options, 1, LONELY_CALLS).context("a lonely buyer in process")?;
    let in_process_p50_ms = number(&in_process, "p50_us")? / 1_000.0;
    Ok(Unary { ours, echo, redis, lonely, lonely_redis, in_process_p50_ms })
}

fn buyers(options: &Options, to: &str, callers: usize, receive: bool) -> anyhow::Result<Calls> {
    let (callers, seconds) = (callers.to_string(), options.call_seconds.to_string());
    let mut arguments = vec!["--to", to, "--callers", &callers, "--seconds", &seconds];
    if receive {
        arguments.push("--receive");
    }
    let mut buyers = Process::start(1, "bench_buyers", arguments)?;
    Calls::read(&buyers.answer()?)
}

/// Reservations a second in process, against a plain log of the same batches.
pub(crate) fn measure_in_process(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if !options.wants(IN_PROCESS) {
        return Ok(());
    }
    let mut rounds = Vec::new();
    let mut mean = 0.0;
    for _ in 0..options.rounds {
        let stock = in_process(options, CALLERS, options.reservations);
        let stock = stock.context("a round of hawker")?;
        let batches = Batches::read(&stock)?;
        let records: u64 = batches.0.iter().map(|(records, _)| records).sum();
        let held = number(&stock, "held")?;
        ensure!(held == options.reservations as f64, "only {held} reservations were held");
        mean = records as f64 / batches.0.len().max(1) as f64;
        let ours = records as f64 / number(&stock, "seconds")?;
        let log = plain_log(options, &batches).context("a round of the plain log")?;
        rounds.push((ours, number(&log, "records_per_second")?));
    }
    let note = format!(
        "{CALLERS} callers, {mean:.0} commands a batch, records a second; {}",
        load_average()
    );
    summary.ratio(IN_PROCESS, &rounds, &note);
    Ok(())
}

fn in_process(options: &Options, callers: usize, total: u64) -> anyhow::Result<Value> {
    let scratch = Scratch::new(&options.folder, "stock")?;
    let dir = scratch.0.join("journal").display().to_string();
    let (callers, total) = (callers.to_string(), total.to_string());
    let arguments = ["bench-stock", "--dir", &dir, "--callers", &callers, "--total", &total];
    let mut hawker = Process::start(0, "hawker", arguments)?;
    hawker.answer()
}

fn plain_log(options: &Options, batches: &Batches) -> anyhow::Result<Value> {
    let scratch = Scratch::new(&options.folder, "log")?;
    let mut log = Process::start(0, "plain_log", [scratch.0.clone()])?;
    log.feed(&batches.lines())?;
    log.answer()
}

/// The batches that occurred: records and bytes of each.
struct Batches(Vec<(u64, u64)>);

impl Batches {
    fn read(answer: &Value) -> anyhow::Result<Batches> {
        let list = |name: &str| -> anyhow::Result<Vec<u64>> {
            let list = answer.get(name).and_then(Value::as_array);
            let list = list.with_context(|| format!("no {name} in the answer"))?;
            list.iter().map(|it| it.as_u64().with_context(|| format!("{name}: {it}"))).collect()
        };
        let (records, bytes) = (list("batch_records")?, list("batch_bytes")?);
        ensure!(records.len() == bytes.len() && !records.is_empty(), "batches don't match");
        Ok(Batches(records.into_iter().zip(bytes).collect()))
    }

    /// As `plain_log` reads them.
    fn lines(&self) -> String {
        let mut lines = String::new();
        for (records, bytes) in &self.0 {
            // Writing to a string never fails.
            let _ = writeln!(lines, "{bytes} {records}");
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_handed_to_the_log_as_they_occurred() {
        let answer = serde_json::json!({"batch_records": [3, 1], "batch_bytes": [300, 90]});
        assert_eq!(Batches::read(&answer).unwrap().lines(), "300 3\n90 1\n");
        let uneven = serde_json::json!({"batch_records": [3], "batch_bytes": []});
        assert!(Batches::read(&uneven).is_err());
    }
}
