//! The workers as they see one another: whom a socket goes to that one of them
//! accepted.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Duration,
};

use tokio::sync::mpsc;

use super::Mail;
use crate::door::{Arrival, Places};

/// Sessions more than the emptiest worker holds that one has before it gives
/// sockets away.
const SLACK: usize = 32;

/// All workers, in their order.
pub(super) struct Peers(Vec<Peer>);

struct Peer {
    mailbox: mpsc::WeakSender<Mail>,
    sessions: AtomicUsize,
    /// Those at its door.
    places: Places,
    /// How far its slowest viewer is behind in each lane, in nanoseconds.
    slowest: [AtomicU64; 3],
}

impl Peers {
    pub(super) fn new(mailboxes: &[mpsc::Sender<Mail>]) -> Self {
        let peer = |mailbox: &mpsc::Sender<Mail>| Peer {
            mailbox: mailbox.downgrade(),
            sessions: AtomicUsize::new(0),
            places: Places::default(),
            slowest: [const { AtomicU64::new(0) }; 3],
        };
        Self(mailboxes.iter().map(peer).collect())
    }

    /// The places at a worker's door.
    pub(super) fn places(&self, worker: usize) -> Places {
        self.0.get(worker).map(|peer| peer.places.clone()).unwrap_or_default()
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

    /// Gives a socket that this worker accepted to the emptiest of those that hold
    /// clearly fewer sessions and have fewer than `most` at their door, or back if
    /// there is none.
    pub(super) fn share(&self, worker: usize, arrival: Arrival, most: usize) -> Option<Arrival> {
        let load = |peer: &Peer| peer.sessions.load(Ordering::Relaxed);
        let own = self.0.get(worker).map_or(0, load);
        let emptier = self.0.iter().filter(|peer| load(peer) + SLACK < own);
        let taker = emptier.filter(|peer| peer.places.taken() < most).min_by_key(|peer| load(peer));
        let Some((peer, mailbox)) = taker.and_then(|it| Some((it, it.mailbox.upgrade()?))) else {
            return Some(arrival);
        };
        // Another worker may have taken the last one meanwhile.
        let (Some(place), Ok(letter)) = (peer.places.take(most), mailbox.try_reserve()) else {
            return Some(arrival);
        };
        letter.send(Mail::Arrived(Arrival { place, ..arrival }));
        None
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::door::Address;

    #[test]
    fn a_socket_is_given_to_the_emptiest_whose_door_is_not_full() {
        let (mailboxes, mut mails): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::channel(64)).unzip();
        let peers = Peers::new(&mailboxes);
        for (worker, sessions) in [(0, 100), (1, 50), (2, 10)] {
            peers.holds(worker, sessions);
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let own = peers.places(0);
        let share = |most| {
            let stream = TcpStream::connect(at).unwrap();
            let place = own.take(1_000).unwrap();
            peers.share(0, Arrival { stream, address: Address::UNKNOWN, place }, most)
        };
        let waiting: Vec<_> = (0..3).map(|_| peers.places(2).take(3).unwrap()).collect();
        assert!(share(4).is_none());
        assert_eq!((mails[1].len(), mails[2].len()), (0, 1), "to the emptiest");
        assert!(share(4).is_none());
        assert_eq!((mails[1].len(), mails[2].len()), (1, 1), "whose door is full by letters too");
        let back: Vec<_> = (0..5).map(|_| share(4)).collect();
        assert_eq!(back.iter().flatten().count(), 2, "when all doors are full");
        assert_eq!((mails[1].len(), mails[2].len()), (4, 1));
        assert_eq!(own.taken(), 2, "what was given away stands at the other's door");
        drop(waiting);
        assert!(share(4).is_none());
        assert_eq!(mails[2].len(), 2, "who has come in makes room");
        mails.clear();
        assert_eq!((peers.places(1).taken(), peers.places(2).taken()), (0, 0));
    }
}
