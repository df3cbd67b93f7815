//! Public keys from a URL (JWKS): fetched in the background, and again when a
//! token names a key that is not known.
//!
//! One fetch runs at a time, and at most one in [`APART`] for tokens' sake, so
//! that tokens with invented key names make no storm. What the document no longer
//! lists is no longer taken; what was fetched last is kept for a named time when
//! its source is away.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use bytes::Bytes;
use hawker_telemetry::identity as metric;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Mutex,
};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;

use super::{
    Keys, fits,
    jwt::Jwt,
    public_key::{self, PublicKey},
};
use crate::{
    Error,
    config::AuthConfig,
    limits::{JWKS_APART as APART, JWKS_BYTES, JWKS_DEADLINE, JWKS_TICK},
};

/// Keys that are fetched.
pub(super) struct Jwks {
    source: Source,
    keys: ArcSwap<Fetched>,
    /// Held while one fetches: when that was tried last, and how often.
    turn: Mutex<Turn>,
    refresh: Duration,
    keep: Duration,
    failures: metrics::Counter,
    age: metrics::Gauge,
}

#[derive(Default)]
struct Turn {
    tried: Option<Instant>,
}

/// What was fetched last.
#[derive(Default)]
struct Fetched {
    keys: Vec<PublicKey>,
    /// None before the first time.
    at: Option<Instant>,
}

/// Where the document is.
struct Source {
    uri: Uri,
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Jwks {
    /// What the configuration names, if it names something.
    pub(super) fn of(auth: &AuthConfig) -> Result<Option<Self>, Error> {
        let Some(url) = &auth.jwks_url else { return Ok(None) };
        if auth.jwks_refresh_seconds == 0 {
            let why = "gateway.auth.jwks_refresh_seconds must be at least 1";
            return Err(Error::Config(why.into()));
        }
        Ok(Some(Self {
            source: Source::of(url, auth.jwks_ca_file.as_ref())?,
            keys: ArcSwap::default(),
            turn: Mutex::default(),
            refresh: Duration::from_secs(u64::from(auth.jwks_refresh_seconds)),
            keep: Duration::from_secs(u64::from(auth.jwks_keep_seconds)),
            failures: metric::KEY_FETCH_FAILURES.count(),
            age: metric::KEYS_AGE_SECONDS.level(),
        }))
    }

    /// Whether one of the keys signed this token.
    pub(super) fn signed(&self, jwt: &Jwt<'_>) -> bool {
        let fetched = self.keys.load();
        let fresh = fetched.at.is_some_and(|at| at.elapsed() <= self.keep);
        fresh && fetched.keys.iter().any(|key| fits(key, jwt))
    }

    /// Fetches again for a token whose key is not known; whether there may be
    /// other keys now.
    pub(super) async fn look_again(&self, jwt: &Jwt<'_>) -> bool {
        let before = self.keys.load_full();
        let known = |key: &PublicKey| key.may_be(jwt.algorithm, jwt.kid.as_deref());
        if jwt.kid.is_some() && before.keys.iter().any(known) {
            // Its key is here, and did not sign it.
            return false;
        }
        let mut turn = self.turn.lock().await;
        if !Arc::ptr_eq(&before, &self.keys.load_full()) {
            return true;
        }
        if turn.tried.is_some_and(|then| then.elapsed() < APART) {
            return false;
        }
        self.fetch(&mut turn).await
    }

    /// Fetches the document; whether that worked.
    async fn fetch(&self, turn: &mut Turn) -> bool {
        turn.tried = Some(Instant::now());
        let outcome = match tokio::time::timeout(JWKS_DEADLINE, self.source.get()).await {
            Ok(outcome) => outcome,
            Err(_) => Err("it took too long".to_owned()),
        };
        match outcome {
            Ok(keys) => {
                self.keys.store(Arc::new(Fetched { keys, at: Some(Instant::now()) }));
                self.age.set(0.0);
                true
            }
            Err(why) => {
                self.failures.increment(1);
                tracing::warn!(%why, host = self.source.host, "the keys (JWKS) could not be fetched");
                false
            }
        }
    }

    /// Fetches when it is time to; tells how old the keys are.
    pub(super) async fn look(&self) {
        if let Some(at) = self.keys.load().at {
            self.age.set(at.elapsed().as_secs_f64());
        }
        let mut turn = self.turn.lock().await;
        let due = if self.keys.load().at.is_some() { self.refresh } else { APART };
        if turn.tried.is_none_or(|then| then.elapsed() >= due.min(self.refresh)) {
            self.fetch(&mut turn).await;
        }
    }
}

/// Keeps fetched keys fresh, until stopped; ends at once where none are fetched.
pub(crate) async fn keep_fresh(shared: Arc<crate::Shared>, stop: CancellationToken) {
    let keys: &Keys = &shared.keys;
    let Some(jwks) = &keys.jwks else { return };
    let mut ticks = tokio::time::interval(JWKS_TICK);
    let looking = async {
        loop {
            ticks.tick().await;
            jwks.look().await;
        }
    };
    stop.run_until_cancelled(looking).await;
}

impl Source {
    fn of(url: &str, ca_file: Option<&PathBuf>) -> Result<Self, Error> {
        let wrong = |why: &str| Error::Config(format!("gateway.auth.jwks_url: {why}"));
        let uri: Uri = url.parse().map_err(|_| wrong("it is not a URL"))?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong("it may hold no user and no password: keys are public"));
        }
        let host = uri.host().ok_or_else(|| wrong("it names no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (tls, port) = match uri.scheme_str() {
            Some("https") => (Some(connector(&host, ca_file)?), 443),
            Some("http") if is_loopback(&host) => (None, 80),
            _ => return Err(wrong("it must be https; http is for loopback only")),
        };
        let port = uri.port_u16().unwrap_or(port);
        Ok(Self { uri, host, port, tls })
    }

