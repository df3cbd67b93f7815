//! The baseline of unary calls: a tonic server that answers every
//! `hawker.v1.Inventory/Reserve` at once with a reservation of the usual size,
//! and does nothing else.
//!
//! Prints `{"port":N}` and serves until it is killed.

use std::convert::Infallible;
use std::task::{Context, Poll};

use hawker_load::output;
use hawker_proto::v1::{
    CommandResponse, Line, Money, Outcome, Receipt, Reservation, ReservationState, ReserveRequest,
};
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
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
