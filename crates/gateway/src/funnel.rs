//! Events for the funnel: taken without ever blocking, sent in batches.

use std::sync::atomic::{AtomicU64, Ordering};

use hawker_domain::{ShowId, Timestamp};
use hawker_proto::v1::{FunnelEvent, FunnelStep};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Where events are given in.
pub(crate) struct Events {
    queue: mpsc::Sender<FunnelEvent>,
    lost: AtomicU64,
}

impl Events {
    /// Takes an event. Never blocks: what doesn't fit is counted as lost, and
    /// the funnel is told how many were.
    pub(crate) fn record(&self, event: FunnelEvent) {
        if self.queue.try_send(event).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// An event with a fresh id; listing, touch and the rest are for the caller.
pub(crate) fn event(show: &ShowId, viewer: &str, step: FunnelStep, at: Timestamp) -> FunnelEvent {
    FunnelEvent {
        id: Uuid::now_v7().as_bytes().to_vec().into(),
        show: show.to_string(),
        viewer: viewer.to_owned(),
        step: step.into(),
        at_ms: at.as_millis(),
        ..FunnelEvent::default()
    }
}
