//! PostgreSQL as operators run it: three servers under Patroni, which keeps in etcd who is
//! the primary, with the configuration of `deploy/patroni`.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use tempfile::TempDir;

use crate::postgres::{USER, ask, program};
use crate::process::{Process, folder, free_port, run, until};
use crate::wire::Wire;

/// What `deploy/patroni` has; names and addresses in it are exchanged.
const CONFIGURATION: &str = include_str!("../../../deploy/patroni/patroni.yml");

/// Servers: a primary and two standbys.
const SERVERS: usize = 3;

/// The database that is made for the test.
const DATABASE: &str = "hawker";

/// A cluster of PostgreSQL servers under Patroni. All end with it.
pub struct Patroni {
    servers: Vec<Server>,
    _etcd: Process,
    _folder: TempDir,
}

struct Server {
    port: u16,
    api: u16,
    data: PathBuf,
    file: PathBuf,
    log: PathBuf,
    agent: Mutex<Option<Process>>,
    /// Where the others of its cluster call it, and it calls etcd.
    wires: Vec<Wire>,
}

impl Patroni {
    /// Starts one, and waits until both standbys are synchronous. One etcd serves: what
    /// becomes of a majority of them is etcd's own.
    #[must_use]
    pub fn start() -> Self {
        let home = folder("patroni", Some(USER));
        let (etcd, client) = etcd(home.path());
        let servers: Vec<_> =
            (1..=SERVERS).map(|number| Server::start(home.path(), number, client)).collect();
        let this = Self { servers, _etcd: etcd, _folder: home };
        let primary = this.wait_until_whole();
        let port = primary.port;
        ask(port, "postgres", ("postgres", "CREATE ROLE hawker LOGIN"));
        ask(port, "postgres", ("postgres", &format!("CREATE DATABASE {DATABASE} OWNER hawker")));
        this
    }

    /// Where the servers are, as `host:port`: one of them is the primary.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        self.servers.iter().map(|server| format!("127.0.0.1:{}", server.port)).collect()
    }

    /// The name of an empty database that `hawker` owns.
    #[must_use]
    pub fn database(&self) -> &'static str {
        DATABASE
    }

    /// Ends the primary and its Patroni at once, as a machine that fails does: which of
    /// the servers it was.
    ///
    /// # Panics
    ///
    /// Where there is no primary, and none comes up.
    pub fn kill_primary(&self) -> usize {
        let place = self.wait_for_primary();
        self.servers[place].kill();
        place
    }

    /// Waits until another server than that one is the primary: which it is.
    ///
    /// # Panics
    ///
    /// Where none is promoted.
    pub fn wait_for_another(&self, old: usize) -> usize {
        until(
            "a standby is promoted",
            || self.said(),
            || self.primary().filter(|place| *place != old),
        )
    }

    /// Cuts the primary off from its standbys, their Patronis and etcd, but from nobody
    /// else: which of the servers it was.
    ///
    /// # Panics
    ///
    /// Where there is no primary, and none comes up.
    pub fn cut_primary_off(&self) -> usize {
        let place = self.wait_for_primary();
        self.servers[place].wires.iter().for_each(Wire::cut);
        place
    }

    /// Mends that, and waits until the server follows the primary.
    ///
    /// # Panics
    ///
    /// Where it does not come back.
    pub fn mend(&self, place: usize) {
        self.servers[place].wires.iter().for_each(Wire::mend);
        self.wait_until_whole();
    }

    /// Starts a server that was killed again, and waits until it follows the primary.
    ///
    /// # Panics
    ///
    /// Where it does not come back.
    pub fn start_again(&self, place: usize) {
        let server = &self.servers[place];
        server.launch();
        self.wait_until_whole();
    }

    fn wait_for_primary(&self) -> usize {
        until("there is a primary", || self.said(), || self.primary())
    }

    fn primary(&self) -> Option<usize> {
        self.servers.iter().position(|server| server.answers("/primary"))
    }

    fn wait_until_whole(&self) -> &Server {
        let synchronous = |server: &&Server| server.answers("/sync");
        until(
            "both standbys are synchronous",
            || self.said(),
            || {
                let primary = self.servers.get(self.primary()?)?;
                let standbys = self.servers.iter().filter(synchronous).count();
                (standbys == SERVERS - 1).then_some(primary)
            },
        )
    }

    fn said(&self) -> String {
        let last = |server: &Server| {
            let agent = server.agent.lock().expect("the process");
            agent.as_ref().map(Process::said).unwrap_or_default()
        };
        self.servers.iter().map(last).collect()
    }
}

