//! A Redis Cluster: three primaries, and a replica of each where one is wanted.

use std::{
    collections::BTreeSet,
    sync::{Mutex, OnceLock},
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{Process, folder, free_port, run, until};

/// Slots of a cluster.
const PRIMARIES: usize = 3;

/// The nodes of a cluster.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<RedisNode>,
    _folder: TempDir,
}

/// One node.
#[derive(Debug)]
pub struct RedisNode {
    port: u16,
    home: std::path::PathBuf,
    process: Mutex<Process>,
}

impl RedisCluster {
    /// Three primaries, each with so many replicas; up, and every replica in step.
    #[must_use]
    pub fn start(replicas: usize) -> Self {
        let home = folder("redis", None);
        let count = PRIMARIES * (1 + replicas);
        let nodes: Vec<_> = (0..count).map(|place| RedisNode::start(home.path(), place)).collect();
        let addresses: Vec<_> = nodes.iter().map(RedisNode::address).collect();
        let replicas = replicas.to_string();
        let mut args = vec!["--cluster", "create"];
        args.extend(addresses.iter().map(String::as_str));
        args.extend(["--cluster-replicas", &replicas, "--cluster-yes"]);
        run("redis-cli", &args, None);
        let cluster = Self { nodes, _folder: home };
        cluster.wait_until_whole();
        cluster
    }

    /// One cluster without replicas for all tests of a process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<RedisCluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(0))
    }

    /// Every node's address, as `host:port`.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(RedisNode::address).collect()
    }

    /// The nodes.
    #[must_use]
    pub fn nodes(&self) -> &[RedisNode] {
        &self.nodes
    }

    /// The node that is primary for a key now, as a node that runs sees it.
    #[must_use]
    pub fn primary_of(&self, key: &str) -> &RedisNode {
        let any = self.running();
        let slot: u32 = any.ask(&["CLUSTER", "KEYSLOT", key]).parse().expect("a slot");
        let owns = |line: &&str| {
            line.contains("master") && !line.contains("fail")
                && line.split_whitespace().skip(8).any(|range| {
                    let (from, to) = range.split_once('-').unwrap_or((range, range));
                    matches!((from.parse::<u32>(), to.parse::<u32>()), (Ok(from), Ok(to)) if (from..=to).contains(&slot))
                })
        };
        let known = any.ask(&["CLUSTER", "NODES"]);
        let line = known.lines().find(owns).expect("somebody has the slot");
        let port = line
            .split_whitespace()
            .nth(1)
            .and_then(|at| at.split(['@', ':']).nth(1))
            .expect("its port");
        self.nodes.iter().find(|node| node.port.to_string() == port).expect("one of ours")
    }

    /// Forgets everything that is kept, on every node.
    pub fn empty(&self) {
        for node in &self.nodes {
            if node.role() == "master" {
                drop(node.ask(&["FLUSHALL", "SYNC"]));
            }
        }
    }

    /// Waits until all slots are served, all nodes agree, and every replica that runs
    /// has what its primary has: only then may a primary be ended without a loss.
    pub fn wait_until_whole(&self) {
        let running: Vec<_> = self.nodes.iter().filter(|node| node.runs()).collect();
        until(
            "the cluster is whole",
            || self.running().ask(&["CLUSTER", "NODES"]),
            || {
                let mut views = BTreeSet::new();
                let fine = running.iter().all(|node| {
                    let info = node.ask(&["CLUSTER", "INFO"]);
                    views.insert(
                        info.lines()
                            .find(|line| line.starts_with("cluster_current_epoch"))
                            .map(str::to_owned),
                    );
                    let follows = node.role() == "master"
                        || node.ask(&["INFO", "replication"]).contains("master_link_status:up");
                    info.contains("cluster_state:ok")
                        && info.contains("cluster_slots_ok:16384")
                        && follows
                });
                (fine && views.len() == 1).then_some(())
            },
        );
    }

    fn running(&self) -> &RedisNode {
        self.nodes.iter().find(|node| node.runs()).expect("a node that runs")
    }
}

