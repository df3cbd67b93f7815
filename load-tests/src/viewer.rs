//! One virtual viewer: a session over a real WebSocket, opened again when it
//! breaks, and the requests it has open.
//!
//! A viewer is one task that only reads. Whoever wants it to say something
//! calls [`Viewer::ask`], which writes to the socket at once; only what the
//! socket would not take waits in a bounded backlog that the task drains.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::task::Waker;

use hawker_proto::v1::{ClientFrame, Position, client_frame::Kind};
use tokio::net::tcp::OwnedWriteHalf;

use crate::Error;
use crate::ledger::Ledger;
use crate::wire::{self, Encoding};

/// Bytes that may wait for a socket that takes no more.
const BACKLOG_MAX: usize = 256 << 10;

/// Requests that one viewer may have open.
const OPEN_REQUESTS_MAX: usize = 4_096;

/// The id of the request that opens a session.
const HELLO_ID: u32 = 1;

/// What a request was, as far as its answer needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// The session's first frame.
    Hello,
    /// A message, by the fingerprint of its text.
    Chat(u64),
    /// Units of a sale, under that key.
    Reserve {
        /// The idempotency key.
        key: String,
        /// The sale, as this viewer knows it.
        sale: String,
    },
    /// The way to the checkout.
    Checkout {
        /// The reservation.
        reservation: u64,
        /// The sale it was made in.
        sale: String,
    },
    /// A hold given back.
    Release,
    /// A step for the funnel.
    Track,
}

/// A request under way.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What it was.
    pub(crate) what: What,
    /// When it was meant to be sent, in microseconds of the run.
    pub(crate) intended_us: u64,
    /// What to send again after a reconnect; absent for what may not be
    /// repeated, since it has no idempotency key.
    pub(crate) again: Option<Kind>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Viewer {
    /// Counts the viewers of the run, from 0.
    pub(crate) index: usize,
    /// Who its token says it is.
    pub(crate) sub: String,
    /// The show it watches.
    pub(crate) show: String,
    /// How it talks.
    pub(crate) encoding: Encoding,
    /// What it was told.
    pub(crate) ledger: RefCell<Ledger>,
    open: RefCell<HashMap<u32, Asked>>,
    link: RefCell<Link>,
    next_id: Cell<u32>,
    mask: Cell<u32>,
}

/// The writing half of a session.
#[derive(Debug, Default)]
struct Link {
    write: Option<OwnedWriteHalf>,
    /// Whether the session is open, so that requests may be sent.
    open: bool,
    backlog: Vec<u8>,
    reader: Option<Waker>,
}

impl Viewer {
    pub(crate) fn new(index: usize, sub: String, show: String, encoding: Encoding) -> Viewer {
        Viewer {
            index,
            sub,
            show,
            encoding,
            ledger: RefCell::default(),
            open: RefCell::default(),
            link: RefCell::default(),
            next_id: Cell::new(HELLO_ID),
            mask: Cell::new(0x9E37_79B9 ^ index as u32),
        }
    }

    /// The position to resume from.
    pub(crate) fn place(&self) -> Position {
        self.ledger.borrow().place.unwrap_or_default()
    }

    /// Sends a request. While the session is not open, one that can be repeated
    /// waits for the next session, and any other counts as unsent.
    ///
    /// # Errors
    ///
    /// [`Error`] where the connection is lost; the reading task finds out too.
    pub(crate) fn ask(&self, kind: Kind, asked: Asked) -> Result<(), Error> {
        let connected = self.link.borrow().open;
        let full = self.open.borrow().len() >= OPEN_REQUESTS_MAX;
        if full || (!connected && asked.again.is_none()) {
            self.ledger.borrow_mut().unsent += 1;
            return Ok(());
        }
        let id = self.fresh_id();
        self.open.borrow_mut().insert(id, asked);
        if connected { self.send(&ClientFrame { id, kind: Some(kind) }) } else { Ok(()) }
    }

    fn fresh_id(&self) -> u32 {
        let id = self.next_id.get().wrapping_add(1).max(HELLO_ID + 1);
        self.next_id.set(id);
        id
    }

