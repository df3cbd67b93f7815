//! What an operator sees: the dashboards can be shown, the rules fire when they
//! should, and during a real show a real Prometheus has something to say to every
//! query of both.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod dashboards;
mod prometheus;
mod promql;
mod rules;
mod show;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use hawker_telemetry::{Kind, catalogue};
use hawker_tests::{eventually, scratch, server::Server, workspace};

use crate::{
    prometheus::{Prometheus, Series, now},
    show::Round,
};

/// What Prometheus itself says about a target.
const OF_PROMETHEUS: &[&str] = &["up"];

/// How long rounds of a show go on for something that has not moved yet: far
/// longer than a loaded machine needs.
const HOPELESS_SECONDS: u64 = 180;

/// An expression, and where it stands.
pub(crate) struct Query {
    pub(crate) place: String,
    pub(crate) expression: String,
}

/// Metrics that may stay still, and why.
type Quiet = BTreeMap<String, String>;

fn quiet() -> Quiet {
    let path = workspace().join("tests/tests/observability/quiet.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The metric of the catalogue that a series belongs to.
fn in_catalogue(series: &str) -> Option<&'static str> {
    let named = |name: &str| catalogue().find(|metric| metric.name == name);
    if let Some(metric) = named(series).filter(|metric| !matches!(metric.kind, Kind::Histogram(_)))
    {
        return Some(metric.name);
    }
    let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| series.strip_suffix(end))?;
    named(base).filter(|metric| matches!(metric.kind, Kind::Histogram(_))).map(|metric| metric.name)
}

/// Everything that dashboards and rules ask of Prometheus.
struct Asked {
    /// Panels and recording rules: each must have an answer.
    queries: Vec<Query>,
    /// Alerts: silent while all is well.
    alerts: Vec<Query>,
    recorded: BTreeSet<String>,
}

impl Asked {
    async fn of(prometheus: &Prometheus) -> Self {
        let mut asked = Self {
            queries: dashboards::all().iter().flat_map(|d| d.queries()).collect(),
            alerts: Vec::new(),
            recorded: BTreeSet::new(),
        };
        for rule in prometheus.rules().await {
            let query = Query { place: format!("rule {}", rule.name), expression: rule.expression };
            if rule.alerting {
                asked.alerts.push(query);
            } else {
                asked.recorded.insert(rule.name);
                asked.queries.push(query);
            }
        }
        assert!(!asked.queries.is_empty() && !asked.alerts.is_empty());
        asked
    }

    /// Every series that is read, and whether it is ours to move.
    fn series(&self) -> BTreeSet<String> {
        let all = self.queries.iter().chain(&self.alerts);
        all.flat_map(|query| promql::metrics(&query.expression)).collect()
    }

    fn strangers(&self) -> Vec<String> {
        let known = |series: &String| {
            in_catalogue(series).is_some()
                || self.recorded.contains(series)
                || OF_PROMETHEUS.contains(&series.as_str())
        };
        self.series().into_iter().filter(|series| !known(series)).collect()
    }

    /// What has not had an answer, or has not moved, since `from`.
    async fn still(&self, prometheus: &Prometheus, quiet: &Quiet, from: f64) -> Vec<String> {
        let mut still = Vec::new();
        for series in self.series() {
            let Some(metric) = in_catalogue(&series) else { continue };
            if quiet.contains_key(metric) {
                continue;
            }
            let moved = prometheus.range(&series, from).await.iter().any(Series::changes);
            if !moved {
                still.push(format!("{series} does not change"));
            }
        }
        for query in &self.queries {
            let series = prometheus.range(&query.expression, from).await;
            if series.iter().all(Series::is_empty) {
                still.push(format!("{}: no answer to {}", query.place, query.expression));
            }
        }
        still
    }
}

#[test]
fn dashboards_can_be_shown() {
    let all = dashboards::all();
    assert!(all.len() >= 2);
    let faults: Vec<_> = all.iter().flat_map(|dashboard| dashboard.faults()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn dashboards_use_only_what_is_counted() {
    let mut strangers = BTreeSet::new();
    for query in dashboards::all().iter().flat_map(|dashboard| dashboard.queries()) {
        for series in promql::metrics(&query.expression) {
            let recorded = series.contains(':');
            let known = recorded || OF_PROMETHEUS.contains(&series.as_str());
            if !known && in_catalogue(&series).is_none() {
                strangers.insert(format!("{}: {series}", query.place));
            }
        }
    }
    assert!(strangers.is_empty(), "not in the catalogue: {strangers:#?}");
}

#[test]
fn every_metric_is_seen() {
    let rules = ["service", "gateway", "inventory", "journal", "funnel", "fleet", "records"]
        .map(|name| workspace().join(format!("grafana/prometheus/rules/{name}.yml")))
        .map(|path| std::fs::read_to_string(path).unwrap());
    let panels = dashboards::all();
    let queries = panels.iter().flat_map(|dashboard| dashboard.queries());
    let asked: String = queries.map(|query| query.expression + "\n").chain(rules).collect();
    let unseen: Vec<_> = catalogue().map(|m| m.name).filter(|name| !asked.contains(name)).collect();
    assert!(unseen.is_empty(), "on no dashboard and in no rule: {unseen:?}");
}

#[test]
fn the_table_of_quiet_metrics_has_reasons() {
    for (metric, reason) in quiet() {
        assert!(catalogue().any(|m| m.name == metric), "{metric} is not in the catalogue");
        assert!(reason.ends_with('.'), "{metric}: its reason is a sentence");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_moves_everything_that_is_asked_for() {
    let (data, metrics) = (scratch("hawker"), scratch("prometheus"));
    let server = Server::start(data.path()).await;
    let from = now();
    let prometheus = Prometheus::start(metrics.path(), server.ports().ops).await;
    let asked = Asked::of(&prometheus).await;
    assert_eq!(asked.strangers(), [""; 0], "neither in the catalogue nor recorded");
    let quiet = quiet();
    let unused: Vec<_> = quiet
        .keys()
        .filter(|metric| !asked.series().iter().any(|s| in_catalogue(s) == Some(metric.as_str())))
        .collect();
    assert!(unused.is_empty(), "quiet, but nothing asks for them: {unused:?}");

    // Only what was scraped before it moved is seen to move.
    eventually("the first scrape", async || {
        let rooms = prometheus.range("hawker_rooms", from).await;
        (!rooms.is_empty()).then_some(())
    })
    .await;
    show::prepare(&server).await;
    let start = Instant::now();
    for number in 0.. {
        Round::play(&server, number).await;
        let still = asked.still(&prometheus, &quiet, from).await;
        if still.is_empty() {
            break;
        }
        let hopeless = start.elapsed().as_secs() > HOPELESS_SECONDS;
        assert!(!hopeless, "after {number} rounds of a show:\n{}", still.join("\n"));
    }
    rules_were_evaluated(&prometheus).await;
}

async fn rules_were_evaluated(prometheus: &Prometheus) {
    for rule in prometheus.rules().await {
        assert!(rule.evaluated && rule.error.is_none(), "{}: {:?}", rule.name, rule.error);
        assert!(!rule.firing, "{} fires during a show without a fault", rule.name);
    }
}
