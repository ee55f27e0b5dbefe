/*
 * Diagnostics as a log in SARIF 2.1.0 (OASIS, "Static Analysis Results
 * Interchange Format"), in the form that code scanning services take: one run,
 * whose rules are those that found something. Section numbers are those of
 * the standard.
 */
#include "tenon/version.h"

#include "base/bytes.h"
#include "base/context.h"
#include "base/json.h"
#include "base/limits.h"

typedef struct sarif {
    tn_json *json;
    tenon_context *ctx;
    size_t rule_index[DIAG_COUNT]; /* + 1; 0: the rule is not in the log */
} sarif;

/* Texts */

/* 3.11.5: braces are doubled; 3.11.6: what looks like a link is none. */
static void write_escaped(tn_writer *out, tn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (c == ']' && i + 1 < text.len && text.p[i + 1] == '(')
            tn_write_u8(out, '\\');
        if (c == '{' || c == '}')
            tn_write_u8(out, (uint8_t)c);
        tn_write_u8(out, (uint8_t)c);
    }
}

static void add_message(sarif *s, cJSON *to, const char *key, tn_str text) {
    tn_writer out;
    tn_writer_init(&out, s->json->arena);
    write_escaped(&out, text);
    cJSON *message = tn_json_object(s->json, to, key);
    tn_json_text(s->json, message, "text", tn_writer_str(&out));
}

/* Notes with a place are related locations; the rest belongs to the text. */
static bool is_related(const sarif *s, const tn_diag_note *n) {
    return n->span.hi && tn_source_of(s->ctx, n->span.lo);
}

static tn_str text_of(const sarif *s, const tn_diag *diag) {
    tn_writer out;
    tn_writer_init(&out, s->json->arena);
    tn_write_bytes(&out, diag->text.p, diag->text.len);
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        if (!is_related(s, n))
            tn_write_printf(&out, "\n%s: %.*s", n->is_help ? "help" : "note",
                            TN_STR_ARG(n->text));
    }
    return tn_writer_str(&out);
}

/* Locations */

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("-._~/", c));
}

/* RFC 3986: a relative path stays one, and ':' never makes it a scheme. */
static tn_str uri_of(sarif *s, tn_str path) {
    tn_writer out;
    tn_writer_init(&out, s->json->arena);
    if (path.len && path.p[0] == '/')
        tn_write_printf(&out, "file://");
    while (tn_str_starts(path, TN_STR("./")) && path.len > 2)
        path = tn_str_from_offset(path, 2);
    for (size_t i = 0; i < path.len; i++) {
        if (is_unreserved(path.p[i]))
            tn_write_u8(&out, (uint8_t)path.p[i]);
        else
            tn_write_printf(&out, "%%%02X", (unsigned char)path.p[i]);
    }
    return tn_writer_str(&out);
}

static void add_artifact(sarif *s, cJSON *to, tn_str path) {
    cJSON *artifact = tn_json_object(s->json, to, "artifactLocation");
    tn_json_text(s->json, artifact, "uri", uri_of(s, path));
}

/* 3.30. Of a binary in bytes; of a text in lines and columns, the end being
 * the place behind the last character. */
static void add_region(sarif *s,
                       cJSON *to,
                       const char *key,
                       const tn_source *source,
                       tn_span span) {
    tn_json *json = s->json;
    cJSON *region = tn_json_object(json, to, key);
    if (source->kind == TN_SOURCE_BINARY) {
        tn_json_number(json, region, "byteOffset", span.lo - source->base);
        tn_json_number(json, region, "byteLength", span.hi - span.lo);
        return;
    }
    tn_place from = tn_source_place(s->ctx, source, span.lo);
    tn_place end = tn_source_place(s->ctx, source, span.hi);
    tn_json_number(json, region, "startLine", (double)from.line);
    tn_json_number(json, region, "startColumn", (double)from.col16);
    tn_json_number(json, region, "endLine", (double)end.line);
    tn_json_number(json, region, "endColumn", (double)end.col16);
}

