/* The host module "spectest" that the core test suite's scripts import. */
#include "wast/env.h"

enum { MAX_EXPORTS = 16 };

struct wast_host {
    struct {
        const char *name;
        in_extern value;
    } exports[MAX_EXPORTS];
    size_t len;
    bool failed;
};

/* Printing shows nothing: no assertion looks at it. */
static in_outcome print(in_host_frame *frame, void *user) {
    TN_UNUSED(frame);
    TN_UNUSED(user);
    return IN_DONE;
}

static void add(wast_host *host, const char *name, in_extern value) {
    /* Every member of the union is a pointer. */
    if (!value.u.func || host->len == MAX_EXPORTS) {
        host->failed = true;
        return;
    }
    host->exports[host->len].name = name;
    host->exports[host->len++].value = value;
}

static void add_print(wast_host *host,
                      in_store *store,
                      const char *name,
                      const core_valtype *params,
                      uint32_t count) {
    core_functype type = {.params = params, .param_count = count};
    in_extern value = {.kind = CORE_FUNC};
    value.u.func = in_host_func_new(store, &type, 0, print, NULL);
    add(host, name, value);
}

static void add_prints(wast_host *host, in_store *store) {
    static const core_valtype single[] = {CORE_I32, CORE_I64, CORE_F32,
                                          CORE_F64};
    static const core_valtype i32_f32[] = {CORE_I32, CORE_F32};
    static const core_valtype f64_f64[] = {CORE_F64, CORE_F64};
    add_print(host, store, "print", NULL, 0);
    add_print(host, store, "print_i32", &single[0], 1);
    add_print(host, store, "print_i64", &single[1], 1);
    add_print(host, store, "print_f32", &single[2], 1);
    add_print(host, store, "print_f64", &single[3], 1);
    add_print(host, store, "print_i32_f32", i32_f32, 2);
    add_print(host, store, "print_f64_f64", f64_f64, 2);
}

static void add_global(wast_host *host,
                       in_store *store,
                       const char *name,
                       core_valtype type,
                       uint64_t bits) {
    in_extern value = {.kind = CORE_GLOBAL};
    value.u.global = in_global_new(store, (core_globaltype){type, false}, bits);
    add(host, name, value);
}

static void add_globals(wast_host *host, in_store *store) {
    float f32 = 666.6f;
    double f64 = 666.6;
    uint32_t f32_bits;
    uint64_t f64_bits;
    memcpy(&f32_bits, &f32, sizeof f32_bits);
    memcpy(&f64_bits, &f64, sizeof f64_bits);
    add_global(host, store, "global_i32", CORE_I32, 666);
    add_global(host, store, "global_i64", CORE_I64, 666);
    add_global(host, store, "global_f32", CORE_F32, f32_bits);
    add_global(host, store, "global_f64", CORE_F64, f64_bits);
}

static void add_storage(wast_host *host, in_store *store) {
    core_tabletype table = {CORE_FUNCREF,
                            {.min = 10, .max = 20, .has_max = true}};
    core_limits memory = {.min = 1, .max = 2, .has_max = true};
    in_extern value = {.kind = CORE_TABLE};
    value.u.table = in_table_new(store, &table);
    add(host, "table", value);
    table.limits.is64 = true;
    value.u.table = in_table_new(store, &table);
    add(host, "table64", value);
    value.kind = CORE_MEMORY;
    value.u.memory = in_memory_new(store, &memory);
    add(host, "memory", value);
}

wast_host *wast_host_new(tn_arena *arena, in_store *store) {
    wast_host *host = TN_NEW(arena, wast_host);
    add_prints(host, store);
    add_globals(host, store);
    add_storage(host, store);
    return host->failed ? NULL : host;
}

bool wast_host_export(const wast_host *host, tn_str name, in_extern *out) {
    for (size_t i = 0; i < host->len; i++) {
        if (tn_str_eqz(name, host->exports[i].name)) {
            *out = host->exports[i].value;
            return true;
        }
    }
    return false;
}
