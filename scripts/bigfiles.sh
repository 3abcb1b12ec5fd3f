#!/usr/bin/env bash
# Reads files far larger than the memory they may take: a JSON array, NDJSON and CSV of some GiB each into NDJSON.
# Usage: scripts/bigfiles.sh [GIB] [MIB]     GIB of each file (2), MIB of memory allowed (300)
# Needs four times GIB of room in TMPDIR, and a built program (./test.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
gib=${1:-2}
allowed=${2:-300}
weir=$(find build/release -name weir -type f -perm -u+x | head -n 1)
[ -n "$weir" ] || { echo "build it first: ./test.sh" >&2; exit 2; }
weir=$PWD/$weir
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

rows=$((gib * 1024 * 1024 * 8)) # of about 128 bytes
write() {
    awk -v rows="$rows" -v form="$1" 'BEGIN {
        text = "a line of text that makes the row about as long as an order, with 12.50 in it"
        if (form == "csv") print "id,name,note"
        if (form == "json") print "["
        for (i = 1; i <= rows; ++i) {
            if (form == "csv") printf "%d,row %d,\"%s\"\n", i, i, text
            else printf "{\"id\":%d,\"name\":\"row %d\",\"note\":\"%s\"}%s\n", i, i, text, (form == "json" && i < rows ? "," : "")
        }
        if (form == "json") print "]"
    }' >"big.$1"
}

failed=0
for form in json ndjson csv; do
    write "$form"
    "$weir" copy "big.$form" "out-$form.ndjson" --workspace ws --json >result.json 2>error.txt &
    process=$!
    most=0
    while kill -0 "$process" 2>/dev/null; do
        now=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$process/status" 2>/dev/null || echo 0)
        [ "${now:-0}" -gt "$most" ] && most=$now
        sleep 0.5
    done
    wait "$process" || { cat error.txt; failed=1; }
    read=$(sed -n 's/.*"read":\([0-9]*\).*/\1/p' result.json)
    written=$(wc -l <"out-$form.ndjson")
    echo "$form: $(du -m "big.$form" | cut -f1) MiB, read $read of $rows, written $written, at most $most MiB of memory"
    [ "$read" = "$rows" ] && [ "$written" = "$rows" ] && [ "$most" -le "$allowed" ] || failed=1
    rm -f "big.$form" "out-$form.ndjson"
done
exit $failed
