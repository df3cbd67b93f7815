#!/bin/sh
# Measures Hawker against its baselines, and writes target/bench/summary.json.
# `bench.sh fanout` takes the figures whose names begin so.
set -eu
. "$(dirname "$0")/common.sh"

# Ten thousand viewers are ten thousand sockets, at both ends.
# dash and bash have -n, though POSIX does not ask for it.
# shellcheck disable=SC3045
ulimit -n "$(ulimit -H -n)"

scripts/tools.sh
scripts/web.sh
cargo build --release --locked -p hawker -p hawker-load -p hawker-bench -p hawker-uring --bins --features hawker/bench
exec target/release/hawker-bench "$@"
