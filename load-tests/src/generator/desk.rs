//! The desk of a worker: everything that its viewers share. One scratch buffer,
//! one cache of what messages mean, one heap of timers, one count of everything.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::io::{ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::digest::{Digests, SkuNumber};
use super::orders::{self, Act, Orders};
use super::rooms::Room;
use super::tally::Tally;
use super::viewer::{Asked, Buffers, State, Viewer};
use crate::Error;
use crate::token::{Claims, Minter};
use crate::wire::{self, Encoding, Handshake};

/// Bytes that may wait for a socket that takes no more.
const BACKLOG_MAX: usize = 256 << 10;

/// Connections made from one source address: well below the 28,000 ports that
/// Linux gives out. It looks through half of them first, and for ever longer when
/// those are taken, also by closed ones, which come back after a minute.
const PER_ADDRESS: u64 = 4_000;

/// Tokens minted before they are needed.
const MINTED_MAX: usize = 4_096;

/// The first pause before a reconnect, as the SDK's; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_secs(2);

/// The longest pause before a reconnect.
const PAUSE_MAX: Duration = Duration::from_secs(20);

/// Something to do later that the agenda doesn't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    /// Come back after a session that broke.
    Connect,
    /// Ask again what was refused for now.
    Again(Asked),
    /// Go and pay.
    Pay(u64),
    /// Give it back.
    Release(u64),
    /// Read again.
    Read,
}

/// A timer: its moment, its number, whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timer {
    pub(super) at_us: u64,
    pub(super) seat: u32,
    pub(super) wake: Wake,
}

impl Ord for Timer {
    fn cmp(&self, other: &Timer) -> std::cmp::Ordering {
        (self.at_us, self.seat).cmp(&(other.at_us, other.seat))
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Timer) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// See the module.
pub(super) struct Desk {
    pub(super) orders: Orders,
    pub(super) minter: Minter,
    pub(super) digests: Digests,
    pub(super) tally: Tally,
    pub(super) rooms: Vec<Room>,
    pub(super) timers: BinaryHeap<Reverse<Timer>>,
    /// Who waits to connect, in order.
    pub(super) queue: VecDeque<u32>,
    /// When a handshake or a hello is given up, whose it is, and the number of the
    /// connection: all take equally long, so they are in order.
    pub(super) shaking: VecDeque<(u64, u32, u32)>,
    /// Handshakes under way.
    pub(super) opening: u32,
    /// Sessions open.
    pub(super) present: u64,
    /// Reservations that are to be paid now, and when they were meant to be.
    pub(super) to_pay: VecDeque<(u64, u64)>,
    /// The SKU whose stock the report shows: the first that went on sale in the
    /// first show.
    pub(super) watched: Option<SkuNumber>,
    pub(super) rng: SmallRng,
    start: Instant,
    /// Where its source addresses begin: by chance, so that those of the last run,
    /// whose ports are not free yet, are others.
    addresses: u32,
    registry: Registry,
    shakes: [Handshake; 2],
    minted: HashMap<u32, String>,
    /// How far the agenda was looked through for tokens to mint.
    minted_to: usize,
    out: Vec<u8>,
}

impl Desk {
    pub(super) fn new(
        orders: Orders,
        minter: Minter,
        registry: Registry,
        start: Instant,
    ) -> Result<Desk, Error> {
        // What a handshake is checked by does not hang on whom it is made with.
        let shake = |encoding| Handshake::new("", "/", encoding);
        Ok(Desk {
            digests: Digests::new(),
            tally: Tally::default(),
            rooms: orders.shows.iter().map(Room::new).collect(),
            timers: BinaryHeap::new(),
            queue: VecDeque::new(),
            shaking: VecDeque::new(),
            opening: 0,
            present: 0,
            to_pay: VecDeque::new(),
            watched: None,
            rng: SmallRng::seed_from_u64(orders.seed ^ u64::from(orders.shard) << 32),
            start,
            addresses: rand::random(),
            registry,
            shakes: [shake(Encoding::Proto), shake(Encoding::Json)],
            minted: HashMap::new(),
            minted_to: 0,
            out: Vec::with_capacity(4 << 10),
            orders,
            minter,
        })
    }

