//! What happens to every request: limits, a deadline, counting, security
//! headers, and a problem instead of a broken connection when a handler panics.

use std::{any::Any, sync::Arc, time::Duration, time::Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use hawker_proto::{refuse, v1::ErrorCode};
use http::{HeaderValue, header};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    App,
    inbound::charge,
    origins,
    problem::{self, Problem},
};

pub(super) fn around(router: Router, app: &Arc<App>) -> Router {
    router
        .fallback(problem::no_such_path)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(app.shared.config.http.max_body_bytes))
        .layer(middleware::from_fn_with_state(Arc::clone(app), origins::cors))
        .layer(middleware::from_fn_with_state(Arc::clone(app), measured))
}

/// Answers within the deadline, and counts how.
async fn measured(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let deadline = Duration::from_millis(app.shared.config.http.request_timeout_ms);
    let answer = async {
        match charge(&app, &request) {
            Ok(()) => next.run(request).await,
            Err(error) => Problem(error).into_response(),
        }
    };
    let mut response = match tokio::time::timeout(deadline, answer).await {
        Ok(response) => response,
        Err(_) => Problem(refuse(
            ErrorCode::Unknown,
            "This took too long, and it is not known whether it took effect: repeat it with the same key.",
        ))
        .into_response(),
    };
    app.requests.count_status(response.status());
    app.seconds.record(began.elapsed().as_secs_f64());
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not `no-referrer`, with which browsers send forms of our own pages with
    // `Origin: null`, which no page of ours is told from.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    let sentence = "This request met a defect of the server: its log says more.";
    Problem(refuse(ErrorCode::Internal, sentence)).into_response()
}
