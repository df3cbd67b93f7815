#!/bin/sh
# A standby: copies the primary at its first start, and follows it.
set -eu
PGPASSWORD=$(cat /run/secrets/postgres-password)
export PGPASSWORD
from="host=postgres-1 user=hawker application_name=$STANDBY"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    until pg_basebackup -D "$PGDATA" -R -c fast -d "$from"; do
        # What a copy that was broken off has left.
        find "$PGDATA" -mindepth 1 -delete
        sleep 1
    done
fi
exec postgres -c max_connections=300 -c max_wal_senders=8
