/*
 * Which export satisfies which import. Names must be equal, or else name the
 * same interface in versions of one track; the types decide in the end. A
 * provider is instantiated before its consumers, so cycles are impossible.
 */
#include "linker/plug.h"

static const ty_component *type_of(const link_node *node) {
    return node->component->type;
}

static bool is_linkable(ty_sort sort) {
    return sort == TY_SORT_INSTANCE || sort == TY_SORT_FUNC ||
           sort == TY_SORT_COMPONENT || sort == TY_SORT_CORE_MODULE;
}

static void report_two(link_graph *graph,
                       const link_node *consumer,
                       tn_str name,
                       const link_node *a,
                       const link_node *b) {
    tn_diag *diag = tn_error(graph->ctx, DIAG_LINK_PLUG, TN_NO_SPAN,
                             "two plugs provide `%.*s`", TN_STR_ARG(name));
    tn_diag_place(graph->ctx, diag, consumer->path);
    tn_note(graph->ctx, diag, TN_NO_SPAN, "they are %.*s and %.*s",
            TN_STR_ARG(a->path), TN_STR_ARG(b->path));
    tn_help(graph->ctx, diag, "leave one of them out");
    graph->ok = false;
}

/* The export of that very name; reports when two plugs have it. */
static bool find_exact(link_graph *graph,
                       const link_node *consumer,
                       const ty_extern *import,
                       link_candidate *out) {
    out->provider = NULL;
    for (uint32_t i = 1; i < graph->node_count; i++) {
        link_node *node = &graph->nodes[i];
        const ty_component *type = type_of(node);
        const ty_extern *found = ty_look_up_extern(
            &graph->lists, type->exports, type->export_count, import->name);
        if (node == consumer || !found || found->sort != import->sort)
            continue;
        if (out->provider) {
            report_two(graph, consumer, import->name, out->provider, node);
            return true;
        }
        out->provider = node;
        out->export = (uint32_t)(found - type->exports);
    }
    return out->provider != NULL;
}

/* "ns:package/name" of a versioned interface, as a key. */
static bool interface_key(tn_str name, tn_str *key, ty_semver *version) {
    ty_name parsed;
    if (!ty_name_parse(&parsed, name) || parsed.kind != TY_NAME_INTERFACE ||
        !ty_semver_parse(version, parsed.version))
        return false;
    *key = (tn_str){name.p, name.len - parsed.version.len - 1};
    return true;
}

/* Notes the versioned interfaces that a plug exports. */
static void note_versions(link_graph *graph, link_node *node) {
    const ty_component *type = type_of(node);
    for (uint32_t i = 0; i < type->export_count; i++) {
        link_candidate *c = TN_NEW(graph->arena, link_candidate);
        tn_str key;
        if (!interface_key(type->exports[i].name, &key, &c->version))
            continue;
        c->provider = node;
        c->export = i;
        tn_map_entry *entry = tn_map_put(&graph->versions, key, NULL);
        c->next = entry->value.ptr;
        entry->value.ptr = c;
    }
}

/* The highest compatible version that a plug exports. */
static void find_compatible(link_graph *graph,
                            const link_node *consumer,
                            const ty_extern *import,
                            link_candidate *out) {
    ty_semver wanted;
    tn_str key;
    out->provider = NULL;
    if (!interface_key(import->name, &key, &wanted))
        return;
    const tn_map_entry *entry = tn_map_find(&graph->versions, key);
    const link_candidate *c = entry ? entry->value.ptr : NULL;
    for (; c; c = c->next) {
        const ty_extern *found = &type_of(c->provider)->exports[c->export];
        if (c->provider == consumer || found->sort != import->sort ||
            !ty_semver_compatible(&wanted, &c->version))
            continue;
        int order =
            out->provider ? ty_semver_cmp(&c->version, &out->version) : 1;
        if (order == 0)
            report_two(graph, consumer, found->name, c->provider,
                       out->provider);
        if (order > 0)
            *out = *c;
    }
}

static void report_cycle(link_graph *graph, const link_node *node) {
    tn_writer path;
    tn_writer_init(&path, graph->arena);
    bool in_cycle = false;
    for (size_t i = 0; i < graph->active.len; i++) {
        const link_node *at = graph->active.data[i];
        in_cycle |= at == node;
        if (in_cycle)
            tn_write_printf(&path, "%.*s needs ", TN_STR_ARG(at->path));
    }
    tn_write_printf(&path, "%.*s", TN_STR_ARG(node->path));
    tn_str text = tn_writer_str(&path);
    tn_diag *diag = tn_error(graph->ctx, DIAG_LINK_PLUG, TN_NO_SPAN,
                             "the plugs need each other in a circle");
    tn_diag_place(graph->ctx, diag, node->path);
    tn_note(graph->ctx, diag, TN_NO_SPAN, "%.*s", TN_STR_ARG(text));
    graph->ok = false;
}

