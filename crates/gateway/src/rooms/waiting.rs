//! What buyers ask of a sale in which there is nothing to be had now: a place on its
//! waitlist, or an entry in its draw. What comes of either is told on the private
//! lane, as a hold.

use hawker_domain::{ListingId, SaleId, room::Sale, stock::Waitlist};
use hawker_proto::v1::{self, Outcome};

use super::{Room, convert, keys, result};
use crate::token::{Cap, Identity};

type Answer<T> = Result<T, v1::Error>;

impl Room {
    /// Takes a place on the waitlist of the sale on a listing, or units if there are
    /// any. Checks `buy`.
    pub(crate) async fn join_waitlist(
        &self,
        who: &Identity,
        request: v1::JoinWaitlist,
    ) -> Answer<v1::ReserveResult> {
        let v1::JoinWaitlist { key, listing, sku, quantity } = request;
        let (buyer, listing, lines, sales) = self.wanted(who, &key, (&listing, &sku), quantity)?;
        let ask = |sale| {
            self.backing.inventory.join_waitlist(v1::JoinWaitlistRequest {
                key: key.clone(),
                merchant: self.merchant.to_string(),
                buyer: buyer.clone(),
                show: self.show.to_string(),
                listing: listing.to_string(),
                sale,
                lines: lines.clone(),
                ..v1::JoinWaitlistRequest::default()
            })
        };
        self.in_sales(&sales, &listing, ask).await.map(|(sale, answer)| waits_in(sale, answer))
    }

    /// Takes part in the draw on a listing. Checks `buy`.
    pub(crate) async fn enter_draw(
        &self,
        who: &Identity,
        request: v1::EnterDraw,
    ) -> Answer<v1::ReserveResult> {
        let v1::EnterDraw { key, listing, sku, quantity, nonce } = request;
        let (buyer, listing, lines, sales) = self.wanted(who, &key, (&listing, &sku), quantity)?;
        let ask = |sale| {
            self.backing.inventory.enter_draw(v1::EnterDrawRequest {
                key: key.clone(),
                merchant: self.merchant.to_string(),
                buyer: buyer.clone(),
                sale,
                nonce: nonce.clone(),
                lines: lines.clone(),
                show: self.show.to_string(),
                listing: listing.to_string(),
                ..v1::EnterDrawRequest::default()
            })
        };
        self.in_sales(&sales, &listing, ask).await.map(|(sale, answer)| waits_in(sale, answer))
    }

    /// Gives a place on a waitlist up. Checks `buy`.
    pub(crate) async fn leave_waitlist(
        &self,
        who: &Identity,
        request: v1::LeaveWaitlist,
    ) -> Answer<()> {
        let buyer = who.buyer()?.to_string();
        who.admit(&self.show)?;
        keys::parse(&request.key)?;
        let request = v1::LeaveWaitlistRequest {
            key: request.key,
            merchant: self.merchant.to_string(),
            buyer,
            sale: convert::id("sale", &request.sale, SaleId::new)?.to_string(),
        };
        self.backing.inventory.leave_waitlist(request).await.map(drop)
    }

    /// One's own place on a waitlist. Checks `buy`.
    pub(crate) async fn ask_place(
        &self,
        who: &Identity,
        request: &v1::AskPlace,
    ) -> Answer<v1::WaitingPlace> {
        who.admit(&self.show)?;
        let buyer = who.buyer()?.to_string();
        let sale = convert::id("sale", &request.sale, SaleId::new)?;
        self.place_in(buyer, &sale).await
    }

    /// Where the buyer waits now; nowhere for one who is no buyer.
    pub(crate) async fn places(&self, who: &Identity) -> Answer<Vec<v1::WaitingPlace>> {
        let Some(buyer) = who.sub.as_ref().filter(|_| who.caps.has(Cap::Buy)) else {
            return Ok(Vec::new());
        };
        let state = self.state();
        let has_list = |sale: &&Sale| sale.terms.waits.waitlist != Waitlist::None;
        let mut places = Vec::new();
        for sale in state.running_sales().filter(has_list) {
            let place = self.place_in(buyer.to_string(), &sale.id).await?;
            if place.waiting {
                places.push(place);
            }
        }
        Ok(places)
    }

    async fn place_in(&self, buyer: String, sale: &SaleId) -> Answer<v1::WaitingPlace> {
        let request = v1::GetWaitingRequest {
            merchant: self.merchant.to_string(),
            buyer,
            sale: sale.to_string(),
        };
        let found = self.backing.inventory.get_waiting(request).await?;
        Ok(v1::WaitingPlace {
            sale: sale.to_string(),
            waiting: found.waiting,
            place: found.place,
            sku: found.sku,
            quantity: found.quantity,
        })
    }

    /// Who wants how many of what, and the sales in which that may be had.
    fn wanted(
        &self,
        who: &Identity,
        key: &str,
        (listing, sku): (&str, &str),
        quantity: u32,
    ) -> Answer<(String, ListingId, Vec<v1::Line>, Vec<String>)> {
        let buyer = who.buyer()?.to_string();
        who.admit(&self.show)?;
        keys::parse(key)?;
        let listing = convert::id("listing", listing, ListingId::new)?;
        let (sku, sales) = self.on_offer(&listing, sku)?;
        let line = v1::Line { sku: sku.to_string(), quantity, unit_price: None };
        Ok((buyer, listing, vec![line], sales))
    }
}

fn waits_in(sale: String, answer: v1::CommandResponse) -> v1::ReserveResult {
    let waits = matches!(answer.outcome(), Outcome::Waiting | Outcome::Entered);
    v1::ReserveResult { waiting_in: if waits { sale } else { String::new() }, ..result(answer) }
}
