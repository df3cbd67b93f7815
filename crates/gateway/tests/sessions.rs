//! What a session promises to a client: order, codes, rights, resuming.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use std::time::Duration;

use futures_util::SinkExt;
use hawker_gateway::Config;
use hawker_proto::v1::{self, ErrorCode, client_frame, reply, server_frame::Kind};
use support::{House, claims, eventually, key, listing, mint, unix_seconds};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::sleep,
};
use tokio_tungstenite::tungstenite::Message;
use viewer::{
    ChatLog, JSON, PROTO, Said, Viewer, chat, checked, hello, offset_of, pin, ping, resume,
    snapshot_of,
};

fn token(sub: &str, caps: &[&str]) -> String {
    mint(&claims(sub, caps))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_begins_with_hello_in_either_encoding() {
    let house = House::new().await;
    house.live_show(10).await;
    for protocol in [JSON, PROTO] {
        let mut viewer = Viewer::connect(house.at, protocol).await;
        assert_eq!(viewer.refused(ping()).await, ErrorCode::HelloRequired);
        let welcome = viewer.hello(hello("")).await;
        assert!(!welcome.recovered && welcome.viewer.is_empty() && welcome.caps.is_empty());
        assert_eq!((welcome.ping_seconds, welcome.chat_max_bytes), (20, 2_048));
        let snapshot = viewer.until("a snapshot", snapshot_of).await;
        assert_eq!(snapshot.position, welcome.position);
        assert_eq!(snapshot.listings[0].listing, "tee");
        assert_eq!(
            viewer.refused(client_frame::Kind::Hello(hello(""))).await,
            ErrorCode::HelloRepeated
        );
        assert_eq!(viewer.ask(ping()).await, reply::Result::Done(v1::Done {}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_and_the_session_goes_on() {
    let house = House::new().await;
    house.live_show(10).await;
    let (mut viewer, _) = Viewer::join(house.at, JSON, "").await;
    for (text, id, code) in [
        ("{", 0, ErrorCode::BadFrame),
        (r#"{"id":71,"ping":{},"pong":{}}"#, 71, ErrorCode::BadFrame),
        (r#"{"id":72,"teleport":{}}"#, 72, ErrorCode::UnknownKind),
        (
            &format!(r#"{{"id":73,"ping":{{}}, "x":"{}"}}"#, "y".repeat(17_000)),
            0,
            ErrorCode::TooBig,
        ),
    ] {
        viewer.socket.send(Message::text(text)).await.unwrap();
        assert_eq!(viewer.reply_error(id).await, code, "{text}");
    }
    viewer.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(viewer.reply_error(0).await, ErrorCode::BadFrame);
    let two = format!("{}\n{}", r#"{"id":81,"ping":{}}"#, r#"{"id":82,"ping":{}}"#);
    viewer.socket.send(Message::text(two)).await.unwrap();
    assert_eq!(viewer.reply(81).await, reply::Result::Done(v1::Done {}));
    assert_eq!(viewer.reply(82).await, reply::Result::Done(v1::Done {}));
    let (mut viewer, _) = Viewer::join(house.at, PROTO, "").await;
    // The id, and a field 900 that no frame has.
    viewer.socket.send(Message::binary(vec![5, 0x08, 75, 0xA0, 0x38, 1])).await.unwrap();
    assert_eq!(viewer.reply_error(75).await, ErrorCode::UnknownKind);
    viewer.socket.send(Message::binary(vec![0; 17_000])).await.unwrap();
    assert_eq!(viewer.reply_error(0).await, ErrorCode::TooBig);
    assert_eq!(viewer.ask(ping()).await, reply::Result::Done(v1::Done {}));
}

/// A frame as clients must send it, masked with zeros.
fn raw(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first, 0x80 | u8::try_from(payload.len()).unwrap(), 0, 0, 0, 0];
    frame.extend_from_slice(payload);
    frame
}

#[tokio::test(flavor = "multi_thread")]
async fn breaches_of_websocket_end_the_connection_with_a_goodbye() {
    let house = House::new().await;
    house.live_show(10).await;
    for (bytes, code, close) in [
        (raw(0x81, &[b'"', 0xFF, 0xFE, b'"']), ErrorCode::NotUtf8, 3501),
        (vec![0x81, 2, b'{', b'}'], ErrorCode::BadFrame, 3500),
        (raw(0xC1, b"{}"), ErrorCode::BadFrame, 3500),
        (raw(0x80, b"{}"), ErrorCode::BadFrame, 3500),
        (raw(0x09, b"half a ping"), ErrorCode::BadFrame, 3500),
        (vec![0x81, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], ErrorCode::TooBig, 3502),
    ] {
        let (mut viewer, _) = Viewer::join(house.at, JSON, "").await;
        viewer.socket.get_mut().write_all(&bytes).await.unwrap();
        let (goodbye, closed) = viewer.goodbye().await;
        assert_eq!((checked(&goodbye.error.unwrap()), closed), (code, Some(close)), "{bytes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_with_pings_between_them_are_one_message() {
    let house = House::new().await;
    house.live_show(10).await;
    let (mut viewer, _) = Viewer::join(house.at, JSON, "").await;
    let parts = [
        raw(0x01, br#"{"id":90,"#),
        raw(0x89, b"between"),
        raw(0x00, br#""pi"#),
        raw(0x80, br#"ng":{}}"#),
    ];
    // Byte by byte, as a network may cut it.
    for byte in parts.concat() {
        viewer.socket.get_mut().write_all(&[byte]).await.unwrap();
    }
    assert_eq!(viewer.reply(90).await, reply::Result::Done(v1::Done {}));
    viewer.socket.close(None).await.unwrap();
    while viewer.next().await.unwrap() != Said::Closed(None) {}
    // The server hangs up first, as RFC 6455 asks.
    let mut rest = Vec::new();
    viewer.socket.get_mut().read_to_end(&mut rest).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_come_in_is_told_in_a_frame() {
    let mut config = Config::default();
    config.workers.max_sessions = 1;
    let house = House::with(config).await;
    house.live_show(10).await;
    let mut nowhere = Viewer::connect_to(house.at, PROTO, "none", None).await;
    let (goodbye, code) = nowhere.goodbye().await;
    assert_eq!(checked(&goodbye.error.unwrap()), ErrorCode::ShowNotFound);
    assert_eq!((code, goodbye.reconnect_after_ms), (Some(3503), 0));
    let mut nowhere = Viewer::connect_to(house.at, JSON, "none", None).await;
    nowhere.goodbye().await;
    drop(nowhere);
    // Their places are free again once they are gone.
    let mut inside = None;
    for _ in 0..1_000 {
        let mut viewer = Viewer::connect(house.at, JSON).await;
        viewer.send(client_frame::Kind::Hello(hello(""))).await;
        match viewer.next().await.unwrap() {
            Said::Frame(kind) if matches!(*kind, Kind::Reply(_)) => {
                inside = Some(viewer);
                break;
            }
            _ => sleep(Duration::from_millis(10)).await,
        }
    }
    let mut inside = inside.expect("never let in");
    let mut outside = Viewer::connect(house.at, JSON).await;
    let (goodbye, code) = outside.goodbye().await;
    assert_eq!(checked(&goodbye.error.unwrap()), ErrorCode::RoomFull);
    assert_eq!(code, Some(3002));
    assert_eq!(inside.ask(ping()).await, reply::Result::Done(v1::Done {}));
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_come_from_the_token_alone() {
    let house = House::new().await;
    house.live_show(10).await;
    let (mut nobody, _) = Viewer::join(house.at, JSON, "").await;
    assert_eq!(nobody.refused(chat("hi")).await, ErrorCode::TokenMissing);
    assert_eq!(nobody.refused(pin("tee")).await, ErrorCode::TokenMissing);
    let (mut chatter, welcome) = Viewer::join(house.at, JSON, &token("c", &["chat"])).await;
    assert_eq!(welcome.caps, ["chat"]);
    assert_eq!(chatter.refused(pin("tee")).await, ErrorCode::CapabilityMissing);
    let reserve =
        v1::Reserve { key: key(), listing: "tee".into(), quantity: 1, ..Default::default() };
    let reserve = client_frame::Kind::Reserve(reserve);
    assert_eq!(chatter.refused(reserve).await, ErrorCode::CapabilityMissing);
    // A bad token leaves the session as it was: the next hello opens it.
    let mut viewer = Viewer::connect(house.at, PROTO).await;
    let expired = mint(&token_until(unix_seconds() - 1));
    for (bad, code) in [("nonsense", ErrorCode::TokenInvalid), (&expired, ErrorCode::TokenExpired)]
    {
        assert_eq!(viewer.refused(client_frame::Kind::Hello(hello(bad))).await, code);
    }
    viewer.hello(hello(&token("c", &["chat"]))).await;
    // A token in the header needs no token in the frame.
    let mut viewer =
        Viewer::connect_to(house.at, JSON, "s1", Some(&token("h", &["chat", "host"]))).await;
    assert_eq!(viewer.hello(hello("")).await.caps, ["chat", "host"]);
}

fn token_until(exp: i64) -> hawker_gateway::token::Claims {
    hawker_gateway::token::Claims { exp, ..claims("c", &["chat"]) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_end_within_a_session_and_be_replaced() {
    let mut config = Config::default();
    config.workers.chat_scale = 1_000.0;
    let house = House::with(config).await;
    house.live_show(10).await;
    let short = mint(&token_until(unix_seconds() + 2));
    let (mut viewer, _) = Viewer::join(house.at, JSON, &short).await;
    let mut refused = None;
    for _ in 0..200 {
        if let reply::Result::Error(error) = viewer.ask(chat("still there?")).await {
            refused = Some(checked(&error));
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(refused, Some(ErrorCode::TokenExpired));
    let refresh =
        |token: &str| client_frame::Kind::RefreshToken(v1::RefreshToken { token: token.into() });
    assert_eq!(viewer.refused(refresh(&token("other", &["chat"]))).await, ErrorCode::TokenInvalid);
    assert_eq!(viewer.refused(chat("no")).await, ErrorCode::TokenExpired);
    let fresh = token("c", &["chat"]);
    assert_eq!(viewer.ask(refresh(&fresh)).await, reply::Result::Done(v1::Done {}));
    let said = viewer.ask(chat("here again")).await;
    assert!(matches!(&said, reply::Result::Chat(m) if m.text == "here again"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_comes_back_gets_exactly_what_was_missed() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    host.put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    let (mut director, _) = Viewer::join(house.at, PROTO, &token("h", &["host"])).await;
    let (mut viewer, welcome) = Viewer::join(house.at, JSON, "").await;
    let start = welcome.position.unwrap();
    director.ask(pin("tee")).await;
    assert_eq!(viewer.until("the pin", offset_of).await, start.offset + 1);
    drop(viewer);
    for listing in ["mug", "tee", "mug"] {
        let at = director.ask(pin(listing)).await;
        assert!(matches!(at, reply::Result::Position(_)), "{at:?}");
    }
    for protocol in [JSON, PROTO] {
        let mut back = Viewer::connect(house.at, protocol).await;
        let seen = v1::Position { offset: start.offset + 1, ..start };
        let welcome = back.hello(resume("", &seen)).await;
        assert!(welcome.recovered);
        assert_eq!(welcome.position.unwrap().offset, start.offset + 4);
        for missed in 2..=4 {
            assert_eq!(back.until("what was missed", offset_of).await, start.offset + missed);
        }
        let rest = back.drain().await;
        assert!(
            !rest.iter().any(|k| offset_of(k).is_some() || snapshot_of(k).is_some()),
            "{rest:?}"
        );
        // Whoever has seen everything gets nothing.
        let mut back = Viewer::connect(house.at, protocol).await;
        let all = v1::Position { offset: start.offset + 4, ..start };
        assert!(back.hello(resume("", &all)).await.recovered);
        // Another epoch, or a place that never was, starts afresh.
        for gone in [
            v1::Position { epoch: start.epoch + 1, ..start },
            v1::Position { offset: start.offset + 5, ..start },
        ] {
            let mut back = Viewer::connect(house.at, protocol).await;
            let welcome = back.hello(resume("", &gone)).await;
            let snapshot = back.until("a snapshot", snapshot_of).await;
            assert!(!welcome.recovered && !snapshot.recovered);
            assert_eq!(snapshot.position.unwrap().offset, start.offset + 4);
            assert_eq!(snapshot.pinned, "mug");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_with_an_id_gets_exactly_one_reply() {
    let house = House::new().await;
    house.live_show(10).await;
    let caps = ["chat", "host", "buy"];
    let (mut viewer, _) = Viewer::join(house.at, JSON, &token("h", &caps)).await;
    let mut asked = Vec::new();
    for turn in 0..30 {
        asked.push(viewer.send(ping()).await);
        asked.push(viewer.send(pin(if turn % 2 == 0 { "tee" } else { "none" })).await);
        asked.push(viewer.send(chat("hello")).await);
        let track = v1::Track { kind: v1::TrackKind::ViewItem.into(), listing: "tee".into() };
        asked.push(viewer.send(client_frame::Kind::Track(track)).await);
    }
    let mut answered = Vec::new();
    while answered.len() < asked.len() {
        match viewer.next().await.unwrap() {
            Said::Frame(kind) => {
                if let Kind::Reply(reply) = *kind {
                    answered.push(reply.id);
                }
            }
            Said::Closed(code) => panic!("closed: {code:?}"),
        }
    }
    answered.sort_unstable();
    assert_eq!(answered, asked);
    // A frame without an id gets none.
    let silent = v1::ClientFrame { id: 0, kind: Some(ping()) };
    viewer.send_frame(&silent).await;
    let rest = viewer.drain().await;
    assert!(!rest.iter().any(|kind| matches!(kind, Kind::Reply(_))), "{rest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_reaches_everyone_once_and_the_writer_by_an_echo() {
    let mut config = Config::default();
    config.workers.chat_scale = 100.0;
    let house = House::with(config).await;
    house.live_show(10).await;
    let (mut writer, welcome) = Viewer::join(house.at, JSON, &token("w", &["chat"])).await;
    let mut own = ChatLog::of(&welcome);
    let (mut reader, welcome) = Viewer::join(house.at, PROTO, "").await;
    let mut log = ChatLog::of(&welcome);
    for number in 0..100 {
        let text = format!("message {number} \u{1f6d2}");
        let echo = writer.ask(chat(&text)).await;
        assert!(matches!(&echo, reply::Result::Chat(m) if m.text == text), "{echo:?}");
    }
    let mut next = 0;
    while log.accepted < 100 {
        let Said::Frame(kind) = reader.next().await.unwrap() else { panic!("closed") };
        log.note(&kind);
        if let Kind::Chat(tick) = &*kind {
            for message in &tick.messages {
                assert_eq!(message.text, format!("message {next} \u{1f6d2}"));
                assert!(!message.viewer.is_empty() && message.viewer != "w");
                next += 1;
            }
        }
    }
    log.check();
    while own.accepted < 100 {
        let Said::Frame(kind) = writer.next().await.unwrap() else { panic!("closed") };
        own.note(&kind);
    }
    own.check();
    for text in ["", "   ", "a\nb", "a\u{7}b", &"x".repeat(2_049)] {
        assert_eq!(writer.refused(chat(text)).await, ErrorCode::TextInvalid, "{text:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_floods_is_slowed_down() {
    let house = House::new().await;
    house.live_show(10).await;
    let (mut writer, _) = Viewer::join(house.at, JSON, &token("w", &["chat"])).await;
    let mut asked = Vec::new();
    for _ in 0..20 {
        asked.push(writer.send(chat("buy! buy! buy!")).await);
    }
    let mut refused = 0;
    for id in asked {
        if let reply::Result::Error(error) = writer.reply(id).await {
            assert_eq!(checked(&error), ErrorCode::RateLimited);
            refused += 1;
        }
    }
    assert!((10..=15).contains(&refused), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_hears_of_own_reservations_wherever_they_change() {
    let house = House::new().await;
    let host = house.live_show(10).await;
    let opened = host.post("/v1/shows/s1/sales", &support::sale(&key(), 5)).await.ok();
    let sale = opened["sale"].as_str().unwrap();
    house.snapshot_until("the sale is told", |s| !s["sales"][0].is_null()).await;
    let reservation_of = |kind: &Kind| match kind {
        Kind::Reservation(update) => update.reservation.clone(),
        _ => None,
    };
    let before = house.inventory.reserve_directly("b2", sale);
    let (mut buyer, _) = Viewer::join(house.at, JSON, &token("b2", &["buy"])).await;
    let open = buyer.until("the open one again", reservation_of).await;
    assert_eq!((open.id, open.state()), (before, v1::ReservationState::Held));
    let (mut other, _) = Viewer::join(house.at, JSON, &token("b3", &["buy"])).await;
    let commit = serde_json::json!({"key": key(), "paymentReference": "p1"});
    host.post(&format!("/v1/reservations/{before}/commit"), &commit).await.ok();
    let paid = buyer
        .until("the payment", |kind| {
            reservation_of(kind).filter(|one| one.state() == v1::ReservationState::Committed)
        })
        .await;
    assert_eq!(paid.id, before);
    let rest = other.drain().await;
    assert!(rest.iter().all(|kind| reservation_of(kind).is_none()), "{rest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_reservations_come_also_when_inventory_was_away_at_hello() {
    let mut house = House::new().await;
    let host = house.live_show(10).await;
    let opened = host.post("/v1/shows/s1/sales", &support::sale(&key(), 5)).await.ok();
    let before = house.inventory.reserve_directly("b2", opened["sale"].as_str().unwrap());
    house.inventory.stop();
    let (mut buyer, _) = Viewer::join(house.at, PROTO, &token("b2", &["buy", "chat"])).await;
    // What needs no inventory goes on meanwhile.
    let said = buyer.ask(chat("anyone?")).await;
    assert!(matches!(said, reply::Result::Chat(_)), "{said:?}");
    house.inventory.go_on();
    let open = buyer
        .until("the open one", |kind| match kind {
            Kind::Reservation(update) => update.reservation.clone(),
            _ => None,
        })
        .await;
    assert_eq!(open.id, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn joins_and_leaves_are_counted_and_recorded() {
    let house = House::new().await;
    house.live_show(10).await;
    let (mut stays, _) = Viewer::join(house.at, JSON, "").await;
    let (leaves, _) = Viewer::join(house.at, JSON, &token("v1", &["chat"])).await;
    let viewers = |kind: &Kind| match kind {
        Kind::State(tick) => tick.viewers.map(|count| (count.now, count.joined)),
        _ => None,
    };
    stays.until("two viewers", |k| viewers(k).filter(|v| *v == (2, 2))).await;
    drop(leaves);
    stays.until("one viewer", |k| viewers(k).filter(|v| *v == (1, 2))).await;
    eventually("the leave is recorded", || async {
        let of = |step: v1::FunnelStep| {
            let events = house.funnel.events();
            events
                .iter()
                .any(|event| event.step() == step && event.viewer == support::pseudonym("v1"))
        };
        of(v1::FunnelStep::RoomEntered) && of(v1::FunnelStep::RoomLeft)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_gives_everyone_a_slot() {
    let mut house = House::new().await;
    house.live_show(10).await;
    let mut viewers = Vec::new();
    for _ in 0..20 {
        viewers.push(Viewer::join(house.at, JSON, "").await.0);
    }
    let waiting = tokio::spawn(async move {
        let mut slots = Vec::new();
        for viewer in &mut viewers {
            let (goodbye, code) = viewer.goodbye().await;
            assert_eq!(checked(&goodbye.error.unwrap()), ErrorCode::Draining);
            assert_eq!(code, Some(3000));
            slots.push(goodbye.reconnect_after_ms);
        }
        slots
    });
    house.close().await;
    let mut slots = waiting.await.unwrap();
    slots.sort_unstable();
    // Spread over the ten seconds, after the fifth of one that they take to go and the
    // five that a restart may take: no two at once, none missing a large part.
    assert!(slots.windows(2).all(|two| two[0] < two[1] && two[1] - two[0] < 1_500), "{slots:?}");
    assert!(slots.iter().all(|slot| (5_000..15_200).contains(slot)));
}
