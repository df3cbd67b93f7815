//! Saying something in chat.

use hawker_proto::{
    refuse,
    v1::{ChatMessage, ChatRole, Error, ErrorCode, FunnelStep},
};

use super::{Session, State};
use crate::{
    lanes::{Lanes, NewChat},
    token::{Cap, Identity},
    worker::Here,
};

impl Session {
    /// Takes a message into the room, and gives it back as its own echo.
    pub(super) fn say(
        &self,
        here: &Here,
        state: &mut State,
        text: String,
    ) -> Result<ChatMessage, Error> {
        here.shared.keys.still(&state.who, crate::now())?;
        state.who.require(Cap::Chat)?;
        check(&text, here.config.chat_max_bytes)?;
        self.count_chat(here, state)?;
        let Some(room) = &self.room else {
            return Err(refuse(ErrorCode::ShowNotFound, "There is no room here."));
        };
        let said = room.lanes().say(NewChat {
            viewer: self.name(state),
            text,
            role: role(room.lanes(), &state.who),
            at_ms: crate::now().as_millis(),
        });
        self.record(here, state, FunnelStep::ChatSent, |_| {});
        Ok(said)
    }

    /// The name for display. Those who have none are told apart by their session.
    fn name(&self, state: &State) -> String {
        if !state.who.name.is_empty() {
            return state.who.name.to_string();
        }
        format!("guest-{:06x}", state.id.as_u128() & 0xFF_FFFF)
    }
}

/// What a writer is to the room.
pub(crate) fn role(lanes: &Lanes, who: &Identity) -> ChatRole {
    if who.caps.has(Cap::Host) {
        ChatRole::Host
    } else if who.caps.has(Cap::Moderate) {
        ChatRole::Moderator
    } else if who.sub.as_ref().is_some_and(|buyer| lanes.has_bought(buyer)) {
        ChatRole::Buyer
    } else {
        ChatRole::Unspecified
    }
}

/// Refuses a text that is no chat message.
pub(crate) fn check(text: &str, most: usize) -> Result<(), Error> {
    if text.len() > most {
        let message = format!("A message may have {most} bytes: send a shorter one.");
        return Err(refuse(ErrorCode::TextInvalid, message));
    }
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        let message = "A message must not be empty or have control characters: leave them out.";
        return Err(refuse(ErrorCode::TextInvalid, message));
    }
    Ok(())
}
