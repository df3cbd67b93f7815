//! Events as they come in: what a request must be, and what is made of it.

use hawker_domain::{
    ListingId, ShowId, Timestamp, ViewerId,
    funnel::{Event, Step, Window},
};
use hawker_proto::v1::{FunnelEvent, IngestRequest, Touch};

use crate::{
    Error,
    config::{MAX_EVENTS, MAX_TOUCH_CHARS},
};

/// A checked event with what only the log keeps of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Incoming {
    pub id: [u8; 16],
    pub event: Event,
    pub touch: Touch,
}

/// A checked request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    pub events: Vec<Incoming>,
    pub lost: u64,
    /// Events whose time was moved into the window.
    pub clamped: u64,
}

/// Checks a whole request: one wrong event refuses it all, so that a sender
/// never wonders which part was counted.
pub(crate) fn check(
    request: IngestRequest,
    window: Window,
    now: Timestamp,
) -> Result<Batch, Error> {
    if request.events.is_empty() || request.events.len() > MAX_EVENTS {
        return Err(wrong("events".to_owned(), "must be 1 to 4,096 events; split the batch"));
    }
    let mut batch =
        Batch { events: Vec::with_capacity(request.events.len()), lost: request.lost, clamped: 0 };
    for (index, event) in request.events.into_iter().enumerate() {
        let told = event.at_ms;
        let incoming = check_event(event, window, now)
            .map_err(|(field, rule)| wrong(format!("events[{index}].{field}"), rule))?;
        batch.clamped += u64::from(incoming.event.at.as_millis() != told);
        batch.events.push(incoming);
    }
    Ok(batch)
}

type Wrong = (&'static str, &'static str);
const ID_RULE: &str = "must be 1 to 64 characters of A-Z a-z 0-9 _ . : -";

fn check_event(event: FunnelEvent, window: Window, now: Timestamp) -> Result<Incoming, Wrong> {
    let id = <[u8; 16]>::try_from(&event.id[..]).map_err(|_| ("id", "must be 16 bytes"))?;
    let step = Step::from_code(i64::from(event.step))
        .filter(|step| !step.is_from_journal())
        .ok_or(("step", "must be a step that viewers take; the journal tells the others"))?;
    if event.watched_ms > 0 && step != Step::RoomLeft {
        return Err(("watched_ms", "comes with room_left only"));
    }
    let listing = match event.listing.as_str() {
        "" => None,
        text => Some(ListingId::new(text).map_err(|_| ("listing", ID_RULE))?),
    };
    Ok(Incoming {
        id,
        event: Event {
            show: ShowId::new(&event.show).map_err(|_| ("show", ID_RULE))?,
            listing,
            viewer: ViewerId::new(&event.viewer).map_err(|_| ("viewer", ID_RULE))?,
            step,
            at: window.clamp(Timestamp::from_millis(event.at_ms), now),
            watched_ms: event.watched_ms,
        },
        touch: check_touch(event.touch.unwrap_or_default())?,
    })
}

fn check_touch(touch: Touch) -> Result<Touch, Wrong> {
    let parts = [&touch.host, &touch.sharer, &touch.campaign, &touch.topic];
    if parts.iter().all(|part| part.chars().count() <= MAX_TOUCH_CHARS) {
        Ok(touch)
    } else {
        Err(("touch", "must have parts of at most 64 characters"))
    }
}

fn wrong(field: String, rule: &'static str) -> Error {
    Error::Field { field, rule }
}
