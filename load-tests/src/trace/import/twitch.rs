//! TwitchDownloader's chat JSON (github.com/lay295/TwitchDownloader,
//! `TwitchObjects/ChatRoot.cs`).

use serde::Deserialize;

use super::Log;
use crate::trace::{TraceError, bad};

#[derive(Deserialize)]
struct Root {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
struct Comment {
    content_offset_seconds: f64,
    commenter: Option<Commenter>,
    message: Message,
}

#[derive(Deserialize)]
struct Commenter {
    #[serde(rename = "_id")]
    id: String,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    body: String,
}

pub(super) fn read(text: &str, log: &mut Log) -> Result<(), TraceError> {
    let root: Root = serde_json::from_str(text).map_err(|error| {
        bad(error.line(), format!("is not as TwitchDownloader writes it: {error}"))
    })?;
    for comment in root.comments {
        // Accounts that were deleted have no commenter: they can't be told apart.
        let who = comment.commenter.map_or_else(|| "deleted".to_owned(), |it| it.id);
        log.add(1, (comment.content_offset_seconds * 1_000.0, &who), comment.message.body.len())?;
    }
    Ok(())
}
