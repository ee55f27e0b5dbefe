#!/bin/sh
# Runs test programs and adds up their counts.
#   tools/run-tests.sh VARIANT_DIR FILTER program...
# The last line is `N passed, N failed, N skipped`; the exit status is 1 when
# anything failed, or when a filter matched nothing.
#
# unit-*    Criterion binary: counted from its TAP report, because a crashed
#           worker and an empty filter both leave its exit status at 0 or
#           its summary incomplete.
# golden    prints its own `N passed, N failed, N skipped`.
# fuzz-*    replays a corpus and prints the same line.
#
# Criterion swallows leak reports, so sanitizers write theirs to files: one
# report file is one failure, whatever the tests said.
set -u

dir=$1
filter=$2
shift 2

out=$dir/test-output
rm -rf "$out"
mkdir -p "$out/san"
san=$(cd "$out/san" && pwd)
export ASAN_OPTIONS="log_path=$san/report:detect_leaks=1:exitcode=99:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-}"
export UBSAN_OPTIONS="log_path=$san/report:print_stacktrace=1:${UBSAN_OPTIONS:-}"

passed=0
failed=0
skipped=0

add() { # PASSED FAILED SKIPPED NAME
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
    printf '%-24s %6d passed, %d failed, %d skipped\n' "$4" "$1" "$2" "$3"
}

run_unit() { # PROGRAM NAME
    "$1" --timeout 300 --tap="$out/$2.tap" ${filter:+--filter "$filter"} \
        >"$out/$2.log" 2>&1
    status=$?
    ok=$(grep '^ok ' "$out/$2.tap" | grep -vc '# SKIP')
    bad=$(grep -c '^not ok ' "$out/$2.tap")
    skip=$(grep '^ok ' "$out/$2.tap" | grep -c '# SKIP')
    if [ -n "$filter" ]; then # what the filter left out is not "skipped"
        out_of_filter=$(grep -c '# SKIP test was skipped' "$out/$2.tap")
        skip=$((skip - out_of_filter))
    fi
    planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$out/$2.tap" | head -n 1)
    lost=$((${planned:-0} - ok - bad - skip))
    if [ -z "$filter" ] && [ "$lost" -gt 0 ]; then
        echo "$2: $lost planned tests gave no result"
        bad=$((bad + lost))
    fi
    if [ $status != 0 ] && [ "$bad" = 0 ]; then
        echo "$2: exit status $status"
        bad=1
    fi
    [ "$bad" = 0 ] || grep -v '^\[====\]' "$out/$2.log"
    add "$ok" "$bad" "$skip" "$2"
}

run_counted() { # PROGRAM NAME: prints its own counts as the last line
    "$1" >"$out/$2.log" 2>&1
    status=$?
    counts=$(tail -n 1 "$out/$2.log" |
        sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
    if [ -z "$counts" ]; then
        cat "$out/$2.log"
        echo "$2: died with status $status"
        counts="0 1 0"
    else
        sed '$d' "$out/$2.log"
    fi
    # shellcheck disable=SC2086
    add $counts "$2"
}

for program in "$@"; do
    name=$(basename "$program")
    case $name in
    unit-*) run_unit "$program" "$name" ;;
    *) run_counted "$program" "$name" ;;
    esac
done

reports=$(find "$san" -type f | sort)
if [ -n "$reports" ]; then
    count=$(printf '%s\n' "$reports" | wc -l)
    # shellcheck disable=SC2086
    head -n 60 $reports
    add 0 "$count" 0 "sanitizer reports"
fi

if [ -n "$filter" ] && [ $((passed + failed + skipped)) = 0 ]; then
    echo "no test matches '$filter'"
    failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
