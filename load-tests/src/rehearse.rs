//! `hawker-load run` of a plan, `worker` and `agent`: what makes and serves runs.

use std::io::{BufReader, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use hawker_load::crew::{self, Agent, Crew};
use hawker_load::outcome::{Outcome, ScenarioNote};
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
