//! The state lane: the newest value by key, told in ticks.
//!
//! Each key remembers the tick in which it last changed, so that what a viewer
//! needs is decided by the one number it has: the last tick it got. Those who
//! got the same tick get the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use hawker_proto::v1::{GroupProgress, SkuStock, StateTick, ViewerCount, server_frame::Kind};
use hawker_telemetry::gateway as metric;

use super::{LaneConfig, config, hold};
use crate::codec::{Deflate, Piece};

/// Distinct cursors for which the bytes of one head are kept.
const CACHED_CURSORS: usize = 64;

/// The table that changes.
pub(super) struct StateLane {
    interval: Duration,
    viewers_every: Duration,
    most: usize,
    stocks: HashMap<String, Arc<SkuStock>>,
    /// Keys that changed since the last tick.
    dirty: BTreeSet<String>,
    /// By sale.
    groups: BTreeMap<String, Arc<GroupProgress>>,
    dirty_groups: BTreeSet<String>,
    viewers: Option<ViewerCount>,
    viewers_told: Instant,
    last: Instant,
    head: Arc<StateHead>,
}

/// The table as of one tick. It never changes.
pub(crate) struct StateHead {
    tick: u32,
    cut: Instant,
    stocks: BTreeMap<String, (u32, Arc<SkuStock>)>,
    groups: BTreeMap<String, (u32, Arc<GroupProgress>)>,
    viewers: Option<(u32, ViewerCount)>,
    deflate: Deflate,
    /// What one needs who got the tick before: nearly everyone.
    next: OnceLock<Arc<Piece>>,
    /// What others need, by the last tick that they got.
    others: Mutex<BTreeMap<u32, Arc<Piece>>>,
}

impl StateLane {
    pub(super) fn new(config: &LaneConfig) -> Self {
        let long_ago = Instant::now();
        Self {
            interval: config::millis(config.state_tick_ms),
            viewers_every: config::millis(config.viewers_every_ms),
            most: config.state_keys,
            stocks: HashMap::new(),
            dirty: BTreeSet::new(),
            groups: BTreeMap::new(),
            dirty_groups: BTreeSet::new(),
            viewers: None,
            viewers_told: long_ago,
            last: long_ago,
            head: Arc::new(StateHead::empty(config.squeeze())),
        }
    }

    /// Cuts its ticks so many milliseconds apart from now on.
    pub(super) fn set_interval(&mut self, tick_ms: u32) {
        self.interval = config::millis(tick_ms);
    }

