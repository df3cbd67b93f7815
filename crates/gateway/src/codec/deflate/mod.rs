//! permessage-deflate (RFC 7692), without context takeover on either side: each
//! message is compressed for itself, so that all viewers share the same bytes,
//! and nobody has a window of their own that memory is kept for.
//!
//! [`offer`] negotiates, [`shrink`](Deflate::shrink) compresses what a room says,
//! once for all, and [`inflate()`] reads what a client says, never further than a
//! message may be long.

mod inflate;
mod offer;
mod shrink;

pub(crate) use inflate::{Inflated, inflate};
pub(crate) use offer::{Answer, negotiate};
pub(crate) use shrink::Deflate;

/// What a compressed message ends with once it is flushed: not sent, and put
/// back before it is read (RFC 7692, section 7.2.1).
const TAIL: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];
