//! The metric catalogue and the set-up of tracing.
//!
//! Only this crate names a metric: each is a [`Metric`] in the module of its
//! owner, with its help text and the closed set of values its label may have.
//! So the catalogue is bounded, can be listed ([`catalogue`]), and a dashboard
//! that uses an unknown name is found by a test.

#![deny(missing_docs)]

pub mod funnel;
pub mod gateway;
pub mod inventory;
mod metric;
mod recorder;
mod reference;
mod trace;

pub use metric::{Kind, Label, Metric};
pub use recorder::{Recorder, RecorderError};
pub use reference::reference;
pub use trace::{LogFormat, init_tracing};

/// Every metric there is.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> {
    [inventory::ALL, gateway::ALL, funnel::ALL].into_iter().flatten().copied()
}
