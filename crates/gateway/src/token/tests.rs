//! Keys and signatures are made by others (OpenSSL, jsonwebtoken) and checked by
//! us, and the other way round.

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, extract::State, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

pub(super) const OWN: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const OTHER: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

pub(super) fn now() -> Timestamp {
    seconds(1_000_000)
}

pub(super) fn keys(auth: &AuthConfig) -> Keys {
    Keys::new(Secret::from_hex(OWN).unwrap(), auth).unwrap()
}

pub(super) fn good() -> Value {
    json!({"sub": "customer-17", "exp": 1_000_600, "caps": ["chat", "buy"]})
}

fn signed(algorithm: jsonwebtoken::Algorithm, kid: Option<&str>, key: &EncodingKey) -> String {
    claiming(&good(), algorithm, kid, key)
}

fn claiming(
    claims: &Value,
    algorithm: jsonwebtoken::Algorithm,
    kid: Option<&str>,
    key: &EncodingKey,
) -> String {
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) };
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

pub(super) fn hs256(claims: &Value, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    claiming(claims, jsonwebtoken::Algorithm::HS256, None, &key)
}

#[track_caller]
pub(super) fn refused(keys: &Keys, token: &str) -> v1::Error {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(keys.verify(token, now())).unwrap_err();
    assert!(!error.message.contains(token), "the token is not told");
    error
}

/// A key pair made by OpenSSL, as files in a folder.
pub(super) struct Pair {
    folder: TempDir,
    algorithm: jsonwebtoken::Algorithm,
    private: EncodingKey,
}

impl Pair {
    pub(super) fn new(algorithm: jsonwebtoken::Algorithm) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options: &[&str] = match algorithm {
            jsonwebtoken::Algorithm::RS256 => {
                &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            }
            jsonwebtoken::Algorithm::ES256 => {
                &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            }
            _ => &["-algorithm", "ED25519"],
        };
        let run = |arguments: &[&str]| {
            let ended = Command::new("openssl")
                .args(arguments)
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        };
        run(&[&["genpkey", "-out", "private.pem"], options].concat());
        run(&["pkey", "-in", "private.pem", "-pubout", "-out", "public.pem"]);
        let rsa = algorithm == jsonwebtoken::Algorithm::RS256;
        let form: &[&str] =
            if rsa { &["rsa", "-traditional"] } else { &["pkcs8", "-topk8", "-nocrypt"] };
        let convert = ["-in", "private.pem", "-out", "private.der", "-outform", "DER"];
        run(&[form, &convert].concat());
        let der = std::fs::read(folder.path().join("private.der")).unwrap();
        let private = match algorithm {
            jsonwebtoken::Algorithm::RS256 => EncodingKey::from_rsa_der(&der),
            jsonwebtoken::Algorithm::ES256 => EncodingKey::from_ec_der(&der),
            _ => EncodingKey::from_ed_der(&der),
        };
        Self { algorithm, private, folder }
    }

    pub(super) fn auth(&self) -> AuthConfig {
        let public_key_files = vec![self.folder.path().join("public.pem")];
        AuthConfig { public_key_files, ..AuthConfig::default() }
    }

    pub(super) fn private(&self) -> &EncodingKey {
        &self.private
    }

    pub(super) fn token(&self, kid: Option<&str>) -> String {
        signed(self.algorithm, kid, &self.private)
    }

    /// The public key as a JWK.
    pub(super) fn jwk(&self, kid: &str) -> Value {
        let mut jwk =
            jsonwebtoken::jwk::Jwk::from_encoding_key(&self.private, self.algorithm).unwrap();
        jwk.common.key_id = Some(kid.to_owned());
        serde_json::to_value(jwk).unwrap()
    }
}

pub(super) const PUBLIC: [jsonwebtoken::Algorithm; 3] = [
    jsonwebtoken::Algorithm::RS256,
    jsonwebtoken::Algorithm::ES256,
    jsonwebtoken::Algorithm::EdDSA,
];

#[test]
fn a_token_signed_elsewhere_with_the_secret_is_taken_and_ours_is_taken_elsewhere() {
    let keys = keys(&AuthConfig::default());
    let who = keys.check(&hs256(&good(), OWN), now()).unwrap().unwrap();
    assert!(who.caps.has(Cap::Buy) && !who.caps.has(Cap::Host));
    let expected = buyer(&Secret::from_hex(OWN).unwrap(), "customer-17");
    assert_eq!(who.sub, expected);
    let claims = Claims { sub: "x".into(), exp: 4_000_000_000, ..Claims::default() };
    let ours = mint(&Secret::from_hex(OWN).unwrap(), &claims).unwrap();
    let theirs = DecodingKey::from_secret(OWN.as_bytes());
    let validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    let read = jsonwebtoken::decode::<Claims>(&ours, &theirs, &validation).unwrap();
    assert_eq!(read.claims, claims);
}

