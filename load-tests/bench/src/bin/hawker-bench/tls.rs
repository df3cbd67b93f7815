//! What TLS costs: the same room on the same server with and without it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::Options;
use crate::rooms::{Published, Room, Round, load_average};
use crate::server::{Scratch, Server};
use crate::summary::{Figure, Summary, median};

const IDLE: &str = "tls.idle.bytes";
const CPU: &str = "tls.critical.cpu_ratio";
const P99: &str = "tls.critical.p99_ratio";
const RATE: &str = "tls.connect.rate";

/// The server's certificate and its key, as files.
struct Pair {
    certificate: PathBuf,
    key: PathBuf,
}

/// What one server did in one round.
type Done = (Round, Published);

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![IDLE, CPU, P99, RATE].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "tls")?;
    let pair = Pair::new(&files.0)?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let encrypted = room(options, &files.0, Some(&pair)).await.context("a round over TLS")?;
        let plain = room(options, &files.0, None).await.context("a round without TLS")?;
        rounds.push((encrypted, plain));
    }
    report(options, summary, &rounds);
    Ok(())
}

fn report(options: &Options, summary: &mut Summary, rounds: &[(Done, Done)]) {
    let (viewers, load) = (options.viewers, load_average());
    let of = |value: fn(&Done) -> f64| -> Vec<(f64, f64)> {
        rounds.iter().map(|(encrypted, plain)| (value(encrypted), value(plain))).collect()
    };
    let figure = |rounds: &[(f64, f64)], unit, note| {
        let (ours, plain): (Vec<f64>, Vec<f64>) = rounds.iter().copied().unzip();
        Figure { value: median(&ours), unit, baseline: Some(median(&plain)), note }
    };
    if options.wants(IDLE) {
        let rounds = of(|(round, _)| round.idle_bytes);
        let seconds = options.idle_seconds;
        let note = format!("PSS over {viewers} authenticated after {seconds} s, beside no TLS");
        summary.add(IDLE, figure(&rounds, "bytes", note));
    }
    if options.wants(CPU) {
        let note = format!("{viewers} viewers, 5 messages of 200 bytes a second; {load}");
        summary.ratio(CPU, &of(|(_, published)| published.cpu_per_million()), &note);
    }
    if options.wants(P99) {
        let note = format!("milliseconds from the host's command; {load}");
        summary.ratio(P99, &of(|(_, published)| published.p99_ms), &note);
    }
    if options.wants(RATE) {
        let rounds = of(|(round, _)| round.joins_per_second);
        let note = format!(
            "viewers in per second, whole handshakes with P-256, the client's half on the other \
             core; beside no TLS; {load}"
        );
        summary.add(RATE, figure(&rounds, "1/s", note));
    }
}

async fn room(options: &Options, files: &Path, tls: Option<&Pair>) -> anyhow::Result<Done> {
    // The show is made before TLS is turned on.
    let server = Server::start(&options.folder).await?;
    server.stage().await?;
    let named = tls.map(Pair::variables).unwrap_or_default();
    let variables: Vec<(&str, &str)> = named.iter().map(|(key, it)| (*key, it.as_str())).collect();
    let server = server.again("0", &variables).await?;
    let room = Room {
        to: server.public.clone(),
        secret_file: server.secret_file.clone(),
        commands: server.commands(files)?,
        capture: None,
        trust: tls.map(|pair| pair.certificate.clone()),
    };
    let idle = if options.wants(IDLE) { options.idle_seconds } else { 1 };
    let (mut audience, round) = room.sit(&server.process, (options, idle))?;
    Ok((round, audience.hear(&server.process, options.publications)?))
}

impl Pair {
    /// A certificate that vouches for itself, made by OpenSSL.
    fn new(folder: &Path) -> anyhow::Result<Pair> {
        let pair = Pair { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-nodes", "-days", "2", "-subj", "/CN=hawker.bench", "-config", "/dev/null"])
            .args(["-addext", "subjectAltName=DNS:hawker.bench", "-keyout"])
            .arg(&pair.key)
            .arg("-out")
            .arg(&pair.certificate)
            .output()
            .context("openssl")?;
        ensure!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
        Ok(pair)
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HAWKER_GATEWAY__TLS__CERT", self.certificate.display().to_string()),
            ("HAWKER_GATEWAY__TLS__KEY", self.key.display().to_string()),
        ]
    }
}