    /// Microseconds of the run; 0 before it.
    pub(super) fn now_us(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    pub(super) fn encoding(&self, seat: u32) -> Encoding {
        self.orders.seats.get(seat as usize).map_or(Encoding::Proto, |seat| seat.encoding())
    }

    pub(super) fn show(&self, seat: u32) -> usize {
        self.orders.seats.get(seat as usize).map_or(0, |seat| seat.show as usize)
    }

    /// The handshake that this seat makes: all of an encoding use one key, which
    /// spares making and checking one for each.
    pub(super) fn shake(&self, seat: u32) -> &Handshake {
        let [proto, json] = &self.shakes;
        if self.encoding(seat) == Encoding::Json { json } else { proto }
    }

    pub(super) fn wake(&mut self, after: Duration, seat: u32, wake: Wake) {
        let at_us = self.now_us() + after.as_micros() as u64;
        self.timers.push(Reverse(Timer { at_us, seat, wake }));
    }

    /// A pause of full jitter, longer with each try, from 1.
    pub(super) fn pause(&mut self, tries: u8) -> Duration {
        let most =
            (PAUSE_MIN * 2_u32.saturating_pow(u32::from(tries).saturating_sub(1))).min(PAUSE_MAX);
        Duration::from_micros(self.rng.random_range(0..=most.as_micros() as u64))
    }

    /// Lets a viewer whose gateway broke go to another.
    pub(super) fn move_on(&self, seat: u32, viewer: &mut Viewer) {
        let number = self.orders.seats.get(seat as usize).map_or(0, |seat| seat.number);
        let gateways = self.orders.gateways.len();
        viewer.gateway = orders::elsewhere(viewer.gateway, number, viewer.tries, gateways);
    }

    /// Mints tokens for those who come next, while there is nothing else to do.
    pub(super) fn mint_ahead(&mut self, from: usize) -> Result<(), Error> {
        self.minted_to = self.minted_to.max(from);
        // A few at a time: what is due must not wait for it.
        for _ in 0..32 {
            let Some(due) = self.orders.agenda.get(self.minted_to) else { return Ok(()) };
            if self.minted.len() >= MINTED_MAX {
                return Ok(());
            }
            self.minted_to += 1;
            if due.act == Act::Connect {
                let token = self.mint(due.seat)?;
                self.minted.insert(due.seat, token);
            }
        }
        Ok(())
    }

    fn mint(&self, seat: u32) -> Result<String, Error> {
        let Some(it) = self.orders.seats.get(seat as usize) else { return Ok(String::new()) };
        let show = self.orders.shows.get(it.show as usize).map(|show| show.show.clone());
        self.minter.mint(&Claims {
            sub: it.sub(),
            caps: vec!["chat", "buy"],
            shows: show.into_iter().collect(),
            merchant: None,
        })
    }

    pub(super) fn token(&mut self, seat: u32) -> Result<String, Error> {
        match self.minted.remove(&seat) {
            Some(token) => Ok(token),
            None => self.mint(seat),
        }
    }

    /// Begins to connect. Where this machine can't, says why.
    pub(super) fn connect(&mut self, seat: u32, viewer: &mut Viewer) -> std::io::Result<()> {
        let stream = self.socket(viewer.gateway)?;
        let mut stream = TcpStream::from_std(stream.into());
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut stream, Token(seat as usize), interest)?;
        self.tally.counts.connects += 1;
        viewer.stream = Some(stream);
        viewer.state = State::Shaking;
        viewer.connection = viewer.connection.wrapping_add(1);
        self.opening += 1;
        Ok(())
    }

    /// A socket on its way to the gateway. On loopback each ten thousand have a
    /// source address of their own.
    fn socket(&mut self, gateway: u16) -> std::io::Result<socket2::Socket> {
        let to = self.orders.gateways.get(usize::from(gateway)).map(|it| it.at);
        let to = to.ok_or_else(|| std::io::Error::other("there is no gateway"))?;
        let domain = socket2::Domain::for_address(to);
        let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        if let IpAddr::V4(ip) = to.ip()
            && ip.is_loopback()
        {
            let source = source(self.orders.shard, self.addresses, self.tally.counts.connects);
            socket.bind(&SocketAddr::from((source, 0)).into())?;
        }
        match socket.connect(&to.into()) {
            Err(error) if !in_progress(&error) => Err(error),
            _ => Ok(socket),
        }
    }

