/*
 * What a WIT package offers, as a page of Markdown; or what changed from one
 * version of it to the next. WIT is a file, a folder with deps/, or a binary:
 * a package, a component, a core module with its world.
 *
 *     cc outline.c $(pkg-config --cflags --libs tenon) -o wit-outline
 *     ./wit-outline shop/ > shop.md
 *     ./wit-outline shop-1.0/ shop/        # compares
 *     ./wit-outline -b shop.wasm shop/     # writes the binary form
 */
#include <stdio.h>
#include <string.h>

#include <tenon/wit.h>

/* Ends a line with what its subject is gated by, and is about. */
static void put_about(tenon_str docs, tenon_wit_stability gates) {
    const char *end = memchr(docs.data, '\n', docs.len);
    if (gates.since.len)
        printf(" (since %.*s)", TENON_STR_ARG(gates.since));
    if (gates.feature.len)
        printf(" (unstable: %.*s)", TENON_STR_ARG(gates.feature));
    if (gates.deprecated.len)
        printf(" (deprecated in %.*s)", TENON_STR_ARG(gates.deprecated));
    if (docs.len)
        printf(": %.*s", end ? (int)(end - docs.data) : (int)docs.len,
               docs.data);
    printf("\n");
}

/* Types and functions */

/* The text of a type may be of any length; 300 bytes of it will do. */
static void put_type(const char *before, const tenon_type *type) {
    char text[300];
    tenon_type_text(text, sizeof text, type);
    printf("%s%s", before, text);
}

/* A field, or a case with what it holds. */
static void put_member(const char *indent, tenon_member member, bool is_case) {
    printf("%s  - `%.*s", indent, TENON_STR_ARG(member.name));
    if (member.type)
        put_type(is_case ? "(" : ": ", member.type);
    printf(member.type && is_case ? ")`" : "`");
    put_about(member.docs, (tenon_wit_stability){0});
}

static void put_typedef(const char *indent, const tenon_wit_typedef *def) {
    const tenon_type *type = tenon_wit_typedef_type(def);
    const tenon_type *target = tenon_type_target(type);
    const tenon_wit_interface *from = tenon_wit_type_used_from(type);
    tenon_type_kind kind = tenon_type_kind_of(type);
    tenon_str name = tenon_wit_typedef_name(def);
    /* Another name leads to a type with a name; a definition does not. */
    size_t members =
        tenon_type_name(target).len ? 0 : tenon_type_member_count(target);
    bool is_plain = target && (members == 0 || kind == TENON_TYPE_TUPLE);
    printf("%s- `%s %.*s", indent,
           is_plain ? "type" : tenon_type_kind_text(kind), TENON_STR_ARG(name));
    if (is_plain)
        put_type(" = ", target);
    printf("`");
    if (from)
        printf(" of `%s`", tenon_wit_interface_id(from));
    put_about(tenon_wit_typedef_docs(def), tenon_wit_typedef_stability(def));
    for (size_t i = 0; !is_plain && i < members; i++)
        put_member(indent, tenon_type_member(target, i),
                   kind == TENON_TYPE_VARIANT);
}

/* As a caller sees it: a method without its `self`. */
static void put_func(const char *indent, const tenon_wit_func *func) {
    const tenon_func_type *type = tenon_wit_func_type(func);
    tenon_str resource = tenon_wit_func_resource(func);
    tenon_wit_func_kind kind = tenon_wit_func_kind_of(func);
    bool is_constructor = kind == TENON_WIT_FUNC_CONSTRUCTOR;
    size_t self = kind == TENON_WIT_FUNC_METHOD;
    printf("%s- `", indent);
    if (resource.len && !is_constructor)
        printf("%.*s.", TENON_STR_ARG(resource));
    printf("%.*s: %s%s%s(", TENON_STR_ARG(tenon_wit_func_name(func)),
           kind == TENON_WIT_FUNC_STATIC ? "static " : "",
           tenon_func_type_is_async(type) ? "async " : "",
           is_constructor ? "constructor" : "func");
    for (size_t i = self; i < tenon_func_type_param_count(type); i++) {
        tenon_member param = tenon_func_type_param(type, i);
        printf("%s%.*s", i > self ? ", " : "", TENON_STR_ARG(param.name));
        put_type(": ", param.type);
    }
    printf(")");
    if (tenon_func_type_result(type) && !is_constructor)
        put_type(" -> ", tenon_func_type_result(type));
    printf("`");
    put_about(tenon_wit_func_docs(func), tenon_wit_func_stability(func));
}

/* Interfaces and worlds */

static void put_interface(const char *indent,
                          const tenon_wit_interface *interface) {
    size_t types = tenon_wit_interface_type_count(interface);
    size_t funcs = tenon_wit_interface_func_count(interface);
    for (size_t i = 0; i < types; i++)
        put_typedef(indent, tenon_wit_interface_type(interface, i));
    for (size_t i = 0; i < funcs; i++)
        put_func(indent, tenon_wit_interface_func(interface, i));
}

