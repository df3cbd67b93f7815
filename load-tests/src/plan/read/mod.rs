//! Reads plans from TOML, and names line and column of everything wrong.

mod keys;
mod problem;
mod table;

use std::time::Duration;

use toml::de::DeTable;

pub use keys::{Key, SECTIONS, Section, reference};
pub use problem::{Problem, Problems};

use super::limits::{FILE_BYTES_MAX, SECONDS_MAX, SHOWS_MAX, VIEWERS_MAX};
use super::{
    Arrive, Behaviour, HostAction, HostDo, Phase, PhaseKind, Plan, Sale, SalePolicy, ShowGroup,
    Spread, Think, TraceUse, Where,
};
use crate::target::Target;
use keys::{BEHAVIOUR, HOST, PHASES, SALES, SHOWS, THINK, TOP, TRACE};
use problem::Notes;
use table::Table;

impl Plan {
    /// Reads a plan. `file` is what problems call it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its line and column.
    pub fn parse(file: &str, source: &str) -> Result<Plan, Problems> {
        let notes = Notes::new(source);
        if source.len() > FILE_BYTES_MAX {
            notes.problem(&(0..0), format!("the file has more than {FILE_BYTES_MAX} bytes"));
            notes.close(file)?;
        }
        let plan = match DeTable::parse(source) {
            Ok(top) => read(&notes, &Table::new(&TOP, top.get_ref(), 0..0, &notes), source),
            Err(error) => {
                notes.problem(&error.span().unwrap_or_default(), error.message().to_owned());
                Plan::empty()
            }
        };
        notes.close(file).map(|()| plan)
    }

    /// What is kept where a file can't be read: its problems are told instead.
    fn empty() -> Plan {
        Plan {
            name: String::new(),
            about: String::new(),
            seed: 1,
            scale: 1.0,
            json: 0.33,
            shows: Vec::new(),
            phases: Vec::new(),
            trace: None,
            behaviour: BEHAVES,
            think: THINKS,
            sales: Vec::new(),
            host: Vec::new(),
            targets: Vec::new(),
            source: String::new(),
        }
    }
}

const BEHAVES: Behaviour = Behaviour {
    chat: 0.1,
    chat_per_minute: 1.0,
    click: 0.2,
    reserve: 0.2,
    pay: 0.6,
    abandon: 0.2,
    stall: 0.0,
    stall_for: Duration::from_secs(2),
    stall_every: Duration::from_secs(8),
    bots: 0.0,
    bot_every: Duration::from_millis(200),
};

const THINKS: Think = Think {
    click: Spread::LogNormal { median: Duration::from_secs(2), sigma: 0.8 },
    reserve: Spread::LogNormal { median: Duration::from_millis(1_500), sigma: 0.6 },
    pay: Spread::LogNormal { median: Duration::from_secs(6), sigma: 0.5 },
    abandon: Spread::LogNormal { median: Duration::from_secs(8), sigma: 0.5 },
};

fn read(notes: &Notes<'_>, top: &Table<'_>, source: &str) -> Plan {
    let mut plan = Plan::empty();
    plan.name = top.needed("name", top.text("name")).unwrap_or_default();
    plan.about = top.text("about").unwrap_or_default();
    plan.seed = top.count("seed", 0..=u32::MAX).map_or(plan.seed, u64::from);
    plan.scale = top.number("scale", 1e-6..=1e9).unwrap_or(plan.scale);
    plan.json = top.share("json").unwrap_or(plan.json);
    source.clone_into(&mut plan.source);
    for (text, span) in top.texts("targets") {
        match Target::parse(&text) {
            Ok(target) => plan.targets.push(target),
            Err(what) => notes.problem(&span, what),
        }
    }
    shows(top, &mut plan);
    plan.trace = top.table("trace", &TRACE).map(|table| trace(&table));
    phases(top, &mut plan);
    if let Some(table) = top.table("behaviour", &BEHAVIOUR) {
        plan.behaviour = behaviour(&table);
    }
    if let Some(table) = top.table("think", &THINK) {
        plan.think = think(&table);
    }
    sales(top, &mut plan);
    host(top, &mut plan);
    plan
}

