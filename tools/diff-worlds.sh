#!/bin/sh
# Compares what `tenon wit` and `wasm-tools component wit` make of worlds:
# --importize-world, --exportize-world, --merge-world-imports-based-on-semver,
# and, of a component of each world, --importize and --exportize.
#   tools/diff-worlds.sh [-n COUNT] [-v COUNT] [-s SEED] [FOLDER...]
#
# Inputs are all worlds of each .wit file below the folders and of each folder
# below them that has .wit files; of packages that `wasm-tools wit-smith` makes
# from seeded random bytes (-n); and of packages that import one another at
# several versions (-v, tools/wit-versions.py).
#   TENON=path         the tool (build/release/tenon)
#   WASM_TOOLS=path    wasm-tools
#
# One line per difference, then the counts. Fails when anything differs. What
# wasm-tools dies of (types of a world that would be exported) is counted.
set -u

tenon=${TENON:-build/release/tenon}
peer=${WASM_TOOLS:-wasm-tools}
count=0
versions=0
seed=1
while getopts n:v:s: option; do
    case $option in
    n) count=$OPTARG ;;
    v) versions=$OPTARG ;;
    s) seed=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))

for need in "$tenon" "$peer" python3; do
    if ! command -v "$need" >/dev/null; then
        echo "diff-worlds: needs $need (set TENON or WASM_TOOLS to its path)"
        exit 2
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
worlds=0
compared=0
refused=0
died=0
differ=0

report() { # WHAT INPUT OPTION...
    what=$1
    shift
    echo "$what: $*"
    differ=$((differ + 1))
}

run() { # NAME COMMAND...
    name=$1
    shift
    timeout 60 "$@" >"$work/$name" 2>"$work/$name.err"
}

# Both tools with the same options. Merging changes which packages need each
# other: then their order is not compared, nor documentation of imports, which
# wasm-tools drops when another import comes to need them.
compare() { # INPUT OPTION...
    compared=$((compared + 1))
    ours=0
    theirs=0
    rm -rf "$work/o" "$work/t"
    case $* in
    *--merge-*)
        run ours "$tenon" wit -q --all-features --no-docs \
            --out-dir "$work/o" "$@" || ours=$?
        run theirs "$peer" component wit --all-features --no-docs \
            --out-dir "$work/t" "$@" || theirs=$?
        ;;
    *)
        run ours "$tenon" wit -q --all-features --with-deps "$@" || ours=$?
        run theirs "$peer" component wit --all-features "$@" || theirs=$?
        ;;
    esac
    if [ "$ours" -gt 1 ]; then
        report "died ($ours)" "$@"
    elif [ "$theirs" -gt 1 ]; then
        died=$((died + 1))
    elif [ "$theirs" -ne 0 ]; then
        refused=$((refused + 1))
        [ "$ours" -ne 0 ] || report "accepted by us alone" "$@"
    elif [ "$ours" -ne 0 ]; then
        report "refused by us alone" "$@"
        sed -n '1,2s/^/    /p' "$work/ours.err"
    elif [ -d "$work/o" ]; then
        if ! diff -r "$work/t" "$work/o" >"$work/diff"; then
            report "merged otherwise" "$@"
            sed -n '1,6s/^/    /p' "$work/diff"
        fi
    elif ! cmp -s "$work/ours" "$work/theirs"; then
        report "printed otherwise" "$@"
        diff "$work/theirs" "$work/ours" | sed -n '1,6s/^/    /p'
    fi
}

# A component that has the world: every function traps.
make_component() { # INPUT WORLD
    "$peer" component embed --all-features --dummy -w "$2" "$1" \
        -o "$work/core.wasm" 2>/dev/null &&
        "$peer" component new "$work/core.wasm" -o "$work/world.wasm" \
            2>/dev/null
}

compare_worlds() { # INPUT
    "$tenon" wit -q --all-features "$1" 2>/dev/null |
        sed -n 's/^world %*\(.*\) {$/\1/p' >"$work/names"
    while read -r world; do
        worlds=$((worlds + 1))
        compare "$1" --importize-world "$world"
        compare "$1" --exportize-world "$world"
        compare "$1" --merge-world-imports-based-on-semver "$world"
        if make_component "$1" "$world"; then
            compare "$work/world.wasm" --importize
            compare "$work/world.wasm" --exportize
        fi
    done <"$work/names"
}

# A package that wit-smith makes of bytes, as a folder of texts.
generate() { # NUMBER
    rm -rf "$work/smith"
    python3 -c 'import random, sys
r = random.Random(int(sys.argv[1]))
sys.stdout.buffer.write(r.randbytes(r.choice((100, 1000, 4000, 20000))))' \
        "$1" >"$work/seed"
    "$peer" wit-smith -o "$work/smith.wasm" "$work/seed" 2>/dev/null &&
        "$peer" component wit --out-dir "$work/smith" "$work/smith.wasm" \
            >/dev/null 2>&1
}

for folder in "$@"; do
    {
        find "$folder" -name '*.wit' -type f
        find "$folder" -name '*.wit' -type f | sed 's,/[^/]*$,,' | sort -u
    } | LC_ALL=C sort >"$work/inputs"
    while read -r input; do
        compare_worlds "$input"
    done <"$work/inputs"
done

number=0
while [ "$number" -lt "$versions" ]; do
    python3 tools/wit-versions.py $((seed + number)) "$work/versions"
    before=$differ
    compare_worlds "$work/versions"
    [ "$differ" -eq "$before" ] ||
        echo "    tools/wit-versions.py $((seed + number))"
    number=$((number + 1))
done

made=0
number=0
while [ "$made" -lt "$count" ] && [ "$number" -lt $((count * 3)) ]; do
    if generate $((seed + number)); then
        made=$((made + 1))
        before=$differ
        compare_worlds "$work/smith"
        [ "$differ" -eq "$before" ] ||
            echo "    generated from seed $((seed + number))"
    fi
    number=$((number + 1))
done

echo "$worlds worlds ($((made + versions)) packages generated), $compared" \
    "comparisons," \
    "$refused refused by wasm-tools, $died that it died of," \
    "$differ differences"
[ "$differ" -eq 0 ]
