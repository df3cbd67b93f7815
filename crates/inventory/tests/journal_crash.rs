//! The whole service is killed, or its flushes fail or are slow: what was
//! answered over gRPC is in the journal, and nothing was answered that is not.
//!
//! The service runs in a child: this test binary once more, running only
//! [`child`], with buyers who ask for one unit each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hasher, RandomState},
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

use hawker_inventory::{Config, Inventory, read_journal};
use hawker_proto::v1::{
    GetReservationRequest, GetStockRequest, Outcome, ReceiveStockRequest, ReservationState,
    ReserveRequest, inventory_client::InventoryClient, journal_entry,
};
use prost::Message as _;
use support::{MERCHANT, Shop, key, one};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Channel;

mod support;

const FOLDER: &str = "HAWKER_TEST_INVENTORY";
const BUYERS: &str = "HAWKER_TEST_BUYERS";
const PURCHASES: &str = "HAWKER_TEST_PURCHASES";

const SKU: &str = "mug";
const UNITS: u32 = 1_000_000;

/// The child's part. As a test of its own it has nothing to do.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(FOLDER) else { return };
    let number = |name| std::env::var(name).map(|text| text.parse().unwrap());
    let buyers: u32 = number(BUYERS).unwrap_or(1);
    let purchases: u32 = number(PURCHASES).unwrap_or(u32::MAX);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let code = runtime.block_on(serve_and_buy(Path::new(&dir), buyers, purchases));
    // Ends without closing anything.
    std::process::exit(code);
}

async fn serve_and_buy(dir: &Path, buyers: u32, purchases: u32) -> i32 {
    let inventory = match Inventory::open(dir, Config::default()).await {
        Ok(inventory) => inventory,
        Err(error) => {
            eprintln!("the child stops: {error}");
            return 3;
        }
    };
    let address = serve(&inventory).await;
    let mut client = InventoryClient::connect(format!("http://{address}")).await.unwrap();
    if client.get_stock(stock_request()).await.is_err() {
        let request = ReceiveStockRequest {
            key: key(),
            merchant: MERCHANT.into(),
            sku: SKU.into(),
            quantity: UNITS,
        };
        // A failing disk may let this one fail already.
        drop(client.receive_stock(request).await);
    }
    let buying = async {
        let tasks = (0..buyers).map(|_| tokio::spawn(buy(client.clone(), purchases)));
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    };
    tokio::select! {
        biased;
        error = inventory.failed() => {
            eprintln!("the child stops: {error}");
            3
        }
        () = buying => 0,
    }
}

async fn serve(inventory: &Inventory) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = tonic::transport::Server::builder().add_service(inventory.service());
    tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

fn stock_request() -> GetStockRequest {
    GetStockRequest { merchant: MERCHANT.into(), sku: SKU.into() }
}

/// One unit, for a buyer of its own, who has the key's name.
fn purchase(key: &str) -> ReserveRequest {
    ReserveRequest { key: key.into(), ..one(key, SKU) }
}

/// Buys one after the other. After a refusal, waits for the process to end.
async fn buy(mut client: InventoryClient<Channel>, purchases: u32) {
    for _ in 0..purchases {
        let key = key();
        tell(&format!("asked {key}"));
        match client.reserve(purchase(&key)).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                assert_eq!(answer.outcome(), Outcome::Held);
                tell(&format!("held {key} {}", answer.reservation.unwrap().id));
            }
            Err(status) => {
                tell(&format!("refused {key} {status}"));
                std::future::pending::<()>().await;
            }
        }
    }
}

