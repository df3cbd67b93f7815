//! A fleet in place of one server: two gateways, two inventory processes and the
//! funnel, over a real PostgreSQL and a real Redis Cluster.
//!
//! [`Server`](crate::server::Server) starts one where `HAWKER_TEST_FLEET` is set, so
//! that the tests of one server run on a fleet as they are: what they call the server
//! is its first gateway and whoever owns the stock.

use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use hawker_test_servers::{Patroni, Postgres, RedisCluster};
use serde::Deserialize;

use crate::{api::Api, eventually, server::Options, until, wires::Wires};

/// Set where tests of one server run on a fleet. It is the tests' own, and no key of
/// the server.
pub const FLEET: &str = "HAWKER_TEST_FLEET";

/// Whether a server is to be a fleet.
#[must_use]
pub fn wanted() -> bool {
    std::env::var_os(FLEET).is_some()
}

/// What those are called who come to the gateways' doors over wires.
pub const VIEWERS: &str = "viewers";

/// The configuration that all processes of a fleet share, within its folder.
const FILE: &str = "fleet.toml";

/// One process of a fleet. Killed when dropped.
#[derive(Debug)]
pub struct Member {
    role: &'static str,
    child: Child,
    dir: PathBuf,
    ports: Ports,
}

/// Where a process listens.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Ports {
    /// HTTP and WebSocket, of a gateway.
    pub public: Option<SocketAddr>,
    /// gRPC, of an inventory or the funnel.
    pub grpc: Option<SocketAddr>,
    /// Metrics and health.
    pub ops: Option<SocketAddr>,
}

/// What of a fleet's storage is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engines {
    /// Nothing: each process has its own.
    Own,
    /// The stock, in PostgreSQL.
    Stock,
    /// The rooms as well.
    All,
}

/// A fleet's processes, over a database and a Redis Cluster.
#[derive(Debug)]
pub struct Fleet {
    dir: PathBuf,
    options: Options,
    /// Where its rooms meet, if they do; empty when it starts.
    pub redis: Option<RedisCluster>,
    /// The gateways, in the order in which they were started.
    pub gateways: Vec<Member>,
    /// The inventory processes, of which one owns the stock.
    pub inventories: Vec<Member>,
    /// The funnel.
    pub funnel: Option<Member>,
    /// Between its processes and what they call, where it has any.
    pub wires: Option<Wires>,
}

impl Member {
    /// Where it listens.
    #[must_use]
    pub fn ports(&self) -> Ports {
        self.ports
    }

    /// What it is called.
    ///
    /// # Panics
    ///
    /// Never: its folder has a name.
    #[must_use]
    pub fn name(&self) -> String {
        self.dir.file_name().expect("a name").to_string_lossy().into_owned()
    }

    /// Its own folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The operations port.
    ///
    /// # Panics
    ///
    /// When it has told of none.
    #[must_use]
    pub fn ops(&self) -> Api {
        Api::new(self.ports.ops.expect("its operations port"), None)
    }

    /// The HTTP API of a gateway.
    ///
    /// # Panics
    ///
    /// When it is no gateway.
    #[must_use]
    pub fn api(&self, token: Option<String>) -> Api {
        Api::new(self.ports.public.expect("a gateway"), token)
    }

    /// Sends it a signal by name, such as `STOP`.
    ///
    /// # Panics
    ///
    /// When the signal can't be sent.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &pid]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Ends it as a power cut would.
    ///
    /// # Panics
    ///
    /// When it can't be killed.
    pub fn kill_9(&mut self) {
        self.child.kill().expect("kill -9");
        self.child.wait().expect("the killed child is reaped");
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    ///
    /// When its state can't be read.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("the child ends")
    }

