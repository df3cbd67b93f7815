//! The gateway's part of `hawker.toml`. Every key has a default and a bound.

use std::path::PathBuf;

use serde::Deserialize;

use crate::{
    door::Network, lanes::LaneConfig, quota::LimitsConfig, token::Cap, worker::WorkerConfig,
};

/// The `[gateway]` table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who may do what without a token.
    pub auth: AuthConfig,
    /// The public HTTP server.
    pub http: HttpConfig,
    /// TLS on the public port.
    pub tls: TlsConfig,
    /// The rooms.
    pub rooms: RoomsConfig,
    /// The lanes of a room: history, ticks, chat.
    pub lanes: LaneConfig,
    /// The threads that hold viewers' sockets.
    pub workers: WorkerConfig,
    /// What clients may send together: by token, by address, by room.
    pub limits: LimitsConfig,
}

/// The `[gateway.auth]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthConfig {
    /// Capabilities of a viewer without a token: none, or `["chat"]`. Whatever
    /// needs to know the buyer (`buy`) is refused here.
    pub anonymous_caps: Vec<Cap>,
    /// Whether tokens signed with the data folder's `secret` are taken. It makes
    /// buyers' pseudonyms in any case.
    pub own_secret: bool,
    /// Files with further secrets (64 hexadecimal digits or more) whose tokens
    /// (HS256) are taken, as while one is replaced by another.
    pub secret_files: Vec<PathBuf>,
    /// PEM files with `PUBLIC KEY`s whose tokens are taken: RSA (RS256), P-256
    /// (ES256), Ed25519 (EdDSA).
    pub public_key_files: Vec<PathBuf>,
    /// Where public keys are fetched from (JWKS): https, or http on loopback.
    pub jwks_url: Option<String>,
    /// A PEM file with the certificates that the source's is checked against,
    /// instead of those that the system trusts.
    pub jwks_ca_file: Option<PathBuf>,
    /// Seconds between two fetches.
    pub jwks_refresh_seconds: u32,
    /// Seconds for which fetched keys are used while their source is away.
    pub jwks_keep_seconds: u32,
    /// The issuer (`iss`) that tokens must name, if any.
    pub issuer: Option<String>,
    /// The audience (`aud`) that tokens must name, if any.
    pub audience: Option<String>,
    /// Seconds by which clocks may differ where `exp` and `nbf` are looked at.
    pub leeway_seconds: u32,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            anonymous_caps: Vec::new(),
            own_secret: true,
            secret_files: Vec::new(),
            public_key_files: Vec::new(),
            jwks_url: None,
            jwks_ca_file: None,
            jwks_refresh_seconds: 300,
            jwks_keep_seconds: 86_400,
            issuer: None,
            audience: None,
            leeway_seconds: 0,
        }
    }
}

/// The `[gateway.http]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Connections that speak HTTP at one time; for more, those make room that have
    /// waited longest for a request, a second at least. Sessions that became
    /// WebSockets are counted by the workers, not here.
    pub max_connections: usize,
    /// The same from one address, or IPv6 network of 64 bits; further ones are told
    /// so. Not counted for this machine's own and for trusted proxies.
    pub max_connections_per_address: usize,
    /// Bytes of a request body, at most.
    pub max_body_bytes: usize,
    /// Milliseconds in which a request's headers must arrive.
    pub header_timeout_ms: u64,
    /// Milliseconds in which a request must be answered.
    pub request_timeout_ms: u64,
    /// Live feeds of funnel numbers at one time.
    pub max_feeds: usize,
    /// Origins of pages that may open sessions and use the API from a browser,
    /// beside the server's own host: such as `https://shop.example`, or `*` for all.
    pub allowed_origins: Vec<String>,
    /// Viewers who read a room as server-sent events at one time; each takes one of
    /// the connections.
    pub max_event_streams: usize,
    /// Networks whose machines are believed about where clients are: as
    /// `X-Forwarded-For` says, and by the PROXY protocol.
    pub trusted_proxies: Vec<Network>,
    /// Whether every connection begins with a header of the PROXY protocol,
    /// version 1 or 2. Needs `trusted_proxies`; all others are closed at once.
    pub proxy_protocol: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            max_connections: 4_096,
            max_connections_per_address: 1_024,
            max_body_bytes: 64 * 1024,
            header_timeout_ms: 10_000,
            request_timeout_ms: 30_000,
            max_feeds: 256,
            allowed_origins: Vec::new(),
            max_event_streams: 2_048,
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
        }
    }
}

/// The `[gateway.tls]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// A PEM file with the certificate and those between it and its root. With it
    /// the public port speaks TLS only.
    pub cert: Option<PathBuf>,
    /// A PEM file with the certificate's private key.
    pub key: Option<PathBuf>,
    /// Handshakes at one time; further connections wait.
    pub handshakes: usize,
    /// Milliseconds in which a handshake must be done, the wait for it included.
    pub handshake_ms: u64,
}

impl TlsConfig {
    /// Whether the public port speaks TLS.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.cert.is_some()
    }
}

impl Default for TlsConfig {
    fn default() -> Self {
        Self { cert: None, key: None, handshakes: 256, handshake_ms: 10_000 }
    }
}

/// Where rooms are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomsEngine {
    /// In the gateway's own folder.
    #[default]
    Embedded,
    /// In PostgreSQL and Redis Cluster.
    Fleet,
}

/// The `[gateway.rooms]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomsConfig {
    /// Where rooms are kept: `embedded`, in the gateway's own folder, or `fleet`, in
    /// PostgreSQL and Redis Cluster, for any number of gateways.
    pub engine: RoomsEngine,
    /// Shows that this gateway keeps.
    pub max_shows: usize,
    /// Where a buyer pays, with `{reservation}` and `{show}` replaced; empty
    /// where the shop's own page knows the way.
    pub checkout_url: String,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        Self { engine: RoomsEngine::Embedded, max_shows: 10_000, checkout_url: String::new() }
    }
}
