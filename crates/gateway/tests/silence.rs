//! What becomes of those who say nothing: no `hello`, or no answer to a ping.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use std::time::{Duration, Instant};

use hawker_gateway::Config;
use hawker_proto::v1::{self, ErrorCode, reply};
use support::{House, claims, mint};
use tokio::{io::AsyncReadExt, net::TcpStream, time::sleep};
use viewer::{JSON, Viewer, chat, checked, hello, ping};

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_hello_is_sent_away() {
    let mut config = Config::default();
    config.workers.hello_ms = 100;
    let house = House::with(config).await;
    house.live_show(10).await;
    let mut viewer = Viewer::connect(house.at, JSON).await;
    let (goodbye, code) = viewer.goodbye().await;
    assert_eq!(checked(&goodbye.error.unwrap()), ErrorCode::HelloTimeout);
    assert_eq!(code, Some(3003));
}

/// The next frame as it comes: its first byte, and its payload. Nothing is answered.
async fn frame_of(stream: &mut TcpStream) -> std::io::Result<(u8, Vec<u8>)> {
    let (first, short) = (stream.read_u8().await?, stream.read_u8().await?);
    let length = match short {
        126 => u64::from(stream.read_u16().await?),
        127 => stream.read_u64().await?,
        short => u64::from(short),
    };
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    stream.read_exact(&mut payload).await?;
    Ok((first, payload))
}

/// How long it takes until a ping comes, with so much said every 20 ms meanwhile; then
/// nothing is answered until the server closes.
async fn until_pinged_and_gone(house: &House, talker: Option<&mut Viewer>) -> Duration {
    const PING: u8 = 0x89;
    const CLOSE: u8 = 0x88;
    let began = Instant::now();
    let mut silent = Viewer::connect(house.at, JSON).await;
    silent.hello(hello("")).await;
    let stream = silent.socket.get_mut();
    let hears = async {
        let mut pinged = None;
        loop {
            match frame_of(stream).await.unwrap() {
                (PING, _) => pinged = pinged.or(Some(began.elapsed())),
                (CLOSE, code) => return (pinged, u16::from_be_bytes([code[0], code[1]])),
                _ => {}
            }
        }
    };
    let talks = async {
        let Some(talker) = talker else { return std::future::pending().await };
        loop {
            talker.ask(chat("still here")).await;
            sleep(Duration::from_millis(20)).await;
        }
    };
    let (pinged, code) = tokio::select! { heard = hears => heard, () = talks => unreachable!() };
    assert_eq!(code, 3001, "it answered nothing");
    pinged.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_is_asked_and_then_gone_and_in_a_lively_room_is_asked_later() {
    let mut config = Config::default();
    (config.workers.ping_seconds, config.workers.idle_seconds) = (1, 5);
    config.workers.chat_scale = 1_000.0;
    config.lanes.viewers_every_ms = 3_600_000;
    let house = House::with(config).await;
    house.live_show(10).await;
    let (mut talker, _) = Viewer::join(house.at, JSON, &mint(&claims("w", &["chat"]))).await;
    let quiet = async { until_pinged_and_gone(&house, None).await };
    // It answers pings for as long as it is read.
    let answers = async { while talker.next().await.is_ok() {} };
    let quiet = tokio::select! { took = quiet => took, () = answers => panic!("it ended") };
    assert!(quiet >= Duration::from_millis(750), "{quiet:?}");
    let lively = until_pinged_and_gone(&house, Some(&mut talker)).await;
    // A quarter sooner at most than four seconds of silence.
    assert!(lively >= Duration::from_secs(3), "{lively:?}");
    assert_eq!(talker.ask(ping()).await, reply::Result::Done(v1::Done {}));
}
