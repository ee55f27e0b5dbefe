/* tenon wit --out-dir: every package as a file of text. */
#include "cli/wit_folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool same(tenon_str a, tenon_str b) {
    return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* As much of the id as tells the package from the others: the namespace when
 * another one has a package of that name, the version when this one has. */
static void file_stem(char *out,
                      size_t size,
                      const tenon_wit *wit,
                      const tenon_wit_package *package) {
    tenon_str ns = tenon_wit_package_namespace(package);
    tenon_str name = tenon_wit_package_name(package);
    bool namespace = false, version = false;
    for (size_t i = 0; i < tenon_wit_package_count(wit); i++) {
        const tenon_wit_package *other = tenon_wit_package_at(wit, i);
        if (other == package || !same(name, tenon_wit_package_name(other)))
            continue;
        bool is_same = same(ns, tenon_wit_package_namespace(other));
        version |= is_same;
        namespace |= !is_same;
    }
    const char *id = tenon_wit_package_id(package);
    const char *start = namespace ? id : id + ns.len + 1;
    size_t len = version ? strlen(id) : ns.len + 1 + name.len;
    snprintf(out, size, "%.*s", (int)(id + len - start), start);
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
                                  const tenon_wit_package *package) {
    char stem[512], path[4096];
    tenon_wit_print_options opts = TENON_WIT_PRINT_OPTIONS_INIT;
    opts.package = package;
    opts.no_docs = cli_switch(c, "no-docs");
    file_stem(stem, sizeof stem, wit, package);
    bool main = package == tenon_wit_main(wit);
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
