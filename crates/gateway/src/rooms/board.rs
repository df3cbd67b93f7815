//! Which rooms show which SKU, so that a change of stock finds its viewers.

use std::{collections::BTreeSet, sync::Arc};

use dashmap::DashMap;
use hawker_domain::{MerchantId, ShowId, SkuId};
use hawker_telemetry::gateway as metric;

use crate::limits::ROOMS_PER_SKU;

/// The shows whose line-ups hold a SKU. An entry is made by a line-up, so the
/// number of entries is bounded by shows, listings and SKUs of a listing.
pub(crate) struct Board {
    shows: DashMap<(MerchantId, SkuId), Arc<BTreeSet<ShowId>>>,
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
        Arc::make_mut(&mut shows).insert(show.clone())
    }

    /// The shows whose line-ups hold this SKU.
    pub(crate) fn shows(&self, merchant: &MerchantId, sku: &SkuId) -> Arc<BTreeSet<ShowId>> {
        let key = (merchant.clone(), sku.clone());
        self.shows.get(&key).map(|shows| Arc::clone(&shows)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_may_be_in_thousands_of_line_ups() {
        let board = Board::new();
        let merchant = MerchantId::new("acme").unwrap();
        let sku = SkuId::new("tee").unwrap();
        let show = |number| ShowId::new(&format!("show-{number}")).unwrap();
        for number in 0..5_000 {
            assert!(board.note(&merchant, &sku, &show(number)));
        }
        assert!(!board.note(&merchant, &sku, &show(17)), "it is known");
        assert_eq!(board.shows(&merchant, &sku).len(), 5_000);
    }
}
