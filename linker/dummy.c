/*
 * A core module for a world whose every function traps: what stands in for
 * an implementation that is not written yet.
 */
#include "linker/core_write.h"
#include "linker/new.h"

typedef struct dummy {
    tn_arena *arena;
    link_scheme scheme; /* of the names */
    link_sigs sigs;
    tn_writer imports, funcs, exports, code;
    uint32_t import_count, func_count, export_count;
} dummy;

static void import_func(dummy *d,
                        tn_str module,
                        tn_str name,
                        const core_functype *sig) {
    tn_write_name(&d->imports, module);
    tn_write_name(&d->imports, name);
    tn_write_u8(&d->imports, CORE_FUNC);
    tn_write_u32(&d->imports, link_sigs_add(&d->sigs, sig));
    d->import_count++;
}

static void import_intrinsic(dummy *d,
                             tn_str module,
                             const char *intrinsic,
                             tn_str resource,
                             const char *results) {
    import_func(d, module,
                link_intrinsic_name(d->arena, d->scheme, intrinsic, resource),
                link_make_sig(d->arena, "i", results));
}

static void import_item(dummy *d,
                        const ty_extern *interface,
                        bool of_export,
                        const ty_extern *item) {
    tn_str of = interface ? interface->name : (tn_str){NULL, 0};
    tn_str module = link_import_module(d->arena, d->scheme, of_export, of);
    if (item->sort == TY_SORT_FUNC && !of_export)
        import_func(d, module, item->name,
                    link_lowered_sig(d->arena, item->u.func));
    if (item->sort != TY_SORT_TYPE || item->u.type->kind != TY_RESOURCE)
        return;
    import_intrinsic(d, module, "drop", item->name, "");
    if (!of_export)
        return;
    import_intrinsic(d, module, "new", item->name, "i");
    import_intrinsic(d, module, "rep", item->name, "i");
}

static void export_func(dummy *d, tn_str name, const core_functype *sig) {
    tn_write_u32(&d->funcs, link_sigs_add(&d->sigs, sig));
    tn_write_bytes(&d->code, "\3\0\0\x0b", 4); /* unreachable */
    tn_write_name(&d->exports, name);
    tn_write_u8(&d->exports, CORE_FUNC);
    tn_write_u32(&d->exports, d->import_count + d->func_count++);
    d->export_count++;
}

static void export_item(dummy *d,
                        const ty_extern *interface,
                        const ty_extern *item) {
    tn_str of = interface ? interface->name : (tn_str){NULL, 0};
    if (item->sort == TY_SORT_TYPE && item->u.type->kind == TY_RESOURCE)
        export_func(d, link_dtor_name(d->arena, d->scheme, of, item->name),
                    link_make_sig(d->arena, "i", ""));
    if (item->sort != TY_SORT_FUNC)
        return;
    tn_str name = link_export_name(d->arena, d->scheme, of, item->name);
    const core_functype *sig = link_lifted_sig(d->arena, item->u.func);
    export_func(d, name, sig);
    if (!link_lift_needs(item->u.func).memory)
        return;
    const core_functype post = {.params = sig->results,
                                .results = sig->results,
                                .param_count = sig->result_count};
    export_func(d, link_post_return_name(d->arena, d->scheme, name), &post);
}

static void each(dummy *d,
                 const ty_extern *items,
                 uint32_t count,
                 bool of_export,
                 void (*visit)(dummy *d,
                               const ty_extern *interface,
                               bool of_export,
                               const ty_extern *item)) {
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].sort != TY_SORT_INSTANCE) {
            visit(d, NULL, of_export, &items[i]);
            continue;
        }
        const ty_instance *type = items[i].u.instance;
        for (uint32_t k = 0; k < type->export_count; k++)
            visit(d, &items[i], of_export, &type->exports[k]);
    }
}

static void visit_export(dummy *d,
                         const ty_extern *interface,
                         bool of_export,
                         const ty_extern *item) {
    TN_UNUSED(of_export);
    export_item(d, interface, item);
}

/* World-level functions of the exports are no imports. */
static void visit_intrinsics(dummy *d,
                             const ty_extern *interface,
                             bool of_export,
                             const ty_extern *item) {
    if (interface)
        import_item(d, interface, of_export, item);
}

static void add_memory(tn_writer *out, dummy *d) {
    tn_writer memory;
    tn_writer_init(&memory, d->arena);
    tn_write_u32(&memory, 0); /* no maximum */
    tn_write_u32(&memory, 0);
    link_add_counted(out, SECTION_MEMORY, 1, &memory);
    tn_write_name(&d->exports, link_memory_name(d->scheme));
    tn_write_u8(&d->exports, CORE_MEMORY);
    tn_write_u32(&d->exports, 0);
    d->export_count++;
}

core_module *link_dummy_module(link_job *job,
                               const ty_component *world,
                               link_scheme scheme) {
    dummy d = {.arena = &job->arena, .scheme = scheme};
    link_sigs_init(&d.sigs, d.arena);
    tn_writer_init(&d.imports, d.arena);
    tn_writer_init(&d.funcs, d.arena);
    tn_writer_init(&d.exports, d.arena);
    tn_writer_init(&d.code, d.arena);
    each(&d, world->imports, world->import_count, false, import_item);
    each(&d, world->exports, world->export_count, true, visit_intrinsics);
    each(&d, world->exports, world->export_count, true, visit_export);
    export_func(&d, link_realloc_name(scheme),
                link_make_sig(d.arena, "iiii", "i"));

    tn_writer out;
    link_begin_module(&out, d.arena);
    link_add_types(&out, &d.sigs);
    if (d.import_count)
        link_add_counted(&out, SECTION_IMPORT, d.import_count, &d.imports);
    link_add_counted(&out, SECTION_FUNCTION, d.func_count, &d.funcs);
    add_memory(&out, &d);
    link_add_counted(&out, SECTION_EXPORT, d.export_count, &d.exports);
    link_add_counted(&out, SECTION_CODE, d.func_count, &d.code);
    const tenon_input made = {"(dummy)", out.data, out.len};
    return link_read_module(job, &made);
}
