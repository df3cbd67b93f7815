//! PostgreSQL: one server, or one with standbys that commits wait for.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{Process, folder, free_port, look_again, run, until};

/// Debian's user for the server, which refuses to be run by root.
pub(crate) const USER: &str = "postgres";

/// A server on a free port of loopback, that lets everybody in as `hawker`.
pub struct Postgres {
    port: u16,
    process: Mutex<Process>,
    data: PathBuf,
    log: PathBuf,
    standbys: Vec<Postgres>,
    databases: AtomicU32,
    _folder: TempDir,
}

impl Postgres {
    /// One server, which waits for no disk: what it holds need not outlive the machine.
    #[must_use]
    pub fn start() -> Self {
        Self::with_settings("fsync = off\n")
    }

    /// One server that makes commits durable, followed by so many standbys of which
    /// any one must have a commit before it is answered.
    #[must_use]
    pub fn with_standbys(count: usize) -> Self {
        let names: Vec<_> = (1..=count).map(|number| format!("standby_{number}")).collect();
        let mut primary = Self::with_settings("");
        for name in &names {
            primary.standbys.push(primary.follower(name));
        }
        let any =
            format!("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({})'", names.join(", "));
        primary.sql("postgres", &any);
        primary.sql("postgres", "SELECT pg_reload_conf()");
        let quorum = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'";
        let all = count.to_string();
        until(
            "the standbys follow",
            || primary.said(),
            || (primary.sql("postgres", quorum) == all).then_some(()),
        );
        primary
    }

