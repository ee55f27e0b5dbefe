/*
 * Core types and core modules. Types are functions and module types; wabt
 * reads the modules.
 */
#include "component-text/reader.h"
#include "component/encode.h"
#include "wat/wat.h"

/* Value types */

static bool read_heap(ctext_cursor *c, uint32_t *out) {
    static const struct {
        uint8_t code;
        const char *text;
    } heaps[] = {
#define HEAP(code, text, null) {code, text},
#include "core/heap.def"
    };
    const ctext_node *node = ctext_next(c);
    for (size_t i = 0; i < TN_COUNT_OF(heaps); i++) {
        *out = heaps[i].code;
        if (ctext_is_word(node, heaps[i].text))
            return true;
    }
    if (!ctext_is_index(node)) {
        c->i -= node != NULL;
        return ctext_expected(c, "a heap type");
    }
    uint32_t index;
    if (!ctext_resolve_in(c->r, c->r->scope, TY_SORT_CORE_TYPE, node, &index))
        return false;
    *out = CORE_HEAP_INDEX + index;
    return index <= TN_MAX_TYPES ||
           ctext_fail(c->r, node, "type index out of range");
}

static bool read_ref(ctext_reader *r,
                     const ctext_node *list,
                     core_valtype *out) {
    ctext_cursor c = ctext_enter(r, list, 1);
    uint32_t heap;
    core_valtype kind = ctext_take_word(&c, "null") ? CORE_REF_NULL : CORE_REF;
    if (!read_heap(&c, &heap) || !ctext_read_end(&c))
        return false;
    *out = kind | heap << 8;
    return true;
}

static bool find_valtype(const ctext_node *node, core_valtype *out) {
    static const struct {
        core_valtype type;
        const char *text;
    } types[] = {
        {CORE_I32, "i32"}, {CORE_I64, "i64"},   {CORE_F32, "f32"},
        {CORE_F64, "f64"}, {CORE_V128, "v128"},
#define HEAP(code, text, null) {CORE_REF_NULL | code << 8, null},
#include "core/heap.def"
    };
    for (size_t i = 0; i < TN_COUNT_OF(types); i++) {
        *out = types[i].type;
        if (ctext_is_word(node, types[i].text))
            return true;
    }
    return false;
}

bool ctext_read_core_valtype(ctext_cursor *c, core_valtype *out) {
    const ctext_node *node = ctext_peek(c);
    bool is_ref = ctext_is_list(node, "ref");
    if (!is_ref && !find_valtype(node, out))
        return ctext_expected(c, "a core value type");
    c->i++;
    return !is_ref || read_ref(c->r, node, out);
}

/* Function types */

typedef TN_VEC(core_valtype) valtypes;

/* (param i32 i64), (param $x i32): a name takes one type. */
static bool read_group(ctext_reader *r, const ctext_node *list, valtypes *out) {
    ctext_cursor c = ctext_enter(r, list, 1);
    core_valtype type;
    tn_str id;
    if (!ctext_take_id(&c, &id))
        return false;
    do {
        if (!id.len && !ctext_peek(&c))
            return true;
        if (!ctext_read_core_valtype(&c, &type))
            return false;
        tn_vec_push(r->arena, out, type);
    } while (!id.len);
    return ctext_read_end(&c);
}

static bool read_signature(ctext_cursor *c, const core_functype **out) {
    valtypes types = {0};
    const ctext_node *list;
    core_functype *func = TN_NEW(c->r->arena, core_functype);
    while ((list = ctext_take_list(c, "param")))
        if (!read_group(c->r, list, &types))
            return false;
    func->param_count = (uint32_t)types.len;
    while ((list = ctext_take_list(c, "result")))
        if (!read_group(c->r, list, &types))
            return false;
    func->result_count = (uint32_t)types.len - func->param_count;
    func->params = types.data;
    func->results = types.len ? types.data + func->param_count : NULL;
    *out = func;
    return true;
}

static bool read_functype(ctext_cursor *c, const core_functype **out) {
    const ctext_node *list = ctext_peek(c);
    if (ctext_is_list(list, "struct") || ctext_is_list(list, "array") ||
        ctext_is_list(list, "cont"))
        return ctext_unsupported(c->r, list, "GC types");
    if (ctext_is_list(list, "sub"))
        return ctext_unsupported(c->r, list, "types open to subtypes here");
    list = ctext_take_list(c, "func");
    if (!list)
        return ctext_expected(c, "`(func ...)`");
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return read_signature(&inner, out) && ctext_read_end(&inner);
}

static bool equal_functypes(const core_functype *a, const core_functype *b) {
    uint32_t count = a->param_count + a->result_count;
    return a->param_count == b->param_count &&
           a->result_count == b->result_count &&
           (count == 0 ||
            memcmp(a->params, b->params, count * sizeof *a->params) == 0);
}

