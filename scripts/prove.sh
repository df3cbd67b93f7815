#!/bin/sh
# The long proofs, too long for CI: the same tests at their full size (full
# replays, more kills, simulations by the thousand), in release; then everything
# once more in a clean clone.
# `prove.sh NAME` runs only the tests whose name has NAME, without the clone.
set -u
. "$(dirname "$0")/common.sh"

scripts/tools.sh || exit 1
scripts/web.sh || exit 1
export HAWKER_PROVE=1
export PROPTEST_CASES="${PROPTEST_CASES:-5000}"
cargo build --release --workspace --bins --locked || exit 1
cargo test --release --workspace --no-fail-fast --locked -- --nocapture "$@" || exit 1
[ $# -eq 0 ] || exit 0

say "a clean clone"
clone=target/prove/clone
rm -rf "$clone"
git clone -q . "$clone" || exit 1
unset HAWKER_PROVE PROPTEST_CASES
"$clone/.ci/run"
