/*
 * The component binary format (Binary.md): sections and all definitions but
 * types (decode_type.c) and canonical definitions (decode_canon.c). Decoding
 * checks the form only; indices are validated later. What was decoded points
 * into the bytes. Vectors grow as items are read, never by announced counts.
 */
#include "component/decode.h"

#include "base/context.h"
#include "component/component.h"

bin_kind bin_detect(const uint8_t *bytes, size_t len) {
    static const uint8_t magic[4] = {0, 'a', 's', 'm'};
    if (len < 8 || memcmp(bytes, magic, 4) != 0)
        return BIN_KIND_UNKNOWN;
    if (bytes[6] == 1 && bytes[7] == 0)
        return BIN_KIND_COMPONENT;
    return bytes[6] == 0 && bytes[7] == 0 ? BIN_KIND_MODULE : BIN_KIND_UNKNOWN;
}

bool bin_bad_byte(tn_reader *r, uint8_t byte, const char *what) {
    return tn_reader_fail(r, r->pos - 1, "invalid leading byte (0x%x) for %s",
                          byte, what);
}

bool bin_unsupported(tn_reader *r, size_t from, const char *what) {
    if (!r->failed)
        tn_error(r->ctx, DIAG_BIN_UNSUPPORTED, tn_reader_since(r, from),
                 "%s are not supported", what);
    r->failed = true;
    return false;
}

/* An item in memory is many times as large as in the binary. */
bool bin_count_item(bin_decoder *d, tn_reader *r) {
    return ++d->items <= TN_MAX_ALL_ITEMS ||
           tn_reader_fail(r, r->pos, "more than %d items in all",
                          TN_MAX_ALL_ITEMS);
}

bool bin_read_flag(tn_reader *r, bool *out, const char *what) {
    uint8_t byte = 0;
    if (!tn_read_u8(r, &byte, what))
        return false;
    *out = byte == 1;
    return byte <= 1 || bin_bad_byte(r, byte, what);
}

bool bin_find_sort(ty_sort *out, bool core, uint8_t code) {
    static const struct {
        bool core;
        uint8_t code;
    } rows[] = {
#define SORT(NAME, is_core, byte, text) {is_core, byte},
#include "types/sort.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(rows); i++) {
        if (rows[i].core == core && rows[i].code == code) {
            *out = (ty_sort)i;
            return true;
        }
    }
    return false;
}

static bool read_core_sort(tn_reader *r, ty_sort *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "core sort"))
        return false;
    return bin_find_sort(out, true, code) || bin_bad_byte(r, code, "core sort");
}

bool bin_is_outer_sort(ty_sort sort) {
    return sort == TY_SORT_CORE_MODULE || sort == TY_SORT_CORE_TYPE ||
           sort == TY_SORT_TYPE || sort == TY_SORT_COMPONENT;
}

static bool read_sort(tn_reader *r, ty_sort *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "sort"))
        return false;
    if (code == 0)
        return read_core_sort(r, out);
    return bin_find_sort(out, false, code) || bin_bad_byte(r, code, "sort");
}

static bool read_sort_index(tn_reader *r, bin_sort_index *out) {
    return read_sort(r, &out->sort) && tn_read_u32(r, &out->index, "index");
}

static bool read_attribute(tn_reader *r, bin_extern_name *out) {
    uint8_t code = 0;
    if (!tn_read_u8(r, &code, "name attribute"))
        return false;
    tn_str *values[] = {&out->implements, &out->version_suffix,
                        &out->external_id};
    if (code >= TN_COUNT_OF(values))
        return bin_bad_byte(r, code, "name attribute");
    for (uint8_t i = 0; i < out->attribute_count; i++) {
        if (out->attributes[i] == code)
            return tn_reader_fail(r, r->pos - 1,
                                  "name attribute is given twice");
    }
    out->attributes[out->attribute_count++] = code;
    return tn_read_name(r, values[code], "name attribute");
}

