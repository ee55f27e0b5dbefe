/* Validation, and the public entry points built on it. */
#include "tenon/component.h"

#include "base/context.h"
#include "base/limits.h"
#include "component/component.h"
#include "tests/support.h"
#include "tests/unit/component/cases.h"

Test(validate, accepts_and_refuses_with_a_reason) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        const component_case *c = &component_cases[i];
        tenon_context *ctx = NULL;
        cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
        test_bytes b = test_hex(c->hex);
        tenon_status status = tenon_validate(ctx, "x.wasm", b.p, b.len);
        cr_expect_eq(status, c->phrase ? TENON_INVALID : TENON_OK, "%s",
                     c->what);
        char *text = test_diagnostics(ctx);
        if (!c->phrase)
            cr_expect_str_eq(text, "", "%s", c->what);
        else
            cr_expect(strstr(text, c->phrase), "%s: %s", c->what, text);
        free(text);
        free(b.p);
        tenon_context_free(ctx);
    }
}

Test(validate, a_core_module_is_no_component) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    const uint8_t module[] = "\0asm\1\0\0\0";
    cr_expect_eq(tenon_validate(ctx, "m.wasm", module, 8), TENON_INVALID);
    EXPECT_DIAGNOSTIC(ctx, "this is a core module; a component is needed");
    tenon_context_free(ctx);
}

Test(validate, a_description_lists_imports_exports_and_members) {
    tenon_context *ctx = NULL;
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    test_bytes b = test_hex(component_cases[0].hex);
    tenon_component_info *info = NULL;
    cr_assert_eq(tenon_component_info_new(&info, ctx, "x", b.p, b.len),
                 TENON_OK);
    static const struct {
        bool is_export;
        unsigned level;
        const char *name, *sort, *type;
    } rows[] = {
        {false, 0, "demo:x/shop@1.0.0", "instance", ""},
        {false, 1, "cart", "type", "resource"},
        {false, 1, "[constructor]cart", "func", "func() -> cart"},
        {false, 1, "[method]cart.add", "func",
         "func(self: borrow<cart>, n: u32)"},
        {true, 0, "take", "func", "func(c: cart)"},
    };
    cr_assert_eq(tenon_component_info_extern_count(info), TN_COUNT_OF(rows));
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        const tenon_extern_info *e = tenon_component_info_extern(info, i);
        cr_expect_eq(e->is_export, rows[i].is_export);
        cr_expect_eq(e->level, rows[i].level);
        cr_expect_str_eq(e->name, rows[i].name);
        cr_expect_str_eq(e->sort, rows[i].sort);
        cr_expect_str_eq(e->type, rows[i].type);
    }
    cr_expect_null(tenon_component_info_extern(info, TN_COUNT_OF(rows)));
    cr_expect_eq(tenon_component_info_parts(info).core_modules, 1);
    tenon_component_info_free(info);
    free(b.p);
    tenon_context_free(ctx);
}

static bool describe(const tenon_allocator *allocator, void *user) {
    const test_bytes *b = user;
    tenon_context *ctx = NULL;
    tenon_component_info *info = NULL;
    if (tenon_context_new(&ctx, allocator) != TENON_OK)
        return false;
    tenon_status status =
        tenon_component_info_new(&info, ctx, "x", b->p, b->len);
    bool ok = status == TENON_OK;
    cr_expect(ok || status == TENON_NO_MEMORY);
    tenon_component_info_free(info);
    tenon_context_free(ctx);
    return ok;
}

Test(validate, running_out_of_memory_leaks_nothing) {
    for (size_t i = 0; i < TN_COUNT_OF(component_cases); i++) {
        if (component_cases[i].phrase)
            continue;
        test_bytes b = test_hex(component_cases[i].hex);
        cr_expect_gt(test_every_failure(describe, &b), 1);
        free(b.p);
    }
}

/* Building hostile graphs */

typedef struct graph {
    tenon_context *ctx;
    tn_arena arena;
    bin_component *component;
} graph;

static void open_graph(graph *g) {
    cr_assert_eq(tenon_context_new(&g->ctx, NULL), TENON_OK);
    tn_context_arena(g->ctx, &g->arena);
    g->component = bin_new(g->ctx, &g->arena);
}

static void close_graph(graph *g) {
    tn_arena_release(&g->arena);
    tenon_context_free(g->ctx);
}

static bin_def *new_decls(graph *g, uint32_t n) {
    return TN_NEW_ARRAY(&g->arena, bin_def, n);
}

static bin_def outer_type(uint32_t index) {
    bin_def def = {.kind = BIN_ALIAS};
    def.u.alias.sort = TY_SORT_TYPE;
    def.u.alias.target = BIN_ALIAS_OUTER;
    def.u.alias.outer = 1;
    def.u.alias.index = index;
    return def;
}

static bin_def export_instance(tn_str name) {
    bin_def def = {.kind = BIN_EXPORT};
    def.u.import.name.name = name;
    def.u.import.desc = (bin_externdesc){.sort = TY_SORT_INSTANCE};
    return def;
}

static uint32_t append_scope(graph *g, bin_def *decls, uint32_t count) {
    bin_def def = {.kind = BIN_TYPE};
    def.u.type.def.form = BIN_TYPE_INSTANCE;
    def.u.type.def.decls = decls;
    def.u.type.def.decl_count = count;
    return bin_append(g->component, &def);
}

