/*
 * Identifiers with a string, $"a b", which wabt does not know: in the text
 * they are replaced by plain ones, and in the name section of the binary the
 * names come back.
 */
#ifndef WAT_QUOTED_H
#define WAT_QUOTED_H

#include "base/arena.h"

/* True when there was one; text is then replaced by one in arena. It must have
 * passed the scanner. */
bool wat_hide_quoted(tn_str *text, tn_arena *arena);

/* To be called with a binary whose text had quoted identifiers. */
void wat_restore_quoted(tn_str *wasm, tn_arena *arena);

#endif
