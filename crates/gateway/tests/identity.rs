//! Who may come, with what, and until when.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use std::process::Command;

use hawker_gateway::{Config, token::Claims};
use hawker_proto::v1::{ErrorCode, client_frame, reply};
use http_body_util::{BodyExt as _, Empty};
use hyper::{Request, Response, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use support::{House, claims, eventually, key, mint, refused, unix_seconds};
use tokio::net::TcpStream;
use viewer::{JSON, PROTO, Said, Viewer, chat, hello, ping};

async fn closed(viewer: &mut Viewer) -> Option<u16> {
    loop {
        match viewer.next().await.unwrap() {
            Said::Closed(code) => return code,
            Said::Frame(_) => {}
        }
    }
}

fn named(sub: &str, jti: &str, caps: &[&str]) -> String {
    mint(&Claims { jti: Some(jti.into()), iat: Some(unix_seconds() - 10), ..claims(sub, caps) })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_ends_its_sessions_and_is_refused_from_then_on() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    let (one, two) = (named("a", "token-1", &["chat"]), named("a", "token-2", &["chat"]));
    let (mut first, _) = Viewer::join(house.at, JSON, &one).await;
    let (mut second, _) = Viewer::join(house.at, PROTO, &two).await;
    host.post("/v1/revocations", &json!({"jti": "token-1"})).await.ok();
    // At once for what it asks, and soon for the session.
    assert_eq!(closed(&mut first).await, Some(3505));
    let mut again = Viewer::connect(house.at, JSON).await;
    let hello_with = |token: &str| client_frame::Kind::Hello(hello(token));
    assert_eq!(again.refused(hello_with(&one)).await, ErrorCode::TokenRevoked);
    assert!(matches!(second.ask(chat("still here")).await, reply::Result::Chat(_)));
    // All that the buyer was given.
    host.post("/v1/revocations", &json!({"sub": "a"})).await.ok();
    assert_eq!(closed(&mut second).await, Some(3505));
    let later = Claims { iat: Some(unix_seconds() + 2), ..claims("a", &["chat"]) };
    let (mut third, _) = Viewer::join(house.at, JSON, &mint(&later)).await;
    assert!(matches!(third.ask(chat("signed in again")).await, reply::Result::Chat(_)));
    drop((again, third));
    // It outlives a restart.
    house.close().await;
    house.open().await;
    house.ready().await;
    for token in [&one, &two, &mint(&claims("a", &["chat"]))] {
        let mut again = Viewer::connect(house.at, JSON).await;
        assert_eq!(again.refused(hello_with(token)).await, ErrorCode::TokenRevoked);
    }
    Viewer::join(house.at, JSON, &mint(&later)).await;
    Viewer::join(house.at, JSON, &named("b", "token-3", &["chat"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_can_not_take_back_the_tokens_of_another() {
    let house = House::new().await;
    house.live_show(10).await;
    let of = |merchant: &str, caps: &[&str]| Claims {
        merchant: Some(merchant.into()),
        jti: Some(format!("of-{merchant}")),
        ..claims("shop", caps)
    };
    let client = |token: String| support::http::Client { at: house.at, token: Some(token) };
    let ours = client(mint(&of("m1", &["shop", "merchant"])));
    let theirs = client(mint(&of("m2", &["shop"])));
    theirs.post("/v1/revocations", &json!({"jti": "of-m1"})).await.ok();
    theirs.post("/v1/revocations", &json!({"sub": "shop"})).await.ok();
    ours.get("/v1/skus/tee-m").await.ok();
    refused(&theirs.get("/v1/skus/tee-m").await, 401, "ERROR_CODE_TOKEN_REVOKED");
    ours.post("/v1/revocations", &json!({"jti": "of-m1"})).await.ok();
    refused(&ours.get("/v1/skus/tee-m").await, 401, "ERROR_CODE_TOKEN_REVOKED");
    let host = house.host();
    for wrong in [
        json!({}),
        json!({"jti": "a", "sub": "b"}),
        json!({"jti": "x".repeat(65)}),
        json!({"jti": "a", "issuedBeforeMs": "5"}),
        json!({"sub": "a", "untilMs": "5"}),
        json!({"sub": "\u{7}"}),
    ] {
        let answer = host.post("/v1/revocations", &wrong).await;
        refused(&answer, 400, "ERROR_CODE_FIELD_INVALID");
    }
    let buyer = house.client("a", &["buy"]);
    let answer = buyer.post("/v1/revocations", &json!({"sub": "a"})).await;
    refused(&answer, 403, "ERROR_CODE_CAPABILITY_MISSING");
}

/// Asks as a browser on a page of that origin does.
async fn from_page(
    house: &House,
    origin: &str,
    method: &str,
    more: &[(&str, &str)],
) -> Response<Bytes> {
    let socket = TcpStream::connect(house.at).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await.unwrap();
    tokio::spawn(connection.with_upgrades());
    let path = if more.iter().any(|(name, _)| *name == "upgrade") {
        "/v1/shows/s1/ws"
    } else {
        "/v1/shows/s1"
    };
    let mut request = Request::builder().method(method).uri(path).header("origin", origin);
    request = request.header("host", house.at.to_string());
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let answer = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body =
        if parts.status == 101 { Bytes::new() } else { body.collect().await.unwrap().to_bytes() };
    Response::from_parts(parts, body)
}

const UPGRADE: &[(&str, &str)] = &[
    ("upgrade", "websocket"),
    ("connection", "Upgrade"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_must_be_named() {
    let mut config = Config::default();
    config.http.allowed_origins = vec!["https://shop.example".into()];
    let house = House::with(config).await;
    house.live_show(10).await;
    let own = format!("http://{}", house.at);
    for origin in [own.as_str(), "https://shop.example"] {
        assert_eq!(from_page(&house, origin, "GET", UPGRADE).await.status(), 101, "{origin}");
        let answer = from_page(&house, origin, "GET", &[]).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["access-control-allow-origin"], origin);
        assert!(!answer.headers().contains_key("access-control-allow-credentials"));
        let ask = [
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "authorization"),
        ];
        let answer = from_page(&house, origin, "OPTIONS", &ask).await;
        assert_eq!(answer.status(), 204);
        assert_eq!(answer.headers()["access-control-allow-origin"], origin);
        let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(allowed.contains("authorization"), "{allowed}");
    }
    for origin in ["https://evil.example", "null", "http://shop.example"] {
        for more in [UPGRADE, &[]] {
            let answer = from_page(&house, origin, "GET", more).await;
            assert_eq!(answer.status(), 403, "{origin}");
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
            assert!(!answer.headers().contains_key("access-control-allow-origin"));
            let problem: Value = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(problem["code"], "ERROR_CODE_ORIGIN_REFUSED");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_with_a_token_signed_by_a_public_key_enters_and_goes_on() {
    let mut config = Config::default();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(folder.path()).output();
        assert!(done.unwrap().status.success());
    };
    run(&["genpkey", "-algorithm", "ED25519", "-outform", "DER", "-out", "private.der"]);
    run(&["pkey", "-in", "private.der", "-inform", "DER", "-pubout", "-out", "public.pem"]);
    config.auth.public_key_files = vec![folder.path().join("public.pem")];
    let key_of =
        EncodingKey::from_ed_der(&std::fs::read(folder.path().join("private.der")).unwrap());
    let sign = |claims: &Claims| {
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &key_of).unwrap()
    };
    let house = House::with(config).await;
    let host = house.live_show(10).await;
    let good = sign(&claims("c", &["chat"]));
    let (mut viewer, welcome) = Viewer::join(house.at, JSON, &good).await;
    assert_eq!(welcome.caps, ["chat"]);
    let refresh = |token: &str| {
        client_frame::Kind::RefreshToken(hawker_proto::v1::RefreshToken { token: token.into() })
    };
    assert!(matches!(viewer.ask(refresh(&good)).await, reply::Result::Done(_)));
    let other = sign(&claims("d", &["chat"]));
    assert_eq!(viewer.refused(refresh(&other)).await, ErrorCode::TokenInvalid);
    // A bad one leaves the session as it was: the next hello opens it.
    let mut viewer = Viewer::connect(house.at, PROTO).await;
    let old = sign(&Claims { exp: unix_seconds() - 1, ..claims("c", &["chat"]) });
    let with = |token: &str| client_frame::Kind::Hello(hello(token));
    assert_eq!(viewer.refused(with(&old)).await, ErrorCode::TokenExpired);
    assert_eq!(viewer.refused(ping()).await, ErrorCode::HelloRequired);
    viewer.hello(hello(&good)).await;
    let shop = sign(&claims("shop", &["shop", "merchant"]));
    let shop = support::http::Client { at: house.at, token: Some(shop) };
    shop.get("/v1/skus/tee-m").await.ok();
    let stock = json!({"key": key(), "quantity": 1});
    host.post("/v1/skus/tee-m/receive", &stock).await.ok();
    eventually("both are served", || async { shop.get("/v1/about").await.status == 200 }).await;
}
