//! Viewers with sockets that stall at random, against what the room said.

mod back;
mod chat;
mod shared;

use std::{collections::BTreeMap, io::Cursor};

use bytes::Bytes;
use hawker_proto::v1::{self, ServerFrame, publication, server_frame::Kind};
use hawker_telemetry::gateway::Lane;
use proptest::prelude::*;
use prost::Message;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;

use super::*;
use crate::codec::{Encoding, Inflated, Piece, inflate};
use chat::Chat;

const EPOCH: u32 = 3;

fn publication(offset: u32) -> Publication {
    let kind = publication::Kind::Unpinned(v1::Unpinned {});
    Publication { epoch: EPOCH, offset, at_ms: 0, kind: Some(kind) }
}

fn stock(sku: &str, version: u32) -> SkuStock {
    SkuStock { sku: sku.into(), version, available: version, ..Default::default() }
}

fn small() -> LaneConfig {
    LaneConfig {
        history: 6,
        chat_ring: 6,
        chat_behind: 4,
        chat_catch_up: 2,
        chat_rate: 30,
        chat_rate_from: 0,
        chat_window_ms: 60,
        chat_pending: 12,
        chat_tail: 5,
        snapshot_ms: 5,
        deflate_min_bytes: 30,
        ..LaneConfig::default()
    }
}

/// One viewer whose socket takes as many bytes as it is told to.
struct Viewer {
    encoding: Encoding,
    cursors: Cursors,
    pinned: Option<Bytes>,
    joined: Counts,
    /// What it had seen when it came.
    seen: Seen,
    bytes: Vec<u8>,
}

impl Viewer {
    fn join(lanes: &Lanes, encoding: Encoding) -> Self {
        let snapshot = lanes.snapshot_piece();
        let bytes = snapshot.bytes(encoding).to_vec();
        let (cursors, joined) = (snapshot.cursors(), snapshot.counts());
        Self { encoding, cursors, pinned: None, joined, seen: Seen::default(), bytes }
    }

    /// Writes until the socket is full or nothing is left; true for the latter.
    fn visit(&mut self, lanes: &Lanes, log: &Log, mut budget: usize) -> bool {
        loop {
            if self.pinned.is_none() {
                self.only_is_all(lanes, log);
            }
            let mut batch = Batch::new(self.cursors);
            if let Some(rest) = self.pinned.take() {
                batch.pinned(rest);
            }
            batch.gather(log, self.encoding, lanes);
            if batch.is_empty() {
                return true;
            }
            let mut slices = [std::io::IoSlice::new(&[]); PARTS];
            let count = batch.slices(&mut slices);
            let all: Vec<u8> = slices[..count].iter().flat_map(|s| s.iter().copied()).collect();
            let written = all.len().min(budget);
            budget -= written;
            self.bytes.extend_from_slice(&all[..written]);
            if written == 0 {
                // As a socket that would block: nothing was begun.
                if let [first, ..] = &slices[..count]
                    && !first.is_empty()
                    && self.pinned_first(&batch)
                {
                    self.pinned = Some(Bytes::copy_from_slice(first));
                }
                return false;
            }
            let settled = batch.settle(self.cursors, written, |_, _| {});
            self.cursors = settled.cursors;
            self.pinned = settled.pinned;
        }
    }

