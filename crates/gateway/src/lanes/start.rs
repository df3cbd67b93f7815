//! Where a viewer starts: behind the position that it gives, as long as what came
//! after is kept, else behind a snapshot.

use std::sync::Arc;

use hawker_proto::{
    STOCKS_SEEN,
    v1::{Hello, Position, StockSeen},
};

use super::{Counts, Cursors, Lanes, Log, SnapshotPiece, hold, state::StateHead};
use crate::codec::Piece;

/// What one who comes in has seen of the room, as it says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// The last publication, or 0 and 0 for a fresh start.
    pub(crate) position: Position,
    /// The newest stock of some SKUs.
    pub(crate) stocks: Vec<StockSeen>,
}

impl From<&Hello> for Seen {
    fn from(hello: &Hello) -> Self {
        let position = Position { epoch: hello.epoch, offset: hello.offset };
        let stocks = hello.stocks.iter().take(STOCKS_SEEN).cloned().collect();
        Self { position, stocks }
    }
}

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
    /// The state to send first to one who goes on without a gap, but has seen newer
    /// stock elsewhere than the last tick told here.
    pub(crate) state: Option<Arc<Piece>>,
}

impl Start {
    /// Whether the viewer goes on without a gap.
    pub(crate) fn recovered(&self) -> bool {
        self.snapshot.is_none()
    }
}

impl Lanes {
    /// The start of one who saw that. The log is up to date.
    pub(crate) fn start(&self, log: &Log, seen: &Seen) -> Start {
        let epoch = self.epoch();
        let ahead = self.ahead(log, &seen.stocks);
        let kept = log.critical_floor()..=log.critical_head();
        let Position { epoch: in_epoch, offset } = seen.position;
        if in_epoch != 0 && in_epoch == epoch && kept.contains(&offset) {
            let cursors = log.resume_at(offset);
            return Start {
                cursors: Cursors { state: ahead.as_ref().map_or(0, |it| it.tick()), ..cursors },
                counts: log.counts(),
                position: Position { epoch, offset: log.critical_head() },
                snapshot: None,
                state: ahead.map(|it| it.after(0)),
            };
        }
        let snapshot = self.snapshot_piece();
        Start {
            cursors: snapshot.cursors(),
            counts: snapshot.counts(),
            position: snapshot.position(),
            snapshot: Some(snapshot),
            state: None,
        }
    }

    /// The state as it stands, if one who saw that would be told older stock by the
    /// last tick.
    fn ahead(&self, log: &Log, seen: &[StockSeen]) -> Option<Arc<StateHead>> {
        let told = log.state.as_ref().filter(|_| !seen.is_empty())?;
        told.is_behind(seen).then(|| hold(&self.inner).state.tell_ahead())
    }
}
