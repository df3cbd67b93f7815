//! Tokens on the real binary: taken back, running out, and signed with keys that
//! are fetched over https and rotate.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use hawker_proto::v1::{Error, ErrorCode, RefreshToken, SendChat, client_frame, reply};
use hawker_tests::{eventually, until, viewer::Viewer};
use http::Method;
use http_body_util::Full;
use hyper::{Request, Response, body::Bytes, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

const SHOW: &str = "tonight";

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn say(text: &str) -> client_frame::Kind {
    client_frame::Kind::SendChat(SendChat { text: text.to_owned() })
}

fn code(answer: reply::Result) -> Option<ErrorCode> {
    match answer {
        reply::Result::Error(error) => Some(Error::code(&error)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_only_listens_ends_when_its_token_is_taken_back() {
    let dir = scratch("revoked");
    let server = Server::start(&dir.path().join("data")).await;
    let host = server.api("host", "host,merchant,shop");
    host.put_on_air(SHOW, "lamp", 5).await;
    let at = server.ports().public;
    let join =
        async |sub: &str| Viewer::join(at, SHOW, &server.token(sub, "chat"), None).await.unwrap().0;
    let (ada, mut bob) = (join("ada").await, join("bob").await);
    host.ok(Method::POST, "/v1/revocations", json!({ "sub": "ada" })).await;
    assert_eq!(until("she is sent away", || ada.close_code()).await, 3505);
    assert!(Viewer::join(at, SHOW, &server.token("ada", "chat"), None).await.is_err());
    assert_eq!(code(bob.ask(say("still here")).await.unwrap()), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_runs_out_is_refreshed_within_its_session() {
    let dir = scratch("expiry");
    let options = Options::default().set("HAWKER_GATEWAY__WORKERS__CHAT_SCALE", "10000");
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    server.api("host", "host,merchant").put_on_air(SHOW, "lamp", 5).await;
    let secret = std::fs::read_to_string(server.data_dir().join("secret")).unwrap();
    let key = EncodingKey::from_secret(secret.trim().as_bytes());
    let token = |seconds: u64| {
        let claims = json!({"sub": "ada", "caps": ["chat"], "exp": unix_seconds() + seconds});
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
    };
    let (mut viewer, welcome) =
        Viewer::join(server.ports().public, SHOW, &token(4), None).await.unwrap();
    assert_eq!(welcome.caps, ["chat"]);
    eventually("the token has run out", async || {
        let refused = code(viewer.ask(say("hello")).await.unwrap())?;
        assert_eq!(refused, ErrorCode::TokenExpired);
        Some(())
    })
    .await;
    assert_eq!(viewer.close_code(), None, "the session stays");
    let refresh = client_frame::Kind::RefreshToken(RefreshToken { token: token(3_600) });
    assert_eq!(code(viewer.ask(refresh).await.unwrap()), None);
    assert_eq!(code(viewer.ask(say("back again")).await.unwrap()), None);
}

/// A key pair that tokens are signed with.
struct Signer {
    name: &'static str,
    key: EncodingKey,
}

impl Signer {
    fn new(name: &'static str) -> Self {
        let pair = KeyPair::generate().unwrap();
        Self { name, key: EncodingKey::from_ec_der(pair.serialized_der()) }
    }

    fn token(&self) -> String {
        let header = Header { kid: Some(self.name.to_owned()), ..Header::new(Algorithm::ES256) };
        let claims = json!({"sub": "ada", "caps": ["chat"], "exp": unix_seconds() + 3_600});
        jsonwebtoken::encode(&header, &claims, &self.key).unwrap()
    }

    fn document(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.key, Algorithm::ES256).unwrap();
        jwk.common.key_id = Some(self.name.to_owned());
        json!({ "keys": [jwk] })
    }
}

/// Serves a document over https with a certificate of that authority: its port.
async fn source(by: &Authority, document: Arc<Mutex<Value>>) -> u16 {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, by).unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("localhost:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            // Whoever does not trust the certificate hangs up.
            let Ok(stream) = acceptor.accept(socket).await else { continue };
            let document = document.lock().unwrap().to_string();
            let answer = service_fn(move |_: Request<hyper::body::Incoming>| {
                let answer = Response::new(Full::new(Bytes::from(document.clone())));
                async { Ok::<_, Infallible>(answer) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_fetched_over_https_from_whom_we_trust_and_rotate() {
    let dir = scratch("jwks");
    let data = dir.path().join("data");
    let (old, new, ca) = (Signer::new("old"), Signer::new("new"), authority());
    let document = Arc::new(Mutex::new(old.document()));
    let port = source(&ca, Arc::clone(&document)).await;
    let options = |trusted: &Authority| {
        Options::default()
            .set("HAWKER_GATEWAY__AUTH__JWKS_URL", &format!("https://localhost:{port}/keys"))
            .set(
                "HAWKER_GATEWAY__AUTH__JWKS_CA_FILE",
                &written(dir.path(), "ca.pem", &trusted.pem()),
            )
            .set("HAWKER_GATEWAY__AUTH__JWKS_REFRESH_SECONDS", "1")
    };
    let server = Server::start_with(&data, &options(&ca)).await;
    server.api("host", "host,merchant").put_on_air(SHOW, "lamp", 5).await;
    let at = server.ports().public;
    let join = async |token: &str| Viewer::join(at, SHOW, token, None).await;
    let (mut viewer, _) = join(&old.token()).await.unwrap();
    assert!(join(&new.token()).await.is_err(), "a key that nobody listed");
    *document.lock().unwrap() = new.document();
    eventually("the new key is taken", async || join(&new.token()).await.ok().map(drop)).await;
    assert!(join(&old.token()).await.is_err(), "what is listed no more is taken no more");
    // Who has come with the old one stays, and goes on with the new.
    assert_eq!(code(viewer.ask(say("still here")).await.unwrap()), None);
    let refresh = client_frame::Kind::RefreshToken(RefreshToken { token: new.token() });
    assert_eq!(code(viewer.ask(refresh).await.unwrap()), None);
    assert!(server.terminate().success());

    // A source with a certificate of somebody else is not believed.
    let server = Server::start_with(&data, &options(&authority())).await;
    let at = server.ports().public;
    let refused = Viewer::join(at, SHOW, &new.token(), None).await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("no welcome"), "{refused}");
    eventually("the failure is counted", async || {
        let (_, metrics) = server.ops().get("/metrics").await.ok()?;
        let name = "hawker_identity_key_fetch_failures_total ";
        let failed = metrics.lines().find_map(|it| it.strip_prefix(name))?;
        (failed != "0").then_some(())
    })
    .await;
}
