//! A million viewers of one show on one machine, and what each of them costs.
//!
//! They come, sit there, are told of three pins, and want the units of a sale. What
//! was used is sampled each second and laid beside the plan's own moments. All who hold
//! pay: each unit that comes back after the last one went is told to everyone, and sold
//! out again, which is more than this machine can tell a million in time.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use hawker_load::outcome::{Count, Kind, Outcome};
use serde_json::json;

use super::crowd::Crowd;
use super::house::{Fleet, Setup};
use super::sample::{Memory, Sample, available, between};
use crate::Options;
use crate::process::{Cpu, Place};
use crate::server::Scratch;
use crate::summary::{Figure, Summary};

const PREFIX: &str = "fleet.record";

/// Viewers of one gateway, and of one worker of the tester: each has a descriptor in
/// both, and a process may hold 20,000.
const EACH: usize = 19_000;

/// Units in the sale, and those who want one.
const UNITS: u64 = 10_000;
const BUYERS: f64 = 20_000.0;

/// Seconds after the last viewer has come: when nothing happens, when three pins are
/// told, when the sale opens, and when the run ends.
const STILL: (f64, f64) = (15.0, 47.0);
const PINS: (f64, f64) = (50.0, 170.0);
/// Samples are a second apart or more: windows begin and end away from what happens.
const AROUND: f64 = 2.0;
const PIN_COUNT: f64 = 3.0;
const PIN_EVERY: f64 = 40.0;
const SALE_AT: f64 = 190.0;
const CLOSES_AT: f64 = 280.0;
const ENDS_AT: f64 = 330.0;

/// Viewers that come in a second.
const ARRIVE: usize = 4_000;

/// How often is sampled.
const EVERY: Duration = Duration::from_secs(1);

/// Gateways and viewers share two cores with PostgreSQL, Redis and the stock, which stand
/// on machines of their own where there are a million viewers: these are not to wait for
/// what is written to viewers.
const CROWDED: Place<'_> = Place { cores: "0,1", nice: 10 };

/// Pings to a million viewers each 20 s would take a core; a change of the count
/// of viewers, told while they come, all of them. Telling everyone anything
/// takes this machine, which has both ends, some ten seconds: stock that changes is told
/// each half minute.
const SETTINGS: &str = "[gateway.workers]\nping_seconds = 240\nidle_seconds = 600\n\
     stall_ms = 120000\n[gateway.lanes]\nviewers_every_ms = 3600000\nstate_tick_ms = 30000\n\
     [inventory]\ntakeover_after_ms = 30000\n";

/// What a run came to.
struct Run {
    viewers: f64,
    gateways: usize,
    ramp: f64,
    before: f64,
    full: Memory,
    empty: Memory,
    samples: Vec<Sample>,
    outcome: Outcome,
    /// What does not balance.
    wrong: Option<String>,
}

/// Measures what was asked for: only by its name, since it takes all of the machine.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if !options.only.starts_with(PREFIX) {
        return Ok(());
    }
    let run = Box::pin(run(options)).await?;
    let costs = Costs::of(&run)?;
    costs.tell(&run, summary);
    let path = options.folder.join("record.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&costs.json(&run))?)
        .with_context(|| path.display().to_string())?;
    match run.wrong {
        Some(wrong) => bail!("the load tester is not content: {wrong}"),
        None => Ok(()),
    }
}

