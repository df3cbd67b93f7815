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

#[tokio::test]
async fn a_gateway_with_a_wrong_clock_does_no_harm_beyond_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let config = Config { window_past_ms: 5_000, window_future_ms: 0, ..Config::default() };
    let running = start(&dir.path().join("funnel.db"), &inventory, config).await;
    let before = now_ms();
    let at = |at_ms| FunnelEvent { at_ms, ..event(Step::ChatSent, "ann") };
    running.ingest(vec![at(0), at(i64::MIN), at(i64::MAX), left("bob", u32::MAX)]).await;
    let answer = running.get(10).await;
    let first = answer.seconds.first().unwrap().second;
    let last = answer.seconds.last().unwrap().second;
    assert!(first >= (before - 5_000) / 1_000 && last <= now_ms() / 1_000, "{first} to {last}");
    let show = answer.funnel.unwrap();
    assert_eq!(step(&show.steps, Step::ChatSent), (3, 1));
    assert_eq!((show.viewers_now, show.watched_ms), (0, u64::from(u32::MAX)));
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn a_restart_finds_the_rooms_empty_unless_gateways_outlive_it() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let apart = Config { gateways_restart_with_us: false, ..Config::default() };
    for (config, viewers) in [(apart.clone(), 0), (apart, 2), (Config::default(), 0)] {
        let running = start(&db, &inventory, config).await;
        let show = running.show().await;
        assert_eq!(show.viewers_now, viewers);
        if show.peak_viewers == 0 {
            let entered = ["ann", "bob"].map(|viewer| event(Step::RoomEntered, viewer));
            running.ingest(entered.into()).await;
        } else {
            assert_eq!(show.peak_viewers, 2);
        }
        running.funnel.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_refuses_and_counts_nothing_of_what_it_refused() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let config = Config { mailbox: 1, ..Config::default() };
    let running = start(&dir.path().join("funnel.db"), &inventory, config).await;
    let mut taken = 0;
    let mut refused = 0;
    while refused == 0 {
        let batches = (0..64).map(|_| running.ingest_lost(vec![event(Step::ChatSent, "ann")], 0));
        for answer in futures_util::future::join_all(batches).await {
            match answer {
                Ok(counted) => {
                    assert_eq!(counted, (1, 0));
                    taken += 1;
                }
                Err(refusal) => {
                    assert_eq!(code(&refusal), ErrorCode::ResourceExhausted);
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(step(&running.show().await.steps, Step::ChatSent).0, taken);
    running.funnel.shutdown().await;
}

#[tokio::test]
async fn after_the_end_an_answer_says_that_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let running = start(&dir.path().join("funnel.db"), &inventory, Config::default()).await;
    let client = running.client.clone();
    running.funnel.shutdown().await;
    let request =
        hawker_proto::v1::IngestRequest { events: vec![event(Step::ChatSent, "ann")], lost: 0 };
    let refusal = client.clone().ingest(request).await.unwrap_err();
    assert_eq!(code(&refusal), ErrorCode::Unavailable);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_has_a_code_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = FakeInventory::new();
    let missing = dir.path().join("no").join("such").join("funnel.db");
    let error =
        hawker_funnel::Funnel::open(&missing, vec![inventory.channel().into()], Config::default())
            .await
            .unwrap_err();
    assert_eq!(error.code(), ErrorCode::DataDirUnwritable);
}

#[tokio::test]
async fn listings_beyond_the_bound_count_for_the_show_only() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let config = Config { max_listings: 2, ..Config::default() };
    let running = start(&db, &inventory, config).await;
    for listing in ["tee", "mug", "cap", "tee"] {
        running.ingest(vec![on(listing, event(Step::ViewItem, "ann"))]).await;
    }
    let bought = || reservation(1, "ann", "cap", 1);
    let seq = inventory.append(now_ms(), vec![held(bought()), committed(bought())]);
    let show = running.counted(seq).await;
    assert_eq!(step(&show.steps, Step::ViewItem), (4, 1));
    let named: Vec<_> = show.listings.iter().map(|l| l.listing.as_str()).collect();
    assert_eq!(named, ["mug", "tee"]);
    assert_eq!(show.sales.first().unwrap().orders, 1);
    running.funnel.shutdown().await;
    let records = inventory.records().into_iter().map(Ok::<_, std::convert::Infallible>);
    assert_eq!(hawker_funnel::recount(&db, records).unwrap().differences, []);
}

#[tokio::test]
async fn a_store_that_fails_ends_the_writer_and_no_answer_is_made_up() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let running = start(&db, &inventory, Config::default()).await;
    running.ingest(vec![event(Step::ChatSent, "ann")]).await;
    let vandal = rusqlite::Connection::open(&db).unwrap();
    vandal.busy_timeout(std::time::Duration::from_secs(60)).unwrap();
    vandal.execute_batch("DROP TABLE second_steps").unwrap();

    let chat = event(Step::ChatSent, "bob");
    let refusal = running.ingest_lost(vec![chat.clone()], 0).await.unwrap_err();
    assert_eq!(code(&refusal), ErrorCode::Unknown);
    let why = running.funnel.failed().await;
    assert!(why.contains("second_steps"), "{why}");
    assert!(running.funnel.counting().is_err());
    let refusal = running.ingest_lost(vec![chat], 0).await.unwrap_err();
    assert_eq!(code(&refusal), ErrorCode::Unavailable);
    let logged: i64 =
        vandal.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
    assert_eq!(logged, 1, "nothing is half written");
    running.funnel.shutdown().await;
}
