//! The processes of a fleet, and the servers that they stand on.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use hawker_test_servers::{Postgres, RedisCluster};
use serde_json::Value;

use crate::process::{Place, Process};
use crate::server::Scratch;

/// How long the processes of a role may take to listen, and to be ready.
const READY_WITHIN: Duration = Duration::from_secs(120);

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// How long an operations port may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A process of a role.
pub(crate) struct Member {
    pub(crate) process: Process,
    ports: Value,
}

/// A running fleet.
pub(crate) struct Fleet {
    pub(crate) gateways: Vec<Member>,
    pub(crate) funnel: Member,
    /// The first owns the stock.
    pub(crate) inventories: Vec<Member>,
    pub(crate) secret_file: PathBuf,
    _redis: RedisCluster,
    pub(crate) postgres: Postgres,
    // The data folders go with it, after the processes.
    _data: Scratch,
}

/// How a fleet is started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup<'a> {
    /// Where its data goes.
    pub(crate) folder: &'a Path,
    /// How many gateways it has.
    pub(crate) gateways: usize,
    /// Where its gateways run; what stands behind them is on the same cores.
    pub(crate) place: Place<'a>,
    /// More of the configuration, as TOML.
    pub(crate) settings: &'a str,
}

impl Member {
    /// Where it is called, as `host:port`: its `public`, `grpc` or `ops`.
    pub(crate) fn at(&self, port: &str) -> anyhow::Result<&str> {
        self.ports.get(port).and_then(Value::as_str).with_context(|| format!("it has no {port}"))
    }

    /// What its operations port answers.
    fn ops(&self, path: &str) -> anyhow::Result<String> {
        let at = self.at("ops")?;
        let mut stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// A metric of it, as it stands in `/metrics` before the value; 0 where it was
    /// never counted.
    pub(crate) fn metric(&self, name: &str) -> anyhow::Result<f64> {
        Ok(value(&self.ops("/metrics")?, name))
    }

    /// All that it measures.
    pub(crate) fn metrics(&self) -> anyhow::Result<String> {
        self.ops("/metrics")
    }

    fn is_ready(&self) -> bool {
        self.ops("/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }
}

/// A metric's value in the text of `/metrics`; 0 where it is not in it.
pub(crate) fn value(metrics: &str, name: &str) -> f64 {
    let of = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    metrics.lines().find_map(of).unwrap_or(0.0)
}

impl Fleet {
    /// Starts one, and waits until all of it is ready.
    pub(crate) async fn start(setup: Setup<'_>) -> anyhow::Result<Fleet> {
        let postgres = Postgres::with_standbys(2);
        let redis = RedisCluster::start(1);
        let data = Scratch::new(setup.folder, "fleet")?;
        let secret_file = data.0.join("secret");
        std::fs::write(&secret_file, "0123456789abcdef".repeat(4))?;
        let base = format!("{}\n{}", base(&postgres, &redis), setup.settings);
        let behind = House { data: &data.0, place: setup.place.cores.into() };
        behind.tell(&base)?;
        // The one that is there first owns the stock.
        let mut inventories = behind.start("inventory", 1).await?;
        ready(&inventories).await?;
        inventories.extend(behind.start("inventory", 1).await?);
        let grpc = |member: &Member| Ok(format!("\"http://{}\"", member.at("grpc")?));
        let addresses: Vec<_> = inventories.iter().map(grpc).collect::<anyhow::Result<_>>()?;
        let mut base = format!("{base}\n[fleet]\ninventory = [{}]\n", addresses.join(", "));
        behind.tell(&base)?;
        let funnel = behind.start("funnel", 1).await?.pop().context("the funnel")?;
        writeln!(base, "funnel = {}", grpc(&funnel)?)?;
        behind.tell(&base)?;
        let house = House { place: setup.place, ..behind };
        let gateways = house.start("gateway", setup.gateways).await?;
        ready(&gateways).await?;
        Ok(Fleet {
            gateways,
            funnel,
            inventories,
            secret_file,
            _redis: redis,
            postgres,
            _data: data,
        })
    }

    /// The sum of a metric over all gateways that answer.
    pub(crate) fn sum(&self, metric: &str) -> f64 {
        self.gateways.iter().filter_map(|gateway| gateway.metric(metric).ok()).sum()
    }

    /// The process ids of the gateways.
    pub(crate) fn gateway_ids(&self) -> Vec<u32> {
        self.gateways.iter().map(|gateway| gateway.process.id()).collect()
    }
}

/// Where the configuration and the processes' folders are.
#[derive(Clone, Copy)]
struct House<'a> {
    data: &'a Path,
    place: Place<'a>,
}

impl House<'_> {
    fn tell(&self, text: &str) -> anyhow::Result<()> {
        let path = self.data.join("fleet.toml");
        std::fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Starts so many processes of a role, all at once, and waits until they listen.
    async fn start(&self, role: &'static str, count: usize) -> anyhow::Result<Vec<Member>> {
        let secret = self.data.join("secret").display().to_string();
        let mut started = Vec::new();
        for _ in 0..count {
            let dir = self.data.join(uuid::Uuid::now_v7().to_string());
            let mut arguments: Vec<OsString> = vec![role.into(), "--config".into()];
            arguments.extend([self.data.join("fleet.toml").into(), "--data-dir".into()]);
            arguments.push(dir.clone().into());
            for port in ["--public-port", "--grpc-port", "--ops-port"] {
                arguments.extend([port.into(), "0".into()]);
            }
            let variables = [("HAWKER_SECRET_FILE", secret.as_str())];
            let process = Process::start_with(self.place, "hawker", &variables, arguments)?;
            started.push((process, dir.join("ports.json")));
        }
        let mut members = Vec::new();
        for (mut process, file) in started {
            let begun = Instant::now();
            let ports = loop {
                let read = std::fs::read(&file).ok();
                if let Some(ports) = read.and_then(|text| serde_json::from_slice(&text).ok()) {
                    break ports;
                }
                if process.has_ended()? || begun.elapsed() > READY_WITHIN {
                    bail!("a process of the role {role} did not start");
                }
                tokio::time::sleep(LOOK).await;
            };
            members.push(Member { process, ports });
        }
        Ok(members)
    }
}

async fn ready(members: &[Member]) -> anyhow::Result<()> {
    for member in members {
        let begun = Instant::now();
        while !member.is_ready() {
            if begun.elapsed() > READY_WITHIN {
                bail!("a process is not ready: {}", member.ops("/readyz")?);
            }
            tokio::time::sleep(LOOK).await;
        }
    }
    Ok(())
}

/// What all processes are told.
fn base(postgres: &Postgres, redis: &RedisCluster) -> String {
    let nodes: Vec<_> = redis.addresses().iter().map(|at| format!("\"{at}\"")).collect();
    format!(
        r#"
[inventory.journal]
engine = "postgres"
[postgres]
hosts = ["{}"]
database = "{}"
tls = false
[gateway.rooms]
engine = "fleet"
[redis]
nodes = [{}]
tls = false
"#,
        postgres.host(),
        postgres.database(),
        nodes.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_found_by_its_whole_name() {
        let text = "# HELP a b\na_total 3\na{of=\"x\"} 2.5\na 7\n";
        assert_eq!((value(text, "a"), value(text, "a{of=\"x\"}")), (7.0, 2.5));
        assert_eq!(value(text, "b"), 0.0);
    }
}
