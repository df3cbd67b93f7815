//! What one gets who joins: everything as it stands, encoded once for all who
//! join at about the same time.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use bytes::Bytes;
use hawker_proto::v1::{ChatMessage, Position, Snapshot, server_frame::Kind};

use super::{
    Cursors, LaneConfig,
    chat::{ChatLane, Counts},
    config,
    state::StateHead,
};
use crate::{
    codec::{Deflate, Encoding, Piece},
    rooms::SnapshotBase,
};

/// A snapshot and where the live lanes go on from it.
pub(crate) struct SnapshotPiece {
    position: Position,
    cursors: Cursors,
    counts: Counts,
    base: Arc<SnapshotBase>,
    state: Arc<StateHead>,
    chat: Vec<ChatMessage>,
    deflate: Deflate,
    piece: OnceLock<Piece>,
}

impl SnapshotPiece {
    /// Its bytes, framed. The first to ask pays for the encoding.
    pub(crate) fn bytes(&self, encoding: Encoding) -> &Bytes {
        let made = || Piece::new(Kind::Snapshot(self.snapshot()), self.deflate);
        self.piece.get_or_init(made).bytes(encoding)
    }

    /// The message.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            position: Some(self.position),
            recovered: false,
            show: Some(self.base.show.clone()),
            listings: self.base.listings.clone(),
            pinned: self.base.pinned.clone(),
            sales: self.base.sales.clone(),
            state: Some(self.state.since(0)),
            chat: self.chat.clone(),
            chat_accepted: self.counts.accepted,
            chat_sampled_out: self.counts.sampled_out,
        }
    }

    /// The newest publication contained.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// Where the lanes go on.
    pub(crate) fn cursors(&self) -> Cursors {
        self.cursors
    }

    /// Chat accepted and sampled out so far.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }
}

/// The base, and the last snapshot made of it.
#[derive(Default)]
pub(super) struct SnapshotCache {
    base: Arc<SnapshotBase>,
    offset: u32,
    made: Option<(Instant, Arc<SnapshotPiece>)>,
}

impl SnapshotCache {
    pub(super) fn set_base(&mut self, base: SnapshotBase, offset: u32) {
        self.base = Arc::new(base);
        self.offset = offset;
        self.made = None;
    }

    pub(super) fn has_listing(&self, listing: &str) -> bool {
        self.base.listings.iter().any(|known| known.listing == listing)
    }

    /// The last one, if it is young enough: what was said after it is still in
    /// the log, so that one who joins with it misses nothing. Its state must be
    /// the newest told, since one who comes back may have seen that.
    pub(super) fn fresh(
        &self,
        now: Instant,
        state: &Arc<StateHead>,
        lanes: &LaneConfig,
    ) -> Option<Arc<SnapshotPiece>> {
        let (made, piece) = self.made.as_ref()?;
        let young = now < *made + config::millis(lanes.snapshot_ms);
        (young && Arc::ptr_eq(&piece.state, state)).then(|| Arc::clone(piece))
    }

    pub(super) fn make(
        &mut self,
        now: Instant,
        epoch: u32,
        state: Arc<StateHead>,
        chat: &ChatLane,
    ) -> Arc<SnapshotPiece> {
        let counts = chat.counts();
        let cursors = Cursors {
            critical: self.offset,
            state: state.tick(),
            chat: chat.head(),
            shown: counts.shown(),
        };
        let piece = Arc::new(SnapshotPiece {
            position: Position { epoch, offset: self.offset },
            cursors,
            counts,
            base: Arc::clone(&self.base),
            state,
            chat: chat.tail().cloned().collect(),
            deflate: chat.deflate(),
            piece: OnceLock::new(),
        });
        self.made = Some((now, Arc::clone(&piece)));
        piece
    }
}
