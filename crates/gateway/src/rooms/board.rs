//! Which rooms show which SKU, so that a change of stock finds its viewers.

use dashmap::DashMap;
use hawker_domain::{MerchantId, ShowId, SkuId};
use hawker_telemetry::gateway as metric;

use crate::limits::ROOMS_PER_SKU;

/// The shows whose line-ups hold a SKU. An entry is made by a line-up, so the
/// number of entries is bounded by shows, listings and SKUs of a listing.
pub(crate) struct Board {
    shows: DashMap<(MerchantId, SkuId), Vec<ShowId>>,
    full: metrics::Counter,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { shows: DashMap::new(), full: metric::ROOMS_FULL.count() }
    }

    /// Notes that a show's line-up holds a SKU; whether it was news.
    pub(crate) fn note(&self, merchant: &MerchantId, sku: &SkuId, show: &ShowId) -> bool {
        let mut shows = self.shows.entry((merchant.clone(), sku.clone())).or_default();
        if shows.contains(show) {
            return false;
        }
        if shows.len() >= ROOMS_PER_SKU {
            self.full.increment(1);
            tracing::warn!(%sku, %show, "this SKU is in too many line-ups: its stock is not shown here");
            return false;
        }
        shows.push(show.clone());
        true
    }

    /// The shows whose line-ups hold this SKU.
    pub(crate) fn shows(&self, merchant: &MerchantId, sku: &SkuId) -> Vec<ShowId> {
        let key = (merchant.clone(), sku.clone());
        self.shows.get(&key).map(|shows| shows.clone()).unwrap_or_default()
    }
}
