//! A plain HTTP client for `/v1`, and the show that most tests put on air.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::fresh_key;

/// An address and a token to call it with.
#[derive(Debug, Clone)]
pub struct Api {
    address: SocketAddr,
    token: Option<String>,
}

impl Api {
    /// The API at an address.
    #[must_use]
    pub fn new(address: SocketAddr, token: Option<String>) -> Self {
        Self { address, token }
    }

    /// One request with a raw body: its status and answer.
    ///
    /// # Errors
    ///
    /// When the server can't be reached.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<(u16, Bytes)> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = sender.send_request(request.body(Full::new(body))?).await?;
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await?.to_bytes();
        connection.abort();
        Ok((status, bytes))
    }

    /// A GET: status and text.
    ///
    /// # Errors
    ///
    /// When the server can't be reached.
    pub async fn get(&self, path: &str) -> anyhow::Result<(u16, String)> {
        let (status, bytes) = self.raw(Method::GET, path, Bytes::new()).await?;
        Ok((status, String::from_utf8(bytes.to_vec())?))
    }

    /// A JSON request: status and answer.
    ///
    /// # Panics
    ///
    /// When the server can't be reached.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let (status, bytes) = self.raw(method, path, body).await.expect("the API answers");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// A JSON request that must succeed.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub async fn ok(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method.clone(), path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// Creates a show with one listing of one SKU, receives stock, goes live.
    pub async fn put_on_air(&self, show: &str, listing: &str, units: u32) {
        let body = json!({"show": show, "title": "A test show"});
        self.ok(Method::POST, "/v1/shows", body).await;
        let sku = format!("{listing}-sku");
        let stock = json!({"key": fresh_key(), "quantity": units});
        self.ok(Method::POST, &format!("/v1/skus/{sku}/receive"), stock).await;
        let body = json!({
            "listing": listing,
            "title": "A thing",
            "price": {"minor": "1999", "currency": "EUR"},
            "skus": [{"sku": sku, "title": "One size"}],
        });
        self.ok(Method::PUT, &format!("/v1/shows/{show}/listings/{listing}"), body).await;
        let live = json!({"state": "SHOW_STATE_LIVE"});
        self.ok(Method::PUT, &format!("/v1/shows/{show}/state"), live).await;
    }

    /// Opens a sale and returns it.
    pub async fn open_sale(&self, show: &str, listing: &str, more: Value) -> Value {
        let mut body = json!({"key": fresh_key(), "listing": listing});
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        self.ok(Method::POST, &format!("/v1/shows/{show}/sales"), body).await
    }
}
