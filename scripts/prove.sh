#!/bin/sh
# The long proofs, too long for CI, part by part: the same tests at their full
# size, optimised and with every check of arithmetic, then everything once more in
# a clean clone. Each part has a time that it may take, a log, and a result that is
# kept in target/prove: what has passed on the same tree is not run again, so a run
# that was cut short goes on where it was. At the end stands a summary.
#
# `prove.sh PART` runs one part, whether it has passed or not; `prove.sh NAME` the
# tests whose names have NAME, at their full size.
set -u
. "$(dirname "$0")/common.sh"

out=$PWD/target/prove
parts="seeds bugs kills groups fuzz faults rules house clone"
# What a result is worth: the commit, and what was changed since.
tree=$(git rev-parse HEAD)-$(git diff HEAD | cksum | tr ' ' -)
mkdir -p "$out"
export HAWKER_PROVE=1
export PROPTEST_CASES="${PROPTEST_CASES:-5000}"

tests() { cargo test --profile prove --locked --no-fail-fast "$@"; }

seeds() { tests -p hawker-inventory --lib no_promise -- --nocapture; }
bugs() { tests -p hawker-inventory --lib planted -- --nocapture; }
kills() { tests -p hawker-inventory --lib --test journal_crash killed_at_any_moment -- --nocapture; }
# Ten minutes of broken streams of WebSocket frames.
fuzz() { HAWKER_FUZZ_SECONDS=600 tests -p hawker-gateway --lib fuzz -- --nocapture; }
groups() { tests -p hawker-inventory --test groups -- --nocapture; }

# What a fleet is made of taken away or cut apart in turn, 145 rounds under the
# load of `peak`; each that has passed on this tree is kept, so that a run that was cut short
# goes on where it was.
faults() {
    scripts/tools.sh || return 1
    cargo build --profile prove --workspace --bins --locked || return 1
    PROVE_FAULTS_DIR="$out/faults-$tree" tests -p hawker-tests --test faults -- --nocapture
}

# Everything else of the crates: property tests with many more cases.
rules() {
    scripts/tools.sh && scripts/web.sh || return 1
    tests --workspace --exclude hawker-tests -- --nocapture --skip no_promise --skip planted \
        --skip killed_at_any_moment --skip groups_that_end --skip fuzz_what_clients_send
}

# The real binaries: full replays, ten kills in the middle of a sale.
house() {
    scripts/tools.sh && scripts/web.sh || return 1
    cargo build --profile prove --workspace --bins --locked && tests -p hawker-tests -- --nocapture
}

clone() {
    rm -rf "$out/clone"
    git clone -q . "$out/clone" || return 1
    unset HAWKER_PROVE PROPTEST_CASES
    "$out/clone/.ci/run"
}

# Minutes that a part may take, its build included.
limit() {
    case $1 in
        seeds) echo 180 ;;
        bugs | groups) echo 45 ;;
        kills) echo 60 ;;
        *) echo 120 ;;
    esac
}

# Runs a part, and keeps what it came to: the tree, passed or not, the seconds, and
# what its tests said after `proof:`.
run_part() {
    begun=$(date +%s)
    say "prove: $1, within $(limit "$1") minutes"
    : >"$out/$1.log"
    timeout --kill-after=60 "$(limit "$1")m" nice -n "${NICE:-0}" scripts/prove.sh --inner "$1" >"$out/$1.log" 2>&1 &
    pid=$!
    # shellcheck disable=SC2064 # The process of now.
    trap "kill $pid; exit 130" INT TERM
    tail -n +1 --pid="$pid" -f "$out/$1.log"
    wait "$pid"
    case $? in
        0) came="passed" ;;
        124 | 137) came="OUT OF TIME" ;;
        *) came="FAILED" ;;
    esac
    trap - INT TERM
    {
        echo "$tree"
        echo "$came"
        echo "$(($(date +%s) - begun))"
        awk '/^test result: /{ p += $4; f += $6 } END { if (p + f) print p " tests passed, " f + 0 " failed" }' "$out/$1.log"
        sed -n 's/.*proof: //p' "$out/$1.log"
    } >"$out/$1.result"
    [ "$came" = passed ]
}

has_passed() {
    [ "$(sed -n 1,2p "$out/$1.result" 2>/dev/null)" = "$tree
passed" ]
}

summary() {
    say "what was proven, of $tree"
    for part in $parts; do
        if [ ! -f "$out/$part.result" ]; then
            printf '%-7s %-12s\n' "$part" "not run"
            continue
        fi
        came=$(sed -n 2p "$out/$part.result")
        [ "$(sed -n 1p "$out/$part.result")" = "$tree" ] || came="$came before"
        printf '%-7s %-12s %5d s\n' "$part" "$came" "$(sed -n 3p "$out/$part.result")"
        sed -n '4,$s/^/        /p' "$out/$part.result"
    done
}

case ${1:-} in
    --inner)
        "$2"
        exit
        ;;
    "") wanted=$parts ;;
    seeds | bugs | kills | groups | fuzz | faults | rules | house | clone)
        wanted=$1
        rm -f "$out/$1.result"
        ;;
    *)
        scripts/tools.sh && scripts/web.sh || exit 1
        cargo build --profile prove --workspace --bins --locked || exit 1
        tests --workspace -- --nocapture "$@"
        exit
        ;;
esac

failed=0
for part in $wanted; do
    if has_passed "$part"; then
        say "prove: $part has passed on this tree"
    else
        run_part "$part" || failed=$((failed + 1))
    fi
done
summary
[ "$failed" -eq 0 ]
