/* Round trips; see trips.h. */
#include "tests/wit/trips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/walk_all.h"

typedef enum print_form {
    FORM_TEXT,     /* the main package */
    FORM_BARE,     /* without documentation */
    FORM_ALL_TEXT, /* all packages */
    FORM_ALL_BARE,
    FORM_JSON
} print_form;

static void show(const char *title, const void *text, size_t len) {
    fprintf(stderr, "---- %s\n%.*s\n", title, (int)len, (const char *)text);
}

static _Noreturn void fail(const trip *t, const char *why) {
    for (size_t i = 0; i < t->source_count; i++)
        show(t->sources[i].path, t->sources[i].data, t->sources[i].len);
    tenon_diagnostics_write(t->ctx, stderr, TENON_MESSAGE_HUMAN, false);
    fprintf(stderr, "round trip of %s: %s\n", t->label ? t->label : "WIT", why);
    abort();
}

/* Steps that trips consist of */

static tenon_wit *load(const trip *t,
                       const tenon_wit_source *sources,
                       size_t count,
                       const char *why) {
    tenon_wit_options options = TENON_WIT_OPTIONS_INIT;
    tenon_wit *out;
    options.all_features = t->all_features;
    tenon_diagnostics_clear(t->ctx);
    if (tenon_wit_load_sources(&out, t->ctx, sources, count, &options) !=
        TENON_OK) {
        for (size_t i = 0; i < count && sources != t->sources; i++)
            show(sources[i].path, sources[i].data, sources[i].len);
        fail(t, why);
    }
    return out;
}

static tenon_buffer write(const trip *t,
                          const tenon_wit *wit,
                          print_form form) {
    tenon_wit_print_options options = TENON_WIT_PRINT_OPTIONS_INIT;
    tenon_buffer out;
    options.with_deps = form == FORM_ALL_TEXT || form == FORM_ALL_BARE;
    options.no_docs = form == FORM_BARE || form == FORM_ALL_BARE;
    tenon_status status = form == FORM_JSON
                              ? tenon_wit_json(&out, wit)
                              : tenon_wit_print_as(&out, wit, &options);
    if (status != TENON_OK)
        fail(t, "it cannot be written");
    return out;
}

static void expect_bytes(const trip *t,
                         const tenon_buffer *a,
                         const tenon_buffer *b,
                         const char *why) {
    if (a->len == b->len && memcmp(a->data, b->data, a->len) == 0)
        return;
    show("one", a->data, a->len);
    show("the other", b->data, b->len);
    fail(t, why);
}

static void expect_same(const trip *t,
                        const tenon_wit *a,
                        const tenon_wit *b,
                        print_form form,
                        const char *why) {
    tenon_buffer first = write(t, a, form), second = write(t, b, form);
    expect_bytes(t, &first, &second, why);
    tenon_buffer_release(&first);
    tenon_buffer_release(&second);
}

/*
 * Differences that may be: a binary lacks packages that it does not mention;
 * `import a: b` is printed with the documentation of b, for lack of its own;
 * and what comes from worlds of other packages is printed without versions.
 * What is printed is compared besides.
 */
static bool may_differ(const tenon_wit_change *change, bool with_deps) {
    bool world = strncmp(change->where, "world ", 6) == 0;
    if (strstr(change->text, "the documentation of ") == change->text)
        return change->step == TENON_WIT_STEP_NONE;
    if (strstr(change->text, "has no `@since` any more") ||
        strstr(change->text, "is no longer deprecated"))
        return world;
    return !with_deps && strncmp(change->where, "package ", 8) == 0 &&
           change->kind == TENON_WIT_REMOVED;
}

/* By the rules of `tenon diff`, whatever the order. */
static void expect_equal(const trip *t,
                         const tenon_wit *a,
                         const tenon_wit *b,
                         bool with_deps,
                         const char *why) {
    tenon_wit_diff_options options = TENON_WIT_DIFF_OPTIONS_INIT;
    tenon_wit_diff *diff;
    options.with_deps = with_deps;
    if (tenon_wit_diff_new_as(&diff, a, b, &options) != TENON_OK)
        fail(t, "it cannot be compared");
    for (size_t i = 0; i < tenon_wit_diff_count(diff); i++) {
        const tenon_wit_change *change = tenon_wit_diff_change(diff, i);
        if (may_differ(change, with_deps))
            continue;
        fprintf(stderr, "differs: %s: %s\n", change->where, change->text);
        fail(t, why);
    }
    tenon_wit_diff_free(diff);
}

