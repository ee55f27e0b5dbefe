/*
 * tenon_plug: the outer component. Its definitions are the imports that
 * nothing satisfies, then, in the order in which they need each other, each
 * component and its one instance, then the socket's exports.
 */
#include "linker/plug.h"

static bool read_node(link_graph *graph,
                      link_node *node,
                      const tenon_input *input) {
    node->input = input;
    node->path = tn_str_from(input->path);
    node->component = link_read_component(graph->job, input);
    return node->component != NULL;
}

/* A resource of a satisfied interface within an import of the result. */
static bool report_foreign(link_scope *scope, const ty *node, uint32_t *out) {
    link_graph *graph = scope->user;
    if (node->kind != TY_RESOURCE)
        return false;
    tn_str import = graph->importing->name;
    tn_diag *diag =
        tn_error(graph->ctx, DIAG_LINK_PLUG, TN_NO_SPAN,
                 "import `%.*s` uses the resource `%.*s` of a plug",
                 TN_STR_ARG(import), TN_STR_ARG(node->u.resource.name));
    tn_diag_place(graph->ctx, diag, graph->nodes[0].path);
    tn_note(graph->ctx, diag, TN_NO_SPAN,
            "a host that provides `%.*s` cannot know a resource that is made "
            "inside of the result",
            TN_STR_ARG(import));
    tn_help(graph->ctx, diag,
            "add a plug that exports `%.*s`, or leave out the one that "
            "exports the resource",
            TN_STR_ARG(import));
    graph->ok = false;
    *out = 0;
    return true;
}

static void add_imports(link_graph *graph) {
    graph->scope.user = graph;
    for (size_t i = 0; i < graph->world.imports.len; i++) {
        const ty_extern *item = &graph->world.imports.data[i];
        graph->importing = item;
        uint32_t index = link_encode_import(&graph->scope, item);
        tn_ptr_map_set(&graph->indices, item, (void *)((uintptr_t)index + 1));
    }
}

static uint32_t alias(link_graph *graph, link_node *node, uint32_t export) {
    if (!node->aliases[export]) {
        const ty_extern *item = &node->component->type->exports[export];
        node->aliases[export] =
            1 + link_alias_export(&graph->scope, item->sort, node->instance,
                                  item->name);
    }
    return node->aliases[export] - 1;
}

static uint32_t argument(link_graph *graph, const link_node *node, uint32_t i) {
    const link_wire *wire = &node->wires[i];
    if (wire->provider)
        return alias(graph, wire->provider, wire->export);
    const ty_extern *import = link_world_import(
        &graph->world, node->component->type->imports[i].name);
    return (uint32_t)((uintptr_t)tn_ptr_map_get(&graph->indices, import) - 1);
}

static void add_instance(link_graph *graph, link_node *node) {
    const ty_component *type = node->component->type;
    bin_def component = {.kind = BIN_COMPONENT};
    component.u.component = node->component;
    bin_arg *args = TN_NEW_ARRAY(graph->arena, bin_arg, type->import_count);
    for (uint32_t i = 0; i < type->import_count; i++) {
        args[i].name = type->imports[i].name;
        args[i].item.sort = type->imports[i].sort;
        args[i].item.index = argument(graph, node, i);
    }
    bin_def def = {.kind = BIN_INSTANCE};
    def.u.instance.instantiate = true;
    def.u.instance.component = link_define(&graph->scope, &component);
    def.u.instance.args = args;
    def.u.instance.arg_count = type->import_count;
    node->instance = link_define(&graph->scope, &def);
    node->aliases = TN_NEW_ARRAY(graph->arena, uint32_t, type->export_count);
}

static void add_exports(link_graph *graph) {
    link_node *socket = &graph->nodes[0];
    const ty_component *type = socket->component->type;
    for (uint32_t i = 0; i < type->export_count; i++) {
        bin_def def = {.kind = BIN_EXPORT};
        def.u.export.name = link_extern_name(&type->exports[i]);
        def.u.export.item.sort = type->exports[i].sort;
        def.u.export.item.index = alias(graph, socket, i);
        link_define(&graph->scope, &def);
    }
}

static void build(link_graph *graph) {
    link_scope_init(&graph->scope, graph->ctx, graph->arena, NULL);
    graph->scope.component = bin_new(graph->ctx, graph->arena);
    graph->scope.same = &graph->world.same;
    graph->scope.missing = report_foreign;
    add_imports(graph);
    for (size_t i = 0; i < graph->order.len; i++)
        add_instance(graph, graph->order.data[i]);
    add_exports(graph);
}

/* An export of a plug that has the right interface in a wrong version. */
static const ty_extern *near_miss(const link_node *plug, tn_str wanted) {
    ty_name want, have;
    if (!ty_name_parse(&want, wanted) || want.kind != TY_NAME_INTERFACE)
        return NULL;
    const ty_component *type = plug->component->type;
    for (uint32_t i = 0; i < type->export_count; i++)
        if (ty_name_parse(&have, type->exports[i].name) &&
            have.kind == TY_NAME_INTERFACE && tn_str_eq(want.ns, have.ns) &&
            tn_str_eq(want.package, have.package) &&
            tn_str_eq(want.interface, have.interface))
            return &type->exports[i];
    return NULL;
}