/* Instance types that each export the one before, times times. */
static bool chain_instances(graph *g, int levels, uint32_t times) {
    uint32_t last = append_scope(g, NULL, 0);
    for (int i = 0; i < levels; i++) {
        static const char *const names[] = {"a", "b"};
        bin_def *decls = new_decls(g, 1 + times);
        decls[0] = outer_type(last);
        for (uint32_t k = 0; k < times; k++)
            decls[1 + k] = export_instance(tn_str_from(names[k]));
        last = append_scope(g, decls, 1 + times);
    }
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = TN_STR("i");
    import.u.import.desc =
        (bin_externdesc){.sort = TY_SORT_INSTANCE, .index = last};
    bin_append(g->component, &import);
    return bin_validate(g->component);
}

Test(validate, instance_types_that_double_are_refused) {
    graph g;
    open_graph(&g);
    cr_expect(!chain_instances(&g, 90, 2));
    EXPECT_DIAGNOSTIC(g.ctx, "definitions multiply");
    close_graph(&g);
}

Test(validate, chains_of_instance_types_are_limited_in_depth) {
    graph g;
    open_graph(&g);
    cr_expect(!chain_instances(&g, 20000, 1));
    EXPECT_DIAGNOSTIC(g.ctx, "nested too deeply");
    close_graph(&g);
    open_graph(&g);
    cr_expect(chain_instances(&g, 90, 1));
    close_graph(&g);
}

Test(validate, long_chains_of_names_are_no_nesting) {
    graph g;
    open_graph(&g);
    bin_def def = {.kind = BIN_IMPORT};
    def.u.import.desc =
        (bin_externdesc){.sort = TY_SORT_TYPE, .bound = BIN_BOUND_SUB_RESOURCE};
    enum { COUNT = 20000 };
    for (uint32_t i = 0; i < COUNT; i++) {
        def.u.import.name.name = tn_arena_printf(&g.arena, "t%u", i);
        bin_append(g.component, &def);
        def.u.import.desc = (bin_externdesc){.sort = TY_SORT_TYPE, .index = i};
    }
    cr_expect(bin_validate(g.component));
    cr_expect_eq(g.component->type->import_count, COUNT);
    close_graph(&g);
}

/* A component with many exports, instantiated many times. */
Test(validate, work_on_instances_is_limited) {
    graph g;
    open_graph(&g);
    bin_component *child = bin_new(g.ctx, &g.arena);
    child->parent = g.component;
    bin_def type = {.kind = BIN_TYPE};
    type.u.type.def.form = BIN_TYPE_FUNC;
    bin_append(child, &type);
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = TN_STR("f");
    import.u.import.desc = (bin_externdesc){.sort = TY_SORT_FUNC};
    bin_append(child, &import);
    bin_def export = {.kind = BIN_EXPORT};
    export.u.export.item = (bin_sort_index){TY_SORT_FUNC, 0};
    for (uint32_t i = 0; i < 20000; i++) {
        export.u.export.name.name = tn_arena_printf(&g.arena, "e%u", i);
        bin_append(child, &export);
    }
    bin_def nested = {.kind = BIN_COMPONENT};
    nested.u.component = child;
    bin_append(g.component, &nested);
    bin_append(g.component, &type);
    bin_append(g.component, &import);
    bin_arg arg = {.name = TN_STR("f"), .item = {TY_SORT_FUNC, 0}};
    bin_def instance = {.kind = BIN_INSTANCE};
    instance.u.instance.instantiate = true;
    instance.u.instance.args = &arg;
    instance.u.instance.arg_count = 1;
    for (int i = 0; i < 990; i++)
        bin_append(g.component, &instance);
    cr_expect(!bin_validate(g.component));
    EXPECT_DIAGNOSTIC(g.ctx, "types of all instances");
    close_graph(&g);
}

Test(validate, the_path_names_the_definition) {
    graph g;
    open_graph(&g);
    bin_component *child = bin_new(g.ctx, &g.arena);
    child->parent = g.component;
    bin_def import = {.kind = BIN_IMPORT};
    import.u.import.name.name = TN_STR("f");
    import.u.import.desc = (bin_externdesc){.sort = TY_SORT_FUNC};
    bin_append(child, &import);
    bin_def nested = {.kind = BIN_COMPONENT};
    nested.u.component = child;
    bin_append(g.component, &nested);
    cr_expect(!bin_validate(g.component));
    EXPECT_DIAGNOSTIC(g.ctx, "component > component 0 > import `f`");
    close_graph(&g);
    open_graph(&g);
    bin_def flags = {.kind = BIN_TYPE};
    flags.u.type.def.form = BIN_TYPE_VALUE;
    flags.u.type.def.kind = TY_FLAGS;
    bin_append(g.component, &flags);
    cr_expect(!bin_validate(g.component));
    EXPECT_DIAGNOSTIC(g.ctx, "at least one label");
    EXPECT_DIAGNOSTIC(g.ctx, "component > type 0");
    close_graph(&g);
}

Test(validate, a_version_suffix_completes_a_canonical_version) {
    static const struct {
        const char *name, *suffix;
        bool valid;
    } rows[] = {{"a:b/c@0.2", ".6-rc.1", true}, {"a:b/c@0.0.1", "-x", true},
                {"a:b/c@1", ".2.3", true},      {"a:b/c@1", ".2", false},
                {"a:b/c@1.2.3", "-x", false},   {"a:b/c", ".2.3", false},
                {"abc", ".2.3", false},         {"a:b/c@1", "0.2.3", false}};
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        graph g;
        open_graph(&g);
        append_scope(&g, NULL, 0);
        bin_def import = {.kind = BIN_IMPORT};
        import.u.import.name.name = tn_str_from(rows[i].name);
        import.u.import.name.version_suffix = tn_str_from(rows[i].suffix);
        import.u.import.desc = (bin_externdesc){.sort = TY_SORT_INSTANCE};
        bin_append(g.component, &import);
        cr_expect_eq(bin_validate(g.component), rows[i].valid, "%s%s",
                     rows[i].name, rows[i].suffix);
        close_graph(&g);
    }
}
