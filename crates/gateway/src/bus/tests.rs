//! The bus on real clusters.

use std::time::{Duration, Instant};

use hawker_proto::v1::{ChatMessage, Position, Publication};
use hawker_test_servers::{RedisCluster, RedisNode};
use tokio::sync::mpsc::Receiver;

use super::*;

/// Longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway's end of the bus.
struct End {
    cluster: Arc<Cluster>,
    events: Receiver<Event>,
}

impl End {
    async fn of(redis: &RedisCluster, prefix: &str) -> Self {
        let config = RedisConfig {
            nodes: redis.addresses(),
            tls: false,
            prefix: prefix.to_owned(),
            ..RedisConfig::default()
        };
        let (cluster, events) = Cluster::start(&config).unwrap();
        let end = Self { cluster, events };
        end.whole().await;
        end
    }

    async fn whole(&self) {
        while !self.cluster.is_whole() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(PATIENCE, self.events.recv()).await;
        next.expect("an event in time").expect("an event")
    }

    /// The next event that tells of messages that may have been missed.
    async fn lost(&mut self) -> Vec<ShowId> {
        loop {
            if let Event::Lost { shows, .. } = self.next().await {
                return shows;
            }
        }
    }

    /// Every event up to a mark that this end sends itself through another.
    async fn until_marked(&mut self, by: &Self, show: &ShowId) -> Vec<Event> {
        by.cluster.chat(show, batch("the mark")).await.unwrap();
        let mut events = Vec::new();
        loop {
            match self.next().await {
                Event::Chat { batch: said, .. } if said == batch("the mark") => return events,
                event => events.push(event),
            }
        }
    }
}

fn show(id: &str) -> ShowId {
    ShowId::new(id).unwrap()
}

fn change(epoch: u32, version: u64) -> RoomChange {
    let offset = u32::try_from(version).unwrap();
    RoomChange {
        version,
        position: Some(Position { epoch, offset }),
        publications: vec![Publication { epoch, offset, ..Publication::default() }],
        ..RoomChange::default()
    }
}

fn changed(show: &ShowId, epoch: u32, version: u64) -> Event {
    Event::Change { show: show.clone(), change: Box::new(change(epoch, version)) }
}

fn batch(text: &str) -> ChatBatch {
    let message = ChatMessage { text: text.to_owned(), ..ChatMessage::default() };
    ChatBatch { messages: vec![message], sampled_out: 3 }
}