bool bin_read_extern_name(tn_reader *r, bin_extern_name *out) {
    *out = (bin_extern_name){0};
    uint32_t count = 0;
    if (!tn_read_u8(r, &out->form, "extern name"))
        return false;
    if (out->form > 2)
        return bin_bad_byte(r, out->form, "extern name");
    if (!tn_read_name(r, &out->name, "extern name"))
        return false;
    if (out->form < 2)
        return true;
    if (!tn_read_count(r, &count, 3, "number of name attributes"))
        return false;
    while (count--) {
        if (!read_attribute(r, out))
            return false;
    }
    return true;
}

static bool read_type_bound(tn_reader *r, bin_externdesc *out) {
    uint8_t bound = 0;
    if (!tn_read_u8(r, &bound, "type bound"))
        return false;
    if (bound > 1)
        return bin_bad_byte(r, bound, "type bound");
    out->bound = bound == 0 ? BIN_BOUND_EQ : BIN_BOUND_SUB_RESOURCE;
    return bound == 1 || tn_read_u32(r, &out->index, "type index");
}

static bool read_value_bound(tn_reader *r, bin_externdesc *out) {
    if (!bin_read_flag(r, &out->value_is_type, "value bound"))
        return false;
    return out->value_is_type ? bin_read_valtype(r, &out->value)
                              : tn_read_u32(r, &out->index, "value index");
}

/* externtype */
bool bin_read_externdesc(tn_reader *r, bin_externdesc *out) {
    size_t from = r->pos;
    *out = (bin_externdesc){0};
    if (!read_sort(r, &out->sort))
        return false;
    switch (out->sort) {
    case TY_SORT_TYPE:
        return read_type_bound(r, out);
    case TY_SORT_VALUE:
        return read_value_bound(r, out);
    case TY_SORT_CORE_MODULE:
    case TY_SORT_FUNC:
    case TY_SORT_COMPONENT:
    case TY_SORT_INSTANCE:
        return tn_read_u32(r, &out->index, "type index");
    default:
        return tn_reader_fail(r, from, "a %s cannot be imported or exported",
                              ty_sort_name(out->sort));
    }
}

typedef TN_VEC(bin_arg) arg_vec;

static bool read_core_args(bin_decoder *d, tn_reader *r, arg_vec *out) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of arguments"))
        return false;
    while (count--) {
        if (!bin_count_item(d, r))
            return false;
        bin_arg *arg = tn_vec_add(d->arena, out);
        uint8_t kind = 0;
        if (!tn_read_name(r, &arg->name, "argument name") ||
            !tn_read_u8(r, &kind, "instantiation argument kind"))
            return false;
        if (kind != 0x12)
            return bin_bad_byte(r, kind, "instantiation argument kind");
        arg->item.sort = TY_SORT_CORE_INSTANCE;
        if (!tn_read_u32(r, &arg->item.index, "core instance index"))
            return false;
    }
    return true;
}

static bool read_core_exports(bin_decoder *d, tn_reader *r, arg_vec *out) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of exports"))
        return false;
    while (count--) {
        if (!bin_count_item(d, r))
            return false;
        bin_arg *arg = tn_vec_add(d->arena, out);
        if (!tn_read_name(r, &arg->name, "export name") ||
            !read_core_sort(r, &arg->item.sort) ||
            !tn_read_u32(r, &arg->item.index, "index"))
            return false;
    }
    return true;
}

static bool read_core_instance(bin_decoder *d, tn_reader *r, bin_def *def) {
    uint8_t form = 0;
    arg_vec args = {0};
    if (!tn_read_u8(r, &form, "core instance"))
        return false;
    if (form > 1)
        return bin_bad_byte(r, form, "core instance");
    def->u.core_instance.instantiate = form == 0;
    bool ok = form == 0 ? tn_read_u32(r, &def->u.core_instance.module,
                                      "core module index") &&
                              read_core_args(d, r, &args)
                        : read_core_exports(d, r, &args);
    def->u.core_instance.args = args.data;
    def->u.core_instance.arg_count = (uint32_t)args.len;
    return ok;
}

