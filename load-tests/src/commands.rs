//! The commands that need no server: scenarios, traces, reports.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use hawker_load::compare::Comparison;
use hawker_load::outcome::Outcome;
use hawker_load::plan::{self, Plan, Timetable};
use hawker_load::trace::{self, burstiness};
use hawker_load::{Trace, output, page, summary};

/// See the module.
#[derive(Debug, Subcommand)]
pub(crate) enum Offline {
    /// Lists the scenarios that are built in.
    Scenarios,
    /// Shows a scenario.
    Scenario {
        #[command(subcommand)]
        command: ScenarioCommand,
    },
    /// Checks a scenario's file: every mistake with its line and column. Exit
    /// code 2 where there is one.
    Check {
        /// The file, or a built-in name.
        file: String,
    },
    /// Makes a trace of a chat log: TwitchDownloader JSON, yt-dlp live chat or
    /// Bilibili danmaku XML.
    Import {
        /// The log; its format is told from its content.
        file: PathBuf,
        /// Where the trace goes.
        #[arg(long, default_value = "trace.csv")]
        out: PathBuf,
    },
    /// Shows a trace.
    Trace {
        #[command(subcommand)]
        command: TraceCommand,
    },
    /// Compares two runs of scenarios, figure by figure, by their JSON reports.
    Compare {
        /// The first run.
        before: PathBuf,
        /// The second run.
        after: PathBuf,
        /// Where a page with the same and with charts goes.
        #[arg(long)]
        html: Option<PathBuf>,
    },
}

/// What is shown of a trace.
#[derive(Debug, Subcommand)]
pub(crate) enum TraceCommand {
    /// Prints how many wrote how much, and how bursty it is.
    Stat {
        /// `live-chat-3h`, which is built in, or a file in any format.
        file: String,
    },
}

/// What is shown of a scenario.
#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// Prints its TOML, to be changed and run.
    Show {
        /// The built-in name, or a file.
        name: String,
    },
    /// Prints all that may stand in a scenario's file, as Markdown.
    Reference,
}

impl Offline {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let text = match self {
            Offline::Scenarios => scenarios()?,
            Offline::Scenario { command: ScenarioCommand::Show { name } } => plan::source(&name)?,
            Offline::Scenario { command: ScenarioCommand::Reference } => plan::reference(),
            Offline::Check { file } => check(&file)?,
            Offline::Import { file, out } => import(&file, &out)?,
            Offline::Trace { command: TraceCommand::Stat { file } } => stat(&Trace::load(&file)?),
            Offline::Compare { before, after, html } => compare(&before, &after, html)?,
        };
        output::print(&text);
        Ok(ExitCode::SUCCESS)
    }
}

fn scenarios() -> anyhow::Result<String> {
    let mut out = String::new();
    for (name, source) in plan::BUILT_IN {
        let plan = Plan::parse(name, source)?;
        writeln!(out, "{name:<16} {:>4} s  {}", plan.length().as_secs(), plan.about)?;
    }
    let about = "A broadcast of three hours in three minutes, balanced message by message.";
    writeln!(out, "{:<16} {:>4} s  {about}", "replay", 201)?;
    Ok(out)
}

fn check(file: &str) -> anyhow::Result<String> {
    let plan = Plan::load(file)?;
    let table = Timetable::of(&plan, plan.read_trace()?.as_ref())?;
    Ok(format!(
        "{file} is right: {} viewers in {} shows, {} s, {} acts, {} moments of hosts, {} targets\n",
        plan.viewers(),
        plan.show_count(),
        plan.length().as_secs(),
        table.acts.len(),
        table.host.len(),
        plan.targets.len()
    ))
}

fn import(file: &Path, out: &Path) -> anyhow::Result<String> {
    let path = file.display();
    let size = std::fs::metadata(file).with_context(|| format!("{path} can't be read"))?.len();
    anyhow::ensure!(
        size <= trace::FILE_BYTES_MAX,
        "{path} has more than {} bytes",
        trace::FILE_BYTES_MAX
    );
    let text = std::fs::read_to_string(file).with_context(|| format!("{path} can't be read"))?;
    let read = trace::read(&text).with_context(|| path.to_string())?;
    std::fs::write(out, read.trace.to_csv()).with_context(|| format!("{}", out.display()))?;
    Ok(format!(
        "{path} is {}; {} entries are no messages of people\n{}: {}",
        read.format.name(),
        read.passed_over,
        out.display(),
        stat(&read.trace)
    ))
}

fn stat(trace: &Trace) -> String {
    const SECOND: u64 = 1_000_000;
    let times: Vec<u64> = trace.messages().iter().map(|it| it.offset_ms * 1_000).collect();
    let end = (trace.length_ms() * 1_000).max(1);
    let busiest = times.chunk_by(|a, b| a / SECOND == b / SECOND).map(<[u64]>::len).max();
    let (mean, in_one) = burstiness(&times, end, SECOND);
    let (_, in_ten) = burstiness(&times, end, 10 * SECOND);
    format!(
        "{} messages by {} people over {} s: {mean:.2} a second, {} in the busiest; burstiness {in_one:.3} in windows of 1 s, {in_ten:.3} of 10 s\n",
        times.len(),
        trace.viewers(),
        end / SECOND,
        busiest.unwrap_or(0)
    )
}

fn compare(before: &Path, after: &Path, html: Option<PathBuf>) -> anyhow::Result<String> {
    let (one, other) = (Outcome::load(before)?, Outcome::load(after)?);
    let (name_one, name_other) = (before.display().to_string(), after.display().to_string());
    let it = Comparison::of((&name_one, &one), (&name_other, &other));
    let mut text = it.text();
    if let Some(path) = html {
        let page = page::comparison(&it, &one, &other);
        std::fs::write(&path, page).with_context(|| format!("{}", path.display()))?;
        writeln!(text, "page: {}", path.display())?;
    }
    Ok(text)
}

/// Prints a run's report again and writes its page; whether the run passed. `None`
/// where the file is not of a scenario's run.
pub(crate) fn report(file: &Path, html: Option<PathBuf>) -> anyhow::Result<Option<bool>> {
    let text = std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    let of: serde_json::Value = serde_json::from_slice(&text)
        .with_context(|| format!("{} is no report", file.display()))?;
    if of.get("format").is_none() {
        return Ok(None);
    }
    let outcome = Outcome::load(file)?;
    let path = html.unwrap_or_else(|| file.with_extension("html"));
    std::fs::write(&path, page::report(&outcome)).with_context(|| format!("{}", path.display()))?;
    output::print(&summary::text(&outcome));
    output::line(&format!("\npage: {}", path.display()));
    Ok(Some(outcome.passed()))
}
