//! One process of the fleet: where it listens, and whether that is encrypted.

use std::{fmt, io, sync::Arc, time::Duration};

use hawker_proto::v1::ErrorCode;
use http::Uri;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use crate::error::Error;

/// How long a process may take to accept, and to shake hands.
const CONNECT_WITHIN: Duration = Duration::from_secs(1);

/// The gRPC port of an address that names none.
const PORT: u16 = 7071;

/// Bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Where a process listens.
#[derive(Clone)]
pub(super) struct Address {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Address {
    /// Reads `http://host:port` or `https://host:port`.
    pub(super) fn read(
        key: &str,
        text: &str,
        tls: Option<&Arc<ClientConfig>>,
    ) -> Result<Self, Error> {
        let wrong =
            |why: &str| Error::new(ErrorCode::ConfigInvalid, format!("{key}: `{text}` {why}"));
        let no_address = "is no address: write it as http://host:port or https://host:port";
        let uri: Uri = text.parse().map_err(|_| wrong(no_address))?;
        let host = uri.host().ok_or_else(|| wrong(no_address))?.trim_matches(['[', ']']);
        let port = uri.port_u16().unwrap_or(PORT);
        let tls = match (uri.scheme_str(), tls) {
            (Some("http"), _) => None,
            (Some("https"), None) => {
                return Err(wrong("needs fleet.tls_ca, with the authorities to trust"));
            }
            (Some("https"), Some(config)) => {
                let name = ServerName::try_from(host.to_owned()).map_err(|_| wrong(no_address))?;
                Some((TlsConnector::from(Arc::clone(config)), name))
            }
            _ => return Err(wrong(no_address)),
        };
        Ok(Self { host: host.to_owned(), port, tls })
    }

    /// Connects, and shakes hands where the port is encrypted.
    pub(super) async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        timeout(CONNECT_WITHIN, self.enter()).await.map_err(|_| {
            let why = format!("{}:{} does not answer", self.host, self.port);
            io::Error::new(io::ErrorKind::TimedOut, why)
        })?
    }

    async fn enter(&self) -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            None => Box::new(stream),
            Some((connector, name)) => Box::new(connector.connect(name.clone(), stream).await?),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_scheme_a_host_and_a_port() {
        let read = |text| Address::read("fleet.inventory", text, None);
        let port = |text| read(text).map(|address| (address.host, address.port)).unwrap();
        assert_eq!(port("http://10.0.0.2:81"), ("10.0.0.2".to_owned(), 81));
        assert_eq!(port("http://stock"), ("stock".to_owned(), 7071));
        assert_eq!(port("http://[::1]:9"), ("::1".to_owned(), 9));
        for wrong in ["", "10.0.0.2:7071", "ftp://stock", "http://"] {
            let error = read(wrong).err().unwrap();
            assert!(error.to_string().contains("is no address"), "{error}");
        }
        let error = read("https://stock").err().unwrap();
        assert!(error.to_string().contains("fleet.tls_ca"), "{error}");
    }
}
