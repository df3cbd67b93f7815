//! Licences and sources of everything that is built or shipped.

use std::process::Command;

use serde_json::Value;

use crate::files::{assert_none, root};

/// Licences that ask for no more than to be named.
const ALLOWED: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "0BSD",
    "ISC",
    "Zlib",
    "Unicode-3.0",
];

/// More that the pages' build tools may have: none of it is shipped.
const ALLOWED_FOR_TOOLS: &[&str] =
    &["MPL-2.0", "CC-BY-4.0", "CC0-1.0", "BlueOak-1.0.0", "Python-2.0", "(MIT OR CC0-1.0)"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM: &str = "https://registry.npmjs.org/";

/// Whether an SPDX expression leaves a choice that is allowed. Some old crates
/// write `/` for `OR`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) == Some(true) && rest.is_empty()
}

fn either(words: &mut &[&str], allowed: &[&str]) -> Option<bool> {
    let mut is = both(words, allowed)?;
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        is |= both(words, allowed)?;
    }
    Some(is)
}

fn both(words: &mut &[&str], allowed: &[&str]) -> Option<bool> {
    let mut is = one(words, allowed)?;
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        is &= one(words, allowed)?;
    }
    Some(is)
}

fn one(words: &mut &[&str], allowed: &[&str]) -> Option<bool> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let is = either(words, allowed)?;
            let (&")", rest) = words.split_first()? else { return None };
            *words = rest;
            Some(is)
        }
        [name, "WITH", exception, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(&format!("{name} WITH {exception}").as_str()))
        }
        [name, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(name))
        }
        [] => None,
    }
}

fn refused_crates(metadata: &Value) -> Vec<String> {
    let mut refused = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("");
        if !is_allowed(licence, ALLOWED) {
            refused.push(format!("{name}: licence {licence:?}"));
        }
        let ours = package["source"].is_null() && name.starts_with("hawker");
        if !ours && package["source"] != CRATES_IO {
            refused.push(format!("{name}: source {}", package["source"]));
        }
    }
    refused
}

fn refused_packages(lock: &Value) -> Vec<String> {
    let mut refused = Vec::new();
    for (path, package) in lock["packages"].as_object().unwrap() {
        if path.is_empty() {
            continue;
        }
        let licence = package["license"].as_str().unwrap_or("");
        let tool = package["dev"] == true || package["devOptional"] == true;
        let allowed =
            is_allowed(licence, ALLOWED) || (tool && is_allowed(licence, ALLOWED_FOR_TOOLS));
        if !allowed {
            refused.push(format!("{path}: licence {licence:?}"));
        }
        // Without an address it comes from the registry that npm is set up with.
        let from = package["resolved"].as_str().unwrap_or(NPM);
        let checked = package["integrity"].is_string() || !is_for_us(package);
        if !from.starts_with(NPM) || !checked {
            refused.push(format!("{path}: source {from}, integrity {}", package["integrity"]));
        }
    }
    refused
}

/// Whether a package may be installed where Hawker is built: Linux on the two
/// usual processors. Binaries for others are named in the lock file, as `npm ci`
/// asks, without being checked.
fn is_for_us(package: &Value) -> bool {
    let may = |key: &str, ours: &[&str]| {
        package[key]
            .as_array()
            .is_none_or(|list| ours.iter().any(|one| list.contains(&(*one).into())))
    };
    may("os", &["linux"]) && may("cpu", &["x64", "arm64"]) && may("libc", &["glibc"])
}

fn host() -> String {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(version.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn crates_are_allowed() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host()])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_none("licences and sources are allowed", &refused_crates(&metadata));
}

#[test]
fn npm_packages_are_allowed() {
    let text = std::fs::read_to_string(root().join("web/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    assert_none("licences and sources are allowed", &refused_packages(&lock));
}

#[test]
fn our_own_licences_are_there() {
    for (file, start) in [("LICENSE-MIT", "MIT License"), ("LICENSE-APACHE", "Apache License")] {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(text.trim_start().starts_with(start), "{file} is not the {start}");
    }
}

#[test]
fn expressions_are_understood() {
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "Apache-2.0 / MIT",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(is_allowed(good, ALLOWED), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT",
        "MIT OR",
        "(MIT OR GPL-3.0) AND AGPL-3.0",
        "mit)",
    ] {
        assert!(!is_allowed(bad, ALLOWED), "{bad}");
    }
}

#[test]
fn planted_violations_are_found() {
    let crates = serde_json::json!({ "packages": [
        { "name": "good", "license": "MIT", "source": CRATES_IO },
        { "name": "hawker-x", "license": "MIT OR Apache-2.0", "source": null },
        { "name": "copyleft", "license": "AGPL-3.0", "source": CRATES_IO },
        { "name": "unlicensed", "license": null, "source": CRATES_IO },
        { "name": "forked", "license": "MIT", "source": "git+https://example.org/forked" },
    ]});
    assert_eq!(refused_crates(&crates).len(), 3);
    let packages = serde_json::json!({ "packages": {
        "": { "name": "ours" },
        "node_modules/good": { "license": "MIT", "integrity": "sha512-x" },
        "node_modules/tool": { "license": "MPL-2.0", "dev": true, "integrity": "sha512-x" },
        "node_modules/shipped": { "license": "MPL-2.0", "integrity": "sha512-x" },
        "node_modules/elsewhere": { "license": "MIT", "resolved": "git+ssh://x", "integrity": "sha512-x" },
        "node_modules/unchecked": { "license": "MIT" },
        "node_modules/for-macs": { "license": "MIT", "os": ["darwin"] },
    }});
    assert_eq!(refused_packages(&packages).len(), 3);
}
