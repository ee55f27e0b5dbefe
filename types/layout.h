/* What make.c needs of layout.c. */
#ifndef TYPES_LAYOUT_H
#define TYPES_LAYOUT_H

#include "types/types.h"

/* Core types of primitives and handles: what layout.flat points at. */
extern const uint8_t ty_flat_i32[2], ty_flat_i64[2], ty_flat_f32[1],
    ty_flat_f64[1];

/* Fills in type->layout of a node whose children are complete. Sizes that
 * do not fit saturate at UINT32_MAX. */
void ty_layout_compute(ty *type, tn_arena *arena);

#endif
