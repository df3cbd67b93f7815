//! Who depends on whom: the direction of imports, a `domain` without runtime and
//! clock, and the `clippy.toml` files in step.

use std::{collections::BTreeSet, process::Command};

use toml::{Table, Value};

use crate::files::{assert_none, files, root};

/// The edges of the house: a package, and the siblings that it may import. The
/// end-to-end tests may look at what others promise, and import no rules.
const EDGES: &[(&str, &[&str])] = &[
    ("hawker-domain", &[]),
    ("hawker-proto", &[]),
    ("hawker-telemetry", &[]),
    ("hawker-codegen", &[]),
    ("hawker-postgres", &["hawker-test-servers"]),
    ("hawker-test-servers", &[]),
    ("hawker-inventory", STORING),
    ("hawker-gateway", STORING),
    ("hawker-funnel", &["hawker-domain", "hawker-proto", "hawker-telemetry"]),
    ("hawker-load", &["hawker-proto"]),
    ("hawker-bench", &["hawker-load", "hawker-proto", "hawker-test-servers"]),
    ("hawker-uring", &[]),
    (
        "hawker",
        &[
            "hawker-domain",
            "hawker-proto",
            "hawker-telemetry",
            "hawker-inventory",
            "hawker-gateway",
            "hawker-funnel",
            "hawker-load",
            "hawker-postgres",
        ],
    ),
    ("hawker-tests", &["hawker-proto", "hawker-telemetry", "hawker-load", "hawker-test-servers"]),
];

/// What a part of a fleet that keeps something in PostgreSQL may import.
const STORING: &[&str] = &[
    "hawker-domain",
    "hawker-proto",
    "hawker-telemetry",
    "hawker-postgres",
    "hawker-test-servers",
];

/// What `domain` may stand on: errors and ids, neither runtime nor clock.
const UNDER_DOMAIN: &[&str] = &[
    "hawker-domain",
    // SHA-256 and what it stands on.
    "sha2",
    "digest",
    "block-buffer",
    "crypto-common",
    "generic-array",
    "typenum",
    "version_check",
    "cfg-if",
    "cpufeatures",
    "libc",
    "thiserror",
    "thiserror-impl",
    "proc-macro2",
    "quote",
    "syn",
    "unicode-ident",
    "uuid",
];

fn forbidden_edges(manifest: &Table) -> Vec<String> {
    let Some(name) = manifest.get("package").and_then(|p| p.get("name")).and_then(Value::as_str)
    else {
        return Vec::new();
    };
    let Some((_, allowed)) = EDGES.iter().find(|(package, _)| *package == name) else {
        return vec![format!("{name} has no line in the table of edges")];
    };
    dependencies(manifest)
        .filter(|to| to.starts_with("hawker") && !allowed.contains(&to.as_str()))
        .map(|to| format!("{name} imports {to}"))
        .collect()
}

fn dependencies(manifest: &Table) -> impl Iterator<Item = String> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = KINDS.iter().filter_map(|kind| manifest.get(*kind)?.as_table());
    tables.flat_map(|table| {
        // A renamed dependency is known by its package.
        table.iter().map(|(name, value)| {
            value.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
        })
    })
}

/// The entries of `root` that `other` lacks.
fn missing_entries(root: &Table, other: &Table) -> Vec<String> {
    let mut missing = Vec::new();
    for (key, value) in root {
        match (value, other.get(key)) {
            (Value::Array(wanted), Some(Value::Array(there))) => {
                let lacks = wanted.iter().filter(|entry| !there.contains(entry));
                missing.extend(lacks.map(|entry| format!("{key}: {entry}")));
            }
            (value, there) if there != Some(value) => missing.push(format!("{key} = {value}")),
            _ => {}
        }
    }
    missing
}

fn not_under_domain(tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    names.into_iter().filter(|name| !UNDER_DOMAIN.contains(name)).map(str::to_owned).collect()
}

#[test]
fn imports_run_one_way() {
    let manifests = files(&["Cargo.toml"]);
    let found: Vec<_> =
        manifests.iter().flat_map(|file| forbidden_edges(&file.text.parse().unwrap())).collect();
    assert_none("imports run one way", &found);
}

#[test]
fn domain_stands_on_neither_runtime_nor_clock() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "-p", "hawker-domain", "-e", "normal", "--prefix", "none", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("hawker-domain"), "cargo tree said: {tree}");
    assert_none("`domain` stands on nothing else", &not_under_domain(&tree));
}

#[test]
fn clippy_files_are_in_step() {
    let all = files(&["clippy.toml"]);
    let root: Table = all.iter().find(|f| f.path == "clippy.toml").unwrap().text.parse().unwrap();
    let others = all.iter().filter(|file| file.path != "clippy.toml");
    let mut found = Vec::new();
    for file in others {
        let missing = missing_entries(&root, &file.text.parse().unwrap());
        found.extend(missing.iter().map(|entry| format!("{} lacks {entry}", file.path)));
    }
    assert_none("clippy reads the nearest file only", &found);
}

#[test]
fn planted_violations_are_found() {
    let manifest = |text: &str| text.parse::<Table>().unwrap();
    let upwards = "[package]\nname = 'hawker-funnel'\n[dev-dependencies]\nhawker-gateway = {}";
    assert_eq!(forbidden_edges(&manifest(upwards)), ["hawker-funnel imports hawker-gateway"]);
    let renamed =
        "[package]\nname = 'hawker-proto'\n[dependencies]\nd = { package = 'hawker-domain' }";
    assert_eq!(forbidden_edges(&manifest(renamed)), ["hawker-proto imports hawker-domain"]);
    assert_eq!(forbidden_edges(&manifest("[package]\nname = 'hawker-new'")).len(), 1);

    let tree = "hawker-domain v0.1.0 (/x)\nuuid v1.0.0\ntokio v1.0.0\n";
    assert_eq!(not_under_domain(tree), ["tokio"]);

    let root = manifest("lines = 70\nmethods = [{ path = 'a' }, { path = 'b' }]");
    let other = manifest("lines = 80\nmethods = [{ path = 'b' }, { path = 'c' }]");
    assert_eq!(missing_entries(&root, &other).len(), 2);
    assert!(missing_entries(&root, &root).is_empty());
}
