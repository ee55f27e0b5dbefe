#!/bin/sh
# Runs the public test suites and compares with what is known of them.
#   tools/conformance.sh CORPORA       CORPORA holds the suites' repositories
#   BLESS=1 tools/conformance.sh ...   writes tests/spec/expected.tsv anew
#   SUITES="core"                      only these
#   TENON=path                         the tool (build/release/tenon)
#
# One line per suite, `suite: N passed, N failed, N skipped`. The table has a
# row per file: suite, file, passed, failed, skipped, lines that fail. It may
# only improve, and says so itself: a row that got better fails as one that
# got worse does, until the table is written anew.
#
# To add a suite, write a function that calls `row` for each file, and name
# it at the end.
set -u

corpora=${1:?usage: tools/conformance.sh CORPORA}
tenon=${TENON:-build/release/tenon}
table=tests/spec/expected.tsv
seconds=300 # for one file
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
rows=$work/rows

row() { # SUITE FILE PASSED FAILED SKIPPED LINES
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$rows"
}

wanted() { # SUITE
    case " ${SUITES:-$1} " in
    *" $1 "*) ;;
    *) return 1 ;;
    esac
}

# The line of counts that a suite is summed up in.
total() { # SUITE
    awk -F'\t' -v suite="$1" '$1 == suite { p += $3; f += $4; s += $5 }
        END { printf "%s: %d passed, %d failed, %d skipped\n", suite, p, f, s }
    ' "$rows"
}

