#!/bin/sh
# Every check that is not a test. All run, also after one failed.
set -u
. "$(dirname "$0")/common.sh"

failed=""
check() {
    name=$1
    shift
    say "lint: $name"
    "$@" || failed="$failed $name"
}

in_web() { (cd web && "$@"); }

scripts/tools.sh || failed="$failed tools"
check fmt cargo fmt --all --check
check clippy cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
# Private items are documented too, so a link to one resolves.
check rustdoc env RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" cargo doc -q --workspace --no-deps --document-private-items --locked
check pages in_web npm run --silent lint
check types in_web npx tsc --noEmit
check proto web/node_modules/.bin/buf lint proto
check rules promtool check rules --lint=all --lint-fatal grafana/prometheus/rules/*.yml
check prometheus promtool check config --syntax-only grafana/prometheus/prometheus.yml
check dockerfile target/venv/bin/hadolint deploy/Dockerfile
check compose target/venv/bin/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
check kubernetes target/venv/bin/kubernetes-validate --strict --quiet -k 1.31 \
    deploy/kubernetes/namespace.yaml deploy/kubernetes/gateway.yaml \
    deploy/kubernetes/inventory.yaml deploy/kubernetes/funnel.yaml deploy/kubernetes/network.yaml

if [ -n "$failed" ]; then
    echo "lint: failed:$failed" >&2
    exit 1
fi
say "lint: clean"