/* Module types */

static void add_module_decl(ctext_reader *r, const bin_moduledecl *decl) {
    tn_vec_push(r->arena, &r->scope->module_decls, *decl);
    if (decl->kind == BIN_MODULE_TYPE)
        r->scope->counts[TY_SORT_CORE_TYPE]++;
}

/* What is written is looked for among the types that have been declared; the
 * last of equal ones is meant. Else it becomes a type. */
static uint32_t find_or_add_type(ctext_reader *r, const core_functype *func) {
    const ctext_scope *scope = r->scope;
    uint32_t index = scope->counts[TY_SORT_CORE_TYPE];
    for (size_t i = scope->module_decls.len; i-- > 0;) {
        const bin_moduledecl *decl = &scope->module_decls.data[i];
        index -=
            decl->kind == BIN_MODULE_TYPE || decl->kind == BIN_MODULE_ALIAS;
        if (decl->kind == BIN_MODULE_TYPE && !decl->name.p &&
            equal_functypes(decl->func, func))
            return index;
    }
    bin_moduledecl decl = {.kind = BIN_MODULE_TYPE, .func = func};
    decl.name.p = ""; /* added, not declared */
    index = scope->counts[TY_SORT_CORE_TYPE];
    add_module_decl(r, &decl);
    return index;
}

/* (type index), perhaps repeated by parameters and results; or these alone. */
static bool read_core_typeuse(ctext_cursor *c, uint32_t *out) {
    const core_functype *func;
    const ctext_node *list = ctext_take_list(c, "type");
    if (!read_signature(c, &func))
        return false;
    if (!list) {
        *out = find_or_add_type(c->r, func);
        return true;
    }
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    if (!ctext_is_index(ctext_peek(&inner)))
        return ctext_expected(&inner, "a type index");
    return ctext_resolve(c->r, TY_SORT_CORE_TYPE, ctext_next(&inner), out) &&
           ctext_read_end(&inner);
}

static bool read_limits(ctext_cursor *c, core_limits *out) {
    out->is64 = ctext_take_word(c, "i64");
    if (!out->is64)
        (void)ctext_take_word(c, "i32");
    if (!ctext_read_u64(c, &out->min, "a limit"))
        return false;
    out->has_max = ctext_is_number(ctext_peek(c));
    if (out->has_max && !ctext_read_u64(c, &out->max, "a limit"))
        return false;
    out->shared = ctext_take_word(c, "shared");
    return true;
}

static bool read_global(ctext_cursor *c, core_globaltype *out) {
    const ctext_node *list = ctext_take_list(c, "mut");
    out->mutable_ = list != NULL;
    if (!list)
        return ctext_read_core_valtype(c, &out->type);
    ctext_cursor inner = ctext_enter(c->r, list, 1);
    return ctext_read_core_valtype(&inner, &out->type) &&
           ctext_read_end(&inner);
}

static bool read_core_extern(ctext_cursor *c, core_extern *out) {
    const ctext_node *list = ctext_next(c);
    if (!list || list->kind != CTEXT_LIST) {
        c->i -= list != NULL;
        return ctext_expected(c, "an item, such as `(func)`");
    }
    ctext_cursor inner = ctext_enter(c->r, list, 0);
    ty_sort sort;
    tn_str id;
    if (!ctext_read_sort(&inner, &sort, true) || !ctext_take_id(&inner, &id))
        return false;
    out->kind = (core_kind)sort; /* both in the order of Binary.md */
    switch (sort) {
    case TY_SORT_CORE_FUNC:
        return read_core_typeuse(&inner, &out->u.func) &&
               ctext_read_end(&inner);
    case TY_SORT_CORE_TAG:
        return read_core_typeuse(&inner, &out->u.tag) && ctext_read_end(&inner);
    case TY_SORT_CORE_TABLE:
        return read_limits(&inner, &out->u.table.limits) &&
               ctext_read_core_valtype(&inner, &out->u.table.elem) &&
               ctext_read_end(&inner);
    case TY_SORT_CORE_MEMORY:
        return read_limits(&inner, &out->u.memory) && ctext_read_end(&inner);
    case TY_SORT_CORE_GLOBAL:
        return read_global(&inner, &out->u.global) && ctext_read_end(&inner);
    default:
        return ctext_fail(c->r, list, "modules have no items of that sort");
    }
}

static bool read_type_decl(ctext_cursor *c) {
    bin_moduledecl decl = {.kind = BIN_MODULE_TYPE};
    const ctext_node *at = c->list;
    tn_str id;
    if (!ctext_take_id(c, &id) || !read_functype(c, &decl.func))
        return false;
    add_module_decl(c->r, &decl);
    uint32_t index = c->r->scope->counts[TY_SORT_CORE_TYPE] - 1;
    return ctext_put_id(c->r, TY_SORT_CORE_TYPE, index, id, at);
}

