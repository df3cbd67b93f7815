#!/bin/sh
# Makes a cluster of the six nodes, unless they are one.
set -eu
nodes=""
for last in 11 12 13 14 15 16; do
    at=172.30.70.$last
    until redis-cli -h "$at" ping >/dev/null 2>&1; do sleep 1; done
    nodes="$nodes $at:6379"
done
if ! redis-cli -h 172.30.70.11 cluster info | grep -q "^cluster_state:ok"; then
    # The list is words, so it is meant to be split.
    # shellcheck disable=SC2086
    redis-cli --cluster create $nodes --cluster-replicas 1 --cluster-yes
fi
until redis-cli -h 172.30.70.11 cluster info | grep -q "^cluster_state:ok"; do sleep 1; done
