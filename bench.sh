#!/usr/bin/env bash
# Measures Weir against the databases' own loaders and prints a table; exit 1 when a target does not hold what it should.
# Usage: ./bench.sh [W1 W3 W4 W6 W8 help] [--rounds N] [--rows N] [--json FILE]      (docs/PERFORMANCE.md)
set -euo pipefail
cd "$(dirname "$0")"
. scripts/setup.sh

# shellcheck disable=SC2086
weir_install $weir_packages python3 postgresql sqlite3 curl
mkdir -p build
weir_build build/release Release
ninja -C build/release weir | tail -n 1
exec /usr/bin/python3 tests/bench/bench.py "$@"