    /// One server for all tests of a process; [`Postgres::database`] keeps them apart.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn with_settings(settings: &str) -> Self {
        let home = folder("postgres", Some(USER));
        let data = home.path().join("data");
        let path = data.display().to_string();
        run(
            &program("initdb"),
            &[
                "-D",
                &path,
                "-U",
                "hawker",
                "-A",
                "trust",
                "-N",
                "--locale",
                "C.UTF-8",
                "--wal-segsize",
                "1",
            ],
            Some(USER),
        );
        // Segments of one megabyte, and few of them: a test fills none, and there are many
        // servers.
        let common = "min_wal_size = 4MB\nmax_wal_senders = 8\nmax_connections = 300\nshared_buffers = 64MB\nwal_keep_size = 256MB\n";
        append(&data.join("postgresql.auto.conf"), &format!("{common}{settings}"));
        Self::serve(home, data)
    }

    fn serve(home: TempDir, data: PathBuf) -> Self {
        let log = home.path().join("log");
        let (port, process) = launch(&data, &log, None);
        let this = Self {
            port,
            process: Mutex::new(process),
            data,
            log,
            standbys: Vec::new(),
            databases: AtomicU32::new(0),
            _folder: home,
        };
        this.wait_until_up();
        this
    }

    fn follower(&self, name: &str) -> Self {
        let home = folder("standby", Some(USER));
        let data = home.path().join("data");
        let source =
            format!("host=127.0.0.1 port={} user=hawker application_name={name}", self.port);
        let path = data.display().to_string();
        run(
            &program("pg_basebackup"),
            &["-D", &path, "-d", &source, "-R", "-c", "fast"],
            Some(USER),
        );
        Self::serve(home, data)
    }

    /// The server's port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it is, as `host:port`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A standby.
    #[must_use]
    pub fn standby(&self, place: usize) -> &Self {
        &self.standbys[place]
    }

    /// Transactions a second of a script of pgbench, over so many connections, each with
    /// its statements prepared.
    ///
    /// # Panics
    ///
    /// When pgbench fails, or a transaction does.
    #[must_use]
    pub fn transactions(&self, database: &str, script: &Path, how: (usize, u64)) -> f64 {
        let (port, file) = (self.port.to_string(), script.display().to_string());
        let (clients, seconds) = (how.0.to_string(), how.1.to_string());
        let at = ["-h", "127.0.0.1", "-p", &port, "-U", "hawker"];
        let what = ["-n", "-M", "prepared", "-f", &file, "-c", &clients, "-T", &seconds, database];
        let said = run(&program("pgbench"), &[at.as_slice(), &what].concat(), None);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|line| line.split_whitespace().next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("pgbench told no rate: {said}"))
    }

    /// Makes an empty database, and gives back its name.
    #[must_use]
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        name
    }

    /// What a statement gives, without decoration.
    pub fn ask(&self, database: &str, statement: &str) -> String {
        self.sql(database, statement)
    }

    /// Backs a database up, as an operator does it.
    pub fn back_up(&self, database: &str, to: &Path) {
        let (port, file) = (self.port.to_string(), to.display().to_string());
        let at = ["-h", "127.0.0.1", "-p", &port, "-U", "hawker", "-d", database];
        run(&program("pg_dump"), &[&at[..], &["-Fc", "-f", &file]].concat(), None);
    }

    /// Puts a backup in the place of what a database holds.
    pub fn bring_back(&self, database: &str, from: &Path) {
        let (port, file) = (self.port.to_string(), from.display().to_string());
        let at = ["-h", "127.0.0.1", "-p", &port, "-U", "hawker", "-d", database];
        let how = ["--clean", "--if-exists", "--exit-on-error", "--single-transaction", &file];
        run(&program("pg_restore"), &[&at[..], &how].concat(), None);
    }

    /// Ends the server at once, as a machine that fails does.
    pub fn kill(&self) {
        let process = &mut *self.process.lock().expect("the process");
        process.kill();
    }

    /// Starts it again on the same port, after it was ended.
    pub fn start_again(&self) {
        let mut process = self.process.lock().expect("the process");
        assert!(process.has_ended(), "it runs");
        // What the old server forked ends by itself, and until then a new one finds the
        // folder's shared memory in use and gives up.
        until("the old server's children end", String::new, || {
            let (_, fresh) = launch(&self.data, &self.log, Some(self.port));
            *process = fresh;
            while !process.has_ended() {
                if is_up(self.port) {
                    return Some(());
                }
                look_again();
            }
            None
        });
    }

    /// Stands still: it takes connections and answers nothing.
    pub fn pause(&self) {
        self.signal_all(Signal::STOP);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.signal_all(Signal::CONT);
    }

    /// Makes a standby the server that takes writes.
    pub fn promote(&self) {
        self.sql("postgres", "SELECT pg_promote(true)");
    }

    /// Its processes' signal: the server and those that it made.
    fn signal_all(&self, signal: Signal) {
        let of_folder = format!("-D {}", self.data.display());
        let name = if signal == Signal::STOP { "-STOP" } else { "-CONT" };
        let process = self.process.lock().expect("the process");
        process.signal(signal);
        // Children have no such argument: they are found by their parent.
        let parent = run("pgrep", &["-f", "--", &of_folder], None);
        for parent in parent.split_whitespace() {
            drop(Command::new("pkill").args([name, "-P", parent]).status());
        }
    }

    fn sql(&self, database: &str, statement: &str) -> String {
        ask(self.port, "hawker", (database, statement))
    }

    fn wait_until_up(&self) {
        let mut process = self.process.lock().expect("the process");
        until(
            "PostgreSQL answers",
            || self.said(),
            || {
                assert!(!process.has_ended(), "PostgreSQL ended:\n{}", process.said());
                is_up(self.port).then_some(())
            },
        );
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// What a statement in a database gives, without decoration.
pub(crate) fn ask(port: u16, user: &str, (database, statement): (&str, &str)) -> String {
    let port = port.to_string();
    let at = ["-h", "127.0.0.1", "-p", &port, "-U", user, "-d", database];
    run(&program("psql"), &[&at[..], &["-XAtq", "-c", statement]].concat(), None).trim().to_owned()
}

fn launch(data: &Path, log: &Path, port: Option<u16>) -> (u16, Process) {
    let port = port.unwrap_or_else(free_port);
    let (at, folder) = (port.to_string(), data.display().to_string());
    let sockets = format!("unix_socket_directories={folder}");
    let args = ["-D", &folder, "-p", &at, "-c", "listen_addresses=127.0.0.1", "-c", &sockets];
    (port, Process::start(&program("postgres"), &args, Some(USER), log))
}

fn is_up(port: u16) -> bool {
    let port = port.to_string();
    let ready =
        Command::new(program("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port]).status();
    ready.is_ok_and(|status| status.success())
}

/// Debian keeps the server's programs apart by version.
pub(crate) fn program(name: &str) -> String {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin").join(name))
        .filter(|path| path.exists())
        .max();
    newest.map_or_else(|| name.to_owned(), |path| path.display().to_string())
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).expect("the server's settings");
    fs::write(path, before + text).expect("the server's settings");
}
