//! What server this is, and the document that describes its API.

use std::sync::Arc;

use axum::{Router, extract::State, routing::get};
use bytes::Bytes;
use http::{HeaderValue, header};
use serde::Serialize;

use super::{App, inbound::Answer, openapi};

/// What server this is.
#[derive(Serialize)]
pub(super) struct About {
    demo: bool,
    version: &'static str,
}

pub(super) async fn about(State(app): State<Arc<App>>) -> Answer<About> {
    let about = About { demo: app.demo, version: env!("CARGO_PKG_VERSION") };
    std::future::ready(Answer(about)).await
}

/// The document, made once at the start.
pub(super) fn document_route(document: Bytes) -> Router<Arc<App>> {
    let answer = move || {
        let kind = HeaderValue::from_static("application/json");
        std::future::ready(([(header::CONTENT_TYPE, kind)], document.clone()))
    };
    Router::new().route(openapi::PATH, get(answer))
}
