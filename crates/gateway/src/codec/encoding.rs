//! What a session speaks: the sub-protocol and whether it is compressed, in one
//! byte.

use hawker_proto::{SUBPROTOCOL_JSON, SUBPROTOCOL_PACKED, SUBPROTOCOL_PROTO};

/// A sub-protocol, with permessage-deflate or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `hawker.v1.json`: text messages of proto3 JSON, split by newlines.
    Json,
    /// `hawker.v1.proto`: binary messages of length-delimited protobuf.
    Proto,
    /// `hawker.v1.packed`: the same, with chat in columns.
    Packed,
    /// JSON, compressed.
    JsonDeflate,
    /// Protobuf, compressed.
    ProtoDeflate,
    /// Protobuf with chat in columns, compressed.
    PackedDeflate,
}

impl Encoding {
    /// The sub-protocols, none compressed.
    pub(crate) const PLAIN: [Self; 3] = [Self::Json, Self::Proto, Self::Packed];
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::Json,
        Self::Proto,
        Self::Packed,
        Self::JsonDeflate,
        Self::ProtoDeflate,
        Self::PackedDeflate,
    ];
    /// How many there are.
    pub(crate) const COUNT: usize = 6;

    /// The name that is negotiated.
    pub(crate) const fn subprotocol(self) -> &'static str {
        match self.plain() {
            Self::Json => SUBPROTOCOL_JSON,
            Self::Packed => SUBPROTOCOL_PACKED,
            _ => SUBPROTOCOL_PROTO,
        }
    }

    /// The encoding of that name, not compressed.
    pub(crate) fn of(subprotocol: &str) -> Option<Self> {
        Self::PLAIN.into_iter().find(|encoding| encoding.subprotocol() == subprotocol)
    }

    /// The same, not compressed.
    pub(crate) const fn plain(self) -> Self {
        match self {
            Self::Json | Self::JsonDeflate => Self::Json,
            Self::Proto | Self::ProtoDeflate => Self::Proto,
            Self::Packed | Self::PackedDeflate => Self::Packed,
        }
    }

    /// The same, compressed.
    pub(crate) const fn deflated(self) -> Self {
        match self.plain() {
            Self::Json => Self::JsonDeflate,
            Self::Packed => Self::PackedDeflate,
            _ => Self::ProtoDeflate,
        }
    }

    /// Whether permessage-deflate was negotiated.
    pub(crate) const fn is_deflated(self) -> bool {
        matches!(self, Self::JsonDeflate | Self::ProtoDeflate | Self::PackedDeflate)
    }

    /// Whether its messages are text; else they are binary.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Json | Self::JsonDeflate)
    }
}