static bool read_args(bin_decoder *d, tn_reader *r, arg_vec *out, bool export) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of arguments"))
        return false;
    while (count--) {
        if (!bin_count_item(d, r))
            return false;
        bin_arg *arg = tn_vec_add(d->arena, out);
        bool ok = export ? bin_read_extern_name(r, &arg->export_name)
                         : tn_read_name(r, &arg->name, "argument name");
        if (export)
            arg->name = arg->export_name.name;
        if (!ok || !read_sort_index(r, &arg->item))
            return false;
    }
    return true;
}

static bool read_instance(bin_decoder *d, tn_reader *r, bin_def *def) {
    uint8_t form = 0;
    arg_vec args = {0};
    if (!tn_read_u8(r, &form, "instance"))
        return false;
    if (form > 1)
        return bin_bad_byte(r, form, "instance");
    def->u.instance.instantiate = form == 0;
    if (form == 0 &&
        !tn_read_u32(r, &def->u.instance.component, "component index"))
        return false;
    bool ok = read_args(d, r, &args, form == 1);
    def->u.instance.args = args.data;
    def->u.instance.arg_count = (uint32_t)args.len;
    return ok;
}

static bool check_outer_sort(tn_reader *r, ty_sort sort) {
    return bin_is_outer_sort(sort) ||
           tn_reader_fail(r, r->pos - 1, "an outer alias cannot be of sort %s",
                          ty_sort_name(sort));
}

bool bin_read_alias(tn_reader *r, bin_def *def) {
    uint8_t target = 0;
    if (!read_sort(r, &def->u.alias.sort) ||
        !tn_read_u8(r, &target, "alias target"))
        return false;
    switch (target) {
    case 0:
    case 1:
        def->u.alias.target =
            target == 0 ? BIN_ALIAS_EXPORT : BIN_ALIAS_CORE_EXPORT;
        return tn_read_u32(r, &def->u.alias.instance, "instance index") &&
               tn_read_name(r, &def->u.alias.name, "export name");
    case 2:
        def->u.alias.target = BIN_ALIAS_OUTER;
        return check_outer_sort(r, def->u.alias.sort) &&
               tn_read_u32(r, &def->u.alias.outer, "outer count") &&
               tn_read_u32(r, &def->u.alias.index, "index");
    default:
        return bin_bad_byte(r, target, "alias target");
    }
}

static bool read_start(bin_decoder *d, tn_reader *r, bin_def *def) {
    TN_VEC(uint32_t) args = {0};
    uint32_t count = 0;
    if (!tn_read_u32(r, &def->u.start.func, "start function index") ||
        !tn_read_count(r, &count, TN_MAX_ITEMS, "number of arguments"))
        return false;
    while (count--) {
        uint32_t index = 0;
        if (!tn_read_u32(r, &index, "value index"))
            return false;
        tn_vec_push(d->arena, &args, index);
    }
    def->u.start.args = args.data;
    def->u.start.arg_count = (uint32_t)args.len;
    if (!tn_read_u32(r, &def->u.start.result_count, "number of results"))
        return false;
    return def->u.start.result_count <= TN_MAX_CORE_PARAMS ||
           tn_reader_fail(r, r->pos, "more than %d results",
                          TN_MAX_CORE_PARAMS);
}

static bool read_export(tn_reader *r, bin_def *def) {
    return bin_read_extern_name(r, &def->u.export.name) &&
           read_sort_index(r, &def->u.export.item) &&
           bin_read_flag(r, &def->u.export.has_desc, "export type") &&
           (!def->u.export.has_desc ||
            bin_read_externdesc(r, &def->u.export.desc));
}

