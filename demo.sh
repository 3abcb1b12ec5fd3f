#!/usr/bin/env bash
# Sets up, builds and runs the demo: a flaky shop API and an ERP file into a SQLite warehouse, every row accounted for.
# Usage: ./demo.sh [FOLDER] [--seed N]      (default folder: ./build/demo-workspace)
set -euo pipefail
called_from=$PWD
cd "$(dirname "$0")"
. scripts/setup.sh

folder="$PWD/build/demo-workspace"
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    case $1 in
    /*) folder=$1 ;;
    *) folder="$called_from/$1" ;;
    esac
    shift
fi
# shellcheck disable=SC2086
weir_install $weir_packages
mkdir -p build
echo "Building Weir (a few minutes the first time) …"
weir_build build/release Release
ninja -C build/release weir | tail -n 1
# Only an earlier demo is cleared away; the program refuses any other folder that is not empty.
if [ -f "$folder/workspace.json" ] && [ -f "$folder/connections/shop-api.json" ] && [ -f "$folder/erp-items.csv" ]; then
    rm -rf "$folder"
fi
build/release/app/weir demo "$folder" "$@"
weir=$(printf '%q' "$PWD/build/release/app/weir")
at=$(printf '%q' "$folder")
cat <<TEXT

The workspace is $folder. The shop API is gone with the demo; its books, its jobs and the ERP file are there.
Go on with, for example:
  $weir status --workspace $at
  $weir runs --workspace $at
  $weir attempts --workspace $at
  $weir inspect $at/erp-items.csv
  $weir copy $at/erp-items.csv sqlite:$at/items.db#items --key item --workspace $at
  $weir reconcile stock-to-warehouse --workspace $at
TEXT
