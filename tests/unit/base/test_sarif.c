/* Diagnostics as SARIF: what consumers of logs rely on. */
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/limits.h"
#include "tests/sarif_check.h"
#include "tests/support.h"

static tenon_context *ctx;

static void setup(void) {
    cr_assert_eq(tenon_context_new(&ctx, NULL), TENON_OK);
}

static void teardown(void) {
    tenon_context_free(ctx);
}

TestSuite(sarif, .init = setup, .fini = teardown);

static const tn_source *add(tn_source_kind kind,
                            const char *path,
                            tn_str text) {
    return tn_source_add(ctx, kind, tn_str_from(path), text);
}

static char *write_as(tenon_message_format format) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    cr_assert_eq(tenon_diagnostics_write(ctx, out, format, false), TENON_OK);
    fclose(out);
    return text;
}

/* The one log, which is in order; delete it. */
static cJSON *log_of(void) {
    char *text = write_as(TENON_MESSAGE_SARIF);
    cJSON *log = cJSON_Parse(text);
    cr_assert_not_null(log, "%s", text);
    const char *problem = sarif_problem(log);
    cr_assert_null(problem, "%s\n%s", problem, text);
    free(text);
    return log;
}

static const cJSON *run_of(const cJSON *log) {
    return cJSON_GetArrayItem(sarif_get(log, "runs"), 0);
}

static const cJSON *result_of(const cJSON *log, int index) {
    return cJSON_GetArrayItem(sarif_get(run_of(log), "results"), index);
}

static const cJSON *physical_of(const cJSON *result) {
    const cJSON *list = sarif_get(result, "locations");
    return sarif_get(cJSON_GetArrayItem(list, 0), "physicalLocation");
}

static void expect_region(
    const cJSON *region, int line, int col, int end_line, int end_col) {
    cr_expect_eq(sarif_number(region, "startLine"), line);
    cr_expect_eq(sarif_number(region, "startColumn"), col);
    cr_expect_eq(sarif_number(region, "endLine"), end_line);
    cr_expect_eq(sarif_number(region, "endColumn"), end_col);
}

Test(sarif, of_nothing_is_an_empty_run) {
    cJSON *log = log_of();
    const cJSON *driver = sarif_get(sarif_get(run_of(log), "tool"), "driver");
    cr_expect_eq(cJSON_GetArraySize(sarif_get(run_of(log), "results")), 0);
    cr_expect_eq(cJSON_GetArraySize(sarif_get(driver, "rules")), 0);
    cr_expect_str_eq(sarif_string(driver, "name"), "tenon");
    cJSON_Delete(log);
}

Test(sarif, results_name_their_rules) {
    const tn_source *s = add(TN_SOURCE_TEXT, "a.wit", TN_STR("interface i {}"));
    tn_error(ctx, DIAG_LINT_C_NAME, tn_source_span(s, 10, 11), "advice");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 10, 12), "wrong");
    tn_report(ctx, DIAG_LINT_C_NAME, TENON_SEVERITY_ERROR,
              tn_source_span(s, 10, 11), "denied");
    cJSON *log = log_of();
    const cJSON *driver = sarif_get(sarif_get(run_of(log), "tool"), "driver");
    const cJSON *rules = sarif_get(driver, "rules");
    cr_expect_eq(cJSON_GetArraySize(rules), 2, "each once");
    const cJSON *rule = cJSON_GetArrayItem(rules, 1);
    cr_expect_str_eq(sarif_string(rule, "name"), "c-name");
    cr_expect_str_eq(
        sarif_string(sarif_get(rule, "defaultConfiguration"), "level"),
        "warning");
    cr_expect_str_eq(sarif_string(result_of(log, 0), "ruleId"), "W0903");
    cr_expect_str_eq(sarif_string(result_of(log, 0), "level"), "warning");
    cr_expect_str_eq(sarif_string(result_of(log, 1), "ruleId"), "E0201");
    cr_expect_str_eq(sarif_string(result_of(log, 2), "level"), "error");
    cJSON_Delete(log);
}

Test(sarif, columns_are_units_of_utf16_from_one) {
    /* Mark of byte order; tab, 2 units, 1 unit; CRLF; a span over lines. */
    const tn_source *s = add(TN_SOURCE_TEXT, "a.wit",
                             TN_STR("\xef\xbb\xbf"
                                    "ab\r\n\t\xf0\x9f\x98\x80\xc3\xa4 x\r\ny"));
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 3, 4), "first");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 4, 19), "lines");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 15, 16), "x");
    tn_error(ctx, DIAG_WIT_SYNTAX, tn_source_span(s, 19, 19), "end");
    cJSON *log = log_of();
    expect_region(sarif_get(physical_of(result_of(log, 0)), "region"), 1, 1, 1,
                  2);
    expect_region(sarif_get(physical_of(result_of(log, 1)), "region"), 1, 2, 3,
                  2);
    expect_region(sarif_get(physical_of(result_of(log, 2)), "region"), 2, 6, 2,
                  7);
    expect_region(sarif_get(physical_of(result_of(log, 3)), "region"), 3, 2, 3,
                  2);
    cJSON_Delete(log);
}

