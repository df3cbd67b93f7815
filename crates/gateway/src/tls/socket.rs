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

use rustix::net::SendFlags;

use super::cipher::Cipher;

/// A socket on its way to a worker.
pub(crate) struct Wire {
    pub(crate) tcp: TcpStream,
    /// The state of its encryption, where it is encrypted.
    pub(crate) tls: Option<Box<RefCell<Cipher>>>,
}

impl Wire {
    /// One that is not encrypted.
    pub(crate) fn plain(tcp: TcpStream) -> Self {
        Self { tcp, tls: None }
    }
}

/// One `send`, straight to the kernel. What the C library does around it, in a process
/// with threads, so that the call may be cancelled, costs a hundredth of the whole.
fn send(tcp: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    Ok(rustix::net::send(tcp, bytes, SendFlags::empty())?)
}

/// A socket that a session owns. It never blocks.
pub(crate) struct Socket {
    tcp: TcpStream,
    tls: Option<Box<RefCell<Cipher>>>,
}

impl Socket {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { tcp: wire.tcp, tls: wire.tls }
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
        loop {
            if let Some(read) = tls.borrow_mut().read(into) {
                return Ok(read);
            }
            // Some leave without saying so; what they said is complete anyhow,
            // since frames have a length.
            let came = match (&self.tcp).read(into)? {
                0 => return Ok(0),
                length => into.get(..length).unwrap_or_default(),
            };
            let taken = tls.borrow_mut().receive(came);
            // Such as the alert that says what is wrong, if the socket takes it.
            self.push().ok();
            taken?;
        }
    }

    /// Writes as much as fits: how many of these bytes are taken, though some of
    /// them may be [unsent](Self::has_unsent) yet.
    pub(crate) fn write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let Some(tls) = &self.tls else {
            return match slices {
                [one] => send(&self.tcp, one),
                several => (&self.tcp).write_vectored(several),
            };
        };
        self.push()?;
        let taken = tls.borrow_mut().encrypt(slices)?;
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
        while !tls.unsent().is_empty() {
            match (&self.tcp).write(tls.unsent()) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(sent) => tls.sent(sent),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether there is something to [push](Self::push).
    pub(crate) fn has_unsent(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| !tls.borrow().unsent().is_empty())
    }
}

