//! The Prometheus recorder: installed once per process, rendered on scrape.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{Kind, catalogue};

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
                Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
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
