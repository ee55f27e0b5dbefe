/*
 * A program that reads WIT: it loads a file or a folder, lists the worlds of
 * the package with their ids, and prints the package.
 *
 *     cc worlds.c $(pkg-config --cflags --libs tenon) -o worlds
 *     ./worlds wit/
 */
#include <stdio.h>

#include <tenon/wit.h>

static tenon_status show(tenon_context *ctx, const char *path) {
    tenon_wit *wit = NULL;
    tenon_buffer text = {0};

    tenon_status status = tenon_wit_load(&wit, ctx, path, NULL);
    if (status == TENON_OK)
        status = tenon_wit_print(&text, wit, false);
    if (status == TENON_OK) {
        const tenon_wit_package *package = tenon_wit_main(wit);
        size_t count = tenon_wit_package_world_count(package);
        printf("%s: %zu worlds\n", tenon_wit_package_id(package), count);
        for (size_t i = 0; i < count; i++) {
            const tenon_wit_world *world = tenon_wit_package_world(package, i);
            printf("world %s\n", tenon_wit_world_id(world));
        }
        fwrite(text.data, 1, text.len, stdout);
    }

    tenon_buffer_release(&text);
    tenon_wit_free(wit);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE-OR-FOLDER\n", argv[0]);
        return 2;
    }
    tenon_context *ctx = NULL;
    if (tenon_context_new(&ctx, NULL) != TENON_OK)
        return 1;
    tenon_status status = show(ctx, argv[1]);
    /* All errors of all files, each with its place. */
    tenon_diagnostics_write(ctx, stderr, TENON_MESSAGE_HUMAN, false);
    tenon_context_free(ctx);
    return status == TENON_OK ? 0 : 1;
}
