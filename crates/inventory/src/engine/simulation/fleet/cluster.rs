//! PostgreSQL as a fleet knows it, made up: three servers of which one takes writes,
//! each commit waiting for one of the two others, under whoever fails over by majority
//! (Patroni).
//!
//! This is a model of what the servers are documented to do, and of what the four
//! statements of `journal/postgres/tables.rs` say; that the real ones do so, the
//! journal's contract tests hold against real servers. A write is on its server when it
//! was executed, is seen there when a standby has it, and is seen without one when the
//! server was started again or its wait was cut short. A server that was cut off goes on
//! taking writes that nobody confirms, until it finds the others.

use std::sync::{Arc, Mutex, MutexGuard, atomic::Ordering::Relaxed};

use super::super::{Fails, Hands, Random, must};
use crate::{
    journal::postgres::tenure::Answer,
    planted::{self, Bug},
};

/// Servers.
const NODES: usize = 3;

/// A statement that changes the shard's row.
#[derive(Debug, Clone)]
pub(super) enum Write {
    /// Takes the shard over from the owner of that epoch, if it was silent for so long.
    Take {
        epoch: u64,
        silent_ms: i64,
    },
    Append {
        epoch: u64,
        seq: u64,
        record: Arc<[u8]>,
    },
    Renew {
        epoch: u64,
    },
    GiveBack {
        epoch: u64,
    },
}

/// The shard's row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) epoch: u64,
    pub(super) next_seq: u64,
    pub(super) owned: bool,
    seen_ms: i64,
}

impl Row {
    pub(super) fn is_free(&self, silent_ms: i64, now: i64) -> bool {
        !self.owned || self.seen_ms < now - silent_ms
    }
}

/// What a commit leaves behind: the row after it, and its record.
#[derive(Debug, Clone)]
struct Commit {
    id: u64,
    row: Row,
    record: Option<Arc<[u8]>>,
}

/// A connection to a server, for as long as it runs and takes writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    process: usize,
    node: usize,
    life: u64,
}

#[derive(Debug, Default)]
struct Node {
    log: Vec<Commit>,
    /// How much of the log is seen by others.
    seen: usize,
    down: bool,
    leads: bool,
    /// The leadership that it follows.
    term: u64,
    life: u64,
    /// How far its wall clock is off.
    clock_ms: i64,
}

struct Inner {
    random: Random,
    hands: Hands,
    nodes: [Node; NODES],
    /// Which servers, and which processes and servers, cannot reach one another.
    apart: [[bool; NODES]; NODES],
    cut: Vec<[bool; NODES]>,
    /// Statements whose senders gave them up, and when they come, if they do.
    strays: Vec<(i64, Link, Write)>,
    /// Records that a leader and one that follows it had, in order.
    durable: Vec<Arc<[u8]>>,
    broken: Option<String>,
    /// Whether messages are lost.
    lossy: bool,
    ids: u64,
    failovers: u64,
}

/// The servers, and the network around them.
#[derive(Clone)]
pub(super) struct Cluster(Arc<Mutex<Inner>>);

impl Cluster {
    pub(super) fn new(seed: u64, hands: Hands, processes: usize) -> Self {
        let mut nodes: [Node; NODES] = Default::default();
        nodes.iter_mut().for_each(|node| node.term = 1);
        nodes[0].leads = true;
        Self(Arc::new(Mutex::new(Inner {
            random: Random(!seed),
            hands,
            nodes,
            apart: Default::default(),
            cut: vec![[false; NODES]; processes],
            strays: Vec::new(),
            durable: Vec::new(),
            broken: None,
            lossy: false,
            ids: 0,
            failovers: 0,
        })))
    }

