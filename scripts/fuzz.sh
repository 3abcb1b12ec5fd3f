#!/usr/bin/env bash
# Fuzzes with clang's libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer.
# Usage: scripts/fuzz.sh [TARGET] [SECONDS]      TARGET: csv, json, expression, http, jobfile, payload, all (default)
# What it learns is kept in build/fuzz/corpus/TARGET; an input that fails in build/fuzz/crashes/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

wanted=${1:-all}
seconds=${2:-120}
targets=$(ls tests/fuzz/fuzz_*.cpp | sed 's|.*/fuzz_||; s|\.cpp||')
[ "$wanted" = all ] || targets=$wanted
for target in $targets; do
    [ -f "tests/fuzz/fuzz_$target.cpp" ] || { echo "no fuzz target \"$target\"" >&2; exit 2; }
done

# shellcheck disable=SC2086
weir_install $weir_packages clang-14 libclang-rt-14-dev llvm-14
mkdir -p build
CC=clang-14 CXX=clang++-14 weir_build build/fuzz Debug -DWEIR_TESTS=OFF -DWEIR_FUZZ=ON \
    -DWEIR_SANITIZE=fuzzer-no-link,address,undefined
# shellcheck disable=SC2086
ninja -C build/fuzz $(printf 'fuzz_%s ' $targets) | tail -n 1

export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-14/bin/llvm-symbolizer
failed=""
for target in $targets; do
    mkdir -p "build/fuzz/corpus/$target" "build/fuzz/crashes/$target"
    echo "fuzz_$target for $seconds s"
    "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/crashes/$target/" \
        "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" || failed="$failed $target"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
