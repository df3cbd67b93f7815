//! A crowd in a show, for tests that take parts of a fleet away beneath it: a host pins
//! without end, viewers watch and come back where they are sent away, and buyers buy,
//! each with its key until there is an answer. [`Crowd::end`] holds what each of them
//! was told against what the others were.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use hawker_proto::v1::{
    Hello, Outcome, Position, Publication, ServerFrame, StockSeen, Welcome, publication, reply,
    server_frame,
};
use hyper::Method;
use serde_json::json;
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{api::Api, eventually, fleet::Fleet, fresh_key, viewer::Viewer};

/// Units of what is sold: more than any crowd buys.
pub const UNITS: u32 = 50_000;

/// How long a unit is held: longer than any test.
const HOLD_SECONDS: u32 = 3_600;

/// Pins, and holds, for which [`Crowd::goes_on`] waits.
const BETWEEN: usize = 10;

/// What hosts and buyers wait between two of theirs: more publications than a room keeps
/// would be no test of who comes back, and more attempts than one may make none of stock.
const STEP: Duration = Duration::from_millis(100);

/// What they wait before they try at the other gateway.
const AGAIN: Duration = Duration::from_millis(10);

/// How long nothing may come before they take their gateway for lost, as clients do.
const PATIENCE: Duration = Duration::from_secs(3);

/// In the end each buyer asks for all of its holds again, as fast as it can: what the
/// configuration of a fleet with a crowd says.
pub const LIMITS: &str = "
[gateway.workers]
frames_per_second = 10000.0
frames_burst = 10000.0
attempts_per_second = 10000.0
attempts_burst = 10000.0
[gateway.limits.token]
frames_per_second = 10000.0
frames_burst = 10000.0
attempts_per_second = 10000.0
attempts_burst = 10000.0
";

const VIEWERS: usize = 6;
const BUYERS: usize = 4;

/// A show with two things to pin, of which one is on sale.
#[derive(Debug, Clone)]
pub struct Stage {
    show: String,
    listings: [String; 2],
    gateways: [SocketAddr; 2],
    /// Units that crowds before have.
    taken: u32,
    /// Crowds that were there.
    crowds: u32,
}

/// Who is in the show.
#[derive(Debug)]
pub struct Crowd {
    scene: Arc<Scene>,
    host: JoinHandle<Vec<Pin>>,
    viewers: Vec<JoinHandle<Watched>>,
    buyers: Vec<JoinHandle<Vec<Hold>>>,
}

/// What a crowd went through.
#[derive(Debug, Clone, Copy)]
pub struct Felt {
    /// What a buyer waited for an answer, at most.
    pub waited: Duration,
    /// How long after its host was answered a pin came to a viewer, at most.
    pub late: Duration,
    /// Whether every viewer had to come back at least once.
    pub all_moved: bool,
}

/// What all who are in the show share.
#[derive(Debug)]
struct Scene {
    stage: Stage,
    pins: AtomicUsize,
    holds: AtomicUsize,
    /// Hosts and buyers stop.
    over: AtomicBool,
    /// The last pin's offset, once there is one: viewers who have it go.
    last: AtomicU32,
}

/// A pin that was answered: where it stands, and what was pinned.
#[derive(Debug)]
struct Pin {
    offset: u32,
    listing: String,
    answered: Instant,
}

/// A hold that was answered.
#[derive(Debug)]
struct Hold {
    key: String,
    id: u64,
    waited: Duration,
}

/// What a viewer was told after its first welcome, and when.
#[derive(Debug)]
struct Watched {
    first: u32,
    told: Vec<(Publication, Instant)>,
    moved: bool,
}