static void visit(link_graph *graph, link_node *node);

static void wire_import(link_graph *graph,
                        link_node *node,
                        const ty_extern *import,
                        link_wire *wire) {
    link_candidate found;
    if (!is_linkable(import->sort))
        return;
    if (!find_exact(graph, node, import, &found))
        find_compatible(graph, node, import, &found);
    if (!found.provider)
        return;
    wire->provider = found.provider;
    wire->export = found.export;
    if (found.provider->state == NODE_ACTIVE)
        report_cycle(graph, found.provider);
    else
        visit(graph, found.provider);
}

/* Depth first: a node takes its place after all that it needs. */
static void visit(link_graph *graph, link_node *node) {
    if (node->state != NODE_UNSEEN)
        return;
    const ty_component *type = type_of(node);
    node->state = NODE_ACTIVE;
    tn_vec_push(graph->arena, &graph->active, node);
    node->wires = TN_NEW_ARRAY(graph->arena, link_wire, type->import_count);
    for (uint32_t i = 0; i < type->import_count; i++)
        wire_import(graph, node, &type->imports[i], &node->wires[i]);
    graph->active.len--;
    node->state = NODE_DONE;
    tn_vec_push(graph->arena, &graph->order, node);
}

void link_wire_graph(link_graph *graph) {
    tn_map_init(&graph->versions, graph->arena);
    tn_ptr_map_init(&graph->lists, graph->arena);
    for (uint32_t i = 1; i < graph->node_count; i++)
        note_versions(graph, &graph->nodes[i]);
    visit(graph, &graph->nodes[0]);
}

/*
 * What the import gets: of a plug, or of the result's imports. The latter may
 * be in terms of resources that this node gets from plugs.
 */
static bool supply(link_graph *graph,
                   link_node *node,
                   uint32_t import,
                   ty_extern *out) {
    const link_wire *wire = &node->wires[import];
    if (wire->provider) {
        *out = wire->provider->exports[wire->export];
        return true;
    }
    const ty_extern *found =
        link_world_import(&graph->world, type_of(node)->imports[import].name);
    if (!found)
        return false;
    *out = ty_subst_extern(&graph->world.unify, found);
    *out = ty_subst_extern(&node->bind, out);
    return true;
}

static void report_mismatch(link_graph *graph,
                            const link_node *node,
                            uint32_t import,
                            tn_str why) {
    const link_wire *wire = &node->wires[import];
    const ty_extern *wanted = &type_of(node)->imports[import];
    tn_str provider =
        wire->provider ? wire->provider->path : TN_STR("another component");
    tn_diag *diag = tn_error(graph->ctx, DIAG_LINK_PLUG, TN_NO_SPAN,
                             "`%.*s` of %.*s is not what %.*s imports",
                             TN_STR_ARG(wanted->name), TN_STR_ARG(provider),
                             TN_STR_ARG(node->path));
    tn_diag_place(graph->ctx, diag, node->path);
    if (why.len)
        tn_note(graph->ctx, diag, TN_NO_SPAN, "%.*s", TN_STR_ARG(why));
    graph->ok = false;
}

static void check_node(link_graph *graph, link_node *node) {
    const ty_component *type = type_of(node);
    ty_subst_init(&node->bind, graph->arena);
    for (uint32_t i = 0; i < type->import_count; i++) {
        ty_extern actual;
        tn_writer why;
        tn_writer_init(&why, graph->arena);
        if (!supply(graph, node, i, &actual) ||
            !ty_matches_extern(&type->imports[i], &actual, &node->bind, &why))
            report_mismatch(graph, node, i, tn_writer_str(&why));
    }
    node->exports = TN_NEW_ARRAY(graph->arena, ty_extern, type->export_count);
    for (uint32_t i = 0; i < type->export_count; i++)
        node->exports[i] = ty_subst_extern(&node->bind, &type->exports[i]);
}

/* Imports that nothing satisfies become imports of the result. */
static void collect_imports(link_graph *graph, const link_node *node) {
    const ty_component *type = type_of(node);
    link_merge merge;
    link_merge_init(&merge, &graph->world, node->path);
    for (uint32_t i = 0; i < type->import_count; i++)
        if (!node->wires[i].provider)
            link_merge_import(&merge, &type->imports[i]);
    graph->ok &= merge.ok;
}

void link_check_graph(link_graph *graph) {
    for (uint32_t i = 0; i < graph->node_count; i++)
        if (graph->nodes[i].state == NODE_DONE)
            collect_imports(graph, &graph->nodes[i]);
    link_world_sort(&graph->world);
    for (size_t i = 0; i < graph->order.len; i++)
        check_node(graph, graph->order.data[i]);
}