#[test]
fn a_secret_is_replaced_without_a_moment_in_which_tokens_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new");
    std::fs::write(&file, OTHER).unwrap();
    let mut auth = AuthConfig { secret_files: vec![file], ..AuthConfig::default() };
    let both = keys(&auth);
    let (old, new) = (hs256(&good(), OWN), hs256(&good(), OTHER));
    let first = both.check(&old, now()).unwrap().unwrap();
    let second = both.check(&new, now()).unwrap().unwrap();
    assert_eq!(first.sub, second.sub, "the buyer stays the same");
    auth.own_secret = false;
    let after = keys(&auth);
    assert_eq!(refused(&after, &old).code(), ErrorCode::TokenInvalid);
    assert_eq!(after.check(&new, now()).unwrap().unwrap().sub, first.sub);
}

#[tokio::test]
async fn each_public_key_takes_what_its_owner_signed_and_nothing_else() {
    for algorithm in PUBLIC {
        let pair = Pair::new(algorithm);
        let keys = keys(&pair.auth());
        let token = pair.token(None);
        assert!(keys.check(&token, now()).is_none(), "{algorithm:?} is checked elsewhere");
        let who = keys.verify(&token, now()).await.unwrap();
        assert!(who.sub.is_some(), "{algorithm:?}");
        let stranger = Pair::new(algorithm).token(None);
        let error = keys.verify(&stranger, now()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::TokenInvalid, "{algorithm:?}");
        // The secret's tokens are taken beside it.
        assert!(keys.verify(&hs256(&good(), OWN), now()).await.is_ok());
    }
}

#[test]
fn a_public_key_is_never_taken_for_a_secret() {
    for algorithm in PUBLIC {
        let pair = Pair::new(algorithm);
        let keys = keys(&pair.auth());
        let pem = std::fs::read_to_string(pair.folder.path().join("public.pem")).unwrap();
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).unwrap();
        for secret in [pem.as_bytes(), pem.trim().as_bytes(), der.as_ref()] {
            let key = EncodingKey::from_secret(secret);
            let token = signed(jsonwebtoken::Algorithm::HS256, None, &key);
            assert_eq!(refused(&keys, &token).code(), ErrorCode::TokenInvalid);
        }
    }
}

#[test]
fn a_token_can_not_choose_how_it_is_checked() {
    let pair = Pair::new(jsonwebtoken::Algorithm::ES256);
    let keys = keys(&pair.auth());
    let parts = hs256(&good(), OWN);
    let (_, rest) = parts.split_once('.').unwrap();
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":""}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"alg":"HS256","crit":["exp"]}"#,
        r#"{"typ":"JWT"}"#,
    ] {
        let forged = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
        assert_eq!(refused(&keys, &forged).code(), ErrorCode::TokenInvalid, "{header}");
    }
    let (message, _) = parts.rsplit_once('.').unwrap();
    assert_eq!(refused(&keys, &format!("{message}.")).code(), ErrorCode::TokenInvalid);
    assert_eq!(refused(&keys, &format!("{parts}.x")).code(), ErrorCode::TokenInvalid);
}

proptest! {
    #[test]
    fn a_token_of_which_a_character_was_changed_is_refused(at in 0..200_usize, to in "[A-Za-z0-9_.-]") {
        let token = hs256(&good(), OWN);
        let mut changed: Vec<char> = token.chars().collect();
        let at = at % changed.len();
        changed[at] = to.chars().next().unwrap();
        let changed: String = changed.into_iter().collect();
        let outcome = keys(&AuthConfig::default()).check(&changed, now()).unwrap();
        prop_assert_eq!(outcome.is_ok(), changed == token);
    }
}

#[test]
fn what_the_configuration_asks_of_claims_is_asked() {
    let auth = AuthConfig {
        issuer: Some("https://id.shop.example".into()),
        audience: Some("hawker".into()),
        leeway_seconds: 5,
        ..AuthConfig::default()
    };
    let keys = keys(&auth);
    let with = |more: Value| {
        let mut claims = good();
        claims["iss"] = json!("https://id.shop.example");
        claims["aud"] = json!(["other", "hawker"]);
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        keys.check(&hs256(&claims, OWN), now()).unwrap().map_err(|error| error.code())
    };
    assert!(with(json!({})).is_ok());
    assert!(with(json!({"aud": "hawker"})).is_ok());
    assert_eq!(with(json!({"aud": "other"})).unwrap_err(), ErrorCode::TokenInvalid);
    assert_eq!(with(json!({"aud": null})).unwrap_err(), ErrorCode::TokenInvalid);
    assert_eq!(with(json!({"iss": "https://evil"})).unwrap_err(), ErrorCode::TokenInvalid);
    assert!(with(json!({"exp": 999_996})).is_ok(), "within the leeway");
    assert_eq!(with(json!({"exp": 999_995})).unwrap_err(), ErrorCode::TokenExpired);
    assert!(with(json!({"nbf": 1_000_005})).is_ok(), "within the leeway");
    assert_eq!(with(json!({"nbf": 1_000_006})).unwrap_err(), ErrorCode::TokenInvalid);
    assert_eq!(with(json!({"exp": null})).unwrap_err(), ErrorCode::TokenInvalid);
    // NumericDate of RFC 7519, section 2, may have a fraction: it makes a token's time
    // shorter, never longer.
    assert!(with(json!({"exp": 999_996.25, "iat": 999_000.5, "nbf": 1_000_004.5})).is_ok());
    assert_eq!(with(json!({"exp": 999_995.999})).unwrap_err(), ErrorCode::TokenExpired);
    assert_eq!(with(json!({"nbf": 1_000_005.001})).unwrap_err(), ErrorCode::TokenInvalid);
    assert!(with(json!({"exp": 1e9})).is_ok());
}