impl Stage {
    /// Puts a show of that name on air, with a sale that does not run out.
    ///
    /// # Panics
    ///
    /// When the fleet has no two gateways, or refuses.
    pub async fn set(fleet: &Fleet, show: &str) -> Self {
        let listings = ["lamp", "vase"].map(|thing| format!("{show}-{thing}"));
        let host = fleet.api(0, "hana", "host,merchant,chat");
        host.put_on_air(show, &listings[0], UNITS).await;
        let vase = json!({
            "listing": listings[1],
            "title": "A vase",
            "price": {"minor": "2999", "currency": "EUR"},
            "skus": [{"sku": format!("{}-sku", listings[1]), "title": "One size"}],
        });
        host.ok(Method::PUT, &format!("/v1/shows/{show}/listings/{}", listings[1]), vase).await;
        let terms = json!({
            "allotment": UNITS, "limit_per_buyer": UNITS, "hold_seconds": HOLD_SECONDS,
        });
        host.open_sale(show, &listings[0], terms).await;
        let gateways = [fleet.door(0), fleet.door(1)];
        Self { show: show.to_owned(), listings, gateways, taken: 0, crowds: 0 }
    }

    /// The show's name.
    #[must_use]
    pub fn show(&self) -> &str {
        &self.show
    }

    /// Lets a crowd in.
    pub fn fill(&mut self, fleet: &Fleet) -> Crowd {
        self.crowds += 1;
        let scene = Arc::new(Scene {
            stage: self.clone(),
            pins: AtomicUsize::new(0),
            holds: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            last: AtomicU32::new(0),
        });
        let hosts = [fleet.api(0, "hana", "host"), fleet.api(1, "hana", "host")];
        let host = tokio::spawn(pin(Arc::clone(&scene), hosts));
        let viewer = |number| {
            let token = fleet.token(&scene.name("viewer", number), "chat");
            tokio::spawn(watch(Arc::clone(&scene), number, token))
        };
        let viewers = (0..VIEWERS).map(viewer).collect();
        let buyer = |number| {
            let token = fleet.token(&scene.name("buyer", number), "buy");
            tokio::spawn(buy(Arc::clone(&scene), number, token))
        };
        let buyers = (0..BUYERS).map(buyer).collect();
        Crowd { scene, host, viewers, buyers }
    }
}

impl Crowd {
    /// Waits until the host has pinned and buyers have bought some more.
    ///
    /// # Panics
    ///
    /// When they never do.
    pub async fn goes_on(&self) {
        let now = |count: &AtomicUsize| count.load(Ordering::SeqCst);
        let Scene { pins, holds, .. } = &*self.scene;
        let (pinned, held) = (now(pins), now(holds));
        eventually("more pins and holds", async || {
            let both = now(pins) >= pinned + BETWEEN && now(holds) >= held + BETWEEN;
            both.then_some(())
        })
        .await;
    }

    /// Has all go, and looks at what they were told: every pin that was answered by every
    /// viewer, every publication once and in order, no stock older than one seen before,
    /// and every hold that was answered once, and there still.
    ///
    /// # Panics
    ///
    /// When any of it is not so.
    pub async fn end(self, fleet: &Fleet, stage: &mut Stage) -> Felt {
        self.scene.over.store(true, Ordering::SeqCst);
        let held = all(self.buyers).await;
        let pinned = self.host.await.expect("the host");
        self.scene.last.store(pinned.last().expect("a pin").offset, Ordering::SeqCst);
        let watched = all(self.viewers).await;
        let late = nothing_is_missed(&pinned, &watched);
        stage.taken += nothing_is_forgotten(fleet, &self.scene, &held).await;
        stage.has_left(fleet).await;
        Felt {
            waited: held.iter().flatten().map(|it| it.waited).max().unwrap_or_default(),
            late,
            all_moved: watched.iter().all(|it| it.moved),
        }
    }
}

