//! Buyers who reserve while owners are killed, stand still and come back, and while
//! PostgreSQL stands still or breaks its connections: nothing that was answered is
//! lost, and nothing is done twice.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use hawker_inventory::{Books, audit, read_journal};
use hawker_proto::v1::{
    CommandResponse, GetStockRequest, Outcome, ReserveRequest, inventory_client::InventoryClient,
    journal_entry::Command,
};
use hawker_test_servers::Postgres;
use tokio::task::JoinHandle;
use tonic::{Request, Status, transport::Channel};

use crate::{
    database,
    process::Process,
    support::{MERCHANT, key, one, refusal},
};

const BUYERS: usize = 4;
/// How long a caller waits for one answer before it tries the other process.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// Rounds of accidents of a test; with `HAWKER_PROVE` many more.
const ROUNDS: u64 = 6;
const ROUNDS_TO_PROVE: u64 = 60;

type Clients = Arc<Mutex<Vec<InventoryClient<Channel>>>>;

/// A process that may be another one soon.
fn client(clients: &Clients, at: usize) -> InventoryClient<Channel> {
    let clients = clients.lock().unwrap();
    clients[at % clients.len()].clone()
}

/// What has no details comes from the way to the process, and not from the process.
fn is_temporary(status: &Status) -> bool {
    status.details().is_empty() || refusal(status).temporary
}

/// Asks one process after the other, with the same key, until one answers.
async fn reserve(clients: &Clients, request: &ReserveRequest) -> CommandResponse {
    for at in 0.. {
        let mut call = Request::new(request.clone());
        call.set_timeout(ANSWER_WITHIN);
        let mut client = client(clients, at);
        match tokio::time::timeout(ANSWER_WITHIN, client.reserve(call)).await {
            Ok(Ok(answer)) => return answer.into_inner(),
            Ok(Err(status)) if is_temporary(&status) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(Err(status)) => panic!("it is refused: {status}"),
            Err(_) => {}
        }
    }
    unreachable!("it is asked until it answers")
}

/// A caller: what it asked, and what it was answered.
async fn buy(
    clients: Clients,
    who: usize,
    counted: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> Vec<(ReserveRequest, CommandResponse)> {
    let mut answered = Vec::new();
    while !stop.load(SeqCst) {
        let request = one(&format!("buyer-{who}-{}", answered.len()), "tee");
        let answer = reserve(&clients, &request).await;
        assert_eq!(answer.outcome(), Outcome::Held);
        answered.push((request, answer));
        counted.fetch_add(1, SeqCst);
    }
    answered
}

/// A random number generator that is the same everywhere: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

struct Fleet<'a> {
    postgres: &'a Postgres,
    config: hawker_postgres::Config,
    processes: Vec<Process>,
    clients: Clients,
}

impl<'a> Fleet<'a> {
    fn start(postgres: &'a Postgres) -> Self {
        let config = database(postgres);
        let processes: Vec<Process> = (0..2).map(|_| Process::start(&config)).collect();
        let clients = processes.iter().map(|it| it.client.clone()).collect();
        Self { postgres, config, processes, clients: Arc::new(Mutex::new(clients)) }
    }

