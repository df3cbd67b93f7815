//! The figures of growth: what a reservation costs the processor by the rules and
//! its record alone, with one SKU and with ten thousand, and after ten million
//! others.

use anyhow::Context as _;
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::rooms::load_average;
use crate::summary::{Figure, Summary, median};

const BY_SKUS: &str = "stock.growth.sku_ratio";
const BY_PAST: &str = "stock.growth.past_ratio";
const COST: &str = "stock.reserve.nanoseconds";

/// What is compared with one SKU: the last one by the ratio that is asked for.
const SKUS: [u64; 3] = [1, 100, 10_000];
/// Few reservations, whose cost is told beside the others.
const FEW: u64 = 10_000;

/// Nanoseconds that reservations cost when there were so many.
struct Costs {
    points: Vec<f64>,
    all: f64,
    read: f64,
    bytes: f64,
    longest_ms: f64,
}

/// What reservations cost as they grow in number.
pub(crate) fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if options.wants(BY_SKUS) {
        measure_skus(options, summary)?;
    }
    if options.wants(BY_PAST) || options.wants(COST) {
        measure_past(options, summary)?;
    }
    Ok(())
}

fn measure_skus(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let past = options.past / 10;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let [one, some, many] = SKUS.map(|skus| grow(skus, &[past]));
        rounds.push((last(&one?), last(&some?), last(&many?)));
    }
    let some: Vec<f64> = rounds.iter().map(|(one, some, _)| some / one).collect();
    let note = format!(
        "ns a reservation with {} SKUs by that with {}, the later half of {past}; {:.3} with {}; {}",
        SKUS[2],
        SKUS[0],
        median(&some),
        SKUS[1],
        load_average()
    );
    let pairs: Vec<_> = rounds.iter().map(|(one, _, many)| (*many, *one)).collect();
    summary.ratio(BY_SKUS, &pairs, &note);
    Ok(())
}

fn measure_past(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let points = [FEW, options.past / 10, options.past];
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        rounds.push(grow(SKUS[0], &points)?);
    }
    let of = |value: fn(&Costs) -> f64| median(&rounds.iter().map(value).collect::<Vec<_>>());
    if options.wants(BY_PAST) {
        let note = format!(
            "ns a reservation in the later half of {} by that of {}; {:.0} in that of {FEW}; {}",
            points[2],
            points[1],
            of(|it| it.points[0]),
            load_average()
        );
        let pairs: Vec<_> = rounds.iter().map(|it| (it.points[2], it.points[1])).collect();
        summary.ratio(BY_PAST, &pairs, &note);
    }
    if options.wants(COST) {
        let note = format!(
            "CPU of one by the rules with its record written, all of {}; to read it from bytes \
             {:.0} more; {:.0} bytes of memory, the longest batch of 256 {:.1} ms; {}",
            options.past,
            of(|it| it.read),
            of(|it| it.bytes),
            of(|it| it.longest_ms),
            load_average()
        );
        summary.add(COST, Figure { value: of(|it| it.all), unit: "ns", baseline: None, note });
    }
    Ok(())
}

fn grow(skus: u64, points: &[u64]) -> anyhow::Result<Costs> {
    let mut arguments = vec!["bench-growth".to_owned(), "--skus".to_owned(), skus.to_string()];
    for point in points {
        arguments.extend(["--past".to_owned(), point.to_string()]);
    }
    let told = Process::run(arguments)?;
    let all = told.get("all").context("no costs of all")?;
    let each = told.get("points").and_then(Value::as_array).context("no points")?;
    let each: anyhow::Result<Vec<f64>> = each.iter().map(|it| number(it, "apply_ns")).collect();
    let each = each?;
    anyhow::ensure!(each.len() == points.len(), "{} points of {}", each.len(), points.len());
    Ok(Costs {
        points: each,
        all: number(all, "apply_ns")?,
        read: number(all, "read_ns")?,
        bytes: number(&told, "bytes")?,
        longest_ms: number(&told, "longest_us")? / 1_000.0,
    })
}

fn last(costs: &Costs) -> f64 {
    costs.points.last().copied().unwrap_or(f64::NAN)
}
