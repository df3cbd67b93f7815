//! A look into the store, again and again: for what other gateways did while no message
//! of it came.

use std::sync::Arc;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{Shared, limits::STORE_LOOK};

/// Looks until it is stopped. Where no other gateway can be, there is nothing to do.
pub(crate) async fn look_around(shared: Arc<Shared>, stop: CancellationToken) {
    let mut looks = interval(STORE_LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let endless = async {
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                () = shared.rooms.is_to_look() => {}
            }
            if let Err(error) = Box::pin(look(&shared)).await {
                tracing::warn!(
                    error = error.message,
                    "other gateways' changes were not looked for"
                );
            }
        }
    };
    stop.run_until_cancelled(endless).await;
}

async fn look(shared: &Shared) -> Result<(), hawker_proto::v1::Error> {
    shared.rooms.look_around().await?;
    for one in shared.rooms.revocations().await? {
        shared.keys.revocations().add(one);
    }
    Ok(())
}
