//! What the sources look like: length, a heading, no re-exports, nothing ignored,
//! and a pure `domain`.

use crate::files::{File, assert_none, before_tests, files, root};

const MAX_LINES: usize = 500;

fn too_long(file: &File) -> Option<String> {
    let lines = before_tests(&file.text).count();
    (lines >= MAX_LINES).then(|| format!("{}: {lines} lines before its tests", file.path))
}

fn without_heading(file: &File) -> Option<String> {
    let first = file.text.lines().find(|line| !line.trim().is_empty());
    let has = first.is_some_and(|line| line.starts_with("//! "));
    (!has).then(|| format!("{}: does not begin with `//! ` and what it owns", file.path))
}

fn re_exports(file: &File) -> Vec<String> {
    let is = |line: &str| {
        let line = line.trim_start().replace("::hawker_", "hawker_").replace('{', "");
        ["pub use hawker_", "pub extern crate hawker_"].iter().any(|start| line.starts_with(start))
    };
    lines_where(file, is)
}

fn ignored(file: &File) -> Vec<String> {
    // Written in two parts, so that this file does not find itself.
    let rust = [concat!("#[", "ignore"), concat!("cfg_attr(", "ignore")];
    let web = ["it", "test", "describe"].iter().flat_map(|of| {
        ["skip", "only", "todo", "skipIf", "runIf"].map(|how| format!("{of}.{how}("))
    });
    let marks: Vec<String> = rust.into_iter().map(str::to_owned).chain(web).collect();
    if file.path.starts_with("tests/tests/tidy/") {
        return Vec::new();
    }
    lines_where(file, |line| marks.iter().any(|mark| line.contains(mark.as_str())))
}

/// What clippy's `disallowed_types` cannot say of `domain`: neither async code,
/// nor locks, nor a random source.
fn impure(file: &File) -> Vec<String> {
    const WORDS: &[&str] = &[
        "async fn",
        "async {",
        "async move",
        ".await",
        "Mutex",
        "RwLock",
        "Condvar",
        "OnceLock",
        "now_v7(",
        "new_v4(",
        "SystemTime",
        "Instant",
        "HashMap",
        "HashSet",
        "getrandom",
        "std::fs",
        "std::net",
        "std::env",
        "std::thread",
        "std::process",
        "tokio",
    ];
    let code = |line: &str| !line.trim_start().starts_with("//");
    before_tests(&file.text)
        .filter(|(_, line)| code(line))
        .filter_map(|(number, line)| {
            let word = WORDS.iter().find(|word| line.contains(**word))?;
            Some(format!("{}:{number}: {word}", file.path))
        })
        .collect()
}

/// Links of a page to files that are not there.
fn dead_links(file: &File) -> Vec<String> {
    let folder = root().join(&file.path).parent().unwrap().to_path_buf();
    let links = file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let paths = links.map(|link| link.split('#').next().unwrap_or_default());
    paths
        .filter(|path| !path.is_empty() && !path.contains(':') && !path.contains(' '))
        .filter(|path| !folder.join(path).exists())
        .map(|path| format!("{}: {path}", file.path))
        .collect()
}

fn lines_where(file: &File, is: impl Fn(&str) -> bool) -> Vec<String> {
    let numbered = file.text.lines().enumerate();
    let hits = numbered.filter(|(_, line)| is(line));
    hits.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim())).collect()
}

#[test]
fn files_are_short() {
    let long: Vec<_> = files(&[".rs", ".ts", ".tsx"]).iter().filter_map(too_long).collect();
    assert_none("a file has under 500 lines before its tests", &long);
}

#[test]
fn modules_say_what_they_own() {
    let bare: Vec<_> = files(&[".rs"]).iter().filter_map(without_heading).collect();
    assert_none("a module begins with what it owns", &bare);
}

#[test]
fn no_crate_re_exports_a_sibling() {
    let found: Vec<_> = files(&[".rs"]).iter().flat_map(re_exports).collect();
    assert_none("a crate's names come from that crate", &found);
}

#[test]
fn nothing_is_ignored() {
    let found: Vec<_> = files(&[".rs", ".ts", ".tsx", ".mjs"]).iter().flat_map(ignored).collect();
    assert_none("every test runs", &found);
}

#[test]
fn domain_is_pure() {
    let found: Vec<_> = files(&[".rs"])
        .iter()
        .filter(|file| file.path.starts_with("crates/domain/src/"))
        .flat_map(impure)
        .collect();
    assert_none("the rules do no I/O, read no clock and hold no lock", &found);
}

#[test]
fn pages_link_to_what_is_there() {
    let dead: Vec<_> = files(&[".md"]).iter().flat_map(dead_links).collect();
    assert_none("a link leads to a file", &dead);
}

fn planted(text: &str) -> File {
    File { path: "planted.rs".to_owned(), text: text.to_owned() }
}

#[test]
fn planted_violations_are_found() {
    assert!(too_long(&planted(&"x\n".repeat(500))).is_some());
    assert!(too_long(&planted(&"x\n".repeat(499))).is_none());
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}", "x\n".repeat(499), "x\n".repeat(900));
    assert!(too_long(&planted(&tested)).is_none());

    assert!(without_heading(&planted("// A comment.\nfn f() {}")).is_some());
    assert!(without_heading(&planted("\n//! Owns f.\nfn f() {}")).is_none());

    assert_eq!(re_exports(&planted("pub use hawker_domain::Money;")).len(), 1);
    assert_eq!(re_exports(&planted("    pub use ::hawker_proto as proto;")).len(), 1);
    assert!(
        re_exports(&planted("pub(crate) use hawker_domain::Money;\nuse hawker_proto::v1;"))
            .is_empty()
    );

    assert_eq!(ignored(&planted(concat!("#[", "ignore = \"slow\"]\nfn f() {}"))).len(), 1);
    assert_eq!(ignored(&planted(concat!("it", ".skip('x', () => {})"))).len(), 1);

    let page = "[a](no-such.md) [b](Cargo.toml#c) [d](https://example.org) [e](#f)";
    assert_eq!(dead_links(&planted(page)), ["planted.rs: no-such.md"]);

    assert_eq!(impure(&planted("use std::sync::Mutex;\n// a Mutex is not held\n")).len(), 1);
    assert_eq!(impure(&planted("let id = Uuid::now_v7();")).len(), 1);
    assert!(
        impure(&planted("fn f() {}\n#[cfg(test)]\nmod tests {\nuse std::sync::Mutex;")).is_empty()
    );
}
