//! The way to inventory: commands with a deadline, and errors in our own words.
//!
//! A command of which it is not known whether it took effect is `UNKNOWN`, and
//! is to be repeated with the same key; a read that fails is `UNAVAILABLE`.

use std::{future::Future, time::Instant};

use hawker_domain::{BuyerId, MerchantId};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, inventory_client::InventoryClient},
};
use hawker_telemetry::gateway as metric;
use prost::Message;
use tonic::{Request, Response, Status, Streaming, transport::Channel};

use crate::limits::{CALL_DEADLINE, GRPC_MESSAGE};

type Answer<T> = Result<T, v1::Error>;

/// A client of `hawker.v1.Inventory`.
#[derive(Clone)]
pub(crate) struct Inventory {
    client: InventoryClient<Channel>,
    seconds: metrics::Histogram,
    failures: metrics::Counter,
}

/// Defines the calls: what each asks and answers, and what its failure means.
macro_rules! calls {
    ($($lost:ident $name:ident($request:ident) -> $answer:ident;)+) => {$(
        pub(crate) async fn $name(&self, request: v1::$request) -> Answer<v1::$answer> {
            let mut client = self.client.clone();
            let call = client.$name(Request::new(request));
            self.within_deadline(Box::pin(call), ErrorCode::$lost).await
        }
    )+};
}

impl Inventory {
    pub(crate) fn new(channel: Channel) -> Self {
        Self {
            // The first message of a watch holds every SKU there is.
            client: InventoryClient::new(channel).max_decoding_message_size(GRPC_MESSAGE),
            seconds: metric::INVENTORY_CALL_SECONDS.spread(),
            failures: metric::INVENTORY_CALL_FAILURES.count(),
        }
    }

    calls! {
        Unknown receive_stock(ReceiveStockRequest) -> CommandResponse;
        Unknown define_sale(DefineSaleRequest) -> CommandResponse;
        Unknown open_sale(OpenSaleRequest) -> CommandResponse;
        Unknown close_sale(CloseSaleRequest) -> CommandResponse;
        Unknown reserve(ReserveRequest) -> CommandResponse;
        Unknown commit(CommitRequest) -> CommandResponse;
        Unknown release(ReleaseRequest) -> CommandResponse;
        Unavailable get_stock(GetStockRequest) -> GetStockResponse;
        Unavailable get_sale(GetSaleRequest) -> GetSaleResponse;
        Unavailable get_reservation(GetReservationRequest) -> GetReservationResponse;
        Unavailable list_by_buyer(ListByBuyerRequest) -> ListByBuyerResponse;
    }

    /// A reservation of this buyer; another's is as unknown as none.
    pub(crate) async fn own_reservation(
        &self,
        merchant: &MerchantId,
        buyer: &BuyerId,
        id: u64,
    ) -> Answer<v1::Reservation> {
        let request = v1::GetReservationRequest { merchant: merchant.to_string(), reservation: id };
        let found = self.get_reservation(request).await?.reservation;
        found.filter(|found| found.buyer == buyer.as_str()).ok_or_else(|| {
            refuse(
                ErrorCode::ReservationNotFound,
                format!("You have no reservation {id}: check its id."),
            )
        })
    }

    /// What changed after record `from_seq`, or everything as it stands; then every
    /// change, of all merchants.
    pub(crate) async fn watch(
        &self,
        from_seq: u64,
    ) -> Result<Streaming<v1::WatchResponse>, Status> {
        let request = v1::WatchRequest { merchant: String::new(), from_seq };
        self.client.clone().watch(request).await.map(Response::into_inner)
    }

    /// Every durable record from this one on.
    pub(crate) async fn follow(&self, from: u64) -> Result<Streaming<v1::FollowResponse>, Status> {
        let request = v1::FollowRequest { from_seq: from, until_now: false };
        self.client.clone().follow(request).await.map(Response::into_inner)
    }

    async fn within_deadline<T>(
        &self,
        call: impl Future<Output = Result<Response<T>, Status>>,
        lost: ErrorCode,
    ) -> Answer<T> {
        let began = Instant::now();
        let answer = tokio::time::timeout(CALL_DEADLINE, call).await;
        self.seconds.record(began.elapsed().as_secs_f64());
        match answer {
            Ok(Ok(response)) => Ok(response.into_inner()),
            Ok(Err(status)) => Err(self.refused(&status, lost)),
            Err(_) => Err(self.refused(&Status::deadline_exceeded("no answer in time"), lost)),
        }
    }

    fn refused(&self, status: &Status, lost: ErrorCode) -> v1::Error {
        let error = explain(status, lost);
        if error.temporary {
            self.failures.increment(1);
            tracing::warn!(code = ?error.code(), %status, "a call to a service failed");
        }
        error
    }
}

/// What a status of one of our services says, or what its loss means.
pub(crate) fn explain(status: &Status, lost: ErrorCode) -> v1::Error {
    match v1::Error::decode(status.details()) {
        Ok(error) if error.code() != ErrorCode::Unspecified => error,
        _ if lost == ErrorCode::Unknown => refuse(
            lost,
            "It is not known whether this took effect: repeat it with the same key to learn.",
        ),
        _ => refuse(
            lost,
            "A part of the server that this needs can't be reached: try again in a second.",
        ),
    }
}
