//! The scene of a run: its shows with their listings and stock, made through the
//! HTTP API as hosts' backends would.
//!
//! All shows of a run belong to one merchant of its own, so that the journal
//! tells at the end what came of all of it.

use std::sync::Arc;
use std::time::Duration;

use hawker_proto::v1::{
    Listing, ListingSku, Money, Position, SetShowState, Show, ShowState, SkuStock,
};
use http::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::Error;
use crate::api::{Api, authority};
use crate::generator::ShowOrders;
use crate::plan::Plan;
use crate::replay::Target;
use crate::token::Claims;
use crate::world::key;

/// Shows made, or ended, at once.
const AT_ONCE: usize = 16;

/// Units of listings that are not on sale.
const OTHER_UNITS: u32 = 1_000;

/// How often a show is ended at most, and the pause between.
const END_TRIES: u32 = 5;
const END_AGAIN: Duration = Duration::from_secs(1);

/// The price of a listing.
const PRICE_MINOR: i64 = 2_990;

/// See the module.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) merchant: String,
    pub(super) shows: Vec<ShowOrders>,
    pub(super) host: Api,
}

/// The SKU of a listing.
pub(super) fn sku(listing: &str) -> String {
    format!("{listing}-1")
}

impl Scene {
    /// Makes the shows of a plan, live.
    pub(super) async fn set(plan: &Plan, target: &Target) -> Result<Arc<Scene>, Error> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        // The last digits of a UUIDv7 are its random ones.
        let name: String = name.chars().skip(20).collect();
        let merchant = format!("load-{name}");
        let claims = Claims {
            sub: "load-host".to_owned(),
            caps: vec!["host", "merchant", "chat"],
            shows: vec!["*".to_owned()],
            merchant: Some(merchant.clone()),
        };
        let host = Api::new(authority(&target.url)?, target.minter.mint(&claims)?);
        let shows = (0..plan.show_count()).map(|show| orders(plan, &name, show)).collect();
        let scene = Arc::new(Scene { merchant, shows, host });
        let units = (0..plan.show_count()).map(|show| units(plan, show)).collect::<Vec<_>>();
        let making = units.into_iter().enumerate().map(|(show, units)| {
            let scene = Arc::clone(&scene);
            async move { scene.make(show, &units).await }
        });
        all(making).await?;
        Ok(scene)
    }

    async fn make(&self, show: usize, units: &[u32]) -> Result<(), Error> {
        let Some(it) = self.shows.get(show) else { return Ok(()) };
        let title = format!("Show {}", show + 1);
        let body = json!({ "show": it.show, "title": title, "merchant": self.merchant });
        let _: Show = self.host.call(Method::POST, "/v1/shows", &body).await?;
        for (listing, units) in it.listings.iter().zip(units) {
            self.offer(&it.show, listing, *units).await?;
        }
        let live = SetShowState { state: ShowState::Live.into() };
        let path = format!("/v1/shows/{}/state", it.show);
        let _: Position = self.host.call(Method::PUT, &path, &live).await?;
        Ok(())
    }

    async fn offer(&self, show: &str, listing: &str, units: u32) -> Result<(), Error> {
        let sku = sku(listing);
        let body = json!({ "key": key(), "quantity": units });
        let path = format!("/v1/skus/{sku}/receive");
        let _: SkuStock = self.host.call(Method::POST, &path, &body).await?;
        let offered = Listing {
            listing: listing.to_owned(),
            title: format!("Listing {listing}"),
            price: Some(Money { minor: PRICE_MINOR, currency: "EUR".to_owned() }),
            skus: vec![ListingSku { sku, title: "One size".to_owned() }],
            ..Listing::default()
        };
        let path = format!("/v1/shows/{show}/listings/{listing}");
        let _: Listing = self.host.call(Method::PUT, &path, &offered).await?;
        Ok(())
    }

    /// Ends a show, again where the server does not say what came of it: ending what has
    /// ended changes nothing.
    async fn end_one(&self, path: &str, ended: &SetShowState) -> Result<Position, Error> {
        let mut tries = 1;
        loop {
            match self.host.call(Method::PUT, path, ended).await {
                Err(error)
                    if tries < END_TRIES
                        && !matches!(error, Error::Refused { status: ..500, .. }) =>
                {
                    tries += 1;
                    tokio::time::sleep(END_AGAIN).await;
                }
                answer => return answer,
            }
        }
    }

    /// Ends all shows: where the publications of each end.
    pub(super) async fn end(self: &Arc<Scene>) -> Result<Vec<(u32, u32)>, Error> {
        let heads = Arc::new(std::sync::Mutex::new(vec![(0, 0); self.shows.len()]));
        let ending = (0..self.shows.len()).map(|show| {
            let (scene, heads) = (Arc::clone(self), Arc::clone(&heads));
            async move {
                let ended = SetShowState { state: ShowState::Ended.into() };
                let path = match scene.shows.get(show) {
                    Some(it) => format!("/v1/shows/{}/state", it.show),
                    None => return Ok(()),
                };
                let at = scene.end_one(&path, &ended).await?;
                let mut heads = heads.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if let Some(head) = heads.get_mut(show) {
                    *head = (at.epoch, at.offset);
                }
                Ok(())
            }
        });
        all(ending).await?;
        let heads = heads.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(heads.clone())
    }
}

/// The ids of a show and its listings: no two shows share a SKU.
fn orders(plan: &Plan, name: &str, show: u32) -> ShowOrders {
    let group = plan.group_of(show).and_then(|group| plan.shows.get(group));
    let listings = group.map_or(1, |group| group.listings);
    ShowOrders {
        show: format!("load-{name}-{show}"),
        listings: (0..listings).map(|listing| format!("s{show}-l{listing}")).collect(),
    }
}

/// Units received of each listing of a show: what its sales will sell.
fn units(plan: &Plan, show: u32) -> Vec<u32> {
    let listings = plan.group_of(show).and_then(|group| plan.shows.get(group));
    let of = |listing: u32| {
        let its = plan.sales.iter();
        let its = its.filter(|sale| sale.listing == listing && plan.is_in(sale.place, show));
        let units: u32 = its.map(|sale| sale.units).fold(0, u32::saturating_add);
        if units == 0 { OTHER_UNITS } else { units }
    };
    (0..listings.map_or(1, |group| group.listings)).map(of).collect()
}

/// Does all of it, some at once, until the first that fails.
async fn all(
    tasks: impl Iterator<Item = impl Future<Output = Result<(), Error>> + Send + 'static>,
) -> Result<(), Error> {
    let mut running = JoinSet::new();
    for task in tasks {
        if running.len() == AT_ONCE
            && let Some(done) = running.join_next().await
        {
            done.map_err(|_| Error::Stopped)??;
        }
        running.spawn(task);
    }
    while let Some(done) = running.join_next().await {
        done.map_err(|_| Error::Stopped)??;
    }
    Ok(())
}
