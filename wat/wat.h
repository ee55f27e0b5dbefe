/*
 * The text format of core WebAssembly modules, in both directions, by way of
 * wabt. See wat/script.h for test scripts.
 *
 * wabt 1.0.32 knows WebAssembly 2.0 with tail calls, threads, several and
 * 64-bit memories, extended constants, tags and relaxed SIMD; a module that
 * uses more (GC, typed references, try_table, 64-bit tables) is a syntax
 * error to it.
 */
#ifndef WAT_WAT_H
#define WAT_WAT_H

#include "base/arena.h"
#include "base/diag.h"

/*
 * Text of one module, "(module ...)" or its fields alone, to its binary form
 * with a name section; "(module binary ...)" and "(module quote ...)" are
 * understood. The bytes are in arena. span_base is the place of text[0] in
 * the source map, or 0. Reports DIAG_WAT_SYNTAX and gives false when the text
 * is wrong. The result may still be an invalid module.
 */
bool wat_to_wasm(tn_str *out,
                 tenon_context *ctx,
                 tn_arena *arena,
                 tn_str text,
                 uint32_t span_base) TN_MUST_CHECK;

/*
 * A module's binary form to text, in arena. The module must have passed
 * core_module_decode: wabt expands what it declares without limits of ours.
 * Reports DIAG_CORE_UNSUPPORTED for what wabt cannot read.
 */
bool wat_from_wasm(tn_str *out,
                   tenon_context *ctx,
                   tn_arena *arena,
                   tn_str bytes,
                   uint32_t span_base) TN_MUST_CHECK;

#endif
