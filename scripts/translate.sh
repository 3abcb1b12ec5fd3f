#!/usr/bin/env bash
# Brings the translation files of every room up to date with the sources; what is new in them has no translation yet.
# Usage: scripts/translate.sh [room…], for example scripts/translate.sh wizard
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$(command -v lupdate || echo /usr/lib/qt6/bin/lupdate)
[ -x "$lupdate" ] || { echo "lupdate is missing: apt-get install qt6-l10n-tools" >&2; exit 2; }
for folder in ui/*/ app/workbench/; do
    room=$(basename "$folder")
    if [ $# -gt 0 ] && [[ ! " $* " == *" $room "* ]]; then continue; fi
    grep -rqE '\btr\(|QT_TR(ANSLATE)?_NOOP|translate\(' "$folder" || continue
    "$lupdate" -silent -no-obsolete -locations none -I . -source-language en -target-language zh_CN "$folder" \
        -ts "translations/${room}_zh_CN.ts"
    "$lupdate" -silent -no-obsolete -locations none -I . -pluralonly -source-language en -target-language en "$folder" \
        -ts "translations/${room}_en.ts"
    grep -q "<message" "translations/${room}_en.ts" || rm "translations/${room}_en.ts"
done
grep -c 'type="unfinished"' translations/*.ts | grep -v ':0$' || echo "Nothing is left to translate."