fn shows(top: &Table<'_>, plan: &mut Plan) {
    for table in top.tables("shows", &SHOWS) {
        let name = table.needed("name", table.text("name")).unwrap_or_default();
        if ["first", "all"].contains(&name.as_str()) || plan.shows.iter().any(|it| it.name == name)
        {
            table.problem("name", format!("`{name}` is the name of something else already"));
        }
        plan.shows.push(ShowGroup {
            name,
            count: table.count("count", 1..=SHOWS_MAX).unwrap_or(1),
            share: table.share("share").unwrap_or(1.0),
            zipf: table.number("zipf", 0.0..=4.0).unwrap_or(0.0),
            listings: table.count("listings", 1..=super::limits::LISTINGS_MAX).unwrap_or(2),
        });
    }
    if plan.shows.is_empty() {
        let name = "show".to_owned();
        plan.shows.push(ShowGroup { name, count: 1, share: 1.0, zipf: 0.0, listings: 2 });
    }
    let shares: f64 = plan.shows.iter().map(|group| group.share).sum();
    if (shares - 1.0).abs() > 1e-6 {
        top.problem(
            "shows",
            format!("the shares of all [[shows]] should add up to 1, not {shares}"),
        );
    }
    if plan.show_count() > SHOWS_MAX {
        top.problem("shows", format!("there should be at most {SHOWS_MAX} shows in all"));
    }
}

fn phases(top: &Table<'_>, plan: &mut Plan) {
    #[derive(Clone, Copy, PartialEq)]
    enum Do {
        Ramp,
        Rush,
        Steady,
        Disconnect,
        Reconnect,
    }
    const KINDS: [(&str, Do); 5] = [
        ("ramp", Do::Ramp),
        ("rush", Do::Rush),
        ("steady", Do::Steady),
        ("disconnect", Do::Disconnect),
        ("reconnect", Do::Reconnect),
    ];
    let mut above = Duration::ZERO;
    for table in top.tables("phases", &PHASES) {
        let what = table.needed("do", table.choice("do", &KINDS)).unwrap_or(Do::Steady);
        let start = table.time("start").unwrap_or(above);
        let length = table.needed("length", table.time("length")).unwrap_or_default();
        if matches!(what, Do::Ramp | Do::Rush) {
            table.without("share", "where viewers come");
        } else {
            for key in ["viewers", "rate", "arrive"] {
                table.without(key, "where no new viewers come");
            }
        }
        let kind = match what {
            Do::Ramp => PhaseKind::Ramp {
                viewers: coming(&table, length),
                arrive: arrive(&table, plan, Arrive::Even),
            },
            Do::Rush => PhaseKind::Rush {
                viewers: coming(&table, length),
                arrive: arrive(&table, plan, Arrive::Front),
            },
            Do::Steady => {
                table.without("share", "in a steady phase");
                PhaseKind::Steady
            }
            Do::Disconnect => PhaseKind::Disconnect { share: table.share("share").unwrap_or(1.0) },
            Do::Reconnect => PhaseKind::Reconnect { share: table.share("share").unwrap_or(1.0) },
        };
        let phase = Phase { kind, start, length };
        above = phase.end();
        if above.as_secs() > SECONDS_MAX {
            table.problem("length", "a run takes at most 24h".to_owned());
        }
        if plan.phases.last().is_some_and(|last| last.start > start) {
            table.problem("start", "phases should stand in order of their start".to_owned());
        }
        plan.phases.push(phase);
    }
    if plan.viewers() == 0 || plan.viewers() > VIEWERS_MAX {
        let what = format!("the [[phases]] should bring 1 to {VIEWERS_MAX} viewers in all");
        top.problem("phases", what);
    }
}

fn coming(table: &Table<'_>, length: Duration) -> u32 {
    let viewers = table.count("viewers", 1..=VIEWERS_MAX);
    let rate = table.number("rate", 1e-3..=1e6);
    match (viewers, rate) {
        (Some(viewers), None) => viewers,
        (None, Some(rate)) => (rate * length.as_secs_f64()).round() as u32,
        (None, None) if table.has("viewers") || table.has("rate") => 0,
        _ => {
            table.problem("rate", "give either `viewers` or `rate`".to_owned());
            0
        }
    }
}

