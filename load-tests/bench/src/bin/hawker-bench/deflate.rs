//! What compression saves and costs: the real chat's trace and stock that changes
//! ten times a second, ticks of 100 ms, nothing sampled out.
//!
//! Bytes are counted by listeners of every kind in one room, so that each is told
//! the very same; CPU in rooms of which everybody has it, or nobody.

use std::ffi::OsString;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::rooms::load_average;
use crate::server::{SHOW, Server};
use crate::summary::{Figure, Summary};

const JSON: &str = "deflate.json_bytes_ratio";
const BEST: &str = "deflate.best_bytes_ratio";
const CPU: &str = "deflate.cpu_ratio";

/// The room, as the figures ask for it.
const SETTINGS: [(&str, &str); 5] = [
    ("HAWKER_GATEWAY__LANES__CHAT_TICK_MS", "100"),
    ("HAWKER_GATEWAY__LANES__CHAT_RATE", "0"),
    ("HAWKER_GATEWAY__WORKERS__CHAT_SCALE", "100000"),
    ("HAWKER_GATEWAY__WORKERS__FRAMES_PER_SECOND", "100000"),
    ("HAWKER_GATEWAY__WORKERS__FRAMES_BURST", "100000"),
];

/// The SKUs of the show that is staged.
const SKUS: [&str; 2] = ["lamp-1", "vase-1"];

/// How many times as quickly as it was the trace is played; the first one counts.
const SPEEDS: [u32; 3] = [60, 10, 1];

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if options.wants(JSON) || options.wants(BEST) {
        bytes(options, summary).await.context("the bytes of compressed chat")?;
    }
    if options.wants(CPU) {
        cpu(options, summary).await.context("the cost of compressed chat")?;
    }
    Ok(())
}

async fn bytes(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let (_server, mut viewers) = room(options, "json", true).await?;
    let mut told = Vec::new();
    for speed in SPEEDS {
        told.push(viewers.ask(&format!("chat {speed} {}", options.deflate_seconds))?);
    }
    for (name, wire) in [(JSON, "json-deflate"), (BEST, "packed-deflate")] {
        if options.wants(name) {
            let figure = figure(&told, wire)?;
            summary.add(name, figure);
        }
    }
    Ok(())
}

fn figure(told: &[Value], wire: &str) -> anyhow::Result<Figure> {
    let of = |answer: &Value, wire: &str| number(&answer["listeners"], wire);
    let mut ratios = Vec::new();
    for answer in told {
        ratios.push(of(answer, wire)? / of(answer, "json")?);
    }
    let first = told.first().context("nothing was measured")?;
    let others: Vec<String> = SPEEDS
        .iter()
        .zip(&ratios)
        .map(|(speed, ratio)| format!("{speed} times {ratio:.3}"))
        .collect();
    let proto = of(first, "proto-deflate")? / of(first, "json")?;
    let note = format!(
        "{wire}, {} messages at first; trace at {}; protobuf with deflate {proto:.3}",
        number(first, "said")?,
        others.join(", "),
    );
    let value = ratios.first().copied().unwrap_or(f64::NAN);
    Ok(Figure { value, unit: "ratio", baseline: Some(of(first, "json")?), note })
}

async fn cpu(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let with = cpu_per_million(options, "json-deflate").await?;
        rounds.push((with, cpu_per_million(options, "json").await?));
    }
    let note = format!(
        "{} viewers of JSON, trace at 60 times; CPU s per million deliveries; {}",
        options.deflate_viewers,
        load_average()
    );
    summary.ratio(CPU, &rounds, &note);
    Ok(())
}

async fn cpu_per_million(options: &Options, wire: &str) -> anyhow::Result<f64> {
    let (server, mut viewers) = room(options, wire, false).await?;
    let before = server.process.cpu()?;
    let told = viewers.ask(&format!("chat 60 {}", options.deflate_seconds))?;
    let used = server.process.cpu()? - before;
    let deliveries = number(&told, "deliveries")?;
    ensure!(deliveries > 0.0, "nothing was delivered");
    Ok(used * 1e6 / deliveries)
}

/// A fresh server and the viewers of its show.
async fn room(options: &Options, wire: &str, listen: bool) -> anyhow::Result<(Server, Process)> {
    let server = Server::start_with(&options.folder, "0", &SETTINGS).await?;
    server.stage().await?;
    let mut arguments: Vec<OsString> = vec!["--to".into(), server.public.clone().into()];
    arguments.extend(["--show".into(), SHOW.into(), "--wire".into(), wire.into()]);
    arguments.extend(["--secret-file".into(), server.secret_file.clone().into()]);
    arguments.extend(["--viewers".into(), options.deflate_viewers.to_string().into()]);
    for sku in SKUS {
        arguments.extend(["--sku".into(), sku.into()]);
    }
    arguments.extend(listen.then(|| "--listen".into()));
    let mut viewers = Process::start(1, "bench_ticks", arguments)?;
    viewers.answer().context("joining")?;
    Ok((server, viewers))
}
