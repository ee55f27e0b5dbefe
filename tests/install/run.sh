#!/bin/sh
# Installs into a scratch DESTDIR, then builds and runs a program against it
# through pkg-config, as C and with the C++ linker absent from the picture.
#   tests/install/run.sh BUILD_DIR VARIANT
set -eu
dest=$(mktemp -d)
trap 'rm -rf "$dest"' EXIT

make --no-print-directory B="$1" V="$2" install DESTDIR="$dest" PREFIX=/usr \
    LIBDIR=/usr/lib >/dev/null
test -x "$dest/usr/bin/tenon" || [ -z "$(ls cli/*.c 2>/dev/null)" ]

export PKG_CONFIG_SYSROOT_DIR="$dest"
export PKG_CONFIG_PATH="$dest/usr/lib/pkgconfig"
# The sysroot would also be put before the system's own libraries.
flags=$(pkg-config --cflags --libs tenon | sed "s|-I$dest/usr/include/cjson||")

build() { # SOURCE
    # shellcheck disable=SC2086
    ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$dest/program" \
        "$1" $flags
}

build tests/install/example.c
"$dest/program"
if [ -f samples/embed-library/main.c ]; then
    build samples/embed-library/main.c
    echo "install: samples/embed-library builds"
fi

make --no-print-directory B="$1" V="$2" uninstall DESTDIR="$dest" PREFIX=/usr \
    LIBDIR=/usr/lib >/dev/null
rm "$dest/program"
left=$(find "$dest" -type f)
if [ -n "$left" ]; then
    echo "install: left behind by uninstall: $left"
    exit 1
fi
echo "install: fine"
