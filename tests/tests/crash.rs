//! `kill -9` in the middle of a sale, and the disk that fails or dawdles: what
//! was acknowledged is kept, what was not acknowledged has one answer, and every
//! viewer resumes with exactly what it missed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]
#![allow(clippy::print_stdout, reason = "a failure is told with its seed and how far it came")]

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use hawker_proto::v1::{
    ErrorCode, GetSaleRequest, ListByBuyerRequest, Outcome, Position, Reservation, ReserveRequest,
    inventory_client::InventoryClient, reply, server_frame,
};
use hawker_tests::{
    api::Api,
    fresh_key, scratch,
    server::{MERCHANT, Options, Server, proving},
    until,
    viewer::Viewer,
};
use hyper::Method;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use serde_json::{Value, json};
use tokio::sync::Notify;

const SHOW: &str = "crash";
const LISTING: &str = "kettle";
const ALLOTMENT: u32 = 500;
const BUYERS: usize = 600;
/// Buyers spread over this long.
const SPREAD: Duration = Duration::from_secs(5);

/// What one buyer knows.
struct Buyer {
    name: String,
    token: String,
    key: String,
    /// The answer that arrived before the kill.
    acknowledged: Option<(Outcome, Option<u64>)>,
    /// Critical publications in order, over every connection.
    offsets: Vec<u32>,
    position: Position,
}

/// When the server is killed: after so many acknowledgements, counted by those
/// who got them.
struct Kill {
    after: usize,
    told: AtomicUsize,
    due: Notify,
}

/// Rounds: a slice in `make test`, ten in `make prove`.
fn rounds() -> u32 {
    if proving() { 10 } else { 2 }
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_in_a_sale_loses_nothing_that_was_acknowledged() {
    let seed = std::env::var("HAWKER_TEST_SEED").map_or_else(
        |_| u64::from(std::process::id()),
        |text| text.parse().expect("a seed is a number"),
    );
    for round in 0..rounds() {
        println!("round {round}, HAWKER_TEST_SEED={seed}");
        one_round(SmallRng::seed_from_u64(seed + u64::from(round))).await;
    }
}

async fn one_round(mut rng: SmallRng) {
    let dir = scratch("crash");
    let server = Server::start(dir.path()).await;
    let host = server.api("hana", "host,merchant");
    host.put_on_air(SHOW, LISTING, 10_000).await;
    let sale = host.open_sale(SHOW, LISTING, json!({"allotment": ALLOTMENT})).await;
    let kill_after = rng.random_range(50..450);
    let kill = Arc::new(Kill { after: kill_after, told: AtomicUsize::new(0), due: Notify::new() });

    let mut tasks = Vec::new();
    for n in 0..BUYERS {
        let name = format!("buyer-{n}");
        let buyer = Buyer {
            token: server.token(&name, "buy"),
            name,
            key: fresh_key(),
            acknowledged: None,
            offsets: Vec::new(),
            position: Position::default(),
        };
        let at = SPREAD.mul_f64(rng.random());
        let kill = Arc::clone(&kill);
        let address = server.ports().public;
        tasks.push(tokio::spawn(async move { buy_until_killed(buyer, address, at, &kill).await }));
    }
    kill.due.notified().await;
    let told = kill.told.load(Ordering::SeqCst);
    server.kill_9();
    let mut buyers = Vec::new();
    for task in tasks {
        buyers.push(task.await.unwrap());
    }
    let unanswered = buyers.iter().filter(|b| b.acknowledged.is_none()).count();
    println!(
        "\nproof: the house was killed after {told} acknowledgements, {unanswered} buyers without an answer"
    );

    let server = Server::start(dir.path()).await;
    let host = server.api("hana", "host,merchant");
    let held = everyone_resumes_and_asks_again(&server, &mut buyers, &host).await;
    nothing_lost_nothing_oversold(&server, &buyers, &held, &sale).await;
}

/// Joins, waits for its moment, reserves, and keeps the socket until it breaks.
async fn buy_until_killed(
    mut buyer: Buyer,
    address: SocketAddr,
    at: Duration,
    kill: &Kill,
) -> Buyer {
    let Ok((mut viewer, welcome)) = Viewer::join(address, SHOW, &buyer.token, None).await else {
        return buyer;
    };
    buyer.position = welcome.position.unwrap();
    tokio::time::sleep(at).await;
    if let Ok(reply::Result::Reserve(result)) = viewer.reserve(&buyer.key, LISTING, 1).await {
        buyer.acknowledged = Some((result.outcome(), result.reservation.map(|r| r.id)));
        if kill.told.fetch_add(1, Ordering::SeqCst) + 1 == kill.after {
            kill.due.notify_one();
        }
    }
    until("the connection breaks", || viewer.ended().then_some(())).await;
    note_publications(&mut buyer, &viewer);
    buyer
}

/// Takes over what the viewer was told, and checks that it follows what it knew.
fn note_publications(buyer: &mut Buyer, viewer: &Viewer) {
    for publication in viewer.publications() {
        assert_eq!(publication.epoch, buyer.position.epoch, "the epoch survives a restart");
        assert_eq!(publication.offset, buyer.position.offset + 1, "{}: a gap", buyer.name);
        buyer.position.offset = publication.offset;
        buyer.offsets.push(publication.offset);
    }
}

/// Everyone reconnects from its position; the unanswered repeat their key, and
/// the answered repeat theirs and get the same answer.
async fn everyone_resumes_and_asks_again(
    server: &Server,
    buyers: &mut [Buyer],
    host: &Api,
) -> BTreeMap<String, u64> {
    // Something that everyone missed, whatever happened before the kill.
    let pin = json!({"listing": LISTING});
    host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), pin).await;
    let mut held = BTreeMap::new();
    for buyer in buyers {
        let resume = (buyer.position.epoch > 0).then_some(buyer.position);
        let resumed = resume.is_some();
        let address = server.ports().public;
        let (mut viewer, welcome) =
            Viewer::join(address, SHOW, &buyer.token, resume).await.unwrap();
        assert_eq!(welcome.recovered, resumed, "{} resumes", buyer.name);
        let goal = welcome.position.unwrap();
        if resumed {
            until("what was missed", || {
                let last = viewer.publications().last()?.offset;
                (last >= goal.offset).then_some(())
            })
            .await;
            note_publications(buyer, &viewer);
            let snapshots = viewer.frames().into_iter().filter(|frame| {
                matches!(frame.kind, Some(server_frame::Kind::Snapshot(ref s)) if !s.recovered)
            });
            assert_eq!(snapshots.count(), 0, "a resumed viewer needs no replacement");
        }
        let reply::Result::Reserve(again) = viewer.reserve(&buyer.key, LISTING, 1).await.unwrap()
        else {
            panic!("{}: no outcome", buyer.name)
        };
        let answer = (again.outcome(), again.reservation.as_ref().map(|r| r.id));
        if let Some(before) = buyer.acknowledged {
            assert_eq!(before, answer, "{}: the same key gets the same answer", buyer.name);
        }
        if answer.0 == Outcome::Held {
            held.insert(buyer.name.clone(), answer.1.unwrap());
        }
    }
    held
}

