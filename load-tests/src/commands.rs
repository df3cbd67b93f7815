//! The commands that need no server: scenarios, traces, reports.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use hawker_load::output;
use hawker_load::plan::{self, Plan, Timetable};

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
}

/// What is shown of a scenario.
#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// Prints its TOML, to be changed and run.
    Show {
        /// The built-in name, or a file.
        name: String,
    },
}

impl Offline {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let text = match self {
            Offline::Scenarios => scenarios()?,
            Offline::Scenario { command: ScenarioCommand::Show { name } } => plan::source(&name)?,
            Offline::Check { file } => check(&file)?,
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
    writeln!(
        out,
        "{:<16} {:>4} s  {}",
        "replay", 201, "A broadcast of three hours in three minutes, balanced message by message."
    )?;
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
