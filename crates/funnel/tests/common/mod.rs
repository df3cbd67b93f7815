//! A funnel over a real tonic duplex, with an inventory that is a list of
//! records.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    unreachable_pub,
    reason = "test helpers, of which each test file uses some"
)]

use std::{
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{Stream, stream};
use hawker_funnel::{Config, Funnel};
use hawker_proto::v1::{
    self, ErrorCode, FollowRequest, FollowResponse, FunnelEvent, FunnelStep, GetFunnelRequest,
    GetFunnelResponse, IngestRequest, JournalEntry, JournalRecord, Line, Money, Outcome,
    Reservation, ShowFunnel, StepCount, funnel_client::FunnelClient, inventory_server,
    inventory_server::InventoryServer, journal_entry::Command,
};
use prost::Message as _;
use tokio::sync::watch;
use tonic::{Request, Response, Status, async_trait, transport::Channel};

/// A channel to a router, over memory. Each connection is a new duplex.
pub fn connect(router: tonic::service::Routes) -> Channel {
    let (dial, mut calls) = tokio::sync::mpsc::channel(16);
    tokio::spawn(async move {
        let incoming =
            stream::poll_fn(|cx| calls.poll_recv(cx).map(|io| io.map(Ok::<_, std::io::Error>)));
        tonic::transport::Server::builder()
            .add_routes(router)
            .serve_with_incoming(incoming)
            .await
            .unwrap();
    });
    tonic::transport::Endpoint::from_static("http://duplex").connect_with_connector_lazy(
        tower::service_fn(move |_| {
            let dial = dial.clone();
            async move {
                let (near, far) = tokio::io::duplex(1 << 20);
                dial.send(far).await.map_err(std::io::Error::other)?;
                Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(near))
            }
        }),
    )
}

/// The inventory: records that were appended, and how it misbehaves.
#[derive(Clone)]
pub struct FakeInventory {
    records: Arc<Mutex<Vec<JournalRecord>>>,
    grown: Arc<watch::Sender<u64>>,
    broken: Arc<watch::Sender<u64>>,
    /// The first record that is kept.
    pub oldest: Arc<AtomicU64>,
    pub follows: Arc<AtomicU64>,
}

impl FakeInventory {
    pub fn new() -> Self {
        Self {
            records: Arc::default(),
            grown: Arc::new(watch::Sender::new(0)),
            broken: Arc::new(watch::Sender::new(0)),
            oldest: Arc::default(),
            follows: Arc::default(),
        }
    }

    pub fn channel(&self) -> Channel {
        connect(tonic::service::Routes::new(InventoryServer::new(self.clone())))
    }

    /// Appends a record of these entries; its seq.
    pub fn append(&self, time_ms: i64, entries: Vec<JournalEntry>) -> u64 {
        let mut records = self.records.lock().unwrap();
        let seq = records.last().map_or(0, |last| last.seq) + 1;
        records.push(JournalRecord { shard: 0, epoch: 1, seq, time_ms, entries });
        drop(records);
        self.grown.send_replace(seq);
        seq
    }

    /// Loses a record.
    pub fn lose(&self, seq: u64) {
        self.records.lock().unwrap().retain(|record| record.seq != seq);
    }

    /// Puts another journal in place.
    pub fn replace(&self, records: Vec<JournalRecord>) {
        *self.records.lock().unwrap() = records;
    }

    /// Breaks every stream that is open.
    pub fn break_streams(&self) {
        self.broken.send_modify(|count| *count += 1);
    }

    pub fn records(&self) -> Vec<JournalRecord> {
        self.records.lock().unwrap().clone()
    }

    fn first_from(&self, seq: u64) -> Option<JournalRecord> {
        let records = self.records.lock().unwrap();
        records.get(records.partition_point(|record| record.seq < seq)).cloned()
    }

    pub fn head(&self) -> u64 {
        self.records.lock().unwrap().last().map_or(0, |last| last.seq)
    }
}

struct Cursor {
    inventory: FakeInventory,
    next: u64,
    until_now: bool,
    grown: watch::Receiver<u64>,
    broken: watch::Receiver<u64>,
}

impl Cursor {
    async fn next(mut self) -> Option<(Result<FollowResponse, Status>, Self)> {
        loop {
            self.grown.mark_unchanged();
            if self.next < self.inventory.oldest.load(Ordering::SeqCst) {
                let error = hawker_proto::refuse(ErrorCode::PositionGone, "no longer kept");
                let details = error.encode_to_vec().into();
                let status = Status::with_details(tonic::Code::OutOfRange, "gone", details);
                return Some((Err(status), self));
            }
            let found = self.inventory.first_from(self.next);
            if let Some(record) = found {
                self.next = record.seq + 1;
                return Some((Ok(FollowResponse { record: Some(record) }), self));
            }
            if self.until_now {
                return None;
            }
            tokio::select! {
                _ = self.grown.changed() => {}
                _ = self.broken.changed() => {
                    return Some((Err(Status::unavailable("cut by the test")), self));
                }
            }
        }
    }
}

