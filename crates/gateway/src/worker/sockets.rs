//! The sockets of one worker: an epoll of its own, in which every viewer's socket
//! is registered once, edge-triggered.
//!
//! A session has no task and no entry in the runtime's own reactor, which saves
//! half a kilobyte for each and a task's wake-up for each frame that comes in. One
//! task of the worker waits for the epoll's own descriptor and hands on what each
//! socket has to say.

use std::{
    cell::RefCell,
    collections::VecDeque,
    io,
    net::{TcpListener, TcpStream},
    os::fd::AsRawFd,
    rc::Rc,
    time::Duration,
};

use mio::{Events, Interest, Poll, Registry, Token, event::Event, unix::SourceFd};
use tokio::{io::unix::AsyncFd, sync::Notify};

use super::Here;
use crate::{door, lanes::SessionKey};

/// What is heard of a socket.
const BOTH: Interest = Interest::READABLE.add(Interest::WRITABLE);
/// Events taken at once, before other tasks of the worker have their turn.
const EVENTS: usize = 256;

/// Where sockets are registered, and who is to be read again.
pub(crate) struct Sockets {
    registry: Registry,
    /// Sessions whose socket has more than was read: each at most once.
    unread: RefCell<VecDeque<SessionKey>>,
    bell: Notify,
}

impl Sockets {
    /// An epoll, and where to register.
    pub(super) fn new() -> io::Result<(Self, Poll)> {
        let poll = Poll::new()?;
        let registry = poll.registry().try_clone()?;
        Ok((Self { registry, unread: RefCell::default(), bell: Notify::new() }, poll))
    }

    /// Registers a socket under that name. It is taken out by being closed.
    pub(crate) fn add(&self, stream: &TcpStream, token: Token) -> io::Result<()> {
        self.registry.register(&mut SourceFd(&stream.as_raw_fd()), token, BOTH)
    }

    /// Gives a socket that is registered another name, and tells anew what it has
    /// to say.
    pub(crate) fn rename(&self, stream: &TcpStream, token: Token) -> io::Result<()> {
        self.registry.reregister(&mut SourceFd(&stream.as_raw_fd()), token, BOTH)
    }

    /// Takes a socket out that lives on elsewhere.
    pub(crate) fn take_out(&self, stream: &TcpStream) {
        if let Err(error) = self.registry.deregister(&mut SourceFd(&stream.as_raw_fd())) {
            tracing::debug!(%error, "a socket was not registered");
        }
    }

    /// Registers the listener.
    fn add_listener(&self, listener: &TcpListener) -> io::Result<()> {
        let mut source = SourceFd(&listener.as_raw_fd());
        self.registry.register(&mut source, door::LISTENER, Interest::READABLE)
    }

    /// Has the worker look again whether somebody can be let in.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Has a session read once more, after others had their turn. No event tells
    /// of what was left unread.
    pub(crate) fn read_again(&self, session: SessionKey) {
        self.unread.borrow_mut().push_back(session);
        self.bell.notify_one();
    }
}

/// Hands on what the sockets have to say, for as long as the worker lives.
pub(super) async fn listen(here: Rc<Here>, poll: Poll) {
    if let Err(error) = hear(&here, poll).await {
        tracing::error!(%error, "a worker can't hear its sockets any more");
    }
}

/// Has the runtime wait for the epoll's descriptor.
#[allow(
    deprecated,
    reason = "what replaces it is an unsafe function, which asks for what holds here: \
              the epoll owns its descriptor, and nothing closes or replaces it meanwhile"
)]
fn watched(poll: Poll) -> io::Result<AsyncFd<Poll>> {
    AsyncFd::new(poll)
}

async fn hear(here: &Rc<Here>, poll: Poll) -> io::Result<()> {
    let mut poll = watched(poll)?;
    let mut events = Events::with_capacity(EVENTS);
    here.door.with_listener(|it| here.sockets.add_listener(it)).transpose()?;
    loop {
        if here.sockets.unread.borrow().is_empty() && !here.door.is_wanted(here) {
            tokio::select! {
                ready = poll.readable_mut() => {
                    let mut ready = ready?;
                    take(ready.get_inner_mut(), &mut events)?;
                    if events.iter().count() < EVENTS {
                        ready.clear_ready();
                    }
                }
                () = here.sockets.bell.notified() => events.clear(),
            }
        } else {
            take(poll.get_mut(), &mut events)?;
        }
        for event in &events {
            hand_on(here, event);
        }
        read_on(here);
        if here.door.is_wanted(here) {
            door::open(here);
        }
        tokio::task::yield_now().await;
    }
}

/// Takes the events that there are, without waiting.
fn take(poll: &mut Poll, events: &mut Events) -> io::Result<()> {
    match poll.poll(events, Some(Duration::ZERO)) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
        polled => polled,
    }
}

fn hand_on(here: &Rc<Here>, event: &Event) {
    let token = event.token();
    if token == door::LISTENER {
        return here.door.knock();
    }
    if door::is_visitor(token) {
        return door::heard(here, token);
    }
    // Of two sessions that had the same place one after the other, the second may
    // get an event of the first: it finds that there is nothing.
    let session = here.sessions.borrow().get(token.0).cloned();
    if let Some(session) = session {
        // A broken socket tells so to whoever reads.
        let readable = event.is_readable() || event.is_read_closed() || event.is_error();
        if event.is_read_closed() {
            session.has_said_all();
        }
        session.ready(here, readable, event.is_writable());
    }
}

/// Reads once more from those who had more than was read, each once.
fn read_on(here: &Rc<Here>) {
    let unread = std::mem::take(&mut *here.sockets.unread.borrow_mut());
    for key in unread {
        if let Some(session) = here.session(key) {
            session.ready(here, true, false);
        }
    }
}
