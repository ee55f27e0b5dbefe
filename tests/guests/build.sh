#!/bin/sh
# Builds the test guests, one core module for each world, into OUTDIR (default:
# beside the sources, where they are committed so that tests need no wasm
# toolchain). Needs clang, wasm-ld and wat2wasm.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:-$here}" && cd "${1:-$here}" && pwd)
clang=${WASM_CLANG:-clang}
wat2wasm=${WAT2WASM:-wat2wasm}

cd "$here"
for guest in hello counter counter-user kitchen; do
    "$clang" --target=wasm32 -std=c11 -Wall -Wextra -Oz -ffreestanding \
        -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,-zstack-size=4096 \
        -o "$out/$guest.wasm" "$guest.c" guest.c
done
"$wat2wasm" -o "$out/scalar.wasm" scalar.wat
