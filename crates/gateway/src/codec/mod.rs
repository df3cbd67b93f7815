//! Frames: what goes over the wire, in both sub-protocols.
//!
//! What the server says is encoded once per encoding, framed for WebSocket at
//! the same time (server frames are unmasked, so that everyone gets the same
//! bytes), compressed where that was negotiated, and shared. What clients say is
//! taken apart by [`Deframer`] and read by [`decode()`], which never fails without
//! saying why in a code of the protocol.

mod decode;
mod deflate;
mod encode;
mod encoding;
#[cfg(test)]
mod fuzz;
mod inbound;
mod piece;

pub(crate) use decode::{Refused, Request, decode};
pub(crate) use deflate::{Answer, Deflate, negotiate};
#[cfg(test)]
pub(crate) use deflate::{Inflated, inflate};
pub(crate) use encode::{close_frame, encode, ping_frame, pong_frame, unframed};
pub(crate) use encoding::Encoding;
pub(crate) use inbound::{Deframer, Event, HEADER_MAX, Violation};
pub(crate) use piece::Piece;
