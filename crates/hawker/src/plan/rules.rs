//! From a load and unit costs to machines: pure arithmetic. docs/planning.md says each
//! formula in words.

use serde::Serialize;

use super::{
    costs::Costs,
    load::{Load, Machine},
};

/// Heartbeats a second that a gateway sends through each primary of Redis.
const HEARTBEATS: f64 = 5.0;

/// Primaries of a Redis Cluster, at least.
const PRIMARIES: f64 = 3.0;

/// Seconds between two looks of a gateway into PostgreSQL.
const LOOK_SECONDS: f64 = 5.0;

/// The shortest time between two ticks of chat in a large room, as they stretch
/// (docs/fan-out.md), and how many messages are not made to wait for more.
const CHAT_TICK_SECONDS: f64 = 0.12;
const CHAT_AT_ONCE: f64 = 8.0;

/// Facts that the funnel counts for an attempt: it was made, held, paid.
const FACTS_PER_ATTEMPT: f64 = 3.0;

/// Descriptors of a process that are no viewers' sockets.
const OTHER_DESCRIPTORS: u64 = 900;

/// Cores that a rehearsal has left at least, however full its machine is: what it plans
/// then is far too long, and says so.
const LEFT: f64 = 0.01;

const GIB: f64 = (1_u64 << 30) as f64;

/// What a load takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Plan {
    pub(super) gateways: Gateways,
    pub(super) redis: Redis,
    pub(super) postgres: Postgres,
    pub(super) inventory: Inventory,
    pub(super) funnel: Funnel,
    pub(super) rehearsal: Rehearsal,
}

/// The gateways' machines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Gateways {
    pub(super) machines: u64,
    /// What made it as many.
    pub(super) bound_by: &'static str,
    pub(super) processes_each: u64,
    pub(super) viewers_each: u64,
    pub(super) cores_each: f64,
    pub(super) memory_gib_each: f64,
    pub(super) mbit_each: f64,
    /// From a publication to the write to the last viewer.
    pub(super) publication_seconds: f64,
}

/// All primaries of Redis together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Redis {
    pub(super) calls_per_second: f64,
    /// To gateways: one for each that has viewers in the room.
    pub(super) messages_per_second: f64,
    pub(super) cores: f64,
}

/// The primary of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Postgres {
    pub(super) commits_per_second: f64,
    pub(super) looks_per_second: f64,
    pub(super) cores: f64,
    pub(super) wal_mib_per_second: f64,
}

/// The owner of the stock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Inventory {
    pub(super) attempts_per_second: f64,
    pub(super) cores: f64,
}

/// The funnel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Funnel {
    pub(super) facts_per_second: f64,
    pub(super) cores: f64,
}

/// Everything on one such machine, the load tester's viewers with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Rehearsal {
    pub(super) memory_gib: f64,
    /// Viewers that can come in a second, at most.
    pub(super) joins_per_second: f64,
    /// Cores while nothing happens, of all that is there.
    pub(super) still_cores: f64,
    /// From a publication to when the last viewer has read it.
    pub(super) publication_seconds: f64,
}

/// What viewers are sent in a second, each.
struct Pace {
    writes: f64,
    pings: f64,
    bytes: f64,
    chat_ticks: f64,
}

impl Plan {
    pub(crate) fn of(load: &Load, machine: &Machine, costs: &Costs) -> Plan {
        let pace = Pace::of(load, costs);
        let gateways = Gateways::of(load, machine, (costs, &pace));
        let count = (gateways.machines * gateways.processes_each) as f64;
        Plan {
            redis: Redis::of(load, costs, (count, &pace)),
            postgres: Postgres::of(load, costs, count),
            inventory: Inventory::of(load, costs),
            funnel: Funnel::of(load, costs),
            rehearsal: Rehearsal::of(load, machine, costs),
            gateways,
        }
    }
}

impl Load {
    fn joins_per_second(&self) -> f64 {
        self.viewers as f64 / self.arrive_seconds as f64
    }

    fn attempts_per_second(&self) -> f64 {
        self.attempts as f64 / self.sale_seconds as f64
    }

    /// In all shows.
    fn publications_per_second(&self) -> f64 {
        self.shows as f64 * self.publications_per_minute / 60.0
    }

