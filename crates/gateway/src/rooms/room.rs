//! One room: commands one after the other, each stored before it is published.

use std::sync::Arc;

use hawker_domain::{ShowId, Timestamp};
use hawker_proto::v1;

use super::{RoomAnswer, RoomCommand};
use crate::{lanes::Lanes, token::Identity};

/// One room.
pub(crate) struct Room {
    pub(crate) show: ShowId,
    pub(crate) lanes: Arc<Lanes>,
}

type Answer<T> = Result<T, v1::Error>;

impl Room {
    /// Carries out what a host or merchant asks. Checks the capability.
    pub(crate) async fn command(
        self: &Arc<Self>,
        who: &Identity,
        command: RoomCommand,
        now: Timestamp,
    ) -> Answer<RoomAnswer> {
        Err(unready().await)
    }

    /// Reserves units in the sale that is open on a listing. Checks `buy`.
    pub(crate) async fn reserve(
        &self,
        who: &Identity,
        request: v1::Reserve,
    ) -> Answer<v1::ReserveResult> {
        Err(unready().await)
    }

    /// Gives one's own reservation back. Checks `buy`.
    pub(crate) async fn release(
        &self,
        who: &Identity,
        request: v1::ReleaseHold,
    ) -> Answer<v1::ReserveResult> {
        Err(unready().await)
    }

    /// Where to pay for one's own reservation. Checks `buy`.
    pub(crate) async fn checkout(
        &self,
        who: &Identity,
        request: v1::Checkout,
    ) -> Answer<v1::CheckoutResult> {
        Err(unready().await)
    }

    /// The buyer's reservations that are held now, oldest first; none for one
    /// who is no buyer.
    pub(crate) async fn open_reservations(&self, who: &Identity) -> Answer<Vec<v1::Reservation>> {
        Err(unready().await)
    }
}

async fn unready() -> v1::Error {
    tokio::task::yield_now().await;
    hawker_proto::refuse(v1::ErrorCode::Unavailable, "Inventory can't be reached: try again later.")
}
