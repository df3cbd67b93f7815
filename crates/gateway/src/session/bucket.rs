//! A rate: a bucket that fills with time and pays for what is let through.

/// The bucket's level, as of a moment. Rate and size are given with each use,
/// since they are the same for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    level: f32,
    at: u32,
}

impl Bucket {
    /// A full one. Times are milliseconds of the worker's clock.
    pub(super) fn full(now: u32, size: f32) -> Self {
        Self { level: size, at: now }
    }

    /// Takes one out; false when there is none.
    pub(super) fn take(&mut self, now: u32, rate: f32, size: f32) -> bool {
        let seconds = now.wrapping_sub(self.at) as f32 / 1_000.0;
        self.level = (self.level + seconds * rate).min(size.max(1.0));
        self.at = now;
        let enough = self.level >= 1.0;
        if enough {
            self.level -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let mut bucket = Bucket::full(0, 5.0);
        let passed = |bucket: &mut Bucket, from: u32| {
            (0..1_000).filter(|ms| bucket.take(from + ms, 2.0, 5.0)).count()
        };
        assert_eq!(passed(&mut bucket, 0), 6);
        assert!((1..=3).contains(&passed(&mut bucket, 1_000)));
    }
}