async fn nothing_lost_nothing_oversold(
    server: &Server,
    buyers: &[Buyer],
    held: &BTreeMap<String, u64>,
    sale: &Value,
) {
    assert_eq!(held.len(), ALLOTMENT as usize, "600 buyers take all 500 units");
    let mut inventory = InventoryClient::new(server.grpc().await);
    let mut found = BTreeSet::new();
    for buyer in buyers {
        let request = ListByBuyerRequest {
            merchant: MERCHANT.to_owned(),
            buyer: server.buyer(&buyer.name),
            only_held: true,
            ..Default::default()
        };
        let list = inventory.list_by_buyer(request).await.unwrap().into_inner();
        let ids: Vec<u64> = list.reservations.iter().map(|r: &Reservation| r.id).collect();
        let expected: Vec<u64> = held.get(&buyer.name).copied().into_iter().collect();
        assert_eq!(ids, expected, "{}: what it was told is what there is", buyer.name);
        found.extend(ids);
    }
    assert_eq!(found.len(), ALLOTMENT as usize);
    let request = GetSaleRequest {
        merchant: MERCHANT.to_owned(),
        sale: sale["sale"].as_str().unwrap().to_owned(),
    };
    let sale = inventory.get_sale(request).await.unwrap().into_inner().sale.unwrap();
    assert_eq!((sale.held, sale.sold), (ALLOTMENT, 0));
}

/// What a server did whose disk strace tampers with.
struct Tampered {
    /// How long each acknowledgement took.
    acknowledged: Vec<Duration>,
    refused: Vec<ErrorCode>,
    server: Server,
}

/// Reserves one after the other. With `-D` the child is the server itself.
async fn reserve_under(dir: &Path, inject: &str, attempts: u32) -> Tampered {
    let trace = dir.join("strace.log");
    let wrapper = [
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        trace.to_str().unwrap(),
        "-e",
        "trace=fdatasync",
        "-e",
        inject,
    ];
    let server = Server::start_with(&dir.join("data"), &Options::default().under(&wrapper)).await;
    let mut inventory = InventoryClient::new(server.grpc().await);
    let (mut acknowledged, mut refused) = (Vec::new(), Vec::new());
    for n in 0..attempts {
        let asked = Instant::now();
        match inventory.reserve(reserve_request(n)).await {
            Ok(answer) => {
                assert_eq!(answer.into_inner().outcome(), Outcome::Held);
                acknowledged.push(asked.elapsed());
            }
            Err(status) => {
                use prost::Message as _;
                let error = hawker_proto::v1::Error::decode(status.details()).unwrap_or_default();
                refused.push(error.code());
            }
        }
    }
    Tampered { acknowledged, refused, server }
}

