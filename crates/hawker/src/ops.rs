//! The operations port: `/metrics` for Prometheus, `/healthz` and `/readyz` for
//! whoever keeps the process running.

use std::{sync::Arc, time::Duration};

use axum::{Router, http::StatusCode, routing::get};
use hawker_telemetry::Recorder;
use tokio_util::sync::CancellationToken;

use crate::error::Error;

/// How often histograms are drained between scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why the process is not ready, or nothing when it is.
pub(crate) type Readiness = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// Serves the operations port until stopped.
pub(crate) fn serve_port(
    listener: std::net::TcpListener,
    recorder: Recorder,
    ready: Readiness,
    stop: CancellationToken,
) -> Result<(), Error> {
    let listener = tokio::net::TcpListener::from_std(listener)
        .map_err(|e| Error::internal("the operations port", e))?;
    tokio::spawn(upkeep(recorder.clone(), stop.clone()));
    let router = Router::new()
        .route("/metrics", get(move || async move { recorder.render() }))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(move || async move { readiness(&ready) }));
    tokio::spawn(async move {
        let server = axum::serve(listener, router);
        if let Err(error) = server.with_graceful_shutdown(stop.cancelled_owned()).await {
            tracing::error!(%error, "the operations port ended");
        }
    });
    Ok(())
}

fn readiness(ready: &Readiness) -> (StatusCode, String) {
    match ready() {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

async fn upkeep(recorder: Recorder, stop: CancellationToken) {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tokio::select! {
            _ = tick.tick() => recorder.upkeep(),
            () = stop.cancelled() => return,
        }
    }
}
