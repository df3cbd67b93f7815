//! Reports as one HTML file each: no outside resource, readable without its
//! script, which only draws the charts from the data that stands beside it.

mod data;
mod parts;
pub(crate) mod text;

use crate::compare::Comparison;
use crate::outcome::Outcome;

pub(crate) use parts::{PERCENTILES, environment, percentile, subtitle, verdict};
use text::{escape, script};

const CSS: &str = include_str!("report.css");
const JS: &str = include_str!("charts.js");

/// The report of a run.
#[must_use]
pub fn report(outcome: &Outcome) -> String {
    let (class, sentence) = verdict(outcome);
    let heads = PERCENTILES.map(|(name, _)| format!("<th class=n>{name}</th>")).concat();
    let section = |title: &str, content: String| {
        if content.is_empty() {
            String::new()
        } else {
            format!("<section><h2>{title}</h2>{content}</section>")
        }
    };
    let table = |head: &str, rows: String| {
        if rows.is_empty() {
            String::new()
        } else {
            format!(
                "<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            )
        }
    };
    let body = [
        format!("<p class='verdict {class}'>{}</p>", escape(&sentence)),
        format!("<h1>{}</h1>", escape(&outcome.scenario.name)),
        format!("<p class=sub>{}</p>", escape(&subtitle(outcome))),
        format!("<div class=tiles>{}</div>", parts::tiles(outcome)),
        parts::notes(outcome),
        section(
            "Targets",
            table("<th></th><th>target</th><th class=n>found</th>", parts::targets(outcome)),
        ),
        "<section><h2>Over time</h2><div id=time class=charts></div></section>".to_owned(),
        section(
            "Latencies, from the intended moment",
            table(&format!("<th></th><th class=n>count</th>{heads}"), parts::latencies(outcome))
                + "<div id=curves class=charts></div>",
        ),
        section(
            "From viewer to buyer",
            format!("<div class=funnel>{}</div>", parts::funnel(outcome)),
        ),
        section(
            "What must add up",
            table(
                "<th></th><th>balance</th><th class=n>expected</th><th class=n>found</th>",
                parts::balances(outcome),
            ),
        ),
        section("Counts", table("<th></th><th class=n>count</th>", parts::counts(outcome))),
        section("Environment", table("<th></th><th></th>", parts::environment_rows(outcome))),
        section(
            "Scenario",
            format!(
                "<details><summary>its file</summary><pre>{}</pre></details>",
                escape(&outcome.scenario.source)
            ),
        ),
    ]
    .concat();
    document(&outcome.scenario.name, &body, &data::of_run(outcome))
}

/// The comparison of two runs.
#[must_use]
pub fn comparison(it: &Comparison, before: &Outcome, after: &Outcome) -> String {
    let rows = it.html_rows();
    let (class, sentence) = it.verdict();
    let body = [
        format!("<p class='verdict {class}'>{}</p>", escape(&sentence)),
        format!("<h1>{} against {}</h1>", escape(&it.after), escape(&it.before)),
        format!("<p class=sub>before: {}</p>", escape(&subtitle(before))),
        format!("<p class=sub>after: {}</p>", escape(&subtitle(after))),
        it.notes.iter().map(|note| format!("<p class=note>{}</p>", escape(note))).collect(),
        format!(
            "<section><h2>Figures</h2><div class=scroll><table><thead><tr><th>figure</th><th class=n>before</th>\
             <th class=n>after</th><th class=n>change</th><th>verdict</th></tr></thead>\
             <tbody>{rows}</tbody></table></div></section>"
        ),
        "<section><h2>Latencies</h2><div id=curves class=charts></div></section>".to_owned(),
        "<section><h2>Over time</h2><div id=time class=charts></div></section>".to_owned(),
    ]
    .concat();
    document("comparison", &body, &data::of_two(before, after))
}

fn document(title: &str, body: &str, data: &serde_json::Value) -> String {
    // The policy forbids every outside resource, so that a report can't need one.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>\
         <meta http-equiv=Content-Security-Policy content=\"{policy}\">\
         <meta name=viewport content='width=device-width,initial-scale=1'>\
         <meta name=color-scheme content='light dark'>\
         <title>{} – hawker-load</title><style>{CSS}</style></head><body><main>{body}</main>\
         <script type=application/json id=data>{}</script><script>{JS}</script></body></html>\n",
        escape(title),
        script(&data.to_string())
    )
}

#[cfg(test)]
mod tests;
