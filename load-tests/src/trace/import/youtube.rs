//! yt-dlp's live chat: one JSON object a line (github.com/yt-dlp/yt-dlp,
//! `yt_dlp/downloader/youtube_live_chat.py`).
//!
//! The moment is `videoOffsetTimeMsec`, within `replayChatItemAction` for a
//! replay and beside it for what was taken down live.

use serde::Deserialize;
use serde_json::Value;

use super::Log;
use crate::trace::{TraceError, bad};

/// What people write: plain, with money, and when they become members.
const RENDERERS: [&str; 3] = [
    "liveChatTextMessageRenderer",
    "liveChatPaidMessageRenderer",
    "liveChatMembershipItemRenderer",
];

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "replayChatItemAction")]
    replay: Option<Replay>,
    #[serde(rename = "videoOffsetTimeMsec")]
    offset: Option<Value>,
}

#[derive(Deserialize)]
struct Replay {
    #[serde(default)]
    actions: Vec<Action>,
    #[serde(rename = "videoOffsetTimeMsec")]
    offset: Option<Value>,
}

#[derive(Deserialize)]
struct Action {
    #[serde(rename = "addChatItemAction")]
    add: Option<Value>,
}

pub(super) fn read(text: &str, log: &mut Log) -> Result<(), TraceError> {
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        let line: Line = serde_json::from_str(line)
            .map_err(|error| bad(number, format!("is not as yt-dlp writes it: {error}")))?;
        let Some(replay) = line.replay else {
            log.passed_over += 1;
            continue;
        };
        let offset = replay.offset.or(line.offset);
        for action in replay.actions {
            match action.add.as_ref().and_then(message) {
                Some((who, bytes)) => {
                    let ms = offset.as_ref().and_then(milliseconds).ok_or_else(|| {
                        bad(number, "`videoOffsetTimeMsec` should be milliseconds".to_owned())
                    })?;
                    log.add(number, (ms, who), bytes)?;
                }
                None => log.passed_over += 1,
            }
        }
    }
    Ok(())
}

/// It is text in some versions, and a number in others.
fn milliseconds(offset: &Value) -> Option<f64> {
    offset.as_f64().or_else(|| offset.as_str()?.parse().ok())
}

/// Who wrote it, and its bytes: those of its texts and of its emojis' names.
fn message(add: &Value) -> Option<(&str, usize)> {
    let item = add.get("item")?;
    let renderer = RENDERERS.iter().find_map(|name| item.get(name))?;
    let who = renderer.get("authorExternalChannelId")?.as_str()?;
    let runs = renderer.pointer("/message/runs").and_then(Value::as_array);
    let bytes = runs.into_iter().flatten().map(|run| {
        let text = run.get("text").or_else(|| run.pointer("/emoji/shortcuts/0"));
        let text = text.or_else(|| run.pointer("/emoji/emojiId"));
        text.and_then(Value::as_str).map_or(0, str::len)
    });
    Some((who, bytes.sum()))
}
