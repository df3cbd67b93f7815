#!/bin/sh
# Installs what the tests need and the machine lacks: Debian packages, a Python
# environment in target/venv, and the pages' npm packages. Quick when all is there.
set -u
. "$(dirname "$0")/common.sh"

missing=""
problems=""

# want COMMAND PACKAGE…: the packages that bring a command.
want() {
    command -v "$1" >/dev/null 2>&1 && return
    shift
    missing="$missing $*"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Debian's server packages start their servers, and Prometheus would take port
# 9090. A policy that forbids it stands only while they are installed.
install_packages() {
    policy=/usr/sbin/policy-rc.d
    ours=""
    if [ ! -e "$policy" ]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy"
    fi
    try_install "$@" || { as_root apt-get update -q && try_install "$@"; }
    installed=$?
    [ -n "$ours" ] && as_root rm -f "$policy"
    return $installed
}

try_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

want strace strace
want taskset util-linux
want pgrep procps
want promtool prometheus
want prometheus prometheus
want chromium chromium fonts-liberation
want redis-server redis-server
want redis-cli redis-tools
want setpriv util-linux
want patroni patroni python3-etcd python3-psycopg2
want etcd etcd-server
# Debian keeps PostgreSQL's server programs out of the path, apart by version.
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    missing="$missing postgresql"
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3 python3-venv"

if [ -n "$missing" ]; then
    say "installing:$missing"
    # The list is words, so it is meant to be split.
    # shellcheck disable=SC2086
    install_packages $missing || problems="$problems
apt could not install$missing: install them by hand, or run this as root on Debian 12."
fi

venv=target/venv
if ! cmp -s scripts/requirements.txt "$venv/installed.txt"; then
    say "making the Python environment in $venv"
    rm -rf "$venv"
    if python3 -m venv "$venv" &&
        "$venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: -r scripts/requirements.txt; then
        cp scripts/requirements.txt "$venv/installed.txt"
    else
        problems="$problems
pip could not install scripts/requirements.txt into $venv: see its message above."
    fi
fi

scripts/web.sh packages || problems="$problems
npm could not install the pages' packages in web/: see its message above."

if [ -n "$problems" ]; then
    printf '%s\n' "$problems" | sed '/^$/d; s/^/tools: /' >&2
    exit 1
fi
