//! The figures of a room of 10,000 that is joined and sits there: how quickly viewers
//! come in, and what each of them costs. What is said to them is in [`crate::critical`].

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::Options;
use crate::process::{Process, number};
use crate::server::{SHOW, Scratch, Server};
use crate::summary::{Figure, Summary, median};

const IDLE: &str = "viewer.idle.bytes";
const IDLE_CPU: &str = "viewer.idle.cpu_us";
const RATE: &str = "viewer.connect.rate_ratio";

/// Milliseconds between two publications.
const EVERY_MS: u64 = 200;

/// Publications before those that count; the first one is the floor's frame.
const WARM_UP: usize = 5;

/// What one server did in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) joins_per_second: f64,
    pub(crate) idle_bytes: f64,
    /// Microseconds of the server's CPU for each second of a viewer who sits there.
    pub(crate) idle_cpu_us: f64,
}

/// What publishing came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Published {
    /// Seconds of the server's CPU.
    pub(crate) cpu: f64,
    pub(crate) deliveries: f64,
    pub(crate) p99_ms: f64,
}

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![IDLE, IDLE_CPU, RATE].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "rooms")?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let ours = hawker(options, &files.0).await.context("a round of hawker")?;
        let theirs = floor(options, &files.0).context("a round of the floor")?;
        rounds.push((ours, theirs));
    }
    report(options, summary, &rounds);
    Ok(())
}

fn report(options: &Options, summary: &mut Summary, rounds: &[(Round, Round)]) {
    let of = |value: fn(&Round) -> f64| -> Vec<(f64, f64)> {
        rounds.iter().map(|(ours, theirs)| (value(ours), value(theirs))).collect()
    };
    let (viewers, load) = (options.viewers, load_average());
    if options.wants(RATE) {
        let note = format!("viewers in per second, until the first frame; {load}");
        summary.ratio(RATE, &of(|round| round.joins_per_second), &note);
    }
    if options.wants(IDLE) {
        let idle = of(|round| round.idle_bytes);
        let ours: Vec<f64> = idle.iter().map(|(ours, _)| *ours).collect();
        let theirs: Vec<f64> = idle.iter().map(|(_, theirs)| *theirs).collect();
        let note = format!("PSS over {viewers} authenticated after {} s", options.idle_seconds);
        let baseline = Some(median(&theirs));
        let figure = Figure { value: median(&ours), unit: "bytes", baseline, note };
        summary.add(IDLE, figure);
    }
    if options.wants(IDLE_CPU) {
        let ours: Vec<f64> = rounds.iter().map(|(ours, _)| ours.idle_cpu_us).collect();
        let note = format!(
            "a viewer and second, pings every 20 s, over {} s of {viewers}; {load}",
            options.idle_seconds
        );
        let figure = Figure { value: median(&ours), unit: "us", baseline: None, note };
        summary.add(IDLE_CPU, figure);
    }
}

async fn hawker(options: &Options, files: &Path) -> anyhow::Result<Round> {
    let server = Server::start(&options.folder).await?;
    let room = Room::of(&server, files).await?;
    let (_, round) = room.sit(&server.process, (options, idle_seconds(options)))?;
    Ok(round)
}

fn floor(options: &Options, files: &Path) -> anyhow::Result<Round> {
    let (process, room) = Room::of_floor(files)?;
    let (_, round) = room.sit(&process, (options, idle_seconds(options)))?;
    Ok(round)
}

/// The frame that the floor sends: the one that came from Hawker.
fn frame(files: &Path) -> PathBuf {
    files.join("frame")
}

/// How long viewers sit there before memory is read.
fn idle_seconds(options: &Options) -> u64 {
    if options.wants(IDLE) || options.wants(IDLE_CPU) { options.idle_seconds } else { 1 }
}

/// A room to measure, on whatever server.
pub(crate) struct Room {
    pub(crate) to: String,
    pub(crate) secret_file: PathBuf,
    /// Files with the host's commands.
    pub(crate) commands: Vec<PathBuf>,
    /// Where the first publication goes, as it came over the wire.
    pub(crate) capture: Option<PathBuf>,
    /// The server's certificate, where it speaks TLS.
    pub(crate) trust: Option<PathBuf>,
}

