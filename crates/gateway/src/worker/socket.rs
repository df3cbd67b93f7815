//! How a viewer's socket is set: mostly once for all, on the listener, from which
//! Linux copies it to each socket that is accepted.

use std::{
    io,
    net::{TcpListener, TcpStream},
};

use socket2::SockRef;

/// Unsent bytes that the kernel takes for one viewer. Little, so that what is
/// overtaken (state, chat) is left out here and not queued there.
const NOTSENT: u32 = 16 * 1024;

/// Sets the listener, so that what it accepts sends without Nagle's delay and has
/// little unsent data in the kernel.
pub(crate) fn set_listener(listener: &TcpListener) -> io::Result<()> {
    let listener = SockRef::from(listener);
    listener.set_tcp_nodelay(true)?;
    limit_unsent(&listener, NOTSENT);
    Ok(())
}

/// Sets a viewer's socket that was not accepted by a listener of ours, or on which
/// somebody else spoke before.
pub(super) fn set(stream: &TcpStream) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    limit_unsent(&SockRef::from(stream), NOTSENT);
    Ok(())
}

/// Lets the kernel take what is left for one who is being cut off: the rest of
/// a frame and the goodbye still go to its send buffer.
pub(crate) fn let_unsent_grow(stream: &TcpStream) {
    limit_unsent(&SockRef::from(stream), u32::MAX);
}

#[cfg(target_os = "linux")]
fn limit_unsent(socket: &SockRef<'_>, bytes: u32) {
    if let Err(error) = socket.set_tcp_notsent_lowat(bytes) {
        tracing::debug!(%error, "TCP_NOTSENT_LOWAT could not be set");
    }
}

#[cfg(not(target_os = "linux"))]
fn limit_unsent(_socket: &SockRef<'_>, _bytes: u32) {}
