//! Bad input: each gets a stable code and a sentence that says what to do, the
//! connection or process ends only where it must, and nothing is half changed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::process::{Command, Stdio};

use hawker_proto::v1::{
    Checkout, Error, ErrorCode, GetStockRequest, Outcome, PinListing, Reply, SendChat, ServerFrame,
    client_frame, inventory_client::InventoryClient, reply, server_frame,
};
use hawker_tests::{
    binary, fresh_key, scratch,
    server::{MERCHANT, Options, PROVE, Server, run_hawker},
    until,
    viewer::Viewer,
};
use hyper::Method;
use prost::Message as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

const SHOW: &str = "bad";
const LISTING: &str = "vase";

fn refusal(frames: &[ServerFrame]) -> Option<Error> {
    frames.iter().rev().find_map(|frame| match &frame.kind {
        Some(server_frame::Kind::Reply(Reply {
            result: Some(reply::Result::Error(e)), ..
        })) => Some(e.clone()),
        Some(server_frame::Kind::Goodbye(goodbye)) => goodbye.error.clone(),
        _ => None,
    })
}

/// Sends one raw message and returns the refusal it gets.
async fn refused(viewer: &Viewer, message: Message) -> Error {
    let before = viewer.frames().len();
    viewer.send_raw(message).await.unwrap();
    let error = until("a refusal", || refusal(&viewer.frames()[before..])).await;
    assert!(error.message.len() > 10, "a sentence, not {:?}", error.message);
    error
}

async fn on_air(dir: &std::path::Path, options: &Options) -> Server {
    let server = Server::start_with(dir, options).await;
    server.api("hana", "host,merchant").put_on_air(SHOW, LISTING, 100).await;
    server
}

async fn join(server: &Server, sub: &str, caps: &str) -> Viewer {
    let token = server.token(sub, caps);
    Viewer::join(server.ports().public, SHOW, &token, None).await.unwrap().0
}

