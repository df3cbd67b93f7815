//! The shop's till: books payments over the gateway's HTTP API, on a few
//! connections that are kept open, within the worker's one loop.
//!
//! Owns its connections and the payments that wait for one. A payment whose
//! connection broke is booked again under the same key.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use super::orders::Gateway;

/// Connections to the API.
const CONNECTIONS: usize = 16;

/// Times that a payment is tried.
const TRIES_MAX: u8 = 5;

/// The longest answer taken.
const ANSWER_MAX: usize = 64 << 10;

/// What came of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Booked {
    /// When it was meant to be made.
    pub(super) intended_us: u64,
    /// Whether it was booked.
    pub(super) paid: bool,
}

#[derive(Debug)]
struct Payment {
    reservation: u64,
    key: u128,
    intended_us: u64,
    tries: u8,
}

#[derive(Debug, Default)]
struct Connection {
    stream: Option<TcpStream>,
    /// The `Host` that it is to.
    authority: String,
    payment: Option<Payment>,
    input: Vec<u8>,
    sent: bool,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Till {
    gateways: Vec<Gateway>,
    token: String,
    /// The poll's token of the first connection; the others follow.
    first: usize,
    connections: Vec<Connection>,
    waiting: VecDeque<Payment>,
}

impl Till {
    pub(super) fn new(gateways: Vec<Gateway>, token: String, first: usize) -> Till {
        let connections = (0..CONNECTIONS).map(|_| Connection::default()).collect();
        Till { gateways, token, first, connections, waiting: VecDeque::new() }
    }

    /// Whether that token of the poll is one of this till's.
    pub(super) fn owns(&self, token: usize) -> bool {
        (self.first..self.first + CONNECTIONS).contains(&token)
    }

    /// Payments not booked yet.
    pub(super) fn busy(&self) -> usize {
        let on = self.connections.iter().filter(|it| it.payment.is_some()).count();
        on + self.waiting.len()
    }

    /// Takes a payment on.
    pub(super) fn book(&mut self, reservation: u64, intended_us: u64, registry: &Registry) {
        let payment = Payment { reservation, key: super::say::key(), intended_us, tries: 0 };
        self.waiting.push_back(payment);
        self.hand_out(registry);
    }

    fn hand_out(&mut self, registry: &Registry) {
        for index in 0..CONNECTIONS {
            let Some(connection) = self.connections.get_mut(index) else { return };
            if connection.payment.is_some() {
                continue;
            }
            let Some(payment) = self.waiting.pop_front() else { return };
            // Another gateway with each try.
            let at = (index + usize::from(payment.tries)) % self.gateways.len().max(1);
            connection.payment = Some(payment);
            connection.sent = false;
            let open = connection.stream.is_some()
                || self.gateways.get(at).is_some_and(|gateway| {
                    connection.open(gateway, Token(self.first + index), registry)
                });
            let kept = open && connection.send(&self.token);
            if !kept {
                self.broke(index);
            }
        }
    }

    /// Something happened to a connection: what came of its payment, if that is
    /// known.
    pub(super) fn event(&mut self, token: usize, registry: &Registry) -> Option<Booked> {
        let index = token - self.first;
        let connection = self.connections.get_mut(index)?;
        if !connection.send(&self.token) {
            return self.again(index, registry);
        }
        match connection.answer() {
            Ok(None) => None,
            Ok(Some(paid)) => {
                let intended_us = connection.payment.take()?.intended_us;
                self.hand_out(registry);
                Some(Booked { intended_us, paid })
            }
            Err(_) => self.again(index, registry),
        }
    }

    fn again(&mut self, index: usize, registry: &Registry) -> Option<Booked> {
        let failed = self.broke(index);
        self.hand_out(registry);
        failed
    }

    /// A connection broke: its payment waits again, or has failed.
    fn broke(&mut self, index: usize) -> Option<Booked> {
        let connection = self.connections.get_mut(index)?;
        let mut payment = std::mem::take(connection).payment?;
        payment.tries += 1;
        if payment.tries < TRIES_MAX {
            self.waiting.push_back(payment);
            return None;
        }
        Some(Booked { intended_us: payment.intended_us, paid: false })
    }
}

impl Connection {
    fn open(&mut self, to: &Gateway, token: Token, registry: &Registry) -> bool {
        let Ok(mut stream) = TcpStream::connect(to.at) else { return false };
        self.authority.clone_from(&to.authority);
        let interest = Interest::READABLE | Interest::WRITABLE;
        let registered = registry.register(&mut stream, token, interest).is_ok();
        self.stream = registered.then_some(stream);
        registered
    }

    /// Sends the payment, once the connection is there; `false` where it broke.
    fn send(&mut self, token: &str) -> bool {
        let (Some(stream), Some(payment)) = (&mut self.stream, &self.payment) else { return true };
        if self.sent {
            return true;
        }
        let body = format!(
            "{{\"key\":\"{}\",\"paymentReference\":\"load\"}}",
            uuid::Uuid::from_u128(payment.key)
        );
        let request = format!(
            "POST /v1/reservations/{}/commit HTTP/1.1\r\nhost: {}\r\n\
             authorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            payment.reservation,
            self.authority,
            body.len()
        );
        match stream.write(request.as_bytes()) {
            Ok(written) => {
                self.sent = true;
                // A few hundred bytes go into an empty socket whole.
                written == request.len()
            }
            Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected),
        }
    }

    /// Whether the payment was booked, once its answer is there in full.
    fn answer(&mut self) -> Result<Option<bool>, ()> {
        let Some(stream) = &mut self.stream else { return Err(()) };
        let mut chunk = [0; 4_096];
        loop {
            match stream.read(&mut chunk) {
                Ok(0) => return Err(()),
                Ok(read) => self.input.extend_from_slice(chunk.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(None),
                Err(_) => return Err(()),
            }
        }
        let Some((paid, taken)) = parsed(&self.input)? else { return Ok(None) };
        self.input.drain(..taken);
        Ok(Some(paid))
    }
}

/// Whether an answer books, and its length; `None` while it is not all there.
fn parsed(input: &[u8]) -> Result<Option<(bool, usize)>, ()> {
    if input.len() > ANSWER_MAX {
        return Err(());
    }
    let Some(end) = input.windows(4).position(|it| it == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(input.get(..end).unwrap_or_default()).map_err(drop)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or(())?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.ok_or(())?.1.trim().parse().map_err(drop)?;
    let Some(body) = input.get(end + 4..end + 4 + length) else { return Ok(None) };
    let committed = b"OUTCOME_COMMITTED";
    let paid = status == "200" && body.windows(committed.len()).any(|it| it == committed);
    Ok(Some((paid, end + 4 + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_it_is_all_there() {
        let body = r#"{"outcome":"OUTCOME_COMMITTED"}"#;
        let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let whole = whole.as_bytes();
        for end in 0..whole.len() {
            assert_eq!(parsed(whole.get(..end).unwrap()), Ok(None));
        }
        let two = [whole, whole].concat();
        assert_eq!(parsed(&two), Ok(Some((true, whole.len()))));
        let refused = b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(parsed(refused), Ok(Some((false, refused.len()))));
        assert_eq!(parsed(b"HTTP/1.1 200 OK\r\n\r\n"), Err(()));
    }
}
