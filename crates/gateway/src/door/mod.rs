//! The way in: from an accepted socket to a session, or to the HTTP server.
//!
//! Workers accept by themselves. What asks for a room's WebSocket is recognised
//! and answered here, on the thread that will hold the session, with no server,
//! task or buffer in between; everything else, and whatever is odd, goes to the
//! HTTP server with the bytes that were read, which also knows how to refuse.
//!
//! Who has not come through the whole handshake and `hello` is counted against
//! `gateway.workers.handshakes`. When there are so many, nobody else is let in:
//! the others wait in the order in which they came, in the kernel's queue.

mod address;
mod handshake;
mod head;
mod places;
mod proxy;
mod rewind;
mod visitor;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    io,
    net::{SocketAddr, TcpListener, TcpStream},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use hawker_domain::ShowId;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use hawker_telemetry::gateway::{self as metric, FanOutBound};
use mio::Token;
use tokio::sync::mpsc;

use crate::{
    Shared,
    http::Origins,
    limits::CALLS,
    quota::{Party, What},
    rooms::Room,
    tls::Wire,
    worker::{Adoption, Here, Refusal, Source, let_unsent_grow, set_listener},
};

pub(crate) use address::Address;
pub use address::Network;
pub(crate) use handshake::{Handshake, bearer};
pub(crate) use places::{Place, Places};
pub(crate) use rewind::Rewind;

use head::Upgrade;
use visitor::{Said, Visitor};

/// Sockets accepted in a row, before others of the worker have their turn.
const ACCEPTS: usize = 32;
/// The age from which one who is slow makes room for others at a full door.
const SLOW: Duration = Duration::from_secs(1);
/// Where the numbers of visitors begin among what the worker's epoll names; below
/// are the places of sessions.
const VISITORS: u64 = 1 << 32;
/// What the worker's epoll calls the listener.
pub(crate) const LISTENER: Token = Token(usize::MAX);

/// A connection for the HTTP server.
pub(crate) struct Call {
    pub(crate) stream: TcpStream,
    /// What was read of it already.
    pub(crate) head: Bytes,
    /// Where the other end is.
    pub(crate) address: Address,
}

impl Call {
    /// Says that the server is full, and hangs up.
    pub(crate) fn refuse(self) {
        const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\
                              content-length: 0\r\nconnection: close\r\n\r\n";
        // Whoever does not take so few bytes is not told.
        let _told = io::Write::write(&mut &self.stream, FULL);
    }
}

/// What the doors of all workers have in common.
pub(crate) struct WayIn {
    listener: TcpListener,
    http: mpsc::Sender<Call>,
    origins: Arc<Origins>,
    highest: Arc<AtomicUsize>,
}

impl WayIn {
    /// The way in by this listener, where calls go to whoever takes them here.
    ///
    /// # Errors
    /// When the listener can't be set up.
    pub(crate) fn new(
        listener: TcpListener,
        origins: Arc<Origins>,
    ) -> io::Result<(Self, mpsc::Receiver<Call>)> {
        listener.set_nonblocking(true)?;
        set_listener(&listener)?;
        let (http, calls) = mpsc::channel(CALLS);
        Ok((Self { listener, http, origins, highest: Arc::default() }, calls))
    }

    /// A door for one more worker, with these places.
    pub(crate) fn door(&self, places: Places) -> io::Result<Door> {
        Ok(Door {
            listener: RefCell::new(Some(self.listener.try_clone()?)),
            http: self.http.clone(),
            origins: Arc::clone(&self.origins),
            http_full: metric::HTTP_CONNECTIONS_FULL.count(),
            visitors: RefCell::default(),
            next: Cell::new(VISITORS),
            places,
            knocking: Cell::new(true),
            told: Cell::new(0),
            peak: Cell::new(0),
            highest: Arc::clone(&self.highest),
        })
    }
}

/// The door of one worker.
pub(crate) struct Door {
    listener: RefCell<Option<TcpListener>>,
    http: mpsc::Sender<Call>,
    /// Whose pages may come.
    origins: Arc<Origins>,
    http_full: metrics::Counter,
    /// Those whose request has not come in full, by their number: the oldest first.
    visitors: RefCell<BTreeMap<u64, Visitor>>,
    next: Cell<u64>,
    /// A place for each visitor and each session that has not said `hello`.
    places: Places,
    /// Whether somebody may wait outside.
    knocking: Cell<bool>,
    /// What the metrics were last told of those under way.
    told: Cell<usize>,
    /// The most that were under way at one time.
    peak: Cell<usize>,
    /// The most at the door of any worker.
    highest: Arc<AtomicUsize>,
}