    /// The one piece that is found without gathering is all that gathering finds.
    fn only_is_all(&self, lanes: &Lanes, log: &Log) {
        let Some(part) = Part::only(log, self.cursors, self.encoding) else { return };
        let mut batch = Batch::new(self.cursors);
        batch.gather(log, self.encoding, lanes);
        let mut slices = [std::io::IoSlice::new(&[]); PARTS];
        assert_eq!(batch.slices(&mut slices), 1);
        assert_eq!(part.bytes(), &*slices[0]);
        let (ours, all) = (part.settle(part.len()), |_: &Part<'_>, _| {});
        assert_eq!(ours.cursors, batch.settle(self.cursors, part.len(), all).cursors);
        assert!(ours.pinned.is_none());
        assert_eq!(part.settle(0).pinned.as_ref(), Some(part.bytes()));
    }

    fn pinned_first(&self, batch: &Batch<'_>) -> bool {
        let mut first = None;
        batch.settle(self.cursors, 1, |part, _| first = first.or(Some(part.rest)));
        first == Some(true)
    }

    /// What it got, decoded.
    fn frames(&self) -> Vec<Kind> {
        let mut frames = Vec::new();
        let mut rest = self.bytes.as_slice();
        while !rest.is_empty() {
            let mut cursor = Cursor::new(rest);
            let (header, length) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
            let start = cursor.position() as usize;
            let (body, after) = rest[start..].split_at(length as usize);
            let mut inflated = Vec::new();
            let body = if header.rsv1 {
                assert!(self.encoding.is_deflated(), "compressed without leave");
                assert_eq!(inflate(body, 1 << 20, &mut inflated), Inflated::Whole);
                &inflated
            } else {
                body
            };
            let frame: ServerFrame = match self.encoding.plain() {
                Encoding::Json => serde_json::from_slice(body).unwrap(),
                _ => ServerFrame::decode_length_delimited(body).unwrap(),
            };
            frames.extend(frame.kind.map(|kind| match kind {
                Kind::PackedChat(columns) => Kind::Chat(hawker_proto::unpack(&columns).unwrap()),
                kind => kind,
            }));
            rest = after;
        }
        frames
    }
}

#[derive(Debug, Clone)]
enum Op {
    Publish,
    Stock(u8, u8),
    Group(u8),
    Say(u8, u8),
    Hear(u8, u8),
    Tick(u16),
    Visit(u8, u16),
    Join(usize),
    Back(usize, u8),
    Enter,
    Pace(u16, u16, bool),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Publish),
        3 => (0..4_u8, 0..50_u8).prop_map(|(sku, version)| Op::Stock(sku, version)),
        1 => (0..3_u8).prop_map(Op::Group),
        6 => (0..5_u8, 0..60_u8).prop_map(|(who, size)| Op::Say(who, size)),
        2 => (0..9_u8, 0..4_u8).prop_map(|(messages, lost)| Op::Hear(messages, lost)),
        8 => (1..120_u16).prop_map(Op::Tick),
        8 => (0..8_u8, 0..400_u16).prop_map(|(who, budget)| Op::Visit(who, budget)),
        1 => (0..Encoding::COUNT).prop_map(Op::Join),
        2 => (0..Encoding::COUNT, 0..9_u8).prop_map(|(nth, behind)| Op::Back(nth, behind)),
        1 => Just(Op::Enter),
        1 => (1..200_u16, 0..60_u16, any::<bool>())
            .prop_map(|(tick, rate, large)| Op::Pace(tick, rate, large)),
    ]
}

