//! The gateway's HTTP API, as a host's or shop's backend uses it: one request
//! a connection, JSON both ways, refusals as [`Error::Refused`].

use bytes::Bytes;
use hawker_proto::v1::ErrorCode;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

use crate::Error;

/// The longest answer taken.
const ANSWER_MAX: usize = 4 << 20;

/// How long an answer may take.
const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);

/// A caller of the API with one token.
#[derive(Debug, Clone)]
pub struct Api {
    authority: String,
    token: String,
}

/// The `host:port` of an address such as `http://127.0.0.1:7070`.
///
/// # Errors
///
/// [`Error::Setting`] where it is not such an address.
pub fn authority(url: &str) -> Result<String, Error> {
    let bad = || Error::Setting(format!("`{url}` should look like http://127.0.0.1:7070"));
    let uri: http::Uri = url.parse().map_err(|_| bad())?;
    if uri.scheme_str() != Some("http") {
        return Err(bad());
    }
    let authority = uri.authority().ok_or_else(bad)?;
    let port = authority.port_u16().unwrap_or(80);
    Ok(format!("{}:{port}", authority.host()))
}

/// What the server says of a refusal (RFC 9457).
#[derive(serde::Deserialize)]
struct Problem {
    detail: Option<String>,
    code: Option<String>,
}

impl Api {
    /// A caller of the gateway at that `host:port`. An empty token is not sent.
    #[must_use]
    pub fn new(authority: String, token: String) -> Api {
        Api { authority, token }
    }

    /// Sends `body` and reads the answer as `A`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the server refused, other kinds where it could
    /// not be reached or understood.
    pub async fn call<B: Serialize, A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<A, Error> {
        let body = serde_json::to_vec(body).map_err(|error| Error::Protocol(error.to_string()))?;
        let what = format!("{method} {path}");
        let answer = self.raw(method, path, body).await?;
        serde_json::from_slice(&answer)
            .map_err(|error| Error::Protocol(format!("the answer to {what}: {error}")))
    }

    /// Sends an empty object, and takes whatever is answered with a success.
    ///
    /// # Errors
    ///
    /// As [`Api::call`].
    pub async fn poke(&self, method: Method, path: &str) -> Result<(), Error> {
        self.raw(method, path, b"{}".to_vec()).await.map(drop)
    }

    async fn raw(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Bytes, Error> {
        let what = format!("{method} {path}");
        let exchange = Box::pin(self.exchange(method, path, body));
        let Ok(answered) = tokio::time::timeout(ANSWER_WITHIN, exchange).await else {
            return Err(Error::Protocol(format!("{what} was not answered in time")));
        };
        let (status, answer) = answered?;
        if status.is_success() || status.is_redirection() {
            return Ok(answer);
        }
        let problem: Option<Problem> = serde_json::from_slice(&answer).ok();
        let (detail, code) = problem.map_or((None, None), |it| (it.detail, it.code));
        Err(Error::Refused {
            what,
            status: status.as_u16(),
            code: code.and_then(|code| ErrorCode::from_str_name(&code)).unwrap_or_default(),
            message: detail.unwrap_or_else(|| String::from_utf8_lossy(&answer).into_owned()),
        })
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<(http::StatusCode, Bytes), Error> {
        let protocol = |error: &dyn std::fmt::Display| Error::Protocol(error.to_string());
        let stream = TcpStream::connect(&self.authority).await;
        let stream = stream.map_err(Error::io("connecting to the gateway"))?;
        stream.set_nodelay(true).map_err(Error::io("connecting to the gateway"))?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| protocol(&error))?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.authority)
            .header(header::CONTENT_TYPE, "application/json");
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let request =
            request.body(Full::new(Bytes::from(body))).map_err(|error| protocol(&error))?;
        let answered = async {
            let answer = sender.send_request(request).await.map_err(|error| protocol(&error))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), ANSWER_MAX).collect().await;
            Ok((status, body.map_err(|error| protocol(&error))?.to_bytes()))
        };
        // The connection is driven beside the exchange, and dropped with it.
        tokio::pin!(connection);
        tokio::pin!(answered);
        tokio::select! {
            biased;
            answered = &mut answered => answered,
            closed = &mut connection => match closed {
                Ok(()) => answered.await,
                Err(error) => Err(protocol(&error)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_its_host_and_port() {
        assert_eq!(authority("http://127.0.0.1:7070").unwrap(), "127.0.0.1:7070");
        assert_eq!(authority("http://localhost/").unwrap(), "localhost:80");
        assert!(authority("127.0.0.1:7070").is_err());
        assert!(authority("https://127.0.0.1").is_err());
    }
}
