#!/bin/sh
# Installs what the guests of this sample are built with, through the
# distribution's packages.
#   setup.sh           install what is missing
#   setup.sh --check   only say what is missing; exit 1 if something is
# Does nothing, and asks nobody, when everything is there.
set -eu

# Go 1.24 is the first whose functions can be exported from a library. No
# package of Debian 12 has it.
go_needed=1.24
packages="rustc libstd-rust-dev-wasm32 clang-14 lld-14 wasi-libc
libc++-14-dev-wasm32 libc++abi-14-dev-wasm32 libclang-rt-14-dev-wasm32"

missing_packages() {
    for package in $packages; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' ||
            printf '%s ' "$package"
    done
}

check_go() {
    version=$(GOTOOLCHAIN=local "${WASM_GO:-go}" env GOVERSION 2>/dev/null ||
        echo none)
    number=${version#go}
    oldest=$(printf '%s\n%s\n' "$go_needed" "$number" | sort -V | head -n 1)
    if [ "$version" = none ] || [ "$oldest" != "$go_needed" ]; then
        echo "setup: Go $go_needed or later is missing (found: $version)" >&2
        echo "setup: get it from https://go.dev/dl/ and put it in PATH," \
            "or set WASM_GO" >&2
        return 1
    fi
}

check_without_dpkg() {
    lost=
    for tool in "${WASM_RUSTC:-/usr/bin/rustc}" "${WASM_CC:-clang-14}" \
        "${WASM_CXX:-clang++-14}" "${WASM_LD:-wasm-ld-14}"; do
        command -v "$tool" >/dev/null || lost="$lost $tool"
    done
    if [ -n "$lost" ]; then
        echo "setup: missing:$lost" >&2
        echo "setup: no dpkg here; please install these, with support for" \
            "wasm32, by hand" >&2
        return 1
    fi
}

install_packages() {
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$1" = --check ]; then
        echo "setup: missing packages: $missing" >&2
        echo "setup: run samples/report/setup.sh, or:" \
            "apt-get install $missing" >&2
        return 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "setup: missing packages: $missing" >&2
            echo "setup: cannot install them: not root and no sudo" >&2
            return 1
        fi
        as_root=sudo
    fi
    echo "setup: installing $missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    $as_root apt-get update -q &&
        $as_root apt-get install -q -y --no-install-recommends $missing ||
        echo "setup: apt-get failed" >&2
    missing=$(missing_packages)
    if [ -n "$missing" ]; then
        echo "setup: still missing: $missing" >&2
        return 1
    fi
}

status=0
if command -v dpkg >/dev/null; then
    install_packages "${1:-}" || status=1
else
    check_without_dpkg || status=1
fi
check_go || status=1
exit $status
