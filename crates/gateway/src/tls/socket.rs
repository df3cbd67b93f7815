//! A viewer's socket, plain or encrypted.
//!
//! What goes out is framed once and shared; with TLS each viewer's copy is
//! encrypted here. Ciphertext that the kernel did not take is kept, at most one
//! write of it ([`crate::limits::TLS_UNSENT`]), and is sent before anything else
//! is: so a record is never half sent and then overtaken.

use std::{
    cell::RefCell,
    io::{self, IoSlice, Read as _, Write as _},
    net::TcpStream,
};

use rustls::ServerConnection;

/// A socket on its way to a worker.
pub(crate) struct Wire {
    pub(crate) tcp: TcpStream,
    /// The state of its encryption, where it is encrypted.
    pub(crate) tls: Option<Box<ServerConnection>>,
}

impl Wire {
    /// One that is not encrypted.
    pub(crate) fn plain(tcp: TcpStream) -> Self {
        Self { tcp, tls: None }
    }
}

/// A socket that a session owns. It never blocks.
pub(crate) struct Socket {
    tcp: TcpStream,
    tls: Option<Box<RefCell<ServerConnection>>>,
}

impl Socket {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { tcp: wire.tcp, tls: wire.tls.map(|tls| Box::new(RefCell::new(*tls))) }
    }

    /// The socket itself, to be set and to be listened to.
    pub(crate) fn tcp(&self) -> &TcpStream {
        &self.tcp
    }

    /// Whether something may be left to read that no event will tell of.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// Reads what is there: 0 when nothing will ever come.
    pub(crate) fn read(&self, into: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = &self.tls else { return (&self.tcp).read(into) };
        let mut tls = tls.borrow_mut();
        loop {
            match tls.reader().read(into) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // Some leave without saying so; what they said is complete anyhow,
                // since frames have a length.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                read => return read,
            }
            if tls.read_tls(&mut &self.tcp)? == 0 {
                return Ok(0);
            }
            if let Err(error) = tls.process_new_packets() {
                // The alert that says why, if the socket takes it.
                tls.write_tls(&mut &self.tcp).ok();
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }

    /// Writes as much as fits: how many of these bytes are taken, though some of
    /// them may be [unsent](Self::has_unsent) yet.
    pub(crate) fn write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let Some(tls) = &self.tls else {
            return match slices {
                [one] => (&self.tcp).write(one),
                several => (&self.tcp).write_vectored(several),
            };
        };
        self.push()?;
        let taken = tls.borrow_mut().writer().write_vectored(slices)?;
        match self.push() {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(taken),
        }
    }

    /// Sends what was taken before: an error of the kind `WouldBlock` when the
    /// kernel does not take all of it.
    pub(crate) fn push(&self) -> io::Result<()> {
        let Some(tls) = &self.tls else { return Ok(()) };
        let mut tls = tls.borrow_mut();
        while tls.wants_write() {
            match tls.write_tls(&mut &self.tcp) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether there is something to [push](Self::push).
    pub(crate) fn has_unsent(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.borrow().wants_write())
    }
}

impl Drop for Socket {
    /// Says that this is the end, if the socket takes it.
    fn drop(&mut self) {
        if let Some(tls) = &self.tls {
            tls.borrow_mut().send_close_notify();
            self.push().ok();
        }
    }
}
