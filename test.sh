#!/usr/bin/env bash
# Sets up, builds and passes every test.
# Usage: ./test.sh [--preset asan|tsan] [ctest arguments, for example -R csv]
set -euo pipefail
cd "$(dirname "$0")"
. scripts/setup.sh

preset=release
if [ "${1:-}" = "--preset" ]; then
    preset=$2
    shift 2
fi
# shellcheck disable=SC2086
weir_install $weir_packages libgtest-dev postgresql mariadb-server sqlite3
mkdir -p build
case $preset in
    asan) weir_build "build/$preset" Debug -DWEIR_SANITIZE=address,undefined -DWEIR_WORKBENCH=OFF ;;
    tsan) weir_build "build/$preset" Debug -DWEIR_SANITIZE=thread -DWEIR_WORKBENCH=OFF ;;
    *) weir_build "build/$preset" Release -DWEIR_TESTS=ON ;;
esac
ninja -C "build/$preset" | tail -n 1
ctest --test-dir "build/$preset" --no-tests=error --output-on-failure -j "$(nproc)" "$@"
