//! The catalogue as a page: what `docs/metrics.md` holds.

use std::fmt::Write as _;

use crate::{Kind, Metric, PARTS};

/// The text of `docs/metrics.md`: every metric with its kind, its label and its
/// help, by owner. `make generate` writes it and a test keeps it up to date.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# Metrics\n\nEvery metric that `/metrics` on the operations port can show. Written by\n\
         `make generate` from the catalogue in `crates/telemetry`: do not edit.\n",
    );
    for (owner, metrics) in PARTS {
        section(&mut page, owner, metrics);
    }
    page
}

fn section(page: &mut String, owner: &str, metrics: &[&Metric]) {
    let mut lines =
        format!("\n## {owner}\n\n| metric | kind | label | meaning |\n|---|---|---|---|\n");
    for metric in metrics {
        let label = metric
            .label
            .map(|(key, values)| format!("`{key}`: {}", values.join(", ")))
            .unwrap_or_default();
        let kind = kind(metric.kind);
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "| `{}` | {kind} | {label} | {} |", metric.name, metric.help);
    }
    page.push_str(&lines);
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::Histogram(_) => "histogram",
    }
}