impl Scene {
    fn name(&self, who: &str, number: usize) -> String {
        format!("{who}-{}-{}-{number}", self.stage.show, self.stage.crowds)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Whether those publications reach to the last pin.
    fn has_last(&self, told: &[(Publication, Instant)]) -> bool {
        let last = self.last.load(Ordering::SeqCst);
        last > 0 && told.last().is_some_and(|(it, _)| it.offset >= last)
    }

    /// Comes in at any gateway that takes it.
    async fn join(&self, first: usize, hello: &Hello) -> (Viewer, Welcome) {
        let mut turn = first;
        loop {
            let at = self.stage.gateways[turn % 2];
            let joining = async {
                let viewer = Viewer::connect(at, &self.stage.show).await?;
                viewer.hello(hello.clone()).await
            };
            if let Ok(Ok(joined)) = timeout(PATIENCE, joining).await {
                return joined;
            }
            turn += 1;
            sleep(AGAIN).await;
        }
    }
}

impl Stage {
    /// What is left is what nobody has, and not one unit more or less.
    async fn has_left(&self, fleet: &Fleet) {
        let left = UNITS - self.taken;
        let sku = format!("{}-sku", self.listings[0]);
        let host = fleet.api(0, "hana", "host,merchant,chat");
        let path = format!("/v1/shows/{}", self.show);
        eventually("the stock is what nobody has", async || {
            let (status, show) = host.call(Method::GET, &path, json!(null)).await;
            let stocks = show["state"]["stocks"].as_array()?;
            let lamp = stocks.iter().find(|it| it["sku"] == sku)?;
            (status == 200 && lamp["available"] == left).then_some(())
        })
        .await;
    }
}

/// Pins one thing after the other at whichever gateway answers.
async fn pin(scene: Arc<Scene>, hosts: [Api; 2]) -> Vec<Pin> {
    let mut pinned = Vec::new();
    while !scene.is_over() {
        let listing = &scene.stage.listings[pinned.len() % 2];
        let mut turn = pinned.len();
        let position = loop {
            if let Some(position) = pin_at(&hosts[turn % 2], &scene.stage.show, listing).await {
                break position;
            }
            turn += 1;
            sleep(AGAIN).await;
        };
        let (offset, listing) = (position.offset, listing.clone());
        pinned.push(Pin { offset, listing, answered: Instant::now() });
        scene.pins.fetch_add(1, Ordering::SeqCst);
        sleep(STEP).await;
    }
    pinned
}

/// Where the pin stands, if that gateway did it.
async fn pin_at(host: &Api, show: &str, listing: &str) -> Option<Position> {
    let body = Bytes::from(json!({"listing": listing}).to_string());
    let path = format!("/v1/shows/{show}/pin");
    let asked = timeout(PATIENCE, host.raw(Method::PUT, &path, body));
    let (status, answer) = asked.await.ok()?.ok()?;
    (status == 200).then(|| serde_json::from_slice(&answer).expect("a position"))
}

/// Watches until the last pin, and comes back wherever it is sent away.
async fn watch(scene: Arc<Scene>, number: usize, token: String) -> Watched {
    let (mut moved, mut stock, mut at) = (false, Stock::default(), number);
    let (mut viewer, welcome) = scene.join(at, &hello(&token)).await;
    let Position { epoch, offset: first } = welcome.position.expect("a position");
    let mut told: Vec<(Publication, Instant)> = Vec::new();
    loop {
        let (before, mut heard_at) = (told.len(), Instant::now());
        loop {
            let over = viewer.ended() || heard_at.elapsed() > PATIENCE;
            let known = told.len();
            let heard = viewer.publications().into_iter().skip(known - before);
            told.extend(heard.map(|it| (it, Instant::now())));
            if told.len() > known {
                heard_at = Instant::now();
            } else if over || scene.has_last(&told) {
                break;
            }
            sleep(STEP).await;
        }
        stock.never_goes_back(&viewer.frames());
        if scene.has_last(&told) {
            return Watched { first, told, moved };
        }
        let offset = told.last().map_or(first, |(it, _)| it.offset);
        let again = Hello { epoch, offset, stocks: stock.seen(), ..hello(&token) };
        at += 1;
        let (back, welcome) = scene.join(at, &again).await;
        assert!(welcome.recovered, "what was missed is told, not replaced by a snapshot");
        (viewer, moved) = (back, true);
    }
}

fn hello(token: &str) -> Hello {
    Hello { token: token.to_owned(), ..Hello::default() }
}

/// The newest stock that a viewer saw, wherever it was: version by SKU.
#[derive(Default)]
struct Stock(BTreeMap<String, u32>);

impl Stock {
    /// No value is older than one before it, not even at another gateway.
    fn never_goes_back(&mut self, frames: &[ServerFrame]) {
        for frame in frames {
            let stocks = match &frame.kind {
                Some(server_frame::Kind::State(tick)) => &tick.stocks[..],
                Some(server_frame::Kind::Snapshot(all)) => {
                    all.state.as_ref().map_or(&[][..], |it| &it.stocks)
                }
                _ => continue,
            };
            for stock in stocks {
                let seen = self.0.entry(stock.sku.clone()).or_default();
                assert!(stock.version >= *seen, "{stock:?} after version {seen}");
                *seen = stock.version;
            }
        }
    }

