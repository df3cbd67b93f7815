//! Counting answers by what they were.

use hawker_proto::v1;
use hawker_telemetry::{Metric, gateway::Answered};

/// The handles of a metric labelled by [`Answered`].
pub(crate) struct Answers {
    ok: metrics::Counter,
    refused: metrics::Counter,
    failed: metrics::Counter,
}

impl Answers {
    pub(crate) fn of(metric: &'static Metric) -> Self {
        Self {
            ok: metric.count_of(Answered::Ok),
            refused: metric.count_of(Answered::Refused),
            failed: metric.count_of(Answered::Failed),
        }
    }

    /// Counts an answer: temporary errors are the server's, others the client's.
    pub(crate) fn count(&self, error: Option<&v1::Error>) {
        match error {
            None => &self.ok,
            Some(error) if error.temporary => &self.failed,
            Some(_) => &self.refused,
        }
        .increment(1);
    }

    /// Counts an HTTP answer.
    pub(crate) fn count_status(&self, status: http::StatusCode) {
        if status.is_server_error() {
            &self.failed
        } else if status.is_client_error() {
            &self.refused
        } else {
            &self.ok
        }
        .increment(1);
    }
}
