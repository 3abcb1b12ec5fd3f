#!/usr/bin/env bash
# Measures the window: start, page switch, failures of a million rows, mapping of 500 fields, charts, memory, and what a run
# costs more with its monitor open. Prints a line for each figure.
# Usage: scripts/uifigures.sh            (after ./test.sh, or any release build with tests; takes some minutes)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${WEIR_BUILD:-build/release}
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_RUNTIME_DIR=$folder
workbench() { "$build/app/weir-workbench" --lang en --theme light "$@" 2>/dev/null; }
ui_test() { # program, words of the line to show
    "$build/tests/$1" 2>/dev/null | grep -E "$2" || true
}
echo "Start with 1,000 jobs (milliseconds since the process began, MiB):"
workbench --profile "$folder/many" --fixture many-jobs --ui-watchdog "$folder/first.json"
for round in 1 2 3; do
    workbench --profile "$folder/many" --fixture many-jobs --ui-watchdog "$folder/start.json"
    tr -d '\n{}' < "$folder/start.json"; echo
done
echo "Page switch and event loop while four jobs run:"
ui_test tst_watchdog "visits"
echo "Failures page, 1,000,000 rows:"
WEIR_FAILED_ROWS=1000000 ui_test tst_failurespage "jump"
echo "Mapping step, 500 fields:"
ui_test tst_mapstepsize "500 fields"
echo "Charts:"
ui_test tst_stripchart "per frame"
echo "A run of 1,000,000 rows with its monitor open:"
WEIR_MONITOR_ROWS=1000000 ui_test tst_monitorcost "ratio"