    fn seen(&self) -> Vec<StockSeen> {
        let seen = self.0.iter();
        seen.map(|(sku, version)| StockSeen { sku: sku.clone(), version: *version }).collect()
    }
}

/// Buys one after the other, each with its key until there is an answer.
async fn buy(scene: Arc<Scene>, number: usize, token: String) -> Vec<Hold> {
    let (mut held, mut at) = (Vec::new(), number);
    let lamp = &scene.stage.listings[0];
    let (mut viewer, _) = scene.join(at, &hello(&token)).await;
    while !scene.is_over() {
        let (key, begun) = (fresh_key(), Instant::now());
        let id = loop {
            match timeout(PATIENCE, viewer.reserve(&key, lamp, 1)).await {
                Ok(Ok(answer)) => {
                    if let Some(id) = held_as(answer) {
                        break id;
                    }
                    sleep(STEP).await;
                }
                // Sent away, or its gateway is gone: the same key, at another.
                _ => {
                    at += 1;
                    viewer = scene.join(at, &hello(&token)).await.0;
                }
            }
        };
        held.push(Hold { key, id, waited: begun.elapsed() });
        scene.holds.fetch_add(1, Ordering::SeqCst);
        sleep(STEP).await;
    }
    held
}

/// The reservation; nothing where it is to be tried again.
fn held_as(answer: reply::Result) -> Option<u64> {
    match answer {
        reply::Result::Reserve(it) if it.outcome() == Outcome::Held => {
            Some(it.reservation.expect("a hold has one").id)
        }
        reply::Result::Error(error) if error.temporary => None,
        other => panic!("{other:?}"),
    }
}

async fn all<T: 'static>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.expect("one of the crowd"));
    }
    done
}

/// Everybody was told every publication once and in order, each pin where the host was
/// told that it is: how late the latest came.
fn nothing_is_missed(pinned: &[Pin], watched: &[Watched]) -> Duration {
    let last = pinned.last().expect("a pin").offset;
    let mut late = Duration::ZERO;
    for Watched { first, told, .. } in watched {
        let offsets: Vec<_> = told.iter().map(|(it, _)| it.offset).collect();
        let whole: Vec<_> = (first + 1..=last).collect();
        assert_eq!(offsets, whole, "each once, and in order");
        for pin in pinned.iter().filter(|pin| pin.offset > *first) {
            let one = told.iter().find(|(it, _)| it.offset == pin.offset);
            let (one, heard) = one.expect("it is among them");
            let Some(publication::Kind::Pinned(it)) = &one.kind else { panic!("{one:?}") };
            assert_eq!(it.listing, pin.listing);
            late = late.max(heard.saturating_duration_since(pin.answered));
        }
    }
    late
}

/// Every hold that was answered is there under its key, and no other is: how many.
async fn nothing_is_forgotten(fleet: &Fleet, scene: &Scene, held: &[Vec<Hold>]) -> u32 {
    let mut ids = BTreeSet::new();
    for (number, mine) in held.iter().enumerate() {
        let token = fleet.token(&scene.name("buyer", number), "buy");
        let (mut viewer, _) = scene.join(0, &hello(&token)).await;
        for Hold { key, id, .. } in mine {
            let again = eventually("the same answer", async || {
                let answer = viewer.reserve(key, &scene.stage.listings[0], 1).await;
                held_as(answer.expect("an answer"))
            });
            assert_eq!(again.await, *id, "the hold of {key}");
            assert!(ids.insert(*id), "{id} was given twice");
        }
    }
    u32::try_from(ids.len()).expect("a few holds")
}
