//! The stream of commands through a real client: every command gets its own
//! answer, whatever its neighbours are; keys hold over reconnects; limits and
//! ends are clean.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

mod support;

use std::collections::BTreeMap;

use hawker_proto::v1::{
    CommandResponse, CommandsRequest, CommandsResponse, Error, ErrorCode, GetReservationRequest,
    Outcome, ReleaseRequest, ReservationState, ReserveRequest, StreamCommand,
    stream_answer::Answer, stream_command::Command,
};
use prost::Message as _;
use support::{MERCHANT, PATIENCE, Shop, key};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

/// The most commands of a stream without an answer, as documented.
const IN_FLIGHT: usize = 8_192;

/// An open stream of commands.
struct Wire {
    commands: mpsc::Sender<CommandsRequest>,
    answers: Streaming<CommandsResponse>,
}

type Told = BTreeMap<u64, Result<CommandResponse, Error>>;

impl Wire {
    async fn open(shop: &Shop) -> Self {
        let (commands, sent) = mpsc::channel(16);
        let mut client = shop.client.clone().max_decoding_message_size(64 << 20);
        let answers = client.commands(ReceiverStream::new(sent)).await.unwrap().into_inner();
        Self { commands, answers }
    }

    async fn send(&self, commands: impl IntoIterator<Item = (u64, Command)>) {
        let commands = commands.into_iter();
        let commands = commands.map(|(id, command)| StreamCommand { id, command: Some(command) });
        self.commands.send(CommandsRequest { commands: commands.collect() }).await.unwrap();
    }

    /// Waits for so many answers.
    async fn told(&mut self, count: usize) -> Told {
        let mut told = Told::new();
        while told.len() < count {
            let batch = self.next().await.expect("the stream goes on");
            take(&mut told, batch);
        }
        told
    }

    async fn next(&mut self) -> Option<CommandsResponse> {
        tokio::time::timeout(PATIENCE, self.answers.message()).await.unwrap().unwrap()
    }
}

fn take(told: &mut Told, batch: CommandsResponse) {
    for answer in batch.answers {
        let told_now = match answer.answer.unwrap() {
            Answer::Response(response) => Ok(response),
            Answer::Error(error) => Err(error),
        };
        assert!(told.insert(answer.id, told_now).is_none(), "one answer for each");
    }
}

fn reserve(buyer: u64) -> ReserveRequest {
    support::one(&format!("buyer-{buyer}"), "tee")
}

