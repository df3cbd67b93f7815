//! The report of a run: counts, latencies, and balances; as JSON and as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// What a run did and found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The scenario's name.
    pub scenario: String,
    /// The show that was made for it.
    pub show: String,
    /// Unix seconds at which it began.
    pub began: u64,
    /// How many times quicker than the trace it went.
    pub speed: f64,
    /// How long it took, from the first join to the last arrival, in seconds.
    pub seconds: f64,
    /// What was done, by name.
    pub counts: BTreeMap<String, u64>,
    /// Latencies by name, from the intended send time.
    pub latencies: BTreeMap<String, Percentiles>,
    /// What must add up.
    pub balances: Vec<Balance>,
    /// What else a reader should know, such as why sessions broke.
    pub notes: Vec<String>,
}

/// One thing that must add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// What.
    pub name: String,
    /// What one side of it says.
    pub expected: u64,
    /// What the other side of it says.
    pub found: u64,
    /// Whether they are equal, viewer by viewer where it is about viewers.
    pub holds: bool,
    /// Where it doesn't hold: who, or what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Latencies in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// How many were measured.
    pub count: u64,
    /// The median.
    pub p50: f64,
    /// Nine in ten are at most this.
    pub p90: f64,
    /// 99 in a hundred are at most this.
    pub p99: f64,
    /// 999 in a thousand are at most this.
    pub p999: f64,
    /// The longest.
    pub max: f64,
}

impl Percentiles {
    /// Of a histogram of microseconds.
    #[must_use]
    pub fn of(histogram: &Histogram<u64>) -> Percentiles {
        let at = |quantile: f64| histogram.value_at_quantile(quantile) as f64 / 1_000.0;
        Percentiles {
            count: histogram.len(),
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            p999: at(0.999),
            max: histogram.max() as f64 / 1_000.0,
        }
    }
}

impl Balance {
    /// Two numbers that must be equal.
    #[must_use]
    pub fn equal(name: &str, expected: u64, found: u64) -> Balance {
        Balance {
            name: name.to_owned(),
            expected,
            found,
            holds: expected == found,
            detail: String::new(),
        }
    }

    /// The same, but failed by whatever `broken` names.
    #[must_use]
    pub fn unless(mut self, broken: Option<String>) -> Balance {
        self.holds &= broken.is_none();
        self.detail = broken.unwrap_or_default();
        self
    }
}

impl Report {
    /// Whether every balance holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.balances.iter().all(|balance| balance.holds)
    }

    /// As a page of text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string never fails.
        let _ = writeln!(
            out,
            "scenario {} in show {}: {} times the trace's speed, {:.1} s\n",
            self.scenario, self.show, self.speed, self.seconds
        );
        for (name, count) in &self.counts {
            let _ = writeln!(out, "  {name:<36} {count:>12}");
        }
        let _ = writeln!(
            out,
            "\n  {:<20} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "latency, ms", "count", "p50", "p90", "p99", "p99.9", "max"
        );
        for (name, it) in &self.latencies {
            let _ = writeln!(
                out,
                "  {name:<20} {:>10} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2}",
                it.count, it.p50, it.p90, it.p99, it.p999, it.max
            );
        }
        let _ = writeln!(out, "\n  {:<52} {:>12} {:>12}", "balance", "expected", "found");
        for it in &self.balances {
            let mark = if it.holds { "ok  " } else { "FAIL" };
            let _ = writeln!(out, "  {mark} {:<47} {:>12} {:>12}", it.name, it.expected, it.found);
            if !it.detail.is_empty() {
                let _ = writeln!(out, "       {}", it.detail);
            }
        }
        for note in &self.notes {
            let _ = writeln!(out, "\n  note: {note}");
        }
        let failed = self.balances.iter().filter(|balance| !balance.holds).count();
        let _ = match failed {
            0 => writeln!(out, "\nall {} balances hold", self.balances.len()),
            failed => writeln!(out, "\n{failed} of {} balances FAIL", self.balances.len()),
        };
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(balances: Vec<Balance>) -> Report {
        let mut histogram = Histogram::new(3).unwrap();
        histogram.record(2_000).unwrap();
        Report {
            scenario: "replay".to_owned(),
            show: "s".to_owned(),
            began: 1,
            speed: 60.0,
            seconds: 2.0,
            counts: BTreeMap::from([("viewers".to_owned(), 3)]),
            latencies: BTreeMap::from([("chat echo".to_owned(), Percentiles::of(&histogram))]),
            balances,
            notes: vec!["something".to_owned()],
        }
    }

    #[test]
    fn a_report_reads_back_and_says_what_failed() {
        let good = report(vec![Balance::equal("units", 5, 5)]);
        assert!(good.passed() && good.text().contains("all 1 balances hold"));
        let json = serde_json::to_string(&good).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), good);
        let broken = Some("viewer 7".to_owned());
        let bad = report(vec![Balance::equal("chat", 5, 5).unless(broken)]);
        assert!(!bad.passed() && bad.text().contains("FAIL") && bad.text().contains("viewer 7"));
    }
}