/// What the balances of one viewer's log come to.
fn audit(viewer: &Viewer, head: u32, total: Counts, groups: &BTreeMap<String, u32>) {
    let mut position = viewer.seen.position.offset;
    let mut seen = std::collections::BTreeSet::new();
    let mut skipped = 0;
    let mut versions = back::versions(&viewer.seen);
    let mut counts = viewer.joined;
    let mut grown: BTreeMap<String, u32> = BTreeMap::new();
    let check = |versions: &mut BTreeMap<String, u32>, stocks: &[SkuStock]| {
        for stock in stocks {
            let known = versions.insert(stock.sku.clone(), stock.version);
            assert!(known.is_none_or(|known| known <= stock.version), "state went back: {stock:?}");
        }
    };
    let mut check_groups = |groups: &[GroupProgress]| {
        for group in groups {
            let known = grown.insert(group.sale.clone(), group.buyers);
            assert!(
                known.is_none_or(|known| known <= group.buyers),
                "a group went back: {group:?}"
            );
        }
    };
    for (nth, kind) in viewer.frames().into_iter().enumerate() {
        match kind {
            Kind::Snapshot(snapshot) => {
                let offset = snapshot.position.unwrap().offset;
                assert!(nth == 0 || offset > position, "a snapshot that replaces nothing");
                position = offset;
                let state = snapshot.state.unwrap();
                check(&mut versions, &state.stocks);
                check_groups(&state.groups);
            }
            Kind::Publication(publication) => {
                position += 1;
                assert_eq!(publication.offset, position, "a publication lost or doubled");
            }
            Kind::State(tick) => {
                check(&mut versions, &tick.stocks);
                check_groups(&tick.groups);
            }
            Kind::Chat(tick) => {
                for message in &tick.messages {
                    assert!(seen.insert(message.seq), "chat {} came twice", message.seq);
                    assert!(message.seq > viewer.joined.accepted, "chat from before the join");
                }
                assert!(tick.accepted >= counts.accepted && tick.sampled_out >= counts.sampled_out);
                counts = Counts { accepted: tick.accepted, sampled_out: tick.sampled_out };
            }
            Kind::ChatSkipped(skip) => skipped += skip.messages,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(grown, *groups, "not the newest of every group came");
    assert_eq!(position, head, "not all critical publications came");
    let received = u32::try_from(seen.len()).unwrap();
    // Where a snapshot stood for skipped chat, the last tick's counts are older.
    let shown = total.shown() - viewer.joined.shown();
    assert_eq!(received + skipped, shown, "chat received + skipped = shown");
}

fn play(ops: Vec<Op>) {
    let config = small();
    let lanes = Lanes::new(&config, EPOCH, Vec::new());
    let own = lanes.follow(&Arc::default(), 0);
    let mut log = Log::new(&config);
    let mut viewers = vec![Viewer::join(&lanes, Encoding::Json)];
    let mut now = Instant::now();
    let mut offset = 0;
    let mut groups: BTreeMap<String, u32> = BTreeMap::new();
    let mut stocks = back::Newest::default();
    let mut chat = Chat::default();
    lanes.share();
    for op in ops {
        match op {
            Op::Publish => {
                offset += 1;
                lanes.publish(publication(offset));
                lanes.set_base(SnapshotBase::default());
            }
            Op::Stock(sku, version) => stocks.set(&lanes, format!("sku{sku}"), version.into()),
            Op::Group(sale) => {
                let sale = format!("sale{sale}");
                let buyers = groups.entry(sale.clone()).or_default();
                *buyers += 1;
                lanes.set_group(GroupProgress { sale, buyers: *buyers, ..Default::default() });
            }
            Op::Say(who, size) => {
                let (viewer, text) = (format!("v{who}"), "x".repeat(size.into()));
                let role = v1::ChatRole::Unspecified;
                lanes.say(NewChat { viewer, text, role, at_ms: 0 });
                chat.own += 1;
            }
            Op::Hear(messages, sampled_out) => {
                lanes.take_in_chat(chat.batch(messages, sampled_out))
            }
            Op::Tick(millis) => {
                now += Duration::from_millis(millis.into());
                lanes.tick(now, &own);
            }
            Op::Visit(who, budget) => {
                lanes.sync(&mut log);
                let who = usize::from(who) % viewers.len();
                viewers[who].visit(&lanes, &log, budget.into());
            }
            Op::Join(nth) => {
                let encoding = Encoding::ALL[nth];
                viewers.push(Viewer::join(&lanes, encoding));
            }
            Op::Back(nth, behind) => {
                let seen = stocks.seen(offset.saturating_sub(behind.into()));
                lanes.sync(&mut log);
                viewers.push(Viewer::come_back(&lanes, &log, seen, Encoding::ALL[nth]));
            }
            Op::Pace(tick, rate, large) => lanes.set_pace(&RoomSettings {
                state_tick_ms: Some(tick.into()),
                chat_tick_ms: Some(tick.into()),
                chat_rate: Some(rate.into()),
                chat_rate_from: Some(if large { 0 } else { 1_000 }),
            }),
            Op::Enter => lanes.enter(0),
        }
    }
    now += Duration::from_secs(5);
    lanes.tick(now, &own);
    lanes.tick(now + Duration::from_secs(5), &own);
    lanes.sync(&mut log);
    for viewer in &mut viewers {
        assert!(viewer.visit(&lanes, &log, usize::MAX));
        audit(viewer, offset, log.counts(), &groups);
    }
    chat.balances(&lanes, log.counts());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_viewer_gets_what_the_lanes_promise(ops in proptest::collection::vec(op(), 1..250)) {
        play(ops);
    }
}

#[test]
fn a_publication_out_of_order_is_not_sent() {
    let lanes = Lanes::new(&small(), EPOCH, vec![publication(7), publication(8)]);
    assert_eq!((lanes.epoch(), lanes.log().critical_head()), (EPOCH, 8));
    lanes.publish(publication(8));
    lanes.publish(publication(10));
    assert_eq!(lanes.log().critical_head(), 8);
    lanes.publish(publication(9));
    assert_eq!(lanes.log().critical_head(), 9);
}

#[test]
fn one_who_is_in_the_ring_gets_exactly_what_was_missed() {
    let history = (1..=9).map(publication).collect();
    let lanes = Lanes::new(&small(), EPOCH, history);
    let mut log = Log::new(&small());
    lanes.sync(&mut log);
    assert_eq!((log.critical_floor(), log.critical_head()), (3, 9));
    let mut batch = Batch::new(Cursors { critical: 3, ..Cursors::default() });
    batch.gather(&log, Encoding::Proto, &lanes);
    let mut critical = 0;
    let settled = batch.settle(Cursors::default(), usize::MAX, |part, _| {
        critical += usize::from(part.lane == Lane::Critical);
        assert!(!part.replaces);
    });
    assert_eq!((critical, settled.cursors.critical), (6, 9));
}

#[test]
fn what_a_snapshot_says_of_stock_is_never_older_than_what_was_told() {
    let config = LaneConfig { snapshot_ms: 60_000, ..small() };
    let lanes = Lanes::new(&config, EPOCH, Vec::new());
    let own = lanes.follow(&Arc::default(), 0);
    let mut now = Instant::now() + Duration::from_secs(1);
    for version in 1..50 {
        lanes.set_stock(stock("a", version));
        lanes.snapshot();
        now += Duration::from_secs(1);
        lanes.tick(now, &own);
        let told = lanes.snapshot().state.unwrap().stocks;
        assert_eq!(told[0].version, version);
    }
}

#[test]
fn a_buyer_hears_of_reservations_until_unheard() {
    let lanes = Lanes::new(&small(), EPOCH, Vec::new());
    let own = lanes.follow(&Arc::default(), 0);
    let buyer = BuyerId::new("b1").unwrap();
    let key = SessionKey { slot: 1, number: 2 };
    lanes.hear(&buyer, &own, key);
    let held = Reservation { id: 5, ..Default::default() };
    lanes.notify_buyer(&buyer, held.clone());
    let notices = own.take_notices();
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].session, notices[0].reservation.id), (key, 5));
    assert!(!lanes.has_bought(&buyer));
    lanes.unhear(&buyer, &own, key);
    let mut bought = held;
    bought.set_state(v1::ReservationState::Committed);
    lanes.notify_buyer(&buyer, bought);
    assert!(own.take_notices().is_empty());
    assert!(lanes.has_bought(&buyer));
}

