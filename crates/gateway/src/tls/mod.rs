//! TLS on the public port, by rustls.
//!
//! The handshake runs on the common runtime, in a bounded number at once and
//! within its time; HTTP goes on over it, and when a viewer upgrades, the worker
//! gets the socket with the state of its encryption ([`Socket`]). The certificate
//! is read again when its files change or on SIGHUP: who is connected stays, who
//! comes gets the new one.

mod cipher;
mod files;
mod socket;
mod stream;

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use hawker_telemetry::{gateway::Answered, identity as metric};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;

pub(crate) use socket::{Socket, Wire};
pub(crate) use stream::Encrypted;

use crate::{Error, config::TlsConfig, door::Rewind, limits::TLS_LOOK};
use files::Files;

/// The cryptography that TLS stands on, wherever it is used.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// What the public port needs to speak TLS.
pub(crate) struct Tls {
    files: Files,
    current: ArcSwap<ServerConfig>,
    handshakes: Semaphore,
    within: Duration,
    meters: Meters,
}

struct Meters {
    done: metrics::Counter,
    failed: metrics::Counter,
    full: metrics::Counter,
    reload_failures: metrics::Counter,
}

impl Tls {
    /// Reads what the configuration names, if it names something.
    ///
    /// # Errors
    /// [`Error::Config`] with the key or the file that is wrong.
    pub(crate) fn of(config: &TlsConfig) -> Result<Option<Arc<Self>>, Error> {
        let Some(files) = Files::of(config)? else { return Ok(None) };
        if config.handshakes == 0 {
            return Err(Error::Config("gateway.tls.handshakes must be at least 1".into()));
        }
        let current = ArcSwap::from(files.read()?);
        Ok(Some(Arc::new(Self {
            files,
            current,
            handshakes: Semaphore::new(config.handshakes),
            within: Duration::from_millis(config.handshake_ms),
            meters: Meters {
                done: metric::TLS_HANDSHAKES.count_of(Answered::Ok),
                failed: metric::TLS_HANDSHAKES.count_of(Answered::Refused),
                full: metric::TLS_HANDSHAKES_FULL.count(),
                reload_failures: metric::TLS_RELOAD_FAILURES.count(),
            },
        })))
    }

    /// Shakes hands, when it is its turn; none when that fails or takes too long.
    pub(crate) async fn accept(&self, socket: Rewind) -> Option<Encrypted> {
        if self.handshakes.available_permits() == 0 {
            self.meters.full.increment(1);
        }
        let shaking = async {
            let _turn = self.handshakes.acquire().await.ok()?;
            Encrypted::accept(self.current.load_full(), socket).await.ok()
        };
        let shaken = tokio::time::timeout(self.within, shaking).await.ok().flatten();
        match &shaken {
            Some(_) => &self.meters.done,
            None => &self.meters.failed,
        }
        .increment(1);
        shaken
    }

    /// Reads the files again when they change or somebody asks to, until stopped.
    pub(crate) async fn keep_fresh(self: Arc<Self>, stop: CancellationToken) {
        let mut seen = self.files.stamp();
        let mut ticks = tokio::time::interval(TLS_LOOK);
        let mut asked = match signal(SignalKind::hangup()) {
            Ok(asked) => asked,
            Err(error) => return tracing::error!(%error, "SIGHUP can't be listened to"),
        };
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
                tracing::info!("the certificate was read again");
            }
            Err(error) => {
                self.meters.reload_failures.increment(1);
                tracing::error!(%error, "the new certificate can't be used: the old one stays");
            }
        }
    }
}
