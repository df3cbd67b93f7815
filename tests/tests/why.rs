//! `hawker why` on a running server: what a viewer was sent, and its refusals.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_proto::v1::{SendChat, client_frame};
use hawker_tests::server::{Server, run_hawker};
use hawker_tests::viewer::Viewer;
use hawker_tests::{scratch, until};
use http::Method;
use serde_json::{Value, json};

const SHOW: &str = "tonight";

fn why(server: &Server, viewer: &str, more: &[&str]) -> (bool, String, String) {
    let dir = server.data_dir().to_str().unwrap();
    let mut args = vec!["why", "--show", SHOW, "--viewer", viewer, "--data-dir", dir];
    args.extend(more);
    let (status, out, err) = run_hawker(&args);
    (status.success(), out, err)
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_what_a_chosen_viewer_was_sent() {
    let dir = scratch("why");
    let server = Server::start(&dir.path().join("data")).await;
    let host = server.api("host", "host,merchant");
    host.put_on_air(SHOW, "lamp", 5).await;
    let (fine, out, err) = why(&server, "session that was never there", &[]);
    assert!(fine && out.starts_with("nothing is known"), "{out}{err}");

    let token = server.token("ada", "chat,buy");
    let (mut viewer, welcome) =
        Viewer::join(server.ports().public, SHOW, &token, None).await.unwrap();
    let name = welcome.viewer;
    let (fine, out, err) = why(&server, &name, &["--start"]);
    assert!(fine, "{out}{err}");
    until("the session is traced", || {
        why(&server, &name, &[]).1.contains(&welcome.session).then_some(())
    })
    .await;
    let pin = json!({ "listing": "lamp" });
    let at = host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), pin).await;
    let offset = at["offset"].as_u64().unwrap();
    let said = client_frame::Kind::SendChat(SendChat { text: "how warm is it?".to_owned() });
    viewer.ask(said).await.unwrap();
    until("the pin arrives", || {
        viewer.publications().into_iter().find(|it| u64::from(it.offset) == offset)
    })
    .await;
    let told = format!("publication   {offset} written");
    let out = until("the trace has it", || {
        let (fine, out, err) = why(&server, &name, &[]);
        assert!(fine, "{err}");
        (out.contains(&told) && out.contains("chat  ")).then_some(out)
    })
    .await;
    assert!(out.contains(&welcome.session) && out.contains("is open"), "{out}");
    assert!(!out.contains("how warm"), "no text is told: {out}");

    let (fine, out, err) = why(&server, &welcome.session, &["--json"]);
    assert!(fine, "{err}");
    let trace: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(trace["sessions"][0]["viewer"], json!(name));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_says_what_is_wrong() {
    let dir = scratch("why-wrong");
    let server = Server::start(&dir.path().join("data")).await;
    let (fine, _, err) = why(&server, "anyone", &[]);
    assert!(!fine && err.starts_with("hawker: ERROR_CODE_SHOW_NOT_FOUND: "), "{err}");
    let empty = scratch("why-empty");
    let data = empty.path().to_str().unwrap();
    let (status, _, err) =
        run_hawker(&["why", "--show", SHOW, "--viewer", "a", "--data-dir", data]);
    assert!(!status.success() && err.starts_with("hawker: ERROR_CODE_UNAVAILABLE: "), "{err}");
}
