//! The stage of a run: a show of its own, with its merchant, listings and
//! stock, made through the HTTP API as a host's backend would.

use hawker_proto::v1::{
    Listing, ListingSku, Money, Position, Sale, SetShowState, Show, ShowState, SkuStock, StartSale,
};
use http::Method;
use serde_json::{Value, json};

use crate::Error;
use crate::api::{Api, authority};
use crate::replay::Target;
use crate::scenario::SalePlan;
use crate::token::Claims;
use crate::world::key;

/// The listings; the first one goes on sale.
const LISTINGS: [(&str, &str); 2] = [("lamp", "Reading lamp"), ("mug", "Enamel mug")];

/// Units of listings that are not on sale.
const OTHER_UNITS: u32 = 1_000;

/// See the module.
pub(crate) struct Stage {
    pub(crate) show: String,
    pub(crate) merchant: String,
    host: Api,
    /// Commits reservations.
    pub(crate) shop: Api,
}

impl Stage {
    /// Makes a show that is live, with `units` of what goes on sale.
    pub(crate) async fn set(target: &Target, units: Option<u32>) -> Result<Stage, Error> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        // The last digits of a UUIDv7 are its random ones.
        let name: String = name.chars().skip(20).collect();
        let (show, merchant) = (format!("replay-{name}"), format!("load-{name}"));
        let authority = authority(&target.url)?;
        let api = |sub: &str, caps| {
            let (sub, merchant) = (sub.to_owned(), Some(merchant.clone()));
            let claims = Claims { sub, caps, shows: vec!["*".to_owned()], merchant };
            Ok::<_, Error>(Api::new(authority.clone(), target.minter.mint(&claims)?))
        };
        let host = api("load-host", vec!["host", "merchant", "chat"])?;
        let shop = api("load-shop", vec!["shop"])?;
        let stage = Stage { show, merchant, host, shop };
        let body = json!({ "show": stage.show, "title": "A replay", "merchant": stage.merchant });
        let _: Show = stage.host.call(Method::POST, "/v1/shows", &body).await?;
        for (index, (listing, title)) in LISTINGS.into_iter().enumerate() {
            let units = if index == 0 { units.unwrap_or(OTHER_UNITS) } else { OTHER_UNITS };
            stage.offer(listing, title, units).await?;
        }
        let live = SetShowState { state: ShowState::Live.into() };
        let _: Position = stage.host.call(Method::PUT, &stage.path("state"), &live).await?;
        Ok(stage)
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/shows/{}/{rest}", self.show)
    }

    async fn offer(&self, listing: &str, title: &str, units: u32) -> Result<(), Error> {
        let sku = format!("{listing}-1");
        let body = json!({ "key": key(), "quantity": units });
        let path = format!("/v1/skus/{sku}/receive");
        let _: SkuStock = self.host.call(Method::POST, &path, &body).await?;
        let offered = Listing {
            listing: listing.to_owned(),
            title: title.to_owned(),
            price: Some(Money { minor: 2_990, currency: "EUR".to_owned() }),
            skus: vec![ListingSku { sku, title: "One size".to_owned() }],
            ..Listing::default()
        };
        let path = self.path(&format!("listings/{listing}"));
        let _: Listing = self.host.call(Method::PUT, &path, &offered).await?;
        Ok(())
    }

    /// Pins a listing, another one each turn.
    pub(crate) async fn pin(&self, turn: usize) -> Result<Position, Error> {
        let (listing, _) = LISTINGS[turn % LISTINGS.len()];
        let body = json!({ "listing": listing });
        self.host.call(Method::PUT, &self.path("pin"), &body).await
    }

    /// Opens the sale, and gives its id.
    pub(crate) async fn start_sale(&self, plan: &SalePlan) -> Result<String, Error> {
        let start = StartSale {
            key: key(),
            listing: LISTINGS[0].0.to_owned(),
            price: Some(Money { minor: 1_490, currency: "EUR".to_owned() }),
            allotment: plan.units,
            limit_per_buyer: 1,
            hold_seconds: plan.hold_seconds,
            ..StartSale::default()
        };
        let sale: Sale = self.host.call(Method::POST, &self.path("sales"), &start).await?;
        Ok(sale.sale)
    }

    /// Closes the sale.
    pub(crate) async fn close_sale(&self, sale: &str) -> Result<(), Error> {
        let path = self.path(&format!("sales/{sale}/close"));
        let _: Value = self.host.call(Method::POST, &path, &json!({})).await?;
        Ok(())
    }

    /// Ends the show.
    pub(crate) async fn end(&self) -> Result<Position, Error> {
        let ended = SetShowState { state: ShowState::Ended.into() };
        self.host.call(Method::PUT, &self.path("state"), &ended).await
    }
}
