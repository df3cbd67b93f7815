//! Shows, their line-up, pin and sales.

use std::sync::Arc;

use axum::extract::State;
use hawker_domain::{MerchantId, ShowId};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use serde::Serialize;

use super::{
    App,
    inbound::{Answer, Caller, Message, Names},
    problem::Problem,
};
use crate::{
    now,
    rooms::{Room, RoomAnswer, RoomCommand, convert},
    token::{Cap, Identity},
};

type Result<T> = std::result::Result<Answer<T>, Problem>;

/// Every show.
#[derive(Serialize)]
pub(super) struct ShowList {
    shows: Vec<v1::Show>,
}

pub(super) async fn create(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Message(show): Message<v1::Show>,
) -> Result<v1::Show> {
    who.require_any(&[Cap::Host, Cap::Merchant])?;
    let id = convert::id("show", &show.show, ShowId::new)?;
    who.admit(&id)?;
    let merchant = merchant_of(&who)?;
    if !show.merchant.is_empty() && show.merchant != merchant.as_str() {
        return Err(Problem(refuse(
            ErrorCode::CapabilityMissing,
            format!("Your token acts for {merchant}: leave `merchant` out, or use another token."),
        )));
    }
    Ok(Answer(app.shared.rooms.create(id, merchant, show.title).await?))
}

/// The merchant that a token acts for.
pub(super) fn merchant_of(who: &Identity) -> std::result::Result<MerchantId, v1::Error> {
    who.merchant.clone().ok_or_else(|| {
        refuse(
            ErrorCode::TokenInvalid,
            "Your token names no merchant: ask for one with a `merchant` claim.",
        )
    })
}

/// The room of the show in the path.
pub(super) async fn room(app: &App, show: &str) -> std::result::Result<Arc<Room>, v1::Error> {
    app.shared.rooms.look_up(&convert::id("show", show, ShowId::new)?).await
}

pub(super) async fn list(State(app): State<Arc<App>>) -> Answer<ShowList> {
    let shows = app.shared.rooms.all().iter().map(|room| room.show()).collect();
    std::future::ready(Answer(ShowList { shows })).await
}

pub(super) async fn get(
    State(app): State<Arc<App>>,
    Names(show): Names<String>,
) -> Result<v1::Snapshot> {
    Ok(Answer(room(&app, &show).await?.lanes.snapshot()))
}

async fn position(
    app: &App,
    who: &Identity,
    show: &str,
    command: RoomCommand,
) -> Result<v1::Position> {
    match room(app, show).await?.command(who, command, now()).await? {
        RoomAnswer::Position(position) => Ok(Answer(position)),
        _ => Err(unexpected()),
    }
}

async fn sale(app: &App, who: &Identity, show: &str, command: RoomCommand) -> Result<v1::Sale> {
    match room(app, show).await?.command(who, command, now()).await? {
        RoomAnswer::Sale(sale) => Ok(Answer(*sale)),
        _ => Err(unexpected()),
    }
}

fn unexpected() -> Problem {
    Problem(refuse(ErrorCode::Internal, "The room gave an answer of another kind than asked for."))
}

pub(super) async fn put_listing(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, id)): Names<(String, String)>,
    Message(mut listing): Message<v1::Listing>,
) -> Result<v1::Listing> {
    if listing.listing.is_empty() {
        listing.listing.clone_from(&id);
    }
    if listing.listing != id {
        let why = "it is another one than in the path";
        return Err(Problem(convert::wrong("listing", why)));
    }
    let put = RoomCommand::PutListing(listing);
    match room(&app, &show).await?.command(&who, put, now()).await? {
        RoomAnswer::Listing(listing) => Ok(Answer(listing)),
        _ => Err(unexpected()),
    }
}

pub(super) async fn settings(
    State(app): State<Arc<App>>,
    Names(show): Names<String>,
) -> Result<v1::RoomSettings> {
    Ok(Answer(room(&app, &show).await?.lanes.settings()))
}

pub(super) async fn set_settings(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(settings): Message<v1::RoomSettings>,
) -> Result<v1::RoomSettings> {
    let set = RoomCommand::SetSettings(settings);
    match room(&app, &show).await?.command(&who, set, now()).await? {
        RoomAnswer::Settings(settings) => Ok(Answer(settings)),
        _ => Err(unexpected()),
    }
}

pub(super) async fn set_state(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(state): Message<v1::SetShowState>,
) -> Result<v1::Position> {
    position(&app, &who, &show, RoomCommand::SetState(state)).await
}

pub(super) async fn pin(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(pin): Message<v1::PinListing>,
) -> Result<v1::Position> {
    position(&app, &who, &show, RoomCommand::Pin(pin)).await
}

pub(super) async fn unpin(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
) -> Result<v1::Position> {
    position(&app, &who, &show, RoomCommand::Unpin).await
}

pub(super) async fn start_sale(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(show): Names<String>,
    Message(start): Message<v1::StartSale>,
) -> Result<v1::Sale> {
    sale(&app, &who, &show, RoomCommand::StartSale(start)).await
}

pub(super) async fn pause_sale(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, id)): Names<(String, String)>,
    Message(pause): Message<v1::PauseSale>,
) -> Result<v1::Sale> {
    same("sale", &pause.sale, &id)?;
    sale(&app, &who, &show, RoomCommand::PauseSale(v1::PauseSale { sale: id, ..pause })).await
}

pub(super) async fn resume_sale(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, id)): Names<(String, String)>,
    Message(resume): Message<v1::ResumeSale>,
) -> Result<v1::Sale> {
    same("sale", &resume.sale, &id)?;
    sale(&app, &who, &show, RoomCommand::ResumeSale(v1::ResumeSale { sale: id, ..resume })).await
}

pub(super) async fn change_sale(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, id)): Names<(String, String)>,
    Message(change): Message<v1::ChangeSale>,
) -> Result<v1::Sale> {
    same("sale", &change.sale, &id)?;
    sale(&app, &who, &show, RoomCommand::ChangeSale(v1::ChangeSale { sale: id, ..change })).await
}

pub(super) async fn add_stock(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, sku)): Names<(String, String)>,
    Message(add): Message<v1::AddStock>,
) -> Result<v1::SkuStock> {
    same("sku", &add.sku, &sku)?;
    let add = RoomCommand::AddStock(v1::AddStock { sku, ..add });
    match room(&app, &show).await?.command(&who, add, now()).await? {
        RoomAnswer::Stock(stock) => Ok(Answer(stock)),
        _ => Err(unexpected()),
    }
}

/// A field of the body that the path or the token decides must agree, or be
/// left out.
pub(super) fn same(field: &str, given: &str, decided: &str) -> std::result::Result<(), v1::Error> {
    if given.is_empty() || given == decided {
        return Ok(());
    }
    Err(convert::wrong(field, "it is another one than the path or your token says"))
}

pub(super) async fn close_sale(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names((show, id)): Names<(String, String)>,
) -> Result<v1::Sale> {
    sale(&app, &who, &show, RoomCommand::StopSale(v1::StopSale { sale: id })).await
}
