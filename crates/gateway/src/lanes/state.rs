//! The state lane: the newest value by key, told in ticks.
//!
//! Each key remembers the tick in which it last changed, so that what a viewer
//! needs is decided by the one number it has: the last tick it got. Those who
//! got the same tick get the same bytes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use hawker_proto::v1::{
    GroupProgress, SkuStock, StateTick, StockSeen, ViewerCount, server_frame::Kind,
};
use hawker_telemetry::gateway as metric;

use super::{
    LaneConfig, config, hold,
    table::{Keyed, Table},
};
use crate::codec::{Deflate, Piece};

/// Distinct cursors for which the bytes of one head are kept.
const CACHED_CURSORS: usize = 64;

/// A SKU's stock, one for all rooms that show it. Where a tick has nothing else to
/// say, as in thousands of small rooms that offer the same, they share its bytes too.
pub(crate) struct Stock {
    stock: SkuStock,
    alone: OnceLock<Arc<Piece>>,
}

impl Stock {
    pub(crate) fn new(stock: SkuStock) -> Arc<Self> {
        Arc::new(Self { stock, alone: OnceLock::new() })
    }

    /// A tick of this alone. The rooms of a gateway compress alike.
    fn alone(&self, deflate: Deflate) -> &Arc<Piece> {
        self.alone.get_or_init(|| {
            let tick = StateTick { stocks: vec![self.stock.clone()], ..StateTick::default() };
            Arc::new(Piece::new(Kind::State(tick), deflate))
        })
    }
}

impl Keyed for Stock {
    fn key(&self) -> &str {
        &self.stock.sku
    }
}

impl Keyed for GroupProgress {
    fn key(&self) -> &str {
        &self.sale
    }
}

/// The table that changes.
pub(super) struct StateLane {
    interval: Duration,
    viewers_every: Duration,
    most: usize,
    stocks: Table<Stock>,
    groups: Table<GroupProgress>,
    /// Whether the last tick told all there is, but for the viewer count.
    is_told: bool,
    viewers: Option<ViewerCount>,
    viewers_told: Instant,
    last: Instant,
    head: Arc<StateHead>,
    /// The table as it stands, once somebody was told of it before the next tick.
    ahead: Option<Arc<StateHead>>,
    is_ahead: bool,
}

