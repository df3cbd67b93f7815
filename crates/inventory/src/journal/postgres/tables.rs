//! The tables in which a fleet's journal stands.

/// What brings them up to date, step by step; see [`hawker_postgres::migrate`].
///
/// A shard's row is its owner's title: every append changes it, and whoever takes the
/// shard over raises its epoch, so that the two wait for one another and never both
/// succeed. Records are stored as they are, since they are read more often than a
/// compressor would gain.
pub(super) const STEPS: &[&str] = &[
    "
    CREATE TABLE hawker_shards (
        shard int PRIMARY KEY,
        journal text NOT NULL DEFAULT gen_random_uuid()::text,
        epoch bigint NOT NULL DEFAULT 0,
        next_seq bigint NOT NULL DEFAULT 1,
        owner text,
        address text,
        seen timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE TABLE hawker_journal (
        shard int, seq bigint, epoch bigint NOT NULL, record bytea NOT NULL,
        PRIMARY KEY (shard, seq));
    ALTER TABLE hawker_journal ALTER COLUMN record SET STORAGE EXTERNAL;
    CREATE TABLE hawker_snapshots (
        shard int, seq bigint, part int, bytes bytea NOT NULL,
        PRIMARY KEY (shard, seq, part));
    ALTER TABLE hawker_snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;
    CREATE TABLE hawker_secrets (name text PRIMARY KEY, secret bytea NOT NULL)",
    // What several shards need beside them.
    "ALTER TABLE hawker_shards ADD COLUMN shards int NOT NULL DEFAULT 1;
    CREATE TABLE hawker_members (
        name text PRIMARY KEY, able bool NOT NULL,
        seen timestamptz NOT NULL DEFAULT clock_timestamp())",
];

/// The part of the schema that these tables are.
pub(super) const PART: &str = "inventory";

/// The rows of so many shards that nobody has owned yet, if there are none at all. Whoever
/// is second waits, and finds those of the first.
pub(super) fn make_shards(count: u16) -> String {
    format!(
        "LOCK TABLE hawker_shards IN SHARE ROW EXCLUSIVE MODE;
        INSERT INTO hawker_shards (shard, shards)
        SELECT number, {count} FROM generate_series(1, {count}) AS number
        WHERE NOT EXISTS (SELECT FROM hawker_shards)"
    )
}

/// How many shards the journal was made with; nothing before it is.
pub(super) const MADE_WITH: &str = "SELECT max(shards) FROM hawker_shards";

/// How many shards there are, also in tables that an earlier release made.
pub(super) const COUNT_ROWS: &str = "SELECT count(*) FROM hawker_shards";

/// Says that a process is there, and whether it can own more; and forgets those that were
/// long gone.
pub(super) const SAY_MEMBER: &str = "
    INSERT INTO hawker_members (name, able) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET able = $2, seen = clock_timestamp()";
pub(super) const FORGET_MEMBERS: &str = "
    DELETE FROM hawker_members WHERE seen < clock_timestamp() - interval '1 hour'";
pub(super) const LEAVE_MEMBERS: &str = "DELETE FROM hawker_members WHERE name = $1";

/// The processes that are there and can own more.
pub(super) const ABLE_MEMBERS: &str = "
    SELECT name FROM hawker_members
    WHERE able AND seen >= clock_timestamp() - $1::bigint * interval '1 millisecond'";

/// Who owns each shard; nobody where it is free to be taken over.
pub(super) const OWNERS: &str = "
    SELECT CASE
        WHEN seen >= clock_timestamp() - $1::bigint * interval '1 millisecond' THEN owner END
    FROM hawker_shards ORDER BY shard";

/// Takes a shard over, whoever owns it.
pub(super) const ACQUIRE: &str = "
    UPDATE hawker_shards
    SET epoch = epoch + 1, owner = $2, address = $3, seen = clock_timestamp()
    WHERE shard = $1 RETURNING epoch, next_seq, journal";

/// Takes a shard over from the owner of that epoch, if that one is gone: it gave the
/// shard back, or was silent for so many milliseconds. It is looked at once more when
/// an append that was under way has ended.
pub(super) const ACQUIRE_FREE: &str = "
    UPDATE hawker_shards
    SET epoch = epoch + 1, owner = $2, address = $3, seen = clock_timestamp()
    WHERE shard = $1 AND epoch = $4 AND
        (owner IS NULL OR seen < clock_timestamp() - $5::bigint * interval '1 millisecond')
    RETURNING epoch, next_seq, journal";

/// Appends a record, if the epoch is the newest and the record the next: one
/// statement, so that nothing comes between the two.
pub(super) const APPEND: &str = "
    WITH own AS (
        UPDATE hawker_shards SET next_seq = next_seq + 1, seen = clock_timestamp()
        WHERE shard = $1 AND epoch = $2 AND next_seq = $3 RETURNING 1)
    INSERT INTO hawker_journal (shard, seq, epoch, record)
    SELECT $1::int, $3::bigint, $2::bigint, $4::bytea FROM own";

/// A page of records: at least one, and then as many as have so many bytes together.
/// How long a record is stands in its row; only those of the page are read.
pub(super) const READ: &str = "
    SELECT seq, record FROM (
        SELECT seq, record,
            sum(octet_length(record)) OVER (ORDER BY seq) - octet_length(record) AS before
        FROM (
            SELECT seq, record FROM hawker_journal
            WHERE shard = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq LIMIT $4) AS newer
    ) AS counted WHERE before < $5 ORDER BY seq";

/// Who owns a shard, and whether it is free to be taken over.
pub(super) const LOOK: &str = "
    SELECT epoch, address, owner IS NULL
        OR seen < clock_timestamp() - $2::bigint * interval '1 millisecond'
    FROM hawker_shards WHERE shard = $1";

/// Says that the owner of that epoch is there, as durably as it appends: a server that
/// was cut off from the others is not to keep an owner that they have replaced.
pub(super) const RENEW: &str = "
    UPDATE hawker_shards SET seen = clock_timestamp() WHERE shard = $1 AND epoch = $2";

/// Gives a shard back, so that another process can take it over at once.
pub(super) const GIVE_BACK: &str =
    "UPDATE hawker_shards SET owner = NULL WHERE shard = $1 AND epoch = $2";

/// How the shards stand, and when their owners last said something.
pub(super) const STANDS: &str = "
    SELECT shard, epoch, next_seq, owner IS NOT NULL, seen::text FROM hawker_shards
    ORDER BY shard";

/// Makes another journal of a shard that was restored, if nobody has said anything.
pub(super) const BEGIN_ANEW: &str = "
    UPDATE hawker_shards
    SET epoch = $2, journal = gen_random_uuid()::text, owner = NULL, address = NULL
    WHERE shard = $1 AND epoch = $3 AND seen::text = $4";

/// A secret that is made once.
pub(super) const MAKE_SECRET: &str =
    "INSERT INTO hawker_secrets (name, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
pub(super) const READ_SECRET: &str = "SELECT secret FROM hawker_secrets WHERE name = $1";
