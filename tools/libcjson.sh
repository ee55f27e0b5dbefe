#!/bin/sh
# Makes FOLDER/libcjson.a, with which the tool is linked statically: Debian has
# the shared library only. The source is that of the installed libcjson, with
# the patches of the distribution, by apt, which checks signatures.
#   tools/libcjson.sh FOLDER
# Does nothing when it is there. Where it cannot be made, says so in one line
# and succeeds: the tool is then linked with the shared library.
set -u
folder=$1
package=$(dpkg-query -W -f '${source:Package}=${source:Version}' \
    libcjson-dev 2>/dev/null) || package=
[ -z "$package" ] || [ ! -f "$folder/libcjson.a" ] ||
    [ "$(cat "$folder/libcjson.version")" != "$package" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Apart from the lists and sources of the system, which stay as they are.
apt_apart() {
    apt-get -q -o Dir::Etc::SourceList="$work/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=0 \
        -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 "$@"
}

fetch_source() {
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    apt-get indextargets 'Identifier: Packages' \
        --format 'deb-src $(SITE) $(RELEASE) $(COMPONENT)' |
        sort -u >"$work/sources.list"
    (cd "$work" && apt_apart update && apt_apart source "$package")
}

make_archive() {
    [ -n "$package" ] && fetch_source &&
        ${CC:-gcc} -O2 -g -fPIC -ffunction-sections -c \
            -o "$work/cJSON.o" "$work"/cjson-*/cJSON.c &&
        ar rcs "$work/libcjson.a" "$work/cJSON.o" &&
        mkdir -p "$folder" &&
        printf '%s\n' "$package" >"$folder/libcjson.version" &&
        mv "$work/libcjson.a" "$folder"
}

rm -f "$folder/libcjson.a"
if make_archive >"$work/log" 2>&1; then
    echo "setup: the tool will be linked statically ($folder/libcjson.a)"
else
    echo "setup: no source of libcjson ($(grep -m 1 -E '^(E|W):|rror|not found' \
        "$work/log" || echo 'not installed as a package')): the tool will need" \
        "shared libraries"
fi
