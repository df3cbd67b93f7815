//! The crew of a run: workers on this machine and on others, which work as one.
//!
//! Whoever conducts makes the shows, hands out shards of one timetable, gives
//! all of them the same moment zero, does what hosts do, and adds up what the
//! workers measured. A worker is a process that reads lines of JSON and writes
//! lines of JSON: a child of this process, or an agent's on another machine.

mod agent;
mod books;
mod brief;
mod conduct;
mod groups;
mod hosts;
mod link;
mod scene;
mod server;
mod worker;

pub use agent::{Agent, listen};
pub use conduct::{Crew, Progress, conduct};
pub use worker::work;
