#!/bin/sh
# Runs every test runner and sums their reports. The last line on standard
# output is always `tests: N passed, M failed`. A runner that dies, a runner
# without a report, and a test that is ignored or skipped each count as failed.
set -u
. "$(dirname "$0")/common.sh"

logs=target/test-logs
rm -rf "$logs"
mkdir -p "$logs"
passed=0
failed=0

fail() {
    say "FAILED: $1"
    failed=$((failed + ${2:-1}))
}

# `add NAME P F I STATUS`: one runner's report. A runner that ended badly though
# its report has no failure died outside a test.
add() {
    say "$1: $2 passed, $3 failed, $4 ignored"
    passed=$((passed + $2))
    failed=$((failed + $3))
    [ "$4" -eq 0 ] || fail "$1: $4 ignored, and nothing may be" "$4"
    [ "$5" -eq 0 ] || [ "$3" -gt 0 ] || fail "$1 died"
    [ "$(($2 + $3))" -gt 0 ] || [ "$5" -ne 0 ] || fail "$1 ran no test"
}

# The pages come first: the binary embeds them. The binaries come before the
# tests: these start the ones of the same build.
scripts/tools.sh || say "some tools are missing: the tests that need them will fail"
scripts/web.sh || fail "building the pages"

# `cargo_sums NAME LOG STATUS`: adds what `cargo test` reported. A test program that
# was killed leaves no result line, and the others may have failures of their own: it
# is counted by cargo saying so.
cargo_sums() {
    status=$3
    sums=$(awk '
        /^test result: / {
            for (i = 2; i <= NF; i++) {
                if ($i ~ /^passed/) p += $(i - 1)
                if ($i ~ /^failed/) f += $(i - 1)
                if ($i ~ /^ignored/) g += $(i - 1)
            }
        }
        END { print p + 0, f + 0, g + 0 }' "$2")
    killed=$(grep -c 'process didn.t exit successfully.*signal:' "$2")
    [ "$killed" -eq 0 ] || { fail "$1: $killed test programs were killed by a signal" "$killed"; status=0; }
    # Three numbers, meant to be split.
    # shellcheck disable=SC2086
    add "$1" $sums $status
}

# What runs as it is on a fleet in place of a server.
on_a_fleet="--test adversary --test selling --test show --test replay --test rehearsal"

say "building"
if run_logged "$logs/build.log" cargo build --workspace --bins --locked; then
    run_logged "$logs/cargo.log" cargo test --workspace --no-fail-fast --locked
    cargo_sums "cargo test" "$logs/cargo.log" $?
    # The list is words, so it is meant to be split.
    # shellcheck disable=SC2086
    run_logged "$logs/fleet.log" env HAWKER_TEST_FLEET=1 \
        cargo test -p hawker-tests --no-fail-fast --locked $on_a_fleet
    cargo_sums "the same on a fleet" "$logs/fleet.log" $?
else
    fail "cargo build"
fi

report=$PWD/$logs/vitest.json
(cd web && run_logged "../$logs/vitest.log" npx vitest run --reporter=default --reporter=json --outputFile.json="$report")
status=$?
sums=$(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const broken = r.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length;
    console.log(r.numPassedTests, r.numFailedTests + broken, r.numPendingTests + (r.numTodoTests ?? 0));
' "$report") || { sums="0 0 0"; status=1; }
# shellcheck disable=SC2086
add vitest $sums $status

echo "tests: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
