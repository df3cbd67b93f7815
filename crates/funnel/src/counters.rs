//! The metrics of the writer, their handles taken once.

use std::time::Duration;

use hawker_domain::{
    Timestamp,
    funnel::{Changes, Step},
};
use hawker_telemetry::funnel::{self as metric, StepLabel};
use metrics::{Counter, Gauge, Histogram};

use crate::store::{Applied, Work};

/// Handles of what a transaction counts.
pub(crate) struct Counters {
    steps: Vec<(Step, Counter)>,
    repeated: Counter,
    lost: Counter,
    clamped: Counter,
    outside: Counter,
    orders: Counter,
    units: Counter,
    refunded_units: Counter,
    batch: Histogram,
    ingest: Histogram,
    lag: Gauge,
    seq: Gauge,
}

impl Counters {
    pub(crate) fn new() -> Self {
        let steps = Step::ALL.map(|step| (step, metric::STEPS.count_of(label(step))));
        Self {
            steps: steps.into(),
            repeated: metric::REPEATED.count(),
            lost: metric::LOST.count(),
            clamped: metric::CLAMPED.count(),
            outside: metric::OUTSIDE.count(),
            orders: metric::ORDERS.count(),
            units: metric::UNITS.count(),
            refunded_units: metric::REFUNDED_UNITS.count(),
            batch: metric::WRITE_BATCH.spread(),
            ingest: metric::INGEST.spread(),
            lag: metric::JOURNAL_LAG.level(),
            seq: metric::JOURNAL_SEQ.level(),
        }
    }

    /// Counts a transaction that is durable.
    pub(crate) fn batch(&self, work: &[Work<'_>], applied: &Applied, now: Timestamp) {
        let mut size = 0;
        for (piece, counted) in work.iter().zip(&applied.counted) {
            self.repeated.increment(u64::from(counted.repeated));
            match piece {
                Work::Events(batch) => {
                    size += batch.events.len();
                    if counted.accepted > 0 {
                        self.lost.increment(batch.lost);
                        self.clamped.increment(batch.clamped);
                    }
                }
                Work::Journal(records) => {
                    size += records.len();
                    self.outside.increment(records.iter().map(|record| record.outside).sum());
                    if let Some(last) = records.last() {
                        let age = now.millis_since(Timestamp::from_millis(last.position.time_ms));
                        self.lag.set(age.max(0) as f64 / 1_000.0);
                        self.seq.set(last.position.seq as f64);
                    }
                }
            }
        }
        self.batch.record(size as f64);
        self.changes(&applied.changes);
    }

    /// Counts a batch that was answered.
    pub(crate) fn ingested(&self, took: Duration) {
        self.ingest.record(took.as_secs_f64());
    }

    fn changes(&self, changes: &Changes) {
        for ((cell, step), count) in &changes.steps {
            if cell.listing.is_none()
                && let Some((_, counter)) = self.steps.iter().find(|(known, _)| known == step)
            {
                counter.increment(count.count);
            }
        }
        for (sale, count) in &changes.sales {
            if sale.cell.listing.is_none() {
                self.orders.increment(count.orders);
                self.units.increment(count.units);
                self.refunded_units.increment(count.refunded_units);
            }
        }
    }
}

fn label(step: Step) -> StepLabel {
    match step {
        Step::RoomEntered => StepLabel::RoomEntered,
        Step::ViewPromotion => StepLabel::ViewPromotion,
        Step::SelectPromotion => StepLabel::SelectPromotion,
        Step::ViewItem => StepLabel::ViewItem,
        Step::AddToCart => StepLabel::AddToCart,
        Step::StockRefused => StepLabel::StockRefused,
        Step::StockReserved => StepLabel::StockReserved,
        Step::BeginCheckout => StepLabel::BeginCheckout,
        Step::Purchase => StepLabel::Purchase,
        Step::StockReleased => StepLabel::StockReleased,
        Step::StockExpired => StepLabel::StockExpired,
        Step::RoomLeft => StepLabel::RoomLeft,
        Step::ChatSent => StepLabel::ChatSent,
        Step::Refund => StepLabel::Refund,
    }
}
