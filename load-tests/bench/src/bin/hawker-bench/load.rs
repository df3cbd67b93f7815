//! What the load tester itself costs, against a bare epoll client in the same
//! rounds: CPU per delivery received, memory per idle viewer, and the rate at
//! which it opens connections. The floor serves both.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hawker_proto::v1::{
    Listing, Position, Publication, Reply, ServerFrame, Snapshot, Welcome, publication, reply,
    server_frame,
};
use prost::Message as _;

use crate::Options;
use crate::process::{Process, number};
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::Summary;

const CPU: &str = "load.receive.cpu_ratio";
const IDLE: &str = "load.idle.bytes_ratio";
const RATE: &str = "load.connect.rate_ratio";

/// Between two publications.
const EVERY: Duration = Duration::from_millis(200);

/// How long the last deliveries of a round are waited for, and viewers idle.
const IDLE_FOR: Duration = Duration::from_secs(1);

/// Bytes of a publication's listing, which make a message of some 200.
const TITLE_BYTES: usize = 180;

/// What one client did in one round.
#[derive(Debug, Clone, Copy)]
struct Round {
    cpu_per_million: f64,
    /// In the process itself, per viewer.
    bytes: f64,
    /// In the kernel, at both ends, per viewer.
    kernel_bytes: f64,
    joins_per_second: f64,
}

/// Measures what was asked for.
pub(crate) fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![CPU, IDLE, RATE].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "load")?;
    let frames: Vec<u8> = (0..options.publications).flat_map(publication).collect();
    std::fs::write(files.0.join("frames"), frames)?;
    std::fs::write(files.0.join("greeting"), greeting())?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let ours = round(options, &files.0, false).context("a round of the engine")?;
        let theirs = round(options, &files.0, true).context("a round of the bare client")?;
        rounds.push((ours, theirs));
    }
    let of = |value: fn(&Round) -> f64| -> Vec<(f64, f64)> {
        rounds.iter().map(|(ours, theirs)| (value(ours), value(theirs))).collect()
    };
    let (viewers, load) = (options.viewers, load_average());
    if options.wants(CPU) {
        let note = format!("{viewers} viewers; client CPU s per million deliveries; {load}");
        summary.ratio(CPU, &of(|it| it.cpu_per_million), &note);
    }
    if options.wants(RATE) {
        let note = format!("viewers in per second, a client on one core; {load}");
        summary.ratio(RATE, &of(|it| it.joins_per_second), &note);
    }
    if options.wants(IDLE) {
        let own: Vec<String> = rounds
            .iter()
            .map(|(ours, its)| format!("{:.0}/{:.0}", ours.bytes, its.bytes))
            .collect();
        let note = format!(
            "bytes of an idle viewer with its socket, half of what the kernel took for both \
             ends; without it, ours/bare {}; {load}",
            own.join(" ")
        );
        // Both have the same sockets: what the kernel took is the mean of both.
        let socket = |(ours, its): &(Round, Round)| (ours.kernel_bytes + its.kernel_bytes) / 4.0;
        let whole: Vec<(f64, f64)> =
            rounds.iter().map(|it| (it.0.bytes + socket(it), it.1.bytes + socket(it))).collect();
        summary.ratio(IDLE, &whole, &note);
    }
    Ok(())
}

fn round(options: &Options, files: &Path, bare: bool) -> anyhow::Result<Round> {
    let mut floor = Process::start(0, "floor", [files.join("frames"), files.join("greeting")])?;
    let to = format!("127.0.0.1:{}", number(&floor.answer()?, "port")?);
    let count = options.viewers.to_string();
    let mut arguments = vec!["--to", &to, "--viewers", &count];
    arguments.extend(bare.then_some("--bare"));
    let mut client = Process::start(1, "bench_crowd", arguments)?;
    client.answer()?;
    let (pss, slab) = (client.pss()?, kernel()?);
    let joined = number(&client.ask("go")?, "viewers")?;
    settle();
    let viewers = options.viewers as f64;
    ensure!(joined == viewers, "{joined} of {viewers} came in");
    let bytes = (client.pss()? - pss) / viewers;
    let kernel_bytes = (kernel()? - slab) / viewers;
    let mut control = TcpStream::connect(&to)?;
    let cpu = client.cpu()?;
    let began = Instant::now();
    for turn in 0..options.publications {
        let due = began + EVERY * turn as u32;
        wait(due.saturating_duration_since(Instant::now()));
        control.write_all(b"PUT / HTTP/1.1\r\nhost: floor\r\ncontent-length: 0\r\n\r\n")?;
        let mut answer = [0; 256];
        ensure!(control.read(&mut answer)? > 0, "the floor hung up");
    }
    settle();
    let cpu = client.cpu()? - cpu;
    let told = client.ask("stop")?;
    let deliveries = number(&told, "deliveries")?;
    let expected = viewers * options.publications as f64;
    ensure!(deliveries == expected, "{deliveries} deliveries of {expected}");
    Ok(Round {
        cpu_per_million: cpu * 1e6 / deliveries,
        bytes,
        kernel_bytes,
        joins_per_second: viewers * 1e6 / number(&told, "joined_us")?,
    })
}

fn settle() {
    wait(IDLE_FOR);
}

/// Lets time go by, which is what is measured.
fn wait(time: Duration) {
    std::thread::park_timeout(time);
}

/// Bytes that the kernel has in slabs and in TCP's own pages.
fn kernel() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find_map(|line| line.strip_prefix("Slab:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).context("no Slab in meminfo")?;
    Ok(kib.parse::<f64>()? * 1_024.0)
}

/// A pin, as a gateway would send it.
fn publication(number: usize) -> Vec<u8> {
    let listing = Listing { title: "x".repeat(TITLE_BYTES), ..Listing::default() };
    let publication = Publication {
        epoch: 1,
        offset: number as u32 + 1,
        at_ms: 1_800_000_000_000,
        kind: Some(publication::Kind::Pinned(listing)),
    };
    message(&[server_frame::Kind::Publication(publication)])
}

/// A welcome and a snapshot.
fn greeting() -> Vec<u8> {
    let at = Some(Position { epoch: 1, offset: 0 });
    let welcome = Welcome { position: at, ..Welcome::default() };
    let welcome = Reply { id: 1, result: Some(reply::Result::Welcome(welcome)) };
    let snapshot = Snapshot { position: at, ..Snapshot::default() };
    message(&[server_frame::Kind::Reply(welcome), server_frame::Kind::Snapshot(snapshot)])
}

/// One WebSocket message of these frames.
fn message(kinds: &[server_frame::Kind]) -> Vec<u8> {
    let frames = kinds.iter().map(|kind| ServerFrame { kind: Some(kind.clone()) });
    let payload: Vec<u8> = frames.flat_map(|it| it.encode_length_delimited_to_vec()).collect();
    let mut message = vec![0x82];
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => message.push(short),
        _ => {
            message.push(126);
            message.extend_from_slice(&(payload.len() as u16).to_be_bytes());
        }
    }
    message.extend(payload);
    message
}
