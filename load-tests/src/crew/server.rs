//! What the server's process uses, where it runs on this machine: found by the
//! port that it listens on, read from `/proc`.

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

/// The process that listens at that address; nothing where it is not on this
/// machine, or another user's.
pub(super) fn watch(at: SocketAddr) -> Option<Watched> {
    if !at.ip().is_loopback() {
        return None;
    }
    let table = std::fs::read_to_string("/proc/net/tcp").ok()?;
    let socket = format!("socket:[{}]", inode(&table, at.port())?);
    let pids = std::fs::read_dir("/proc")
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let pid = { pids }.find(|pid| has(*pid, &socket))?;
    Some(Watched { pid, cpu_seconds: cpu(pid)? })
}

/// The inode of whoever listens on a port, from the kernel's table.
fn inode(table: &str, port: u16) -> Option<u64> {
    let ending = format!(":{port:04X}");
    table.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let local = words.next()?;
        let state = words.nth(1)?;
        (local.ends_with(&ending) && state == LISTENING).then(|| words.nth(5)?.parse().ok())?
    })
}

fn has(pid: u32, socket: &str) -> bool {
    let Ok(open) = std::fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    { open }.any(|entry| {
        let link = entry.and_then(|entry| std::fs::read_link(entry.path()));
        link.is_ok_and(|link| link.as_os_str() == socket)
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
        let watched = watch(listener.local_addr().unwrap()).unwrap();
        assert_eq!(watched.pid, std::process::id());
        let used = watched.used().unwrap();
        assert!(used.memory_bytes > 1 << 20 && used.cpu_seconds >= 0.0);
        drop(listener);
        assert!(watch(SocketAddr::from(([127, 0, 0, 1], 1))).is_none());
    }
}
