//! The live feed of a show's numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::time::Instant;

use common::*;
use hawker_funnel::Config;
use hawker_proto::v1::{ErrorCode, FunnelStep as Step, WatchFunnelRequest, WatchFunnelResponse};
use tonic::{Code, Status, Streaming};

async fn watch(
    running: &Running,
    interval_ms: u32,
) -> Result<Streaming<WatchFunnelResponse>, Status> {
    let request = WatchFunnelRequest { show: SHOW.to_owned(), interval_ms };
    running.client.clone().watch_funnel(request).await.map(tonic::Response::into_inner)
}

async fn next(stream: &mut Streaming<WatchFunnelResponse>) -> WatchFunnelResponse {
    stream.message().await.unwrap().unwrap()
}

fn chats(message: &WatchFunnelResponse) -> u64 {
    step(&message.funnel.as_ref().unwrap().steps, Step::ChatSent).0
}

#[tokio::test]
async fn a_dashboard_gets_the_numbers_at_once_and_then_what_changes() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let running = start(&dir.path().join("funnel.db"), &inventory, Config::default()).await;
    running.ingest(vec![event(Step::ChatSent, "ann")]).await;
    let mut stream = watch(&running, 100).await.unwrap();
    assert_eq!(chats(&next(&mut stream).await), 1);

    // A change elsewhere is none of this show's.
    let mut elsewhere = event(Step::ChatSent, "ann");
    elsewhere.show = "show-2".to_owned();
    running.ingest(vec![elsewhere]).await;
    running.ingest(vec![event(Step::ChatSent, "bob")]).await;
    let message = next(&mut stream).await;
    assert_eq!(chats(&message), 2);
    assert!(!message.seconds.is_empty() && message.seconds.len() <= 2, "{:?}", message.seconds);

    // An order changes the second of its journal time, and those after it.
    let old = (now_ms() / 1_000 - 3_600) * 1_000;
    inventory.append(old, vec![held(reservation(1, "ann", "tee", 1))]);
    let message = next(&mut stream).await;
    assert_eq!(message.seconds.first().unwrap().second * 1_000, old);
    assert_eq!(message.funnel.unwrap().journal_seq, 1);
    running.funnel.shutdown().await;
    assert!(stream.message().await.unwrap().is_none(), "it ends when the funnel does");
}

#[tokio::test]
async fn many_changes_within_an_interval_are_told_together() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let running = start(&dir.path().join("funnel.db"), &inventory, Config::default()).await;
    let began = Instant::now();
    let mut stream = watch(&running, 100).await.unwrap();
    let reader = tokio::spawn(async move {
        let mut messages = 0;
        loop {
            messages += 1;
            if chats(&next(&mut stream).await) == 300 {
                return messages;
            }
        }
    });
    for _ in 0..300 {
        running.ingest(vec![event(Step::ChatSent, "ann")]).await;
    }
    let messages = reader.await.unwrap();
    let intervals = began.elapsed().as_millis() / 100;
    assert!(messages <= intervals + 1, "{messages} messages in {intervals} intervals");
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn streams_are_bounded_in_number_and_in_pace() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let config = Config { max_watchers: 2, ..Config::default() };
    let running = start(&dir.path().join("funnel.db"), &inventory, config).await;
    let refusal = watch(&running, 99).await.unwrap_err();
    assert_eq!(code(&refusal), ErrorCode::FieldInvalid);
    let one = watch(&running, 100).await.unwrap();
    let _two = watch(&running, 0).await.unwrap();
    let refusal = watch(&running, 0).await.unwrap_err();
    assert_eq!(refusal.code(), Code::ResourceExhausted);
    assert_eq!(code(&refusal), ErrorCode::ResourceExhausted);
    drop(one);
    // The place of one that went away is free as soon as that is noticed.
    while watch(&running, 0).await.is_err() {
        tokio::task::yield_now().await;
    }
    running.funnel.shutdown().await;
}
