//! Where connections come from: the address of a client, as its socket has it or
//! as trusted proxies say.

mod address;
mod proxy;

use std::{io, net::IpAddr};

use tokio::{io::AsyncReadExt, net::TcpStream};

pub(crate) use address::Address;
pub use address::Network;

/// Reads the header of the PROXY protocol with which a connection begins, and not
/// a byte more: the client's address, where the proxy says one.
///
/// # Errors
/// When what comes is no such header, or the connection ends before it has.
pub(crate) async fn proxied(socket: &mut TcpStream) -> io::Result<Option<IpAddr>> {
    let mut bytes = [0; proxy::HEADER_MAX];
    let mut kept = 0;
    loop {
        let seen = kept + socket.peek(bytes.get_mut(kept..).unwrap_or_default()).await?;
        if seen == kept {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let header = proxy::read(bytes.get(..seen).unwrap_or_default());
        let header = header.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let until = header.map_or(seen, |header| header.length);
        socket.read_exact(bytes.get_mut(kept..until).unwrap_or_default()).await?;
        match header {
            Some(header) => return Ok(header.source),
            None => kept = until,
        }
    }
}
