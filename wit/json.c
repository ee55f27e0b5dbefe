/*
 * WIT as JSON, in the shape in which wit-parser serializes what it resolved:
 * four arrays (worlds, interfaces, types, packages) whose parts are referred
 * to by number. Written as it goes along, so that memory and time grow with
 * the text.
 */
#include "wit/json.h"

#include "types/name.h"

/* Text with two spaces per level; commas and line breaks as needed. */
typedef struct json_writer {
    tn_writer *out;
    unsigned depth;
    bool is_empty;  /* nothing stands in the innermost object or array */
    bool after_key; /* the next value stands on the line of its key */
} json_writer;

static void put(json_writer *w, const char *text) {
    tn_write_bytes(w->out, text, strlen(text));
}

static void new_line(json_writer *w) {
    put(w, "\n");
    for (unsigned i = 0; i < w->depth; i++)
        put(w, "  ");
}

/* Before every value of an array, and every key. */
static void start(json_writer *w) {
    if (!w->after_key && w->depth) {
        if (!w->is_empty)
            put(w, ",");
        new_line(w);
    }
    w->after_key = false;
    w->is_empty = false;
}

static void open_with(json_writer *w, const char *bracket) {
    start(w);
    put(w, bracket);
    w->depth++;
    w->is_empty = true;
}

static void close_with(json_writer *w, const char *bracket) {
    w->depth--;
    if (!w->is_empty)
        new_line(w);
    put(w, bracket);
    w->is_empty = false;
}

static const char *escape_of(char c) {
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    default:
        return NULL;
    }
}

static void put_quoted(json_writer *w, tn_str text) {
    size_t from = 0;
    put(w, "\"");
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.p[i]);
        if (!escape && (unsigned char)text.p[i] >= 0x20)
            continue;
        tn_write_bytes(w->out, text.p + from, i - from);
        from = i + 1;
        if (escape)
            put(w, escape);
        else
            tn_write_printf(w->out, "\\u%04x", (unsigned char)text.p[i]);
    }
    tn_write_bytes(w->out, text.p + from, text.len - from);
    put(w, "\"");
}

static void put_key(json_writer *w, tn_str key) {
    start(w);
    put_quoted(w, key);
    put(w, ": ");
    w->after_key = true;
}

static void key(json_writer *w, const char *name) {
    put_key(w, tn_str_from(name));
}

static void put_string(json_writer *w, tn_str text) {
    start(w);
    put_quoted(w, text);
}

static void put_word(json_writer *w, const char *word) {
    put_string(w, tn_str_from(word));
}

static void put_number(json_writer *w, uint32_t number) {
    start(w);
    tn_write_printf(w->out, "%u", number);
}

static void put_null(json_writer *w) {
    start(w);
    put(w, "null");
}

static void field_number(json_writer *w, const char *name, uint32_t number) {
    key(w, name);
    put_number(w, number);
}

static void field_string(json_writer *w, const char *name, tn_str text) {
    key(w, name);
    put_string(w, text);
}

/* { "name": */
static void open_key(json_writer *w, const char *name) {
    open_with(w, "{");
    key(w, name);
}

static void close(json_writer *w) {
    close_with(w, "}");
}

static void put_name(json_writer *w, tn_str name) {
    key(w, "name");
    if (name.len)
        put_string(w, name);
    else
        put_null(w);
}

/* What anything can have. */

static void put_docs(json_writer *w, tn_str docs) {
    if (!docs.p) /* comments that say nothing are docs too */
        return;
    key(w, "docs");
    open_with(w, "{");
    field_string(w, "contents", docs);
    close(w);
}

static void put_stability(json_writer *w, const wit_stability *s) {
    if (s->since.len == 0 && s->feature.len == 0)
        return;
    key(w, "stability");
    open_key(w, s->since.len ? "stable" : "unstable");
    open_with(w, "{");
    if (s->since.len)
        field_string(w, "since", s->since);
    else
        field_string(w, "feature", s->feature);
    if (s->deprecated.len)
        field_string(w, "deprecated", s->deprecated);
    close(w);
    close(w);
}

static void put_external_id(json_writer *w, tn_str id) {
    if (id.p)
        field_string(w, "external_id", id);
}

/* Types */

static void put_ref(json_writer *w, json_ref ref) {
    if (ref == JSON_NONE) {
        put_null(w);
    } else if (ref >= JSON_PRIMITIVE) {
        static const char *const names[] = {
#define PRIMITIVE(NAME, wit, code, size, flat) wit,
#include "tenon/type.def"
        };
        put_word(w, names[ref & ~JSON_PRIMITIVE]);
    } else {
        put_number(w, ref);
    }
}

static void field_ref(json_writer *w, const char *name, json_ref ref) {
    key(w, name);
    put_ref(w, ref);
}

