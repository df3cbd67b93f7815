//! What a session may send: by itself, and together with those who share its
//! token, its address or its room.

use hawker_proto::{
    refuse,
    v1::{Error, ErrorCode},
};
use hawker_telemetry::gateway::FanOutBound;

use super::{Parting, Session, State};
use crate::{
    quota::{Party, Verdict, What},
    worker::Here,
};

impl Session {
    fn party<'a>(&'a self, state: &'a State) -> Party<'a> {
        let staff = state.who.is_staff();
        let room = self.room.as_ref().filter(|_| !staff);
        Party {
            address: self.address.get(),
            token: state.who.sub.as_ref().filter(|_| !staff),
            room: room.map(|room| &room.room.show),
        }
    }

    /// Counts bytes that were read. They are there already, so that too many only
    /// have the frames among them refused, until it is a flood.
    pub(super) fn count_bytes(&self, here: &Here, state: &mut State, bytes: usize) {
        let units = u32::try_from(bytes).unwrap_or(u32::MAX);
        let verdict = state.bytes.take(here.millis(), here.rates.bytes, units);
        state.over = self.passes(here, state, verdict).is_err();
    }

    /// Counts a frame, a control frame of WebSocket included.
    pub(super) fn count_frame(&self, here: &Here, state: &mut State) -> Result<(), Error> {
        let verdict = state.frames.take(here.millis(), here.rates.frames, 1);
        self.passes(here, state, verdict)
    }

    /// Counts a message for those who answer for it together.
    pub(super) fn count_message(
        &self,
        here: &Here,
        state: &State,
        bytes: usize,
        frames: usize,
    ) -> Result<(), Error> {
        if state.over {
            return Err(too_fast());
        }
        let units = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let party = self.party(state);
        here.shared.quota.charge(party, (What::Bytes, units(bytes)))?;
        here.shared.quota.charge(party, (What::Frames, units(frames)))
    }

    /// Counts an attempt to buy.
    pub(super) fn count_attempt(&self, here: &Here, state: &mut State) -> Result<(), Error> {
        let verdict = state.attempts.take(here.millis(), here.rates.attempts, 1);
        self.passes(here, state, verdict)?;
        here.shared.quota.charge(self.party(state), (What::Attempts, 1))
    }

    /// Counts a chat message.
    pub(super) fn count_chat(&self, here: &Here, state: &mut State) -> Result<(), Error> {
        if state.chat.take(here.millis(), here.rates.chat, 1) != Verdict::Pass {
            here.meters.bound(FanOutBound::Rate);
            let message = "You write faster than this room allows: wait a moment and repeat.";
            return Err(refuse(ErrorCode::RateLimited, message));
        }
        here.shared.quota.charge(self.party(state), (What::Chat, 1))
    }

    fn passes(&self, here: &Here, state: &mut State, verdict: Verdict) -> Result<(), Error> {
        if verdict == Verdict::Pass {
            return Ok(());
        }
        here.meters.bound(FanOutBound::Rate);
        if verdict == Verdict::Flood {
            self.part_with(here, state, Parting::Flood { after_ms: here.slot() });
            // To take the rest apart would be what the flood is after.
            state.deaf = true;
        }
        Err(too_fast())
    }
}

fn too_fast() -> Error {
    refuse(ErrorCode::RateLimited, "You send more than a session may: wait a moment and repeat.")
}