static void put_item(const tenon_wit_item *item) {
    const tenon_wit_interface *interface = tenon_wit_item_interface(item);
    tenon_str implements = tenon_wit_item_implements(item);
    if (tenon_wit_item_func(item)) {
        put_func("", tenon_wit_item_func(item));
    } else if (tenon_wit_item_type(item)) {
        put_typedef("", tenon_wit_item_type(item));
    } else {
        printf("- `%.*s%s%.*s`%s", TENON_STR_ARG(tenon_wit_item_name(item)),
               implements.len ? ": " : "", TENON_STR_ARG(implements),
               tenon_wit_item_is_implied(item) ? ", for its types" : "");
        put_about(tenon_wit_item_docs(item), tenon_wit_item_stability(item));
        if (!tenon_wit_interface_id(interface)) /* written out here */
            put_interface("  ", interface);
    }
}

static void put_world(const tenon_wit_world *world) {
    size_t imports = tenon_wit_world_import_count(world);
    size_t exports = tenon_wit_world_export_count(world);
    printf("\nIt imports%s\n\n", imports ? ":" : " nothing.");
    for (size_t i = 0; i < imports; i++)
        put_item(tenon_wit_world_import(world, i));
    printf("\nIt exports%s\n\n", exports ? ":" : " nothing.");
    for (size_t i = 0; i < exports; i++)
        put_item(tenon_wit_world_export(world, i));
}

static void put_package(const tenon_wit_package *package) {
    printf("# Package `%s`", tenon_wit_package_id(package));
    put_about(tenon_wit_package_docs(package), (tenon_wit_stability){0});
    for (size_t i = 0; i < tenon_wit_package_world_count(package); i++) {
        const tenon_wit_world *world = tenon_wit_package_world(package, i);
        printf("\n## World `%.*s`", TENON_STR_ARG(tenon_wit_world_name(world)));
        put_about(tenon_wit_world_docs(world),
                  tenon_wit_world_stability(world));
        put_world(world);
    }
    for (size_t i = 0; i < tenon_wit_package_interface_count(package); i++) {
        const tenon_wit_interface *interface =
            tenon_wit_package_interface(package, i);
        printf("\n## Interface `%.*s`",
               TENON_STR_ARG(tenon_wit_interface_name(interface)));
        put_about(tenon_wit_interface_docs(interface),
                  tenon_wit_interface_stability(interface));
        printf("\n");
        put_interface("", interface);
    }
}

/* Versions and binaries */

static tenon_status put_changes(const tenon_wit *before,
                                const tenon_wit *after) {
    const tenon_wit_change *change;
    tenon_wit_diff *diff;
    tenon_status status = tenon_wit_diff_new(&diff, before, after);
    if (status != TENON_OK)
        return status;
    for (size_t i = 0; (change = tenon_wit_diff_change(diff, i)) != NULL; i++)
        printf("- %s: %s (%s)\n", change->where, change->text,
               tenon_wit_step_text(change->step));
    printf("changes: %zu; smallest version step: %s\n",
           tenon_wit_diff_count(diff),
           tenon_wit_step_text(tenon_wit_diff_step(diff)));
    tenon_wit_diff_free(diff);
    return TENON_OK;
}

/* Writes the package in binary form, and compares it with what that holds. */
static tenon_status write_binary(tenon_context *ctx,
                                 const tenon_wit *wit,
                                 const char *path) {
    tenon_buffer bytes;
    tenon_wit *again = NULL;
    tenon_status status = tenon_wit_encode(&bytes, wit, NULL);
    if (status == TENON_OK)
        status = tenon_write_file(ctx, path, bytes.data, bytes.len);
    if (status == TENON_OK)
        status = tenon_wit_load(&again, ctx, path, NULL);
    if (status == TENON_OK)
        status = put_changes(wit, again);
    tenon_wit_free(again);
    tenon_buffer_release(&bytes);
    return status;
}

static tenon_status run(tenon_context *ctx, const char *binary, char **paths) {
    tenon_wit *wit = NULL, *after = NULL;
    tenon_status status = tenon_wit_load(&wit, ctx, paths[0], NULL);
    if (status == TENON_OK && paths[1])
        status = tenon_wit_load(&after, ctx, paths[1], NULL);
    if (status == TENON_OK && after)
        status = put_changes(wit, after);
    else if (status == TENON_OK && binary)
        status = write_binary(ctx, wit, binary);
    else if (status == TENON_OK)
        put_package(tenon_wit_main(wit));
    tenon_wit_free(after);
    tenon_wit_free(wit);
    return status;
}

int main(int argc, char **argv) {
    bool is_binary = argc == 4 && strcmp(argv[1], "-b") == 0;
    tenon_context *ctx = NULL;
    if (!is_binary && argc != 2 && argc != 3) {
        fprintf(stderr, "usage: %s [-b FILE] WIT, or %s OLD NEW\n", argv[0],
                argv[0]);
        return 2;
    }
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 1;
    tenon_status status =
        run(ctx, is_binary ? argv[2] : NULL, argv + (is_binary ? 3 : 1));
    /* All errors of all files, each with its place. */
    tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    tenon_context_free(ctx);
    return status == TENON_OK ? 0 : 1;
}