fn arrive(table: &Table<'_>, plan: &Plan, or: Arrive) -> Arrive {
    const ALL: [(&str, Arrive); 3] =
        [("even", Arrive::Even), ("front", Arrive::Front), ("trace", Arrive::Trace)];
    let arrive = table.choice("arrive", &ALL).unwrap_or(or);
    if arrive == Arrive::Trace && plan.trace.is_none() {
        table.problem("arrive", "arriving by trace needs a [trace]".to_owned());
    }
    arrive
}

fn trace(table: &Table<'_>) -> TraceUse {
    TraceUse {
        source: table.text("source").unwrap_or_else(|| crate::trace::BUILT_IN.to_owned()),
        from: table.time("from").unwrap_or_default(),
        speed: table.number("speed", 0.01..=10_000.0).unwrap_or(1.0),
        crowd: table.number("crowd", 0.001..=10_000.0).unwrap_or(1.0),
        chat: table.flag("chat").unwrap_or(true),
    }
}

fn behaviour(table: &Table<'_>) -> Behaviour {
    let share = |key, or| table.share(key).unwrap_or(or);
    let time = |key, or: Duration| {
        let time = table.time(key).unwrap_or(or);
        if time < Duration::from_millis(1) {
            table.problem(key, format!("`{key}` should be at least 1ms"));
        }
        time
    };
    let it = Behaviour {
        chat: share("chat", BEHAVES.chat),
        chat_per_minute: table
            .number("chat_per_minute", 0.0..=600.0)
            .unwrap_or(BEHAVES.chat_per_minute),
        click: share("click", BEHAVES.click),
        reserve: share("reserve", BEHAVES.reserve),
        pay: share("pay", BEHAVES.pay),
        abandon: share("abandon", BEHAVES.abandon),
        stall: share("stall", BEHAVES.stall),
        stall_for: time("stall_for", BEHAVES.stall_for),
        stall_every: time("stall_every", BEHAVES.stall_every),
        bots: share("bots", BEHAVES.bots),
        bot_every: time("bot_every", BEHAVES.bot_every),
    };
    if it.pay + it.abandon > 1.0 + 1e-9 {
        table.problem("abandon", "`pay` and `abandon` should be at most 1 together".to_owned());
    }
    it
}

fn think(table: &Table<'_>) -> Think {
    Think {
        click: table.spread("click").unwrap_or(THINKS.click),
        reserve: table.spread("reserve").unwrap_or(THINKS.reserve),
        pay: table.spread("pay").unwrap_or(THINKS.pay),
        abandon: table.spread("abandon").unwrap_or(THINKS.abandon),
    }
}

fn place(table: &Table<'_>, plan: &Plan, or: Where) -> Where {
    let mut all = vec![("first", Where::First), ("all", Where::All)];
    all.extend(plan.shows.iter().enumerate().map(|(at, it)| (it.name.as_str(), Where::Group(at))));
    table.choice("in", &all).unwrap_or(or)
}

/// Notes a listing that some show meant does not have.
fn has_listing(table: &Table<'_>, plan: &Plan, place: Where, listing: u32) {
    let meant = |(index, group): &(usize, &ShowGroup)| {
        let is_meant = match place {
            Where::First => *index == 0,
            Where::All => true,
            Where::Group(of) => *index == of,
        };
        is_meant && group.listings <= listing
    };
    if let Some((_, group)) = plan.shows.iter().enumerate().find(meant) {
        let (name, has) = (&group.name, group.listings);
        table.problem("listing", format!("`{name}` has {has} listings, counted from 0"));
    }
}

