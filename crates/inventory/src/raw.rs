//! The calls that are served from bytes and answered with bytes: reservations, of
//! which there are most, the stream of commands, and the journal for those who
//! follow it. All others go to the server that is generated from the schema.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use arc_swap::ArcSwapOption;
use bytes::{BufMut as _, Bytes};
use hawker_domain::shards::Shard;
use hawker_proto::{
    SHARD,
    raw::{FOLLOW, Raw},
    v1::{FollowRequest, inventory_server::InventoryServer},
};
use prost::Message as _;
use tokio::sync::watch;
use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    codec::{Codec, EncodeBuf, Encoder},
    codegen::{BoxFuture, Service as TowerService, http},
    server::{Grpc, NamedService, ServerStreamingService, StreamingService},
};

use crate::{
    Ownership,
    handle::Handle,
    refusal::Refused,
    service::Service,
    streams::{self, Stream, Writing},
    unary::{self, RESERVE, Shortcut},
};

const COMMANDS: &str = "/hawker.v1.Inventory/Commands";

/// The gRPC service `hawker.v1.Inventory`, for any router. Cheap to clone. While this
/// process does not own the stock, every call is turned away.
#[derive(Clone)]
pub struct InventoryService {
    desks: Desks,
}

/// The desks of all shards.
#[derive(Clone)]
pub(crate) struct Desks(Arc<[Arc<Desk>]>);

impl Desks {
    /// Where a call goes that has these headers: to the shard that they name, or to the
    /// first.
    pub(crate) fn of(&self, headers: &http::HeaderMap) -> Result<&Desk, Refused> {
        let number = match headers.get(SHARD) {
            None => Some(1),
            Some(named) => named.to_str().ok().and_then(|named| named.parse::<usize>().ok()),
        };
        let desk = number.and_then(|number| self.0.get(number.checked_sub(1)?));
        desk.map(|desk| &**desk).ok_or_else(|| {
            let count = self.0.len();
            Refused::field(format!("`{SHARD}` must be 1 to {count}, one of the shards there are"))
        })
    }
}

/// Where calls go to.
pub(crate) struct Desk {
    serving: ArcSwapOption<Serving>,
    /// Where the owner is called, as far as it is known, for those who are turned away.
    owner: watch::Receiver<Ownership>,
}

/// The engine that serves, as calls reach it.
struct Serving {
    service: Service,
    generated: InventoryServer<Service>,
}

impl Desk {
    /// Has calls served by that engine from now on, or turned away.
    pub(crate) fn serve(&self, service: Option<Service>) {
        self.serving.store(service.map(|service| {
            Arc::new(Serving { generated: InventoryServer::new(service.clone()), service })
        }));
    }

    /// The mailbox of the engine that serves.
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.serving.load().as_ref().map(|serving| serving.service.handle.clone())
    }

    /// What those are told who come while this process does not own the stock.
    pub(crate) fn elsewhere(&self) -> http::Response<Body> {
        let mut status = Status::from(Refused::elsewhere());
        if let Ownership::Waiting { owner: Some(owner) } = &*self.owner.borrow()
            && let Ok(owner) = owner.parse()
        {
            status.metadata_mut().insert(OWNER, owner);
        }
        status.into_http()
    }
}

/// The metadata that says where the owner is called.
const OWNER: &str = "hawker-owner";

impl InventoryService {
    /// One of these shards, which have these owners.
    pub(crate) fn new(owners: &[watch::Receiver<Ownership>]) -> Self {
        let desk = |owner: &watch::Receiver<Ownership>| {
            Arc::new(Desk { serving: ArcSwapOption::empty(), owner: owner.clone() })
        };
        Self { desks: Desks(owners.iter().map(desk).collect()) }
    }

    /// The desks of the shards, from the first on.
    pub(crate) fn desks(&self) -> &[Arc<Desk>] {
        &self.desks.0
    }

    /// What the health service calls a shard of this service: as the service itself,
    /// where there is one alone.
    #[must_use]
    pub fn name_of(shard: Shard) -> String {
        match shard {
            Shard::ONLY => Self::NAME.to_owned(),
            shard => format!("{}/{}", Self::NAME, shard.number()),
        }
    }

    /// What serves reservations before a router does, which costs less.
    pub fn shortcut(&self) -> Shortcut {
        Shortcut(self.desks.clone())
    }
}

impl std::fmt::Debug for InventoryService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InventoryService")
    }
}

impl NamedService for InventoryService {
    const NAME: &'static str = "hawker.v1.Inventory";
}

impl TowerService<http::Request<Body>> for InventoryService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let desk = match self.desks.of(request.headers()) {
            Ok(desk) => desk,
            Err(refused) => {
                return Box::pin(async move { Ok(Status::from(refused).into_http()) });
            }
        };
        let serving = desk.serving.load();
        let Some(serving) = serving.as_ref() else {
            let elsewhere = desk.elsewhere();
            return Box::pin(async move { Ok(elsewhere) });
        };
        let service = serving.service.clone();
        match request.uri().path() {
            RESERVE => {
                let reserved = unary::reserve(service.handle, request.into_body());
                Box::pin(async move { Ok(reserved.await) })
            }
            COMMANDS => Box::pin(async move {
                Ok(Grpc::new(RawCodec).streaming(Commands(service), request).await)
            }),
            FOLLOW => Box::pin(async move {
                Ok(Grpc::new(RawCodec).server_streaming(Follow(service), request).await)
            }),
            _ => serving.generated.clone().call(request),
        }
    }
}

struct Commands(Service);

impl StreamingService<Bytes> for Commands {
    type Response = Pieces;
    type ResponseStream = Writing;
    type Future = std::future::Ready<Result<Response<Writing>, Status>>;

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> Self::Future {
        let (reader, writing) = streams::commands(self.0.handle.clone());
        let read = reader.read(request.into_inner(), self.0.head.clone());
        let opened = self.0.streams.run(read).map(|()| Response::new(writing));
        std::future::ready(opened.map_err(Status::from))
    }
}

struct Follow(Service);

impl ServerStreamingService<Bytes> for Follow {
    type Response = Pieces;
    type ResponseStream = Stream<Pieces>;
    type Future = std::future::Ready<Result<Response<Stream<Pieces>>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let request = FollowRequest::decode(request.into_inner())
            .map_err(|_| Refused::field("the message does not decode; send a FollowRequest"));
        let opened = request.and_then(|request| self.0.follow_raw(request));
        std::future::ready(opened.map(Response::new).map_err(Status::from))
    }
}

/// Reads and writes messages as the bytes that they are.
#[derive(Debug, Clone, Copy)]
struct RawCodec;

/// Bytes that make one message together.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    first: Bytes,
    more: Vec<Bytes>,
    len: usize,
}

impl From<Bytes> for Pieces {
    fn from(first: Bytes) -> Self {
        Self { len: first.len(), first, more: Vec::new() }
    }
}

impl Pieces {
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.len += piece.len();
        if self.first.is_empty() {
            self.first = piece;
        } else {
            self.more.push(piece);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Codec for RawCodec {
    type Encode = Pieces;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Raw;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for RawCodec {
    type Item = Pieces;
    type Error = Status;

    fn encode(&mut self, pieces: Pieces, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.reserve(pieces.len);
        out.put(pieces.first);
        pieces.more.into_iter().for_each(|piece| out.put(piece));
        Ok(())
    }
}
