//! What a host does to a sale while it runs, what buyers do who came too late, and
//! what a shop takes back: over real sockets, and by the recount at the end.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_proto::v1::{
    AddStock, AskPlace, ChangeSale, EnterDraw, ErrorCode, GetFunnelResponse, GroupProgress,
    JoinWaitlist, LeaveWaitlist, Money, Outcome, PauseSale, Publication, ReleaseHold, Reservation,
    ReservationState, Reserve, ReserveResult, ResumeSale, Sale, SaleState, SalesTotal, ServerFrame,
    WaitingPlace, client_frame::Kind, publication, reply, server_frame,
};
use hawker_tests::{
    api::Api,
    eventually, fresh_key, scratch,
    server::{Server, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::{Value, json};

const SHOW: &str = "evening";
const LISTING: &str = "lamp";
const SKU: &str = "lamp-sku";

fn euros(minor: i64) -> Option<Money> {
    Some(Money { minor, currency: "EUR".to_owned() })
}

async fn join(server: &Server, name: &str, caps: &str) -> Viewer {
    let token = server.token(name, caps);
    Viewer::join(server.ports().public, SHOW, &token, None).await.unwrap().0
}

/// What was told of sales, in order.
fn told(viewer: &Viewer) -> Vec<(&'static str, Sale)> {
    let of_sale = |publication: Publication| match publication.kind? {
        publication::Kind::SaleOpened(sale) => Some(("opened", sale)),
        publication::Kind::SaleClosed(sale) => Some(("closed", sale)),
        publication::Kind::SaleSoldOut(sale) => Some(("sold out", sale)),
        publication::Kind::SaleResumed(sale) => Some(("resumed", sale)),
        publication::Kind::SalePaused(sale) => Some(("paused", sale)),
        publication::Kind::SaleDrawing(sale) => Some(("drawing", sale)),
        publication::Kind::SaleSettling(sale) => Some(("settling", sale)),
        publication::Kind::SaleChanged(sale) => Some(("changed", sale)),
        _ => None,
    };
    viewer.publications().into_iter().filter_map(of_sale).collect()
}

/// Waits until so much was told of sales, and gives the names and the last sale.
async fn hears(viewer: &Viewer, count: usize) -> (Vec<&'static str>, Sale) {
    eventually("the sale's news", async || {
        let told = told(viewer);
        let (_, last) = told.get(count - 1)?.clone();
        Some((told.iter().map(|(name, _)| *name).collect(), last))
    })
    .await
}

async fn reserve(viewer: &mut Viewer, price_version: u32) -> ReserveResult {
    let reserve = Reserve {
        key: fresh_key(),
        listing: LISTING.to_owned(),
        quantity: 1,
        price_version,
        ..Reserve::default()
    };
    result(viewer.ask(Kind::Reserve(reserve)).await.unwrap())
}

fn result(answer: reply::Result) -> ReserveResult {
    let reply::Result::Reserve(result) = answer else { panic!("no outcome: {answer:?}") };
    result
}

fn refused(answer: reply::Result) -> ErrorCode {
    let reply::Result::Error(error) = answer else { panic!("not refused: {answer:?}") };
    error.code()
}

/// What the private lane told this viewer of its reservations, the newest state of
/// each, and whether it came from those who wait.
fn own(viewer: &Viewer) -> Vec<Reservation> {
    let mut newest: Vec<Reservation> = Vec::new();
    for frame in viewer.frames() {
        if let ServerFrame { kind: Some(server_frame::Kind::Reservation(update)) } = frame {
            let told = update.reservation.unwrap();
            newest.retain(|known| known.id != told.id);
            newest.push(told);
        }
    }
    newest
}

async fn put_on_air(server: &Server, units: u32) -> Api {
    let host = server.api("hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, units).await;
    host
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_pauses_changes_and_resumes_a_sale_before_everyones_eyes() {
    let dir = scratch("selling");
    let server = Server::start(dir.path()).await;
    let api = put_on_air(&server, 3).await;
    let mut host = join(&server, "hana", "host,chat").await;
    let mut viewer = join(&server, "vera", "buy,chat").await;
    let terms = json!({"allotment": 2, "price": {"minor": "1000", "currency": "EUR"}});
    let sale = api.open_sale(SHOW, LISTING, terms).await["sale"].as_str().unwrap().to_owned();
    let (_, opened) = hears(&viewer, 1).await;
    assert_eq!((opened.price_version, opened.price.clone()), (1, euros(1_000)));

    // Only a host may, and the same key is the same break.
    let key = fresh_key();
    let pause = PauseSale { key: key.clone(), sale: sale.clone() };
    let no = refused(viewer.ask(Kind::PauseSale(pause.clone())).await.unwrap());
    assert_eq!(no, ErrorCode::CapabilityMissing);
    for _ in 0..2 {
        let answer = host.ask(Kind::PauseSale(pause.clone())).await.unwrap();
        let reply::Result::Sale(paused) = answer else { panic!("{answer:?}") };
        assert_eq!(paused.state(), SaleState::Paused);
    }
    assert_eq!(hears(&viewer, 2).await.1.state(), SaleState::Paused);
    assert_eq!(reserve(&mut viewer, 0).await.outcome(), Outcome::Paused);
    let late = join(&server, "lars", "buy").await;
    let seen = eventually("a snapshot", async || {
        late.frames().into_iter().find_map(|frame| match frame.kind {
            Some(server_frame::Kind::Snapshot(snapshot)) => Some(snapshot),
            _ => None,
        })
    })
    .await;
    assert_eq!(seen.sales[0].state(), SaleState::Paused, "who joins sees the break");

    // Changed during the break: dearer, one more unit, two per buyer.
    let change = ChangeSale {
        key: fresh_key(),
        sale: sale.clone(),
        add_allotment: 1,
        limit_per_buyer: Some(2),
        price: euros(1_200),
    };
    let answer = host.ask(Kind::ChangeSale(change)).await.unwrap();
    let reply::Result::Sale(changed) = answer else { panic!("{answer:?}") };
    assert_eq!((changed.allotment, changed.limit_per_buyer, changed.price_version), (3, 2, 2));
    let resume = ResumeSale { key: fresh_key(), sale: sale.clone() };
    host.ask(Kind::ResumeSale(resume)).await.unwrap();
    let (names, resumed) = hears(&viewer, 4).await;
    assert_eq!(names, ["opened", "paused", "changed", "resumed"]);
    assert_eq!((resumed.price.clone(), resumed.price_version), (euros(1_200), 2));

    // One who saw the old price is not made to pay the new one.
    let dearer = reserve(&mut viewer, 1).await;
    assert_eq!(dearer.outcome(), Outcome::Conflict);
    assert_eq!(dearer.sale.unwrap().price, euros(1_200));
    let held = reserve(&mut viewer, 2).await;
    assert_eq!(held.outcome(), Outcome::Held);
    assert_eq!(held.reservation.unwrap().total, euros(1_200));
    the_same_over_http(&api, &mut host, &sale).await;
}

/// The rest of what a host may do, and the same again over the HTTP API.
async fn the_same_over_http(api: &Api, host: &mut Viewer, sale: &str) {
    let path = |what: &str| format!("/v1/shows/{SHOW}/sales/{sale}/{what}");
    let key = json!({"key": fresh_key()});
    let paused = api.ok(Method::POST, &path("pause"), key.clone()).await;
    assert_eq!(paused["state"], "SALE_STATE_PAUSED");
    assert_eq!(paused, api.ok(Method::POST, &path("pause"), key).await);
    let (status, problem) =
        api.call(Method::POST, &path("pause"), json!({"key": fresh_key()})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("ERROR_CODE_WRONG_STATE")));
    let resumed = api.ok(Method::POST, &path("resume"), json!({"key": fresh_key()})).await;
    assert_eq!(resumed["state"], "SALE_STATE_OPEN");
    let change = json!({"key": fresh_key(), "addAllotment": 7, "limitPerBuyer": 5});
    let changed = api.ok(Method::POST, &path("change"), change).await;
    assert_eq!((&changed["allotment"], &changed["limitPerBuyer"]), (&json!(10), &json!(5)));
    let elsewhere = json!({"key": fresh_key(), "sale": "another"});
    let (status, _) = api.call(Method::POST, &path("change"), elsewhere).await;
    assert_eq!(status, 400);
    let add = json!({"key": fresh_key(), "quantity": 4});
    let stock = api.ok(Method::POST, &format!("/v1/shows/{SHOW}/skus/{SKU}/add"), add).await;
    assert_eq!((&stock["available"], &stock["received"]), (&json!(6), &json!(7)));
    let add = |sku: &str| AddStock { key: fresh_key(), sku: sku.to_owned(), quantity: 1 };
    let answer = host.ask(Kind::AddStock(add(SKU))).await.unwrap();
    let reply::Result::Stock(stock) = answer else { panic!("{answer:?}") };
    assert_eq!(stock.available, 7);
    let other = host.ask(Kind::AddStock(add("not-in-this-show"))).await.unwrap();
    assert_eq!(refused(other), ErrorCode::SkuNotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_waits_is_told_when_a_unit_comes_back() {
    let dir = scratch("selling");
    let server = Server::start(dir.path()).await;
    let api = put_on_air(&server, 5).await;
    let terms = json!({"allotment": 1, "waitlist": "WAITLIST_FIRST_COME", "offerSeconds": 90});
    let mut first = join(&server, "fred", "buy").await;
    let mut second = join(&server, "sara", "buy").await;
    let mut third = join(&server, "tina", "buy").await;
    let sale = api.open_sale(SHOW, LISTING, terms).await["sale"].as_str().unwrap().to_owned();
    hears(&first, 1).await;

    let held = reserve(&mut first, 0).await.reservation.unwrap();
    assert_eq!(reserve(&mut second, 0).await.outcome(), Outcome::SoldOut);
    let wait = || JoinWaitlist {
        key: fresh_key(),
        listing: LISTING.to_owned(),
        quantity: 1,
        ..JoinWaitlist::default()
    };
    let place = result(second.ask(Kind::JoinWaitlist(wait())).await.unwrap());
    assert_eq!((place.outcome(), place.waiting), (Outcome::Waiting, 1));
    assert_eq!(place.waiting_in, sale);
    let place = result(third.ask(Kind::JoinWaitlist(wait())).await.unwrap());
    assert_eq!((place.outcome(), place.waiting), (Outcome::Waiting, 2));

    // One who comes back is told the place again.
    let again = join(&server, "tina", "buy").await;
    let told = eventually("the place", async || place_of(&again)).await;
    assert_eq!((told.waiting, told.place, told.sku.as_str()), (true, 2, SKU));

    let release = ReleaseHold { key: fresh_key(), reservation: held.id };
    first.ask(Kind::Release(release)).await.unwrap();
    let offered = eventually("a hold for who was next", async || own(&second).pop()).await;
    assert!(offered.promoted && offered.state() == ReservationState::Held, "{offered:?}");
    assert_eq!(
        (offered.expires_at_ms - offered.created_at_ms, offered.sale),
        (90_000, sale.clone())
    );
    let ask = AskPlace { sale: sale.clone() };
    let answer = third.ask(Kind::AskPlace(ask.clone())).await.unwrap();
    let reply::Result::Waiting(place) = answer else { panic!("{answer:?}") };
    assert_eq!((place.waiting, place.place), (true, 1), "the line moved on");

    let leave = LeaveWaitlist { key: fresh_key(), sale: sale.clone() };
    let left = third.ask(Kind::LeaveWaitlist(leave)).await.unwrap();
    assert!(matches!(left, reply::Result::Done(_)), "{left:?}");
    let answer = third.ask(Kind::AskPlace(ask)).await.unwrap();
    assert_eq!(answer, reply::Result::Waiting(WaitingPlace { sale, ..WaitingPlace::default() }));
    assert_eq!(own(&third), [], "who left is offered nothing");
}

fn place_of(viewer: &Viewer) -> Option<WaitingPlace> {
    viewer.frames().into_iter().find_map(|frame| match frame.kind {
        Some(server_frame::Kind::Waiting(place)) => Some(place),
        _ => None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_is_told_from_its_entries_to_its_winners() {
    let dir = scratch("selling");
    let server = Server::start(dir.path()).await;
    let api = put_on_air(&server, 5).await;
    let terms = json!({"allotment": 1, "policy": "SALE_POLICY_DRAW", "openSeconds": 3});
    let mut viewers = Vec::new();
    for name in ["ann", "bob", "cat"] {
        viewers.push(join(&server, name, "buy").await);
    }
    api.open_sale(SHOW, LISTING, terms).await;
    for (number, viewer) in viewers.iter_mut().enumerate() {
        let enter = EnterDraw {
            key: fresh_key(),
            listing: LISTING.to_owned(),
            quantity: 1,
            nonce: format!("nonce-{number}"),
            ..EnterDraw::default()
        };
        let entered = result(viewer.ask(Kind::EnterDraw(enter)).await.unwrap());
        assert_eq!(entered.outcome(), Outcome::Entered);
        assert_eq!(entered.waiting as usize, number + 1);
    }
    let winner =
        eventually("a winner's hold", async || viewers.iter().find_map(|viewer| own(viewer).pop()))
            .await;
    assert_eq!(winner.state(), ReservationState::Held);
    // Who watches is told of everything that makes it checkable.
    let news = eventually("the draw is over", async || {
        let told = told(&viewers[0]);
        told.iter().any(|(name, _)| *name == "sold out").then_some(told)
    })
    .await;
    let (_, drawing) = news.iter().find(|(name, _)| *name == "drawing").expect("it was told");
    let (opened, drawing) = (news[0].1.draw.clone().unwrap(), drawing.draw.clone().unwrap());
    assert_eq!((news[0].0, opened.seed_hash), ("opened", drawing.seed_hash.clone()));
    assert_eq!((drawing.entries, drawing.entries_hash.len()), (3, 32));
    let (_, last) = news.last().unwrap();
    assert_eq!(last.draw.as_ref().unwrap().seed.len(), 32, "the seed is revealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_groups_progress_and_its_end_are_told() {
    let dir = scratch("selling");
    let server = Server::start(dir.path()).await;
    let api = put_on_air(&server, 5).await;
    let mut viewers = Vec::new();
    for name in ["ann", "bob"] {
        viewers.push(join(&server, name, "buy").await);
    }
    let watcher = join(&server, "wes", "chat").await;
    let ends = unix_ms() + 10_000;
    let price = |minor: &str| json!({"minor": minor, "currency": "EUR"});
    let group = json!({
        "tiers": [{"buyers": 1, "price": price("900")}, {"buyers": 2, "price": price("700")}],
        "deadlineMs": ends.to_string(),
    });
    let terms = json!({
        "allotment": 5, "policy": "SALE_POLICY_GROUP", "price": price("1000"), "group": group,
    });
    api.open_sale(SHOW, LISTING, terms).await;
    let (_, opened) = hears(&watcher, 1).await;
    let terms = opened.group.unwrap();
    assert_eq!((terms.tiers.len(), terms.ends_at_ms), (2, ends));
    let mut held = Vec::new();
    for viewer in &mut viewers {
        held.push(reserve(viewer, 0).await.reservation.expect("a unit is held"));
    }
    // The first pays at once, at the price of that moment.
    assert_eq!(held[0].total, euros(1_000));
    let shop = server.api("backend", "shop");
    let paid = json!({"key": fresh_key(), "paymentReference": "pay-1"});
    shop.ok(Method::POST, &format!("/v1/reservations/{}/commit", held[0].id), paid).await;
    eventually("both tiers before everyone's eyes", async || {
        let groups = groups_seen(&watcher);
        // It never goes back.
        assert!(groups.windows(2).all(|pair| pair[0].unlocked <= pair[1].unlocked), "{groups:?}");
        let last = groups.last()?;
        (last.buyers == 2 && last.unlocked == 2 && last.price == euros(700)).then_some(())
    })
    .await;
    for viewer in &viewers {
        eventually("everyone gets the price that was reached", async || {
            let own = own(viewer).pop()?;
            (own.total == euros(700)).then_some(())
        })
        .await;
    }
    let states: Vec<_> = viewers.iter().map(|one| own(one).pop().unwrap().state()).collect();
    assert_eq!(states, [ReservationState::Committed, ReservationState::Held]);
    eventually("the sale settles and closes", async || {
        let names: Vec<_> = told(&watcher).into_iter().map(|(name, _)| name).collect();
        names.ends_with(&["settling", "closed"]).then_some(())
    })
    .await;
    let sales = refunded(&api, 1).await;
    assert_eq!((sales.orders, sales.gross, sales.refunded_units), (1, euros(1_000), 0));
    assert_eq!(sales.refunded, euros(300), "what the price fell by");
    assert!(server.terminate().success());
    let (status, out, err) = run_hawker(&["recount", "--data-dir", dir.path().to_str().unwrap()]);
    assert!(status.success(), "{out}{err}");
}

fn unix_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// How far groups had come, in the order of the ticks.
fn groups_seen(viewer: &Viewer) -> Vec<GroupProgress> {
    let ticks = viewer.frames().into_iter().filter_map(|frame| match frame.kind {
        Some(server_frame::Kind::State(tick)) => Some(tick.groups),
        _ => None,
    });
    ticks.flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_takes_orders_back_and_the_merchant_sees_it() {
    let dir = scratch("selling");
    let server = Server::start(dir.path()).await;
    let api = put_on_air(&server, 10).await;
    let terms = json!({
        "allotment": 5, "limitPerBuyer": 4, "price": {"minor": "1000", "currency": "EUR"},
    });
    let mut buyer = join(&server, "bea", "buy").await;
    api.open_sale(SHOW, LISTING, terms).await;
    hears(&buyer, 1).await;
    let reserve = Reserve {
        key: fresh_key(),
        listing: LISTING.to_owned(),
        quantity: 4,
        ..Reserve::default()
    };
    let held = result(buyer.ask(Kind::Reserve(reserve)).await.unwrap()).reservation.unwrap();
    let shop = server.api("backend", "shop");
    let path = |what: &str| format!("/v1/reservations/{}/{what}", held.id);

    // Three of the four are bought; the rest is held on.
    let part = json!({
        "key": fresh_key(), "paymentReference": "pay-1", "rest": "REST_KEEP",
        "lines": [{"sku": SKU, "quantity": 3}],
    });
    let bought = shop.ok(Method::POST, &path("commit"), part).await;
    assert_eq!(bought["outcome"], "OUTCOME_COMMITTED");
    assert_eq!(bought["rest"]["lines"][0]["quantity"], 1);
    let (status, _) = api.call(Method::POST, &path("cancel"), json!({"key": fresh_key()})).await;
    assert_eq!(status, 403, "only a shop may");

    let key = fresh_key();
    let one = json!({"key": key, "lines": [{"sku": SKU, "quantity": 1}], "reason": "too small"});
    let back = shop.ok(Method::POST, &path("cancel"), one.clone()).await;
    assert_eq!(back["outcome"], "OUTCOME_CANCELLED");
    assert_eq!(back["reservation"]["refund"]["amount"]["minor"], "1000");
    assert_eq!(back["reservation"]["state"], "RESERVATION_STATE_COMMITTED");
    assert_eq!(back, shop.ok(Method::POST, &path("cancel"), one).await, "one key, one answer");
    let rest = json!({"key": fresh_key(), "keepOut": true});
    let back = shop.ok(Method::POST, &path("cancel"), rest).await;
    assert_eq!(back["reservation"]["refund"]["amount"]["minor"], "2000");
    assert_eq!(back["reservation"]["state"], "RESERVATION_STATE_CANCELLED");
    let (status, problem) =
        shop.call(Method::POST, &path("cancel"), json!({"key": fresh_key()})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("ERROR_CODE_WRONG_STATE")));
    let told = eventually("the buyer hears of it", async || {
        let own = own(&buyer).into_iter().find(|one| one.id == held.id)?;
        (own.state() == ReservationState::Cancelled).then_some(own)
    })
    .await;
    assert_eq!(told.refund.unwrap().amount, euros(2_000));

    // One unit came back to stock, two were kept out of it, one is held on.
    let stock = api.ok(Method::GET, &format!("/v1/skus/{SKU}"), Value::Null).await;
    let of = |name: &str| stock["stock"][name].as_u64().unwrap_or(0);
    assert_eq!((of("available"), of("held"), of("returned")), (7, 1, 3));
    let sales = refunded(&api, 2).await;
    assert_eq!((sales.orders, sales.units, sales.refunded_units), (1, 3, 3));
    assert_eq!((sales.gross, sales.refunded), (euros(3_000), euros(3_000)));
    drop(buyer);
    assert!(server.terminate().success());
    let (status, out, err) = run_hawker(&["recount", "--data-dir", dir.path().to_str().unwrap()]);
    assert!(status.success(), "{out}{err}");
}

/// What the show sold, once so many refunds are counted.
async fn refunded(merchant: &Api, refunds: u64) -> SalesTotal {
    let path = format!("/v1/shows/{SHOW}/funnel");
    eventually("every refund is counted", async || {
        let answer = merchant.ok(Method::GET, &path, Value::Null).await;
        let funnel: GetFunnelResponse = serde_json::from_value(answer).unwrap();
        let sales = funnel.funnel.unwrap().sales;
        assert!(sales.len() <= 1, "one currency: {sales:?}");
        sales.into_iter().find(|sales| sales.refunds == refunds)
    })
    .await
}