impl RedisNode {
    fn start(home: &std::path::Path, place: usize) -> Self {
        let home = home.join(place.to_string());
        std::fs::create_dir(&home).expect("a node's folder");
        // Another process may take a port between the look and the start.
        until("a Redis node gets its ports", String::new, || {
            let (port, bus) = (free_port(), free_port());
            let mut process = launch(&home, port, bus);
            let up = until("it is up or has ended", String::new, || {
                if process.has_ended() { Some(false) } else { is_up(port).then_some(true) }
            });
            std::fs::write(home.join("bus"), bus.to_string()).expect("a note");
            up.then(|| Self { port, home: home.clone(), process: Mutex::new(process) })
        })
    }

    /// Its address, as `host:port`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What it answers to a command.
    pub fn ask(&self, command: &[&str]) -> String {
        let port = self.port.to_string();
        let mut args = vec!["-h", "127.0.0.1", "-p", &port];
        args.extend(command);
        run("redis-cli", &args, None).trim().to_owned()
    }

    /// Waits until a replica of this primary says that it has what was written so far.
    /// (`WAIT` waits for what was written over the same connection alone.)
    pub fn wait_until_replicated(&self) {
        let info = || self.ask(&["INFO", "replication"]);
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let written = |line: &str| number(line.strip_prefix("master_repl_offset:")?);
        let written = info().lines().find_map(written).expect("a primary's offset");
        until("a replica has what was written", info, || {
            let told = info();
            let replicas = told.lines().filter(|line| line.starts_with("slave"));
            let mut fields = replicas.flat_map(|line| line.split(','));
            let has = |field: &str| number(field.strip_prefix("offset=")?);
            fields.any(|field| has(field).is_some_and(|has| has >= written)).then_some(())
        });
    }

    /// `master` or `slave`.
    #[must_use]
    pub fn role(&self) -> String {
        self.ask(&["ROLE"]).lines().next().unwrap_or_default().to_owned()
    }

    /// Whether its process runs.
    #[must_use]
    pub fn runs(&self) -> bool {
        !self.process.lock().expect("the process").has_ended()
    }

    /// Ends it at once.
    pub fn kill(&self) {
        self.process.lock().expect("the process").kill();
    }

    /// Starts it again with what it had on its disk.
    pub fn start_again(&self) {
        let bus = std::fs::read_to_string(self.home.join("bus")).expect("a note");
        let mut process = self.process.lock().expect("the process");
        assert!(process.has_ended(), "it runs");
        *process = launch(&self.home, self.port, bus.parse().expect("a port"));
        drop(process);
        until("a Redis node is back", String::new, || is_up(self.port).then_some(()));
    }

    /// Stands still: it takes connections and answers nothing.
    pub fn pause(&self) {
        self.process.lock().expect("the process").signal(Signal::STOP);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.process.lock().expect("the process").signal(Signal::CONT);
    }
}

fn launch(home: &std::path::Path, port: u16, bus: u16) -> Process {
    let (port, bus, dir) = (port.to_string(), bus.to_string(), home.display().to_string());
    let args = [
        "--port",
        &port,
        "--cluster-port",
        &bus,
        "--bind",
        "127.0.0.1",
        "--dir",
        &dir,
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "1000",
        "--cluster-replica-validity-factor",
        "0",
        // The others are where whoever asks found this one: at the end of a wire, too.
        "--cluster-preferred-endpoint-type",
        "unknown-endpoint",
        "--repl-diskless-sync-delay",
        "0",
        "--appendonly",
        "yes",
        "--appendfsync",
        "no",
        "--save",
        "",
        "--daemonize",
        "no",
    ];
    Process::start("redis-server", &args, None, &home.join("log"))
}

fn is_up(port: u16) -> bool {
    let port = port.to_string();
    let pong = std::process::Command::new("redis-cli")
        .args(["-h", "127.0.0.1", "-p", &port, "PING"])
        .output();
    pong.is_ok_and(|output| output.stdout.starts_with(b"PONG"))
}
