//! gRPC between the roles: over an in-memory duplex within this process, and on
//! the gRPC port for everybody else. Both serve the same services, so one machine
//! and a fleet run the same code.

use std::{path::Path, sync::Arc};

use hawker_domain::shards::Shard;
use hawker_inventory::{InventoryService, Ownership};
use hawker_proto::{
    refuse,
    v1::{ErrorCode, funnel_server},
};
use http::HeaderValue;
use hyper_util::rt::TokioIo;
use prost::Message as _;
use tokio::{
    io::DuplexStream,
    sync::{mpsc, watch},
};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Request, Status,
    transport::{Channel, Endpoint, Server, Uri, server::TcpIncoming},
};
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::error::Error;

mod tls;

pub(crate) use tls::{Guard, certificates};

/// Bytes that a duplex holds in each direction before its writer waits.
const DUPLEX_BYTES: usize = 256 * 1024;

/// Connections over the duplex that may wait to be accepted.
const DUPLEX_BACKLOG: usize = 16;

/// Requests that one HTTP/2 connection may have in flight; further ones wait for
/// their turn. h2 takes some 3,000 small requests that nobody has read yet for an
/// attack and ends the connection (`too_many_data_frames`), so it stays below.
const MAX_STREAMS: u32 = 1_024;

/// Bytes that may be on their way on one stream before its reader has taken any.
/// A message of many commands, and a batch's answers, are longer than HTTP/2's 64
/// KiB, and would wait in the middle for the other side to ask for more.
const STREAM_WINDOW: u32 = 1 << 20;

/// The same of a whole connection.
const CONNECTION_WINDOW: u32 = 4 << 20;

/// A channel to the service, through memory. It connects on first use.
pub(crate) fn in_memory<S>(service: S, stop: CancellationToken) -> Channel
where
    S: tower::Service<
            http::Request<tonic::body::Body>,
            Response = http::Response<tonic::body::Body>,
            Error = std::convert::Infallible,
        > + tonic::server::NamedService
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    let (dial, accept) = mpsc::channel::<Result<DuplexStream, std::io::Error>>(DUPLEX_BACKLOG);
    let server = server()
        .add_service(service)
        .serve_with_incoming_shutdown(ReceiverStream::new(accept), stop.cancelled_owned());
    tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the in-memory gRPC server ended");
        }
    });
    // The address is never resolved: the connector below ignores it.
    let endpoint = windows(Endpoint::from_static("http://in-memory"));
    endpoint.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
        let dial = dial.clone();
        async move {
            let (ours, theirs) = tokio::io::duplex(DUPLEX_BYTES);
            dial.send(Ok(theirs))
                .await
                .map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionRefused))?;
            Ok::<_, std::io::Error>(TokioIo::new(ours))
        }
    }))
}

/// What callers have on their way, as [`server`] has.
pub(crate) fn windows(endpoint: Endpoint) -> Endpoint {
    endpoint
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
}

/// A server of either kind.
fn server() -> Server {
    Server::builder()
        .max_concurrent_streams(MAX_STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
}

/// What the gRPC port serves: of each role that runs here, its service.
pub(crate) struct Services<F>
where
    F: funnel_server::Funnel,
{
    pub(crate) inventory: Option<(InventoryService, Vec<watch::Receiver<Ownership>>)>,
    pub(crate) funnel: Option<funnel_server::FunnelServer<F>>,
    /// What callers must send, if anything.
    pub(crate) service_token: Option<ServiceToken>,
    /// How the port is encrypted, if it is.
    pub(crate) tls: Option<Arc<Guard>>,
}

/// A token that calling services share. Shown to nobody.
#[derive(Clone)]
pub(crate) struct ServiceToken(String);

impl std::fmt::Debug for ServiceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServiceToken(…)")
    }
}

impl ServiceToken {
    /// Fewest characters that a service token may have.
    const MIN_CHARS: usize = 16;

    /// Reads the file that this key of the configuration names.
    pub(crate) fn read(key: &str, path: &Path) -> Result<Self, Error> {
        let wrong = |why: String| {
            Error::new(ErrorCode::ConfigInvalid, format!("{key} {}: {why}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let text = text.trim();
        if text.len() < Self::MIN_CHARS {
            return Err(wrong(format!("the token needs {} characters or more", Self::MIN_CHARS)));
        }
        Ok(Self(format!("Bearer {text}")))
    }

    /// What callers send as `authorization`.
    ///
    /// # Errors
    /// `CONFIG_INVALID` when the token holds what no header can.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        HeaderValue::try_from(&self.0).map_err(|_| {
            let why = "the service token holds characters that no header can hold";
            Error::new(ErrorCode::ConfigInvalid, why)
        })
    }

