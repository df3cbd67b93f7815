//! The fake's side of the stream over which a gateway sends its commands.

use std::sync::atomic::Ordering::SeqCst;

use hawker_proto::v1::{self, CommandResponse, inventory_server::Inventory as _};
use prost::Message as _;
use tonic::{Request, Status, Streaming};

use super::{Asked, Service};

pub(super) type Answering = (Service, Streaming<v1::CommandsRequest>);

/// Carries out the next message of a stream of commands.
pub(super) async fn answer_next(
    (service, mut batches): Answering,
) -> Option<(Result<v1::CommandsResponse, Status>, Answering)> {
    let batch = batches.message().await.ok()??;
    let mut answers = Vec::new();
    for v1::StreamCommand { id, command } in batch.commands {
        let answer = match service.answer(command).await {
            Ok(response) => v1::stream_answer::Answer::Response(response.into_inner()),
            Err(status) => {
                v1::stream_answer::Answer::Error(v1::Error::decode(status.details()).unwrap())
            }
        };
        answers.push(v1::StreamAnswer { id, answer: Some(answer) });
    }
    let breaking = &service.0.breaking;
    if breaking.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() {
        return None;
    }
    Some((Ok(v1::CommandsResponse { answers }), (service, batches)))
}

impl Service {
    async fn answer(&self, command: Option<v1::stream_command::Command>) -> Asked<CommandResponse> {
        use v1::stream_command::Command;
        match command {
            Some(Command::ReceiveStock(r)) => self.receive_stock(Request::new(r)).await,
            Some(Command::DefineSale(r)) => self.define_sale(Request::new(r)).await,
            Some(Command::OpenSale(r)) => self.open_sale(Request::new(r)).await,
            Some(Command::CloseSale(r)) => self.close_sale(Request::new(r)).await,
            Some(Command::Reserve(r)) => self.reserve(Request::new(r)).await,
            Some(Command::Commit(r)) => self.commit(Request::new(r)).await,
            Some(Command::Release(r)) => self.release(Request::new(r)).await,
            other => panic!("the gateway never asks for {other:?}"),
        }
    }
}
