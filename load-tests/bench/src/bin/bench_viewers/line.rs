//! A connection, plain or over TLS.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use mio::net::TcpStream;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use rustls::{ClientConfig, ClientConnection, RootCertStore};

/// The name that the server's certificate is for.
const NAME: &str = "hawker.bench";

/// Trusts what is in that file, and nothing else.
pub(crate) fn trusting(path: &Path) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(path);
    roots.add(certificate.with_context(|| path.display().to_string())?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // Who comes for the first time is what is measured.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(Arc::new(config))
}

/// The connection. It never blocks.
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    tls: Option<Box<ClientConnection>>,
}

impl Line {
    /// One that was begun, and will be encrypted where there is a configuration.
    pub(crate) fn new(stream: TcpStream, tls: Option<&Arc<ClientConfig>>) -> anyhow::Result<Line> {
        let name = || ServerName::try_from(NAME).context("the server's name");
        let begin = |config: &Arc<ClientConfig>| {
            anyhow::Ok(Box::new(ClientConnection::new(Arc::clone(config), name()?)?))
        };
        Ok(Line { stream, tls: tls.map(begin).transpose()? })
    }

    /// Whether all that came was read when a read gave less than it might have.
    pub(crate) fn tells_its_end(&self) -> bool {
        self.tls.is_none()
    }

    /// Sends all of it, over TLS when hands were shaken.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(tls) = &mut self.tls else { return self.stream.write_all(bytes) };
        tls.writer().write_all(bytes)?;
        self.push()
    }

    /// Reads what is there: 0 when nothing will ever come.
    pub(crate) fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(tls) = &mut self.tls else { return self.stream.read(into) };
            match tls.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            if tls.read_tls(&mut self.stream)? == 0 {
                return Ok(0);
            }
            tls.process_new_packets().map_err(io::Error::other)?;
            self.push()?;
        }
    }

    fn push(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else { return Ok(()) };
        while tls.wants_write() {
            tls.write_tls(&mut self.stream)?;
        }
        Ok(())
    }
}