    /// Compares in the same time for every wrong token of the right length.
    fn admits(&self, given: &str) -> bool {
        let differing = self.0.bytes().zip(given.bytes()).fold(0_u8, |acc, (a, b)| acc | (a ^ b));
        self.0.len() == given.len() && differing == 0
    }
}

/// Serves the gRPC port until stopped.
pub(crate) async fn serve_port<F>(
    listener: std::net::TcpListener,
    services: Services<F>,
    stop: CancellationToken,
) -> Result<(), Error>
where
    F: funnel_server::Funnel,
{
    let internal = |e: &dyn std::fmt::Display| Error::internal("the gRPC port", e);
    let listener = tokio::net::TcpListener::from_std(listener).map_err(|e| internal(&e))?;
    let reflection_v1 = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(hawker_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .map_err(|e| internal(&e))?;
    let reflection_v1alpha = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(hawker_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1alpha()
        .map_err(|e| internal(&e))?;
    let (reporter, health) = tonic_health::server::health_reporter();
    if services.funnel.is_some() {
        reporter.set_serving::<funnel_server::FunnelServer<F>>().await;
    }
    let inventory = services.inventory.map(|(service, owners)| {
        tell_owners(&reporter, owners, &stop);
        service
    });
    let shortcut = inventory.as_ref().map(InventoryService::shortcut);
    let token = services.service_token;
    let check = move |request: Request<()>| admit(token.as_ref(), request);
    let router = server()
        .layer(tonic::service::InterceptorLayer::new(check))
        .layer(tower::util::option_layer(shortcut))
        .add_optional_service(inventory)
        .add_optional_service(services.funnel)
        .add_service(reflection_v1)
        .add_service(reflection_v1alpha)
        .add_service(health);
    let stopped = stop.clone().cancelled_owned();
    let tls = services.tls;
    tokio::spawn(async move {
        let ended = match tls {
            None => {
                let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
                router.serve_with_incoming_shutdown(incoming, stopped).await
            }
            Some(guard) => {
                tokio::spawn(Arc::clone(&guard).keep_fresh(stop.clone()));
                let incoming = guard.incoming(listener, stop);
                router.serve_with_incoming_shutdown(incoming, stopped).await
            }
        };
        if let Err(error) = ended {
            tracing::error!(%error, "the gRPC port ended");
        }
    });
    Ok(())
}

/// Says of each shard, under its name, that it is served while this process owns it, and
/// never otherwise: by this callers find the owner. Under the service's own name the
/// first one stands, to which calls go that name none.
fn tell_owners(
    reporter: &HealthReporter,
    owners: Vec<watch::Receiver<Ownership>>,
    stop: &CancellationToken,
) {
    let count = u16::try_from(owners.len()).unwrap_or(u16::MAX);
    let mut named: Vec<_> =
        Shard::all(count).map(InventoryService::name_of).zip(owners.iter().cloned()).collect();
    if let (2.., Some(first)) = (count, owners.first()) {
        named.push((InventoryService::name_of(Shard::ONLY), first.clone()));
    }
    for (name, owner) in named {
        let telling = tell_ownership(reporter.clone(), name, owner);
        tokio::spawn(stop.clone().run_until_cancelled_owned(telling));
    }
}

async fn tell_ownership(
    reporter: HealthReporter,
    name: String,
    mut ownership: watch::Receiver<Ownership>,
) {
    loop {
        let owner = matches!(*ownership.borrow_and_update(), Ownership::Owner { .. });
        let status = if owner { ServingStatus::Serving } else { ServingStatus::NotServing };
        reporter.set_service_status(&name, status).await;
        if ownership.changed().await.is_err() {
            // It ends; the port does too.
            return;
        }
    }
}

fn admit(token: Option<&ServiceToken>, request: Request<()>) -> Result<Request<()>, Status> {
    let Some(token) = token else { return Ok(request) };
    let code = match request.metadata().get("authorization") {
        None => ErrorCode::TokenMissing,
        Some(given) if given.to_str().is_ok_and(|given| token.admits(given)) => return Ok(request),
        Some(_) => ErrorCode::TokenInvalid,
    };
    let error = refuse(code, "send the service token as `authorization: Bearer …`");
    let details = error.encode_to_vec().into();
    Err(Status::with_details(Code::Unauthenticated, error.message, details))
}
