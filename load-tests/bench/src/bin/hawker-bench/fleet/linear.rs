//! A room over one gateway, and over two, four and eight, each with as many viewers: what
//! a delivery costs, and how many messages on the bus a publication is.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::crowd::Crowd;
use super::house::{Fleet, Setup};
use crate::Options;
use crate::process::Cpu;
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::{Figure, Summary, median};

const LINEAR: &str = "fleet.linear.ratio";
const BUS: &str = "fleet.bus.messages_ratio";

/// Gateways of the runs of a round; the first is what the others are held against.
const GATEWAYS: [usize; 4] = [1, 2, 4, 8];

/// Viewers of each gateway: with eight, its core is two thirds busy.
const EACH: usize = 2_000;

/// How long is measured.
const WINDOW: Duration = Duration::from_secs(15);

const SENT: &str = "hawker_bus_sent_total{kind=\"change\"}";
const RECEIVED: &str = "hawker_bus_received_total{kind=\"change\"}";

/// What one run came to.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Of all gateways, in seconds of CPU.
    cost: f64,
    /// Messages that gateways got of others, for each publication.
    received: f64,
}

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if !options.wants(LINEAR) && !options.wants(BUS) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "linear")?;
    let mut runs: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    for round in 0..options.rounds {
        for gateways in GATEWAYS {
            let run = Box::pin(run(options, &files, gateways)).await;
            let run = run.with_context(|| format!("{gateways} gateways, round {round}"))?;
            runs.entry(gateways).or_default().push(run);
        }
    }
    let cost = |gateways: usize| {
        let costs: Vec<f64> = runs[&gateways].iter().map(|run| run.cost).collect();
        (median(&costs), costs)
    };
    let (one, _) = cost(1);
    let mut worst = f64::INFINITY;
    let mut notes = Vec::new();
    for gateways in GATEWAYS {
        let (median, each) = cost(gateways);
        worst = worst.min(one / median);
        let each: Vec<_> = each.iter().map(|it| format!("{:.2}", it * 1e6)).collect();
        notes.push(format!("{gateways}: {:.2} µs ({})", median * 1e6, each.join(" ")));
    }
    let note = format!(
        "deliveries for a second of the gateways' CPU, over those of one gateway, the least of \
         {GATEWAYS:?} gateways; {EACH} viewers each, 4 publications a second; {}; {}",
        notes.join(", "),
        load_average()
    );
    summary.add(LINEAR, Figure { value: worst, unit: "ratio", baseline: Some(1.0), note });
    let mut worst: f64 = 0.0;
    let mut notes = Vec::new();
    for (gateways, runs) in &runs {
        let messages: Vec<f64> = runs.iter().map(|run| run.received + 1.0).collect();
        worst = worst.max(median(&messages) / *gateways as f64);
        notes.push(format!("{gateways}: {:.3}", median(&messages)));
    }
    let note = format!(
        "messages on the bus for each publication, the sender's own included, over the number \
         of gateways with viewers; {}",
        notes.join(", ")
    );
    summary.add(BUS, Figure { value: worst, unit: "ratio", baseline: Some(1.0), note });
    Ok(())
}

async fn run(options: &Options, files: &Scratch, gateways: usize) -> anyhow::Result<Run> {
    let setup = Setup { folder: &options.folder, gateways, place: "0".into(), settings: "" };
    let fleet = Fleet::start(setup).await?;
    let viewers = EACH * gateways;
    let mut crowd = Crowd::start(&fleet, (&plan(viewers), 1), (&files.0, "1".into()))?;
    crowd.until(&fleet, ("hawker_gateway_joins_total", viewers as f64)).await?;
    let before = fleet.sum(SENT);
    crowd.until(&fleet, (SENT, before + 10.0)).await?;
    let begun = taken(&fleet);
    tokio::time::sleep(WINDOW).await;
    let ended = taken(&fleet);
    let outcome = crowd.finish()?;
    let sent = ended.sent - begun.sent;
    ensure!(sent > 0.0, "nothing was published");
    ensure!(outcome.series.iter().any(|second| second.viewers == viewers as u64), "not all came");
    let cost = ended.cpu.less(begun.cpu).both() / (sent * viewers as f64);
    Ok(Run { cost, received: (ended.received - begun.received) / sent })
}

struct Taken {
    cpu: Cpu,
    sent: f64,
    received: f64,
}

fn taken(fleet: &Fleet) -> Taken {
    let cpu = Cpu::used_by(&fleet.gateway_ids());
    Taken { cpu, sent: fleet.sum(SENT), received: fleet.sum(RECEIVED) }
}

fn plan(viewers: usize) -> String {
    format!(
        r#"
name = "linear"
targets = ["lost = 0", "duplicated = 0", "versions that went back = 0"]
[[phases]]
do = "ramp"
length = "6s"
viewers = {viewers}
[[phases]]
do = "steady"
length = "26s"
[behaviour]
chat = 0
click = 0
reserve = 0
[[host]]
at = "8s"
do = "pin"
every = "250ms"
"#
    )
}
