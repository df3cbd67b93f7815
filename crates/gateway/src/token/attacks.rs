//! What somebody may try who has no key: with tokens, and as a source of keys that
//! has gone bad.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::{tests::*, *};

/// A token of ours with another header, signed as it is.
fn headed(header: &str) -> String {
    resigned(header, &good().to_string())
}

/// These claims under that header, signed with our secret.
fn resigned(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let code = Secret::from_hex(OWN).unwrap().sign([&message, ""]);
    format!("{message}.{code}")
}

const HS256: &str = r#"{"alg":"HS256"}"#;

fn of_token(token: &str) -> Option<ErrorCode> {
    let outcome = keys(&AuthConfig::default()).check(token, now()).unwrap();
    outcome.err().map(|error| error.code())
}

#[test]
fn a_header_can_not_bring_its_key_or_say_that_it_must_be_understood() {
    assert_eq!(of_token(&headed(HS256)), None, "the way it is signed here is right");
    let own = Pair::new(PUBLIC[1]);
    let jwk = own.jwk("own");
    for header in [
        // A key of its own, and places to fetch one from.
        json!({"alg": "ES256", "jwk": jwk}),
        json!({"alg": "ES256", "jku": "https://evil.example/keys", "kid": "own"}),
        json!({"alg": "ES256", "x5u": "https://evil.example/cert", "x5c": ["MAA="]}),
        json!({"alg": "HS256", "crit": null}),
        json!({"alg": "HS256", "crit": []}),
        json!({"alg": "HS256", "crit": ["b64"], "b64": false}),
        json!({"alg": ["HS256"]}),
        json!({"alg": "HS256", "kid": ["own"]}),
        json!("HS256"),
    ] {
        let header = header.to_string();
        assert_eq!(of_token(&headed(&header)), Some(ErrorCode::TokenInvalid), "{header}");
        let claims = URL_SAFE_NO_PAD.encode(good().to_string());
        let message = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(&header));
        let code = jsonwebtoken::crypto::sign(message.as_bytes(), own.private(), PUBLIC[1]);
        let signed = format!("{message}.{}", code.unwrap());
        let other = Pair::new(PUBLIC[1]);
        assert_eq!(refused(&keys(&other.auth()), &signed).code(), ErrorCode::TokenInvalid);
    }
    // Names of keys are compared, and nothing else is done with them.
    for kid in ["../../secret", "' OR 1=1 --", "/dev/null", "\u{0}", "http://evil.example"] {
        let header = json!({"alg": "HS256", "kid": kid}).to_string();
        assert_eq!(of_token(&headed(&header)), None, "{kid}");
    }
}

