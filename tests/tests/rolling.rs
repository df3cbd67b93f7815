//! A fleet is restarted one process after the other while hosts pin, viewers watch and
//! buyers buy: every pin that was answered is told to everybody once and in order, and
//! every hold that was answered stands. Over the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use hawker_proto::v1::{Outcome, Position, Publication, Welcome, publication, reply};
use hawker_tests::{
    api::Api,
    eventually,
    fleet::{Fleet, Member},
    fresh_key, scratch,
    server::{Options, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::json;
use tokio::{task::JoinHandle, time::sleep};

const SHOW: &str = "evening";
const LISTINGS: [&str; 2] = ["lamp", "vase"];
const UNITS: u32 = 50_000;
/// Pins, and holds, after each restart before the next begins.
const BETWEEN: usize = 10;
/// What hosts and buyers wait between two of theirs: more publications than a room keeps
/// would be no test of who comes back, and more attempts than one may make none of stock.
const STEP: Duration = Duration::from_millis(100);
/// What they wait before they try at the other gateway.
const AGAIN: Duration = Duration::from_millis(10);
/// In the end each buyer asks for all of its holds again, as fast as it can.
const LIMITS: &str = "
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

/// What all who are in the show share.
struct Scene {
    gateways: [SocketAddr; 2],
    pins: AtomicUsize,
    holds: AtomicUsize,
    /// Hosts and buyers stop.
    over: AtomicBool,
    /// The last pin's offset, once there is one: viewers who have it go.
    last: AtomicU32,
}

impl Scene {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Whether those publications reach to the last pin.
    fn has_last(&self, told: &[Publication]) -> bool {
        let last = self.last.load(Ordering::SeqCst);
        last > 0 && told.last().is_some_and(|it| it.offset >= last)
    }

    /// Comes in at any gateway that takes it.
    async fn join(&self, first: usize, token: &str, from: Option<Position>) -> (Viewer, Welcome) {
        let mut turn = first;
        loop {
            let at = self.gateways[turn % 2];
            if let Ok(joined) = Viewer::join(at, SHOW, token, from).await {
                return joined;
            }
            turn += 1;
            sleep(AGAIN).await;
        }
    }
}

/// Pins one thing after the other at whichever gateway answers; the offsets that it was
/// told, each with what was pinned there.
async fn pin(scene: Arc<Scene>, hosts: [Api; 2]) -> Vec<(u32, &'static str)> {
    let mut pinned = Vec::new();
    while !scene.is_over() {
        let listing = LISTINGS[pinned.len() % 2];
        let mut turn = pinned.len();
        let position = loop {
            if let Some(position) = pin_at(&hosts[turn % 2], listing).await {
                break position;
            }
            turn += 1;
            sleep(AGAIN).await;
        };
        pinned.push((position.offset, listing));
        scene.pins.fetch_add(1, Ordering::SeqCst);
        sleep(STEP).await;
    }
    pinned
}

/// Where the pin stands, if that gateway did it.
async fn pin_at(host: &Api, listing: &str) -> Option<Position> {
    let body = Bytes::from(json!({"listing": listing}).to_string());
    let (status, answer) =
        host.raw(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), body).await.ok()?;
    (status == 200).then(|| serde_json::from_slice(&answer).unwrap())
}

/// Watches until the last pin, and comes back wherever it is sent away; what it was told
/// after its first welcome.
async fn watch(scene: Arc<Scene>, number: usize, token: String) -> (u32, Vec<Publication>) {
    let mut moved = false;
    let (mut viewer, welcome) = scene.join(number, &token, None).await;
    let Position { epoch, offset: first } = welcome.position.unwrap();
    let mut told: Vec<Publication> = Vec::new();
    loop {
        while !viewer.ended() && !scene.has_last(&viewer.publications()) {
            sleep(STEP).await;
        }
        told.extend(viewer.publications());
        if scene.has_last(&told) {
            assert!(moved, "both gateways were stopped: it was at one of them");
            return (first, told);
        }
        let from = Position { epoch, offset: told.last().map_or(first, |it| it.offset) };
        let (back, welcome) = scene.join(number, &token, Some(from)).await;
        assert!(welcome.recovered, "what was missed is told, not replaced by a snapshot");
        (viewer, moved) = (back, true);
    }
}

/// Buys one after the other, each with its key until there is an answer; the holds that
/// it was told of, with their keys.
async fn buy(scene: Arc<Scene>, number: usize, token: String) -> Vec<(String, u64)> {
    let mut held = Vec::new();
    let (mut viewer, _) = scene.join(number, &token, None).await;
    while !scene.is_over() {
        let key = fresh_key();
        let id = loop {
            match viewer.reserve(&key, LISTINGS[0], 1).await {
                Ok(answer) => {
                    if let Some(id) = held_as(answer) {
                        break id;
                    }
                    sleep(STEP).await;
                }
                // Sent away, or its gateway is gone: the same key, at another.
                Err(_) => viewer = scene.join(number, &token, None).await.0,
            }
        };
        held.push((key, id));
        scene.holds.fetch_add(1, Ordering::SeqCst);
        sleep(STEP).await;
    }
    held
}

/// The reservation; nothing where it is to be tried again.
fn held_as(answer: reply::Result) -> Option<u64> {
    match answer {
        reply::Result::Reserve(it) if it.outcome() == Outcome::Held => {
            Some(it.reservation.unwrap().id)
        }
        reply::Result::Error(error) if error.temporary => None,
        other => panic!("{other:?}"),
    }
}

/// Ends a process in order, starts it again, and has everybody go on for a while.
async fn restart(fleet: &Fleet, member: &mut Member, scene: &Scene) {
    member.signal("TERM");
    assert!(member.wait().success(), "it ends in order");
    fleet.start_again(member).await;
    member.is_ready().await;
    let now = |count: &AtomicUsize| count.load(Ordering::SeqCst);
    let (pins, holds) = (now(&scene.pins), now(&scene.holds));
    eventually("pins and holds after a restart", async || {
        let both = now(&scene.pins) >= pins + BETWEEN && now(&scene.holds) >= holds + BETWEEN;
        both.then_some(())
    })
    .await;
}

/// Every process once, the owner of the stock first: then it is taken over twice.
async fn restart_all(fleet: &mut Fleet, scene: &Scene) {
    let owner = fleet.owner().await.pid();
    fleet.inventories.sort_by_key(|it| it.pid() != owner);
    for at in 0..fleet.inventories.len() {
        let mut member = fleet.inventories.remove(at);
        restart(fleet, &mut member, scene).await;
        fleet.inventories.insert(at, member);
    }
    let mut funnel = fleet.funnel.take().unwrap();
    restart(fleet, &mut funnel, scene).await;
    fleet.funnel = Some(funnel);
    for at in 0..fleet.gateways.len() {
        let mut member = fleet.gateways.remove(at);
        restart(fleet, &mut member, scene).await;
        fleet.gateways.insert(at, member);
    }
}

/// A show with two things to pin and a sale that does not run out, and a scene for it.
async fn on_air(fleet: &Fleet) -> Arc<Scene> {
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTINGS[0], UNITS).await;
    let vase = json!({
        "listing": LISTINGS[1],
        "title": "A vase",
        "price": {"minor": "2999", "currency": "EUR"},
        "skus": [{"sku": "vase-sku", "title": "One size"}],
    });
    host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/listings/{}", LISTINGS[1]), vase).await;
    let terms = json!({"allotment": UNITS, "limit_per_buyer": UNITS});
    host.open_sale(SHOW, LISTINGS[0], terms).await;
    let at = |place: usize| fleet.gateways[place].ports().public.unwrap();
    Arc::new(Scene {
        gateways: [at(0), at(1)],
        pins: AtomicUsize::new(0),
        holds: AtomicUsize::new(0),
        over: AtomicBool::new(false),
        last: AtomicU32::new(0),
    })
}

