/*
 * Components in the text format (Explainer.md), as `wasm-tools print` lays
 * it out: one definition per line, types by index, `(;0;)` behind what takes
 * an index. Names `$x` come from the section `component-name`.
 */
#ifndef COMPONENT_PRINT_H
#define COMPONENT_PRINT_H

#include "component/component.h"

/*
 * Writes a decoded component, which need not be valid; with a newline at the
 * end. With skeleton there is `...` for code, data and custom sections.
 * False after reporting: code is malformed or not supported, or the text is
 * longer than TN_MAX_TEXT_BYTES.
 */
bool bin_print(tn_writer *out,
               const bin_component *component,
               bool skeleton) TN_MUST_CHECK;

#endif
