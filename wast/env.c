/*
 * Modules and instances of a script. Decoded modules, validated code and the
 * store are not in an arena: the lists in wast_env find them for release,
 * also after memory ran out.
 */
#include "wast/env.h"

/* Scripts make memories past 4 GiB, of which they touch little. */
#define MAX_MEMORY_BYTES ((uint64_t)64 << 30)

bool wast_env_init(wast_env *env, tenon_context *scratch) {
    *env = (wast_env){.scratch = scratch};
    tn_map_init(&env->registered, &scratch->arena);
    in_limits limits = in_default_limits;
    limits.max_memory_bytes = MAX_MEMORY_BYTES;
    env->store = in_store_new(&scratch->allocator, &limits);
    if (!env->store)
        return false;
    env->thread = in_thread_new(env->store);
    if (!env->thread)
        return false;
    env->host = wast_host_new(&scratch->arena, env->store);
    return env->host != NULL;
}

void wast_env_release(wast_env *env) {
    if (env->thread)
        in_thread_free(env->thread);
    if (env->store)
        in_store_free(env->store);
    for (wast_module *m = env->modules; m; m = m->older) {
        if (m->code)
            in_code_free(m->code);
        if (m->core)
            core_module_free(m->core);
        tenon_component_free(m->component);
    }
    *env = (wast_env){0};
}

static const tn_diag *first_error(const tenon_context *ctx) {
    const tn_diag *diag = ctx->diags;
    while (diag && diag->severity != TENON_SEVERITY_ERROR)
        diag = diag->next;
    return diag;
}

/* What the scratch context's first error says about a module. */
static wast_fate fate_of(const tn_diag *diag) {
    if (!diag)
        return WAST_FAULT;
    switch (diag->id) {
    case DIAG_WAT_SYNTAX:
        return WAST_TEXT;
    case DIAG_CORE_MALFORMED:
    case DIAG_BIN_MALFORMED:
    case DIAG_COMP_SYNTAX:
    case DIAG_WRONG_KIND: /* no component at all */
        return WAST_MALFORMED;
    case DIAG_CORE_UNSUPPORTED:
    case DIAG_BIN_UNSUPPORTED:
    case DIAG_COMP_FEATURE:
        return WAST_UNSUPPORTED;
    case DIAG_LIMIT:
        return WAST_LIMIT;
    default:
        return WAST_INVALID;
    }
}

static void judge(wast_module *module, wast_env *env) {
    const tn_diag *diag = first_error(env->scratch);
    module->fate = fate_of(diag);
    module->why = diag ? diag->text : TN_STR("no reason was given");
}

static bool build(wast_module *module, wast_env *env, const wat_module *from) {
    tenon_context *ctx = env->scratch;
    tn_str bytes;
    if (!wat_module_to_wasm(&bytes, ctx, &ctx->arena, from, 0))
        return false;
    /* Registered, so that what is said about the binary has a place. */
    const tn_source *source =
        tn_source_add(ctx, TN_SOURCE_BINARY, TN_STR("module"), bytes);
    return source &&
           core_module_decode(&module->core, ctx,
                              (const uint8_t *)source->bytes.p, bytes.len,
                              source->base) &&
           in_code_new(&module->code, ctx, module->core);
}

wast_module *wast_module_add(wast_env *env, const wat_module *source) {
    wast_module *module = TN_NEW(&env->scratch->arena, wast_module);
    module->id = source->id;
    module->older = env->modules;
    env->modules = module;
    tenon_diagnostics_clear(env->scratch);
    bool ok = source->form == WAT_MODULE_COMPONENT
                  ? wast_component_build(module, env, source)
                  : build(module, env, source);
    if (!ok)
        judge(module, env);
    return module;
}

/*
 * The instance to import from. One that has an id and was not registered can
 * be had under its id, as some engines' scripts expect.
 */
static const wast_instance *find_provider(wast_env *env, tn_str name) {
    const wast_instance *from = tn_map_get(&env->registered, name);
    if (from || tn_str_eqz(name, "spectest"))
        return from;
    return wast_instance_find(
        env, tn_arena_printf(&env->scratch->arena, "$%.*s", TN_STR_ARG(name)));
}

