//! The way to PostgreSQL, for every part of a fleet that keeps something there.
//!
//! It owns how a server is found (the one of several hosts that takes writes), how
//! it is trusted (TLS, a password out of a file), and how tables come into being.
//! It promises that a connection which is handed out goes to a server that takes
//! writes, waits for the standbys that the server is told to wait for, and says
//! afterwards whether it always did: PostgreSQL answers a commit as done, with no
//! more than a warning, when an operator cuts the wait for a standby short.

mod config;
mod connection;
mod error;
mod schema;
mod tls;

pub use config::{Config, Server};
pub use connection::Connection;
pub use error::Error;
pub use schema::migrate;
