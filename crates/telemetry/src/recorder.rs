//! The Prometheus recorder: installed once per process, rendered on scrape.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{Kind, Metric, catalogue};

/// Why the recorder could not be installed.
#[derive(Debug, thiserror::Error)]
#[error("the metrics recorder could not be installed: {0}")]
pub struct RecorderError(String);

/// Renders what was counted.
#[derive(Clone, Debug)]
pub struct Recorder(PrometheusHandle);

impl Recorder {
    /// Installs the recorder for this process. Handles taken before count nowhere.
    pub fn install() -> Result<Self, RecorderError> {
        let mut builder = PrometheusBuilder::new();
        for metric in catalogue() {
            if let Kind::Histogram(bounds) = metric.kind {
                let name = Matcher::Full(metric.name.to_owned());
                builder = builder
                    .set_buckets_for_metric(name, bounds)
                    .map_err(|e| RecorderError(e.to_string()))?;
            }
        }
        let handle = builder.install_recorder().map_err(|e| RecorderError(e.to_string()))?;
        for metric in catalogue() {
            match metric.kind {
                Kind::Counter => {
                    metrics::describe_counter!(metric.name, metric.help);
                    show_from_zero(metric);
                }
                Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
                Kind::Histogram(_) => metrics::describe_histogram!(metric.name, metric.help),
            }
        }
        Ok(Self(handle))
    }

    /// The text that Prometheus scrapes.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Drains histograms into their buckets. Call it every few seconds, or they
    /// grow between scrapes.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// Registers every series of a counter, so that it is scraped before anything is
/// counted: one that first appears as 1 has not increased for Prometheus, and the
/// alert on it would miss the first fault. (A gauge without a value means that
/// this process has none, and stays away.)
fn show_from_zero(metric: &Metric) {
    match metric.label {
        None => metrics::counter!(metric.name).increment(0),
        Some((key, values)) => {
            for value in values {
                metrics::counter!(metric.name, key => *value).increment(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_of_every_counter_is_shown_before_it_counts() {
        let text = Recorder::install().unwrap().render();
        for metric in catalogue().filter(|metric| metric.kind == Kind::Counter) {
            let series = match metric.label {
                None => vec![format!("{} 0", metric.name)],
                Some((key, values)) => {
                    let series = |value| format!("{}{{{key}=\"{value}\"}} 0", metric.name);
                    values.iter().map(series).collect()
                }
            };
            for line in series {
                assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
            }
        }
    }
}
