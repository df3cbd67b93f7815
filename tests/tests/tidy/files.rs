//! The files of the repository, read once per check.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that hold nothing written by hand.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "dist", "gen"];

/// A text file: its path from the repository's root, and what it holds.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every hand-written file whose name ends in one of `endings`, in order.
pub(crate) fn files(endings: &[&str]) -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no file ends in any of {endings:?}");
    found
}

fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !SKIPPED.contains(&name) {
                walk(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.push(File { path, text });
        }
    }
}

/// The part of a Rust file that is not tests: what stands before its first module
/// of tests.
pub(crate) fn before_tests(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let begins_tests = |(line, next): (&str, &str)| {
        line.trim_start().starts_with("#[cfg(test)]") && next.trim_start().starts_with("mod ")
    };
    let end = text.lines().zip(text.lines().skip(1)).position(begins_tests);
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).take(end.unwrap_or(usize::MAX))
}

/// Fails with every violation, one a line.
#[track_caller]
pub(crate) fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}:\n  {}", violations.join("\n  "));
}
