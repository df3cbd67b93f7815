//! The workers as they see one another: whom a socket goes to that one of them
//! accepted.

use std::{
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

use super::Mail;
use crate::door::Address;

/// Sessions more than the emptiest worker holds that one has before it gives
/// sockets away.
const SLACK: usize = 32;

/// All workers, in their order.
pub(super) struct Peers(Vec<Peer>);

struct Peer {
    mailbox: mpsc::WeakSender<Mail>,
    sessions: AtomicUsize,
}

impl Peers {
    pub(super) fn new(mailboxes: &[mpsc::Sender<Mail>]) -> Self {
        let peer = |mailbox: &mpsc::Sender<Mail>| Peer {
            mailbox: mailbox.downgrade(),
            sessions: AtomicUsize::new(0),
        };
        Self(mailboxes.iter().map(peer).collect())
    }

    /// Says how many sessions a worker holds.
    pub(super) fn holds(&self, worker: usize, sessions: usize) {
        if let Some(peer) = self.0.get(worker) {
            peer.sessions.store(sessions, Ordering::Relaxed);
        }
    }

    /// Gives a socket that this worker accepted to one that holds clearly fewer
    /// sessions, or back if there is none.
    pub(super) fn share(
        &self,
        worker: usize,
        stream: TcpStream,
        address: Address,
    ) -> Option<TcpStream> {
        let load = |peer: &Peer| peer.sessions.load(Ordering::Relaxed);
        let own = self.0.get(worker).map_or(0, load);
        let emptiest = self.0.iter().min_by_key(|peer| load(peer));
        let mailbox = emptiest
            .filter(|peer| load(peer) + SLACK < own)
            .and_then(|peer| peer.mailbox.upgrade());
        let Some(mailbox) = mailbox else { return Some(stream) };
        match mailbox.try_reserve() {
            Ok(place) => {
                place.send(Mail::Arrived { stream, address });
                None
            }
            Err(_) => Some(stream),
        }
    }
}
