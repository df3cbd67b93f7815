//! A funnel that keeps the events it is sent, over real gRPC.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use futures_util::{Stream, StreamExt, stream};
use hawker_proto::v1::{
    self, FunnelEvent,
    funnel_server::{Funnel, FunnelServer},
};
use tokio::sync::watch;
use tonic::{Request, Response, Status, service::Routes, transport::Channel};

use super::server::Killable;

#[derive(Default)]
struct Inner {
    events: Mutex<Vec<FunnelEvent>>,
    count: watch::Sender<u32>,
}

pub(crate) struct Fake {
    inner: Arc<Inner>,
    server: Killable,
}

impl Fake {
    pub(crate) fn start() -> Self {
        let mut fake = Self { inner: Arc::default(), server: Killable::new() };
        fake.go_on();
        fake
    }

    pub(crate) fn channel(&self) -> Channel {
        super::channel(self.server.at)
    }

    pub(crate) fn stop(&mut self) {
        self.server.stop();
    }

    pub(crate) fn go_on(&mut self) {
        let service = FunnelServer::new(Service(Arc::clone(&self.inner)));
        self.server.start(Routes::new(service));
    }

    pub(crate) fn events(&self) -> Vec<FunnelEvent> {
        self.inner.events.lock().unwrap().clone()
    }

    /// Changes the numbers that are told live.
    pub(crate) fn count(&self, viewers: u32) {
        self.inner.count.send_replace(viewers);
    }
}

struct Service(Arc<Inner>);

fn numbers(show: &str, viewers: u32) -> Option<v1::ShowFunnel> {
    Some(v1::ShowFunnel { show: show.into(), viewers_now: viewers, ..v1::ShowFunnel::default() })
}

#[tonic::async_trait]
impl Funnel for Service {
    async fn ingest(
        &self,
        request: Request<v1::IngestRequest>,
    ) -> Result<Response<v1::IngestResponse>, Status> {
        let mut events = self.0.events.lock().unwrap();
        let mut answer = v1::IngestResponse::default();
        for event in request.into_inner().events {
            if events.iter().any(|known| known.id == event.id) {
                answer.repeated += 1;
            } else {
                answer.accepted += 1;
                events.push(event);
            }
        }
        Ok(Response::new(answer))
    }

    async fn get_funnel(
        &self,
        request: Request<v1::GetFunnelRequest>,
    ) -> Result<Response<v1::GetFunnelResponse>, Status> {
        let request = request.into_inner();
        let funnel = numbers(&request.show, request.seconds);
        Ok(Response::new(v1::GetFunnelResponse { funnel, seconds: Vec::new() }))
    }

    type WatchFunnelStream =
        Pin<Box<dyn Stream<Item = Result<v1::WatchFunnelResponse, Status>> + Send>>;

    async fn watch_funnel(
        &self,
        request: Request<v1::WatchFunnelRequest>,
    ) -> Result<Response<Self::WatchFunnelStream>, Status> {
        let (show, counts) = (request.into_inner().show, self.0.count.subscribe());
        let told = stream::unfold((counts, true), |(mut counts, first)| async move {
            if !first {
                counts.changed().await.ok()?;
            }
            let now = *counts.borrow_and_update();
            Some((now, (counts, false)))
        });
        let answers = told.map(move |viewers| {
            Ok(v1::WatchFunnelResponse { funnel: numbers(&show, viewers), seconds: Vec::new() })
        });
        Ok(Response::new(Box::pin(answers)))
    }
}
