//! The gRPC service `hawker.v1.Funnel`.

use std::{pin::Pin, sync::Arc, time::Instant};

use futures_util::Stream;
use hawker_domain::{ShowId, funnel::Window};
use hawker_proto::v1::{
    GetFunnelRequest, GetFunnelResponse, IngestRequest, IngestResponse, WatchFunnelRequest,
    WatchFunnelResponse, funnel_server,
};
use hawker_telemetry::funnel::{BOUND_REACHED, BoundLabel, REFUSED, RefusedLabel};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status, async_trait};

use crate::{
    Error,
    clock::now,
    config::{DEFAULT_INTERVAL_MS, MAX_SECONDS, MIN_INTERVAL_MS},
    hub::Hub,
    incoming,
    read::Seconds,
    readers::Readers,
    status::status,
    watch,
    writer::Mailbox,
};

/// What answers requests.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub mailbox: Mailbox,
    pub readers: Readers,
    pub hub: Hub,
    pub window: Window,
    pub watchers: Arc<Semaphore>,
}

type WatchStream = Pin<Box<dyn Stream<Item = Result<WatchFunnelResponse, Status>> + Send>>;

impl Service {
    async fn take_in(&self, request: IngestRequest) -> Result<IngestResponse, Error> {
        let arrived = Instant::now();
        let size = request.events.len() as u64;
        let batch = incoming::check(request, self.window, now()).inspect_err(|_| {
            REFUSED.count_of(RefusedLabel::Invalid).increment(size);
        })?;
        let counted = self.mailbox.events(batch, arrived).await?;
        Ok(IngestResponse { accepted: counted.accepted, repeated: counted.repeated })
    }

    async fn numbers(&self, request: GetFunnelRequest) -> Result<GetFunnelResponse, Error> {
        check_show(&request.show)?;
        if request.seconds > MAX_SECONDS {
            return Err(Error::Field {
                field: "seconds".to_owned(),
                rule: "must be at most 14400",
            });
        }
        let wanted = Seconds::Newest(request.seconds);
        let numbers = self.readers.read(request.show, wanted).await?;
        Ok(GetFunnelResponse { funnel: Some(numbers.funnel), seconds: numbers.seconds })
    }

    fn start_watch(&self, request: WatchFunnelRequest) -> Result<WatchStream, Error> {
        check_show(&request.show)?;
        let interval_ms = match request.interval_ms {
            0 => DEFAULT_INTERVAL_MS,
            asked if asked < MIN_INTERVAL_MS => {
                let rule = "must be 0 or at least 100";
                return Err(Error::Field { field: "interval_ms".to_owned(), rule });
            }
            asked => asked,
        };
        let Ok(permit) = Arc::clone(&self.watchers).try_acquire_owned() else {
            BOUND_REACHED.count_of(BoundLabel::Watchers).increment(1);
            return Err(Error::Full { what: "too many dashboards watch the funnel" });
        };
        let changed = self.hub.watch(&request.show);
        let watch = watch::Watch { readers: self.readers.clone(), show: request.show, interval_ms };
        Ok(Box::pin(watch.start(changed, permit)))
    }
}

#[async_trait]
impl funnel_server::Funnel for Service {
    async fn ingest(
        &self,
        request: Request<IngestRequest>,
    ) -> Result<Response<IngestResponse>, Status> {
        self.take_in(request.into_inner()).await.map(Response::new).map_err(|e| status(&e))
    }

    async fn get_funnel(
        &self,
        request: Request<GetFunnelRequest>,
    ) -> Result<Response<GetFunnelResponse>, Status> {
        self.numbers(request.into_inner()).await.map(Response::new).map_err(|e| status(&e))
    }

    type WatchFunnelStream = WatchStream;

    async fn watch_funnel(
        &self,
        request: Request<WatchFunnelRequest>,
    ) -> Result<Response<WatchStream>, Status> {
        self.start_watch(request.into_inner()).map(Response::new).map_err(|e| status(&e))
    }
}

fn check_show(show: &str) -> Result<(), Error> {
    let rule = "must be 1 to 64 characters of A-Z a-z 0-9 _ . : -";
    ShowId::new(show).map(drop).map_err(|_| Error::Field { field: "show".to_owned(), rule })
}
