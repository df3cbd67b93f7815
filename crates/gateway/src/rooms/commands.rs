//! What hosts and merchants ask of a room.

use std::sync::Arc;

use hawker_domain::{ListingId, SaleId, Timestamp, room::Command};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

use super::{
    Room, RoomAnswer, RoomCommand, convert,
    keys::{self, For},
};
use crate::token::{Cap, Identity};

type Answer<T> = Result<T, v1::Error>;

impl Room {
    /// Carries out what a host or merchant asks. Checks the capability.
    pub(crate) async fn command(
        self: &Arc<Self>,
        who: &Identity,
        command: RoomCommand,
        now: Timestamp,
    ) -> Answer<RoomAnswer> {
        let answer = Box::pin(self.carry_out(who, command, now)).await;
        self.backing.commands.count(answer.as_ref().err());
        answer
    }

    async fn carry_out(
        self: &Arc<Self>,
        who: &Identity,
        command: RoomCommand,
        now: Timestamp,
    ) -> Answer<RoomAnswer> {
        let caps: &[Cap] = match command {
            RoomCommand::PutListing(_) => &[Cap::Host, Cap::Merchant],
            _ => &[Cap::Host],
        };
        self.authorize(who, caps)?;
        match command {
            RoomCommand::Pin(pin) => {
                let listing = convert::id("listing", &pin.listing, ListingId::new)?;
                self.apply(Command::Pin(listing), now).await.map(RoomAnswer::Position)
            }
            RoomCommand::Unpin => self.apply(Command::Unpin, now).await.map(RoomAnswer::Position),
            RoomCommand::StartSale(start) => {
                self.start_sale(start, now).await.map(Box::new).map(RoomAnswer::Sale)
            }
            RoomCommand::StopSale(stop) => {
                self.stop_sale(&stop).await.map(Box::new).map(RoomAnswer::Sale)
            }
            RoomCommand::SetState(set) => {
                self.set_state(set.state(), now).await.map(RoomAnswer::Position)
            }
            RoomCommand::PutListing(listing) => {
                let listing = convert::listing(listing)?;
                let put = convert::listing_out(&listing);
                self.apply(Command::PutListing(listing), now).await?;
                Ok(RoomAnswer::Listing(put))
            }
        }
    }

    async fn set_state(
        self: &Arc<Self>,
        state: v1::ShowState,
        now: Timestamp,
    ) -> Answer<v1::Position> {
        let state = match state {
            v1::ShowState::Unspecified | v1::ShowState::Scheduled => {
                return Err(convert::wrong("state", "a show can be made live, ended or settled"));
            }
            v1::ShowState::Settled => {
                self.nothing_held().await?;
                state
            }
            state => state,
        };
        let state = convert::show_state(state)
            .ok_or_else(|| convert::wrong("state", "it is unspecified"))?;
        self.apply(Command::SetState(state), now).await
    }

    /// Refuses as long as a hold of one of the show's sales is open.
    async fn nothing_held(&self) -> Answer<()> {
        for sale in self.state().sale_ids() {
            let request =
                v1::GetSaleRequest { merchant: self.merchant.to_string(), sale: sale.to_string() };
            let held = match self.backing.inventory.get_sale(request).await {
                Ok(answer) => answer.sale.map_or(0, |sale| sale.held),
                Err(error) if error.code() == ErrorCode::SaleNotFound => 0,
                Err(error) => return Err(error),
            };
            if held > 0 {
                return Err(refuse(
                    ErrorCode::WrongState,
                    format!(
                        "{held} units of the sale {sale} are still held: settle the show when they are paid or expired."
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Stores the intent, then defines and opens the sale. Viewers hear of it by
    /// inventory's watch, whatever becomes of this call.
    async fn start_sale(
        self: &Arc<Self>,
        start: v1::StartSale,
        now: Timestamp,
    ) -> Answer<v1::Sale> {
        let key = keys::parse(&start.key)?;
        let listing = convert::id("listing", &start.listing, ListingId::new)?;
        let sale = convert::id("key", &key.to_string(), SaleId::new)?;
        if start.allotment == 0 {
            return Err(refuse(
                ErrorCode::QuantityInvalid,
                "The field `allotment` must be at least 1: say how many units are on sale.",
            ));
        }
        let intent = Command::IntendSale { sale: sale.clone(), listing: listing.clone() };
        self.apply(intent, now).await?;
        let define = self.definition(&start, &listing, &sale, keys::derive(key, For::Define))?;
        if let Err(error) = self.backing.inventory.define_sale(define).await {
            if !error.temporary {
                self.apply(Command::AbandonSale(sale), now).await?;
            }
            return Err(error);
        }
        let open = v1::OpenSaleRequest {
            key: keys::derive(key, For::Open),
            merchant: self.merchant.to_string(),
            sale: sale.to_string(),
        };
        let opened = self.backing.inventory.open_sale(open).await?;
        opened.sale.ok_or_else(|| {
            refuse(ErrorCode::WrongState, format!("The sale {sale} can't be opened as it stands."))
        })
    }

    fn definition(
        &self,
        start: &v1::StartSale,
        listing: &ListingId,
        sale: &SaleId,
        key: String,
    ) -> Answer<v1::DefineSaleRequest> {
        let state = self.state();
        let found = state.listing(listing).ok_or_else(|| no_listing(listing))?;
        let offered = convert::listing_out(found);
        let price = match &start.price {
            Some(price) => {
                convert::money("price", Some(price))?;
                Some(price.clone())
            }
            None => offered.price,
        };
        Ok(v1::DefineSaleRequest {
            key,
            merchant: self.merchant.to_string(),
            sale: sale.to_string(),
            show: self.show.to_string(),
            listing: listing.to_string(),
            skus: offered.skus.into_iter().map(|one| one.sku).collect(),
            price,
            allotment: start.allotment,
            limit_per_buyer: start.limit_per_buyer,
            hold_seconds: start.hold_seconds,
            policy: v1::SalePolicy::Rush.into(),
            open_seconds: start.open_seconds,
            ..v1::DefineSaleRequest::default()
        })
    }

    async fn stop_sale(&self, stop: &v1::StopSale) -> Answer<v1::Sale> {
        let sale = convert::id("sale", &stop.sale, SaleId::new)?;
        if self.state().sale(&sale).is_none() {
            return Err(refuse(
                ErrorCode::SaleNotFound,
                format!("There is no sale {sale} in this show: check its id."),
            ));
        }
        self.close_sale(&sale).await
    }
}

/// What to do when there is no such listing.
pub(super) fn no_listing(listing: &ListingId) -> v1::Error {
    refuse(
        ErrorCode::ListingNotFound,
        format!("There is no listing {listing} in this show: add it to the line-up first."),
    )
}
