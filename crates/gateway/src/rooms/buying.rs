//! What buyers ask of a room: reserve, release, check out.
//!
//! Who the buyer is comes from the token. Each answer about stock is inventory's.

use hawker_domain::{
    ListingId, SkuId,
    room::{Listing, ShowState},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, FunnelStep, Outcome, ReservationState},
};

use super::{Room, commands::no_listing, convert, keys};
use crate::{
    funnel,
    limits::SALES_TRIED,
    now,
    token::{Cap, Identity},
};

type Answer<T> = Result<T, v1::Error>;

impl Room {
    /// Reserves units in the sale that is open on a listing. Checks `buy`.
    pub(crate) async fn reserve(
        &self,
        who: &Identity,
        request: v1::Reserve,
    ) -> Answer<v1::ReserveResult> {
        let buyer = who.buyer()?.to_string();
        who.admit(&self.show)?;
        keys::parse(&request.key)?;
        let listing = convert::id("listing", &request.listing, ListingId::new)?;
        let (sku, sales) = self.on_offer(&listing, &request.sku)?;
        let wanted = v1::ReserveRequest {
            key: request.key,
            merchant: self.merchant.to_string(),
            buyer,
            show: self.show.to_string(),
            listing: listing.to_string(),
            sale: String::new(),
            lines: vec![v1::Line {
                sku: sku.to_string(),
                quantity: request.quantity,
                unit_price: None,
            }],
            price_version: request.price_version,
            ..v1::ReserveRequest::default()
        };
        let ask =
            |sale| self.backing.inventory.reserve(v1::ReserveRequest { sale, ..wanted.clone() });
        let (_, answer) = self.in_sales(&sales, &listing, ask).await?;
        if !matches!(answer.outcome(), Outcome::Held) {
            self.record(who, FunnelStep::StockRefused, listing.as_str());
        }
        Ok(result(answer))
    }

    /// Asks in the newest sale; which one answered, and what. A key that was used in
    /// an earlier sale on the same listing is refused there as a conflict, and has
    /// its answer here.
    pub(super) async fn in_sales<F>(
        &self,
        sales: &[String],
        listing: &ListingId,
        ask: impl Fn(String) -> F,
    ) -> Answer<(String, v1::CommandResponse)>
    where
        F: Future<Output = Answer<v1::CommandResponse>>,
    {
        let mut refused = None;
        for sale in sales.iter().take(SALES_TRIED) {
            match ask(sale.clone()).await {
                Err(error) if error.code() == ErrorCode::Conflict => {
                    refused.get_or_insert(error);
                }
                // Asked for, and never made.
                Err(error) if error.code() == ErrorCode::SaleNotFound => {}
                answer => return answer.map(|answer| (sale.clone(), answer)),
            }
        }
        Err(refused.unwrap_or_else(|| {
            refuse(
                ErrorCode::WrongState,
                format!("No sale is open on {listing}: wait until the host opens one."),
            )
        }))
    }

    /// The SKU meant, and the sales on the listing, the running one first.
    pub(super) fn on_offer(&self, listing: &ListingId, sku: &str) -> Answer<(SkuId, Vec<String>)> {
        let state = self.state();
        let found = state.listing(listing).ok_or_else(|| no_listing(listing))?;
        if state.show().state == ShowState::Scheduled {
            return Err(refuse(
                ErrorCode::WrongState,
                "The show is not live yet: wait until it begins.",
            ));
        }
        let sales = state.sales_on(listing).into_iter().map(ToString::to_string).collect();
        Ok((sku_meant(found, sku)?, sales))
    }

    /// Gives one's own reservation back. Checks `buy`.
    pub(crate) async fn release(
        &self,
        who: &Identity,
        request: v1::ReleaseHold,
    ) -> Answer<v1::ReserveResult> {
        keys::parse(&request.key)?;
        self.own(who, request.reservation).await?;
        let release = v1::ReleaseRequest {
            key: request.key,
            merchant: self.merchant.to_string(),
            reservation: request.reservation,
        };
        self.backing.inventory.release(release).await.map(result)
    }

    /// Where to pay for one's own reservation. Checks `buy`.
    pub(crate) async fn checkout(
        &self,
        who: &Identity,
        request: v1::Checkout,
    ) -> Answer<v1::CheckoutResult> {
        let reservation = self.own(who, request.reservation).await?;
        let refused = match reservation.state() {
            ReservationState::Held => None,
            ReservationState::Expired => Some((
                ErrorCode::Expired,
                "expired, and its units went back to stock: reserve again",
            )),
            ReservationState::Committed => Some((ErrorCode::WrongState, "paid for already")),
            _ => Some((ErrorCode::WrongState, "given back already: reserve again")),
        };
        if let Some((code, why)) = refused {
            return Err(refuse(code, format!("The reservation {} is {why}.", reservation.id)));
        }
        self.record(who, FunnelStep::BeginCheckout, &reservation.listing);
        let url = self
            .backing
            .checkout_url
            .replace("{reservation}", &reservation.id.to_string())
            .replace("{show}", self.show.as_str());
        Ok(v1::CheckoutResult { reservation: Some(reservation), url })
    }

    /// The buyer's reservations that are held now, oldest first; none for one
    /// who is no buyer.
    pub(crate) async fn open_reservations(&self, who: &Identity) -> Answer<Vec<v1::Reservation>> {
        let Some(buyer) = who.sub.as_ref().filter(|_| who.caps.has(Cap::Buy)) else {
            return Ok(Vec::new());
        };
        let mut held = self.backing.inventory.held(&self.merchant, buyer).await?;
        held.reverse();
        Ok(held)
    }

    /// A reservation of this buyer; another's is as unknown as none.
    async fn own(&self, who: &Identity, id: u64) -> Answer<v1::Reservation> {
        let buyer = who.buyer()?;
        who.admit(&self.show)?;
        self.backing.inventory.own_reservation(&self.merchant, buyer, id).await
    }

    fn record(&self, who: &Identity, step: FunnelStep, listing: &str) {
        let viewer = who.sub.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut event = funnel::event(&self.show, &viewer, step, now());
        listing.clone_into(&mut event.listing);
        event.touch = who.touch.as_deref().cloned();
        self.backing.events.record(event);
    }
}

fn sku_meant(listing: &Listing, sku: &str) -> Answer<SkuId> {
    match (sku, listing.skus.as_slice()) {
        ("", [only]) => Ok(only.sku.clone()),
        ("", _) => Err(convert::wrong("sku", "the listing has several, so name one")),
        (sku, _) => {
            let sku = convert::id("sku", sku, SkuId::new)?;
            let missing = || {
                refuse(
                    ErrorCode::SkuNotFound,
                    format!(
                        "The listing {} does not sell {sku}: choose one of its own.",
                        listing.id
                    ),
                )
            };
            if listing.sells(&sku) { Ok(sku) } else { Err(missing()) }
        }
    }
}

/// What inventory recorded, as a buyer or a shop is told.
pub(crate) fn result(answer: v1::CommandResponse) -> v1::ReserveResult {
    v1::ReserveResult {
        outcome: answer.outcome,
        reservation: answer.reservation,
        held_by_others: answer.held_by_others,
        left_for_buyer: answer.left_for_buyer,
        receipt: answer.receipt,
        sale: answer.sale,
        rest: answer.rest,
        waiting: answer.waiting,
        waiting_in: String::new(),
    }
}
