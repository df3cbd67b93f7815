//! What a plan's timetable promises, without a server.

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::Trace;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Two minutes with a giant and ten small shows, a sale, a loss and a return.
fn plan() -> Plan {
    let phase =
        |kind, start, length| Phase { kind, start: seconds(start), length: seconds(length) };
    let group = |name: &str, count, share, zipf| ShowGroup {
        name: name.to_owned(),
        count,
        share,
        zipf,
        listings: 2,
    };
    let host = |at, every: Option<u64>, place, what| HostAction {
        at: seconds(at),
        every: every.map(seconds),
        until: None,
        place,
        what,
    };
    Plan {
        name: "test".to_owned(),
        about: String::new(),
        seed: 7,
        scale: 1.0,
        json: 0.25,
        shows: vec![group("giant", 1, 0.8, 0.0), group("small", 10, 0.2, 1.0)],
        phases: vec![
            phase(PhaseKind::Ramp { viewers: 1_000, arrive: Arrive::Even }, 0, 20),
            phase(PhaseKind::Rush { viewers: 1_000, arrive: Arrive::Front }, 20, 20),
            phase(PhaseKind::Disconnect { share: 0.5 }, 60, 0),
            phase(PhaseKind::Reconnect { share: 1.0 }, 70, 10),
            phase(PhaseKind::Steady, 80, 40),
        ],
        trace: None,
        behaviour: Behaviour {
            chat: 0.1,
            chat_per_minute: 6.0,
            click: 0.4,
            reserve: 0.5,
            pay: 0.6,
            abandon: 0.2,
            stall: 0.1,
            stall_for: seconds(2),
            stall_every: seconds(8),
            bots: 0.05,
            bot_every: Duration::from_millis(500),
        },
        think: Think {
            click: Spread::Exponential(seconds(1)),
            reserve: Spread::LogNormal { median: seconds(2), sigma: 0.5 },
            pay: Spread::Fixed(seconds(3)),
            abandon: Spread::Fixed(seconds(4)),
        },
        sales: vec![Sale {
            name: "flash".to_owned(),
            place: Where::First,
            listing: 0,
            units: 100,
            price_minor: 1_490,
            policy: SalePolicy::Rush,
            limit: 1,
            hold: seconds(60),
            open_for: Some(seconds(20)),
        }],
        host: vec![
            host(5, Some(10), Where::All, HostDo::Pin { listing: None }),
            host(50, None, Where::First, HostDo::OpenSale { sale: 0 }),
        ],
        targets: Vec::new(),
        source: String::new(),
    }
}

fn table() -> Timetable {
    Timetable::of(&plan(), None).unwrap()
}

fn of(table: &Timetable, wanted: impl Fn(What) -> bool) -> Vec<Act> {
    table.acts.iter().filter(|act| wanted(act.what)).copied().collect()
}

#[test]
fn it_repeats_and_another_seed_gives_another() {
    assert_eq!(table(), table());
    let other = Timetable::of(&Plan { seed: 8, ..plan() }, None).unwrap();
    assert_ne!(table().acts, other.acts);
    assert_eq!(other.viewers, 2_000);
}

#[test]
fn shards_are_the_whole_without_overlap() {
    let whole = table();
    let mut acts: Vec<Act> = (0..3).flat_map(|shard| whole.shard(shard, 3).acts).collect();
    acts.sort_unstable();
    assert_eq!(acts, whole.acts);
    assert_eq!(whole.shard(0, 3).host, whole.host);
    assert!(whole.shard(1, 3).host.is_empty());
}

#[test]
fn everybody_comes_once_in_order_and_a_rush_comes_early() {
    let joins = of(&table(), |what| what == What::Join);
    let viewers: Vec<u32> = joins.iter().map(|act| act.viewer).collect();
    assert_eq!(viewers, (0..2_000).collect::<Vec<u32>>());
    let within = |from: u64, to: u64| {
        joins.iter().filter(|act| (from * 1_000_000..to * 1_000_000).contains(&act.at_us)).count()
    };
    assert!((400..600).contains(&within(0, 10)), "{}", within(0, 10));
    assert!(within(20, 24) > 550, "{}", within(20, 24));
}

#[test]
fn half_go_at_once_and_come_back_over_ten_seconds() {
    let gone = of(&table(), |what| what == What::Leave);
    let back = of(&table(), |what| what == What::Return);
    assert!((900..1_100).contains(&gone.len()), "{}", gone.len());
    assert_eq!(gone.len(), back.len());
    assert!(gone.iter().all(|act| act.at_us == 60_000_000));
    assert!(back.iter().all(|act| (70_000_000..=80_000_000).contains(&act.at_us)));
}

#[test]
fn nobody_acts_while_away_or_before_coming() {
    let table = table();
    let mut is_in: BTreeMap<u32, bool> = BTreeMap::new();
    for act in &table.acts {
        let is_in = is_in.entry(act.viewer).or_default();
        match act.what {
            What::Join | What::Return => *is_in = true,
            What::Leave => *is_in = false,
            what => assert!(*is_in, "{} does {what:?} at {}", act.viewer, act.at_us),
        }
    }
    assert!(table.acts.is_sorted());
    assert!(table.acts.iter().all(|act| act.at_us <= table.length_us));
}

