//! The threads that hold viewers' sockets.

use std::{net::TcpStream, sync::Arc};

use bytes::Bytes;
use hawker_proto::v1::Goodbye;

use crate::{Error, Shared, codec::Encoding, rooms::Room};

/// The `[gateway.workers]` table.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerConfig {}

pub(crate) struct Workers;

impl Workers {
    pub(crate) fn start(_: &WorkerConfig, _: Arc<Shared>) -> Result<Self, Error> {
        Ok(Self)
    }
    #[allow(clippy::too_many_arguments, reason = "each is a part of one handover")]
    pub(crate) fn adopt(
        &self,
        _: TcpStream,
        _: Bytes,
        _: Encoding,
        _: Arc<Room>,
        _: Option<String>,
    ) {
    }
    pub(crate) fn refuse(&self, _: TcpStream, _: Bytes, _: Encoding, _: Goodbye) {}
    pub(crate) async fn drain(&self) {
        tokio::task::yield_now().await;
    }
}
