//! From which pages browsers may come: the check of `Origin` (RFC 6454) before a
//! WebSocket handshake is answered, and CORS for the HTTP API.
//!
//! Pages of the server's own host may always, and so may whatever is no browser
//! and sends no `Origin`. Other pages need to be named in
//! `gateway.http.allowed_origins`. Credentials of the browser's own (cookies) are
//! never allowed, since none are used.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use super::{App, problem::Problem};
use crate::Error;

/// The origins that are allowed beside the server's own.
#[derive(Debug)]
pub(crate) struct Origins {
    any: bool,
    named: Vec<String>,
}

impl Origins {
    /// Takes the configured ones: `*`, or `https://shop.example`, each without a
    /// path.
    pub(crate) fn new(configured: &[String]) -> Result<Self, Error> {
        let mut named = Vec::new();
        for origin in configured.iter().filter(|origin| *origin != "*") {
            let whole = origin.trim_end_matches('/').to_ascii_lowercase();
            let fine = whole
                .split_once("://")
                .is_some_and(|(scheme, host)| !scheme.is_empty() && is_authority(host));
            if !fine {
                return Err(Error::Config(format!(
                    "gateway.http.allowed_origins: {origin:?} is no origin, such as \
                     \"https://shop.example\", nor \"*\""
                )));
            }
            named.push(whole);
        }
        Ok(Self { any: configured.iter().any(|origin| origin == "*"), named })
    }

    /// Whether pages of this origin may, on a server that was addressed so.
    pub(crate) fn admit(&self, origin: &str, host: Option<&str>) -> bool {
        let origin = origin.to_ascii_lowercase();
        let own = || {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == host.map(str::to_ascii_lowercase).as_deref()
        };
        self.any || self.named.contains(&origin) || own()
    }

    /// Refuses requests of other pages.
    pub(crate) fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), v1::Error> {
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let host = host(headers, uri);
        if origin.to_str().is_ok_and(|origin| self.admit(origin, host)) {
            return Ok(());
        }
        Err(refuse(
            ErrorCode::OriginRefused,
            "This page's origin is not allowed here: add it to gateway.http.allowed_origins.",
        ))
    }
}

fn is_authority(host: &str) -> bool {
    !host.is_empty() && host.parse::<http::uri::Authority>().is_ok()
}

fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let header = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| uri.authority().map(http::uri::Authority::as_str))
}

/// Seconds for which a browser may remember what it was told.
const REMEMBER: HeaderValue = HeaderValue::from_static("600");
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, last-event-id");

/// Answers questions of browsers, and refuses requests of pages that may not.
pub(super) async fn cors(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    if let Err(error) = app.origins.check(request.headers(), request.uri()) {
        app.origins_refused.increment(1);
        return Problem(error).into_response();
    }
    let asked = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asked {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBER);
        response
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(configured: &[&str]) -> Origins {
        let configured: Vec<String> = configured.iter().map(ToString::to_string).collect();
        Origins::new(&configured).unwrap()
    }

    #[test]
    fn the_servers_own_pages_may_and_others_must_be_named() {
        let none = origins(&[]);
        assert!(none.admit("https://live.shop.example", Some("live.shop.example")));
        assert!(none.admit("http://127.0.0.1:7070", Some("127.0.0.1:7070")));
        assert!(!none.admit("https://shop.example", Some("live.shop.example")));
        assert!(!none.admit("http://127.0.0.1:7071", Some("127.0.0.1:7070")));
        assert!(!none.admit("null", Some("null")));
        assert!(!none.admit("https://shop.example", None));
        let named = origins(&["https://Shop.example/", "http://localhost:5173"]);
        assert!(named.admit("https://shop.example", Some("live.shop.example")));
        assert!(named.admit("http://localhost:5173", None));
        assert!(!named.admit("http://shop.example", None), "another scheme");
        assert!(!named.admit("https://shop.example:8443", None), "another port");
        assert!(!named.admit("https://shop.example.evil.test", None));
        assert!(origins(&["*"]).admit("https://anything.test", None));
    }

    #[test]
    fn what_is_no_origin_is_refused_at_the_start() {
        for wrong in ["shop.example", "https://", "https://shop.example/path", "://x"] {
            assert!(Origins::new(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
