//! Where a viewer starts: behind the position that it gives, as long as what came
//! after is kept, else behind a snapshot.

use std::sync::Arc;

use hawker_proto::v1::Position;

use super::{Counts, Cursors, Lanes, Log, SnapshotPiece};

/// Where it starts.
pub(crate) struct Start {
    /// From here on the walk serves it.
    pub(crate) cursors: Cursors,
    /// Chat so far.
    pub(crate) counts: Counts,
    /// The position after what is sent first.
    pub(crate) position: Position,
    /// What to send first; none for one who gets exactly what it missed.
    pub(crate) snapshot: Option<Arc<SnapshotPiece>>,
}

impl Start {
    /// Whether the viewer goes on without a gap.
    pub(crate) fn recovered(&self) -> bool {
        self.snapshot.is_none()
    }
}

impl Lanes {
    /// The start of one who saw everything up to that position; 0 and 0 for one
    /// who saw nothing. The log is up to date.
    pub(crate) fn start(&self, log: &Log, seen: Position) -> Start {
        let epoch = self.epoch();
        let kept = log.critical_floor()..=log.critical_head();
        if seen.epoch != 0 && seen.epoch == epoch && kept.contains(&seen.offset) {
            return Start {
                cursors: log.resume_at(seen.offset),
                counts: log.counts(),
                position: Position { epoch, offset: log.critical_head() },
                snapshot: None,
            };
        }
        let snapshot = self.snapshot_piece();
        Start {
            cursors: snapshot.cursors(),
            counts: snapshot.counts(),
            position: snapshot.position(),
            snapshot: Some(snapshot),
        }
    }
}
