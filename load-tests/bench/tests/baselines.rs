//! The baselines and generators of the benches do what their figures say:
//! every delivery is counted, every call answered.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use hawker_proto::v1::{Publication, ServerFrame, server_frame};
use prost::Message as _;
use serde_json::Value;

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn start(binary: &str, arguments: &[&str]) -> Running {
        let mut child = Command::new(binary)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Running { child, input, output }
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("`{line}` is no answer"))
    }

    fn ask(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").unwrap();
        self.answer()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A publication's frame as a server sends it.
fn frame() -> Vec<u8> {
    let publication = Publication { epoch: 1, offset: 9, ..Publication::default() };
    let kind = Some(server_frame::Kind::Publication(publication));
    let payload = ServerFrame { kind }.encode_length_delimited_to_vec();
    let mut frame = vec![0x82, u8::try_from(payload.len()).unwrap()];
    frame.extend(payload);
    frame
}

#[test]
fn the_floor_sends_each_frame_to_each_viewer_and_the_viewers_count_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, contents: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, contents).unwrap();
        path.display().to_string()
    };
    let sent = file("frame", &frame());
    let secret = file("secret", b"0123456789abcdef");
    let command = file("put", b"PUT /pin HTTP/1.1\r\nhost: floor\r\ncontent-length: 0\r\n\r\n");
    let capture = folder.path().join("captured").display().to_string();
    let mut floor = Running::start(env!("CARGO_BIN_EXE_floor"), &[&sent]);
    let to = format!("127.0.0.1:{}", floor.answer()["port"]);
    let arguments = ["--to", &to, "--viewers", "300", "--show", "s", "--secret-file", &secret];
    let more = ["--command", &command, "--capture", &capture];
    let arguments: Vec<&str> = arguments.into_iter().chain(more).collect();
    let mut viewers = Running::start(env!("CARGO_BIN_EXE_bench_viewers"), &arguments);
    assert_eq!(viewers.answer()["viewers"], 300);
    assert_eq!(viewers.ask("idle 0"), serde_json::json!({}));
    for count in [3, 20] {
        let told = viewers.ask(&format!("publish {count} 5"));
        assert_eq!(told["deliveries"], 300 * count, "{told}");
        assert_eq!(told["expected"], told["deliveries"]);
        assert_eq!(told["other_frames"], 0);
        let (p50, p99) = (told["p50_ms"].as_f64().unwrap(), told["p99_ms"].as_f64().unwrap());
        assert!(0.0 < p50 && p50 <= p99, "{told}");
    }
    assert_eq!(std::fs::read(capture).unwrap(), frame());
}

#[test]
fn the_echo_answers_every_call_with_a_held_unit() {
    let mut echo = Running::start(env!("CARGO_BIN_EXE_echo_grpc"), &[]);
    let to = format!("http://127.0.0.1:{}", echo.answer()["port"]);
    let arguments = ["--to", &to, "--callers", "32", "--seconds", "1"];
    let told = Running::start(env!("CARGO_BIN_EXE_bench_buyers"), &arguments).answer();
    assert!(told["calls"].as_u64().unwrap() >= 32, "{told}");
    assert_eq!(told["calls"], told["held"]);
}