impl Door {
    /// The listener, to be registered.
    pub(crate) fn with_listener<T>(&self, look: impl FnOnce(&TcpListener) -> T) -> Option<T> {
        self.listener.borrow().as_ref().map(look)
    }

    /// Lets nobody in any more.
    pub(crate) fn close(&self) {
        self.listener.take();
        self.visitors.take();
        self.knocking.set(false);
    }

    /// A session begins that has yet to say `hello`: with the visitor's place, where
    /// it was one.
    pub(crate) fn greets(&self, place: Option<Place>) {
        place.unwrap_or_else(|| self.places.take_anyway()).keep();
        self.peaked();
    }

    /// It has, or has gone.
    pub(crate) fn greeted(&self) {
        self.places.give_back();
    }

    /// Remembers how many there were at most between the listener and the room.
    fn peaked(&self) {
        self.peak.set(self.peak.get().max(self.places.taken()));
    }

    /// Somebody knocks.
    pub(crate) fn knock(&self) {
        self.knocking.set(true);
    }

    /// Whether somebody waits outside who can be let in.
    pub(crate) fn is_wanted(&self, here: &Here) -> bool {
        self.knocking.get() && !self.is_full(here)
    }

    fn is_full(&self, here: &Here) -> bool {
        self.places.taken() >= here.config.handshakes
    }
}

/// Lets some in who wait outside.
pub(crate) fn open(here: &Rc<Here>) {
    for _ in 0..ACCEPTS {
        let Some(place) = here.door.places.take(here.config.handshakes) else {
            return here.meters.bound(FanOutBound::Handshakes);
        };
        match accept(here) {
            Ok((stream, address)) => arrived(here, Arrival { stream, address, place }),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => return here.door.knocking.set(false),
                io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted => {}
                _ => {
                    // Such as too many open files: tried again with the next sweep.
                    tracing::warn!(%error, "a connection could not be accepted");
                    return here.door.knocking.set(false);
                }
            },
        }
    }
}

fn accept(here: &Here) -> io::Result<(TcpStream, Address)> {
    let flags = rustix::net::SocketFlags::NONBLOCK | rustix::net::SocketFlags::CLOEXEC;
    let accept = |listener: &TcpListener| rustix::net::acceptfrom_with(listener, flags);
    let accepted = here.door.with_listener(accept);
    let (socket, peer) = accepted.unwrap_or(Err(rustix::io::Errno::WOULDBLOCK))?;
    let peer = peer.and_then(|peer| SocketAddr::try_from(peer).ok());
    let address = peer.map_or(Address::UNKNOWN, |peer| Address::from(peer.ip()));
    Ok((TcpStream::from(socket), address))
}

/// A socket that was accepted, and its place at a door.
pub(crate) struct Arrival {
    pub(crate) stream: TcpStream,
    pub(crate) address: Address,
    pub(crate) place: Place,
}

/// Takes a socket that was just accepted, or has a worker take it who has more room.
fn arrived(here: &Rc<Here>, arrival: Arrival) {
    if let Some(arrival) = here.share(arrival) {
        welcome(here, arrival);
    }
}

/// Takes a socket that is to be this worker's: most have their request behind them.
pub(crate) fn welcome(here: &Rc<Here>, arrival: Arrival) {
    here.door.peaked();
    let http = &here.shared.config.http;
    let proxied = http.proxy_protocol;
    if proxied && !arrival.address.is_of(&http.trusted_proxies) {
        return here.meters.bound(FanOutBound::Proxy);
    }
    let visitor = Visitor::new(arrival, proxied, here.millis());
    meet(here, visitor.encrypted(here.shared.config.tls.is_on()), None);
}

/// A visitor's socket has something to say.
pub(crate) fn heard(here: &Rc<Here>, token: Token) {
    let number = token.0 as u64;
    let visitor = here.door.visitors.borrow_mut().remove(&number);
    if let Some(visitor) = visitor {
        meet(here, visitor, Some(number));
    }
}

/// Whether an event is for a visitor.
pub(crate) fn is_visitor(token: Token) -> bool {
    token.0 as u64 >= VISITORS
}

