#!/bin/sh
# Prints one table: what this tree takes, and what a peer takes for the same.
# `make bench` calls it. bench/README.md says what each line measures.
#   run.sh                  times
#   run.sh --instructions   counts of instructions instead, with callgrind
#   TENON=tool BENCH_BIN=folder BUILD=folder   as the Makefile gives them
#   RUNS=n                  starts of a process for a line (40)
#   WASM3=path              a wasm3 to compare with
#   WASMTIME=path           a wasmtime to compare with (else from PATH)
#   PYTHON=path             a Python that may have the package wasmtime
set -u

cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build}
tenon=${TENON:-$build/release/tenon}
bin=${BENCH_BIN:-$build/release/bench}
runs=${RUNS:-40}
wasmtime=${WASMTIME:-wasmtime}
python=${PYTHON:-python3}
mode=time
case ${1:-} in
'') ;;
--instructions) mode=instructions ;;
*)
    sed -n '4,12s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
guests=tests/guests
failed=0

have() {
    command -v "$1" >/dev/null 2>&1
}

have_wasmtime_module() {
    "$python" -c 'import wasmtime.component' >/dev/null 2>&1
}

# Nanoseconds as people read them.
human() { # NANOSECONDS; anything else is shown as it is
    printf '%s\n' "$1" | awk '
        $1 !~ /^[0-9.]+$/ { print; next }
        $1 < 1e4 { printf "%.1f ns\n", $1; next }
        $1 < 1e7 { printf "%.1f us\n", $1 / 1e3; next }
        { printf "%.1f ms\n", $1 / 1e6 }'
}

row() { # NAME OURS PEER PEER_NAME: nanoseconds, or - where there is none
    ratio=$(awk -v a="$2" -v b="$3" 'BEGIN {
        if (a > 0 && b > 0) printf "%.2f", a / b; else print "-" }')
    printf '%-38s %12s %12s %8s  %s\n' "$1" "$(human "$2")" "$(human "$3")" \
        "$ratio" "$4"
}

skip() { # NAME REASON
    printf '%-38s %12s  %s\n' "$1" skipped "$2"
}

broken() { # NAME
    failed=1
    printf '%-38s %12s\n' "$1" FAILED
    sed 's/^/    /' "$work/errors"
}

# The number that a benchmark program printed behind its name.
measured() { # PROGRAM ARGUMENT...
    "$@" 2>"$work/errors" | awk -F'\t' '{ print $2 }'
}

# Instructions for each of the `more` rounds that come on top of the first.
counted() { # MORE PROGRAM ARGUMENT...
    more=$1
    shift
    for n in 1 $((more + 1)); do
        valgrind --tool=callgrind --callgrind-out-file=/dev/null \
            "$@" --count $n 2>"$work/errors" >&2 || return 1
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$work/errors"
    done | awk -v more="$more" '{ n[NR] = $1 }
        END { if (NR == 2) printf "%.0f\n", (n[2] - n[1]) / more }'
}

# One line about something that a benchmark program measures.
line() { # NAME MORE PEER PEER_NAME CASE FILE...
    name=$1
    more=$2
    peer=$3
    peer_name=$4
    shift 4
    if [ $mode = instructions ]; then
        ours=$(counted "$more" "$bin/bench_runtime" "$@")
        [ -n "$ours" ] || {
            broken "$name"
            return
        }
        printf '%-38s %16s\n' "$name" "$ours"
    else
        ours=$(measured "$bin/bench_runtime" "$@")
        [ -n "$ours" ] || {
            broken "$name"
            return
        }
        row "$name" "$ours" "$($peer)" "$peer_name"
    fi
}

none() {
    echo -
}

# -- what is run

component() { # WIT WORLD MODULE OUT
    "$tenon" embed "$guests/$1.wit" -w "$2" "$guests/$3.wasm" \
        -o "$work/embedded.wasm" &&
        "$tenon" new "$work/embedded.wasm" -o "$work/$4.wasm"
}

make_components() {
    component scalar scalar scalar scalar &&
        component relay peer-side peer peer &&
        component relay relay relay relay &&
        "$tenon" plug "$work/relay.wasm" "$work/peer.wasm" \
            -o "$work/linked.wasm"
}

# -- starting a process

cold_peer() { # prints a command
    if have "$wasmtime"; then
        set -- "$wasmtime" run --invoke 'add(1, 2)' "$work/scalar.wasm"
        cold_name="wasmtime run"
    elif have wasm-interp; then
        set -- wasm-interp "$guests/scalar.wasm" --run-all-exports
        cold_name="wasm-interp, core module"
    else
        cold_name="no wasmtime, no wasm-interp"
        cold_peer="- -"
        return
    fi
    cold_peer=$("$bin/spawn" "$runs" "$@" 2>"$work/errors" || echo "- -")
}

