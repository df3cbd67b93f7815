//! What the funnel crate counts.

use crate::Metric;

/// Every metric of this module.
pub static ALL: &[&Metric] = &[];
