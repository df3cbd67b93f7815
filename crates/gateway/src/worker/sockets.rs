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
    net::TcpStream,
    os::fd::{AsRawFd, RawFd},
    rc::Rc,
    time::Duration,
};

use mio::{Events, Interest, Poll, Registry, Token, event::Event, unix::SourceFd};
use tokio::{io::unix::AsyncFd, sync::Notify};

use super::Here;
use crate::lanes::SessionKey;

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

    /// Registers the socket of the session in that place. It is taken out by being
    /// closed.
    pub(super) fn add(&self, stream: &TcpStream, slot: u32) -> io::Result<()> {
        let fd: RawFd = stream.as_raw_fd();
        let both = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut SourceFd(&fd), Token(slot as usize), both)
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
    loop {
        if here.sockets.unread.borrow().is_empty() {
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
    // Of two sessions that had the same place one after the other, the second may
    // get an event of the first: it finds that there is nothing.
    let session = here.sessions.borrow().get(event.token().0).cloned();
    if let Some(session) = session {
        // A broken socket tells so to whoever reads.
        let readable = event.is_readable() || event.is_read_closed() || event.is_error();
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