/* "record": { "fields": [ ... ] } and its like */
static void put_fields(json_writer *w,
                       const json_type *type,
                       const char *word,
                       const char *list,
                       bool typed) {
    open_key(w, word);
    open_key(w, list);
    open_with(w, "[");
    for (uint32_t i = 0; i < type->shape->u.fields.len; i++) {
        const ty_field *field = &type->shape->u.fields.data[i];
        open_with(w, "{");
        field_string(w, "name", field->name);
        if (typed)
            field_ref(w, "type", type->refs[i]);
        put_docs(w, field->docs);
        close(w);
    }
    close_with(w, "]");
    close(w);
    close(w);
}

static void put_tuple(json_writer *w, const json_type *type) {
    open_key(w, "tuple");
    open_key(w, "types");
    open_with(w, "[");
    for (uint32_t i = 0; i < type->ref_count; i++)
        put_ref(w, type->refs[i]);
    close_with(w, "]");
    close(w);
    close(w);
}

static void put_result(json_writer *w, const json_type *type) {
    open_key(w, "result");
    open_with(w, "{");
    field_ref(w, "ok", type->refs[0]);
    field_ref(w, "err", type->refs[1]);
    close(w);
    close(w);
}

static void put_handle(json_writer *w, const json_type *type) {
    open_key(w, "handle");
    open_with(w, "{");
    field_ref(w, type->kind == TY_OWN ? "own" : "borrow", type->refs[0]);
    close(w);
    close(w);
}

/* Two values in an array. */
static void put_pair(json_writer *w, const json_type *type, const char *word) {
    open_key(w, word);
    open_with(w, "[");
    put_ref(w, type->refs[0]);
    if (type->kind == TY_FIXED_LIST)
        put_number(w, type->shape->u.of.len);
    else
        put_ref(w, type->refs[1]);
    close_with(w, "]");
    close(w);
}

static void put_of(json_writer *w, const json_type *type, const char *word) {
    open_with(w, "{");
    field_ref(w, word, type->refs[0]);
    close(w);
}

static void put_kind(json_writer *w, const json_type *type) {
    switch (type->kind) {
    case TY_RECORD:
        put_fields(w, type, "record", "fields", true);
        break;
    case TY_VARIANT:
        put_fields(w, type, "variant", "cases", true);
        break;
    case TY_FLAGS:
        put_fields(w, type, "flags", "flags", false);
        break;
    case TY_ENUM:
        put_fields(w, type, "enum", "cases", false);
        break;
    case TY_TUPLE:
        put_tuple(w, type);
        break;
    case TY_RESULT:
        put_result(w, type);
        break;
    case TY_OWN:
    case TY_BORROW:
        put_handle(w, type);
        break;
    case TY_MAP:
        put_pair(w, type, "map");
        break;
    case TY_FIXED_LIST:
        put_pair(w, type, "fixed-length-list");
        break;
    case TY_LIST:
        put_of(w, type, "list");
        break;
    case TY_OPTION:
        put_of(w, type, "option");
        break;
    case TY_STREAM:
        put_of(w, type, "stream");
        break;
    case TY_FUTURE:
        put_of(w, type, "future");
        break;
    case TY_RESOURCE:
        put_word(w, "resource");
        break;
    default:
        put_of(w, type, "type");
        break;
    }
}

static void put_owner(json_writer *w, const json_type *type) {
    key(w, "owner");
    if (type->owner == JSON_OWNER_NONE) {
        put_null(w);
        return;
    }
    open_with(w, "{");
    field_number(w, type->owner == JSON_OWNER_WORLD ? "world" : "interface",
                 type->owner_id);
    close(w);
}

static void put_type(json_writer *w, const json_type *type) {
    open_with(w, "{");
    put_name(w, type->name);
    key(w, "kind");
    put_kind(w, type);
    put_owner(w, type);
    put_docs(w, type->docs);
    put_stability(w, &type->stability);
    put_external_id(w, type->external_id);
    close(w);
}

/* Functions */

static const char *func_kind(const json_func *func) {
    bool is_async = func->from->type->is_async;
    ty_name parts;
    if (!ty_name_parse(&parts, func->name))
        parts.kind = TY_NAME_PLAIN;
    switch (parts.kind) {
    case TY_NAME_CONSTRUCTOR:
        return "constructor";
    case TY_NAME_METHOD:
        return is_async ? "async-method" : "method";
    case TY_NAME_STATIC:
        return is_async ? "async-static" : "static";
    default:
        return is_async ? "async-freestanding" : "freestanding";
    }
}

static void put_func_kind(json_writer *w, const json_func *func) {
    key(w, "kind");
    if (func->resource == JSON_NONE) {
        put_word(w, func_kind(func));
        return;
    }
    open_with(w, "{");
    field_number(w, func_kind(func), func->resource);
    close(w);
}

static void put_func(json_writer *w, const json_func *func) {
    const ty_func *type = func->from->type;
    open_with(w, "{");
    field_string(w, "name", func->name);
    put_func_kind(w, func);
    key(w, "params");
    open_with(w, "[");
    for (uint32_t i = 0; i < type->param_count; i++) {
        open_with(w, "{");
        field_string(w, "name", type->params[i].name);
        field_ref(w, "type", func->params[i]);
        close(w);
    }
    close_with(w, "]");
    if (func->result != JSON_NONE)
        field_ref(w, "result", func->result);
    put_docs(w, func->from->docs);
    put_stability(w, &func->from->stability);
    put_external_id(w, func->from->external_id);
    close(w);
}

