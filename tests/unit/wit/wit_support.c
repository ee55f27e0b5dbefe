#include "tests/unit/wit/wit_support.h"

#include <stdlib.h>

tenon_context *ctx;
wit_resolve *wit;

void wit_set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

void wit_tear_down(void) {
    wit_resolve_free(wit);
    tenon_context_free(ctx);
}

bool resolve_files(const text_file *files, const char *feature) {
    wit_file list[16];
    uint32_t count = 0;
    for (; files[count].path; count++) {
        list[count] = (wit_file){.path = tn_str_from(files[count].path),
                                 .text = tn_str_from(files[count].text),
                                 .group = files[count].group};
    }
    tn_str name = tn_str_from(feature ? feature : "");
    wit_options options = {.features = &name, .feature_count = feature != NULL};
    wit_resolve_free(wit);
    wit = NULL;
    tenon_diagnostics_clear(ctx);
    bool ok = wit_resolve_files(&wit, ctx, list, count, &options);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    cr_expect_eq(ok, errors == 0, "false exactly when errors were reported");
    if (!ok) {
        cr_expect_null(wit);
        wit = NULL;
    }
    return ok;
}

bool resolve_with(const char *text, const char *feature) {
    const text_file files[] = {{"a.wit", text, 0}, {NULL, NULL, 0}};
    return resolve_files(files, feature);
}

bool resolve(const char *text) {
    bool ok = resolve_with(text, NULL);
    if (!ok) {
        char *said = test_diagnostics(ctx);
        cr_log_info("%s", said);
        free(said);
    }
    return ok;
}

const wit_interface *interface_of(const char *name) {
    for (uint32_t i = 0; i < wit->main->interface_count; i++) {
        if (tn_str_eqz(wit->main->interfaces[i]->name, name))
            return wit->main->interfaces[i];
    }
    cr_assert(false, "no interface %s", name);
    return NULL;
}

const wit_world *world_of(const char *name) {
    for (uint32_t i = 0; i < wit->main->world_count; i++) {
        if (tn_str_eqz(wit->main->worlds[i]->name, name))
            return wit->main->worlds[i];
    }
    cr_assert(false, "no world %s", name);
    return NULL;
}

const ty *type_of(const wit_interface *i, const char *name) {
    for (uint32_t k = 0; k < i->type_count; k++) {
        if (tn_str_eqz(i->types[k].name, name))
            return i->types[k].type;
    }
    cr_assert(false, "no type %s", name);
    return NULL;
}

const wit_func *func_of(const wit_interface *i, const char *name) {
    for (uint32_t k = 0; k < i->func_count; k++) {
        if (tn_str_eqz(i->funcs[k].name, name))
            return &i->funcs[k];
    }
    cr_assert(false, "no function %s", name);
    return NULL;
}

static void append_items(tn_writer *out,
                         const char *word,
                         const wit_world_item *items,
                         uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        tn_write_printf(out, "%s%s %.*s;", out->len ? " " : "", word,
                        TN_STR_ARG(items[i].name));
}

void expect_world(const char *name, const char *expected) {
    const wit_world *world = world_of(name);
    tn_writer out;
    tn_writer_init(&out, &wit->arena);
    append_items(&out, "import", world->imports, world->import_count);
    append_items(&out, "export", world->exports, world->export_count);
    EXPECT_STR(tn_writer_str(&out), expected);
}

void expect_print(const char *expected) {
    tn_writer out;
    tn_writer_init(&out, &wit->arena);
    wit_print(&out, wit->main, false);
    EXPECT_STR(tn_writer_str(&out), expected);
}

void expect_refusal(const char *text, const char *phrase) {
    cr_expect_not(resolve_with(text, NULL), "%.999s", text);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    cr_expect_eq(errors, 1, "%.999s: %zu errors", text, errors);
    EXPECT_DIAGNOSTIC(ctx, phrase);
}
