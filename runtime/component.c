/* Loading: decode, validate, and validate all core code in a component. */
#include "tenon/file.h"

#include "runtime/runtime.h"

static bool compile_modules(tenon_component *c, const bin_component *component);

static bool compile_module(tenon_component *c, const bin_def *def) {
    in_code *code = NULL;
    if (!in_code_new(&code, c->ctx, def->u.core_module.module))
        return false;
    tn_vec_push(&c->arena, &c->codes, code);
    tn_ptr_map_set(&c->code, def, code);
    return true;
}

/* Nesting is bounded by decoding (TN_MAX_DEPTH). */
static bool compile_modules(tenon_component *c,
                            const bin_component *component) {
    for (uint32_t i = 0; i < component->def_count; i++) {
        const bin_def *def = &component->defs[i];
        if (def->kind == BIN_CORE_MODULE && !compile_module(c, def))
            return false;
        if (def->kind == BIN_COMPONENT && !compile_modules(c, def->u.component))
            return false;
    }
    return true;
}

static tenon_status load(tenon_component *c, tn_str path, tn_str bytes) {
    tn_source *source = tn_source_add(c->ctx, TN_SOURCE_BINARY, path, bytes);
    if (!source)
        return TENON_INVALID;
    const uint8_t *data = (const uint8_t *)source->bytes.p;
    if (bin_detect(data, bytes.len) != BIN_KIND_COMPONENT) {
        tenon_input input = {source->path.p, data, bytes.len};
        return tenon_report_kind(c->ctx, &input, TENON_FILE_COMPONENT);
    }
    bool ok = bin_decode(&c->root, c->ctx, &c->arena, data, bytes.len,
                         source->base) &&
              bin_validate(c->root) && compile_modules(c, c->root);
    return ok ? TENON_OK : TENON_INVALID;
}

tenon_status tenon_component_load(tenon_component **out,
                                  tenon_context *ctx,
                                  const char *path,
                                  const uint8_t *bytes,
                                  size_t len) {
    *out = NULL;
    tenon_component *c = tn_alloc_zero(&ctx->allocator, sizeof *c);
    if (!c)
        return TENON_NO_MEMORY;
    c->ctx = ctx;
    tn_context_arena(ctx, &c->arena);
    tn_ptr_map_init(&c->code, &c->arena);
    tenon_status status;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard))
        status = load(c, tn_str_from(path), (tn_str){(const char *)bytes, len});
    else
        status = TENON_NO_MEMORY;
    tn_guard_leave(ctx, &guard);
    if (status == TENON_OK)
        *out = c;
    else
        tenon_component_free(c);
    return status;
}

void tenon_component_set_metered(tenon_component *component) {
    for (size_t i = 0; i < component->codes.len; i++)
        in_code_set_metered(component->codes.data[i]);
}

void tenon_component_free(tenon_component *component) {
    if (!component)
        return;
    for (size_t i = 0; i < component->codes.len; i++)
        in_code_free(component->codes.data[i]);
    bin_release(component->root);
    tn_arena_release(&component->arena);
    tn_free(&component->ctx->allocator, component, sizeof *component);
}
