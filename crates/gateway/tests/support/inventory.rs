//! A small inventory in memory, over real gRPC: enough of the rules for the
//! gateway's own promises to be seen. The real one is tested in its own crate.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use futures_util::{Stream, StreamExt, stream};
use hawker_proto::{
    refuse,
    v1::{
        self, CommandResponse, ErrorCode, Outcome, Reservation, ReservationState, Sale, SaleState,
        SkuStock,
        inventory_server::{Inventory, InventoryServer},
        journal_entry::Command,
    },
};
use prost::Message;
use tokio::sync::watch;
use tonic::{Code, Request, Response, Status, Streaming, service::Routes, transport::Channel};

use super::server::Killable;

mod line;
mod rules;

type Boxed<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;
type Asked<T> = Result<Response<T>, Status>;

#[derive(Default)]
struct State {
    stocks: BTreeMap<(String, String), SkuStock>,
    sales: BTreeMap<(String, String), Sale>,
    reservations: BTreeMap<u64, Reservation>,
    keys: BTreeMap<String, (Vec<u8>, Result<CommandResponse, v1::Error>)>,
    /// What watchers are told, message by message; record n is at n - 1.
    told: Vec<v1::WatchResponse>,
    journal: Vec<v1::JournalRecord>,
}

struct Inner {
    state: Mutex<State>,
    news: watch::Sender<u64>,
    /// Whether a watch is answered; as long as not, it hangs.
    answering: watch::Sender<bool>,
    /// After which record each watch began, in order.
    watched_from: Mutex<Vec<u64>>,
    /// How many streams of commands break after carrying out a message, before
    /// they answer it.
    breaking: AtomicU32,
}

/// The server and its state, which outlives a [`stop`](Self::stop).
pub(crate) struct Fake {
    inner: Arc<Inner>,
    server: Killable,
}

impl Fake {
    pub(crate) fn start() -> Self {
        let inner = Inner {
            state: Mutex::default(),
            news: watch::channel(0).0,
            answering: watch::channel(true).0,
            watched_from: Mutex::default(),
            breaking: AtomicU32::new(0),
        };
        let mut fake = Self { inner: Arc::new(inner), server: Killable::new() };
        fake.go_on();
        fake
    }

    /// The same inventory, at an address of its own.
    pub(crate) fn twin(&self) -> Self {
        let mut twin = Self { inner: Arc::clone(&self.inner), server: Killable::new() };
        twin.go_on();
        twin
    }

    pub(crate) fn channel(&self) -> Channel {
        super::channel(self.server.at)
    }

    /// Cuts every connection; the state stays.
    pub(crate) fn stop(&mut self) {
        self.server.stop();
    }

    pub(crate) fn go_on(&mut self) {
        let service = InventoryServer::new(Service(Arc::clone(&self.inner)));
        self.server.start(Routes::new(service));
    }

    /// Lets watches hang, or answers them again.
    pub(crate) fn answer_watches(&self, answering: bool) {
        self.inner.answering.send_replace(answering);
    }

    /// Lets so many streams of commands break after carrying out a message, before
    /// they answer it.
    pub(crate) fn break_streams(&self, count: u32) {
        self.inner.breaking.store(count, SeqCst);
    }

    /// Units held and sold of a SKU.
    pub(crate) fn taken(&self, sku: &str) -> u32 {
        let state = self.inner.hold();
        state.stocks.get(&("m1".to_owned(), sku.to_owned())).map_or(0, |it| it.held + it.sold)
    }

    /// After which record each watch began, in order; 0 for with everything.
    pub(crate) fn watched_from(&self) -> Vec<u64> {
        self.inner.watched_from.lock().unwrap().clone()
    }

    /// Records something of which watchers are never told.
    pub(crate) fn leave_a_gap(&self) {
        self.inner.hold().told.push(v1::WatchResponse::default());
    }

    /// What a host's command would do, behind the gateway's back.
    pub(crate) fn open_sale_directly(&self, sale: &str) {
        let (answer, _) = self.inner.run(|state| state.move_sale("m1", sale, SaleState::Open));
        answer.unwrap();
    }

