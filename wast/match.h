/* Values of scripts against values of the interpreter. */
#ifndef WAST_MATCH_H
#define WAST_MATCH_H

#include "core/module.h"
#include "wat/script.h"

/*
 * The slot that holds an argument of that type. False when the value is of
 * another type; the reason is in *why.
 */
bool wast_value_to_slot(uint64_t *out,
                        const char **why,
                        const wat_value *value,
                        core_valtype type) TN_MUST_CHECK;

/* Does a result of that type fit what is expected? */
bool wast_value_matches(const wat_value *expected,
                        core_valtype type,
                        uint64_t slot);

/* A slot as a script would write it, in arena. */
tn_str wast_slot_text(tn_arena *arena, core_valtype type, uint64_t slot);

/* Can values of this type be given and taken? */
bool wast_type_known(core_valtype type);

#endif