    /// Takes a newer value; true when it is the first since the last tick.
    pub(super) fn set_stock(&mut self, stock: Arc<SkuStock>) -> bool {
        let full = self.stocks.len() >= self.most;
        match self.stocks.get_mut(&stock.sku) {
            Some(known) if known.version >= stock.version => return false,
            None if full => {
                metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::StateKeys).increment(1);
                return false;
            }
            Some(known) => *known = Arc::clone(&stock),
            None => {
                self.stocks.insert(stock.sku.clone(), Arc::clone(&stock));
            }
        }
        let first = self.is_told();
        if !self.dirty.contains(&stock.sku) {
            self.dirty.insert(stock.sku.clone());
        }
        first
    }

    /// Takes how far a group has come; true when it is the first change since the
    /// last tick. Who calls has read the values one after the other.
    pub(super) fn set_group(&mut self, group: GroupProgress) -> bool {
        match self.groups.get(&group.sale) {
            Some(known) if **known == group => return false,
            None if self.groups.len() >= self.most => {
                metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::StateKeys).increment(1);
                return false;
            }
            _ => {}
        }
        let first = self.is_told();
        self.dirty_groups.insert(group.sale.clone());
        self.groups.insert(group.sale.clone(), Arc::new(group));
        first
    }

    /// Whether the last tick told all there is, but for the viewer count.
    fn is_told(&self) -> bool {
        self.dirty.is_empty() && self.dirty_groups.is_empty()
    }

    /// Takes the viewer count; true when it is the first change since it was told.
    pub(super) fn set_viewers(&mut self, count: ViewerCount) -> bool {
        self.viewers.replace(count).is_none()
    }

    /// When the next tick is due; `None` while nothing has changed.
    pub(super) fn due(&self, now: Instant, walk: Duration) -> Option<Instant> {
        let next = self.last + config::stretched(self.interval, walk);
        let values = (!self.is_told()).then_some(next);
        let viewers = self.viewers.map(|_| next.max(self.viewers_told + self.viewers_every));
        [values, viewers].into_iter().flatten().min().map(|due| due.max(now))
    }

    /// Cuts a tick of what changed; false when nothing had.
    pub(super) fn cut(&mut self, now: Instant) -> bool {
        let tick = self.head.tick + 1;
        let mut viewers = self.head.viewers;
        let mut changed = !self.is_told();
        if now >= self.viewers_told + self.viewers_every
            && let Some(count) = self.viewers.take()
        {
            viewers = Some((tick, count));
            self.viewers_told = now;
            changed = true;
        }
        if !changed {
            return false;
        }
        let mut stocks = self.head.stocks.clone();
        for sku in std::mem::take(&mut self.dirty) {
            if let Some(stock) = self.stocks.get(&sku) {
                stocks.insert(sku, (tick, Arc::clone(stock)));
            }
        }
        let mut groups = self.head.groups.clone();
        for sale in std::mem::take(&mut self.dirty_groups) {
            if let Some(group) = self.groups.get(&sale) {
                groups.insert(sale, (tick, Arc::clone(group)));
            }
        }
        self.last = now;
        let empty = StateHead::empty(self.head.deflate);
        self.head = Arc::new(StateHead { tick, cut: now, stocks, groups, viewers, ..empty });
        true
    }

    pub(super) fn head(&self) -> &Arc<StateHead> {
        &self.head
    }
}

impl StateHead {
    fn empty(deflate: Deflate) -> Self {
        Self {
            tick: 0,
            cut: Instant::now(),
            stocks: BTreeMap::new(),
            groups: BTreeMap::new(),
            viewers: None,
            deflate,
            next: OnceLock::new(),
            others: Mutex::default(),
        }
    }

    /// The number of the tick.
    pub(crate) fn tick(&self) -> u32 {
        self.tick
    }

    /// When it was cut.
    pub(super) fn cut(&self) -> Instant {
        self.cut
    }

    /// What changed after that tick; all of it for 0.
    pub(crate) fn since(&self, tick: u32) -> StateTick {
        let newer = self.stocks.values().filter(|(changed, _)| *changed > tick);
        let groups = self.groups.values().filter(|(changed, _)| *changed > tick);
        StateTick {
            stocks: newer.map(|(_, stock)| SkuStock::clone(stock)).collect(),
            groups: groups.map(|(_, group)| GroupProgress::clone(group)).collect(),
            viewers: self.viewers.filter(|(changed, _)| *changed > tick).map(|(_, count)| count),
        }
    }

    /// The same for one who got the tick before, shared.
    pub(crate) fn next(&self) -> &Piece {
        self.next.get_or_init(|| Arc::new(self.piece(self.tick.saturating_sub(1))))
    }

    /// The same for anyone, shared by all with the same cursor.
    pub(crate) fn after(&self, tick: u32) -> Arc<Piece> {
        let mut others = hold(&self.others);
        if let Some(piece) = others.get(&tick) {
            return Arc::clone(piece);
        }
        let piece = Arc::new(self.piece(tick));
        if others.len() < CACHED_CURSORS {
            others.insert(tick, Arc::clone(&piece));
        }
        piece
    }

    fn piece(&self, tick: u32) -> Piece {
        Piece::new(Kind::State(self.since(tick)), self.deflate)
    }
}
