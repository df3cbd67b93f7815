#!/bin/sh
# Builds the pages into web/dist, when something in web/ is newer than they are.
# `web.sh packages` only installs their npm packages.
set -eu
. "$(dirname "$0")/common.sh"
cd web

stamp=node_modules/.hawker-lock
if ! cmp -s package-lock.json "$stamp"; then
    say "installing the pages' npm packages"
    npm ci --no-audit --no-fund
    cp package-lock.json "$stamp"
fi
[ "${1:-}" = packages ] && exit

built=node_modules/.hawker-built
newer=$(find . -name node_modules -prune -o -name dist -prune -o -type f -newer "$built" -print 2>/dev/null || echo all)
if [ ! -e "$built" ] || [ ! -d dist ] || [ -n "$newer" ]; then
    say "building the pages"
    # Taken before the build, so that an edit made during it counts as newer.
    touch node_modules/.hawker-building
    npm run --silent build
    mv node_modules/.hawker-building "$built"
fi
