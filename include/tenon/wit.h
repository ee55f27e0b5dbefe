/*
 * WIT, all of it: packages are loaded from text or binaries, walked, printed,
 * encoded, compared, merged, laid out and checked.
 *
 *     tenon_context *ctx = NULL;
 *     tenon_wit *wit = NULL;
 *     tenon_buffer text = {0};
 *     tenon_context_new(&ctx, NULL);
 *     if (tenon_wit_load(&wit, ctx, "wit/", NULL) == TENON_OK &&
 *         tenon_wit_print(&text, wit, false) == TENON_OK)
 *         fwrite(text.data, 1, text.len, stdout);
 *     tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
 *     tenon_buffer_release(&text);
 *     tenon_wit_free(wit);
 *     tenon_context_free(ctx);
 *
 * One context can load any number of packages. It keeps their texts, for the
 * places of diagnostics: who loads again and again, as an editor does, makes a
 * context for each time.
 *
 * wit_package.h    loading, choosing a world, printing, JSON
 * wit_walk.h       packages, interfaces, worlds, types and functions
 * type.h           what types consist of
 * wit_binary.h     binary form, and the WIT of components and modules
 * wit_diff.h       what differs between two versions
 * wit_edit.h       packages merged, worlds turned around
 * wit_format.h     canonical layout of texts
 * wit_lint.h       advice
 */
#ifndef TENON_WIT_H
#define TENON_WIT_H

#include "tenon/wit_binary.h"
#include "tenon/wit_diff.h"
#include "tenon/wit_edit.h"
#include "tenon/wit_format.h"
#include "tenon/wit_lint.h"
#include "tenon/wit_package.h"
#include "tenon/wit_walk.h"

#endif
