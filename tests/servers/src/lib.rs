//! Real PostgreSQL and Redis servers for tests: on free ports, with folders of their
//! own, stopped when dropped, and dead at the latest when the test's process is.
//!
//! Calls block; they wait for conditions, never for a time. A server that does not
//! come up panics with what it said.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test support: a failure here is a failed test, and the panic says where"
)]

mod patroni;
mod postgres;
mod process;
mod redis;
mod wire;

pub use patroni::Patroni;
pub use postgres::Postgres;
pub use redis::{RedisCluster, RedisNode};
pub use wire::Wire;
