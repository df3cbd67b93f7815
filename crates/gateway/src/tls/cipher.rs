//! The encryption of one connection, by rustls, which holds no buffer here while
//! nothing is on its way.
//!
//! rustls' usual connection keeps four kilobytes to read into for as long as it
//! lives; its unbuffered one works on bytes that are given to it. Here they are
//! kept only while they have to be: ciphertext of which the rest has yet to come,
//! what was deciphered and not read, and ciphertext that was not sent.

use std::{
    io::{self, IoSlice},
    mem,
    sync::Arc,
};

use rustls::{
    Error, ServerConfig,
    server::{ServerConnectionData, UnbufferedServerConnection},
    unbuffered::{
        ConnectionState, EncodeError, EncodeTlsData, EncryptError, UnbufferedStatus, WriteTraffic,
    },
};

use crate::limits::TLS_UNSENT;

/// Bytes by which a record is longer than what is in it, at most: its header, its
/// kind, an explicit nonce and the tag.
const RECORD_MORE: usize = 64;

/// Bytes of data in a record, at most.
const RECORD: usize = 16 * 1024;

type Writing<'a> = WriteTraffic<'a, ServerConnectionData>;

/// The state of a connection's encryption.
pub(crate) struct Cipher {
    tls: UnbufferedServerConnection,
    /// The beginning of a record.
    came: Vec<u8>,
    /// Deciphered, and not read.
    plain: Vec<u8>,
    /// Enciphered, and not sent.
    unsent: Vec<u8>,
    /// Whether the other side has said that nothing more will come.
    ended: bool,
    /// Whether what came was wrong: nothing can be told apart any more.
    broken: bool,
}

/// What is to be done where records may be sent.
#[derive(Clone, Copy)]
enum Then<'a> {
    Nothing,
    Encrypt(&'a [u8]),
    Close,
}

impl Cipher {
    /// A connection on which nothing was said.
    pub(super) fn new(config: Arc<ServerConfig>) -> Result<Self, Error> {
        let tls = UnbufferedServerConnection::new(config)?;
        let [came, plain, unsent] = [const { Vec::new() }; 3];
        Ok(Self { tls, came, plain, unsent, ended: false, broken: false })
    }

    /// Whether hands are still being shaken.
    pub(super) fn is_shaking(&self) -> bool {
        self.tls.is_handshaking()
    }

    /// Takes what came: from then on it may be [read](Self::read), and there may
    /// be something to send.
    ///
    /// # Errors
    /// What is wrong with it. The alert that tells so is then unsent.
    pub(super) fn receive(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.came.extend_from_slice(bytes);
        self.run(Then::Nothing)
    }

    /// Takes what was deciphered: none when more must be received first, 0 when
    /// nothing will ever come.
    pub(super) fn read(&mut self, into: &mut [u8]) -> Option<usize> {
        if self.plain.is_empty() {
            return self.ended.then_some(0);
        }
        let length = self.plain.len().min(into.len());
        for (to, from) in into.iter_mut().zip(self.plain.drain(..length)) {
            *to = from;
        }
        forget_if_empty(&mut self.plain);
        Some(length)
    }

    /// Enciphers as much of this as goes at once, and says how much that is.
    pub(super) fn encrypt(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut gathered = Vec::new();
        let plain = match slices {
            [one] => one.get(..TLS_UNSENT).unwrap_or(one),
            several => {
                let most = several.iter().map(|slice| slice.len()).sum::<usize>().min(TLS_UNSENT);
                gathered.reserve_exact(most);
                for slice in several {
                    let free = most - gathered.len();
                    gathered.extend_from_slice(slice.get(..free).unwrap_or(slice));
                }
                gathered.as_slice()
            }
        };
        self.run(Then::Encrypt(plain))?;
        Ok(plain.len())
    }

