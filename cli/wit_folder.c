/* tenon wit --out-dir: every package as a file of text. */
#include "cli/wit_folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* The parts of "namespace:name@version". */
typedef struct package_id {
    const char *text, *name;
    size_t ns_len, name_len;
} package_id;

static package_id split_id(const char *text) {
    package_id id = {.text = text, .ns_len = strcspn(text, ":")};
    id.name = text + id.ns_len + (text[id.ns_len] == ':');
    id.name_len = strcspn(id.name, "@");
    return id;
}

static bool same_name(const package_id *a, const package_id *b) {
    return a->name_len == b->name_len &&
           memcmp(a->name, b->name, a->name_len) == 0;
}

static bool same_namespace(const package_id *a, const package_id *b) {
    return a->ns_len == b->ns_len && memcmp(a->text, b->text, a->ns_len) == 0;
}

/* As much of the id as tells the package from the others: the namespace when
 * another one has a package of that name, the version when this one has. */
static void file_stem(char *out,
                      size_t size,
                      const tenon_wit *wit,
                      const char *text) {
    package_id id = split_id(text);
    bool name = false, both = false;
    for (size_t i = 0; i < tenon_wit_package_count(wit); i++) {
        const char *other_text = tenon_wit_package_at(wit, i);
        package_id other = split_id(other_text);
        if (strcmp(other_text, text) == 0 || !same_name(&id, &other))
            continue;
        name = true;
        both |= same_namespace(&id, &other);
    }
    if (both)
        snprintf(out, size, "%s", text);
    else if (name)
        snprintf(out, size, "%.*s", (int)(id.ns_len + 1 + id.name_len), text);
    else
        snprintf(out, size, "%.*s", (int)id.name_len, id.name);
}

static tenon_status make_folder(const cli *c, const char *path) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return TENON_OK;
    char text[512];
    snprintf(text, sizeof text, "the folder cannot be made: %s",
             strerror(errno));
    tenon_report(c->ctx, path, text, NULL);
    return TENON_INVALID;
}

static tenon_status write_package(const cli *c,
                                  const tenon_wit *wit,
                                  const char *folder,
                                  const char *id) {
    char stem[512], path[4096];
    tenon_wit_print_options opts = TENON_WIT_PRINT_OPTIONS_INIT;
    opts.package = id;
    opts.no_docs = cli_switch(c, "no-docs");
    file_stem(stem, sizeof stem, wit, id);
    bool main = strcmp(id, tenon_wit_package(wit)) == 0;
    int len = snprintf(path, sizeof path, "%s/%s%s.wit", folder,
                       main ? "" : "deps/", stem);
    if (len < 0 || (size_t)len >= sizeof path) {
        tenon_report(c->ctx, folder, "the path is too long", NULL);
        return TENON_INVALID;
    }
    tenon_buffer text;
    tenon_status status = tenon_wit_print_as(&text, wit, &opts);
    if (status == TENON_OK)
        status = tenon_write_file(c->ctx, path, text.data, text.len);
    if (status == TENON_OK)
        cli_say(c, "wrote %s\n", path);
    tenon_buffer_release(&text);
    return status;
}

int cli_write_wit_folder(cli *c, const tenon_wit *wit, const char *folder) {
    size_t count = tenon_wit_package_count(wit);
    char deps[4096];
    tenon_status status = make_folder(c, folder);
    if (status == TENON_OK && count > 1) {
        snprintf(deps, sizeof deps, "%s/deps", folder);
        status = make_folder(c, deps);
    }
    for (size_t i = 0; i < count && status == TENON_OK; i++)
        status = write_package(c, wit, folder, tenon_wit_package_at(wit, i));
    return cli_finish(c, status);
}
