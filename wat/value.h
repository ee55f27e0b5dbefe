/* Arguments and expected results of a script's actions. */
#ifndef WAT_VALUE_H
#define WAT_VALUE_H

#include "wat/script.h"

/* Reads "(i32.const 1)" and its like, from the opening parenthesis on. */
bool wat_value_read(wat_value *out,
                    const char **error,
                    tn_arena *arena,
                    wat_scanner *scanner) TN_MUST_CHECK;

#endif