impl Drop for Socket {
    /// Says that this is the end, if the socket takes it.
    fn drop(&mut self) {
        if let Some(tls) = &self.tls {
            tls.borrow_mut().close().ok();
            self.push().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, sync::Arc};

    use rustls::{
        ClientConfig, ClientConnection, RootCertStore, ServerConfig, Stream,
        SupportedProtocolVersion,
    };

    use super::*;

    /// A socket here and the connection to it, hands shaken.
    fn pair() -> (Socket, TcpStream, ClientConnection) {
        pair_of(rustls::DEFAULT_VERSIONS)
    }

    /// The same, where the client speaks only these versions.
    fn pair_of(
        versions: &[&'static SupportedProtocolVersion],
    ) -> (Socket, TcpStream, ClientConnection) {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["hawker.test".into()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let provider = crate::tls::provider();
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())
            .unwrap();
        let client = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "hawker.test".try_into().unwrap();
        let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut theirs = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (tcp, _) = listener.accept().unwrap();
        let tls = Some(Box::new(RefCell::new(Cipher::new(Arc::new(server)).unwrap())));
        let ours = Socket::new(Wire { tcp, tls });
        // What is said along with the end of the handshake is read in time.
        let shaking = std::thread::spawn(move || {
            Stream::new(&mut client, &mut theirs).write_all(b"hello").unwrap();
            (theirs, client)
        });
        let mut said = [0; 64];
        assert_eq!(ours.read(&mut said).unwrap(), 5);
        let (theirs, client) = shaking.join().unwrap();
        ours.tcp().set_nonblocking(true).unwrap();
        (ours, theirs, client)
    }

    /// Writes until the kernel takes no more: what was taken.
    fn fill(socket: &Socket) -> Vec<u8> {
        let mut taken = Vec::new();
        while !socket.has_unsent() {
            let part: Vec<u8> =
                (0..10_000_u32).map(|at| (at * 7 + taken.len() as u32) as u8).collect();
            let (first, second) = part.split_at(4_000);
            let length = socket.write(&[IoSlice::new(first), IoSlice::new(second)]).unwrap();
            taken.extend_from_slice(&part[..length]);
        }
        taken
    }

    #[test]
    fn what_the_kernel_did_not_take_is_known_and_sent_before_anything_else() {
        let (socket, mut theirs, mut client) = pair();
        let mut taken = fill(&socket);
        let blocked = |outcome: io::Result<()>| outcome.unwrap_err().kind();
        assert_eq!(blocked(socket.push()), io::ErrorKind::WouldBlock);
        let more = socket.write(&[IoSlice::new(b"overtakes")]).map(drop);
        assert_eq!(blocked(more), io::ErrorKind::WouldBlock, "nothing is taken meanwhile");
        let due = taken.len();
        let reading = std::thread::spawn(move || {
            let mut got = vec![0; due];
            Stream::new(&mut client, &mut theirs).read_exact(&mut got).unwrap();
            (got, theirs, client)
        });
        while socket.push().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock) {
            std::thread::yield_now();
        }
        assert!(!socket.has_unsent());
        let (got, mut theirs, mut client) = reading.join().unwrap();
        assert!(got == taken, "whole, and in order");
        assert_eq!(socket.write(&[IoSlice::new(b"after")]).unwrap(), 5);
        taken.resize(5, 0);
        Stream::new(&mut client, &mut theirs).read_exact(&mut taken).unwrap();
        assert_eq!(taken, b"after");
    }

    #[test]
    fn a_connection_on_which_nothing_is_under_way_holds_no_buffer() {
        let (socket, mut theirs, mut client) = pair();
        socket.write(&[IoSlice::new(&[1; 5_000])]).unwrap();
        let mut stream = Stream::new(&mut client, &mut theirs);
        stream.read_exact(&mut [0; 5_000]).unwrap();
        stream.write_all(&[2; 3_000]).unwrap();
        socket.tcp().set_nonblocking(false).unwrap();
        let (mut into, mut read) = ([0; 1_000], 0);
        while read < 3_000 {
            read += socket.read(&mut into).unwrap();
        }
        let held = socket.tls.as_ref().unwrap().borrow().held();
        assert_eq!(held, 0);
        // Beside it there are the keys of both directions, as rustls and ring hold them.
        let state = size_of::<RefCell<Cipher>>();
        assert!(state <= 1_200, "{state} bytes");
    }

    #[test]
    fn every_version_takes_records_byte_by_byte_and_many_at_once() {
        for version in rustls::ALL_VERSIONS {
            let (socket, mut theirs, mut client) = pair_of(&[version]);
            let said: Vec<u8> = (0..40_000_u32).map(|at| (at / 7) as u8).collect();
            client.set_buffer_limit(None);
            client.writer().write_all(&said).unwrap();
            let mut records = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut records).unwrap();
            }
            let (pieces, rest) = records.split_at(300);
            let saying = [pieces, rest].map(<[u8]>::to_vec);
            let saying = std::thread::spawn(move || {
                theirs.set_nodelay(true).unwrap();
                let [pieces, rest] = saying;
                pieces.iter().for_each(|byte| theirs.write_all(&[*byte]).unwrap());
                theirs.write_all(&rest).unwrap();
                theirs
            });
            socket.tcp().set_nonblocking(false).unwrap();
            let (mut got, mut into) = (Vec::new(), [0; 9_000]);
            while got.len() < said.len() {
                let length = socket.read(&mut into).unwrap();
                assert!(length > 0, "{version:?}");
                got.extend_from_slice(&into[..length]);
            }
            assert!(got == said, "{version:?}");
            // And the other way, in as many records as it takes.
            let mut theirs = saying.join().unwrap();
            let answer = std::thread::spawn(move || {
                let mut answer = vec![0; 40_000];
                Stream::new(&mut client, &mut theirs).read_exact(&mut answer).unwrap();
                answer
            });
            let mut sent = 0;
            while sent < said.len() {
                sent += socket.write(&[IoSlice::new(&said[sent..])]).unwrap();
            }
            assert!(answer.join().unwrap() == said, "{version:?}");
        }
    }

    #[test]
    fn what_is_no_record_ends_it_and_is_told_why() {
        let (socket, mut theirs, mut client) = pair();
        theirs.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        socket.tcp().set_nonblocking(false).unwrap();
        let error = socket.read(&mut [0; 64]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(socket.write(&[IoSlice::new(b"more")]).is_err(), "nothing follows the alert");
        drop(socket);
        let told = Stream::new(&mut client, &mut theirs).read(&mut [0; 64]).unwrap_err();
        assert!(told.to_string().contains("alert"), "{told}");
    }

    #[test]
    fn an_end_that_was_said_is_one() {
        let (socket, mut theirs, mut client) = pair();
        client.send_close_notify();
        client.write_tls(&mut theirs).unwrap();
        socket.tcp().set_nonblocking(false).unwrap();
        assert_eq!(socket.read(&mut [0; 64]).unwrap(), 0);
        // The other way is still open.
        assert_eq!(socket.write(&[IoSlice::new(b"bye")]).unwrap(), 3);
        drop(socket);
        let mut last = Vec::new();
        Stream::new(&mut client, &mut theirs).read_to_end(&mut last).unwrap();
        assert_eq!(last, b"bye");
    }
}
