#!/bin/sh
# Damages a component in many places, one at a time, and loads, instantiates
# and calls each result: all must end without a crash, a hang or a report of
# the sanitizers. Each mutant is cut off somewhere or has one byte changed.
#   tools/mutate-demo.sh [COMPONENT]   (build/samples/report/report.wasm)
#   N=places     how many cuts and how many changes, spread evenly (300)
#   PROGRAM=path the replay of tests/fuzz/fuzz_run.c (build/asan/test/fuzz-run;
#                made by `make V=asan tests`)
set -eu

component=${1:-build/samples/report/report.wasm}
program=${PROGRAM:-build/asan/test/fuzz-run}
[ -f "$component" ] || {
    echo "mutate-demo: there is no $component: make demo"
    exit 2
}
[ -x "$program" ] || {
    echo "mutate-demo: there is no $program: make V=asan tests"
    exit 2
}
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/tests/fuzz/corpus/run"
cp "$component" "$work/tests/fuzz/corpus/run/"
cd "$work"
ASAN_OPTIONS="detect_leaks=1:${ASAN_OPTIONS:-}" FUZZ_MUTATE=${N:-300} "$program"