async fn run(options: &Options) -> anyhow::Result<Run> {
    let files = Scratch::new(&options.folder, "record")?;
    let viewers = options.record_viewers;
    let gateways = viewers.div_ceil(EACH);
    let ramp = viewers.div_ceil(ARRIVE).max(10) as f64;
    let setup = Setup { folder: &options.folder, gateways, place: CROWDED, settings: SETTINGS };
    let fleet = Fleet::start(setup).await?;
    let ids = fleet.gateway_ids();
    let before = available()?;
    let mut crowd = Crowd::start(&fleet, (&plan(viewers, ramp), gateways), (&files.0, CROWDED))?;
    let mut workers = crowd.ids();
    let mut samples = Vec::new();
    let (mut full, mut empty) = (None, None);
    while !crowd.process.has_ended()? {
        if workers.len() <= gateways {
            workers = crowd.ids();
        }
        let sample = Sample::take(&ids, &workers)?;
        if empty.is_none() && workers.len() > gateways {
            empty = Some(Memory::read(&ids, &workers)?);
        }
        // Looked for once every few seconds: asking all gateways is work as well.
        if full.is_none() && samples.len() % 5 == 0 {
            let joined = fleet.sum("hawker_gateway_joins_total");
            eprintln!("{joined} viewers are in after {} s", samples.len());
            if joined >= viewers as f64 {
                let read = Memory::read(&ids, &workers)?;
                eprintln!("{read:?}, of {before} bytes that there were");
                full = Some(read);
            }
        }
        samples.push(sample);
        tokio::time::sleep(EVERY).await;
    }
    // Kept before anything can be found wrong with the run.
    let path = options.folder.join("record-samples.txt");
    std::fs::write(&path, format!("{samples:#?}")).with_context(|| path.display().to_string())?;
    let (outcome, wrong) = crowd.outcome()?;
    Ok(Run {
        viewers: viewers as f64,
        gateways,
        ramp,
        before,
        full: full.context("not all viewers came")?,
        empty: empty.context("the tester had no workers")?,
        samples,
        outcome,
        wrong,
    })
}

/// What one viewer costs.
#[derive(Debug)]
struct Costs {
    /// Bytes: in the gateways, in the tester, in the kernel for both ends.
    gateway_bytes: f64,
    viewer_bytes: f64,
    kernel_bytes: f64,
    /// Microseconds of CPU for one that comes.
    join: [Cpu; 2],
    /// For one that sits there for a second, with pings.
    still: [Cpu; 2],
    /// For a pin that one is told of.
    pin: [Cpu; 2],
    /// Cores that neither side used while nothing happened: what stands behind the
    /// gateways, and the machine itself.
    still_others: f64,
    /// Of the machine's time while pins are told, what neither side used: what stands
    /// behind the gateways, and the kernel's own threads.
    other_share: f64,
    pin_last_seconds: f64,
    pin_p99_seconds: f64,
}

impl Costs {
    fn of(run: &Run) -> anyhow::Result<Costs> {
        let Run { viewers, full, empty, outcome, .. } = run;
        ensure!(outcome.counted(Count::Joins) as f64 >= *viewers, "not all viewers came");
        let at = |(from, to): (f64, f64)| {
            between(&run.samples, outcome.began_ms, (from + run.ramp, to + run.ramp))
        };
        let come = between(&run.samples, outcome.began_ms, (0.0, run.ramp))?;
        let (still, pins) = (at(STILL)?, at((PINS.0 - AROUND, PINS.1 - AROUND))?);
        let micros = |used: &Sample, each: f64| {
            [used.gateways, used.viewers].map(|cpu| cpu.times(1e6 / each))
        };
        let still_each = micros(&still, viewers * (STILL.1 - STILL.0));
        let rest = still_each.map(|cpu| cpu.times((PINS.1 - PINS.0) / PIN_COUNT));
        let [gateway, viewer] = micros(&pins, viewers * PIN_COUNT);
        let pin = outcome.latencies.get(&Kind::Pin).context("no pin was timed")?;
        // Gateways without viewers were there before.
        let grown = full.gateways - empty.gateways;
        let kernel = run.before - full.available - full.viewers - grown;
        Ok(Costs {
            gateway_bytes: full.gateways / viewers,
            viewer_bytes: full.viewers / viewers,
            kernel_bytes: kernel / viewers,
            join: micros(&come, *viewers),
            still: still_each,
            pin: [gateway.less(rest[0]), viewer.less(rest[1])],
            still_others: others(&still) / (STILL.1 - STILL.0),
            other_share: others(&pins) / pins.all.both(),
            pin_last_seconds: pin.max_us() as f64 / 1e6,
            pin_p99_seconds: pin.quantile_us(0.99) as f64 / 1e6,
        })
    }

