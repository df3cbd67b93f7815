//! Many gateways at once: everything is counted, and the pace is told (run it
//! with `--release -- --nocapture`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::{convert::Infallible, time::Instant};

use common::*;
use hawker_funnel::{Config, recount};
use hawker_proto::v1::{FunnelEvent, FunnelStep as Step};

const GATEWAYS: usize = 4;
const BATCH: usize = 250;
/// What one viewer does: 8 steps.
const STEPS: [Step; 8] = [
    Step::RoomEntered,
    Step::ViewPromotion,
    Step::ViewItem,
    Step::ChatSent,
    Step::ViewItem,
    Step::AddToCart,
    Step::BeginCheckout,
    Step::RoomLeft,
];

/// The batches of one gateway, each with a share of its viewers' steps.
fn batches(gateway: usize, count: usize) -> Vec<Vec<FunnelEvent>> {
    let viewers = count * BATCH / STEPS.len();
    let mut events = Vec::with_capacity(count * BATCH);
    for step in STEPS {
        for viewer in 0..viewers {
            let event = event(step, &format!("viewer-{gateway}-{viewer}"));
            let listing = matches!(step, Step::ViewItem | Step::AddToCart | Step::BeginCheckout);
            events.push(if listing { on("tee", event) } else { event });
        }
    }
    events.chunks(BATCH).map(<[FunnelEvent]>::to_vec).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_gateways_at_once_lose_nothing() {
    let each = if cfg!(debug_assertions) { 16 } else { 400 };
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let running = start(&db, &inventory, Config::default()).await;
    let all: Vec<_> = (0..GATEWAYS).map(|gateway| batches(gateway, each)).collect();
    let sent: usize = all.iter().flatten().map(Vec::len).sum();

    let began = Instant::now();
    let senders: Vec<_> = all
        .into_iter()
        .map(|batches| {
            let mut client = running.client.clone();
            tokio::spawn(async move {
                for events in batches {
                    let request = hawker_proto::v1::IngestRequest { events, lost: 0 };
                    let answer = client.ingest(request).await.unwrap().into_inner();
                    assert_eq!(answer.repeated, 0);
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let rate = sent as f64 / began.elapsed().as_secs_f64();
    println!("ingest: {sent} events at {rate:.0} a second");

    let show = running.show().await;
    let counted: u64 = show.steps.iter().map(|step| step.count).sum();
    assert_eq!(counted, sent as u64);
    assert_eq!(show.viewers_now, 0);
    running.funnel.shutdown().await;
    let found = recount(&db, std::iter::empty::<Result<_, Infallible>>()).unwrap();
    assert_eq!(found.differences, []);
}
