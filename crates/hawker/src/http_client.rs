//! A small HTTP client for the server's own API on loopback, which the demo uses
//! the way a shop's backend would.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Method, Request, StatusCode, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::error::Error;

/// The longest answer read.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The API at an address, called with one token.
#[derive(Clone)]
pub(crate) struct ApiClient {
    address: SocketAddr,
    token: String,
}

impl ApiClient {
    pub(crate) fn new(address: SocketAddr, token: String) -> Self {
        Self { address, token }
    }

    /// One request and its JSON answer, whatever its status.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), Error> {
        let failed = |e: &dyn std::fmt::Display| Error::internal("the HTTP API", e);
        let stream = TcpStream::connect(self.address).await.map_err(|e| failed(&e))?;
        stream.set_nodelay(true).map_err(|e| failed(&e))?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|e| failed(&e))?;
        let connection = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body.map(Value::to_string).unwrap_or_default())))
            .map_err(|e| failed(&e))?;
        let answer = sender.send_request(request).await.map_err(|e| failed(&e))?;
        let status = answer.status();
        let bytes = Limited::new(answer.into_body(), MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|e| failed(&e))?
            .to_bytes();
        connection.abort();
        let value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok((status, value))
    }

    /// A request that must succeed.
    pub(crate) async fn expect(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, Error> {
        let (status, value) = self.call(method, path, Some(body)).await?;
        if status.is_success() {
            Ok(value)
        } else {
            Err(Error::internal(path, format!("{status} {value}")))
        }
    }
}
