//! The figures of what the clock brings about at one moment: a million holds that
//! run out, and ten thousand groups that end.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::rooms::load_average;
use crate::server::Scratch;
use crate::summary::{Figure, Summary};

const LAG: &str = "stock.expiry_1m.lag_seconds";
const P99: &str = "stock.expiry_1m.p99_ms";
const GROUPS: &str = "stock.groups_10k.seconds";

/// Has many holds run out in the same second, and others reserve meanwhile.
pub(crate) fn measure_expiry(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![LAG, P99].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let told = bench_holds(options, "expire", options.expiring)?;
    let holds = number(&told, "holds")?;
    ensure!(holds == options.expiring as f64, "{holds} holds ran out of {}", options.expiring);
    let part = |name: &str| told.get(name).with_context(|| format!("no {name}"));
    let (before, meanwhile) = (part("before")?, part("meanwhile")?);
    let ms = |of: &Value, name: &str| Ok::<_, anyhow::Error>(number(of, name)? / 1_000.0);
    if options.wants(LAG) {
        let value = number(&told, "worst_lag_ms")? / 1_000.0;
        let took = number(&told, "took_ms")? / 1_000.0;
        let note = format!(
            "{holds} holds of one second, the last ended {took:.2} s after the first, while 64 \
             buyers reserved; {}",
            load_average()
        );
        summary.add(LAG, Figure { value, unit: "s", baseline: None, note });
    }
    if options.wants(P99) {
        let note = format!(
            "reservations meanwhile, beside those of the seconds before; p50 {:.1} and {:.1}, the \
             longest {:.0} and {:.0}; {}",
            ms(meanwhile, "p50_us")?,
            ms(before, "p50_us")?,
            ms(meanwhile, "most_us")?,
            ms(before, "most_us")?,
            load_average()
        );
        let baseline = Some(ms(before, "p99_us")?);
        let value = ms(meanwhile, "p99_us")?;
        summary.add(P99, Figure { value, unit: "ms", baseline, note });
    }
    Ok(())
}

/// Has many groups end at the same moment.
pub(crate) fn measure_groups(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if !options.wants(GROUPS) {
        return Ok(());
    }
    let told = bench_holds(options, "groups", options.groups)?;
    let (made, wrong) = (number(&told, "reservations")?, number(&told, "wrong")?);
    ensure!(wrong == 0.0, "{wrong} of {made} reservations were not settled right");
    let value = number(&told, "settled_seconds")?;
    let note = format!(
        "from the moment at which {} groups with {made} reservations end until the last is \
         settled durably, all of them right; {}",
        options.groups,
        load_average()
    );
    summary.add(GROUPS, Figure { value, unit: "s", baseline: None, note });
    Ok(())
}

fn bench_holds(options: &Options, action: &str, count: u64) -> anyhow::Result<Value> {
    let scratch = Scratch::new(&options.folder, action)?;
    let dir = scratch.0.join("journal").display().to_string();
    let count = count.to_string();
    let told = Process::run(["bench-holds", action, "--dir", &dir, "--count", &count]);
    told.with_context(|| format!("hawker bench-holds {action}"))
}
