#!/usr/bin/env bash
# Builds everything that a bench measures, in release, and measures it.
# An argument takes only the figures whose names begin so.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p hawker --features hawker/bench
cargo build --release --quiet -p hawker-load --bins
exec target/release/hawker-bench "$@"
