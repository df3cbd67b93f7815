//! "Enter as": tokens for whoever stands at this machine.
//!
//! The demo listens on loopback only, and a request must name a loopback host, so
//! that a page from elsewhere can't reach it through a name that it controls.

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use hawker_gateway::Secret;
use serde::Deserialize;
use serde_json::json;

use super::token;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Viewer,
    Host,
    Merchant,
}

#[derive(Debug, Deserialize)]
struct Enter {
    role: Role,
}

pub(crate) fn routes(secret: Secret) -> Router {
    Router::new().route("/demo/tokens", get(enter)).with_state(secret)
}

async fn enter(
    State(secret): State<Secret>,
    headers: HeaderMap,
    Query(enter): Query<Enter>,
) -> Response {
    if !names_loopback(&headers) {
        return (StatusCode::FORBIDDEN, "the demo answers to 127.0.0.1 and localhost only")
            .into_response();
    }
    let minted = match enter.role {
        Role::Viewer => token(&secret, &guest_name(), &["chat", "buy"]),
        Role::Host => token(&secret, "harbour-host", &["host", "merchant", "chat", "moderate"]),
        Role::Merchant => token(&secret, "harbour-merchant", &["merchant"]),
    };
    match minted {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn guest_name() -> String {
    let (_, low) = uuid::Uuid::new_v4().as_u64_pair();
    format!("guest-{:05}", low % 100_000)
}

/// Whether the request was made to a loopback name, whatever the port.
pub(crate) fn names_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_served() {
        let with = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            names_loopback(&headers)
        };
        assert!(with("127.0.0.1:7070"));
        assert!(with("localhost:41234"));
        assert!(!with("evil.example:7070"));
        assert!(!with("127.0.0.1.evil.example"));
    }
}
