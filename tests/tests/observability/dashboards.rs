//! The dashboards as files: that Grafana can show them, and the queries in them.

use std::{collections::BTreeSet, fs};

use hawker_tests::workspace;
use serde_json::Value;

use crate::Query;

/// The schema of Grafana 11, which newer ones read too.
const SCHEMA: u64 = 39;

/// A dashboard: its file's name and what it holds.
pub(crate) struct Dashboard {
    file: String,
    json: Value,
}

/// Every dashboard there is.
pub(crate) fn all() -> Vec<Dashboard> {
    let folder = workspace().join("grafana/dashboards");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| Dashboard {
            file: path.file_name().unwrap().to_str().unwrap().to_owned(),
            json: serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap(),
        })
        .collect();
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

impl Dashboard {
    fn panels(&self) -> impl Iterator<Item = &Value> {
        let panels = self.json["panels"].as_array().expect("panels");
        panels.iter().filter(|panel| panel["type"] != "row")
    }

    fn variables(&self) -> impl Iterator<Item = &Value> {
        self.json["templating"]["list"].as_array().expect("variables").iter()
    }

    /// Every query, with Grafana's variables as a test fills them in.
    pub(crate) fn queries(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        for panel in self.panels() {
            for target in panel["targets"].as_array().expect("targets") {
                let expression = target["expr"].as_str().expect("an expression");
                queries.push(Query {
                    place: format!("{}: {}", self.file, panel["title"].as_str().unwrap()),
                    expression: fill_in(expression),
                });
            }
        }
        queries
    }

    /// What keeps Grafana, or whoever reads it, from using it.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |what: String| faults.push(format!("{}: {what}", self.file));
        if self.json["schemaVersion"].as_u64() < Some(SCHEMA) {
            fault(format!("schemaVersion is below {SCHEMA}"));
        }
        for key in ["uid", "title", "description"] {
            if self.json[key].as_str().unwrap_or("").is_empty() {
                fault(format!("no {key}"));
            }
        }
        if !self.json["id"].is_null() {
            fault("id must be null: Grafana gives it".to_owned());
        }
        let types: Vec<_> = self.variables().map(|v| (&v["name"], &v["type"])).collect();
        if !types.iter().any(|(name, kind)| *name == "datasource" && *kind == "datasource") {
            fault("no variable `datasource`".to_owned());
        }
        let mut ids = BTreeSet::new();
        for panel in self.json["panels"].as_array().unwrap() {
            if !ids.insert(panel["id"].as_u64().expect("a panel's id")) {
                fault(format!("panel id {} is there twice", panel["id"]));
            }
        }
        self.panels().for_each(|panel| panel_faults(panel).into_iter().for_each(&mut fault));
        overlaps(self.json["panels"].as_array().unwrap()).into_iter().for_each(&mut fault);
        faults
    }
}

fn panel_faults(panel: &Value) -> Vec<String> {
    let title = panel["title"].as_str().unwrap_or("");
    let mut faults = Vec::new();
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    if title.is_empty() {
        faults.push(format!("panel {} has no title", panel["id"]));
    }
    if !text(&panel["description"]) {
        faults.push(format!("{title}: no description"));
    }
    if !text(&panel["fieldConfig"]["defaults"]["unit"]) {
        faults.push(format!("{title}: no unit"));
    }
    let targets = panel["targets"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    if targets.is_empty() {
        faults.push(format!("{title}: no query"));
    }
    let mut names = BTreeSet::new();
    for target in targets {
        if !names.insert(target["refId"].as_str().unwrap_or("")) {
            faults.push(format!("{title}: two queries named {}", target["refId"]));
        }
    }
    for of in targets.iter().chain([panel]) {
        if of["datasource"]["uid"] != "${datasource}" {
            faults.push(format!("{title}: not from the variable `datasource`"));
        }
    }
    faults
}

/// Panels that lie on one another, or beyond Grafana's 24 columns.
fn overlaps(panels: &[Value]) -> Vec<String> {
    let place = |panel: &Value| {
        ["x", "y", "w", "h"].map(|key| panel["gridPos"][key].as_u64().expect("a place on the grid"))
    };
    let mut faults = Vec::new();
    for (index, panel) in panels.iter().enumerate() {
        let [x, y, w, h] = place(panel);
        if x + w > 24 || w == 0 || h == 0 {
            faults.push(format!("{}: beyond the grid", panel["title"]));
        }
        for other in &panels[..index] {
            let [ox, oy, ow, oh] = place(other);
            if x < ox + ow && ox < x + w && y < oy + oh && oy < y + h {
                faults.push(format!("{} lies on {}", panel["title"], other["title"]));
            }
        }
    }
    faults
}

fn fill_in(expression: &str) -> String {
    let filled = expression
        .replace("$__rate_interval", "5s")
        .replace("$__interval", "1s")
        .replace("$__range", "2m")
        .replace("$instance", ".*");
    assert!(!filled.contains('$'), "a variable that the test does not know: {expression}");
    filled
}

#[test]
fn planted_faults_are_found() {
    let panel = serde_json::json!({
        "id": 1, "title": "A", "type": "stat", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 4},
        "datasource": {"uid": "${datasource}"},
        "targets": [{"expr": "up", "refId": "A", "datasource": {"uid": "fixed"}}],
        "fieldConfig": {"defaults": {}},
    });
    let faults = panel_faults(&panel);
    assert_eq!(faults.len(), 3, "{faults:?}");
    let wide = serde_json::json!({"title": "B", "gridPos": {"x": 4, "y": 3, "w": 24, "h": 4}});
    assert_eq!(overlaps(&[panel, wide]).len(), 2);
}
