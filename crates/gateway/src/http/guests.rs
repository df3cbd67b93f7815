//! The connections that speak HTTP: how many there may be, in all and of one
//! address, and who makes room when there are too many.
//!
//! A connection without a request under way holds a place for nothing: one that
//! has connected and asks nothing, or whose request trickles in, or that is kept
//! alive. When all places are taken, the one that has waited longest goes, once it
//! has waited a second. So whoever holds connections open keeps nobody out.

use std::{
    collections::{BTreeMap, HashMap},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use hawker_telemetry::gateway::{self as metric, FanOutBound};
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::{config::HttpConfig, door::Address, lanes::hold};

/// The age from which one who waits makes room for others.
const SLOW: Duration = Duration::from_secs(1);
/// How long one who was cut off may take to go, before the next one is.
const GOING: Duration = Duration::from_millis(100);

/// All connections.
pub(super) struct Guests {
    places: Arc<Semaphore>,
    config: Arc<HttpConfig>,
    book: Mutex<Book>,
    full: metrics::Counter,
    cut: metrics::Counter,
    refused: metrics::Counter,
}

/// Who is there.
#[derive(Default)]
struct Book {
    turn: u64,
    /// Those without a request under way, since when, the longest first.
    waiting: BTreeMap<u64, (Instant, CancellationToken)>,
    /// How many of each address, or network.
    addresses: HashMap<u128, usize>,
}

/// One connection, for as long as it lasts.
pub(super) struct Guest {
    guests: Arc<Guests>,
    network: Option<u128>,
    /// Its turn among those who wait, if it does.
    turn: Mutex<Option<u64>>,
    /// Cuts the connection.
    pub(super) cut: CancellationToken,
    _place: OwnedSemaphorePermit,
}

/// A request is under way, until this is dropped.
pub(super) struct Busy(Arc<Guest>);

impl Guests {
    pub(super) fn new(config: Arc<HttpConfig>) -> Arc<Self> {
        let bound = |bound| metric::FAN_OUT_BOUNDS.count_of(bound);
        Arc::new(Self {
            places: Arc::new(Semaphore::new(config.max_connections)),
            config,
            book: Mutex::default(),
            full: metric::HTTP_CONNECTIONS_FULL.count(),
            cut: bound(FanOutBound::HttpWaiting),
            refused: bound(FanOutBound::HttpAddress),
        })
    }

    /// Lets a connection from there in, once there is a place for it. None for one
    /// of an address that has as many as it may.
    pub(super) async fn enter(self: &Arc<Self>, from: Address) -> Option<Arc<Guest>> {
        // A proxy stands for many clients. So may this machine.
        let network = from.network().filter(|_| !from.is_of(&self.config.trusted_proxies));
        if !self.count(network) {
            self.refused.increment(1);
            return None;
        }
        let place = self.place().await;
        let Some(place) = place else {
            self.forget(network);
            return None;
        };
        let (turn, cut) = (Mutex::default(), CancellationToken::new());
        let guest = Guest { guests: Arc::clone(self), network, turn, cut, _place: place };
        guest.wait();
        Some(Arc::new(guest))
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        self.full.increment(1);
        loop {
            let free = Arc::clone(&self.places).acquire_owned();
            // Who has waited longest goes, if nobody does by themselves.
            let soon = self.make_room();
            match tokio::time::timeout(soon, free).await {
                Ok(place) => return place.ok(),
                Err(_) => continue,
            }
        }
    }

    /// Cuts off the one that has waited longest, if that was long enough; how long
    /// to wait before the next one may be.
    fn make_room(&self) -> Duration {
        let mut book = hold(&self.book);
        let Some(first) = book.waiting.first_entry() else { return SLOW };
        let waited = first.get().0.elapsed();
        if waited < SLOW {
            return SLOW.saturating_sub(waited);
        }
        let (_, cut) = first.remove();
        cut.cancel();
        self.cut.increment(1);
        GOING
    }

    fn count(&self, network: Option<u128>) -> bool {
        let Some(network) = network else { return true };
        let mut book = hold(&self.book);
        let count = book.addresses.entry(network).or_default();
        let fits = *count < self.config.max_connections_per_address;
        *count += usize::from(fits);
        fits
    }

    fn forget(&self, network: Option<u128>) {
        let Some(network) = network else { return };
        let mut book = hold(&self.book);
        if let Some(count) = book.addresses.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                book.addresses.remove(&network);
            }
        }
    }
}

impl Guest {
    /// A request has come.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.wait_no_more();
        Busy(Arc::clone(self))
    }

    fn wait(&self) {
        let mut book = hold(&self.guests.book);
        book.turn += 1;
        let turn = book.turn;
        book.waiting.insert(turn, (Instant::now(), self.cut.clone()));
        drop(book);
        *hold(&self.turn) = Some(turn);
    }

    fn wait_no_more(&self) {
        let turn = hold(&self.turn).take();
        if let Some(turn) = turn {
            hold(&self.guests.book).waiting.remove(&turn);
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.wait_no_more();
        self.guests.forget(self.network);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.wait();
    }
}

/// The body of an answer: while it lasts, the request is under way.
pub(super) struct Answering {
    pub(super) body: Body,
    pub(super) _busy: Busy,
}

impl hyper::body::Body for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
