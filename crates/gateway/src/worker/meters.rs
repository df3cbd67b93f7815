//! What a worker counts: added up without an atomic while it writes, and given
//! to the metrics once per turn of walks or per read.

use std::time::{Duration, Instant};

use hawker_proto::v1::Position;
use hawker_telemetry::{
    Label,
    gateway::{self as metric, Ending, FanOutBound, Lane, SharedLane},
};
use metrics::{Counter, Gauge, Histogram};

use crate::lanes::{Part, Start};

const LANES: [Lane; 4] = [Lane::Critical, Lane::State, Lane::Chat, Lane::Private];

fn index(lane: Lane) -> usize {
    match lane {
        Lane::Critical => 0,
        Lane::State => 1,
        Lane::Chat => 2,
        Lane::Private => 3,
    }
}

/// The handles, looked up once.
pub(crate) struct Meters {
    pub(crate) viewers: Gauge,
    pub(crate) handshakes: Gauge,
    pub(crate) handshakes_peak: Gauge,
    pub(crate) joins: Counter,
    pub(crate) leaves: Counter,
    resumed: Counter,
    not_resumed: Counter,
    pub(crate) received: Counter,
    pub(crate) refused: Counter,
    walk: Histogram,
    frames: [Counter; 4],
    bytes: [Counter; 4],
    delivery: [Histogram; 4],
    slowest: [Gauge; 3],
    skipped: Counter,
    would_block: Counter,
}

impl Meters {
    pub(crate) fn new() -> Self {
        Self {
            viewers: metric::VIEWERS.level(),
            handshakes: metric::HANDSHAKES.level(),
            handshakes_peak: metric::HANDSHAKES_PEAK.level(),
            joins: metric::JOINS.count(),
            leaves: metric::LEAVES.count(),
            resumed: metric::RESUMED.count(),
            not_resumed: metric::NOT_RESUMED.count(),
            received: metric::RECEIVED.count(),
            refused: metric::REFUSED.count(),
            walk: metric::WALK_SECONDS.spread(),
            frames: LANES.map(|lane| metric::FRAMES.count_of(lane)),
            bytes: LANES.map(|lane| metric::BYTES.count_of(lane)),
            delivery: LANES.map(|lane| metric::DELIVERY_SECONDS.spread_of(lane)),
            slowest: [SharedLane::Critical, SharedLane::State, SharedLane::Chat]
                .map(|lane| metric::SLOWEST_VIEWER_SECONDS.level_of(lane)),
            skipped: metric::CHAT_SKIPPED.count(),
            would_block: metric::WOULD_BLOCK.count(),
        }
    }

    /// Counts a start by whether the position given could be resumed.
    pub(crate) fn started(&self, seen: Position, start: &Start) {
        if seen.epoch != 0 {
            if start.recovered() { &self.resumed } else { &self.not_resumed }.increment(1);
        }
    }

    /// Says how far the slowest viewer is behind in the critical, the state and the
    /// chat lane.
    pub(super) fn slowest(&self, ages: [Duration; 3]) {
        for (gauge, age) in self.slowest.iter().zip(ages) {
            gauge.set(age.as_secs_f64());
        }
    }

    /// Counts the end of a session.
    pub(crate) fn ended(&self, why: Ending) {
        metric::SESSIONS_ENDED.count_of(why).increment(1);
        tracing::debug!(why = why.value(), "a session ended");
    }

    /// Counts a bound that was reached.
    pub(crate) fn bound(&self, bound: FanOutBound) {
        metric::FAN_OUT_BOUNDS.count_of(bound).increment(1);
    }
}

/// What was written since the last flush.
#[derive(Default)]
pub(crate) struct Tally {
    frames: [u64; 4],
    bytes: [u64; 4],
    /// When the oldest was decided that was written of each lane: one who catches
    /// up is not hidden behind those who are at the head.
    oldest: [Option<Instant>; 4],
    skipped: u64,
    would_block: u64,
    replaced: u64,
    /// The longest walk that ended.
    walk: Option<Duration>,
}

impl Tally {
    /// Counts a part of which so many bytes were written to a session that joined then:
    /// what happened before is no lateness of ours.
    pub(crate) fn part(&mut self, part: &Part<'_>, bytes: usize, joined: impl Fn() -> Instant) {
        let lane = index(part.lane);
        self.bytes[lane] += bytes as u64;
        if part.rest {
            return;
        }
        self.frames[lane] += 1;
        self.skipped += u64::from(part.skipped);
        self.replaced += u64::from(part.replaces);
        let is_older = |born: &Instant| self.oldest[lane].is_none_or(|oldest| *born < oldest);
        // Most are not, and are not asked when they joined.
        let born = part.born.filter(is_older).map(|born| born.max(joined())).filter(is_older);
        self.oldest[lane] = born.or(self.oldest[lane]);
    }

    /// Counts a frame that is a viewer's own.
    pub(crate) fn own(&mut self, bytes: usize) {
        let lane = index(Lane::Private);
        self.frames[lane] += 1;
        self.bytes[lane] += bytes as u64;
    }

    /// Counts a walk that has ended.
    pub(super) fn walked(&mut self, took: Duration) {
        self.walk = self.walk.max(Some(took));
    }

    /// Counts a write that would have blocked.
    pub(crate) fn would_block(&mut self) {
        self.would_block += 1;
    }

    /// Gives what was counted to the metrics.
    pub(crate) fn flush(&mut self, meters: &Meters) {
        let counts = self.frames.iter().zip(&self.bytes).zip(&self.oldest);
        let handles = meters.frames.iter().zip(&meters.bytes).zip(&meters.delivery);
        for (((frames, bytes), oldest), ((to_frames, to_bytes), spread)) in counts.zip(handles) {
            if *bytes == 0 {
                continue;
            }
            to_frames.increment(*frames);
            to_bytes.increment(*bytes);
            if let Some(born) = oldest {
                spread.record(born.elapsed().as_secs_f64());
            }
        }
        if self.skipped > 0 {
            meters.skipped.increment(self.skipped);
        }
        if self.would_block > 0 {
            meters.would_block.increment(self.would_block);
        }
        if self.replaced > 0 {
            metric::FAN_OUT_BOUNDS.count_of(FanOutBound::History).increment(self.replaced);
        }
        if let Some(took) = self.walk {
            meters.walk.record(took.as_secs_f64());
        }
        *self = Self::default();
    }
}
