//! The pages: one shell for all three, and its files under `/assets`, built by
//! `make web` and embedded in the binary.

use std::borrow::Cow;

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::get,
};
use hawker_proto::{refuse, v1::ErrorCode};
use http::{HeaderMap, HeaderValue, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Hawker</title>\
<h1>The pages are not built</h1><p>Run <code>make web</code> and build the server again: \
it builds the pages and embeds them. The API under <code>/v1</code> works without them.</p></html>";

/// The pages' routes.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(shell))
        .route("/shows/{show}", get(shell))
        .route("/host/{show}", get(shell))
        .route("/merchant/{show}", get(shell))
        .route("/assets/{*file}", get(asset))
}

/// The page itself: never cached, since it names the files that belong to it.
async fn shell(headers: HeaderMap) -> Response {
    let html: Cow<'static, [u8]> = match Dist::get("index.html") {
        Some(EmbeddedFile { data, .. }) => data,
        None => Cow::Borrowed(NOT_BUILT.as_bytes()),
    };
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let fresh = HeaderValue::from_static("no-cache");
    let mut response =
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)], html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&headers));
    std::future::ready(response).await
}

/// Nothing from elsewhere but pictures and video; the session's socket is named,
/// since not every browser takes `'self'` to cover it.
fn policy(headers: &HeaderMap) -> HeaderValue {
    let plain =
        |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(plain);
    let sockets = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         connect-src 'self'{sockets}; img-src 'self' https: data:; media-src 'self' https: blob:; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    );
    HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// A file whose name holds its hash: it never changes.
async fn asset(Path(file): Path<String>) -> Response {
    let Some(EmbeddedFile { data, metadata }) = Dist::get(&format!("assets/{file}")) else {
        let sentence = "There is no such file: reload the page.";
        return Problem(refuse(ErrorCode::NotFound, sentence)).into_response();
    };
    let kind = HeaderValue::from_str(metadata.mimetype())
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    std::future::ready((headers, data).into_response()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_socket_of_a_plain_host_only() {
        let with = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            policy(&headers).to_str().unwrap().to_owned()
        };
        assert!(with("127.0.0.1:7070").contains("connect-src 'self' ws://127.0.0.1:7070 wss://"));
        assert!(with("evil; script-src *").contains("connect-src 'self'; img-src"));
    }
}
