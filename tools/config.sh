#!/bin/sh
# Prints build/config.mk: where the libraries are, as make variables.
set -eu

say() { # NAME PKG: headers of other people never warn, hence -isystem
    printf '%s_CFLAGS := %s\n' "$1" \
        "$(pkg-config --cflags "$2" | sed 's/-I/-isystem /g')"
    printf '%s_LIBS := %s\n' "$1" "$(pkg-config --libs "$2")"
}

say TREE_SITTER tree-sitter
say CJSON libcjson
say CRITERION criterion
# wabt has no pkg-config file in Debian, and only a static library.
printf 'WABT_ARCHIVE := %s\n' "$(${CC:-gcc} -print-file-name=libwabt.a)"
echo 'WABT_LIBS := -lstdc++'
