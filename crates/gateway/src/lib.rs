//! The gateway: HTTP API, tokens, WebSocket sessions, rooms, lanes, fan-out.
//!
//! It holds no stock truth: whatever concerns stock it asks of inventory over
//! gRPC, and it tells viewers only what inventory has made durable.

pub mod bus;
mod codec;
mod config;
mod count;
mod door;
mod drain;
mod error;
mod feed;
mod funnel;
mod gateway;
mod http;
mod inventory;
mod lanes;
mod limits;
mod numbers;
mod pages;
mod quota;
mod retry;
mod rooms;
mod session;
mod store;
mod tls;
pub mod token;
mod trace;
mod worker;

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use hawker_domain::Timestamp;

pub use bus::{BusSetup, RedisConfig};
pub use config::{AuthConfig, Config, HttpConfig, RoomsConfig, RoomsEngine, TlsConfig};
pub use door::Network;
pub use error::Error;
pub use gateway::{Gateway, Setup};
pub use lanes::LaneConfig;
pub use quota::{AddressLimits, LimitsConfig, RoomLimits, TokenLimits};
pub use rooms::begin_anew;
pub use store::StoreSetup;
pub use token::Secret;
pub use worker::WorkerConfig;

/// What every part of the gateway may use.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) keys: token::Keys,
    pub(crate) rooms: rooms::Rooms,
    pub(crate) events: Arc<funnel::Events>,
    pub(crate) quota: quota::Quota,
    pub(crate) drain: drain::Drain,
    pub(crate) traces: trace::Traces,
}

/// The wall clock, read here and passed to whoever needs the time.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
