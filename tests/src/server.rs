//! The real `hawker` binary as a child process.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tonic::transport::{Channel, Endpoint};

use crate::{
    api::Api,
    binary, eventually,
    fleet::{self, Fleet, Member},
    until,
};

/// A running server, or a fleet in its place. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    running: Running,
    data_dir: PathBuf,
    ports: Ports,
}

/// What runs.
#[derive(Debug)]
enum Running {
    One(Process),
    Many(Box<Fleet>),
}

/// A process that is killed when dropped.
#[derive(Debug)]
struct Process(Child);

/// What `ports.json` tells.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Ports {
    /// HTTP and WebSocket.
    pub public: SocketAddr,
    /// gRPC.
    pub grpc: SocketAddr,
    /// Metrics and health.
    pub ops: SocketAddr,
}

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Arguments before `hawker`, such as a tracer and its own.
    pub wrapper: Vec<String>,
    /// Environment, such as `HAWKER_GATEWAY__…`.
    pub env: Vec<(String, String)>,
    /// Where it listens, instead of on free ports: for one that comes back.
    pub on: Option<Ports>,
    /// What its configuration file says, if it has one.
    pub file: Option<String>,
}

impl Options {
    /// Sets a configuration key by its environment variable.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.env.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Gives it a configuration file, for what no environment variable can say.
    #[must_use]
    pub fn with(mut self, toml: &str) -> Self {
        self.file = Some(toml.to_owned());
        self
    }

    /// Has it listen where another one did.
    #[must_use]
    pub fn on(mut self, ports: Ports) -> Self {
        self.on = Some(ports);
        self
    }

    /// Runs the server under another program.
    #[must_use]
    pub fn under(mut self, wrapper: &[&str]) -> Self {
        self.wrapper = wrapper.iter().map(|&w| w.to_owned()).collect();
        self
    }

    fn ports(&self) -> [String; 6] {
        let [public, grpc, ops] =
            self.on.map_or([0; 3], |on| [on.public, on.grpc, on.ops].map(|address| address.port()));
        let named = [("--public-port", public), ("--grpc-port", grpc), ("--ops-port", ops)];
        let [public, grpc, ops] = named.map(|(name, port)| [name.to_owned(), port.to_string()]);
        let [[a, b], [c, d], [e, f]] = [public, grpc, ops];
        [a, b, c, d, e, f]
    }

