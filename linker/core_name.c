/*
 * The names by which core modules refer to their world: the legacy ones,
 * which every generator writes, and standard32 (BuildTargets.md), which start
 * with "cm32p2". Each name says by itself which scheme it follows.
 */
#include "linker/new.h"

#define STANDARD "cm32p2"

static tn_str cut(tn_str s, size_t front, size_t back) {
    return (tn_str){s.p + front, s.len - front - back};
}

tn_str link_canonical_name(tn_arena *arena, tn_str name) {
    ty_name parsed;
    ty_semver version;
    if (!ty_name_parse(&parsed, name) || parsed.kind != TY_NAME_INTERFACE ||
        parsed.version.len == 0 || !ty_semver_parse(&version, parsed.version))
        return name;
    tn_str track = ty_semver_track(arena, &version);
    size_t stem = (size_t)(parsed.version.p - name.p);
    return tn_arena_printf(arena, "%.*s%.*s", (int)stem, name.p,
                           TN_STR_ARG(track));
}

tn_str link_whole_name(tn_arena *arena, const ty_extern *item) {
    tn_str name = item->implements.len ? item->implements : item->name;
    return item->version_suffix.len
               ? tn_arena_printf(arena, "%.*s%.*s", TN_STR_ARG(name),
                                 TN_STR_ARG(item->version_suffix))
               : name;
}

tn_str link_cut_version(tn_str *name) {
    ty_name parsed;
    ty_semver version;
    tn_str suffix = {name->p + name->len, 0};
    if (!ty_name_parse(&parsed, *name) || parsed.kind != TY_NAME_INTERFACE ||
        !ty_semver_parse(&version, parsed.version) || version.pre.len)
        return suffix;
    tn_str canon = ty_semver_canon(parsed.version);
    suffix = tn_str_from_offset(parsed.version, canon.len);
    name->len -= suffix.len;
    return suffix;
}

tn_str link_export_name(tn_arena *arena,
                        link_scheme scheme,
                        tn_str interface,
                        tn_str func) {
    if (scheme == LINK_STANDARD32) {
        tn_str canonical = link_canonical_name(arena, interface);
        return tn_arena_printf(arena, STANDARD "|%.*s|%.*s",
                               TN_STR_ARG(canonical), TN_STR_ARG(func));
    }
    if (interface.len == 0)
        return func;
    return tn_arena_printf(arena, "%.*s#%.*s", TN_STR_ARG(interface),
                           TN_STR_ARG(func));
}

tn_str link_post_return_name(tn_arena *arena, link_scheme scheme, tn_str name) {
    return scheme == LINK_STANDARD32
               ? tn_arena_printf(arena, "%.*s_post", TN_STR_ARG(name))
               : tn_arena_printf(arena, "cabi_post_%.*s", TN_STR_ARG(name));
}

tn_str link_dtor_name(tn_arena *arena,
                      link_scheme scheme,
                      tn_str interface,
                      tn_str resource) {
    tn_str func =
        scheme == LINK_STANDARD32
            ? tn_arena_printf(arena, "%.*s_dtor", TN_STR_ARG(resource))
            : tn_arena_printf(arena, "[dtor]%.*s", TN_STR_ARG(resource));
    return link_export_name(arena, scheme, interface, func);
}

tn_str link_import_module(tn_arena *arena,
                          link_scheme scheme,
                          bool of_export,
                          tn_str interface) {
    if (scheme == LINK_STANDARD32) {
        tn_str canonical = link_canonical_name(arena, interface);
        return interface.len ? tn_arena_printf(arena, STANDARD "|%s%.*s",
                                               of_export ? "_ex_" : "",
                                               TN_STR_ARG(canonical))
                             : TN_STR(STANDARD);
    }
    return interface.len
               ? tn_arena_printf(arena, "%s%.*s", of_export ? "[export]" : "",
                                 TN_STR_ARG(interface))
               : TN_STR("$root");
}

tn_str link_intrinsic_name(tn_arena *arena,
                           link_scheme scheme,
                           const char *intrinsic,
                           tn_str resource) {
    return scheme == LINK_STANDARD32
               ? tn_arena_printf(arena, "%.*s_%s", TN_STR_ARG(resource),
                                 intrinsic)
               : tn_arena_printf(arena, "[resource-%s]%.*s", intrinsic,
                                 TN_STR_ARG(resource));
}

tn_str link_memory_name(link_scheme scheme) {
    return scheme == LINK_STANDARD32 ? TN_STR(STANDARD "_memory")
                                     : TN_STR("memory");
}

tn_str link_realloc_name(link_scheme scheme) {
    return scheme == LINK_STANDARD32 ? TN_STR(STANDARD "_realloc")
                                     : TN_STR("cabi_realloc");
}

