//! The critical lane: a ring of publications by offset, without gaps.

use std::{collections::VecDeque, sync::Arc};

use hawker_proto::v1::{Publication, server_frame::Kind};

use super::LaneConfig;
use crate::codec::{Deflate, Piece};

/// The newest publications.
pub(super) struct CriticalRing {
    pieces: VecDeque<Arc<Piece>>,
    capacity: usize,
    deflate: Deflate,
    head: u32,
}

impl CriticalRing {
    pub(super) fn new(config: &LaneConfig, history: Vec<Publication>) -> Self {
        let head = history.first().map_or(0, |first| first.offset.saturating_sub(1));
        let mut ring = Self {
            pieces: VecDeque::new(),
            capacity: config.history.max(1),
            deflate: config.squeeze(),
            head,
        };
        for publication in history {
            let offset = publication.offset;
            if !ring.push(publication) {
                // A gap in what was stored: what lies before it can't be resumed.
                tracing::error!(offset, "the history of a room has a gap");
                ring.pieces.clear();
                ring.head = offset;
            }
        }
        ring
    }

    /// Forgets what it has, and goes on after that offset: whoever is behind it is given
    /// a snapshot.
    pub(super) fn begin_anew(&mut self, head: u32) {
        self.pieces.clear();
        self.head = head;
    }

    /// Appends; false, and nothing is changed, when the offset is not the next.
    pub(super) fn push(&mut self, publication: Publication) -> bool {
        if Some(publication.offset) != self.head.checked_add(1) {
            return false;
        }
        self.head = publication.offset;
        if self.pieces.len() == self.capacity {
            self.pieces.pop_front();
        }
        let piece = Piece::new(Kind::Publication(publication), self.deflate);
        self.pieces.push_back(Arc::new(piece));
        true
    }

    /// The offset of the newest publication; 0 before the first.
    pub(super) fn head(&self) -> u32 {
        self.head
    }

    /// Those kept, oldest first; the last one is at the head.
    pub(super) fn pieces(&self) -> &VecDeque<Arc<Piece>> {
        &self.pieces
    }
}