/* One item of a section that holds a vector. */
static bool read_item(bin_decoder *d, tn_reader *r, bin_def *def) {
    switch (def->kind) {
    case BIN_CORE_INSTANCE:
        return read_core_instance(d, r, def);
    case BIN_CORE_TYPE:
        return bin_read_core_type(d, r, def);
    case BIN_INSTANCE:
        return read_instance(d, r, def);
    case BIN_ALIAS:
        return bin_read_alias(r, def);
    case BIN_TYPE:
        return bin_read_type(d, r, &def->u.type.def);
    case BIN_CANON:
        return bin_read_canon(r, &def->u.canon);
    case BIN_IMPORT:
        return bin_read_extern_name(r, &def->u.import.name) &&
               bin_read_externdesc(r, &def->u.import.desc);
    case BIN_EXPORT:
        return read_export(r, def);
    default:
        tn_assert(false); /* sections without a vector are read elsewhere */
        return false;
    }
}

static const char *const section_names[] = {
    "custom section",    "core module",    "core instance section",
    "core type section", "component",      "instance section",
    "alias section",     "type section",   "canonical section",
    "start section",     "import section", "export section",
    "value section"};

static bool read_items(bin_decoder *d,
                       bin_component *c,
                       tn_reader *r,
                       bin_def_kind kind,
                       bool new_section) {
    uint32_t count = 0;
    if (!tn_read_count(r, &count, TN_MAX_ITEMS, "number of definitions"))
        return false;
    while (count--) {
        size_t from = r->pos;
        bin_def def = {.kind = kind, .new_section = new_section};
        new_section = false;
        bool ok = bin_count_item(d, r) && read_item(d, r, &def);
        def.span = tn_reader_since(r, from);
        if (!ok)
            return false;
        bin_append(c, &def);
    }
    return true;
}

static bool read_component(bin_decoder *d,
                           bin_component **out,
                           bin_component *parent,
                           tn_reader *r);

static bool read_module(bin_component *c, tn_reader *r) {
    bin_def def = {.kind = BIN_CORE_MODULE};
    def.u.core_module.len = r->len;
    def.u.core_module.span_base = r->span_base;
    if (!tn_read_bytes(r, r->len, &def.u.core_module.bytes, "core module"))
        return false;
    if (r->len >= 8 && bin_detect(r->data, r->len) == BIN_KIND_COMPONENT)
        return tn_reader_fail(r, 0,
                              "expected a core module, found a "
                              "component");
    def.span = tn_reader_since(r, 0);
    bin_append(c, &def);
    return true;
}

static bool read_custom(bin_component *c, tn_reader *r) {
    bin_def def = {.kind = BIN_CUSTOM};
    if (!tn_read_name(r, &def.u.custom.name, "name of custom section"))
        return false;
    def.u.custom.len = tn_reader_left(r);
    if (!tn_read_bytes(r, def.u.custom.len, &def.u.custom.bytes,
                       "custom section"))
        return false;
    def.span = tn_reader_since(r, 0);
    bin_append(c, &def);
    return true;
}

static bool read_nested(bin_decoder *d, bin_component *c, tn_reader *r) {
    bin_def def = {.kind = BIN_COMPONENT};
    if (!read_component(d, &def.u.component, c, r))
        return false;
    def.span = tn_reader_since(r, 0);
    bin_append(c, &def);
    return true;
}

static bool read_section_content(bin_decoder *d,
                                 bin_component *c,
                                 tn_reader *r,
                                 bin_def_kind kind) {
    bool again = c->def_count && c->defs[c->def_count - 1].kind == kind;
    switch (kind) {
    case BIN_CUSTOM:
        return read_custom(c, r);
    case BIN_CORE_MODULE:
        return read_module(c, r);
    case BIN_COMPONENT:
        return read_nested(d, c, r);
    case BIN_START: {
        bin_def def = {.kind = kind};
        bool ok = read_start(d, r, &def);
        def.span = tn_reader_since(r, 0);
        if (ok)
            bin_append(c, &def);
        return ok;
    }
    case BIN_VALUE:
        return bin_unsupported(r, 0, "value definitions");
    default:
        return read_items(d, c, r, kind, again);
    }
}

