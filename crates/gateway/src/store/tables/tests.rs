//! Several gateways that change rooms, on a real PostgreSQL.

use hawker_domain::{MerchantId, Timestamp, room::Room};
use hawker_test_servers::Postgres;

use super::*;
use crate::{rooms::samples::show, token::Revoked};

fn config(server: &Postgres, database: &str) -> hawker_postgres::Config {
    hawker_postgres::Config {
        hosts: vec![server.host()],
        database: database.to_owned(),
        tls: false,
        ..hawker_postgres::Config::default()
    }
}

/// Two gateways on one database.
async fn two(server: &Postgres) -> [Arc<Tables>; 2] {
    let config = config(server, &server.database());
    [Tables::open(&config).await.unwrap(), Tables::open(&config).await.unwrap()]
}

fn change(offset: u32) -> (Change, RoomRecord) {
    let publication = v1::Publication {
        epoch: 3,
        offset,
        kind: Some(v1::publication::Kind::Unpinned(v1::Unpinned {})),
        ..v1::Publication::default()
    };
    let change = Change {
        position: Position { epoch: 3, offset },
        publications: (offset > 0).then_some(publication).into_iter().collect(),
        ..Change::of_show(&Room::new(show(), 3))
    };
    let record = RoomRecord {
        show: Some(change.show.clone()),
        position: Some(v1::Position { epoch: 3, offset }),
        ..RoomRecord::default()
    };
    (change, record)
}

async fn keep(tables: &Tables, version: u64, offset: u32) -> Kept {
    let (change, record) = change(offset);
    let record = RoomRecord { version: version + 1, ..record };
    tables.keep(version, &change, &record).await.unwrap()
}

#[test]
fn a_version_anew_is_above_all_that_a_gateway_may_have() {
    let now = Timestamp::from_millis(1_790_000_000_000);
    assert_eq!(version_anew(40, now), 1_790_000_000_000);
    assert_eq!(version_anew(1_790_000_000_000, now), 1_790_000_000_001);
    assert_eq!(version_anew(1_790_000_000_000, Timestamp::from_millis(0)), 1_790_000_000_001);
}

#[tokio::test]
async fn a_gateway_from_before_a_restore_changes_nothing_after_it() {
    let [zombie, restored] = two(Postgres::shared()).await;
    let (_, new) = change(0);
    assert!(matches!(zombie.make(&new).await.unwrap(), Kept::Done));
    for version in 0..3 {
        let offset = u32::try_from(version).unwrap() + 1;
        assert!(matches!(keep(&zombie, version, offset).await, Kept::Done));
    }
    let position = v1::Position { epoch: 9, offset: 0 };
    let anew = |version| RoomRecord { version, position: Some(position), ..change(0).1 };
    restored.begin_anew(3, anew).await.unwrap();
    let Kept::Overtaken(there) = keep(&zombie, 3, 4).await else { panic!("it was kept") };
    assert!(there.version > 1_700_000_000_000, "{}", there.version);
    assert_eq!((there.position.epoch, there.position.offset), (9, 0));
    assert!(there.history.is_empty(), "nobody resumes from what was told before");
    assert!(restored.begin_anew(3, anew).await.is_err(), "it was changed since it was read");
}

#[tokio::test]
async fn of_two_changes_of_one_version_one_is_kept_and_the_other_learns_of_it() {
    let [one, other] = two(Postgres::shared()).await;
    let (_, new) = change(0);
    assert!(matches!(one.make(&new).await.unwrap(), Kept::Done));
    let made = other.make(&new).await.unwrap();
    assert!(matches!(made, Kept::Overtaken(there) if there.version == 0));
    for version in 0..20 {
        let offset = u32::try_from(version).unwrap() + 1;
        let (a, b) = tokio::join!(keep(&one, version, offset), keep(&other, version, offset));
        let lost = match (a, b) {
            (Kept::Done, Kept::Overtaken(lost)) | (Kept::Overtaken(lost), Kept::Done) => lost,
            both => panic!("version {version}: {both:?}"),
        };
        assert_eq!((lost.version, lost.position.offset), (version + 1, offset));
        let told: Vec<_> = lost.history.iter().map(|it| it.offset).collect();
        assert!(told.into_iter().eq(1..=offset), "each once, and in order");
    }
    assert_eq!(one.versions().await.unwrap(), [("s1".to_owned(), 20)]);
    assert!(other.read("s2").await.unwrap().is_none());
}

#[tokio::test]
async fn only_the_newest_history_is_kept() {
    let [one, other] = two(Postgres::shared()).await;
    let (_, new) = change(0);
    one.make(&new).await.unwrap();
    let last = HISTORY + 5;
    for offset in 1..=last {
        assert!(matches!(keep(&one, u64::from(offset) - 1, offset).await, Kept::Done));
    }
    let read = other.read("s1").await.unwrap().unwrap();
    assert_eq!(read.history.len(), HISTORY as usize);
    assert_eq!(read.history.last().unwrap().offset, last);
}

#[tokio::test]
async fn a_server_that_was_away_is_found_again() {
    let server = Postgres::start();
    let [one, other] = two(&server).await;
    let (_, new) = change(0);
    one.make(&new).await.unwrap();
    server.kill();
    let (change, record) = change(1);
    let error = one.keep(0, &change, &record).await.unwrap_err();
    assert_eq!((error.code(), error.temporary), (ErrorCode::Unavailable, true));
    server.start_again();
    assert!(matches!(keep(&one, 0, 1).await, Kept::Done));
    assert_eq!(other.read("s1").await.unwrap().unwrap().version, 1);
}

#[tokio::test]
async fn a_revocation_is_known_to_all_until_it_ends() {
    let [one, other] = two(Postgres::shared()).await;
    let at = |seconds: i64| Timestamp::from_millis(now().as_millis() + seconds * 1_000);
    let revocation = |jti: &str, until| Revocation {
        what: Revoked::Token(jti.into()),
        merchant: MerchantId::new("m1").unwrap(),
        before: at(0),
        until,
    };
    one.revoke(&revocation("a", at(60))).await.unwrap();
    one.revoke(&revocation("b", at(-1))).await.unwrap();
    other.revoke(&revocation("a", at(120))).await.unwrap();
    let known = other.revocations().await.unwrap();
    let [a] = known.as_slice() else { panic!("{} revocations", known.len()) };
    assert!(matches!(&a.what, Revoked::Token(jti) if &**jti == "a"));
    assert!(a.until > at(100), "the later end holds");
}
