//! What a viewer gets who does not read for a while, and what others notice of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use hawker_gateway::Config;
use hawker_proto::v1::{self, ErrorCode, reply, server_frame::Kind};
use support::{House, claims, listing, mint};
use viewer::{ChatLog, JSON, PROTO, Said, Viewer, chat, checked, hello, pin};

const MESSAGES: u32 = 600;
const PINS: u32 = 40;

fn config() -> Config {
    let mut config = Config::default();
    config.workers.chat_scale = 100_000.0;
    config.workers.frames_per_second = 100_000.0;
    config.workers.frames_burst = 100_000.0;
    config.workers.bytes_per_second = 1e9;
    config.workers.bytes_burst = 1e9;
    config.lanes.chat_ring = 16;
    config.lanes.chat_behind = 8;
    config.lanes.chat_catch_up = 2;
    config
}

async fn show(config: Config) -> (House, Viewer) {
    let house = House::with(config).await;
    let host = house.live_show(10).await;
    host.put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let token = mint(&claims("h", &["host", "chat"]));
    let (director, _) = Viewer::join(house.at, JSON, &token).await;
    (house, director)
}

/// Says much, and pins now and then.
async fn perform(director: &mut Viewer) {
    let text = "x".repeat(2_000);
    for turn in 0..MESSAGES {
        let said = director.ask(chat(&text)).await;
        assert!(matches!(said, reply::Result::Chat(_)), "{said:?}");
        if turn % (MESSAGES / PINS) == 0 {
            let which = if (turn / (MESSAGES / PINS)).is_multiple_of(2) { "tee" } else { "mug" };
            let pinned = director.ask(pin(which)).await;
            assert!(matches!(pinned, reply::Result::Position(_)), "{pinned:?}");
        }
    }
}

/// Reads until all was accounted for; gives back the snapshots that came.
async fn catch_up(viewer: &mut Viewer, welcome: &v1::Welcome) -> (ChatLog, u32) {
    let mut log = ChatLog::of(welcome);
    let mut offset = welcome.position.unwrap().offset;
    let target = offset + PINS;
    let mut snapshots = 0;
    while log.accepted < MESSAGES || offset < target {
        let Said::Frame(kind) = viewer.next().await.unwrap() else { panic!("closed") };
        log.note(&kind);
        match *kind {
            Kind::Publication(publication) => {
                offset += 1;
                assert_eq!(publication.offset, offset, "lost or doubled");
            }
            Kind::Snapshot(snapshot) => {
                let at = snapshot.position.unwrap().offset;
                assert!(!snapshot.recovered && at >= offset);
                snapshots += u32::from(at > offset);
                offset = at;
            }
            _ => {}
        }
    }
    log.check();
    (log, snapshots)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_stalls_gets_all_that_matters_and_nobody_waits_for_it() {
    let (house, mut director) = show(config()).await;
    let mut slow = Viewer::connect_narrow(house.at, JSON).await;
    let slow_welcome = slow.hello(hello("")).await;
    let (mut quick, welcome) = Viewer::join(house.at, PROTO, "").await;
    let reading = tokio::spawn(async move { catch_up(&mut quick, &welcome).await });
    perform(&mut director).await;
    let (log, snapshots) = reading.await.unwrap();
    assert_eq!((log.skipped(), snapshots), (0, 0));
    let (log, snapshots) = catch_up(&mut slow, &slow_welcome).await;
    assert!(log.skipped() > 0, "it was not behind at all");
    assert_eq!(snapshots, 0, "all of the critical lane was still kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_falls_out_of_history_gets_a_snapshot_in_its_place() {
    let mut config = config();
    config.lanes.history = 4;
    let (house, mut director) = show(config).await;
    let mut slow = Viewer::connect_narrow(house.at, JSON).await;
    let welcome = slow.hello(hello("")).await;
    perform(&mut director).await;
    let (log, snapshots) = catch_up(&mut slow, &welcome).await;
    assert!(log.skipped() > 0);
    assert_eq!(snapshots, 1);
}

/// What is known of the deliveries of a session that is traced from now on.
async fn traced(house: &House, session: &str) -> Vec<v1::TraceRecord> {
    let host = house.host();
    let path = format!("/v1/shows/s1/traces/{session}");
    let trace: v1::Trace = serde_json::from_value(host.get(&path).await.ok()).unwrap();
    trace.sessions.into_iter().next().map(|one| one.records).unwrap_or_default()
}

async fn trace(house: &House, session: &str) {
    let asked = serde_json::json!({"viewer": session});
    let nobody = house.client("ada", &["buy", "chat"]).post("/v1/shows/s1/traces", &asked).await;
    support::refused(&nobody, 403, "ERROR_CODE_CAPABILITY_MISSING");
    let host = house.host();
    let trace = host.post("/v1/shows/s1/traces", &asked).await.ok();
    assert_eq!(trace["chosen"], true);
    support::eventually("the session is traced", || async {
        let path = format!("/v1/shows/s1/traces/{session}");
        !host.get(&path).await.ok()["sessions"].is_null()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_tells_what_one_who_stalled_missed_and_why() {
    for history in [1_000, 4] {
        let mut config = config();
        config.lanes.history = history;
        let (house, mut director) = show(config).await;
        let mut slow = Viewer::connect_narrow(house.at, JSON).await;
        let welcome = slow.hello(hello("")).await;
        trace(&house, &welcome.session).await;
        perform(&mut director).await;
        let (log, snapshots) = catch_up(&mut slow, &welcome).await;
        let records = traced(&house, &welcome.session).await;
        let of = |kind| records.iter().filter(move |one| one.kind() == kind);
        let skipped: u32 = of(v1::TraceKind::ChatSkipped).map(|one| one.left_out).sum();
        assert_eq!(skipped, log.skipped(), "{records:?}");
        let said: u32 = of(v1::TraceKind::Chat).map(|one| one.messages).sum();
        assert_eq!(said + skipped, MESSAGES);
        assert!(of(v1::TraceKind::Blocked).count() >= 1, "why it was behind");
        assert!(of(v1::TraceKind::Unblocked).count() >= 1);
        // Each publication was written, or is among those that a snapshot stood for.
        let written = of(v1::TraceKind::Publication).count();
        let replaced: u32 = of(v1::TraceKind::Snapshot).map(|one| one.to + 1 - one.from).sum();
        assert_eq!(written + replaced as usize, PINS as usize, "{records:?}");
        assert_eq!(of(v1::TraceKind::Snapshot).count(), snapshots as usize);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_stalls_too_long_is_cut_off_and_can_read_why() {
    let mut config = config();
    config.workers.stall_ms = 100;
    config.workers.close_ms = 20_000;
    let (house, mut director) = show(config).await;
    let mut slow = Viewer::connect_narrow(house.at, JSON).await;
    slow.hello(hello("")).await;
    let viewers = |kind: &Kind| match kind {
        Kind::State(tick) => tick.viewers.map(|count| count.now),
        _ => None,
    };
    director.until("two viewers", |kind| viewers(kind).filter(|now| *now == 2)).await;
    perform(&mut director).await;
    director.until("it has left", |kind| viewers(kind).filter(|now| *now == 1)).await;
    let (goodbye, code) = slow.goodbye().await;
    assert_eq!(checked(&goodbye.error.unwrap()), ErrorCode::Stalled);
    assert_eq!(code, Some(3001));
}
