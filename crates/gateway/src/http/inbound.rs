//! What comes in with a request: who asks, the path, the query, the body. Each
//! that is wrong is a problem with a sentence.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    response::{IntoResponse, Response},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::{Extensions, HeaderValue, StatusCode, header, request::Parts};
use serde::{Serialize, de::DeserializeOwned};

use super::{App, problem::Problem};
use crate::{
    door::{Address, bearer},
    now,
    quota::{Party, What},
    token::Identity,
};

/// Who asks: the token's bearer, or nobody in particular.
pub(super) struct Caller(pub(super) Identity);

/// Charges a request to its address as one frame. A handshake is let through:
/// whoever is refused there is told so in a frame, which a browser can read.
pub(super) fn charge(app: &App, request: &Request) -> Result<(), v1::Error> {
    let handshake = request.headers().contains_key(header::SEC_WEBSOCKET_KEY);
    let quota = &app.shared.quota;
    let address = address(request.extensions()).map_or(0, |address| quota.address(address));
    let charged = quota.charge(Party { address, ..Party::default() }, (What::Frames, 1));
    if handshake { Ok(()) } else { charged }
}

/// Where the client of a request is, as the server that accepted it says.
pub(super) fn address(extensions: &Extensions) -> Option<Address> {
    extensions.get().copied()
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let keys = &app.shared.keys;
        let identity = match bearer(&parts.headers)? {
            Some(token) => {
                let who = keys.verify(token, now()).await?;
                let token = who.sub.as_ref().filter(|_| !who.is_staff());
                app.shared.quota.charge(Party { token, ..Party::default() }, (What::Frames, 1))?;
                who
            }
            None => keys.anonymous(),
        };
        Ok(Self(identity))
    }
}

/// The names in the path.
pub(super) struct Names<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Names<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, app).await;
        path.map(|Path(names)| Self(names)).map_err(|rejected| {
            Problem(refuse(
                ErrorCode::FieldInvalid,
                format!("The path can't be read: {}.", rejected.body_text()),
            ))
        })
    }
}

/// A body: the proto3 JSON of a message.
pub(super) struct Message<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Message<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, app).await.map_err(|rejected| {
            Problem(match rejected.status() {
                StatusCode::PAYLOAD_TOO_LARGE => refuse(
                    ErrorCode::TooBig,
                    format!(
                        "The body is longer than {} bytes.",
                        app.shared.config.http.max_body_bytes
                    ),
                ),
                _ => refuse(ErrorCode::BadFrame, "The body broke off: send it again."),
            })
        })?;
        decode(&body).map(Self).map_err(Problem)
    }
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, v1::Error> {
    let text = std::str::from_utf8(body).map_err(|_| {
        refuse(ErrorCode::NotUtf8, "The body is not valid UTF-8: send JSON in UTF-8.")
    })?;
    serde_json::from_str(text).map_err(|e| {
        refuse(ErrorCode::BadFrame, format!("The body is not the JSON that this path takes: {e}."))
    })
}

/// One value of the query, as text.
pub(super) fn query<'a>(request: &'a http::Uri, name: &str) -> Option<&'a str> {
    let pairs = request.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// An answer: the proto3 JSON of a message.
pub(super) struct Answer<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let kind = HeaderValue::from_static("application/json");
                let fresh = HeaderValue::from_static("no-store");
                let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)];
                (headers, body).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be encoded");
                let sentence = "The answer could not be encoded: the server's log says why.";
                Problem(refuse(ErrorCode::Internal, sentence)).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_found_by_its_name() {
        let uri: http::Uri = "/x?a=1&seconds=60".parse().unwrap();
        assert_eq!(query(&uri, "seconds"), Some("60"));
        assert_eq!(query(&uri, "b"), None);
    }
}
