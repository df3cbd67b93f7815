//! Stock for merchants, reservations for shops and their buyers.

use std::sync::Arc;

use axum::extract::State;
use hawker_domain::{MerchantId, SkuId};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::Uri;

use super::{
    App,
    inbound::{Answer, Caller, Message, Names, query},
    problem::Problem,
    shows::{merchant_of, room, same},
};
use crate::{
    rooms::{convert, keys, result},
    token::{Cap, Identity},
};

type Result<T> = std::result::Result<Answer<T>, Problem>;
type Checked<T> = std::result::Result<T, v1::Error>;

pub(super) async fn receive(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(sku): Names<String>,
    Message(request): Message<v1::ReceiveStockRequest>,
) -> Result<v1::SkuStock> {
    who.require(Cap::Merchant)?;
    let merchant = merchant_of(&who)?.to_string();
    let sku = convert::id("sku", &sku, SkuId::new)?.to_string();
    same("merchant", &request.merchant, &merchant)?;
    same("sku", &request.sku, &sku)?;
    keys::parse(&request.key)?;
    let request = v1::ReceiveStockRequest { merchant, sku, ..request };
    let answer = app.inventory.receive_stock(request).await?;
    answer.stock.map(Answer).ok_or_else(|| {
        Problem(refuse(
            ErrorCode::Internal,
            "Inventory took the stock and did not say how it stands.",
        ))
    })
}

pub(super) async fn get(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(sku): Names<String>,
) -> Result<v1::GetStockResponse> {
    who.require_any(&[Cap::Merchant, Cap::Host])?;
    let merchant = merchant_of(&who)?.to_string();
    let sku = convert::id("sku", &sku, SkuId::new)?.to_string();
    Ok(Answer(app.inventory.get_stock(v1::GetStockRequest { merchant, sku }).await?))
}

pub(super) async fn reservation(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(id): Names<String>,
    uri: Uri,
) -> Result<v1::Reservation> {
    Ok(Answer(allowed(&app, &who, &id, &uri).await?))
}

pub(super) async fn commit(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(id): Names<String>,
    Message(request): Message<v1::CommitRequest>,
) -> Result<v1::ReserveResult> {
    who.require(Cap::Shop)?;
    let merchant = merchant_of(&who)?.to_string();
    let reservation = reservation_id(&id)?;
    keys::parse(&request.key)?;
    let request = v1::CommitRequest { merchant, reservation, ..request };
    Ok(Answer(result(app.inventory.commit(request).await?)))
}

pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(id): Names<String>,
    Message(request): Message<v1::CancelRequest>,
) -> Result<v1::ReserveResult> {
    who.require(Cap::Shop)?;
    let merchant = merchant_of(&who)?.to_string();
    let reservation = reservation_id(&id)?;
    keys::parse(&request.key)?;
    let request = v1::CancelRequest { merchant, reservation, ..request };
    Ok(Answer(result(app.inventory.cancel(request).await?)))
}

pub(super) async fn release(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Names(id): Names<String>,
    uri: Uri,
    Message(request): Message<v1::ReleaseHold>,
) -> Result<v1::ReserveResult> {
    keys::parse(&request.key)?;
    let reservation = allowed(&app, &who, &id, &uri).await?;
    let request = v1::ReleaseRequest {
        key: request.key,
        merchant: reservation.merchant,
        reservation: reservation.id,
    };
    Ok(Answer(result(app.inventory.release(request).await?)))
}

fn reservation_id(text: &str) -> Checked<u64> {
    text.parse().map_err(|_| convert::wrong("reservation", "it must be a decimal number"))
}

/// The reservation, if it is the caller's own or the caller is its shop.
async fn allowed(app: &App, who: &Identity, id: &str, uri: &Uri) -> Checked<v1::Reservation> {
    who.require_any(&[Cap::Shop, Cap::Buy])?;
    let id = reservation_id(id)?;
    if who.caps.has(Cap::Shop) {
        let merchant = merchant_of(who)?.to_string();
        let request = v1::GetReservationRequest { merchant, reservation: id };
        let found = app.inventory.get_reservation(request).await?.reservation;
        return found.ok_or_else(|| {
            refuse(
                ErrorCode::ReservationNotFound,
                format!("There is no reservation {id}: check its id."),
            )
        });
    }
    let buyer = who.buyer()?;
    let mut unknown = None;
    for merchant in merchants(app, who, uri).await? {
        match app.inventory.own_reservation(&merchant, buyer, id).await {
            Err(error) if error.code() == ErrorCode::ReservationNotFound => {
                unknown = Some(error);
            }
            found => return found,
        }
    }
    Err(unknown.unwrap_or_else(|| convert::wrong("show", "say in which show, as `?show=…`")))
}

/// Whose reservation a buyer may mean: that of the show in the query, or of the
/// shows or the merchant that the token names.
async fn merchants(app: &App, who: &Identity, uri: &Uri) -> Checked<Vec<MerchantId>> {
    if let Some(show) = query(uri, "show") {
        let room = room(app, show).await?;
        who.admit(&room.show)?;
        return Ok(vec![room.merchant.clone()]);
    }
    let shows = who.shows().iter().filter_map(|show| app.shared.rooms.get(show));
    let mut merchants: Vec<_> =
        shows.map(|room| room.merchant.clone()).chain(who.merchant.clone()).collect();
    merchants.sort();
    merchants.dedup();
    Ok(merchants)
}
