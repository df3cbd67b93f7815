//! `hawker-load`: replays a peak sale before it happens.

mod commands;
mod rehearse;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use hawker_load::{Minter, Report, SalePlan, Scenario, Target, output, plan, replay, summary};

/// The load tester of Hawker.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a scenario against a running Hawker and prints its report; exit
    /// code 1 where a balance fails.
    Run(Box<Run>),
    /// Fills one show with viewers, step by step, and prints what each step costs
    /// the tester and the server; exit code 1 at the first that is not held.
    Hold(rehearse::Hold),
    /// Lends this machine to runs that are conducted elsewhere: `run --agents`.
    Agent(rehearse::Lend),
    /// Does a part of a run, as told over standard input: `run` starts it.
    #[command(hide = true)]
    Worker,
    /// Prints a JSON report again, and writes its page; exit code 1 where a
    /// balance in it fails or a target is missed.
    Report {
        /// The report's file.
        file: PathBuf,
        /// Where its page goes; beside the file unless given.
        #[arg(long)]
        html: Option<PathBuf>,
    },
    #[command(flatten)]
    Offline(commands::Offline),
}

#[derive(Debug, Args)]
struct Run {
    /// A built-in scenario (`scenarios` lists them), or the path of a TOML file.
    scenario: String,
    #[command(flatten)]
    hands: rehearse::Hands,
    /// The gateway. Of a fleet, all that viewers are to be spread over, with commas
    /// between them: the first one makes the shows.
    #[arg(long, value_delimiter = ',', default_value = "http://127.0.0.1:7070")]
    url: Vec<String>,
    /// The inventory's gRPC. Of a fleet, all of them, with commas between them: whoever
    /// owns the stock at the end is asked for the journal.
    #[arg(long, default_value = "http://127.0.0.1:7071")]
    grpc: String,
    /// The server's secret, to mint tokens with.
    #[arg(long, default_value = "hawker-data/secret")]
    secret_file: PathBuf,
    /// The server's data folder: takes the addresses from its `ports.json` and
    /// the secret from its `secret`, instead of the three above.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// How many times quicker than the trace.
    #[arg(long)]
    speed: Option<f64>,
    /// Seconds of chat at most, such as `300` or `300s`.
    #[arg(long, value_parser = seconds)]
    duration: Option<f64>,
    /// Units on sale; 0 for no sale.
    #[arg(long)]
    sale_units: Option<u32>,
    /// When the sale opens: `half`, or seconds such as `30s`.
    #[arg(long)]
    sale_at: Option<String>,
    /// Makes texts and moments repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// Where the JSON report goes.
    #[arg(long, default_value = "hawker-load-report.json")]
    out: PathBuf,
}

fn seconds(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('s').unwrap_or(text);
    number.parse().map_err(|_| format!("`{text}` should be seconds, such as 300s"))
}

impl Run {
    fn scenario(&self) -> anyhow::Result<Scenario> {
        let mut scenario = Scenario::load(&self.scenario)?;
        scenario.speed = self.speed.unwrap_or(scenario.speed);
        scenario.duration_seconds = self.duration.or(scenario.duration_seconds);
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        if self.sale_units == Some(0) {
            scenario.sale = None;
        } else if self.sale_units.is_some() || self.sale_at.is_some() {
            let sale = scenario.sale.get_or_insert_with(SalePlan::default);
            sale.units = self.sale_units.unwrap_or(sale.units);
            sale.at = self.sale_at.clone().unwrap_or_else(|| sale.at.clone());
        }
        Ok(scenario)
    }

    fn target(&self) -> anyhow::Result<Target> {
        let Some(data_dir) = &self.data_dir else {
            let minter = Minter::new(&read(&self.secret_file)?);
            let (url, others) = self.url.split_first().context("--url names no gateway")?;
            let (url, others) = (url.clone(), others.to_vec());
            return Ok(Target { url, others, grpc: self.grpc.clone(), minter });
        };
        at(data_dir)
    }
}

/// The server of that data folder.
fn at(data_dir: &Path) -> anyhow::Result<Target> {
    let ports = data_dir.join("ports.json");
    let read_ports: serde_json::Value = serde_json::from_slice(&read(&ports)?)
        .with_context(|| format!("{} is not JSON", ports.display()))?;
    let address = |name: &str| {
        let address = read_ports.get(name).and_then(serde_json::Value::as_str);
        let address = address.with_context(|| format!("{} has no {name}", ports.display()))?;
        Ok::<_, anyhow::Error>(format!("http://{address}"))
    };
    let minter = Minter::new(&read(&data_dir.join("secret"))?);
    Ok(Target { url: address("public")?, others: Vec::new(), grpc: address("grpc")?, minter })
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))
}

fn run(run: &Run) -> anyhow::Result<Report> {
    let report = replay::run(&run.scenario()?, &run.target()?)?;
    let json = serde_json::to_vec_pretty(&report)?;
    std::fs::write(&run.out, json).with_context(|| format!("{}", run.out.display()))?;
    Ok(report)
}

fn reread(file: &Path) -> anyhow::Result<Report> {
    serde_json::from_slice(&read(file)?).with_context(|| format!("{} is no report", file.display()))
}

fn main() -> ExitCode {
    let report = match Cli::parse().command {
        Command::Worker => return ended(rehearse::worker()),
        Command::Hold(it) => {
            let held = at(&it.data_dir).and_then(|target| rehearse::hold(&it, &target));
            let code = |held| if held { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            return held.map_or_else(|error| failed(&error), code);
        }
        Command::Agent(lend) => return ended(rehearse::agent(&lend)),
        Command::Run(it) if plan::source(&it.scenario).is_ok_and(|text| plan::is_plan(&text)) => {
            return rehearsed(&it).unwrap_or_else(|error| failed(&error));
        }
        Command::Run(it) => run(&it),
        Command::Report { file, html } => match commands::report(&file, html) {
            Ok(Some(true)) => return ExitCode::SUCCESS,
            Ok(Some(false)) => return ExitCode::FAILURE,
            Ok(None) => reread(&file),
            Err(error) => Err(error),
        },
        Command::Offline(it) => return it.run().unwrap_or_else(|error| failed(&error)),
    };
    match report {
        Ok(report) => {
            output::print(&report.text());
            if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => failed(&error),
    }
}

/// Runs a plan: exit code 1 where something does not add up or a target is
/// missed.
fn rehearsed(run: &Run) -> anyhow::Result<ExitCode> {
    let plan = plan::Plan::load(&run.scenario)?;
    let secret = run.data_dir.as_ref().map(|dir| dir.join("secret"));
    let secret = read(secret.as_ref().unwrap_or(&run.secret_file))?;
    let outcome = rehearse::run(plan, &run.target()?, (&run.hands, &secret, run.seed))?;
    let page = outcome.save(&run.out)?;
    output::print(&summary::text(&outcome));
    output::line(&format!("\npage: {}", page.display()));
    Ok(if outcome.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn ended(result: anyhow::Result<()>) -> ExitCode {
    result.map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS)
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("hawker-load: {error:#}");
    ExitCode::from(2)
}