macro_rules! only_follow {
    ($($name:ident($request:ident) -> $response:ident),+ $(,)?) => {
        #[async_trait]
        impl inventory_server::Inventory for FakeInventory {
            $(
                async fn $name(
                    &self,
                    _: Request<v1::$request>,
                ) -> Result<Response<v1::$response>, Status> {
                    Err(Status::unimplemented("the funnel only follows"))
                }
            )+

            type WatchStream = Pin<Box<dyn Stream<Item = Result<v1::WatchResponse, Status>> + Send>>;

            async fn watch(
                &self,
                _: Request<v1::WatchRequest>,
            ) -> Result<Response<Self::WatchStream>, Status> {
                Err(Status::unimplemented("the funnel only follows"))
            }

            type CommandsStream =
                Pin<Box<dyn Stream<Item = Result<v1::CommandsResponse, Status>> + Send>>;

            async fn commands(
                &self,
                _: Request<tonic::Streaming<v1::CommandsRequest>>,
            ) -> Result<Response<Self::CommandsStream>, Status> {
                Err(Status::unimplemented("the funnel only follows"))
            }

            type FollowStream = FollowStream;

            async fn follow(
                &self,
                request: Request<FollowRequest>,
            ) -> Result<Response<FollowStream>, Status> {
                Ok(Response::new(self.follow_from(request.into_inner())))
            }
        }
    };
}

only_follow!(
    receive_stock(ReceiveStockRequest) -> CommandResponse,
    adjust_stock(AdjustStockRequest) -> CommandResponse,
    set_count(SetCountRequest) -> CommandResponse,
    set_safety_stock(SetSafetyStockRequest) -> CommandResponse,
    return_stock(ReturnStockRequest) -> CommandResponse,
    define_sale(DefineSaleRequest) -> CommandResponse,
    open_sale(OpenSaleRequest) -> CommandResponse,
    close_sale(CloseSaleRequest) -> CommandResponse,
    pause_sale(PauseSaleRequest) -> CommandResponse,
    resume_sale(ResumeSaleRequest) -> CommandResponse,
    change_sale(ChangeSaleRequest) -> CommandResponse,
    reserve(ReserveRequest) -> CommandResponse,
    extend(ExtendRequest) -> CommandResponse,
    cancel(CancelRequest) -> CommandResponse,
    list_by_sale(ListBySaleRequest) -> ListBySaleResponse,
    commit(CommitRequest) -> CommandResponse,
    release(ReleaseRequest) -> CommandResponse,
    expire(ExpireRequest) -> CommandResponse,
    join_waitlist(JoinWaitlistRequest) -> CommandResponse,
    leave_waitlist(LeaveWaitlistRequest) -> CommandResponse,
    open_group(OpenGroupRequest) -> CommandResponse,
    get_group(GetGroupRequest) -> GetGroupResponse,
    enter_draw(EnterDrawRequest) -> CommandResponse,
    get_draw(GetDrawRequest) -> GetDrawResponse,
    list_entries(ListEntriesRequest) -> ListEntriesResponse,
    get_waiting(GetWaitingRequest) -> GetWaitingResponse,
    get_stock(GetStockRequest) -> GetStockResponse,
    get_sale(GetSaleRequest) -> GetSaleResponse,
    get_reservation(GetReservationRequest) -> GetReservationResponse,
    list_by_buyer(ListByBuyerRequest) -> ListByBuyerResponse,
    list_held(ListHeldRequest) -> ListHeldResponse,
);

type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

impl FakeInventory {
    fn follow_from(&self, request: FollowRequest) -> FollowStream {
        self.follows.fetch_add(1, Ordering::SeqCst);
        let cursor = Cursor {
            inventory: self.clone(),
            next: request.from_seq.max(1),
            until_now: request.until_now,
            grown: self.grown.subscribe(),
            broken: self.broken.subscribe(),
        };
        Box::pin(stream::unfold(cursor, Cursor::next))
    }
}

/// A running funnel with its client.
pub struct Running {
    pub funnel: Funnel,
    pub client: FunnelClient<Channel>,
}

pub async fn start(db: &Path, inventory: &FakeInventory, config: Config) -> Running {
    let funnel = Funnel::open(db, vec![inventory.channel().into()], config).await.unwrap();
    let client = FunnelClient::new(connect(tonic::service::Routes::new(funnel.service())));
    Running { funnel, client }
}

impl Running {
    pub async fn ingest(&self, events: Vec<FunnelEvent>) -> (u32, u32) {
        self.ingest_lost(events, 0).await.unwrap()
    }

    pub async fn ingest_lost(
        &self,
        events: Vec<FunnelEvent>,
        lost: u64,
    ) -> Result<(u32, u32), Status> {
        let answer = self.client.clone().ingest(IngestRequest { events, lost }).await?;
        let answer = answer.into_inner();
        Ok((answer.accepted, answer.repeated))
    }

