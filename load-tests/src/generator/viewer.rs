//! What the generator keeps of one viewer: as little as telling right from wrong
//! takes, so that one small machine is a crowd.
//!
//! Promises: without a frame half read, a request open or a stock seen, a viewer
//! owns no memory beyond [`Viewer`] itself.

use hawker_proto::v1::Welcome;
use mio::net::TcpStream;

use super::desk::Desk;
use super::digest::{ChatDigest, SkuNumber, SnapshotDigest, StockSeen};
use super::orders::Then;
use super::tally::Counts;

/// Where a viewer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not connected, and not about to be.
    Away,
    /// Waits for its turn to connect.
    Queued,
    /// Connects, or waits for the answer to its handshake.
    Shaking,
    /// Has said hello.
    Greeting,
    /// Is in.
    In,
    /// Was told not to come back.
    Gone,
}

/// A viewer.
#[derive(Debug)]
pub(super) struct Viewer {
    pub(super) stream: Option<TcpStream>,
    pub(super) state: State,
    /// Whether it reads nothing at present.
    pub(super) stalled: bool,
    /// Whether the other side said its last: it comes after whatever is still to be read,
    /// and is told of once.
    pub(super) hung_up: bool,
    /// Sessions in a row that broke before they were open.
    pub(super) tries: u8,
    /// The number of the gateway that it is at, or goes to next.
    pub(super) gateway: u16,
    /// Counts its connections.
    pub(super) connection: u32,
    /// Whether it ever was in.
    pub(super) came: bool,
    /// Whether it ever was told a position.
    placed: bool,
    pub(super) epoch: u32,
    pub(super) offset: u32,
    chat: Chat,
    /// The newest version seen, by the number that the SKU has among those of
    /// this viewer; most rooms have a few.
    stocks: Vec<(SkuNumber, u32)>,
    pub(super) asked: Vec<Asked>,
    pub(super) next_id: u32,
    /// When it meant to be connected, in microseconds of the run.
    pub(super) began_us: u64,
    pub(super) buffers: Option<Box<Buffers>>,
}

/// What waits to be read in full, or to be written.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) input: Vec<u8>,
    pub(super) output: Vec<u8>,
}

/// One session's chat, in the server's own counts.
#[derive(Debug, Clone, Copy, Default)]
struct Chat {
    /// Messages accepted, up to the last tick.
    accepted: u32,
    /// Messages sampled out for everyone, up to the last tick.
    sampled_out: u32,
    /// Messages that the server said it left out since the last tick.
    skipped: u32,
    last_seq: u32,
}

/// A request under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) id: u32,
    pub(super) tries: u8,
    pub(super) what: What,
    pub(super) intended_us: u64,
}

/// What a request was, as far as its answer needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Chat,
    Track,
    Reserve { listing: u8, key: u128, then: Then },
    Enter { listing: u8, key: u128 },
    Checkout { reservation: u64 },
    Release { reservation: u64, key: u128 },
}

impl Viewer {
    /// One who is not there yet, and comes to that gateway.
    pub(super) fn new(gateway: u16) -> Viewer {
        Viewer {
            gateway,
            stream: None,
            state: State::Away,
            stalled: false,
            hung_up: false,
            tries: 0,
            connection: 0,
            came: false,
            placed: false,
            epoch: 0,
            offset: 0,
            chat: Chat::default(),
            stocks: Vec::new(),
            asked: Vec::new(),
            next_id: 0,
            began_us: 0,
            buffers: None,
        }
    }

    /// The last critical publication that it knows of: epoch and offset.
    pub(super) fn at(&self) -> (u32, u32) {
        (self.epoch, self.offset)
    }

    /// Ends the session. What may be asked again stays open; the rest remains
    /// unanswered.
    pub(super) fn hang_up(&mut self, desk: &mut Desk) {
        match self.state {
            State::In => desk.present -= 1,
            State::Shaking | State::Greeting => desk.opening -= 1,
            State::Away | State::Queued | State::Gone => {}
        }
        if self.state != State::Gone {
            self.state = State::Away;
        }
        self.stream = None;
        self.hung_up = false;
        self.buffers = None;
        self.next_id = 0;
        let open = self.asked.len();
        self.asked.retain(|asked| !matches!(asked.what, What::Chat | What::Track));
        desk.tally.counts.unanswered += (open - self.asked.len()) as u64;
    }

    /// An id that no request of this session had.
    pub(super) fn fresh_id(&mut self) -> u32 {
        self.next_id = self.next_id.wrapping_add(1).max(2);
        self.next_id
    }

    /// A session is open.
    pub(super) fn welcomed(&mut self, welcome: &Welcome) {
        self.chat = Chat {
            accepted: welcome.chat_accepted,
            sampled_out: welcome.chat_sampled_out,
            last_seq: welcome.chat_accepted,
            skipped: 0,
        };
    }