/// One line, in one write to the pipe.
fn tell(line: &str) {
    std::io::stdout().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

/// A child that runs, and what it has told.
struct Seller {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// What was asked for, by key, and the reservation if it was answered.
    asked: BTreeMap<String, Option<u64>>,
    held: usize,
}

impl Seller {
    fn start(dir: &Path, wrapper: &[&str], settings: &[(&str, &str)]) -> Self {
        let own = std::env::current_exe().unwrap();
        let mut command = match wrapper {
            [] => Command::new(own),
            [tool, rest @ ..] => {
                let mut command = Command::new(tool);
                command.args(rest).arg(own);
                command
            }
        };
        command.args(["--exact", "child", "--nocapture", "--test-threads=1"]);
        command.env(FOLDER, dir).envs(settings.iter().copied());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let tool = wrapper.first().unwrap_or(&"the test binary");
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{tool}: {error}"));
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines, asked: BTreeMap::new(), held: 0 }
    }

    /// Takes in what the child tells until so many units are held, or until it is gone.
    fn listen(&mut self, enough: usize) {
        let mut line = String::new();
        while self.held < enough {
            line.clear();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return;
            }
            // What a kill cut off was not told.
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["asked", key] if line.ends_with('\n') => {
                    self.asked.insert((*key).to_owned(), None);
                }
                ["held", key, id] if line.ends_with('\n') => {
                    self.asked.insert((*key).to_owned(), Some(id.parse().unwrap()));
                    self.held += 1;
                }
                _ => {}
            }
        }
    }

    /// Waits until the child has ended by itself, and returns what it said.
    fn end(&mut self) -> (ExitStatus, String) {
        self.listen(usize::MAX);
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap(), said)
    }
}

/// Starts the service again and checks that every unit that was told of is
/// held, that every question gets one answer, and that the sums are right.
async fn assert_kept(dir: &Path, asked: &mut BTreeMap<String, Option<u64>>, what: &str) {
    let mut shop = Shop::open(dir).await;
    for (key, told) in asked.iter_mut() {
        if let Some(reservation) = *told {
            let request = GetReservationRequest { merchant: MERCHANT.into(), reservation };
            let found = shop.client.get_reservation(request).await;
            let found = found.unwrap_or_else(|status| panic!("{what}: {key} is lost: {status}"));
            let found = found.into_inner().reservation.unwrap();
            assert_eq!((&found.buyer, found.state()), (key, ReservationState::Held), "{what}");
        }
        let first = shop.reserve(purchase(key)).await.unwrap();
        let again = shop.reserve(purchase(key)).await.unwrap();
        assert_eq!(first.encode_to_vec(), again.encode_to_vec(), "{what}: {key}");
        let id = first.reservation.unwrap().id;
        assert_eq!(told.unwrap_or(id), id, "{what}: {key} got another answer");
        *told = Some(id);
    }
    let stock = shop.stock(SKU).await;
    assert_eq!(stock.held as usize, asked.len(), "{what}");
    assert_eq!(stock.available + stock.held, UNITS, "{what}");
    shop.close().await;
    assert_eq!(recount(dir), asked.iter().map(|(k, id)| (k.clone(), id.unwrap())).collect());
}

