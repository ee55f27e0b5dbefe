#!/bin/sh
# Compiles each public header alone, as C11 and as C++17, warnings as errors.
#   tools/check-headers.sh
set -u
bad=0
count=0
for header in include/tenon/*.h; do
    name=tenon/$(basename "$header")
    for compiler in gcc clang-14; do
        command -v $compiler >/dev/null || continue
        for language in 'c -std=c11 -Wstrict-prototypes' 'c++ -std=c++17'; do
            # shellcheck disable=SC2086
            printf '#include <%s>\nextern int not_empty;\n' "$name" |
                $compiler -x $language -Iinclude -Wall -Wextra -Wpedantic \
                    -Wshadow -Wundef -Werror -fsyntax-only - || {
                echo "check-headers: $header fails as $language ($compiler)"
                bad=1
            }
            count=$((count + 1))
        done
    done
done
[ $bad = 0 ] && echo "check-headers: fine ($count compilations)"
exit $bad
