//! `hawker-load run` of a plan, `worker` and `agent`: what makes and serves runs.

use std::fmt::Write as _;
use std::io::{BufReader, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use hawker_load::crew::{self, Agent, Crew, Progress};
use hawker_load::outcome::{Outcome, ScenarioNote};
use hawker_load::plan::Plan;
use hawker_load::{Target, output};

/// Who makes a run of a plan.
#[derive(Debug, Clone, Args)]
pub(crate) struct Hands {
    /// Processes of this machine that share the viewers.
    #[arg(long, default_value_t = 1)]
    workers: u32,
    /// Agents on other machines that share them too, as `host:port,…`.
    #[arg(long, value_delimiter = ',')]
    agents: Vec<String>,
    /// The file of the token that the agents know.
    #[arg(long)]
    agent_token_file: Option<PathBuf>,
    /// Times the plan's crowd.
    #[arg(long, default_value_t = 1.0)]
    crowd: f64,
}

/// What an agent is given.
#[derive(Debug, Args)]
pub(crate) struct Lend {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:7079")]
    listen: SocketAddr,
    /// The file of the token that those know who may conduct: 16 bytes or more.
    #[arg(long)]
    token_file: PathBuf,
    /// The server's secret, to mint viewers' tokens with.
    #[arg(long)]
    secret_file: PathBuf,
}

/// Makes a run of a plan.
pub(crate) fn run(
    mut plan: Plan,
    target: &Target,
    (hands, secret, seed): (&Hands, &[u8], Option<u64>),
) -> anyhow::Result<Outcome> {
    anyhow::ensure!(hands.crowd > 0.0, "--crowd should be above 0");
    if (hands.crowd - 1.0).abs() > f64::EPSILON {
        plan = plan.with_crowd(hands.crowd);
    }
    plan.seed = seed.unwrap_or(plan.seed);
    let token = match &hands.agent_token_file {
        Some(file) => super::read(file)?,
        None if hands.agents.is_empty() => Vec::new(),
        None => anyhow::bail!("--agents need --agent-token-file, which they know"),
    };
    // Children of this process do the work here; with agents it may be none.
    let workers = if hands.agents.is_empty() { hands.workers.max(1) } else { hands.workers };
    let secret = String::from_utf8(secret.to_vec()).context("the secret is no text")?;
    let crew = Crew { workers, agents: hands.agents.clone(), token, secret };
    let trace = plan.read_trace()?;
    let shown = std::io::stderr().is_terminal();
    let mut outcome = crew::conduct(&plan, trace.as_ref(), target, &crew, &mut |progress| {
        if shown {
            eprint!("\r\x1b[K{}", line(&progress));
        }
    })?;
    if shown {
        eprintln!();
    }
    outcome.scenario = note(&plan);
    outcome.targets = plan.targets.iter().map(|target| target.judge(&outcome)).collect();
    Ok(outcome)
}

fn line(Progress { second, of, row }: &Progress<'_>) -> String {
    format!(
        "{}/{of} s  {} viewers  {} deliveries/s  {} reserves  {} held  {} errors",
        second + 1,
        row.viewers,
        row.deliveries,
        row.reserves,
        row.held,
        row.errors
    )
}

fn note(plan: &Plan) -> ScenarioNote {
    ScenarioNote {
        name: plan.name.clone(),
        about: plan.about.clone(),
        seed: plan.seed,
        scale: plan.scale,
        viewers: plan.viewers(),
        shows: plan.show_count(),
        source: plan.source.clone(),
        marks: Vec::new(),
    }
}

/// The outcome in a few lines.
pub(crate) fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    let _ = match outcome.generator.bottlenecks.first() {
        Some(why) => writeln!(out, "the generator was the bottleneck: {why}"),
        None => writeln!(out, "the generator kept up"),
    };
    for (kind, it) in &outcome.latencies {
        let ms = |part| it.quantile_us(part) as f64 / 1_000.0;
        let (p50, p99, max) = (ms(0.5), ms(0.99), it.max_us() as f64 / 1_000.0);
        let _ = writeln!(
            out,
            "  {:<18} {:>10}  p50 {p50:>9.2}  p99 {p99:>9.2}  max {max:>9.2} ms",
            kind.name(),
            it.count()
        );
    }
    for (what, count) in &outcome.counts {
        let _ = writeln!(out, "  {:<28} {count:>12}", what.name());
    }
    for it in &outcome.balances {
        let mark = if it.holds { "ok  " } else { "FAIL" };
        let _ = writeln!(out, "  {mark} {}: {} and {}", it.name, it.expected, it.found);
    }
    for it in &outcome.targets {
        let mark = if it.met { "met " } else { "MISS" };
        let _ = writeln!(out, "  {mark} {}: {}", it.target, it.text);
    }
    for note in &outcome.notes {
        let _ = writeln!(out, "  note: {note}");
    }
    out
}

/// Does a part of a run, as told over standard input.
pub(crate) fn worker() -> anyhow::Result<()> {
    Ok(crew::work(BufReader::new(std::io::stdin()), std::io::stdout().lock(), None)?)
}

/// Lends this machine to runs that are conducted elsewhere.
pub(crate) fn agent(lend: &Lend) -> anyhow::Result<()> {
    let agent = Agent {
        listen: lend.listen,
        token: super::read(&lend.token_file)?,
        secret: super::read(&lend.secret_file)?,
    };
    crew::listen(&agent, |at| output::line(&format!("listening on {at}")))?;
    Ok(())
}
