//! What the gateway's tests stand on: a running gateway on real sockets, with
//! small servers in the place of inventory and the funnel.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "helpers of tests, of which each test file uses some"
)]

pub(crate) mod funnel;
pub(crate) mod http;
pub(crate) mod inventory;
mod server;
pub(crate) mod ws;

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hawker_gateway::{
    BusSetup, Config, Gateway, Secret, Setup, StoreSetup,
    token::{self, Claims},
};
use http::{Answer, Client};
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

pub(crate) const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// The longest that a test waits for what must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What everyone but the token calls whoever the token calls `sub`.
pub(crate) fn pseudonym(sub: &str) -> String {
    token::buyer(&Secret::from_hex(SECRET).unwrap(), sub).unwrap().to_string()
}

/// A gateway with its services.
pub(crate) struct House {
    pub(crate) inventory: inventory::Fake,
    pub(crate) funnel: funnel::Fake,
    pub(crate) folder: TempDir,
    pub(crate) gateway: Option<Gateway>,
    pub(crate) at: SocketAddr,
    pub(crate) config: Config,
    pub(crate) fleet: Fleet,
}

/// What a gateway shares with others: nothing, if it stands alone.
#[derive(Clone, Default)]
pub(crate) struct Fleet {
    pub(crate) store: StoreSetup,
    pub(crate) bus: BusSetup,
    /// The way to the inventory of another house.
    pub(crate) inventory: Option<Channel>,
}

impl House {
    /// A gateway with default settings, ready.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Box::pin(Self::of(config, Fleet::default())).await
    }

    /// One of several gateways.
    pub(crate) async fn of(config: Config, fleet: Fleet) -> Self {
        let mut house = Self {
            inventory: inventory::Fake::start(),
            funnel: funnel::Fake::start(),
            folder: tempfile::tempdir().unwrap(),
            gateway: None,
            at: SocketAddr::from(([127, 0, 0, 1], 0)),
            config,
            fleet,
        };
        house.open().await;
        house.ready().await;
        house
    }

    /// Starts the gateway on its folder, not waiting until it is ready.
    pub(crate) async fn open(&mut self) {
        self.gateway = Some(self.try_open().await.unwrap());
    }

    pub(crate) async fn try_open(&mut self) -> Result<Gateway, hawker_gateway::Error> {
        let listener = TcpListener::bind(self.at).unwrap();
        self.at = listener.local_addr().unwrap();
        let inventory = self.fleet.inventory.clone();
        let inventory = inventory.unwrap_or_else(|| self.inventory.channel());
        let setup = setup(
            self.config.clone(),
            listener,
            self.folder.path(),
            (inventory, self.funnel.channel()),
        );
        let Fleet { store, bus, .. } = self.fleet.clone();
        let setup = Setup { store, bus, ..setup };
        Box::pin(Gateway::start(setup)).await
    }

    pub(crate) async fn ready(&self) {
        eventually("the gateway is ready", || async {
            self.gateway.as_ref().unwrap().readiness()().is_ok()
        })
        .await;
    }

    pub(crate) async fn close(&mut self) {
        self.gateway.take().unwrap().shutdown().await;
    }

    /// A client with a token that has these capabilities.
    pub(crate) fn client(&self, sub: &str, caps: &[&str]) -> Client {
        Client { at: self.at, token: Some(mint(&claims(sub, caps))) }
    }

    pub(crate) fn host(&self) -> Client {
        self.client("host", &["host", "merchant", "shop"])
    }

    pub(crate) fn nobody(&self) -> Client {
        Client { at: self.at, token: None }
    }

    /// A live show `s1` with the listing `tee`, of whose SKU there are so many.
    pub(crate) async fn live_show(&self, units: u32) -> Client {
        let host = self.host();
        let show = json!({"show": "s1", "title": "A show"});
        host.post("/v1/shows", &show).await.ok();
        host.put("/v1/shows/s1/listings/tee", &listing("tee")).await.ok();
        let stock = json!({"key": key(), "quantity": units});
        host.post("/v1/skus/tee-m/receive", &stock).await.ok();
        let live = json!({"state": "SHOW_STATE_LIVE"});
        host.put("/v1/shows/s1/state", &live).await.ok();
        host
    }

    /// Waits until the snapshot of `s1` is as wanted, and returns it.
    pub(crate) async fn snapshot_until(
        &self,
        what: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let nobody = self.nobody();
        let mut last = Value::Null;
        let waiting = async {
            loop {
                last = nobody.get("/v1/shows/s1").await.ok();
                if wanted(&last) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let done = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(done.is_ok(), "never came: {what}: {last:#}");
        last
    }
}

fn setup(
    config: Config,
    listener: TcpListener,
    folder: &Path,
    (inventory, funnel): (Channel, Channel),
) -> Setup {
    Setup {
        config,
        listener,
        secret: Secret::from_hex(SECRET).unwrap(),
        data_dir: folder.to_owned(),
        store: StoreSetup::Embedded,
        bus: BusSetup::Alone,
        inventory: vec![inventory.into()],
        funnel: funnel.into(),
        extra: axum::Router::new(),
        demo: false,
    }
}

/// A channel that connects when it is used.
pub(crate) fn channel(at: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{at}")).unwrap().connect_lazy()
}

pub(crate) fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

pub(crate) fn claims(sub: &str, caps: &[&str]) -> Claims {
    Claims {
        sub: sub.into(),
        exp: unix_seconds() + 3_600,
        caps: caps.iter().map(ToString::to_string).collect(),
        merchant: caps.iter().any(|cap| *cap != "buy" && *cap != "chat").then(|| "m1".into()),
        ..Claims::default()
    }
}

pub(crate) fn mint(claims: &Claims) -> String {
    token::mint(&Secret::from_hex(SECRET).unwrap(), claims).unwrap()
}

pub(crate) fn key() -> String {
    Uuid::now_v7().to_string()
}

pub(crate) fn listing(name: &str) -> Value {
    json!({
        "listing": name,
        "title": format!("The {name}"),
        "price": {"minor": "1999", "currency": "EUR"},
        "skus": [{"sku": format!("{name}-m"), "title": "M"}],
    })
}

pub(crate) fn sale(key: &str, allotment: u32) -> Value {
    json!({"key": key, "listing": "tee", "allotment": allotment})
}

/// Waits for a condition.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let done = tokio::time::timeout(PATIENCE, waiting).await;
    assert!(done.is_ok(), "never came true: {what}");
}

/// Asserts that a request was refused with this status and code, as a problem
/// with a sentence.
#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) {
    let problem: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| panic!("no problem but {}: {:?}", answer.status, answer.text()));
    assert_eq!((answer.status, problem["code"].as_str()), (status, Some(code)), "{problem:#}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(problem["status"], status);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.ends_with('.') && detail.len() > 20, "no sentence: {detail:?}");
}
