//! Every key of a plan's file: the one list that the reader allows, that its
//! errors quote, and that the documentation is made of.

use std::fmt::Write as _;

use crate::outcome::{Count, Kind};
use crate::plan::{BUILT_IN, Plan};
use crate::target::GRAMMAR;

/// A table of the file.
#[derive(Debug)]
pub struct Section {
    /// As it is written, such as `[[phases]]`.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What is allowed.
    pub form: &'static str,
    /// What stands for it where it is absent; empty where it must be given.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

const fn key(
    name: &'static str,
    form: &'static str,
    default: &'static str,
    about: &'static str,
) -> Key {
    Key { name, form, default, about }
}

pub(super) static TOP: Section = Section {
    name: "the file",
    about: "Keys before the first table.",
    keys: &[
        key("name", "text", "", "what reports call it"),
        key("about", "text", "\"\"", "what it rehearses, in a sentence"),
        key("seed", "0 to 4294967295", "1", "makes moments, choices and texts repeatable"),
        key("scale", "more than 0", "1", "how many real viewers one viewer stands for; printed"),
        key(
            "json",
            "0 to 1",
            "0.33",
            "share of viewers that speak JSON; the others speak protobuf",
        ),
        key("targets", "list of texts", "[]", "what must hold at the end; decides the exit code"),
        key("shows", "tables", "one show", "see `[[shows]]`"),
        key("phases", "tables", "", "see `[[phases]]`"),
        key("trace", "table", "none", "see `[trace]`"),
        key("behaviour", "table", "its defaults", "see `[behaviour]`"),
        key("think", "table", "its defaults", "see `[think]`"),
        key("sales", "tables", "none", "see `[[sales]]`"),
        key("host", "tables", "nothing", "see `[[host]]`"),
    ],
};

pub(super) static SHOWS: Section = Section {
    name: "[[shows]]",
    about: "Shows that are alike. The shares of all groups add up to 1.",
    keys: &[
        key("name", "text", "", "what `in` calls them"),
        key("count", "1 to 10000", "1", "how many"),
        key("share", "0 to 1", "1", "share of all viewers who go to one of them"),
        key("zipf", "0 to 4", "0", "skew: the k-th gets a share as 1 ÷ k to the power of this"),
        key("listings", "1 to 100", "2", "listings in each"),
    ],
};

pub(super) static PHASES: Section = Section {
    name: "[[phases]]",
    about: "What the crowd does. The run ends with the last phase.",
    keys: &[
        key(
            "do",
            "ramp, rush, steady, disconnect, reconnect",
            "",
            "`ramp` and `rush` bring viewers, `disconnect` cuts off, `reconnect` brings back, in `steady` nobody comes or goes",
        ),
        key("start", "time", "the end of the phase above", "when it begins"),
        key("length", "time", "", "how long it takes; `0s` for at once"),
        key("viewers", "1 to 10000000", "from `rate`", "how many come"),
        key("rate", "more than 0", "from `viewers`", "how many come a second"),
        key(
            "arrive",
            "even, front, trace",
            "even; front in a rush",
            "at a steady rate, most of them at the beginning, or as people of the trace first wrote",
        ),
        key("share", "0 to 1", "1", "of those in, who is cut off; of those away, who comes back"),
    ],
};

pub(super) static TRACE: Section = Section {
    name: "[trace]",
    about: "The broadcast that chat follows, or arrivals.",
    keys: &[
        key("source", "text", "\"live-chat-3h\"", "the built-in trace, or the path of a file"),
        key("from", "time", "0s", "where in the trace the run begins"),
        key("speed", "0.01 to 10000", "1", "how many times quicker"),
        key(
            "crowd",
            "0.001 to 10000",
            "1",
            "how many times its messages and people, as bursty as they are",
        ),
        key(
            "chat",
            "true or false",
            "true",
            "whether chat follows it; otherwise only what arrives by it",
        ),
    ],
};

pub(super) static BEHAVIOUR: Section = Section {
    name: "[behaviour]",
    about: "What single viewers do; the funnel. Shares are of all viewers, but `pay` and `abandon` of those who hold.",
    keys: &[
        key("chat", "0 to 1", "0.1", "who chats, where chat does not follow a trace"),
        key("chat_per_minute", "0 to 600", "1", "messages of each of them"),
        key("click", "0 to 1", "0.2", "who looks at a listing that is pinned"),
        key("reserve", "0 to 1", "0.2", "who reserves when a sale opens"),
        key("pay", "0 to 1", "0.6", "of those who hold, who pays"),
        key(
            "abandon",
            "0 to 1",
            "0.2",
            "of those who hold, who gives it back; the rest lets it run out",
        ),
        key("stall", "0 to 1", "0", "who now and then stops reading"),
        key("stall_for", "time", "2s", "for how long"),
        key("stall_every", "time", "8s", "after how much reading"),
        key(
            "bots",
            "0 to 1",
            "0",
            "who is a bot: reserves without end while a sale is open, each time under a new key",
        ),
        key("bot_every", "time", "200ms", "from one attempt of a bot to its next"),
    ],
};

pub(super) static THINK: Section = Section {
    name: "[think]",
    about: "How long viewers take. A distribution is one of `{ fixed = \"2s\" }`, `{ uniform = [\"1s\", \"4s\"] }`, `{ exponential = \"2s\" }` (its mean), `{ lognormal = { median = \"2s\", sigma = 0.8 } }`.",
    keys: &[
        key("click", "distribution", "lognormal, 2s, 0.8", "from a pin to the look at it"),
        key(
            "reserve",
            "distribution",
            "lognormal, 1500ms, 0.6",
            "from a sale's opening to the attempt",
        ),
        key("pay", "distribution", "lognormal, 6s, 0.5", "from holding to paying"),
        key("abandon", "distribution", "lognormal, 8s, 0.5", "from holding to giving back"),
    ],
};

pub(super) static SALES: Section = Section {
    name: "[[sales]]",
    about: "Sales that the host opens, with units of their own in each of their shows.",
    keys: &[
        key("name", "text", "", "what `sale` calls it"),
        key("in", "first, all, or a name of shows", "first", "in which shows it runs"),
        key("listing", "0 to 99", "0", "on which of the show's listings"),
        key("units", "1 to 1000000000", "", "units on sale in each show"),
        key("price_cents", "1 to 100000000", "1490", "the price of one"),
        key("policy", "rush, draw, group", "rush", "how units are shared out"),
        key(
            "groups",
            "1 to 1000000",
            "needed in a group sale",
            "of a group sale, how many groups are opened",
        ),
        key(
            "group_size",
            "2 to 100",
            "needed in a group sale",
            "how many members unlock the price",
        ),
        key("limit", "1 to 10000", "1", "units that one buyer may have"),
        key("hold", "time", "60s", "how long a unit is held, 1s to 1h"),
        key(
            "open_for",
            "time",
            "until closed or sold out",
            "how long it stays open; a draw or group sale needs it",
        ),
    ],
};

pub(super) static HOST: Section = Section {
    name: "[[host]]",
    about: "What hosts do, and when.",
    keys: &[
        key("at", "time", "", "when"),
        key(
            "do",
            "pin, unpin, open-sale, pause-sale, resume-sale, close-sale, add-stock",
            "",
            "what",
        ),
        key("every", "time", "once", "and again after so long"),
        key("until", "time", "the end of the run", "but not at or after this"),
        key(
            "in",
            "first, all, or a name of shows",
            "first; for a sale, where it runs",
            "in which shows",
        ),
        key(
            "listing",
            "0 to 99",
            "each in turn; 0 for stock",
            "which listing is pinned or gets stock",
        ),
        key("sale", "a name of sales", "needed for a sale", "of what is done to a sale, which"),
        key("units", "1 to 1000000000", "needed for stock", "of `add-stock`, how many"),
    ],
};

/// All tables.
pub static SECTIONS: [&Section; 8] =
    [&TOP, &SHOWS, &PHASES, &TRACE, &BEHAVIOUR, &THINK, &SALES, &HOST];

/// All that may stand in a plan's file, as the page `docs/scenarios.md`.
#[must_use]
pub fn reference() -> String {
    let mut out = HEAD.to_owned();
    // Writing to a string never fails.
    let _ = writeln!(
        out,
        "\n## Built in\n\n| name | seconds | viewers | what |\n| --- | --- | --- | --- |"
    );
    for (name, source) in BUILT_IN {
        let Ok(plan) = Plan::parse(name, source) else { continue };
        let (seconds, viewers) = (plan.length().as_secs(), plan.viewers());
        let _ = writeln!(out, "| `{name}` | {seconds} | {viewers} | {} |", plan.about);
    }
    let _ = writeln!(out, "\n## Keys");
    for section in SECTIONS {
        tables(&mut out, section);
    }
    let _ = writeln!(out, "\n## Targets\n\nThe grammar of a target:\n\n```text\n{GRAMMAR}```");
    let _ = writeln!(out, "\nA latency of which nothing was measured does not meet its target.");
    let _ = writeln!(out, "\n| latency | what |\n| --- | --- |");
    for kind in Kind::ALL {
        let _ = writeln!(out, "| `{kind}` | {} |", kind.about());
    }
    let _ = writeln!(out, "\n| count | what |\n| --- | --- |");
    for count in Count::ALL {
        let _ = writeln!(out, "| `{count}` | {} |", count.about());
    }
    out
}

const HEAD: &str = "# Scenarios\n
All that may stand in the file of a scenario, by [hawker-load](load-testing.md). Written by
`make generate` from the reader's own list: do not edit.\n";

fn tables(out: &mut String, section: &Section) {
    let (name, about) = match section.name {
        "the file" => ("Top of the file".to_owned(), section.about),
        name => (format!("`{name}`"), section.about),
    };
    let _ = writeln!(out, "\n### {name}\n\n{about}\n");
    let _ = writeln!(out, "| key | value | default | what |\n| --- | --- | --- | --- |");
    for key in section.keys {
        let default = if key.default.is_empty() { "needed" } else { key.default };
        let _ = writeln!(out, "| `{}` | {} | {default} | {} |", key.name, key.form, key.about);
    }
}
