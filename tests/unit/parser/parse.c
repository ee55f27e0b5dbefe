#include "tests/unit/parser/parse.h"

tenon_context *ctx;
tn_arena arena;
ast_package *package;

void parse_set_up(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
    tn_context_arena(ctx, &arena);
}

void parse_tear_down(void) {
    tn_arena_release(&arena);
    tenon_context_free(ctx);
}

bool parse_bytes(const char *text, size_t len) {
    tn_source *source = tn_source_add(ctx, TN_SOURCE_TEXT, TN_STR("a.wit"),
                                      (tn_str){text, len});
    bool ok = ast_parse(&package, ctx, &arena, source);
    size_t errors = tenon_diagnostic_count(ctx, TENON_SEVERITY_ERROR);
    cr_expect_eq(ok, errors == 0, "false exactly when errors were reported");
    return ok;
}

bool parse(const char *text) {
    return parse_bytes(text, strlen(text));
}