#[test]
fn shares_are_kept_and_bots_do_nothing_but_reserve() {
    let (plan, table) = (plan(), table());
    let audience = Audience::of(&plan);
    let share = |is: fn(&Visitor) -> bool| {
        (0..20_000).filter(|it| is(&audience.visitor(*it))).count() as f64 / 20_000.0
    };
    assert!((share(|it| it.json) - 0.25).abs() < 0.02);
    assert!((share(|it| it.bot) - 0.05).abs() < 0.01);
    assert!((share(|it| it.show == 0) - 0.8).abs() < 0.02);
    let (first, tenth) = (share(|it| it.show == 1), share(|it| it.show == 10));
    assert!((first / tenth - 10.0).abs() < 4.0, "{first} and {tenth}");
    let humans =
        of(&table, |what| matches!(what, What::Chat(_) | What::Click(_) | What::Reserve(_)));
    assert!(humans.iter().all(|act| !audience.visitor(act.viewer).bot));
    let bots = of(&table, |what| matches!(what, What::BotReserve(_)));
    assert!(!bots.is_empty());
    assert!(bots.iter().all(|act| (50_000_000..70_000_000).contains(&act.at_us)));
}

#[test]
fn a_sale_is_tried_by_its_show_from_its_opening_and_a_pin_is_looked_at() {
    let table = table();
    let audience = Audience::of(&plan());
    let tries = of(&table, |what| matches!(what, What::Reserve(0)));
    assert!((450..900).contains(&tries.len()), "{}", tries.len());
    assert!(tries.iter().all(|act| act.at_us >= 50_000_000));
    assert!(tries.iter().all(|act| audience.visitor(act.viewer).show == 0));
    let pins: Vec<&HostMoment> = table.host.iter().filter(|it| it.show == 3).collect();
    assert_eq!(pins.len(), 12);
    assert_eq!(pins[1].what, HostDo::Pin { listing: Some(1) });
    let looks = of(&table, |what| matches!(what, What::Click(_))).len();
    assert!(looks > 4_000, "{looks}");
}

#[test]
fn what_becomes_of_a_hold_has_its_shares_and_repeats() {
    let plan = plan();
    let ends: Vec<AfterHold> = (0..10_000).map(|viewer| plan.after_hold(viewer, 0)).collect();
    let pays = ends.iter().filter(|end| matches!(end, AfterHold::Pay(_))).count();
    let abandons = ends.iter().filter(|end| matches!(end, AfterHold::Abandon(_))).count();
    assert!((5_800..6_200).contains(&pays) && (1_850..2_150).contains(&abandons));
    assert_eq!(plan.after_hold(5, 0), plan.after_hold(5, 0));
}

#[test]
fn a_traces_chat_keeps_its_moments_and_its_people_write_while_they_are_in() {
    let trace = Trace::live_chat_3h().unwrap();
    let its = TraceUse {
        source: "live-chat-3h".to_owned(),
        from: seconds(600),
        speed: 10.0,
        crowd: 2.0,
        chat: true,
    };
    let mut plan = Plan { trace: Some(its), ..plan() };
    plan.phases[0].kind = PhaseKind::Ramp { viewers: 1_000, arrive: Arrive::Trace };
    assert!(Timetable::of(&plan, None).is_err());
    let table = Timetable::of(&plan, Some(&trace)).unwrap();
    let chats = of(&table, |what| matches!(what, What::Chat(_))).len() as f64;
    let window = 600_000..1_800_000;
    let real = trace.messages().iter().filter(|it| window.contains(&it.offset_ms)).count() as f64;
    assert!((chats / real - 2.0).abs() < 0.2, "{chats} of {real}");
}

#[test]
fn group_buys_are_opened_joined_and_over_before_their_sale_closes() {
    let mut plan = plan();
    plan.sales[0].policy = SalePolicy::Group { groups: 100, size: 3 };
    let table = Timetable::of(&plan, None).unwrap();
    let opened = of(&table, |what| matches!(what, What::OpenGroup(0, _)));
    let joined = of(&table, |what| matches!(what, What::JoinGroup(0, _)));
    assert_eq!((opened.len(), joined.len()), (100, 75 * 2 + 25));
    for join in &joined {
        let What::JoinGroup(_, group) = join.what else { continue };
        let open = opened.iter().find(|open| open.what == What::OpenGroup(0, group)).unwrap();
        assert!(open.at_us < join.at_us && join.at_us < 70_000_000 && open.viewer != join.viewer);
    }
}

#[test]
fn another_crowd_scales_viewers_and_units_and_what_each_stands_for() {
    let plan = plan().with_crowd(0.1);
    assert_eq!((plan.viewers(), plan.sales[0].units), (200, 10));
    assert!((plan.scale - 10.0).abs() < 1e-9);
}

#[test]
fn marks_are_in_order_and_leave_pins_out() {
    let mut plan = plan();
    plan.sales[0].open_for = Some(seconds(20));
    let marks: Vec<(f64, String)> = plan.marks();
    let texts: Vec<&str> = marks.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["rush", "sale opens", "disconnect", "reconnect", "sale ends"]);
    assert!(marks.is_sorted_by_key(|(second, _)| *second));
}