/* Interfaces and worlds */

static void put_interface(json_writer *w, const json_interface *interface) {
    open_with(w, "{");
    put_name(w, interface->from->name);
    key(w, "types");
    open_with(w, "{");
    for (uint32_t i = 0; i < interface->type_count; i++) {
        put_key(w, interface->type_names[i]);
        put_number(w, interface->types[i]);
    }
    close(w);
    key(w, "functions");
    open_with(w, "{");
    for (uint32_t i = 0; i < interface->from->func_count; i++) {
        put_key(w, interface->funcs[i].name);
        put_func(w, &interface->funcs[i]);
    }
    close(w);
    put_docs(w, interface->from->docs);
    put_stability(w, &interface->stability);
    field_number(w, "package", interface->package);
    if (interface->clone_of != JSON_NONE)
        field_number(w, "clone_of", interface->clone_of);
    close(w);
}

static void put_interface_item(json_writer *w, const json_item *item) {
    open_with(w, "{");
    field_number(w, "id", item->id);
    put_stability(w, &item->from->stability);
    put_external_id(w, item->from->external_id);
    /* Those of an inline interface stand with the interface. */
    if (item->from->interface->name.len)
        put_docs(w, item->from->docs);
    close(w);
}

static void put_item_key(json_writer *w, const json_item *item) {
    const wit_world_item *from = item->from;
    if (tn_str_find(from->name, ':') == from->name.len) {
        put_key(w, from->name);
        return;
    }
    start(w);
    tn_write_printf(w->out, "\"interface-%u\": ", item->id);
    w->after_key = true;
}

static void put_items(json_writer *w,
                      const char *name,
                      const json_item *items,
                      uint32_t count) {
    key(w, name);
    open_with(w, "{");
    for (uint32_t i = 0; i < count; i++) {
        put_item_key(w, &items[i]);
        switch (items[i].from->form) {
        case WIT_ITEM_INTERFACE:
            open_key(w, "interface");
            put_interface_item(w, &items[i]);
            break;
        case WIT_ITEM_FUNC:
            open_key(w, "function");
            put_func(w, &items[i].func);
            break;
        default:
            open_key(w, "type");
            put_number(w, items[i].id);
            break;
        }
        close(w);
    }
    close(w);
}

static void put_world(json_writer *w, const json_world *world) {
    const wit_world *from = world->from;
    open_with(w, "{");
    field_string(w, "name", from->name);
    put_items(w, "imports", world->imports, from->import_count);
    put_items(w, "exports", world->exports, from->export_count);
    field_number(w, "package", world->package);
    put_docs(w, from->docs);
    put_stability(w, &from->stability);
    close(w);
}

static void put_package(json_writer *w, const json_package *package) {
    const wit_package *from = package->from;
    open_with(w, "{");
    tn_str id = from->version.len ? TN_STR("@") : TN_STR("");
    key(w, "name");
    start(w);
    tn_write_printf(w->out, "\"%.*s:%.*s%.*s%.*s\"", TN_STR_ARG(from->ns),
                    TN_STR_ARG(from->name), TN_STR_ARG(id),
                    TN_STR_ARG(from->version));
    put_docs(w, from->docs);
    key(w, "interfaces");
    open_with(w, "{");
    for (uint32_t i = 0; i < from->interface_count; i++) {
        put_key(w, from->interfaces[i]->name);
        put_number(w, package->interfaces[i]);
    }
    close(w);
    key(w, "worlds");
    open_with(w, "{");
    for (uint32_t i = 0; i < from->world_count; i++) {
        put_key(w, from->worlds[i]->name);
        put_number(w, package->first_world + i);
    }
    close(w);
    close(w);
}

/* key: [ each of a vector of the index ] */
#define PUT_ALL(w, name, vec, put_one)         \
    do {                                       \
        key((w), (name));                      \
        open_with((w), "[");                   \
        for (size_t i = 0; i < (vec).len; i++) \
            put_one((w), &(vec).data[i]);      \
        close_with((w), "]");                  \
    } while (0)

bool wit_json(tn_writer *out,
              tn_arena *arena,
              const wit_resolve *resolve,
              const wit_world *nominal) {
    json_index index;
    wit_json_index(&index, arena, resolve);
    if (nominal && !wit_json_make_nominal(&index, nominal))
        return false;
    json_writer w = {.out = out, .is_empty = true};
    open_with(&w, "{");
    PUT_ALL(&w, "worlds", index.worlds, put_world);
    PUT_ALL(&w, "interfaces", index.interfaces, put_interface);
    PUT_ALL(&w, "types", index.types, put_type);
    PUT_ALL(&w, "packages", index.packages, put_package);
    close(&w);
    put(&w, "\n");
    return true;
}
