//! Inventory's watch: stock to the lanes, sales to the rooms.
//!
//! The first stream begins with everything as it stands, so that a sale opened
//! while nobody watched is told then. One that broke goes on after the newest
//! record that it covered: inventory sends what changed since, or everything
//! where it no longer knows. A message that does not follow on the one before is
//! a gap: it ends the stream, and the next one begins with everything.

use std::sync::Arc;

use hawker_domain::{MerchantId, ShowId, SkuId, room::Command, shards::Shard};
use hawker_proto::v1;
use hawker_telemetry::gateway::{FEED_RESTARTS, Feed};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Rooms, convert};
use crate::{Shared, lanes::Stock, now, retry::Backoff};

/// How far the watch came: the newest record that it covered; 0 before the
/// first complete message.
type Progress = watch::Sender<Option<u64>>;

/// Watches a shard until it is stopped.
pub(crate) async fn watch(
    shared: Arc<Shared>,
    shard: Shard,
    progress: Progress,
    stop: CancellationToken,
) {
    let endless = async {
        let restarts = FEED_RESTARTS.count_of(Feed::Watch);
        let mut backoff = Backoff::new();
        let mut covered = None;
        loop {
            let stream = one_stream((&shared.rooms, shard), &progress, &mut covered, &mut backoff);
            let why = match stream.await {
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

/// Watches for as long as one stream lasts, from the record after `covered`.
async fn one_stream(
    (rooms, shard): (&Rooms, Shard),
    progress: &Progress,
    covered: &mut Option<u64>,
    backoff: &mut Backoff,
) -> Result<(), String> {
    let stream = rooms.backing.inventory.watch(shard, covered.unwrap_or(0)).await;
    let mut stream = stream.map_err(|s| s.to_string())?;
    let mut began = false;
    while let Some(message) = stream.message().await.map_err(|s| s.to_string())? {
        let follows = covered.is_some_and(|seq| message.from_seq == seq + 1);
        if !message.complete && !follows {
            let before = covered.take();
            return Err(format!("record {} came after {before:?}", message.from_seq));
        }
        let newest = message.to_seq;
        rooms.take_in(message).await?;
        *covered = Some(newest);
        if !began {
            began = true;
            let rooms = rooms.all();
            let own = rooms.iter().filter(|room| shard.has(room.merchant.as_str()));
            own.for_each(|room| room.close_leftovers());
            backoff.reset();
        }
        progress.send_replace(Some(newest));
    }
    Ok(())
}

impl Rooms {
    /// The shards of the stock.
    pub(crate) fn shards(&self) -> impl Iterator<Item = Shard> + use<> {
        self.backing.inventory.shards()
    }

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
        // However many rooms show it, there is one copy.
        let stock = Stock::new(stock.clone());
        for lanes in self.backing.board.shows(&merchant, &sku).values() {
            lanes.share_stock(&stock);
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
        Box::pin(room.apply(Command::ReportSale(sale), now())).await.map(|_| ())
    }
}
