#!/bin/sh
# Tests the checks themselves: each must catch an injected violation.
# Prints `N passed, N failed, N skipped`.
set -u
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

fresh() {
    rm -rf "$work/t"
    mkdir -p "$work/t/base" "$work/t/wit" "$work/t/component" "$work/t/cli"
    cp -r "$root/tools" "$work/t/"
    : >"$work/t/tools/size-allow.txt"
}

expect() { # WANTED(0|1) CHECK PHRASE
    out=$(cd "$work/t" && "tools/$2" 2>&1)
    status=$?
    [ $status = 0 ] || status=1
    if [ $status = "$1" ] && printf '%s' "$out" | grep -q -e "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s: status %s, wanted %s with "%s"\n%s\n' \
            "$2" "$status" "$1" "$3" "$out"
    fi
}

put() { # FILE: content on standard input
    cat >"$work/t/$1"
}

fresh
echo '#include "base/x.h"' | put wit/a.c
expect 0 check-layers.sh fine
echo '#include "wit/a.h"' | put base/a.c
expect 1 check-layers.sh 'base/a.c:1: .*wit is above base'
fresh
echo '#include "component/x.h"' | put wit/a.c
expect 1 check-layers.sh 'component is beside wit'
fresh
echo '#include "base/x.h"' | put cli/a.c
expect 1 check-layers.sh 'only <tenon'
fresh
echo '#include "a.h"' | put base/a.c
expect 1 check-layers.sh 'path from the root'
fresh
echo '#include <tree_sitter/api.h>' | put wit/a.c
expect 1 check-layers.sh 'tree-sitter is for tests'

fresh
printf 'int f(void) {\n    return 1; /* never strcpy(a, b) */\n}\n' | put base/a.c
expect 0 check-banned.sh fine
printf 'int f(void) {\n    return atoi("1");\n}\n' | put base/a.c
expect 1 check-banned.sh 'base/a.c:2: atoi'
fresh
printf 'void *f(void) {\n    return malloc(1);\n}\n' | put wit/a.c
expect 1 check-banned.sh 'wit/a.c:2: malloc'
fresh
printf 'void *f(void) {\n    return malloc(1);\n}\n' | put base/alloc.c
expect 0 check-banned.sh fine

long_function() { # LINES
    echo 'static int work('
    echo '    int a) {'
    i=3
    while [ $i -lt "$1" ]; do
        echo '    a++;'
        i=$((i + 1))
    done
    echo '}'
}
fresh
long_function 100 | put base/a.c
expect 0 check-size.sh fine
long_function 101 | put base/a.c
expect 1 check-size.sh 'base/a.c:1: work has 101 lines'
echo 'base/a.c:work a test' | put tools/size-allow.txt
expect 0 check-size.sh fine
long_function 20 | put base/a.c
expect 1 check-size.sh 'no longer needed'
fresh
yes '' | head -n 1001 | put base/a.c
expect 1 check-size.sh 'base/a.c: 1001 lines'

fresh
printf 'int f(void) {\n    return 1;\n}\n' | put base/a.c
echo 'See `base/a.c:f`.' | put README.md
expect 0 check-docs.sh fine
echo 'See `base/a.c:g`.' | put README.md
expect 1 check-docs.sh 'base/a.c has no function g'
echo 'See `base/b.c` and [more](docs/no.md).' | put README.md
expect 1 check-docs.sh 'there is no ./docs/no.md'

echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