/// Every unit held, by key, read from the raw journal.
fn recount(dir: &Path) -> BTreeMap<String, u64> {
    let mut held = BTreeMap::new();
    for record in read_journal(dir).unwrap() {
        for entry in record.unwrap().entries {
            if let Some(journal_entry::Command::Reserve(request)) = entry.command {
                let before = held.insert(request.key.clone(), entry.reservation.unwrap().id);
                assert_eq!(before, None, "{} was carried out twice", request.key);
            }
        }
    }
    held
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Folders in which the service is killed, five times in each: one in `make test`,
/// forty in `make prove`.
fn folders() -> u32 {
    if std::env::var_os("HAWKER_PROVE").is_some() { 40 } else { 1 }
}

#[test]
fn killed_at_any_moment_it_keeps_every_unit_that_was_answered() {
    let units: usize = (0..folders()).map(|_| killed_again_and_again()).sum();
    println!("\nproof: {} kills of the service, {units} units, each answered once", 5 * folders());
}

/// Kills service after service in one folder, and tells how many units were
/// asked for.
fn killed_again_and_again() -> usize {
    let dir = tempfile::TempDir::new().unwrap();
    let mut asked = BTreeMap::new();
    for round in 0..5 {
        let after = 1 + RandomState::new().build_hasher().finish() % 400;
        let what = format!("round {round}, killed after {after} answers");
        let mut seller = Seller::start(dir.path(), &[], &[(BUYERS, "16")]);
        seller.listen(usize::try_from(after).unwrap());
        // Another process can read the journal all the while.
        let records = read_journal(dir.path()).unwrap().map(Result::unwrap).count();
        assert!(records > 0, "{what}");
        seller.child.kill().unwrap();
        seller.listen(usize::MAX);
        seller.child.wait().unwrap();
        assert!(seller.held as u64 >= after, "{what}: it ended by itself");
        asked.append(&mut seller.asked);
        runtime().block_on(assert_kept(dir.path(), &mut asked, &what));
    }
    asked.len()
}

fn is_answer(call: &str) -> bool {
    call.contains("write(1") && call.contains("held ")
}

/// A folder with stock, and no segment to prepare for a while: every flush
/// traced in it is a start's or an append's.
fn stocked() -> tempfile::TempDir {
    let dir = tempfile::TempDir::new().unwrap();
    let (status, said) = Seller::start(&dir.path().join("journal"), &[], &[(PURCHASES, "1")]).end();
    assert!(status.success(), "{said}");
    dir
}

/// Runs a child under strace with a fault injected; its calls in the order in
/// which they ended.
fn run_traced(
    dir: &Path,
    inject: &str,
    settings: &[(&str, &str)],
) -> (Seller, Vec<String>, ExitStatus, String) {
    let calls = dir.join("calls");
    let strace = ["strace", "-f", "-qq", "-s", "64", "-o", calls.to_str().unwrap()];
    let faults = ["-e", "trace=fdatasync,write", "-e", inject];
    let wrapper = [&strace[..], &faults[..]].concat();
    let mut seller = Seller::start(&dir.join("journal"), &wrapper, settings);
    let (status, said) = seller.end();
    let calls = std::fs::read_to_string(calls).unwrap().lines().map(str::to_owned).collect();
    (seller, calls, status, said)
}

#[test]
fn a_failed_flush_answers_nobody_and_ends_the_service_with_a_message() {
    for failing in [1, 2, 3, 7] {
        let dir = stocked();
        let inject = format!("inject=fdatasync:error=EIO:when={failing}");
        // One buyer, so that no answer to a batch before is still on its way.
        let (seller, calls, status, said) = run_traced(dir.path(), &inject, &[]);
        let what = format!("flush {failing} fails: {said}");
        let failed = calls.iter().position(|call| call.contains("(INJECTED)")).expect(&what);
        assert!(!calls.iter().skip(failed).any(|call| is_answer(call)), "{what}");
        assert_eq!(status.code(), Some(3), "{what}");
        assert!(said.contains("flushing") && said.contains("Input/output error"), "{what}");
        // Every answer is from before, so the next start has it.
        let journal = recount(&dir.path().join("journal"));
        for (key, told) in &seller.asked {
            assert!(told.is_none() || journal.get(key) == told.as_ref(), "{what}: {key}");
        }
    }
}

#[test]
fn a_slow_flush_slows_every_answer() {
    let dir = stocked();
    let begun = std::time::Instant::now();
    let inject = "inject=fdatasync:delay_enter=20000";
    let (seller, calls, status, said) = run_traced(dir.path(), inject, &[(PURCHASES, "20")]);
    assert!(status.success(), "{said}");
    assert_eq!(seller.held, 20);
    assert!(begun.elapsed().as_millis() >= 20 * 20, "20 flushes of 20 ms each");
    let (mut flushed, mut answers) = (false, 0);
    for call in &calls {
        flushed |= call.contains("fdatasync") && call.contains("(DELAYED)");
        if is_answer(call) {
            answers += 1;
            assert!(flushed, "answer {answers} came without a flush:\n{}", calls.join("\n"));
            flushed = false;
        }
    }
    assert_eq!(answers, 20);
}

#[test]
fn a_damaged_journal_stops_the_service_with_the_place() {
    let dir = tempfile::TempDir::new().unwrap();
    let (status, said) = Seller::start(dir.path(), &[], &[(PURCHASES, "10")]).end();
    assert!(status.success(), "{said}");
    let segment = dir.path().join("00000000000000000001.seg");
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[4096 + 40] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let (status, said) = Seller::start(dir.path(), &[], &[]).end();
    assert_eq!(status.code(), Some(3), "{said}");
    let place = format!("{} at byte 4096, record 1", segment.display());
    assert!(said.contains(&place), "{said}");
}