    fn hold(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// A connection to a server that takes writes, if one is reached.
    pub(super) fn connect(&self, process: usize) -> Option<Link> {
        let mut inner = self.hold();
        let reached = |node: usize| {
            let at = &inner.nodes[node];
            at.leads && !at.down && !inner.cut[process][node]
        };
        let leaders: Vec<usize> = (0..NODES).filter(|node| reached(*node)).collect();
        if leaders.is_empty() {
            return None;
        }
        let node = inner.random.one_of(&leaders);
        Some(Link { process, node, life: inner.nodes[node].life })
    }

    /// The shard's row as that server shows it, and its clock.
    pub(super) fn row(&self, link: Link) -> Option<(Row, i64)> {
        let inner = self.hold();
        let found = (inner.shown(link.node), inner.clock(link.node));
        inner.reaches(link).then_some(found)
    }

    /// The record `seq` as that server shows it.
    pub(super) fn record(&self, link: Link, seq: u64) -> Option<Vec<u8>> {
        let inner = self.hold();
        let node = inner.reaches(link).then(|| &inner.nodes[link.node])?;
        let mut records = node.log[..node.seen].iter().filter_map(|c| c.record.as_deref());
        records.nth(usize::try_from(seq - 1).unwrap()).map(<[u8]>::to_vec)
    }

    /// Has a server carry out a statement. Nothing, where no answer comes.
    pub(super) fn execute(&self, link: Link, write: &Write) -> Option<Answer> {
        let mut inner = self.hold();
        let fate = if inner.lossy { inner.random.below(60) } else { u64::MAX };
        if !inner.reaches(link) || fate == 0 {
            return None;
        }
        if fate == 1 {
            inner.goes_astray(link, write);
            return None;
        }
        let commits = inner.ids;
        let answer = inner.execute(link.node, write);
        // It waits for the row, or was executed and waits for a standby.
        if answer.is_none() && inner.ids == commits {
            inner.goes_astray(link, write);
        }
        answer.filter(|_| fate != 2)
    }

    /// The durable record `seq`.
    pub(super) fn durable(&self, seq: u64) -> Option<Vec<u8>> {
        let inner = self.hold();
        inner.durable.get(usize::try_from(seq - 1).ok()?).map(|record| record.to_vec())
    }

    pub(super) fn records(&self) -> u64 {
        self.hold().durable.len() as u64
    }

    pub(super) fn failovers(&self) -> u64 {
        self.hold().failovers
    }

    /// Whether the servers kept what they promise.
    pub(super) fn check(&self) -> Fails {
        self.hold().broken.take().map_or(Ok(()), Err)
    }

    /// Time passes: standbys catch up, strays arrive, leaders that are gone are replaced.
    pub(super) fn turn(&self) {
        let mut inner = self.hold();
        let now = inner.hands.0.load(Relaxed);
        let due = inner.strays.extract_if(.., |(at, ..)| *at <= now).collect::<Vec<_>>();
        for (_, link, write) in due {
            if inner.lives(link) {
                inner.execute(link.node, &write);
            }
        }
        for node in 0..NODES {
            inner.replicate(node);
        }
        inner.join();
        if inner.random.one_in(4) {
            inner.fail_over();
        }
    }

    /// Something breaks, or is whole again. Tells what.
    pub(super) fn disturb(&self) -> String {
        let mut inner = self.hold();
        let (node, other) = (inner.random.index(NODES), inner.random.index(NODES));
        let processes = inner.cut.len();
        let process = inner.random.index(processes);
        match inner.random.below(8) {
            0 => inner.crash(node),
            1 | 2 => inner.nodes[node].down = false,
            3 if node != other => {
                (inner.apart[node][other], inner.apart[other][node]) = (true, true);
                return format!("servers {node} and {other} are apart");
            }
            4 => {
                for other in 0..NODES {
                    (inner.apart[node][other], inner.apart[other][node]) = (true, true);
                }
                return format!("server {node} is cut off from the others");
            }
            5 => inner.apart = Default::default(),
            6 => inner.cut[process][node] = !inner.cut[process][node],
            _ => {
                let off = i64::try_from(inner.random.below(2_000)).unwrap() - 1_000;
                inner.nodes[node].clock_ms = off;
            }
        }
        let states: Vec<_> =
            inner.nodes.iter().map(|n| (n.down, n.leads, n.term, n.clock_ms)).collect();
        format!("servers (down, leads, term, clock): {states:?}, cut: {:?}", inner.cut)
    }

    pub(super) fn lose_messages(&self) {
        self.hold().lossy = true;
    }

    /// Everything reaches everything, and all servers follow one.
    pub(super) fn heal(&self) {
        let mut inner = self.hold();
        (inner.lossy, inner.apart) = (false, Default::default());
        inner.cut.iter_mut().for_each(|cut| *cut = [false; NODES]);
        inner.nodes.iter_mut().for_each(|node| (node.down, node.clock_ms) = (false, 0));
        inner.strays.clear();
        inner.join();
        for node in 0..NODES {
            inner.replicate(node);
        }
    }

    /// All servers have the same log, and it is what was durable.
    pub(super) fn agrees(&self) -> Fails {
        let mut inner = self.hold();
        // A standby may lag by chance, but not for ever.
        for node in (0..NODES).cycle().take(60) {
            inner.replicate(node);
        }
        let ids = |node: &Node| node.log.iter().map(|c| c.id).collect::<Vec<_>>();
        let logs: Vec<_> = inner.nodes.iter().map(ids).collect();
        must!(logs.iter().all(|log| *log == logs[0]), "servers differ: {logs:?}");
        let records = inner.nodes[0].log.iter().filter_map(|c| c.record.clone());
        must!(records.eq(inner.durable.iter().cloned()), "durable records are gone");
        Ok(())
    }
}

impl Inner {
    fn clock(&self, node: usize) -> i64 {
        self.hands.0.load(Relaxed) + self.nodes[node].clock_ms
    }

