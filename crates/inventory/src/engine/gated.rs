//! The two threads on a journal that stands still at every append until the test
//! lets it go on: what is let out, and when.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use hawker_proto::v1::{CommandResponse, ErrorCode, ReceiveStockRequest, journal_entry::Command};
use tokio::{sync::broadcast::error::TryRecvError, task::JoinHandle};

use super::{Engine, Mailbox, Watching, mailbox, writer};
use crate::{
    Config, Error,
    clock::{Clock, SystemClocks},
    handle::Handle,
    journal::{
        Appended, Journal, LogReader, LookForRoom, ReadRecords, Records, Recovered, Room, RoomLeft,
        Snapshots,
    },
    limits::APPLY_AHEAD,
    refusal::Refused,
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Tells which record is being appended, and then waits to be told how it ends.
struct Gated {
    begun: SyncSender<u64>,
    ends: Receiver<Appended>,
    /// Whether another owner has gone on from here.
    replaced: Arc<AtomicBool>,
}

impl Journal for Gated {
    fn acquire(&mut self) -> Result<Recovered, Error> {
        Ok(Recovered { epoch: 1, snapshots: Vec::new(), next_seq: 1 })
    }

    fn append(&mut self, _: u64, seq: u64, _: &[u8]) -> Appended {
        self.begun.send(seq).unwrap();
        self.ends.recv().unwrap_or(Appended::Unknown)
    }

    fn confirm(&mut self) -> Appended {
        if self.replaced.load(Ordering::SeqCst) { Appended::Fenced } else { Appended::Ok }
    }

    fn snapshots(&self) -> Snapshots {
        Snapshots::new(&PathBuf::from("gated"))
    }

    fn reader(&self) -> LogReader {
        LogReader::new(Nothing)
    }

    fn room(&self) -> Room {
        Room::new(Nothing)
    }
}

struct Nothing;

impl LookForRoom for Nothing {
    fn look(&self) -> std::io::Result<RoomLeft> {
        Ok(RoomLeft { free_bytes: u64::MAX, next_segment: true })
    }
}

impl ReadRecords for Nothing {
    fn read(&self, _: u64) -> Records {
        Box::new(std::iter::empty())
    }
}

/// An engine whose journal the test holds in its hands.
struct Shop {
    handle: Handle,
    mailbox: Mailbox,
    begun: Receiver<u64>,
    ends: SyncSender<Appended>,
    replaced: Arc<AtomicBool>,
    ending: writer::Ending,
}

impl Shop {
    fn open() -> Self {
        let (begin, begun) = sync_channel(16);
        let (ends, end) = sync_channel(16);
        let replaced = Arc::new(AtomicBool::new(false));
        let journal = Gated { begun: begin, ends: end, replaced: Arc::clone(&replaced) };
        let clock = Clock::new(SystemClocks::new());
        let config = Config::default();
        let mut engine = Engine::recover(journal, PathBuf::from("gated"), clock, &config).unwrap();
        engine.answer_on(tokio::runtime::Handle::current());
        let (mailbox, requests) = mailbox(config.mailbox);
        let ending = writer::start(engine, requests).unwrap();
        Self {
            handle: Handle::new(mailbox.clone(), crate::draw_secret::Secret::known()),
            mailbox,
            begun,
            ends,
            replaced,
            ending,
        }
    }

    fn receive(&self, quantity: u32) -> JoinHandle<Result<CommandResponse, Refused>> {
        let handle = self.handle.clone();
        let request = ReceiveStockRequest {
            key: uuid::Uuid::now_v7().to_string(),
            merchant: "acme".into(),
            sku: "tee".into(),
            quantity,
        };
        tokio::spawn(async move { handle.command(Command::ReceiveStock(request)).await })
    }

    fn read(&self) -> JoinHandle<Result<u32, Refused>> {
        let handle = self.handle.clone();
        tokio::spawn(async move {
            let read = handle.read(|stock| stock.stocks().map(|view| view.stock.available).sum());
            read.await
        })
    }

    fn watch(&self) -> JoinHandle<Result<Watching, Refused>> {
        let handle = self.handle.clone();
        tokio::spawn(async move { handle.watch(String::new(), 0).await })
    }

    /// Waits until so many requests were sent, and the writer has taken those that
    /// it applies while something is flushed.
    async fn applied_ahead(&self, sent: usize) {
        let taken = async {
            loop {
                let (came, waiting) = self.mailbox.sent_and_waiting();
                if came >= sent && waiting < APPLY_AHEAD {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, taken).await.expect("they are applied");
    }

    /// Waits until a record is being appended.
    fn appending(&self) -> u64 {
        self.begun.recv_timeout(PATIENCE).unwrap()
    }

    fn let_go(&self, how: Appended) {
        self.ends.send(how).unwrap();
    }
}

async fn come<T>(waiting: JoinHandle<T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.expect("it comes").unwrap()
}

/// Enough for the writer not to wait for the flush before it applies them.
const MANY: u32 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_batch_is_applied_while_one_is_flushed_and_nothing_leaves_before_its_flush() {
    let shop = Shop::open();
    let first = shop.receive(1);
    assert_eq!(shop.appending(), 1);
    let watching = shop.watch();
    let second: Vec<_> = (0..MANY).map(|_| shop.receive(1)).collect();
    let reader = shop.read();
    shop.applied_ahead(MANY as usize + 3).await;
    let told = [&first].into_iter().chain(&second).filter(|told| told.is_finished()).count();
    assert!(told == 0 && !reader.is_finished() && !watching.is_finished(), "{told} were told");
    shop.let_go(Appended::Ok);
    let told = come(first).await.unwrap();
    assert_eq!((told.receipt.unwrap().seq, told.stock.unwrap().available), (1, 1));
    assert_eq!(shop.appending(), 2, "the batch was ready");
    let told = second.iter().filter(|told| told.is_finished()).count();
    assert!(told == 0 && !reader.is_finished() && !watching.is_finished(), "{told} were told");
    shop.let_go(Appended::Ok);
    let mut most = 0;
    for told in second {
        let told = come(told).await.unwrap();
        assert_eq!(told.receipt.unwrap().seq, 2);
        most = most.max(told.stock.unwrap().available);
    }
    assert_eq!(most, 1 + MANY);
    assert_eq!(come(reader).await.unwrap(), 1 + MANY);
    let (complete, mut changes) = come(watching).await.unwrap();
    assert_eq!((complete.to_seq, complete.stocks[0].available), (2, 1 + MANY));
    let third = shop.receive(100);
    assert_eq!(shop.appending(), 3);
    assert_eq!(changes.try_recv().unwrap_err(), TryRecvError::Empty, "it is not yet durable");
    shop.let_go(Appended::Ok);
    come(third).await.unwrap();
    let change = changes.try_recv().unwrap();
    assert_eq!((change.seq, change.stocks[0].available), (3, 101 + MANY));
    shop.handle.shut_down();
    assert!(matches!(shop.ending.wait().await, Error::Stopped));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_flush_fails_the_batch_behind_it_is_unknown_too() {
    let shop = Shop::open();
    let first = shop.receive(1);
    assert_eq!(shop.appending(), 1);
    let watching = shop.watch();
    let second: Vec<_> = (0..MANY).map(|_| shop.receive(1)).collect();
    let reader = shop.read();
    shop.applied_ahead(MANY as usize + 3).await;
    shop.let_go(Appended::Unknown);
    for told in [first].into_iter().chain(second) {
        assert_eq!(come(told).await.unwrap_err().code, ErrorCode::Unknown);
    }
    assert!(come(reader).await.is_err(), "nothing was read that may be lost");
    assert!(come(watching).await.is_err(), "nor watched");
    assert!(matches!(shop.ending.wait().await, Error::Unknown { seq: 1 }));
    assert!(shop.begun.try_recv().is_err(), "nothing was appended after it");
    let later = come(shop.receive(1)).await.unwrap_err();
    assert_eq!(later.code, ErrorCode::Unavailable);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_was_replaced_lets_out_nothing_of_what_it_knows() {
    let shop = Shop::open();
    let first = shop.receive(1);
    assert_eq!(shop.appending(), 1);
    shop.let_go(Appended::Ok);
    come(first).await.unwrap();
    assert_eq!(come(shop.read()).await.unwrap(), 1);
    shop.replaced.store(true, Ordering::SeqCst);
    let (reader, watching) = (shop.read(), shop.watch());
    assert!(come(reader).await.is_err(), "another owner may know more");
    assert!(come(watching).await.is_err(), "and tell more");
    assert!(matches!(shop.ending.wait().await, Error::Fenced { epoch: 1 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_answers_everyone_who_was_let_in() {
    let shop = Shop::open();
    let first = shop.receive(1);
    assert_eq!(shop.appending(), 1);
    let second = shop.receive(10);
    let reader = shop.read();
    shop.applied_ahead(3).await;
    shop.handle.shut_down();
    assert_eq!(come(shop.receive(5)).await.unwrap_err().code, ErrorCode::Draining);
    shop.let_go(Appended::Ok);
    shop.let_go(Appended::Ok);
    assert!(come(first).await.is_ok() && come(second).await.is_ok());
    assert_eq!(come(reader).await.unwrap(), 11);
    assert!(matches!(shop.ending.wait().await, Error::Stopped));
}
