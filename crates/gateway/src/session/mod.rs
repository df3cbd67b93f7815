//! One viewer: a socket, its cursors into the room's lanes, and what it may do.
//!
//! A session belongs to one worker's thread, and has no task. The worker tells it
//! when its socket is readable (or writable, when it did not take everything);
//! deliveries are made by the room's walk, timeouts by the worker's sweep, and
//! commands run elsewhere and come back by mail. So an idle viewer is this
//! struct, and nothing on the heap beside its identity.

mod chat;
mod checking;
mod commands;
mod hello;
mod limits;
mod open;
mod outbox;
mod parting;
mod read;
mod requests;
mod time;
mod write;

use std::{
    cell::{Cell, RefCell},
    hint::black_box,
    rc::Rc,
    sync::Arc,
};

use bytes::Bytes;
use uuid::Uuid;

use crate::{
    codec::{Deframer, Encoding},
    lanes::{Cursors, SessionKey},
    quota::{Bucket, Key},
    tls::Socket,
    token::Identity,
    worker::{Here, Presence},
};

pub(crate) use chat::{check, role};
pub(crate) use commands::{Command, Finished, carry_out};
pub(crate) use hello::welcome;
pub(crate) use parting::Parting;
pub(crate) use requests::tracked;

use commands::Commands;
use open::Asking;
use outbox::Outbox;

/// One viewer.
///
/// What a walk looks at comes first, here and in [`State`], and lies in two or three lines
/// of the processor's cache: in a large room each of them comes from memory, once a delivery.
#[repr(C)]
pub(crate) struct Session {
    stream: Socket,
    /// The room it is for; none for one that is only told why it is refused.
    room: Option<Presence>,
    encoding: Encoding,
    state: RefCell<State>,
    key: SessionKey,
    /// What its address is counted under; 0 where that is not counted.
    address: Cell<Key>,
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// `hello` has not come.
    Greeting,
    /// The token of its `hello` is checked elsewhere.
    Checking,
    /// In the room, in this place of its subscribers.
    Joined { place: u32 },
    /// Told why it is closed; waits for the client to close as well.
    Closing { since: u32 },
    /// The socket can be dropped.
    Over,
}

/// What changes: at first what each walk looks at.
#[repr(C)]
struct State {
    cursors: Cursors,
    /// The rest of a frame that is half written.
    pinned: Option<Box<Bytes>>,
    outbox: Outbox,
    phase: Phase,
    /// Since when the socket takes nothing, if it does not.
    blocked: Option<u32>,
    /// Whether it is not read from until it has read what it was told.
    choked: bool,
    /// Whether the client has closed.
    closed_by_client: bool,
    /// Whether what it is sent is kept for `hawker why`.
    traced: bool,
    /// Whether what it sends is only read, and no longer taken apart.
    deaf: bool,
    /// Whether the client has shut its side of the socket.
    said_all: bool,
    /// Whether it sends more bytes than it may, so that what it asks is refused.
    over: bool,
    /// What is half received.
    deframer: Option<Box<Deframer>>,
    commands: Option<Box<Commands>>,
    /// Set while the buyer's open reservations are asked for.
    asking: Option<Box<Asking>>,
    who: Arc<Identity>,
    header_token: Option<Box<str>>,
    /// Names the session in logs and in the funnel.
    id: Uuid,
    /// When the connection was taken over, and later when it joined.
    since: u32,
    /// When the client was last heard of, and last pinged.
    heard: u32,
    pinged: u32,
    frames: Bucket,
    bytes: Bucket,
    chat: Bucket,
    attempts: Bucket,
}

impl State {
    /// Whether it is only waited for the client to close, or not even that.
    fn is_closing(&self) -> bool {
        matches!(self.phase, Phase::Closing { .. } | Phase::Over)
    }
}

impl Session {
    /// A session that has said nothing yet.
    pub(crate) fn new(
        key: SessionKey,
        stream: Socket,
        encoding: Encoding,
        room: Option<Presence>,
        here: &Here,
    ) -> Self {
        let now = here.millis();
        let state = State {
            phase: Phase::Greeting,
            cursors: Cursors::default(),
            pinned: None,
            blocked: None,
            outbox: Outbox::default(),
            deframer: None,
            commands: None,
            asking: None,
            who: Arc::clone(&here.nobody),
            header_token: None,
            id: Uuid::now_v7(),
            since: now,
            heard: now,
            pinged: now,
            frames: Bucket::full(now),
            bytes: Bucket::full(now),
            chat: Bucket::full(now),
            attempts: Bucket::full(now),
            closed_by_client: false,
            deaf: false,
            choked: false,
            said_all: false,
            over: false,
            traced: false,
        };
        let (state, address) = (RefCell::new(state), Cell::new(0));
        Self { stream, key, address, encoding, room, state }
    }

    /// Has the processor fetch what a [visit](Self::visit) looks at. It fetches that of
    /// several sessions at once in the time that it takes for one.
    pub(crate) fn approach(&self) {
        black_box(self.encoding);
        if let Ok(state) = self.state.try_borrow() {
            black_box((state.cursors.chat, state.traced));
        }
    }

    /// From now on it is counted under this key of an address.
    pub(crate) fn count_under(&self, address: Key) {
        self.address.set(address);
    }

    /// What its address is counted under.
    pub(crate) fn address(&self) -> Key {
        self.address.get()
    }

    /// Whether its socket is.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.stream.is_encrypted()
    }

    /// What its worker calls it.
    pub(crate) fn key(&self) -> SessionKey {
        self.key
    }

    /// Begins: keeps the header's token for `hello`, and reads what was received
    /// behind the request.
    pub(crate) fn greet(
        self: &Rc<Self>,
        here: &Rc<Here>,
        header_token: Option<String>,
        leftover: &[u8],
    ) {
        self.state.borrow_mut().header_token = header_token.map(String::into_boxed_str);
        self.received(here, leftover);
    }

    /// Lets go of the session, and with it of the socket, once it is over. Called
    /// at the end of whatever may have ended it.
    fn settle(&self, here: &Here) {
        if self.is_over() {
            here.forget(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_viewer_is_small() {
        // With a pseudonym and the room's note of its buyer it is to stay well
        // under 669 bytes, which is what the leanest of others needs without an
        // identity: see docs/fan-out.md.
        let (session, identity) = (size_of::<Session>(), size_of::<Identity>());
        assert!(session <= 208, "{session} bytes");
        assert!(identity <= 128, "{identity} bytes");
    }
}
