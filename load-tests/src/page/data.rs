//! What the charts of a report draw, as JSON.

use serde_json::{Value, json};

use crate::outcome::{Latency, Outcome, Second};

/// Points of a percentile curve: parts of all, denser towards the end.
const PARTS: [f64; 17] = [
    0.0, 0.1, 0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9999,
    0.99999,
];

/// Bars of a histogram: of each doubling of time, so many.
const BARS_OF_DOUBLING: f64 = 3.0;

pub(super) fn of_run(outcome: &Outcome) -> Value {
    json!({
        "runs": [run("", outcome)],
        "marks": outcome.scenario.marks,
        "compare": false,
    })
}

pub(super) fn of_two(before: &Outcome, after: &Outcome) -> Value {
    json!({
        "runs": [run("before", before), run("after", after)],
        "marks": [],
        "compare": true,
    })
}

fn run(name: &str, outcome: &Outcome) -> Value {
    let column = |of: fn(&Second) -> Option<f64>| -> Vec<Option<f64>> {
        outcome.series.iter().map(of).collect()
    };
    let latencies = outcome.latencies.iter().filter(|(_, it)| it.count() > 0);
    let latencies: Vec<Value> = latencies
        .map(|(kind, it)| json!({ "name": kind.name(), "curve": curve(it), "bars": bars(it) }))
        .collect();
    json!({
        "name": name,
        "latencies": latencies,
        "series": {
            "viewers": column(|it| Some(it.viewers as f64)),
            "deliveries": column(|it| Some(it.deliveries as f64)),
            "chats": column(|it| Some(it.chats as f64)),
            "clicks": column(|it| Some(it.clicks as f64)),
            "reserves": column(|it| Some(it.reserves as f64)),
            "held": column(|it| Some(it.held as f64)),
            "sold_out": column(|it| Some(it.sold_out as f64)),
            "paid": column(|it| Some(it.paid as f64)),
            "errors": column(|it| Some(it.errors as f64)),
            "bytes": column(|it| Some(it.bytes as f64)),
            "stock": column(|it| it.stock.map(|stock| f64::from(stock.available))),
            "delivery_ms": column(|it| over_zero(it.delivery_max_us as f64 / 1e3)),
            "answer_ms": column(|it| over_zero(it.answer_max_us as f64 / 1e3)),
            "cpu": column(|it| Some(it.cpu_us as f64 / 1e4)),
            "lag_ms": column(|it| Some(it.lag_us as f64 / 1e3)),
        },
    })
}

fn over_zero(value: f64) -> Option<f64> {
    (value > 0.0).then_some(value)
}

/// The part of all, and the milliseconds that it took at most, as far as there
/// are enough values to tell.
fn curve(latency: &Latency) -> Vec<(f64, f64)> {
    let told = |part: &&f64| (1.0 - **part) * latency.count() as f64 >= 1.0;
    let point = |part: &f64| (*part, latency.quantile_us(*part) as f64 / 1e3);
    PARTS.iter().filter(told).map(point).collect()
}

/// The upper end of each bar in milliseconds, and how many are in it.
fn bars(latency: &Latency) -> Vec<(f64, u64)> {
    let mut bars: Vec<(f64, u64)> = Vec::new();
    for (us, count) in latency.recorded() {
        let step = ((us.max(1) as f64).log2() * BARS_OF_DOUBLING).ceil();
        let end = (step / BARS_OF_DOUBLING).exp2() / 1e3;
        match bars.last_mut() {
            Some(last) if (last.0 - end).abs() < 1e-9 => last.1 += count,
            _ => bars.push((end, count)),
        }
    }
    bars
}
