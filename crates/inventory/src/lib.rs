//! The inventory service: the only truth about stock.
//!
//! One writer thread owns all state in memory and changes it only by
//! `hawker_domain`'s stock rules. Every batch of commands is one record of the
//! journal, and nothing leaves before it is durable.

#![deny(clippy::cast_possible_truncation)]

mod anew;
mod ask;
mod audit;
#[cfg(feature = "bench")]
pub mod bench;
mod changes;
mod check;
mod clock;
mod config;
mod convert;
mod crew;
mod cut_off;
mod draw_secret;
mod engine;
mod error;
mod feed;
mod handle;
mod hot;
mod inventory;
mod journal;
mod limits;
mod member;
mod meters;
mod ownership;
mod packet;
#[cfg(test)]
mod planted;
mod prepare;
mod raw;
mod refusal;
mod service;
mod snapshot;
mod streams;
mod unary;

pub use anew::begin_anew;
pub use audit::{Audited, Lots, Of, Winner, audit, audit_draw};
pub use config::Config;
pub use error::Error;
pub use inventory::{Books, Inventory, read_journal};
pub use journal::{JournalConfig, JournalEngine};
pub use ownership::Ownership;
pub use raw::InventoryService;
pub use unary::{Shortcut, Shortened};
