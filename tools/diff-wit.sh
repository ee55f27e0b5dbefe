#!/bin/sh
# Compares what `tenon wit` accepts and prints with `wasm-tools component wit`.
#   tools/diff-wit.sh [-n COUNT] [-s SEED] [FOLDER...]
#
# Inputs are each .wit file below the folders, each folder below them that has
# .wit files, and COUNT packages (with what they depend on) that
# `wasm-tools wit-smith` makes from seeded random bytes.
#   TENON=path         the tool (build/release/tenon)
#   WASM_TOOLS=path    wasm-tools
#   KEEP=folder        keeps the generated packages that differ
#
# One line per difference, then the counts. Fails when anything differs.
set -u

tenon=${TENON:-build/release/tenon}
peer=${WASM_TOOLS:-wasm-tools}
count=0
seed=1
while getopts n:s: option; do
    case $option in
    n) count=$OPTARG ;;
    s) seed=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))

for need in "$tenon" "$peer" python3; do
    if ! command -v "$need" >/dev/null; then
        echo "diff-wit: needs $need (set TENON or WASM_TOOLS to its path)"
        exit 2
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
inputs=0
refused=0
known=0
differ=0

report() { # WHAT INPUT
    echo "$1: $2"
    differ=$((differ + 1))
    same=
}

run() { # NAME COMMAND...
    name=$1
    shift
    timeout 60 "$@" >"$work/$name" 2>"$work/$name.err"
}

# wasm-tools refuses types of a world that are behind a feature which is not
# enabled; WIT.md lets gates stand before every item of a world. That is told,
# but is no difference of ours.
accepted() { # PATH
    if grep -q 'due to its feature not being activated' "$work/theirs.err" &&
        grep -Eq '^ +[0-9]+ \| +(type|record|variant|flags|enum|resource) ' \
            "$work/theirs.err"
    then
        known=$((known + 1))
    else
        report "accepted by us alone" "$1"
    fi
}

# Both tools on one input; sets same to empty when they differ.
compare() { # PATH
    same=1
    inputs=$((inputs + 1))
    ours=0
    theirs=0
    run ours "$tenon" wit --with-deps "$1" || ours=$?
    run theirs "$peer" component wit "$1" || theirs=$?
    [ "$ours" -le 1 ] || report "died ($ours)" "$1"
    if [ "$theirs" -ne 0 ]; then
        refused=$((refused + 1))
        [ "$ours" -ne 0 ] || accepted "$1"
        return
    fi
    if [ "$ours" -ne 0 ]; then
        report "refused by us alone" "$1"
        sed -n '1,2s/^/    /p' "$work/ours.err"
        return
    fi
    if ! cmp -s "$work/ours" "$work/theirs"; then
        report "printed otherwise" "$1"
        diff "$work/theirs" "$work/ours" | sed -n '1,6s/^/    /p'
    fi
    run ours.json "$tenon" wit --json "$1"
    run theirs.json "$peer" component wit --json "$1"
    tools/json-equal.py "$work/theirs.json" "$work/ours.json" \
        >"$work/why" || report "other JSON ($(cat "$work/why"))" "$1"
}

# A package that wit-smith makes of bytes, as a folder of texts.
generate() { # NUMBER
    rm -rf "$work/smith"
    python3 -c 'import random, sys
r = random.Random(int(sys.argv[1]))
sys.stdout.buffer.write(r.randbytes(r.choice((100, 1000, 4000, 20000))))' \
        "$1" >"$work/seed"
    options=
    [ $(($1 % 2)) -eq 0 ] || options=--async
    "$peer" wit-smith $options -o "$work/smith.wasm" "$work/seed" \
        2>/dev/null &&
        "$peer" component wit --out-dir "$work/smith" "$work/smith.wasm" \
            >/dev/null 2>&1
}

for folder in "$@"; do
    {
        find "$folder" -name '*.wit' -type f
        find "$folder" -name '*.wit' -type f | sed 's,/[^/]*$,,' | sort -u
    } | LC_ALL=C sort >"$work/inputs"
    while read -r input; do
        compare "$input"
    done <"$work/inputs"
done

made=0
number=0
while [ "$made" -lt "$count" ] && [ "$number" -lt $((count * 3)) ]; do
    if generate $((seed + number)); then
        made=$((made + 1))
        compare "$work/smith"
        if [ -z "$same" ]; then
            echo "    generated from seed $((seed + number))"
            if [ -n "${KEEP:-}" ]; then
                mkdir -p "$KEEP"
                rm -rf "$KEEP/$((seed + number))"
                cp -r "$work/smith" "$KEEP/$((seed + number))"
            fi
        fi
    fi
    number=$((number + 1))
done

echo "$inputs inputs ($made generated), $refused refused by wasm-tools" \
    "($known for gated types in worlds), $differ differences"
[ "$differ" -eq 0 ]
