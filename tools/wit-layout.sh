#!/bin/bash
# Lays out all WIT below a folder, in a copy, and checks what `tenon fmt`
# promises: it changes white space, commas, braces of empty resources and signs
# in front of names only; a second time it changes nothing; what packages mean
# stays. Tells how many packages without comments are laid out as `tenon wit`
# prints them, but for the order of items.
#   tools/wit-layout.sh FOLDER      (environment: TENON, the tool)
set -u
from=${1:?folder}
tool=$(realpath "${TENON:-build/release/tenon}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files=0
refused=0
packages=0
alike=0
plain=0
failed=0

fail() {
    echo "FAIL $*"
    failed=$((failed + 1))
}

# What may not change, in its order.
essence() {
    sed '1s/^\xef\xbb\xbf//' "$1" | tr -d ' \t\r\n,;{}%'
}

check_file() {
    if ! "$tool" fmt - <"$1" >"$work/once" 2>/dev/null; then
        refused=$((refused + 1))
        return
    fi
    files=$((files + 1))
    essence "$1" >"$work/a"
    essence "$work/once" >"$work/b"
    cmp -s "$work/a" "$work/b" || fail "$1: more than white space"
    "$tool" fmt - <"$work/once" >"$work/twice" 2>/dev/null
    cmp -s "$work/once" "$work/twice" || fail "$1: changes again"
}

check_package() { # a file, or a folder of a package
    rm -rf "$work/copy"
    cp -rL "$1" "$work/copy" 2>/dev/null
    "$tool" wit --all-features -j "$work/copy" >"$work/before" 2>/dev/null ||
        return
    "$tool" fmt "$work/copy" 2>/dev/null
    packages=$((packages + 1))
    "$tool" wit --all-features -j "$work/copy" >"$work/after" 2>&1
    cmp -s "$work/before" "$work/after" || fail "$1: means something else"
    [ -f "$1" ] || return
    grep -q '//\|/\*\|%\|include' "$1" && return
    plain=$((plain + 1))
    "$tool" wit --all-features "$1" | sed '/^$/d' | sort >"$work/printed"
    sed '/^$/d' "$work/copy" | sort | cmp -s - "$work/printed" &&
        alike=$((alike + 1))
}

while read -r file; do
    check_file "$file"
    check_package "$file"
done < <(find "$from" -name '*.wit' -type f | sort)
while read -r folder; do
    check_package "$folder"
done < <(find "$from" -name '*.wit' -type f -printf '%h\n' | sort -u)

echo "$files files laid out, $refused refused; $packages packages;" \
    "$alike of $plain plain files as printed"
echo "$((files + packages)) passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
