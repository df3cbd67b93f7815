//! Events for the funnel: taken without ever blocking, sent in batches.
//!
//! An event that was sent is sent again until the funnel answers; its id makes
//! that harmless. What does not fit into the queue is dropped, counted, and
//! reported to the funnel with the next batch.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hawker_domain::{ShowId, Timestamp};
use hawker_proto::Peer;
use hawker_proto::v1::{
    ErrorCode, FunnelEvent, FunnelStep, IngestRequest, funnel_client::FunnelClient,
};
use hawker_telemetry::gateway as metric;
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    inventory::explain,
    limits::{CALL_DEADLINE, EVENT_BATCH, EVENT_FLUSH, EVENT_QUEUE, EVENTS_LAST_TRY},
    retry::Backoff,
};

/// Where events are given in.
pub(crate) struct Events {
    queue: mpsc::Sender<FunnelEvent>,
    lost: Arc<AtomicU64>,
    lost_total: metrics::Counter,
}

impl Events {
    /// The way in, and what sends: to be run until stopped.
    pub(crate) fn new(funnel: Peer) -> (Arc<Self>, Sender) {
        let (queue, inbox) = mpsc::channel(EVENT_QUEUE);
        let lost = Arc::new(AtomicU64::new(0));
        let sender = Sender {
            inbox,
            lost: Arc::clone(&lost),
            client: FunnelClient::new(funnel),
            sent: metric::EVENTS_SENT.count(),
            lost_total: metric::EVENTS_LOST.count(),
        };
        (Arc::new(Self { queue, lost, lost_total: metric::EVENTS_LOST.count() }), sender)
    }

    /// Takes an event. Never blocks: what doesn't fit is counted as lost, and
    /// the funnel is told how many were.
    pub(crate) fn record(&self, event: FunnelEvent) {
        if self.queue.try_send(event).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
            self.lost_total.increment(1);
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

/// Sends what was given in.
pub(crate) struct Sender {
    inbox: mpsc::Receiver<FunnelEvent>,
    lost: Arc<AtomicU64>,
    client: FunnelClient<Peer>,
    sent: metrics::Counter,
    lost_total: metrics::Counter,
}

impl Sender {
    /// Sends until stopped, then what is left, for as long as the last try may
    /// take.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        loop {
            // The batch is kept out here, so that a stop in the middle of
            // gathering loses nothing of it.
            let mut batch = Vec::new();
            let gathered = stop.run_until_cancelled(self.gather(&mut batch)).await;
            if gathered.is_none() || batch.is_empty() {
                return self.last_try(batch).await;
            }
            let sending = self.send(&batch);
            if stop.run_until_cancelled(sending).await.is_none() {
                return self.last_try(batch).await;
            }
        }
    }

    /// The events of a moment: at least one, no more than a batch; none when
    /// nobody is left to give any.
    async fn gather(&mut self, batch: &mut Vec<FunnelEvent>) {
        self.inbox.recv_many(batch, EVENT_BATCH).await;
        if batch.is_empty() || batch.len() == EVENT_BATCH {
            return;
        }
        // Asleep, and not waiting for the next one: who gives an event in while
        // a batch is gathered has nobody to wake, which costs more than it does.
        sleep(EVENT_FLUSH).await;
        while batch.len() < EVENT_BATCH
            && let Ok(event) = self.inbox.try_recv()
        {
            batch.push(event);
        }
    }

    /// Sends a batch, again and again until it is taken.
    async fn send(&mut self, events: &[FunnelEvent]) {
        let mut backoff = Backoff::new();
        let count = events.len() as u64;
        let lost = self.lost.load(Ordering::Relaxed);
        loop {
            let call = self.client.ingest(IngestRequest { events: events.to_vec(), lost });
            match timeout(CALL_DEADLINE, call).await {
                Ok(Ok(_)) => {
                    self.lost.fetch_sub(lost, Ordering::Relaxed);
                    return self.sent.increment(count);
                }
                Ok(Err(status)) if !explain(&status, ErrorCode::Unavailable).temporary => {
                    tracing::error!(%status, count, "the funnel refused events for good");
                    self.lost.fetch_add(count, Ordering::Relaxed);
                    return self.lost_total.increment(count);
                }
                Ok(Err(status)) => tracing::warn!(%status, "the funnel did not take events"),
                Err(_) => tracing::warn!("the funnel did not answer in time"),
            }
            backoff.wait().await;
        }
    }

    async fn last_try(&mut self, first: Vec<FunnelEvent>) {
        self.inbox.close();
        let everything = async {
            if !first.is_empty() {
                self.send(&first).await;
            }
            loop {
                let mut batch = Vec::new();
                if self.inbox.recv_many(&mut batch, EVENT_BATCH).await == 0 {
                    return;
                }
                self.send(&batch).await;
            }
        };
        let within: Duration = EVENTS_LAST_TRY;
        if timeout(within, everything).await.is_err() {
            tracing::error!("the funnel was away: the last events were not sent");
        }
    }
}
