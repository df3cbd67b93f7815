//! An encrypted connection for whoever reads and writes asynchronously: the
//! handshake, and the HTTP server.

use std::{
    cell::RefCell,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};

use super::cipher::Cipher;
use crate::door::Rewind;

/// Bytes of ciphertext read at once.
const READ: usize = 8 * 1024;

/// The connection.
pub(crate) struct Encrypted {
    socket: Rewind,
    /// In the box in which a session will hold it.
    cipher: Box<RefCell<Cipher>>,
}

impl Encrypted {
    /// Shakes hands with whoever is at the other end.
    ///
    /// # Errors
    /// What went wrong; the client was told, where it takes that.
    pub(super) async fn accept(config: Arc<ServerConfig>, mut socket: Rewind) -> io::Result<Self> {
        let mut cipher = Cipher::new(config).map_err(io::Error::other)?;
        let mut space = vec![0; READ];
        while cipher.is_shaking() {
            let length = socket.read(&mut space).await?;
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let taken = cipher.receive(space.get(..length).unwrap_or_default());
            while !cipher.unsent().is_empty() {
                let sent = socket.write(cipher.unsent()).await?;
                cipher.sent(sent);
            }
            taken?;
        }
        Ok(Self { socket, cipher: Box::new(RefCell::new(cipher)) })
    }

    /// The socket, and the state of its encryption.
    pub(crate) fn into_parts(self) -> (Rewind, Box<RefCell<Cipher>>) {
        (self.socket, self.cipher)
    }

    /// Sends what was enciphered.
    fn poll_push(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let cipher = self.cipher.get_mut();
        while !cipher.unsent().is_empty() {
            match ready!(Pin::new(&mut self.socket).poll_write(cx, cipher.unsent()))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => cipher.sent(sent),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            if let Some(read) = self.cipher.get_mut().read(buffer.initialize_unfilled()) {
                buffer.advance(read);
                return Poll::Ready(Ok(()));
            }
            let mut space = [0; READ];
            let mut came = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.socket).poll_read(cx, &mut came))?;
            if came.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            let taken = self.cipher.get_mut().receive(came.filled());
            // Such as the alert that says what is wrong: what the socket does not
            // take is sent with what follows.
            if let Poll::Ready(Err(error)) = self.poll_push(cx) {
                return Poll::Ready(Err(error));
            }
            taken?;
        }
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_push(cx))?;
        let taken = self.cipher.get_mut().encrypt(&[IoSlice::new(bytes)])?;
        match self.poll_push(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(taken)),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_push(cx))?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_push(cx))?;
        // Said once only, however often this is asked.
        self.cipher.get_mut().close()?;
        ready!(self.poll_push(cx))?;
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
