//! The baseline of calls: a tonic server that answers every
//! `hawker.v1.Inventory/Reserve` at once with a reservation of the usual size,
//! and every message of `hawker.v1.Inventory/Commands` with as many answers as it
//! has commands, unread but for their ids; it does nothing else.
//!
//! Prints `{"port":N}` and serves until it is killed.

use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::{BufMut as _, Bytes, BytesMut};
use hawker_load::output;
use hawker_proto::raw::Raw;
use hawker_proto::v1::{
    CommandResponse, Line, Money, Outcome, Receipt, Reservation, ReservationState, ReserveRequest,
};
use hawker_proto::wire::{Fields, Value};
use prost::encoding::{encode_varint, encoded_len_varint};
use tokio_stream::StreamExt as _;
use tonic::body::Body;
use tonic::codegen::{BoxFuture, BoxStream, Service, http};
use tonic::server::{Grpc, NamedService, StreamingService, UnaryService};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

/// Answers one call.
#[derive(Clone)]
struct Echo;

impl UnaryService<ReserveRequest> for Echo {
    type Response = CommandResponse;
    type Future = std::future::Ready<Result<Response<CommandResponse>, Status>>;

    fn call(&mut self, request: Request<ReserveRequest>) -> Self::Future {
        std::future::ready(Ok(Response::new(answer(request.into_inner()))))
    }
}

/// What a real answer holds, so that as many bytes go back.
fn answer(request: ReserveRequest) -> CommandResponse {
    let price = Some(Money { minor: 1_990, currency: "EUR".to_owned() });
    let line = |line: Line| Line { unit_price: price.clone(), ..line };
    CommandResponse {
        outcome: Outcome::Held.into(),
        reservation: Some(Reservation {
            id: 1 << 40,
            merchant: request.merchant,
            buyer: request.buyer,
            lines: request.lines.into_iter().map(line).collect(),
            state: ReservationState::Held.into(),
            created_at_ms: 1_700_000_000_000,
            expires_at_ms: 1_700_000_120_000,
            total: price.clone(),
            ..Reservation::default()
        }),
        receipt: Some(Receipt { shard: 0, epoch: 1, seq: 100_000 }),
        ..CommandResponse::default()
    }
}

/// Answers the messages of one stream.
#[derive(Clone)]
struct EchoStream {
    /// The field `response` of an answer.
    response: Bytes,
}

impl EchoStream {
    fn new() -> EchoStream {
        let price = Some(Money { minor: 1_990, currency: "EUR".to_owned() });
        let line = Line { sku: "hot".to_owned(), quantity: 1, unit_price: price };
        let response = answer(ReserveRequest {
            merchant: "bench".to_owned(),
            buyer: "b".repeat(33),
            lines: vec![line],
            ..ReserveRequest::default()
        });
        let mut field = BytesMut::new();
        prost::encoding::message::encode(2, &response, &mut field);
        EchoStream { response: field.freeze() }
    }

    fn answers(&self, commands: &Bytes) -> Result<Bytes, Status> {
        let mut answers = BytesMut::with_capacity(commands.len());
        let mut fields = Fields::of(commands);
        while let Some(Some((1, Value::Contents(command)))) = fields.next() {
            let Some(Some((1, Value::Number(id)))) = Fields::of(command).next() else {
                return Err(Status::invalid_argument("a command's id does not come first"));
            };
            let length = 1 + encoded_len_varint(id) + self.response.len();
            answers.put_u8(1 << 3 | 2);
            encode_varint(length as u64, &mut answers);
            answers.put_u8(1 << 3);
            encode_varint(id, &mut answers);
            answers.extend_from_slice(&self.response);
        }
        Ok(answers.freeze())
    }
}

impl StreamingService<Bytes> for EchoStream {
    type Response = Bytes;
    type ResponseStream = BoxStream<Bytes>;
    type Future = std::future::Ready<Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> Self::Future {
        let echo = self.clone();
        let answers = request.into_inner().map(move |commands| echo.answers(&commands?));
        std::future::ready(Ok(Response::new(Box::pin(answers))))
    }
}

impl NamedService for Echo {
    const NAME: &'static str = "hawker.v1.Inventory";
}

impl Service<http::Request<Body>> for Echo {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async move {
            if request.uri().path().ends_with("/Commands") {
                return Ok(Grpc::new(Raw).streaming(EchoStream::new(), request).await);
            }
            let mut grpc = Grpc::new(ProstCodec::<CommandResponse, ReserveRequest>::default());
            Ok(grpc.unary(Echo, request).await)
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    output::line(&format!("{{\"port\":{}}}", listener.local_addr()?.port()));
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    Server::builder().add_service(Echo).serve_with_incoming(incoming).await?;
    Ok(())
}