static void explain_import(link_graph *graph, tn_str import, tn_diag *diag) {
    for (uint32_t i = 1; i < graph->node_count; i++) {
        const ty_extern *near = near_miss(&graph->nodes[i], import);
        if (!near)
            continue;
        tn_note(graph->ctx, diag, TN_NO_SPAN,
                "it imports `%.*s`; %.*s exports `%.*s`, which is not a "
                "compatible version",
                TN_STR_ARG(import), TN_STR_ARG(graph->nodes[i].path),
                TN_STR_ARG(near->name));
        return;
    }
    tn_note(graph->ctx, diag, TN_NO_SPAN, "it imports `%.*s`",
            TN_STR_ARG(import));
}

static void check_used(link_graph *graph) {
    bool any = false;
    for (uint32_t i = 1; i < graph->node_count; i++)
        any |= graph->nodes[i].state == NODE_DONE;
    if (any || !graph->ok)
        return;
    const link_node *socket = &graph->nodes[0];
    const ty_component *type = socket->component->type;
    tn_diag *diag = tn_error(graph->ctx, DIAG_LINK_PLUG, TN_NO_SPAN,
                             "no plug provides anything that this imports");
    tn_diag_place(graph->ctx, diag, socket->path);
    for (uint32_t i = 0; i < type->import_count && i < 12; i++)
        explain_import(graph, type->imports[i].name, diag);
    if (type->import_count == 0)
        tn_note(graph->ctx, diag, TN_NO_SPAN, "it imports nothing");
    graph->ok = false;
}

static void tell_wire(const link_graph *graph,
                      const link_node *node,
                      uint32_t import,
                      const tenon_plug_options *options) {
    const link_wire *wire = &node->wires[import];
    const tn_str name = node->component->type->imports[import].name;
    const ty_extern *given = wire->provider
                                 ? &wire->provider->exports[wire->export]
                                 : link_world_import(&graph->world, name);
    const tenon_wire told = {
        .consumer = node->input->path,
        .import = tn_arena_copy(graph->arena, name).p,
        .provider = wire->provider ? wire->provider->input->path : NULL,
        .export_ = tn_arena_copy(graph->arena, given->name).p,
        .by_version = !tn_str_eq(given->name, name)};
    options->wired(&told, options->user);
}

static void tell_wires(const link_graph *graph,
                       const tenon_plug_options *options) {
    for (uint32_t i = 0; options->wired && i < graph->node_count; i++) {
        const link_node *node = &graph->nodes[i];
        if (node->state != NODE_DONE)
            continue;
        for (uint32_t k = 0; k < node->component->type->import_count; k++)
            tell_wire(graph, node, k, options);
    }
}

typedef struct plug_args {
    const tenon_input *socket, *plugs;
    size_t plug_count;
    const tenon_plug_options *options;
} plug_args;

static bool read_all(link_graph *graph, const plug_args *args) {
    graph->nodes = TN_NEW_ARRAY(graph->arena, link_node, args->plug_count + 1);
    graph->node_count = (uint32_t)args->plug_count + 1;
    bool ok = read_node(graph, &graph->nodes[0], args->socket);
    for (size_t i = 0; i < args->plug_count; i++)
        ok &= read_node(graph, &graph->nodes[i + 1], &args->plugs[i]);
    return ok;
}

static bool plug(link_job *job, void *user) {
    const plug_args *args = user;
    link_graph graph = {
        .job = job, .ctx = job->ctx, .arena = &job->arena, .ok = true};
    link_world_init(&graph.world, job);
    tn_ptr_map_init(&graph.indices, graph.arena);
    if (!read_all(&graph, args))
        return false;
    link_wire_graph(&graph);
    check_used(&graph);
    if (!graph.ok)
        return false;
    link_check_graph(&graph);
    if (!graph.ok)
        return false;
    build(&graph);
    if (graph.ok && graph.scope.failed) {
        tn_error(job->ctx, DIAG_LINK_UNSUPPORTED, TN_NO_SPAN,
                 "an import is of a sort that cannot be passed on");
        return false;
    }
    if (!graph.ok || !link_finish(job, graph.scope.component))
        return false;
    tell_wires(&graph, args->options);
    return true;
}

tenon_status tenon_plug(tenon_buffer *out,
                        tenon_context *ctx,
                        const tenon_input *socket,
                        const tenon_input *plugs,
                        size_t plug_count,
                        const tenon_plug_options *options) {
    static const tenon_plug_options defaults = TENON_PLUG_OPTIONS_INIT;
    *out = (tenon_buffer){.ctx = ctx};
    if (!options)
        options = &defaults;
    if (options->struct_size != sizeof *options || plug_count >= UINT32_MAX)
        return TENON_MISUSE;
    link_job job;
    plug_args args = {socket, plugs, plug_count, options};
    return link_run(&job, ctx, out, plug, &args);
}