    pub(crate) fn define_sale_directly(&self, sale: &str, listing: &str) {
        let request = v1::DefineSaleRequest {
            merchant: "m1".into(),
            sale: sale.into(),
            show: "s1".into(),
            listing: listing.into(),
            skus: vec![format!("{listing}-m")],
            price: Some(v1::Money { minor: 500, currency: "EUR".into() }),
            allotment: 5,
            ..v1::DefineSaleRequest::default()
        };
        let (answer, _) = self.inner.run(|state| state.define(&request));
        answer.unwrap();
    }

    /// Sets a reservation aside without a session, as a buyer of `s1` would.
    pub(crate) fn reserve_directly(&self, sub: &str, sale: &str) -> u64 {
        let request = v1::ReserveRequest {
            merchant: "m1".into(),
            buyer: super::pseudonym(sub),
            show: "s1".into(),
            listing: "tee".into(),
            sale: sale.into(),
            lines: vec![v1::Line { sku: "tee-m".into(), quantity: 1, unit_price: None }],
            ..v1::ReserveRequest::default()
        };
        let (answer, _) = self.inner.run(|state| state.reserve(&request));
        answer.unwrap().reservation.unwrap().id
    }
}

type Ruled = (Result<CommandResponse, v1::Error>, Change);

/// What a command changed, for watchers and followers.
#[derive(Default)]
struct Change {
    stocks: Vec<SkuStock>,
    sales: Vec<Sale>,
    reservation: Option<(Command, Reservation)>,
}

fn no(code: ErrorCode, sentence: &str) -> Ruled {
    (Err(refuse(code, sentence)), Change::default())
}

fn outcome(outcome: Outcome) -> CommandResponse {
    CommandResponse { outcome: outcome.into(), ..CommandResponse::default() }
}

impl Inner {
    fn hold(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Runs a command and tells of it.
    fn run(&self, rule: impl FnOnce(&mut State) -> Ruled) -> Ruled {
        let mut state = self.hold();
        let (mut answer, change) = rule(&mut state);
        let seq = state.told.len() as u64 + 1;
        let receipt = v1::Receipt { shard: 0, epoch: 1, seq };
        if let Ok(answer) = &mut answer {
            answer.receipt = Some(receipt);
        }
        state.tell(seq, &change);
        drop(state);
        self.news.send_replace(seq);
        (answer, change)
    }

    fn keyed<M: Message>(
        &self,
        key: &str,
        request: &M,
        rule: impl FnOnce(&mut State) -> Ruled,
    ) -> Asked<CommandResponse> {
        let payload = request.encode_to_vec();
        let known = self.hold().keys.get(key).cloned();
        let answer = match known {
            Some((before, answer)) if before == payload => answer,
            Some(_) => Err(refuse(ErrorCode::Conflict, "Use a new key for another request.")),
            None => {
                let (answer, _) = self.run(rule);
                self.hold().keys.insert(key.to_owned(), (payload, answer.clone()));
                answer
            }
        };
        answer.map(Response::new).map_err(status)
    }
}

fn status(error: v1::Error) -> Status {
    let details = error.encode_to_vec().into();
    Status::with_details(Code::FailedPrecondition, error.message, details)
}

struct Service(Arc<Inner>);

impl Service {
    /// The items of a growing list from an index on, as they come.
    fn stream<T: Send + 'static>(
        &self,
        from: usize,
        item: fn(&State, usize) -> Option<T>,
    ) -> impl Stream<Item = Result<T, Status>> + Send + 'static {
        let (inner, news) = (Arc::clone(&self.0), self.0.news.subscribe());
        stream::unfold((inner, news, from), move |(inner, mut news, at)| async move {
            loop {
                news.borrow_and_update();
                let found = item(&inner.hold(), at);
                if let Some(found) = found {
                    return Some((Ok(found), (inner, news, at + 1)));
                }
                news.changed().await.ok()?;
            }
        })
    }
}

/// What the gateway has no business to call.
fn unasked() -> Status {
    Status::unimplemented("the gateway never asks for this")
}

