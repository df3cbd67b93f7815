//! A show's numbers, once and live.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::State,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::{HeaderValue, Uri, header};
use tokio_util::sync::CancellationToken;
use tonic::Streaming;

use super::{
    App,
    inbound::{Answer, Caller, Names, query},
    problem::Problem,
    shows::room,
};
use crate::{numbers::FeedSlot, rooms::convert, token::Cap};

pub(super) async fn get(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    uri: Uri,
) -> Result<Answer<v1::GetFunnelResponse>, Problem> {
    let room = room(&app, &show).await?;
    room.authorize(&who, &[Cap::Merchant])?;
    let seconds = query(&uri, "seconds")
        .unwrap_or("0")
        .parse()
        .map_err(|_| convert::wrong("seconds", "it must be a number from 0 to 14,400"))?;
    let request = v1::GetFunnelRequest { show: room.show.to_string(), seconds };
    Ok(Answer(app.numbers.get(request).await?))
}

pub(super) async fn live(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
) -> Result<Response, Problem> {
    let room = room(&app, &show).await?;
    room.authorize(&who, &[Cap::Merchant])?;
    let slot = app.numbers.feed_slot().ok_or_else(|| {
        refuse(
            ErrorCode::ResourceExhausted,
            "As many live feeds as allowed are open: try again later.",
        )
    })?;
    let request = v1::WatchFunnelRequest { show: room.show.to_string(), interval_ms: 0 };
    let stream = app.numbers.watch(request).await?;
    let events = events(stream, slot, app.stop.clone());
    let mut response = Sse::new(events).keep_alive(KeepAlive::default()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Each message as one event; the feed ends with its source or the server, and
/// the reader opens it again.
fn events(
    stream: Streaming<v1::WatchFunnelResponse>,
    slot: FeedSlot,
    stop: CancellationToken,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let whole = stream.take_while(|message| std::future::ready(message.is_ok()));
    whole
        .filter_map(|message| {
            let event = message.ok().and_then(|one| Event::default().json_data(one).ok());
            std::future::ready(event)
        })
        .map(move |event| {
            // The slot is free again when the feed is dropped.
            let _held = &slot;
            Ok(event)
        })
        .take_until(stop.cancelled_owned())
}
