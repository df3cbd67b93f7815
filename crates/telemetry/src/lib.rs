//! The metric catalogue and the set-up of tracing.
//!
//! Only this crate names a metric: each is a [`Metric`] in the module of its
//! owner, with its help text and the closed set of values its label may have.
//! So the catalogue is bounded, can be listed ([`catalogue`]), and a dashboard
//! that uses an unknown name is found by a test.

#![deny(missing_docs)]

pub mod bus;
pub mod funnel;
pub mod gateway;
pub mod identity;
pub mod inventory;
pub mod journal;
mod metric;
mod recorder;
mod reference;
mod trace;

pub use metric::{Kind, Label, Metric};
pub use recorder::{Recorder, RecorderError};
pub use reference::reference;
pub use trace::{LogFormat, init_tracing};

/// The parts of the catalogue, in the order of `docs/metrics.md`.
static PARTS: &[(&str, &[&Metric])] = &[
    ("Inventory", inventory::ALL),
    ("Journal", journal::ALL),
    ("Gateway", gateway::ALL),
    ("Bus", bus::ALL),
    ("Identity and TLS", identity::ALL),
    ("Funnel", funnel::ALL),
];

/// Every metric there is.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> {
    PARTS.iter().flat_map(|(_, metrics)| metrics.iter().copied())
}