#[tonic::async_trait]
impl Inventory for Service {
    async fn receive_stock(&self, r: Request<v1::ReceiveStockRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        self.0.keyed(&r.key, &r, |state| state.receive(&r))
    }

    async fn define_sale(&self, r: Request<v1::DefineSaleRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        self.0.keyed(&r.key, &r, |state| state.define(&r))
    }

    async fn open_sale(&self, r: Request<v1::OpenSaleRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        self.0.keyed(&r.key, &r, |state| state.move_sale(&r.merchant, &r.sale, SaleState::Open))
    }

    async fn close_sale(&self, r: Request<v1::CloseSaleRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        self.0.keyed(&r.key, &r, |state| state.move_sale(&r.merchant, &r.sale, SaleState::Closed))
    }

    async fn reserve(&self, r: Request<v1::ReserveRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        self.0.keyed(&r.key, &r, |state| state.reserve(&r))
    }

    async fn commit(&self, r: Request<v1::CommitRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        let command = Command::Commit(r.clone());
        self.0.keyed(&r.key, &r, |state| state.end(&r.merchant, r.reservation, command))
    }

    async fn release(&self, r: Request<v1::ReleaseRequest>) -> Asked<CommandResponse> {
        let r = r.into_inner();
        let command = Command::Release(r.clone());
        self.0.keyed(&r.key, &r, |state| state.end(&r.merchant, r.reservation, command))
    }

