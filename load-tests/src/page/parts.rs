//! The parts of a report that are text and tables.

use std::fmt::Write as _;

use super::text::{bytes, escape, moment, number, time, whole};
use crate::outcome::{Count, Kind, Latency, Outcome};

/// The percentiles that tables show.
pub(crate) const PERCENTILES: [(&str, f64); 5] =
    [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)];

/// What a report says first: whether the tester was the bottleneck, and
/// whether the run met its targets. The class is for its colour.
pub(crate) fn verdict(outcome: &Outcome) -> (&'static str, String) {
    let bottlenecks = &outcome.generator.bottlenecks;
    if !bottlenecks.is_empty() {
        let all: Vec<String> = bottlenecks.iter().map(ToString::to_string).collect();
        let text = format!(
            "The load tester was the bottleneck, so these figures are no measure of the server: {}",
            all.join("; ")
        );
        return ("bad", text);
    }
    let missed = outcome.targets.iter().filter(|target| !target.met).count();
    let failed = outcome.balances.iter().filter(|balance| !balance.holds).count();
    let clear = "the load tester was not the bottleneck";
    let targets = outcome.targets.len();
    match (missed, failed) {
        (0, 0) if targets == 0 => ("good", format!("Everything adds up, and {clear}.")),
        (0, 0) => {
            ("good", format!("All {targets} targets are met, everything adds up, and {clear}."))
        }
        (missed, 0) => ("warn", format!("{missed} of {targets} targets are missed; {clear}.")),
        (0, failed) => ("warn", format!("{failed} balances do not hold; {clear}.")),
        (missed, failed) => (
            "warn",
            format!(
                "{missed} of {targets} targets are missed, {failed} balances do not hold; {clear}."
            ),
        ),
    }
}

/// The line under the title.
pub(crate) fn subtitle(outcome: &Outcome) -> String {
    let it = &outcome.scenario;
    let shows = if it.shows == 1 {
        "1 show".to_owned()
    } else {
        format!("{} shows", whole(it.shows.into()))
    };
    let scale = if (it.scale - 1.0).abs() < 1e-9 {
        String::new()
    } else {
        format!(" · one viewer stands for {}", number(it.scale))
    };
    format!(
        "{} · {} viewers in {shows}{scale} · {:.1} s · {} · seed {}",
        it.about,
        whole(it.viewers.into()),
        outcome.seconds,
        moment(outcome.began_ms),
        it.seed
    )
}

/// The figures that stand out.
pub(super) fn tiles(outcome: &Outcome) -> String {
    let peak = outcome.series.iter().map(|second| second.viewers).max().unwrap_or(0);
    let rate = outcome.series.iter().map(|second| second.deliveries).max().unwrap_or(0);
    let mut tiles = vec![
        ("peak viewers", whole(peak)),
        ("deliveries", short(outcome.counted(Count::Deliveries))),
        ("peak deliveries/s", short(rate)),
    ];
    for (name, kind) in [
        ("p99 pin delivery", Kind::Pin),
        ("p99 chat delivery", Kind::Chat),
        ("p99 reserve", Kind::Reserve),
    ] {
        if let Some(latency) = outcome.latencies.get(&kind).filter(|it| it.count() > 0) {
            tiles.push((name, time(latency.quantile_us(0.99) as f64)));
        }
    }
    tiles.push(("orders", whole(outcome.counted(Count::Paid))));
    tiles.push(("lost", whole(outcome.counted(Count::Lost))));
    let mut out = String::new();
    for (name, value) in tiles {
        let _ = write!(out, "<div class=tile><b>{value}</b><span>{name}</span></div>");
    }
    out
}

/// A number of at most four digits, with a unit.
fn short(count: u64) -> String {
    match count {
        0..=99_999 => whole(count),
        100_000..=999_999 => format!("{} k", count / 1_000),
        1_000_000..=99_999_999 => format!("{:.1} M", count as f64 / 1e6),
        _ => format!("{} M", whole(count / 1_000_000)),
    }
}

pub(super) fn targets(outcome: &Outcome) -> String {
    let mut out = String::new();
    for it in &outcome.targets {
        let (class, mark) = if it.met { ("good", "met") } else { ("bad", "missed") };
        let _ = write!(
            out,
            "<tr><td><span class='mark {class}'>{mark}</span></td><td>{}</td><td class=n>{}</td></tr>",
            escape(&it.target),
            escape(&it.text)
        );
    }
    out
}

pub(super) fn latencies(outcome: &Outcome) -> String {
    let mut out = String::new();
    for (kind, latency) in outcome.latencies.iter().filter(|(_, it)| it.count() > 0) {
        let _ = write!(
            out,
            "<tr><td title='{}'>{kind}</td><td class=n>{}</td>{}</tr>",
            escape(kind.about()),
            whole(latency.count()),
            percentile_cells(latency)
        );
    }
    out
}