    /// How many of so many gateways have viewers in a show.
    fn gateways_of_a_show(&self, gateways: f64) -> f64 {
        gateways.min(self.viewers as f64 / self.shows as f64)
    }
}

impl Pace {
    fn of(load: &Load, costs: &Costs) -> Pace {
        let publications = load.publications_per_minute / 60.0;
        let chat = load.chat_per_second;
        let chat_ticks = chat.min(1.0 / CHAT_TICK_SECONDS).max(chat / CHAT_AT_ONCE);
        let writes = publications + load.state_per_second + chat_ticks;
        // Who is sent something all the time is asked half as often.
        let quiet = writes * load.ping_seconds as f64 <= 1.0;
        let pings = 1.0 / load.ping_seconds as f64 / if quiet { 1.0 } else { 2.0 };
        let wire = &costs.wire;
        let bytes = publications * wire.publication
            + load.state_per_second * wire.state_tick
            + chat_ticks * wire.chat_tick
            + chat * wire.chat_message
            + (writes + 2.0 * pings) * wire.packet;
        Pace { writes, pings, bytes, chat_ticks }
    }
}

impl Gateways {
    fn of(load: &Load, machine: &Machine, (costs, pace): (&Costs, &Pace)) -> Gateways {
        let its = &costs.gateway;
        let viewers = load.viewers as f64;
        let us = its.still_us + pace.pings * its.ping_us + pace.writes * its.write_us;
        let joins = load.joins_per_second();
        let cores = (viewers * us + joins * its.join_us) / 1e6;
        let bytes = viewers * (its.viewer_bytes + its.socket_bytes);
        let bits = (viewers * pace.bytes + joins * costs.wire.join) * 8.0;
        let sockets = machine.descriptors.saturating_sub(OTHER_DESCRIPTORS).max(1) as f64;
        let needs = [
            ("cores", cores / (machine.cores as f64 * machine.fill)),
            ("memory", bytes / (machine.memory_gib * GIB * machine.fill)),
            ("bandwidth", bits / (machine.gbit * 1e9 * machine.fill)),
            ("descriptors", viewers / (sockets * machine.cores as f64)),
        ];
        let (bound_by, most) = needs
            .into_iter()
            .fold(("cores", 0.0), |most: (&str, f64), it| if it.1 > most.1 { it } else { most });
        let machines = most.ceil().max(1.0);
        let each = viewers / machines;
        let processes = (each / sockets).ceil().max(1.0);
        Gateways {
            machines: machines as u64,
            bound_by,
            processes_each: processes as u64,
            viewers_each: each.ceil() as u64,
            cores_each: cores / machines,
            memory_gib_each: (bytes / machines + processes * its.process_bytes) / GIB,
            mbit_each: bits / machines / 1e6,
            publication_seconds: each * its.write_us / 1e6 / machine.cores as f64,
        }
    }
}

impl Redis {
    fn of(load: &Load, costs: &Costs, (gateways, pace): (f64, &Pace)) -> Redis {
        let to = load.gateways_of_a_show(gateways);
        let shows = load.shows as f64;
        let changes = load.publications_per_second();
        // A gateway sends what was written at it once for each tick.
        let chat = shows * load.chat_per_second.min(to * pace.chat_ticks);
        let beats = gateways * PRIMARIES * HEARTBEATS;
        let calls = changes + chat + shows * to + beats;
        let messages = (changes + chat) * to + beats;
        let us = calls * costs.redis.call_us + messages * costs.redis.message_us;
        Redis { calls_per_second: calls, messages_per_second: messages, cores: us / 1e6 }
    }
}

impl Postgres {
    fn of(load: &Load, costs: &Costs, gateways: f64) -> Postgres {
        let attempts = load.attempts_per_second();
        // The journal commits what has come together; an owner renews itself each second.
        let commits = attempts.min(costs.inventory.commits_per_second) + 1.0;
        let commits = commits + load.publications_per_second();
        let looks = gateways / LOOK_SECONDS;
        let us = commits * costs.postgres.commit_us + looks * costs.postgres.look_us;
        Postgres {
            commits_per_second: commits,
            looks_per_second: looks,
            cores: us / 1e6,
            wal_mib_per_second: attempts * costs.postgres.reservation_bytes / f64::from(1 << 20),
        }
    }
}