fn code_of(answer: anyhow::Result<reply::Result>) -> ErrorCode {
    match answer {
        Ok(reply::Result::Error(error)) => error.code(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_are_wrong_are_refused_and_the_session_goes_on() {
    let dir = scratch("bad-frames");
    let server = on_air(dir.path(), &Options::default()).await;
    let early = Viewer::connect(server.ports().public, SHOW).await.unwrap();
    let error = refused(&early, Message::text(r#"{"id":1,"ping":{}}"#)).await;
    assert_eq!(error.code(), ErrorCode::HelloRequired);
    let mut viewer = join(&server, "bea", "chat,buy").await;

    let error = refused(&viewer, Message::text("this is no JSON")).await;
    assert_eq!(error.code(), ErrorCode::BadFrame);
    let error = refused(&viewer, Message::text(r#"{"id":7,"sendChat":{"text":5}}"#)).await;
    assert_eq!(error.code(), ErrorCode::BadFrame);
    let error = refused(&viewer, Message::text(r#"{"id":8,"teleport":{}}"#)).await;
    assert_eq!(error.code(), ErrorCode::UnknownKind);
    let error = refused(&viewer, Message::text("x".repeat(20_000))).await;
    assert_eq!(error.code(), ErrorCode::TooBig);
    let error = refused(&viewer, Message::text(r#"{"id":9,"hello":{}}"#)).await;
    assert_eq!(error.code(), ErrorCode::HelloRepeated);

    let said = viewer.ask(client_frame::Kind::SendChat(SendChat { text: "\u{7}".into() })).await;
    assert_eq!(code_of(said), ErrorCode::TextInvalid);
    let said = viewer.ask(client_frame::Kind::SendChat(SendChat { text: "x".repeat(2_049) })).await;
    assert_eq!(code_of(said), ErrorCode::TextInvalid);
    let said =
        viewer.ask(client_frame::Kind::SendChat(SendChat { text: "still here".into() })).await;
    assert!(matches!(said, Ok(reply::Result::Chat(_))), "the session goes on: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_break_the_protocol_end_the_session() {
    let dir = scratch("bad-protocol");
    let server = on_air(dir.path(), &Options::default()).await;

    let viewer = join(&server, "bob", "chat").await;
    let error = refused(&viewer, Message::text("x".repeat(2_000_000))).await;
    assert_eq!(error.code(), ErrorCode::TooBig);
    until("the connection ends", || viewer.ended().then_some(())).await;

    not_utf8(&server).await;
}

/// A text message of bytes that are no UTF-8, framed by hand.
async fn not_utf8(server: &Server) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(server.ports().public).await.unwrap();
    let upgrade = format!(
        "GET /v1/shows/{SHOW}/ws HTTP/1.1\r\nhost: {}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: hawker.v1.json\r\n\r\n",
        server.ports().public
    );
    stream.write_all(upgrade.as_bytes()).await.unwrap();
    // A masked text frame of two bytes; with a mask of zeros they are themselves.
    stream.write_all(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer).into_owned();
    assert!(text.contains("101 Switching Protocols"), "{text}");
    assert!(text.contains("ERROR_CODE_NOT_UTF8"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_capabilities_are_asked_for() {
    let dir = scratch("bad-tokens");
    let server = on_air(dir.path(), &Options::default()).await;
    let address = server.ports().public;

    let hello =
        |token: &str| Message::text(json!({"id": 1, "hello": {"token": token}}).to_string());
    let viewer = Viewer::connect(address, SHOW).await.unwrap();
    let error = refused(&viewer, hello("not.a.token")).await;
    assert_eq!(error.code(), ErrorCode::TokenInvalid);
    // This one is made by the real command.
    let expired = run_hawker(&[
        "token",
        "--sub",
        "late",
        "--caps",
        "chat",
        "--ttl",
        "0s",
        "--data-dir",
        dir.path().to_str().unwrap(),
    ]);
    let viewer = Viewer::connect(address, SHOW).await.unwrap();
    let error = refused(&viewer, hello(expired.1.trim())).await;
    assert_eq!(error.code(), ErrorCode::TokenExpired);

    let (mut watcher, welcome) = Viewer::join(address, SHOW, "", None).await.unwrap();
    assert_eq!(welcome.viewer, "");
    let said = watcher.ask(client_frame::Kind::SendChat(SendChat { text: "hi".into() })).await;
    assert_eq!(code_of(said), ErrorCode::TokenMissing);
    let reserved = watcher.reserve(&fresh_key(), LISTING, 1).await;
    assert_eq!(code_of(reserved), ErrorCode::TokenMissing);

    let mut viewer = join(&server, "cem", "chat").await;
    let pin = client_frame::Kind::Pin(PinListing { listing: LISTING.into() });
    assert_eq!(code_of(viewer.ask(pin).await), ErrorCode::CapabilityMissing);
    let reserved = viewer.reserve(&fresh_key(), LISTING, 1).await;
    assert_eq!(code_of(reserved), ErrorCode::CapabilityMissing);

    let nobody = hawker_tests::api::Api::new(address, None);
    let (status, answer) = nobody
        .call(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), json!({"listing": LISTING}))
        .await;
    assert_eq!((status, &answer["code"]), (401, &json!("ERROR_CODE_TOKEN_MISSING")));
    let chatter = server.api("cem", "chat");
    let (status, answer) = chatter
        .call(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), json!({"listing": LISTING}))
        .await;
    assert_eq!((status, &answer["code"]), (403, &json!("ERROR_CODE_CAPABILITY_MISSING")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_said_so() {
    let dir = scratch("bad-names");
    let server = on_air(dir.path(), &Options::default()).await;
    let viewer = Viewer::connect(server.ports().public, "nowhere").await.unwrap();
    let error = until("a refusal at the door", || refusal(&viewer.frames())).await;
    assert_eq!(error.code(), ErrorCode::ShowNotFound);
    until("the connection ends", || viewer.ended().then_some(())).await;
    assert!((3500..4000).contains(&viewer.close_code().unwrap()), "and need not come back");

    let host = server.api("hana", "host,merchant");
    for (path, body, code) in [
        ("/v1/shows/nowhere/pin", json!({"listing": LISTING}), "ERROR_CODE_SHOW_NOT_FOUND"),
        ("/v1/shows/bad/pin", json!({"listing": "nothing"}), "ERROR_CODE_LISTING_NOT_FOUND"),
        ("/v1/shows/bad/pin", json!({"lisstting": "x"}), "ERROR_CODE_BAD_FRAME"),
    ] {
        let (status, answer) = host.call(Method::PUT, path, body).await;
        assert!((400..500).contains(&status), "{path}: {status}");
        assert_eq!(answer["code"], code, "{path}");
        assert!(answer["detail"].as_str().unwrap().len() > 10);
    }
    let (status, answer) = host.call(Method::GET, "/v1/elsewhere", Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!("ERROR_CODE_NOT_FOUND")));
}

#[tokio::test(flavor = "multi_thread")]
async fn quantities_keys_and_holds_are_checked() {
    let dir = scratch("bad-reserve");
    let server = on_air(dir.path(), &Options::default()).await;
    let host = server.api("hana", "host,merchant");
    let sale = json!({"allotment": 10, "limitPerBuyer": 3, "holdSeconds": 1});
    host.open_sale(SHOW, LISTING, sale).await;
    let mut viewer = join(&server, "dora", "buy").await;
    let sku = format!("/v1/skus/{LISTING}-sku");

    for quantity in [0, u32::MAX] {
        let asked = viewer.reserve(&fresh_key(), LISTING, quantity).await;
        assert_eq!(code_of(asked), ErrorCode::QuantityInvalid);
    }
    let asked = viewer.reserve("not-a-key", LISTING, 1).await;
    assert_eq!(code_of(asked), ErrorCode::KeyInvalid);
    let before = host.ok(Method::GET, &sku, Value::Null).await;
    assert_eq!(before["stock"]["held"].as_u64().unwrap_or(0), 0, "nothing is half changed");

    let key = fresh_key();
    let Ok(reply::Result::Reserve(held)) = viewer.reserve(&key, LISTING, 1).await else {
        panic!("not held")
    };
    assert_eq!(held.outcome(), Outcome::Held);
    let asked = viewer.reserve(&key, LISTING, 2).await;
    assert_eq!(code_of(asked), ErrorCode::Conflict);

    let reservation = held.reservation.unwrap().id;
    until("the hold runs out and its buyer is told", || {
        viewer
            .frames()
            .iter()
            .any(|frame| match &frame.kind {
                Some(server_frame::Kind::Reservation(update)) => {
                    update.reservation.as_ref().is_some_and(|r| r.id == reservation && r.state == 4)
                }
                _ => false,
            })
            .then_some(())
    })
    .await;
    let checkout = client_frame::Kind::Checkout(Checkout { reservation });
    assert_eq!(code_of(viewer.ask(checkout).await), ErrorCode::Expired);
    let shop = server.api("backend", "shop");
    let body = json!({"key": fresh_key(), "paymentReference": "late"});
    let path = format!("/v1/reservations/{reservation}/commit");
    let (status, answer) = shop.call(Method::POST, &path, body).await;
    let told = [&answer["code"], &answer["outcome"]].map(|v| v.as_str().unwrap_or_default());
    assert!(
        told.contains(&"ERROR_CODE_EXPIRED") || told.contains(&"OUTCOME_EXPIRED"),
        "{status} {answer}"
    );
    let after = host.ok(Method::GET, &sku, Value::Null).await;
    assert_eq!(after["stock"]["available"], 100, "every unit is back: {MERCHANT} lost none");
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_that_cannot_work_say_why() {
    let dir = scratch("bad-start");
    let data = dir.path().join("data");
    let server = Server::start(&data).await;
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let refused_start = |args: &[&str]| {
        let mut all = vec!["serve", "--grpc-port", "0", "--ops-port", "0"];
        all.extend_from_slice(args);
        let (status, _, err) = run_hawker(&all);
        assert_eq!(status.code(), Some(1), "{err}");
        err
    };

    let port = server.ports().public.port().to_string();
    let other = text(&dir.path().join("other"));
    let err = refused_start(&["--public-port", &port, "--data-dir", &other]);
    assert!(err.contains("ERROR_CODE_PORT_IN_USE") && err.contains(&port), "{err}");
    let err = refused_start(&["--public-port", "0", "--data-dir", &text(&data)]);
    assert!(err.contains("ERROR_CODE_DATA_DIR_LOCKED"), "{err}");
    std::fs::write(dir.path().join("file"), "").unwrap();
    let below = text(&dir.path().join("file/data"));
    let err = refused_start(&["--public-port", "0", "--data-dir", &below]);
    assert!(err.contains("ERROR_CODE_DATA_DIR_UNWRITABLE"), "{err}");

    let config = dir.path().join("hawker.toml");
    std::fs::write(&config, "[gateway.http]\nmax_conections = 5\n").unwrap();
    let err = refused_start(&["--config", &text(&config)]);
    assert!(err.contains("ERROR_CODE_CONFIG_INVALID") && err.contains("max_conections"), "{err}");
    let out = Command::new(binary("hawker"))
        .args(["config", "check"])
        .env_remove(PROVE)
        .env("HAWKER_GATEWAY__HTTP__MAX_BODY_BYTES", "many")
        .current_dir(dir.path().parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && err.contains("ERROR_CODE_CONFIG_INVALID"), "{err}");
    assert!(server.terminate().success(), "the server that was there never noticed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grpc_port_asks_for_its_service_token() {
    let dir = scratch("service-token");
    let file = dir.path().join("service-token");
    std::fs::write(&file, "a-token-for-services\n").unwrap();
    let options = Options::default().set("HAWKER_GRPC__SERVICE_TOKEN_FILE", file.to_str().unwrap());
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let mut inventory = InventoryClient::new(server.grpc().await);
    for (token, code) in [
        (None, ErrorCode::TokenMissing),
        (Some("Bearer a-token-for-strangers"), ErrorCode::TokenInvalid),
        (Some("Bearer a-token-for-services"), ErrorCode::SkuNotFound),
    ] {
        let ask = GetStockRequest { merchant: MERCHANT.to_owned(), sku: "none".to_owned() };
        let mut request = tonic::Request::new(ask);
        if let Some(token) = token {
            request.metadata_mut().insert("authorization", token.parse().unwrap());
        }
        let refused = inventory.get_stock(request).await.unwrap_err();
        assert_eq!(Error::decode(refused.details()).unwrap().code(), code, "{token:?}");
    }
    // Off loopback, a port without one does not open.
    let out = Command::new(binary("hawker"))
        .args(["config", "check"])
        .env_remove(PROVE)
        .env("HAWKER_GRPC__LISTEN", "0.0.0.0")
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && err.contains("service_token_file"), "{err}");
}
