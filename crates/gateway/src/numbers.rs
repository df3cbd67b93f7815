//! The way to the funnel's numbers, and how many live feeds of them are open.

use std::sync::Arc;

use hawker_proto::{
    Peer,
    v1::{self, ErrorCode, funnel_client::FunnelClient},
};
use hawker_telemetry::gateway as metric;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tonic::{Response, Status, Streaming};

use crate::{inventory::explain, limits::CALL_DEADLINE};

type Answer<T> = Result<T, v1::Error>;

/// A client of `hawker.v1.Funnel` that reads.
pub(crate) struct Numbers {
    client: FunnelClient<Peer>,
    feeds: Arc<Semaphore>,
    level: metrics::Gauge,
    full: metrics::Counter,
}

/// One live feed's place; free again when dropped.
pub(crate) struct FeedSlot {
    _permit: OwnedSemaphorePermit,
    level: metrics::Gauge,
}

impl Drop for FeedSlot {
    fn drop(&mut self) {
        self.level.decrement(1);
    }
}

impl Numbers {
    pub(crate) fn new(funnel: Peer, max_feeds: usize) -> Self {
        Self {
            client: FunnelClient::new(funnel),
            feeds: Arc::new(Semaphore::new(max_feeds)),
            level: metric::HTTP_FEEDS.level(),
            full: metric::HTTP_FEEDS_FULL.count(),
        }
    }

    /// A place for a live feed, if one is free.
    pub(crate) fn feed_slot(&self) -> Option<FeedSlot> {
        let Ok(permit) = Arc::clone(&self.feeds).try_acquire_owned() else {
            self.full.increment(1);
            return None;
        };
        self.level.increment(1);
        Some(FeedSlot { _permit: permit, level: self.level.clone() })
    }

    pub(crate) async fn get(&self, request: v1::GetFunnelRequest) -> Answer<v1::GetFunnelResponse> {
        let mut client = self.client.clone();
        within_deadline(timeout(CALL_DEADLINE, client.get_funnel(request)).await)
    }

    pub(crate) async fn watch(
        &self,
        request: v1::WatchFunnelRequest,
    ) -> Answer<Streaming<v1::WatchFunnelResponse>> {
        let mut client = self.client.clone();
        within_deadline(timeout(CALL_DEADLINE, client.watch_funnel(request)).await)
    }
}

fn within_deadline<T, E>(answer: Result<Result<Response<T>, Status>, E>) -> Answer<T> {
    let answer = answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer in time")));
    answer.map(Response::into_inner).map_err(|status| explain(&status, ErrorCode::Unavailable))
}