    fn tell(&self, run: &Run, summary: &mut Summary) {
        let mut add = |name: &str, unit, value, note: String| {
            let name = format!("{PREFIX}.{name}");
            summary.add(&name, Figure { value, unit, baseline: None, note });
        };
        let each = |[ours, theirs]: [Cpu; 2]| {
            let mut note = String::new();
            for (side, cpu) in [("gateway", ours), ("viewer", theirs)] {
                // Writing to a string never fails.
                let _ = write!(note, "{side}: user {:.2}, kernel {:.2}; ", cpu.user, cpu.kernel);
            }
            (ours.both(), note)
        };
        let counted = |count| run.outcome.counted(count);
        let note = format!(
            "in one show, over {} gateways, at once; lost {}, doubled {}, stock that went back \
             {}, broken sessions {}; {} of {UNITS} units held, {} paid",
            run.gateways,
            counted(Count::Lost),
            counted(Count::Duplicated),
            counted(Count::WentBack),
            counted(Count::Breaks),
            counted(Count::Held),
            counted(Count::Paid),
        );
        add("viewers", "", run.viewers, note);
        let note = format!("99 of 100 within {:.2} s", self.pin_p99_seconds);
        add("pin_last_seconds", "s", self.pin_last_seconds, note);
        let empty = run.empty.gateways / run.gateways as f64 / f64::from(1 << 20);
        let note = format!("PSS of the gateways a viewer; {empty:.1} MiB of each without any");
        add("gateway_bytes", "bytes", self.gateway_bytes, note);
        let note = "PSS of the tester a viewer".to_owned();
        add("viewer_bytes", "bytes", self.viewer_bytes, note);
        let note = "memory less for both ends, neither side's own";
        add("kernel_bytes", "bytes", self.kernel_bytes, note.into());
        let (join, note) = each(self.join);
        add("join_us", "us", join, format!("a viewer who comes: {note}"));
        let (still, note) = each(self.still);
        let others = self.still_others;
        let note =
            format!("a second of one who sits there: {note}others: {others:.3} cores in all");
        add("still_us", "us", still, note);
        let (pin, note) = each(self.pin);
        let share = self.other_share * 100.0;
        let note = format!("a pin that one is told of: {note}{share:.0} % of the CPU was others'");
        add("pin_us", "us", pin, note);
    }

    fn json(&self, run: &Run) -> serde_json::Value {
        let each = |[ours, theirs]: [Cpu; 2]| {
            json!({
                "gateway_user": ours.user, "gateway_kernel": ours.kernel,
                "viewer_user": theirs.user, "viewer_kernel": theirs.kernel,
            })
        };
        json!({
            "viewers": run.viewers, "gateways": run.gateways,
            "gateway_bytes": self.gateway_bytes, "viewer_bytes": self.viewer_bytes,
            "kernel_bytes": self.kernel_bytes, "empty_gateway_bytes": run.empty.gateways / run.gateways as f64,
            "join_us": each(self.join), "still_us": each(self.still), "pin_us": each(self.pin),
            "still_others_cores": self.still_others,
            "pin_last_seconds": self.pin_last_seconds, "pin_p99_seconds": self.pin_p99_seconds,
            "outcome": run.outcome,
        })
    }
}

/// What was neither side's.
fn others(used: &Sample) -> f64 {
    used.all.less(used.gateways.plus(used.viewers)).both()
}

fn plan(viewers: usize, ramp: f64) -> String {
    let at = |seconds: f64| ramp + seconds;
    let reserve = (BUYERS / viewers as f64).min(1.0);
    format!(
        r#"
name = "record"
targets = ["lost = 0", "duplicated = 0", "versions that went back = 0", "oversold = 0"]
[[phases]]
do = "ramp"
length = "{ramp}s"
viewers = {viewers}
[[phases]]
do = "steady"
length = "{ENDS_AT}s"
[behaviour]
chat = 0
click = 0
reserve = {reserve:?}
pay = 1
abandon = 0
[think]
reserve = {{ lognormal = {{ median = "8s", sigma = 0.6 }} }}
[[sales]]
name = "flash"
units = {UNITS}
[[host]]
at = "{}s"
do = "pin"
every = "{PIN_EVERY}s"
until = "{}s"
[[host]]
at = "{}s"
do = "open-sale"
sale = "flash"
[[host]]
at = "{}s"
do = "close-sale"
sale = "flash"
"#,
        at(PINS.0),
        at(PINS.1),
        at(SALE_AT),
        at(CLOSES_AT),
    )
}