fn code(told: &Result<CommandResponse, Error>) -> ErrorCode {
    told.as_ref().unwrap_err().code()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_carried_out_in_order_and_each_has_its_own_answer() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 60).await;
    shop.receive("cap", 60).await;
    let mut wire = Wire::open(&shop).await;
    wire.send((1..=100).map(|id| (id, Command::Reserve(reserve(id))))).await;
    let told = wire.told(100).await;
    for (id, told) in &told {
        let told = told.as_ref().unwrap();
        let wanted = if *id <= 60 { Outcome::Held } else { Outcome::SoldOut };
        assert_eq!(told.outcome(), wanted, "command {id}, in the order of the message");
    }
    let held = |id: u64| told[&id].as_ref().unwrap().reservation.as_ref().unwrap().id;
    let (commit, release) = (held(1), held(2));
    let two_lines = ReserveRequest {
        lines: [support::one("", "cap").lines, support::one("", "tee").lines].concat(),
        limit_per_buyer: 3,
        ..reserve(200)
    };
    let release = ReleaseRequest { key: key(), merchant: MERCHANT.into(), reservation: release };
    let commands = [
        (1, Command::Commit(support::commit(commit))),
        (2, Command::Reserve(ReserveRequest { buyer: "not a name".into(), ..reserve(1) })),
        (3, Command::Release(release)),
        (4, Command::Reserve(ReserveRequest { key: "no key".into(), ..reserve(1) })),
        (5, Command::Reserve(two_lines)),
        (6, Command::Reserve(ReserveRequest { lines: Vec::new(), ..reserve(1) })),
    ];
    wire.send(commands).await;
    let nothing = CommandsRequest { commands: vec![StreamCommand { id: 7, command: None }] };
    wire.commands.send(nothing).await.unwrap();
    let told = wire.told(7).await;
    let outcome = |id: u64| told[&id].as_ref().unwrap().outcome();
    assert_eq!((outcome(1), outcome(3)), (Outcome::Committed, Outcome::Released));
    assert_eq!(outcome(5), Outcome::Held, "what was released is there again");
    assert_eq!(told[&5].as_ref().unwrap().reservation.as_ref().unwrap().lines.len(), 2);
    assert_eq!(code(&told[&2]), ErrorCode::FieldInvalid);
    assert_eq!(code(&told[&4]), ErrorCode::KeyInvalid);
    assert_eq!(code(&told[&6]), ErrorCode::FieldInvalid);
    assert_eq!(code(&told[&7]), ErrorCode::FieldInvalid);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_has_one_answer_over_streams_calls_and_reconnects() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1_000).await;
    let asked: Vec<_> = (1..=500).map(reserve).collect();
    let commands = || asked.iter().cloned().map(Command::Reserve);
    let lost = Wire::open(&shop).await;
    lost.send((1..).zip(commands())).await;
    // The client is gone before it reads an answer; what was sent may be done or not.
    drop(lost);
    let mut again = Wire::open(&shop).await;
    again.send((1..).zip(commands())).await;
    let first = again.told(500).await;
    again.send((1..).zip(commands())).await;
    assert_eq!(again.told(500).await, first);
    let unary = shop.client.reserve(asked[7].clone()).await.unwrap().into_inner();
    let streamed = first[&8].as_ref().unwrap();
    assert_eq!(unary.encode_to_vec(), streamed.encode_to_vec(), "to the byte");
    let other = ReserveRequest { hold_seconds: 7, ..asked[7].clone() };
    again.send([(1, Command::Reserve(other))]).await;
    assert_eq!(code(&again.told(1).await[&1]), ErrorCode::Conflict);
    let stock = shop.stock("tee").await;
    assert_eq!((stock.available, stock.held), (500, 500), "each was held once");
    shop.close().await;
    let mut shop = Shop::open(dir.path()).await;
    let unary = shop.client.reserve(asked[7].clone()).await.unwrap().into_inner();
    assert_eq!(unary, *streamed, "also after a restart");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_above_the_limit_are_refused_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 100_000).await;
    let mut wire = Wire::open(&shop).await;
    let many = IN_FLIGHT as u64 + 100;
    wire.send((1..=many).map(|id| (id, Command::Reserve(reserve(id))))).await;
    let told = wire.told(usize::try_from(many).unwrap()).await;
    for (id, told) in &told {
        if *id <= IN_FLIGHT as u64 {
            assert_eq!(told.as_ref().unwrap().outcome(), Outcome::Held, "command {id}");
        } else {
            assert_eq!(code(told), ErrorCode::ResourceExhausted, "command {id}");
            assert!(told.as_ref().unwrap_err().temporary);
        }
    }
    // There is room again for as many.
    wire.send((1..=IN_FLIGHT as u64).map(|id| (id, Command::Reserve(reserve(id + many))))).await;
    let told = wire.told(IN_FLIGHT).await;
    assert!(told.values().all(Result::is_ok));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_cleanly_whoever_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 10_000).await;
    let mut done = Wire::open(&shop).await;
    done.send((1..=1_000).map(|id| (id, Command::Reserve(reserve(id))))).await;
    // The client has nothing more to send, and reads to the end.
    let Wire { commands, .. } = &mut done;
    *commands = mpsc::channel(1).0;
    let mut told = Told::new();
    while let Some(batch) = done.next().await {
        take(&mut told, batch);
    }
    assert_eq!(told.len(), 1_000);
    let id = told[&1].as_ref().unwrap().reservation.as_ref().unwrap().id;
    let request = GetReservationRequest { merchant: MERCHANT.into(), reservation: id };
    let read = shop.client.get_reservation(request).await.unwrap().into_inner();
    assert_eq!(read.reservation.unwrap().state(), ReservationState::Held);
    let mut open = Wire::open(&shop).await;
    open.send([(1, Command::Reserve(reserve(9_999)))]).await;
    open.told(1).await;
    let reading = tokio::spawn(async move { while open.next().await.is_some() {} });
    shop.close().await;
    reading.await.unwrap();
}
