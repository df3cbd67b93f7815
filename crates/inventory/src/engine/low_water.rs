//! The low-water mark: while the journal's disk has less room, nothing new is
//! taken, so that what was begun can still be ended.

use hawker_domain::Timestamp;
use hawker_telemetry::journal::{FREE_BYTES, LOW_WATER};
use metrics::Gauge;

use crate::{
    journal::{Room, RoomLeft},
    limits::LOW_WATER_LOOK_MS,
};

pub(super) struct LowWater {
    room: Room,
    mark_bytes: u64,
    looked: Option<Timestamp>,
    passed: bool,
    free_bytes: Gauge,
    low_water: Gauge,
}

impl LowWater {
    pub(super) fn new(room: Room, mark_bytes: u64) -> Self {
        let (free_bytes, low_water) = (FREE_BYTES.level(), LOW_WATER.level());
        Self { room, mark_bytes, looked: None, passed: false, free_bytes, low_water }
    }

    /// Whether there is too little room. Looks from time to time.
    pub(super) fn is_passed(&mut self, now: Timestamp) -> bool {
        let since = self.looked.map(|looked| now.millis_since(looked).unsigned_abs());
        if since.is_none_or(|ms| ms >= LOW_WATER_LOOK_MS) {
            self.looked = Some(now);
            self.look();
        }
        self.passed
    }

    fn look(&mut self) {
        let RoomLeft { free_bytes, next_segment } = match self.room.look() {
            Ok(left) => left,
            Err(error) => {
                // The disk itself will say at the next append what is wrong with it.
                tracing::warn!(%error, "it cannot be told how much room the journal's disk has");
                return;
            }
        };
        let passed = free_bytes < self.mark_bytes || !next_segment;
        self.free_bytes.set(as_gauge(free_bytes));
        self.low_water.set(f64::from(u8::from(passed)));
        if passed == self.passed {
            return;
        }
        self.passed = passed;
        if passed {
            let low_water_bytes = self.mark_bytes;
            tracing::error!(
                free_bytes,
                low_water_bytes,
                next_segment,
                "too little room for the journal; nothing new is taken until there is more"
            );
        } else {
            tracing::info!(free_bytes, "there is room for the journal again");
        }
    }
}

/// A gauge is a float; sizes of disks are exact in it.
#[allow(clippy::cast_precision_loss, reason = "exact up to 8 PiB")]
fn as_gauge(bytes: u64) -> f64 {
    bytes as f64
}
