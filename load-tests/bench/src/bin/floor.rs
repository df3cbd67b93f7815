//! The floor of a fan-out: a plain epoll loop that does the WebSocket handshake
//! and then calls `send()` once per socket and message, with the same frame
//! bytes that the measured server sent.
//!
//! ```text
//! floor FRAME_FILE [GREETING_FILE]
//! ```
//!
//! Prints `{"port":N}`. A `PUT`, on a connection of its own, sends the frame to
//! every viewer whose `GET` had a path that began so, or to all of them when none
//! had; each viewer's first message is answered by the greeting, or by the frame
//! too where there is none, as a session's welcome is. Of a file with several frames each `PUT` sends the next, from the first
//! again after the last. Nothing else is done: no identity, no lanes, no history,
//! no checks.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};

use anyhow::Context as _;
use hawker_load::output;
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

const LISTENER: Token = Token(usize::MAX);

/// Events taken at once.
const EVENTS: usize = 1_024;

/// The longest head of a request; a trigger's and a handshake's fit well.
const HEAD_MAX: usize = 16 << 10;

/// What a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It has sent no whole request yet.
    New,
    /// A viewer that has said nothing yet.
    Viewer,
    /// A viewer that was answered.
    Greeted,
    /// It sends triggers.
    Control,
}

struct Connection {
    stream: TcpStream,
    kind: Kind,
    /// What the socket would not take.
    pending: Vec<u8>,
    /// The room that it has just asked for.
    entered: Option<String>,
}

struct Floor {
    /// Each is sent whole; there is at least one.
    frames: Vec<Vec<u8>>,
    greeting: Vec<u8>,
    /// How many were sent.
    turn: usize,
    connections: Vec<Option<Connection>>,
    /// Who is in which room.
    rooms: HashMap<String, Vec<usize>>,
    free: Vec<usize>,
    scratch: Vec<u8>,
}

fn main() -> anyhow::Result<()> {
    let file = std::env::args().nth(1).context("usage: floor FRAME_FILE [GREETING_FILE]")?;
    let frames = split(&std::fs::read(&file).with_context(|| file.clone())?)?;
    let greeting = match std::env::args().nth(2) {
        Some(file) => std::fs::read(&file).with_context(|| file.clone())?,
        None => frames.concat(),
    };
    let mut listener = TcpListener::from_std(listen()?);
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    output::line(&format!("{{\"port\":{}}}", listener.local_addr()?.port()));
    let mut floor = Floor {
        frames,
        greeting,
        turn: 0,
        connections: Vec::new(),
        rooms: HashMap::new(),
        free: Vec::new(),
        scratch: vec![0; HEAD_MAX],
    };
    let mut events = Events::with_capacity(EVENTS);
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            polled => polled?,
        }
        for event in &events {
            if event.token() == LISTENER {
                floor.accept(&listener, poll.registry())?;
            } else {
                floor.serve(event);
            }
        }
    }
}

/// The WebSocket frames of a file.
fn split(mut text: &[u8]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut frames = Vec::new();
    while !text.is_empty() {
        let frame = hawker_load::wire::parse(text)?.context("half a frame in the file")?;
        let (frame, rest) = text.split_at(frame.taken);
        frames.push(frame.to_vec());
        text = rest;
    }
    anyhow::ensure!(!frames.is_empty(), "no frame in the file");
    Ok(frames)
}

/// Listens with a backlog that a burst of joins fits into.
fn listen() -> anyhow::Result<std::net::TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    socket.listen(4_096)?;
    Ok(socket.into())
}

impl Floor {
    fn accept(&mut self, listener: &TcpListener, registry: &Registry) -> anyhow::Result<()> {
        loop {
            let mut stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            stream.set_nodelay(true)?;
            let index = self.free.pop().unwrap_or(self.connections.len());
            let interest = Interest::READABLE | Interest::WRITABLE;
            registry.register(&mut stream, Token(index), interest)?;
            let pending = Vec::new();
            let connection = Connection { stream, kind: Kind::New, pending, entered: None };
            match self.connections.get_mut(index) {
                Some(slot) => *slot = Some(connection),
                None => self.connections.push(Some(connection)),
            }
        }
    }

