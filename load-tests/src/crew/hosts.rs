//! What hosts do at their moments: each show's host one thing after the other,
//! all shows beside one another.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hawker_proto::v1::group_terms::End;
use hawker_proto::v1::{
    GroupTerms, Money, Position, Sale, SalePolicy as Policy, SkuStock, StartSale, Tier,
};
use http::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::scene::{Scene, sku};
use crate::Error;
use crate::plan::{HostDo, HostMoment, Plan, Sale as Planned, SalePolicy};
use crate::world::key;

/// Where a group's price falls to, in parts of a hundred.
const GROUP_PRICE: i64 = 80;

/// What a host tells whoever conducts.
#[derive(Debug)]
pub(super) enum Said {
    /// A command took so long, from its intended moment, in microseconds.
    Took(u64),
    /// A command was published there.
    Published { show: u32, at: Position, intended_us: u64 },
    /// A sale is open.
    Opened(Opened),
    /// A command failed.
    Failed(String),
}

/// A sale that a host opened.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    /// Its number in the plan.
    pub(super) sale: usize,
    /// Its id.
    pub(super) id: String,
    /// Of a group sale, the Unix milliseconds at which its groups end.
    pub(super) ends_ms: Option<i64>,
}

/// Lets the hosts do what the timetable has for them.
pub(super) fn act(
    scene: &Arc<Scene>,
    plan: &Arc<Plan>,
    moments: &[HostMoment],
    (start, say): (Instant, &mpsc::Sender<Said>),
) -> JoinSet<()> {
    let mut by_show: BTreeMap<u32, Vec<HostMoment>> = BTreeMap::new();
    for moment in moments {
        by_show.entry(moment.show).or_default().push(*moment);
    }
    let mut hosts = JoinSet::new();
    for (show, moments) in by_show {
        let host = Host {
            scene: Arc::clone(scene),
            plan: Arc::clone(plan),
            show,
            start,
            say: say.clone(),
            sales: BTreeMap::new(),
        };
        hosts.spawn(host.work(moments));
    }
    hosts
}

struct Host {
    scene: Arc<Scene>,
    plan: Arc<Plan>,
    show: u32,
    start: Instant,
    say: mpsc::Sender<Said>,
    /// The sales that it opened, by their number in the plan.
    sales: BTreeMap<usize, String>,
}

impl Host {
    async fn work(mut self, moments: Vec<HostMoment>) {
        for moment in moments {
            let at = self.start + Duration::from_micros(moment.at_us);
            tokio::time::sleep_until(at.into()).await;
            let said = match self.command(moment.what).await {
                Ok(Some(at)) => Said::Published { show: self.show, at, intended_us: moment.at_us },
                Ok(None) => continue,
                Err(error) => Said::Failed(error.to_string()),
            };
            let took = Said::Took(at.elapsed().as_micros() as u64);
            // Whoever conducts is gone when the run is over.
            if self.say.send(said).await.is_err() || self.say.send(took).await.is_err() {
                return;
            }
        }
    }

    fn path(&self, rest: &str) -> String {
        let show = self.scene.shows.get(self.show as usize).map_or("", |it| it.show.as_str());
        format!("/v1/shows/{show}/{rest}")
    }

    fn listing(&self, listing: u32) -> String {
        let show = self.scene.shows.get(self.show as usize);
        show.and_then(|it| it.listings.get(listing as usize)).cloned().unwrap_or_default()
    }

    async fn command(&mut self, what: HostDo) -> Result<Option<Position>, Error> {
        let host = &self.scene.host;
        match what {
            HostDo::Pin { listing } => {
                let body = json!({ "listing": self.listing(listing.unwrap_or_default()) });
                host.call(Method::PUT, &self.path("pin"), &body).await.map(Some)
            }
            HostDo::Unpin => {
                host.call(Method::DELETE, &self.path("pin"), &json!({})).await.map(Some)
            }
            HostDo::OpenSale { sale } => self.open(sale).await.map(|()| None),
            HostDo::PauseSale { sale } => self.sale(sale, "pause").await.map(|()| None),
            HostDo::ResumeSale { sale } => self.sale(sale, "resume").await.map(|()| None),
            HostDo::CloseSale { sale } => self.sale(sale, "close").await.map(|()| None),
            HostDo::AddStock { listing, units } => {
                let path = self.path(&format!("skus/{}/add", sku(&self.listing(listing))));
                let body = json!({ "key": key(), "quantity": units });
                let _: SkuStock = host.call(Method::POST, &path, &body).await?;
                let more = json!({ "key": key(), "addAllotment": units });
                for (sale, id) in &self.sales {
                    let its = self.plan.sales.get(*sale).map(|its| its.listing);
                    if its == Some(listing) {
                        let path = self.path(&format!("sales/{id}/change"));
                        let _: Value = host.call(Method::POST, &path, &more).await?;
                    }
                }
                Ok(None)
            }
        }
    }

    async fn open(&mut self, sale: usize) -> Result<(), Error> {
        let Some(its) = self.plan.sales.get(sale) else { return Ok(()) };
        let start = start_sale(its, self.listing(its.listing));
        let ends_ms = match start.group.as_ref().and_then(|terms| terms.end.as_ref()) {
            Some(End::DeadlineMs(ms)) => Some(*ms),
            _ => None,
        };
        let path = self.path("sales");
        let opened: Sale = self.scene.host.call(Method::POST, &path, &start).await?;
        let id = opened.sale;
        self.sales.insert(sale, id.clone());
        drop(self.say.send(Said::Opened(Opened { sale, id, ends_ms })).await);
        Ok(())
    }

    async fn sale(&self, sale: usize, verb: &str) -> Result<(), Error> {
        let Some(id) = self.sales.get(&sale) else {
            return Err(Error::Crew(format!("sale {sale} was not opened, so it can't {verb}")));
        };
        let path = self.path(&format!("sales/{id}/{verb}"));
        let body = if verb == "close" { json!({}) } else { json!({ "key": key() }) };
        let _: Value = self.scene.host.call(Method::POST, &path, &body).await?;
        Ok(())
    }
}

fn start_sale(its: &Planned, listing: String) -> StartSale {
    let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
    let price = i64::from(its.price_minor);
    let money = |minor| Some(Money { minor, currency: "EUR".to_owned() });
    let mut start = StartSale {
        key: key(),
        listing,
        price: money(price),
        allotment: its.units,
        limit_per_buyer: its.limit,
        hold_seconds: seconds(its.hold),
        open_seconds: its.open_for.map_or(0, seconds),
        ..StartSale::default()
    };
    match its.policy {
        SalePolicy::Rush => {}
        SalePolicy::Draw => start.policy = Policy::Draw.into(),
        SalePolicy::Group { size, .. } => {
            let ends = SystemTime::now() + its.open_for.unwrap_or_default();
            let ends = ends.duration_since(UNIX_EPOCH).unwrap_or_default();
            start.policy = Policy::Group.into();
            // The group's own end is what closes the sale.
            start.open_seconds = 0;
            start.group = Some(GroupTerms {
                tiers: vec![Tier { buyers: size, price: money(price * GROUP_PRICE / 100) }],
                end: Some(End::DeadlineMs(ends.as_millis() as i64)),
                viewers_may_open: true,
                ..GroupTerms::default()
            });
        }
    }
    start
}