fn sales(top: &Table<'_>, plan: &mut Plan) {
    for table in top.tables("sales", &SALES) {
        let name = table.needed("name", table.text("name")).unwrap_or_default();
        if plan.sales.iter().any(|it| it.name == name) {
            table.problem("name", format!("there is a sale `{name}` already"));
        }
        let place = place(&table, plan, Where::First);
        let listing = table.count("listing", 0..=99).unwrap_or(0);
        has_listing(&table, plan, place, listing);
        let units = table.needed("units", table.count("units", 1..=1_000_000_000));
        let hold = table.time("hold").unwrap_or(Duration::from_secs(60));
        if !(1..=3_600).contains(&hold.as_secs()) {
            table.problem("hold", "`hold` should be 1s to 1h".to_owned());
        }
        let policy = policy(&table);
        let open_for = table.time("open_for");
        if policy != SalePolicy::Rush && !table.has("open_for") {
            table.problem("policy", "a draw or group sale needs `open_for`".to_owned());
        }
        plan.sales.push(Sale {
            name,
            place,
            listing,
            units: units.unwrap_or(1),
            price_minor: table.count("price_cents", 1..=100_000_000).unwrap_or(1_490),
            policy,
            limit: table.count("limit", 1..=10_000).unwrap_or(1),
            hold,
            open_for,
        });
    }
}

fn policy(table: &Table<'_>) -> SalePolicy {
    const ALL: [(&str, u8); 3] = [("rush", 0), ("draw", 1), ("group", 2)];
    let policy = table.choice("policy", &ALL).unwrap_or(0);
    if policy == 2 {
        let groups = table.needed("groups", table.count("groups", 1..=1_000_000));
        let size = table.needed("group_size", table.count("group_size", 2..=100));
        return SalePolicy::Group { groups: groups.unwrap_or(1), size: size.unwrap_or(2) };
    }
    table.without("groups", "but in a group sale");
    table.without("group_size", "but in a group sale");
    if policy == 1 { SalePolicy::Draw } else { SalePolicy::Rush }
}

fn host(top: &Table<'_>, plan: &mut Plan) {
    const PIN: u8 = 0;
    const ADD: u8 = 6;
    const ALL: [(&str, u8); 7] = [
        ("pin", PIN),
        ("unpin", 1),
        ("open-sale", 2),
        ("pause-sale", 3),
        ("resume-sale", 4),
        ("close-sale", 5),
        ("add-stock", ADD),
    ];
    let length = plan.length();
    for table in top.tables("host", &HOST) {
        let what = table.needed("do", table.choice("do", &ALL)).unwrap_or(1);
        let at = table.needed("at", table.time("at")).unwrap_or_default();
        if at > length {
            let what = format!("the run is over after {length:?}, before this");
            table.problem("at", what);
        }
        let sale = (2..=5).contains(&what).then(|| sale(&table, plan)).flatten();
        if !(2..=5).contains(&what) {
            table.without("sale", "where nothing is done to a sale");
        }
        let runs_in = sale.and_then(|sale| plan.sales.get(sale)).map(|it| it.place);
        let place = place(&table, plan, runs_in.unwrap_or(Where::First));
        let listing = table.count("listing", 0..=99);
        if let Some(listing) = listing {
            has_listing(&table, plan, place, listing);
        }
        if what != PIN && what != ADD {
            table.without("listing", "but for a pin or stock");
        }
        let units = table.count("units", 1..=1_000_000_000);
        if what == ADD {
            table.needed("units", units);
        } else {
            table.without("units", "but for stock");
        }
        let every = table.time("every");
        if every.is_some_and(|every| every < Duration::from_millis(10)) {
            table.problem("every", "`every` should be at least 10ms".to_owned());
        }
        let sale = sale.unwrap_or_default();
        let what = match what {
            PIN => HostDo::Pin { listing },
            2 => HostDo::OpenSale { sale },
            3 => HostDo::PauseSale { sale },
            4 => HostDo::ResumeSale { sale },
            5 => HostDo::CloseSale { sale },
            ADD => HostDo::AddStock { listing: listing.unwrap_or(0), units: units.unwrap_or(1) },
            _ => HostDo::Unpin,
        };
        plan.host.push(HostAction { at, every, until: table.time("until"), place, what });
    }
}

fn sale(table: &Table<'_>, plan: &Plan) -> Option<usize> {
    let all: Vec<(&str, usize)> =
        plan.sales.iter().enumerate().map(|(at, sale)| (sale.name.as_str(), at)).collect();
    table.needed("sale", table.choice("sale", &all))
}

#[cfg(test)]
mod tests;
