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

compile worlds tenon samples/embed-library/worlds.c
check "the worlds of a package" "$(
    echo 'test:guests: 1 worlds'
    echo 'world test:guests/hello'
    "$tenon" wit tests/guests/hello.wit
)" "$("$dest/worlds" tests/guests/hello.wit)"

if [ -f "$dest/usr/lib/libtenon-wat.a" ]; then
    compile script tenon-wat tests/install/script.c
    check "a script" "2 passed, 0 failed" "$("$dest/script")"
fi

staged_make uninstall
rm -f "$dest/example" "$dest/call" "$dest/script" "$dest/worlds" \
    "$dest"/*.wasm
left=$(find "$dest" -type f)
if [ -n "$left" ]; then
    echo "install: left behind by uninstall: $left"
    exit 1
fi
echo "install: fine"
