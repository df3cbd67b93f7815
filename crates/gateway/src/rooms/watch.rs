//! Inventory's watch: stock to the lanes, sales to the rooms.
//!
//! Each time the stream begins, its first message holds everything as it stands,
//! so that a sale opened while nobody watched is told then. A message that does
//! not follow on the one before ends the stream, and it begins anew.

use std::sync::Arc;

use hawker_domain::{MerchantId, ShowId, SkuId, room::Command};
use hawker_proto::v1;
use hawker_telemetry::gateway::{FEED_RESTARTS, Feed};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Rooms, convert};
use crate::{Shared, now, retry::Backoff};

/// How far the watch came: the newest record that it covered; 0 before the
/// first complete message.
type Progress = watch::Sender<Option<u64>>;

/// Watches until it is stopped.
pub(crate) async fn watch(shared: Arc<Shared>, progress: Progress, stop: CancellationToken) {
    let endless = async {
        let restarts = FEED_RESTARTS.count_of(Feed::Watch);
        let mut backoff = Backoff::new();
        loop {
            let why = match one_stream(&shared.rooms, &progress, &mut backoff).await {
                Ok(()) => "the stream ended".to_owned(),
                Err(why) => why,
            };
            tracing::warn!(%why, "the watch on inventory begins anew");
            restarts.increment(1);
            backoff.wait().await;
        }
    };
    stop.run_until_cancelled(endless).await;
}

async fn one_stream(
    rooms: &Rooms,
    progress: &Progress,
    backoff: &mut Backoff,
) -> Result<(), String> {
    let mut stream = rooms.backing.inventory.watch().await.map_err(|s| s.to_string())?;
    let mut covered = None;
    while let Some(message) = stream.message().await.map_err(|s| s.to_string())? {
        let follows = covered.is_some_and(|seq: u64| message.from_seq == seq + 1);
        if !message.complete && !follows {
            return Err(format!("record {} came after {covered:?}", message.from_seq));
        }
        let (complete, newest) = (message.complete, message.to_seq);
        rooms.take_in(message).await?;
        covered = Some(newest);
        if complete {
            rooms.all().iter().for_each(|room| room.close_leftovers());
            backoff.reset();
        }
        progress.send_replace(Some(newest));
    }
    Ok(())
}

impl Rooms {
    async fn take_in(&self, message: v1::WatchResponse) -> Result<(), String> {
        for stock in message.stocks {
            self.set_stock(&stock);
        }
        for sale in message.sales {
            self.report(&sale).await.map_err(|error| error.message)?;
        }
        Ok(())
    }

    fn set_stock(&self, stock: &v1::SkuStock) {
        let (Ok(merchant), Ok(sku)) = (MerchantId::new(&stock.merchant), SkuId::new(&stock.sku))
        else {
            return;
        };
        for show in self.backing.board.shows(&merchant, &sku) {
            if let Some(room) = self.get(&show) {
                room.lanes.set_stock(stock.clone());
            }
        }
    }

    /// Tells a room of its sale. A sale outside a show, or in a show that is
    /// another merchant's or none of ours, concerns nobody here.
    async fn report(&self, sale: &v1::Sale) -> Result<(), v1::Error> {
        let Some(room) = ShowId::new(&sale.show).ok().and_then(|show| self.get(&show)) else {
            return Ok(());
        };
        if sale.merchant != room.merchant.as_str() {
            return Ok(());
        }
        let Ok(sale) = convert::sale(sale) else { return Ok(()) };
        room.apply(Command::ReportSale(sale), now()).await.map(|_| ())
    }
}
