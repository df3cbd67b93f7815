//! A real Prometheus with our configuration, pointed at a server under test.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use hawker_tests::{api::Api, eventually, workspace};
use serde_json::Value;

/// How often it scrapes and evaluates, instead of the configuration's 5 s.
const INTERVAL: &str = "250ms";

/// Ports may be taken between our choice and its start: it is tried anew.
const ATTEMPTS: usize = 5;

/// A running Prometheus. Killed when dropped.
pub(crate) struct Prometheus {
    child: Child,
    api: Api,
}

impl Prometheus {
    /// Starts it in `folder`, scraping `target`, and waits until it is ready.
    pub(crate) async fn start(folder: &Path, target: SocketAddr) -> Self {
        let config = copy_config(folder, target);
        for _ in 0..ATTEMPTS {
            if let Some(started) = Self::try_start(folder, &config).await {
                return started;
            }
        }
        panic!("Prometheus ended at its start: see {}", folder.join("log").display());
    }

    async fn try_start(folder: &Path, config: &Path) -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = fs::File::create(folder.join("log")).unwrap();
        let mut child = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("prometheus is installed: run `make tools`");
        let api = Api::new(address, None);
        let ready = eventually("Prometheus is ready", async || {
            if child.try_wait().unwrap().is_some() {
                return Some(false);
            }
            let (status, _) = api.get("/-/ready").await.ok()?;
            (status == 200).then_some(true)
        })
        .await;
        ready.then_some(Self { child, api })
    }

    /// The series of an expression from `from` on, in steps of a second.
    pub(crate) async fn range(&self, expression: &str, from: f64) -> Vec<Series> {
        let query = encode(expression);
        let path = format!("/api/v1/query_range?query={query}&start={from}&end={}&step=1", now());
        let answer = self.get(&path).await;
        let results = answer["result"].as_array().expect("a matrix");
        results.iter().map(|series| Series::read(&series["values"])).collect()
    }

    /// Every rule that it has loaded.
    pub(crate) async fn rules(&self) -> Vec<Rule> {
        let answer = self.get("/api/v1/rules").await;
        let groups = answer["groups"].as_array().expect("groups").iter();
        let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules"));
        rules
            .map(|rule| Rule {
                name: rule["name"].as_str().unwrap().to_owned(),
                alerting: rule["type"] == "alerting",
                expression: rule["query"].as_str().unwrap().to_owned(),
                error: rule["lastError"].as_str().map(str::to_owned),
                evaluated: rule["health"] != "unknown",
                firing: rule["state"] == "firing",
            })
            .collect()
    }

    async fn get(&self, path: &str) -> Value {
        let (status, text) = self.api.get(path).await.expect("Prometheus answers");
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str::<Value>(&text).unwrap()["data"].clone()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A rule as Prometheus has loaded it.
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) alerting: bool,
    pub(crate) expression: String,
    pub(crate) error: Option<String>,
    pub(crate) evaluated: bool,
    pub(crate) firing: bool,
}

/// One series: its values, those that are no number left out.
pub(crate) struct Series(Vec<f64>);

impl Series {
    fn read(values: &Value) -> Self {
        let values = values.as_array().expect("values").iter();
        let numbers = values.map(|pair| pair[1].as_str().expect("a value").parse().unwrap());
        Self(numbers.filter(|number: &f64| number.is_finite()).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it has more than one value.
    pub(crate) fn changes(&self) -> bool {
        self.0.windows(2).any(|two| two[0].to_bits() != two[1].to_bits())
    }
}

/// Seconds of the wall clock, which is what Prometheus stamps samples with.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

/// Our configuration with another target and a shorter interval.
fn copy_config(folder: &Path, target: SocketAddr) -> std::path::PathBuf {
    let from = workspace().join("grafana/prometheus");
    let config = fs::read_to_string(from.join("prometheus.yml")).unwrap();
    assert!(config.contains("127.0.0.1:7072") && config.contains("_interval: 5s"), "{config}");
    let config = config
        .replace("127.0.0.1:7072", &target.to_string())
        .replace("_interval: 5s", &format!("_interval: {INTERVAL}"))
        .replace("_timeout: 5s", &format!("_timeout: {INTERVAL}"));
    fs::create_dir_all(folder.join("rules")).unwrap();
    for entry in fs::read_dir(from.join("rules")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.join("rules").join(path.file_name().unwrap())).unwrap();
        }
    }
    let path = folder.join("prometheus.yml");
    fs::write(&path, config).unwrap();
    path
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => {
                char::from(b).to_string()
            }
            b => format!("%{b:02X}"),
        })
        .collect()
}