/// The table as of one tick. It never changes.
pub(crate) struct StateHead {
    tick: u32,
    cut: Instant,
    stocks: Table<Stock>,
    groups: Table<GroupProgress>,
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
            stocks: Table::default(),
            groups: Table::default(),
            is_told: true,
            viewers: None,
            viewers_told: long_ago,
            last: long_ago,
            head: Arc::new(StateHead::empty(config.squeeze(), long_ago)),
            ahead: None,
            is_ahead: false,
        }
    }

    /// Cuts its ticks so many milliseconds apart from now on.
    pub(super) fn set_interval(&mut self, tick_ms: u32) {
        self.interval = config::millis(tick_ms);
    }

    /// Takes a newer value; true when it is the first since the last tick.
    pub(super) fn set_stock(&mut self, stock: &Arc<Stock>) -> bool {
        let place = self.stocks.find(stock.key());
        let known = place.ok().and_then(|place| self.stocks.get(place));
        if known.is_some_and(|known| known.stock.version >= stock.stock.version) {
            return false;
        }
        if place.is_err() && self.is_full(self.stocks.len()) {
            return false;
        }
        self.stocks.put(place, Arc::clone(stock), self.head.tick + 1);
        self.ahead = None;
        std::mem::take(&mut self.is_told)
    }

    /// Takes how far a group has come; true when it is the first change since the
    /// last tick. Who calls has read the values one after the other.
    pub(super) fn set_group(&mut self, group: GroupProgress) -> bool {
        let place = self.groups.find(group.key());
        if place.ok().and_then(|place| self.groups.get(place)) == Some(&group) {
            return false;
        }
        if place.is_err() && self.is_full(self.groups.len()) {
            return false;
        }
        self.groups.put(place, Arc::new(group), self.head.tick + 1);
        self.ahead = None;
        std::mem::take(&mut self.is_told)
    }

    fn is_full(&self, values: usize) -> bool {
        let full = values >= self.most;
        if full {
            metric::FAN_OUT_BOUNDS.count_of(metric::FanOutBound::StateKeys).increment(1);
        }
        full
    }

    /// Takes the viewer count; true when it is the first change since it was told.
    pub(super) fn set_viewers(&mut self, count: ViewerCount) -> bool {
        self.viewers.replace(count).is_none()
    }

    /// When the next tick is due; `None` while nothing has changed.
    pub(super) fn due(&self, now: Instant, walk: Duration) -> Option<Instant> {
        if self.is_told && self.viewers.is_none() {
            return None;
        }
        let next = self.last + config::stretched(self.interval, walk);
        let values = (!self.is_told).then_some(next);
        let viewers = self.viewers.map(|_| next.max(self.viewers_told + self.viewers_every));
        [values, viewers].into_iter().flatten().min().map(|due| due.max(now))
    }

    /// Cuts a tick of what changed; false when nothing had.
    pub(super) fn cut(&mut self, now: Instant) -> bool {
        let tick = self.head.tick + 1;
        let mut viewers = self.head.viewers;
        let mut changed = !std::mem::replace(&mut self.is_told, true);
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
        self.last = now;
        let head = self.as_of(tick, viewers, now);
        head.share();
        self.head = Arc::new(head);
        (self.ahead, self.is_ahead) = (None, false);
        true
    }

    fn as_of(&self, tick: u32, viewers: Option<(u32, ViewerCount)>, cut: Instant) -> StateHead {
        let (stocks, groups) = (self.stocks.clone(), self.groups.clone());
        StateHead { tick, stocks, groups, viewers, ..StateHead::empty(self.head.deflate, cut) }
    }

    pub(super) fn head(&self) -> &Arc<StateHead> {
        &self.head
    }

    /// Whether one who saw that saw newer stock than there is here. What is not here at
    /// all is read when it comes, and is the newest then.
    pub(super) fn is_behind(&self, seen: &[StockSeen]) -> bool {
        seen.iter().any(|seen| is_older(&self.stocks, seen))
    }

    /// The table as it stands, for one who saw elsewhere what the next tick is to tell.
    /// It counts as the last tick: the next one tells what changed since that.
    pub(super) fn tell_ahead(&mut self) -> Arc<StateHead> {
        self.is_ahead = true;
        self.newest_told()
    }

    /// The newest that anybody was told: what one who comes in is, or whose cursors are
    /// replaced by a snapshot.
    pub(super) fn newest_told(&mut self) -> Arc<StateHead> {
        if !self.is_ahead {
            return Arc::clone(&self.head);
        }
        let ahead = match self.ahead.take() {
            Some(ahead) => ahead,
            None => Arc::new(self.as_of(self.head.tick, self.head.viewers, self.head.cut)),
        };
        Arc::clone(self.ahead.insert(ahead))
    }
}

fn is_older(stocks: &Table<Stock>, seen: &StockSeen) -> bool {
    let known = stocks.find(&seen.sku).ok().and_then(|place| stocks.get(place));
    known.is_some_and(|known| known.stock.version < seen.version)
}

impl StateHead {
    fn empty(deflate: Deflate, cut: Instant) -> Self {
        Self {
            tick: 0,
            cut,
            stocks: Table::default(),
            groups: Table::default(),
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

    /// Where nothing changed but one SKU's stock, what is told is the same in every
    /// room that shows it.
    fn share(&self) {
        let before = self.tick.saturating_sub(1);
        let said = self.viewers.is_some_and(|(changed, _)| changed > before)
            || self.groups.newer(before).next().is_some();
        let mut stocks = self.stocks.newer(before);
        if let (false, Some(stock), None) = (said, stocks.next(), stocks.next()) {
            self.next.get_or_init(|| Arc::clone(stock.alone(self.deflate)));
        }
    }

    /// Whether one who saw that saw newer stock.
    pub(super) fn is_behind(&self, seen: &[StockSeen]) -> bool {
        seen.iter().any(|seen| is_older(&self.stocks, seen))
    }

    /// What changed after that tick; all of it for 0.
    pub(crate) fn since(&self, tick: u32) -> StateTick {
        StateTick {
            stocks: self.stocks.newer(tick).map(|stock| stock.stock.clone()).collect(),
            groups: self.groups.newer(tick).cloned().collect(),
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