    fn serve(&mut self, event: &Event) {
        let index = event.token().0;
        let Some(Some(connection)) = self.connections.get_mut(index) else { return };
        let mut open = true;
        if event.is_writable() && !connection.pending.is_empty() {
            let pending = std::mem::take(&mut connection.pending);
            open &= connection.send(&pending);
        }
        let mut triggers = Vec::new();
        while open && event.is_readable() {
            match connection.stream.read(&mut self.scratch) {
                Ok(0) => open = false,
                Ok(read) => {
                    let input = self.scratch.get(..read).unwrap_or_default();
                    open &= connection.hear(input, &self.greeting, &mut triggers);
                    if read < self.scratch.len() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => open = false,
            }
        }
        let entered = connection.entered.take();
        if let Some(room) = entered.filter(|_| open) {
            self.rooms.entry(room).or_default().push(index);
        }
        if !open {
            self.connections[index] = None;
            self.free.push(index);
        }
        for path in triggers {
            self.broadcast(&path);
        }
    }

    fn broadcast(&mut self, path: &str) {
        let Some(frame) = self.frames.get(self.turn % self.frames.len()) else { return };
        self.turn += 1;
        if let Some(room) = self.rooms.get(path) {
            for index in room {
                tell(self.connections.get_mut(*index), frame);
            }
        } else {
            self.connections.iter_mut().for_each(|slot| tell(Some(slot), frame));
        }
    }
}

/// Sends the frame to a viewer that was greeted.
fn tell(slot: Option<&mut Option<Connection>>, frame: &[u8]) {
    let Some(slot) = slot else { return };
    let Some(connection) = slot else { return };
    if connection.kind == Kind::Greeted && !connection.send(frame) {
        *slot = None;
    }
}

impl Connection {
    /// Handles what came; requests are taken to come in one piece, as the
    /// generator sends them. `false` where the connection is to be closed.
    fn hear(&mut self, input: &[u8], greeting: &[u8], triggers: &mut Vec<String>) -> bool {
        match self.kind {
            Kind::New if input.starts_with(b"GET ") => {
                let Some(answer) = upgrade(input) else { return false };
                self.kind = Kind::Viewer;
                self.entered = paths(input, "GET ").next().map(str::to_owned);
                self.send(answer.as_bytes())
            }
            Kind::New | Kind::Control => {
                self.kind = Kind::Control;
                triggers.extend(paths(input, "PUT ").map(str::to_owned));
                self.send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            }
            Kind::Viewer => {
                self.kind = Kind::Greeted;
                self.send(greeting)
            }
            Kind::Greeted => true,
        }
    }

    /// One `send()`; what it doesn't take waits until the socket is writable.
    fn send(&mut self, bytes: &[u8]) -> bool {
        if !self.pending.is_empty() {
            self.pending.extend_from_slice(bytes);
            return true;
        }
        match self.stream.write(bytes) {
            Ok(written) => {
                self.pending.extend_from_slice(bytes.get(written..).unwrap_or_default());
                true
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.pending.extend_from_slice(bytes);
                true
            }
            Err(_) => false,
        }
    }
}

/// The paths of the requests of that method, without `/ws` at their ends.
fn paths<'a>(input: &'a [u8], method: &'a str) -> impl Iterator<Item = &'a str> {
    let text = std::str::from_utf8(input).unwrap_or_default();
    let lines = text.lines().filter_map(move |line| line.strip_prefix(method));
    lines.filter_map(|rest| rest.split(' ').next()).map(|path| path.trim_end_matches("/ws"))
}

fn upgrade(request: &[u8]) -> Option<String> {
    let request = std::str::from_utf8(request).ok()?;
    let header = |name: &str| {
        let mut headers = request.split("\r\n").filter_map(|line| line.split_once(':'));
        headers.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let accept = derive_accept_key(header("sec-websocket-key")?.as_bytes());
    let protocol = header("sec-websocket-protocol")?;
    Some(format!(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-accept: {accept}\r\nsec-websocket-protocol: {protocol}\r\n\r\n"
    ))
}
