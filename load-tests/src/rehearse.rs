//! `hawker-load run` of a plan, `worker` and `agent`: what makes and serves runs.

use std::io::{BufReader, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use hawker_load::crew::{self, Agent, Crew};
use hawker_load::outcome::{Count, Kind, Outcome, ScenarioNote};
use hawker_load::plan::Plan;
use hawker_load::summary::Live;
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

/// How many viewers are held at a time, by how many workers.
#[derive(Debug, Args)]
pub(crate) struct Hold {
    /// The server's data folder.
    #[arg(long)]
    pub(crate) data_dir: PathBuf,
    /// Viewers of one show, step by step.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 5_000, 10_000, 15_000])]
    viewers: Vec<u32>,
    /// Workers, in turns.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2])]
    workers: Vec<u32>,
    /// Viewers that come in a second.
    #[arg(long, default_value_t = 1_000)]
    rate: u32,
}

/// Fills one show step by step: what each step costs the tester and the server.
/// Ends with the first step at which not everybody is in and stays.
pub(crate) fn hold(hold: &Hold, target: &Target) -> anyhow::Result<bool> {
    let secret = super::read(&hold.data_dir.join("secret"))?;
    output::line(
        "viewers workers |    in  join p99   pin p99 | tester: CPU s  MiB | server: CPU s  MiB",
    );
    for viewers in &hold.viewers {
        for workers in &hold.workers {
            let ramp = viewers.div_ceil(hold.rate.max(1)).max(1);
            let plan = Plan::parse("hold", &held(*viewers, ramp))?;
            let (agents, agent_token_file) = (Vec::new(), None);
            let hands = Hands { workers: *workers, agents, agent_token_file, crowd: 1.0 };
            let outcome = run(plan, target, (&hands, &secret, None))?;
            output::line(&row(&outcome, *viewers, *workers));
            let broke = outcome.counted(Count::Breaks) + outcome.counted(Count::ConnectFailures);
            if outcome.counted(Count::Joins) < u64::from(*viewers) || broke > 0 {
                let why = outcome.notes.iter().next().cloned().unwrap_or_default();
                output::line(&format!("not held: {broke} sessions broke or never came; {why}"));
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn held(viewers: u32, ramp: u32) -> String {
    let pins = ramp + 5;
    format!(
        "name = \"hold\"\nabout = \"{viewers} viewers in one show.\"\n\
         [[phases]]\ndo = \"ramp\"\nlength = \"{ramp}s\"\nviewers = {viewers}\n\
         [[phases]]\ndo = \"steady\"\nlength = \"20s\"\n\
         [behaviour]\nchat = 0\nclick = 0\nreserve = 0\n\
         [[host]]\nat = \"{pins}s\"\ndo = \"pin\"\nevery = \"1s\"\n"
    )
}

fn row(outcome: &Outcome, viewers: u32, workers: u32) -> String {
    let p99 = |kind| {
        let latency = outcome.latencies.get(&kind);
        latency.map_or(0.0, |latency| latency.quantile_us(0.99) as f64 / 1_000.0)
    };
    let tester = &outcome.generator;
    let server = outcome.server.unwrap_or_default();
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    format!(
        "{viewers:>7} {workers:>7} | {:>5} {:>6.1} ms {:>6.1} ms | {:>13.1} {:>4.0} | {:>13.1} {:>4.0}",
        outcome.counted(Count::Joins),
        p99(Kind::Join),
        p99(Kind::Pin),
        tester.cpu_seconds,
        mib(tester.memory_bytes),
        server.cpu_seconds,
        mib(server.memory_bytes)
    )
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
    let mut live = Live::new(std::io::stderr().is_terminal(), plan.length().as_secs());
    let mut outcome = crew::conduct(&plan, trace.as_ref(), target, &crew, &mut |progress| {
        eprint!("{}", live.tick(progress.second as u64, progress.row));
    })?;
    outcome.scenario = note(&plan);
    outcome.targets = plan.targets.iter().map(|target| target.judge(&outcome)).collect();
    Ok(outcome)
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
        marks: plan.marks(),
    }
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
