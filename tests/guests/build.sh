#!/bin/sh
# Builds the test guests into OUTDIR (default: beside the sources, where they
# are committed so that tests need no wasm toolchain): one core module for each
# world, hello once more with standard32 names, and the preview1 adapter that
# the world `wasi` needs. Needs clang 14, wasm-ld and wat2wasm; other versions
# give other bytes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:-$here}" && cd "${1:-$here}" && pwd)
clang=${WASM_CC:-clang-14}
wat2wasm=${WAT2WASM:-wat2wasm}

guest() { # NAME SOURCE [FLAG...]
    name=$1
    source=$2
    shift 2
    "$clang" --target=wasm32 -std=c11 -Wall -Wextra -Oz -ffreestanding \
        -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,-zstack-size=4096 \
        "$@" -o "$out/$name.wasm" "$source" guest.c
    chmod -x "$out/$name.wasm"
}

cd "$here"
for world in hello counter counter-user kitchen wasi peer relay; do
    guest $world $world.c
done
guest hello32 hello.c -DSTANDARD32
for module in scalar fib; do
    "$wat2wasm" -o "$out/$module.wasm" $module.wat
done
make -s -C ../.. -f samples/report/guests.mk WASM_CC="$clang" \
    PREVIEW1_STUB="$out/preview1-stub.wasm" "$out/preview1-stub.wasm"
chmod -x "$out/preview1-stub.wasm"
