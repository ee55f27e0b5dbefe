#!/bin/sh
# Compares what `tenon wit` makes of WIT with `wasm-tools component wit`: what
# is accepted, the line of the error, the printed text, JSON, and the binary
# form of each as the other reads it.
#
#   tools/diff-wit.sh [-n COUNT] [-g COUNT] [-m COUNT] [-s SEED] [-k FOLDER]
#                     [FOLDER...]
#
# Inputs are each .wit file below the folders, and each folder below them that
# has some; folders of packages that stand beside each other are also read
# with all others in deps/. Each is read with and without its features.
#   -n COUNT       also as many packages that `wasm-tools wit-smith` makes of
#                  random bytes
#   -g COUNT       also as many packages with what that does not make
#                  (tools/wit_make.py)
#   -m COUNT       instead of the inputs as they are, as many of them with
#                  small changes (tools/wit_mutate.py)
#   -s SEED        the first of the numbers that these are made of (1)
#   -k FOLDER      keeps inputs that differ
#   TENON=path     the tool (build/release/tenon)
#   WASM_TOOLS=path
#
# Tells each difference, then how often each known one was met: those in which
# wasm-tools departs from WIT.md, by the rules of tools/wit_known.py. Fails
# when there is any other.
set -u

TENON=${TENON:-build/release/tenon}
WASM_TOOLS=${WASM_TOOLS:-wasm-tools}
export TENON WASM_TOOLS PYTHONDONTWRITEBYTECODE=1
for need in "$TENON" "$WASM_TOOLS" python3; do
    if ! command -v "$need" >/dev/null; then
        echo "diff-wit: needs $need (set TENON or WASM_TOOLS to its path)"
        exit 2
    fi
done
exec python3 "$(dirname "$0")/wit_peer.py" "$@"