fn reserve_request(n: u32) -> ReserveRequest {
    ReserveRequest {
        key: fresh_key(),
        merchant: MERCHANT.to_owned(),
        buyer: format!("buyer-{n}"),
        lines: vec![hawker_proto::v1::Line {
            sku: "kettle-sku".to_owned(),
            quantity: 1,
            unit_price: Some(hawker_proto::v1::Money { minor: 100, currency: "EUR".to_owned() }),
        }],
        ..Default::default()
    }
}

async fn stocked(dir: &Path) {
    let server = Server::start(&dir.join("data")).await;
    let merchant = server.api("mina", "merchant");
    let stock = json!({"key": fresh_key(), "quantity": 1_000});
    merchant.ok(Method::POST, "/v1/skus/kettle-sku/receive", stock).await;
    assert!(server.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_disk_slows_every_acknowledgement() {
    let dir = scratch("slow-disk");
    stocked(dir.path()).await;
    let tampered = reserve_under(dir.path(), "inject=fdatasync:delay_enter=200000", 5).await;
    assert_eq!(tampered.acknowledged.len(), 5);
    for took in tampered.acknowledged {
        assert!(took >= Duration::from_millis(200), "acknowledged after {took:?}, before the disk");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_disk_acknowledges_nothing() {
    let dir = scratch("failing-disk");
    stocked(dir.path()).await;
    // The first syncs of a start are recovery's own; then every one fails.
    let mut tampered = reserve_under(dir.path(), "inject=fdatasync:error=EIO:when=20+", 40).await;
    let acknowledged = u32::try_from(tampered.acknowledged.len()).unwrap();
    assert!(!tampered.refused.is_empty() && acknowledged < 40, "the disk failed");
    let ended = until("the process ends", || tampered.server.ended()).await;
    assert!(!ended.success());
    drop(tampered);

    let server = Server::start(&dir.path().join("data")).await;
    let mut inventory = InventoryClient::new(server.grpc().await);
    let request = hawker_proto::v1::GetStockRequest {
        merchant: MERCHANT.to_owned(),
        sku: "kettle-sku".to_owned(),
    };
    let stock = inventory.get_stock(request).await.unwrap().into_inner().stock.unwrap();
    // One write that was not acknowledged may have reached the disk all the same.
    assert!(
        stock.held == acknowledged || stock.held == acknowledged + 1,
        "held {} of {acknowledged} acknowledged",
        stock.held
    );
}

/// Below its low-water mark a server sells nothing new, and ends what was begun.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_nearly_full_sells_nothing_new() {
    let dir = scratch("low-disk");
    let server = Server::start(dir.path()).await;
    let host = server.api("hana", "host,merchant");
    host.put_on_air(SHOW, LISTING, 100).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 50})).await;
    let buy = async |server: &Server, name: &str, key: &str| {
        let token = server.token(name, "buy");
        let (mut viewer, _) =
            Viewer::join(server.ports().public, SHOW, &token, None).await.unwrap();
        viewer.reserve(key, LISTING, 1).await.unwrap()
    };
    let key = fresh_key();
    let reply::Result::Reserve(held) = buy(&server, "ann", &key).await else { panic!("not held") };
    assert_eq!(held.outcome(), Outcome::Held);
    assert!(server.terminate().success());

    // No disk has as much room.
    let mark = i64::MAX.to_string();
    let nearly_full = Options::default().set("HAWKER_INVENTORY__JOURNAL__LOW_WATER_BYTES", &mark);
    let server = Server::start_with(dir.path(), &nearly_full).await;
    let reply::Result::Error(refused) = buy(&server, "bob", &fresh_key()).await else {
        panic!("a new hold on a full disk")
    };
    assert_eq!((refused.code(), refused.temporary), (ErrorCode::ResourceExhausted, true));
    assert!(refused.message.contains("disk is nearly full"), "{}", refused.message);
    let reply::Result::Reserve(again) = buy(&server, "ann", &key).await else { panic!("answered") };
    assert_eq!(again.reservation.as_ref().unwrap().id, held.reservation.as_ref().unwrap().id);
    let mut inventory = InventoryClient::new(server.grpc().await);
    let commit = hawker_proto::v1::CommitRequest {
        key: fresh_key(),
        merchant: MERCHANT.to_owned(),
        reservation: held.reservation.unwrap().id,
        ..Default::default()
    };
    let committed = inventory.commit(commit).await.unwrap().into_inner();
    assert_eq!(committed.outcome(), Outcome::Committed);
    let (_, metrics) = server.ops().get("/metrics").await.unwrap();
    for line in ["hawker_journal_low_water 1", "hawker_inventory_low_disk_refused_total 1"] {
        assert!(metrics.lines().any(|shown| shown == line), "{line} is not shown");
    }
}
