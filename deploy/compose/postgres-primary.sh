#!/bin/sh
# Run once, when the primary's database is made: standbys may follow, and every commit
# waits for one of the two, from the next start on, which comes right after this.
set -eu
echo "host replication hawker all scram-sha-256" >>"$PGDATA/pg_hba.conf"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
    -c "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby_1, standby_2)'"
