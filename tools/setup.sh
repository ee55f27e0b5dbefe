#!/bin/sh
# Installs what the build needs, through the distribution's packages.
#   tools/setup.sh           what building and testing needs
#   tools/setup.sh --all     also what `make ci`, `make fuzz` and
#                            tools/libcjson.sh need
#   tools/setup.sh --check   install nothing; say what building lacks, exit 1
# Does nothing, and asks nobody, when everything is there.
set -eu

needed="gcc g++ make pkg-config libtree-sitter-dev libcjson-dev
libcriterion-dev wabt"
for_ci="clang-14 clang-format-14 libclang-rt-14-dev dpkg-dev"
mode=${1:-}

packages=$needed
[ "$mode" != --all ] || packages="$needed $for_ci"

missing_packages() {
    for package in $packages; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' ||
            printf '%s ' "$package"
    done
}

# Without dpkg we can only look for what the compiler would look for.
check_without_dpkg() {
    lost=
    for tool in gcc g++ make pkg-config; do
        command -v "$tool" >/dev/null || lost="$lost $tool"
    done
    for library in tree-sitter libcjson criterion; do
        pkg-config --exists "$library" 2>/dev/null || lost="$lost $library"
    done
    if [ -n "$lost" ]; then
        echo "setup: missing:$lost" >&2
        echo "setup: no dpkg here, please install them by hand" >&2
        exit 1
    fi
}

if ! command -v dpkg >/dev/null; then
    check_without_dpkg
    exit 0
fi

missing=$(missing_packages)
[ -n "$missing" ] || exit 0

if [ "$mode" = --check ]; then
    echo "setup: missing packages: $missing" >&2
    echo "setup: run \`make setup\`, or: apt-get install $missing" >&2
    exit 1
fi

as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "setup: missing packages: $missing" >&2
        echo "setup: cannot install them: not root and no sudo" >&2
        exit 1
    fi
    as_root="sudo"
fi

echo "setup: installing $missing"
# The variable is given to apt itself: sudo would drop it.
# shellcheck disable=SC2086
if ! $as_root apt-get update -q || ! $as_root env \
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
    --no-install-recommends $missing; then
    echo "setup: apt-get failed; still missing: $(missing_packages)" >&2
    exit 1
fi
missing=$(missing_packages)
if [ -n "$missing" ]; then
    echo "setup: still missing: $missing" >&2
    exit 1
fi
