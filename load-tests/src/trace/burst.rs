//! How bursty a trace is.
//!
//! Take the counts of messages in windows of one length. Had they come at a
//! steady rate, each on its own, the counts' variance would equal their mean.
//! What it has beyond that comes of the rate itself going up and down, and
//! [`burstiness`], (variance − mean) ÷ mean², is the squared coefficient of
//! variation of that rate (Cox, 1955): it does not depend on how many messages
//! there are, so that a trace scaled in its crowd must keep it.

/// The mean of the counts in windows of `window_us` microseconds, from zero to
/// `end_us`, and their burstiness. A window that is not whole is left out;
/// with fewer than two, both are zero.
#[must_use]
pub fn burstiness(times_us: &[u64], end_us: u64, window_us: u64) -> (f64, f64) {
    let windows = end_us / window_us.max(1);
    if windows < 2 {
        return (0.0, 0.0);
    }
    let mut counts = vec![0_u32; windows as usize];
    for at_us in times_us {
        if let Some(count) = counts.get_mut((at_us / window_us) as usize) {
            *count += 1;
        }
    }
    let windows = windows as f64;
    let mean = counts.iter().map(|count| f64::from(*count)).sum::<f64>() / windows;
    if mean == 0.0 {
        return (0.0, 0.0);
    }
    let squares = counts.iter().map(|count| (f64::from(*count) - mean).powi(2)).sum::<f64>();
    let variance = squares / (windows - 1.0);
    (mean, (variance - mean) / (mean * mean))
}
