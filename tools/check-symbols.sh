#!/bin/sh
# What the built library shows to a linker.
#   tools/check-symbols.sh VARIANT_DIR
# 1. libtenon.a defines nothing but tenon_ names, and needs no C++ runtime;
#    libtenon-wat.a defines nothing else but what the linker merges (nm: u).
# 2. Every function of a public header is defined, and every defined one is
#    declared in a public header.
# 3. The tool's own files use nothing of the library but tenon_ names.
# 4. The library has no writable globals.
# 5. The tool needs no shared library, where the archives for that are there.
set -u
dir=$1
bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

complain() {
    [ -s "$work/list" ] || return 0
    echo "check-symbols: $1:"
    sed 's/^/    /' "$work/list"
    bad=1
}

defined() { # FILES: names of global definitions
    nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' |
        sort -u
}
undefined() {
    nm -u "$@" 2>/dev/null | awk '$1 == "U" { print $2 }' | sort -u
}

defined "$dir/libtenon.a" >"$work/public"
grep -v '^tenon_' "$work/public" >"$work/list"
complain "libtenon.a defines names without tenon_"
undefined "$dir/libtenon.a" | grep -E '^(_Z|__cxa_|__gxx_)' >"$work/list"
complain "libtenon.a needs the C++ runtime"
undefined "$dir/libtenon.a" | grep -E '^(tenon|tn|ty|core|ast|wit|bin|cabi|in|wave|link|rt|wat|wast)_' >"$work/list"
complain "libtenon.a needs names of our own that it does not define"

nm -g --defined-only "$dir/libtenon-wat.a" 2>/dev/null |
    awk 'NF == 3 && $2 != "u" { print $3 }' | grep -v '^tenon_' >"$work/list"
complain "libtenon-wat.a defines names without tenon_"

for header in include/tenon/*.h; do
    printf '#include <tenon/%s>\n' "$(basename "$header")"
done >"$work/all.c"
gcc -std=c11 -Iinclude -fsyntax-only -aux-info "$work/declared.txt" "$work/all.c"
grep 'include/tenon/' "$work/declared.txt" |
    grep -o 'tenon_[a-z0-9_]* (' | tr -d ' (' | sort -u >"$work/declared"
defined "$dir"/libtenon.a "$dir"/libtenon-internal.a "$dir"/libtenon-wat-internal.a |
    grep '^tenon_' >"$work/all-defined"
comm -23 "$work/declared" "$work/all-defined" >"$work/list"
complain "declared in a public header, defined nowhere"
comm -23 "$work/public" "$work/declared" >"$work/list"
complain "defined with TENON_API, declared in no public header"

cli=$(find "$dir/obj/cli" -name '*.o' 2>/dev/null)
if [ -n "$cli" ]; then
    # shellcheck disable=SC2086
    undefined $cli >"$work/used"
    defined "$dir"/libtenon-internal.a "$dir"/libtenon-wat-internal.a |
        grep -v '^tenon_' | comm -12 - "$work/used" >"$work/list"
    complain "cli/ uses internal names"
fi

# .data.rel.ro holds constants with addresses in them; it is not writable.
# Symbol lines: address flags section size name.
objdump -t "$dir/obj/libtenon.o" | awk '
    NF < 5 { next }
    $(NF - 2) ~ /^\.(data|bss|tdata|tbss)/ && $(NF - 2) !~ /rel\.ro/ &&
    $(NF - 1) !~ /^0+$/ { print $NF }
    $(NF - 2) == "*COM*" { print $NF }' >"$work/list"
complain "writable globals in the library"

if [ -f build/deps/libcjson.a ] && [ "$(basename "$dir")" = release ]; then
    readelf -d "$dir/tenon" | grep -F '(NEEDED)' >"$work/list"
    complain "the tool needs shared libraries"
fi

[ $bad = 0 ] && echo "check-symbols: fine ($(wc -l <"$work/public") public names)"
exit $bad