fn percentile_cells(latency: &Latency) -> String {
    PERCENTILES.iter().fold(String::new(), |mut out, (_, part)| {
        let _ = write!(out, "<td class=n>{}</td>", percentile(latency, *part));
        out
    })
}

/// A percentile, or a dash where there are too few values to tell it from the
/// longest.
pub(crate) fn percentile(latency: &Latency, part: f64) -> String {
    if part < 1.0 && latency.count() as f64 * (1.0 - part) < 1.0 {
        return "–".to_owned();
    }
    time(latency.quantile_us(part) as f64)
}

/// From viewers to buyers.
pub(super) fn funnel(outcome: &Outcome) -> String {
    let steps = [
        ("joined", Count::Joins),
        ("looks at a listing", Count::Clicks),
        ("attempts to reserve", Count::Reserves),
        ("held", Count::Held),
        ("paid", Count::Paid),
    ];
    let most = steps.iter().map(|(_, count)| outcome.counted(*count)).max().unwrap_or(0).max(1);
    let mut out = String::new();
    for (name, count) in steps {
        let count = outcome.counted(count);
        let width = 100.0 * count as f64 / most as f64;
        let _ = write!(
            out,
            "<div class=step><span>{name}</span><i style='width:{width:.2}%'></i><b>{}</b></div>",
            whole(count)
        );
    }
    out
}

pub(super) fn balances(outcome: &Outcome) -> String {
    let mut out = String::new();
    for it in &outcome.balances {
        let (class, mark) = if it.holds { ("good", "holds") } else { ("bad", "fails") };
        let detail = if it.detail.is_empty() {
            String::new()
        } else {
            format!("<small>{}</small>", escape(&it.detail))
        };
        let _ = write!(
            out,
            "<tr><td><span class='mark {class}'>{mark}</span></td><td>{}{detail}</td>\
             <td class=n>{}</td><td class=n>{}</td></tr>",
            escape(&it.name),
            whole(it.expected),
            whole(it.found)
        );
    }
    out
}

pub(super) fn counts(outcome: &Outcome) -> String {
    let mut out = String::new();
    for count in Count::ALL.iter().filter(|count| outcome.counted(**count) > 0) {
        let _ = write!(
            out,
            "<tr><td>{count}<small>{}</small></td><td class=n>{}</td></tr>",
            escape(count.about()),
            whole(outcome.counted(*count))
        );
    }
    for (code, count) in &outcome.refusals {
        let _ = write!(
            out,
            "<tr><td>refused: {}</td><td class=n>{}</td></tr>",
            escape(code),
            whole(*count)
        );
    }
    out
}

/// The environment and what both sides used, as name and value.
pub(crate) fn environment(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let (env, generator) = (&outcome.environment, &outcome.generator);
    let deliveries = outcome.counted(Count::Deliveries).max(1) as f64;
    let mut rows = vec![
        ("load tester", env.tester.clone()),
        ("server", env.server.clone()),
        ("workers", whole(generator.workers.into())),
        (
            "load tester's CPU",
            format!(
                "{:.1} s, {} a delivery",
                generator.cpu_seconds,
                time(generator.cpu_seconds * 1e6 / deliveries)
            ),
        ),
        ("load tester's memory", bytes(generator.memory_bytes as f64)),
        ("sockets at the peak", whole(generator.sockets)),
        ("load tester's loop late, p99", time(generator.lag.quantile_us(0.99) as f64)),
    ];
    if let Some(server) = &outcome.server {
        let each = time(server.cpu_seconds * 1e6 / deliveries);
        rows.push(("server's CPU", format!("{:.1} s, {each} a delivery", server.cpu_seconds)));
        rows.push(("server's memory", bytes(server.memory_bytes as f64)));
    }
    if let Some(descriptors) = env.descriptors {
        rows.push(("descriptors a process", whole(descriptors)));
    }
    rows.extend(env.machines.iter().map(|machine| ("machine", machine.clone())));
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

pub(super) fn environment_rows(outcome: &Outcome) -> String {
    environment(outcome).iter().fold(String::new(), |mut out, (name, value)| {
        let _ = write!(out, "<tr><td>{name}</td><td>{}</td></tr>", escape(value));
        out
    })
}

pub(super) fn notes(outcome: &Outcome) -> String {
    outcome.notes.iter().fold(String::new(), |mut out, note| {
        let _ = write!(out, "<p class=note>{}</p>", escape(note));
        out
    })
}
