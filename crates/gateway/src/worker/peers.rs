//! The workers as they see one another: whom a socket goes to that one of them
//! accepted.

use std::{
    net::TcpStream,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Duration,
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
    /// How far its slowest viewer is behind in each lane, in nanoseconds.
    slowest: [AtomicU64; 3],
}

impl Peers {
    pub(super) fn new(mailboxes: &[mpsc::Sender<Mail>]) -> Self {
        let peer = |mailbox: &mpsc::Sender<Mail>| Peer {
            mailbox: mailbox.downgrade(),
            sessions: AtomicUsize::new(0),
            slowest: [const { AtomicU64::new(0) }; 3],
        };
        Self(mailboxes.iter().map(peer).collect())
    }

    /// Says how many sessions a worker holds.
    pub(super) fn holds(&self, worker: usize, sessions: usize) {
        if let Some(peer) = self.0.get(worker) {
            peer.sessions.store(sessions, Ordering::Relaxed);
        }
    }

    /// Says how far a worker's slowest viewer is behind in each lane; gives back
    /// the most of any worker.
    pub(super) fn lags(&self, worker: usize, slowest: [Duration; 3]) -> [Duration; 3] {
        if let Some(peer) = self.0.get(worker) {
            for (kept, age) in peer.slowest.iter().zip(slowest) {
                kept.store(u64::try_from(age.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
            }
        }
        let mut most = slowest;
        for peer in &self.0 {
            for (most, kept) in most.iter_mut().zip(&peer.slowest) {
                *most = (*most).max(Duration::from_nanos(kept.load(Ordering::Relaxed)));
            }
        }
        most
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