/// The viewers of a room, all in.
pub(crate) struct Audience(Process);

impl Room {
    /// The show of that server, whose first publication is kept for the floor.
    pub(crate) async fn of(server: &Server, files: &Path) -> anyhow::Result<Room> {
        server.stage().await?;
        Ok(Room {
            to: server.public.clone(),
            secret_file: server.secret_file.clone(),
            commands: server.commands(files)?,
            capture: Some(frame(files)),
            trust: None,
        })
    }

    /// A plain loop that sends the frame which was kept, and its only room.
    pub(crate) fn of_floor(files: &Path) -> anyhow::Result<(Process, Room)> {
        let mut process = Process::start(0, "floor", [frame(files)])?;
        let port = number(&process.answer()?, "port")?;
        // The floor looks into no token, but its viewers say the same hello.
        let secret_file = files.join("secret");
        std::fs::write(&secret_file, "0123456789abcdef0123456789abcdef")?;
        let command = files.join("put.http");
        std::fs::write(&command, "PUT /pin HTTP/1.1\r\nhost: floor\r\ncontent-length: 0\r\n\r\n")?;
        let to = format!("127.0.0.1:{port}");
        let room = Room { to, secret_file, commands: vec![command], capture: None, trust: None };
        Ok((process, room))
    }

    /// Fills it, lets the viewers sit there for so many seconds, and publishes a
    /// little.
    pub(crate) fn sit(
        &self,
        server: &Process,
        (options, idle_seconds): (&Options, u64),
    ) -> anyhow::Result<(Audience, Round)> {
        let before = server.pss()?;
        let mut viewers = Process::start(1, "bench_viewers", self.arguments(options))?;
        let joined = viewers.answer()?;
        let joins_per_second = number(&joined, "viewers")? / number(&joined, "seconds")?;
        let cpu = server.cpu()?;
        viewers.ask(&format!("idle {idle_seconds}"))?;
        let viewer_seconds = (options.viewers as u64 * idle_seconds) as f64;
        let idle_cpu_us = (server.cpu()? - cpu) * 1e6 / viewer_seconds;
        let idle_bytes = (server.pss()? - before) / options.viewers as f64;
        let mut audience = Audience(viewers);
        audience.hear(server, WARM_UP)?;
        Ok((audience, Round { joins_per_second, idle_bytes, idle_cpu_us }))
    }

    fn arguments(&self, options: &Options) -> Vec<std::ffi::OsString> {
        let mut all: Vec<std::ffi::OsString> = vec!["--to".into(), self.to.clone().into()];
        all.extend(["--viewers".into(), options.viewers.to_string().into()]);
        all.extend(["--show".into(), SHOW.into()]);
        all.extend(["--secret-file".into(), self.secret_file.clone().into()]);
        for command in &self.commands {
            all.extend(["--command".into(), command.clone().into()]);
        }
        if let Some(capture) = &self.capture {
            all.extend(["--capture".into(), capture.clone().into()]);
        }
        if let Some(trust) = &self.trust {
            all.extend(["--trust".into(), trust.clone().into()]);
        }
        all
    }
}

impl Audience {
    /// Has so many publications made, five a second, which everyone must get.
    pub(crate) fn hear(&mut self, server: &Process, count: usize) -> anyhow::Result<Published> {
        let before = server.cpu()?;
        let told = self.0.ask(&format!("publish {count} {EVERY_MS}"))?;
        let cpu = server.cpu()? - before;
        let (deliveries, expected) = (number(&told, "deliveries")?, number(&told, "expected")?);
        ensure!(deliveries == expected, "{deliveries} deliveries of {expected}");
        Ok(Published { cpu, deliveries, p99_ms: number(&told, "p99_ms")? })
    }
}

impl Published {
    /// Seconds of the server's CPU for a million deliveries.
    pub(crate) fn cpu_per_million(&self) -> f64 {
        self.cpu * 1e6 / self.deliveries
    }
}

/// What else was going on, for whoever reads a figure later.
pub(crate) fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load average {}", text.split(' ').next().unwrap_or("unknown"))
}
