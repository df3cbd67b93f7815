//! The rooms: the durable side of every show, and the way in to each.

mod room;

use std::sync::Arc;

use dashmap::DashMap;
use hawker_domain::ShowId;
use hawker_proto::v1;

pub(crate) use room::Room;

/// What a host or merchant asks of a room.
#[derive(Debug, Clone)]
pub(crate) enum RoomCommand {
    Pin(v1::PinListing),
    Unpin,
    StartSale(v1::StartSale),
    StopSale(v1::StopSale),
    SetState(v1::SetShowState),
    PutListing(v1::Listing),
}

/// What a room answers to a command.
#[derive(Debug, Clone)]
pub(crate) enum RoomAnswer {
    /// Published at this position, or had been already.
    Position(v1::Position),
    /// The sale that was asked for.
    Sale(v1::Sale),
    /// The listing as it now stands.
    Listing(v1::Listing),
}

/// What joiners need of a room beside the lanes' own values: true as of the
/// newest publication.
#[derive(Debug, Clone, Default)]
pub(crate) struct SnapshotBase {
    pub(crate) show: v1::Show,
    /// The line-up, in order.
    pub(crate) listings: Vec<v1::Listing>,
    /// The pinned listing; empty for none.
    pub(crate) pinned: String,
    /// Sales that are open or sold out.
    pub(crate) sales: Vec<v1::Sale>,
}

/// Every room of this gateway, by show.
pub(crate) struct Rooms {
    by_show: DashMap<ShowId, Arc<Room>>,
}

impl Rooms {
    pub(crate) fn get(&self, show: &ShowId) -> Option<Arc<Room>> {
        self.by_show.get(show).map(|room| Arc::clone(&room))
    }
}
