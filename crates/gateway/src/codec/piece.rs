//! One thing to say to many, encoded and compressed at most once per encoding.

use std::{sync::OnceLock, time::Instant};

use bytes::Bytes;
use hawker_proto::v1::{self, server_frame::Kind};
use hawker_telemetry::gateway::Lane;

use super::{Deflate, Encoding, encode};

/// A frame and, once somebody needed them, its bytes.
pub(crate) struct Piece {
    frame: v1::ServerFrame,
    born: Instant,
    deflate: Deflate,
    bytes: [OnceLock<Bytes>; Encoding::COUNT],
}

impl Piece {
    /// A piece that says this, compressed so where it is.
    pub(crate) fn new(kind: Kind, deflate: Deflate) -> Self {
        Self {
            frame: v1::ServerFrame { kind: Some(kind) },
            born: Instant::now(),
            deflate,
            bytes: [const { OnceLock::new() }; Encoding::COUNT],
        }
    }

    /// Its bytes, framed. The first to ask pays for the encoding.
    pub(crate) fn bytes(&self, encoding: Encoding) -> &Bytes {
        self.cell(encoding).get_or_init(|| {
            if encoding.is_deflated() {
                self.deflate.shrink(self.bytes(encoding.plain()), self.lane())
            } else {
                encode(&self.frame, encoding)
            }
        })
    }

    fn cell(&self, encoding: Encoding) -> &OnceLock<Bytes> {
        let [json, proto, packed, json_deflate, proto_deflate, packed_deflate] = &self.bytes;
        let chat = matches!(self.frame.kind, Some(Kind::Chat(_)));
        match encoding {
            Encoding::Json => json,
            Encoding::JsonDeflate => json_deflate,
            // Only chat differs between the two.
            Encoding::Packed if chat => packed,
            Encoding::PackedDeflate if chat => packed_deflate,
            Encoding::Proto | Encoding::Packed => proto,
            Encoding::ProtoDeflate | Encoding::PackedDeflate => proto_deflate,
        }
    }

    fn lane(&self) -> Lane {
        match &self.frame.kind {
            Some(Kind::State(_)) => Lane::State,
            Some(Kind::Chat(_)) => Lane::Chat,
            Some(Kind::Publication(_)) => Lane::Critical,
            _ => Lane::Private,
        }
    }

    /// When it was made, to measure how long it took to every viewer.
    pub(crate) fn born(&self) -> Instant {
        self.born
    }
}