    async fn get(&self) -> Result<Vec<PublicKey>, String> {
        let socket = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(said)?;
        match &self.tls {
            None => self.ask(socket).await,
            Some((connector, name)) => {
                let stream = connector.connect(name.clone(), socket).await.map_err(said)?;
                self.ask(stream).await
            }
        }
    }

    async fn ask(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) -> Result<Vec<PublicKey>, String> {
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(said)?;
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        let request = Request::get(path)
            .header(header::HOST, authority)
            .header(header::ACCEPT, "application/json")
            .body(Empty::<Bytes>::new())
            .map_err(said)?;
        let asking = async {
            let answer = sender.send_request(request).await.map_err(said)?;
            if answer.status() != StatusCode::OK {
                return Err(format!("it answered {}", answer.status()));
            }
            let body = Limited::new(answer.into_body(), JWKS_BYTES).collect().await;
            Ok(body.map_err(said)?.to_bytes())
        };
        let body = tokio::select! {
            body = asking => body?,
            ended = connection => return Err(ended.err().map_or("it hung up".into(), said)),
        };
        let keys = public_key::from_jwks(&body).ok_or("it is no JWKS document")?;
        if keys.is_empty() {
            return Err("it lists no key for RS256, ES256 or EdDSA".into());
        }
        Ok(keys)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn said(error: impl ToString) -> String {
    error.to_string()
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Trusts the certificates in the file, or those that the system trusts.
fn connector(
    host: &str,
    ca_file: Option<&PathBuf>,
) -> Result<(TlsConnector, ServerName<'static>), Error> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Error::Config("gateway.auth.jwks_url: it names no valid host".into()))?;
    let mut roots = RootCertStore::empty();
    let certificates: Vec<CertificateDer<'static>> = match ca_file {
        None => rustls_native_certs::load_native_certs().certs,
        Some(path) => CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(|error| Error::file("gateway.auth.jwks_ca_file", path, error))?,
    };
    roots.add_parsable_certificates(certificates);
    if roots.is_empty() {
        let why = "gateway.auth.jwks_url: the system trusts no certificate: name some with \
                   gateway.auth.jwks_ca_file";
        return Err(Error::Config(why.into()));
    }
    let config = ClientConfig::builder_with_provider(crate::tls::provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Config(format!("gateway.auth.jwks_url: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok((TlsConnector::from(Arc::new(config)), name))
}
