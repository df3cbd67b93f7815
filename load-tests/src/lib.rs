//! Hawker's load tester: traces of real broadcasts, virtual viewers over real
//! WebSockets, ledgers of what each of them was told, and reports.
//!
//! Owns nothing of the server's: it knows the schema of `hawker-proto` and the
//! addresses it is given. What it reports is drawn from its own viewers' logs.

mod api;
mod balance;
mod chronicle;
pub mod compare;
pub mod crew;
pub mod crowd;
mod end;
mod error;
#[cfg(test)]
mod fake;
pub mod generator;
mod intake;
mod journal;
mod ledger;
pub mod outcome;
pub mod output;
pub mod page;
pub mod plan;
pub mod replay;
mod replayer;
mod report;
mod scenario;
mod session;
mod shopper;
mod stage;
pub mod summary;
pub mod target;
pub mod text;
mod token;
pub mod trace;
mod viewer;
pub mod wire;
mod world;

pub use api::{Api, authority};
pub use error::Error;
pub use replay::Target;
pub use report::{Balance, Percentiles, Report};
pub use scenario::{BUILT_IN, SalePlan, Scenario};
pub use token::{Claims, Minter};
pub use trace::{Message, Trace, TraceError};
