//! The same show driven by clients that nobody here wrote: Python `websockets` and
//! `websocat` for viewers, Python `grpcio` by reflection for the inventory, Chromium
//! for the pages. (A real Prometheus has a test of its own.)
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use hawker_tests::{
    binary, eventually, scratch,
    server::{MERCHANT, Options, PROVE, Ports, Server},
    until, workspace,
};
use hyper::Method;
use serde_json::{Value, json};

const SHOW: &str = "outside";
const LISTING: &str = "lamp";

/// A program of the Python environment.
fn tool(name: &str) -> PathBuf {
    let path = workspace().join("target/venv/bin").join(name);
    assert!(path.exists(), "there is no {}: run `make tools`", path.display());
    path
}

fn python(script: &str, args: &[&str]) -> Command {
    let mut command = Command::new(tool("python"));
    command.arg(workspace().join("tests/outside").join(script)).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn seen(out: &std::process::Output) -> Value {
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{err}");
    serde_json::from_slice(&out.stdout).expect("one JSON object")
}

#[tokio::test(flavor = "multi_thread")]
async fn python_websockets_takes_part_in_a_show() {
    let dir = scratch("python-viewer");
    let server = Server::start(dir.path()).await;
    let host = server.api("hana", "host,merchant");
    host.put_on_air(SHOW, LISTING, 10).await;
    let address = server.ports().public.to_string();
    let token = server.token("pia", "chat,buy");
    let viewer = python("viewer.py", &[&address, SHOW, LISTING, &token]).spawn().unwrap();
    eventually("Python's message is in the room", async || {
        let show = host.ok(Method::GET, &format!("/v1/shows/{SHOW}"), Value::Null).await;
        let chat = show["chat"].as_array()?;
        chat.iter().any(|m| m["text"] == "hello from Python").then_some(())
    })
    .await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 5})).await;
    let out = tokio::task::spawn_blocking(|| viewer.wait_with_output()).await.unwrap().unwrap();
    assert_eq!(
        seen(&out),
        json!({
            "subprotocol": "hawker.v1.json",
            "extension": "permessage-deflate",
            "viewer": "pia",
            "chat_in_room": true,
            "outcome": "OUTCOME_HELD",
            "same_answer": true,
            "stock_moved": true,
            "released": "OUTCOME_RELEASED",
            "recovered": true,
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn python_grpcio_learns_the_schema_by_reflection_and_buys() {
    let dir = scratch("python-inventory");
    let server = Server::start(dir.path()).await;
    let address = server.ports().grpc.to_string();
    let mut command = python("inventory.py", &[&address, MERCHANT]);
    let out = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let seen = seen(&out);
    let services = seen["services"].as_array().unwrap();
    for service in ["hawker.v1.Inventory", "hawker.v1.Funnel", "grpc.health.v1.Health"] {
        assert!(services.contains(&json!(service)), "{service} is not in {services:?}");
    }
    assert_eq!(seen["outcome"], "OUTCOME_HELD");
    assert_eq!(seen["same_answer"], true);
    assert_eq!(seen["sold_out"], "OUTCOME_SOLD_OUT");
    assert_eq!(seen["committed"], "OUTCOME_COMMITTED");
    assert_eq!(seen["total"], json!({"minor": "500", "currency": "EUR"}));
    let stock = &seen["stock"];
    assert_eq!((&stock["available"], &stock["sold"]), (&json!(1), &json!(2)));
    assert_eq!(seen["not_found"], "NOT_FOUND");
}

/// A running `websocat`: each line that it is given is a text message, and what
/// comes is a line, like its own notes. Killed when dropped.
struct Websocat {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Those that nobody has asked for: what it was sent and what it notes come by
    /// ways of their own, in no order.
    heard: Vec<String>,
}

impl Websocat {
    fn start(at: SocketAddr, show: &str, more: &[&str]) -> Self {
        let mut child = Command::new(tool("websocat"))
            .args(["-vv", "--protocol", "hawker.v1.json"])
            .args(more)
            .arg(format!("ws://{at}/v1/shows/{show}/ws"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (told, lines) = sync_channel(1_024);
        hand_on(child.stdout.take().unwrap(), told.clone());
        hand_on(child.stderr.take().unwrap(), told);
        let stdin = child.stdin.take();
        Self { child, stdin, lines, heard: Vec::new() }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The next line with this word in it.
    async fn until(&mut self, word: &str) -> String {
        until(word, || {
            self.heard.extend(self.lines.try_iter());
            let found = self.heard.iter().position(|line| line.contains(word))?;
            Some(self.heard.remove(found))
        })
        .await
    }

    /// Has nothing more to say: it closes, unless the server has.
    fn finish(&mut self) {
        self.stdin.take();
    }

    /// Waits for a close frame with that code, and for its end with that.
    async fn closed_with(&mut self, code: u16) {
        self.until(&format!("CloseData {{ status_code: {code},")).await;
        self.finish();
        let ended = until("websocat's end", || self.child.try_wait().unwrap()).await;
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Websocat {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn hand_on(from: impl Read + Send + 'static, lines: SyncSender<String>) {
    thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn websocat_takes_part_in_a_show_and_both_sides_answer_pings() {
    let dir = scratch("websocat");
    // Who does not answer the server's pings is sent away after three seconds.
    let options = Options::default()
        .set("HAWKER_GATEWAY__WORKERS__PING_SECONDS", "1")
        .set("HAWKER_GATEWAY__WORKERS__IDLE_SECONDS", "3");
    let server = Server::start_with(dir.path(), &options).await;
    let host = server.api("hana", "host,merchant");
    host.put_on_air(SHOW, LISTING, 10).await;
    let at = server.ports().public;

    // One only reads: all that it sends are answers to pings.
    let mut reader = Websocat::start(at, SHOW, &[]);
    reader.say(r#"{"id":1,"hello":{}}"#);
    reader.until("\"welcome\"").await;

    let own = ["--ping-interval", "1", "--print-ping-rtts", "--close-status-code", "4001"];
    let mut talker = Websocat::start(at, SHOW, &own);
    let token = server.token("wes", "chat");
    talker.say(&json!({"id": 1, "hello": {"token": token}}).to_string());
    let welcome: Value = serde_json::from_str(&talker.until("\"welcome\"").await).unwrap();
    assert_eq!(welcome["reply"]["welcome"]["viewer"], "wes");
    let snapshot: Value = serde_json::from_str(&talker.until("\"snapshot\"").await).unwrap();
    assert_eq!(snapshot["snapshot"]["show"]["state"], "SHOW_STATE_LIVE");
    talker.say(r#"{"id":2,"sendChat":{"text":"hello from websocat"}}"#);
    reader.until("hello from websocat").await;
    host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), json!({"listing": LISTING})).await;
    for viewer in [&mut reader, &mut talker] {
        let pinned: Value = serde_json::from_str(&viewer.until("\"publication\"").await).unwrap();
        assert_eq!(pinned["publication"]["pinned"]["listing"], LISTING, "{pinned}");
    }
    talker.until("Received a pong").await;

    // Too long is passed over, the wrong kind of message too, and both go on.
    talker.say(&"x".repeat(20_000));
    talker.until("TOO_BIG").await;
    talker.say(r#"{"id":3,"ping":{}}"#);
    talker.until("\"id\":3").await;
    for _ in 0..5 {
        reader.until("ping").await;
    }
    reader.say(r#"{"id":4,"ping":{}}"#);
    reader.until("\"id\":4").await;

    // Its close code comes back, and so does the server's.
    talker.finish();
    talker.closed_with(4001).await;
    let ended = tokio::task::spawn_blocking(|| server.terminate());
    reader.until("DRAINING").await;
    reader.closed_with(3000).await;
    assert!(ended.await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn websocat_is_told_what_it_does_wrong() {
    let dir = scratch("websocat-wrong");
    let server = Server::start(dir.path()).await;
    server.api("hana", "host,merchant").put_on_air(SHOW, LISTING, 10).await;
    let at = server.ports().public;
    let mut nowhere = Websocat::start(at, "no-such-show", &["-n"]);
    nowhere.until("SHOW_NOT_FOUND").await;
    nowhere.closed_with(3503).await;
    let mut nonsense = Websocat::start(at, SHOW, &[]);
    nonsense.say("hello?");
    nonsense.until("BAD_FRAME").await;
    nonsense.say(r#"{"id":2,"hello":{}}"#);
    nonsense.until("\"welcome\"").await;
}

/// A running `hawker demo`, killed when dropped.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_works_in_a_real_browser() {
    let dir = scratch("browser");
    let data = dir.path().join("data");
    let child = Command::new(binary("hawker"))
        .env_remove(PROVE)
        .args(["demo", "--viewers", "40", "--public-port", "0", "--grpc-port", "0"])
        .args(["--ops-port", "0", "--data-dir", data.to_str().unwrap()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut demo = Demo(child);
    let ports: Ports = until("ports.json", || {
        assert!(demo.0.try_wait().unwrap().is_none(), "the demo ended at its start");
        serde_json::from_str(&std::fs::read_to_string(data.join("ports.json")).ok()?).ok()
    })
    .await;
    let mut browser = Command::new("npm");
    browser
        .args(["run", "--silent", "test:browser"])
        .current_dir(workspace().join("web"))
        .env("HAWKER_URL", format!("http://{}", ports.public))
        .env("HAWKER_SECRET_FILE", data.join("secret"))
        .env("HAWKER_BIN", binary("hawker"))
        .stdin(Stdio::null());
    let out = tokio::task::spawn_blocking(move || browser.output()).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{text}\n{err}");
    println!("{text}");
}
