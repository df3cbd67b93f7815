#!/bin/sh
# Writes what is generated and committed: the Rust and TypeScript types of the
# schema, docs/metrics.md and docs/scenarios.md.
set -eu
. "$(dirname "$0")/common.sh"

cargo run -q -p hawker-codegen
scripts/web.sh packages
(cd web && npm run --silent generate)
cargo run -q -p hawker-telemetry --example metrics-doc >target/metrics.md
mv target/metrics.md docs/metrics.md
cargo run -q -p hawker-load --bin hawker-load -- scenario reference >target/scenarios.md
mv target/scenarios.md docs/scenarios.md
