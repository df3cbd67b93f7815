//! The servers that tests start do what tests rely on.

use hawker_test_servers::{Postgres, RedisCluster};

#[test]
fn a_database_is_empty_and_its_own() {
    let server = Postgres::shared();
    let (one, other) = (server.database(), server.database());
    server.ask(&one, "CREATE TABLE here (a int)");
    assert_eq!(server.ask(&one, "SELECT count(*) FROM here"), "0");
    let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'here'";
    assert_eq!(server.ask(&other, tables), "0");
}

#[test]
fn what_a_primary_answered_is_on_a_standby_that_is_promoted() {
    let primary = Postgres::with_standbys(2);
    let database = primary.database();
    primary.ask(&database, "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)");
    primary.kill();
    let most = (0..2).max_by_key(|place| {
        primary
            .standby(*place)
            .ask("postgres", "SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn")
            .parse::<u64>()
            .unwrap()
    });
    let promoted = primary.standby(most.unwrap());
    promoted.promote();
    assert_eq!(promoted.ask(&database, "SELECT a FROM kept"), "7");
}

#[test]
fn a_server_that_was_ended_or_paused_comes_back() {
    let server = Postgres::start();
    let database = server.database();
    server.ask(&database, "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)");
    server.kill();
    server.start_again();
    server.pause();
    server.resume();
    assert_eq!(server.ask(&database, "SELECT a FROM kept"), "7");
}

#[test]
fn a_replica_takes_over_from_a_primary_that_was_ended() {
    let cluster = RedisCluster::start(1);
    let primary = cluster.primary_of("key");
    let set = ["-c", "SET", "key", "7"];
    assert_eq!(primary.ask(&set), "OK");
    primary.wait_until_replicated();
    primary.kill();
    cluster.wait_until_whole();
    let other = cluster.primary_of("key");
    assert_ne!(other.address(), primary.address());
    assert_eq!(other.ask(&["GET", "key"]), "7");
    primary.start_again();
    cluster.wait_until_whole();
    cluster.empty();
    assert_eq!(other.ask(&["EXISTS", "key"]), "0");
}
