#!/bin/bash
# Compares what `tenon print` writes with its input, by way of wasm-tools: the
# text is made a binary again, and both binaries must print the same there.
#   tools/diff-print.sh [FOLDER...]
#
# Inputs are the files below the folders: each .wasm; the modules and components
# in each .wast and .wat; the packages of each .wit, and of each folder that has
# .wit files; and components of the core modules in tests/guests.
#   TENON=path         the tool (build/release/tenon)
#   WASM_TOOLS=path    wasm-tools
#
# One line per difference, then the counts. What tenon refuses to print is
# counted; SHOW_REFUSED=1 lists it. Fails when anything differs.
set -u

tenon=${TENON:-build/release/tenon}
peer=${WASM_TOOLS:-wasm-tools}
for need in "$tenon" "$peer"; do
    if ! command -v "$need" >/dev/null; then
        echo "diff-print: needs $need (set TENON or WASM_TOOLS to its path)"
        exit 2
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
same=0
equal=0
refused=0
invalid=0
differ=0

report() { # WHAT NAME
    echo "$1: $2"
    differ=$((differ + 1))
}

# The same text as that of wasm-tools is nothing that must be; it is told.
check() { # FILE NAME
    if ! "$peer" validate --features all "$1" >/dev/null 2>&1; then
        invalid=$((invalid + 1))
        return
    fi
    if ! "$tenon" print "$1" -o "$work/ours.wat" 2>"$work/err"; then
        refused=$((refused + 1))
        [ -z "${SHOW_REFUSED:-}" ] || echo "refused: $2: $(head -1 "$work/err")"
        return
    fi
    if ! "$peer" parse "$work/ours.wat" -o "$work/again.wasm" 2>"$work/err"; then
        report "wasm-tools does not read it ($(head -1 "$work/err"))" "$2"
        return
    fi
    "$peer" print "$1" -o "$work/before.wat" 2>/dev/null
    "$peer" print "$work/again.wasm" -o "$work/after.wat" 2>/dev/null
    if ! cmp -s "$work/before.wat" "$work/after.wat"; then
        report "differs" "$2"
        return
    fi
    same=$((same + 1))
    cmp -s "$work/before.wat" "$work/ours.wat" && equal=$((equal + 1))
}

package() { # PATH
    "$tenon" wit "$1" --all-features -w -o "$work/package.wasm" 2>/dev/null &&
        check "$work/package.wasm" "$1"
}

script() { # PATH
    rm -rf "$work/parts"
    mkdir "$work/parts"
    case $1 in
    *.wat) "$peer" parse "$1" -o "$work/parts/0.wasm" 2>/dev/null ;;
    *) "$peer" json-from-wast "$1" --wasm-dir "$work/parts" \
        -o "$work/parts/script.json" >/dev/null 2>&1 ;;
    esac
    for part in "$work"/parts/*.wasm; do
        [ -s "$part" ] && check "$part" "$1 ($(basename "$part"))"
    done
}

guest() { # WIT WORLD MODULE
    "$tenon" embed "$1" -w "$2" "$3" -o "$work/embedded.wasm" 2>/dev/null &&
        "$tenon" new "$work/embedded.wasm" -o "$work/new.wasm" 2>/dev/null &&
        check "$work/embedded.wasm" "$3 with its world" &&
        check "$work/new.wasm" "$3 as a component"
}

for wit in tests/guests/*.wit; do
    name=$(basename "$wit" .wit)
    for module in tests/guests/"$name"*.wasm; do
        for world in $(sed -n 's/^world \([a-z0-9-]*\).*/\1/p' "$wit"); do
            guest "$wit" "$world" "$module"
        done
    done
done
while read -r file; do
    case $file in
    *.wasm) check "$file" "$file" ;;
    *.wit) package "$file" ;;
    *) script "$file" ;;
    esac
done < <([ $# = 0 ] || find "$@" -name '*.wasm' -o -name '*.wit' \
    -o -name '*.wast' -o -name '*.wat' | sort)
while read -r folder; do
    package "$folder"
done < <([ $# = 0 ] || find "$@" -name '*.wit' -exec dirname {} \; | sort -u)

echo "diff-print: $same the same ($equal of them in the text, too)," \
    "$differ differ, $refused refused, $invalid not valid"
[ $differ = 0 ]
