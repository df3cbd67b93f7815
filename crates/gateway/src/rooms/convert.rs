//! Between the room's own words and those of the schema.
//!
//! Outward always works; inward checks every id, price and state, and a refusal
//! names the field that is wrong.

mod sales;

use hawker_domain::{
    Currency, ListingId, MerchantId, Money, ShowId, SkuId, Timestamp,
    room::{Listing, ListingSku, Position, Publication, Refusal, Said, Show, ShowState},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

pub(crate) use sales::{sale, sale_out};

type Checked<T> = Result<T, v1::Error>;

/// Takes a text as an id, or names the field that holds none.
pub(crate) fn id<T, E: std::fmt::Display>(
    field: &str,
    text: &str,
    new: impl FnOnce(&str) -> Result<T, E>,
) -> Checked<T> {
    new(text).map_err(|e| wrong(field, &e.to_string()))
}

/// A refusal that names the field.
pub(crate) fn wrong(field: &str, why: &str) -> v1::Error {
    refuse(ErrorCode::FieldInvalid, format!("The field `{field}` can't be used: {why}."))
}

fn moment(at_ms: i64) -> Option<Timestamp> {
    (at_ms > 0).then(|| Timestamp::from_millis(at_ms))
}

fn millis(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::as_millis)
}

pub(crate) fn money(field: &str, money: Option<&v1::Money>) -> Checked<Money> {
    let money = money.ok_or_else(|| wrong(field, "a price is needed"))?;
    let currency = id(field, &money.currency, Currency::new)?;
    Ok(Money { minor: money.minor, currency })
}

fn money_out(money: Money) -> Option<v1::Money> {
    Some(v1::Money { minor: money.minor, currency: money.currency.as_str().to_owned() })
}

pub(crate) fn show_state(state: v1::ShowState) -> Option<ShowState> {
    match state {
        v1::ShowState::Unspecified => None,
        v1::ShowState::Scheduled => Some(ShowState::Scheduled),
        v1::ShowState::Live => Some(ShowState::Live),
        v1::ShowState::Ended => Some(ShowState::Ended),
        v1::ShowState::Settled => Some(ShowState::Settled),
    }
}

fn show_state_out(state: ShowState) -> v1::ShowState {
    match state {
        ShowState::Scheduled => v1::ShowState::Scheduled,
        ShowState::Live => v1::ShowState::Live,
        ShowState::Ended => v1::ShowState::Ended,
        ShowState::Settled => v1::ShowState::Settled,
    }
}

pub(crate) fn show(show: &v1::Show) -> Checked<Show> {
    let state = show_state(show.state()).ok_or_else(|| wrong("state", "it is unspecified"))?;
    Ok(Show {
        id: id("show", &show.show, ShowId::new)?,
        merchant: id("merchant", &show.merchant, MerchantId::new)?,
        title: show.title.clone(),
        state,
        live_at: moment(show.live_at_ms),
        ended_at: moment(show.ended_at_ms),
    })
}

pub(crate) fn show_out(show: &Show) -> v1::Show {
    v1::Show {
        show: show.id.to_string(),
        merchant: show.merchant.to_string(),
        title: show.title.clone(),
        state: show_state_out(show.state).into(),
        live_at_ms: millis(show.live_at),
        ended_at_ms: millis(show.ended_at),
    }
}

pub(crate) fn listing(listing: v1::Listing) -> Checked<Listing> {
    let sku = |one: v1::ListingSku| {
        Ok(ListingSku { sku: id("skus.sku", &one.sku, SkuId::new)?, title: one.title })
    };
    Ok(Listing {
        id: id("listing", &listing.listing, ListingId::new)?,
        price: money("price", listing.price.as_ref())?,
        title: listing.title,
        skus: listing.skus.into_iter().map(sku).collect::<Checked<_>>()?,
        image: listing.image,
        description: listing.description,
    })
}

pub(crate) fn listing_out(listing: &Listing) -> v1::Listing {
    let sku =
        |one: &ListingSku| v1::ListingSku { sku: one.sku.to_string(), title: one.title.clone() };
    v1::Listing {
        listing: listing.id.to_string(),
        title: listing.title.clone(),
        price: money_out(listing.price),
        skus: listing.skus.iter().map(sku).collect(),
        image: listing.image.clone(),
        description: listing.description.clone(),
    }
}

pub(crate) fn position_out(position: Position) -> v1::Position {
    v1::Position { epoch: position.epoch, offset: position.offset }
}

pub(crate) fn publication_out(publication: &Publication) -> v1::Publication {
    use v1::publication::Kind;
    let kind = match &publication.said {
        Said::Show(show) => Kind::Show(show_out(show)),
        Said::Pinned(listing) => Kind::Pinned(listing_out(listing)),
        Said::Unpinned => Kind::Unpinned(v1::Unpinned {}),
        Said::Listing(listing) => Kind::Listing(listing_out(listing)),
        Said::SaleOpened(sale) => Kind::SaleOpened(sale_out(sale)),
        Said::SaleClosed(sale) => Kind::SaleClosed(sale_out(sale)),
        Said::SaleSoldOut(sale) => Kind::SaleSoldOut(sale_out(sale)),
        Said::SaleResumed(sale) => Kind::SaleResumed(sale_out(sale)),
        Said::SalePaused(sale) => Kind::SalePaused(sale_out(sale)),
        Said::SaleDrawing(sale) => Kind::SaleDrawing(sale_out(sale)),
        Said::SaleSettling(sale) => Kind::SaleSettling(sale_out(sale)),
        Said::SaleChanged(sale) => Kind::SaleChanged(sale_out(sale)),
    };
    v1::Publication {
        epoch: publication.position.epoch,
        offset: publication.position.offset,
        at_ms: publication.at.as_millis(),
        kind: Some(kind),
    }
}

/// What a room's refusal is to a client.
pub(crate) fn refusal(refusal: &Refusal) -> v1::Error {
    let code = match refusal {
        Refusal::ShowState(..) | Refusal::ListingOnSale(_) | Refusal::SaleRuns(..) => {
            ErrorCode::WrongState
        }
        Refusal::NoListing(_) => ErrorCode::ListingNotFound,
        Refusal::Listing(..) => ErrorCode::FieldInvalid,
        Refusal::SaleElsewhere(_) => ErrorCode::Conflict,
        Refusal::LineUpFull | Refusal::TooManySales | Refusal::OutOfOffsets => {
            ErrorCode::ResourceExhausted
        }
    };
    refuse(code, refusal.to_string())
}
