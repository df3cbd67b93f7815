//! What the inventory crate counts.

use crate::Metric;

/// Every metric of this module.
pub static ALL: &[&Metric] = &[];
