/*
 * Components in the text format (Explainer.md): every definition but types
 * (print_type.c) and canonical definitions (print_canon.c). Nested components
 * are printed by recursion, as deep as the decoder allows.
 */
#include "component/print.h"

#include "component/encode.h"
#include "component/printer.h"

/* Names */

static void put_attribute(bin_printer *p,
                          const bin_extern_name *name,
                          uint8_t code) {
    static const char *const words[] = {"implements ", "versionsuffix ",
                                        "external-id "};
    const tn_str *values[] = {&name->implements, &name->version_suffix,
                              &name->external_id};
    bin_put(p, " ");
    bin_open(p, words[code]);
    bin_put_name(p, *values[code]);
    bin_close(p);
}

/* Attributes are a set; wasm-tools reads them in the order of their codes. */
void bin_put_extern_name(bin_printer *p, const bin_extern_name *name) {
    uint8_t codes[3];
    uint8_t count = bin_attribute_codes(name, codes);
    bin_put_name(p, name->name);
    for (uint8_t code = 0; code < 3; code++) {
        if (memchr(codes, code, count))
            put_attribute(p, name, code);
    }
}

/* Imports and exports */

static void put_type_bound(bin_printer *p, const bin_externdesc *desc) {
    if (desc->bound == BIN_BOUND_EQ) {
        bin_open(p, "eq ");
        bin_put_index(p, TY_SORT_TYPE, desc->index);
        bin_close(p);
    } else {
        bin_put(p, "(sub resource)");
    }
}

static void put_value_bound(bin_printer *p, const bin_externdesc *desc) {
    if (!desc->value_is_type) {
        bin_open(p, "eq ");
        bin_put_index(p, TY_SORT_VALUE, desc->index);
        bin_close(p);
    } else if (desc->value.is_index) {
        bin_put_item(p, (bin_sort_index){TY_SORT_TYPE, desc->value.index});
    } else {
        bin_put_valtype(p, desc->value);
    }
}

/* core module (type i): without `core`, which is meant. */
static void put_typeuse(bin_printer *p, const bin_externdesc *desc) {
    ty_sort sort =
        desc->sort == TY_SORT_CORE_MODULE ? TY_SORT_CORE_TYPE : TY_SORT_TYPE;
    bin_open(p, "type ");
    bin_put_index(p, sort, desc->index);
    bin_close(p);
}

void bin_put_externdesc(bin_printer *p,
                        const bin_externdesc *desc,
                        const bin_sort_index *id) {
    bin_open(p, ty_sort_name(desc->sort));
    bin_put(p, " ");
    if (id) {
        bin_put_id(p, *id);
        bin_put(p, " ");
    }
    if (desc->sort == TY_SORT_TYPE)
        put_type_bound(p, desc);
    else if (desc->sort == TY_SORT_VALUE)
        put_value_bound(p, desc);
    else
        put_typeuse(p, desc);
    bin_close(p);
}

void bin_put_import(bin_printer *p, const bin_def *def) {
    bin_open(p, "import ");
    bin_put_extern_name(p, &def->u.import.name);
    bin_put(p, " ");
    bin_put_externdesc(p, &def->u.import.desc, &def->adds);
    bin_close(p);
}

static void put_export(bin_printer *p, const bin_def *def) {
    bin_open(p, "export ");
    bin_put_id(p, def->adds);
    bin_put(p, " ");
    bin_put_extern_name(p, &def->u.export.name);
    bin_put(p, " ");
    bin_put_item(p, def->u.export.item);
    if (def->u.export.has_desc) {
        bin_put(p, " ");
        bin_put_externdesc(p, &def->u.export.desc, NULL);
    }
    bin_close(p);
}

/* Instances */

/* A core item where `core` is meant. */
static void put_core_item(bin_printer *p, bin_sort_index item) {
    bin_open(p, ty_sort_name(item.sort) + strlen("core "));
    bin_put(p, " ");
    bin_put_index(p, item.sort, item.index);
    bin_close(p);
}

static void put_core_arg(bin_printer *p, const bin_arg *arg, bool with) {
    bin_line(p);
    bin_open(p, with ? "with " : "export ");
    bin_put_name(p, arg->name);
    bin_put(p, " ");
    put_core_item(p, arg->item);
    bin_close(p);
}

static void put_core_instance(bin_printer *p, const bin_def *def) {
    bool with = def->u.core_instance.instantiate;
    bin_open(p, "core instance ");
    bin_put_id(p, def->adds);
    if (with) {
        bin_put(p, " ");
        bin_open(p, "instantiate ");
        bin_put_index(p, TY_SORT_CORE_MODULE, def->u.core_instance.module);
    }
    for (uint32_t i = 0; i < def->u.core_instance.arg_count; i++)
        put_core_arg(p, &def->u.core_instance.args[i], with);
    if (with)
        bin_close(p);
    bin_close(p);
}

static void put_arg(bin_printer *p, const bin_arg *arg, bool with) {
    bin_line(p);
    bin_open(p, with ? "with " : "export ");
    if (with || !arg->export_name.name.len)
        bin_put_name(p, arg->name);
    else
        bin_put_extern_name(p, &arg->export_name);
    bin_put(p, " ");
    bin_put_item(p, arg->item);
    bin_close(p);
}