static bool find_import(wast_env *env,
                        const core_import *import,
                        in_extern *out,
                        wast_instance *importer) {
    const wast_instance *from = find_provider(env, import->module);
    if (from && from->instance &&
        in_instance_export(from->instance, import->name, out))
        return true;
    if (!from && tn_str_eqz(import->module, "spectest") &&
        wast_host_export(env->host, import->name, out))
        return true;
    importer->fate = WAST_UNLINKABLE;
    importer->why = tn_arena_printf(
        &env->scratch->arena, "unknown import \"%.*s\" \"%.*s\"",
        TN_STR_ARG(import->module), TN_STR_ARG(import->name));
    if (from && !from->instance) { /* an instance that could not be made */
        importer->fate = from->fate;
        importer->why = from->why;
    }
    return false;
}

static void judge_instance(wast_instance *instance, wast_env *env) {
    const tn_diag *diag = first_error(env->scratch);
    in_trap trap = in_thread_trap(env->thread);
    instance->instance = NULL;
    instance->fate = trap == IN_TRAP_LINK ? WAST_UNLINKABLE : WAST_TRAPPED;
    if (trap == IN_TRAP_LINK && diag) {
        instance->why = diag->text;
        return;
    }
    tn_str text = tn_str_from(in_thread_trap_text(env->thread));
    instance->why = tn_arena_copy(&env->scratch->arena, text);
}

static void instantiate(wast_instance *instance,
                        wast_env *env,
                        const wast_module *module) {
    const core_module *core = module->core;
    in_extern *imports =
        TN_NEW_ARRAY(&env->scratch->arena, in_extern, core->import_count);
    for (uint32_t i = 0; i < core->import_count; i++) {
        if (!find_import(env, &core->imports[i], &imports[i], instance))
            return;
    }
    tenon_diagnostics_clear(env->scratch);
    in_outcome outcome = in_instantiate(&instance->instance, env->thread,
                                        module->code, imports, env->scratch);
    if (outcome == IN_DONE)
        return;
    if (outcome == IN_TRAPPED) {
        judge_instance(instance, env);
        return;
    }
    instance->instance = NULL;
    instance->fate = WAST_FAULT;
    instance->why = TN_STR("the start function did not return");
}

wast_instance *wast_instance_add(wast_env *env,
                                 const wast_module *module,
                                 tn_str id,
                                 bool keep) {
    wast_instance *instance = TN_NEW(&env->scratch->arena, wast_instance);
    instance->id = id;
    instance->fate = module->fate;
    instance->why = module->why;
    if (keep) {
        instance->older = env->instances;
        env->instances = instance;
    }
    if (module->fate == WAST_OK && module->component) {
        instance->fate = WAST_UNSUPPORTED;
        instance->why = TN_STR("instances of components");
    } else if (module->fate == WAST_OK) {
        instantiate(instance, env, module);
    }
    return instance;
}

const wast_module *wast_module_find(const wast_env *env, tn_str id) {
    const wast_module *module = env->modules;
    while (module && id.len && !tn_str_eq(module->id, id))
        module = module->older;
    return module;
}

wast_instance *wast_instance_find(const wast_env *env, tn_str id) {
    wast_instance *instance = env->instances;
    while (instance && id.len && !tn_str_eq(instance->id, id))
        instance = instance->older;
    return instance;
}

const char *wast_fate_text(wast_fate fate) {
    static const char *const texts[] = {
        [WAST_OK] = "fine",
        [WAST_TEXT] = "not read by the text parser",
        [WAST_MALFORMED] = "malformed",
        [WAST_INVALID] = "invalid",
        [WAST_UNSUPPORTED] = "unsupported",
        [WAST_LIMIT] = "past a limit",
        [WAST_UNLINKABLE] = "not linkable",
        [WAST_TRAPPED] = "trapping at its start",
        [WAST_FAULT] = "faulty",
    };
    return texts[fate];
}
