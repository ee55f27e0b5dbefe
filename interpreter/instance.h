/* Between instantiation and the checks of imports. */
#ifndef IN_INSTANCE_H
#define IN_INSTANCE_H

#include "core/opcode.h"
#include "interpreter/internal.h"

/*
 * Checks what is imported against the module's imports and puts it into the
 * instance's index spaces. Reports a mismatch.
 */
bool in_link_imports(in_instance *instance,
                     const in_extern *imports,
                     tenon_context *ctx) TN_MUST_CHECK;

#endif
