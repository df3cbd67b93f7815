//! How far the groups of group sales have come, for the state lane: read from
//! inventory at a steady rate while such a sale runs, since the watch tells only of
//! tiers that unlock.

use std::sync::Arc;

use hawker_domain::{SaleId, stock::Policy};
use hawker_proto::v1;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Room;
use crate::{Shared, limits::GROUP_LOOK};

/// Looks until it is stopped.
pub(crate) async fn groups(shared: Arc<Shared>, stop: CancellationToken) {
    let endless = async {
        let mut due = interval(GROUP_LOOK);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            due.tick().await;
            for room in shared.rooms.all() {
                room.look_at_groups().await;
            }
        }
    };
    stop.run_until_cancelled(endless).await;
}

impl Room {
    async fn look_at_groups(&self) {
        let state = self.state();
        let in_groups = state.running_sales().filter(|sale| sale.terms.policy == Policy::Group);
        for sale in in_groups {
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
