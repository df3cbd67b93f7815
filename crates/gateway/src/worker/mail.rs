//! What reaches a worker from other threads.

use bytes::Bytes;
use hawker_proto::v1;
use tokio::sync::oneshot;

use crate::{
    codec::Encoding,
    door::{Address, Arrival, Place},
    lanes::SessionKey,
    rooms::{Open, Room},
    session::Finished,
    tls::Wire,
};
use std::sync::Arc;

/// A letter to a worker.
pub(crate) enum Mail {
    /// A socket whose upgrade was answered.
    Adopt(Box<Adoption>),
    /// One that is told why it is not let in.
    Refuse(Box<Refusal>),
    /// One that another worker has accepted.
    Arrived(Arrival),
    /// What came of a session's command.
    Finished { session: SessionKey, finished: Box<Finished> },
    /// What those who have joined have open.
    Open(Vec<(SessionKey, Result<Open, v1::Error>)>),
    /// Say goodbye to all, and end.
    Drain { done: oneshot::Sender<()> },
}

/// A socket that is to become a session.
pub(crate) struct Adoption {
    pub(crate) wire: Wire,
    /// Bytes that were received behind the upgrade request.
    pub(crate) leftover: Bytes,
    pub(crate) encoding: Encoding,
    pub(crate) room: Arc<Room>,
    /// Where the client is.
    pub(crate) address: Address,
    /// The token of the `Authorization` header.
    pub(crate) header_token: Option<String>,
    pub(crate) from: Source,
}

/// A socket that is not let in.
pub(crate) struct Refusal {
    pub(crate) wire: Wire,
    /// Bytes that were received behind the upgrade request.
    pub(crate) leftover: Bytes,
    pub(crate) encoding: Encoding,
    /// Why, and when to come back.
    pub(crate) goodbye: v1::Goodbye,
    pub(crate) from: Source,
}

/// Where a socket was before.
#[derive(Debug)]
pub(crate) enum Source {
    /// With our listener, which has set it; it has a place at the door.
    Listener(Place),
    /// The same, and the worker has heard it since.
    Door(Place),
    /// With the HTTP server.
    Server,
}
