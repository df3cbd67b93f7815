//! Several processes, of which one owns the stock: how the stock passes from one to
//! the next, in order and after every kind of accident.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod accidents;
mod process;
#[path = "../support/mod.rs"]
mod support;

use hawker_inventory::{
    Books, Config, Inventory, JournalConfig, JournalEngine, Ownership, audit, read_journal,
};
use hawker_proto::v1::{ErrorCode, Outcome, inventory_client::InventoryClient};
use hawker_test_servers::{Postgres, Wire};
use support::{one, refusal};
use tempfile::TempDir;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Channel;

/// A database of its own.
fn database(postgres: &Postgres) -> hawker_postgres::Config {
    hawker_postgres::Config {
        hosts: vec![postgres.host()],
        database: postgres.database(),
        tls: false,
        ..hawker_postgres::Config::default()
    }
}

/// One that takes over as soon as it may.
fn config() -> Config {
    let journal = JournalConfig { engine: JournalEngine::Postgres, ..JournalConfig::default() };
    Config { takeover_after_ms: 2_000, journal, ..Config::default() }
}

/// A process that joined others, in this one.
struct Member {
    inventory: Inventory,
    client: InventoryClient<Channel>,
    _dir: TempDir,
}

impl Member {
    async fn join(postgres: &hawker_postgres::Config, address: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let inventory = Inventory::join(dir.path(), config(), postgres, address.to_owned());
        let inventory = inventory.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let router = tonic::transport::Server::builder().add_service(inventory.service());
        tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
        let client = InventoryClient::connect(format!("http://{at}")).await.unwrap();
        Self { inventory, client, _dir: dir }
    }

    /// Waits until it owns the stock, and tells how manieth ownership that is.
    async fn owns(&self) -> u64 {
        let mut ownership = self.inventory.owners().remove(0);
        let owns = ownership.wait_for(|now| matches!(now, Ownership::Owner { .. })).await;
        match &*owns.unwrap() {
            Ownership::Owner { epoch } => *epoch,
            _ => unreachable!("it was waited for"),
        }
    }

    async fn waits_for(&self, owner: &str) {
        let waiting = Ownership::Waiting { owner: Some(owner.to_owned()) };
        self.inventory.owners().remove(0).wait_for(|now| *now == waiting).await.unwrap();
    }

    async fn receive(&mut self, sku: &str, quantity: u32) {
        let request = hawker_proto::v1::ReceiveStockRequest {
            key: support::key(),
            merchant: support::MERCHANT.into(),
            sku: sku.into(),
            quantity,
        };
        self.client.receive_stock(request).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_names_the_owner_and_takes_over_at_once_when_the_stock_is_given_back() {
    let postgres = database(Postgres::shared());
    let mut first = Member::join(&postgres, "http://a:7071").await;
    let epoch = first.owns().await;
    let mut second = Member::join(&postgres, "http://b:7071").await;
    second.waits_for("http://a:7071").await;
    first.receive("tee", 3).await;
    let request = one("ann", "tee");
    let answer = first.client.reserve(request.clone()).await.unwrap().into_inner();
    assert_eq!(answer.outcome(), Outcome::Held);

    let status = second.client.reserve(request.clone()).await.unwrap_err();
    assert_eq!(refusal(&status).code(), ErrorCode::Unavailable);
    assert!(refusal(&status).temporary);
    assert_eq!(status.metadata().get("hawker-owner").unwrap(), "http://a:7071");
    let follow = hawker_proto::v1::FollowRequest::default();
    let status = second.client.follow(follow).await.unwrap_err();
    assert_eq!(status.metadata().get("hawker-owner").unwrap(), "http://a:7071");

    first.inventory.shutdown().await;
    assert!(second.owns().await > epoch);
    assert_eq!(second.client.reserve(request).await.unwrap().into_inner(), answer);
    let books = Books::Postgres(postgres);
    let found = tokio::task::spawn_blocking(move || audit(&books, None, &mut |_| {}));
    let found = found.await.unwrap().unwrap();
    assert_eq!((found.differences, found.reservations), (Vec::new(), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_writes_before_it_serves_what_it_has_read() {
    let config = database(Postgres::shared());
    for _ in 0..2 {
        let member = Member::join(&config, "http://a:7071").await;
        let epoch = member.owns().await;
        let books = Books::Postgres(config.clone());
        let last = tokio::task::spawn_blocking(|| read_journal(books).unwrap().last());
        let last = last.await.unwrap().expect("there is a record").unwrap();
        assert_eq!((last.epoch, last.entries.len()), (epoch, 0));
        member.inventory.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_has_nothing_to_do_stays_the_owner() {
    let postgres = Postgres::shared();
    let config = database(postgres);
    let first = Member::join(&config, "http://a:7071").await;
    let epoch = first.owns().await;
    let second = Member::join(&config, "http://b:7071").await;
    second.waits_for("http://a:7071").await;
    let idle = "SELECT clock_timestamp() > seen + interval '3 seconds' FROM hawker_shards";
    let begun = "SELECT extract(epoch FROM clock_timestamp())::bigint";
    let now = || postgres.ask(&config.database, begun).parse::<u64>().unwrap();
    let end = now() + 5;
    while now() < end {
        assert_eq!(postgres.ask(&config.database, idle), "f", "it says that it is there");
    }
    assert_eq!(first.owns().await, epoch);
    second.waits_for("http://a:7071").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_reach_the_database_says_so_and_owns_the_stock_when_it_can() {
    let postgres = Postgres::start();
    let config = database(&postgres);
    postgres.kill();
    let member = Member::join(&config, "http://a:7071").await;
    let mut ownership = member.inventory.owners().remove(0);
    let trouble = |now: &Ownership| matches!(now, Ownership::Trouble { .. });
    let why = ownership.wait_for(trouble).await.unwrap().clone();
    assert!(format!("{why:?}").contains("takes writes"), "{why:?}");
    postgres.start_again();
    let epoch = member.owns().await;
    // It begins anew when the database was gone for a while.
    postgres.kill();
    ownership.wait_for(|now| !matches!(now, Ownership::Owner { .. })).await.unwrap();
    postgres.start_again();
    assert!(member.owns().await > epoch);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_is_cut_off_is_not_told_to_be_one_until_it_is_heard_again() {
    let postgres = Postgres::shared();
    let mut config = database(postgres);
    let far = config.hosts[0].parse().unwrap();
    let wire = Wire::lay(std::net::Ipv4Addr::new(127, 0, 3, 1), far);
    config.hosts = vec![wire.at().to_string()];
    let member = Member::join(&config, "http://a:7071").await;
    let epoch = member.owns().await;
    wire.cut();
    let mut ownership = member.inventory.owners().remove(0);
    let waits = |now: &Ownership| *now == Ownership::Waiting { owner: None };
    ownership.wait_for(waits).await.unwrap();
    wire.mend();
    assert_eq!(member.owns().await, epoch, "nobody took it over meanwhile");
}
