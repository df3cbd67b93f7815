//! What a gateway and a merchant see of the running service.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::*;
use hawker_funnel::Config;
use hawker_proto::v1::{ErrorCode, FunnelEvent, FunnelStep as Step, Money};

#[tokio::test]
async fn a_show_flows_from_entry_to_purchase() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let running = start(&dir.path().join("funnel.db"), &inventory, Config::default()).await;

    let entered = ["ann", "bob", "cat"].map(|viewer| event(Step::RoomEntered, viewer));
    assert_eq!(running.ingest(entered.into()).await, (3, 0));
    let looked = vec![
        on("tee", event(Step::ViewItem, "ann")),
        on("tee", event(Step::ViewItem, "ann")),
        on("mug", event(Step::ViewItem, "bob")),
        left("cat", 7_000),
    ];
    assert_eq!(running.ingest(looked).await, (4, 0));
    let seq = inventory.append(
        now_ms(),
        vec![
            held(reservation(1, "ann", "tee", 2)),
            held(reservation(2, "bob", "mug", 1)),
            held(reservation(3, "ann", "mug", 1)),
            committed(reservation(1, "ann", "tee", 2)),
            released(reservation(2, "bob", "mug", 1)),
            elapsed(vec![reservation(3, "ann", "mug", 1)]),
        ],
    );
    let show = running.counted(seq).await;

    assert_eq!(step(&show.steps, Step::RoomEntered), (3, 3));
    assert_eq!(step(&show.steps, Step::ViewItem), (3, 2));
    assert_eq!(step(&show.steps, Step::StockReserved), (3, 2));
    assert_eq!(step(&show.steps, Step::Purchase), (1, 1));
    assert_eq!(step(&show.steps, Step::StockReleased), (1, 1));
    assert_eq!(step(&show.steps, Step::StockExpired), (1, 1));
    assert_eq!((show.viewers_now, show.peak_viewers, show.watched_ms), (2, 3, 7_000));
    let [sale] = show.sales.as_slice() else { panic!("one currency: {:?}", show.sales) };
    assert_eq!((sale.orders, sale.units, sale.buyers), (1, 2, 1));
    assert_eq!(sale.gross, Some(Money { minor: 3_998, currency: "EUR".to_owned() }));
    let [mug, tee] = show.listings.as_slice() else { panic!("two: {:?}", show.listings) };
    assert_eq!((mug.listing.as_str(), tee.listing.as_str()), ("mug", "tee"));
    assert_eq!(step(&tee.steps, Step::ViewItem), (2, 1));
    assert_eq!(step(&mug.steps, Step::StockReserved), (2, 2));
    assert!(mug.sales.is_empty());

    let seconds = running.get(60).await.seconds;
    assert_eq!(seconds.last().unwrap().viewers, 2);
    assert_eq!(seconds.iter().map(|s| s.units).sum::<u64>(), 2);
    assert_eq!(seconds.iter().map(|s| s.gross_minor).sum::<i64>(), 3_998);
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn an_event_counts_once_however_often_it_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let running = start(&db, &inventory, Config::default()).await;
    let chat = event(Step::ChatSent, "ann");
    assert_eq!(running.ingest(vec![chat.clone(), chat.clone()]).await, (1, 1));
    assert_eq!(running.ingest_lost(vec![chat.clone()], 5).await.unwrap(), (0, 1));
    running.funnel.shutdown().await;

    let running = start(&db, &inventory, Config::default()).await;
    let again = vec![chat, event(Step::ChatSent, "ann")];
    assert_eq!(running.ingest_lost(again, 9).await.unwrap(), (1, 1));
    let show = running.show().await;
    assert_eq!(step(&show.steps, Step::ChatSent), (2, 1));
    assert_eq!(show.events_lost, 9, "what was lost is told with the first event that is new");
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn a_wrong_batch_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let running = start(&dir.path().join("funnel.db"), &inventory, Config::default()).await;
    let good = || event(Step::ChatSent, "ann");
    let wrong: Vec<(&str, FunnelEvent)> = vec![
        ("events[1].id", FunnelEvent { id: vec![1, 2].into(), ..good() }),
        ("events[1].step", event(Step::Purchase, "ann")),
        ("events[1].step", event(Step::Unspecified, "ann")),
        ("events[1].step", FunnelEvent { step: 99, ..good() }),
        ("events[1].show", FunnelEvent { show: String::new(), ..good() }),
        ("events[1].listing", on("a b", good())),
        ("events[1].viewer", event(Step::ChatSent, "")),
        ("events[1].watched_ms", FunnelEvent { watched_ms: 1, ..good() }),
    ];
    for (field, event) in wrong {
        let refusal = running.ingest_lost(vec![good(), event], 0).await.unwrap_err();
        assert_eq!(code(&refusal), ErrorCode::FieldInvalid);
        assert!(refusal.message().starts_with(field), "{field}: {}", refusal.message());
    }
    for batch in [Vec::new(), vec![good(); 4_097]] {
        let refusal = running.ingest_lost(batch, 0).await.unwrap_err();
        assert_eq!(code(&refusal), ErrorCode::FieldInvalid);
    }
    assert!(running.show().await.steps.is_empty());
    running.funnel.shutdown().await;
}
