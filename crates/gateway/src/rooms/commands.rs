//! What hosts and merchants ask of a room.

use std::sync::Arc;

use hawker_domain::{ListingId, Timestamp, room::Command};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

use super::{Room, RoomAnswer, RoomCommand, convert};
use crate::{
    lanes::wrong_setting,
    token::{Cap, Identity},
};

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
            RoomCommand::PutListing(_) | RoomCommand::SetSettings(_) => &[Cap::Host, Cap::Merchant],
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
            RoomCommand::PauseSale(pause) => {
                self.pause_sale(pause).await.map(Box::new).map(RoomAnswer::Sale)
            }
            RoomCommand::ResumeSale(resume) => {
                self.resume_sale(resume).await.map(Box::new).map(RoomAnswer::Sale)
            }
            RoomCommand::ChangeSale(change) => {
                self.change_sale(change).await.map(Box::new).map(RoomAnswer::Sale)
            }
            RoomCommand::AddStock(add) => self.add_stock(add).await.map(RoomAnswer::Stock),
            RoomCommand::SetState(set) => {
                self.set_state(set.state(), now).await.map(RoomAnswer::Position)
            }
            RoomCommand::PutListing(listing) => {
                let listing = convert::listing(listing)?;
                let put = convert::listing_out(&listing);
                self.apply(Command::PutListing(listing), now).await?;
                Ok(RoomAnswer::Listing(put))
            }
            RoomCommand::SetSettings(settings) => {
                self.set_settings(settings).await.map(RoomAnswer::Settings)
            }
        }
    }

    /// Keeps what the room sets for itself, then tells state and chat so.
    async fn set_settings(
        self: &Arc<Self>,
        settings: v1::RoomSettings,
    ) -> Answer<v1::RoomSettings> {
        if let Some((field, why)) = wrong_setting(&settings) {
            return Err(convert::wrong(field, &why));
        }
        let room = Arc::clone(self);
        self.whole(async move {
            room.keep_settings(settings).await?;
            Ok(room.lanes.settings())
        })
        .await
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

    /// Refuses as long as a hold of one of the show's sales is open, also of those that
    /// another gateway started.
    async fn nothing_held(self: &Arc<Self>) -> Answer<()> {
        Box::pin(self.catch_up()).await?;
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
}

/// What to do when there is no such listing.
pub(super) fn no_listing(listing: &ListingId) -> v1::Error {
    refuse(
        ErrorCode::ListingNotFound,
        format!("There is no listing {listing} in this show: add it to the line-up first."),
    )
}
