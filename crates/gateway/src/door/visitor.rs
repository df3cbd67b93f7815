//! One who has connected and whose request has not come in full.

use std::{
    io::{self, Read as _},
    net::TcpStream,
};

use bytes::Bytes;

use super::{
    Arrival, Place,
    address::Address,
    head::{Head, Upgrade, read},
    proxy,
};
use crate::{http::Origins, limits::HTTP_BUFFER};

/// The visitor.
pub(super) struct Visitor {
    pub(super) stream: TcpStream,
    /// Where it is.
    pub(super) address: Address,
    /// Its place at the door.
    pub(super) place: Place,
    /// Whether a proxy is to say first where it really is.
    proxied: bool,
    /// Whether it speaks TLS, of which nothing is to be understood here.
    encrypted: bool,
    /// When it was accepted.
    since: u32,
    /// What came of its request.
    bytes: Vec<u8>,
}

/// What a visitor wants.
pub(super) enum Said {
    /// It has not said it.
    Nothing,
    /// It is gone.
    Goodbye,
    /// It does not begin as the PROXY protocol says.
    NoProxy,
    /// Something for the HTTP server, which gets these bytes first.
    Other(Bytes),
    /// To become a session.
    Upgrade(Upgrade),
}

impl Visitor {
    pub(super) fn new(arrival: Arrival, proxied: bool, now: u32) -> Self {
        let Arrival { stream, address, place } = arrival;
        let bytes = Vec::new();
        Self { stream, address, place, proxied, encrypted: false, since: now, bytes }
    }

    /// The same, where TLS is spoken.
    pub(super) fn encrypted(self, encrypted: bool) -> Self {
        Self { encrypted, ..self }
    }

    /// Milliseconds since it was accepted.
    pub(super) fn age(&self, now: u32) -> u32 {
        now.wrapping_sub(self.since)
    }

    /// Reads what has come, by way of `scratch`. Whoever asks for a show that is not
    /// known here goes to the HTTP server, which can look it up.
    pub(super) fn listen(
        &mut self,
        scratch: &mut [u8],
        origins: &Origins,
        is_known: impl Fn(&str) -> bool,
    ) -> Said {
        loop {
            let kept = self.bytes.len();
            let room = scratch.get_mut(kept..HTTP_BUFFER).unwrap_or_default();
            let free = room.len();
            let length = match (&self.stream).read(room) {
                Ok(0) => return Said::Goodbye,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Said::Nothing,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Said::Goodbye,
            };
            for (to, from) in scratch.iter_mut().zip(&self.bytes) {
                *to = *from;
            }
            let input = scratch.get(..kept + length).unwrap_or_default();
            let input = match self.behind_proxy(input) {
                Ok(Some(input)) => input,
                Ok(None) => {
                    self.bytes = input.to_vec();
                    return Said::Nothing;
                }
                Err(_) => return Said::NoProxy,
            };
            if self.encrypted && !input.is_empty() {
                return Said::Other(Bytes::copy_from_slice(input));
            }
            match read(input, origins) {
                Head::Upgrade(upgrade) if is_known(&upgrade.show) => {
                    return Said::Upgrade(*upgrade);
                }
                // One that is too long is the server's to refuse.
                Head::Partial if length < free => {
                    self.bytes = input.to_vec();
                    return Said::Nothing;
                }
                Head::Partial | Head::Other | Head::Upgrade(_) => {
                    return Said::Other(Bytes::copy_from_slice(input));
                }
            }
        }
    }

    /// What the client itself sent, behind what its proxy said; none while that has
    /// not come in full.
    fn behind_proxy<'a>(&mut self, input: &'a [u8]) -> Result<Option<&'a [u8]>, proxy::Malformed> {
        if !self.proxied {
            return Ok(Some(input));
        }
        let Some(header) = proxy::read(input)? else { return Ok(None) };
        self.proxied = false;
        self.address = header.source.map_or(self.address, Address::from);
        Ok(input.get(header.length..))
    }
}
