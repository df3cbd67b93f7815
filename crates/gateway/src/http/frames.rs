//! One frame of a session by a request of its own, for viewers who read a room as
//! server-sent events.

use std::sync::Arc;

use axum::extract::State;
use hawker_proto::{
    refuse,
    v1::{
        self, ClientFrame, Done, ErrorCode, FunnelStep, Reply, client_frame::Kind,
        reply::Result as Outcome,
    },
};

use super::{
    App,
    inbound::{Answer, Caller, Message, Names},
    problem::Problem,
    shows::room,
};
use crate::{
    funnel,
    lanes::NewChat,
    now,
    quota::{Party, What},
    rooms::Room,
    session::{Command, carry_out, check, role, tracked},
    token::{Cap, Identity},
};

/// `POST /v1/shows/{show}/frames`.
pub(super) async fn take(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(frame): Message<ClientFrame>,
) -> Result<Answer<Reply>, Problem> {
    let room = room(&app, &show).await?;
    who.require_any(&Cap::ALL)?;
    who.admit(&room.show)?;
    let Some(kind) = frame.kind else {
        let message = "The frame names no kind that this server knows: see docs/protocol.md.";
        return Err(Problem(refuse(ErrorCode::UnknownKind, message)));
    };
    let result = done(&app, room, who, kind).await?;
    Ok(Answer(Reply { id: frame.id, result: Some(result) }))
}

async fn done(app: &App, room: Arc<Room>, who: Identity, kind: Kind) -> Result<Outcome, v1::Error> {
    match kind {
        Kind::Hello(_) | Kind::RefreshToken(_) => Err(refuse(
            ErrorCode::WrongState,
            "A request carries its token in the Authorization header: this frame is for sessions.",
        )),
        Kind::Ping(_) => Ok(Outcome::Done(Done {})),
        Kind::SendChat(chat) => Ok(Outcome::Chat(say(app, &room, &who, chat.text)?)),
        Kind::Track(track) => {
            let step = tracked(&room.lanes, &track)?;
            record(app, &room, &who, step, &track.listing);
            Ok(Outcome::Done(Done {}))
        }
        kind => match Command::of(kind) {
            Some(command) if command.is_attempt() => {
                charge(app, &room, &who, What::Attempts)?;
                Ok(*carry_out(room, Arc::new(who), command).await?)
            }
            Some(command) => Ok(*carry_out(room, Arc::new(who), command).await?),
            None => Ok(Outcome::Done(Done {})),
        },
    }
}

fn say(app: &App, room: &Room, who: &Identity, text: String) -> Result<v1::ChatMessage, v1::Error> {
    who.require(Cap::Chat)?;
    if who.name.is_empty() {
        let message = "Your token names nobody: ask for one with a `sub` claim to chat.";
        return Err(refuse(ErrorCode::TokenInvalid, message));
    }
    check(&text, app.shared.config.workers.chat_max_bytes)?;
    charge(app, room, who, What::Chat)?;
    let said = room.lanes.say(NewChat {
        viewer: who.name.to_string(),
        text,
        role: role(&room.lanes, who),
        at_ms: now().as_millis(),
    });
    record(app, room, who, FunnelStep::ChatSent, "");
    Ok(said)
}

/// Charges one of these to the token and the room; the frame itself, and its
/// address, were charged as the request.
fn charge(app: &App, room: &Room, who: &Identity, what: What) -> Result<(), v1::Error> {
    let staff = who.is_staff();
    let party = Party {
        token: who.sub.as_ref().filter(|_| !staff),
        room: Some(&room.show).filter(|_| !staff),
        ..Party::default()
    };
    app.shared.quota.charge(party, (what, 1))
}

/// Records a step of a viewer who has a name for the funnel.
fn record(app: &App, room: &Room, who: &Identity, step: FunnelStep, listing: &str) {
    let Some(buyer) = &who.sub else { return };
    let mut event = funnel::event(&room.show, buyer.as_str(), step, now());
    listing.clone_into(&mut event.listing);
    app.shared.events.record(event);
}