impl Inventory {
    fn of(load: &Load, costs: &Costs) -> Inventory {
        let attempts = load.attempts_per_second();
        let cores = attempts * costs.inventory.reservation_us / 1e6;
        Inventory { attempts_per_second: attempts, cores }
    }
}

impl Funnel {
    fn of(load: &Load, costs: &Costs) -> Funnel {
        let facts = load.joins_per_second() + load.attempts_per_second() * FACTS_PER_ATTEMPT;
        Funnel { facts_per_second: facts, cores: facts * costs.funnel.fact_us / 1e6 }
    }
}

impl Rehearsal {
    fn of(load: &Load, machine: &Machine, costs: &Costs) -> Rehearsal {
        let (ours, behind, theirs) = (&costs.gateway, &costs.behind, &costs.tester);
        let (viewers, cores) = (load.viewers as f64, machine.cores as f64);
        let sockets = machine.descriptors.saturating_sub(OTHER_DESCRIPTORS).max(1) as f64;
        let processes = (viewers / sockets).ceil().max(1.0);
        let each =
            ours.viewer_bytes + ours.socket_bytes + theirs.viewer_bytes + theirs.socket_bytes;
        let join_us = ours.join_us + theirs.join_us + costs.funnel.fact_us;
        let still_us = ours.still_us + theirs.still_us + ours.ping_us / load.ping_seconds as f64;
        let others_us = behind.idle_us + processes * behind.gateway_us;
        let still_cores = (viewers * still_us + others_us) / 1e6;
        let each_us = ours.write_us + theirs.read_us;
        Rehearsal {
            memory_gib: (viewers * each + processes * ours.process_bytes) / GIB,
            joins_per_second: cores / join_us * 1e6,
            still_cores,
            publication_seconds: viewers * each_us / (cores - still_cores).max(LEFT) / 1e6,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        load: Load,
        #[command(flatten)]
        machine: Machine,
    }

    fn plan(line: &str) -> Plan {
        let line = Line::parse_from(std::iter::once("plan").chain(line.split_whitespace()));
        Plan::of(&line.load, &line.machine, &Costs::read(None).unwrap())
    }

    #[test]
    fn twice_the_viewers_take_twice_the_machines_and_the_bus_as_many_messages_more() {
        let (one, two) = (plan("--viewers 1000000"), plan("--viewers 2000000"));
        let ratio = two.gateways.machines as f64 / one.gateways.machines as f64;
        assert!((1.8..=2.2).contains(&ratio), "{ratio}");
        assert!((one.gateways.cores_each / two.gateways.cores_each - 1.0).abs() < 0.2);
        assert!(two.redis.messages_per_second > 1.8 * one.redis.messages_per_second);
        assert_eq!(one.inventory, two.inventory);
    }

    #[test]
    fn what_is_scarce_is_what_binds() {
        let line = "--viewers 1000000 --chat-per-second 0 --state-per-second 0 --publications-per-minute 1 --arrive-seconds 3600";
        for (more, bound) in [
            ("--memory-gib 1", "memory"),
            ("--cores 1 --memory-gib 900", "cores"),
            ("--cores 64 --memory-gib 900 --gbit 0.01", "bandwidth"),
            ("--cores 64 --memory-gib 900 --descriptors 1000", "descriptors"),
        ] {
            let plan = plan(&format!("{line} {more}"));
            assert_eq!(plan.gateways.bound_by, bound, "{plan:?}");
            assert!(plan.gateways.viewers_each * plan.gateways.machines >= 1_000_000);
        }
    }

    #[test]
    fn no_machine_is_planned_fuller_than_it_may_be() {
        for viewers in [1, 999, 50_000, 3_000_000] {
            for chat in [0, 5, 50, 400] {
                let line = format!("--viewers {viewers} --chat-per-second {chat}");
                let its = plan(&line).gateways;
                assert!(its.cores_each <= 4.0 * 0.6 + 1e-9, "{line}: {its:?}");
                assert!(its.mbit_each <= 5_000.0 * 0.6 + 1e-9, "{line}: {its:?}");
            }
        }
    }

    #[test]
    fn a_show_that_nobody_buys_in_asks_nothing_of_the_stock() {
        let plan = plan("--viewers 1000");
        assert_eq!((plan.inventory.cores, plan.postgres.wal_mib_per_second), (0.0, 0.0));
        assert_eq!(plan.gateways.machines, 1);
    }
}
