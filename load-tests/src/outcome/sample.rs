//! A run as it might have been, for the tests of reports.

use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};

use super::{Balance, Count, Environment, Generator, Kind, Outcome, Second, Server, StockSeen};
use crate::plan::{BUILT_IN, normal};
use crate::target::Target;

/// Two minutes of a sale, with a stall after 70 seconds; `slow` times the
/// latencies.
pub(crate) fn sample(slow: f64) -> Outcome {
    let mut rng = SmallRng::seed_from_u64(5);
    let mut run = Outcome::new();
    run.scenario.name = "peak".to_owned();
    run.scenario.about = "A sale that might have been.".to_owned();
    (run.scenario.seed, run.scenario.scale, run.scenario.viewers, run.scenario.shows) =
        (1, 200.0, 3_000, 1);
    run.scenario.source = BUILT_IN[1].1.to_owned();
    run.scenario.marks = vec![(60.0, "sale opens".to_owned()), (110.0, "sale closes".to_owned())];
    (run.began_ms, run.seconds) = (1_763_800_000_000, 121.5);
    for second in 0..121_u64 {
        *run.second(second as usize) = row(second, &mut rng);
    }
    let medians = [
        (Kind::Join, 4_000.0),
        (Kind::Pin, 1_500.0),
        (Kind::Chat, 12_000.0),
        (Kind::Echo, 2_500.0),
        (Kind::Reserve, 3_500.0),
    ];
    for (kind, median) in medians {
        for _ in 0..20_000 {
            let us = slow * median * (0.6 * normal(&mut rng)).exp();
            let stalled =
                if rng.random::<f64>() < 0.004 { rng.random_range(0.0..2e6) } else { 0.0 };
            run.latency(kind).record((us + stalled) as u64);
        }
    }
    for (count, value) in [
        (Count::Joins, 3_000),
        (Count::Deliveries, 4_812_345),
        (Count::Clicks, 8_400),
        (Count::Reserves, 1_805),
        (Count::Held, 500),
        (Count::SoldOut, 1_305),
        (Count::Paid, 301),
    ] {
        run.count(count, value);
    }
    run.refusals.insert("RATE_LIMITED".to_owned(), 12);
    run.balances = vec![Balance::equal("sale: units held or sold", 500, 500)];
    run.environment = Environment {
        tester: "hawker-load 0.1.0".to_owned(),
        server: "hawker 0.1.0".to_owned(),
        machines: ["one: 2 cores, 8 GiB, Linux 6.1".to_owned()].into(),
        descriptors: Some(20_000),
    };
    run.generator = Generator {
        workers: 1,
        cpu_seconds: 31.0,
        memory_bytes: 90 << 20,
        sockets: 3_000,
        ..Generator::default()
    };
    run.server = Some(Server { cpu_seconds: 48.0, memory_bytes: 310 << 20 });
    let targets = ["p50 of pin delivery < 200 ms", "p99.9 of pin delivery < 200 ms", "lost = 0"];
    run.targets = targets.iter().map(|it| Target::parse(it).unwrap().judge(&run)).collect();
    run
}

fn row(second: u64, rng: &mut SmallRng) -> Second {
    let stalled = (70..72).contains(&second);
    let sold = second.saturating_sub(60).min(12) * 40;
    let mut jitter = |of: u64| (of as f64 * (1.0 + 0.15 * normal(rng)).max(0.0)) as u64;
    Second {
        viewers: (second * 100).min(3_000),
        deliveries: if stalled { 0 } else { jitter(40_000 * second.min(30) / 30) },
        chats: jitter(25),
        clicks: jitter(if second % 10 < 3 { 200 } else { 20 }),
        reserves: if (60..75).contains(&second) { jitter(120) } else { 0 },
        held: if (60..72).contains(&second) { 40 } else { 0 },
        sold_out: if (72..80).contains(&second) { jitter(80) } else { 0 },
        errors: u64::from(stalled) * 14,
        paid: if (66..90).contains(&second) { jitter(12) } else { 0 },
        bytes: jitter(5_000_000),
        stock: (second > 3)
            .then(|| StockSeen { version: 1 + sold as u32, available: 500 - sold as u32 }),
        delivery_max_us: if second == 72 {
            2_010_000
        } else if stalled {
            0
        } else {
            jitter(28_000)
        },
        answer_max_us: if second == 72 { 1_900_000 } else { jitter(18_000) },
        cpu_us: jitter(250_000),
        lag_us: jitter(900),
    }
}
