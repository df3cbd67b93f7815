//! The calls that are served from bytes and answered with bytes: reservations, of
//! which there are most, and the stream of commands. All others go to the server
//! that is generated from the schema.

use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use bytes::{Buf, BufMut as _, Bytes};
use hawker_proto::v1::inventory_server::InventoryServer;
use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::{BoxFuture, Service as TowerService, http},
    server::{Grpc, NamedService, StreamingService, UnaryService},
};

use crate::{
    ask::Ask,
    service::Service,
    streams::{self, Writing},
};

const RESERVE: &str = "/hawker.v1.Inventory/Reserve";
const COMMANDS: &str = "/hawker.v1.Inventory/Commands";

/// The gRPC service `hawker.v1.Inventory`, for any router. Cheap to clone.
#[derive(Clone)]
pub struct InventoryService {
    service: Service,
    generated: InventoryServer<Service>,
}

impl InventoryService {
    pub(crate) fn new(service: Service) -> Self {
        Self { generated: InventoryServer::new(service.clone()), service }
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
        let service = self.service.clone();
        match request.uri().path() {
            RESERVE => {
                Box::pin(
                    async move { Ok(Grpc::new(RawCodec).unary(Reserve(service), request).await) },
                )
            }
            COMMANDS => Box::pin(async move {
                Ok(Grpc::new(RawCodec).streaming(Commands(service), request).await)
            }),
            _ => self.generated.call(request),
        }
    }
}

struct Reserve(Service);

impl UnaryService<Bytes> for Reserve {
    type Response = Pieces;
    type Future = BoxFuture<Response<Pieces>, Status>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let handle = self.0.handle.clone();
        Box::pin(async move {
            let told = handle.ask(Ask::Reserve(request.into_inner())).await?;
            Ok(Response::new(Pieces::from(told)))
        })
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
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
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

impl Decoder for RawCodec {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
