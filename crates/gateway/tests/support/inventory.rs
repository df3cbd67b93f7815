//! A small inventory in memory, over real gRPC: enough of the rules for the
//! gateway's own promises to be seen. The real one is tested in its own crate.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
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
use tonic::{Code, Request, Response, Status, service::Routes, transport::Channel};

use super::server::Killable;

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
        };
        let mut fake = Self { inner: Arc::new(inner), server: Killable::new() };
        fake.go_on();
        fake
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

impl State {
    fn tell(&mut self, seq: u64, change: &Change) {
        self.told.push(v1::WatchResponse {
            from_seq: seq,
            to_seq: seq,
            complete: false,
            stocks: change.stocks.clone(),
            sales: change.sales.clone(),
        });
        let entry = change.reservation.clone().map(|(command, reservation)| v1::JournalEntry {
            command: Some(command),
            reservation: Some(reservation),
            ..v1::JournalEntry::default()
        });
        let entries = entry.into_iter().collect();
        self.journal.push(v1::JournalRecord { seq, entries, ..v1::JournalRecord::default() });
    }

    fn everything(&self) -> v1::WatchResponse {
        v1::WatchResponse {
            from_seq: 1,
            to_seq: self.told.len() as u64,
            complete: true,
            stocks: self.stocks.values().cloned().collect(),
            sales: self.sales.values().cloned().collect(),
        }
    }

    fn move_stock(
        &mut self,
        merchant: &str,
        sku: &str,
        change: impl FnOnce(&mut SkuStock),
    ) -> SkuStock {
        let stock = self.stocks.entry((merchant.into(), sku.into())).or_insert_with(|| SkuStock {
            sku: sku.into(),
            merchant: merchant.into(),
            ..SkuStock::default()
        });
        change(stock);
        stock.version += 1;
        stock.clone()
    }

    fn receive(&mut self, request: &v1::ReceiveStockRequest) -> Ruled {
        if request.quantity == 0 || request.quantity > 1_000_000_000 {
            return no(ErrorCode::QuantityInvalid, "Receive 1 to 1,000,000,000 units.");
        }
        let stock = self.move_stock(&request.merchant, &request.sku, |stock| {
            stock.available += request.quantity;
        });
        let answer = CommandResponse { stock: Some(stock.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { stocks: vec![stock], ..Change::default() })
    }

    fn define(&mut self, request: &v1::DefineSaleRequest) -> Ruled {
        let unknown =
            |sku: &String| !self.stocks.contains_key(&(request.merchant.clone(), sku.clone()));
        if request.skus.iter().any(unknown) {
            return no(ErrorCode::SkuNotFound, "Receive stock of every SKU of the sale first.");
        }
        let sale = Sale {
            sale: request.sale.clone(),
            merchant: request.merchant.clone(),
            show: request.show.clone(),
            listing: request.listing.clone(),
            skus: request.skus.clone(),
            price: request.price.clone(),
            allotment: request.allotment,
            limit_per_buyer: request.limit_per_buyer.max(1),
            hold_seconds: 120,
            state: SaleState::Scheduled.into(),
            version: 1,
            ..Sale::default()
        };
        self.sales.insert((sale.merchant.clone(), sale.sale.clone()), sale.clone());
        let answer = CommandResponse { sale: Some(sale.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { sales: vec![sale], ..Change::default() })
    }

    fn move_sale(&mut self, merchant: &str, sale: &str, to: SaleState) -> Ruled {
        let Some(sale) = self.sales.get_mut(&(merchant.to_owned(), sale.to_owned())) else {
            return no(ErrorCode::SaleNotFound, "Check the sale's id.");
        };
        if sale.state() == SaleState::Closed {
            return no(ErrorCode::WrongState, "The sale is closed for good.");
        }
        sale.set_state(to);
        sale.version += 1;
        let sale = sale.clone();
        let answer = CommandResponse { sale: Some(sale.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { sales: vec![sale], ..Change::default() })
    }

    fn reserve(&mut self, request: &v1::ReserveRequest) -> Ruled {
        let line = request.lines.first().unwrap();
        if line.quantity == 0 || line.quantity > 1_000_000 {
            return no(ErrorCode::QuantityInvalid, "Reserve 1 to 1,000,000 units.");
        }
        let Some(sale) = self.sales.get_mut(&(request.merchant.clone(), request.sale.clone()))
        else {
            return no(ErrorCode::SaleNotFound, "Check the sale's id.");
        };
        match sale.state() {
            SaleState::Open => {}
            SaleState::SoldOut => {
                let held_by_others = sale.held;
                let answer = CommandResponse { held_by_others, ..outcome(Outcome::SoldOut) };
                return (Ok(answer), Change::default());
            }
            _ => return (Ok(outcome(Outcome::NotOpen)), Change::default()),
        }
        sale.held += line.quantity;
        let mut change = Change::default();
        if sale.held + sale.sold >= sale.allotment {
            sale.set_state(SaleState::SoldOut);
            sale.version += 1;
            change.sales.push(sale.clone());
        }
        let unit_price = sale.price.clone();
        let id = self.reservations.len() as u64 + 1;
        let reservation = Reservation {
            id,
            merchant: request.merchant.clone(),
            buyer: request.buyer.clone(),
            show: request.show.clone(),
            listing: request.listing.clone(),
            sale: request.sale.clone(),
            lines: vec![v1::Line { unit_price, ..line.clone() }],
            state: ReservationState::Held.into(),
            ..Reservation::default()
        };
        self.reservations.insert(id, reservation.clone());
        let stock = self.move_stock(&request.merchant, &line.sku, |stock| {
            stock.available -= line.quantity;
            stock.held += line.quantity;
        });
        change.stocks.push(stock);
        change.reservation = Some((Command::Reserve(request.clone()), reservation.clone()));
        (Ok(CommandResponse { reservation: Some(reservation), ..outcome(Outcome::Held) }), change)
    }

    /// Commits or releases.
    fn end(&mut self, merchant: &str, id: u64, command: Command) -> Ruled {
        let (to, told) = match command {
            Command::Commit(_) => (ReservationState::Committed, Outcome::Committed),
            _ => (ReservationState::Released, Outcome::Released),
        };
        let found = self.reservations.get_mut(&id).filter(|found| found.merchant == merchant);
        let Some(reservation) = found else {
            return no(ErrorCode::ReservationNotFound, "Check the reservation's id.");
        };
        if reservation.state() != ReservationState::Held {
            return no(ErrorCode::WrongState, "The reservation is not held.");
        }
        reservation.set_state(to);
        let reservation = reservation.clone();
        let stock = self.move_stock(merchant, &reservation.lines[0].sku, |stock| {
            stock.held -= 1;
            if to == ReservationState::Committed {
                stock.sold += 1;
            } else {
                stock.available += 1;
            }
        });
        let change = Change {
            stocks: vec![stock],
            reservation: Some((command, reservation.clone())),
            ..Change::default()
        };
        (Ok(CommandResponse { reservation: Some(reservation), ..outcome(told) }), change)
    }
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
        Err(Status::unimplemented("the gateway never expires a hold"))
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

    type FollowStream = Boxed<v1::FollowResponse>;

    async fn follow(&self, r: Request<v1::FollowRequest>) -> Asked<Self::FollowStream> {
        let from = usize::try_from(r.into_inner().from_seq.saturating_sub(1)).unwrap();
        let records = self.stream(from, |state, at| state.journal.get(at).cloned());
        let answers =
            records.map(|record| record.map(|record| v1::FollowResponse { record: Some(record) }));
        Ok(Response::new(Box::pin(answers)))
    }
}