static bool read_extern_decl(ctext_cursor *c, bool import) {
    bin_moduledecl decl = {.kind =
                               import ? BIN_MODULE_IMPORT : BIN_MODULE_EXPORT};
    if ((import && !ctext_read_name(c, &decl.module, "the name of a module")) ||
        !ctext_read_name(c, &decl.name, "the name of an import or export") ||
        !read_core_extern(c, &decl.type))
        return false;
    add_module_decl(c->r, &decl);
    return true;
}

static bool read_module_decl(ctext_reader *r, const ctext_node *list) {
    ctext_cursor c = ctext_enter(r, list, 1);
    bool ok;
    if (ctext_is_list(list, "type"))
        ok = read_type_decl(&c);
    else if (ctext_is_list(list, "alias"))
        ok = ctext_read_alias(&c);
    else if (ctext_is_list(list, "import") || ctext_is_list(list, "export"))
        ok = read_extern_decl(&c, ctext_is_list(list, "import"));
    else
        return ctext_fail(r, list,
                          "expected a declaration of a module type: "
                          "type, alias, import or export");
    return ok && ctext_read_end(&c);
}

bool ctext_read_module_type(ctext_cursor *c, bin_def *out, tn_str id) {
    ctext_scope *scope;
    if (!ctext_open_scope(c->r, &scope, CTEXT_MODULE_TYPE, id, c->list))
        return false;
    bool ok = true;
    while (ok && ctext_peek(c))
        ok = read_module_decl(c->r, ctext_next(c));
    ctext_close_scope(c->r);
    out->kind = BIN_CORE_TYPE;
    out->u.core_type.decls = scope->module_decls.data;
    out->u.core_type.decl_count = (uint32_t)scope->module_decls.len;
    return ok;
}

/* Binary.md: a type that is open to subtypes is behind 0x00 0x50. */
static void encode_open(ctext_reader *r, bin_def *out) {
    tn_writer w;
    tn_writer_init(&w, r->arena);
    tn_write_bytes(&w, "\x00\x50\x00", 3);
    bin_write_core_type(&w, out);
    out->u.core_type.bytes = w.data;
    out->u.core_type.len = w.len;
}

static bool read_sub(ctext_reader *r, const ctext_node *list, bin_def *out) {
    ctext_cursor c = ctext_enter(r, list, 1);
    bool final = ctext_take_word(&c, "final");
    if (ctext_is_index(ctext_peek(&c)))
        return ctext_unsupported(r, ctext_peek(&c), "supertypes");
    if (!read_functype(&c, &out->u.core_type.func) || !ctext_read_end(&c))
        return false;
    if (!final)
        encode_open(r, out);
    return true;
}

bool ctext_read_core_type(ctext_cursor *c, bin_def *out, tn_str id) {
    const ctext_node *node = ctext_peek(c);
    out->kind = BIN_CORE_TYPE;
    if (ctext_is_list(node, "sub"))
        return read_sub(c->r, ctext_next(c), out);
    if (!ctext_is_list(node, "module"))
        return read_functype(c, &out->u.core_type.func);
    ctext_cursor inner = ctext_enter(c->r, ctext_next(c), 1);
    return ctext_read_module_type(&inner, out, id);
}

/* Modules */

static void blank(char *text, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (text[i] != '\n')
            text[i] = ' ';
}

/* "(core module $m (export "a") fields)" to "(module $m fields)", in place. */
static tn_str make_module_text(ctext_reader *r, const ctext_node *list) {
    tn_str text = tn_arena_copy(r->arena, list->text);
    size_t done = 1;
    for (uint32_t i = 1; i < list->count; i++) {
        const ctext_node *item = &list->items[i];
        bool kept =
            i == 1 || (i == 2 && ctext_is_id(item) && item->text.p[1] != '"');
        if (!kept)
            continue;
        size_t at = (size_t)(item->text.p - list->text.p);
        blank((char *)text.p, done, at);
        done = at + item->text.len;
    }
    blank((char *)text.p, done, (size_t)(list->fields.p - list->text.p));
    return text;
}

bool ctext_read_module(ctext_reader *r, const ctext_node *list, bin_def *out) {
    size_t at = (size_t)(list->text.p - r->text.p);
    tn_str wasm;
    out->kind = BIN_CORE_MODULE;
    if (!wat_to_wasm(&wasm, r->ctx, r->arena, make_module_text(r, list),
                     r->base + (uint32_t)at)) {
        r->errors++;
        return false;
    }
    out->u.core_module.bytes = (const uint8_t *)wasm.p;
    out->u.core_module.len = wasm.len;
    return true;
}
