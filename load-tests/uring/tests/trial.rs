//! The trial with a few viewers: every way that the kernel has writes every frame
//! once to everyone, and one that it refuses is named with its reason.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

const VIEWERS: u64 = 20;
const CYCLES: u64 = 2;

struct Side {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Side {
    fn start(arguments: &[&str]) -> Side {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hawker-uring"));
        let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Side { child, lines }
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    fn answer(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().expect("an answer").unwrap()).unwrap()
    }

    /// Closes its standard input, at which it ends well.
    fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
fn every_way_writes_every_frame_to_everyone() {
    let mut writer = Side::start(&["write", &VIEWERS.to_string()]);
    let told = writer.answer();
    let ways: Vec<&str> =
        told["ways"].as_array().unwrap().iter().map(|way| way.as_str().unwrap()).collect();
    let refused = told["refused"].as_object().unwrap();
    assert_eq!(ways.len() + refused.len(), 8, "{told}");
    assert!(refused.values().all(|why| !why.as_str().unwrap().is_empty()), "{told}");

    let to = format!("127.0.0.1:{}", told["port"]);
    let mut reader = Side::start(&["read", &to, &VIEWERS.to_string()]);
    assert_eq!(reader.answer()["viewers"], VIEWERS);
    assert_eq!(writer.answer()["viewers"], VIEWERS);
    for _ in 0..2 {
        reader.tell(&(CYCLES * ways.len() as u64).to_string());
        writer.tell(&format!("{CYCLES} 1"));
        let (wrote, read) = (writer.answer(), reader.answer());
        for (place, way) in ways.iter().enumerate() {
            let of = &wrote["ways"][way];
            assert_eq!(of["deliveries"].as_f64(), Some((VIEWERS * CYCLES) as f64), "{way}");
            assert!(of["cpu_us"].as_f64().unwrap() > 0.0, "{way}: {wrote}");
            assert_eq!(read["ways"][place]["deliveries"], VIEWERS * CYCLES, "{way}: {read}");
        }
    }
    reader.end();
    writer.end();
}
