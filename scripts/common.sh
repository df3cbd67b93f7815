# Sourced by the other scripts: where the repository is, and how they speak.

cd "$(dirname "$0")/.." || exit 1
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"

say() { printf '== %s\n' "$*"; }

# run_logged LOG COMMAND…: shows the output, keeps it, and gives the command's own
# exit status, which a plain pipe into tee would lose.
run_logged() {
    log=$1
    shift
    mkdir -p "$(dirname "$log")"
    { "$@" 2>&1; echo $? >"$log.status"; } | tee "$log"
    return "$(cat "$log.status")"
}
