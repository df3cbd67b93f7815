//! What buyers who come into a room have open: asked for all together who came at
//! about the same time, in whatever rooms.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures_util::future::join_all;
use hawker_domain::MerchantId;
use hawker_proto::v1::{Error, Reservation, WaitingPlace};

use super::Room;
use crate::{inventory::HeldBy, token::Identity};

/// What a buyer has open.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// Places on waitlists of this room's sales.
    pub(crate) places: Vec<WaitingPlace>,
    /// What is reserved with the room's merchant, oldest first.
    pub(crate) reservations: Vec<Reservation>,
}

impl Open {
    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.reservations.is_empty()
    }
}

impl Room {
    /// What one has open here.
    pub(crate) async fn open(&self, who: &Identity) -> Result<Open, Error> {
        // The places first: what one waited for may become a hold meanwhile.
        let places = self.places(who).await?;
        Ok(Open { places, reservations: self.open_reservations(who).await? })
    }
}

/// What each of those has open, in their order: a question for each merchant, and
/// for each who may be on a waitlist.
pub(crate) async fn open_of(those: &[(Arc<Room>, Arc<Identity>)]) -> Vec<Result<Open, Error>> {
    let places = join_all(those.iter().map(|(room, who)| room.places(who))).await;
    let held = held_of(those).await;
    let own = |(room, who): &(Arc<Room>, Arc<Identity>)| {
        let Ok(buyer) = who.buyer() else { return Ok(Vec::new()) };
        let Some(held) = held.get(&room.merchant) else { return Ok(Vec::new()) };
        let held = held.as_ref().map_err(Error::clone)?;
        let newest_first = held.get(buyer.as_str()).into_iter().flatten();
        Ok(newest_first.rev().cloned().collect())
    };
    let each = those.iter().zip(places);
    each.map(|(one, places)| Ok(Open { places: places?, reservations: own(one)? })).collect()
}

async fn held_of(
    those: &[(Arc<Room>, Arc<Identity>)],
) -> BTreeMap<MerchantId, Result<HeldBy, Error>> {
    let mut merchants: BTreeMap<&MerchantId, (&Room, BTreeSet<String>)> = BTreeMap::new();
    for (room, who) in those {
        if let Ok(buyer) = who.buyer() {
            let (_, buyers) =
                merchants.entry(&room.merchant).or_insert_with(|| (room, BTreeSet::new()));
            buyers.insert(buyer.to_string());
        }
    }
    let mut held = BTreeMap::new();
    for (merchant, (room, buyers)) in merchants {
        let answer = room.backing.inventory.held_by(merchant, buyers).await;
        held.insert(merchant.clone(), answer);
    }
    held
}
