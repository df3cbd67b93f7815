//! `[fleet]`: where the other roles are.

use std::{path::PathBuf, sync::Arc};

use hawker_proto::v1::ErrorCode;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{PrivateKeyDer, pem::PemObject as _},
};

use crate::{error::Error, grpc::certificates};

/// Where the other roles are, for a process that runs a part of them.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FleetConfig {
    /// The gRPC ports of all inventory processes; the one that owns the stock is found.
    pub(crate) inventory: Vec<String>,
    /// The gRPC port of the funnel.
    pub(crate) funnel: Option<String>,
    /// A file with the token that those ports want (their `grpc.service_token_file`).
    pub(crate) service_token_file: Option<PathBuf>,
    /// A PEM file with the authorities whose servers are trusted, for `https`.
    pub(crate) tls_ca: Option<PathBuf>,
    /// A PEM file with the certificate that we show there: mutual TLS.
    pub(crate) tls_cert: Option<PathBuf>,
    /// A PEM file with that certificate's private key.
    pub(crate) tls_key: Option<PathBuf>,
}

impl FleetConfig {
    /// How an `https` address is entered, if the configuration says whom to trust.
    pub(super) fn tls(&self) -> Result<Option<Arc<ClientConfig>>, Error> {
        let Some(ca) = &self.tls_ca else { return Ok(None) };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates("fleet.tls_ca", ca)?);
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| wrong("tls_ca", &e))?
            .with_root_certificates(roots);
        let mut config = match (&self.tls_cert, &self.tls_key) {
            (None, None) => builder.with_no_client_auth(),
            (Some(cert), Some(key)) => {
                let cert = certificates("fleet.tls_cert", cert)?;
                let key = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong("tls_key", &e))?;
                builder.with_client_auth_cert(cert, key).map_err(|e| wrong("tls_cert", &e))?
            }
            _ => return Err(wrong("tls_cert", &"it goes together with fleet.tls_key")),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Some(Arc::new(config)))
    }
}

fn wrong(key: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorCode::ConfigInvalid, format!("fleet.{key}: {why}"))
}
