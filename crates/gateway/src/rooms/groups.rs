//! How far the groups of group sales have come, for the state lane: read from
//! inventory at a steady rate while such a sale runs, since the watch tells only of
//! tiers that unlock.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use hawker_domain::{
    SaleId, ShowId,
    room::{self, Sale},
    stock::Policy,
};
use hawker_proto::v1;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Room;
use crate::{Shared, lanes::hold, limits::GROUP_LOOK};

/// The shows in which such a sale runs: of thousands of rooms, only these are looked
/// at. There are at most as many as there are rooms.
#[derive(Default)]
pub(crate) struct InGroups(Mutex<BTreeSet<ShowId>>);

impl InGroups {
    /// Takes note of how a room stands, which nobody changes meanwhile.
    pub(super) fn note(&self, room: &room::Room) {
        let show = &room.show().id;
        let mut shows = hold(&self.0);
        if sales(room).next().is_none() {
            shows.remove(show);
        } else if !shows.contains(show) {
            shows.insert(show.clone());
        }
    }

    fn shows(&self) -> Vec<ShowId> {
        hold(&self.0).iter().cloned().collect()
    }
}

/// The group sales that run in a room.
fn sales(room: &room::Room) -> impl Iterator<Item = &Sale> {
    room.running_sales().filter(|sale| sale.terms.policy == Policy::Group)
}

/// Looks until it is stopped.
pub(crate) async fn groups(shared: Arc<Shared>, stop: CancellationToken) {
    let endless = async {
        let mut due = interval(GROUP_LOOK);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            due.tick().await;
            for show in shared.rooms.backing.in_groups.shows() {
                if let Some(room) = shared.rooms.get(&show) {
                    room.look_at_groups().await;
                }
            }
        }
    };
    stop.run_until_cancelled(endless).await;
}

impl Room {
    async fn look_at_groups(&self) {
        let state = self.state();
        for sale in sales(&state) {
            // What can't be read now is read the next time.
            if let Some(progress) = self.progress(&sale.id).await {
                self.lanes.set_group(progress);
            }
        }
    }

    async fn progress(&self, sale: &SaleId) -> Option<v1::GroupProgress> {
        let request = v1::GetGroupRequest {
            merchant: self.merchant.to_string(),
            sale: sale.to_string(),
            group: 0,
        };
        let group = self.backing.inventory.get_group(request).await.ok()?;
        Some(v1::GroupProgress {
            sale: sale.to_string(),
            buyers: group.buyers,
            unlocked: group.unlocked,
            price: group.price,
        })
    }
}