    /// Sends the request of the handshake, once the socket is connected.
    pub(super) fn ask_upgrade(&mut self, seat: u32, viewer: &mut Viewer) -> std::io::Result<()> {
        let show = self.orders.shows.get(self.show(seat)).map_or("", |show| show.show.as_str());
        let path = format!("/v1/shows/{show}/ws");
        let mut request = std::mem::take(&mut self.out);
        request.clear();
        let authority = self.orders.gateways.get(usize::from(viewer.gateway));
        let authority = authority.map_or("", |it| it.authority.as_str());
        self.shake(seat).request_for(authority, &path, &mut request);
        let put = viewer.put(&request);
        self.out = request;
        put
    }

    /// Writes a frame to a viewer's socket.
    pub(super) fn send(
        &mut self,
        viewer: &mut Viewer,
        opcode: u8,
        payload: &[u8],
    ) -> std::io::Result<()> {
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        // A mask need not be secret here, just different.
        wire::write_masked(opcode, payload, self.rng.random(), &mut out);
        let put = viewer.put(&out);
        self.tally.counts.bytes_sent += out.len() as u64;
        self.out = out;
        put
    }
}

/// The source address of a worker's connection of that number: 127.64.0.1 and
/// on from `first`, another 127.x for each worker.
fn source(shard: u32, first: u32, connects: u64) -> Ipv4Addr {
    let number = u64::from(first) + connects / PER_ADDRESS;
    let [.., third, fourth] = (number % 65_000 + 1).to_be_bytes();
    let [.., second] = (64 + shard % 128).to_be_bytes();
    Ipv4Addr::new(127, second, third, fourth)
}

fn in_progress(error: &std::io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error())
        || error.kind() == ErrorKind::WouldBlock
}

/// Whether an error means that no source address has a port left.
pub(super) fn no_port(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    is_one_of(error, &[Errno::ADDRNOTAVAIL, Errno::ADDRINUSE])
}

/// Whether an error means that the system has no more descriptors or memory.
pub(super) fn no_descriptor(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    is_one_of(error, &[Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM])
}

fn is_one_of(error: &std::io::Error, these: &[rustix::io::Errno]) -> bool {
    these.iter().any(|it| error.raw_os_error() == Some(it.raw_os_error()))
}

impl Viewer {
    /// Writes, and keeps what the socket does not take.
    pub(super) fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        let waiting = self.buffers.as_ref().map_or(0, |buffers| buffers.output.len());
        let written = match waiting {
            0 => match stream.write(bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(error) => return Err(error),
            },
            _ => 0,
        };
        let rest = bytes.get(written..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        if waiting + rest.len() > BACKLOG_MAX {
            return Err(std::io::Error::other("the gateway reads nothing any more"));
        }
        let buffers = self.buffers.get_or_insert_with(Box::<Buffers>::default);
        buffers.output.extend_from_slice(rest);
        Ok(())
    }

    /// Writes what waits, as far as the socket takes it.
    pub(super) fn flush(&mut self) -> std::io::Result<()> {
        let Some(mut buffers) = self.buffers.take() else { return Ok(()) };
        if let Some(stream) = &mut self.stream {
            while !buffers.output.is_empty() {
                match stream.write(&buffers.output) {
                    Ok(written) => drop(buffers.output.drain(..written)),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error),
                }
            }
        }
        self.keep(buffers);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_addresses_are_spread_and_never_shared_by_two_workers() {
        assert_eq!(source(0, 0, 0), Ipv4Addr::new(127, 64, 0, 1));
        assert_eq!(source(0, 0, 3_999), Ipv4Addr::new(127, 64, 0, 1));
        assert_eq!(source(0, 0, 4_000), Ipv4Addr::new(127, 64, 0, 2));
        assert_eq!(source(3, 200, 56 * 4_000), Ipv4Addr::new(127, 67, 1, 1));
        let some: std::collections::HashSet<Ipv4Addr> =
            (0..8).flat_map(|shard| (0..50).map(move |it| source(shard, 7, it * 4_000))).collect();
        assert_eq!(some.len(), 8 * 50);
    }
}
