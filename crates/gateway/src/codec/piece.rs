//! One thing to say to many, encoded at most once per encoding.

use std::{sync::OnceLock, time::Instant};

use bytes::Bytes;
use hawker_proto::v1::{self, server_frame};

use super::{Encoding, encode};

/// A frame and, once somebody needed them, its bytes.
pub(crate) struct Piece {
    frame: v1::ServerFrame,
    born: Instant,
    json: OnceLock<Bytes>,
    proto: OnceLock<Bytes>,
}

impl Piece {
    /// A piece that says this.
    pub(crate) fn new(kind: server_frame::Kind) -> Self {
        Self {
            frame: v1::ServerFrame { kind: Some(kind) },
            born: Instant::now(),
            json: OnceLock::new(),
            proto: OnceLock::new(),
        }
    }

    /// Its bytes, framed. The first to ask pays for the encoding.
    pub(crate) fn bytes(&self, encoding: Encoding) -> &Bytes {
        let cell = match encoding {
            Encoding::Json => &self.json,
            Encoding::Proto => &self.proto,
        };
        cell.get_or_init(|| encode(&self.frame, encoding))
    }

    /// When it was made, to measure how long it took to every viewer.
    pub(crate) fn born(&self) -> Instant {
        self.born
    }
}