    /// Everything as it stands replaced what was known.
    pub(super) fn snapshot(&mut self, snapshot: &SnapshotDigest, counts: &mut Counts) {
        counts.replaced += u64::from(self.placed);
        if self.placed && self.epoch == snapshot.epoch && snapshot.offset < self.offset {
            counts.duplicated += 1;
        }
        self.placed = true;
        (self.epoch, self.offset) = (snapshot.epoch, snapshot.offset);
        self.stock(&snapshot.stock, counts);
    }

    /// A critical publication came. Whether it is a new one.
    pub(super) fn published(&mut self, epoch: u32, offset: u32, counts: &mut Counts) -> bool {
        if !self.placed || epoch != self.epoch || offset <= self.offset {
            counts.duplicated += 1;
            return false;
        }
        counts.published += 1;
        counts.lost += u64::from(offset - self.offset - 1);
        self.offset = offset;
        true
    }

    /// A tick of chat came: messages, those sampled out and those left out for
    /// this viewer are all that were accepted since the last one.
    pub(super) fn chatted(&mut self, tick: &ChatDigest, counts: &mut Counts) {
        let mut received = 0;
        for (seq, _) in &tick.messages {
            if *seq <= self.chat.last_seq {
                counts.duplicated += 1;
                continue;
            }
            self.chat.last_seq = *seq;
            received += 1;
        }
        let sampled = tick.sampled_out.wrapping_sub(self.chat.sampled_out);
        let due = tick.accepted.wrapping_sub(self.chat.accepted);
        let told = received + sampled + self.chat.skipped;
        counts.lost += u64::from(due.saturating_sub(told));
        counts.duplicated += u64::from(told.saturating_sub(due));
        counts.chats += u64::from(received);
        counts.sampled_out += u64::from(sampled);
        self.chat.accepted = tick.accepted;
        self.chat.sampled_out = tick.sampled_out;
        self.chat.skipped = 0;
    }

    /// The server says that it left messages out.
    pub(super) fn skipped(&mut self, messages: u32, counts: &mut Counts) {
        self.chat.skipped += messages;
        counts.skipped += u64::from(messages);
    }

    /// Newer stock came.
    pub(super) fn stock(&mut self, seen: &[StockSeen], counts: &mut Counts) {
        for stock in seen {
            match self.stocks.iter_mut().find(|(sku, _)| *sku == stock.sku) {
                Some((_, version)) => {
                    counts.went_back += u64::from(stock.version < *version);
                    *version = (*version).max(stock.version);
                }
                None => {
                    self.stocks.reserve_exact(1);
                    self.stocks.push((stock.sku, stock.version));
                }
            }
        }
    }

    /// The newest stock that it saw: SKUs and versions.
    pub(super) fn stocks(&self) -> impl Iterator<Item = (SkuNumber, u32)> {
        self.stocks.iter().copied()
    }

