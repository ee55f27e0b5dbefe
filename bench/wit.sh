#!/bin/sh
# Prints what reading, resolving and printing WIT takes, as text and in binary
# form: this tree in process and as a command, and `wasm-tools component wit` in
# the same run. `make bench-wit` calls it.
#   CORPORA=folder      has wasi/0.2.12: wasi:http with its deps is measured;
#                       else a generated package is
#   WASM_TOOLS=path     the peer (else from PATH)
#   RUNS=n              starts of a process for a line (40)
#   TENON=tool BENCH_BIN=folder   as the Makefile gives them
set -u

cd "$(dirname "$0")/.." || exit 2
tenon=${TENON:-build/release/tenon}
bin=${BENCH_BIN:-build/release/bench}
runs=${RUNS:-40}
peer=${WASM_TOOLS:-wasm-tools}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0

milliseconds() { # NANOSECONDS
    awk -v n="$1" 'BEGIN { if (n > 0) printf "%.2f ms", n / 1e6; else print "-" }'
}

ratio() { # OURS PEER
    awk -v a="$1" -v b="$2" 'BEGIN {
        if (a > 0 && b > 0) printf "%.2f", a / b; else print "-" }'
}

row() { # NAME OURS PEER RATIO
    printf '%-38s %14s %14s %8s\n' "$@"
}

# One command of ours and one of the peer's for the same input and the same
# output: as text the peer prints the deps, too.
commands() { # NAME INPUT RUNS OPTION...
    name=$1
    input_path=$2
    times=$3
    shift 3
    all=
    [ $# -gt 0 ] || all=--with-deps
    ours=$("$bin/spawn" "$times" "$tenon" wit $all "$@" "$input_path") || failed=1
    ours_kb=$("$bin/spawn" -m "$tenon" wit $all "$@" "$input_path") || failed=1
    theirs="- -"
    theirs_kb=-
    if command -v "$peer" >/dev/null 2>&1; then
        theirs=$("$bin/spawn" "$times" "$peer" component wit "$@" \
            "$input_path") || failed=1
        theirs_kb=$("$bin/spawn" -m "$peer" component wit "$@" \
            "$input_path") || failed=1
    fi
    set -- "$name"
    row "$1, least" "$(milliseconds "${ours% *}")" \
        "$(milliseconds "${theirs% *}")" "$(ratio "${ours% *}" "${theirs% *}")"
    row "$1, median" "$(milliseconds "${ours#* }")" \
        "$(milliseconds "${theirs#* }")" "$(ratio "${ours#* }" "${theirs#* }")"
    row "$1, peak memory" "$ours_kb KiB" "$theirs_kb KiB" \
        "$(ratio "$ours_kb" "$theirs_kb")"
}

instructions() { # NAME COMMAND...
    name=$1
    shift
    command -v valgrind >/dev/null 2>&1 || return 0
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" \
        2>"$work/errors" >/dev/null || failed=1
    row "$name, instructions" \
        "$(sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$work/errors")" - -
}

# The package in binary form, and how large that is.
binary() { # NAME INPUT RUNS
    commands "$1, binary" "$2" "$3" -w -o /dev/null
    instructions "$1, binary" "$tenon" wit -w -o /dev/null "$2"
    "$tenon" wit -w -o "$work/ours.wasm" "$2" || failed=1
    theirs=-
    if command -v "$peer" >/dev/null 2>&1; then
        "$peer" component wit -w -o "$work/theirs.wasm" "$2" || failed=1
        theirs=$(wc -c <"$work/theirs.wasm")
    fi
    ours=$(wc -c <"$work/ours.wasm")
    row "$1, binary, bytes" "$ours" "$theirs" "$(ratio "$ours" "$theirs")"
}

# wasi:http with all other packages as its deps.
make_input() {
    input=$work/input
    mkdir -p "$input/deps"
    wasi=${CORPORA:-}/wasi/0.2.12
    if [ -n "${CORPORA:-}" ] && [ -d "$wasi/http" ]; then
        title="wasi:http 0.2.12"
        cp "$wasi"/http/*.wit "$input"
        for other in "$wasi"/*/; do
            [ "$other" = "$wasi/http/" ] || cp -r "$other" "$input/deps"
        done
    else
        title="1,000 functions"
        "$bin/bench_wit" --generate 1000 >"$input/generated.wit"
    fi
}

for needed in "$tenon" "$bin/bench_wit" "$bin/spawn"; do
    [ -x "$needed" ] || {
        echo "wit.sh: there is no $needed: call me by make bench-wit"
        exit 2
    }
done
make_input
row "" tenon wasm-tools ratio
in_process=$("$bin/bench_wit" "$input" | awk -F'\t' '{ print $2 }')
[ -n "$in_process" ] || failed=1
row "$title, in process" "$(milliseconds "$in_process")" - -
commands "$title" "$input" "$runs"
instructions "$title" "$tenon" wit --with-deps "$input"
binary "$title" "$input" "$runs"
for count in 1000 10000 100000; do
    "$bin/bench_wit" --generate $count >"$work/$count.wit"
    printf '\n'
    commands "$count functions" "$work/$count.wit" 5
    instructions "$count functions" "$tenon" wit "$work/$count.wit"
done
"$bin/bench_wit" --interfaces 10000 >"$work/interfaces.wit"
printf '\n'
binary "10,000 interfaces" "$work/interfaces.wit" 5
exit $failed
