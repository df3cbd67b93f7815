//! The HTTP API over real sockets: what it answers, and how it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

use hawker_gateway::Config;
use http_body_util::BodyExt;
use hyper::Method;
use serde_json::{Value, json};
use support::{
    House, PATIENCE, claims, eventually, http::Client, key, listing, mint, refused, sale,
};
use tokio::{io::AsyncReadExt, net::TcpStream};

#[tokio::test(flavor = "multi_thread")]
async fn a_show_is_made_filled_and_shown() {
    let house = House::new().await;
    let host = house.host();
    let show = json!({"show": "s1", "title": "A show"});
    let made = host.post("/v1/shows", &show).await.ok();
    assert_eq!((&made["merchant"], &made["state"]), (&json!("m1"), &json!("SHOW_STATE_SCHEDULED")));
    assert_eq!(host.post("/v1/shows", &show).await.ok(), made, "the same show again is no error");
    let other = json!({"show": "s1", "title": "Another"});
    refused(&host.post("/v1/shows", &other).await, 409, "ERROR_CODE_ALREADY_EXISTS");

    let put = host.put("/v1/shows/s1/listings/tee", &listing("tee")).await.ok();
    assert_eq!(put["title"], "The tee");
    let pin = json!({"listing": "tee"});
    let first = host.put("/v1/shows/s1/pin", &pin).await.ok();
    assert_eq!(first["offset"], 2);
    let epoch = &first["epoch"];
    assert_eq!(host.put("/v1/shows/s1/pin", &pin).await.ok(), first, "pinned already");
    let live = json!({"state": "SHOW_STATE_LIVE"});
    host.put("/v1/shows/s1/state", &live).await.ok();

    let snapshot = house.nobody().get("/v1/shows/s1").await.ok();
    assert_eq!(snapshot["pinned"], "tee");
    assert_eq!(snapshot["show"]["state"], "SHOW_STATE_LIVE");
    assert_eq!(snapshot["listings"][0]["price"]["minor"], "1999");
    assert_eq!(snapshot["position"], json!({"epoch": epoch, "offset": 3}));
    let shows = house.nobody().get("/v1/shows").await.ok();
    assert_eq!(shows["shows"][0]["show"], "s1");

    host.delete("/v1/shows/s1/pin").await.ok();
    let ended = json!({"state": "SHOW_STATE_ENDED"});
    host.put("/v1/shows/s1/state", &ended).await.ok();
    refused(&host.put("/v1/shows/s1/state", &live).await, 409, "ERROR_CODE_WRONG_STATE");
    refused(&host.put("/v1/shows/s1/pin", &pin).await, 409, "ERROR_CODE_WRONG_STATE");
    let settled = json!({"state": "SHOW_STATE_SETTLED"});
    host.put("/v1/shows/s1/state", &settled).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_told_why() {
    let house = House::new().await;
    let host = house.live_show(1).await;
    let pin = json!({"listing": "tee"});
    let with = |token: String| Client { at: house.at, token: Some(token) };
    let pinned = async |client: Client| client.put("/v1/shows/s1/pin", &pin).await;

    refused(&pinned(house.nobody()).await, 401, "ERROR_CODE_TOKEN_MISSING");
    refused(&pinned(with("nonsense".into())).await, 401, "ERROR_CODE_TOKEN_INVALID");
    let mut forged = mint(&claims("host", &["host"]));
    forged.pop();
    refused(&pinned(with(forged)).await, 401, "ERROR_CODE_TOKEN_INVALID");
    let mut old = claims("host", &["host"]);
    old.exp = support::unix_seconds() - 1;
    refused(&pinned(with(mint(&old))).await, 401, "ERROR_CODE_TOKEN_EXPIRED");
    let buyer = house.client("ada", &["buy", "chat"]);
    refused(&pinned(buyer).await, 403, "ERROR_CODE_CAPABILITY_MISSING");
    let mut elsewhere = claims("host", &["host"]);
    elsewhere.shows = vec!["s2".into()];
    refused(&pinned(with(mint(&elsewhere))).await, 401, "ERROR_CODE_TOKEN_INVALID");
    let mut other = claims("host", &["host", "merchant"]);
    other.merchant = Some("m2".into());
    refused(&pinned(with(mint(&other))).await, 403, "ERROR_CODE_CAPABILITY_MISSING");
    let numbers = with(mint(&other)).get("/v1/shows/s1/funnel").await;
    refused(&numbers, 403, "ERROR_CODE_CAPABILITY_MISSING");
    let mut nobodys = claims("host", &["host"]);
    nobodys.merchant = None;
    let show = json!({"show": "s9", "title": "A show"});
    refused(&with(mint(&nobodys)).post("/v1/shows", &show).await, 401, "ERROR_CODE_TOKEN_INVALID");

    assert_eq!(host.get("/v1/shows/s1").await.ok()["pinned"], Value::Null, "nobody pinned");
    pinned(host).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_a_code_and_a_sentence() {
    let house = House::new().await;
    let host = house.live_show(1).await;
    let raw =
        async |path: &str, body: &[u8]| host.send(Method::PUT, path, body.to_vec().into()).await;
    refused(&raw("/v1/shows/s1/pin", b"{").await, 400, "ERROR_CODE_BAD_FRAME");
    refused(&raw("/v1/shows/s1/pin", b"").await, 400, "ERROR_CODE_BAD_FRAME");
    refused(&raw("/v1/shows/s1/pin", b"{\"listung\":\"tee\"}").await, 400, "ERROR_CODE_BAD_FRAME");
    refused(&raw("/v1/shows/s1/pin", b"{\"listing\":\"\xff\"}").await, 400, "ERROR_CODE_NOT_UTF8");
    let big = vec![b' '; 65 * 1024];
    refused(&raw("/v1/shows/s1/pin", &big).await, 413, "ERROR_CODE_TOO_BIG");
    let pin = |name: &str| json!({"listing": name});
    let missing = host.put("/v1/shows/s1/pin", &pin("nope")).await;
    refused(&missing, 404, "ERROR_CODE_LISTING_NOT_FOUND");
    let bad = host.put("/v1/shows/s1/pin", &pin("a b")).await;
    refused(&bad, 400, "ERROR_CODE_FIELD_INVALID");
    let missing = host.put("/v1/shows/none/pin", &pin("tee")).await;
    refused(&missing, 404, "ERROR_CODE_SHOW_NOT_FOUND");
    refused(&host.get("/v1/shows/none").await, 404, "ERROR_CODE_SHOW_NOT_FOUND");
    refused(&host.get("/v1/shows/%ff").await, 400, "ERROR_CODE_FIELD_INVALID");
    refused(&host.get("/v1/nothing").await, 404, "ERROR_CODE_NOT_FOUND");
    let wrong_method = host.delete("/v1/shows").await;
    refused(&wrong_method, 405, "ERROR_CODE_NOT_FOUND");
    assert!(wrong_method.header("allow").contains("POST"), "{:?}", wrong_method.headers);
    let other = host.put("/v1/shows/s1/listings/mug", &listing("tee")).await;
    refused(&other, 400, "ERROR_CODE_FIELD_INVALID");
    let mut script = listing("tee");
    script["image"] = json!("javascript:alert(1)");
    let put = host.put("/v1/shows/s1/listings/tee", &script).await;
    refused(&put, 400, "ERROR_CODE_FIELD_INVALID");
    let untitled = host.post("/v1/shows", &json!({"show": "s2", "title": ""})).await;
    refused(&untitled, 400, "ERROR_CODE_FIELD_INVALID");
    let back = host.put("/v1/shows/s1/state", &json!({"state": "SHOW_STATE_SCHEDULED"})).await;
    refused(&back, 400, "ERROR_CODE_FIELD_INVALID");
    let not_a_socket = host.get("/v1/shows/s1/ws").await;
    refused(&not_a_socket, 400, "ERROR_CODE_BAD_FRAME");
    let position = host.get("/v1/shows/s1").await.ok()["position"].clone();
    assert_eq!(position["offset"], 2, "nothing was half done");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_quantities_are_checked() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let receive = async |body: Value| host.post("/v1/skus/tee-m/receive", &body).await;
    let none = receive(json!({"key": key(), "quantity": 0})).await;
    refused(&none, 400, "ERROR_CODE_QUANTITY_INVALID");
    let most = receive(json!({"key": key(), "quantity": u32::MAX})).await;
    refused(&most, 400, "ERROR_CODE_QUANTITY_INVALID");
    let more = receive(json!({"key": key(), "quantity": 4_294_967_296_u64})).await;
    refused(&more, 400, "ERROR_CODE_BAD_FRAME");
    refused(&receive(json!({"key": "7", "quantity": 1})).await, 400, "ERROR_CODE_KEY_INVALID");
    let other = receive(json!({"key": key(), "quantity": 1, "merchant": "m2"})).await;
    refused(&other, 400, "ERROR_CODE_FIELD_INVALID");
    let once = key();
    let first = receive(json!({"key": once, "quantity": 5})).await.ok();
    assert_eq!(first["available"], 15);
    assert_eq!(receive(json!({"key": once, "quantity": 5})).await.ok(), first);
    let again = receive(json!({"key": once, "quantity": 6})).await;
    refused(&again, 409, "ERROR_CODE_CONFLICT");
    assert_eq!(host.get("/v1/skus/tee-m").await.ok()["received"], "15");
    refused(&host.get("/v1/skus/none").await, 404, "ERROR_CODE_SKU_NOT_FOUND");

    let start = async |body: Value| host.post("/v1/shows/s1/sales", &body).await;
    refused(&start(sale(&key(), 0)).await, 400, "ERROR_CODE_QUANTITY_INVALID");
    refused(&start(sale("", 5)).await, 400, "ERROR_CODE_KEY_INVALID");
    let mut unknown = sale(&key(), 5);
    unknown["listing"] = json!("none");
    refused(&start(unknown).await, 404, "ERROR_CODE_LISTING_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_commits_and_a_buyer_sees_only_their_own() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let opened = host.post("/v1/shows/s1/sales", &sale(&key(), 5)).await.ok();
    let sale = opened["sale"].as_str().unwrap();
    let (first, second) = (
        house.inventory.reserve_directly("ada", sale),
        house.inventory.reserve_directly("bob", sale),
    );
    let ada = house.client("ada", &["buy"]);
    let own = ada.get(&format!("/v1/reservations/{first}?show=s1")).await.ok();
    assert_eq!(own["buyer"], json!(support::pseudonym("ada")), "and not the token's `sub`");
    assert_eq!(own["state"], json!("RESERVATION_STATE_HELD"));
    let others = ada.get(&format!("/v1/reservations/{second}?show=s1")).await;
    refused(&others, 404, "ERROR_CODE_RESERVATION_NOT_FOUND");
    let commit = json!({"key": key(), "paymentReference": "p-1"});
    let path = format!("/v1/reservations/{first}/commit");
    refused(&ada.post(&path, &commit).await, 403, "ERROR_CODE_CAPABILITY_MISSING");
    let paid = host.post(&path, &commit).await.ok();
    assert_eq!(paid["outcome"], "OUTCOME_COMMITTED");
    assert_eq!(host.post(&path, &commit).await.ok(), paid, "the same key, the same answer");
    let release = json!({"key": key()});
    let given = ada.post(&format!("/v1/reservations/{second}/release?show=s1"), &release).await;
    refused(&given, 404, "ERROR_CODE_RESERVATION_NOT_FOUND");
    let bob = house.client("bob", &["buy"]);
    let given = bob.post(&format!("/v1/reservations/{second}/release?show=s1"), &release).await;
    assert_eq!(given.ok()["outcome"], "OUTCOME_RELEASED");
    refused(&bob.get("/v1/reservations/x").await, 400, "ERROR_CODE_FIELD_INVALID");
    let stock = host.get("/v1/skus/tee-m").await.ok()["stock"].clone();
    assert_eq!(
        (&stock["available"], &stock["held"], &stock["sold"]),
        (&json!(9), &Value::Null, &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_read_and_told_live() {
    let house = House::new().await;
    let host = house.live_show(1).await;
    let numbers = host.get("/v1/shows/s1/funnel?seconds=60").await.ok();
    assert_eq!(
        (&numbers["funnel"]["show"], &numbers["funnel"]["viewersNow"]),
        (&json!("s1"), &json!(60))
    );
    let wrong = host.get("/v1/shows/s1/funnel?seconds=many").await;
    refused(&wrong, 400, "ERROR_CODE_FIELD_INVALID");

    let feed = host.open(Method::GET, "/v1/shows/s1/funnel/live", Vec::new().into()).await;
    assert_eq!(feed.headers()["content-type"], "text/event-stream");
    let mut body = feed.into_body();
    let mut told = String::new();
    house.funnel.count(1);
    let mut next = 2;
    while !told.contains("\"viewersNow\":3") {
        let frame = body.frame().await.unwrap().unwrap();
        told.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        house.funnel.count(next.min(3));
        next += 1;
    }
    assert!(told.starts_with("data: {") && told.ends_with("}\n\n"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_and_the_document_are_served() {
    let house = House::new().await;
    let nobody = house.nobody();
    for page in ["/", "/shows/s1", "/host/s1", "/merchant/s1"] {
        let answer = nobody.get(page).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "text/html; charset=utf-8")
        );
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    refused(&nobody.get("/assets/none.js").await, 404, "ERROR_CODE_NOT_FOUND");
    let about = nobody.get("/v1/about").await.ok();
    assert_eq!(about["demo"], false);
    let document = nobody.get("/v1/openapi.json").await.ok();
    assert_eq!(document["openapi"], "3.1.0");
    for path in document["paths"].as_object().unwrap().keys() {
        let path = path.replace("{show}", "none").replace(['{', '}'], "");
        let answer = nobody.send(Method::PATCH, &path, Vec::new().into()).await;
        assert_eq!(answer.status, 405, "{path} is described but not there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_inventory_it_says_so_and_comes_back() {
    let mut house = House::new().await;
    let host = house.live_show(1).await;
    house.inventory.stop();
    refused(&host.get("/v1/skus/tee-m").await, 503, "ERROR_CODE_UNAVAILABLE");
    let stock = json!({"key": key(), "quantity": 2});
    let lost = host.post("/v1/skus/tee-m/receive", &stock).await;
    refused(&lost, 503, "ERROR_CODE_UNKNOWN");
    house.inventory.go_on();
    eventually("the repeated command is carried out", async || {
        host.post("/v1/skus/tee-m/receive", &stock).await.status == 200
    })
    .await;
    assert_eq!(host.get("/v1/skus/tee-m").await.ok()["received"], "3");
    house
        .snapshot_until("the watch tells of it", |snapshot| {
            snapshot["state"]["stocks"][0]["available"] == 3
        })
        .await;
}

/// Those who open connections and say nothing keep nobody out for long.
#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_make_way() {
    let mut config = Config::default();
    config.http.max_connections = 2;
    config.http.header_timeout_ms = 300;
    let house = House::with(config).await;
    let mut idle = Vec::new();
    for _ in 0..6 {
        idle.push(TcpStream::connect(house.at).await.unwrap());
    }
    assert_eq!(house.nobody().get("/v1/about").await.status, 200);
    for mut socket in idle {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "an idle connection was kept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn live_feeds_are_bounded_and_free_again() {
    let mut config = Config::default();
    config.http.max_feeds = 1;
    let house = House::with(config).await;
    let host = house.live_show(1).await;
    let path = "/v1/shows/s1/funnel/live";
    let feed = host.open(Method::GET, path, Vec::new().into()).await;
    refused(&host.get(path).await, 503, "ERROR_CODE_RESOURCE_EXHAUSTED");
    drop(feed);
    eventually("its place is free again", async || {
        host.open(Method::GET, path, Vec::new().into()).await.status() == 200
    })
    .await;
}
