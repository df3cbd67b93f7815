//! What single viewers were sent, for `hawker why`.

use std::sync::Arc;

use axum::extract::State;
use hawker_proto::v1;

use super::{
    App,
    inbound::{Answer, Caller, Message, Names},
    problem::Problem,
    routes::TRACING,
    shows::room,
};
use crate::rooms::convert;

/// Bytes of what a viewer is called, at most.
const VIEWER_MAX: usize = 64;

pub(super) async fn start(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(asked): Message<v1::StartTrace>,
) -> Result<Answer<v1::Trace>, Problem> {
    let room = room(&app, &show).await?;
    room.authorize(&who, TRACING)?;
    let viewer = asked.viewer;
    if viewer.is_empty() || viewer.len() > VIEWER_MAX || viewer.chars().any(char::is_control) {
        let why = "it must be a session, a pseudonym or a name, of at most 64 bytes";
        return Err(Problem(convert::wrong("viewer", why)));
    }
    app.shared.traces.choose(&room.show, &viewer);
    std::future::ready(Ok(Answer(app.shared.traces.read(&room.show, &viewer)))).await
}

pub(super) async fn get(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, viewer)): Names<(String, String)>,
) -> Result<Answer<v1::Trace>, Problem> {
    let room = room(&app, &show).await?;
    room.authorize(&who, TRACING)?;
    std::future::ready(Ok(Answer(app.shared.traces.read(&room.show, &viewer)))).await
}
