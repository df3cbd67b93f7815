//! The load tester before a fleet: one worker to a gateway, or fewer.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use hawker_load::outcome::Outcome;

use super::house::Fleet;
use crate::process::{Place, Process};

/// A run of the load tester.
pub(crate) struct Crowd {
    pub(crate) process: Process,
    report: PathBuf,
}

/// How often the gateways are asked whether everybody is in.
const LOOK: Duration = Duration::from_millis(250);

impl Crowd {
    /// Lets a plan's crowd come, by so many workers in that place.
    pub(crate) fn start(
        fleet: &Fleet,
        (plan, workers): (&str, usize),
        (folder, place): (&Path, Place<'_>),
    ) -> anyhow::Result<Crowd> {
        let (file, report) = (folder.join("plan.toml"), folder.join("report.json"));
        std::fs::write(&file, plan)?;
        drop(std::fs::remove_file(&report));
        let public =
            |gateway: &super::house::Member| gateway.at("public").map(|at| format!("http://{at}"));
        let urls: Vec<_> = fleet.gateways.iter().map(public).collect::<anyhow::Result<_>>()?;
        let grpc = match fleet.inventories.first() {
            Some(owner) => format!("http://{}", owner.at("grpc")?),
            None => String::new(),
        };
        let mut arguments: Vec<OsString> = vec!["run".into(), file.into()];
        arguments.extend(["--workers".into(), workers.to_string().into()]);
        arguments.extend(["--url".into(), urls.join(",").into(), "--grpc".into(), grpc.into()]);
        arguments.extend(["--secret-file".into(), fleet.secret_file.clone().into()]);
        arguments.extend(["--out".into(), report.clone().into()]);
        let process = Process::start_with(place, "hawker-load", &[], arguments)?;
        Ok(Crowd { process, report })
    }

    /// Waits until a sum over the gateways has come to so much, or the run has ended.
    pub(crate) async fn until(
        &mut self,
        fleet: &Fleet,
        (metric, value): (&str, f64),
    ) -> anyhow::Result<()> {
        while fleet.sum(metric) < value {
            ensure!(
                !self.process.has_ended()?,
                "the load tester ended before {metric} was {value}"
            );
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// The process ids of its workers, and its own.
    pub(crate) fn ids(&self) -> Vec<u32> {
        let own = self.process.id();
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let mut ids: Vec<u32> = ids.filter(|id| parent(*id) == Some(own)).collect();
        ids.push(own);
        ids
    }

    /// Waits for its end: what it found, where the books balance.
    pub(crate) fn finish(self) -> anyhow::Result<Outcome> {
        let (outcome, wrong) = self.outcome()?;
        match wrong {
            Some(wrong) => bail!("the load tester is not content: {wrong}"),
            None => Ok(outcome),
        }
    }

    /// Waits for its end: what it found, and what of it does not balance.
    pub(crate) fn outcome(self) -> anyhow::Result<(Outcome, Option<String>)> {
        let balanced = self.process.finish()?;
        let report = std::fs::read(&self.report);
        let report = report.context("the load tester made no report; see its messages above")?;
        let outcome: Outcome = serde_json::from_slice(&report)?;
        let wrong = (!balanced).then(|| wrong(&outcome));
        Ok((outcome, wrong))
    }
}

/// What does not balance, and which targets are missed.
fn wrong(outcome: &Outcome) -> String {
    let balances = outcome.balances.iter().filter(|balance| !balance.holds);
    let balances = balances.map(|balance| format!("{balance:?}"));
    let missed = outcome.targets.iter().filter(|target| !target.met);
    let missed = missed.map(|target| format!("{}: {}", target.target, target.text));
    let notes = outcome.notes.iter().cloned();
    balances.chain(missed).chain(notes).collect::<Vec<_>>().join("; ")
}

fn parent(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}