static void put_instance(bin_printer *p, const bin_def *def) {
    bool with = def->u.instance.instantiate;
    bin_open(p, "instance ");
    bin_put_id(p, def->adds);
    if (with) {
        bin_put(p, " ");
        bin_open(p, "instantiate ");
        bin_put_index(p, TY_SORT_COMPONENT, def->u.instance.component);
    }
    for (uint32_t i = 0; i < def->u.instance.arg_count; i++)
        put_arg(p, &def->u.instance.args[i], with);
    if (with)
        bin_close(p);
    bin_close(p);
}

/* Aliases and start */

static void put_alias_target(bin_printer *p, const bin_def *def) {
    switch (def->u.alias.target) {
    case BIN_ALIAS_EXPORT:
        bin_put(p, "export ");
        bin_put_index(p, TY_SORT_INSTANCE, def->u.alias.instance);
        break;
    case BIN_ALIAS_CORE_EXPORT:
        bin_put(p, "core export ");
        bin_put_index(p, TY_SORT_CORE_INSTANCE, def->u.alias.instance);
        break;
    case BIN_ALIAS_OUTER:
        bin_put(p, "outer ");
        bin_put_number(p, def->u.alias.outer);
        bin_put(p, " ");
        bin_put_number(p, def->u.alias.index);
        return;
    }
    bin_put(p, " ");
    bin_put_name(p, def->u.alias.name);
}

void bin_put_alias(bin_printer *p, const bin_def *def) {
    bin_open(p, "alias ");
    put_alias_target(p, def);
    bin_put(p, " ");
    bin_open(p, ty_sort_name(def->u.alias.sort));
    bin_put(p, " ");
    bin_put_id(p, def->adds);
    bin_close(p);
    bin_close(p);
}

static void put_start(bin_printer *p, const bin_def *def) {
    bin_open(p, "start ");
    bin_put_index(p, TY_SORT_FUNC, def->u.start.func);
    for (uint32_t i = 0; i < def->u.start.arg_count; i++) {
        bin_put(p, " ");
        bin_put_item(p, (bin_sort_index){TY_SORT_VALUE, def->u.start.args[i]});
    }
    for (uint32_t i = 0; i < def->u.start.result_count && !p->s.failed; i++) {
        bin_sort_index id = {TY_SORT_VALUE, def->adds.index + i};
        bin_put(p, " ");
        bin_open(p, "result ");
        bin_open(p, "value ");
        bin_put_id(p, id);
        bin_close(p);
        bin_close(p);
    }
    bin_close(p);
}

/* Core modules and custom sections */

/* A nested module is called what its component calls it. */
static void put_core_module(bin_printer *p, const bin_def *def) {
    const core_module *module = def->u.core_module.module;
    bin_open(p, "core module ");
    bin_put_id(p, def->adds);
    if (!module) /* neither validated nor decoded */
        bin_put(p, " ...");
    else if (!core_print_fields(&p->s, module, p->skeleton))
        p->s.failed = true;
    bin_close(p);
}

static void put_custom(bin_printer *p, const bin_def *def) {
    const core_custom_text custom = {
        .name = def->u.custom.name,
        .bytes = {(const char *)def->u.custom.bytes, def->u.custom.len},
        .skeleton = p->skeleton};
    core_print_custom(&p->s, &custom);
}

/* All together */

static void put_defs(bin_printer *p, const bin_component *c);

static void put_component(bin_printer *p, const bin_def *def) {
    bin_open(p, "component ");
    bin_put_id(p, def->adds);
    put_defs(p, def->u.component);
    bin_close(p);
}

static void put_def(bin_printer *p, const bin_def *def) {
    switch (def->kind) {
    case BIN_CUSTOM:
        put_custom(p, def);
        break;
    case BIN_CORE_MODULE:
        put_core_module(p, def);
        break;
    case BIN_CORE_INSTANCE:
        put_core_instance(p, def);
        break;
    case BIN_CORE_TYPE:
        bin_put_core_type(p, def);
        break;
    case BIN_COMPONENT:
        put_component(p, def);
        break;
    case BIN_INSTANCE:
        put_instance(p, def);
        break;
    case BIN_ALIAS:
        bin_put_alias(p, def);
        break;
    case BIN_TYPE:
        bin_put_type(p, def);
        break;
    case BIN_CANON:
        bin_put_canon(p, def);
        break;
    case BIN_START:
        put_start(p, def);
        break;
    case BIN_IMPORT:
        bin_put_import(p, def);
        break;
    case BIN_EXPORT:
        put_export(p, def);
        break;
    case BIN_VALUE:
        tn_assert(false); /* value definitions are never decoded or built */
        break;
    }
}

static void put_defs(bin_printer *p, const bin_component *c) {
    const bin_name_section *outer = p->names;
    bin_name_section names;
    p->names = bin_read_names(&names, p->s.out->arena, c) ? &names : NULL;
    if (p->s.groups.len == 1 && p->names && names.self.text.p) {
        bin_put(p, " ");
        tn_sexpr_item_name(&p->s, &names.self);
    }
    for (uint32_t i = 0; i < c->def_count && !p->s.failed; i++) {
        if (p->names && bin_is_name_section(&c->defs[i]))
            continue;
        bin_line(p);
        put_def(p, &c->defs[i]);
    }
    p->names = outer;
}

bool bin_print(tn_writer *out, const bin_component *component, bool skeleton) {
    bin_printer p = {.skeleton = skeleton};
    tn_sexpr_init(&p.s, component->ctx, out, component->len);
    bin_open(&p, "component");
    put_defs(&p, component);
    bin_close(&p);
    bin_put(&p, "\n");
    return !p.s.failed;
}
