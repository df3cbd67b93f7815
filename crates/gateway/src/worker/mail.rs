//! What reaches a worker from other threads.

use bytes::Bytes;
use hawker_proto::v1;
use tokio::sync::oneshot;

use crate::{
    codec::Encoding, door::Address, lanes::SessionKey, rooms::Room, session::Finished, tls::Wire,
};
use std::{net::TcpStream, sync::Arc};

/// A letter to a worker.
pub(crate) enum Mail {
    /// A socket whose upgrade was answered.
    Adopt(Box<Adoption>),
    /// One that is told why it is not let in.
    Refuse(Box<Refusal>),
    /// One that another worker has accepted.
    Arrived { stream: TcpStream, address: Address },
    /// What came of a session's command.
    Finished { session: SessionKey, finished: Box<Finished> },
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
    /// Whether the worker hears the socket already.
    pub(crate) known: bool,
}

/// A socket that is not let in.
pub(crate) struct Refusal {
    pub(crate) wire: Wire,
    /// Bytes that were received behind the upgrade request.
    pub(crate) leftover: Bytes,
    pub(crate) encoding: Encoding,
    /// Why, and when to come back.
    pub(crate) goodbye: v1::Goodbye,
    /// Whether the worker hears the socket already.
    pub(crate) known: bool,
}
