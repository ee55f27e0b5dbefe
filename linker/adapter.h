/* Reducing an adapter to what the main module needs of it. */
#ifndef LINKER_ADAPTER_H
#define LINKER_ADAPTER_H

#include "linker/new.h"

/*
 * Replaces unit's module by one that has only the exports that are needed
 * and what they reach, and that gives itself a stack when it needs one.
 * False after reporting.
 */
bool link_trim_adapter(link_plan *plan, link_unit *unit) TN_MUST_CHECK;

/* Does main import anything from that unit? */
bool link_imports_from(const core_module *main, tn_str name);

#endif
