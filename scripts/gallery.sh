#!/usr/bin/env bash
# Pictures of every page and state, in both languages and both themes, some in large text and in high contrast, with an
# index.html to look through them.
# Usage: scripts/gallery.sh [--out DIR] [--quick] [--program FILE] [ONLY…]
#   --quick: English light and Chinese dark alone; ONLY: names of states, for example run-throttled
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/gallery
program=build/release/app/weir-workbench
is_quick=no
only=()
while [ $# -gt 0 ]; do
    case "$1" in
        --out) out=$2; shift ;;
        --program) program=$2; shift ;;
        --quick) is_quick=yes ;;
        -*) sed -n 's/^# //p' "$0"; exit 2 ;;
        *) only+=("$1") ;;
    esac
    shift
done
[ -x "$program" ] || { echo "$program is missing: build it first (./demo.sh does)" >&2; exit 2; }
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# state | fixture | page | keys, or #name of a button
cat >"$work/states" <<'STATES'
overview-first-run|first-run|overview|
overview|completed-q|overview|
overview-many|many-jobs|overview|
overview-trouble|gallery|overview|
connections-none|first-run|connections|
connections|completed-q|connections|
connections-add|completed-q|connections|#btnAddConnection
connections-edit|completed-q|connections|#btnAddConnection,#btnChooseType
jobs-none|first-run|jobs|
jobs|gallery|jobs|
jobs-long-names|long-names|jobs|
runs-none|first-run|runs|
runs|gallery|runs|
runs-interrupted|interrupted|runs|
run-running|running|run:1|
run-throttled|throttled|run:1|
run-throttled-source|throttled-source|run:1|
run-circuit-open|circuit-open|run:1|
run-circuit-source|circuit-source|run:1|
run-half-open|half-open|run:1|
run-offline|offline|run:1|
run-store-full|store-full|run:1|
run-unbalanced|unbalanced|run:1|
run-stalled|stalled|run:1|
run-completed|completed|run:1|
run-completed-q|completed-q|run:1|
run-completed-u|completed-u|run:1|
failures-none|first-run|failures|
failures|completed-q|failures|
failures-3|failures-3|failures|
failures-secrets|secrets|failures|
failures-compensate|completed-q|failures|#btnCompensate
reconcile-none|first-run|reconcile|
reconcile-never|completed-q|reconcile:orders|
reconcile-explained|recon-diff|reconcile:orders|
reconcile-unexplained|recon-unexplained|reconcile:orders|
audit-none|first-run|audit|
audit|audit|audit|
settings|completed-q|settings|
settings-appearance|completed-q|settings:appearance|
settings-data|completed-q|settings:data|
settings-privacy|completed-q|settings:privacy|
wizard-start|first-run|wizard|
wizard-source|messy-sample|wizard:sample:messy|Alt+1
wizard-target|messy-sample|wizard:sample:messy|Alt+2
wizard-map-clean|clean-sample|wizard:sample:clean|
wizard-map-messy|messy-sample|wizard:sample:messy|
wizard-map-lossy|lossy|wizard:draft:lossy|
wizard-rules|messy-sample|wizard:sample:messy|Alt+4
wizard-check-clean|clean-sample|wizard:sample:clean|#btnNext,#btnNext
wizard-check-messy|messy-sample|wizard:sample:messy|#btnNext,#btnNext
STATES
if [ ${#only[@]} -gt 0 ]; then
    grep -E "^($(IFS='|'; echo "${only[*]}"))\|" "$work/states" >"$work/chosen" || { echo "no state of that name" >&2; exit 2; }
    mv "$work/chosen" "$work/states"
fi
# Shown at twice the size of text and in high contrast as well.
chosen="overview jobs run-throttled run-completed-q failures failures-compensate reconcile-unexplained settings wizard-map-messy wizard-check-messy"

shoot() { # state fixture page keys folder-of-the-workspace
    local state=$1 fixture=$2 page=$3 keys=$4 profile=$5 language theme
    picture() { # name arguments…
        local name=$1
        shift
        QT_QPA_PLATFORM=offscreen TZ=Asia/Shanghai XDG_RUNTIME_DIR="$work" timeout 60 "$program" --profile "$profile" \
            --fixture "$fixture" --page "$page" --keys "$keys" --clock 2026-03-05T14:07:09+08:00 --size 1280x800 \
            --shot "$out/$state.$name.png" "$@" 2>>"$work/errors" || echo "$state.$name" >>"$work/failed"
    }
    for language in en zh_CN; do
        for theme in light dark; do
            [ "$is_quick" = yes ] && [ "$language$theme" != enlight ] && [ "$language$theme" != zh_CNdark ] && continue
            picture "$language.$theme" --lang "$language" --theme "$theme"
        done
    done
    if [ "$is_quick" = no ] && [[ " $chosen " == *" $state "* ]]; then
        picture en.large --lang en --theme light --text-size 200
        picture zh_CN.large --lang zh_CN --theme dark --text-size 200
        picture en.hc --lang en --theme hc
        picture en.small --lang en --theme light --size 880x470
    fi
    rm -rf "$profile"
}
export -f shoot
export program out work is_quick chosen
began=$SECONDS
: >"$work/errors"
while IFS='|' read -r state fixture page keys; do
    printf '%s\0%s\0%s\0%s\0%s\0' "$state" "$fixture" "$page" "$keys" "$work/$state"
done <"$work/states" | xargs -0 -n5 -P "$(nproc)" bash -c 'shoot "$@"' shoot

{
    cat <<'HEAD'
<!doctype html><meta charset="utf-8"><title>Weir: pages and states</title>
<style>body{font:14px sans-serif;margin:24px;background:#f5f7fa;color:#18212b}h2{font-size:16px;margin:24px 0 8px}
div{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}figcaption{font-size:12px;color:#4b5766}
img{width:420px;border:1px solid #d5dbe3}</style><h1>Weir: pages and states</h1>
HEAD
    while IFS='|' read -r state _; do
        echo "<h2 id=\"$state\">$state</h2><div>"
        for file in "$out/$state".*.png; do
            [ -e "$file" ] || continue
            name=$(basename "$file")
            echo "<figure><a href=\"$name\"><img loading=\"lazy\" src=\"$name\" alt=\"$name\"></a><figcaption>${name#"$state".}</figcaption></figure>"
        done
        echo "</div>"
    done <"$work/states"
} >"$out/index.html"
echo "$(find "$out" -name '*.png' | wc -l) pictures in $out/index.html after $((SECONDS - began)) s"
if [ -s "$work/failed" ]; then
    echo "Not taken:" >&2
    cat "$work/failed" "$work/errors" >&2
    exit 1
fi
