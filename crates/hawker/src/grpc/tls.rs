//! TLS on the gRPC port, by rustls.
//!
//! The certificate, its key and the authorities of callers are read again when
//! their files change or on SIGHUP, as those of the public port are: calls that run
//! go on, and whoever connects from then on is met with the new ones. Handshakes
//! are bounded in number and in time.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use arc_swap::ArcSwap;
use hawker_proto::v1::ErrorCode;
use hawker_telemetry::{gateway::Answered, identity as metric};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{Semaphore, mpsc},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use crate::{config::GrpcPort, error::Error};

/// How long a caller may take to shake hands.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes at one time; further callers wait in the kernel's queue.
const HANDSHAKES: usize = 256;
/// How often it is looked whether the files have changed.
const LOOK: Duration = Duration::from_secs(5);
/// How long after an accept that failed, such as for want of a descriptor, the next
/// one is tried.
const AGAIN: Duration = Duration::from_millis(100);

/// What the port is encrypted with now.
pub(crate) struct Guard {
    files: Files,
    current: ArcSwap<ServerConfig>,
}

/// Where the certificate, its key and the authorities are.
struct Files {
    cert: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
}

impl Guard {
    /// Reads what the configuration names, if it names something.
    ///
    /// # Errors
    /// `CONFIG_INVALID` with the key and the file that can't be used.
    pub(crate) fn of(config: &GrpcPort) -> Result<Option<Arc<Self>>, Error> {
        let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) else { return Ok(None) };
        let (cert, key) = (cert.clone(), key.clone());
        let files = Files { cert, key, client_ca: config.client_ca.clone() };
        let current = ArcSwap::from(files.read()?);
        Ok(Some(Arc::new(Self { files, current })))
    }

    /// Reads the files again when they change or somebody asks to, until stopped.
    pub(super) async fn keep_fresh(self: Arc<Self>, stop: CancellationToken) {
        let mut asked = match signal(SignalKind::hangup()) {
            Ok(asked) => asked,
            Err(error) => return tracing::error!(%error, "SIGHUP can't be listened to"),
        };
        let mut seen = self.files.stamp();
        let mut ticks = tokio::time::interval(LOOK);
        let looking = async {
            loop {
                let forced = tokio::select! {
                    _ = ticks.tick() => false,
                    _ = asked.recv() => true,
                };
                let stamp = self.files.stamp();
                if forced || stamp != seen {
                    seen = stamp;
                    self.reload();
                }
            }
        };
        stop.run_until_cancelled(looking).await;
    }

    fn reload(&self) {
        match self.files.read() {
            Ok(fresh) => {
                self.current.store(fresh);
                tracing::info!("the gRPC port's certificates were read again");
            }
            Err(error) => {
                metric::TLS_RELOAD_FAILURES.count().increment(1);
                tracing::error!(%error, "the gRPC port's new certificates can't be used: the old ones stay");
            }
        }
    }

    /// The callers who have shaken hands.
    pub(super) fn incoming(
        self: Arc<Self>,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> ReceiverStream<std::io::Result<TlsStream<TcpStream>>> {
        let (met, incoming) = mpsc::channel(1);
        tokio::spawn(async move {
            stop.run_until_cancelled(self.meet_all(&listener, &met)).await;
        });
        ReceiverStream::new(incoming)
    }

    async fn meet_all(
        &self,
        listener: &TcpListener,
        met: &mpsc::Sender<std::io::Result<TlsStream<TcpStream>>>,
    ) {
        let turns = Arc::new(Semaphore::new(HANDSHAKES));
        let count = |how| metric::TLS_HANDSHAKES.count_of(how);
        let full = metric::TLS_HANDSHAKES_FULL.count();
        loop {
            if turns.available_permits() == 0 {
                full.increment(1);
            }
            let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
            let socket = match listener.accept().await {
                Ok((socket, _)) => socket,
                Err(error) => {
                    tracing::warn!(%error, "a caller could not be accepted");
                    tokio::time::sleep(AGAIN).await;
                    continue;
                }
            };
            let shaking = shake(self.current.load_full(), socket);
            let (met, done, failed) = (met.clone(), count(Answered::Ok), count(Answered::Refused));
            tokio::spawn(async move {
                match tokio::time::timeout(HANDSHAKE, shaking).await {
                    Ok(Ok(stream)) => {
                        done.increment(1);
                        // Nobody takes it any more where the server has stopped.
                        drop(met.send(Ok(stream)).await);
                    }
                    Ok(Err(_)) | Err(_) => failed.increment(1),
                }
                drop(turn);
            });
        }
    }
}

async fn shake(
    config: Arc<ServerConfig>,
    socket: TcpStream,
) -> std::io::Result<TlsStream<TcpStream>> {
    socket.set_nodelay(true)?;
    TlsAcceptor::from(config).accept(socket).await
}

impl Files {
    /// By which a change of the files is seen.
    fn stamp(&self) -> Vec<Option<(SystemTime, u64)>> {
        let of = |path: &Path| {
            let about = fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        [Some(&self.cert), Some(&self.key), self.client_ca.as_ref()]
            .into_iter()
            .flatten()
            .map(|path| of(path))
            .collect()
    }

    fn read(&self) -> Result<Arc<ServerConfig>, Error> {
        let unusable = |why: String| Error::new(ErrorCode::ConfigInvalid, why);
        let together = |error: &dyn std::fmt::Display| {
            unusable(format!(
                "grpc.tls_cert, tls_key and client_ca can't be used together: {error}"
            ))
        };
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| together(&error))?;
        let builder = match &self.client_ca {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(certificates("grpc.client_ca", path)?);
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                        .build()
                        .map_err(|error| together(&error))?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| unusable(format!("grpc.tls_key {}: {error}", self.key.display())))?;
        let mut config = builder
            .with_single_cert(certificates("grpc.tls_cert", &self.cert)?, key)
            .map_err(|error| together(&error))?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The certificates of a file, of which there must be some.
pub(crate) fn certificates(key: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let unusable = |why: String| {
        Error::new(ErrorCode::ConfigInvalid, format!("{key} {}: {why}", path.display()))
    };
    match read {
        Ok(read) if read.is_empty() => Err(unusable("it holds no certificate".to_owned())),
        read => read.map_err(|error| unusable(error.to_string())),
    }
}