/// Lets go of those whose request did not come in time; at a full door, of those
/// who are slow.
pub(crate) fn sweep(here: &Here) {
    let now = here.millis();
    let timeout = Duration::from_millis(here.shared.config.http.header_timeout_ms);
    let timeout = if here.door.is_full(here) { timeout.min(SLOW) } else { timeout };
    let mut visitors = here.door.visitors.borrow_mut();
    while let Some(oldest) = visitors.first_entry() {
        if u128::from(oldest.get().age(now)) < timeout.as_millis() {
            break;
        }
        oldest.remove();
    }
    let under_way = here.door.places.taken();
    let told = here.door.told.replace(under_way);
    here.meters.handshakes.increment(under_way as f64 - told as f64);
    let peak = here.door.peak.get();
    let highest = here.door.highest.fetch_max(peak, Ordering::Relaxed).max(peak);
    here.meters.handshakes_peak.set(highest as f64);
}

fn meet(here: &Rc<Here>, mut visitor: Visitor, known: Option<u64>) {
    let rooms = &here.shared.rooms;
    // Where one gateway has all shows, one that is not here is nowhere.
    let is_known = |show: &str| {
        !rooms.are_shared() || ShowId::new(show).is_ok_and(|show| rooms.get(&show).is_some())
    };
    let said = visitor.listen(&mut here.scratch.borrow_mut(), &here.door.origins, is_known);
    match said {
        Said::Nothing => wait(here, visitor, known),
        Said::Goodbye => {}
        Said::NoProxy => here.meters.bound(FanOutBound::Proxy),
        Said::Other(head) => {
            if known.is_some() {
                here.sockets.take_out(&visitor.stream);
            }
            let Visitor { stream, address, .. } = visitor;
            call(here, Call { stream, head, address });
        }
        Said::Upgrade(upgrade) => enter(here, visitor, upgrade, known.is_some()),
    }
}

/// Keeps one whose request has not come in full.
fn wait(here: &Here, visitor: Visitor, known: Option<u64>) {
    let number = known.unwrap_or_else(|| here.door.next.replace(here.door.next.get() + 1));
    if known.is_none() && here.sockets.add(&visitor.stream, Token(number as usize)).is_err() {
        return;
    }
    here.door.visitors.borrow_mut().insert(number, visitor);
}

/// Hands a connection to the HTTP server, or says that it is full.
fn call(here: &Here, call: Call) {
    // What was set on the listener is for viewers.
    let_unsent_grow(&call.stream);
    if let Err(refused) = here.door.http.try_send(call) {
        here.door.http_full.increment(1);
        refused.into_inner().refuse();
    }
}

/// Answers the handshake and makes the socket a session.
fn enter(here: &Rc<Here>, visitor: Visitor, upgrade: Upgrade, known: bool) {
    let Visitor { stream, address, place, .. } = visitor;
    let Upgrade { show, handshake, header_token, leftover, forwarded } = upgrade;
    let address = address.behind(&here.shared.config.http.trusted_proxies, &forwarded);
    // Counted, and let through: who is refused is told so in a frame.
    let party = Party { address: here.shared.quota.address(address), ..Party::default() };
    let _counted = here.shared.quota.charge(party, (What::Frames, 1));
    let room = room(&here.shared, &show);
    let from: fn(Place) -> Source = if known { Source::Door } else { Source::Listener };
    let handshake = handshake.with(room.as_deref().ok());
    let answer = handshake.answer();
    // A fresh socket takes so few bytes at once, or is broken.
    if !io::Write::write(&mut &stream, &answer).is_ok_and(|written| written == answer.len()) {
        return;
    }
    let encoding = handshake.encoding();
    match room {
        Ok(room) => {
            let wire = Wire::plain(stream);
            let from = from(place);
            here.adopt(Adoption { wire, leftover, encoding, room, address, header_token, from });
        }
        Err(goodbye) => {
            let wire = Wire::plain(stream);
            here.refuse(Refusal { wire, leftover, encoding, goodbye, from: from(place) });
        }
    }
}

/// The same as [`room`], where another gateway may have made the show a moment ago.
pub(crate) async fn looked_up(shared: &Shared, show: &str) -> Result<Arc<Room>, v1::Goodbye> {
    if let Ok(show) = ShowId::new(show) {
        // Why there is none is said below.
        drop(shared.rooms.look_up(&show).await);
    }
    room(shared, show)
}

/// The room of that name, or why one can't go in.
pub(crate) fn room(shared: &Shared, show: &str) -> Result<Arc<Room>, v1::Goodbye> {
    if shared.drain.began() {
        return Err(shared.drain.goodbye());
    }
    let unknown = || refuse(ErrorCode::ShowNotFound, "There is no such show: check its id.");
    ShowId::new(show)
        .map_err(|_| unknown())
        .and_then(|show| shared.rooms.find(&show))
        .map_err(|error| v1::Goodbye { error: Some(error), ..v1::Goodbye::default() })
}
