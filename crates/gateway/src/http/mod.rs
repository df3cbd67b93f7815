//! The public HTTP server: the API under `/v1`, the pages, and the way into a
//! WebSocket session.
//!
//! What there is stands in one table ([`routes::table`]), of which both the
//! router and the OpenAPI document are made, so that they can't differ.

mod about;
mod events;
mod frames;
mod guests;
mod inbound;
mod layers;
mod numbers;
mod openapi;
mod origins;
mod problem;
mod routes;
mod server;
mod shows;
mod stock;
mod tokens;
mod traces;
mod upgrade;

use std::sync::Arc;

use axum::Router;
use tokio_util::sync::CancellationToken;

pub(crate) use origins::Origins;
pub(crate) use problem::Problem;
pub(crate) use server::{Cut, Door, serve};

use crate::{
    Error, Shared, count::Answers, feed::Feeds, inventory::Inventory, numbers::Numbers,
    store::Keeper, worker::Workers,
};

/// What the handlers use.
pub(crate) struct App {
    pub(crate) shared: Arc<Shared>,
    pub(crate) workers: Arc<Workers>,
    pub(crate) inventory: Inventory,
    pub(crate) streams: Arc<Feeds>,
    pub(crate) numbers: Numbers,
    /// Where revocations are kept.
    pub(crate) keeper: Keeper,
    pub(crate) origins: Arc<Origins>,
    pub(crate) origins_refused: metrics::Counter,
    pub(crate) demo: bool,
    /// Ends feeds of numbers when the server stops.
    pub(crate) stop: CancellationToken,
    pub(crate) requests: Answers,
    pub(crate) seconds: metrics::Histogram,
}

/// The router over everything, the demo's routes included.
pub(crate) fn router(app: App, extra: Router) -> Result<Router, Error> {
    let document = openapi::document()?;
    let app = Arc::new(app);
    let mut api = Router::new();
    for route in routes::table() {
        api = api.route(route.path, route.handler);
    }
    let api = api.merge(about::document_route(document)).with_state(Arc::clone(&app));
    let whole = api.merge(crate::pages::router()).merge(extra);
    Ok(layers::around(whole, &app))
}