static void add_span(sarif *s, cJSON *location, tn_span span) {
    const tn_source *source = tn_source_of(s->ctx, span.lo);
    cJSON *physical = tn_json_object(s->json, location, "physicalLocation");
    add_artifact(s, physical, source->path);
    add_region(s, physical, "region", source, span);
}

static void add_path(sarif *s, cJSON *location, tn_str path) {
    cJSON *physical = tn_json_object(s->json, location, "physicalLocation");
    add_artifact(s, physical, path);
}

/* A result without any place is of no use to those who show it in files:
 * then it is about what was read last. */
static void add_location(sarif *s, cJSON *result, const tn_diag *diag) {
    cJSON *locations = tn_json_array(s->json, result, "locations");
    bool has_span = diag->span.hi && tn_source_of(s->ctx, diag->span.lo);
    if (!has_span && !diag->place.len && !diag->source && !diag->within.len)
        return;
    cJSON *location = tn_json_object(s->json, locations, NULL);
    if (has_span)
        add_span(s, location, diag->span);
    else if (diag->place.len)
        add_path(s, location, diag->place);
    else if (diag->source)
        add_path(s, location, diag->source->path);
    if (diag->within.len) {
        cJSON *list = tn_json_array(s->json, location, "logicalLocations");
        cJSON *part = tn_json_object(s->json, list, NULL);
        tn_json_text(s->json, part, "fullyQualifiedName", diag->within);
    }
}

static void add_related(sarif *s, cJSON *result, const tn_diag *diag) {
    cJSON *list = NULL;
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        if (!is_related(s, n))
            continue;
        if (!list)
            list = tn_json_array(s->json, result, "relatedLocations");
        cJSON *location = tn_json_object(s->json, list, NULL);
        add_span(s, location, n->span);
        add_message(s, location, "message", n->text);
    }
}

/* Fixes */

static void add_fix(sarif *s, cJSON *fixes, const tn_diag_note *n) {
    tn_json *json = s->json;
    const tn_source *source = tn_source_of(s->ctx, n->fix_span.lo);
    cJSON *fix = tn_json_object(json, fixes, NULL);
    add_message(s, fix, "description", n->text);
    cJSON *changes = tn_json_array(json, fix, "artifactChanges");
    cJSON *change = tn_json_object(json, changes, NULL);
    add_artifact(s, change, source->path);
    cJSON *list = tn_json_array(json, change, "replacements");
    cJSON *replacement = tn_json_object(json, list, NULL);
    add_region(s, replacement, "deletedRegion", source, n->fix_span);
    cJSON *content = tn_json_object(json, replacement, "insertedContent");
    tn_json_text(json, content, "text", n->fix);
}

static void add_fixes(sarif *s, cJSON *result, const tn_diag *diag) {
    cJSON *fixes = NULL;
    for (const tn_diag_note *n = diag->notes; n; n = n->next) {
        if (!n->fix_span.hi || !tn_source_of(s->ctx, n->fix_span.lo))
            continue;
        if (!fixes)
            fixes = tn_json_array(s->json, result, "fixes");
        add_fix(s, fixes, n);
    }
}

/* Rules */

/* Until the empty line: what stands before the example, as one line. */
static tn_str first_paragraph(sarif *s, const char *text) {
    tn_writer out;
    tn_writer_init(&out, s->json->arena);
    for (const char *p = text; *p && !(p[0] == '\n' && p[1] == '\n'); p++) {
        if (*p != '\n')
            tn_write_u8(&out, (uint8_t)*p);
        else if (p[1])
            tn_write_u8(&out, ' ');
    }
    return tn_writer_str(&out);
}

/* Descriptions are no templates: services show them as they are. Examples,
 * being indented, are code in Markdown too. */
