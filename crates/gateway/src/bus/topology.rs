//! Who has which slots: read from any node that answers, and read again each second,
//! at once when a primary is away or says that a slot is another's.

use std::{collections::BTreeMap, sync::Arc};

use redis::{RedisResult, Value};
use tokio::time::sleep;

use super::{
    Cluster,
    dial::{Line, refused},
};
use crate::limits::{BUS_LOOK, BUS_LOOK_SOON};

/// Ranges of slots, both ends counted.
pub(super) type Slots = Vec<(u16, u16)>;

/// What one node says of the cluster.
#[derive(Debug, Default, PartialEq, Eq)]
struct View {
    /// Grows with every change of primaries.
    epoch: u64,
    primaries: BTreeMap<Arc<str>, Slots>,
    replicas: Vec<Arc<str>>,
}

/// Keeps the cluster's primaries as they are, until it is stopped.
pub(super) async fn follow(cluster: Arc<Cluster>) {
    let mut guides = Guides::new(&cluster);
    let stop = cluster.stop.clone();
    let endless = async {
        loop {
            if let Some(view) = guides.ask(&cluster).await {
                cluster.arrange(view.primaries);
            }
            let pause = if cluster.is_whole() { BUS_LOOK } else { BUS_LOOK_SOON };
            tokio::select! {
                () = sleep(pause) => {}
                // Those who ask at the same time are answered together.
                () = cluster.look.notified() => sleep(BUS_LOOK_SOON / 4).await,
            }
        }
    };
    stop.run_until_cancelled(endless).await;
    cluster.arrange(BTreeMap::new());
}

/// The nodes that can be asked, one at a time.
struct Guides {
    seeds: Vec<Arc<str>>,
    known: Vec<Arc<str>>,
    turn: usize,
    line: Option<(Arc<str>, Line)>,
    /// The newest epoch that was seen, and how many views in a row were older: a node
    /// that was cut off must not bring back what is over.
    newest: u64,
    older: usize,
}

impl Guides {
    fn new(cluster: &Cluster) -> Self {
        let seeds = cluster.seeds.clone();
        Self { known: seeds.clone(), seeds, turn: 0, line: None, newest: 0, older: 0 }
    }

    /// What the node says whose turn it is; `None` if it does not answer or is behind.
    async fn ask(&mut self, cluster: &Cluster) -> Option<View> {
        if !cluster.is_whole() {
            self.pass_on();
        }
        let view = match self.view(cluster).await {
            Ok(view) => view,
            Err(error) => {
                tracing::debug!(%error, "a node of Redis did not say who has which slots");
                self.pass_on();
                return None;
            }
        };
        if view.epoch < self.newest && self.older < self.known.len() {
            self.older += 1;
            self.pass_on();
            return None;
        }
        (self.newest, self.older) = (view.epoch, 0);
        self.known = view.primaries.keys().chain(&view.replicas).cloned().collect();
        let others = self.seeds.iter().filter(|seed| !self.known.contains(seed));
        let others: Vec<_> = others.cloned().collect();
        self.known.extend(others);
        Some(view)
    }

    fn pass_on(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        self.line = None;
    }

    async fn view(&mut self, cluster: &Cluster) -> RedisResult<View> {
        let (node, line) = match self.line.take() {
            Some(kept) => kept,
            None => {
                let place = self.turn.checked_rem(self.known.len()).unwrap_or(0);
                let node = self.known.get(place).map_or_else(|| Arc::from(""), Arc::clone);
                let line = cluster.dialer.line(&node).await?;
                (node, line)
            }
        };
        let mut connection = line.connection.clone();
        let mut both = redis::pipe();
        both.cmd("CLUSTER").arg("INFO").cmd("CLUSTER").arg("SLOTS");
        let (info, slots): (String, Value) = both.query_async(&mut connection).await?;
        let view = view(&info, slots, &node)?;
        self.line = Some((node, line));
        Ok(view)
    }
}

