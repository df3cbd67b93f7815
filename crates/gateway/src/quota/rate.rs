//! How much may pass in a time: the generic cell rate algorithm (ITU-T I.371,
//! annex A), which is a bucket that fills with time, kept as one number: the
//! moment at which it will be full again.
//!
//! What is refused costs a quarter of its price, so that whoever goes on at more
//! than about four times the rate comes so far behind that it is a [`flood`]: such
//! a client costs more than its answers are worth, and is sent away.
//!
//! [`flood`]: Verdict::Flood

/// How much may pass, and how much of it at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    /// Nanoseconds until a unit is there again.
    unit: f64,
    /// Nanoseconds until the whole bucket is.
    span: u64,
}

/// What is to be done with something that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may pass.
    Pass,
    /// It is too much now.
    Refuse,
    /// It is too much, and there is no end of it.
    Flood,
}

impl Rate {
    /// So many units a second, and so many at once, both above 0.
    pub(crate) fn new(per_second: f32, burst: f32) -> Self {
        let unit = 1e9 / f64::from(per_second);
        // A bucket that holds less than one unit would never let it pass.
        Self { unit, span: (unit * f64::from(burst.max(1.0))) as u64 }
    }

    /// Takes so many units out of the bucket. `ahead` is how long from now it will
    /// be full again, in nanoseconds; the new value is given back.
    pub(crate) fn take(self, ahead: u64, units: u32) -> (u64, Verdict) {
        let cost = (self.unit * f64::from(units)).round() as u64;
        let after = ahead.saturating_add(cost);
        if after <= self.span {
            return (after, Verdict::Pass);
        }
        let most = self.span.saturating_mul(2);
        let after = ahead.saturating_add(cost / 4);
        if after > most { (most, Verdict::Flood) } else { (after, Verdict::Refuse) }
    }

    /// The same with room for half a unit more.
    fn loosened(self) -> Self {
        Self { span: self.span + (self.unit / 2.0) as u64, ..self }
    }

    /// The furthest ahead that a bucket can be, in nanoseconds.
    pub(crate) fn most(self) -> u64 {
        self.loosened().span.saturating_mul(2)
    }
}

/// A bucket of one session, in four bytes: a moment of its worker's clock, in
/// quarters of a millisecond. That clock goes around after twelve days, and a
/// moment too far ahead to be meant is one that has long passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket(u32);

/// Nanoseconds of a quarter of a millisecond.
const QUARTER: u64 = 250_000;

impl Bucket {
    /// A full one, at a time in milliseconds.
    pub(crate) fn full(now: u32) -> Self {
        Self(now.wrapping_mul(4))
    }

    /// Takes so many units out, at a time in milliseconds.
    pub(crate) fn take(&mut self, now: u32, rate: Rate, units: u32) -> Verdict {
        let now = now.wrapping_mul(4);
        let before = self.0.wrapping_sub(now);
        let ahead = u64::from(before).saturating_mul(QUARTER);
        let (before, ahead) = if ahead > rate.most() + QUARTER { (0, 0) } else { (before, ahead) };
        // What was rounded must not take the last unit of a burst away.
        let (ahead, verdict) = rate.loosened().take(ahead, units);
        let after = u32::try_from((ahead + QUARTER / 2) / QUARTER).unwrap_or(u32::MAX / 2);
        // Nor may a unit be so small that it costs nothing.
        let least = if verdict == Verdict::Flood { 0 } else { before.saturating_add(1) };
        self.0 = now.wrapping_add(after.max(least));
        verdict
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How many of those that come each millisecond pass.
    fn passed(bucket: &mut Bucket, rate: Rate, from: u32, to: u32) -> usize {
        (from..to).filter(|ms| bucket.take(*ms, rate, 1) == Verdict::Pass).count()
    }

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let rate = Rate::new(100.0, 5.0);
        let mut bucket = Bucket::full(0);
        let at_once = (0..20).filter(|_| bucket.take(0, rate, 1) == Verdict::Pass).count();
        assert_eq!(at_once, 5);
        let mut bucket = Bucket::full(0);
        let every_10 = |ms: &u32| ms.is_multiple_of(10);
        let steady = (0..10_000).filter(every_10);
        assert!(steady.into_iter().all(|ms| bucket.take(ms, rate, 1) == Verdict::Pass));
    }

    #[test]
    fn every_unit_of_a_burst_is_there_whatever_the_rate() {
        for (per_second, burst) in [(0.001, 4), (3.0, 5), (7.7, 50), (50.0, 200), (120.0, 300)] {
            let rate = Rate::new(per_second, burst as f32);
            let mut bucket = Bucket::full(99);
            let passed = (0..500).filter(|_| bucket.take(99, rate, 1) == Verdict::Pass).count();
            let rounded = burst..=burst + burst / 50;
            assert!(rounded.contains(&passed), "{passed} of {burst} at {per_second} a second");
        }
    }

    #[test]
    fn one_who_asks_somewhat_too_often_is_refused_and_one_who_floods_is_told_apart() {
        let rate = Rate::new(500.0, 1_000.0);
        let mut bucket = Bucket::full(7);
        // Twice the rate.
        let came = passed(&mut bucket, rate, 7, 60_007);
        assert!((18_000..=22_000).contains(&came), "{came}");
        assert_ne!(bucket.take(60_007, rate, 1), Verdict::Flood);
        // Ten times.
        let floods = (60_007..90_000).find(|ms| bucket.take(*ms, rate, 5) == Verdict::Flood);
        assert!(floods.is_some());
        // And who then stops for as long as that takes begins anew.
        assert_eq!(bucket.take(100_000, rate, 1), Verdict::Pass);
    }

    #[test]
    fn a_session_that_said_nothing_for_days_may_speak() {
        let rate = Rate::new(2.0, 5.0);
        for days in [1_u32, 6, 7, 11, 12, 13, 24, 25, 40] {
            let mut bucket = Bucket::full(3);
            assert_eq!(bucket.take(days * 86_400_000, rate, 1), Verdict::Pass, "{days} days");
        }
    }

    proptest! {
        /// Over any stretch of time no more passes than the rate allows and one
        /// burst, whatever comes when.
        #[test]
        fn never_more_than_the_rate_and_one_burst(
            per_second in 0.001_f32..200.0,
            burst in 1.0_f32..500.0,
            steps in proptest::collection::vec((0_u32..300, 1_u32..40), 1..300),
            start in any::<u32>(),
        ) {
            let rate = Rate::new(per_second, burst);
            let mut bucket = Bucket::full(start);
            let (mut now, mut elapsed, mut units) = (start, 0_u64, 0_u64);
            for (wait, wanted) in steps {
                now = now.wrapping_add(wait);
                elapsed += u64::from(wait);
                if bucket.take(now, rate, wanted) == Verdict::Pass {
                    units += u64::from(wanted);
                }
            }
            // Moments are rounded to a quarter of a millisecond.
            let rated = 1.03 * f64::from(per_second) * elapsed as f64 / 1e3;
            let most = rated + 1.03 * f64::from(burst) + 1.0;
            prop_assert!(units as f64 <= most, "{units} units, at most {most}");
        }
    }
}