    /// Puts back what buffers hold, or frees them.
    pub(super) fn keep(&mut self, buffers: Box<Buffers>) {
        let empty = buffers.input.is_empty() && buffers.output.is_empty();
        self.buffers = (!empty).then_some(buffers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{Rng as _, SeedableRng as _};

    fn tick(seqs: &[u32], accepted: u32, sampled_out: u32) -> ChatDigest {
        let messages = seqs.iter().map(|seq| (*seq, None)).collect();
        ChatDigest { messages, accepted, sampled_out }
    }

    fn placed() -> (Viewer, Counts) {
        let (mut viewer, mut counts) = (Viewer::new(0), Counts::default());
        let welcome = Welcome { chat_accepted: 10, chat_sampled_out: 4, ..Welcome::default() };
        viewer.welcomed(&welcome);
        let snapshot = SnapshotDigest { epoch: 1, offset: 5, ..SnapshotDigest::default() };
        viewer.snapshot(&snapshot, &mut counts);
        (viewer, counts)
    }

    #[test]
    fn a_viewer_is_small() {
        let size = size_of::<Viewer>();
        assert!(size <= 160, "{size}");
        // A request under way, a stock seen and what the allocator adds to each.
        assert!(size + size_of::<Asked>() + 16 + 2 * 16 <= 300);
    }

    #[test]
    fn what_a_server_does_right_counts_as_nothing_else() {
        let (mut viewer, mut counts) = placed();
        viewer.chatted(&tick(&[11, 12], 12, 4), &mut counts);
        viewer.chatted(&tick(&[13, 16], 16, 6), &mut counts);
        viewer.skipped(3, &mut counts);
        viewer.chatted(&tick(&[20], 20, 6), &mut counts);
        assert!(viewer.published(1, 6, &mut counts) && viewer.published(1, 7, &mut counts));
        for version in [3, 3, 8] {
            viewer.stock(&[StockSeen { sku: 2, version, available: 1 }], &mut counts);
        }
        let due =
            Counts { chats: 5, sampled_out: 2, skipped: 3, published: 2, ..Counts::default() };
        assert_eq!(counts, due);
    }

    #[test]
    fn each_broken_promise_is_counted() {
        let (mut viewer, mut counts) = placed();
        assert!(viewer.published(1, 8, &mut counts));
        assert_eq!(counts.lost, 2);
        assert!(!viewer.published(1, 8, &mut counts));
        assert!(!viewer.published(2, 1, &mut counts));
        assert_eq!(counts.duplicated, 2);
        viewer.chatted(&tick(&[11, 13], 13, 4), &mut counts);
        assert_eq!(counts.lost, 3, "12 neither came nor was sampled out");
        viewer.chatted(&tick(&[13, 14], 14, 4), &mut counts);
        assert_eq!(counts.duplicated, 3);
        viewer.stock(&[StockSeen { sku: 2, version: 8, available: 1 }], &mut counts);
        viewer.stock(&[StockSeen { sku: 2, version: 7, available: 1 }], &mut counts);
        viewer.stock(&[StockSeen { sku: 3, version: 7, available: 1 }], &mut counts);
        assert_eq!(counts.went_back, 1);
        let snapshot = SnapshotDigest { epoch: 1, offset: 9, ..SnapshotDigest::default() };
        viewer.snapshot(&snapshot, &mut counts);
        assert_eq!(counts.replaced, 1);
    }

    /// A server that breaks its promises now and then: each time is counted, as
    /// what it is, and nothing else is.
    #[test]
    fn every_fault_of_a_random_server_is_counted_exactly() {
        for seed in 0..300 {
            let mut rng = SmallRng::seed_from_u64(seed);
            let (mut viewer, mut counts) = placed();
            let (mut due, mut server) = (Counts::default(), Sent::default());
            for _ in 0..60 {
                match rng.random_range(0..3) {
                    0 => server.tick(&mut rng, &mut viewer, (&mut counts, &mut due)),
                    1 => server.publish(&mut rng, &mut viewer, (&mut counts, &mut due)),
                    _ => server.stock(&mut rng, &mut viewer, (&mut counts, &mut due)),
                }
                assert_eq!(counts, due, "seed {seed}");
            }
        }
    }

    /// What the random server has sent: it goes on from where [`placed`] is.
    struct Sent {
        accepted: u32,
        sampled_out: u32,
        offset: u32,
        version: u32,
        seen: u32,
    }

    impl Default for Sent {
        fn default() -> Sent {
            Sent { accepted: 10, sampled_out: 4, offset: 5, version: 0, seen: 0 }
        }
    }

    impl Sent {
        fn tick(
            &mut self,
            rng: &mut SmallRng,
            viewer: &mut Viewer,
            told: (&mut Counts, &mut Counts),
        ) {
            let (counts, due) = told;
            let mut seqs = Vec::new();
            for _ in 0..rng.random_range(0..6) {
                self.accepted += 1;
                match rng.random_range(0..10) {
                    0 => {
                        self.sampled_out += 1;
                        due.sampled_out += 1;
                    }
                    1 => {
                        viewer.skipped(1, counts);
                        due.skipped += 1;
                    }
                    2 => due.lost += 1,
                    3 => {
                        seqs.extend([self.accepted, self.accepted]);
                        due.chats += 1;
                        due.duplicated += 1;
                    }
                    _ => {
                        seqs.push(self.accepted);
                        due.chats += 1;
                    }
                }
            }
            viewer.chatted(&tick(&seqs, self.accepted, self.sampled_out), counts);
        }

        fn publish(
            &mut self,
            rng: &mut SmallRng,
            viewer: &mut Viewer,
            told: (&mut Counts, &mut Counts),
        ) {
            let (counts, due) = told;
            let missed = if rng.random_bool(0.2) { rng.random_range(1..4) } else { 0 };
            self.offset += 1 + missed;
            due.lost += u64::from(missed);
            due.published += 1;
            assert!(viewer.published(1, self.offset, counts));
            if rng.random_bool(0.2) {
                due.duplicated += 1;
                let again = rng.random_range(1..=self.offset);
                assert!(!viewer.published(1, again, counts));
            }
        }

        fn stock(
            &mut self,
            rng: &mut SmallRng,
            viewer: &mut Viewer,
            told: (&mut Counts, &mut Counts),
        ) {
            let (counts, due) = told;
            self.version += rng.random_range(0..3);
            let back = self.seen > 0 && rng.random_bool(0.3);
            let version = if back { rng.random_range(0..self.seen) } else { self.version };
            due.went_back += u64::from(back);
            self.seen = self.seen.max(version);
            viewer.stock(&[StockSeen { sku: 2, version, available: 1 }], counts);
        }
    }
}
