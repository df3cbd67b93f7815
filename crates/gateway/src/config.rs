//! The gateway's part of `hawker.toml`. Every key has a default and a bound.

use serde::Deserialize;

use crate::{lanes::LaneConfig, token::Cap, worker::WorkerConfig};

/// The `[gateway]` table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who may do what without a token.
    pub auth: AuthConfig,
    /// The public HTTP server.
    pub http: HttpConfig,
    /// The rooms.
    pub rooms: RoomsConfig,
    /// The lanes of a room: history, ticks, chat.
    pub lanes: LaneConfig,
    /// The threads that hold viewers' sockets.
    pub workers: WorkerConfig,
}

/// The `[gateway.auth]` table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthConfig {
    /// Capabilities of a viewer without a token: none, or `["chat"]`. Whatever
    /// needs to know the buyer (`buy`) is refused here.
    pub anonymous_caps: Vec<Cap>,
}

/// The `[gateway.http]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Connections that speak HTTP at one time; more wait in the kernel's queue.
    /// Sessions that became WebSockets are counted by the workers, not here.
    pub max_connections: usize,
    /// Bytes of a request body, at most.
    pub max_body_bytes: usize,
    /// Milliseconds in which a request's headers must arrive.
    pub header_timeout_ms: u64,
    /// Milliseconds in which a request must be answered.
    pub request_timeout_ms: u64,
    /// Live feeds of funnel numbers at one time.
    pub max_feeds: usize,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            max_connections: 4_096,
            max_body_bytes: 64 * 1024,
            header_timeout_ms: 10_000,
            request_timeout_ms: 30_000,
            max_feeds: 256,
        }
    }
}

/// The `[gateway.rooms]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomsConfig {
    /// Shows that this gateway keeps.
    pub max_shows: usize,
    /// Where a buyer pays, with `{reservation}` and `{show}` replaced; empty
    /// where the shop's own page knows the way.
    pub checkout_url: String,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        Self { max_shows: 10_000, checkout_url: String::new() }
    }
}