cold_start() {
    if [ $mode = instructions ]; then
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$tenon" \
            run "$work/scalar.wasm" --invoke 'add(1, 2)' \
            2>"$work/errors" >/dev/null
        printf '%-38s %16s\n' "cold start of a component" \
            "$(sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$work/errors")"
        return
    fi
    ours=$("$bin/spawn" "$runs" "$tenon" run "$work/scalar.wasm" \
        --invoke 'add(1, 2)' 2>"$work/errors") || {
        broken "cold start of a component"
        return
    }
    cold_peer
    row "cold start of a component, least" "${ours% *}" "${cold_peer% *}" \
        "$cold_name"
    row "cold start of a component, median" "${ours#* }" "${cold_peer#* }" \
        "$cold_name"
}

# -- the demo

demo() {
    report=$build/samples/report/report.wasm
    if [ ! -f "$report" ]; then
        skip "loading the demo" "no $report: make demo"
        skip "instantiating the demo" "no $report: make demo"
        return
    fi
    line "loading the demo" 1 none "" load "$report"
    line "instantiating the demo" 2 peer_instantiate "$python_name" \
        instantiate "$report"
}

# -- peers: nanoseconds, or "-"

python_name="wasmtime"
have_wasmtime_module || python_name="no Python package wasmtime"

in_python() {
    have_wasmtime_module || {
        echo -
        return
    }
    "$python" bench/peer_wasmtime.py "$@" 2>"$work/errors" || echo -
}

peer_instantiate() {
    in_python instantiate "$report"
}

peer_add() {
    in_python call "$work/linked.wasm" test:guests/spin add
}

peer_measure() {
    in_python call "$work/linked.wasm" test:guests/spin measure 1024
}

# What a process takes for fib.wasm over what it takes for a module that does
# nothing.
over_start() { # COMMAND... with FILE for the module
    for module in fib scalar; do
        "$@" "$guests/$module.wasm" || return
    done | awk '{ n[NR] = $1 } END { print NR == 2 ? n[1] - n[2] : "-" }'
}

run_wasm_interp() {
    "$bin/spawn" 5 wasm-interp "$1" --run-all-exports 2>"$work/errors"
}

run_wasm3() {
    case $1 in
    *fib.wasm) "$bin/spawn" 10 "$WASM3" --func fib30 "$1" 2>"$work/errors" ;;
    *) "$bin/spawn" 10 "$WASM3" --func add "$1" 1 2 2>"$work/errors" ;;
    esac
}

peer_wasm_interp() {
    over_start run_wasm_interp
}

peer_wasm3() {
    over_start run_wasm3
}

fib() {
    if have wasm-interp; then
        line "fib(30)" 1 peer_wasm_interp "wasm-interp" \
            core "$guests/fib.wasm" fib30
    else
        line "fib(30)" 1 none "no wasm-interp" core "$guests/fib.wasm" fib30
    fi
    if [ $mode = time ] && [ -n "${WASM3:-}" ]; then
        line "fib(30)" 1 peer_wasm3 "wasm3" core "$guests/fib.wasm" fib30
    fi
}

# -- the table

for needed in "$tenon" "$bin/bench_runtime" "$bin/spawn"; do
    [ -x "$needed" ] || {
        echo "run.sh: there is no $needed: call me by make bench"
        exit 2
    }
done
if [ $mode = instructions ]; then
    have valgrind || {
        echo "run.sh: --instructions needs valgrind"
        exit 2
    }
    printf '%-38s %16s\n' "" "instructions"
else
    printf '%-38s %12s %12s %8s  %s\n' "" tenon peer "ratio" "peer"
fi

if make_components 2>"$work/errors"; then
    cold_start
    demo
    line "call across components, scalars" 100000 peer_add "$python_name" \
        call "$work/linked.wasm" test:guests/spin#add
    line "call across components, 1 KB text" 10000 peer_measure \
        "$python_name" call "$work/linked.wasm" test:guests/spin#measure 1024
else
    broken "making the components"
fi
fib

# Programs that measure single modules: a name, a tab and nanoseconds, or
# anything else as it is.
module_rows() {
    tab=$(printf '\t')
    while IFS=$tab read -r name ours rest; do
        case $ours$rest in
        '' | *[!0-9.]*) printf '%s\n' "$name${ours:+$tab$ours}${rest:+$tab$rest}" ;;
        *) row "$name" "$ours" - "" ;;
        esac
    done
}

for program in "$bin"/bench_*; do
    case $program in
    */bench_runtime | *'*') continue ;;
    esac
    [ $mode = time ] || continue
    printf '\n'
    "$program" >"$work/rows" || failed=1
    module_rows <"$work/rows"
done
exit $failed