static tenon_wit *load_print(const trip *t,
                             const tenon_wit *wit,
                             print_form form,
                             const char *why) {
    tenon_buffer text = write(t, wit, form);
    const tenon_wit_source source = {"print.wit", (const char *)text.data,
                                     text.len, 0};
    tenon_wit *out = load(t, &source, 1, why);
    tenon_buffer_release(&text);
    return out;
}

/* Layout, which moves white space, commas, braces of empty resources and signs
 * in front of names, and nothing else. */

static const char *next_kept(const char *p, const char *end) {
    while (p < end && strchr(" \t\r\n,;{}%", *p) && *p)
        p++;
    return p;
}

static bool has_all(const char *a,
                    const char *a_end,
                    const char *b,
                    const char *b_end) {
    for (;; a++, b++) {
        a = next_kept(a, a_end);
        b = next_kept(b, b_end);
        if (a == a_end || b == b_end)
            return a == a_end && b == b_end;
        if (*a != *b)
            return false;
    }
}

static tenon_buffer lay_out(const trip *t, const tenon_wit_source *source) {
    const char *text = source->data;
    tenon_buffer out;
    if (tenon_wit_format(&out, t->ctx, source) != TENON_OK)
        fail(t, "it cannot be laid out");
    if (source->len > 2 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    if (!has_all(text, source->data + source->len, (const char *)out.data,
                 (const char *)out.data + out.len)) {
        show("laid out", out.data, out.len);
        fail(t, "its layout has lost or added something");
    }
    return out;
}

/* Laid out; it must stay as it is. */
static tenon_buffer settle(const trip *t, const tenon_wit_source *source) {
    tenon_buffer once = lay_out(t, source);
    const tenon_wit_source laid = {source->path, (const char *)once.data,
                                   once.len, source->group};
    tenon_buffer twice = lay_out(t, &laid);
    expect_bytes(t, &once, &twice, "its layout goes on changing");
    tenon_buffer_release(&twice);
    if (tenon_wit_format_check(t->ctx, &laid) != TENON_OK)
        fail(t, "its layout is not accepted");
    return once;
}

/* Trips */

void trip_begin(trip *t,
                const char *label,
                const tenon_wit_source *sources,
                size_t count,
                bool all_features) {
    *t = (trip){.label = label,
                .sources = sources,
                .source_count = count,
                .all_features = all_features,
                .docs = true};
    if (tenon_context_new(&t->ctx, NULL) != TENON_OK)
        abort();
    t->wit = load(t, sources, count, "it does not resolve");
}

void trip_end(trip *t) {
    tenon_wit_free(t->wit);
    tenon_context_free(t->ctx);
}

void trip_odd_layout(trip *t, const tenon_wit_source *sources, size_t count) {
    tenon_wit *odd = load(t, sources, count, "in odd layout it is refused");
    expect_same(t, t->wit, odd, FORM_ALL_BARE, "odd layout means another");
    tenon_wit_free(odd);
}

/* The others can change places once: printing takes includes apart. */
static void print_in(const trip *t, print_form all, print_form own) {
    tenon_wit *again = load_print(t, t->wit, all, "its print is refused");
    expect_same(t, t->wit, again, own, "its print means another");
    expect_equal(t, t->wit, again, true, "its print differs");
    tenon_wit *third = load_print(t, again, all, "the second is refused");
    expect_same(t, again, third, FORM_JSON, "prints go on changing");
    tenon_wit_free(third);
    tenon_wit_free(again);
}

void trip_print(trip *t) {
    if (t->docs)
        print_in(t, FORM_ALL_TEXT, FORM_TEXT);
    print_in(t, FORM_ALL_BARE, FORM_BARE);
}

void trip_print_layout(trip *t) {
    tenon_buffer text = write(t, t->wit, FORM_TEXT);
    const tenon_wit_source source = {"print.wit", (const char *)text.data,
                                     text.len, 0};
    tenon_buffer laid = lay_out(t, &source);
    expect_bytes(t, &text, &laid, "its print is not laid out");
    tenon_buffer_release(&laid);
    tenon_buffer_release(&text);
}

void trip_layout(trip *t) {
    tenon_wit_source *laid = calloc(t->source_count, sizeof *laid);
    tenon_buffer *texts = calloc(t->source_count, sizeof *texts);
    if (!laid || !texts)
        abort();
    for (size_t i = 0; i < t->source_count; i++) {
        texts[i] = settle(t, &t->sources[i]);
        laid[i] = t->sources[i];
        laid[i].data = (const char *)texts[i].data;
        laid[i].len = texts[i].len;
    }
    tenon_wit *same = load(t, laid, t->source_count, "its layout is refused");
    expect_same(t, t->wit, same, t->docs ? FORM_JSON : FORM_ALL_BARE,
                "its layout means another");
    tenon_wit_free(same);
    for (size_t i = 0; i < t->source_count; i++)
        tenon_buffer_release(&texts[i]);
    free(texts);
    free(laid);
}

void trip_text_layout(tenon_context *ctx, const tenon_wit_source *source) {
    const trip t = {.ctx = ctx, .sources = source, .source_count = 1};
    tenon_buffer out;
    if (tenon_wit_format(&out, ctx, source) != TENON_OK)
        return;
    tenon_buffer_release(&out);
    out = settle(&t, source);
    tenon_buffer_release(&out);
}

bool trip_binary(trip *t) {
    tenon_buffer bytes, next;
    tenon_wit *again;
    if (tenon_wit_encode(&bytes, t->wit, NULL) != TENON_OK) {
        tenon_diagnostics_clear(t->ctx);
        return false;
    }
    const tenon_input input = {"trip.wasm", bytes.data, bytes.len};
    /* An empty package is not told from an empty component. */
    bool known = tenon_detect(input.data, input.len) == TENON_FILE_WIT_BINARY;
    if (known) {
        if (tenon_wit_decode(&again, t->ctx, &input) != TENON_OK)
            fail(t, "its binary cannot be read");
        expect_same(t, t->wit, again, t->docs ? FORM_TEXT : FORM_BARE,
                    "its binary means another");
        expect_equal(t, t->wit, again, false, "its binary differs");
        if (tenon_wit_encode(&next, again, NULL) != TENON_OK)
            fail(t, "its binary cannot be encoded again");
        if (t->docs)
            expect_bytes(t, &bytes, &next, "binaries go on changing");
        tenon_buffer_release(&next);
        tenon_wit_free(again);
    }
    tenon_buffer_release(&bytes);
    return true;
}

static void unite(const trip *t, const tenon_wit *const *parts, size_t count) {
    tenon_wit *both;
    if (tenon_wit_merge(&both, parts, count) != TENON_OK)
        fail(t, "it cannot be united with itself");
    expect_same(t, t->wit, both, FORM_ALL_TEXT, "united it means another");
    expect_equal(t, t->wit, both, true, "united it differs");
    tenon_wit_free(both);
}

void trip_itself(trip *t) {
    tenon_wit *again = load(t, t->sources, t->source_count, "");
    const tenon_wit *const parts[] = {t->wit, again};
    expect_equal(t, t->wit, again, true, "it differs from itself");
    unite(t, parts, 1);
    unite(t, parts, 2);
    tenon_wit_free(again);
}

/* A world that was changed stands for itself, as text. */
static bool take_changed(trip *t, tenon_status status, tenon_wit *wit) {
    if (status == TENON_OK) {
        tenon_wit *again =
            load_print(t, wit, t->docs ? FORM_ALL_TEXT : FORM_ALL_BARE,
                       "a changed world is refused");
        expect_same(t, wit, again, t->docs ? FORM_TEXT : FORM_BARE,
                    "a changed world has changed");
        tenon_wit_free(again);
    } else if (!tenon_diagnostic_count(t->ctx, TENON_SEVERITY_ERROR)) {
        fail(t, "a world is refused without a reason");
    }
    tenon_diagnostics_clear(t->ctx);
    tenon_wit_free(wit);
    return status == TENON_OK;
}

unsigned trip_worlds(trip *t) {
    const tenon_wit_package *package = tenon_wit_main(t->wit);
    unsigned changed = 0;
    for (size_t i = 0; i < tenon_wit_package_world_count(package); i++) {
        tenon_wit_turn_options options = TENON_WIT_TURN_OPTIONS_INIT;
        tenon_wit *out;
        options.world = tenon_wit_world_id(tenon_wit_package_world(package, i));
        tenon_status status = tenon_wit_importize(&out, t->wit, &options);
        changed += take_changed(t, status, out);
        status = tenon_wit_exportize(&out, t->wit, &options);
        changed += take_changed(t, status, out);
        status = tenon_wit_merge_versions(&out, t->wit, options.world);
        changed += take_changed(t, status, out);
    }
    return changed;
}

void trip_walk(trip *t) {
    if (walk_all(t->wit).lost)
        fail(t, "a name leads nowhere");
}