    /// Its state, if it has ended by itself.
    ///
    /// # Panics
    ///
    /// When its state can't be read.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the child's state")
    }

    /// Waits until it says that it is ready.
    pub async fn is_ready(&self) {
        let ops = self.ops();
        eventually("readiness", async || {
            let (status, _) = ops.get("/readyz").await.ok()?;
            (status == 200).then_some(())
        })
        .await;
    }

    /// Whether it owns the stock: `grpc.health.v1` says so, as callers are told.
    pub async fn owns_the_stock(&self) -> bool {
        let Some(at) = self.ports.grpc else { return false };
        let Ok(endpoint) = tonic::transport::Endpoint::from_shared(format!("http://{at}")) else {
            return false;
        };
        let Ok(channel) = endpoint.connect().await else { return false };
        let mut health = tonic_health::pb::health_client::HealthClient::new(channel);
        let service = "hawker.v1.Inventory".to_owned();
        let answer = health.check(tonic_health::pb::HealthCheckRequest { service }).await;
        answer.is_ok_and(|it| it.into_inner().status == SERVING)
    }
}

/// `SERVING` of `grpc.health.v1`.
const SERVING: i32 = 1;

impl Drop for Member {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Fleet {
    /// Starts a fleet of two gateways, two inventory processes and the funnel in that
    /// folder, and waits until all are ready. A folder that had one before has the
    /// same database again.
    ///
    /// # Panics
    ///
    /// When a process ends instead of becoming ready.
    pub async fn start(dir: &Path, options: &Options) -> Self {
        Self::of(dir, options, Engines::All).await
    }

    /// The same with one gateway, which keeps its rooms to itself.
    pub async fn start_stock(dir: &Path, options: &Options) -> Self {
        Self::of(dir, options, Engines::Stock).await
    }

    /// The same of one process for each role, on embedded storage: neither PostgreSQL
    /// nor Redis is there.
    pub async fn start_apart(dir: &Path, options: &Options) -> Self {
        Self::of(dir, options, Engines::Own).await
    }

    /// The same as [`Self::start`] over what a fleet has where it is run in earnest:
    /// PostgreSQL under Patroni, and a Redis Cluster whose primaries have replicas. All
    /// that its processes call, and viewers of it, is at the end of wires.
    ///
    /// # Panics
    ///
    /// When a process ends instead of becoming ready.
    pub async fn start_in_earnest(dir: &Path, options: &Options, patroni: &Patroni) -> Self {
        fs::create_dir_all(dir).expect("the fleet's folder");
        let text = options.file.clone().unwrap_or_default();
        write_base(dir, &text, (&patroni.hosts(), patroni.database()));
        let on = (Some(RedisCluster::start(1)), Some(Wires::default()));
        Self::over(dir, options, Engines::All, on).await
    }

    async fn of(dir: &Path, options: &Options, engines: Engines) -> Self {
        // One of its own: shows of other tests have the same names.
        let redis = (engines == Engines::All).then(|| RedisCluster::start(0));
        Self::over(dir, options, engines, (redis, None)).await
    }

    async fn over(
        dir: &Path,
        options: &Options,
        engines: Engines,
        (redis, wires): (Option<RedisCluster>, Option<Wires>),
    ) -> Self {
        fs::create_dir_all(dir).expect("the fleet's folder");
        prepare(dir, options, engines != Engines::Own);
        let mut fleet = Self {
            dir: dir.to_owned(),
            options: options.clone(),
            redis,
            gateways: Vec::new(),
            inventories: Vec::new(),
            funnel: None,
            wires,
        };
        fleet.tell("");
        for _ in 0..if engines == Engines::Own { 1 } else { 2 } {
            fleet.add_inventory().await;
        }
        let addresses: Vec<_> = fleet.inventories.iter().map(grpc).collect();
        let addresses = addresses.join(", ");
        fleet.tell(&format!("[fleet]\ninventory = [{addresses}]\n"));
        let funnel = fleet.launch("funnel", "funnel", None).await;
        fleet.tell(&format!("[fleet]\ninventory = [{addresses}]\nfunnel = {}\n", grpc(&funnel)));
        fleet.funnel = Some(funnel);
        // Where a server has its numbers.
        drop(std::os::unix::fs::symlink("funnel/funnel.db", dir.join("funnel.db")));
        for _ in 0..if engines == Engines::All { 2 } else { 1 } {
            fleet.add_gateway().await;
        }
        for gateway in &fleet.gateways {
            gateway.is_ready().await;
        }
        fleet
    }