Test(sarif, places_in_long_texts_are_right) {
    enum { LINES = 5000, WIDTH = 11 };
    char *text = malloc(LINES * WIDTH);
    for (int i = 0; i < LINES; i++)
        memcpy(text + i * WIDTH, "\xc3\xa4 23456 8\n", WIDTH);
    const tn_source *s =
        add(TN_SOURCE_TEXT, "a.wit", (tn_str){text, LINES * WIDTH});
    for (int i = LINES - 1; i >= 0; i -= 7)
        tn_error(ctx, DIAG_WIT_SYNTAX,
                 tn_source_span(s, i * WIDTH + 3, i * WIDTH + 5), "here");
    cJSON *log = log_of();
    for (int i = (LINES - 1) % 7, k = 0; i < LINES; i += 7, k++)
        expect_region(sarif_get(physical_of(result_of(log, k)), "region"),
                      i + 1, 3, i + 1, 5);
    cJSON_Delete(log);
    free(text);
}

Test(sarif, of_a_binary_regions_are_bytes) {
    const tn_source *s =
        add(TN_SOURCE_BINARY, "a.wasm", TN_STR("\0asm\x0d\0\x01\0\x63"));
    tn_diag *diag =
        tn_error(ctx, DIAG_BIN_MALFORMED, tn_source_span(s, 8, 9), "bad");
    tn_diag_within(ctx, diag, TN_STR("component > section"));
    cJSON *log = log_of();
    const cJSON *result = result_of(log, 0);
    const cJSON *region = sarif_get(physical_of(result), "region");
    cr_expect_eq(sarif_number(region, "byteOffset"), 8);
    cr_expect_eq(sarif_number(region, "byteLength"), 1);
    const cJSON *location =
        cJSON_GetArrayItem(sarif_get(result, "locations"), 0);
    const cJSON *part =
        cJSON_GetArrayItem(sarif_get(location, "logicalLocations"), 0);
    cr_expect_str_eq(sarif_string(part, "fullyQualifiedName"),
                     "component > section");
    cJSON_Delete(log);
}

static void expect_uri(const char *path, const char *uri) {
    tenon_diagnostics_clear(ctx);
    tenon_report(ctx, path, "wrong", NULL);
    cJSON *log = log_of();
    const cJSON *at =
        sarif_get(physical_of(result_of(log, 0)), "artifactLocation");
    cr_expect_str_eq(sarif_string(at, "uri"), uri);
    cJSON_Delete(log);
}

Test(sarif, paths_become_references) {
    expect_uri("wit/a.wit", "wit/a.wit");
    expect_uri("./wit/a.wit", "wit/a.wit");
    expect_uri("../a b%.wit", "../a%20b%25.wit");
    expect_uri("c:d/\xc3\xa4#.wit", "c%3Ad/%C3%A4%23.wit");
    expect_uri("/tmp/a.wit", "file:///tmp/a.wit");
}

Test(sarif, notes_with_a_place_are_related_and_others_text) {
    const tn_source *s = add(TN_SOURCE_TEXT, "a.wit", TN_STR("a a"));
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_DUPLICATE, tn_source_span(s, 2, 3), "twice");
    tn_note(ctx, diag, tn_source_span(s, 0, 1), "first here");
    tn_note(ctx, diag, TN_NO_SPAN, "case does not count");
    tn_help(ctx, diag, "rename one");
    cJSON *log = log_of();
    const cJSON *result = result_of(log, 0);
    cr_expect_str_eq(sarif_string(sarif_get(result, "message"), "text"),
                     "twice\nnote: case does not count\nhelp: rename one");
    const cJSON *related = sarif_get(result, "relatedLocations");
    cr_assert_eq(cJSON_GetArraySize(related), 1);
    const cJSON *at = cJSON_GetArrayItem(related, 0);
    cr_expect_str_eq(sarif_string(sarif_get(at, "message"), "text"),
                     "first here");
    expect_region(sarif_get(sarif_get(at, "physicalLocation"), "region"), 1, 1,
                  1, 2);
    cJSON_Delete(log);
}

Test(sarif, suggestions_are_fixes) {
    const tn_source *s = add(TN_SOURCE_TEXT, "a.wit", TN_STR("f: strng"));
    tn_diag *diag =
        tn_error(ctx, DIAG_WIT_UNKNOWN, tn_source_span(s, 3, 8), "unknown");
    tn_fix(ctx, diag, TN_NO_SPAN, TN_STR("string"), "did you mean `string`?");
    tn_fix(ctx, diag, tn_source_span(s, 8, 8), TN_STR(";"), "end it");
    cJSON *log = log_of();
    const cJSON *fixes = sarif_get(result_of(log, 0), "fixes");
    cr_assert_eq(cJSON_GetArraySize(fixes), 2);
    const cJSON *change = cJSON_GetArrayItem(
        sarif_get(cJSON_GetArrayItem(fixes, 0), "artifactChanges"), 0);
    const cJSON *replacement =
        cJSON_GetArrayItem(sarif_get(change, "replacements"), 0);
    expect_region(sarif_get(replacement, "deletedRegion"), 1, 4, 1, 9);
    cr_expect_str_eq(
        sarif_string(sarif_get(replacement, "insertedContent"), "text"),
        "string");
    cJSON_Delete(log);
    char *text = write_as(TENON_MESSAGE_HUMAN);
    cr_expect(strstr(text, "help: did you mean `string`?\n  help: end it\n"));
    free(text);
}