    fn shown(&self, node: usize) -> Row {
        let node = &self.nodes[node];
        let fresh = || Row { epoch: 0, next_seq: 1, owned: false, seen_ms: 0 };
        node.seen.checked_sub(1).map_or_else(fresh, |last| node.log[last].row.clone())
    }

    fn lives(&self, link: Link) -> bool {
        let node = &self.nodes[link.node];
        !node.down && node.leads && node.life == link.life
    }

    fn reaches(&self, link: Link) -> bool {
        self.lives(link) && !self.cut[link.process][link.node]
    }

    /// Its sender has given it up, and it may yet be carried out.
    fn goes_astray(&mut self, link: Link, write: &Write) {
        if self.random.one_in(2) {
            let late = i64::try_from(self.random.below(9_000)).unwrap();
            let at = self.hands.0.load(Relaxed) + late;
            self.strays.push((at, link, write.clone()));
        }
    }

    fn execute(&mut self, node: usize, write: &Write) -> Option<Answer> {
        self.replicate(node);
        // A commit that waits for a standby has the row, and whoever comes waits for it.
        if self.nodes[node].seen < self.nodes[node].log.len() {
            return None;
        }
        let Some((row, record)) = self.changed(node, write) else {
            return Some(Answer { rows: 0, certain: true });
        };
        self.ids += 1;
        self.nodes[node].log.push(Commit { id: self.ids, row, record });
        self.replicate(node);
        let at = &mut self.nodes[node];
        if at.seen == at.log.len() {
            return Some(Answer { rows: 1, certain: true });
        }
        // Somebody cuts the wait short, or it goes on after the sender gave up.
        let cut_short = self.lossy && self.random.one_in(3);
        cut_short.then(|| {
            at.seen = at.log.len();
            Answer { rows: 1, certain: false }
        })
    }

    /// The row after a statement, if its condition holds, and the record that it adds.
    fn changed(&self, node: usize, write: &Write) -> Option<(Row, Option<Arc<[u8]>>)> {
        let (mut row, now) = (self.shown(node), self.clock(node));
        let mut added = None;
        match write {
            Write::Take { epoch, silent_ms } => {
                let free = row.epoch == *epoch && row.is_free(*silent_ms, now);
                free.then_some(())?;
                (row.epoch, row.owned, row.seen_ms) = (row.epoch + 1, true, now);
            }
            Write::Append { epoch, seq, record } => {
                let own = (row.epoch, row.next_seq) == (*epoch, *seq);
                (own || planted::has(Bug::AppendsUnfenced)).then_some(())?;
                (row.next_seq, row.seen_ms) = (row.next_seq + 1, now);
                added = Some(Arc::clone(record));
            }
            Write::Renew { epoch } => {
                (row.epoch == *epoch).then_some(())?;
                row.seen_ms = now;
            }
            Write::GiveBack { epoch } => {
                (row.epoch == *epoch).then_some(())?;
                row.owned = false;
            }
        }
        Some((row, added))
    }

