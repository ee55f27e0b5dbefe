/*
 * Names of the parts, for people and for backtraces (Binary.md, "Name
 * Section"): core modules and their instances.
 */
#include "base/bytes.h"
#include "linker/new.h"

enum { SORT_NAMES = 1, CORE_SORT = 0 };

/* One sort's names, which were noted in the order of their indices. */
static void write_names(tn_writer *out, uint8_t sort, const link_names *names) {
    tn_writer body;
    tn_writer_init(&body, out->arena);
    tn_write_u8(&body, CORE_SORT);
    tn_write_u8(&body, sort);
    tn_write_u32(&body, (uint32_t)names->len);
    for (size_t i = 0; i < names->len; i++) {
        tn_write_u32(&body, names->data[i].index);
        tn_write_name(&body, names->data[i].name);
    }
    tn_write_u8(out, SORT_NAMES);
    tn_write_u32(out, (uint32_t)body.len);
    tn_write_bytes(out, body.data, body.len);
}

void link_add_names(link_plan *plan) {
    tn_writer out;
    tn_writer_init(&out, plan->arena);
    write_names(&out, CORE_MODULE, &plan->module_names);
    write_names(&out, CORE_INSTANCE, &plan->instance_names);
    bin_def def = {.kind = BIN_CUSTOM};
    def.u.custom.name = TN_STR("component-name");
    def.u.custom.bytes = out.data;
    def.u.custom.len = out.len;
    bin_append(plan->scope.component, &def);
}
