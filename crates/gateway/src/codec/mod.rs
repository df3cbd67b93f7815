//! Frames: what goes over the wire, in both sub-protocols.
//!
//! What the server says is encoded once per encoding, framed for WebSocket at
//! the same time (server frames are unmasked, so that everyone gets the same
//! bytes), and shared. What clients say is taken apart by [`Deframer`] and read
//! by [`decode()`], which never fails without saying why in a code of the
//! protocol.

mod decode;
mod encode;
mod inbound;
mod piece;

pub(crate) use decode::{Refused, Request, decode};
pub(crate) use encode::{close_frame, encode, ping_frame, pong_frame};
pub(crate) use inbound::{Deframer, Event, HEADER_MAX, Violation};
pub(crate) use piece::Piece;

use hawker_proto::{SUBPROTOCOL_JSON, SUBPROTOCOL_PROTO};

/// Which sub-protocol a session speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `hawker.v1.json`: text messages of proto3 JSON, split by newlines.
    Json,
    /// `hawker.v1.proto`: binary messages of length-delimited protobuf.
    Proto,
}

impl Encoding {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Json, Self::Proto];

    /// The name that is negotiated.
    pub(crate) const fn subprotocol(self) -> &'static str {
        match self {
            Self::Json => SUBPROTOCOL_JSON,
            Self::Proto => SUBPROTOCOL_PROTO,
        }
    }

    /// The encoding of that name.
    pub(crate) fn of(subprotocol: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.subprotocol() == subprotocol)
    }
}