fn say(lanes: &Lanes, viewer: &str) {
    let role = v1::ChatRole::Unspecified;
    lanes.say(NewChat { viewer: viewer.into(), text: "x".into(), role, at_ms: 0 });
}

/// Messages that come in ticks within a second, of a hundred that are said in it.
fn shown_in_a_second(lanes: &Arc<Lanes>, own: &Arc<Follower>, from: Instant) -> u32 {
    let mut log = lanes.log();
    let before = log.counts().shown();
    for step in 1..=100_u64 {
        say(lanes, &format!("v{step}"));
        lanes.tick(from + Duration::from_millis(step * 10), own);
    }
    lanes.sync(&mut log);
    log.counts().shown() - before
}

#[test]
fn a_room_has_its_own_rate_from_the_moment_that_it_is_set() {
    let config = LaneConfig { chat_rate: 0, ..LaneConfig::default() };
    let lanes = Lanes::new(&config, EPOCH, Vec::new());
    let own = lanes.follow(&Arc::default(), 0);
    let start = Instant::now() + Duration::from_secs(1);
    let all = shown_in_a_second(&lanes, &own, start);
    assert!(all >= 98, "{all} of a hundred without a rate");
    let settings =
        RoomSettings { chat_rate: Some(20), chat_rate_from: Some(0), ..RoomSettings::default() };
    lanes.set_pace(&settings);
    let some = shown_in_a_second(&lanes, &own, start + Duration::from_secs(1));
    // What the bucket holds at first, and what a second fills in.
    assert!((15..=42).contains(&some), "{some} at twenty a second");
    let few = shown_in_a_second(&lanes, &own, start + Duration::from_secs(2));
    assert!((10..=22).contains(&few), "{few} at twenty a second");
    lanes.set_pace(&RoomSettings::default());
    let again = shown_in_a_second(&lanes, &own, start + Duration::from_secs(3));
    assert!(again >= 98, "{again} of a hundred once it is unset");
}

