//! Which rooms show which SKU, so that a change of stock finds its viewers.

use std::{collections::BTreeMap, sync::Arc};

use dashmap::DashMap;
use hawker_domain::{MerchantId, ShowId, SkuId};
use hawker_telemetry::gateway as metric;

use crate::{lanes::Lanes, limits::ROOMS_PER_SKU};

/// The lanes of some shows.
type LanesByShow = BTreeMap<ShowId, Arc<Lanes>>;

/// The shows whose line-ups hold a SKU. An entry is made by a line-up, so the
/// number of entries is bounded by shows, listings and SKUs of a listing.
pub(crate) struct Board {
    shows: DashMap<(MerchantId, SkuId), Arc<LanesByShow>>,
    full: metrics::Counter,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { shows: DashMap::new(), full: metric::ROOMS_FULL.count() }
    }

    /// Notes that a show's line-up holds a SKU; whether it was news.
    pub(crate) fn note(
        &self,
        (merchant, sku): (&MerchantId, &SkuId),
        (show, lanes): (&ShowId, &Arc<Lanes>),
    ) -> bool {
        let mut shows = self.shows.entry((merchant.clone(), sku.clone())).or_default();
        if shows.contains_key(show) {
            return false;
        }
        if shows.len() >= ROOMS_PER_SKU {
            self.full.increment(1);
            tracing::warn!(%sku, %show, "this SKU is in too many line-ups: its stock is not shown here");
            return false;
        }
        Arc::make_mut(&mut shows).insert(show.clone(), Arc::clone(lanes)).is_none()
    }

    /// The shows whose line-ups hold this SKU.
    pub(crate) fn shows(&self, merchant: &MerchantId, sku: &SkuId) -> Arc<LanesByShow> {
        let key = (merchant.clone(), sku.clone());
        self.shows.get(&key).map(|shows| Arc::clone(&shows)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LaneConfig;

    #[test]
    fn a_sku_may_be_in_thousands_of_line_ups() {
        let board = Board::new();
        let merchant = MerchantId::new("acme").unwrap();
        let sku = SkuId::new("tee").unwrap();
        let show = |number| ShowId::new(&format!("show-{number}")).unwrap();
        let lanes = Lanes::new(&LaneConfig::default(), 1, Vec::new());
        let note = |number| board.note((&merchant, &sku), (&show(number), &lanes));
        assert!((0..5_000).all(note));
        assert!(!note(17), "it is known");
        assert_eq!(board.shows(&merchant, &sku).len(), 5_000);
    }
}
