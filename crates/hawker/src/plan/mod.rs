//! `hawker plan`: how many machines a show takes, from measured unit costs.
//!
//! Owns the arithmetic and its words, and no measurement: `costs.toml` has those.

mod costs;
mod load;
mod rules;

use std::path::PathBuf;

use clap::Args;

use self::{
    costs::Costs,
    load::{Load, Machine},
    rules::Plan,
};
use crate::{error::Error, output};

/// What is planned for, and by what costs.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    machine: Machine,
    /// A file of unit costs, measured on your machines, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &PlanArgs) -> Result<(), Error> {
    let costs = Costs::read(args.costs.as_deref())?;
    let plan = Plan::of(&args.load, &args.machine, &costs);
    if args.json {
        let json = serde_json::to_string_pretty(&plan);
        output::line(json.map_err(|error| Error::internal("the plan as JSON", error))?);
    } else {
        output::line(text(&plan, args, &costs.measured_on));
    }
    Ok(())
}

fn text(plan: &Plan, args: &PlanArgs, measured_on: &str) -> String {
    let (load, machine) = (&args.load, &args.machine);
    let Plan { gateways, redis, postgres, inventory, funnel, rehearsal } = plan;
    let fill = machine.fill * 100.0;
    let lines = [
        format!("{} viewers in {} shows at once", load.viewers, load.shows),
        String::new(),
        format!(
            "gateways     {} machines of {} cores and {} GiB, {fill:.0} % full: {} bind",
            gateways.machines, machine.cores, machine.memory_gib, gateways.bound_by
        ),
        format!(
            "  each       {} processes, {} viewers, {:.2} cores, {:.2} GiB, {:.0} Mbit/s",
            gateways.processes_each,
            gateways.viewers_each,
            gateways.cores_each,
            gateways.memory_gib_each,
            gateways.mbit_each
        ),
        format!(
            "  a pin      written to the last viewer after {:.2} s of work",
            gateways.publication_seconds
        ),
        format!(
            "redis        {:.0} calls/s, {:.0} messages/s, {:.2} cores over all primaries",
            redis.calls_per_second, redis.messages_per_second, redis.cores
        ),
        format!(
            "postgresql   {:.0} commits/s, {:.0} looks/s, {:.2} cores, {:.1} MiB/s of WAL",
            postgres.commits_per_second,
            postgres.looks_per_second,
            postgres.cores,
            postgres.wal_mib_per_second
        ),
        format!(
            "inventory    2 processes, of which one owns the stock: {:.0} attempts/s, {:.2} cores",
            inventory.attempts_per_second, inventory.cores
        ),
        format!(
            "funnel       1 process: {:.0} facts/s, {:.2} cores",
            funnel.facts_per_second, funnel.cores
        ),
        format!(
            "rehearsal    all of it and hawker-load on one such machine: {:.1} GiB, {:.0} viewers \
             may come a second, {:.2} cores while nothing happens, a pin read by the last viewer \
             after {:.2} s",
            rehearsal.memory_gib,
            rehearsal.joins_per_second,
            rehearsal.still_cores,
            rehearsal.publication_seconds
        ),
        String::new(),
        format!("by unit costs of {measured_on}; docs/planning.md has the formulas"),
    ];
    lines.join("\n")
}
