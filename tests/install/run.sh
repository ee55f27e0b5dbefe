#!/bin/sh
# Installs into a scratch DESTDIR, builds programs against it through
# pkg-config, runs them, and takes everything away again.
#   tests/install/run.sh BUILD_DIR VARIANT
set -eu
dest=$(mktemp -d)
trap 'rm -rf "$dest"' EXIT

staged_make() {
    make --no-print-directory B="$build" V="$variant" DESTDIR="$dest" \
        PREFIX=/usr LIBDIR=/usr/lib "$@" >/dev/null
}
build=$1
variant=$2
staged_make install

export PKG_CONFIG_SYSROOT_DIR="$dest"
export PKG_CONFIG_PATH="$dest/usr/lib/pkgconfig"

compile() { # OUTPUT PACKAGE SOURCE: the sysroot is ours alone
    flags=$(pkg-config --cflags --libs "$2" |
        sed "s|-I$dest/usr/include/cjson||")
    # shellcheck disable=SC2086
    ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$dest/$1" \
        "$3" $flags
}

check() { # WHAT EXPECTED ACTUAL
    if [ "$2" != "$3" ]; then
        echo "install: $1: expected $2, got $3"
        exit 1
    fi
}

compile example tenon tests/install/example.c
check "a context" "fine, 1 error" "$("$dest/example")"
if ldd "$dest/example" | grep -q 'libstdc++'; then
    echo "install: a program with libtenon.a needs the C++ runtime"
    exit 1
fi

tenon=$dest/usr/bin/tenon
"$tenon" embed tests/guests/hello.wit tests/guests/hello.wasm \
    -o "$dest/embedded.wasm"
"$tenon" new "$dest/embedded.wasm" -o "$dest/hello.wasm"
compile call tenon samples/embed-library/main.c
check "a call" '"Hello, you!"' \
    "$("$dest/call" "$dest/hello.wasm" 'greet("you")')"

outline=samples/wit-outline
compile wit-outline tenon $outline/outline.c
check "an outline" "$(cat $outline/shop.md)" \
    "$("$dest/wit-outline" $outline/shop)"
check "the changes of a package" 'changes: 5; smallest version step: major' \
    "$("$dest/wit-outline" $outline/shop-1.0 $outline/shop | tail -n 1)"
check "a package in binary form" 'changes: 0; smallest version step: none' \
    "$("$dest/wit-outline" -b "$dest/shop.wasm" $outline/shop)"
check "an outline of a component" '- `greet: func(name: string) -> string`' \
    "$("$dest/wit-outline" "$dest/hello.wasm" | tail -n 1)"
check "what is no WIT" 'error[E0201]' \
    "$("$dest/wit-outline" $outline/shop.md 2>&1 | grep -o 'error.E[0-9]*.')"

if [ -f "$dest/usr/lib/libtenon-wat.a" ]; then
    compile script tenon-wat tests/install/script.c
    check "a script" "2 passed, 0 failed" "$("$dest/script")"
fi

staged_make uninstall
rm -f "$dest/example" "$dest/call" "$dest/script" "$dest/wit-outline" \
    "$dest"/*.wasm
left=$(find "$dest" -type f)
if [ -n "$left" ]; then
    echo "install: left behind by uninstall: $left"
    exit 1
fi
echo "install: fine"