    /// The request that an answer with that id belongs to.
    pub(crate) fn answered(&self, id: u32) -> Option<Asked> {
        let asked = self.open.borrow_mut().remove(&id);
        if asked.is_none() {
            self.ledger.borrow_mut().replies_unasked += 1;
        }
        asked
    }

    /// Requests without an answer.
    pub(crate) fn open_requests(&self) -> usize {
        self.open.borrow().len()
    }

    /// Takes over a connection whose handshake is done, and says hello on it.
    pub(crate) fn connected(
        &self,
        write: OwnedWriteHalf,
        hello: Kind,
        intended_us: u64,
    ) -> Result<(), Error> {
        *self.link.borrow_mut() = Link { write: Some(write), ..Link::default() };
        let asked = Asked { what: What::Hello, intended_us, again: None };
        self.open.borrow_mut().insert(HELLO_ID, asked);
        self.send(&ClientFrame { id: HELLO_ID, kind: Some(hello) })
    }

    /// The session is open: sends what waited for it.
    pub(crate) fn opened(&self) -> Result<(), Error> {
        self.link.borrow_mut().open = true;
        let waiting: Vec<(u32, Asked)> = self.open.borrow_mut().drain().collect();
        for (_, asked) in waiting {
            let id = self.fresh_id();
            let kind = asked.again.clone();
            self.open.borrow_mut().insert(id, asked);
            self.send(&ClientFrame { id, kind })?;
        }
        Ok(())
    }

    /// The session is over: what may not be repeated stays unanswered.
    pub(crate) fn disconnected(&self) {
        *self.link.borrow_mut() = Link::default();
        let mut lost = 0;
        self.open.borrow_mut().retain(|_, asked| {
            lost += u64::from(asked.again.is_none() && asked.what != What::Hello);
            asked.again.is_some()
        });
        self.ledger.borrow_mut().unanswered += lost;
    }

    fn send(&self, frame: &ClientFrame) -> Result<(), Error> {
        let mask = self.next_mask();
        let mut bytes = Vec::with_capacity(256);
        self.encoding.write(frame, mask, &mut bytes)?;
        self.put(&bytes)
    }

    /// Sends a control frame.
    pub(crate) fn control(&self, opcode: u8, payload: &[u8]) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(payload.len() + 8);
        wire::write_masked(opcode, payload, self.next_mask(), &mut bytes);
        self.put(&bytes)
    }

    /// A mask need not be secret here, just different (a xorshift).
    fn next_mask(&self) -> [u8; 4] {
        let mut mask = self.mask.get();
        mask ^= mask << 13;
        mask ^= mask >> 17;
        mask ^= mask << 5;
        self.mask.set(mask);
        mask.to_ne_bytes()
    }

    fn put(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut link = self.link.borrow_mut();
        let mut written = 0;
        if link.backlog.is_empty()
            && let Some(write) = &link.write
        {
            written = match write.try_write(bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => 0,
                Err(error) => return Err(Error::io("writing to the gateway")(error)),
            };
        }
        let rest = bytes.get(written..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        if link.backlog.len() + rest.len() > BACKLOG_MAX {
            return Err(Error::Protocol("the gateway reads nothing any more".to_owned()));
        }
        link.backlog.extend_from_slice(rest);
        if let Some(reader) = link.reader.take() {
            reader.wake();
        }
        Ok(())
    }

    /// Writes what waits, as far as the socket takes it, and leaves a waker for
    /// when more has to wait.
    pub(crate) fn drain(&self, context: &std::task::Context<'_>) -> Result<(), Error> {
        let mut link = self.link.borrow_mut();
        let link = &mut *link;
        if !link.reader.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            link.reader = Some(context.waker().clone());
        }
        let Some(write) = &link.write else { return Ok(()) };
        while !link.backlog.is_empty() {
            match write.try_write(&link.backlog) {
                Ok(written) => drop(link.backlog.drain(..written)),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    let mut context = std::task::Context::from_waker(context.waker());
                    let ready = write.as_ref().poll_write_ready(&mut context);
                    if ready.is_pending() {
                        return Ok(());
                    }
                }
                Err(error) => return Err(Error::io("writing to the gateway")(error)),
            }
        }
        Ok(())
    }
}
