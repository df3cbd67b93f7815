//! Connections to nodes of Redis: over TCP without delay, with TLS where it is asked
//! for, in RESP3, every wait bounded.

use std::io;

use redis::{
    AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, RedisError, RedisResult,
    aio::{AsyncPushSender, MultiplexedConnection},
};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

use super::RedisConfig;
use crate::{Error, limits::BUS_ANSWER};

/// Makes connections.
pub(super) struct Dialer {
    entrance: RedisConnectionInfo,
    tls: Option<TlsConnector>,
}

/// A connection. It ends when this is dropped, and with it every call over a copy of it.
pub(super) struct Line {
    pub(super) connection: MultiplexedConnection,
    _driver: AbortOnDropHandle<()>,
}

impl Dialer {
    pub(super) fn of(config: &RedisConfig) -> Result<Self, Error> {
        Ok(Self { entrance: config.entrance()?, tls: config.trust()? })
    }

    /// Connects to a node, `host:port`.
    pub(super) async fn line(&self, node: &str) -> RedisResult<Line> {
        self.connect(node, AsyncConnectionConfig::new()).await
    }

    /// The same, with somebody who is told whatever the server says of itself.
    pub(super) async fn ear(&self, node: &str, told: impl AsyncPushSender) -> RedisResult<Line> {
        self.connect(node, AsyncConnectionConfig::new().set_push_sender(told)).await
    }

    async fn connect(&self, node: &str, config: AsyncConnectionConfig) -> RedisResult<Line> {
        let config = config.set_response_timeout(Some(BUS_ANSWER));
        let connecting = async {
            let socket = TcpStream::connect(node).await?;
            socket.set_nodelay(true)?;
            let Some(tls) = &self.tls else { return self.enter(socket, config).await };
            let name = ServerName::try_from(host(node).to_owned())
                .map_err(|_| refused("a node's name is no host's", node))?;
            let stream = tls.connect(name, socket).await?;
            self.enter(stream, config).await
        };
        match timeout(BUS_ANSWER, connecting).await {
            Ok(line) => line,
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
        }
    }

    async fn enter<S>(&self, stream: S, config: AsyncConnectionConfig) -> RedisResult<Line>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (connection, driver) =
            MultiplexedConnection::new_with_config(&self.entrance, stream, config).await?;
        Ok(Line { connection, _driver: AbortOnDropHandle::new(tokio::spawn(driver)) })
    }
}

/// The name in front of the port, without the brackets of an IPv6 address.
fn host(node: &str) -> &str {
    let host = node.rsplit_once(':').map_or(node, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']')
}

/// An error of our own.
pub(super) fn refused(why: &'static str, detail: &str) -> RedisError {
    RedisError::from((ErrorKind::Io, why, detail.to_owned()))
}