    /// Who follows a leader gets what it has, some of them later.
    fn replicate(&mut self, leader: usize) {
        let (term, length) = (self.nodes[leader].term, self.nodes[leader].log.len());
        if !self.nodes[leader].leads || self.nodes[leader].down {
            return;
        }
        let mut most = 0;
        for standby in (0..NODES).filter(|node| *node != leader) {
            let at = &self.nodes[standby];
            let follows = at.term == term && !at.down && !self.apart[leader][standby];
            if !follows {
                continue;
            }
            let had = at.log.len();
            if had < length && (!self.lossy || !self.random.one_in(5)) {
                let news = self.nodes[leader].log[had..].to_vec();
                self.nodes[standby].log.extend(news);
            }
            most = most.max(self.nodes[standby].log.len());
        }
        let seen = &mut self.nodes[leader].seen;
        *seen = most.max(*seen);
        if most > 0 {
            self.keep(leader, most);
        }
    }

    /// So much of a leader's log is on a standby.
    fn keep(&mut self, leader: usize, length: usize) {
        let records = self.nodes[leader].log[..length].iter().filter_map(|c| c.record.as_ref());
        for (at, record) in records.enumerate() {
            match self.durable.get(at) {
                Some(before) if before == record => {}
                None => self.durable.push(Arc::clone(record)),
                Some(_) => {
                    let why = format!("record {} was durable, and another stands there", at + 1);
                    self.broken.get_or_insert(why);
                }
            }
        }
    }

    fn newest_term(&self) -> u64 {
        self.nodes.iter().map(|node| node.term).max().unwrap_or(0)
    }

    /// A server stops, and its connections with it; what was executed is on its disk, and
    /// is seen there when it is back.
    fn crash(&mut self, node: usize) {
        let node = &mut self.nodes[node];
        (node.down, node.seen, node.life) = (true, node.log.len(), node.life + 1);
    }

    /// The two others replace a leader that neither of them reaches, by the one that has
    /// more: only what both have not seen was answered to nobody.
    fn fail_over(&mut self) {
        let term = self.newest_term();
        let leads = |node: &Node| node.leads && node.term == term;
        let Some(old) = self.nodes.iter().position(leads) else { return };
        let others: Vec<usize> = (0..NODES).filter(|node| *node != old).collect();
        let [one, two] = others[..] else { return };
        let gone = |by: usize| self.nodes[old].down || self.apart[old][by];
        let follows = |by: usize| !self.nodes[by].down && self.nodes[by].term == term;
        let whole = follows(one) && follows(two) && !self.apart[one][two];
        if !(whole && gone(one) && gone(two)) {
            return;
        }
        let more = self.nodes[two].log.len() > self.nodes[one].log.len();
        let new = if more { two } else { one };
        for node in [one, two] {
            self.nodes[node].term = term + 1;
        }
        let leader = &mut self.nodes[new];
        (leader.leads, leader.seen) = (true, leader.log.len());
        self.failovers += 1;
    }

    /// Who followed, or was, an earlier leader finds the present one, and throws away
    /// what that one does not have.
    fn join(&mut self) {
        let term = self.newest_term();
        let leads = |node: &Node| node.leads && node.term == term && !node.down;
        let Some(leader) = self.nodes.iter().position(leads) else { return };
        let log: Vec<u64> = self.nodes[leader].log.iter().map(|commit| commit.id).collect();
        for node in 0..NODES {
            let at = &mut self.nodes[node];
            if at.term == term || at.down || self.apart[leader][node] {
                continue;
            }
            let common = at.log.iter().zip(&log).take_while(|(own, id)| own.id == **id).count();
            at.log.truncate(common);
            (at.term, at.leads, at.life) = (term, false, at.life + 1);
            at.seen = common;
        }
    }
}