/// How often the nodes carried a command out, all together.
fn carried_out(redis: &RedisCluster, command: &str) -> u64 {
    let calls = |node: &RedisNode| {
        let stats = node.ask(&["INFO", "commandstats"]);
        let line =
            stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
        line.and_then(|rest| rest.split(',').next()?.parse().ok()).unwrap_or(0)
    };
    redis.nodes().iter().map(calls).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_are_attached_get_each_change_once_and_nobody_else_does() {
    let redis = RedisCluster::shared();
    let tea = show("tea");
    let (writer, mut one, mut other) =
        (End::of(redis, "once").await, End::of(redis, "once").await, End::of(redis, "once").await);
    assert!(one.cluster.attach(&tea, PATIENCE).await);
    assert!(other.cluster.attach(&tea, PATIENCE).await);
    for version in 1..=3 {
        writer.cluster.change(&tea, &change(7, version)).await.unwrap();
    }
    writer.cluster.chat(&tea, batch("hello")).await.unwrap();
    let said = Event::Chat { show: tea.clone(), batch: batch("hello") };
    let mut expected: Vec<_> = (1..=3).map(|version| changed(&tea, 7, version)).collect();
    expected.push(said);
    assert_eq!(one.until_marked(&writer, &tea).await, expected);
    other.cluster.detach(&tea);
    expected.push(Event::Chat { show: tea.clone(), batch: batch("the mark") });
    for event in expected {
        assert_eq!(other.next().await, event);
    }
    // It left: what is said from now on is for the other one alone.
    let left = || carried_out(redis, "sunsubscribe") > 0;
    while !left() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    writer.cluster.change(&tea, &change(7, 4)).await.unwrap();
    assert_eq!(one.until_marked(&writer, &tea).await, vec![changed(&tea, 7, 4)]);
    assert!(other.events.try_recv().is_err(), "it is attached no longer");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_tell_the_same_version_one_is_heard() {
    let redis = RedisCluster::shared();
    let tea = show("tea");
    let (writer, rival, mut reader) =
        (End::of(redis, "cas").await, End::of(redis, "cas").await, End::of(redis, "cas").await);
    assert!(reader.cluster.attach(&tea, PATIENCE).await);
    for version in 1..=20 {
        let next = change(7, version);
        let (one, other) =
            tokio::join!(writer.cluster.change(&tea, &next), rival.cluster.change(&tea, &next));
        assert!(one.is_ok() && other.is_ok());
    }
    // An older epoch has nothing to say any more either.
    writer.cluster.change(&tea, &change(6, 99)).await.unwrap();
    let heard = reader.until_marked(&writer, &tea).await;
    let expected: Vec<_> = (1..=20).map(|version| changed(&tea, 7, version)).collect();
    assert_eq!(heard, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_read_from_the_log_as_far_as_it_reaches() {
    let redis = RedisCluster::shared();
    let (tea, end) = (show("tea"), End::of(redis, "log").await);
    let since = async |epoch, version| end.cluster.since(&tea, epoch, version).await.unwrap();
    assert_eq!(since(7, 1).await, Since::Behind, "nothing is there yet");
    for version in 1..=300 {
        end.cluster.change(&tea, &change(7, version)).await.unwrap();
    }
    assert_eq!(since(7, 300).await, Since::Changes(Vec::new()));
    assert_eq!(since(7, 298).await, Since::Changes(vec![change(7, 299), change(7, 300)]));
    let Since::Changes(all) = since(7, 44).await else { panic!("the log holds 256") };
    assert_eq!(all.len(), 256);
    assert_eq!(since(7, 43).await, Since::Short);
    assert_eq!(since(7, 301).await, Since::Behind);
    assert_eq!(since(8, 1).await, Since::Behind);
    // A change that is not the next one: only who has the one before can go on.
    end.cluster.change(&tea, &change(7, 310)).await.unwrap();
    assert_eq!(since(7, 309).await, Since::Changes(vec![change(7, 310)]));
    assert_eq!(since(7, 300).await, Since::Short);
    end.cluster.change(&tea, &change(8, 1)).await.unwrap();
    assert_eq!(since(7, 310).await, Since::Short, "another epoch began");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_redis_without_functions_is_filled_again() {
    let redis = RedisCluster::start(0);
    let tea = show("tea");
    let (writer, mut reader) = (End::of(&redis, "empty").await, End::of(&redis, "empty").await);
    assert!(reader.cluster.attach(&tea, PATIENCE).await);
    writer.cluster.change(&tea, &change(7, 1)).await.unwrap();
    redis.empty();
    for node in redis.nodes() {
        assert_eq!(node.ask(&["FUNCTION", "FLUSH", "SYNC"]), "OK");
    }
    assert_eq!(writer.cluster.since(&tea, 7, 1).await.unwrap(), Since::Behind);
    writer.cluster.lift(&tea, 7, 1).await.unwrap();
    writer.cluster.lift(&tea, 7, 1).await.unwrap();
    writer.cluster.change(&tea, &change(7, 2)).await.unwrap();
    let heard = reader.until_marked(&writer, &tea).await;
    let rebuilt = Event::Rebuilt { show: tea.clone(), version: 1 };
    assert_eq!(heard, vec![changed(&tea, 7, 1), rebuilt, changed(&tea, 7, 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_are_added_up_over_gateways() {
    let redis = RedisCluster::shared();
    let tea = show("tea");
    let (one, other) = (End::of(redis, "crowd").await, End::of(redis, "crowd").await);
    let tally = |now, joined, left| Tally { now, joined, left, ..Tally::default() };
    let seen: Vec<u64> = (0..5_000_u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
    let alone = one.cluster.crowd(&tea, tally(3, 5, 2), &seen[..3]).await.unwrap();
    assert_eq!(alone, Tally { now: 3, joined: 5, left: 2, gateways: 1, unique: 3 });
    let both = other.cluster.crowd(&tea, tally(10, 11, 1), &seen[2..4]).await.unwrap();
    assert_eq!(both, Tally { now: 13, joined: 16, left: 3, gateways: 2, unique: 4 });
    let both = one.cluster.crowd(&tea, tally(1, 6, 5), &seen).await.unwrap();
    assert_eq!((both.now, both.joined, both.left), (11, 17, 6));
    assert!((3_900..4_300).contains(&both.unique), "{} of about 4,096", both.unique);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_gone_has_nobody_in_the_room() {
    let redis = RedisCluster::shared();
    let (tea, end) = (show("tea"), End::of(redis, "gone").await);
    let key = end.cluster.names.key(&tea, "crowd");
    let node = redis.primary_of(&key);
    let clock: u64 = node.ask(&["TIME"]).lines().next().unwrap().parse().unwrap();
    let entry = |ago: u64| format!("40 50 10 {}", clock - ago);
    for (gateway, ago) in [("here", 5), ("silent", 60), ("forgotten", 4_000)] {
        assert!(!node.ask(&["HSET", &key, gateway, &entry(ago)]).is_empty());
    }
    for _ in 0..2 {
        let own = Tally { now: 1, joined: 2, left: 1, ..Tally::default() };
        let sum = end.cluster.crowd(&tea, own, &[]).await.unwrap();
        assert_eq!((sum.now, sum.joined, sum.left, sum.gateways), (41, 152, 111, 2));
    }
    assert_eq!(node.ask(&["HLEN", &key]), "4", "the forgotten one is added to those gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_hears_of_new_shows_and_revocations() {
    let redis = RedisCluster::shared();
    let (one, mut other) = (End::of(redis, "control").await, End::of(redis, "control").await);
    one.cluster.created(&show("tea")).await.unwrap();
    one.cluster.revoked().await.unwrap();
    assert_eq!(other.next().await, Event::Created(show("tea")));
    assert_eq!(other.next().await, Event::Revoked);
}

/// The room's primary comes to grief: its subscriptions come back, those who were
/// attached are told that they may have missed something, and hear what comes then.
async fn survives(
    grief: impl FnOnce(&RedisNode),
    replicas: usize,
    relief: impl FnOnce(&RedisNode),
) {
    let redis = RedisCluster::start(replicas);
    let tea = show("tea");
    let (writer, mut reader) = (End::of(&redis, "grief").await, End::of(&redis, "grief").await);
    assert!(reader.cluster.attach(&tea, PATIENCE).await);
    writer.cluster.change(&tea, &change(7, 1)).await.unwrap();
    assert_eq!(reader.next().await, changed(&tea, 7, 1));
    redis.wait_until_whole();
    let node = redis.primary_of(&writer.cluster.names.key(&tea, "room"));
    let began = Instant::now();
    grief(node);
    if replicas == 0 {
        // Nobody stands in for it: it is back once its silence was noticed.
        while reader.cluster.is_whole() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        relief(node);
    }
    assert_eq!(reader.lost().await, vec![tea.clone()]);
    println!("heard again after {:?}", began.elapsed());
    writer.whole().await;
    while writer.cluster.change(&tea, &change(7, 2)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let heard = reader.until_marked(&writer, &tea).await;
    assert_eq!(heard, vec![changed(&tea, 7, 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_is_killed_is_heard_again_from_its_replica() {
    survives(RedisNode::kill, 1, |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_stands_still_is_heard_again_from_its_replica() {
    survives(RedisNode::pause, 1, |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_comes_back_is_heard_again() {
    survives(RedisNode::kill, 0, RedisNode::start_again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_stood_still_for_a_while_is_heard_again() {
    survives(RedisNode::pause, 0, RedisNode::resume).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_is_wrong() {
    let redis = RedisCluster::shared();
    let nodes = |nodes: Vec<String>| RedisConfig { nodes, tls: false, ..RedisConfig::default() };
    assert_eq!(check(&nodes(redis.addresses())).await, Ok(()));
    let said = check(&nodes(vec!["127.0.0.1:1".to_owned()])).await.unwrap_err();
    assert!(said.contains("127.0.0.1:1"), "{said}");
}

/// A field of a number that this version does not have: a number.
const OF_THE_NEXT_VERSION: [u8; 2] = [15 << 3, 1];

#[tokio::test]
async fn what_a_next_version_says_is_passed_over_and_the_rest_of_it_heard() {
    let redis = RedisCluster::shared();
    let (mut one, other) = (End::of(redis, "next").await, End::of(redis, "next").await);
    let s1 = show("s1");
    assert!(one.cluster.attach(&s1, PATIENCE).await);
    let channel = one.cluster.names.channel(&s1);
    let says = |kind: Option<Kind>| {
        let mut bytes = BusMessage { gateway: 1, kind }.encode_to_vec();
        bytes.extend(OF_THE_NEXT_VERSION);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(redis.primary_of(&channel).ask(&["SPUBLISH", &channel, &text]), "1");
    };
    says(None);
    says(Some(Kind::Chat(batch("known"))));
    let heard = one.until_marked(&other, &s1).await;
    let known = matches!(&heard[..], [Event::Chat { batch: said, .. }] if *said == batch("known"));
    assert!(known, "{heard:?}");
}
