//! One of eight gateways killed while all are busy: how soon its viewers are back on
//! the others, how full these let their doors become, and how late what is critical
//! gets meanwhile.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use hawker_load::outcome::{Count, Kind};

use super::crowd::Crowd;
use super::house::{Fleet, Setup};
use crate::Options;
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::{Figure, Summary, median};

const BACK: &str = "fleet.lost.back_p99_seconds";
const DOOR: &str = "fleet.lost.door_ratio";
const P99: &str = "fleet.lost.p99_ratio";

/// Gateways, the one that is killed among them.
const GATEWAYS: usize = 8;

/// Viewers of all gateways.
const VIEWERS: usize = 8_000;

/// How long after the kill is looked at, and as long before it.
const WINDOW: Duration = Duration::from_secs(10);

/// Connections that one gateway lets be between being accepted and `hello`: so few
/// that those who come at once fill it.
const DOOR_MAX: f64 = 64.0;

const PEAK: &str = "hawker_gateway_handshakes_peak";
const BUCKET: &str = "hawker_gateway_delivery_seconds_bucket{lane=\"critical\",le=\"";

/// What one run came to.
#[derive(Debug, Clone, Copy)]
struct Run {
    back_seconds: f64,
    door: f64,
    p99: (f64, f64),
}

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![BACK, DOOR, P99].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "lost")?;
    let mut runs = Vec::new();
    for round in 0..options.rounds {
        let run = Box::pin(run(options, &files)).await;
        runs.push(run.with_context(|| format!("round {round}"))?);
    }
    let load = load_average();
    let lost = VIEWERS / GATEWAYS;
    let mut add = |name: &str, unit, values: Vec<f64>, note: String| {
        let note = format!("{note}; rounds {values:.3?}; {load}");
        summary.add(name, Figure { value: median(&values), unit, baseline: None, note });
    };
    let backs = runs.iter().map(|run| run.back_seconds).collect();
    let note = format!(
        "from the kill of one of {GATEWAYS} gateways to the session at another, of its {lost} \
         viewers, {VIEWERS} in all, 5 publications a second; all came back, none missed or \
         doubled anything"
    );
    add(BACK, "s", backs, note);
    let doors = runs.iter().map(|run| run.door / DOOR_MAX).collect();
    add(DOOR, "ratio", doors, format!("the fullest door over the {DOOR_MAX} that it may have"));
    let ratios: Vec<_> = runs.iter().map(|run| run.p99).collect();
    let note = format!(
        "seconds to the write of what is critical, at the gateways that are left, in the {} s \
         after the kill, over as long before; {load}",
        WINDOW.as_secs()
    );
    summary.ratio(P99, &ratios, &note);
    Ok(())
}

async fn run(options: &Options, files: &Scratch) -> anyhow::Result<Run> {
    let settings = format!("[gateway.workers]\nhandshakes = {DOOR_MAX}\n");
    let setup = Setup {
        folder: &options.folder,
        gateways: GATEWAYS,
        place: "0".into(),
        settings: &settings,
    };
    let mut fleet = Fleet::start(setup).await?;
    let mut crowd = Crowd::start(&fleet, (&plan(), 1), (&files.0, "1".into()))?;
    crowd.until(&fleet, ("hawker_gateway_joins_total", VIEWERS as f64)).await?;
    let sent = "hawker_bus_sent_total{kind=\"change\"}";
    let before = fleet.sum(sent);
    crowd.until(&fleet, (sent, before + 5.0)).await?;
    let mut killed = fleet.gateways.pop().context("a gateway")?;
    let first = delivered(&fleet)?;
    tokio::time::sleep(WINDOW).await;
    let second = delivered(&fleet)?;
    killed.process.kill()?;
    tokio::time::sleep(WINDOW).await;
    let third = delivered(&fleet)?;
    let doors = fleet.gateways.iter().map(|gateway| gateway.metric(PEAK));
    let door = doors.collect::<anyhow::Result<Vec<_>>>()?.into_iter().fold(0.0, f64::max);
    let outcome = crowd.finish()?;
    let lost = (VIEWERS / GATEWAYS) as u64;
    ensure!(outcome.counted(Count::Resumes) == lost, "not all of them came back");
    ensure!(outcome.counted(Count::Unrecovered) == 0, "some of them could not resume");
    ensure!(door <= DOOR_MAX, "a door was fuller than it may be");
    let back = outcome.latencies.get(&Kind::Resume).context("nobody resumed")?;
    let p99 = (p99(&second, &third)?, p99(&first, &second)?);
    Ok(Run { back_seconds: back.quantile_us(0.99) as f64 / 1e6, door, p99 })
}

/// How often what is critical took at most so long, in seconds, at all gateways.
fn delivered(fleet: &Fleet) -> anyhow::Result<Vec<(f64, f64)>> {
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for gateway in &fleet.gateways {
        for (bound, count) in buckets(&gateway.metrics()?) {
            match sums.iter_mut().find(|(of, _)| of.total_cmp(&bound).is_eq()) {
                Some((_, sum)) => *sum += count,
                None => sums.push((bound, count)),
            }
        }
    }
    Ok(sums)
}

fn buckets(metrics: &str) -> Vec<(f64, f64)> {
    let of = |line: &str| {
        let (bound, count) = line.strip_prefix(BUCKET)?.split_once("\"} ")?;
        let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().ok()? };
        Some((bound, count.trim().parse().ok()?))
    };
    metrics.lines().filter_map(of).collect()
}

/// The 99th of a hundred between two looks, by a straight line within its bucket.
fn p99(before: &[(f64, f64)], after: &[(f64, f64)]) -> anyhow::Result<f64> {
    let counts: Vec<(f64, f64)> =
        before.iter().zip(after).map(|((bound, was), (_, is))| (*bound, is - was)).collect();
    let (_, all) = *counts.last().context("no bucket")?;
    ensure!(all > 0.0, "nothing was delivered");
    let (mut below, mut under) = (0.0, 0.0);
    for (bound, count) in counts {
        if count >= all * 0.99 {
            let part = (all * 0.99 - under) / (count - under);
            return Ok(below + (bound - below) * part);
        }
        (below, under) = (bound, count);
    }
    Ok(f64::INFINITY)
}

fn plan() -> String {
    format!(
        r#"
name = "lost"
targets = ["lost = 0", "duplicated = 0", "versions that went back = 0"]
[[phases]]
do = "ramp"
length = "8s"
viewers = {VIEWERS}
[[phases]]
do = "steady"
length = "32s"
[behaviour]
chat = 0.02
chat_per_minute = 2
click = 0
reserve = 0
[[host]]
at = "10s"
do = "pin"
every = "200ms"
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_of_what_came_between_two_looks() {
        let before = [(0.01, 50.0), (0.1, 50.0), (f64::INFINITY, 50.0)];
        let after = [(0.01, 130.0), (0.1, 150.0), (f64::INFINITY, 150.0)];
        let found = p99(&before, &after).unwrap();
        assert!((found - (0.01 + 0.09 * 19.0 / 20.0)).abs() < 1e-9, "{found}");
        let line = "hawker_gateway_delivery_seconds_bucket{lane=\"critical\",le=\"0.01\"} 5";
        assert_eq!(buckets(line), vec![(0.01, 5.0)]);
    }
}
