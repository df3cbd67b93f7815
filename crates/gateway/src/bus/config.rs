//! The `[redis]` table: where the cluster is and how it is entered.

use std::{path::PathBuf, sync::Arc};

use redis::{ProtocolVersion, RedisConnectionInfo};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_rustls::TlsConnector;

use crate::Error;

/// Bytes of a prefix, at most.
const PREFIX: usize = 32;

/// Redis Cluster, for what the gateways of a fleet tell one another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RedisConfig {
    /// Nodes of the cluster, as `host:port`: any of them, the others are found.
    pub nodes: Vec<String>,
    /// A file with the password of the default user; none where there is none.
    pub password_file: Option<PathBuf>,
    /// Whether connections are encrypted, with a certificate that is checked.
    pub tls: bool,
    /// A PEM file with the authorities whose servers are trusted; without it, those
    /// of this machine.
    pub tls_ca: Option<PathBuf>,
    /// What every key and channel begins with: 1 to 32 of `a-z`, `0-9` and `-`, so that
    /// several Hawkers can share one cluster.
    pub prefix: String,
}

impl Default for RedisConfig {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            password_file: None,
            tls: true,
            tls_ca: None,
            prefix: "hawker".to_owned(),
        }
    }
}

impl RedisConfig {
    /// Whether there is a cluster.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// Refuses what can't be meant.
    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |why: String| Err(Error::Config(why));
        if !self.is_set() {
            return wrong(
                "redis.nodes: name at least one node, such as [\"10.0.0.7:6379\"]".into(),
            );
        }
        for node in &self.nodes {
            let port = node.rsplit_once(':').filter(|(host, _)| !host.is_empty());
            if port.is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
                return wrong(format!("redis.nodes: `{node}` is no `host:port`"));
            }
        }
        let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if !(1..=PREFIX).contains(&self.prefix.len()) || !self.prefix.bytes().all(fits) {
            return wrong("redis.prefix: it must be 1 to 32 of `a-z`, `0-9` and `-`".into());
        }
        Ok(())
    }

    /// How a connection is entered. The type shows no password.
    pub(super) fn entrance(&self) -> Result<RedisConnectionInfo, Error> {
        let info = RedisConnectionInfo::default()
            .set_protocol(ProtocolVersion::RESP3)
            .set_skip_set_lib_name();
        let Some(path) = &self.password_file else { return Ok(info) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::file("redis.password_file", path, error))?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(Error::file("redis.password_file", path, "it is empty")),
            password => Ok(info.set_password(password)),
        }
    }

    /// How a server is trusted, where connections are encrypted.
    pub(super) fn trust(&self) -> Result<Option<TlsConnector>, Error> {
        if !self.tls {
            return Ok(None);
        }
        let certificates: Vec<CertificateDer<'static>> = match &self.tls_ca {
            None => rustls_native_certs::load_native_certs().certs,
            Some(path) => CertificateDer::pem_file_iter(path)
                .and_then(Iterator::collect)
                .map_err(|error| Error::file("redis.tls_ca", path, error))?,
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        if roots.is_empty() {
            let why = "redis.tls_ca: no authority is trusted: name a file with the servers'";
            return Err(Error::Config(why.into()));
        }
        let config = ClientConfig::builder_with_provider(crate::tls::provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Config(format!("redis.tls: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Some(TlsConnector::from(Arc::new(config))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_cannot_be_meant_is_refused() {
        let nodes = |node: &str| RedisConfig { nodes: vec![node.into()], ..RedisConfig::default() };
        assert!(nodes("10.0.0.7:6379").check().is_ok());
        assert!(nodes("[::1]:6379").check().is_ok());
        for wrong in ["10.0.0.7", ":6379", "redis:x", "redis:70000"] {
            let said = nodes(wrong).check().unwrap_err().to_string();
            assert!(said.starts_with("redis.nodes"), "{said}");
        }
        assert!(RedisConfig::default().check().is_err());
        for prefix in ["", "Shop", "a b", "x".repeat(33).as_str()] {
            let config = RedisConfig { prefix: prefix.into(), ..nodes("10.0.0.7:6379") };
            let said = config.check().unwrap_err().to_string();
            assert!(said.starts_with("redis.prefix"), "{said}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "swordfish\n").unwrap();
        let path = Some(file.path().to_owned());
        let config = RedisConfig { password_file: path, ..RedisConfig::default() };
        let entrance = config.entrance().unwrap();
        assert_eq!(entrance.password(), Some("swordfish"));
        assert!(!format!("{config:?} {entrance:?}").contains("swordfish"));
        std::fs::write(file.path(), "\n").unwrap();
        assert!(config.entrance().unwrap_err().to_string().contains("it is empty"));
    }
}
