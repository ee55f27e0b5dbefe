/* Worlds as text and core modules of them, for the linker's tests. */
#define _GNU_SOURCE /* mkstemps */

#include "tests/unit/linker/link_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

tenon_context *link_ctx;

enum { MAX_FILES = 64 };
static char files[MAX_FILES][64];
static int file_count;

void link_set_up(void) {
    file_count = 0;
    cr_assert_eq(tenon_context_new(&link_ctx, NULL), TENON_OK);
}

void link_tear_down(void) {
    for (int i = 0; i < file_count; i++)
        unlink(files[i]);
    tenon_context_free(link_ctx);
}

const char *link_wit_file(const char *text) {
    cr_assert_lt(file_count, MAX_FILES);
    char *path = files[file_count++];
    snprintf(path, sizeof files[0], "/tmp/tenon-link-XXXXXX.wit");
    int fd = mkstemps(path, 4);
    cr_assert_geq(fd, 0);
    FILE *f = fdopen(fd, "w");
    cr_assert_eq(fwrite(text, 1, strlen(text), f), strlen(text));
    fclose(f);
    return path;
}

static void expect_ok(tenon_status status, const char *what) {
    char *said = test_diagnostics(link_ctx);
    cr_assert_eq(status, TENON_OK, "%s: %s", what, said);
    free(said);
}

tenon_wit *link_load(const char *text) {
    const tenon_wit_source source = {"test.wit", text, strlen(text), 0};
    tenon_wit *wit;
    expect_ok(tenon_wit_load_sources(&wit, link_ctx, &source, 1, NULL), "load");
    return wit;
}

tenon_buffer link_encode(const char *text) {
    tenon_wit *wit = link_load(text);
    tenon_buffer out;
    expect_ok(tenon_wit_encode(&out, wit, NULL), "encode");
    tenon_wit_free(wit);
    return out;
}

tenon_buffer link_dummy(const char *wit, const char *world) {
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    options.wit_path = link_wit_file(wit);
    options.world = world;
    options.dummy = true;
    tenon_buffer out;
    expect_ok(tenon_embed(&out, link_ctx, NULL, &options), "embed");
    return out;
}

tenon_buffer link_dummy_component(const char *wit, const char *world) {
    tenon_buffer core = link_dummy(wit, world), out;
    tenon_input input = link_input("core.wasm", &core);
    expect_ok(tenon_new(&out, link_ctx, &input, NULL), "new");
    tenon_buffer_release(&core);
    return out;
}

tenon_buffer link_embed_guest(const char *wasm,
                              const char *wit,
                              const char *world) {
    test_bytes core = test_file(wasm);
    tenon_embed_options options = TENON_EMBED_OPTIONS_INIT;
    options.wit_path = wit;
    options.world = world;
    tenon_input input = {wasm, core.p, core.len};
    tenon_buffer out;
    expect_ok(tenon_embed(&out, link_ctx, &input, &options), "embed");
    free(core.p);
    return out;
}

tenon_input link_input(const char *path, const tenon_buffer *buffer) {
    return (tenon_input){path, buffer->data, buffer->len};
}

static void describe(FILE *out, const tenon_component_info *info) {
    size_t count = tenon_component_info_extern_count(info);
    unsigned level = 0;
    for (size_t i = 0; i < count; i++) {
        const tenon_extern_info *e = tenon_component_info_extern(info, i);
        for (; level > e->level; level--)
            fputs("} ", out);
        if (e->level == 0)
            fputs(e->is_export ? "export " : "import ", out);
        fprintf(out, "%s", e->name);
        if (e->type[0])
            fprintf(out, ": %s", e->type);
        bool opens = strcmp(e->sort, "instance") == 0;
        fputs(opens ? " { " : "; ", out);
        level = e->level + opens;
    }
    for (; level > 0; level--)
        fputs("} ", out);
}

char *link_describe(const tenon_buffer *component) {
    tenon_component_info *info = NULL;
    expect_ok(tenon_component_info_new(&info, link_ctx, "made.wasm",
                                       component->data, component->len),
              "describe");
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    describe(out, info);
    fclose(out);
    tenon_component_info_free(info);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    return text;
}

void link_expect_shape(const tenon_buffer *component,
                       const char *text,
                       const char *file,
                       int line) {
    char *actual = link_describe(component);
    test_expect_str(tn_str_from(actual), text, file, line);
    free(actual);
}
