//! What stands behind the gateways uses while nothing happens: as it is by itself, and
//! for each gateway, which asks after the others, keeps its subscriptions and looks
//! whether it missed anything.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::crowd::Crowd;
use super::house::{Fleet, Setup};
use super::sample::machine;
use crate::Options;
use crate::process::Cpu;
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::{Figure, Summary, median};

const GATEWAY: &str = "fleet.idle.gateway_us";
const BEHIND: &str = "fleet.idle.behind_us";

/// Gateways of the two runs of a round.
const GATEWAYS: [usize; 2] = [4, 52];

/// Viewers of each gateway, who do nothing: the show is at all of them.
const EACH: usize = 20;

/// From when they are in until it is measured, and how long.
const SETTLES: Duration = Duration::from_secs(10);
const WINDOW: Duration = Duration::from_secs(30);

/// What else of the machine is used: by the kernel for itself and by whoever measures.
const REST: &str = "rest";

/// What else is there that is not a process of Hawker.
const SERVERS: [&str; 2] = ["redis-server", "postgres"];

/// Seconds of CPU in a second, by what it was that used them.
type Used = BTreeMap<&'static str, f64>;

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if !options.wants(GATEWAY) && !options.wants(BEHIND) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "idle")?;
    let (mut slopes, mut rests) = (Vec::new(), Vec::new());
    let mut notes = Vec::new();
    for round in 0..options.rounds {
        let mut used = Vec::new();
        for gateways in GATEWAYS {
            let run = Box::pin(run(options, &files, gateways)).await;
            used.push(run.with_context(|| format!("{gateways} gateways, round {round}"))?);
        }
        let [few, many] = [&used[0], &used[1]].map(|it| it.values().sum::<f64>());
        let slope = (many - few) / (GATEWAYS[1] - GATEWAYS[0]) as f64;
        slopes.push(slope * 1e6);
        rests.push((few - slope * GATEWAYS[0] as f64) * 1e6);
        for (gateways, used) in GATEWAYS.iter().zip(&used) {
            notes.push(format!("{gateways}: {}", tell(used)));
        }
    }
    let note = format!(
        "CPU a second, of what stands behind and of the machine itself, for each gateway with {EACH} viewers who do \
         nothing, of {GATEWAYS:?} gateways; cores: {}; {}",
        notes.join("; "),
        load_average()
    );
    summary.add(GATEWAY, Figure { value: median(&slopes), unit: "us", baseline: None, note });
    let note = "the same, of all of it, with no gateway".to_owned();
    summary.add(BEHIND, Figure { value: median(&rests), unit: "us", baseline: None, note });
    Ok(())
}

fn tell(used: &Used) -> String {
    let one = |(what, cores): (&&str, &f64)| format!("{what} {cores:.3}");
    used.iter().map(one).collect::<Vec<_>>().join(", ")
}

async fn run(options: &Options, files: &Scratch, gateways: usize) -> anyhow::Result<Used> {
    let place = "0,1".into();
    let settings = "[gateway.workers]\nping_seconds = 240\nidle_seconds = 600\n";
    let setup = Setup { folder: &options.folder, gateways, place, settings };
    let fleet = Fleet::start(setup).await?;
    let viewers = gateways * EACH;
    let seconds = (SETTLES + WINDOW).as_secs() + 30;
    let plan = format!(
        "name = \"idle\"\n[[phases]]\ndo = \"ramp\"\nlength = \"5s\"\nviewers = {viewers}\n\
         [[phases]]\ndo = \"steady\"\nlength = \"{seconds}s\"\n\
         [behaviour]\nchat = 0\nclick = 0\nreserve = 0\n"
    );
    let mut crowd = Crowd::start(&fleet, (&plan, 2), (&files.0, place))?;
    let all_in = ("hawker_gateway_joins_total", viewers as f64);
    crowd.until(&fleet, all_in).await?;
    tokio::time::sleep(SETTLES).await;
    let fronts = [fleet.gateway_ids(), crowd.ids()].concat();
    let (begun, before) = (Instant::now(), used(&fleet, &fronts)?);
    tokio::time::sleep(WINDOW).await;
    let (seconds, after) = (begun.elapsed().as_secs_f64(), used(&fleet, &fronts)?);
    crowd.finish()?;
    let each = |(what, cpu): (&'static str, Cpu)| {
        let before = before.get(what).copied().unwrap_or_default();
        (what, cpu.less(before).both() / seconds)
    };
    Ok(after.into_iter().map(each).collect())
}

/// What all that stands behind the gateways has used so far, and what is neither that nor
/// one of these processes.
fn used(fleet: &Fleet, fronts: &[u32]) -> anyhow::Result<BTreeMap<&'static str, Cpu>> {
    let inventories: Vec<_> = fleet.inventories.iter().map(|it| it.process.id()).collect();
    let funnel = [fleet.funnel.process.id()];
    let ours = [("inventory", &inventories[..]), ("funnel", &funnel[..])];
    let mut used: BTreeMap<_, _> =
        ours.into_iter().map(|(what, ids)| (what, Cpu::used_by(ids))).collect();
    let below = below();
    for name in SERVERS {
        let ids: Vec<_> = below.iter().filter(|it| it.1 == name).map(|it| it.0).collect();
        used.insert(name, Cpu::used_by(&ids));
    }
    let known = used.values().fold(Cpu::used_by(fronts), |sum, one| sum.plus(*one));
    used.insert(REST, machine()?.less(known));
    Ok(used)
}

/// The processes that this one started, and those that they did: ids and names.
fn below() -> Vec<(u32, String)> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = entries.filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let (name, fields) = stat.split_once('(')?.1.rsplit_once(')')?;
        Some((id, name.to_owned(), fields.split_whitespace().nth(1)?.parse().ok()?))
    });
    let all: Vec<(u32, String, u32)> = stats.collect();
    let mut below = vec![std::process::id()];
    let mut at = 0;
    while let Some(parent) = below.get(at).copied() {
        below.extend(all.iter().filter(|it| it.2 == parent).map(|it| it.0));
        at += 1;
    }
    all.into_iter().filter(|it| below.contains(&it.0)).map(|it| (it.0, it.1)).collect()
}