async fn all<T: 'static>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

/// Everybody was told every publication once and in order, each pin where the host was
/// told that it is.
fn nothing_is_missed(pinned: &[(u32, &'static str)], watched: &[(u32, Vec<Publication>)]) {
    let (last, _) = pinned.last().unwrap();
    for (first, told) in watched {
        let offsets: Vec<_> = told.iter().map(|it| it.offset).collect();
        let whole: Vec<_> = (first + 1..=*last).collect();
        assert_eq!(offsets, whole, "each once, and in order");
        for (offset, listing) in pinned.iter().filter(|(offset, _)| offset > first) {
            let one = told.iter().find(|it| it.offset == *offset).unwrap();
            let Some(publication::Kind::Pinned(pin)) = &one.kind else { panic!("{one:?}") };
            assert_eq!(pin.listing, *listing);
        }
    }
}

/// Every hold that was answered is there under its key, and no other is.
async fn nothing_is_forgotten(fleet: &Fleet, scene: &Scene, held: &[Vec<(String, u64)>]) {
    let mut ids = BTreeSet::new();
    for (number, mine) in held.iter().enumerate() {
        let token = fleet.token(&format!("buyer-{number}"), "buy");
        let (mut viewer, _) = scene.join(0, &token, None).await;
        for (key, id) in mine {
            let again = eventually("the same answer", async || {
                held_as(viewer.reserve(key, LISTINGS[0], 1).await.unwrap())
            });
            assert_eq!(again.await, *id, "the hold of {key}");
            assert!(ids.insert(*id), "{id} was given twice");
        }
    }
    let left = UNITS - u32::try_from(ids.len()).unwrap();
    let host = fleet.api(0, "hana", "host,merchant,chat");
    let stock = eventually("the stock", async || {
        let (status, show) =
            host.call(Method::GET, &format!("/v1/shows/{SHOW}"), json!(null)).await;
        let stocks = show["state"]["stocks"].as_array()?;
        let lamp = stocks.iter().find(|it| it["sku"] == "lamp-sku")?;
        (status == 200 && lamp["available"] == left).then(|| lamp.clone())
    });
    stock.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_misses_no_pin_and_forgets_no_hold() {
    let dir = scratch("rolling");
    let mut fleet = Fleet::start(dir.path(), &Options::default().with(LIMITS)).await;
    let scene = on_air(&fleet).await;
    let hosts = [fleet.api(0, "hana", "host"), fleet.api(1, "hana", "host")];
    let host = tokio::spawn(pin(Arc::clone(&scene), hosts));
    let spawned = |number| {
        let token = fleet.token(&format!("viewer-{number}"), "chat");
        tokio::spawn(watch(Arc::clone(&scene), number, token))
    };
    let viewers: Vec<_> = (0..VIEWERS).map(spawned).collect();
    let spawned = |number| {
        let token = fleet.token(&format!("buyer-{number}"), "buy");
        tokio::spawn(buy(Arc::clone(&scene), number, token))
    };
    let buyers: Vec<_> = (0..BUYERS).map(spawned).collect();

    restart_all(&mut fleet, &scene).await;

    scene.over.store(true, Ordering::SeqCst);
    let held = all(buyers).await;
    let pinned = host.await.unwrap();
    scene.last.store(pinned.last().unwrap().0, Ordering::SeqCst);
    nothing_is_missed(&pinned, &all(viewers).await);
    nothing_is_forgotten(&fleet, &scene, &held).await;

    let funnel = fleet.funnel.as_ref().unwrap().dir().display().to_string();
    let config = dir.path().join("fleet.toml").display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    for command in [vec!["audit"], vec!["recount", "--data-dir", &funnel]] {
        let (status, said, error) = run_hawker(&[&command[..], &["--config", &config]].concat());
        assert!(status.success(), "{command:?}: {said}{error}");
    }
}
