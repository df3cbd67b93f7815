//! The inventory service: the only truth about stock.
//!
//! One writer thread owns all state in memory and changes it only by
//! `hawker_domain`'s stock rules. Every batch of commands is one record of the
//! journal, and nothing leaves before it is durable.

#![deny(clippy::cast_possible_truncation)]

mod error;
mod journal;

pub use error::Error;
pub use journal::JournalConfig;