Test(sarif, text_is_never_a_placeholder_or_a_link) {
    tn_error(ctx, DIAG_WIT_SYNTAX, TN_NO_SPAN, "expected `{`, [a](b) {0}");
    cJSON *log = log_of();
    cr_expect_str_eq(
        sarif_string(sarif_get(result_of(log, 0), "message"), "text"),
        "expected `{{`, [a\\](b) {{0}}");
    cJSON_Delete(log);
}

Test(sarif, hostile_text_becomes_unicode) {
    tn_error(ctx, DIAG_USER, TN_NO_SPAN, "%s", "\xff\033[31m\xc3");
    for (int format = TENON_MESSAGE_JSON; format <= TENON_MESSAGE_SARIF;
         format++) {
        char *text = write_as((tenon_message_format)format);
        cr_expect(strstr(text, "\xef\xbf\xbd\\u001b[31m\xef\xbf\xbd"), "%s",
                  text);
        free(text);
    }
}

Test(sarif, more_than_the_limit_are_counted) {
    for (int i = 0; i < TN_MAX_DIAGNOSTICS + 3; i++) {
        tn_diag *diag = tn_error(ctx, DIAG_LINT_C_NAME, TN_NO_SPAN, "%d", i);
        tn_help(ctx, diag, "help");
    }
    cJSON *log = log_of();
    const cJSON *invocation =
        cJSON_GetArrayItem(sarif_get(run_of(log), "invocations"), 0);
    const cJSON *said = cJSON_GetArrayItem(
        sarif_get(invocation, "toolExecutionNotifications"), 0);
    cr_expect_str_eq(sarif_string(sarif_get(said, "message"), "text"),
                     "3 more of level warning are left out");
    cr_expect_eq(cJSON_GetArraySize(sarif_get(run_of(log), "results")),
                 TN_MAX_DIAGNOSTICS);
    cJSON_Delete(log);
}

/* Memory */

static size_t allocations, fail_at, live;

static void *failing_malloc(size_t size) {
    if (allocations++ >= fail_at)
        return NULL;
    live++;
    return malloc(size);
}

static void counting_free(void *p) {
    live -= p != NULL;
    free(p);
}

static void report_one_of_each(tenon_context *own) {
    tn_source *s = tn_source_add(own, TN_SOURCE_TEXT, TN_STR("a.wit"),
                                 TN_STR("interface i {}"));
    tn_diag *diag =
        tn_error(own, DIAG_WIT_UNKNOWN, tn_source_span(s, 0, 9), "unknown");
    tn_note(own, diag, tn_source_span(s, 10, 11), "here");
    tn_fix(own, diag, TN_NO_SPAN, TN_STR("x"), "write x");
}

/* cJSON has an allocator of its own. */
static bool survives(tenon_message_format format, size_t at) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    cJSON_Hooks hooks = {failing_malloc, counting_free};
    allocations = live = 0;
    fail_at = at;
    cJSON_InitHooks(&hooks);
    tenon_status status = tenon_diagnostics_write(ctx, out, format, false);
    cJSON_InitHooks(NULL);
    fclose(out);
    cr_expect_eq(live, 0, "%zu are left", live);
    cr_expect_eq(status == TENON_OK, len > 0, "all or nothing");
    if (status != TENON_OK)
        cr_expect_eq(status, TENON_NO_MEMORY);
    free(text);
    return status == TENON_OK;
}

Test(sarif, survives_failing_allocations_of_cjson) {
    report_one_of_each(ctx);
    for (int format = TENON_MESSAGE_JSON; format <= TENON_MESSAGE_SARIF;
         format++) {
        size_t at = 0;
        while (at < 2000 && !survives((tenon_message_format)format, at))
            at++;
        cr_expect(at > 10 && at < 2000, "%zu", at);
    }
}

static bool write_with(const tenon_allocator *allocator, void *user) {
    char *text = NULL;
    size_t len = 0;
    tenon_context *own = NULL;
    if (tenon_context_new(&own, allocator) != TENON_OK)
        return false;
    FILE *out = open_memstream(&text, &len);
    tn_guard guard;
    volatile bool ok = false;
    if (TN_GUARD(own, &guard)) {
        report_one_of_each(own);
        ok = true;
    }
    tn_guard_leave(own, &guard);
    ok = ok && tenon_diagnostics_write(own, out, *(tenon_message_format *)user,
                                       false) == TENON_OK;
    fclose(out);
    free(text);
    tenon_context_free(own);
    return ok;
}

Test(sarif, survives_every_failing_allocation) {
    for (int format = TENON_MESSAGE_HUMAN; format <= TENON_MESSAGE_SARIF;
         format++)
        test_every_failure(write_with, &format);
}