    pub async fn get(&self, seconds: u32) -> GetFunnelResponse {
        let request = GetFunnelRequest { show: SHOW.to_owned(), seconds };
        self.client.clone().get_funnel(request).await.unwrap().into_inner()
    }

    pub async fn show(&self) -> ShowFunnel {
        self.get(0).await.funnel.unwrap()
    }

    /// The numbers as soon as the journal is counted up to `seq`.
    pub async fn counted(&self, seq: u64) -> ShowFunnel {
        loop {
            let show = self.show().await;
            if show.journal_seq >= seq {
                return show;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub const SHOW: &str = "show-1";

pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// An event of a new id, now.
pub fn event(step: FunnelStep, viewer: &str) -> FunnelEvent {
    FunnelEvent {
        id: bytes::Bytes::copy_from_slice(uuid::Uuid::now_v7().as_bytes()),
        show: SHOW.to_owned(),
        listing: String::new(),
        viewer: viewer.to_owned(),
        step: step.into(),
        at_ms: now_ms(),
        touch: None,
        watched_ms: 0,
    }
}

pub fn on(listing: &str, event: FunnelEvent) -> FunnelEvent {
    FunnelEvent { listing: listing.to_owned(), ..event }
}

pub fn left(viewer: &str, watched_ms: u32) -> FunnelEvent {
    FunnelEvent { watched_ms, ..event(FunnelStep::RoomLeft, viewer) }
}

pub fn price(minor: i64) -> Option<Money> {
    Some(Money { minor, currency: "EUR".to_owned() })
}

/// A reservation of `units` at 19.99 each.
pub fn reservation(id: u64, buyer: &str, listing: &str, units: u32) -> Reservation {
    Reservation {
        id,
        merchant: "m".to_owned(),
        buyer: buyer.to_owned(),
        show: SHOW.to_owned(),
        listing: listing.to_owned(),
        lines: vec![Line { sku: "sku".to_owned(), quantity: units, unit_price: price(1_999) }],
        total: price(1_999 * i64::from(units)),
        ..Reservation::default()
    }
}

fn entry(command: Command, outcome: Outcome, reservation: Reservation) -> JournalEntry {
    JournalEntry {
        command: Some(command),
        outcome: outcome.into(),
        reservation: Some(reservation),
        ..JournalEntry::default()
    }
}

pub fn held(reservation: Reservation) -> JournalEntry {
    entry(Command::Reserve(v1::ReserveRequest::default()), Outcome::Held, reservation)
}

pub fn committed(reservation: Reservation) -> JournalEntry {
    entry(Command::Commit(v1::CommitRequest::default()), Outcome::Committed, reservation)
}

pub fn released(reservation: Reservation) -> JournalEntry {
    entry(Command::Release(v1::ReleaseRequest::default()), Outcome::Released, reservation)
}

/// An order as it stands after `units` of it, at what one of them costs, were taken
/// back: what is left of it, or all of it if nothing is.
pub fn cancelled(order: Reservation, units: u32) -> JournalEntry {
    let line = order.lines[0].clone();
    let amount = line.unit_price.as_ref().map_or(0, |price| price.minor) * i64::from(units);
    let back = Line { quantity: units, ..line.clone() };
    let refund = v1::Refund { amount: price(amount), lines: vec![back] };
    let left = if units < line.quantity {
        let left = line.quantity - units;
        let total = price(order.total.as_ref().unwrap().minor - amount);
        let lines = vec![Line { quantity: left, ..line }];
        Reservation { lines, total, state: v1::ReservationState::Committed.into(), ..order }
    } else {
        Reservation { state: v1::ReservationState::Cancelled.into(), ..order }
    };
    let left = Reservation { refund: Some(refund), ..left };
    entry(Command::Cancel(v1::CancelRequest::default()), Outcome::Cancelled, left)
}

/// An order that is paid first, and so was never held.
pub fn paid_first(reservation: Reservation) -> JournalEntry {
    entry(Command::Reserve(v1::ReserveRequest::default()), Outcome::Committed, reservation)
}

pub fn elapsed(expired: Vec<Reservation>) -> JournalEntry {
    JournalEntry {
        command: Some(Command::Elapse(v1::Elapse { limit: 1_000 })),
        outcome: Outcome::Done.into(),
        expired,
        ..JournalEntry::default()
    }
}

/// What else a command did, such as a release that served the waitlist.
pub fn changing(entry: JournalEntry, changed: Vec<Reservation>) -> JournalEntry {
    JournalEntry { changed, ..entry }
}

/// The `(count, viewers)` of a step; zeros when it was never taken.
pub fn step(steps: &[StepCount], step: FunnelStep) -> (u64, u64) {
    steps.iter().find(|s| s.step() == step).map_or((0, 0), |s| (s.count, s.viewers))
}

/// The stable code in a status.
pub fn code(status: &Status) -> ErrorCode {
    v1::Error::decode(status.details()).unwrap().code()
}
