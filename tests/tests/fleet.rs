//! A show on several processes: what is done through one is seen through all, and
//! whoever is killed, no stock is lost or sold twice. Over the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{collections::BTreeSet, path::Path};

use hawker_proto::v1::{
    EnterDraw, Hello, Outcome, Position, SendChat, ServerFrame, StockSeen, Welcome, client_frame,
    publication, reply, server_frame,
};
use hawker_tests::{
    api::Api,
    eventually,
    fleet::Fleet,
    fresh_key, scratch,
    server::{MERCHANT, Options, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::json;

const SHOW: &str = "evening";
const LISTING: &str = "lamp";
const SKU: &str = "lamp-sku";

/// Reserves until there is an answer that is one: the same key, whatever happens.
async fn buy(mut viewer: Viewer) -> Option<u64> {
    let key = fresh_key();
    loop {
        match viewer.reserve(&key, LISTING, 1).await.unwrap() {
            reply::Result::Reserve(result) if result.outcome() == Outcome::Held => {
                return result.reservation.map(|it| it.id);
            }
            reply::Result::Reserve(_) => return None,
            reply::Result::Error(error) if error.temporary => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A fleet whose stock two processes share, with a show on air and a sale open.
async fn on_sale(dir: &Path, units: u32, allotment: u32) -> Fleet {
    let fleet = Fleet::start_stock(dir, &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, units).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": allotment})).await;
    fleet
}

async fn join(fleet: &Fleet, name: &str) -> Viewer {
    let token = fleet.token(name, "buy,chat");
    let at = fleet.gateways[0].ports().public.unwrap();
    Viewer::join(at, SHOW, &token, None).await.unwrap().0
}

/// Waits until a viewer was told that.
async fn hears(viewer: &Viewer, what: impl Fn(&publication::Kind) -> bool) {
    eventually("what the room tells", async || {
        let told = viewer.publications();
        told.iter().any(|it| it.kind.as_ref().is_some_and(&what)).then_some(())
    })
    .await;
}

/// What a viewer was told of the lamp's stock, in order.
fn available(viewer: &Viewer) -> Vec<u32> {
    let stock = |frame: ServerFrame| match frame.kind {
        Some(server_frame::Kind::State(state)) => state.stocks,
        _ => Vec::new(),
    };
    let told = viewer.frames().into_iter().flat_map(stock);
    told.filter(|it| it.sku == SKU).map(|it| it.available).collect()
}

/// Ends a fleet in order, and has its books and its numbers counted again.
fn balances(fleet: Fleet, dir: &Path) {
    let funnel = fleet.funnel.as_ref().unwrap().dir().display().to_string();
    let config = dir.join("fleet.toml").display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    for command in [vec!["audit"], vec!["recount", "--data-dir", &funnel]] {
        let (status, said, error) = run_hawker(&[&command[..], &["--config", &config]].concat());
        assert!(status.success(), "{command:?}: {said}{error}");
    }
}

/// The owner of the stock is killed while buyers buy: whoever was told of a hold has
/// it, each key once, nobody sees stock go back, and the books balance.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sold_stays_sold_when_the_owner_is_killed() {
    let dir = scratch("fleet");
    let mut fleet = on_sale(dir.path(), 60, 40).await;
    let watcher = join(&fleet, "wanda").await;
    let mut buyers = Vec::new();
    for place in 0..50 {
        let viewer = join(&fleet, &format!("buyer-{place}")).await;
        buyers.push(tokio::spawn(buy(viewer)));
        if place == 25 {
            let owner = fleet.owner().await.pid();
            let killed = fleet.inventories.iter_mut().find(|it| it.pid() == owner);
            killed.unwrap().kill_9();
        }
    }
    let mut held = BTreeSet::new();
    for buyer in buyers {
        if let Some(reservation) = buyer.await.unwrap() {
            assert!(held.insert(reservation), "{reservation} was given to two buyers");
        }
    }
    assert_eq!(held.len(), 40, "as many as there were, and not one more");
    hears(&watcher, |it| matches!(it, publication::Kind::SaleSoldOut(_))).await;
    let stock = eventually("the last unit's change", async || {
        let told = available(&watcher);
        (told.last() == Some(&20)).then_some(told)
    })
    .await;
    assert!(stock.is_sorted_by(|a, b| a >= b), "stock never goes back: {stock:?}");
    fleet.inventories.retain_mut(|it| it.ended().is_none());
    balances(fleet, dir.path());
}

/// An owner that stands still long enough to be replaced finds out when it goes on:
/// what it had under way is not done, and it waits for its turn.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_that_stood_still_sells_nothing_when_it_goes_on() {
    let dir = scratch("fleet");
    let fleet = on_sale(dir.path(), 20, 10).await;
    let zombie = fleet.owner().await.pid();
    let still = fleet.inventories.iter().find(|it| it.pid() == zombie).unwrap();
    let other = fleet.inventories.iter().find(|it| it.pid() != zombie).unwrap();
    still.signal("STOP");
    let mut buyers = Vec::new();
    for place in 0..12 {
        let viewer = join(&fleet, &format!("buyer-{place}")).await;
        buyers.push(tokio::spawn(buy(viewer)));
    }
    eventually("a takeover", async || other.owns_the_stock().await.then_some(())).await;
    still.signal("CONT");
    let mut held = BTreeSet::new();
    for buyer in buyers {
        held.extend(buyer.await.unwrap());
    }
    assert_eq!(held.len(), 10);
    eventually("the zombie's retreat", async || (!still.owns_the_stock().await).then_some(()))
        .await;
    assert!(other.owns_the_stock().await);
    balances(fleet, dir.path());
}

/// An owner that ends in order gives the stock back, and a draw that it announced is
/// held by the next.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_that_ends_in_order_hands_the_stock_over() {
    let dir = scratch("fleet");
    let mut fleet = Fleet::start_stock(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 5).await;
    let mut viewer = join(&fleet, "wanda").await;
    let terms = json!({"allotment": 1, "policy": "SALE_POLICY_DRAW", "openSeconds": 3});
    let sale = host.open_sale(SHOW, LISTING, terms).await["sale"].as_str().unwrap().to_owned();
    let opened = |it: &publication::Kind| matches!(it, publication::Kind::SaleOpened(_));
    hears(&viewer, opened).await;
    let enter = EnterDraw {
        key: fresh_key(),
        listing: LISTING.to_owned(),
        quantity: 1,
        nonce: "n1".to_owned(),
        ..EnterDraw::default()
    };
    let answer = viewer.ask(client_frame::Kind::EnterDraw(enter)).await.unwrap();
    let reply::Result::Reserve(entered) = answer else { panic!("{answer:?}") };
    assert_eq!(entered.outcome(), Outcome::Entered);
    let owner = fleet.owner().await.pid();
    let ends = fleet.inventories.iter_mut().find(|it| it.pid() == owner).unwrap();
    ends.signal("TERM");
    assert!(ends.wait().success());
    fleet.inventories.retain_mut(|it| it.ended().is_none());
    let heir = fleet.owner().await.pid();
    assert_ne!(heir, owner);
    hears(&viewer, |it| matches!(it, publication::Kind::SaleSoldOut(_))).await;
    let config = dir.path().join("fleet.toml").display().to_string();
    let name = format!("{MERCHANT}/{sale}");
    let (status, said, error) =
        run_hawker(&["audit", "draw", "--sale", &name, "--config", &config]);
    assert!(status.success(), "{said}{error}");
    assert!(said.contains("winner 1: entry 1"), "{said}");
    balances(fleet, dir.path());
}

/// The pins and sales that a viewer was told of, by their offsets, in order.
fn critical(viewer: &Viewer) -> Vec<u32> {
    viewer.publications().iter().map(|it| it.offset).collect()
}

/// A viewer who comes in at that gateway, from that position on.
async fn join_at(
    fleet: &Fleet,
    gateway: usize,
    name: &str,
    from: Option<Position>,
) -> (Viewer, Welcome) {
    let token = fleet.token(name, "buy,chat");
    let at = fleet.gateways[gateway].ports().public.unwrap();
    eventually("a welcome", async || Viewer::join(at, SHOW, &token, from).await.ok()).await
}

/// Pins the lamp, or takes it away.
async fn set_pin(host: &Api, pinned: bool) {
    let method = if pinned { Method::PUT } else { Method::DELETE };
    eventually("a pin", async || {
        let body = json!({"listing": LISTING});
        let (status, _) = host.call(method.clone(), &format!("/v1/shows/{SHOW}/pin"), body).await;
        (status < 300).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_at_one_gateway_is_seen_at_the_other() {
    let dir = scratch("fleet");
    let fleet = Fleet::start(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 3).await;
    let (mut here, _) = join_at(&fleet, 0, "hera", None).await;
    let (mut there, _) = join_at(&fleet, 1, "theo", None).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 2})).await;
    for viewer in [&mut here, &mut there] {
        hears(viewer, |it| matches!(it, publication::Kind::SaleOpened(_))).await;
        let answer = viewer.reserve(&fresh_key(), LISTING, 1).await.unwrap();
        let reply::Result::Reserve(result) = answer else { panic!("{answer:?}") };
        assert_eq!(result.outcome(), Outcome::Held);
    }
    for viewer in [&here, &there] {
        hears(viewer, |it| matches!(it, publication::Kind::SaleSoldOut(_))).await;
    }
    assert_eq!(critical(&here), critical(&there), "both are told the same, in one order");

    let text = "is the lamp still there?".to_owned();
    let said = SendChat { text: text.clone() };
    here.ask(client_frame::Kind::SendChat(said)).await.unwrap();
    let heard = eventually("the chat", async || {
        let chat = |frame: ServerFrame| match frame.kind {
            Some(server_frame::Kind::Chat(tick)) => tick.messages,
            _ => Vec::new(),
        };
        there.frames().into_iter().flat_map(chat).next()
    })
    .await;
    assert_eq!(heard.text, text);
    eventually("both viewers are counted", async || {
        let counts = |frame: ServerFrame| match frame.kind {
            Some(server_frame::Kind::State(state)) => state.viewers,
            _ => None,
        };
        let now = there.frames().into_iter().filter_map(counts).next_back()?.now;
        (now == 2).then_some(())
    })
    .await;
    balances(fleet, dir.path());
}

/// A gateway is killed, Redis is emptied, and pins go on: viewers of the dead one
/// come back at the other and are told what they missed, each pin once and in order.
#[tokio::test(flavor = "multi_thread")]
async fn no_pin_is_missed_or_told_twice_when_a_gateway_is_killed() {
    let dir = scratch("fleet");
    let mut fleet = Fleet::start(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 1).await;
    let (stays, _) = join_at(&fleet, 0, "stella", None).await;
    let (moves, welcome) = join_at(&fleet, 1, "mona", None).await;
    for time in 0..4 {
        set_pin(&fleet.api(time % 2, "hana", "host"), time % 2 == 0).await;
    }
    let told = |viewer: &Viewer, count| Some(critical(viewer)).filter(|it| it.len() == count);
    let before = eventually("four pins", async || told(&moves, 4)).await;
    fleet.gateways[1].kill_9();
    fleet.redis.as_ref().unwrap().empty();
    for pinned in [true, false, true] {
        set_pin(&host, pinned).await;
    }
    let from = Position { epoch: welcome.position.unwrap().epoch, offset: before[3] };
    let (again, back) = join_at(&fleet, 0, "mona", Some(from)).await;
    assert!(back.recovered, "what was missed is told, not replaced by a snapshot");
    let whole = eventually("the pins", async || told(&stays, 7)).await;
    let missed = eventually("the rest", async || told(&again, 3)).await;
    assert_eq!([before, missed].concat(), whole, "each once, and in order");
    assert!(whole.is_sorted());
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_in_processes_of_their_own_go_on_where_one_was_killed() {
    let dir = scratch("fleet");
    let mut fleet = Fleet::start_apart(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 20).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 10})).await;
    let at = fleet.gateways[0].ports().public.unwrap();
    let mut buyers = Vec::new();
    for place in 0..14 {
        let token = fleet.token(&format!("buyer-{place}"), "buy");
        let (viewer, _) = Viewer::join(at, SHOW, &token, None).await.unwrap();
        buyers.push(tokio::spawn(buy(viewer)));
        if place == 4 {
            let mut inventory = fleet.inventories.pop().unwrap();
            inventory.kill_9();
            fleet.start_again(&mut inventory).await;
            fleet.inventories.push(inventory);
        }
    }
    let mut held = BTreeSet::new();
    for buyer in buyers {
        if let Some(reservation) = buyer.await.unwrap() {
            assert!(held.insert(reservation), "{reservation} was given to two buyers");
        }
    }
    assert_eq!(held.len(), 10, "as many as there were, and not one more");

    // The funnel is asked through the gateway, and goes on with the journal.
    let mut funnel = fleet.funnel.take().unwrap();
    funnel.kill_9();
    fleet.start_again(&mut funnel).await;
    fleet.funnel = Some(funnel);
    let reserved = eventually("the numbers", async || {
        let path = format!("/v1/shows/{SHOW}/funnel");
        let (status, funnel) = host.call(Method::GET, &path, json!(null)).await;
        let text = funnel.to_string();
        (status == 200 && text.contains("FUNNEL_STEP_STOCK_RESERVED")).then_some(text)
    })
    .await;
    assert!(reserved.contains("\"count\":\"10\""), "{reserved}");

    let journal = fleet.inventories[0].dir().display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    let (status, said, error) = run_hawker(&["audit", "--data-dir", &journal]);
    assert!(status.success(), "{said}{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_of_the_configuration_says_which_process_cannot_be_called() {
    let dir = scratch("fleet");
    let fleet = Fleet::start_apart(dir.path(), &Options::default()).await;
    let at = fleet.inventories[0].ports().grpc.unwrap();
    let file = dir.path().join("check.toml");
    let name = file.display().to_string();
    let check = |inventory: &str, funnel: &str| {
        let text = format!("[fleet]\ninventory = [\"{inventory}\"]\nfunnel = \"{funnel}\"\n");
        std::fs::write(&file, text).unwrap();
        run_hawker(&["config", "check", "--config", &name])
    };
    let funnel = fleet.funnel.as_ref().unwrap().ports().grpc.unwrap();
    let (status, said, _) = check(&format!("http://{at}"), &format!("http://{funnel}"));
    assert!(status.success(), "{said}");
    assert!(said.contains(&format!("fleet.inventory http://{at}: it can be used")), "{said}");
    let (status, _, error) = check(&format!("http://{funnel}"), "http://127.0.0.1:1");
    assert!(!status.success());
    assert!(error.starts_with("hawker: ERROR_CODE_UNAVAILABLE: "), "{error}");
    assert!(error.contains("serves no hawker.v1.Inventory"), "{error}");
    assert!(error.contains("fleet.funnel http://127.0.0.1:1: "), "{error}");
    let (status, _, error) = check("10.0.0.1", "http://127.0.0.1:1");
    assert!(!status.success());
    assert!(error.contains("fleet.inventory: `10.0.0.1` is no address"), "{error}");
}

/// The version of a SKU's stock, and what is left, as a viewer was told last.
fn stock_told(viewer: &Viewer) -> Option<(u32, u32)> {
    let stocks = |frame: ServerFrame| match frame.kind {
        Some(server_frame::Kind::State(tick)) => tick.stocks,
        Some(server_frame::Kind::Snapshot(it)) => it.state.unwrap_or_default().stocks,
        _ => Vec::new(),
    };
    let lamp = viewer.frames().into_iter().flat_map(stocks).find(|it| it.sku == SKU)?;
    Some((lamp.version, lamp.available))
}

/// A viewer comes from a gateway that was one change of the stock ahead: it is let in
/// when that is known, and never told what was before.
#[tokio::test(flavor = "multi_thread")]
async fn one_who_moves_is_told_no_older_stock_than_it_saw() {
    let dir = scratch("fleet");
    let fleet = Fleet::start(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 3).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 2})).await;
    let (buyer, _) = join_at(&fleet, 0, "bea", None).await;
    let (watcher, welcome) = join_at(&fleet, 1, "hera", None).await;
    let (version, available) =
        eventually("stock", async || stock_told(&watcher).filter(|it| it.1 > 0)).await;
    let at = welcome.position.unwrap();
    drop(watcher);

    let moved = Viewer::connect(fleet.gateways[1].ports().public.unwrap(), SHOW).await.unwrap();
    let (epoch, offset) = (at.epoch, at.offset);
    let stocks = vec![StockSeen { sku: SKU.to_owned(), version: version + 1 }];
    let token = fleet.token("hera", "chat");
    let hello = Hello { token, epoch, offset, stocks, ..Hello::default() };
    let back = tokio::spawn(moved.hello(hello));
    // One who saw nothing is let in meanwhile.
    join_at(&fleet, 1, "theo", None).await;
    assert!(!back.is_finished(), "what it saw is not known yet");
    assert!(buy(buyer).await.is_some());
    let (moved, _) = back.await.unwrap().unwrap();
    let told = eventually("stock", async || stock_told(&moved)).await;
    assert_eq!(told, (version + 1, available - 1), "the first that it is told");
    balances(fleet, dir.path());
}