    /// Says that nothing more will be sent.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.run(Then::Close)
    }

    /// What is to be sent, before anything else is.
    pub(super) fn unsent(&self) -> &[u8] {
        &self.unsent
    }

    /// So much of it was sent.
    pub(super) fn sent(&mut self, bytes: usize) {
        self.unsent.drain(..bytes.min(self.unsent.len()));
        forget_if_empty(&mut self.unsent);
    }

    /// Bytes that buffers have room for.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.came.capacity() + self.plain.capacity() + self.unsent.capacity()
    }

    /// Goes on until rustls waits for more to come, or to be sent.
    fn run(&mut self, then: Then<'_>) -> io::Result<()> {
        if self.broken {
            return then.can_wait();
        }
        let mut came = mem::take(&mut self.came);
        let mut used = 0;
        let outcome = loop {
            let rest = came.get_mut(used..).unwrap_or_default();
            let UnbufferedStatus { discard, state } = self.tls.process_tls_records(rest);
            used += discard;
            match state {
                Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                    while let Some(Ok(record)) = traffic.next_record() {
                        used += record.discard;
                        self.plain.extend_from_slice(record.payload);
                    }
                }
                Ok(ConnectionState::EncodeTlsData(data)) => encode(&mut self.unsent, data),
                Ok(ConnectionState::TransmitTlsData(data)) => data.done(),
                Ok(ConnectionState::PeerClosed) => self.ended = true,
                Ok(ConnectionState::WriteTraffic(traffic)) => {
                    break then.carry_out(&mut self.unsent, traffic);
                }
                // Data before the end of the handshake is not taken, so there is none.
                Ok(_) => break then.can_wait(),
                Err(error) => {
                    self.alert();
                    (self.broken, used) = (true, came.len());
                    break Err(io::Error::new(io::ErrorKind::InvalidData, error));
                }
            }
        };
        came.drain(..used.min(came.len()));
        forget_if_empty(&mut came);
        self.came = came;
        outcome
    }

    /// Takes the alert that says what is wrong.
    fn alert(&mut self) {
        let UnbufferedStatus { state, .. } = self.tls.process_tls_records(&mut []);
        if let Ok(ConnectionState::EncodeTlsData(data)) = state {
            encode(&mut self.unsent, data);
        }
    }
}

/// Gives back what a buffer took, once nothing is in it.
fn forget_if_empty(buffer: &mut Vec<u8>) {
    if buffer.is_empty() {
        *buffer = Vec::new();
    }
}

impl Then<'_> {
    /// Adds to what is to be sent.
    fn carry_out(self, unsent: &mut Vec<u8>, mut traffic: Writing<'_>) -> io::Result<()> {
        let done = match self {
            Then::Nothing => true,
            Then::Encrypt(plain) => {
                let most = plain.len() + (plain.len() / RECORD + 1) * RECORD_MORE;
                append(unsent, most, |out| traffic.encrypt(plain, out).map_err(more))
            }
            Then::Close => {
                append(unsent, RECORD_MORE, |out| traffic.queue_close_notify(out).map_err(more))
            }
        };
        if done { Ok(()) } else { Err(io::Error::other("no more can be enciphered")) }
    }

    /// What to say where nothing may be sent.
    fn can_wait(self) -> io::Result<()> {
        match self {
            Then::Nothing | Then::Close => Ok(()),
            Then::Encrypt(_) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// Adds a record of the handshake.
fn encode(unsent: &mut Vec<u8>, mut data: EncodeTlsData<'_, ServerConnectionData>) {
    append(unsent, 0, |out| data.encode(out).map_err(longer));
}

/// Adds what is written into as many bytes, or into as many as it is found to take;
/// whether that was done.
fn append(
    to: &mut Vec<u8>,
    most: usize,
    mut write: impl FnMut(&mut [u8]) -> Result<usize, Option<usize>>,
) -> bool {
    let before = to.len();
    let mut room = most;
    // It is asked a second time at most, with the room that it asked for.
    for _ in 0..2 {
        to.resize(before + room, 0);
        match write(to.get_mut(before..).unwrap_or_default()) {
            Ok(written) => {
                to.truncate(before + written);
                return true;
            }
            Err(needed) => room = needed.unwrap_or(0),
        }
    }
    to.truncate(before);
    false
}

/// The room that a record of the handshake takes.
fn longer(error: EncodeError) -> Option<usize> {
    match error {
        EncodeError::InsufficientSize(size) => Some(size.required_size),
        EncodeError::AlreadyEncoded => None,
    }
}

/// The room that records of data take.
fn more(error: EncryptError) -> Option<usize> {
    match error {
        EncryptError::InsufficientSize(size) => Some(size.required_size),
        EncryptError::EncryptExhausted => None,
    }
}
