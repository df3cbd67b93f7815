//! The last line of `scripts/test.sh` and of `.ci/run` is the truth: it sums what
//! the runners reported, and a runner that died, an ignored test and a failed lint
//! are not taken for a pass. The runners are stand-ins that report as the real
//! ones do.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

const RUST: &str = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";

/// What the tests that run on a fleet report.
const FLEET: &str = "test result: ok. 10 passed; 0 failed; 0 ignored";

/// What the stand-ins do.
#[derive(Clone, Copy)]
struct Runners {
    lint: u8,
    build: u8,
    cargo: u8,
    cargo_says: &'static str,
    /// What it passed, failed and left out; nothing when it dies at its start.
    vitest: Option<[u32; 3]>,
}

const GOOD: Runners =
    Runners { lint: 0, build: 0, cargo: 0, cargo_says: RUST, vitest: Some([4, 0, 0]) };

/// The last line of `.ci/run`, and whether it succeeded.
fn run(runners: Runners) -> (String, bool) {
    let dir = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let to = |path: &str| dir.path().join(path);
    for folder in ["bin", ".ci", "scripts", "web"] {
        fs::create_dir(to(folder)).unwrap();
    }
    for file in ["Makefile", ".ci/run", "scripts/common.sh", "scripts/test.sh"] {
        fs::copy(root.join(file), to(file)).unwrap();
    }
    let program = |path: &str, body: String| {
        fs::write(to(path), format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(to(path), fs::Permissions::from_mode(0o755)).unwrap();
    };
    program("scripts/tools.sh", "exit 0".to_owned());
    program("scripts/web.sh", "exit 0".to_owned());
    program("scripts/lint.sh", format!("exit {}", runners.lint));
    fs::write(to("says"), runners.cargo_says).unwrap();
    let Runners { build, cargo, .. } = runners;
    program(
        "bin/cargo",
        format!(
            "[ $1 = build ] && exit {build}\n\
             [ -n \"${{HAWKER_TEST_FLEET:-}}\" ] && echo '{FLEET}' && exit 0\n\
             cat '{}'\nexit {cargo}",
            to("says").display()
        ),
    );
    program("bin/npx", vitest(runners.vitest));
    let path = format!("{}:{}", to("bin").display(), std::env::var("PATH").unwrap());
    let output = Command::new(to(".ci/run")).env("PATH", path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text.lines().last().unwrap_or_default().to_owned(), output.status.success())
}

fn vitest(counts: Option<[u32; 3]>) -> String {
    let Some([passed, failed, pending]) = counts else { return "exit 1".to_owned() };
    let report = serde_json::json!({
        "numPassedTests": passed, "numFailedTests": failed, "numPendingTests": pending,
        "numTodoTests": 0, "testResults": [],
    });
    let status = u8::from(failed > 0);
    format!(
        "for word; do case $word in --outputFile*) file=${{word#*=}};; esac; done\n\
         echo '{report}' >\"$file\"\nexit {status}"
    )
}

#[test]
fn reports_are_summed() {
    assert_eq!(run(GOOD), ("tests: 17 passed, 0 failed".to_owned(), true));
    let twice = Runners {
        cargo_says: concat!(
            "test result: ok. 3 passed; 0 failed; 0 ignored\n",
            "running 1 test\ntest result: ok. 5 passed; 0 failed; 0 ignored\n"
        ),
        ..GOOD
    };
    assert_eq!(run(twice), ("tests: 22 passed, 0 failed".to_owned(), true));
}

#[test]
fn failures_are_summed() {
    let both = Runners {
        cargo: 101,
        cargo_says: "test result: FAILED. 1 passed; 2 failed; 0 ignored\n",
        vitest: Some([4, 1, 0]),
        ..GOOD
    };
    assert_eq!(run(both), ("tests: 15 passed, 3 failed".to_owned(), false));
}

#[test]
fn a_runner_that_dies_fails() {
    let one_failed = ("tests: 17 passed, 1 failed".to_owned(), false);
    assert_eq!(run(Runners { cargo: 101, ..GOOD }), one_failed);
    let killed = concat!(
        "test result: ok. 3 passed; 0 failed; 0 ignored\n",
        "  process didn't exit successfully: `x` (signal: 9, SIGKILL: kill)\n"
    );
    assert_eq!(run(Runners { cargo: 101, cargo_says: killed, ..GOOD }), one_failed);
    let no_vitest = Runners { vitest: None, ..GOOD };
    assert_eq!(run(no_vitest), ("tests: 13 passed, 1 failed".to_owned(), false));
    let no_build = Runners { build: 101, ..GOOD };
    assert_eq!(run(no_build), ("tests: 4 passed, 1 failed".to_owned(), false));
    let silent = Runners { cargo_says: "", ..GOOD };
    assert_eq!(run(silent), ("tests: 14 passed, 1 failed".to_owned(), false));
}

#[test]
fn what_is_left_out_fails() {
    let ignored = "test result: ok. 3 passed; 0 failed; 2 ignored\n";
    let rust = Runners { cargo_says: ignored, ..GOOD };
    assert_eq!(run(rust), ("tests: 17 passed, 2 failed".to_owned(), false));
    let skipped = Runners { vitest: Some([4, 0, 1]), ..GOOD };
    assert_eq!(run(skipped), ("tests: 17 passed, 1 failed".to_owned(), false));
}

#[test]
fn a_failed_lint_fails_the_run() {
    let (last, success) = run(Runners { lint: 1, ..GOOD });
    assert_eq!(last, "tests: 17 passed, 0 failed");
    assert!(!success);
}
