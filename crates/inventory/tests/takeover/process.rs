//! A member that is a process of its own, so that it can be killed and stopped: this
//! test's program once more, told to serve.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use hawker_inventory::Inventory;
use hawker_proto::v1::inventory_client::InventoryClient;
use tempfile::TempDir;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint};

use crate::config;

/// What a child is told of: the server and the database, and where its folder is.
const HOST: &str = "TAKEOVER_TEST_HOST";
const DATABASE: &str = "TAKEOVER_TEST_DATABASE";
const FOLDER: &str = "TAKEOVER_TEST_FOLDER";
/// What a child says before its port.
const SERVES: &str = "serves at ";

pub(crate) struct Process {
    child: Child,
    dir: TempDir,
    pub(crate) client: InventoryClient<Channel>,
}

impl Process {
    pub(crate) fn start(postgres: &hawker_postgres::Config) -> Self {
        Self::start_in(TempDir::new().unwrap(), postgres)
    }

    fn start_in(dir: TempDir, postgres: &hawker_postgres::Config) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process::serve", "--nocapture", "--test-threads=1"])
            .env(HOST, &postgres.hosts[0])
            .env(DATABASE, &postgres.database)
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut serves = said
            .map_while(Result::ok)
            .filter_map(|line| Some(line.split_once(SERVES)?.1.to_owned()));
        let address = serves.next().expect("the child serves");
        let client = InventoryClient::new(Endpoint::try_from(address).unwrap().connect_lazy());
        Self { child, dir, client }
    }

    /// Ends it at once, and starts it again in the folder that it left.
    pub(crate) fn kill_and_start(mut self, postgres: &hawker_postgres::Config) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let dir = std::mem::replace(&mut self.dir, TempDir::new().unwrap());
        Self::start_in(dir, postgres)
    }

    /// Has it stand still, as a machine does that is short of everything.
    pub(crate) fn stop(&self) {
        self.signal("-STOP");
    }

    /// Has it go on as if nothing had happened.
    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a child process does, until it is killed; nothing, in the test's own process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::print_stdout, reason = "the parent reads it")]
async fn serve() {
    let Ok(host) = std::env::var(HOST) else { return };
    let postgres = hawker_postgres::Config {
        hosts: vec![host],
        database: std::env::var(DATABASE).unwrap(),
        tls: false,
        ..hawker_postgres::Config::default()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let dir = std::env::var(FOLDER).unwrap();
    let inventory = Inventory::join(dir.as_ref(), config(), &postgres, address.clone()).unwrap();
    let router = tonic::transport::Server::builder().add_service(inventory.service());
    println!("{SERVES}{address}");
    router.serve_with_incoming(TcpListenerStream::new(listener)).await.unwrap();
}
