//! Viewers who come from another gateway, where they saw the newest stock.

use super::*;

/// The newest version of each SKU's stock.
#[derive(Default)]
pub(super) struct Newest(BTreeMap<String, u32>);

impl Newest {
    pub(super) fn set(&mut self, lanes: &Lanes, sku: String, version: u32) {
        lanes.set_stock(stock(&sku, version));
        let newest = self.0.entry(sku).or_default();
        *newest = version.max(*newest);
    }

    /// One who has seen those, and publications up to that offset.
    pub(super) fn seen(&self, offset: u32) -> Seen {
        let epoch = if offset == 0 { 0 } else { EPOCH };
        let stock = |(sku, version): (&String, &u32)| {
            let sku = sku.clone();
            StockSeen { sku, version: *version }
        };
        let stocks = self.0.iter().map(stock).collect();
        Seen { position: v1::Position { epoch, offset }, stocks }
    }
}

/// The versions seen, by SKU.
pub(super) fn versions(seen: &Seen) -> BTreeMap<String, u32> {
    seen.stocks.iter().map(|stock| (stock.sku.clone(), stock.version)).collect()
}

impl Viewer {
    /// One who has seen that.
    pub(super) fn come_back(lanes: &Lanes, log: &Log, seen: Seen, encoding: Encoding) -> Self {
        assert!(!lanes.is_behind(&seen.stocks), "all of it is known here");
        let start = lanes.start(log, &seen);
        let first = start.snapshot.as_ref().map(|it| it.bytes(encoding));
        let state = start.state.as_ref().map(|it| it.bytes(encoding));
        let bytes = first.into_iter().chain(state).flat_map(|it| it.iter().copied()).collect();
        let (cursors, joined) = (start.cursors, start.counts);
        Self { encoding, cursors, pinned: None, joined, seen, bytes }
    }
}

#[test]
fn one_who_saw_newer_stock_elsewhere_is_told_no_older_one() {
    let lanes = Lanes::new(&small(), EPOCH, vec![publication(1)]);
    let own = lanes.follow(&Arc::default(), 0);
    let later = Instant::now() + Duration::from_secs(1);
    lanes.set_stock(stock("a", 1));
    lanes.tick(later, &own);
    lanes.set_stock(stock("a", 2));
    let log = lanes.log();
    let told = |it: &Viewer| match it.frames().pop() {
        Some(Kind::State(tick)) => tick.stocks.iter().map(|it| it.version).collect(),
        Some(Kind::Snapshot(it)) => {
            it.state.unwrap().stocks.iter().map(|it| it.version).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let at = |offset, version| Newest([("a".to_owned(), version)].into()).seen(offset);
    let mut near = Viewer::come_back(&lanes, &log, at(1, 1), Encoding::Proto);
    near.visit(&lanes, &log, usize::MAX);
    assert_eq!(told(&near), [1], "as the last tick told it, with all the others");
    let far = Viewer::come_back(&lanes, &log, at(1, 2), Encoding::Proto);
    assert_eq!(told(&far), [2], "the next tick is not waited for");
    let fresh = Viewer::join(&lanes, Encoding::Proto);
    assert_eq!(told(&fresh), [2], "nor for one who comes in after that");
}

#[tokio::test]
async fn one_who_saw_stock_that_is_not_known_here_waits_for_it() {
    let lanes = Lanes::new(&small(), EPOCH, Vec::new());
    lanes.set_stock(stock("a", 1));
    let seen = Newest([("a".to_owned(), 3), ("b".to_owned(), 9)].into()).seen(0);
    assert!(lanes.is_behind(&seen.stocks));
    let waiting = lanes.caught_up(&seen.stocks);
    let mut waiting = std::pin::pin!(waiting);
    for version in 2..4 {
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        lanes.set_stock(stock("a", version));
    }
    waiting.await;
}