# One script. What dies or says no counts is one failure of line 0.
wast_file() { # SUITE FOLDER FILE
    timeout "$seconds" "$tenon" wast "$2/$3" >"$work/out" 2>"$work/err"
    counts=$(tail -n 1 "$work/out" |
        sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
    lines=$(awk -v path="$2/$3:" 'index($0, path) == 1 {
            line = substr($0, length(path) + 1); sub(/:.*/, "", line)
            printf "%s%s", sep, line; sep = "," }' "$work/out")
    if [ -z "$counts" ]; then
        counts="0 1 0"
        lines=0
    fi
    # shellcheck disable=SC2086
    row "$1" "$3" $counts "${lines:--}"
}

# All scripts below a folder but those whose path matches a pattern.
wast_suite() { # SUITE FOLDER WITHOUT
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    (cd "$2" && find . -name '*.wast' | sed 's,^\./,,' | grep -Ev "$3" |
        LC_ALL=C sort) >"$work/files"
    while read -r file; do
        wast_file "$1" "$2" "$file"
    done <"$work/files"
    total "$1"
}

# One of a folder of packages, in $work/wit, with the others as dependencies.
put_together() { # FOLDER PACKAGE
    rm -rf "$work/wit"
    mkdir -p "$work/wit/deps"
    cp "$2"*.wit "$work/wit"
    for other in "$1"/*/; do
        [ "$other" = "$2" ] || cp -r "$other" "$work/wit/deps"
    done
}

# A folder of packages, one each, that use one another: each must resolve
# with all of them as dependencies.
wit_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for package in "$2"/*/; do
        name=$(basename "$package")
        put_together "$2" "$package"
        if ! "$tenon" help wit >/dev/null 2>&1; then
            row "$1" "$name" 0 0 1 -
        elif timeout "$seconds" "$tenon" wit "$work/wit" >/dev/null 2>&1; then
            row "$1" "$name" 1 0 0 -
        else
            row "$1" "$name" 0 1 0 0
        fi
    done
    total "$1"
}

# What belongs to a test of wit-parser: foo.wit.json for foo.wit and foo/.
beside() { # PATH EXTENSION
    if [ -d "$1" ]; then
        echo "$1.wit.$2"
    else
        echo "${1%.*}.wit.$2"
    fi
}

# Succeeds when the text resolves to the expected JSON.
wit_resolves() { # PATH
    timeout "$seconds" "$tenon" wit --features active --json "$1" \
        >"$work/out" 2>"$work/err" &&
        python3 tools/json_equal.py "$(beside "$1" json)" "$work/out"
}

# Succeeds when the text is refused where and why it should be.
wit_refused() { # PATH
    timeout "$seconds" "$tenon" wit --features active "$1" \
        >"$work/out" 2>"$work/err"
    [ $? -eq 1 ] &&
        python3 tools/wit-refusal.py "$(beside "$1" result)" "$work/err"
}

# The tests of wit-parser: what resolves, and in parse-fail/ what must not.
wit_ui_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for path in "$2"/* "$2"/parse-fail/*; do
        name=${path#"$2"/}
        check=wit_resolves
        case $name in
        *.json | *.result | parse-fail) continue ;;
        parse-fail/*) check=wit_refused ;;
        esac
        # Components as text are not read.
        if [ "${name%.wat}" != "$name" ] || ! command -v python3 >/dev/null
        then
            row "$1" "$name" 0 0 1 -
        elif $check "$path" >"$work/why"; then
            row "$1" "$name" 1 0 0 -
        else
            row "$1" "$name" 0 1 0 0
        fi
    done
    total "$1"
}

# Packages that bindings are made from: files, and folders with wit/ in them.
wit_codegen_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for path in "$2"/*; do
        name=$(basename "$path")
        [ -d "$path/wit" ] && path=$path/wit
        if timeout "$seconds" "$tenon" wit "$path" >/dev/null 2>&1; then
            row "$1" "$name" 1 0 0 -
        else
            row "$1" "$name" 0 1 0 0
        fi
    done
    total "$1"
}

# Text and binary are two forms of one package: what the binary form prints is
# what the text prints, and, where FILE.print is given, what that says.
wit_round() { # SUITE NAME WIT PRINT
    if ! timeout "$seconds" "$tenon" wit -q --all-features "$3" \
        -o "$work/text" 2>/dev/null; then
        row "$1" "$2" 0 0 1 - # no package by itself
    elif timeout "$seconds" "$tenon" wit -q --all-features "$3" -w \
            -o "$work/wasm" 2>/dev/null &&
        timeout "$seconds" "$tenon" validate -q "$work/wasm" 2>/dev/null &&
        timeout "$seconds" "$tenon" wit -q "$work/wasm" \
            -o "$work/back" 2>/dev/null &&
        cmp -s "$work/text" "$work/back" &&
        { [ ! -f "$4" ] || printed_as "$work/wasm" "$4"; }; then
        row "$1" "$2" 1 0 0 -
    else
        row "$1" "$2" 0 1 0 0
    fi
}

# Some prints have the packages that are needed, some have not.
printed_as() { # WASM PRINT
    cmp -s "$work/back" "$2" && return 0
    "$tenon" wit -q "$1" --with-deps -o "$work/deps" 2>/dev/null &&
        cmp -s "$work/deps" "$2"
}

# Packages, each a file or a folder, with X.wit.print beside or in them.
wit_round_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for package in "$2"/*; do
        expected=$package.print
        if [ -d "$package" ]; then
            for expected in "$package"/*.wit.print; do :; done
        fi
        case $package in
        *.wit) wit_round "$1" "$(basename "$package")" "$package" "$expected" ;;
        *) [ ! -d "$package" ] ||
            wit_round "$1" "$(basename "$package")" "$package" "$expected" ;;
        esac
    done
    total "$1"
}

# The packages of a folder put together, as in wit_suite.
wit_round_together() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for package in "$2"/*/; do
        put_together "$2" "$package"
        wit_round "$1" "$(basename "$package")" "$work/wit" "$work/none"
    done
    total "$1"
}

# Two folders merged give the packages that a third one holds, no others.
wit_merged() { # CASE
    rm -rf "$work/merged"
    timeout "$seconds" "$tenon" wit -q --all-features "$1/into" "$1/from" \
        --out-dir "$work/merged" 2>"$work/err" || return 1
    if [ -d "$work/merged/deps" ]; then
        mv "$work/merged/deps"/* "$work/merged"
        rmdir "$work/merged/deps"
    fi
    diff -r "$1/merge" "$work/merged" >/dev/null
}

# into/ and from/, with merge/ or the error.
wit_merge_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ]; then
        echo "$1: no folder $2"
        return 0
    fi
    for case in "$2"/*/; do
        ok=1
        if [ -f "$case/error.txt" ]; then
            timeout "$seconds" "$tenon" wit "$case/into" "$case/from" \
                >/dev/null 2>"$work/err"
            [ $? -eq 1 ] && grep -q '^error\[E03' "$work/err" || ok=0
        else
            wit_merged "$case" || ok=0
        fi
        row "$1" "$(basename "$case")" $ok $((1 - ok)) 0 "$(
            [ $ok = 1 ] && echo - || echo 0)"
    done
    total "$1"
}