    async fn expire(&self, _: Request<v1::ExpireRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn adjust_stock(&self, _: Request<v1::AdjustStockRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn set_count(&self, _: Request<v1::SetCountRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn set_safety_stock(
        &self,
        _: Request<v1::SetSafetyStockRequest>,
    ) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn return_stock(&self, _: Request<v1::ReturnStockRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn join_waitlist(&self, _: Request<v1::JoinWaitlistRequest>) -> Asked<CommandResponse> {
        Err(Status::unimplemented("no gateway waits"))
    }

    async fn leave_waitlist(&self, _: Request<v1::LeaveWaitlistRequest>) -> Asked<CommandResponse> {
        Err(Status::unimplemented("no gateway waits"))
    }

    async fn open_group(&self, _: Request<v1::OpenGroupRequest>) -> Asked<CommandResponse> {
        Err(Status::unimplemented("no gateway gathers"))
    }

    async fn get_group(&self, _: Request<v1::GetGroupRequest>) -> Asked<v1::GetGroupResponse> {
        Err(Status::unimplemented("no gateway gathers"))
    }

    async fn enter_draw(&self, _: Request<v1::EnterDrawRequest>) -> Asked<CommandResponse> {
        Err(Status::unimplemented("no gateway draws"))
    }

    async fn get_draw(&self, _: Request<v1::GetDrawRequest>) -> Asked<v1::GetDrawResponse> {
        Err(Status::unimplemented("no gateway draws"))
    }

    async fn list_entries(
        &self,
        _: Request<v1::ListEntriesRequest>,
    ) -> Asked<v1::ListEntriesResponse> {
        Err(Status::unimplemented("no gateway draws"))
    }

    async fn get_waiting(
        &self,
        _: Request<v1::GetWaitingRequest>,
    ) -> Asked<v1::GetWaitingResponse> {
        Err(Status::unimplemented("no gateway waits"))
    }

    async fn pause_sale(&self, _: Request<v1::PauseSaleRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn resume_sale(&self, _: Request<v1::ResumeSaleRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn change_sale(&self, _: Request<v1::ChangeSaleRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn extend(&self, _: Request<v1::ExtendRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn cancel(&self, _: Request<v1::CancelRequest>) -> Asked<CommandResponse> {
        Err(unasked())
    }

    async fn list_by_sale(
        &self,
        _: Request<v1::ListBySaleRequest>,
    ) -> Asked<v1::ListBySaleResponse> {
        Err(unasked())
    }

    async fn get_stock(&self, r: Request<v1::GetStockRequest>) -> Asked<v1::GetStockResponse> {
        let r = r.into_inner();
        let stock = self.0.hold().stocks.get(&(r.merchant, r.sku)).cloned();
        let stock = stock.ok_or_else(|| {
            status(refuse(ErrorCode::SkuNotFound, "There is none: check the SKU's name."))
        })?;
        let received = u64::from(stock.available + stock.held + stock.sold);
        Ok(Response::new(v1::GetStockResponse { stock: Some(stock), received }))
    }

    async fn get_sale(&self, r: Request<v1::GetSaleRequest>) -> Asked<v1::GetSaleResponse> {
        let r = r.into_inner();
        let sale = self.0.hold().sales.get(&(r.merchant, r.sale)).cloned();
        let sale = sale.ok_or_else(|| {
            status(refuse(ErrorCode::SaleNotFound, "There is none: check the sale's name."))
        })?;
        Ok(Response::new(v1::GetSaleResponse { sale: Some(sale) }))
    }

    async fn get_reservation(
        &self,
        r: Request<v1::GetReservationRequest>,
    ) -> Asked<v1::GetReservationResponse> {
        let r = r.into_inner();
        let found = self.0.hold().reservations.get(&r.reservation).cloned();
        let found = found.filter(|found| found.merchant == r.merchant);
        let missing = || {
            status(refuse(
                ErrorCode::ReservationNotFound,
                "There is none: check the reservation's name.",
            ))
        };
        let reservation = Some(found.ok_or_else(missing)?);
        Ok(Response::new(v1::GetReservationResponse { reservation }))
    }

    async fn list_by_buyer(
        &self,
        r: Request<v1::ListByBuyerRequest>,
    ) -> Asked<v1::ListByBuyerResponse> {
        let r = r.into_inner();
        let state = self.0.hold();
        let own = state.reservations.values().rev().filter(|one| {
            let held = one.state() == ReservationState::Held;
            one.buyer == r.buyer && one.merchant == r.merchant && (held || !r.only_held)
        });
        let reservations = own.cloned().collect();
        Ok(Response::new(v1::ListByBuyerResponse { reservations, more: false }))
    }

    async fn list_held(&self, r: Request<v1::ListHeldRequest>) -> Asked<v1::ListHeldResponse> {
        let r = r.into_inner();
        let state = self.0.hold();
        let own = state.reservations.values().rev().filter(|one| {
            let held = one.state() == ReservationState::Held;
            held && one.merchant == r.merchant && r.buyers.contains(&one.buyer)
        });
        Ok(Response::new(v1::ListHeldResponse { reservations: own.cloned().collect() }))
    }

    type WatchStream = Boxed<v1::WatchResponse>;

    async fn watch(&self, r: Request<v1::WatchRequest>) -> Asked<Self::WatchStream> {
        let mut answering = self.0.answering.subscribe();
        answering.wait_for(|answering| *answering).await.ok();
        let from = r.into_inner().from_seq;
        self.0.watched_from.lock().unwrap().push(from);
        let everything = (from == 0).then(|| self.0.hold().everything());
        let from = usize::try_from(everything.as_ref().map_or(from, |all| all.to_seq)).unwrap();
        let first = stream::iter(everything.map(Ok));
        let told = |state: &State, at| {
            state.told.get(at..)?.iter().find(|message| message.to_seq > 0).cloned()
        };
        let then = self.stream(from, told);
        Ok(Response::new(Box::pin(first.chain(then))))
    }

    type CommandsStream = Boxed<v1::CommandsResponse>;

    async fn commands(
        &self,
        r: Request<Streaming<v1::CommandsRequest>>,
    ) -> Asked<Self::CommandsStream> {
        let batches =
            stream::unfold((Self(Arc::clone(&self.0)), r.into_inner()), line::answer_next);
        Ok(Response::new(Box::pin(batches)))
    }

    type FollowStream = Boxed<v1::FollowResponse>;

    async fn follow(&self, r: Request<v1::FollowRequest>) -> Asked<Self::FollowStream> {
        let from = usize::try_from(r.into_inner().from_seq.saturating_sub(1)).unwrap();
        let records = self.stream(from, |state, at| state.journal.get(at).cloned());
        let answers =
            records.map(|record| record.map(|record| v1::FollowResponse { record: Some(record) }));
        Ok(Response::new(Box::pin(answers)))
    }
}