/* Names the place of the newest diagnostic, from the outside in. */
static void place_error(bin_decoder *d,
                        const bin_component *c,
                        const char *section) {
    tn_diag *diag = d->ctx->last_diag;
    if (!diag || diag->within.len)
        return;
    tn_str path = tn_str_from(section);
    for (; c->parent; c = c->parent)
        path = tn_arena_printf(d->arena, "component %u > %.*s",
                               c->parent->counts[TY_SORT_COMPONENT],
                               TN_STR_ARG(path));
    path = tn_arena_printf(d->arena, "component > %.*s", TN_STR_ARG(path));
    tn_diag_within(d->ctx, diag, path);
}

static bool read_section(bin_decoder *d, bin_component *c, tn_reader *r) {
    uint8_t id = 0;
    uint32_t size = 0;
    tn_reader window;
    size_t from = r->pos;
    if (!tn_read_u8(r, &id, "section id"))
        return false;
    if (id >= TN_COUNT_OF(section_names))
        return tn_reader_fail(r, from, "malformed section id: 0x%x", id);
    if (!tn_read_u32(r, &size, "section size") ||
        !tn_read_window(r, size, &window, "section"))
        return false;
    bool ok = read_section_content(d, c, &window, (bin_def_kind)id);
    if (ok && tn_reader_left(&window))
        ok = tn_reader_fail(&window, window.pos,
                            "%zu unexpected bytes at the end of the section",
                            tn_reader_left(&window));
    if (!ok)
        place_error(d, c, section_names[id]);
    return ok;
}

static bool read_preamble(tn_reader *r) {
    const uint8_t *p = NULL;
    static const uint8_t version[2] = {0x0d, 0}, layer[2] = {1, 0};
    if (!tn_read_bytes(r, 8, &p, "preamble"))
        return false;
    r->pos = 0;
    if (memcmp(p, "\0asm", 4) != 0)
        return r->pos = 4, tn_reader_fail(r, 0, "magic bytes are missing");
    r->pos = 8;
    if (memcmp(p + 6, layer, 2) != 0)
        return tn_reader_fail(r, 6, "expected a component (layer 1)");
    if (memcmp(p + 4, version, 2) != 0)
        return tn_reader_fail(r, 4,
                              "component version %u is not known, only "
                              "version 13",
                              p[4] | (unsigned)p[5] << 8);
    return true;
}

static bool read_component(bin_decoder *d,
                           bin_component **out,
                           bin_component *parent,
                           tn_reader *r) {
    if (d->depth >= TN_MAX_DEPTH)
        return tn_reader_fail(r, 0, "components are nested more than %d deep",
                              TN_MAX_DEPTH);
    bin_component *c = bin_new(d->ctx, d->arena);
    c->parent = parent;
    c->bytes = r->data;
    c->len = r->len;
    c->span_base = r->span_base;
    *out = c;
    if (!read_preamble(r))
        return false;
    d->depth++;
    while (tn_reader_left(r)) {
        if (!read_section(d, c, r))
            return place_error(d, c, "section"), false;
    }
    d->depth--;
    return true;
}

bool bin_decode(bin_component **out,
                tenon_context *ctx,
                tn_arena *arena,
                const uint8_t *bytes,
                size_t len,
                uint32_t span_base) {
    bin_decoder d = {.ctx = ctx, .arena = arena};
    tn_reader r;
    *out = NULL;
    tn_reader_init(&r, ctx, span_base, bytes, len);
    bool ok = read_component(&d, out, NULL, &r);
    if (*out)
        (*out)->items = d.items;
    return ok;
}
