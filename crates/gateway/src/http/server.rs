//! Speaking HTTP/1.1 on the connections that come from the door, `crate::door`.
//!
//! hyper is driven here and not by a framework, so that the socket can be taken
//! out of it when a viewer upgrades. Every socket sends without delay. As many
//! connections as allowed are served ([`Guests`]); some more wait, and the rest are
//! told that the server is full.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hawker_telemetry::gateway as metric;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::mpsc,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::guests::{Answering, Guest, Guests};
use crate::{
    config::HttpConfig,
    door::{Address, Call, Rewind},
    limits::{HTTP_BUFFER, HTTP_GRACE},
    tls::Tls,
};

/// Where connections come from.
pub(crate) struct Door {
    pub(crate) calls: mpsc::Receiver<Call>,
    pub(crate) tls: Option<Arc<Tls>>,
}

/// Serves until stopped, then lets requests that run come to their end.
pub(crate) async fn serve(
    Door { mut calls, tls }: Door,
    router: Router,
    config: HttpConfig,
    stop: CancellationToken,
) {
    let open = metric::HTTP_CONNECTIONS.level();
    let connections = TaskTracker::new();
    let config = Arc::new(config);
    let guests = Guests::new(Arc::clone(&config));
    let accepting = async {
        while let Some(call) = calls.recv().await {
            let Some(guest) = guests.enter(call.address).await else {
                call.refuse();
                continue;
            };
            let (level, tls) = (open.clone(), tls.clone());
            let talk = Talk {
                router: router.clone(),
                config: Arc::clone(&config),
                stop: stop.clone(),
                guest,
            };
            connections.spawn(async move {
                level.increment(1);
                talk.with(call, tls).await;
                level.decrement(1);
            });
        }
    };
    stop.run_until_cancelled(accepting).await;
    drop(calls);
    connections.close();
    if tokio::time::timeout(HTTP_GRACE, connections.wait()).await.is_err() {
        tracing::warn!("requests that did not end in time were cut off");
    }
}

/// Cuts the connection that a request came by, whatever it waits for.
#[derive(Debug, Clone)]
pub(crate) struct Cut(pub(crate) CancellationToken);

/// What a connection speaks with.
struct Talk {
    router: Router,
    config: Arc<HttpConfig>,
    stop: CancellationToken,
    guest: Arc<Guest>,
}

impl Talk {
    /// One connection, encrypted if it has to be.
    async fn with(self, call: Call, tls: Option<Arc<Tls>>) {
        let Call { stream, head, address } = call;
        let socket = match stream.set_nodelay(true).and_then(|()| TcpStream::from_std(stream)) {
            Ok(socket) => Rewind::new(head, socket),
            Err(error) => return tracing::debug!(%error, "a socket is gone already"),
        };
        match tls {
            None => self.over(socket, address).await,
            Some(tls) => {
                let shaking = self.guest.cut.run_until_cancelled(tls.accept(socket));
                let shaken = self.stop.run_until_cancelled(shaking).await.flatten().flatten();
                if let Some(stream) = shaken {
                    Box::pin(self.over(stream, address)).await;
                }
            }
        }
    }

    /// Until it ends or becomes a WebSocket.
    async fn over<S>(self, stream: S, address: Address)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self { router, config, stop, guest } = self;
        let headers = Duration::from_millis(config.header_timeout_ms);
        let cut = guest.cut.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            let client = address.behind(&config.trusted_proxies, request.headers());
            request.extensions_mut().insert(client);
            request.extensions_mut().insert(Cut(guest.cut.clone()));
            let busy = guest.busy();
            let answer = router.clone().oneshot(request.map(Body::new));
            async move {
                let answer = answer.await?;
                Ok::<_, Infallible>(answer.map(|body| Answering { body, _busy: busy }))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(headers)
            .max_buf_size(HTTP_BUFFER)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = pin!(connection);
        let talking = async {
            match stop.run_until_cancelled(connection.as_mut()).await {
                Some(outcome) => outcome,
                None => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            }
        };
        if let Some(Err(error)) = cut.run_until_cancelled(talking).await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