impl Server {
    fn start(home: &Path, number: usize, etcd: u16) -> Self {
        let home = home.join(format!("pg-{number}"));
        fs::create_dir_all(&home).expect("the server's folder");
        let (port, api) = (free_port(), free_port());
        let lay = |port| Wire::lay(near(number), SocketAddr::from(([127, 0, 0, 1], port)));
        let this = Self {
            port,
            api,
            wires: [port, api, etcd].map(lay).into(),
            data: home.join("data"),
            file: home.join("patroni.yml"),
            log: home.join("log"),
            agent: Mutex::new(None),
        };
        fs::write(&this.file, this.configuration(&home, number, etcd)).expect("the file");
        if crate::process::is_root() {
            run("chown", &["-R", USER, &home.display().to_string()], None);
        }
        this.launch();
        this
    }

    /// The file of `deploy`, with what is this server's own.
    fn configuration(&self, home: &Path, number: usize, etcd: u16) -> String {
        let binaries = program("postgres");
        let binaries = Path::new(&binaries).parent().expect("a folder").display().to_string();
        let near = near(number);
        let own = [
            ("name: pg-1", format!("name: pg-{number}")),
            ("connect_address: 10.0.0.11:8008", format!("connect_address: {near}:{}", self.api)),
            ("connect_address: 10.0.0.11:5432", format!("connect_address: {near}:{}", self.port)),
            ("10.0.0.11:8008", format!("127.0.0.1:{}", self.api)),
            ("10.0.0.11:5432", format!("127.0.0.1:{}", self.port)),
            ("10.0.0.21:2379,10.0.0.22:2379,10.0.0.23:2379", format!("{near}:{etcd}")),
            // Else it would ask etcd where that is, and call it past the wire.
            ("etcd3:", "etcd3:\n  use_proxies: true".to_owned()),
            ("/var/lib/postgresql/hawker", self.data.display().to_string()),
            ("/usr/lib/postgresql/15/bin", binaries),
            ("/var/run/postgresql", home.display().to_string()),
            ("10.0.0.0/24 scram-sha-256", "127.0.0.1/32 trust".to_owned()),
        ];
        own.iter().fold(CONFIGURATION.to_owned(), |text, (theirs, ours)| {
            assert!(text.contains(theirs), "deploy/patroni/patroni.yml has no `{theirs}`");
            text.replace(theirs, ours)
        })
    }

    fn launch(&self) {
        let file = self.file.display().to_string();
        let agent = Process::start("patroni", &[&file], Some(USER), &self.log);
        *self.agent.lock().expect("the process") = Some(agent);
    }

    /// Patroni first, which would start the server again; then the server with all that
    /// it forked, which are its children and in no group of its own.
    fn kill(&self) {
        // Dropped, it is killed and waited for.
        drop(self.agent.lock().expect("the process").take());
        let pid = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let Some(pid) = pid.lines().next().map(str::trim).filter(|pid| !pid.is_empty()) else {
            return;
        };
        let children = Command::new("pgrep").args(["-P", pid]).output();
        let children = children.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
        let children = children.unwrap_or_default();
        // Some may have ended meanwhile, which is as well.
        drop(Command::new("kill").arg("-KILL").arg(pid).args(children.split_whitespace()).output());
    }

    /// Whether its Patroni says that it is what a path asks for.
    fn answers(&self, path: &str) -> bool {
        let answer = get(self.api, path).unwrap_or_default();
        answer.split_whitespace().nth(1) == Some("200")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where a server's wires begin.
fn near(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 2, u8::try_from(number).expect("a few servers"))
}

fn etcd(home: &Path) -> (Process, u16) {
    let (client, peer) = (free_port(), free_port());
    let (at, peers) = (format!("http://127.0.0.1:{client}"), format!("http://127.0.0.1:{peer}"));
    let data = home.join("etcd").display().to_string();
    let all = format!("default={peers}");
    let args = [
        ["--data-dir", &data],
        ["--listen-client-urls", &at],
        ["--advertise-client-urls", &at],
        ["--listen-peer-urls", &peers],
        ["--initial-advertise-peer-urls", &peers],
        ["--initial-cluster", &all],
    ];
    let etcd = Process::start("etcd", args.as_flattened(), Some(USER), &home.join("etcd.log"));
    // Patroni ends at once where etcd answers and has not agreed on its version yet.
    let decided = |said: &String| said.contains("etcdcluster") && !said.contains("not_decided");
    let version = || get(client, "/version").ok().filter(decided).map(drop);
    until("etcd has decided on its version", || etcd.said(), version);
    (etcd, client)
}

/// What is answered to a GET of that path.
fn get(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
