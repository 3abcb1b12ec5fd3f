#!/usr/bin/env bash
# Sets up, builds and runs the demo: a flaky shop API and an ERP file into a SQLite warehouse, every row accounted for.
# Usage: ./demo.sh [FOLDER] [--seed N]      (default folder: ./build/demo-workspace)
set -euo pipefail
cd "$(dirname "$0")"
. scripts/setup.sh

folder="$PWD/build/demo-workspace"
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    folder=$1
    shift
fi
# shellcheck disable=SC2086
weir_install $weir_packages
mkdir -p build
echo "Building Weir (a few minutes the first time) …"
weir_build build/release Release
ninja -C build/release weir | tail -n 1
rm -rf "$folder"
build/release/app/weir demo "$folder" "$@"
cat <<TEXT

The workspace is $folder. Go on with, for example:
  build/release/app/weir status   --workspace $folder
  build/release/app/weir failures --workspace $folder
  build/release/app/weir copy orders.csv sqlite:shop.db#orders --key order_id
TEXT