    /// Which process serves now.
    async fn owner(&self) -> usize {
        for at in 0.. {
            let read = GetStockRequest { merchant: MERCHANT.into(), sku: "tee".into() };
            let mut client = client(&self.clients, at);
            let answer = client.get_stock(read);
            if let Ok(Ok(_)) = tokio::time::timeout(ANSWER_WITHIN, answer).await {
                return at % self.processes.len();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        unreachable!("one will serve")
    }

    async fn accident(&mut self, kind: u64) {
        let owner = self.owner().await;
        match kind {
            0 => {
                let fallen = self.processes.remove(owner);
                let risen = fallen.kill_and_start(&self.config);
                self.clients.lock().unwrap()[owner] = risen.client.clone();
                self.processes.insert(owner, risen);
            }
            1 => {
                self.processes[owner].stop();
                // The other one serves before this one wakes up, and believes that it owns
                // the stock.
                while self.owner().await == owner {}
                self.processes[owner].go_on();
            }
            2 => {
                self.postgres.pause();
                // Longer or shorter than callers wait.
                tokio::time::sleep(ANSWER_WITHIN).await;
                self.postgres.resume();
            }
            _ => {
                let name = &self.config.database;
                let cut = format!(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = '{name}' AND pid <> pg_backend_pid()"
                );
                self.postgres.ask(name, &cut);
            }
        }
    }
}

/// What the journal says: for each key of a reservation that was made, which it is.
fn made(books: Books) -> BTreeMap<String, Vec<u64>> {
    let mut made: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for record in read_journal(books).unwrap() {
        for entry in record.unwrap().entries {
            let outcome = entry.outcome();
            if let (Some(Command::Reserve(request)), Outcome::Held) = (entry.command, outcome) {
                let id = entry.reservation.unwrap().id;
                made.entry(request.key).or_default().push(id);
            }
        }
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_owners_and_to_the_database_nothing_is_lost_or_done_twice() {
    let prove = std::env::var_os("HAWKER_PROVE").is_some();
    let seed = uuid::Uuid::new_v4().as_u64_pair().0 | 1;
    let given = std::env::var("HAWKER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or(seed);
    eprintln!("HAWKER_SEED={seed}");
    let mut dice = Dice(seed);
    let postgres = Postgres::start();
    let mut fleet = Fleet::start(&postgres);
    receive(&fleet.clients, 1_000_000).await;
    let (counted, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let buyers: Vec<_> = (0..BUYERS)
        .map(|who| {
            let (counted, stop) = (Arc::clone(&counted), Arc::clone(&stop));
            tokio::spawn(buy(Arc::clone(&fleet.clients), who, counted, stop))
        })
        .collect();
    let rounds = if prove { ROUNDS_TO_PROVE } else { ROUNDS };
    for round in 0..rounds {
        let before = counted.load(SeqCst);
        // Buyers are in the midst of it each time, and each kind comes to pass.
        let enough = before + 20 + dice.roll(50);
        while counted.load(SeqCst) < enough && !buyers.iter().any(JoinHandle::is_finished) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let kind = if round < 4 { round } else { dice.roll(4) };
        fleet.accident(kind).await;
    }
    stop.store(true, SeqCst);
    let mut answered = Vec::new();
    for buyer in buyers {
        answered.extend(buyer.await.unwrap());
    }
    // Whoever owns the stock now says the same of each.
    for (request, answer) in &answered {
        assert_eq!(reserve(&fleet.clients, request).await, *answer);
    }
    let books = Books::Postgres(fleet.config.clone());
    let judged = tokio::task::spawn_blocking(move || {
        let found = audit(&books, None, &mut |_| {}).unwrap();
        assert_eq!(found.differences, Vec::<String>::new());
        made(books)
    });
    let made = judged.await.unwrap();
    assert_eq!(made.len(), answered.len(), "one for each that was asked for");
    for (request, answer) in answered {
        let id = answer.reservation.unwrap().id;
        assert_eq!(made.get(&request.key), Some(&vec![id]), "{}", request.key);
    }
}

/// An owner that was replaced while it stood still has a question in its hands when it
/// goes on: it must not answer it from what it knew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_replaced_answers_no_question_from_what_it_knew() {
    let fleet = Fleet::start(Postgres::shared());
    receive(&fleet.clients, 1).await;
    for _ in 0..3 {
        let before = fleet.owner().await;
        let zombie = &fleet.processes[before];
        let mut asked = zombie.client.clone();
        let read = || GetStockRequest { merchant: MERCHANT.into(), sku: "tee".into() };
        let known = asked.get_stock(read()).await.unwrap().into_inner().stock.unwrap();
        zombie.stop();
        let questions: Vec<_> = (0..8)
            .map(|_| {
                let (mut client, read) = (zombie.client.clone(), read());
                tokio::spawn(async move { client.get_stock(read).await })
            })
            .collect();
        while fleet.owner().await == before {}
        receive(&fleet.clients, 1).await;
        zombie.go_on();
        for question in questions {
            match question.await.unwrap() {
                Ok(answer) => panic!("it knows {known:?}, and says {answer:?}"),
                Err(status) => assert!(is_temporary(&status), "{status}"),
            }
        }
    }
}

/// Puts some on sale.
async fn receive(clients: &Clients, quantity: u32) {
    let request = hawker_proto::v1::ReceiveStockRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sku: "tee".into(),
        quantity,
    };
    for at in 0.. {
        let mut client = client(clients, at);
        let answer = client.receive_stock(request.clone());
        match tokio::time::timeout(ANSWER_WITHIN, answer).await {
            Ok(Ok(_)) => return,
            Ok(Err(status)) => assert!(is_temporary(&status), "{status}"),
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
