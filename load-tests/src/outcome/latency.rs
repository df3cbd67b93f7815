//! A histogram of latencies that is added up without loss.
//!
//! Buckets are log-linear, as HdrHistogram's: every microsecond up to 256, and
//! from there 128 to each doubling, so that a value is at most 0.8 % off.
//! Whichever process recorded a value, it is in the same bucket: adding two
//! histograms gives, bit for bit, the one that a single process would have
//! recorded. In JSON it is a list of `[bucket, count]` with the exact count,
//! sum, least and largest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The longest latency that is told apart from longer ones: an hour.
pub const LONGEST_US: u64 = 3_600_000_000;

/// Values below this have a bucket each.
const EXACT: u64 = 256;

/// Buckets of each doubling above.
const PER_DOUBLING: u64 = EXACT / 2;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Latency {
    buckets: Vec<u64>,
    count: u64,
    sum_us: u64,
    min_us: u64,
    max_us: u64,
}

/// As in JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stored {
    count: u64,
    sum_us: u64,
    min_us: u64,
    max_us: u64,
    buckets: Vec<(u32, u64)>,
}

impl Latency {
    /// Adds one value, in microseconds.
    pub fn record(&mut self, us: u64) {
        self.record_many(us, 1);
    }

    /// Adds one value so many times.
    pub fn record_many(&mut self, us: u64, times: u64) {
        if times == 0 {
            return;
        }
        let us = us.min(LONGEST_US);
        self.min_us = if self.count == 0 { us } else { self.min_us.min(us) };
        self.max_us = self.max_us.max(us);
        self.count += times;
        self.sum_us += us * times;
        let bucket = bucket_of(us);
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        self.buckets[bucket] += times;
    }

    /// Adds all that another one recorded.
    pub fn merge(&mut self, other: &Latency) {
        if other.count == 0 {
            return;
        }
        self.min_us = if self.count == 0 { other.min_us } else { self.min_us.min(other.min_us) };
        self.max_us = self.max_us.max(other.max_us);
        self.count += other.count;
        self.sum_us += other.sum_us;
        if self.buckets.len() < other.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        for (mine, its) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine += its;
        }
    }

    /// How many were recorded.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The longest, in microseconds; 0 where there is none.
    #[must_use]
    pub fn max_us(&self) -> u64 {
        self.max_us
    }

    /// The shortest, in microseconds; 0 where there is none.
    #[must_use]
    pub fn min_us(&self) -> u64 {
        self.min_us
    }

    /// The mean, in microseconds; 0 where there is none.
    #[must_use]
    pub fn mean_us(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum_us as f64 / self.count as f64 }
    }

    /// At most this took that part of them (0 to 1), in microseconds: the upper
    /// end of its bucket. 0 where there is none.
    #[must_use]
    pub fn quantile_us(&self, part: f64) -> u64 {
        let rank = ((part.clamp(0.0, 1.0) * self.count as f64).ceil() as u64).max(1);
        let mut before = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            before += count;
            if before >= rank {
                return upper_of(bucket).min(self.max_us);
            }
        }
        self.max_us
    }

    /// The buckets that hold anything: their upper end in microseconds, and how
    /// many are in them.
    pub fn recorded(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let filled = self.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(|(bucket, count)| (upper_of(bucket).min(self.max_us), *count))
    }
}

fn bucket_of(us: u64) -> usize {
    if us < EXACT {
        return us as usize;
    }
    let shift = u64::from(us.ilog2() - PER_DOUBLING.ilog2());
    (EXACT + (shift - 1) * PER_DOUBLING + (us >> shift) - PER_DOUBLING) as usize
}

fn upper_of(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < EXACT {
        return bucket;
    }
    let shift = (bucket - EXACT) / PER_DOUBLING + 1;
    let part = (bucket - EXACT) % PER_DOUBLING + PER_DOUBLING;
    ((part + 1) << shift) - 1
}

impl From<Latency> for Stored {
    fn from(it: Latency) -> Stored {
        let filled = it.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        let buckets = filled.map(|(bucket, count)| (bucket as u32, *count)).collect();
        Stored { count: it.count, sum_us: it.sum_us, min_us: it.min_us, max_us: it.max_us, buckets }
    }
}

impl TryFrom<Stored> for Latency {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Latency, String> {
        let by_bucket: BTreeMap<usize, u64> =
            stored.buckets.iter().map(|(bucket, count)| (*bucket as usize, *count)).collect();
        let last = by_bucket.last_key_value().map(|(bucket, _)| *bucket);
        if last.is_some_and(|last| last > bucket_of(LONGEST_US)) {
            return Err("a histogram has a bucket beyond an hour".to_owned());
        }
        let total = by_bucket.values().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        if total != Some(stored.count) {
            return Err("a histogram's buckets don't add up to its count".to_owned());
        }
        let mut buckets = vec![0; last.map_or(0, |last| last + 1)];
        by_bucket.into_iter().for_each(|(bucket, count)| buckets[bucket] = count);
        let Stored { count, sum_us, min_us, max_us, .. } = stored;
        Ok(Latency { buckets, count, sum_us, min_us, max_us })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_a_bucket_that_ends_at_most_a_hundredth_above_it() {
        let mut before = 0;
        for us in (0..10_000).chain((1..300).map(|it| it * 11_999_999)) {
            let bucket = bucket_of(us);
            let upper = upper_of(bucket);
            assert!(bucket >= before || us < 12_000_000, "{us}");
            assert!(upper >= us && (upper - us) as f64 <= us as f64 / 128.0, "{us} in {upper}");
            assert_eq!(bucket_of(upper), bucket);
            before = bucket;
        }
    }

    #[test]
    fn parts_add_up_to_exactly_what_one_would_have_recorded() {
        let value = |it: u64| it.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (20 + it % 43);
        let (mut whole, mut parts) = (Latency::default(), vec![Latency::default(); 4]);
        for it in 0..20_000 {
            whole.record(value(it));
            parts[(it % 3) as usize].record(value(it));
        }
        let mut sum = Latency::default();
        for part in parts.iter().rev() {
            let json = serde_json::to_string(part).unwrap();
            sum.merge(&serde_json::from_str(&json).unwrap());
        }
        assert_eq!(sum, whole);
        assert_eq!(sum.quantile_us(1.0), LONGEST_US.min(whole.max_us()));
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_values() {
        let mut latency = Latency::default();
        (1..=10_000).for_each(|us| latency.record(us * 10));
        for (part, exact) in [(0.5, 50_000.0), (0.99, 99_000.0), (0.999, 99_900.0)] {
            let found = latency.quantile_us(part) as f64;
            assert!((found / exact - 1.0).abs() < 0.01, "{part}: {found}");
        }
        assert_eq!((latency.min_us(), latency.max_us(), latency.count()), (10, 100_000, 10_000));
        assert_eq!(latency.quantile_us(1.0), 100_000);
        assert_eq!(Latency::default().quantile_us(0.5), 0);
    }

    #[test]
    fn a_histogram_that_was_tampered_with_is_refused() {
        let stored = r#"{"count":3,"sum_us":3,"min_us":1,"max_us":1,"buckets":[[1,2]]}"#;
        assert!(serde_json::from_str::<Latency>(stored).is_err());
        let stored = r#"{"count":1,"sum_us":3,"min_us":1,"max_us":1,"buckets":[[4000000000,1]]}"#;
        assert!(serde_json::from_str::<Latency>(stored).is_err());
    }
}
