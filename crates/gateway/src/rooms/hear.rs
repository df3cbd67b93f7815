//! What other gateways say, given to the rooms that it concerns.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{Shared, bus::Event};

/// Gives it to them until it is stopped. Nothing here waits for anything but the next
/// event: what takes long is done by the rooms themselves.
pub(crate) async fn hear(
    shared: Arc<Shared>,
    mut events: mpsc::Receiver<Event>,
    stop: CancellationToken,
) {
    let endless = async {
        while let Some(event) = events.recv().await {
            if let Event::Chat { show, batch } = event
                && let Some(room) = shared.rooms.get(&show)
            {
                room.lanes.take_in_chat(batch);
            }
        }
    };
    stop.run_until_cancelled(endless).await;
}
