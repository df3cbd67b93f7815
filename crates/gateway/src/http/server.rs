//! Accepting connections, and speaking HTTP/1.1 on them.
//!
//! hyper is driven here and not by a framework, so that the socket can be taken
//! out of it when a viewer upgrades. Every socket sends without delay. As many
//! connections as allowed are served; more wait in the kernel's queue.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hawker_telemetry::gateway as metric;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{
    config::HttpConfig,
    door::{self, Address},
    limits::{HTTP_BUFFER, HTTP_GRACE},
    retry::Backoff,
};

/// Serves until stopped, then lets requests that run come to their end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    config: HttpConfig,
    stop: CancellationToken,
) {
    let (open, full) = (metric::HTTP_CONNECTIONS.level(), metric::HTTP_CONNECTIONS_FULL.count());
    let slots = Arc::new(Semaphore::new(config.max_connections));
    let (connections, mut backoff) = (TaskTracker::new(), Backoff::new());
    let config = Arc::new(config);
    let accepting = async {
        loop {
            let Some(slot) = next_slot(&slots, &full).await else { return };
            match listener.accept().await {
                Ok((socket, peer)) => {
                    backoff.reset();
                    let level = open.clone();
                    let talk =
                        talk(socket, peer, router.clone(), Arc::clone(&config), stop.clone());
                    connections.spawn(async move {
                        level.increment(1);
                        talk.await;
                        level.decrement(1);
                        drop(slot);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    backoff.wait().await;
                }
            }
        }
    };
    stop.run_until_cancelled(accepting).await;
    drop(listener);
    connections.close();
    if tokio::time::timeout(HTTP_GRACE, connections.wait()).await.is_err() {
        tracing::warn!("requests that did not end in time were cut off");
    }
}

async fn next_slot(
    slots: &Arc<Semaphore>,
    full: &metrics::Counter,
) -> Option<OwnedSemaphorePermit> {
    if slots.available_permits() == 0 {
        full.increment(1);
    }
    Arc::clone(slots).acquire_owned().await.ok()
}

/// One connection, until it ends or becomes a WebSocket.
async fn talk(
    mut socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    config: Arc<HttpConfig>,
    stop: CancellationToken,
) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a socket is gone already");
        return;
    }
    let Some(address) = client(&mut socket, peer, &config).await else { return };
    let headers = Duration::from_millis(config.header_timeout_ms);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let client = address.behind(&config.trusted_proxies, request.headers());
        request.extensions_mut().insert(client);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(headers)
        .max_buf_size(HTTP_BUFFER)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let outcome = match stop.run_until_cancelled(connection.as_mut()).await {
        Some(outcome) => outcome,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Where the other end is; none where it does not say so as it must.
async fn client(socket: &mut TcpStream, peer: SocketAddr, config: &HttpConfig) -> Option<Address> {
    let peer = Address::from(peer.ip());
    if !config.proxy_protocol {
        return Some(peer);
    }
    let said = async {
        if !peer.is_of(&config.trusted_proxies) {
            return Err(std::io::ErrorKind::PermissionDenied.into());
        }
        let time = Duration::from_millis(config.header_timeout_ms);
        tokio::time::timeout(time, door::proxied(socket)).await?
    };
    match said.await {
        Ok(source) => Some(source.map_or(peer, Address::from)),
        Err(error) => {
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::Proxy).increment(1);
            tracing::debug!(%error, "a connection does not begin as the PROXY protocol says");
            None
        }
    }
}