/// Reads what a node answered to `CLUSTER INFO` and `CLUSTER SLOTS`.
fn view(info: &str, slots: Value, asked: &str) -> RedisResult<View> {
    let field = |name: &str| info.lines().find_map(|line| line.trim().strip_prefix(name));
    let epoch = field("cluster_current_epoch:").and_then(|epoch| epoch.parse().ok());
    let epoch = epoch.ok_or_else(|| refused("the node is none of a cluster", asked))?;
    let mut view = View { epoch, ..View::default() };
    let Value::Array(ranges) = slots else {
        return Err(refused("CLUSTER SLOTS was answered with something else", asked));
    };
    for range in ranges {
        let Value::Array(parts) = range else { continue };
        let [Value::Int(from), Value::Int(to), nodes @ ..] = parts.as_slice() else { continue };
        let (Ok(from), Ok(to)) = (u16::try_from(*from), u16::try_from(*to)) else { continue };
        let mut nodes = nodes.iter().filter_map(|node| address(node, asked));
        if let Some(primary) = nodes.next() {
            view.primaries.entry(primary).or_default().push((from, to));
        }
        view.replicas.extend(nodes);
    }
    if view.primaries.is_empty() {
        return Err(refused("the node knows of no slots", asked));
    }
    Ok(view)
}

/// A node's address. An empty host is that of the node that was asked, a question mark
/// one that is not known.
fn address(node: &Value, asked: &str) -> Option<Arc<str>> {
    let Value::Array(parts) = node else { return None };
    let [host, Value::Int(port), ..] = parts.as_slice() else { return None };
    let told = match host {
        Value::BulkString(bytes) => String::from_utf8(bytes.clone()).ok()?,
        _ => String::new(),
    };
    let host = match told.as_str() {
        "?" => return None,
        "" => asked.rsplit_once(':').map_or(asked, |(host, _)| host),
        host => host,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let v6 = host.contains(':');
    Some(if v6 { format!("[{host}]:{port}") } else { format!("{host}:{port}") }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    fn node(host: Value, port: i64) -> Value {
        Value::Array(vec![host, Value::Int(port), bulk("id")])
    }

    #[test]
    fn slots_are_read_with_their_primaries_and_replicas() {
        let range = |from, to, nodes: Vec<Value>| {
            let mut all = vec![Value::Int(from), Value::Int(to)];
            all.extend(nodes);
            Value::Array(all)
        };
        let slots = Value::Array(vec![
            range(0, 99, vec![node(bulk("10.0.0.1"), 6_379), node(bulk("10.0.0.4"), 6_380)]),
            range(100, 199, vec![node(Value::Nil, 6_379)]),
            range(200, 299, vec![node(bulk("10.0.0.1"), 6_379)]),
            range(300, 399, vec![node(bulk("?"), 6_379)]),
            range(400, 499, vec![node(bulk("::1"), 6_379)]),
        ]);
        let view = view("cluster_state:ok\r\ncluster_current_epoch:7\r\n", slots, "10.0.0.9:1");
        let view = view.unwrap();
        assert_eq!(view.epoch, 7);
        let primaries: Vec<_> = view.primaries.into_iter().collect();
        let expected: Vec<(Arc<str>, Slots)> = vec![
            ("10.0.0.1:6379".into(), vec![(0, 99), (200, 299)]),
            ("10.0.0.9:6379".into(), vec![(100, 199)]),
            ("[::1]:6379".into(), vec![(400, 499)]),
        ];
        assert_eq!(primaries, expected);
        assert_eq!(view.replicas, vec![Arc::from("10.0.0.4:6380")]);
    }

    #[test]
    fn a_node_of_no_cluster_is_told_apart() {
        let said = view("", Value::Array(Vec::new()), "10.0.0.9:1").unwrap_err().to_string();
        assert!(said.contains("none of a cluster"), "{said}");
    }
}
