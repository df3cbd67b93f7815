//! The same show driven by clients that nobody here wrote: Python `websockets`
//! for a viewer, Python `grpcio` by reflection for the inventory, Chromium for
//! the pages. (A real Prometheus has a test of its own.)
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::process::{Command, Stdio};

use hawker_tests::{
    binary, eventually, scratch,
    server::{MERCHANT, PROVE, Ports, Server},
    until, workspace,
};
use hyper::Method;
use serde_json::{Value, json};

const SHOW: &str = "outside";
const LISTING: &str = "lamp";

fn python(script: &str, args: &[&str]) -> Command {
    let interpreter = workspace().join("target/venv/bin/python");
    assert!(interpreter.exists(), "there is no Python environment: run `make tools`");
    let mut command = Command::new(interpreter);
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

/// A running `hawker demo`, killed when dropped.
struct Demo(std::process::Child);

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
        .stdin(Stdio::null());
    let out = tokio::task::spawn_blocking(move || browser.output()).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{text}\n{err}");
    println!("{text}");
}