    /// Starts one more inventory process.
    pub async fn add_inventory(&mut self) {
        let name = format!("inventory-{}", self.inventories.len() + 1);
        let member = self.launch("inventory", &name, None).await;
        self.inventories.push(member);
    }

    /// Starts one more gateway.
    pub async fn add_gateway(&mut self) {
        let name = format!("gateway-{}", self.gateways.len() + 1);
        let on = self.options.on.filter(|_| self.gateways.is_empty());
        let on = on.map(|on| Ports { public: Some(on.public), ops: Some(on.ops), grpc: None });
        let member = self.launch("gateway", &name, on).await;
        self.gateways.push(member);
    }

    /// Starts a process that has ended once more, where it listened before.
    pub async fn start_again(&self, member: &mut Member) {
        *member = self.launch(member.role, &member.name(), Some(member.ports)).await;
    }

    /// The inventory process that owns the stock, once one does.
    pub async fn owner(&self) -> &Member {
        eventually("an owner of the stock", async || {
            for member in &self.inventories {
                if member.owns_the_stock().await {
                    return Some(member);
                }
            }
            None
        })
        .await
    }

    /// The name of the database in which it keeps what it shares.
    ///
    /// # Panics
    ///
    /// When it shares nothing.
    #[must_use]
    pub fn database(&self) -> String {
        let text = fs::read_to_string(self.dir.join("base.toml")).expect("the configuration");
        let name = text.lines().find_map(|line| line.strip_prefix("database = \""));
        name.expect("a database").trim_end_matches('"').to_owned()
    }

    /// All that run.
    pub fn members_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.gateways.iter_mut().chain(self.funnel.as_mut()).chain(self.inventories.iter_mut())
    }

    /// Ends all in order, gateways first, and gives back the first end that was none
    /// in order, or that of the last.
    ///
    /// # Panics
    ///
    /// When a signal can't be sent.
    #[must_use]
    pub fn terminate(mut self) -> ExitStatus {
        let ends: Vec<_> = self
            .members_mut()
            .map(|member| {
                member.signal("TERM");
                member.wait()
            })
            .collect();
        let wrong = ends.iter().find(|end| !end.success());
        *wrong.or(ends.last()).expect("a fleet has members")
    }

    /// A token signed with the secret that all share.
    #[must_use]
    pub fn token(&self, sub: &str, caps: &str) -> String {
        crate::server::token(&self.dir, sub, caps)
    }

    /// A token of that merchant's.
    #[must_use]
    pub fn token_of(&self, merchant: &str, sub: &str, caps: &str) -> String {
        crate::server::token_of(&self.dir, merchant, sub, caps)
    }

    /// The HTTP API of a gateway, with a token of these capabilities.
    ///
    /// # Panics
    ///
    /// When there is no such gateway.
    #[must_use]
    pub fn api(&self, gateway: usize, sub: &str, caps: &str) -> Api {
        self.gateways[gateway].api(Some(self.token(sub, caps)))
    }

    fn tell(&self, fleet: &str) {
        let base = fs::read_to_string(self.dir.join("base.toml")).expect("the configuration");
        let nodes = self.redis.iter().flat_map(RedisCluster::addresses);
        let nodes: Vec<_> = nodes.map(|at| format!("\"{at}\"")).collect();
        let redis = match nodes.as_slice() {
            [] => String::new(),
            nodes => format!(
                "[gateway.rooms]\nengine = \"fleet\"\n[redis]\ntls = false\nnodes = [{}]\n",
                nodes.join(", ")
            ),
        };
        let text = format!("{base}{redis}{fleet}");
        fs::write(self.dir.join(FILE), text).expect("the configuration");
    }

