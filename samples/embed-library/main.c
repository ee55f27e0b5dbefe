/*
 * A program that runs components: it loads one, calls a function that is
 * given in WAVE syntax, and prints what came back.
 *
 *     cc main.c $(pkg-config --cflags --libs tenon) -o call
 *     ./call hello.wasm 'greet("you")'
 */
#include <stdio.h>

#include <tenon/runtime.h>

static tenon_status call(tenon_context *ctx,
                         const char *path,
                         const char *text) {
    tenon_buffer file = {0}, answer = {0};
    tenon_component *component = NULL;
    tenon_store *store = NULL;
    tenon_instance *instance = NULL;

    tenon_status status = tenon_read_file(&file, ctx, path);
    if (status == TENON_OK)
        status =
            tenon_component_load(&component, ctx, path, file.data, file.len);
    if (status == TENON_OK)
        status = tenon_store_new(&store, ctx, NULL);
    if (status == TENON_OK)
        status = tenon_instantiate(&instance, store, component);
    if (status == TENON_OK)
        status = tenon_call_text(instance, text, &answer);
    if (status == TENON_OK)
        printf("%s\n", (const char *)answer.data);

    tenon_buffer_release(&answer);
    tenon_store_free(store);
    tenon_component_free(component);
    tenon_buffer_release(&file);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s COMPONENT.wasm 'function(arguments)'\n",
                argv[0]);
        return 2;
    }
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 1;
    tenon_status status = call(ctx, argv[1], argv[2]);
    /* Whatever went wrong is told with its place, in the input's own terms. */
    tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    tenon_context_free(ctx);
    return status == TENON_OK ? 0 : 1;
}
