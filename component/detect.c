/*
 * What a file is, by its first bytes and its sections' names. Nothing is
 * decoded: a broken file is still of the kind that it claims to be.
 */
#include "tenon/file.h"

#include "base/utf.h"
#include "component/component.h"

bool bin_next_section(const uint8_t **p,
                      const uint8_t *end,
                      uint8_t *id,
                      tn_str *body) {
    uint32_t size = 0;
    if (*p == end)
        return false;
    *id = *(*p)++;
    if (!tn_quiet_u32(p, end, &size) || size > (size_t)(end - *p))
        return false;
    *body = (tn_str){(const char *)*p, size};
    *p += size;
    return true;
}

/* A short custom section name: one length byte suffices for ours. */
static bool is_world_section(uint8_t id, tn_str body) {
    static const char name[] = "component-type";
    return id == 0 && body.len > sizeof name && !(body.p[0] & 0x80) &&
           memcmp(body.p + 1, name, sizeof name - 1) == 0;
}

static tenon_file_kind detect_module(const uint8_t *p, const uint8_t *end) {
    uint8_t id;
    tn_str body;
    while (bin_next_section(&p, end, &id, &body))
        if (is_world_section(id, body))
            return TENON_FILE_MODULE_WORLD;
    return TENON_FILE_MODULE;
}

/* A WIT package in binary form has nothing but types and their exports. */
static tenon_file_kind detect_component(const uint8_t *p, const uint8_t *end) {
    uint8_t id;
    tn_str body;
    bool types = false;
    while (bin_next_section(&p, end, &id, &body)) {
        if (id != 0 && id != BIN_TYPE && id != BIN_EXPORT)
            return TENON_FILE_COMPONENT;
        types |= id == BIN_TYPE;
    }
    return types ? TENON_FILE_WIT_BINARY : TENON_FILE_COMPONENT;
}

/* Skips blanks and the comments that open a .wat file. */
static const char *skip_blank(const char *p, const char *end) {
    while (p < end) {
        if (memchr(" \t\r\n", *p, 4))
            p++;
        else if (end - p > 1 && p[0] == ';' && p[1] == ';')
            while (p < end && *p != '\n')
                p++;
        else
            break;
    }
    return p;
}

static tenon_file_kind detect_text(const char *p, size_t len) {
    size_t seen = len < 1024 ? len : 1024;
    if (memchr(p, 0, seen))
        return TENON_FILE_UNKNOWN;
    /* The cut may stand within a scalar value of up to four bytes. */
    size_t bad = 0;
    if (!tn_utf8_valid(p, seen, &bad) && (bad + 4 <= seen || seen == len))
        return TENON_FILE_UNKNOWN;
    const char *first = skip_blank(p, p + len);
    bool wat = first < p + len && first[0] == '(';
    return wat ? TENON_FILE_TEXT_WASM : TENON_FILE_TEXT;
}

tenon_file_kind tenon_detect(const uint8_t *data, size_t len) {
    if (len == 0)
        return TENON_FILE_EMPTY;
    switch (bin_detect(data, len)) {
    case BIN_KIND_MODULE:
        return detect_module(data + 8, data + len);
    case BIN_KIND_COMPONENT:
        return detect_component(data + 8, data + len);
    case BIN_KIND_UNKNOWN:
        break;
    }
    return detect_text((const char *)data, len);
}

const char *tenon_file_kind_text(tenon_file_kind kind) {
    switch (kind) {
    case TENON_FILE_UNKNOWN:
        break;
    case TENON_FILE_EMPTY:
        return "an empty file";
    case TENON_FILE_MODULE:
        return "a core module";
    case TENON_FILE_MODULE_WORLD:
        return "a core module with a WIT world";
    case TENON_FILE_COMPONENT:
        return "a component";
    case TENON_FILE_WIT_BINARY:
        return "a WIT package in binary form";
    case TENON_FILE_TEXT_WASM:
        return "WebAssembly text";
    case TENON_FILE_TEXT:
        return "a text";
    }
    return "neither WebAssembly nor a text";
}

/* How to get from what there is to what is needed; NULL: no way. */
static const char *advice(tenon_file_kind have, tenon_file_kind needed) {
    bool want_component = needed == TENON_FILE_COMPONENT;
    if (have == TENON_FILE_MODULE && want_component)
        return "record its world with `tenon embed`, then make it a component "
               "with `tenon new`";
    if (have == TENON_FILE_MODULE && needed == TENON_FILE_MODULE_WORLD)
        return "record its world with `tenon embed`";
    if (have == TENON_FILE_MODULE_WORLD && want_component)
        return "make it a component with `tenon new`";
    if (have == TENON_FILE_COMPONENT && !want_component)
        return "components are joined with `tenon plug`";
    if (have == TENON_FILE_WIT_BINARY && want_component)
        return "it describes interfaces but has no code";
    if (have == TENON_FILE_TEXT_WASM)
        return "it is needed in binary form";
    return NULL;
}

tenon_status tenon_report_kind(tenon_context *ctx,
                               const tenon_input *input,
                               tenon_file_kind needed) {
    tn_guard guard;
    volatile tenon_status status = TENON_NO_MEMORY;
    if (TN_GUARD(ctx, &guard)) {
        tenon_file_kind have = tenon_detect(input->data, input->len);
        tn_diag *diag = tn_error(
            ctx, DIAG_WRONG_KIND, TN_NO_SPAN, "this is %s; %s is needed",
            tenon_file_kind_text(have), tenon_file_kind_text(needed));
        tn_diag_place(ctx, diag, tn_str_from(input->path));
        const char *help = advice(have, needed);
        if (help)
            tn_help(ctx, diag, "%s", help);
        status = TENON_INVALID;
    }
    tn_guard_leave(ctx, &guard);
    return status;
}
