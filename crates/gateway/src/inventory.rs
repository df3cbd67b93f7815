//! The way to inventory: commands over one stream, reads as calls, both with a
//! deadline, and errors in our own words.
//!
//! A command of which it is not known whether it took effect is `UNKNOWN`, and
//! is to be repeated with the same key; a read that fails is `UNAVAILABLE`.

mod held;
mod line;

use std::{collections::BTreeSet, future::Future, sync::Arc, time::Instant};

use bytes::Bytes;
use hawker_domain::{BuyerId, MerchantId, shards::Shard};
use hawker_proto::{
    Peer, raw, refuse,
    v1::{self, ErrorCode, inventory_client::InventoryClient, stream_command::Command},
};
use hawker_telemetry::gateway as metric;
use prost::Message;
use tonic::{Request, Response, Status, Streaming};

use crate::limits::{CALL_DEADLINE, GRPC_MESSAGE};
use held::Held;
pub(crate) use held::HeldBy;
use line::Line;

type Answer<T> = Result<T, v1::Error>;

/// A client of `hawker.v1.Inventory`, of all its shards.
#[derive(Clone)]
pub(crate) struct Inventory {
    shards: Arc<[Way]>,
    seconds: metrics::Histogram,
    failures: metrics::Counter,
}

/// The way to one shard.
#[derive(Clone)]
struct Way {
    channel: Peer,
    client: InventoryClient<Peer>,
    line: Line,
    held: Held,
}

/// Defines the reads: what each asks and answers.
macro_rules! reads {
    ($($name:ident($request:ident) -> $answer:ident;)+) => {$(
        pub(crate) async fn $name(&self, request: v1::$request) -> Answer<v1::$answer> {
            let mut client = self.of(&request.merchant)?.client.clone();
            let call = Box::pin(client.$name(Request::new(request)));
            let call = async { call.await.map(Response::into_inner).map_err(unavailable) };
            self.within_deadline(call, ErrorCode::Unavailable).await
        }
    )+};
}

/// Defines the commands, which go over the stream: what each is called there.
macro_rules! commands {
    ($($name:ident($request:ident) as $kind:ident;)+) => {$(
        pub(crate) async fn $name(&self, request: v1::$request) -> Answer<v1::CommandResponse> {
            let call = self.of(&request.merchant)?.line.command(Command::$kind(request));
            self.within_deadline(call, ErrorCode::Unknown).await
        }
    )+};
}

impl Inventory {
    /// The client of these shards, from the first on.
    pub(crate) fn new(shards: Vec<Peer>) -> Self {
        Self {
            shards: shards.into_iter().map(Way::open).collect(),
            seconds: metric::INVENTORY_CALL_SECONDS.spread(),
            failures: metric::INVENTORY_CALL_FAILURES.count(),
        }
    }

    /// The shards that there are.
    pub(crate) fn shards(&self) -> impl Iterator<Item = Shard> + use<> {
        Shard::all(self.count())
    }

    fn count(&self) -> u16 {
        u16::try_from(self.shards.len()).unwrap_or(u16::MAX)
    }

    /// The way to the shard that has a merchant's stock.
    fn of(&self, merchant: &str) -> Answer<&Way> {
        self.at(Shard::of_merchant(merchant, self.count())).map_err(unavailable)
    }

    fn at(&self, shard: Shard) -> Result<&Way, Status> {
        let way = self.shards.get(usize::from(shard.number()).wrapping_sub(1));
        way.ok_or_else(|| Status::unavailable("there is no way to that shard"))
    }

    commands! {
        receive_stock(ReceiveStockRequest) as ReceiveStock;
        define_sale(DefineSaleRequest) as DefineSale;
        open_sale(OpenSaleRequest) as OpenSale;
        close_sale(CloseSaleRequest) as CloseSale;
        pause_sale(PauseSaleRequest) as PauseSale;
        resume_sale(ResumeSaleRequest) as ResumeSale;
        change_sale(ChangeSaleRequest) as ChangeSale;
        reserve(ReserveRequest) as Reserve;
        commit(CommitRequest) as Commit;
        release(ReleaseRequest) as Release;
        cancel(CancelRequest) as Cancel;
        join_waitlist(JoinWaitlistRequest) as JoinWaitlist;
        leave_waitlist(LeaveWaitlistRequest) as LeaveWaitlist;
        enter_draw(EnterDrawRequest) as EnterDraw;
    }

    reads! {
        get_stock(GetStockRequest) -> GetStockResponse;
        get_sale(GetSaleRequest) -> GetSaleResponse;
        get_reservation(GetReservationRequest) -> GetReservationResponse;
        get_waiting(GetWaitingRequest) -> GetWaitingResponse;
        get_group(GetGroupRequest) -> GetGroupResponse;
    }

    /// What this buyer holds now, newest first.
    pub(crate) async fn held(
        &self,
        merchant: &MerchantId,
        buyer: &BuyerId,
    ) -> Answer<Vec<v1::Reservation>> {
        let held = &self.of(merchant.as_str())?.held;
        self.within_deadline(held.of(merchant, buyer), ErrorCode::Unavailable).await
    }

    /// What these buyers, [at most so many](crate::limits::HELD_ASKED), hold now.
    pub(crate) async fn held_by(
        &self,
        merchant: &MerchantId,
        buyers: BTreeSet<String>,
    ) -> Answer<HeldBy> {
        let call = held::of_all(self.of(merchant.as_str())?.client.clone(), merchant, buyers);
        self.within_deadline(call, ErrorCode::Unavailable).await
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
    /// change, of all merchants of a shard.
    pub(crate) async fn watch(
        &self,
        shard: Shard,
        from_seq: u64,
    ) -> Result<Streaming<v1::WatchResponse>, Status> {
        let request = v1::WatchRequest { merchant: String::new(), from_seq };
        self.at(shard)?.client.clone().watch(request).await.map(Response::into_inner)
    }

    /// Every durable record of a shard from this one on, as it stands in the journal.
    pub(crate) async fn follow(&self, shard: Shard, from: u64) -> Result<Streaming<Bytes>, Status> {
        let request = v1::FollowRequest { from_seq: from, until_now: false };
        raw::follow(self.at(shard)?.channel.clone(), request, GRPC_MESSAGE).await
    }

    async fn within_deadline<T>(
        &self,
        call: impl Future<Output = Answer<T>>,
        lost: ErrorCode,
    ) -> Answer<T> {
        let began = Instant::now();
        let answer = tokio::time::timeout(CALL_DEADLINE, call).await;
        self.seconds.record(began.elapsed().as_secs_f64());
        let answer = answer.unwrap_or_else(|_| {
            Err(explain(&Status::deadline_exceeded("no answer in time"), lost))
        });
        if let Err(error) = &answer
            && error.temporary
        {
            self.failures.increment(1);
            tracing::warn!(code = ?error.code(), error.message, "a call to inventory failed");
        }
        answer
    }
}

impl Way {
    fn open(channel: Peer) -> Self {
        // The first message of a watch holds every SKU there is.
        let client = InventoryClient::new(channel.clone()).max_decoding_message_size(GRPC_MESSAGE);
        let (line, held) = (Line::open(client.clone()), Held::open(client.clone()));
        Self { channel, client, line, held }
    }
}

/// What the status of a read means.
fn unavailable(status: Status) -> v1::Error {
    explain(&status, ErrorCode::Unavailable)
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
