//! What the server's processes use, where they run on this machine: found by the
//! ports that they listen on, read from `/proc`, all of them in one pass, which is
//! made while there are few sockets.

use std::collections::HashSet;
use std::net::SocketAddr;

use crate::outcome::Server;

/// Clock ticks a second in `/proc/PID/stat`: `USER_HZ`, which Linux fixes.
const TICKS_PER_SECOND: f64 = 100.0;

/// `TCP_LISTEN`, as the kernel's table shows it.
const LISTENING: &str = "0A";

/// A server's process.
#[derive(Debug)]
pub(super) struct Watched {
    pid: u32,
    cpu_seconds: f64,
}

/// The processes that listen at those addresses: those that are on this machine, and
/// not another user's.
pub(super) fn watch(all: impl Iterator<Item = SocketAddr>) -> Vec<Watched> {
    let ports: HashSet<u16> = all.filter(|at| at.ip().is_loopback()).map(|at| at.port()).collect();
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else { return Vec::new() };
    let sockets = sockets(&table, &ports);
    if sockets.is_empty() {
        return Vec::new();
    }
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let listening = pids.filter(|pid| has_one_of(*pid, &sockets));
    listening.filter_map(|pid| Some(Watched { pid, cpu_seconds: cpu(pid)? })).collect()
}

/// The sockets of those who listen on these ports, from the kernel's table, as they
/// stand among a process's descriptors.
fn sockets(table: &str, ports: &HashSet<u16>) -> HashSet<String> {
    let socket = |line: &str| {
        let mut words = line.split_whitespace().skip(1);
        let (_, port) = words.next()?.rsplit_once(':')?;
        let state = words.nth(1)?;
        let ours = ports.contains(&u16::from_str_radix(port, 16).ok()?) && state == LISTENING;
        ours.then(|| Some(format!("socket:[{}]", words.nth(5)?)))?
    };
    table.lines().filter_map(socket).collect()
}

fn has_one_of(pid: u32, sockets: &HashSet<String>) -> bool {
    let Ok(open) = std::fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    { open }.any(|entry| {
        let link = entry.and_then(|entry| std::fs::read_link(entry.path()));
        link.is_ok_and(|link| link.to_str().is_some_and(|link| sockets.contains(link)))
    })
}

/// Seconds of CPU, user and system, that a process has used.
fn cpu(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is a name in brackets, in which anything may stand.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks: u64 = ticks.sum::<Result<u64, _>>().ok()?;
    Some(ticks as f64 / TICKS_PER_SECOND)
}

impl Watched {
    /// What it used since it is watched, and the most memory it ever had.
    pub(super) fn used(&self) -> Option<Server> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kib: u64 = peak.split_whitespace().next()?.parse().ok()?;
        let cpu_seconds = cpu(self.pid)? - self.cpu_seconds;
        Some(Server { cpu_seconds, memory_bytes: kib * 1_024 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_on_a_port_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let nobody = SocketAddr::from(([127, 0, 0, 1], 1));
        let all = watch([at, at, nobody].into_iter());
        let [watched] = &all[..] else { panic!("{all:?}") };
        assert_eq!(watched.pid, std::process::id());
        let used = watched.used().unwrap();
        assert!(used.memory_bytes > 1 << 20 && used.cpu_seconds >= 0.0);
        drop(listener);
        assert!(watch([at, nobody].into_iter()).is_empty());
    }
}