/* The first of the names that the module exports as kind. */
static const core_export *find_first(const core_module *module,
                                     core_kind kind,
                                     const char *const *names) {
    for (; *names; names++) {
        const core_export *found =
            core_module_export(module, tn_str_from(*names));
        if (found && found->kind == kind)
            return found;
    }
    return NULL;
}

const core_export *link_find_memory(const core_module *module) {
    static const char *const names[] = {"memory", STANDARD "_memory", NULL};
    return find_first(module, CORE_MEMORY, names);
}

const core_export *link_find_realloc(const core_module *module,
                                     bool for_exports) {
    static const char *const names[2][6] = {
        {"cabi_import_realloc", "cabi_realloc", STANDARD "_realloc",
         "canonical_abi_realloc", NULL},
        {"cabi_export_realloc", "cabi_realloc", STANDARD "_realloc",
         "canonical_abi_realloc", NULL}};
    return find_first(module, CORE_FUNC, names[for_exports]);
}

const core_export *link_find_initialize(const core_module *module) {
    static const char *const names[] = {"_initialize", STANDARD "_initialize",
                                        NULL};
    return find_first(module, CORE_FUNC, names);
}

static bool take_prefix(tn_str *s, const char *prefix) {
    tn_str p = tn_str_from(prefix);
    if (!tn_str_starts(*s, p))
        return false;
    *s = tn_str_from_offset(*s, p.len);
    return true;
}

static bool take_suffix(tn_str *s, const char *suffix) {
    tn_str p = tn_str_from(suffix);
    if (!tn_str_ends(*s, p))
        return false;
    s->len -= p.len;
    return true;
}

static void parse_legacy_item(link_core_name *out, tn_str name) {
    out->name = name;
    if (take_prefix(&out->name, "[resource-drop]"))
        out->kind = LINK_NAME_DROP;
    else if (take_prefix(&out->name, "[resource-new]"))
        out->kind = LINK_NAME_NEW;
    else if (take_prefix(&out->name, "[resource-rep]"))
        out->kind = LINK_NAME_REP;
    else if (name.len && name.p[0] == '[' &&
             !tn_str_starts(name, TN_STR("[method]")) &&
             !tn_str_starts(name, TN_STR("[static]")) &&
             !tn_str_starts(name, TN_STR("[constructor]")))
        out->is_async = true;
}

static void parse_standard_item(link_core_name *out, tn_str name) {
    out->name = name;
    if (out->of_export && take_suffix(&out->name, "_new"))
        out->kind = LINK_NAME_NEW;
    else if (out->of_export && take_suffix(&out->name, "_rep"))
        out->kind = LINK_NAME_REP;
    else if (take_suffix(&out->name, "_drop"))
        out->kind = LINK_NAME_DROP;
}

link_core_name link_parse_core_name(tn_str module, tn_str name) {
    link_core_name out = {.scheme = LINK_LEGACY};
    out.interface = module;
    if (take_prefix(&out.interface, STANDARD) &&
        (out.interface.len == 0 || out.interface.p[0] == '|')) {
        out.scheme = LINK_STANDARD32;
        if (out.interface.len)
            out.interface = cut(out.interface, 1, 0);
        out.of_export = take_prefix(&out.interface, "_ex_");
        out.of_world = out.interface.len == 0;
        parse_standard_item(&out, name);
        return out;
    }
    out.interface = module;
    out.of_export = take_prefix(&out.interface, "[export]");
    out.of_world = tn_str_eqz(out.interface, "$root");
    parse_legacy_item(&out, name);
    return out;
}

/* Same package and interface, and a version that may stand for the other. */
static bool compatible(tn_str wanted, tn_str have) {
    ty_name a, b;
    ty_semver va, vb;
    return ty_name_parse(&a, wanted) && ty_name_parse(&b, have) &&
           a.kind == TY_NAME_INTERFACE && b.kind == TY_NAME_INTERFACE &&
           tn_str_eq(a.ns, b.ns) && tn_str_eq(a.package, b.package) &&
           tn_str_eq(a.interface, b.interface) &&
           ty_semver_parse(&va, a.version) && ty_semver_parse(&vb, b.version) &&
           (ty_semver_compatible(&va, &vb) || ty_semver_compatible(&vb, &va));
}

const ty_extern *link_find_interface(tn_arena *arena,
                                     const ty_extern *items,
                                     uint32_t count,
                                     tn_str name,
                                     link_scheme scheme) {
    for (uint32_t i = 0; i < count; i++) {
        tn_str have = scheme == LINK_STANDARD32
                          ? link_canonical_name(arena, items[i].name)
                          : items[i].name;
        if (items[i].sort == TY_SORT_INSTANCE && tn_str_eq(have, name))
            return &items[i];
    }
    for (uint32_t i = 0; scheme == LINK_LEGACY && i < count; i++)
        if (items[i].sort == TY_SORT_INSTANCE &&
            compatible(name, items[i].name))
            return &items[i];
    return NULL;
}