    /// Where viewers find a gateway.
    ///
    /// # Panics
    ///
    /// When there is no such gateway.
    #[must_use]
    pub fn door(&self, gateway: usize) -> SocketAddr {
        let at = self.gateways[gateway].ports().public.expect("a gateway's port");
        self.wires.as_ref().map_or(at, |wires| wires.from(VIEWERS, at.port()))
    }

    /// What a process is told: what all are, but that it has wires of its own.
    fn file_of(&self, name: &str) -> PathBuf {
        let Some(wires) = &self.wires else { return self.dir.join(FILE) };
        let text = fs::read_to_string(self.dir.join(FILE)).expect("the configuration");
        let file = self.dir.join(format!("{name}.toml"));
        fs::write(&file, wires.lead(name, &text)).expect("the configuration");
        file
    }

    async fn launch(&self, role: &'static str, name: &str, on: Option<Ports>) -> Member {
        let dir = self.dir.join(name);
        drop(fs::remove_file(dir.join("ports.json")));
        let port = |address: Option<SocketAddr>| address.map_or(0, |it| it.port()).to_string();
        let on = on.unwrap_or_default();
        let mut command = self.options.command();
        command.arg(role).arg("--config").arg(self.file_of(name));
        command.arg("--data-dir").arg(&dir);
        command.args(["--public-port", &port(on.public), "--grpc-port", &port(on.grpc)]);
        command.args(["--ops-port", &port(on.ops)]);
        command.env("HAWKER_SECRET_FILE", self.dir.join("secret"));
        let child = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn();
        let mut child = child.expect("hawker starts");
        let ports: Ports = until("ports.json", || {
            let ended = child.try_wait().expect("the child's state");
            assert!(ended.is_none(), "{name} ended at its start: {ended:?}");
            let text = fs::read_to_string(dir.join("ports.json")).ok()?;
            serde_json::from_str(&text).ok()
        })
        .await;
        Member { role, child, dir, ports }
    }
}

/// Where a process is called, as TOML.
fn grpc(member: &Member) -> String {
    format!("\"http://{}\"", member.ports.grpc.expect("a gRPC port"))
}

/// Writes what all share: the secret, and where PostgreSQL is.
fn prepare(dir: &Path, options: &Options, shared: bool) {
    let secret = dir.join("secret");
    if !secret.exists() {
        let random: [u8; 32] = rand::random();
        let hex = random.iter().fold(String::new(), |mut hex, byte| {
            // Writing into a string can't fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        fs::write(secret, hex).expect("the secret");
    }
    let base = dir.join("base.toml");
    if base.exists() {
        return;
    }
    let text = options.file.clone().unwrap_or_default();
    if shared {
        let postgres = Postgres::shared();
        write_base(dir, &text, (&[postgres.host()], &postgres.database()));
    } else {
        fs::write(base, text).expect("the configuration");
    }
}

/// Writes what all processes are told of PostgreSQL, behind what else they are told.
fn write_base(dir: &Path, text: &str, (hosts, database): (&[String], &str)) {
    let hosts: Vec<_> = hosts.iter().map(|host| format!("\"{host}\"")).collect();
    let hosts = hosts.join(", ");
    let more = format!("hosts = [{hosts}]\ndatabase = \"{database}\"\ntls = false\n");
    let text = format!("{text}\n[inventory.journal]\nengine = \"postgres\"\n[postgres]\n{more}");
    fs::write(dir.join("base.toml"), text).expect("the configuration");
}

/// The arguments by which a command finds what a fleet in that folder keeps, if
/// there is one.
#[must_use]
pub fn arguments(dir: &Path) -> Vec<String> {
    let file = dir.join(FILE);
    if !file.exists() {
        return Vec::new();
    }
    vec!["--config".to_owned(), file.display().to_string()]
}