    pub(crate) fn command(&self) -> Command {
        let mut words = self.wrapper.clone();
        words.push(binary("hawker").to_string_lossy().into_owned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_remove(PROVE).env_remove(fleet::FLEET);
        command.envs(self.env.iter().map(|(k, v)| (k, v)));
        command
    }
}

impl Server {
    /// Starts `hawker serve` on free ports and waits until it is ready.
    pub async fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &Options::default()).await
    }

    /// The same with options.
    ///
    /// # Panics
    ///
    /// When the server ends instead of becoming ready.
    pub async fn start_with(data_dir: &Path, options: &Options) -> Self {
        if fleet::wanted() {
            return Self::of(Fleet::start(data_dir, options).await, data_dir).await;
        }
        // A server that was killed leaves its ports behind.
        drop(std::fs::remove_file(data_dir.join("ports.json")));
        let mut command = options.command();
        command.arg("serve");
        if let Some(toml) = &options.file {
            std::fs::create_dir_all(data_dir).expect("the data folder");
            let path = data_dir.join("test.toml");
            std::fs::write(&path, toml).expect("the configuration");
            command.arg("--config").arg(path);
        }
        let mut child = command
            .arg("--data-dir")
            .arg(data_dir)
            .args(options.ports())
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .expect("hawker starts");
        let ports: Ports = until("ports.json", || {
            let ended = child.try_wait().expect("the child's state");
            assert!(ended.is_none(), "hawker ended at its start: {ended:?}");
            let text = std::fs::read_to_string(data_dir.join("ports.json")).ok()?;
            serde_json::from_str(&text).ok()
        })
        .await;
        let ops = Api::new(ports.ops, None);
        eventually("readiness", async || {
            let (status, _) = ops.get("/readyz").await.ok()?;
            (status == 200).then_some(())
        })
        .await;
        Self { running: Running::One(Process(child)), data_dir: data_dir.to_owned(), ports }
    }

    /// A fleet in place of a server: its first gateway, and whoever owns the stock.
    async fn of(fleet: Fleet, data_dir: &Path) -> Self {
        let gateway = fleet.gateways[0].ports();
        let ports = Ports {
            public: gateway.public.expect("a gateway's port"),
            grpc: fleet.owner().await.ports().grpc.expect("an inventory's port"),
            ops: gateway.ops.expect("a process's port"),
        };
        let text = serde_json::to_string(&ports).expect("the ports");
        std::fs::write(data_dir.join("ports.json"), text).expect("ports.json");
        Self { running: Running::Many(Box::new(fleet)), data_dir: data_dir.to_owned(), ports }
    }

    /// Where it listens.
    #[must_use]
    pub fn ports(&self) -> Ports {
        self.ports
    }

    /// Its data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// A token signed with its secret, as a shop's own backend would make it.
    ///
    /// # Panics
    ///
    /// When the secret can't be read.
    #[must_use]
    pub fn token(&self, sub: &str, caps: &str) -> String {
        token(&self.data_dir, sub, caps)
    }

    /// What the journal calls whoever a token calls `sub`.
    ///
    /// # Panics
    ///
    /// When the secret can't be read.
    #[must_use]
    pub fn buyer(&self, sub: &str) -> String {
        let secret = std::fs::read_to_string(self.data_dir.join("secret")).expect("the secret");
        let key = EncodingKey::from_secret(secret.trim().as_bytes());
        let text = format!("hawker buyer\n{sub}");
        let code = jsonwebtoken::crypto::sign(text.as_bytes(), &key, Algorithm::HS256);
        let code: String = code.expect("a code").chars().take(22).collect();
        format!("b-{code}")
    }

    /// The HTTP API with a token of these capabilities.
    #[must_use]
    pub fn api(&self, sub: &str, caps: &str) -> Api {
        Api::new(self.ports.public, Some(self.token(sub, caps)))
    }

    /// The operations port.
    #[must_use]
    pub fn ops(&self) -> Api {
        Api::new(self.ports.ops, None)
    }

    /// A gRPC channel.
    ///
    /// # Panics
    ///
    /// When the port can't be reached.
    pub async fn grpc(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.ports.grpc));
        endpoint.expect("an address").connect().await.expect("the gRPC port answers")
    }

    /// Ends it as a power cut would end a process: `kill -9`, with everything it
    /// started.
    pub fn kill_9(self) {
        // Each process is killed as it is dropped.
        drop(self);
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// # Panics
    ///
    /// When the signal can't be sent.
    pub fn terminate(self) -> ExitStatus {
        let mut one = match self.running {
            Running::One(one) => one,
            Running::Many(fleet) => return fleet.terminate(),
        };
        let pid = one.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(sent.success());
        one.0.wait().expect("the child ends")
    }

    /// Its state, if it ended by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        match &mut self.running {
            Running::One(one) => one.0.try_wait().expect("the child's state"),
            Running::Many(fleet) => fleet.members_mut().find_map(Member::ended),
        }
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        match &self.running {
            Running::One(one) => one.0.id(),
            Running::Many(fleet) => fleet.gateways[0].pid(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A token signed with the secret in that folder.
pub(crate) fn token(dir: &Path, sub: &str, caps: &str) -> String {
    token_of(dir, MERCHANT, sub, caps)
}

/// The same for another merchant than that of every test.
pub(crate) fn token_of(dir: &Path, merchant: &str, sub: &str, caps: &str) -> String {
    let secret = std::fs::read_to_string(dir.join("secret")).expect("the secret");
    let claims = json!({
        "sub": sub,
        "name": sub,
        "caps": caps.split(',').collect::<Vec<_>>(),
        "merchant": merchant,
        "exp": FAR_FUTURE,
    });
    let key = EncodingKey::from_secret(secret.trim().as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token")
}

/// Set when the long proofs run. It is the tests' own, and no key of the server.
pub const PROVE: &str = "HAWKER_PROVE";

/// Whether the long proofs run, and not their slice in `make test`.
#[must_use]
pub fn proving() -> bool {
    std::env::var_os(PROVE).is_some()
}

/// When tokens of tests end: in the year 2100.
const FAR_FUTURE: i64 = 4_102_444_800;

/// The merchant of every test.
pub const MERCHANT: &str = "acme";

/// Runs `hawker` with arguments until it ends.
///
/// # Panics
///
/// When it can't be run.
#[must_use]
pub fn run_hawker(args: &[&str]) -> (ExitStatus, String, String) {
    let out = Command::new(binary("hawker"))
        .args(fleets(args))
        .env_remove(PROVE)
        .env_remove(fleet::FLEET)
        .output()
        .expect("hawker runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (out.status, text(out.stdout), text(out.stderr))
}

/// What a command is told of a fleet in place of a server: its journal is in
/// PostgreSQL, and its numbers in the funnel's own folder.
fn fleets(args: &[&str]) -> Vec<String> {
    let mut args: Vec<_> = args.iter().map(|&arg| arg.to_owned()).collect();
    let folder = args.iter().position(|arg| arg == "--data-dir").map(|at| at + 1);
    let Some(at) = folder.filter(|_| fleet::wanted()) else { return args };
    let more = fleet::arguments(Path::new(&args[at]));
    if args[0] == "recount" && !more.is_empty() {
        args[at].push_str("/funnel");
    }
    args.extend(more);
    args
}