#[test]
fn what_is_said_twice_is_not_taken() {
    for (header, claims) in [
        (r#"{"alg":"none","alg":"HS256"}"#, r#"{"exp":1000600}"#),
        (r#"{"alg":"HS256","alg":"none"}"#, r#"{"exp":1000600}"#),
        (HS256, r#"{"exp":1,"exp":1000600}"#),
        (HS256, r#"{"exp":1000600,"sub":"a","sub":"b"}"#),
        (HS256, r#"{"exp":1000600,"caps":["chat"],"caps":["host"]}"#),
    ] {
        let token = resigned(header, claims);
        assert_eq!(of_token(&token), Some(ErrorCode::TokenInvalid), "{header} {claims}");
    }
}

#[test]
fn moments_beyond_all_bounds_are_moments() {
    let at = |claims: &str| of_token(&resigned(HS256, claims));
    assert_eq!(at(&format!(r#"{{"exp":{}}}"#, i64::MAX)), None);
    assert_eq!(at(&format!(r#"{{"exp":{}}}"#, i64::MIN)), Some(ErrorCode::TokenExpired));
    let nbf = format!(r#"{{"exp":1000600,"nbf":{}}}"#, i64::MAX);
    assert_eq!(at(&nbf), Some(ErrorCode::TokenInvalid));
    assert_eq!(at(r#"{"exp":1e400}"#), Some(ErrorCode::TokenInvalid));
    assert_eq!(at(r#"{"exp":9223372036854775808}"#), Some(ErrorCode::TokenInvalid));
    assert_eq!(at(r#"{"exp":1e300}"#), Some(ErrorCode::TokenInvalid));
    assert_eq!(at(r#"{"exp":-1e300}"#), Some(ErrorCode::TokenInvalid));
    assert_eq!(at(r#"{"exp":"1000600"}"#), Some(ErrorCode::TokenInvalid));
    let skewed = AuthConfig { leeway_seconds: u32::MAX, ..AuthConfig::default() };
    let token = resigned(HS256, &format!(r#"{{"exp":{}}}"#, i64::MAX));
    assert!(keys(&skewed).check(&token, now()).unwrap().is_ok());
}

#[test]
fn a_token_that_is_too_long_is_not_looked_into() {
    let with = |length: usize| {
        let claims = json!({"exp": 1_000_600, "other": "x".repeat(length)});
        resigned(HS256, &claims.to_string())
    };
    assert_eq!(of_token(&with(2_500)), None);
    assert_eq!(of_token(&with(3_100)), Some(ErrorCode::TokenInvalid));
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let nested = |name: &str| resigned(HS256, &format!(r#"{{"exp":1000600,"{name}":{deep}}}"#));
    assert_eq!(of_token(&nested("other")), None, "what is not known is passed over");
    assert_eq!(of_token(&nested("aud")), Some(ErrorCode::TokenInvalid));
}

/// A source that answers each who asks with these bytes, and then says nothing more.
async fn source(answer: Vec<u8>) -> AuthConfig {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _request = socket.read(&mut [0; 1_024]).await.unwrap();
            // It may have hung up already.
            socket.write_all(&answer).await.ok();
            open.push(socket);
        }
    });
    AuthConfig { jwks_url: Some(url), ..AuthConfig::default() }
}

fn answer(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn a_source_that_sends_elsewhere_or_too_much_is_not_followed() {
    let pair = Pair::new(PUBLIC[1]);
    let token = pair.token(Some("a"));
    let document = json!({"keys": [pair.jwk("a")]}).to_string();
    let good = source(answer("200 OK", &document)).await;
    assert!(keys(&good).verify(&token, now()).await.is_ok());
    let elsewhere = good.jwks_url.unwrap();
    let long = json!({"keys": [pair.jwk("a")], "more": "x".repeat(70_000)}).to_string();
    for bad in [
        answer(&format!("302 Found\r\nlocation: {elsewhere}"), &document),
        answer("404 Not Found", &document),
        answer("200 OK", &long),
        answer(&format!("200 OK\r\nx-much: {}", "x".repeat(1 << 20)), &document),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20000\r\n{long}")
            .into_bytes(),
        answer("200 OK", r#"{"keys": []}"#),
        answer("200 OK", "<html>"),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
    ] {
        let auth = source(bad).await;
        let refused = keys(&auth).verify(&token, now()).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::TokenInvalid);
    }
}

#[tokio::test]
async fn a_source_that_hangs_keeps_nobody_out_whose_key_is_known() {
    let (known, other) = (Pair::new(PUBLIC[1]), Pair::new(PUBLIC[1]));
    let slow = source(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec()).await;
    let auth = AuthConfig { jwks_url: slow.jwks_url, ..known.auth() };
    let keys = Arc::new(Keys { checks: Semaphore::new(1), ..keys(&auth) });
    let (waiting, invented) = (Arc::clone(&keys), other.token(Some("invented")));
    let waiting = tokio::spawn(async move { waiting.verify(&invented, now()).await });
    while keys.checks.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let full = keys.verify(&other.token(Some("another")), now()).await.unwrap_err();
    assert_eq!(full.code(), ErrorCode::ResourceExhausted);
    assert!(keys.verify(&known.token(None), now()).await.is_ok(), "its key is in a file");
    assert!(keys.verify(&hs256(&good(), OWN), now()).await.is_ok());
    let refused = waiting.await.unwrap().unwrap_err();
    assert_eq!(refused.code(), ErrorCode::TokenInvalid, "it does not hang for ever");
}

#[test]
fn a_source_with_a_password_in_its_address_stops_the_start() {
    let url = Some("https://user:word@id.shop.example/keys".to_owned());
    let auth = AuthConfig { jwks_url: url, ..AuthConfig::default() };
    let said = Keys::new(Secret::from_hex(OWN).unwrap(), &auth).err().unwrap().to_string();
    assert!(said.contains("password") && !said.contains("word@"), "{said}");
}
