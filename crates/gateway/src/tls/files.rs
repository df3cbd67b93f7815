//! The certificate and its key, as PEM files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::NoServerSessionStorage,
};

use crate::{Error, config::TlsConfig};

/// Where they are.
pub(super) struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// By which a change of the files is seen.
pub(super) type Stamp = [Option<(SystemTime, u64)>; 2];

impl Files {
    /// What the configuration names: both, or none.
    pub(super) fn of(config: &TlsConfig) -> Result<Option<Self>, Error> {
        match (&config.cert, &config.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                Ok(Some(Self { certificate: certificate.clone(), key: key.clone() }))
            }
            _ => Err(Error::Config("gateway.tls needs both cert and key, or none".into())),
        }
    }

    pub(super) fn stamp(&self) -> Stamp {
        let of = |path: &Path| {
            let about = fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        [of(&self.certificate), of(&self.key)]
    }

    pub(super) fn read(&self) -> Result<Arc<ServerConfig>, Error> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(|error| Error::file("gateway.tls.cert", &self.certificate, error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| Error::file("gateway.tls.key", &self.key, error))?;
        let mut config = ServerConfig::builder_with_provider(super::provider())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| Error::file("gateway.tls.cert", &self.certificate, error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Who comes back brings what it takes to go on: nothing is kept for it here.
        // The tickets are good for as long as this certificate is.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.ticketer = ring::Ticketer::new()
            .map_err(|error| Error::file("gateway.tls.cert", &self.certificate, error))?;
        config.send_tls13_tickets = 1;
        Ok(Arc::new(config))
    }
}
