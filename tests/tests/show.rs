//! One real show through the whole house: a host, viewers, chat, a pin, a sale
//! that sells out exactly, the merchant's numbers, and the recount of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_proto::v1::{
    ChatMessage, FunnelStep, GetFunnelResponse, Outcome, Publication, SendChat, ServerFrame,
    TrackKind, client_frame, publication, reply, server_frame,
};
use hawker_tests::{
    eventually, fresh_key, scratch,
    server::{Server, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::{Value, json};

const SHOW: &str = "friday";
const LISTING: &str = "mug";
const BUYERS: usize = 30;
const ALLOTMENT: usize = 12;

fn chat(frames: &[ServerFrame]) -> Vec<ChatMessage> {
    let tick = |frame: &ServerFrame| match &frame.kind {
        Some(server_frame::Kind::Chat(tick)) => tick.messages.clone(),
        _ => Vec::new(),
    };
    frames.iter().flat_map(tick).collect()
}

fn kinds(publications: &[Publication]) -> Vec<&'static str> {
    let name = |publication: &Publication| match publication.kind.as_ref().unwrap() {
        publication::Kind::Show(_) => "show",
        publication::Kind::Pinned(_) => "pinned",
        publication::Kind::Unpinned(_) => "unpinned",
        publication::Kind::Listing(_) => "listing",
        publication::Kind::SaleOpened(_) => "sale_opened",
        publication::Kind::SaleClosed(_) => "sale_closed",
        publication::Kind::SaleSoldOut(_) => "sale_sold_out",
        publication::Kind::SaleResumed(_) => "sale_resumed",
        publication::Kind::SalePaused(_) => "sale_paused",
        publication::Kind::SaleDrawing(_) => "sale_drawing",
        publication::Kind::SaleSettling(_) => "sale_settling",
        publication::Kind::SaleChanged(_) => "sale_changed",
    };
    publications.iter().map(name).collect()
}

/// The newest stock of the one SKU that a viewer was shown: version, available,
/// held, sold. Panics when a version ever went back.
fn stock_seen(frames: &[ServerFrame]) -> Option<(u32, u32, u32, u32)> {
    let mut newest: Option<(u32, u32, u32, u32)> = None;
    for frame in frames {
        let state = match &frame.kind {
            Some(server_frame::Kind::State(tick)) => tick.clone(),
            Some(server_frame::Kind::Snapshot(snapshot)) => {
                snapshot.state.clone().unwrap_or_default()
            }
            _ => continue,
        };
        for stock in state.stocks {
            let seen = (stock.version, stock.available, stock.held, stock.sold);
            assert!(newest.is_none_or(|n| n.0 <= seen.0), "stock went back: {newest:?} {seen:?}");
            newest = Some(seen);
        }
    }
    newest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_runs_from_going_live_to_the_recount() {
    let dir = scratch("show");
    let server = Server::start(dir.path()).await;
    let host = server.api("hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 100).await;

    let mut viewers = Vec::new();
    for n in 0..BUYERS {
        let token = server.token(&format!("buyer-{n}"), "chat,buy");
        let (viewer, welcome) =
            Viewer::join(server.ports().public, SHOW, &token, None).await.unwrap();
        assert!(!welcome.recovered, "a fresh viewer resumes nothing");
        viewers.push(viewer);
    }

    chat_reaches_everyone(&mut viewers).await;
    let pin = json!({"listing": LISTING});
    host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), pin).await;
    let sale = json!({"price": {"minor": "999", "currency": "EUR"}, "allotment": ALLOTMENT});
    host.open_sale(SHOW, LISTING, sale).await;
    let held = everyone_reserves(&mut viewers).await;
    assert_eq!(held.len(), ALLOTMENT, "exactly the allotment is held");

    let shop = server.api("backend", "shop");
    for reservation in held.iter().take(5) {
        let body = json!({"key": fresh_key(), "paymentReference": "pay-1"});
        let path = format!("/v1/reservations/{reservation}/commit");
        let answer = shop.ok(Method::POST, &path, body).await;
        assert_eq!(answer["outcome"], "OUTCOME_COMMITTED");
    }
    everyone_sees_the_same(&viewers).await;
    the_merchant_sees_it(&server).await;
    drop(viewers);
    // Those who left are counted too before the books are closed.
    let merchant = server.api("mina", "merchant");
    eventually("everyone is counted as gone", async || {
        let funnel = read_funnel(&merchant).await;
        (step(&funnel, FunnelStep::RoomLeft).0 == BUYERS as u64).then_some(())
    })
    .await;
    assert!(server.terminate().success(), "SIGTERM ends it cleanly");
    the_recount_agrees_until_a_row_is_altered(dir.path());
}

async fn chat_reaches_everyone(viewers: &mut [Viewer]) {
    for (n, viewer) in viewers.iter_mut().enumerate().take(4) {
        let text = format!("hello from {n} <b>&\u{1F44B}");
        let said = viewer.ask(client_frame::Kind::SendChat(SendChat { text: text.clone() })).await;
        let Ok(reply::Result::Chat(echo)) = said else { panic!("no echo: {said:?}") };
        assert_eq!(echo.text, text, "the echo is the message");
    }
    for viewer in viewers.iter() {
        let seqs = eventually("four messages", async || {
            let seqs: Vec<u32> = chat(&viewer.frames()).iter().map(|m| m.seq).collect();
            (seqs.len() >= 4).then_some(seqs)
        })
        .await;
        assert_eq!(seqs, [1, 2, 3, 4], "every message once and in order");
    }
    let track =
        hawker_proto::v1::Track { kind: TrackKind::ViewItem.into(), listing: LISTING.to_owned() };
    let done = viewers[0].ask(client_frame::Kind::Track(track)).await.unwrap();
    assert!(matches!(done, reply::Result::Done(_)));
}

/// All at once; returns the ids of those that got a unit.
async fn everyone_reserves(viewers: &mut [Viewer]) -> Vec<u64> {
    let asked: Vec<_> = viewers
        .iter_mut()
        .map(|viewer| async move { viewer.reserve(&fresh_key(), LISTING, 1).await.unwrap() })
        .collect();
    let mut held = Vec::new();
    for answer in futures_util::future::join_all(asked).await {
        let reply::Result::Reserve(result) = answer else { panic!("no outcome: {answer:?}") };
        match result.outcome() {
            Outcome::Held => held.push(result.reservation.unwrap().id),
            Outcome::SoldOut => assert!(result.held_by_others > 0, "held units may come back"),
            other => panic!("an outcome nobody asked for: {other:?}"),
        }
    }
    held
}

async fn everyone_sees_the_same(viewers: &[Viewer]) {
    for viewer in viewers {
        let publications = eventually("the sale sold out", async || {
            let publications = viewer.publications();
            kinds(&publications).contains(&"sale_sold_out").then_some(publications)
        })
        .await;
        assert_eq!(kinds(&publications), ["pinned", "sale_opened", "sale_sold_out"]);
        let offsets: Vec<u32> = publications.iter().map(|p| p.offset).collect();
        assert!(offsets.windows(2).all(|w| w[1] == w[0] + 1), "no gap: {offsets:?}");
        eventually("five sold before everyone's eyes", async || {
            let (_, available, held, sold) = stock_seen(&viewer.frames())?;
            ((available, held, sold) == (88, 7, 5)).then_some(())
        })
        .await;
    }
}

async fn read_funnel(merchant: &hawker_tests::api::Api) -> GetFunnelResponse {
    let path = format!("/v1/shows/{SHOW}/funnel?seconds=600");
    let answer: Value = merchant.ok(Method::GET, &path, Value::Null).await;
    serde_json::from_value(answer).expect("the funnel's schema")
}

/// How often a step was taken, and by how many.
fn step(funnel: &GetFunnelResponse, step: FunnelStep) -> (u64, u64) {
    let steps = &funnel.funnel.as_ref().unwrap().steps;
    steps.iter().find(|s| s.step() == step).map_or((0, 0), |s| (s.count, s.viewers))
}

async fn the_merchant_sees_it(server: &Server) {
    let merchant = server.api("mina", "merchant");
    let all = BUYERS as u64;
    // How often and by how many; events and orders come by ways of their own.
    let expected = [
        (FunnelStep::RoomEntered, (all, all)),
        (FunnelStep::ChatSent, (4, 4)),
        (FunnelStep::ViewItem, (1, 1)),
        (FunnelStep::StockReserved, (12, 12)),
        (FunnelStep::StockRefused, (18, 18)),
        (FunnelStep::Purchase, (5, 5)),
    ];
    let funnel = eventually("every step is in the funnel", async || {
        let funnel = read_funnel(&merchant).await;
        expected.iter().all(|(s, times)| step(&funnel, *s) == *times).then_some(funnel)
    })
    .await;
    let whole = funnel.funnel.unwrap();
    assert_eq!(whole.viewers_now, 30);
    let [sales] = whole.sales.as_slice() else { panic!("one currency: {:?}", whole.sales) };
    let gross = sales.gross.as_ref().unwrap();
    assert_eq!((sales.orders, sales.units, sales.buyers), (5, 5, 5));
    assert_eq!((gross.minor, gross.currency.as_str()), (5 * 999, "EUR"));
    let (status, metrics) = server.ops().get("/metrics").await.unwrap();
    assert_eq!(status, 200);
    assert!(metrics.contains("hawker_"), "metrics are served");
}

fn the_recount_agrees_until_a_row_is_altered(dir: &std::path::Path) {
    let dir_text = dir.to_str().unwrap();
    let (status, out, err) = run_hawker(&["recount", "--data-dir", dir_text]);
    assert!(status.success(), "{out}{err}");
    let db = rusqlite::Connection::open(dir.join("funnel.db")).unwrap();
    let altered = db
        .execute("UPDATE sales SET gross_minor = gross_minor + 1 WHERE listing = ''", [])
        .expect("the roll-up of money");
    assert_eq!(altered, 1);
    drop(db);
    let (status, out, err) = run_hawker(&["recount", "--data-dir", dir_text]);
    assert_eq!(status.code(), Some(1), "{out}{err}");
    assert!(err.contains("ERROR_CODE_RECOUNT_DIFFERS"), "{err}");
    assert!(out.contains("4995") && out.contains("4996"), "it names both numbers: {out}");
}