#[test]
fn more_is_said_with_a_write_the_larger_the_room_is_but_plenty_does_not_wait() {
    let config = LaneConfig { chat_rate: 0, chat_tick_ms: 20, ..LaneConfig::default() };
    let ms = Duration::from_millis;
    // How long a walk takes, when the next tick is due, and when with eight messages.
    for (walk, few, plenty) in [(2, 25, 20), (30, 95, 40), (60, 120, 80), (120, 160, 160)] {
        let lanes = Lanes::new(&config, EPOCH, Vec::new());
        let own = lanes.follow(&Arc::default(), 0);
        own.walked(ms(walk));
        say(&lanes, "v");
        let start = Instant::now() + Duration::from_secs(9);
        lanes.tick(start, &own);
        say(&lanes, "v");
        assert_eq!(lanes.tick(start + ms(1), &own), Some(start + ms(few)), "{walk} ms");
        (1..8).for_each(|_| say(&lanes, "v"));
        assert_eq!(lanes.tick(start + ms(1), &own), Some(start + ms(plenty)), "{walk} ms");
    }
}

#[test]
fn what_a_viewer_lacks_is_as_old_as_the_oldest_of_it() {
    let lanes = Lanes::new(&LaneConfig { history: 3, ..small() }, EPOCH, Vec::new());
    let own = lanes.follow(&Arc::default(), 0);
    let mut log = lanes.log();
    let mut now = Instant::now();
    let mut tick = |log: &mut Log, version| {
        lanes.set_stock(stock("mug", version));
        now += Duration::from_secs(1);
        lanes.tick(now, &own);
        lanes.sync(log);
        now
    };
    tick(&mut log, 1);
    let at = lanes.snapshot_piece().cursors();
    assert_eq!(log.lacks_since(at), [None; 3], "it has all");

    let second = tick(&mut log, 2);
    tick(&mut log, 3);
    assert_eq!(log.lacks_since(at), [None, Some(second), None]);

    for offset in 1..=5 {
        lanes.publish(publication(offset));
    }
    lanes.sync(&mut log);
    let [critical, ..] = log.lacks_since(at);
    let kept = log.publication(3).map(|piece| piece.born());
    assert_eq!(critical, kept, "the oldest kept stands for those that are not");
    let one = Cursors { critical: 4, ..at };
    let [critical, ..] = log.lacks_since(one);
    assert_eq!(critical, log.publication(5).map(|piece| piece.born()));
    let all = Cursors { critical: 5, state: 3, ..at };
    assert_eq!(log.lacks_since(all), [None; 3]);
}
