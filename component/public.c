/*
 * Public entry points (tenon/component.h). Each sets a guard; what it holds
 * when memory runs out is reachable from a struct that outlives the jump.
 */
#include "tenon/component.h"
#include "tenon/file.h"

#include "base/context.h"
#include "base/diag.h"
#include "base/vec.h"
#include "component/component.h"

struct tenon_component_info {
    tenon_context *ctx;
    tn_arena arena;
    bin_component *component;
    TN_VEC(tenon_extern_info) externs;
    TN_VEC(tenon_producer) producers;
    tenon_component_parts parts;
};

static bool load(tenon_component_info *info,
                 const char *path,
                 const uint8_t *bytes,
                 size_t len) {
    tenon_context *ctx = info->ctx;
    tn_str data = {(const char *)bytes, len};
    const tn_source *source =
        tn_source_add(ctx, TN_SOURCE_BINARY, tn_str_from(path), data);
    if (!source)
        return false;
    if (bin_detect(bytes, len) != BIN_KIND_COMPONENT) {
        tenon_input input = {path, bytes, len};
        (void)tenon_report_kind(ctx, &input, TENON_FILE_COMPONENT);
        return false;
    }
    return bin_decode(&info->component, ctx, &info->arena,
                      (const uint8_t *)source->bytes.p, len, source->base) &&
           bin_validate(info->component);
}

/* A text as a C string of the arena's. */
static const char *text(tenon_component_info *info, tn_str s) {
    return s.len ? tn_arena_copy(&info->arena, s).p : "";
}

static const char *type_text(tenon_component_info *info, const ty_extern *e) {
    tn_writer w;
    tn_writer_init(&w, &info->arena);
    switch (e->sort) {
    case TY_SORT_FUNC:
        ty_print_func(&w, e->u.func);
        break;
    case TY_SORT_TYPE:
        if (e->u.type->kind == TY_RESOURCE)
            return "resource";
        ty_print(&w, e->u.type->kind == TY_NAMED ? e->u.type->u.named.target
                                                 : e->u.type);
        break;
    default:
        break;
    }
    return text(info, tn_writer_str(&w));
}

static void list_externs(tenon_component_info *info,
                         const ty_extern *list,
                         uint32_t count,
                         bool exports,
                         unsigned level) {
    for (uint32_t i = 0; i < count; i++) {
        const ty_extern *e = &list[i];
        tenon_extern_info item = {.is_export = exports, .level = level};
        item.name = text(info, e->name);
        item.sort = ty_sort_name(e->sort);
        item.type = type_text(info, e);
        item.target =
            text(info, e->implements.len ? e->implements : e->external_id);
        item.version_suffix = text(info, e->version_suffix);
        tn_vec_push(&info->arena, &info->externs, item);
        if (e->sort == TY_SORT_INSTANCE)
            list_externs(info, e->u.instance->exports,
                         e->u.instance->export_count, exports, level + 1);
    }
}

static void list_producers(tenon_component_info *info) {
    bin_producer_list list;
    bin_read_producers(&list, &info->arena, info->component);
    for (size_t i = 0; i < list.len; i++) {
        const bin_producer *from = &list.data[i];
        const tenon_producer item = {text(info, from->field),
                                     text(info, from->name),
                                     text(info, from->version)};
        tn_vec_push(&info->arena, &info->producers, item);
    }
}

static void count_parts(tenon_component_parts *parts, const bin_component *c) {
    for (uint32_t i = 0; i < c->def_count; i++) {
        const bin_def *def = &c->defs[i];
        if (def->kind == BIN_CORE_MODULE) {
            parts->core_modules++;
            parts->core_module_bytes += def->u.core_module.len;
        } else if (def->kind == BIN_COMPONENT) {
            parts->components++;
            parts->component_bytes += def->u.component->len;
            count_parts(parts, def->u.component);
        }
    }
}

static tenon_status describe(tenon_component_info *info,
                             const char *path,
                             const uint8_t *bytes,
                             size_t len,
                             bool with_externs) {
    if (!load(info, path, bytes, len))
        return TENON_INVALID;
    const ty_component *type = info->component->type;
    if (with_externs) {
        list_externs(info, type->imports, type->import_count, false, 0);
        list_externs(info, type->exports, type->export_count, true, 0);
        count_parts(&info->parts, info->component);
        list_producers(info);
    }
    return TENON_OK;
}

static tenon_status run(tenon_component_info **out,
                        tenon_context *ctx,
                        const char *path,
                        const uint8_t *bytes,
                        size_t len,
                        bool with_externs) {
    tenon_component_info *info = tn_alloc_zero(&ctx->allocator, sizeof *info);
    *out = info;
    if (!info)
        return TENON_NO_MEMORY;
    info->ctx = ctx;
    tn_context_arena(ctx, &info->arena);
    volatile tenon_status status = TENON_NO_MEMORY;
    tn_guard guard;
    if (TN_GUARD(ctx, &guard))
        status = describe(info, path, bytes, len, with_externs);
    tn_guard_leave(ctx, &guard);
    return status;
}

tenon_status tenon_validate(tenon_context *ctx,
                            const char *path,
                            const uint8_t *bytes,
                            size_t len) {
    tenon_component_info *info = NULL;
    tenon_status status = run(&info, ctx, path, bytes, len, false);
    tenon_component_info_free(info);
    return status;
}

tenon_status tenon_component_info_new(tenon_component_info **out,
                                      tenon_context *ctx,
                                      const char *path,
                                      const uint8_t *bytes,
                                      size_t len) {
    tenon_status status = run(out, ctx, path, bytes, len, true);
    if (status != TENON_OK) {
        tenon_component_info_free(*out);
        *out = NULL;
    }
    return status;
}

void tenon_component_info_free(tenon_component_info *info) {
    if (!info)
        return;
    bin_release(info->component);
    tn_arena_release(&info->arena);
    tn_free(&info->ctx->allocator, info, sizeof *info);
}

size_t tenon_component_info_extern_count(const tenon_component_info *info) {
    return info->externs.len;
}

const tenon_extern_info *tenon_component_info_extern(
    const tenon_component_info *info, size_t index) {
    return index < info->externs.len ? &info->externs.data[index] : NULL;
}

tenon_component_parts tenon_component_info_parts(
    const tenon_component_info *info) {
    return info->parts;
}

size_t tenon_component_info_producer_count(const tenon_component_info *info) {
    return info->producers.len;
}

const tenon_producer *tenon_component_info_producer(
    const tenon_component_info *info, size_t index) {
    return index < info->producers.len ? &info->producers.data[index] : NULL;
}
