//! The generator: a crowd of virtual viewers on one epoll loop per worker.
//!
//! Open loop: everything that a viewer does of its own accord has an intended
//! moment, and latency runs from it; a server that stands still stops nobody's
//! clock. What each viewer is told is held against what it should have been
//! told, in constant memory per viewer.

mod desk;
mod digest;
mod engine;
mod hear;
mod orders;
mod rooms;
mod say;
mod stamp;
mod tally;
mod till;
mod viewer;
mod watch;

pub use engine::{Engine, Told};
pub use orders::{Act, Due, Gateway, Orders, Seat, ShowOrders, Then};
pub use stamp::STAMP_BYTES;
pub use tally::{Counts, Tally, Timed};
pub use watch::Watched;