# Command tests of wasm-tools: the lines that are about WIT and components.
wit_cli_suite() { # SUITE FOLDER
    wanted "$1" || return 0
    if [ ! -d "$2" ] || ! command -v python3 >/dev/null; then
        echo "$1: no folder $2, or no python3"
        return 0
    fi
    for path in "$2"/*.wit "$2"/*.wat; do
        counts=$(timeout "$seconds" python3 tools/wit-cli.py "$tenon" "$path" \
            2>"$work/err") || counts="0 1 0 0"
        # shellcheck disable=SC2086
        [ -z "$counts" ] || row "$1" "$(basename "$path")" $counts
    done
    total "$1"
}

# Prints what differs from the table; fails when something does.
compare() {
    awk -F'\t' -v suites="${SUITES:-}" '
        function ours(suite) {
            return suites == "" || index(" " suites " ", " " suite " ")
        }
        /^#/ { next }
        FNR == NR { if (ours($1)) { known[$1 FS $2] = $0 }; next }
        {
            key = $1 FS $2; here[key] = 1
            if (!(key in known)) {
                printf "not in the table: %s %s: %d passed, %d failed, %d skipped\n", $1, $2, $3, $4, $5
                bad++
            } else if (known[key] != $0) {
                split(known[key], old, FS)
                worse = $4 > old[4] || $3 < old[3]
                printf "%s: %s %s: %d passed, %d failed, %d skipped (was %d, %d, %d)", worse ? "worse" : "better", $1, $2, $3, $4, $5, old[3], old[4], old[5]
                if ($6 != old[6])
                    printf "; failing lines %s (was %s)", $6, old[6]
                printf "\n"
                bad++
            }
        }
        END {
            for (key in known) {
                if (!(key in here)) {
                    name = key; sub(FS, " ", name)
                    printf "not run: %s\n", name
                    bad++
                }
            }
            if (bad)
                printf "%d files differ from the table; BLESS=1 writes it anew\n", bad
            exit bad > 0
        }
    ' "$table" "$rows"
}

bless() {
    mkdir -p "$(dirname "$table")"
    {
        echo '# suite	file	passed	failed	skipped	failing lines'
        if [ -n "${SUITES:-}" ] && [ -f "$table" ]; then
            awk -F'\t' -v suites="$SUITES" '!/^#/ &&
                !index(" " suites " ", " " $1 " ")' "$table"
        fi
        cat "$rows"
    } >"$work/table"
    { sed -n 1p "$work/table"; sed 1d "$work/table" | LC_ALL=C sort; } >"$table"
    echo "wrote $table"
}

: >"$rows"
wast_suite core "$corpora/testsuite" '^$'
wast_suite wasmtime-core "$corpora/wasmtime/tests/misc_testsuite" \
    '^component-model'
wast_suite component "$corpora/component-model/test" '^$'
wast_suite component-wasm-tools \
    "$corpora/wasm-tools/tests/cli/component-model" '^$'
wast_suite component-wasmtime "$corpora/wasmtime/tests/misc_testsuite" \
    '^[^/]*$|^[^c]|^c[^o]'
wit_suite wasi-0.2-wit "$corpora/wasi/0.2.12"
wit_round_suite wit-interfaces \
    "$corpora/wasm-tools/crates/wit-component/tests/interfaces"
wit_round_suite wit-codegen-binary "$corpora/wit-bindgen/tests/codegen"
wit_round_together wasi-0.2-binary "$corpora/wasi/0.2.12"
wit_round_together wasi-0.3-binary "$corpora/wasi/0.3.0"
wit_merge_suite wit-merge \
    "$corpora/wasm-tools/crates/wit-component/tests/merge"
wit_ui_suite wit-ui "$corpora/wasm-tools/crates/wit-parser/tests/ui"
wit_codegen_suite wit-codegen "$corpora/wit-bindgen/tests/codegen"
wit_cli_suite wit-cli "$corpora/wasm-tools/tests/cli"

if [ -n "${BLESS:-}" ]; then
    bless
elif [ -f "$table" ]; then
    compare
else
    echo "there is no $table; BLESS=1 writes it"
    exit 1
fi