#[test]
fn keys_that_can_not_be_used_stop_the_start_with_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    std::fs::write(&file, "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n").unwrap();
    let own = || Secret::from_hex(OWN).unwrap();
    let wrong = |auth: AuthConfig| Keys::new(own(), &auth).err().unwrap().to_string();
    let said = wrong(AuthConfig { public_key_files: vec![file], ..AuthConfig::default() });
    assert!(said.contains("key.pem") && said.contains("public_key_files"), "{said}");
    let url = |url: &str| AuthConfig { jwks_url: Some(url.into()), ..AuthConfig::default() };
    assert!(wrong(url("http://id.shop.example/keys")).contains("must be https"));
    assert!(wrong(url("ftp://127.0.0.1/keys")).contains("must be https"));
    let none = AuthConfig { own_secret: false, ..AuthConfig::default() };
    assert!(wrong(none).contains("nobody could enter"));
}

/// A server of keys that counts how often it is asked.
struct Source {
    asked: AtomicUsize,
    document: std::sync::Mutex<Option<Value>>,
}

impl Source {
    async fn serve(document: Value) -> (Arc<Self>, AuthConfig) {
        let source = Arc::new(Self {
            asked: AtomicUsize::new(0),
            document: std::sync::Mutex::new(Some(document)),
        });
        let answer = |State(source): State<Arc<Self>>| async move {
            source.asked.fetch_add(1, Ordering::SeqCst);
            let document = source.document.lock().unwrap().clone();
            document.map_or((StatusCode::SERVICE_UNAVAILABLE, String::new()), |document| {
                (StatusCode::OK, document.to_string())
            })
        };
        let router = Router::new().route("/keys", get(answer)).with_state(Arc::clone(&source));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        tokio::spawn(async move { serve(listener, router).await });
        let auth =
            AuthConfig { jwks_url: Some(url), jwks_refresh_seconds: 1, ..AuthConfig::default() };
        (source, auth)
    }

    fn set(&self, document: Option<Value>) {
        *self.document.lock().unwrap() = document;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn serve(listener: tokio::net::TcpListener, router: Router) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let service = hyper_util::service::TowerToHyperService::new(router.clone());
        let io = hyper_util::rt::TokioIo::new(socket);
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(io, service));
    }
}

#[tokio::test]
async fn a_key_that_is_not_known_is_fetched_once_for_all_who_wait() {
    for algorithm in PUBLIC {
        let pair = Pair::new(algorithm);
        let shared = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(OTHER), "kid": "a"});
        let (source, auth) = Source::serve(json!({"keys": [shared, pair.jwk("a")]})).await;
        let keys = Arc::new(keys(&auth));
        let token = pair.token(Some("a"));
        let many = (0..20).map(|_| {
            let (keys, token) = (Arc::clone(&keys), token.clone());
            tokio::spawn(async move { keys.verify(&token, now()).await.is_ok() })
        });
        for one in many.collect::<Vec<_>>() {
            assert!(one.await.unwrap(), "{algorithm:?}");
        }
        assert_eq!(source.asked(), 1);
        // A shared secret in the document is no key of ours.
        assert!(keys.verify(&hs256(&good(), OTHER), now()).await.is_err());
        // Invented names make no storm.
        for kid in 0..20 {
            let token = pair.token(Some(&format!("invented-{kid}")));
            assert!(keys.verify(&token, now()).await.is_err());
        }
        assert_eq!(source.asked(), 1);
    }
}

#[tokio::test]
async fn keys_rotate_and_outlive_their_source_for_the_time_named() {
    let (old, new) = (Pair::new(PUBLIC[1]), Pair::new(PUBLIC[1]));
    let (source, mut auth) = Source::serve(json!({"keys": [old.jwk("old")]})).await;
    auth.jwks_keep_seconds = 10;
    let keys = keys(&auth);
    let jwks = keys.jwks.as_ref().unwrap();
    let until = async |token: &str, taken: bool| {
        while keys.verify(token, now()).await.is_ok() != taken {
            jwks.look().await;
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    until(&old.token(Some("old")), true).await;
    source.set(Some(json!({"keys": [new.jwk("new")]})));
    until(&new.token(Some("new")), true).await;
    assert!(keys.verify(&old.token(Some("old")), now()).await.is_err(), "no longer listed");
    source.set(None);
    let before = source.asked();
    while source.asked() == before {
        jwks.look().await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(keys.verify(&new.token(Some("new")), now()).await.is_ok(), "the source is away");
    until(&new.token(Some("new")), false).await;
    source.set(Some(json!({"keys": [new.jwk("new")]})));
    until(&new.token(Some("new")), true).await;
}
