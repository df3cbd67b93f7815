//! A room as server-sent events.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use hawker_proto::v1::{Position, StockSeen};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use super::{
    App, Cut,
    inbound::{Caller, Names, address, query},
    problem::Problem,
    shows::room,
};
use crate::{
    door::Address,
    feed::{Visitor, position, stocks},
    lanes::Seen,
    rooms::convert,
};

/// The header in which a reader says which event it saw last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Tells nginx, and others who copy it, to pass on each event as it comes.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(super) async fn open(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    request: Request,
) -> Result<Response, Problem> {
    let cut = request.extensions().get::<Cut>().map(|cut| cut.0.clone()).unwrap_or_default();
    let room = room(&app, &show).await?;
    who.admit(&room.show)?;
    let seen = seen(request.headers(), request.uri())?;
    room.ready_for(&seen).await;
    let address = address(request.extensions()).unwrap_or(Address::UNKNOWN);
    let feed = app.streams.open(Visitor { who: Arc::new(who), room, seen, cut, address })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (BUFFERING, HeaderValue::from_static("no")),
    ];
    std::future::ready(Ok((headers, Body::from_stream(feed)).into_response())).await
}

/// What the reader has seen of the room.
fn seen(headers: &HeaderMap, uri: &Uri) -> Result<Seen, Problem> {
    Ok(Seen { position: last_event(headers, uri)?, stocks: stocks_seen(uri)? })
}

/// The stock that the reader has, of the query.
fn stocks_seen(uri: &Uri) -> Result<Vec<StockSeen>, Problem> {
    let why = "it must be at most 64 SKUs with their versions, as sku@version, between commas";
    let list = plain(query(uri, "stocks").unwrap_or_default());
    stocks(&list).ok_or_else(|| Problem(convert::wrong("stocks", why)))
}

/// The position that the reader has, of the header or else of the query.
fn last_event(headers: &HeaderMap, uri: &Uri) -> Result<Position, Problem> {
    let id = match headers.get(LAST_EVENT_ID) {
        Some(id) => id.to_str().unwrap_or("?"),
        None => query(uri, "after").unwrap_or_default(),
    };
    let id = plain(id);
    if id.is_empty() {
        return Ok(Position::default());
    }
    let why = "it must be the id of an event, as epoch:offset";
    position(&id).ok_or_else(|| Problem(convert::wrong("after", why)))
}

/// Some clients encode what need not be encoded.
fn plain(text: &str) -> String {
    [("%3A", ":"), ("%2C", ","), ("%40", "@")]
        .iter()
        .fold(text.to_owned(), |text, (coded, plain)| text.replace(coded, plain))
}