static void add_rule(sarif *s, cJSON *rules, tn_diag_id id) {
    tn_json *json = s->json;
    char name[TN_DIAG_NAME_BYTES];
    tn_diag_name(name, id);
    cJSON *rule = tn_json_object(json, rules, NULL);
    tn_json_string(json, rule, "id", tn_diag_code(id));
    tn_json_string(json, rule, "name", name);
    const char *text = tn_diag_explanation(id);
    cJSON *title = tn_json_object(json, rule, "shortDescription");
    tn_json_string(json, title, "text", tn_diag_title(id));
    cJSON *summary = tn_json_object(json, rule, "fullDescription");
    tn_json_text(json, summary, "text", first_paragraph(s, text));
    cJSON *help = tn_json_object(json, rule, "help");
    tn_json_string(json, help, "text", text);
    tn_json_string(json, help, "markdown", text);
    cJSON *defaults = tn_json_object(json, rule, "defaultConfiguration");
    tn_json_string(json, defaults, "level",
                   tn_severity_name(tn_diag_severity(id)));
}

static void add_rules(sarif *s, cJSON *driver) {
    cJSON *rules = tn_json_array(s->json, driver, "rules");
    size_t count = 0;
    bool found[DIAG_COUNT] = {false};
    for (const tn_diag *d = s->ctx->diags; d; d = d->next)
        found[d->id] = true;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        if (!found[i])
            continue;
        add_rule(s, rules, (tn_diag_id)i);
        s->rule_index[i] = ++count;
    }
}

static void add_result(sarif *s, cJSON *results, const tn_diag *diag) {
    tn_json *json = s->json;
    cJSON *result = tn_json_object(json, results, NULL);
    tn_json_string(json, result, "ruleId", tn_diag_code(diag->id));
    tn_json_number(json, result, "ruleIndex",
                   (double)s->rule_index[diag->id] - 1);
    tn_json_string(json, result, "level", tn_severity_name(diag->severity));
    add_message(s, result, "message", text_of(s, diag));
    add_location(s, result, diag);
    add_related(s, result, diag);
    add_fixes(s, result, diag);
}

/* 3.20: whether the tool did its work, not whether it found something. */
static void add_invocation(sarif *s, cJSON *run) {
    const size_t *counts = s->ctx->counts;
    cJSON *list = tn_json_array(s->json, run, "invocations");
    cJSON *invocation = tn_json_object(s->json, list, NULL);
    tn_json_bool(s->json, invocation, "executionSuccessful", true);
    cJSON *notifications = NULL;
    for (size_t i = 0; i < TN_COUNT_OF(s->ctx->counts); i++) {
        if (counts[i] <= TN_MAX_DIAGNOSTICS)
            continue;
        if (!notifications)
            notifications = tn_json_array(s->json, invocation,
                                          "toolExecutionNotifications");
        cJSON *notification = tn_json_object(s->json, notifications, NULL);
        tn_json_string(s->json, notification, "level", "warning");
        add_message(s, notification, "message",
                    tn_arena_printf(s->json->arena,
                                    "%zu more of level %s are left out",
                                    counts[i] - TN_MAX_DIAGNOSTICS,
                                    tn_severity_name((tenon_severity)i)));
    }
}

void tn_diag_sarif(tn_json *json, tenon_context *ctx) {
    static const char schema[] =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json";
    sarif s = {.json = json, .ctx = ctx};
    cJSON *log = tn_json_root_object(json);
    tn_json_string(json, log, "$schema", schema);
    tn_json_string(json, log, "version", "2.1.0");
    cJSON *run = tn_json_object(json, tn_json_array(json, log, "runs"), NULL);
    cJSON *driver =
        tn_json_object(json, tn_json_object(json, run, "tool"), "driver");
    tn_json_string(json, driver, "name", "tenon");
    tn_json_string(json, driver, "version", TENON_VERSION);
    add_rules(&s, driver);
    add_invocation(&s, run);
    tn_json_string(json, run, "columnKind", "utf16CodeUnits");
    cJSON *results = tn_json_array(json, run, "results");
    for (const tn_diag *d = ctx->diags; d; d = d->next)
        add_result(&s, results, d);
}
